"""An edited DOCX, line by line: how each reads now, how it read before, and what was remarked.

Nothing of it is passed over: paragraphs, rows of tables, text boxes, notes, what stands above and
below each page, drawings. Insertions, deletions, moves and comments are read from the XML of the
file, as an office program wrote them; nothing is drawn, run or fetched. The file comes from
outside: it is read in a child process (`sandbox.read_apart`).
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from tutela.base.documents.docx_lists import POINT, Lists, W, whole_number
from tutela.base.errors import UnreadableFile
from tutela.base.guards.limits import LIMITS, require_bytes
from tutela.base.guards.sandbox import read_apart
from tutela.base.messages import say

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

OLE = bytes.fromhex("d0cf11e0a1b11ae1")
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
"""How an office program wraps a document that has a password: no archive is left to be seen."""

M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
CHOICE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Choice"

WRITTEN = "written_"
"""How the bookmark begins around words that people wrote; all else on paper was printed."""

PRINTED = "{urn:tutela:printed}"
"""The part of a file that says, line by line, what was printed into it: digests, no words."""

PICTURE = "\N{OBJECT REPLACEMENT CHARACTER}"
"""Stands for a picture in a paragraph that has no words."""

BETWEEN_CELLS = " | "


@dataclass(frozen=True, slots=True)
class FileLine:
    """A line of a file.

    kind      paragraph; contents, a line of its table of contents; row, of a table; box, a
              paragraph in a text box; note, at the foot or the end; page, above or below each page;
              drawing
    words     as it reads with all changes accepted; before, with none
    point     whether it stands in a list
    heading   its level, 1 to 9; 0 of what is no heading
    authors   who changed it, as their program says
    marks     the bookmarks that begin in it
    written   whether it stands in a bookmark of what people wrote
    table     of a row: which table of the file it stands in, from 1
    cells     of a row: what stands in each of its cells now; one that spans several stands in the
              first of them
    pictures  how many stand in it
    """

    kind: str
    words: str
    before: str
    point: bool = False
    heading: int = 0
    authors: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    written: bool = False
    table: int = 0
    cells: tuple[str, ...] = ()
    pictures: int = 0


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment: on which words, what it says, whose it is; line, the number of that it ends in."""

    on: str
    says: str
    author: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """What a file keeps of a line printed into it; head, of a heading of the first level; mark, of
    the bookmark that began in it."""

    kind: str
    digest: str
    head: bool = False
    mark: str = ""


@dataclass(frozen=True, slots=True)
class EditedFile:
    """A file as it came back: its lines, the comments, and what had been printed into it, which is
    None of a file that does not say."""

    lines: tuple[FileLine, ...]
    remarks: tuple[Remark, ...] = ()
    printed: tuple[PrintedLine, ...] | None = None


def read_edited(path: Path | str) -> EditedFile:
    """What an edited DOCX holds, every word of it.

    Raises  UnreadableFile with what, where and next for what is no DOCX, or too large.
    """
    path = Path(path)
    return read_apart(_read, path.name, path)


def with_printed(file: bytes, prefix: str, digest: Callable[[str], str]) -> bytes:
    """A DOCX of our own with a part that says which of its lines were printed, each by a digest.

    Takes   prefix, how the bookmarks begin by which sections are known again; digest, keyed: who
            holds the file alone cannot tell from it what stood in a line that was taken out.
    """
    from lxml import etree

    read = read_bytes(file, "")
    root = etree.Element(f"{PRINTED}printed")
    for line in read.lines:
        if not line.written:
            mark = next((name for name in line.marks if name.startswith(prefix)), "")
            etree.SubElement(
                root,
                f"{PRINTED}line",
                kind=line.kind,
                digest=digest(key_of(line)),
                head="1" if line.heading == 1 else "",
                mark=mark,
            )
    kept = io.BytesIO()
    rels = "word/_rels/document.xml.rels"
    with zipfile.ZipFile(io.BytesIO(file)) as old, zipfile.ZipFile(kept, "w") as new:
        for member in old.infolist():
            part = old.read(member)
            if member.filename == rels:
                part = part.replace(b"</Relationships>", _RELATION + b"</Relationships>")
            new.writestr(member, part)
        first = old.infolist()[0]
        added = zipfile.ZipInfo(_PART, date_time=first.date_time)
        added.compress_type = zipfile.ZIP_DEFLATED
        new.writestr(added, etree.tostring(root, xml_declaration=True, encoding="UTF-8"))
    return kept.getvalue()


