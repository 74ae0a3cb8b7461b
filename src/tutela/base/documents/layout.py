"""How a kind of paper is laid out: letterhead, symbol, distribution, numbers, who signs.

A mission may change it for each kind; what it does not say is as shipped in `data/layouts.csv`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache

from tutela.base.abbreviations import list_abbreviations
from tutela.base.data_tables import shipped_rows
from tutela.base.documents import model as d
from tutela.base.messages import day_said, say

Tell = Callable[[str], str]
"""Says a sentence in the language of the document."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How the papers of one kind are laid out.

    letterhead    lines above all else: the organisation, the mission
    symbol        by which they are filed and cited, where the mission gives one
    distribution  who receives them
    signatory     the office that signs; blank where nobody does
    numbered      whether the paragraphs of the text are numbered
    contents      whether a table of contents stands before the text
    abbreviations whether those used are listed
    """

    kind: str
    letterhead: tuple[str, ...] = ()
    symbol: str = ""
    distribution: tuple[str, ...] = ()
    signatory: str = ""
    numbered: bool = False
    contents: bool = False
    abbreviations: bool = False


@dataclass(frozen=True, slots=True)
class ShippedLayout:
    """What is shipped for a kind: its name, and the role of the post that signs it."""

    kind: str
    name: str
    numbered: bool
    contents: bool
    abbreviations: bool
    role: str


@cache
def shipped_layouts() -> dict[str, ShippedLayout]:
    """The kinds of paper, in their order.

    >>> shipped_layouts()["strategy"].role, shipped_layouts()["minutes"].numbered
    ('head_of_mission', True)
    """
    return {
        row["kind"]: ShippedLayout(
            row["kind"],
            row["name"],
            row["numbered"] == "1",
            row["contents"] == "1",
            row["abbreviations"] == "1",
            row["signatory"],
        )
        for row in shipped_rows("tutela.base", "layouts.csv")
    }


def lay_out(
    document: d.Document,
    layout: Layout,
    *,
    tell: Tell = str,
    meanings: Mapping[str, str] | None = None,
) -> d.Document:
    """A document, already said in its language, as its kind is laid out.

    Takes   meanings, what the mission says its abbreviations stand for, in that language: of
            others nothing is said.

    >>> from datetime import date
    >>> plain = d.Document("Luma", date(2030, 6, 1), (d.Paragraph("The JOC tells all."),))
    >>> layout = Layout("minutes", ("United Nations",), "LUMA/1", signatory="Chair", numbered=True)
    >>> made = lay_out(plain, layout)
    >>> [type(b).__name__ for b in made.blocks], made.blocks[0].number, made.symbol
    (['Paragraph', 'Signing'], 1, 'LUMA/1')
    """
    blocks = list(document.blocks)
    if not layout.contents:
        blocks = _without_contents(blocks)
    elif not any(isinstance(b, d.Contents) for b in blocks):
        blocks.insert(0, d.Contents(tell(say("Contents")), depth=1))
    if layout.abbreviations:
        listed = list_abbreviations(said_in(blocks), meanings or {}, document.language)
        blocks = _with_abbreviations(blocks, listed, tell)
    if layout.signatory and not any(isinstance(b, d.Signing) for b in d.walk(blocks)):
        blocks.append(d.Signing("", layout.signatory))
    return replace(
        document,
        blocks=d.with_numbers(blocks) if layout.numbered else tuple(blocks),
        letterhead=layout.letterhead,
        symbol=layout.symbol,
        dated=tell(day_said(document.frozen)),
        distribution=layout.distribution,
        distribution_head=tell(say("Distribution:")) if layout.distribution else "",
    )


def _without_contents(blocks: list[d.Block]) -> list[d.Block]:
    """Without a table of contents, and the new page behind it."""
    kept: list[d.Block] = []
    after = False
    for block in blocks:
        if isinstance(block, d.Contents) or (after and isinstance(block, d.PageBreak)):
            after = True
            continue
        after = False
        kept.append(block)
    return kept


def _with_abbreviations(
    blocks: list[d.Block], explained: list[tuple[str, str]], tell: Tell
) -> list[d.Block]:
    """With those used behind the table of contents; without one, at the end."""
    if not explained:
        return blocks
    name = tell(say("Abbreviations"))
    columns = (d.Column(tell(say("Abbreviation")), 2), d.Column(tell(say("Meaning")), 10))
    rows = tuple(d.Row((d.Strong(short), long)) for short, long in explained)
    listed: tuple[d.Block, ...] = (d.Heading(name), d.Table(name, columns, rows))
    at = next((n for n, b in enumerate(blocks, 1) if isinstance(b, d.Contents)), None)
    if at is None:
        signed = next((n for n, b in enumerate(blocks) if isinstance(b, d.Signing)), len(blocks))
        return [*blocks[:signed], *listed, *blocks[signed:]]
    return [*blocks[:at], *listed, *blocks[at:]]


def said_in(blocks: Iterable[d.Block]) -> Iterator[str]:
    """The words of blocks, line by line."""
    for block in d.walk(blocks):
        if isinstance(block, d.Heading):
            yield block.text
        elif isinstance(block, d.Paragraph):
            yield d.words(block.text)
        elif isinstance(block, d.Bullets):
            yield from map(d.words, block.points)
        elif isinstance(block, d.Table):
            yield from (column.title for column in block.columns)
            yield from (d.words(cell) for row in block.rows for cell in row.cells)
        elif isinstance(block, d.Signing):
            yield block.office
        elif isinstance(block, d.Particulars):
            yield from (d.words(line.text) for line in block.lines)
