"""A letterhead: a Word template that a mission gives, tried before anybody relies on it.

    tried = try_letterhead(path)          which placeholders stand in it; refuses what is not safe
    to_docx(replace(document, template=path.read_bytes()))

A template says where a paper's words go: `{{ title }}`, `{{ body }}`. These are strings of a closed
set and nothing else: no expression, no loop, no attribute. The file comes from outside: it is tried
in a child process (`sandbox.read_apart`), part by part, by a list of what may be in it; nothing
of it is run or fetched.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from tutela.base.documents.docx_lists import W
from tutela.base.documents.docx_reader import open_docx, xml_part
from tutela.base.errors import UnreadableFile
from tutela.base.guards.limits import LIMITS, require_bytes
from tutela.base.guards.sandbox import read_apart
from tutela.base.messages import say, term

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

PLACEHOLDERS = {
    "body": term("all that the paper says; alone on a line of its own"),
    "title": term("title of the paper"),
    "subtitle": term("what stands below the title"),
    "kind": term("kind of paper"),
    "organisation": term("first line of the letterhead as it is laid out"),
    "mission": term("name of the mission"),
    "marking": term("classification, in the language of the paper"),
    "date": term("day of the paper"),
    "number": term("symbol by which it is filed"),
    "recipients": term("who receives it"),
}
"""What a template may ask for, and what it is told. [P]"""

TEMPLATE_SUFFIX = ".docx"

MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"

_PARTS = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|docProps/(?:app|core)\.xml|docProps/thumbnail\.\w+"
    r"|word/(?:document|styles|stylesWithEffects|settings|webSettings|fontTable|numbering"
    r"|footnotes|endnotes|header\d*|footer\d*|theme/theme\d*)\.xml"
    r"|word/_rels/[\w.]+\.rels|word/theme/_rels/[\w.]+\.rels|word/media/[\w.-]+\.(?:png|jpe?g|gif)"
    r"|customXml/(?:item|itemProps)\d+\.xml|customXml/_rels/[\w.]+\.rels|word/|docProps/|_rels/"
    r"|customXml/|word/(?:_rels|media|theme)/"
)
"""The parts a letterhead may have: text, styles, pictures. All else is named and refused."""

_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a")

_FIELD = re.compile(r"\s*(?:PAGE|NUMPAGES|SECTIONPAGES)(?:\s+\\\*\s*\w+)*\s*", re.I)
"""Fields that count pages. Others fetch, run or ask."""

_ASKED = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
_SIGNS = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")

_TOLD_SIGNS = 60

_PLACES = {
    "document": term("in the text"),
    "header": term("in the header"),
    "footer": term("in the footer"),
    "footnotes": term("in a footnote"),
    "endnotes": term("in an endnote"),
}


@dataclass(frozen=True, slots=True)
class TriedLetterhead:
    """A template that passed: which placeholders stand in it, in the order of PLACEHOLDERS."""

    placeholders: tuple[str, ...]

    @property
    def lacking(self) -> tuple[str, ...]:
        """What it does not ask for: of that the platform writes what matters above the text."""
        return tuple(name for name in PLACEHOLDERS if name not in self.placeholders)


def try_letterhead(path: Path | str) -> TriedLetterhead:
    """Try a Word template in a child process: what it is made of, and a trial paper written by it.

    Raises  UnreadableFile with what, where and next for what is no DOCX, too large, holds macros,
            links, objects or changes, or asks for what a paper does not tell.
    """
    path = Path(path)
    return read_apart(_try, path.name, path)


def _try(path: Path) -> TriedLetterhead:
    from tutela.base.documents.docx_letterhead import LetterheadWriter
    from tutela.base.documents.trial_paper import trial_paper

    data = path.read_bytes()
    tried = check_letterhead(data, path.name)
    for across in (False, True):
        LetterheadWriter(trial_paper(across=across), data).write()
    return tried


def check_letterhead(data: bytes, where: str) -> TriedLetterhead:
    """As `try_letterhead`, of bytes and in this process, without the trial paper.

    Takes   where, the file's name.
    """
    if not where.casefold().endswith(TEMPLATE_SUFFIX):
        raise UnreadableFile(
            say("a letterhead is a Word document whose name ends in .docx"),
            where=where,
            next=say("save it as DOCX, without macros"),
        )
    require_bytes("letterhead_bytes", len(data), where)
    with open_docx(data, where) as archive:
        _check_parts(archive, where)
        parts = {
            member.filename: xml_part(archive, member.filename, where)
            for member in archive.infolist()
            if member.filename.endswith((".xml", ".rels"))
        }
        for member in archive.infolist():
            if member.filename.startswith("word/media/") and not member.is_dir():
                with archive.open(member) as picture:
                    if not picture.read(16).startswith(_PICTURES):
                        _refuse(say("it holds a picture that is none"), where, member.filename)
    if "word/document.xml" not in parts:
        _refuse(say("it has no text part"), where, "word/document.xml")
    _check_types(parts["[Content_Types].xml"], where)
    for name, part in parts.items():
        if name.endswith(".rels"):
            _check_relations(part, where)
    asked: set[str] = set()
    for name, part in parts.items():
        if (place := _place_of(name)) is not None:
            _check_elements(part, where)
            asked |= set(_asked_in(part, place, where))
    _check_body(parts["word/document.xml"], where)
    _check_language(data, where)
    return TriedLetterhead(tuple(name for name in PLACEHOLDERS if name in asked))


def _refuse(what: str, where: str, part: str = "", step: str = "") -> NoReturn:
    raise UnreadableFile(
        say("{what} ({part})", what=what, part=part) if part else what,
        where=where,
        next=step or say("take it out in your office program and give the template again"),
    )


def _check_parts(archive: zipfile.ZipFile, where: str) -> None:
    """Raise for too many parts, too many bytes, and a part that no letterhead needs."""
    members = archive.infolist()
    names = [member.filename for member in members]
    if len(names) > LIMITS["letterhead_parts"]:
        _refuse(say("it has {n} parts, more than a letterhead has", n=len(names)), where)
    if len(set(names)) < len(names):
        _refuse(say("two of its parts have one name"), where)
    require_bytes("letterhead_bytes", sum(member.file_size for member in members), where)
    for name in names:
        if "vbaproject" in name.casefold() or "vbadata" in name.casefold():
            _refuse(say("it holds macros"), where, name, say("save it as DOCX, without macros"))
        if name.startswith("word/comments") or name == "word/people.xml":
            _refuse(say("it holds comments"), where, name)
        if not _PARTS.fullmatch(name):
            _refuse(say("it holds what no letterhead needs"), where, name)
    if "[Content_Types].xml" not in names:
        _refuse(say("this is no DOCX document"), where)


def _check_types(types: Element, where: str) -> None:
    """Raise where the text is no plain document: a template of Word's, or one with macros."""
    said = {node.get("PartName", ""): node.get("ContentType", "") for node in types}
    if said.get("/word/document.xml") != MAIN:
        _refuse(
            say("it is saved as a template or with macros"),
            where,
            step=say("save it as DOCX, without macros"),
        )


