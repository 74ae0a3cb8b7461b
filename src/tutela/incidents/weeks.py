"""Days told by the week of the year and the weekday: "week 12, Tue", "sem. 6, jeudi"."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

import polars as pl

from tutela.base.layout import head_word
from tutela.base.messages import say
from tutela.base.tables import Table
from tutela.base.tolls import fold_words
from tutela.base.values import MONTHS, plain
from tutela.incidents.headings import heading_of

__all__ = ["WEEKDAYS", "with_weeks_read"]

WEEKDAYS = {
    word: number
    for number, words in enumerate(
        (
            "monday mon lundi lun الاثنين اثنين الإثنين",
            "tuesday tue tues mardi mar الثلاثاء ثلاثاء",
            "wednesday wed weds mercredi mer الاربعاء اربعاء الأربعاء",
            "thursday thu thur thurs jeudi jeu الخميس خميس",
            "friday fri vendredi ven الجمعة الجمعه جمعة",
            "saturday sat samedi sam السبت سبت",
            "sunday sun dimanche dim الاحد احد الأحد",
        )
    )
    for word in words.split()
}
_HEADS = re.compile(
    r"(?:(?:no|n|numero|number) (?:de |of )?)?(?:week|wk|semaine|sem|epi week|iso week|w|s|اسبوع"
    r"|الاسبوع)(?: (?:no|n|nr|number|of year|iso|de l annee))?"
)
_WEEK = (
    r"(?:epi ?|iso ?)?(?:week|wk|semaine|sem|w|s|الاسبوع|اسبوع)\.? ?(?:n[°ºo]?\.? ?|رقم )?(\d{1,2})"
)
_FOLDED = {fold_words(word): number for word, number in WEEKDAYS.items()}
_DAY_NAMES = "|".join(sorted(map(re.escape, _FOLDED), key=len)[::-1])
_NAMED = rf"({_DAY_NAMES})\.?(?: ?(?:-|–|/|to|au|a|et|and|&|،|و) ?({_DAY_NAMES})\.?)?"
_ALONE = re.compile(rf"(?:le |on )?{_NAMED}")
_TOLD = (
    re.compile(rf"{_WEEK}(?:[ ,;:/(-]+(?:le )?{_NAMED}\)?)?"),
    re.compile(rf"(?:le )?{_NAMED}[ ,;:/(-]+(?:de la |of )?{_WEEK}\)?"),
)
_OF_MONTH = re.compile(rf"(?:en |in )?([^\W\d_]{{3,10}})\.?(?: (\d{{4}}))?[ ,;:/(-]+{_WEEK}\)?")
_FIRST_OF_YEAR = 6
"""Weeks below this beside a month may count within it: they wait for a person."""
_MOST = 53


def with_weeks_read(table: Table, column: str | None) -> Table:
    """A table whose days are told by week, or by weekdays beside a column of weeks, as days.

    The year is the one that its title, sheet or workbook names; weeks begin on Monday (ISO). Where
    no year is told, nothing is read and each row waits as it is written.

    Takes   column: that of the day something happened.

    >>> from pathlib import Path
    >>> said = {"Week": ["week 12", "week 12", "13"], "Day": ["Tue", "Wed-Thu", None]}
    >>> table = Table(Path("a.csv"), "csv", None, pl.DataFrame(said), pl.Series([2, 3, 4]),
    ...     titles=("Tracker 2023",))
    >>> with_weeks_read(table, "Day").frame["Day"].to_list()
    ['2023-03-21', '2023-03-22 to 2023-03-23', '2023-03-27 to 2023-04-02']
    """
    if column is None or column not in table.frame.columns:
        return table
    heading = heading_of([table.sheet or "", *table.titles])
    weeks = next((n for n in table.frame.columns if _HEADS.fullmatch(head_word(n))), None)
    if weeks == column:
        weeks = None
    year = heading.year if heading else None
    cells = table.frame[column].to_list()
    numbers = table.frame[weeks].to_list() if weeks else [None] * len(cells)
    read = [
        _day_of_week(cell, number, year) or cell
        for cell, number in zip(cells, numbers, strict=True)
    ]
    changed = sum(new != old for new, old in zip(read, cells, strict=True))
    if not changed:
        return table
    note = say("{n} days of {column} read from the week of the year", n=changed, column=column)
    frame = table.frame.with_columns(pl.Series(column, read, pl.String))
    return replace(table, frame=frame, notes=(*table.notes, note))


def _day_of_week(cell: str | None, number: str | None, year: int | None) -> str | None:
    """The days of a cell by its own week, or that of the column of weeks beside it.

    >>> _day_of_week("sem. 3 (lundi)", None, 2022), _day_of_week("mars, semaine 11", None, 2018)
    ('2022-01-17', '2018-03-12 to 2018-03-18')
    >>> _day_of_week("mars, semaine 2", None, 2018), _day_of_week("12 mars", "12", 2018)
    (None, None)
    """
    said = fold_words(plain(cell or "")).strip(" .")
    if match := _OF_MONTH.fullmatch(said):
        month = MONTHS.get(match[1], 0)
        of_year = int(match[2]) if match[2] else year
        week = _dates(of_year, int(match[3]), None, None)
        inside = week is not None and month in (week[0].month, week[1].month)
        return _write_days(week) if inside and int(match[3]) >= _FIRST_OF_YEAR else None
    if match := _TOLD[0].fullmatch(said):
        return _write_days(_dates(year, int(match[1]), match[2], match[3]))
    if match := _TOLD[1].fullmatch(said):
        return _write_days(_dates(year, int(match[3]), match[1], match[2]))
    of_column = re.fullmatch(rf"(?:{_WEEK}|(\d{{1,2}})(?:\.0)?)", fold_words(plain(number or "")))
    if of_column is None:
        return None
    beside = int(of_column[1] or of_column[2])
    if not said:
        return _write_days(_dates(year, beside, None, None))
    if match := _ALONE.fullmatch(said):
        return _write_days(_dates(year, beside, match[1], match[2]))
    return None


def _dates(
    year: int | None, week: int, first: str | None, last: str | None
) -> tuple[date, date] | None:
    if year is None or not 1 <= week <= _MOST:
        return None
    try:
        monday = date.fromisocalendar(year, week, 1)
    except ValueError:
        return None
    if first is None:
        return monday, monday + timedelta(days=6)
    begin = _FOLDED[first]
    until = _FOLDED[last] if last else begin
    return (monday + timedelta(begin), monday + timedelta(until)) if begin <= until else None


def _write_days(days: tuple[date, date] | None) -> str | None:
    if days is None:
        return None
    first, last = (day.isoformat() for day in days)
    return first if first == last else f"{first} to {last}"
