"""A letterhead: a Word template that a mission gives, tried before anybody relies on it.

    tried = try_letterhead(path)          which placeholders stand in it; refuses what is not safe
    to_docx(replace(document, template=path.read_bytes()))

A template says where a paper's words go: `{{ title }}`, `{{ body }}`. These are strings of a closed
set and nothing else: no expression, no loop, no attribute, and nothing that would read one. The
file comes from outside: a child process (`sandbox.read_apart`) opens it and goes along its
relations, by a list of the parts that may be there. The tree that passed is the tree that a paper
is written into (`open_letterhead`). Nothing of it is run or fetched.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from tutela.base.documents.docx_lists import W
from tutela.base.documents.docx_reader import damaged_error, open_docx, xml_part
from tutela.base.errors import UnreadableFile
from tutela.base.guards.limits import LIMITS, require_bytes
from tutela.base.guards.sandbox import ReaderFailed, read_apart
from tutela.base.messages import say, term

if TYPE_CHECKING:
    from docx.document import Document as DocxFile
    from docx.opc.part import Part
    from docx.opc.rel import Relationships
    from docx.package import Package
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

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_THEME = "application/vnd.openxmlformats-officedocument.theme+xml"

MAIN = f"{_WORD}document.main+xml"


@dataclass(frozen=True, slots=True)
class _PartKind:
    """What a relation leads to: how the part is named, its content type, its outermost element."""

    name: str
    content_type: str
    root: str = ""


_DOCUMENT = _PartKind(r"/word/document\.xml", re.escape(MAIN), "document")


def _of_word(name: str, root: str = "") -> _PartKind:
    content_type = re.escape(f"{_WORD}{name}+xml")
    return _PartKind(rf"/word/{name}\d*\.xml", content_type, root or name)


_RELATED = {
    f"{_OFFICE}{relation}": kind
    for relation, kind in {
        "styles": _of_word("styles"),
        "settings": _of_word("settings"),
        "fontTable": _of_word("fontTable", "fonts"),
        "numbering": _of_word("numbering"),
        "footnotes": _of_word("footnotes"),
        "endnotes": _of_word("endnotes"),
        "header": _of_word("header", "hdr"),
        "footer": _of_word("footer", "ftr"),
        "theme": _PartKind(r"/word/theme/theme\d*\.xml", re.escape(_THEME), "theme"),
        "image": _PartKind(r"/word/media/[\w.-]+\.(?:png|jpe?g|gif)", r"image/(?:png|jpe?g|gif)"),
    }.items()
}
"""Which relations a part may have. Name, relation and content type of a part agree, or the file is
refused: a program that goes by the one would see what one that goes by the other never saw."""

_SEVERAL = frozenset(f"{_OFFICE}{relation}" for relation in ("header", "footer", "image"))

_LEFT_OUT = frozenset(
    (
        f"{_OFFICE}customXml",
        f"{_OFFICE}extended-properties",
        f"{_OFFICE}webSettings",
        f"{_PACKAGE}relationships/metadata/core-properties",
        f"{_PACKAGE}relationships/metadata/thumbnail",
        "http://schemas.microsoft.com/office/2007/relationships/stylesWithEffects",
    )
)
"""What office programs add and no paper needs: it goes into none, so nothing asks what it is."""

_SETTINGS = frozenset(
    (
        *("evenAndOddHeaders", "mirrorMargins", "defaultTabStop", "autoHyphenation", "compat"),
        *("hyphenationZone", "characterSpacingControl", "footnotePr", "endnotePr", "themeFontLang"),
        *("clrSchemeMapping", "decimalSymbol", "listSeparator", "zoom"),
    )
)
"""How a page looks. Other settings say how a file is merged, bound or locked: they stay behind."""

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

ASKED = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
_SIGNS = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")

_TOLD_SIGNS = 60

_PLACES = {
    "document": term("in the text"),
    "hdr": term("in the header"),
    "ftr": term("in the footer"),
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


@dataclass(frozen=True, slots=True, eq=False)
class OpenLetterhead:
    """A template that passed, open: a paper is written into this tree and no other.

    file      the whole file, as the library that writes papers has it.
    lines     every line that holds placeholders, wherever in the file.
    body      the line where the words of a paper go.
    unwoven   parts that the library keeps as bytes, with their trees: `put_back` writes these.
    """

    file: DocxFile
    lines: tuple[Element, ...]
    body: Element
    unwoven: tuple[tuple[Part, Element], ...]
    tried: TriedLetterhead

    def put_back(self) -> None:
        """Have every part written from the tree that was checked, none from its bytes."""
        from docx.opc.oxml import serialize_part_xml

        for part, tree in self.unwoven:
            part._blob = serialize_part_xml(tree)


def try_letterhead(path: Path | str) -> TriedLetterhead:
    """Try a Word template in a child process: what it is made of, and a trial paper written by it.

    Raises  UnreadableFile with what, where and next for what is no DOCX, too large, holds macros,
            links, objects or changes, or asks for what a paper does not tell.
    """
    path = Path(path)
    try:
        return read_apart(_try, path.name, path)
    except ReaderFailed as fault:  # a tree that the library writing papers does not know
        raise damaged_error(path.name) from fault


def _try(path: Path) -> TriedLetterhead:
    from tutela.base.documents.docx_letterhead import LetterheadWriter
    from tutela.base.documents.trial_paper import trial_paper

    data = path.read_bytes()
    tried = open_letterhead(data, path.name).tried
    for across in (False, True):
        LetterheadWriter(trial_paper(across=across), data).write()
    return tried


def open_letterhead(data: bytes, where: str) -> OpenLetterhead:
    """A template, checked and open, in this very process: a child, where papers are written.

    Takes   where, the file's name.
    Raises  UnreadableFile as `try_letterhead` does.
    """
    from docx.package import Package

    if not where.casefold().endswith(TEMPLATE_SUFFIX):
        raise UnreadableFile(
            say("a letterhead is a Word document whose name ends in .docx"),
            where=where,
            next=say("save it as DOCX, without macros"),
        )
    require_bytes("letterhead_bytes", len(data), where)
    with open_docx(data, where) as archive:
        _check_parts(archive, where)
        _check_catalogues(archive, where)
        package = Package.open(BytesIO(data))
    trees, unwoven = _check_related(package, where)
    lines: list[Element] = []
    asked: list[str] = []
    for tree in trees:
        _check_elements(tree, where)
        if place := _PLACES.get(_name(tree)):
            for line in tree.iter(f"{W}p"):
                if names := _asked_in(line, place, where):
                    lines.append(line)
                    asked += names
    for tree in trees:
        _check_signs(tree, set(lines), where)
    file = package.main_document_part.document
    body = _line_of_body(file.element, asked.count("body"), where)
    return OpenLetterhead(
        file,
        tuple(lines),
        body,
        unwoven,
        TriedLetterhead(tuple(name for name in PLACEHOLDERS if name in asked)),
    )


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


def _check_catalogues(archive: zipfile.ZipFile, where: str) -> None:
    """Raise where a list of parts or of relations is none, or a relation leads outside; every other
    tree is read without entities before the library reads it."""
    for name in archive.namelist():
        if not name.endswith((".xml", ".rels")):
            continue
        tree = xml_part(archive, name, where)
        if name == "[Content_Types].xml":
            root = f"{{{_PACKAGE}content-types}}Types"
            needs: dict[str, tuple[str, ...]] = {
                "Override": ("PartName", "ContentType"),
                "Default": ("Extension", "ContentType"),
            }
        elif name.endswith(".rels"):
            root = f"{{{_PACKAGE}relationships}}Relationships"
            needs = {"Relationship": ("Id", "Type", "Target")}
        else:
            continue
        rows = list(tree.iterchildren("*"))
        whole = all(all(map(row.get, needs.get(_name(row), ("",)))) for row in rows)
        if tree.tag != root or not whole:
            raise damaged_error(where)
        for row in rows:
            if _name(row) == "Relationship":
                _check_relation(row, where)


def _check_relation(node: Element, where: str) -> None:
    """Raise for what lies outside the file, and for a relation to an object."""
    kind = node.get("Type", "").rpartition("/")[2]
    if node.get("TargetMode", "Internal") != "Internal":
        _refuse_link(node.get("Target", ""), where)
    if kind in ("oleObject", "package", "control", "aFChunk", "subDocument", "attachedTemplate"):
        _refuse(say("it holds an embedded object"), where, kind)


def _refuse_link(target: str, where: str) -> NoReturn:
    _refuse(
        say("it links to something outside"),
        where,
        target[:_TOLD_SIGNS],
        say("write addresses as plain words, and put pictures into the file"),
    )


def _check_related(
    package: Package, where: str
) -> tuple[list[Element], tuple[tuple[Part, Element], ...]]:
    """Go along the relations as the library does, and take out what goes into no paper.

    Gives   the tree of each part that stays, and the parts that the library keeps as bytes.
    Raises  UnreadableFile unless there is one text, and unless the name of each part, its content
            type and every relation to it agree.
    """
    from docx.opc.oxml import parse_xml
    from docx.opc.part import XmlPart

    _leave_out(package.rels)
    if [relation.reltype for relation in package.rels.values()] != [f"{_OFFICE}officeDocument"]:
        _refuse(say("it has no text part"), where, "word/document.xml")
    document = package.main_document_part
    if document.content_type != MAIN:
        _refuse(
            say("it is saved as a template or with macros"),
            where,
            step=say("save it as DOCX, without macros"),
        )
    kinds, waiting = {document: _DOCUMENT}, [document]
    trees, unwoven = [], []
    for part in waiting:  # which grows by what each part leads to
        kind, name = kinds[part], str(part.partname)
        named = re.fullmatch(kind.name, name) and re.fullmatch(kind.content_type, part.content_type)
        if not named:
            _refuse(say("it holds what no letterhead needs"), where, name)
        if not kind.root:
            if not part.blob.startswith(_PICTURES):
                _refuse(say("it holds a picture that is none"), where, name)
        else:
            woven = isinstance(part, XmlPart)
            tree = part.element if woven else parse_xml(part.blob)
            if _name(tree) != kind.root:
                _refuse(say("it holds what no letterhead needs"), where, name)
            trees.append(tree)
            if not woven:
                unwoven.append((part, tree))
        _leave_out(part.rels)
        types = [relation.reltype for relation in part.rels.values()]
        for relation in part.rels.values():
            leads_to = _RELATED.get(relation.reltype)
            doubled = types.count(relation.reltype) > 1 and relation.reltype not in _SEVERAL
            target = relation.target_part
            if leads_to is None or doubled or kinds.setdefault(target, leads_to) is not leads_to:
                _refuse(say("it holds what no letterhead needs"), where, relation.reltype)
            if target not in waiting:
                waiting.append(target)
    return trees, tuple(unwoven)


def _leave_out(relations: Relationships) -> None:
    for key in [key for key, relation in relations.items() if relation.reltype in _LEFT_OUT]:
        del relations[key]


def _name(node: Element) -> str:
    """How an element is called, whatever it belongs to."""
    return str(node.tag).rpartition("}")[2]


def _read_attribute(node: Element, attribute: str) -> str:
    """What an element says by an attribute of that name, whatever the attribute belongs to."""
    return next((str(v) for k, v in node.items() if k.rpartition("}")[2] == attribute), "")


def _check_elements(part: Element, where: str) -> None:
    """Raise for objects, controls, links, tracked changes and fields that do more than count pages;
    take out what would have Word show other words than those that stand there."""
    if _name(part) == "settings":
        for node in [node for node in part if _name(node) not in _SETTINGS]:
            part.remove(node)
    for node in list(part.iter(f"{W}dataBinding")):
        node.getparent().remove(node)
    frames: list[list[str]] = []
    for node in part.iter("*"):
        name = _name(node)
        if name in ("object", "control", "altChunk", "subDoc", "OLEObject"):
            _refuse(say("it holds an embedded object"), where, name)
        if name in ("ins", "del", "moveFrom", "moveTo") and len(node):
            _refuse(
                say("it holds tracked changes"), where, step=say("accept or reject them, and save")
            )
        for link in ("href", "src"):
            if target := _read_attribute(node, link):
                _refuse_link(target, where)
        if name == "fldSimple":
            _check_field(_read_attribute(node, "instr"), where)
        elif name == "fldChar":
            kind = _read_attribute(node, "fldCharType")
            if kind == "begin":
                frames.append([])
            elif kind == "end" and frames:
                _check_field("".join(frames.pop()), where)
        elif name == "instrText":
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


def texts_of(line: Element) -> list[Element]:
    """The pieces of a line's own words, in their order: Word cuts a word where it likes. A frame
    that hangs on a line has lines of its own."""
    return [
        piece
        for piece in line.iter(f"{W}t")
        if next(piece.iterancestors(f"{W}p"), None) is line  # not those of a frame within
    ]


def _words(line: Element) -> str:
    return "".join(piece.text or "" for piece in texts_of(line))


def _asked_in(line: Element, place: str, where: str) -> list[str]:
    """The placeholders of a line.

    Raises  UnreadableFile for one that is not of the set, with the line it stands in.
    """
    text = _words(line)
    names: list[str] = ASKED.findall(text)
    for name in names:
        if name not in PLACEHOLDERS:
            raise UnreadableFile(
                say("“{name}” stands {place} and is no placeholder", name=name[:40], place=place),
                where=where,
                next=say("use one of: {names}", names=", ".join(PLACEHOLDERS)),
            )
    if _SIGNS.search(ASKED.sub("", text)):
        raise UnreadableFile(
            say(
                "“{words}” {place} is no placeholder: only names in double braces are",
                words=text.strip()[:_TOLD_SIGNS],
                place=place,
            ),
            where=where,
            next=say("use one of: {names}", names=", ".join(PLACEHOLDERS)),
        )
    return names


def _check_signs(part: Element, lines: set[Element], where: str) -> None:
    """Raise where a placeholder seems to stand that no paper would fill: in an attribute, in a
    drawing's own letters."""
    from lxml.etree import XPath

    strange = XPath("//@*[contains(., '{{')]")(part)
    for text in XPath("//text()[contains(., '{{')]")(part):
        node = text.getparent()
        filled = node.tag == f"{W}t" and next(node.iterancestors(f"{W}p"), None) in lines
        if text.is_tail or not filled:
            strange.append(text)
    if strange:
        _refuse(say("it asks for more than words: only names in double braces may stand"), where)


def _line_of_body(document: Element, times: int, where: str) -> Element:
    """The line where the words of a paper go.

    Takes   times, how often `{{ body }}` stands in the file.
    Raises  UnreadableFile unless it is once, alone on a line of the text and in no table.
    """
    body = document.find(f"{W}body")
    lines = [] if body is None else [line for line in body if line.tag == f"{W}p"]
    alone = [line for line in lines if ASKED.fullmatch(_words(line).strip())]
    bodies = [line for line in alone if ASKED.findall(_words(line)) == ["body"]]
    if len(bodies) != 1 or times != 1:
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
    return bodies[0]
