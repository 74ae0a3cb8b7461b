"""A report as a paper: what a draft holds, the head of its kind, its figures as an annex.

    document = report_document(paper, tell=tell)     said in its language
    lay_out(document, layout, tell=tell)             letterhead, symbol, numbers (base.documents)
    to_docx, to_pdf, to_mail                         to edit, to sign, to send
    figures_workbook(paper, tell=tell)               the annex as a workbook

A draft says so on every page, names what is suggested, carried over, missing or left out; what is
final holds only what a person accepted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from io import BytesIO
from itertools import groupby
from typing import Literal

from tutela.base.design_tokens import MARKINGS
from tutela.base.disclosure import COUNTS_READABLE
from tutela.base.documents import model as d
from tutela.base.errors import BadParameter
from tutela.base.messages import day_said, english, join, say, term
from tutela.monitoring.indicators import CountedPeriod
from tutela.reporting.figures import (
    COUNTED,
    ReportFigure,
    figures_shown,
    say_figure,
    say_last,
    say_left_out,
    say_reference,
    say_value,
)
from tutela.reporting.products import CHART, FIGURES, TABLE, Product, Section, Tell, offices
from tutela.strategy.document import prose

FIGURE_TABLE = "figure_table"
"""The source of the section that lists every figure."""

PRECEDENCES = {
    "": "Routine",
    "watch": "Routine",
    "warning": "Priority",
    "imminent": "Immediate",
    "ongoing": "Most immediate",
}
"""How soon a cable is to be read, by the level of the alert it is about [P]."""


@dataclass(frozen=True, slots=True)
class FilledSection:
    """One section as a draft holds it.

    text        what people wrote or accepted, as the strategy's editor keeps it
    suggested   sentences nobody accepted yet
    figures     shown in the section itself
    blocks      its tables and charts
    left_out    why it was left out; blank where it was not
    carried     the day of the edition its text was carried over from
    missing     whether its office sent nothing
    closed      whether its reader may not read it: what stands in it is not known to the paper
    """

    text: str = ""
    suggested: Sequence[str] = ()
    figures: Sequence[ReportFigure] = ()
    blocks: tuple[d.Block, ...] = ()
    left_out: str = ""
    carried: date | None = None
    missing: bool = False
    closed: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing that a final paper prints stands in it."""
        return not (self.text.strip() or self.figures or self.blocks or self.missing or self.closed)


@dataclass(frozen=True, slots=True)
class PaperHead:
    """The head of a cable, a memorandum or an input: to whom, from whom, about what; level, of the
    alert it is about, says how soon it is to be read."""

    to: str = ""
    info: str = ""
    sender: str = ""
    number: str = ""
    reference: str = ""
    level: str = ""
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Cleared:
    """Who took a step on the exact text, and when; at is None where it is still to be taken."""

    office: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ReportPaper:
    """A report as somebody may read it.

    mission       its name
    frozen        the day the figures stand still at; as_of, the moment in words
    snapshot      by which exactly these figures are known
    sections      by their keys; one that is not there is empty
    figures       every figure of the report, for the annex
    cleared       the chain of clearance with who took which step; authorized, who released it
    draft         whether what is not accepted is shown
    stage         of a flash report: first, an update or final
    corrects      the number of the edition that this one corrects
    dissent       printed by decision of the Head of Mission alone
    """

    product: Product
    mission: str
    frozen: date
    snapshot: str
    sections: Mapping[str, FilledSection]
    period: CountedPeriod | None = None
    figures: Sequence[ReportFigure] = ()
    marking: str = "unclassified"
    marked: str = ""
    head: PaperHead = PaperHead()
    drafted_by: str = ""
    cleared: Sequence[Cleared] = ()
    authorized: Cleared | None = None
    edition: int = 1
    stage: str = ""
    corrects: int | None = None
    draft: bool = True
    annexes: Sequence[tuple[str, tuple[d.Block, ...]]] = ()
    dissent: str = ""
    language: str = "en"
    direction: Literal["ltr", "rtl"] = "ltr"
    stamp: tuple[str, ...] = field(default_factory=tuple)
    as_of: str = ""


def count_words(paper: ReportPaper) -> int:
    """How many words people wrote: what the product's number of words is held against. Tables,
    figures and what nobody accepted do not count.

    >>> from tutela.reporting.products import products
    >>> filled = {"what": FilledSection("Shots were heard.", suggested=["At noon."])}
    >>> count_words(ReportPaper(products()["flash"], "Luma", date(2030, 6, 1), "ab", filled))
    3
    """
    return sum(len(filled.text.split()) for filled in paper.sections.values())


