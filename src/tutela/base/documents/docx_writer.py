"""How a document becomes DOCX: real headings, real tables, drawings as pictures."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from io import BytesIO
from itertools import zip_longest
from typing import Any
from xml.etree import ElementTree

import docx
from docx.document import Document as DocxFile
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_ALIGN_VERTICAL, WD_TABLE_ALIGNMENT
from docx.enum.text import (
    WD_ALIGN_PARAGRAPH,
    WD_BREAK,
    WD_TAB_ALIGNMENT,
    WD_TAB_LEADER,
)
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import Section
from docx.shared import Emu, Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table as DocxTable
from docx.table import _Cell, _Row
from docx.text.paragraph import Paragraph as Line
from docx.text.run import Run

from tutela.base import design_tokens
from tutela.base.documents.model import (
    Block,
    Break,
    Bullets,
    Chip,
    Column,
    Columns,
    Contents,
    Document,
    Facts,
    Figure,
    Heading,
    Interval,
    Level,
    Marked,
    Note,
    OfIntervals,
    PageBreak,
    Paragraph,
    Particulars,
    Row,
    Signing,
    Small,
    Soft,
    Strong,
    Table,
    Text,
    Wide,
    pieces,
    plain,
    walk,
    words,
)
from tutela.base.documents.pdf import JOINED_UP, pages_of_headings, pictures
from tutela.base.wording.direction import from_left, without_isolates

LEFT_TO_RIGHT = "\u200e"
"""A sign nobody sees: what stands before it belongs to words from the left."""

NUMBERED = "Numbered Paragraph"
"""The style of paragraphs that are cited by their number; `docx_reader` knows it by its name."""

LEAD = 11.5
"""Points of a paragraph to be read first."""

FACE = "Calibri"
"""Every office has it or its metric twin; a missing face would be replaced by who knows what."""

SHORT_PANEL = 4
"""A panel of so many lines is not broken by the end of a page."""

_PAGE_MM, _MARGIN_MM = 210, 15
_TEXT_MM = _PAGE_MM - 2 * _MARGIN_MM
_ALIGN = {
    "start": WD_ALIGN_PARAGRAPH.LEFT,
    "end": WD_ALIGN_PARAGRAPH.RIGHT,
    "centre": WD_ALIGN_PARAGRAPH.CENTER,
}


@cache
def _icons() -> dict[int, bytes]:
    drawn = pictures([design_tokens.icon(n, title=False) for n in (None, 1, 2, 3, 4, 5)])
    return dict(enumerate(drawn))


def _colour(name: str) -> RGBColor:
    return RGBColor.from_string(design_tokens.LIGHT[name][1:])


class Writer:
    """One document on its way into a file."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.file: Any = docx.Document()
        self.rtl = document.direction == "rtl"
        self.pictures = 0
        self.headings = 0
        self.marks = 0
        self.text_mm = _TEXT_MM

    def write(self) -> bytes:
        self._properties()
        self._styles()
        self._page()
        self._head()
        for block, following in zip_longest(self.document.blocks, self.document.blocks[1:]):
            if isinstance(block, Wide):
                self._wide(block, ends=following is None)
            else:
                self._block_before(following, block, self.file)
        self._shrink_last_gap()
        self._name_plain_style()
        return _with_fixed_dates(self.file, self.document.frozen)

    # the file as a whole

    def _shrink_last_gap(self) -> None:
        """A table that fills the last page may not push the empty line after it to one more."""
        last = self.file.paragraphs[-1]
        if self.file.element.body[-2] is last._p and not last.text and not last.runs:
            last.paragraph_format.line_spacing = Pt(1)
            last.paragraph_format.space_before = Pt(0)
            _set_mark_size(last, Pt(1))

    def _name_plain_style(self) -> None:
        """Say of each paragraph without a style that it is plain: AbiWord gives it another face."""
        parts = [self.file.element.body]
        for section in self.file.sections:
            parts += [section.header._element, section.footer._element]
        for line in (line for part in parts for line in part.iter(qn("w:p"))):
            if line.style is None:
                line.style = self.normal_id

    def _properties(self) -> None:
        core, moment = (
            self.file.core_properties,
            dt.datetime.combine(self.document.frozen, dt.time()),
        )
        core.title, core.author = plain(self.document.title), plain(self.document.author)
        core.subject = plain(self.document.kicker)
        core.comments = ""
        core.language = self.document.language
        core.created = core.modified = moment
        core.last_modified_by = plain(self.document.author)

    def _styles(self) -> None:
        styles = self.file.styles
        normal = styles["Normal"]
        _face(normal, 10)
        normal.font.color.rgb = _colour("ink")
        normal.paragraph_format.space_after = Pt(4)
        normal.paragraph_format.line_spacing = 1.08
        self._add_numbered_style()
        for name, size, before, after in (
            ("Title", 20, 2, 2),
            ("Heading 1", 13, 12, 4),
            ("Heading 2", 11, 8, 3),
            ("Body Text", LEAD, 0, 6),
            ("List Bullet", 10, 0, 2),
            (NUMBERED, LEAD, 0, 6),
            ("Caption", 8.5, 2, 6),
        ):
            style = styles[name]
            _face(style, size)
            style.font.bold = name not in ("Body Text", "List Bullet", "Caption", NUMBERED)
            style.font.cs_bold = style.font.bold  # scripts from the right have their own weight
            if name.startswith("Heading"):
                style.paragraph_format.keep_with_next = True
            style.font.color.rgb = _colour("ink2" if name == "Caption" else "ink")
            style.paragraph_format.space_before = Pt(before)
            style.paragraph_format.space_after = Pt(after)
        for level, inset in ((1, 0), (2, 5)):
            style = styles.add_style(f"toc {level}", WD_STYLE_TYPE.PARAGRAPH, builtin=True)
            style.base_style = normal
            style.paragraph_format.left_indent = Mm(inset)
            style.paragraph_format.space_after = Pt(1)
            style.paragraph_format.tab_stops.add_tab_stop(
                Mm(_TEXT_MM), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS
            )
        paragraphs = [style for style in styles if style.type == WD_STYLE_TYPE.PARAGRAPH]
        self.normal_id = normal.style_id
        self.style_ids = {style.name: style.style_id for style in paragraphs}
        self.style_sizes = {style.style_id: style.font.size for style in paragraphs}
        _borders(styles["Title"].element.get_or_add_pPr(), {})
        _borders(styles["Heading 1"].element.get_or_add_pPr(), {"bottom": (8, "ink")})
        language = OxmlElement("w:lang")
        for key in ("w:val", "w:eastAsia", "w:bidi"):
            language.set(qn(key), self.document.language)
        _put(normal.element.get_or_add_rPr(), language)
        if self.rtl:
            _put(normal.element.get_or_add_pPr(), OxmlElement("w:bidi"))

    def _add_numbered_style(self) -> None:
        """A style whose paragraphs Word numbers by itself, from the first to the last."""
        style = self.file.styles.add_style(NUMBERED, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = self.file.styles["Body Text"]
        numbering = self.file.part.numbering_part.element
        number = 1 + max(
            (int(one.get(qn("w:abstractNumId"))) for one in numbering.iter(qn("w:abstractNum"))),
            default=0,
        )
        abstract = _element("w:abstractNum", {"w:abstractNumId": str(number)})
        abstract.append(_element("w:multiLevelType", {"w:val": "singleLevel"}))
        level = _element("w:lvl", {"w:ilvl": "0"})
        for tag, value in (
            ("w:start", "1"),
            ("w:numFmt", "decimal"),
            ("w:pStyle", style.style_id),
            ("w:lvlText", "%1."),
            ("w:lvlJc", "left"),
        ):
            level.append(_element(tag, {"w:val": value}))
        inset = OxmlElement("w:pPr")
        room = {"w:left": "454", "w:hanging": "454"}  # eight millimetres
        if self.rtl:  # some programs take left for the side a line begins on, others as it stands
            room["w:right"] = "454"
        inset.append(_element("w:ind", room))
        level.append(inset)
        abstract.append(level)
        numbering.insert(0, abstract)  # each of its kind stands before the lists that use one
        used = numbering.add_num(number).numId
        properties = OxmlElement("w:numPr")
        properties.append(_element("w:numId", {"w:val": str(used)}))
        _put(style.element.get_or_add_pPr(), properties)

    def _page(self) -> None:
        section = self.file.sections[0]
        self._lay(section, across=self.document.across)
        section.left_margin = section.right_margin = Mm(_MARGIN_MM)
        section.top_margin, section.bottom_margin = Mm(20), Mm(24)
        section.header_distance = section.footer_distance = Mm(7)
        self._banner(section.header.paragraphs[0])
        foot = section.footer.paragraphs[0]
        for line in self.document.stamp:
            self._run(foot, line, size=7.5, colour="ink3").add_break()
        _field(foot, "PAGE")
        self._run(foot, " / ", size=7.5, colour="ink2")
        _field(foot, "NUMPAGES")
        self._banner(section.footer.add_paragraph())

    def _banner(self, line: Line) -> None:
        marking = design_tokens.MARKINGS[self.document.marking]
        bars = "|" * marking.bars  # a sign that every font has
        _shade(line._p.get_or_add_pPr(), marking.ground[1:])
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        word = plain(self.document.marked or marking.word)
        draft = f"   ·   {plain(self.document.draft)}" if self.document.draft else ""
        said = f"{bars}   {word}{draft}   {bars}"
        run = line.add_run(said.strip())
        run.bold, run.font.size, run.font.color.rgb = True, Pt(10), RGBColor(255, 255, 255)

    def _letterhead(self) -> None:
        """Whose document it is, its symbol and day, over a rule."""
        line = self.file.add_paragraph()
        line.paragraph_format.tab_stops.add_tab_stop(Mm(self.text_mm), WD_TAB_ALIGNMENT.RIGHT)
        line.paragraph_format.space_after = Pt(0)
        first, *more = self.document.letterhead or ("",)
        self._run(line, first, bold=True, size=15)
        line.add_run("\t")
        self._run(line, self.document.symbol, bold=True, size=11)
        last = self.file.add_paragraph()
        last.paragraph_format.tab_stops.add_tab_stop(Mm(self.text_mm), WD_TAB_ALIGNMENT.RIGHT)
        self._run(last, " · ".join(more), size=11)
        last.add_run("\t")
        self._run(last, self.document.dated, size=9.5)
        _borders(last._p.get_or_add_pPr(), {"bottom": (12, "ink")})

    def _head(self) -> None:
        if self.document.letterhead or self.document.symbol:
            self._letterhead()
        if self.document.kicker:
            self._run(self.file.add_paragraph(), self.document.kicker, bold=True, size=11)
        self.file.add_paragraph(plain(self.document.title), style="Title")
        if words(self.document.subtitle):
            self._line(self.file.add_paragraph(), self.document.subtitle)
        if self.document.meta:
            meta = self.file.add_paragraph()
            self._run(meta, " · ".join(self.document.meta), size=9, colour="ink2")
        if self.document.distribution:
            told = self.file.add_paragraph()
            self._run(told, f"{self.document.distribution_head} ", bold=True, size=9)
            self._run(told, "; ".join(self.document.distribution), size=9)

    # blocks

    def _blocks(self, blocks: tuple[Block, ...], into: DocxFile | _Cell) -> None:
        for block, following in zip_longest(blocks, blocks[1:]):
            self._block_before(following, block, into)

    def _block_before(self, following: Block | None, block: Block, into: DocxFile | _Cell) -> None:
        """A block; small words and who signs, below a table or a panel, stay on its page."""
        self._block(block, into)
        small = isinstance(following, Paragraph) and following.size == "small"
        if isinstance(block, Table | Note) and (small or isinstance(following, Particulars)):
            _hold_row(into.tables[-1].rows[-1])
            into.paragraphs[-1].paragraph_format.keep_with_next = True

    def _block(self, block: Block, into: DocxFile | _Cell) -> None:
        match block:
            case Heading(text, level, mark):
                line = self._paragraph(into, f"Heading {level - 1}", plain(text))
                self.headings += 1
                _bookmark(line, self.headings, f"_Toc{self.headings}", ends=line)
                if mark:
                    self.marks += 1
                    _bookmark(line, MARKS + self.marks, mark, ends=line)
            case Paragraph(text, size, number):
                points = LEAD if number else {"lead": LEAD, "body": 10, "small": 8.5}[size]
                colour = "ink2" if size == "small" else "ink"
                style = NUMBERED if number else "Body Text" if size == "lead" else "Normal"
                line = self._paragraph(into, style)
                line.paragraph_format.keep_with_next = block.leads_on
                self._turn_line(line, text)
                self._line(line, text, size=points, colour=colour)
            case Bullets(points):
                for point in points:
                    # Points are never turned: all of them stand at the page's own margin.
                    self._line(self._paragraph(into, "List Bullet"), point)
            case Facts():
                self._facts(block, into)
            case Table():
                self._table(block, into)
            case Figure():
                self._figure(block, into)
            case Note(blocks):
                self._note(blocks, into)
            case Columns(left, right):  # one below the other: easier to edit, and to read aloud
                self._blocks((*left, *right), into)
            case PageBreak():
                into.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
            case Contents(title, depth):
                self._contents(title, depth, into)
            case Wide(blocks):
                self._blocks(blocks, into)
            case Marked(name, blocks):
                self._write_marked(name, blocks, into)
            case Signing():
                self._signing(block, into)
            case Particulars():
                self._particulars(block, into)

    def _signing(self, block: Signing, into: DocxFile | _Cell) -> None:
        """What the signature means, room for it, and the office below a line."""
        means = self._paragraph(into, "Normal")
        means.paragraph_format.space_before = Pt(18)
        means.paragraph_format.space_after = Pt(2 if block.signed else 34)
        self._run(means, block.means)
        if block.signed:
            self._run(self._paragraph(into, "Normal"), block.signed)
        office = self._paragraph(into, "Normal")
        office.paragraph_format.right_indent = Mm(max(self.text_mm - 75, 0))
        self._run(office, block.office, bold=True)
        _borders(office._p.get_or_add_pPr(), {"top": (6, "ink")})
        for line in into.paragraphs[:-1][-2 if block.signed else -1 :]:
            line.paragraph_format.keep_with_next = True

    def _write_marked(self, name: str, blocks: tuple[Block, ...], into: DocxFile | _Cell) -> None:
        """Blocks between the ends of a bookmark: an edited copy is read by it."""
        before, tables = len(into.paragraphs), len(into.tables)
        self._blocks(blocks, into)
        if written := into.paragraphs[before:]:
            self.marks += 1
            begin = _bookmark(written[0], MARKS + self.marks, name, ends=written[-1])
            if isinstance(blocks[0], Table):  # a bookmark of blocks may begin between them
                into.tables[tables]._tbl.addprevious(begin)

    def _wide(self, block: Wide, *, ends: bool) -> None:
        """A section of pages laid across, and the upright one after it."""
        self._turn(WD_ORIENT.LANDSCAPE)
        self._block(block, self.file)
        if not ends:
            self._turn(WD_ORIENT.PORTRAIT)

    def _turn(self, way: WD_ORIENT) -> None:
        section = self.file.add_section(WD_SECTION.NEW_PAGE)
        self._lay(section, across=way == WD_ORIENT.LANDSCAPE)

    def _lay(self, section: Section, *, across: bool) -> None:
        section.orientation = WD_ORIENT.LANDSCAPE if across else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = (
            (Mm(297), Mm(_PAGE_MM)) if across else (Mm(_PAGE_MM), Mm(297))
        )
        self.text_mm = (297 if across else _PAGE_MM) - 2 * _MARGIN_MM

    def _contents(self, title: str, depth: int, into: DocxFile | _Cell) -> None:
        """A table of contents Word renews by itself; until then the headings stand there."""
        self._run(into.add_paragraph(), title, bold=True, size=13)
        headings = [b for b in walk(self.document.blocks) if isinstance(b, Heading)]
        entries = [(n, b) for n, b in enumerate(headings, 1) if b.level <= depth + 1]
        pages = pages_of_headings(self.document)  # as on paper, until Word counts its own
        for at, (number, heading) in enumerate(entries):
            line = self._paragraph(into, f"toc {heading.level - 1}")
            if at == 0:
                _begin_field(line, rf'TOC \o "1-{depth}" \h \z \u')
            _entry(line, plain(heading.text), number, str(pages[number - 1]))
            if at == len(entries) - 1:
                _end_field(line)

    def _facts(self, block: Facts, into: DocxFile | _Cell) -> None:
        table = self._grid(into, len(block.facts))
        _table_borders(table, "edge", inside="line")
        for cell, fact in zip(table.rows[0].cells, block.facts, strict=True):
            first = cell.paragraphs[0]
            self._run(first, fact.figure, bold=True, size=18)
            first.paragraph_format.space_after = Pt(0)
            second = cell.add_paragraph()
            self._run(second, fact.label, size=10)
            second.paragraph_format.space_after = Pt(0)
            if fact.note:
                self._run(cell.add_paragraph(), fact.note, size=8.5, colour="ink3")
        self._gap(into)

    def _particulars(self, block: Particulars, into: DocxFile | _Cell) -> None:
        """Label and words, line by line, over a rule."""
        columns = (Column("", 2), Column("", 8))
        widths = [self.text_mm * column.width / 10 for column in columns]
        table = self._grid(into, len(columns))
        table.autofit = False
        _table_borders(table, None)
        _draw_columns(table, widths)
        rows = [table.rows[0], *(table.add_row() for _ in block.lines[1:])]
        for row, line in zip(rows, block.lines, strict=True):
            self._cells(row, (Strong(line.label), line.text), columns, widths)
        for row in rows[:-1]:
            _hold_row(row)
        self._gap(into)

    def _grid(self, into: DocxFile | _Cell, columns: int) -> Any:
        table = into.add_table(rows=1, cols=columns)
        if self.rtl:
            _put(table._tbl.tblPr, OxmlElement("w:bidiVisual"))
        return table

    def _gap(self, into: DocxFile | _Cell) -> None:
        gap = into.add_paragraph()
        gap.paragraph_format.space_after = Pt(0)
        gap.paragraph_format.line_spacing = Pt(5)

    def _table(self, block: Table, into: DocxFile | _Cell) -> None:
        block = _without_drawn_columns(block)
        table = self._grid(into, len(block.columns))
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        _table_borders(table, None, inside="line")
        _describe_table(table, plain(block.name))
        _narrow_margins(table)
        widths = _widths(block.columns, block.rows, self.text_mm)
        _draw_columns(table, widths)
        head = table.rows[0]
        _mark_row(head, "w:tblHeader")
        self._cells(head, [(Strong(c.title),) for c in block.columns], block.columns, widths)
        _hold_row(head)  # no head without a row
        for cell in head.cells:
            _borders(cell._tc.get_or_add_tcPr(), {"bottom": (8, "ink2")}, tag="w:tcBorders")
        for row in block.rows:
            line = table.add_row()
            _mark_row(line, "w:cantSplit")
            self._cells(line, row.cells, block.columns, widths)
            for cell in line.cells if not block.tall else ():
                cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
            if row.unknown:
                for cell in line.cells:
                    _hatch(cell._tc.get_or_add_tcPr())
        self._gap(into)

    def _cells(
        self, row: _Row, texts: Iterable[Text], columns: tuple[Column, ...], widths: list[float]
    ) -> None:
        for cell, text, column, width in zip(row.cells, texts, columns, widths, strict=True):
            cell.width = Mm(width)
            line = cell.paragraphs[0]
            line.alignment = _ALIGN[column.align]
            line.paragraph_format.space_after = Pt(1)
            self._line(line, text, size=9)

    def _figure(self, block: Figure, into: DocxFile | _Cell) -> None:
        line = into.add_paragraph()
        line.paragraph_format.keep_with_next = True
        tallest = 98 * _width_to_height(block.svg)
        width = Mm(min(self.text_mm * block.share, tallest))
        self._picture(line.add_run(), pictures([block.svg])[0], width, block.alt)
        if words(block.caption):
            self._line(self._paragraph(into, "Caption"), block.caption, size=8.5)

    def _note(self, blocks: tuple[Block, ...], into: DocxFile | _Cell) -> None:
        """A panel of one cell: Word hatches a cell, and its words stay words. A short one stays on
        its page; a long one goes on over the next, or half a page would be left white."""
        table = self._grid(into, 1)
        _table_borders(table, "edge", dashed=True)
        _room_in_cells(table)
        if sum(len(b.points) if isinstance(b, Bullets) else 1 for b in blocks) <= SHORT_PANEL:
            _mark_row(table.rows[0], "w:cantSplit")
        cell = table.rows[0].cells[0]
        _hatch(cell._tc.get_or_add_tcPr())
        self._blocks(blocks, cell)
        first = cell.paragraphs[0]
        if len(cell.paragraphs) > 1 and not first.text:
            first._p.getparent().remove(first._p)
        self._gap(into)

    # lines

    def _paragraph(self, into: DocxFile | _Cell, style: str, text: str = "") -> Line:
        """A new paragraph of a style. The library looks through all styles for each by its name."""
        line: Line = into.add_paragraph(text)
        if style != "Normal":
            line._p.style = self.style_ids[style]
        return line

    def _line(self, line: Line, text: Text, *, size: float = 10, colour: str = "ink") -> None:
        after_shape = False
        for piece in pieces(text):
            if after_shape and isinstance(piece, str) and piece.startswith(" "):
                piece = "\u00a0" + piece[1:]  # the shape and its word stay on one line
            after_shape = isinstance(piece, Level)
            match piece:
                case str():
                    self._run(line, piece, size=size, colour=colour)
                case Strong(said):
                    self._run(line, said, size=size, colour=colour, bold=True)
                case Soft(said):
                    self._run(line, said, size=size, colour="ink3")
                case Small(said):
                    self._run(line, said, size=size * 0.86, colour="ink3")
                case Chip(said, weight):
                    self._run(line, said, size=size, bold=weight > 2)
                case Level(number):
                    picture = _icons()[number or 0]
                    self._picture(
                        line.add_run(), picture, Mm(4), design_tokens.spoken_level(number)
                    )
                case Break():
                    line.add_run().add_break()
                case Interval() | OfIntervals():
                    pass  # its figures stand beside it

    def _turn_line(self, line: Line, text: Text) -> None:
        """A line that begins with letters from the left is read from the left, on any page."""
        if self.rtl and from_left(words(text)):
            turned = OxmlElement("w:bidi")
            turned.set(qn("w:val"), "0")
            _put(line._p.get_or_add_pPr(), turned)

    def _run(
        self, line: Line, text: str, *, size: float = 10, colour: str = "ink", bold: bool = False
    ) -> Any:
        said = without_isolates(plain(text))  # a run has its own direction
        if self.rtl and from_left(said) and from_left(said[::-1]) and not said[-1].isalnum():
            said += LEFT_TO_RIGHT  # else its full stop goes to the other side
        run = line.add_run(said)
        # What the style says already is left to it, so that an editor can change it.
        if self.style_sizes.get(line._p.style or self.normal_id) != Pt(size):
            run.font.size = Pt(size)
        if colour != "ink":
            run.font.color.rgb = _colour(colour)
        if bold:
            run.bold = True
        if self.rtl and JOINED_UP.search(text):
            _from_the_right(run, size=size, bold=bold)
        return run

    def _picture(self, run: Run, picture: bytes, width: int, alt: str) -> None:
        drawn = run.add_picture(BytesIO(picture), width=Emu(width))
        self.pictures += 1
        for side in ("distT", "distB", "distL", "distR"):
            drawn._inline.set(side, "0")  # left unsaid, LibreOffice keeps 3 mm about it
        for node in drawn._inline.iter():
            if node.tag.endswith(("}docPr", "}cNvPr")):
                node.set("id", str(self.pictures))
                node.set("name", f"picture {self.pictures}")
                node.set("descr", plain(alt))


def _width_to_height(svg: str) -> float:
    _, _, width, height = ElementTree.fromstring(svg).attrib["viewBox"].split()  # nosec B314 # a drawing of ours
    return float(width) / float(height)


def _face(style: ParagraphStyle, size: float) -> None:
    style.font.name, style.font.size = FACE, Pt(size)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for key in list(fonts.attrib):
        del fonts.attrib[key]  # the template's theme faces would win over ours
    for key in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(key), FACE)
    properties = style.element.get_or_add_rPr()
    for old in properties.findall(qn("w:szCs")):
        properties.remove(old)
    points = OxmlElement("w:szCs")
    points.set(qn("w:val"), str(round(size * 2)))
    _put(properties, points)