_PART = "customXml/item90.xml"
_RELATION = (
    b'<Relationship Id="rIdPrinted" Target="../customXml/item90.xml" Type="'
    b'http://schemas.openxmlformats.org/officeDocument/2006/relationships/customXml"/>'
)


def key_of(line: FileLine, *, before: bool = False) -> str:
    """By what a line is known again: its words, or that it is a picture."""
    return (line.before if before else line.words) or PICTURE * bool(line.pictures)


def _read(path: Path) -> EditedFile:
    return read_bytes(path.read_bytes(), path.name)


def read_bytes(file: bytes, where: str) -> EditedFile:
    """As read_edited, in this process: for a file of our own."""
    with open_docx(file, where) as archive:
        body = xml_part(archive, "word/document.xml", where)
        parts = {
            name: xml_part(archive, name, where)
            for name in sorted(archive.namelist())
            if _HOLDS_WORDS.fullmatch(name)
        }
    comments = parts.get("word/comments.xml")
    walk = _Walk(
        {} if comments is None else _remarks_by_id(comments),
        _styles(parts.get("word/styles.xml")),
        {kind: _notes(parts.get(f"word/{kind}s.xml"), kind) for kind in ("footnote", "endnote")},
        Lists(parts.get("word/numbering.xml"), parts.get("word/styles.xml")),
    )
    for root in body.iter(f"{W}body"):
        walk.blocks(root)
    walk.close()
    for name, part in parts.items():
        if name.startswith(("word/header", "word/footer")):
            walk.blocks(part, kind="page")
        elif name.startswith(("word/diagrams", "word/charts")):
            for line in part.iter(f"{A}p"):
                words = _tidy("".join(piece.text or "" for piece in line.iter(f"{A}t")))
                walk.lines.append(FileLine("drawing", words, words))
    return EditedFile(
        tuple(one for one in walk.lines if one.words or one.before or one.pictures or one.marks),
        tuple(walk.remarks),
        next(filter(None, map(_read_printed, parts.values())), None),
    )


_HOLDS_WORDS = re.compile(
    r"word/(?:comments|styles|numbering|footnotes|endnotes|header\d*|footer\d*|diagrams/data\d*"
    r"|charts/chart\d*)\.xml|customXml/item\d+\.xml"
)
"""The parts of a file in which words may stand, beside its body."""


def _read_printed(part: Element) -> tuple[PrintedLine, ...] | None:
    if part.tag != f"{PRINTED}printed":
        return None
    return tuple(
        PrintedLine(
            one.get("kind", ""), one.get("digest", ""), one.get("head") == "1", one.get("mark", "")
        )
        for one in part.iter(f"{PRINTED}line")
    )


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


def damaged_error(where: str) -> UnreadableFile:
    """What is said of a document that its own parts contradict."""
    return UnreadableFile(
        say("the document is damaged"),
        where=where,
        next=say("open it in your office program, save it again and give it"),
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
        raise damaged_error(where) from fault
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


def _notes(part: Element | None, kind: str) -> dict[str, Element]:
    """The notes of a file by their ids, without the lines that part them from the text."""
    if part is None:
        return {}
    return {
        note.get(f"{W}id", ""): note
        for note in part.iter(f"{W}{kind}")
        if note.get(f"{W}type", "normal") == "normal"
    }


@dataclass(frozen=True, slots=True)
class _Style:
    """What a style makes of a paragraph: its level as a heading, a line of contents, a point."""

    heading: int = 0
    contents: bool = False
    point: bool = False
    cited: bool = False


def _styles(part: Element | None) -> dict[str, _Style]:
    """What each style makes of a paragraph, by its id: programs translate ids, and keep names."""
    styles: dict[str, _Style] = {}
    for style in () if part is None else part.iter(f"{W}style"):
        name = _value(style.find(f"{W}name")).casefold()
        level = re.fullmatch(r"heading (\d)", name)
        outline = _value(style.find(f"{W}pPr/{W}outlineLvl"))
        cited = name.startswith("numbered")  # a paragraph of the text cited by its number
        styles[style.get(f"{W}styleId", "")] = _Style(
            int(level[1]) if level else _level(outline),
            contents=name.startswith(("toc ", "contents ")),
            point=not cited and "list" in name.replace("list table", ""),
            cited=cited,
        )
    return styles


def _level(outline: str) -> int:
    """The level of a heading by its outline, which counts from 0; its 9 is no heading."""
    level = whole_number(outline, otherwise=9)
    return level + 1 if level < 9 else 0


def _value(element: Element | None) -> str:
    return "" if element is None else element.get(f"{W}val", "")


_COUNTED = ("PAGE", "NUMPAGES", "SECTIONPAGES", "PAGEREF", "DATE", "TIME", "SAVEDATE", "PRINTDATE")
"""Fields whose results a program counts by itself: no words of anybody."""


_PAGE_NUMBER = re.compile(r"\s+\d+$")
"""Some programs write the page of a line of contents as words."""


@dataclass(slots=True)
class _Words:
    """What was gathered of one paragraph."""

    now: list[str] = field(default_factory=list)
    before: list[str] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)
    notes: list[Element] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)
    pictures: int = 0
    written: bool = False


