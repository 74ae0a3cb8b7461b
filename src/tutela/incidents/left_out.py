"""Rows of a spreadsheet that are no incidents: totals, headers said again. Said, never dropped."""

from __future__ import annotations

import re
from dataclasses import replace

import polars as pl

from tutela.base.errors import Rejection
from tutela.base.say import Sentence, say
from tutela.base.tables import Table
from tutela.places.names import fold

__all__ = ["with_deaths_summed", "without_totals"]

_TOTAL = re.compile(
    r"(grand |general |sub |sous )?(totals?|totaux|subtotal|somme|sum|ensemble)( general.*)?"
    r"( (of|for|du|de|des|pour|par)\b.*)?|(ال)?(مجموع|اجمالي|جمله)\b.*"
)
"""What stands in the first filled cell of a row of sums, folded: English, French, Arabic."""


def without_totals(table: Table) -> Table:
    """A table without rows that sum up others or say the header again; each stands as refused.

    >>> import polars as pl
    >>> from pathlib import Path
    >>> frame = pl.DataFrame({"Date": ["2018-01-03", "TOTAL"], "Killed": ["2", "2"]})
    >>> found = without_totals(Table(Path("a.csv"), "csv", None, frame, pl.Series([2, 3])))
    >>> found.frame.height, found.rejected[0].row, found.rejected[0].value
    (1, 3, 'TOTAL')
    """
    header = [fold(name) for name in table.frame.columns]
    kept, refused = [], []
    for at, (cells, line) in enumerate(zip(table.frame.iter_rows(), table.lines, strict=True)):
        why = _why_left_out(cells, header)
        if why is None:
            kept.append(at)
            continue
        column, value = next(
            (name, cell) for name, cell in zip(table.frame.columns, cells, strict=True) if cell
        )
        step = say("nothing to do, if so; else give the row a date and a place of its own")
        refused.append(Rejection(int(line), column, value, why, step, sheet=table.sheet))
    if not refused:
        return table
    return replace(
        table,
        frame=table.frame[kept],
        lines=table.lines.gather(pl.Series(kept, dtype=pl.Int64)),
        rejected=(*table.rejected, *refused),
    )


def _why_left_out(cells: tuple[str | None, ...], header: list[str]) -> Sentence | None:
    filled = [fold(cell) for cell in cells if cell]
    if not filled:
        return None
    if len(filled) > 1 and [fold(cell or "") for cell in cells] == header:
        return say("is the header said again, not an incident")
    first = filled[0]
    return say("is a sum of other rows, not an incident") if _TOTAL.fullmatch(first) else None


_GROUP = (
    r"men|women|boys|girls|males?|females?|adults?|children|elderly|hommes|femmes|garcons|filles"
)
_KILLED = r"killed|dead|deaths|tues|tuees|morts|mortes|deces"
_BY_GROUP = re.compile(
    rf"({_GROUP})( \w+)* ({_KILLED})|({_KILLED})( \w+)* ({_GROUP})"
    r"|(ال)?(رجال|نساء|اطفال|بنات|اولاد) (ال)?(قتلى|موتى)"
    r"|(ال)?(قتلى|موتى) (ال)?(رجال|نساء|اطفال|بنات|اولاد)"
)
"""Heads of columns that count the killed of one sex or age."""
KILLED = "Killed"


def with_deaths_summed(table: Table) -> Table:
    """A table with the killed of each sex and age summed, where no column gives them together.

    A row where none of them is filled stays without a figure; one that is no count is left to be
    read, and refused, as it is written.

    >>> import polars as pl
    >>> from pathlib import Path
    >>> frame = pl.DataFrame({"Men killed": ["1", None], "Girls killed": ["2", None]})
    >>> found = with_deaths_summed(Table(Path("a.csv"), "csv", None, frame, pl.Series([2, 3])))
    >>> found.frame["Killed"].to_list()
    ['3', None]
    """
    by_group = [name for name in table.frame.columns if _BY_GROUP.fullmatch(fold(name))]
    if len(by_group) < 2 or any(_TOGETHER.fullmatch(fold(name)) for name in table.frame.columns):
        return table
    summed = [_sum_of(cells) for cells in table.frame.select(by_group).iter_rows()]
    note = say("killed summed from the columns {names}", names=", ".join(by_group))
    return replace(
        table,
        frame=table.frame.with_columns(pl.Series(KILLED, summed, pl.String)),
        notes=(*table.notes, note),
    )


_TOGETHER = re.compile(
    rf"(total |number |people |persons |nombre de |nb )?({_KILLED}|fatalities)( total)?"
    r"|(عدد )?(ال)?قتلى"
)


def _sum_of(cells: tuple[str | None, ...]) -> str | None:
    filled = [cell for cell in cells if cell]
    if not filled:
        return None
    odd = next((cell for cell in filled if not re.fullmatch(r"\d+(\.0+)?", cell)), None)
    return odd if odd is not None else str(sum(int(float(cell)) for cell in filled))