def _check_relations(relations: Element, where: str) -> None:
    """Raise for what lies outside the file, and for a relation to an object."""
    for node in relations:
        kind = node.get("Type", "").rpartition("/")[2]
        if node.get("TargetMode", "") == "External":
            _refuse(
                say("it links to something outside"),
                where,
                node.get("Target", "")[:_TOLD_SIGNS],
                say("write addresses as plain words, and put pictures into the file"),
            )
        if kind in (
            "oleObject",
            "package",
            "control",
            "aFChunk",
            "subDocument",
            "attachedTemplate",
        ):
            _refuse(say("it holds an embedded object"), where, kind)


def _check_elements(part: Element, where: str) -> None:
    """Raise for objects, controls, tracked changes and fields that do more than count pages."""
    frames: list[list[str]] = []
    for node in part.iter():
        if not isinstance(node.tag, str):
            continue
        name = node.tag.rpartition("}")[2]
        if name in ("object", "control", "altChunk", "subDoc", "OLEObject"):
            _refuse(say("it holds an embedded object"), where, name)
        if node.tag in (f"{W}ins", f"{W}del", f"{W}moveFrom", f"{W}moveTo") and len(node):
            _refuse(
                say("it holds tracked changes"), where, step=say("accept or reject them, and save")
            )
        if node.tag == f"{W}fldSimple":
            _check_field(node.get(f"{W}instr", ""), where)
        elif node.tag == f"{W}fldChar":
            kind = node.get(f"{W}fldCharType")
            if kind == "begin":
                frames.append([])
            elif kind == "end" and frames:
                _check_field("".join(frames.pop()), where)
        elif node.tag == f"{W}instrText":
            if not frames:
                _check_field(node.text or "", where)
            for frame in frames:
                frame.append(node.text or "")
    for frame in frames:
        _check_field("".join(frame), where)


