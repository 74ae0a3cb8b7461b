"""The strategy as a document: sections A to J, the matrix across, signatures, references.

What a reader may not have is left out before it comes here; here it is said that it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from itertools import groupby
from textwrap import wrap
from typing import Literal

from tutela.base.documents import model as d
from tutela.base.documents.docx_reader import WRITTEN
from tutela.base.messages import day_said, join, say, term
from tutela.mandate.library import ANNEX, library
from tutela.mandate.library import GROUPS as library_groups
from tutela.strategy.elements import SECTIONS, Element
from tutela.strategy.matrix import Line
from tutela.strategy.text.edited import Unit, pieces, units

GROUPS: Mapping[str, str] = {key: name for key, name in library_groups.items() if key != "other"}


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """One section on paper.

    text     what is written there
    blocks   the tables and maps that stand behind it
    missing  the elements nothing meets yet
    waived   the elements somebody left out, each with why
    summary  what it says in short
    stale    whether the section was changed after it was summed up
    gist     the tables that stand behind it in the summary
    mark     the name that an edited copy of the text is known by again
    amended  the amendments adopted since it was signed: when, and their words
    """

    text: str = ""
    blocks: tuple[d.Block, ...] = ()
    missing: Sequence[Element] = ()
    waived: Sequence[tuple[Element, str]] = ()
    summary: str = ""
    gist: tuple[d.Block, ...] = ()
    stale: bool = False
    mark: str = ""
    amended: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class Signature:
    """Who endorsed the exact document, in which capacity, and when."""

    who: str
    capacity: str
    on: date
    digest: str


@dataclass(frozen=True, slots=True)
class Paper:
    """A strategy as somebody may read it.

    parts     the sections, by their letters; one that is not there was withheld
    withheld  why a section is not there, by its letter
    instead   what stands of a withheld section all the same, by its letter
    risks     names of the risks of the lines, by id
    draft     whether what is missing is shown: in a draft it is, in what is signed it is not
    resolutions  the mission's own, as they are cited
    opening   what stands before section A: in short, and what is to be decided
    rests_on  what the signature rests on: what others said of the text, who accepted
    under_matrix  what is said of the matrix, below its heading
    signing   where it is signed, at the end of its text
    annexes   after the references, each with its name
    """

    title: str
    mission: str
    frozen: date
    parts: Mapping[str, Part]
    lines: Sequence[Line] = ()
    risks: Mapping[str, str] = field(default_factory=dict)
    withheld: Mapping[str, str] = field(default_factory=dict)
    instead: Mapping[str, tuple[d.Block, ...]] = field(default_factory=dict)
    signatures: Sequence[Signature] = ()
    resolutions: Sequence[str] = ()
    opening: Sequence[d.Block] = ()
    rests_on: Sequence[d.Block] = ()
    under_matrix: Sequence[d.Block] = ()
    signing: Sequence[d.Signing] = ()
    annexes: Sequence[tuple[str, tuple[d.Block, ...]]] = ()
    term: tuple[date, date] | None = None
    edition: int | None = None
    draft: bool = True
    marking: str = "confidential"
    language: str = "en"
    direction: Literal["ltr", "rtl"] = "ltr"
    stamp: tuple[str, ...] = ()


def document(paper: Paper) -> d.Document:
    """The strategy as a document: to edit, to sign, to read.

    Source  Framework for Drafting Comprehensive POC Strategies, template and annexes.

    >>> paper = Paper("Strategy", "Luma", date(2018, 12, 31), {}, withheld={"F": "not here"})
    >>> [b.text for b in d.walk(document(paper).blocks) if isinstance(b, d.Heading)][:2]
    ['A. Purpose and scope of the strategy', 'B. Analysis of POC risks']
    """
    return _document(paper, tuple(_blocks(paper)))


def matrix_document(paper: Paper) -> d.Document:
    """The implementation matrix alone, on pages laid across: annex I as components work by it.

    >>> matrix_document(Paper("Strategy", "Luma", date(2018, 12, 31), {})).across
    True
    """
    blocks: tuple[d.Block, ...] = (
        (matrix(paper),) if paper.lines else (d.Paragraph(say("No line is written yet.")),)
    )
    return replace(_document(paper, blocks), kicker=say("Implementation matrix"), across=True)


def summary_document(paper: Paper) -> d.Document:
    """What the strategy says in short, section by section: for those who do not read it whole.

    Source  Framework, paragraph 11: others receive a copy or a summary document.

    >>> parts = {"A": Part("Long.", summary="Short.")}
    >>> paper = Paper("Strategy", "Luma", date(2018, 12, 31), parts)
    >>> [b.text for b in d.walk(summary_document(paper).blocks) if isinstance(b, d.Paragraph)][1]
    'Short.'
    """
    return replace(_document(paper, tuple(_summary(paper))), kicker=say("Summary of the strategy"))


def _document(paper: Paper, blocks: tuple[d.Block, ...]) -> d.Document:
    edition = [say("Edition {n}", n=paper.edition)] if paper.edition else []
    return d.Document(
        title=paper.title,
        kicker=say("Strategy for the protection of civilians"),
        subtitle=_subtitle(paper),
        frozen=paper.frozen,
        blocks=blocks,
        marking=paper.marking,
        meta=(paper.mission, *edition, *([say("Draft")] if paper.draft else [])),
        stamp=paper.stamp,
        language=paper.language,
        direction=paper.direction,
    )


def _subtitle(paper: Paper) -> d.Text:
    if paper.term is None:
        return say("Not in force")
    first, last = map(day_said, paper.term)
    return say("In force from {first} to {last}", first=first, last=last)


def _blocks(paper: Paper) -> Iterator[d.Block]:
    if paper.draft:
        yield d.Note(
            (
                d.Paragraph(
                    say(
                        "A draft. What the Framework asks and nothing meets yet is "
                        "named at the end of each section."
                    )
                ),
            )
        )
    yield d.Contents(say("Contents"), depth=1)
    yield d.PageBreak()
    yield from paper.opening
    for letter, name in SECTIONS.items():
        part = paper.parts.get(letter, Part())
        mark = part.mark if letter not in paper.withheld else ""
        yield d.Heading(say("{letter}. {name}", letter=term(letter), name=term(name)), mark=mark)
        if letter in paper.withheld:
            yield d.Note((d.Paragraph(paper.withheld[letter]),))
            yield from paper.instead.get(letter, ())
        else:
            yield from _part(letter, part, draft=paper.draft)
    yield from paper.rests_on
    yield from _side_by_side(paper.signing)
    if paper.lines:
        heading = d.Heading(say("Annex I. Implementation matrix"))
        yield d.Wide((heading, *paper.under_matrix, matrix(paper)))
    else:
        yield d.Heading(say("Annex I. Implementation matrix"))
        yield d.Paragraph(say("No line is written yet."))
    yield d.Heading(say("Annex II. References"))
    if paper.resolutions:
        yield d.Heading(say("The mission's own mandate"), 3)
        yield d.Bullets(tuple(paper.resolutions))
    yield from _references()
    for number, (name, blocks) in enumerate(_more_annexes(paper), 3):
        yield d.Heading(say("Annex {n}. {name}", n=ROMAN[number], name=name))
        yield from blocks


def _side_by_side(signing: Sequence[d.Signing]) -> Iterator[d.Block]:
    """Two signatures beside each other: none stands alone on a page."""
    if len(signing) == 2:
        yield d.Columns((signing[0],), (signing[1],))
    else:
        yield from signing


def _more_annexes(paper: Paper) -> Iterator[tuple[str, tuple[d.Block, ...]]]:
    """The annexes behind the references; the last says which exact text was signed."""
    yield from paper.annexes
    if paper.signatures:
        told = say("Each step was taken on the text that has this digest (SHA-256).")
        table = _signatures(paper.signatures)
        yield say("Steps and digests"), (d.Paragraph(told, "small"), table)


def _summary(paper: Paper) -> Iterator[d.Block]:
    told = say("Summary. In case of discrepancy, the strategy prevails.")
    yield d.Note((d.Paragraph(told),))
    for letter, name in SECTIONS.items():
        yield d.Heading(say("{letter}. {name}", letter=term(letter), name=term(name)))
        part = paper.parts.get(letter, Part())
        if letter in paper.withheld:
            yield d.Note((d.Paragraph(paper.withheld[letter]),))
            yield from paper.instead.get(letter, ())
        elif part.summary or part.gist or part.amended:
            yield from () if part.stale else prose(part.summary)
            for heading, _words in part.amended:
                told = say("{heading}: read the section itself.", heading=heading)
                yield d.Note((d.Paragraph(told),))
            if part.stale:
                yield d.Note(
                    (
                        d.Paragraph(
                            say(
                                "The section was changed after its summary was written, which does "
                                "not stand here: read the section itself."
                            )
                        ),
                    )
                )
            yield from part.gist
        else:
            yield d.Note((d.Paragraph(say("No summary: read the section itself.")),))
    if paper.signatures:
        yield d.Heading(say("Annex. Steps and digests"))
        yield d.Paragraph(say("What was endorsed is the whole strategy, under this digest."))
        yield _signatures(paper.signatures)


ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")


def _part(letter: str, part: Part, *, draft: bool) -> Iterator[d.Block]:
    written = tuple(prose(part.text))
    if not written and not part.blocks:
        yield d.Note((d.Paragraph(say("Nothing is written here.")),))
    marked = part.mark and written
    yield from (d.Marked(f"{WRITTEN}{letter}", written),) if marked else written
    for heading, words in part.amended:
        yield d.Note((d.Heading(heading, 3), *prose(words)))
    yield from part.blocks
    if part.waived:
        yield d.Heading(say("Left out"), 3)
        yield d.Bullets(
            tuple((d.Strong(term(element.title)), f": {why}") for element, why in part.waived)
        )
    if draft and part.missing:
        yield d.Heading(say("Not met yet"), 3)
        yield d.Bullets(tuple(_missing(element) for element in part.missing))


def _missing(element: Element) -> d.Text:
    asks = join("", [": ", term(element.asks), " "])
    return (d.Strong(term(element.title)), asks, d.Small(f"({element.seed})"))


def prose(text: str) -> Iterator[d.Block]:
    """A section's text as blocks, in its order: paragraphs parted by blank lines, headings and
    numbered lines; lines that begin with a hyphen as points, those one after another as one list;
    rows one after another as one table.

    >>> [type(b).__name__ for b in prose("We patrol.\\n- at dawn\\n- at dusk\\nWe listen.")]
    ['Paragraph', 'Bullets', 'Paragraph']
    >>> [b.text for b in prose("## Night\\nWe **never** leave.")]
    [Strong(text='Night'), ('We ', Strong(text='never'), ' leave.')]
    >>> [table] = prose("| Town | Threat |\\n| Bria |")
    >>> [column.title for column in table.columns], table.rows[0].cells
    (['Town', 'Threat'], ('Bria', ''))
    """
    kinds = groupby(units(text), key=lambda unit: (unit.chunk, unit.point, bool(unit.cells)))
    for (_chunk, listed, tabled), group in kinds:
        if tabled:
            yield _table_of(list(group))
        elif listed:
            yield d.Bullets(tuple(_inline(unit) for unit in group))
        else:
            yield from (d.Paragraph(_inline(unit), "lead") for unit in group)


def _table_of(rows: Sequence[Unit]) -> d.Table:
    """Rows as a table, the first of them its head; those with fewer cells are filled up."""
    across = max(len(row.cells) for row in rows)
    head, *below = [(*row.cells, *[""] * (across - len(row.cells))) for row in rows]
    columns = tuple(d.Column(d.words(_marked_bold(cell))) for cell in head)
    cells = (tuple(map(_marked_bold, row)) for row in below)
    return d.Table(rows[0].words, columns, tuple(map(d.Row, cells)), tall=True)


def _inline(unit: Unit) -> d.Text:
    if unit.heading:
        return d.Strong("".join(words for words, _bold in pieces(unit.written)))
    said = _marked_bold(unit.written)
    if not unit.number:
        return said
    return (f"{unit.number} ", *said) if isinstance(said, tuple) else f"{unit.number} {said}"


def _marked_bold(written: str) -> d.Text:
    if "**" not in written:
        return written
    return tuple(d.Strong(words) if bold else words for words, bold in pieces(written))


def matrix(paper: Paper) -> d.Table:
    """The matrix in the annex's four columns, and what a planner needs beside them."""
    columns = (
        d.Column(say("Line"), 1.2),
        d.Column(say("POC risk to be addressed"), 3),
        d.Column(say("Activity or mitigating measure"), 4),
        d.Column(say("Lead"), 2),
        d.Column(say("Supporting actors"), 2.4),
        d.Column(say("Tier and phase"), 1.8),
        d.Column(say("Place and dates"), 2.4),
        d.Column(say("Means"), 2),
        d.Column(say("Indicator"), 2.2),
        d.Column(say("Status"), 1.4),
    )
    return d.Table(
        say("Implementation matrix"),
        columns,
        tuple(_row(line, paper.risks) for line in paper.lines),
        tall=True,
    )


