"""Days of books that write down when something was reported: what the account says goes before.

A police book or a radio log carries the day of the report, in a column or within the number of the
entry: "02/05/11/2018". Where the account names its own day, "on 27 Feb", "last night", that is the
day of the incident; where it names several that are no span, a person says.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

import polars as pl

from tutela.base.layout import head_word
from tutela.base.messages import Sentence, day_said, say
from tutela.base.patterns import gate
from tutela.base.tables import Table
from tutela.base.tolls import fold_words
from tutela.base.values import MONTH_IN_TEXT, MONTHS, plain, read_days
from tutela.incidents.weeks import WEEKDAYS
from tutela.reading.lexicon import concept

__all__ = [
    "is_of_report",
    "with_days_after_report_doubted",
    "with_days_of_numbers",
    "with_days_told",
]

_NUMBERED = gate(
    r"(?:[A-Za-z]{1,6}[ ./-]?(?:no\.?)? ?)?\d{1,4}[A-Za-z]?[ /_-]+"
    r"(?P<day>\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{4}-\d{2}-\d{2})"
)
MOST = 0.6
"""So large a share of a column's numbers must carry a day."""


def with_days_of_numbers(table: Table) -> Table:
    """A table without a column of days, with the day that the number of each entry carries.

    >>> from pathlib import Path
    >>> said = {"OB NO": ["01/05/11/2018", "12A/20/11/2018", "TOTAL"], "BRIEF": ["a", "b", None]}
    >>> table = Table(Path("a.csv"), "csv", None, pl.DataFrame(said), pl.Series([2, 3, 4]))
    >>> with_days_of_numbers(table).frame["Date"].to_list()
    ['05/11/2018', '20/11/2018', None]
    """
    for name in table.frame.columns:
        cells = table.frame[name].to_list()
        days = [
            match["day"] if (match := _NUMBERED.fullmatch(plain(cell or "").strip())) else None
            for cell in cells
        ]
        told = [cell for cell in cells if cell]
        if sum(map(bool, days)) < max(2, MOST * len(told)) or "Date" in table.frame.columns:
            continue
        frame = table.frame.with_columns(pl.Series("Date", days, pl.String))
        note = say("days taken from the numbers in {name}: those of the report", name=name)
        return replace(table, frame=frame, notes=(*table.notes, note))
    return table


_TOLD_ON = gate(
    r"(?:today|submission ?(?:date|time)|.*\b(?:submission time|reported|report|rapport|rapportage"
    r"|signalement|signale|submitted|soumission|saisie|interview|enquete|entretien|notified"
    r"|notification|received|reception|appel|called|تبليغ|بلاغ|البلاغ|التبليغ|الابلاغ)\b.*)"
)
"""Heads of the day on which somebody told of it, at the earliest the day it happened."""


def with_days_after_report_doubted(table: Table, column: str | None) -> Table:
    """A table with a doubt on each row whose day lies after the day on which it was told, where
    hardly any does: one of the two is a slip.

    Only days that leave no doubt of their order are compared.

    >>> from pathlib import Path
    >>> days = ["2018-04-15"] * 5 + ["2018-05-25"]
    >>> frame = pl.DataFrame({"today": ["2018-04-22"] * 6, "day": days})
    >>> table = Table(Path("a.csv"), "csv", None, frame, pl.Series(range(2, 8)))
    >>> with_days_after_report_doubted(table, "day").doubts
    {7: 'the day lies after that on which it was told: 22 April 2018'}
    """
    names = [
        name
        for name in table.frame.columns
        if name != column and _TOLD_ON.fullmatch(head_word(name))
    ]
    if column not in table.frame.columns or not names:
        return table
    doubts: dict[int, Sentence] = {}
    compared = 0
    for line, row in zip(table.lines, table.frame.iter_rows(named=True), strict=True):
        told = [day for name in names if (day := _exact_day(row[name]))]
        day = _exact_day(row[column])
        if not told or day is None:
            continue
        compared += 1
        if day - min(told) > _A_DAY:
            why = say(
                "the day lies after that on which it was told: {day}", day=day_said(min(told))
            )
            doubts[int(line)] = why
    if len(doubts) > _FEW * compared:
        return table
    return replace(table, doubts={**doubts, **table.doubts})


_A_DAY = timedelta(days=1)
"""What clocks of two countries may differ by."""
_FEW = 0.2


def _exact_day(cell: str | None) -> date | None:
    written = re.match(r"\d{4}-\d{2}-\d{2}(?!\d)", cell or "")
    day = read_days(written[0], None) if written else None
    return day[0] if isinstance(day, tuple) else None


_REPORTS = concept("head.day_of_report")
_OF_REPORT_BESIDE = gate(r"time reported|heure (?:du )?(?:signalement|rapport)|reported at|ob no.*")


def is_of_report(table: Table, column: str) -> bool:
    """Whether a column of days tells when a thing was reported: a log's time group, or the day
    within the number of an entry of a book.

    >>> from pathlib import Path
    >>> frame = pl.DataFrame({"DTG": ["010600C MAR 19"], "Date": ["3 May"]})
    >>> table = Table(Path("a.csv"), "csv", None, frame, pl.Series([2]))
    >>> is_of_report(table, "DTG"), is_of_report(table, "Date")
    (True, False)
    """
    if _REPORTS.is_whole(head_word(column)):
        return True
    return any(_OF_REPORT_BESIDE.fullmatch(head_word(name)) for name in table.frame.columns)


