"""Lists below a title, whose first line was taken for their head because nobody knows their heads:
diaries of a day and what was told of it."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import replace

import polars as pl

from tutela.base.layout import head_word
from tutela.base.messages import say
from tutela.base.tables import Table
from tutela.base.values import MONTHS, plain
from tutela.incidents.weeks import WEEKDAYS

__all__ = ["with_title_lifted"]

_UNNAMED = re.compile(r"column \d+")
_LONGEST_HEAD = 40
_LONGEST_DAY = 7
"""Words of the longest cell that is a day: "the night of 3 to 4 July"."""
_SHORTEST_ACCOUNT = 6
_MOST = 0.7
"""So large a share of a column's cells makes it one of days, or of accounts."""
_LINES_ABOVE = 6


def with_title_lifted(table: Table, words: Container[str]) -> Table:
    """A table of a day and what was told of it, its title no longer its head.

    Takes   words: the words that heads use, as `layout.head_word` writes them.
    Gives   the table as it is, where its first line is a head, or its rows tell of no days.

    >>> from pathlib import Path
    >>> rows = {"Diary of the parish, 2021": ["Day", "Tue 1 June", "4 June", "9 June"],
    ...     "column 2": ["What we saw", *["Armed men came to Luma and shot a trader"] * 3]}
    >>> table = Table(Path("a.xlsx"), "xlsx", None, pl.DataFrame(rows), pl.Series([2, 3, 4, 5]))
    >>> found = with_title_lifted(table, {"day"})
    >>> found.frame.columns, found.titles, found.lines.to_list()
    (['Day', 'What we saw'], ('Diary of the parish, 2021',), [3, 4, 5])
    >>> with_title_lifted(found, {"day"}) is found
    True
    """
    names = table.frame.columns
    if len(names) < 2 or not all(map(_UNNAMED.fullmatch, names[1:])) or table.frame.height < 3:
        return table
    first, dated = _first_full_row(table.frame), table
    if first is None:
        dated = _with_days_carried_down(table)
        first = _first_full_row(dated.frame)
    if first is None:
        return table
    above = [cell for row in dated.frame.head(first).iter_rows() for cell in row if cell]
    heads = dated.frame.row(first)
    named = _is_head(heads, words)
    rows = dated.frame.slice(first + named)
    days, told = rows[names[0]], rows[names[-1]]
    if not _holds_days(days) or not _holds_accounts(told):
        return table
    new_names = [f"column {n}" for n in range(1, len(names) + 1)]
    new_names[0], new_names[-1] = (str(heads[0]), str(heads[-1])) if named else ("Date", "Account")
    if len(set(new_names)) < len(new_names):
        return table
    note = say("{title!r} taken for a title, and no head of a column", title=names[0])
    return replace(
        table,
        frame=rows.rename(dict(zip(names, new_names, strict=True))),
        lines=dated.lines.slice(first + named),
        titles=(*table.titles, names[0], *above),
        notes=(*table.notes, note),
    )


def _with_days_carried_down(table: Table) -> Table:
    """A table with the day that stands alone on a line on each line below it, and without those
    lines.

    >>> from pathlib import Path
    >>> days = ["Samedi 1er mars 2025", None, "Lundi 3 mars 2025", None, "4 mars 2025", None]
    >>> rows = {"Brigade": days, "column 2": [None, "Vol de boeufs", None, "RAS", None, "Rixe"]}
    >>> lines = pl.Series([4, 5, 6, 7, 8, 9])
    >>> table = Table(Path("a.xlsx"), "xlsx", None, pl.DataFrame(rows), lines)
    >>> _with_days_carried_down(table).frame["Brigade"].to_list()
    ['Samedi 1er mars 2025', 'Lundi 3 mars 2025', '4 mars 2025']
    """
    first, *others = table.frame.columns
    days = table.frame[first].drop_nulls()
    if not _holds_days(days):
        return table
    told = table.frame.select(~pl.all_horizontal(pl.col(others).is_null())).to_series()
    carried = table.frame.with_columns(pl.col(first).forward_fill())
    return replace(table, frame=carried.filter(told), lines=table.lines.filter(told))


def _first_full_row(frame: pl.DataFrame) -> int | None:
    for at, row in enumerate(frame.head(_LINES_ABOVE).iter_rows()):
        if row[0] and row[-1]:
            return at
    return None


def _is_head(cells: tuple[str | None, ...], words: Container[str]) -> bool:
    filled = [cell for cell in cells if cell]
    return any(head_word(cell) in words for cell in filled) and all(
        len(cell) <= _LONGEST_HEAD and not re.search(r"\d", cell) for cell in filled
    )


def _holds_days(cells: pl.Series) -> bool:
    """Whether the cells of a column are days or months, in figures and words.

    >>> _holds_days(pl.Series(["Tue 1", "the night of 3 to 4 July", "FEBRUARY 2022", None]))
    True
    >>> _holds_days(pl.Series(["Luma", "Tera 3", "Osila"]))
    False
    """
    said = [plain(cell).casefold() for cell in cells.drop_nulls()]
    days = sum(
        len(cell.split()) <= _LONGEST_DAY
        and any(
            word in MONTHS or word in WEEKDAYS or re.search(r"\d[/.-]\d", cell)
            for word in re.findall(r"[^\W\d_]+", cell) or [""]
        )
        for cell in said
    )
    return len(said) >= 3 and days >= _MOST * len(said)


def _holds_accounts(cells: pl.Series) -> bool:
    said = cells.drop_nulls().to_list()
    return len(said) >= 3 and (
        sum(len(cell.split()) >= _SHORTEST_ACCOUNT for cell in said) >= _MOST * len(said)
    )