def _row(line: Line, risks: Mapping[str, str]) -> d.Row:
    unknown = say("not known")
    activity: d.Text = term(line.activity)
    if line.measure:
        activity = (term(line.activity), d.Break(), d.Soft(line.measure))
    tiers = ", ".join(str(tier) for tier in line.tiers)
    phase: d.Text = (tiers or "–", d.Break(), term(line.phase)) if line.phase else tiers or "–"
    days = join(" – ", [day_said(day) if day else "?" for day in (line.starts, line.ends)])
    when = days if line.starts or line.ends else unknown
    cells: tuple[d.Text, ...] = (
        d.Strong(line.code or "–"),
        risks.get(line.risk or line.id, unknown),
        activity,
        line.lead or unknown,
        ", ".join(line.support) or "–",
        phase,
        (line.place or unknown, d.Break(), d.Soft(when)),
        line.resources or unknown,
        line.indicator or unknown,
        term(line.status),
    )
    return d.Row(cells)


def _signatures(signed: Sequence[Signature]) -> d.Table:
    columns = (
        d.Column(say("Who"), 3),
        d.Column(say("As"), 3),
        d.Column(say("On"), 2),
        d.Column(say("Digest of the document"), 4),
    )
    rows = tuple(
        d.Row((s.who, s.capacity, day_said(s.on), d.Small(" ".join(wrap(s.digest, 16)))))
        for s in signed  # in parts: sixty-four signs in one go run off the page
    )
    return d.Table(say("Signatures"), columns, rows)


@cache
def references() -> tuple[Mapping[str, str], ...]:
    """What the strategy refers to, by group.

    >>> [row["code"] for row in references() if row["group"] == "special committee"]
    ['A/63/19', 'A/64/19']
    """
    kept = ("group", "title", "code", "year", "source")
    return tuple(
        {name: getattr(one, name) for name in kept}
        for one in library()
        if one.source == ANNEX and one.group in GROUPS
    )


def _references() -> Iterator[d.Block]:
    for group, name in GROUPS.items():
        rows = [row for row in references() if row["group"] == group]
        yield d.Heading(term(name), 3)
        yield d.Bullets(tuple(join(", ", _reference(row)) for row in rows))


def _reference(row: Mapping[str, str]) -> list[str]:
    year = row["year"] if row["year"] not in row["code"] else ""
    return [term(row["title"]), *filter(None, (row["code"], year))]
