"""Rows of a spreadsheet that are no incidents: totals, headers said again. Said, never dropped."""

from __future__ import annotations

import re
from dataclasses import replace

import polars as pl

from tutela.base.errors import Rejection
from tutela.base.say import Sentence, say
from tutela.base.tables import Table
from tutela.places.names import fold

__all__ = ["without_totals"]

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
