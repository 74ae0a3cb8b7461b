"""A grid of days by places: each cell that tells something is a row."""

from __future__ import annotations

import re
from dataclasses import replace

from tutela.base.later import pl
from tutela.base.layout import head_word
from tutela.base.messages import say
from tutela.base.tables import Table
from tutela.base.tolls import fold_words
from tutela.incidents.accidents import why_no_harm
from tutela.incidents.columns_by_content import holds_days
from tutela.incidents.headings import with_days_completed
from tutela.incidents.heads import field_of_head
from tutela.incidents.misconduct_words import Verdict, judge
from tutela.incidents.refusals import refuse_text

__all__ = ["with_grid_parted"]

_NIL = re.compile(
    r"(?:nil|none|ntr|nstr|ras|neant|aucun\w*|no (?:access|data|report|incidents?|information"
    r"|entry)|calm\w*"
    r"|quiet|not (?:visited|reached|reported)|pas (?:d'|de )\S+|لا (?:يوجد|توجد|شيء))\b.*"
    r"|.*\bno (?:data|incidents?|report)\b.*|n/?a|-+|–+"
)
FEWEST = 3
"""So many cells that tell something make a table a grid."""
_FEWEST_ACROSS = 3
_MOSTLY_NOTHING = 0.5
"""So large a share of a grid's cells tell nothing, which a list's columns never do."""
_NUMBERED_DAYS = re.compile(r"days?|jours?|dates?|d|j|(?:ال)?يوم|(?:ال)?تاريخ")
"""Heads of days that may be numbers alone, their month above them."""
_NAME_OF_PLACE = re.compile(
    r"[^\W\d_a-z][^\W_]*(?:[ '’-]++\w[\w'’-]*+){0,3}(?:[ '’-]++(?<=['’-]))?"
)


def with_grid_parted(table: Table) -> Table:
    """A table of days by places, with a row for each cell in which something is told.

    Takes   a table of which no reader knows the columns.
    Gives   Date, Place, which is the head of the cell's column, and what was said.

    >>> from pathlib import Path
    >>> frame = pl.DataFrame({"Day": ["2024-05-01", "2024-05-03", "2024-05-06"],
    ...     "Bol": ["2 killed by armed men", "-", "-"], "Liwa": ["-", "-", "nets burnt by men"],
    ...     "Baga Sola": ["-", "4 fishermen abducted", None]})
    >>> found = with_grid_parted(Table(Path("a.csv"), "csv", None, frame, pl.Series([3, 4, 5])))
    >>> found.frame.select("Date", "Place").rows(), found.lines.to_list()
    ([('2024-05-01', 'Bol'), ('2024-05-03', 'Baga Sola'), ('2024-05-06', 'Liwa')], [3, 4, 5])
    """
    names = table.frame.columns
    places = [name for name in names if _is_place(name) and not field_of_head(name)]
    if len(names) <= _FEWEST_ACROSS or len(places) < len(names) - 1:
        return table
    numbered = [name for name in names if _NUMBERED_DAYS.fullmatch(head_word(name))]
    if numbered and all(name in places for name in names if name not in numbered):
        table = with_days_completed(table, lambda name: name in numbered)
    of_days = [name for name in names if holds_days(table.frame[name])]
    across = [name for name in names if name not in of_days]
    if len(of_days) != 1 or not {*across} <= {*places}:
        return table
    told = [
        (int(line), row[of_days[0]], name, cell)
        for row, line in zip(table.frame.iter_rows(named=True), table.lines.to_list(), strict=True)
        for name in across
        if row[of_days[0]] and (cell := " ".join((row[name] or "").split()))
        if not _tells_nothing(cell)
    ]
    if (
        len(told) < FEWEST
        or len(told) > (1 - _MOSTLY_NOTHING) * table.frame.height * len(across)
        or not all(re.search(r"[^\W\d_]{2}", cell) for *_at, cell in told)
        or sum(" " in cell for *_at, cell in told) < _MOSTLY_NOTHING * len(told)
    ):
        return table
    return _with_row_for_each(table, told)


def _with_row_for_each(table: Table, told: list[tuple[int, str, str, str]]) -> Table:
    """A table with a row for each cell that tells of harm; one that tells of none is refused."""
    kept, refused = [], []
    for line, day, place, cell in told:
        why = why_no_harm(cell)
        if why is None or judge([cell]) is not Verdict.NO:
            kept.append((line, day, place, cell))
        else:
            refused.append(refuse_text(table, line, place, cell, str(why)))
    heads = ("Date", "Place", "Description")
    names = ", ".join(dict.fromkeys(place for _line, _day, place, _cell in kept))
    note = say("{n} entries read from the cells of {names}", n=len(kept), names=names)
    return replace(
        table,
        shape="grid",
        frame=pl.DataFrame(
            [row[1:] for row in kept], schema=dict.fromkeys(heads, pl.String), orient="row"
        ),
        lines=pl.Series("line", [row[0] for row in kept], dtype=table.lines.dtype),
        rejected=(*table.rejected, *refused),
        notes=(*table.notes, note),
    )


def _is_place(name: str) -> bool:
    return bool(_NAME_OF_PLACE.fullmatch(name.strip()))


def _tells_nothing(cell: str) -> bool:
    said = re.sub(r"(?<=\w)\.(?=\w)", "", fold_words(cell))  # R.A.S.
    return bool(_NIL.fullmatch(said.strip(" .()")))