def report_document(paper: ReportPaper, *, tell: Tell = english) -> d.Document:
    """A report as a document, said in its language; `base.documents.layout.lay_out` lays it out.

    Takes   tell, which says a sentence in the language of the paper.
    Raises  BadParameter where it is marked higher than its product may be.

    >>> from tutela.reporting.products import products
    >>> filled = {"what": FilledSection("Shots were heard at **Luma**.")}
    >>> paper = ReportPaper(products()["flash"], "Luma", date(2030, 6, 1), "2030-06-01-ab", filled)
    >>> made = report_document(paper)
    >>> made.draft, [b.text for b in made.blocks if isinstance(b, d.Heading)][0]
    ('DRAFT', 'What, where and when')
    """
    _check_marking(paper)
    paper = _as_shown(paper)
    document = d.Document(
        title=term(paper.product.title),
        frozen=paper.frozen,
        subtitle=_subtitle(paper),
        meta=tuple(_meta(paper)),
        marking=paper.marking,
        marked=paper.marked or term(MARKINGS[paper.marking].word),
        blocks=tuple(_blocks(paper)),
        stamp=(*paper.stamp, *_stamp(paper)),
        language=paper.language,
        direction=paper.direction,
        draft=say("DRAFT") if paper.draft else "",
    )
    return d.with_texts_replaced(document, tell)


def _as_shown(paper: ReportPaper) -> ReportPaper:
    """The paper with the small counts hidden that its reader may not have."""
    sections = {
        key: replace(filled, figures=figures_shown(paper.product, filled.figures))
        for key, filled in paper.sections.items()
    }
    return replace(paper, sections=sections, figures=figures_shown(paper.product, paper.figures))


def _check_marking(paper: ReportPaper) -> None:
    order = list(MARKINGS)
    ceiling = paper.product.ceiling
    if paper.marking in order and order.index(paper.marking) > order.index(ceiling):
        raise BadParameter(
            say(
                "it is marked {marking}, and may bear {ceiling} at most",
                marking=term(MARKINGS[paper.marking].word),
                ceiling=term(MARKINGS[ceiling].word),
            ),
            where=term(paper.product.title),
            next=say("leave out what is marked higher"),
        )


def _subtitle(paper: ReportPaper) -> d.Text:
    if paper.period is None:
        return say(
            "{mission} · figures as of {moment}", mission=paper.mission, moment=_moment(paper)
        )
    return say(
        "{mission} · {first} to {last} · figures as of {moment}",
        mission=paper.mission,
        first=day_said(paper.period.first),
        last=day_said(paper.period.last),
        moment=_moment(paper),
    )


def _moment(paper: ReportPaper) -> str:
    """Until when records were counted: the hour, where it is known."""
    return paper.as_of or say("the end of {day}", day=day_said(paper.frozen))


def _meta(paper: ReportPaper) -> Iterator[str]:
    if paper.stage:
        yield paper.stage
    if paper.corrects is not None:
        yield say("Corrigendum to edition {n}", n=paper.corrects)
    if paper.edition > 1:
        yield say("Edition {n}", n=paper.edition)
    if paper.period and paper.period.last > paper.frozen:
        yield say("Its days go on: counted until {day}", day=day_said(paper.frozen))
    if paper.draft:
        yield say("Draft")


def _stamp(paper: ReportPaper) -> tuple[str, ...]:
    return (
        say(
            "{title} · {mission} · edition {edition} · snapshot {snapshot}",
            title=term(paper.product.title),
            mission=paper.mission,
            edition=paper.edition,
            snapshot=paper.snapshot,
        ),
    )


def _blocks(paper: ReportPaper) -> Iterator[d.Block]:
    yield from _head(paper)
    if paper.draft and (open_parts := list(_open_parts(paper))):
        yield d.Note(
            (d.Paragraph(say("A draft. Still open:"), "small"), d.Bullets(tuple(open_parts)))
        )
    annexed = [s for s in paper.product.sections if s.source == FIGURE_TABLE]
    silent = [s for s in paper.product.sections if _says_nothing(paper, s)]
    for section in paper.product.sections:
        if section not in annexed and section not in silent:
            yield from _section(paper, section)
    if silent:
        names = [offices()[key].label for key in map(paper.product.office_of, silent)]
        told = join(", ", [term(name) for name in dict.fromkeys(names)])
        yield d.Heading(say("Not given by other offices"))
        yield d.Paragraph(
            say("Nothing came from: {offices}. That says nothing of what happened.", offices=told),
            "small",
        )
    if counts(paper.product):
        yield d.Paragraph(COUNTS_READABLE, "small")
    if paper.dissent:
        yield d.Heading(say("Dissent, printed by decision of the Head of Mission"))
        yield from prose(paper.dissent)
    yield from _chain(paper)
    for section in annexed:
        if paper.figures:
            yield d.Heading(term(section.heading))
            yield figure_table(paper.figures)
    for name, blocks in paper.annexes:
        yield d.PageBreak()
        yield d.Heading(say("Annex: {name}", name=name))
        yield from blocks


