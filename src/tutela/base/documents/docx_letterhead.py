"""A document written into a mission's own Word template.

The names of a closed set are replaced in the tree that was checked (`letterhead.open_letterhead`):
nothing reads the template a second time. The words of the paper are then written by the same writer
as ever, where `{{ body }}` stood. The marking stands above and below each page whatever the
template says.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Mapping
from itertools import accumulate, zip_longest
from typing import TYPE_CHECKING, Any

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.parts.numbering import NumberingPart
from docx.section import Section
from docx.shared import Emu, Mm, Pt
from docx.styles.style import ParagraphStyle

from tutela.base.design_tokens import MARKINGS
from tutela.base.documents.docx_writer import (
    NUMBERED,
    Writer,
    _element,
    _face,
    _field,
    _put,
    _with_fixed_dates,
)
from tutela.base.documents.letterhead import ASKED, open_letterhead, texts_of
from tutela.base.documents.model import Document, Wide, plain, words

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_STYLES = (
    ("Title", 20, 2, 2),
    ("Heading 1", 13, 12, 4),
    ("Heading 2", 11, 8, 3),
    ("Body Text", 10, 0, 6),
    ("List Bullet", 10, 0, 2),
    ("Caption", 8.5, 2, 6),
)
"""What the writer sets paragraphs in: name, size, room before and after, where a template has no
style of that name."""

_BARE_NUMBERING = f"<w:numbering {nsdecls('w')}/>"


def write_on_letterhead(document: Document) -> bytes:
    """A document written into its template: asked of a child process, as the file is anybody's."""
    return LetterheadWriter(document, document.template).write()


def _fill(line: Element, texts: Mapping[str, str]) -> None:
    """Replace the placeholders of a line, each once, by plain words.

    Takes   line, a paragraph; texts, by the name of the placeholder. A name may be cut into pieces:
            its words take the face of the piece it begins in.
    """
    pieces = texts_of(line)
    whole = "".join(piece.text or "" for piece in pieces)
    starts = [0, *accumulate(len(piece.text or "") for piece in pieces)]
    written = [""] * len(pieces)
    at = 0
    for asked in [*ASKED.finditer(whole), None]:
        until = asked.start() if asked else len(whole)
        for n in range(len(pieces)):
            written[n] += whole[max(at, starts[n]) : max(at, min(until, starts[n + 1]))]
        if asked:
            first = bisect(starts, asked.start()) - 1
            written[first] += texts[asked[1]]
            at = asked.end()
    for piece, text in zip(pieces, written, strict=True):
        piece.text = text
        piece.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