@dataclass(slots=True)
class _Walk:
    """Walks a file once, in the order of its blocks.

    said    what each comment says and whose it is; styles, what they make of a paragraph
    notes   those at the foot and at the end, by kind and id: each is read where it is cited
    lists   what number each paragraph of a list bears
    """

    said: Mapping[str, tuple[str, str]]
    styles: Mapping[str, _Style]
    notes: Mapping[str, dict[str, Element]]
    lists: Lists
    lines: list[FileLine] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    anchored: dict[str, list[str]] = field(default_factory=dict)
    told: set[str] = field(default_factory=set)
    open_marks: dict[str, str] = field(default_factory=dict)
    waiting_marks: list[str] = field(default_factory=list)
    carried: _Words | None = None
    fields: list[list[str]] = field(default_factory=list)
    tables: int = 0

    def blocks(self, parent: Iterable[Element], kind: str = "paragraph") -> None:
        """The blocks within an element: paragraphs, tables, and what wraps them."""
        for child in parent:
            if child.tag == f"{W}p":
                self.paragraph(child, kind)
            elif child.tag == f"{W}tbl":
                self.table(child)
            elif child.tag in (f"{W}bookmarkStart", f"{W}bookmarkEnd"):
                self._mark(child, self.waiting_marks)
            elif child.tag == f"{W}altChunk":
                self.lines.append(FileLine("drawing", "", "", pictures=1))
            elif isinstance(child.tag, str) and child.tag != f"{W}sectPr":
                self.blocks(_first_way(child), kind)

    def close(self) -> None:
        """What nothing in the body led to: notes nobody cites, comments that stand nowhere."""
        self._end_carried()
        for kind in self.notes.values():
            for note in list(kind.values()):
                self.blocks(note, "note")
            kind.clear()
        for key, (says, author) in self.said.items():
            if key not in self.told and says:
                self.remarks.append(Remark("", says, author))

    def paragraph(self, paragraph: Element, kind: str) -> None:
        """A paragraph, then what hangs on it: its text boxes and its notes."""
        gathered = _Words(marks=self.waiting_marks, written=self._in_written())
        self.waiting_marks = []
        self._gather(paragraph, gathered, inserted=False, deleted=False)
        if self.carried is not None:  # its mark was struck: the two are one now
            gathered.now = [*self.carried.now, *gathered.now]
            gathered.authors = [*self.carried.authors, *gathered.authors]
            self.carried = None
        properties = paragraph.find(f"{W}pPr")
        line = self._line(gathered, properties, kind)
        if (number := self._number(paragraph, line)) and line.words:
            line = replace(line, words=f"{number} {line.words}", point=False)
            line = replace(line, before=f"{number} {line.before}" if line.before else "")
        if line.words and _mark_struck(properties):
            self.carried = gathered
            line = replace(line, words="")
            gathered.before, gathered.marks, gathered.pictures = [], [], 0
        self.lines.append(line)
        for key in gathered.ended:
            says, author = self.said[key]
            on = _tidy("".join(self.anchored.pop(key, [])))
            if says:
                self.remarks.append(Remark(on, says, author, len(self._lines_kept()) - 1))
        for words in self.anchored.values():
            words.append(" ")
        carried, self.carried = self.carried, None
        for box in gathered.boxes:
            self.blocks(box, "box")
        for note in gathered.notes:
            self.blocks(note, "note")
        self._end_carried()
        self.carried = carried

    def _end_carried(self) -> None:
        """Words whose paragraph was to run on, and nothing followed."""
        if self.carried is not None:
            self.lines.append(self._line(self.carried, None, "paragraph"))
            self.carried = None

    def _number(self, paragraph: Element, line: FileLine) -> str:
        """What number a paragraph bears in a list that counts; its words then say it."""
        label = self.lists.label(paragraph).strip()
        return label if line.point and label != POINT.strip() else ""

    def _lines_kept(self) -> list[FileLine]:
        return [
            line for line in self.lines if line.words or line.before or line.pictures or line.marks
        ]

    def _in_written(self) -> bool:
        return any(name.startswith(WRITTEN) for name in self.open_marks.values())

    def _line(self, gathered: _Words, properties: Element | None, kind: str) -> FileLine:
        named = None if properties is None else properties.find(f"{W}pStyle")
        style = self.styles.get(_value(named), _Style())
        listed = style.point
        level = style.heading
        if properties is not None:
            numbered = properties.find(f"{W}numPr")
            if numbered is not None:
                listed = not style.cited and _value(numbered.find(f"{W}numId")) != "0"
            level = _level(_value(properties.find(f"{W}outlineLvl"))) or level
        words, before = (_tidy("".join(said)) for said in (gathered.now, gathered.before))
        if style.contents and kind == "paragraph":
            kind = "contents"
            words, before = (_PAGE_NUMBER.sub("", said) for said in (words, before))
        return FileLine(
            kind,
            words,
            before,
            point=listed and not level,
            heading=level,
            authors=tuple(dict.fromkeys(name for name in gathered.authors if name)),
            marks=tuple(gathered.marks),
            written=gathered.written,
            pictures=gathered.pictures,
        )

    def table(self, table: Element) -> None:
        """The rows of a table, each with all that stands in its cells; a table within a cell is
        part of its row."""
        self._end_carried()
        self.tables += 1
        number = self.tables
        for row in table.iter(f"{W}tr"):
            if next(row.iterancestors(f"{W}tbl")) is not table:
                continue
            inner = _Walk(
                self.said,
                self.styles,
                self.notes,
                self.lists,
                anchored=self.anchored,
                told=self.told,
                open_marks=self.open_marks,
                waiting_marks=self.waiting_marks,
            )
            self.waiting_marks = []
            written = self._in_written()
            cells: list[str] = []
            for cell in row.iter(f"{W}tc"):
                if next(cell.iterancestors(f"{W}tr")) is row:
                    before = len(inner.lines)
                    inner.blocks(cell)
                    inner._end_carried()
                    said = [line.words for line in inner.lines[before:] if line.kind != "note"]
                    cells += [" ".join(filter(None, said)), *[""] * (_columns_of(cell) - 1)]
            struck = row.find(f"{W}trPr/{W}del") is not None
            within = [line for line in inner.lines if line.kind != "note"]
            self.lines.append(
                FileLine(
                    "row",
                    "" if struck else BETWEEN_CELLS.join(one.words for one in within if one.words),
                    BETWEEN_CELLS.join(one.before for one in within if one.before),
                    authors=tuple(dict.fromkeys(name for one in within for name in one.authors)),
                    marks=tuple(name for one in within for name in one.marks),
                    written=written,
                    table=number,
                    cells=() if struck else tuple(cells),
                    pictures=sum(one.pictures for one in within),
                )
            )
            here = len(self._lines_kept()) - 1
            self.remarks += [replace(remark, line=here) for remark in inner.remarks]
            self.lines += [line for line in inner.lines if line.kind == "note"]

    def _gather(self, element: Element, into: _Words, *, inserted: bool, deleted: bool) -> None:
        for piece in element:
            tag = piece.tag
            if tag in (f"{W}ins", f"{W}moveTo"):
                into.authors.append(piece.get(f"{W}author", ""))
                self._gather(piece, into, inserted=True, deleted=deleted)
            elif tag in (f"{W}del", f"{W}moveFrom"):
                into.authors.append(piece.get(f"{W}author", ""))
                self._gather(piece, into, inserted=inserted, deleted=True)
            elif (text := _text_of(piece)) is not None:
                self._add(text, into, inserted=inserted, deleted=deleted)
            elif tag == f"{W}fldSimple":
                if not _counts(piece.get(f"{W}instr", "")):
                    self._gather(piece, into, inserted=inserted, deleted=deleted)
            elif not self._sign(piece, into) and tag != f"{W}pPr" and isinstance(tag, str):
                if tag.rpartition("}")[2] in ("drawing", "pict", "object"):
                    into.pictures += next(piece.iter(f"{W}txbxContent"), None) is None
                self._gather(_first_way(piece), into, inserted=inserted, deleted=deleted)

    def _add(self, text: str, into: _Words, *, inserted: bool, deleted: bool) -> None:
        if any(_counts("".join(code[1:])) and code[0] for code in self.fields):
            return
        if not deleted:
            into.now.append(text)
            for words in self.anchored.values():
                words.append(text)
        if not inserted:
            into.before.append(text)

    def _sign(self, piece: Element, into: _Words) -> bool:
        """Whether a piece is a sign and no words: of a field, bookmark, comment, note or box."""
        tag, key = piece.tag, piece.get(f"{W}id", "")
        if tag == f"{W}fldChar":
            kind = piece.get(f"{W}fldCharType")
            if kind == "begin":
                self.fields.append([""])
            elif kind == "separate" and self.fields:
                self.fields[-1][0] = "results"
            elif kind == "end" and self.fields:
                self.fields.pop()
        elif tag == f"{W}instrText":
            if self.fields:
                self.fields[-1].append(piece.text or "")
        elif tag in (f"{W}bookmarkStart", f"{W}bookmarkEnd"):
            self._mark(piece, into.marks)
            into.written = into.written or self._in_written()
        elif tag == f"{W}commentRangeStart":
            self.anchored[key] = []
        elif tag in (f"{W}commentRangeEnd", f"{W}commentReference"):
            if key in self.said and key not in self.told:
                self.told.add(key)
                into.ended.append(key)
        elif tag in (f"{W}footnoteReference", f"{W}endnoteReference"):
            note = self.notes[tag.removeprefix(W).removesuffix("Reference")].pop(key, None)
            into.notes += [] if note is None else [note]
        elif tag == f"{W}txbxContent":
            into.boxes.append(piece)
        else:
            return False
        return True

    def _mark(self, mark: Element, begun: list[str]) -> None:
        key = mark.get(f"{W}id", "")
        if mark.tag == f"{W}bookmarkEnd":
            self.open_marks.pop(key, None)
        else:
            self.open_marks[key] = mark.get(f"{W}name", "")
            begun.append(self.open_marks[key])