def _from_the_right(run: Run, *, size: float, bold: bool) -> None:
    """What Word needs to set a run from the right: such scripts have their own size and weight."""
    properties = run._r.get_or_add_rPr()
    if bold:
        _put(properties, OxmlElement("w:bCs"))
    points = OxmlElement("w:szCs")
    points.set(qn("w:val"), str(round(size * 2)))
    _put(properties, points)
    _put(properties, OxmlElement("w:rtl"))


def _widths(columns: tuple[Column, ...], rows: tuple[Row, ...], across: float) -> list[float]:
    """Millimetres a column: shares as given; what has none gets what its longest line needs."""
    fixed = [
        0 if c.width else 3 + 1.75 * max(map(_longest, (c.title, *(r.cells[n] for r in rows))))
        for n, c in enumerate(columns)
    ]
    shares, left = sum(c.width for c in columns), max(across - sum(fixed), 40)
    if not shares:
        return [width * across / sum(fixed) for width in fixed]
    widths = [f or left * c.width / shares for f, c in zip(fixed, columns, strict=True)]
    return _with_whole_words(widths, [_head_needs(c) for c in columns])


def _head_needs(column: Column) -> float:
    """Millimetres that the longest word of a head needs, so that it is not broken."""
    return 4 + 2.05 * max(map(len, column.title.split()), default=0)