def counts(product: Product) -> bool:
    """Whether a paper of this product is one of figures, whatever it holds: a text that is said
    aloud is none."""
    kinds = {section.kind for section in product.sections}
    return product.layout not in SPOKEN and not kinds.isdisjoint((FIGURES, TABLE, CHART))


# --- heads, by kind of paper


def _head(paper: ReportPaper) -> Iterator[d.Block]:
    lines = list(HEADS.get(paper.product.layout, _no_head)(paper))
    if lines:
        yield d.Particulars(tuple(d.Particular(label, text) for label, text in lines))


def _no_head(paper: ReportPaper) -> Iterator[tuple[str, d.Text]]:
    yield from ()


def _cable_head(paper: ReportPaper) -> Iterator[tuple[str, d.Text]]:
    """The head of a code cable, in the order headquarters reads it."""
    head, blank = paper.head, say("not given")
    yield say("To"), head.to or blank
    yield say("Info"), head.info or say("none")
    yield say("From"), head.sender or blank
    yield say("Date"), day_said(paper.frozen)
    yield say("Number"), head.number or say("given on release")
    yield say("Ref."), head.reference or say("none")
    yield say("Precedence"), term(PRECEDENCES[head.level])
    yield say("Classification"), term(MARKINGS[paper.marking].word)
    yield say("Subject"), d.Strong(head.subject or _subject(paper))


def _subject(paper: ReportPaper) -> str:
    """What a cable without an alert is about: the protection of civilians in its days."""
    if paper.period is None:
        return say("Protection of civilians")
    return say(
        "Protection of civilians, {first} to {last}",
        first=day_said(paper.period.first),
        last=day_said(paper.period.last),
    )


def _memorandum_head(paper: ReportPaper) -> Iterator[tuple[str, d.Text]]:
    head, office = paper.head, offices()[paper.product.office]
    if head.to:
        yield say("To"), head.to
    yield say("From"), head.sender or term(office.label)
    yield say("Date"), day_said(paper.frozen)
    if head.reference:
        yield say("Ref."), head.reference
    if head.subject:
        yield say("Subject"), d.Strong(head.subject)


HEADS = {
    "cable": _cable_head,
    "report_brief": _memorandum_head,
    "input": _memorandum_head,
}
"""What stands above the text, by layout."""


# --- sections


def _says_nothing(paper: ReportPaper, section: Section) -> bool:
    """Whether another office owed it and gave nothing: such parts are told of in one line."""
    filled = paper.sections.get(section.key, FilledSection())
    told = [b for b in filled.blocks if not isinstance(b, d.Paragraph)]
    return filled.missing and not (filled.text.strip() or filled.figures or told)


def _section(paper: ReportPaper, section: Section) -> Iterator[d.Block]:
    filled = paper.sections.get(section.key, FilledSection())
    if filled.is_empty and not (paper.draft and filled.suggested) and not filled.left_out:
        return  # a draft names it among what is open
    if not paper.draft and filled.left_out:
        return
    yield d.Heading(term(section.heading))
    if filled.closed:
        yield d.Paragraph(say("This part is not for your reading."), "small")
        return
    if filled.left_out:
        yield d.Note((d.Paragraph(say("Left out: {why}", why=filled.left_out)),))
        return
    if filled.missing:
        label = term(offices()[paper.product.office_of(section)].label)
        yield d.Paragraph(say("Nothing came from {office} for this part.", office=label), "small")
    if filled.carried and filled.text.strip():
        told = say("Carried over from the edition of {day}.", day=day_said(filled.carried))
        yield d.Paragraph(told, "small")
    written = _prose_blocks(filled.text)
    yield from _as_points(written) if paper.product.layout in SPOKEN else written
    if filled.figures:
        yield from _figures(section, filled.figures)
    yield from filled.blocks
    if paper.draft and filled.suggested:
        yield d.Note(
            (
                d.Paragraph(say("Suggested from records, accepted by nobody yet:"), "small"),
                d.Bullets(tuple(filled.suggested)),
            )
        )


def _prose_blocks(text: str) -> Iterator[d.Block]:
    """What people wrote, its paragraphs of one size with all others of a report."""
    for block in prose(text):
        yield replace(block, size="body") if isinstance(block, d.Paragraph) else block


