"""An edited DOCX: what stands between named bookmarks now, what stood there, and what was remarked.

Insertions, deletions and comments are read from the XML of the file, as an office program wrote
them; nothing else of it is looked at, and nothing is drawn, run or fetched. The file comes from
outside: it is read in a child process (`gate.read_apart`).
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tutela.base.errors import UnreadableFile
from tutela.base.gate import read_apart
from tutela.base.limits import LIMITS, require_bytes
from tutela.base.say import say

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

OLE = bytes.fromhex("d0cf11e0a1b11ae1")
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
"""How an office program wraps a document that has a password: no archive is left to be seen."""

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@dataclass(frozen=True, slots=True)
class EditedParagraph:
    """A paragraph between two ends of a bookmark.

    words    as it reads with all changes accepted; before, with none
    point    whether it stands in a list
    authors  who changed it, as their program says
    """

    words: str
    before: str
    point: bool = False
    authors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment: on which words, what it says, whose it is."""

    on: str
    says: str
    author: str


@dataclass(frozen=True, slots=True)
class EditedPart:
    """What stands between the ends of one bookmark."""

    paragraphs: tuple[EditedParagraph, ...]
    remarks: tuple[Remark, ...] = ()


def read_edited(path: Path | str, prefix: str) -> dict[str, EditedPart]:
    """What an edited DOCX holds under the bookmarks that `docx_writer` made.

    Takes   prefix, how the names of the wanted bookmarks begin.
    Gives   the parts by the names of their bookmarks.
    Raises  UnreadableFile with what, where and next for what is no DOCX, or too large.
    """
    path = Path(path)
    return read_apart(_read, path.name, path, prefix)


def _read(path: Path, prefix: str) -> dict[str, EditedPart]:
    with open_docx(path.read_bytes(), path.name) as archive:
        body = xml_part(archive, "word/document.xml", path.name)
        comments = (
            xml_part(archive, "word/comments.xml", path.name)
            if "word/comments.xml" in archive.namelist()
            else None
        )
    said = {} if comments is None else _remarks_by_id(comments)
    return _parts(body, prefix, said)


@contextmanager
def open_docx(data: bytes, where: str) -> Iterator[zipfile.ZipFile]:
    """The archive that a DOCX document is.

    Takes   where, the file's name for the message.
    Raises  UnreadableFile for what is no DOCX, is protected by a password, as office programs and
            packers each do it in their own way, or is packed by a method nobody here knows.
    """
    if data.startswith(OLE) and ENCRYPTED in data:
        raise _protected_error(where)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if any(member.flag_bits & 1 for member in archive.infolist()):
                raise _protected_error(where)
            yield archive
    except (zipfile.BadZipFile, KeyError, NotImplementedError, OSError) as fault:
        raise UnreadableFile(
            say("this is no DOCX document"),
            where=where,
            next=say("save it as DOCX in your office program and give it again"),
        ) from fault


def _protected_error(where: str) -> UnreadableFile:
    return UnreadableFile(
        say("the document is protected by a password"),
        where=where,
        next=say("open it, remove the password and save a copy"),
    )


def xml_part(archive: zipfile.ZipFile, name: str, where: str) -> Element:
    """One part of the archive, read without entities or anything from outside."""
    from lxml import etree  # here: a server process starts without it

    require_bytes("document_bytes", archive.getinfo(name).file_size, where)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        with archive.open(name) as part:
            root = etree.fromstring(part.read(LIMITS["document_bytes"] + 1), parser)
    except (etree.XMLSyntaxError, zipfile.BadZipFile) as fault:
        raise UnreadableFile(
            say("the document is damaged"),
            where=where,
            next=say("open it in your office program, save it again and give it"),
        ) from fault
    if root.getroottree().docinfo.doctype:
        raise UnreadableFile(
            say("the document declares what no DOCX declares"),
            where=where,
            next=say("save it as DOCX in your office program"),
        )
    return root


def _remarks_by_id(comments: Element) -> Mapping[str, tuple[str, str]]:
    """What each comment says and whose it is, by its id."""
    return {
        comment.get(f"{W}id", ""): (
            "\n".join(_plain(line) for line in comment.iter(f"{W}p")).strip(),
            comment.get(f"{W}author", ""),
        )
        for comment in comments.iter(f"{W}comment")
    }