_TO = r" ?(?:-|–|/|to|and|au|et) ?"
_DAYS = re.compile(
    r"(?P<night>(?:the )?nights? (?:of |between )?(?:the )?|(?:la )?nuits? (?:du |des "
    r"|entre le )?)?(?<![\w./-])"
    rf"(?:(?P<a>\d{{1,2}}/\d{{1,2}})(?: to |-| au )(?P<b>\d{{1,2}}/\d{{1,2}})(?![\d/])"
    rf"|(?P<whole>\d{{1,2}}[./]\d{{1,2}}[./](?:\d{{4}}|\d{{2}})|\d{{4}}-\d{{2}}-\d{{2}})"
    rf"|(?P<first>\d{{1,2}})(?:er|st|nd|rd|th)?(?:{_TO}(?P<last>\d{{1,2}})(?:st|nd|rd|th)?)? ?"
    rf"(?:of |de )?(?P<month>{MONTH_IN_TEXT})\b\.?(?:,? (?P<year>(?:19|20)\d{{2}}))?)",
    re.IGNORECASE,
)
_SHORT = 4
"""Letters of a weekday cut short, which may be another word."""
_WEEKDAYS = {fold_words(word): n for word, n in WEEKDAYS.items() if len(word) > _SHORT}
_WEEKDAY = f"(?:{'|'.join(_WEEKDAYS)})"
_LAST_NIGHT = concept("day.last_night")
_THIS_NIGHT = concept("day.this_night")
"""The night before a report; in a list it says at what hour, and not that its day is another."""
_YESTERDAY = gate(r"(?<!avant[ -])(?<!before )\b(?:yesterday|hier)\b|\b(?:امس|الامس|البارحة)\b")
_DAY_BEFORE = concept("day.before_yesterday")
_NIGHT_BETWEEN = gate(
    rf"\b(?:night|nuit) (?:of|from|between|de|du|entre)(?: le)? ({_WEEKDAY})"
    rf" (?:to|and|a|au|et)(?: le)? ({_WEEKDAY})\b"
    rf"|\b(?:from|de|du) ({_WEEKDAY}) (?:to|a|au) ({_WEEKDAY})\b"
)
_MAY_TELL_BACK = (
    rf"(?i)yesterday|hier|night|nuit|[اأ]مس|بارح|{'|'.join(w for w in WEEKDAYS if len(w) > _SHORT)}"
)
"""Any word of these, as it is written, without which no account tells of a day before."""
_FEWEST_BACK, _SHARE_BACK = 3, 0.15
"""So many accounts, and so large a share of them, that begin from the day of the entry and tell of
one before it make its column one of reports."""
FARTHEST = 62
"""Days before the report that an account may name and still be what is reported."""


def with_days_told(table: Table, column: str | None, account: str | None) -> Table:
    """A table whose days are those of reports, with the days that the accounts tell instead.

    Takes   column: that of the days; account: the one that tells what happened.

    >>> from pathlib import Path
    >>> said = {"DTG": ["2019-03-01", "2019-04-11", "2019-03-03"], "Event": [
    ...     "Villagers say that on 27 Feb two farmers were shot.", "Houses burned last night.",
    ...     "Taken this evening."]}
    >>> table = Table(Path("a.csv"), "csv", None, pl.DataFrame(said), pl.Series([2, 3, 4]))
    >>> with_days_told(table, "DTG", "Event").frame["DTG"].to_list()
    ['2019-02-27', '2019-04-10 to 2019-04-11', '2019-03-03']

    Of other columns, where several accounts tell of "yesterday", they tell the day; where one or
    two do, their rows wait.

    >>> said["Event"] = ["Shot yesterday at Luma.", "Houses burned today.", "Taken this evening."]
    >>> table = Table(Path("a.csv"), "csv", None, pl.DataFrame(said), pl.Series([2, 3, 4]))
    >>> table = replace(table, frame=table.frame.rename({"DTG": "Day"}))
    >>> str(with_days_told(table, "Day", "Event").doubts[2])
    'its words tell of a day before 1 March 2019: is that day the one of the report?'
    """
    names = table.frame.columns
    if column is None or account is None or not {column, account} <= {*names} or column == account:
        return table
    of_report = is_of_report(table, column)
    if not of_report:
        back = _rows_telling_day_before(table.frame[account])
        if not any(back):
            return table
        told = zip(back, table.frame[account], table.frame[column], strict=True)
        own = [
            is_back or bool(said and _names_day_before(said, cell)) for is_back, said, cell in told
        ]
        of_report = sum(own) > sum(back) and _are_several(own)
        if not of_report and not _are_several(back):
            return _with_days_before_doubted(table, column, back)
    cells = table.frame[column].to_list()
    doubts: dict[int, str] = dict(table.doubts)
    changed = 0
    for at, (cell, said) in enumerate(zip(cells, table.frame[account].to_list(), strict=True)):
        reported = read_days(cell, "DMY") if cell else None
        if not said or not isinstance(reported, tuple) or reported[0] != reported[1]:
            continue
        spans = _spans(said, reported[0]) if of_report else _days_before(said, reported[0])
        if len(spans) == 1:
            first, last = spans.pop()
            cells[at] = f"{first}" if first == last else f"{first} to {last}"
            changed += 1
        elif spans:
            why = say(
                "its words name several days, and its own is that of the report, {day}",
                day=day_said(reported[0]),
            )
            doubts.setdefault(int(table.lines[at]), why)
    if not changed and len(doubts) == len(table.doubts):
        return table
    note = say(
        "{n} days taken from the words of {name}, not from the report", n=changed, name=account
    )
    frame = table.frame.with_columns(pl.Series(column, cells, pl.String))
    return replace(table, frame=frame, doubts=doubts, notes=(*table.notes, note))