SPOKEN = frozenset({"talking_points", "press"})
"""Layouts whose text is said aloud: each paragraph is a point."""


def _as_points(blocks: Iterable[d.Block]) -> Iterator[d.Block]:
    """Paragraphs one after another as points of one list."""
    for is_text, group in groupby(blocks, key=lambda block: isinstance(block, d.Paragraph)):
        if is_text:
            yield d.Bullets(tuple(block.text for block in group if isinstance(block, d.Paragraph)))
        else:
            yield from group


def _figures(section: Section, figures: Sequence[ReportFigure]) -> Iterator[d.Block]:
    """Figures of a section, each with what it counts: those of other offices with their paper."""
    with_standing = any(one.basis.standing for one in figures)
    with_sources = any(one.reference is not None for one in figures)
    columns = [d.Column(say("Figure"), 5)]
    columns += [d.Column(say("Verification"), 2)] if with_standing else []
    columns += [d.Column(say("Reference"), 5)] if with_sources else []
    with_last = any(one.last is not None for one in figures)
    if with_last:
        columns.append(d.Column(say("Last edition"), 2, "end"))
    columns.append(d.Column(say("Value"), 2, "end"))
    rows = []
    for figure in figures:
        cells: list[d.Text] = [figure.label]
        if with_standing:
            cells.append(term(figure.basis.standing) if figure.basis.standing else "–")
        if with_sources:
            cells.append(say_reference(figure) or "–")
        if with_last:
            cells.append(say_last(figure) or "–")
        rows.append(d.Row((*cells, _number(figure)), unknown=figure.value is None))
    yield d.Table(term(section.heading), tuple(columns), tuple(rows))


def _number(figure: ReportFigure) -> d.Text:
    """A figure in its cell: what has no number stands back."""
    told = say_figure(figure)
    return d.Soft(told) if figure.value is None else d.Strong(told)


def figure_table(figures: Sequence[ReportFigure]) -> d.Table:
    """Every figure of a report: number, what it counts, what it leaves out, where it stands.

    >>> made = figure_table([ReportFigure("k", "Killed", "civilians killed", value=3)])
    >>> [d.words(cell) for cell in made.rows[0].cells][:3]
    ['Killed', '3', 'civilians killed']
    """
    figures = list(figures)
    columns = [
        d.Column(say("Figure"), 3),
        d.Column(say("Value"), 1.4),
        d.Column(say("What it counts"), 5),
        d.Column(say("Kind"), 2.2),
        d.Column(say("Left out"), 3.2),
    ]
    with_sources = any(one.reference is not None for one in figures)
    if with_sources:
        columns.append(d.Column(say("Reference"), 3))
    rows = []
    for figure in figures:
        counts: d.Text = figure.definition
        if figure.because:
            counts = (figure.definition, d.Break(), d.Soft(figure.because))
        cells = [
            figure.label,
            _number(figure),
            counts,
            _kind_of(figure),
            say_left_out(figure) or "–",
        ]
        if with_sources:
            cells.append(say_reference(figure) or "–")
        rows.append(d.Row(tuple(cells), unknown=figure.value is None))
    return d.Table(say("Figures and definitions"), tuple(columns), tuple(rows), tall=True)


def _kind_of(report_figure: ReportFigure) -> d.Text:
    """What a figure may not be added across, in a cell."""
    parts = (
        [COUNTED.get(report_figure.basis.counts, report_figure.basis.counts)]
        if report_figure.basis.counts
        else []
    )
    parts += [
        p
        for p in (
            report_figure.basis.standing,
            report_figure.basis.responder,
            report_figure.basis.actor,
        )
        if p
    ]
    return join(", ", [term(part) for part in parts]) if parts else "–"


def _open_parts(paper: ReportPaper) -> Iterator[d.Text]:
    for section in paper.product.sections:
        filled = paper.sections.get(section.key, FilledSection())
        if section.source == FIGURE_TABLE or filled.closed:
            continue
        heading = term(section.heading)
        if filled.left_out:
            yield say("{heading}: left out, with a reason", heading=heading)
        elif filled.missing:
            yield say("{heading}: its office sent nothing", heading=heading)
        elif filled.suggested:
            yield say("{heading}: suggestions to accept or rewrite", heading=heading)
        elif section.mandatory and filled.is_empty:
            yield say("{heading}: must be written", heading=heading)
        elif filled.is_empty:
            yield say("{heading}: nothing is written yet", heading=heading)


# --- who drafted, cleared and authorized