def _with_whole_words(widths: list[float], needed: list[float]) -> list[float]:
    """Widths of the same sum, none below what it needs while others have more than they need."""
    lacking = [max(need - width, 0) for width, need in zip(widths, needed, strict=True)]
    spare = [max(width - need, 0) for width, need in zip(widths, needed, strict=True)]
    if not sum(lacking) or sum(spare) < sum(lacking):
        return widths
    given = sum(lacking) / sum(spare)
    return [
        width + lack - left * given
        for width, lack, left in zip(widths, lacking, spare, strict=True)
    ]


def _longest(text: Text) -> int:
    return 4 * sum(isinstance(piece, Level) for piece in pieces(text)) + min(len(words(text)), 24)


def _without_drawn_columns(table: Table) -> Table:
    """A column that only draws what its neighbour says in figures is no use to an editor."""
    kept = [
        n
        for n in range(len(table.columns))
        if not all(isinstance(row.cells[n], Interval) or row.cells[n] == "" for row in table.rows)
        or not any(isinstance(row.cells[n], Interval) for row in table.rows)
    ]
    return replace(
        table,
        columns=tuple(table.columns[n] for n in kept),
        rows=tuple(replace(row, cells=tuple(row.cells[n] for n in kept)) for row in table.rows),
    )


_ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr "
    "suppressLineNumbers pBdr shd tabs suppressAutoHyphens bidi adjustRightInd snapToGrid spacing "
    "ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment "
    "textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange",
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection "
    "tcFitText vAlign hideMark",
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW "
    "jc tblCellSpacing tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption "
    "tblDescription",
    "trPr": "cantSplit tblHeader",
    "rPr": "rStyle rFonts b bCs i iCs color sz szCs rtl lang",
}
"""The order ECMA-376 demands of each element's children; Word calls a file damaged without it."""