def _plain(paragraph: Element) -> str:
    return "".join(piece.text or "" for piece in paragraph.iter(f"{W}t"))


@dataclass(slots=True)
class _Open:
    """A part whose end was not met yet."""

    name: str
    paragraphs: list[EditedParagraph] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)


def _parts(
    body: Element, prefix: str, said: Mapping[str, tuple[str, str]]
) -> dict[str, EditedPart]:
    """Walks the paragraphs once; a bookmark covers each paragraph that it touches."""
    open_parts: dict[str, _Open] = {}
    anchored: dict[str, list[str]] = {}
    told: set[str] = set()
    parts: dict[str, EditedPart] = {}
    for paragraph in body.iter(f"{W}p"):
        for mark in paragraph.iter(f"{W}bookmarkStart"):
            if mark.get(f"{W}name", "").startswith(prefix):
                open_parts[mark.get(f"{W}id", "")] = _Open(mark.get(f"{W}name", ""))
        remarks = list(_remarks_in(paragraph, said, anchored, told))
        read = _paragraph(paragraph)
        for part in open_parts.values():
            part.paragraphs.append(read)
            part.remarks += remarks
        for mark in _ends(paragraph):
            part_of = open_parts.pop(mark.get(f"{W}id", ""), None)
            if part_of is not None:
                parts[part_of.name] = EditedPart(
                    _without_blanks(part_of.paragraphs), tuple(part_of.remarks)
                )
    return parts


def _ends(paragraph: Element) -> Iterator[Element]:
    """The ends of bookmarks in a paragraph, or right behind it: programs move them there."""
    yield from paragraph.iter(f"{W}bookmarkEnd")
    beside = paragraph.getnext()
    while beside is not None and beside.tag == f"{W}bookmarkEnd":
        yield beside
        beside = beside.getnext()


def _paragraph(paragraph: Element) -> EditedParagraph:
    words: list[str] = []
    before: list[str] = []
    authors: list[str] = []
    for piece in paragraph.iter(f"{W}t", f"{W}delText", f"{W}tab", f"{W}br"):
        text = piece.text or "" if piece.tag in (f"{W}t", f"{W}delText") else " "
        change = next(piece.iterancestors(f"{W}ins", f"{W}del"), None)
        if change is not None:
            authors.append(change.get(f"{W}author", ""))
        if change is None or change.tag == f"{W}ins":
            words.append(text)
        if change is None or change.tag == f"{W}del":
            before.append(text)
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    styled = "" if style is None else style.get(f"{W}val", "")
    counted = styled.startswith("Numbered")  # a paragraph of the text that is cited by its number
    listed = not counted and (paragraph.find(f"{W}pPr/{W}numPr") is not None or "List" in styled)
    return EditedParagraph(
        _tidy("".join(words)),
        _tidy("".join(before)),
        listed,
        tuple(dict.fromkeys(name for name in authors if name)),
    )


def _tidy(text: str) -> str:
    """One blank between words, none at the ends; signs nobody sees are left out.

    >>> _tidy(" We\u200e  patrol. ")
    'We patrol.'
    """
    return " ".join(text.replace("\u200e", "").replace("\u200f", "").split())


def _without_blanks(paragraphs: list[EditedParagraph]) -> tuple[EditedParagraph, ...]:
    """Without those that are blank before and after."""
    return tuple(one for one in paragraphs if one.words or one.before)


def _remarks_in(
    paragraph: Element,
    said: Mapping[str, tuple[str, str]],
    anchored: dict[str, list[str]],
    told: set[str],
) -> Iterator[Remark]:
    """The comments that end in a paragraph, with the words each stands on, each once.

    A comment on a single point of the text has no range: its reference alone stands there.
    """
    for piece in paragraph.iter(
        f"{W}commentRangeStart", f"{W}commentRangeEnd", f"{W}t", f"{W}commentReference"
    ):
        key = piece.get(f"{W}id", "")
        if piece.tag == f"{W}commentRangeStart":
            anchored[key] = []
        elif piece.tag == f"{W}t":
            for words in anchored.values():
                words.append(piece.text or "")
        elif key in said and key not in told:
            told.add(key)
            on = _tidy("".join(anchored.pop(key, [])))
            says, author = said[key]
            if says:
                yield Remark(on, says, author)
    for words in anchored.values():
        words.append(" ")