MOST_COLUMNS = 60
"""A cell that says it spans more columns than a page can hold spans so many."""


def _columns_of(cell: Element) -> int:
    """How many columns a cell spans."""
    span = whole_number(_value(cell.find(f"{W}tcPr/{W}gridSpan")))
    return min(span, MOST_COLUMNS) or 1


def _text_of(piece: Element) -> str | None:
    """The words of a piece that holds nothing else; None of any other."""
    if piece.tag in (f"{W}t", f"{W}delText", f"{M}t"):
        return piece.text or ""
    if piece.tag in (f"{W}tab", f"{W}br", f"{W}cr", f"{W}ptab"):
        return " "
    return "-" if piece.tag == f"{W}noBreakHyphen" else None


def _counts(instruction: str) -> bool:
    return instruction.strip().partition(" ")[0].upper() in _COUNTED


def _first_way(piece: Element) -> Iterable[Element]:
    """Of what a program wrote in two ways, the first that holds anything: never both."""
    if not str(piece.tag).endswith("}AlternateContent"):
        return list(piece)
    ways = [one for one in piece if one.tag in (CHOICE, FALLBACK)]
    with_words = (way for way in ways if next(way.iter(f"{W}t"), None) is not None)
    return [first] if (first := next(with_words, ways[0] if ways else None)) is not None else []


def _mark_struck(properties: Element | None) -> bool:
    """Whether the end of a paragraph was struck, by which it runs on into the next."""
    if properties is None:
        return False
    return any(properties.find(f"{W}rPr/{W}{name}") is not None for name in ("del", "moveFrom"))


def _tidy(text: str) -> str:
    """One blank between words, none at the ends; signs nobody sees are left out.

    >>> _tidy(" We\u200e  patrol. ")
    'We patrol.'
    """
    return " ".join(text.replace("\u200e", "").replace("\u200f", "").split())