def _check_field(code: str, where: str) -> None:
    if not _FIELD.fullmatch(code):
        _refuse(
            say("it holds a field that does more than count pages"),
            where,
            code.strip()[:_TOLD_SIGNS],
        )


def _place_of(part: str) -> str | None:
    """Where a part stands on paper, in words; None for one that holds no words of a paper."""
    name = re.sub(r"\d*\.xml$", "", part.removeprefix("word/"))
    return _PLACES.get(name) if part.startswith("word/") else None


def _asked_in(part: Element, place: str, where: str) -> Iterator[str]:
    """The placeholders of a part.

    Raises  UnreadableFile for one that is not of the set, with the line it stands in.
    """
    for line in part.iter(f"{W}p"):
        text = "".join(piece.text or "" for piece in line.iter(f"{W}t"))
        for name in _ASKED.findall(text):
            if name not in PLACEHOLDERS:
                raise UnreadableFile(
                    say(
                        "“{name}” stands {place} and is no placeholder", name=name[:40], place=place
                    ),
                    where=where,
                    next=say("use one of: {names}", names=", ".join(PLACEHOLDERS)),
                )
            yield name
        if _SIGNS.search(_ASKED.sub("", text)):
            raise UnreadableFile(
                say(
                    "“{words}” {place} is no placeholder: only names in double braces are",
                    words=text.strip()[:_TOLD_SIGNS],
                    place=place,
                ),
                where=where,
                next=say("use one of: {names}", names=", ".join(PLACEHOLDERS)),
            )


def _check_body(document: Element, where: str) -> None:
    """Raise unless `{{ body }}` stands once, alone on a line of the text and in no table."""
    body = document.find(f"{W}body")
    lines = [] if body is None else [line for line in body if line.tag == f"{W}p"]
    alone = [line for line in lines if _ASKED.fullmatch(_words(line).strip())]
    bodies = [line for line in alone if _ASKED.findall(_words(line)) == ["body"]]
    everywhere = sum(_ASKED.findall(_words(line)).count("body") for line in document.iter(f"{W}p"))
    if len(bodies) != 1 or everywhere != 1:
        raise UnreadableFile(
            say("the template does not say where the words of a paper go"),
            where=where,
            next=say("write {sign} once, alone on a line outside tables", sign="{{ body }}"),
        )
    if len(list(document.iter(f"{W}sectPr"))) != 1:
        raise UnreadableFile(
            say("the template has more than one section"),
            where=where,
            next=say("take the breaks between sections out"),
        )


def _words(line: Element) -> str:
    return "".join(piece.text or "" for piece in line.iter(f"{W}t"))


def _check_language(data: bytes, where: str) -> None:
    """Raise where the template engine would read anything but names of placeholders, whichever
    part or attribute it stands in."""
    from tutela.base.documents.docx_letterhead import strange_signs

    if strange_signs(data):
        _refuse(say("it asks for more than words: only names in double braces may stand"), where)
