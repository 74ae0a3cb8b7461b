"""Days that leave their month or year to a heading: the sheet's name, a title, a line between."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from tutela.base.say import say
from tutela.base.tables import Table
from tutela.base.values import plain, read_days

__all__ = ["Heading", "heading_of", "with_days_completed"]

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
_DAY = re.compile(r"(\d{1,2})(?:\.0)?(?:er|st|nd|rd|th)?")
_DAY_AND_MONTH = re.compile(r"\d{1,2}[/.]\d{1,2}|\d{1,2}(?:er)?[ .-]*[^\W\d_]{3,10}\.?")


@dataclass(frozen=True)
class Heading:
    """The year that a heading says, and its month where it says one."""

    year: int
    month: int | None = None


def with_days_completed(table: Table, is_date: Callable[[str], bool]) -> Table:
    """A table with days written without month or year completed by the heading above them.

    Takes   is_date: whether a column's name is that of the day something happened.

    A heading that names several years or months completes nothing: the rows are refused, as they
    are written.

    >>> from pathlib import Path
    >>> frame = pl.DataFrame({"Jour": ["3", "Avril 2018", "4"], "Lieu": ["Luma", None, "Luma"]})
    >>> table = Table(Path("a.xlsx"), "xlsx", "Mars 2018", frame, pl.Series([2, 3, 4]))
    >>> with_days_completed(table, lambda name: name == "Jour").frame["Jour"].to_list()
    ['2018-03-03', 'Avril 2018', '2018-04-04']
    """
    for column in filter(is_date, table.frame.columns):
        heading = heading_of([table.sheet or "", *table.titles])
        cells: list[str | None] = []
        completed = 0
        for row in table.frame.iter_rows(named=True):
            filled = [cell for cell in row.values() if cell]
            if len(filled) == 1 and (said := heading_of(filled)) and said.month:
                heading = said
            written = row[column]
            whole = _complete_day(written, heading) if written and heading else None
            completed += whole is not None
            cells.append(whole or written)
        if completed:
            note = say(
                "{n} days of {column} completed by the month or year of the heading above",
                n=completed,
                column=column,
            )
            table = replace(
                table,
                frame=table.frame.with_columns(pl.Series(column, cells, pl.String)),
                notes=(*table.notes, note),
            )
    return table


def heading_of(said: list[str]) -> Heading | None:
    """What month or year the words above a table name, if they name one only."""
    months = {found for text in said if (found := _month_of(text))}
    if len(months) == 1:
        return months.pop()
    years = {int(year) for text in said for year in _YEAR.findall(plain(text))}
    return Heading(years.pop()) if len(years) == 1 and not months else None


def _month_of(text: str) -> Heading | None:
    words = plain(text).strip()
    found = re.search(r"([^\W\d_]{3,10}\.?)[\s/'’_-]*((?:19|20)?\d{2})$", words)
    span = read_days(f"{found[1]} {found[2]}", None) if found else None
    if not isinstance(span, tuple) or (span[1] - span[0]).days < 27:
        return None
    return Heading(span[0].year, span[0].month)


def _complete_day(written: str, heading: Heading) -> str | None:
    text = plain(written).strip()
    if heading.month and (day := _DAY.fullmatch(text)):
        try:
            return date(heading.year, heading.month, int(day[1])).isoformat()
        except ValueError:
            return None  # the month has no such day: refused as it is written
    if _DAY_AND_MONTH.fullmatch(text):
        joint = "/" if "/" in text else "." if re.fullmatch(r"[\d.]+", text) else " "
        return f"{text}{joint}{heading.year}"
    return None
