"""Cells as text, with the line each row stands on: what every kind of file is brought to."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import compress

from tutela.base.errors import Rejection
from tutela.base.later import pl
from tutela.base.messages import say


@dataclass(frozen=True, eq=False)
class Grid:
    """Columns of text below a header, blank cells null, and the line of each row.

    tags    HXL hashtags by column name, from the row below the header where there is one.
    hidden  whether the sheet it stands on is hidden.
    titles  what stands above the header.
    remarks what is pinned to cells as a remark, by line: it is no cell and never comes in.
    struck  the lines that the sheet strikes through.
    from_1904 whether its workbook counts days from 1904: a bare number may be such a day.
    head, left  the line of its header, 0 where it has none, and its first column in the sheet.
    """

    frame: pl.DataFrame
    lines: pl.Series
    rejected: tuple[Rejection, ...] = ()
    notes: tuple[str, ...] = ()
    tags: dict[str, str] = field(default_factory=dict)
    hidden: bool = False
    titles: tuple[str, ...] = ()
    remarks: dict[int, tuple[str, ...]] = field(default_factory=dict)
    struck: frozenset[int] = frozenset()
    from_1904: bool = False
    head: int = 1
    left: int = 1


def header_names(cells: list[str]) -> tuple[list[str], list[str]]:
    """Column names that are all there and all different, and what had to be said about them.

    >>> header_names(["Date", "", "Date"])
    (['Date', 'column 2', 'Date (2)'], ['column 2 has no name', "two columns are named 'Date'"])
    """
    names: list[str] = []
    notes: list[str] = []
    taken: set[str] = set()
    repeats: Counter[str] = Counter()
    for position, cell in enumerate(cells, start=1):
        name = " ".join(cell.replace("\ufeff", "").split())
        if not name:
            name = f"column {position}"
            notes.append(say("{name} has no name", name=name))
        elif name in taken:
            notes.append(say("two columns are named {name!r}", name=name))
        base = name
        while name in taken:
            repeats[base] += 1
            name = f"{base} ({repeats[base] + 1})"
        taken.add(name)
        names.append(name)
    return names, notes


FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n")


def guard_formula(text: str) -> str:
    """Text as a cell that no spreadsheet computes: what looks like a formula begins with '.

    >>> guard_formula("=1+1"), guard_formula("Luma")
    ("'=1+1", 'Luma')
    """
    return "'" + text if text.startswith(FORMULA_SIGNS) else text


def unguard_formula(text: str) -> str:
    """The text that `guard_formula` made safe.

    >>> unguard_formula("'=1+1"), unguard_formula("'Luma'")
    ('=1+1', "'Luma'")
    """
    return text[1:] if text[:1] == "'" and text[1:].startswith(FORMULA_SIGNS) else text


def replace_control_signs(text: str) -> str:
    """Text fit to print: control signs become a lozenge.

    >>> replace_control_signs("Luma\x1b[2J")
    'Luma\ufffd[2J'
    """
    return "".join(c if c.isprintable() else "\ufffd" for c in text)


def tidy(
    frame: pl.DataFrame,
    lines: pl.Series,
    rejected: tuple[Rejection, ...] = (),
    notes: tuple[str, ...] = (),
) -> Grid:
    """Strip the cells, empty becomes null; blank rows and the HXL tag row are set apart."""
    stripped = pl.all().str.strip_chars(" \t\r\n\v\f\u00a0\u202f\ufeff\u200e\u200f")
    frame = frame.select(stripped.replace("", None)) if frame.width else frame
    if (
        frame.width
        and (blank := frame.select(pl.all_horizontal(pl.all().is_null())).to_series()).any()
    ):
        frame, lines = frame.filter(~blank), lines.filter(~blank)
    tags: dict[str, str] = {}
    if frame.height and frame.width:
        first = {name: text for name, text in frame.row(0, named=True).items() if text}
        if all(text.startswith("#") and len(text) > 1 for text in first.values()):
            tags, frame, lines = first, frame.slice(1), lines.slice(1)
    # A column without a name and without a single value is only a trailing separator.
    hollow = [
        n
        for n in frame.columns
        if n.startswith("column ") and frame[n].null_count() == frame.height
    ]
    if hollow:
        kept = [name not in hollow for name in frame.columns]
        rejected = tuple(
            replace(r, cells=(*compress(r.cells, kept), *r.cells[len(kept) :])) for r in rejected
        )
        frame = frame.drop(hollow)
    notes = tuple(n for n in notes if n.removesuffix(" has no name") not in hollow)
    return Grid(frame, lines.cast(pl.Int32).rename("line"), rejected, notes, tags)
