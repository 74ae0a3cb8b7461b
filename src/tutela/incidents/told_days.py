"""Days of books that write down when something was reported: what the account says goes before.

A police book or a radio log carries the day of the report, in a column or within the number of the
entry: "02/05/11/2018". Where the account names its own day, "on 27 Feb", "last night", that is the
day of the incident; where it names several that are no span, a person says.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from tutela.base.guards.patterns import gate
from tutela.base.layout import head_word
from tutela.base.messages import Sentence, day_said, say
from tutela.base.tables import Table
from tutela.base.tolls import fold_words
from tutela.base.values import MONTH_IN_TEXT, plain, read_days
from tutela.reading.lexicon import concept

__all__ = ["is_of_report", "with_days_after_report_doubted", "with_other_days_doubted"]


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
    >>> import polars as pl
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
    >>> import polars as pl
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
_WEEKDAY = (
    "(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|lundi|mardi|mercredi|jeudi"
    "|vendredi|samedi|dimanche)"
)
_LAST_NIGHT = concept("day.last_night")
_YESTERDAY = gate(r"(?<!avant[ -])(?<!before )\b(?:yesterday|hier)\b|\b(?:امس|الامس|البارحة)\b")
_DAY_BEFORE = concept("day.before_yesterday")
_NIGHT_BETWEEN = gate(
    rf"\b(?:night|nuit) (?:of|from|between|de|du|entre)(?: le)? ({_WEEKDAY})"
    rf" (?:to|and|a|au|et)(?: le)? ({_WEEKDAY})\b"
    rf"|\b(?:from|de|du) ({_WEEKDAY}) (?:to|a|au) ({_WEEKDAY})\b"
)
_MAY_TELL_BACK = r"(?i)yesterday|hier|night|nuit|[اأ]مس|بارح"
"""Any word of these, as it is written, without which no account tells of a day before."""


def with_other_days_doubted(table: Table, column: str | None, account: str | None) -> Table:
    """A table whose rows wait where the account tells of a day before that of its column, or where
    the column tells when it was reported and the account names a day of its own.

    Takes   column: that of the days; account: the one that tells what happened.

    >>> from pathlib import Path
    >>> import polars as pl
    >>> said = {"Day": ["2019-03-01", "2019-03-03"], "Event": ["Shot yesterday.", "Taken today."]}
    >>> table = Table(Path("a.csv"), "csv", None, pl.DataFrame(said), pl.Series([2, 3]))
    >>> for line, why in with_other_days_doubted(table, "Day", "Event").doubts.items():
    ...     print(line, why)
    2 its words tell of a day before 1 March 2019: is that day the one of the report?
    """
    names = table.frame.columns
    if column is None or account is None or not {column, account} <= {*names} or column == account:
        return table
    of_report = is_of_report(table, column)
    likely = table.frame[account].str.contains(_MAY_TELL_BACK).fill_null(False)
    doubts: dict[int, str] = dict(table.doubts)
    for line, cell, said, back in zip(
        table.lines, table.frame[column], table.frame[account], likely, strict=True
    ):
        if not cell or not said or not (back or of_report):
            continue
        text = fold_words(plain(said))
        if not (_tells_day_before(text) or (of_report and _DAYS.search(text))):
            continue
        day = read_days(cell, "DMY")
        if isinstance(day, tuple) and day[0] == day[1]:
            why = say(
                "its words tell of a day before {day}: is that day the one of the report?",
                day=day_said(day[0]),
            )
            doubts.setdefault(int(line), why)
    return replace(table, doubts=doubts)


def _tells_day_before(text: str) -> bool:
    return bool(
        _LAST_NIGHT.is_in(text) or _DAY_BEFORE.is_in(text) or _YESTERDAY.search(text)
    ) or bool(_NIGHT_BETWEEN.search(text))