def _chain(paper: ReportPaper) -> Iterator[d.Block]:
    """Who drafted, cleared and authorized it; what leaves the Secretariat bears no names of
    offices within."""
    if paper.product.outside or not (paper.drafted_by or paper.cleared or paper.authorized):
        return
    lines = []
    if paper.drafted_by:
        lines.append(d.Particular(say("Drafted by"), paper.drafted_by))
    for step in paper.cleared:
        lines.append(d.Particular(say("Cleared by"), _step(step)))
    if paper.authorized:
        lines.append(d.Particular(say("Authorized by"), _step(paper.authorized)))
    yield d.Particulars(tuple(lines))


def _step(step: Cleared) -> d.Text:
    label = term(offices()[step.office].label) if step.office in offices() else step.office
    if step.at is None:
        return label, d.Soft(say(" · not yet"))
    return label, d.Soft(join("", [" · ", day_said(step.at.date())]))


# --- the annex as a workbook


def figures_workbook(paper: ReportPaper, *, tell: Tell = english, records: bool = False) -> bytes:
    """Every figure of a report as a workbook: one sheet of figures, one that says what it is, and,
    for who may read them, one of the ids of the records counted.

    Takes   records, whether their ids are given: never in what goes outside.
    Gives   XLSX; text is written as text, so that no cell is a formula.

    >>> from tutela.reporting.products import products
    >>> paper = ReportPaper(products()["flash"], "Luma", date(2030, 6, 1), "ab", {})
    >>> figures_workbook(paper)[:2]
    b'PK'
    """
    import xlsxwriter

    paper = _as_shown(paper)
    file = BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(file, options) as book:
        moment = datetime(paper.frozen.year, paper.frozen.month, paper.frozen.day)  # noqa: DTZ001
        book.set_properties({"title": tell(term(paper.product.title)), "created": moment})
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        sheets = [(say("Figures"), _figure_rows(paper.figures))]
        if records and not paper.product.outside:
            sheets.append((say("Records"), _record_rows(paper.figures)))
        sheets.append((say("About"), _about_rows(paper)))
        marking = paper.marked or tell(term(MARKINGS[paper.marking].word))
        banner = " · ".join([marking, *([tell(say("DRAFT"))] if paper.draft else [])])
        for name, rows in sheets:
            sheet = book.add_worksheet(tell(name)[:31])
            sheet.set_header(f"&C&B{banner.replace('&', '&&')}")
            sheet.set_footer(f"&C&B{banner.replace('&', '&&')}&B · &P/&N")
            sheet.set_landscape()
            sheet.set_paper(9)  # A4
            sheet.fit_to_pages(1, 0)
            sheet.repeat_rows(0)
            if paper.direction == "rtl":
                sheet.right_to_left()
            sheet.set_column(0, 0, 34)
            sheet.set_column(1, 8, 26)
            for down, row in enumerate(rows):
                for across, cell in enumerate(row):
                    shape = bold if down == 0 or across == 0 else wrapped
                    if isinstance(cell, float):
                        sheet.write_number(down, across, cell, shape)
                    elif cell:
                        sheet.write_string(down, across, d.plain(tell(cell)), shape)
            sheet.freeze_panes(1, 1)
    return file.getvalue()


def _figure_rows(figures: Sequence[ReportFigure]) -> Iterator[list[str | float]]:
    yield [
        say("Figure"),
        say("Value"),
        say("Of"),
        say("What it counts"),
        say("Kind"),
        say("Left out"),
        say("Reference"),
        say("Why it has no number"),
    ]
    for figure in figures:
        kind = _kind_of(figure)
        yield [
            figure.label,
            say_value(figure) if figure.value is None else float(figure.value),
            "" if figure.of is None else float(figure.of),
            figure.definition,
            kind if isinstance(kind, str) else d.words(kind),
            say_left_out(figure),
            say_reference(figure),
            figure.because,
        ]


def _record_rows(figures: Sequence[ReportFigure]) -> Iterator[list[str | float]]:
    yield [say("Figure"), say("Record")]
    for figure in figures:
        for record in figure.records:
            yield [figure.label, record]


def _about_rows(paper: ReportPaper) -> Iterator[list[str | float]]:
    yield [say("Report"), term(paper.product.title)]
    yield [say("Mission"), paper.mission]
    yield [say("Classification"), term(MARKINGS[paper.marking].word)]
    yield [say("Edition"), float(paper.edition)]
    yield [say("Snapshot"), paper.snapshot]
    yield [say("Figures as of"), _moment(paper)]
    yield [say("Counted"), COUNTS_READABLE]
    if paper.period:
        yield [say("From"), day_said(paper.period.first)]
        yield [say("To"), day_said(paper.period.last)]