def _are_several(rows: list[bool]) -> bool:
    return sum(rows) >= max(_FEWEST_BACK, _SHARE_BACK * len(rows))


def _names_day_before(said: str, cell: str | None) -> bool:
    """Whether an account names a day of its own, not long before that of its entry.

    >>> _names_day_before("Samedi 2 mars à Luma, trois tués", "lundi 4 mars 2024")
    True
    """
    day = read_days(cell, "DMY") if cell else None
    if not isinstance(day, tuple) or day[0] != day[1]:
        return False
    spans = _spans(said, day[0])
    return any(0 < (day[0] - first).days <= _NOT_LONG for first, _last in spans)


_NOT_LONG = 14


def _rows_telling_day_before(accounts: pl.Series) -> list[bool]:
    """Which accounts tell of a day before that of their entry; most hold no word for one, and are
    not read word by word."""
    likely = accounts.str.contains(_MAY_TELL_BACK).fill_null(False)
    some_day = date(2000, 1, 15)
    return [
        is_likely and bool(_days_before(said, some_day))
        for is_likely, said in zip(likely, accounts, strict=True)
    ]


def _with_days_before_doubted(table: Table, column: str, back: list[bool]) -> Table:
    """A table in which rows wait whose accounts tell of a day before that of their column."""
    doubts: dict[int, str] = dict(table.doubts)
    for line, cell, is_back in zip(table.lines, table.frame[column].to_list(), back, strict=True):
        day = read_days(cell, "DMY") if cell and is_back else None
        if isinstance(day, tuple) and day[0] == day[1]:
            why = say(
                "its words tell of a day before {day}: is that day the one of the report?",
                day=day_said(day[0]),
            )
            doubts.setdefault(int(line), why)
    return replace(table, doubts=doubts)


def _spans(said: str, reported: date) -> set[tuple[date, date]]:
    """The days that an account tells, none after its report nor long before it."""
    text = fold_words(plain(said))
    spans: set[tuple[date, date]] = set()
    for match in _DAYS.finditer(text):
        first = _first_and_last(match, reported)
        if first and first[1] <= reported and (reported - first[0]).days <= FARTHEST:
            spans.add(first)
    if not spans and _THIS_NIGHT.is_in(text):
        spans.add((reported - timedelta(days=1), reported))
    return spans or _days_before(said, reported)


def _days_before(said: str, reported: date) -> set[tuple[date, date]]:
    """The day or span of days that an account tells from the day of its report: "yesterday"."""
    text = fold_words(plain(said))
    spans: set[tuple[date, date]] = set()
    day = timedelta(days=1)
    if _LAST_NIGHT.is_in(text):
        spans.add((reported - day, reported))
    if not spans and (between := _NIGHT_BETWEEN.search(text)):
        first, last = [_WEEKDAYS[name] for name in between.groups() if name]
        until = reported - day * ((reported.weekday() - last) % 7)
        spans.add((until - day * ((last - first) % 7), until))
    if not spans and _DAY_BEFORE.is_in(text):
        spans.add((reported - 2 * day, reported - 2 * day))
    if not spans and _YESTERDAY.search(text):
        spans.add((reported - day, reported - day))
    return spans


def _first_and_last(match: re.Match[str], reported: date) -> tuple[date, date] | None:
    try:
        if match["a"]:
            parts = [[int(n) for n in match[name].split("/")] for name in ("a", "b")]
            days = [_of_year(day, month, reported) for day, month in parts]
            return days[0], days[1]
        if match["whole"]:
            span = read_days(match["whole"].replace(".", "/"), "DMY")
            return span if isinstance(span, tuple) else None
        month, year = MONTHS[match["month"].casefold()], match["year"]
        last = _of_year(int(match["last"] or match["first"]), month, reported)
        first = _of_year(int(match["first"]), month, reported)
        if year:
            first, last = first.replace(year=int(year)), last.replace(year=int(year))
    except ValueError:
        return None
    return (first, last) if first <= last else None


def _of_year(day: int, month: int, reported: date) -> date:
    """The day of that month that lies last before the report, or on it."""
    found = date(reported.year, month, day)
    return found if found <= reported else date(reported.year - 1, month, day)