def _put(properties: BaseOxmlElement, child: BaseOxmlElement) -> None:
    order = [qn(f"w:{name}") for name in _ORDER[properties.tag.rpartition("}")[2]].split()]
    properties.insert_element_before(
        child, *(f"w:{tag.rpartition('}')[2]}" for tag in order[order.index(child.tag) + 1 :])
    )


def _element(tag: str, attributes: Mapping[str, str]) -> BaseOxmlElement:
    element: BaseOxmlElement = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(name), value)
    return element


def _shade(properties: BaseOxmlElement, fill: str) -> None:
    shade = OxmlElement("w:shd")
    for key, value in (("w:val", "clear"), ("w:color", "auto"), ("w:fill", fill)):
        shade.set(qn(key), value)
    _put(properties, shade)


def _hatch(properties: BaseOxmlElement) -> None:
    shade = OxmlElement("w:shd")
    for key, value in (
        ("w:val", "thinDiagStripe"),
        ("w:color", "DFE5EA"),
        ("w:fill", "FFFFFF"),
    ):
        shade.set(qn(key), value)
    _put(properties, shade)


def _borders(
    properties: BaseOxmlElement,
    sides: dict[str, tuple[int, str]],
    *,
    tag: str = "w:pBdr",
    style: str = "single",
) -> None:
    for old in properties.findall(qn(tag)):
        properties.remove(old)
    if not sides:
        return
    borders = OxmlElement(tag)
    for side, (eighths, colour) in sides.items():
        edge = OxmlElement(f"w:{side}")
        for key, value in (
            ("w:val", style),
            ("w:sz", str(eighths)),
            ("w:space", "1"),
            ("w:color", design_tokens.LIGHT[colour][1:]),
        ):
            edge.set(qn(key), value)
        borders.append(edge)
    _put(properties, borders)