class LetterheadWriter(Writer):
    """One document on its way into a mission's template."""

    def __init__(self, document: Document, template: bytes) -> None:
        super().__init__(document)
        self.letterhead = open_letterhead(template, "letterhead.docx")
        self.file: Any = self.letterhead.file
        self.asked = set(self.letterhead.tried.placeholders)
        texts = self._texts()
        for line in self.letterhead.lines:
            _fill(line, texts)
        section = self.file.sections[0]
        short, long = sorted((section.page_width or Mm(210), section.page_height or Mm(297)))
        self.page = (short, long)
        self._measure(section)

    def _texts(self) -> dict[str, str]:
        """What stands for each placeholder: strings."""
        document = self.document
        first, *more = document.letterhead or ("",)
        texts = {
            "title": plain(document.title),
            "subtitle": words(document.subtitle),
            "kind": document.kicker,
            "organisation": first,
            "mission": " · ".join(more),
            "marking": document.marked or MARKINGS[document.marking].word,
            "date": document.dated or document.frozen.isoformat(),
            "number": document.symbol,
            "recipients": "; ".join(document.distribution),
        }
        return {name: plain(text) for name, text in texts.items()} | {"body": ""}

    def write(self) -> bytes:
        """The file: the same document and template give the same bytes."""
        self._properties()
        self._styles()
        self._page()
        tail = self._open_body()
        self._head()
        for block, following in zip_longest(self.document.blocks, self.document.blocks[1:]):
            if isinstance(block, Wide):
                self._wide(block, ends=following is None and not tail)
            else:
                self._block_before(following, block, self.file)
        self._shrink_last_gap()
        for element in tail:
            self.file.element.body.sectPr.addprevious(element)
        self._name_plain_style()
        self.letterhead.put_back()
        return _with_fixed_dates(self.file, self.document.frozen)

    def _open_body(self) -> list[Any]:
        """Take the place of the words out, and what stands below it: that comes back last."""
        body = self.file.element.body
        here = self.letterhead.body
        tail = [node for node in here.itersiblings() if node.tag != qn("w:sectPr")]
        for element in (here, *tail):
            body.remove(element)
        return tail

    def _styles(self) -> None:
        """The template's own styles; those it has not, as the platform has them."""
        styles = self.file.styles
        named = {style.name for style in styles}
        if "Normal" not in named:
            _face(styles.add_style("Normal", WD_STYLE_TYPE.PARAGRAPH, builtin=True), 10)
        normal = styles["Normal"]
        for name, size, before, after in _STYLES:
            if name not in named:
                style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=True)
                style.base_style = normal
                _face(style, size)
                style.font.bold = name in ("Title", "Heading 1", "Heading 2")
                style.paragraph_format.space_before = Pt(before)
                style.paragraph_format.space_after = Pt(after)
                style.paragraph_format.keep_with_next = name.startswith("Heading") or None
        self._have_numbering()
        if "List Bullet" not in named:
            self._give_points(styles["List Bullet"])
        if NUMBERED not in named:
            self._add_numbered_style()
        for level, inset in ((1, 0), (2, 5)):
            if f"toc {level}" not in named:
                style = styles.add_style(f"toc {level}", WD_STYLE_TYPE.PARAGRAPH, builtin=True)
                style.base_style = normal
                style.paragraph_format.left_indent = Mm(inset)
                style.paragraph_format.tab_stops.add_tab_stop(
                    Mm(self.text_mm), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS
                )
        paragraphs = [style for style in styles if style.type == WD_STYLE_TYPE.PARAGRAPH]
        self.normal_id = normal.style_id
        self.style_ids = {style.name: style.style_id for style in paragraphs}
        self.style_sizes = {style.style_id: style.font.size for style in paragraphs}
        if self.rtl and normal.element.get_or_add_pPr().find(qn("w:bidi")) is None:
            _put(normal.element.get_or_add_pPr(), OxmlElement("w:bidi"))

    def _have_numbering(self) -> None:
        """A part for lists, where the template has none."""
        part = self.file.part
        if any(node.reltype == RELATIONSHIP_TYPE.NUMBERING for node in part.rels.values()):
            return
        list_part = NumberingPart(
            PackURI("/word/numbering.xml"),
            CONTENT_TYPE.WML_NUMBERING,
            parse_xml(_BARE_NUMBERING),
            part.package,
        )
        part.relate_to(list_part, RELATIONSHIP_TYPE.NUMBERING)

    def _give_points(self, style: ParagraphStyle) -> None:
        """A style whose paragraphs begin with a point."""
        numbering = self.file.part.numbering_part.element
        number = 1 + max(
            (int(node.get(qn("w:abstractNumId"))) for node in numbering.iter(qn("w:abstractNum"))),
            default=0,
        )
        abstract = _element("w:abstractNum", {"w:abstractNumId": str(number)})
        level = _element("w:lvl", {"w:ilvl": "0"})
        for tag, said in (("w:numFmt", "bullet"), ("w:lvlText", "•"), ("w:lvlJc", "left")):
            level.append(_element(tag, {"w:val": said}))
        inset = OxmlElement("w:pPr")
        inset.append(_element("w:ind", {"w:left": "360", "w:hanging": "360"}))
        level.append(inset)
        abstract.append(level)
        numbering.insert(0, abstract)
        properties = OxmlElement("w:numPr")
        used = numbering.add_num(number).numId
        properties.append(_element("w:numId", {"w:val": str(used)}))
        _put(style.element.get_or_add_pPr(), properties)

    def _page(self) -> None:
        section = self.file.sections[0]
        self._lay(section, across=self.document.across)
        even = self.file.settings.odd_and_even_pages_header_footer
        ends = [(section.header, section.footer)]
        if section.different_first_page_header_footer:
            ends.append((section.first_page_header, section.first_page_footer))
        if even:
            ends.append((section.even_page_header, section.even_page_footer))
        for header, footer in ends:
            banner = header.add_paragraph()
            self._banner(banner)
            header._element.insert(0, banner._p)
            line = footer.add_paragraph()
            for text in self.document.stamp:
                self._run(line, text, size=7.5, colour="ink3").add_break()
            if not _counts_pages(footer._element):
                _field(line, "PAGE")
                self._run(line, " / ", size=7.5, colour="ink2")
                _field(line, "NUMPAGES")
            self._banner(footer.add_paragraph())

    def _lay(self, section: Section, *, across: bool) -> None:
        from docx.enum.section import WD_ORIENT

        short, long = self.page
        section.orientation = WD_ORIENT.LANDSCAPE if across else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = (long, short) if across else (short, long)
        self._measure(section)

    def _measure(self, section: Section) -> None:
        taken = (section.left_margin or Emu(0)) + (section.right_margin or Emu(0))
        self.text_mm = Emu((section.page_width or Mm(210)) - taken).mm

    def _head(self) -> None:
        """What a paper says of itself and the template does not ask for: above its words."""
        document, asked = self.document, self.asked
        if not asked & {"number", "date"} and (document.symbol or document.dated):
            texts = " · ".join(filter(None, (document.symbol, document.dated)))
            self._run(self.file.add_paragraph(), texts, bold=True)
        elif document.symbol and "number" not in asked:
            self._run(self.file.add_paragraph(), document.symbol, bold=True)
        if document.kicker and "kind" not in asked:
            self._run(self.file.add_paragraph(), document.kicker, bold=True, size=11)
        if "title" not in asked:
            self.file.add_paragraph(plain(document.title), style="Title")
        if words(document.subtitle) and "subtitle" not in asked:
            self._line(self.file.add_paragraph(), document.subtitle)
        if document.meta:
            self._run(self.file.add_paragraph(), " · ".join(document.meta), size=9, colour="ink2")
        if document.distribution and "recipients" not in asked:
            receivers = self.file.add_paragraph()
            self._run(receivers, f"{document.distribution_head} ", bold=True, size=9)
            self._run(receivers, "; ".join(document.distribution), size=9)


def _counts_pages(part: BaseOxmlElement) -> bool:
    codes = [node.text or "" for node in part.iter(qn("w:instrText"))]
    codes += [node.get(qn("w:instr"), "") for node in part.iter(qn("w:fldSimple"))]
    return any("PAGE" in code.upper() for code in codes)