def _table_borders(
    table: DocxTable, outside: str | None, *, inside: str | None = None, dashed: bool = False
) -> None:
    sides: dict[str, tuple[int, str]] = {}
    if outside:
        sides = {side: (6, outside) for side in ("top", "left", "bottom", "right")}
    if inside:
        sides |= {"insideH": (4, inside)} | ({"insideV": (4, inside)} if outside else {})
        sides = sides if outside else {"bottom": (4, inside), **sides}
    _borders(table._tbl.tblPr, sides, tag="w:tblBorders", style="dashed" if dashed else "single")


def _describe_table(table: DocxTable, said: str) -> None:
    caption = OxmlElement("w:tblCaption")
    caption.set(qn("w:val"), said)
    _put(table._tbl.tblPr, caption)


def _room_in_cells(table: DocxTable) -> None:
    """Room between a frame and its words: without it some programs draw it through the first."""
    margins = OxmlElement("w:tblCellMar")
    for side, room in (("top", "80"), ("left", "100"), ("bottom", "60"), ("right", "100")):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), room)  # twentieths of a point
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    _put(table._tbl.tblPr, margins)


def _narrow_margins(table: DocxTable) -> None:
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), "50")  # twentieths of a point
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    _put(table._tbl.tblPr, margins)


def _draw_columns(table: DocxTable, widths: list[float]) -> None:
    """Give columns their widths in millimetres: LibreOffice goes by them, not by their cells."""
    for drawn, width in zip(table.columns, widths, strict=True):
        drawn.width = Mm(width)


def _hold_row(row: _Row) -> None:
    """Keep a row on the page of what follows it."""
    for cell in row.cells:
        for line in cell.paragraphs:
            line.paragraph_format.keep_with_next = True


def _mark_row(row: _Row, tag: str) -> None:
    _put(row._tr.get_or_add_trPr(), OxmlElement(tag))


def _set_mark_size(line: Line, size: Pt) -> None:
    """The size of the mark that ends a paragraph: an empty line is as tall as it."""
    mark = line._p.get_or_add_pPr()
    properties = OxmlElement("w:rPr")
    properties.append(_element("w:sz", {"w:val": str(int(size.pt * 2))}))
    _put(mark, properties)


def _sign(kind: str, *, dirty: bool = False) -> Any:
    sign = OxmlElement("w:fldChar")
    sign.set(qn("w:fldCharType"), kind)
    if dirty:
        sign.set(qn("w:dirty"), "true")  # Word renews it when the file is opened
    return sign


def _code(text: str) -> Any:
    code = OxmlElement("w:instrText")
    code.set(qn("xml:space"), "preserve")
    code.text = text
    return code


def _begin_field(line: Line, code: str) -> None:
    for part in (_sign("begin", dirty=True), _code(code), _sign("separate")):
        line.add_run()._r.append(part)


def _end_field(line: Line) -> None:
    line.add_run()._r.append(_sign("end"))


MARKS = 10_000
"""From this number on bookmarks are those a copy is known by; those of contents come before."""


def _bookmark(line: Line, number: int, name: str, *, ends: Line) -> Any:
    """A named place from the beginning of one paragraph to the end of another. Gives its begin."""
    begin, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for mark in (begin, end):
        mark.set(qn("w:id"), str(number))
    begin.set(qn("w:name"), name)
    line._p.insert(1 if line._p.pPr is not None else 0, begin)
    ends._p.append(end)
    return begin


def _entry(line: Line, text: str, number: int, page: str) -> None:
    """One line of a table of contents: the heading's words, dots, its page."""
    link = OxmlElement("w:hyperlink")
    link.set(qn("w:anchor"), f"_Toc{number}")
    first = len(line._p)
    line.add_run(text)
    line.add_run("\t")
    for part in (_sign("begin"), _code(f"PAGEREF _Toc{number} \\h"), _sign("separate")):
        line.add_run()._r.append(part)
    line.add_run(page)
    line.add_run()._r.append(_sign("end"))
    for run in list(line._p)[first:]:
        link.append(run)
    line._p.append(link)


def _field(line: Line, code: str) -> None:
    run = line.add_run()
    run.font.size = Pt(7.5)
    for kind, text in (("begin", ""), ("", code), ("end", "")):
        if kind:
            sign = OxmlElement("w:fldChar")
            sign.set(qn("w:fldCharType"), kind)
        else:
            sign = OxmlElement("w:instrText")
            sign.text = text
        run._r.append(sign)


def _with_fixed_dates(file: DocxFile, day: dt.date) -> bytes:
    """The file with every part dated the same: same document, same bytes."""
    first, second = BytesIO(), BytesIO()
    file.save(first)
    moment = (max(day.year, 1980), day.month, day.day, 0, 0, 0)
    with zipfile.ZipFile(first) as parts, zipfile.ZipFile(second, "w") as whole:
        for name in parts.namelist():
            whole.writestr(
                zipfile.ZipInfo(name, moment),
                parts.read(name),
                zipfile.ZIP_DEFLATED,
                compresslevel=6,
            )
    return second.getvalue()
