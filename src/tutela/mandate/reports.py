"""Which reports a resolution asks for, how often and from which day: suggested, never owed yet.

The phrases stand in `data/reporting.csv`, by language, with who reviewed them. A person reads the
paragraph and says which office makes the report.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from tutela.base.data_tables import shipped_rows
from tutela.mandate.language import reading_language, words_of
from tutela.mandate.suggest import as_in, fold
from tutela.mandate.types import Passage, Resolution

LONGEST_NUMBER = 9
"""Digits of a number that may count days; what is longer is none."""


@dataclass(frozen=True, slots=True)
class ReportAsked:
    """A report a paragraph seems to ask for.

    words       the part of the paragraph that asks for it
    phrase      the words of its rhythm or day, as the text spells them; empty where it says neither
    every_days  days between two; None where it is asked once, or no rhythm is said
    first       the first day it is due; None where neither day nor rhythm is said
    """

    passage: Passage
    words: str
    phrase: str
    every_days: int | None
    first: date | None


def reports_asked(resolution: Resolution) -> list[ReportAsked]:
    """Every report, briefing, review, strategy or set of benchmarks a resolution asks of the
    Secretary-General, in the order of the text.

    Takes   a resolution as read, in English, French or Arabic.

    >>> from tutela.mandate.read import parse
    >>> read = parse('''Resolution 9001 (2031)
    ... Adopted by the Security Council on 1 March 2031
    ... The Security Council,
    ... 1. Requests UNMIKA to protect civilians;
    ... 2. Requests the Secretary-General to report to it every 90 days, and to present a strategic
    ... review by 15 October 2031;''')
    >>> [(one.passage.number, one.phrase, one.every_days, str(one.first))
    ...  for one in reports_asked(read)]
    [('2', 'every 90 days', 90, '2031-05-30'), ('2', 'by 15 October 2031', None, '2031-10-15')]
    """
    said = _phrases(reading_language(" ".join(one.text for one in resolution.passages)))
    reports: list[ReportAsked] = []
    chains = list(resolution.with_above())
    over = {id(higher) for _passage, above in chains for higher in above}
    for passage, above in chains:
        lead = above[0].text if above else ""
        if id(passage) in over or not said.asks.search(fold(f"{lead} {passage.text}")):
            continue
        whole = fold(passage.text)
        parts = [part.strip(" ,;.؛،") for part in said.parts.split(whole)]
        asking = [part for part in parts if part and said.asked.search(part)] or (
            [whole] if lead and said.asked.search(whole) else []
        )
        timed = [
            timing
            for part in asking
            if (timing := said.read_timing(passage, part, resolution.adopted))
        ]
        reports += timed or [ReportAsked(passage, passage.text, "", None, None) for _ in asking[:1]]
    return reports


@dataclass(frozen=True)
class _Phrases:
    """What one language says of reports and their days."""

    asks: re.Pattern[str]
    asked: re.Pattern[str]
    every: re.Pattern[str]
    within: re.Pattern[str]
    on: re.Pattern[str]
    parts: re.Pattern[str]
    rhythm: tuple[tuple[re.Pattern[str], int], ...]
    units: Mapping[str, int]
    numbers: Mapping[str, int]
    months: Mapping[str, int]

    def read_timing(self, passage: Passage, part: str, adopted: date | None) -> ReportAsked | None:
        """The report a part of a paragraph asks for by a rhythm or a day; None without either."""
        every, every_words = self._find_rhythm(part)
        first, first_words = self._find_first_day(part, adopted)
        if every is None and not first_words:
            return None
        if first is None and every is not None and adopted is not None:
            first = _day_after(adopted, every)
        phrase = ", ".join(as_in(passage.text, one) for one in (every_words, first_words) if one)
        return ReportAsked(passage, as_in(passage.text, part), phrase, every, first)

    def _find_rhythm(self, part: str) -> tuple[int | None, str]:
        if match := self.every.search(part):
            days = self._days(match)
            if days:
                return days, match[0]
        for pattern, days in self.rhythm:
            if match := pattern.search(part):
                return days, match[0]
        return None, ""

    def _find_first_day(self, part: str, adopted: date | None) -> tuple[date | None, str]:
        if match := self.on.search(part):
            month = self.months.get(match[2].casefold().strip())
            if month is not None:
                with suppress(ValueError):  # 31 June is no day
                    return date(int(match[3]), month, int(match[1])), match[0]
        if match := self.within.search(part):
            days = self._days(match)
            if days:
                return _day_after(adopted, days) if adopted else None, match[0]
        return None, ""

    def _days(self, match: re.Match[str]) -> int:
        number, unit = match[1].casefold(), match[2].casefold()
        counted = number.isdecimal() and len(number) <= LONGEST_NUMBER
        many = int(number) if counted else self.numbers.get(number, 0)
        return many * self.units[unit] if many < 1000 else 0


def _day_after(day: date, days: int) -> date | None:
    """The day so many days later; None beyond the last the calendar has."""
    with suppress(OverflowError):
        return day + timedelta(days)
    return None


@cache
def _phrases(language: str) -> _Phrases:
    rows = shipped_rows("tutela.mandate", "reporting.csv")
    part = {row["part"]: fold(row["words"]) for row in rows if row["language"] == language}

    def pattern(words: str) -> re.Pattern[str]:
        return re.compile(words, re.IGNORECASE)

    def pairs(name: str) -> dict[str, int]:
        told = (one.rsplit("=", 1) for one in part[name].split("; "))
        return {word: int(number) for word, number in told}

    return _Phrases(
        asks=pattern(part["asks"]),
        asked=pattern(part["asked"]),
        every=pattern(part["every"]),
        within=pattern(part["within"]),
        on=pattern(part["on"]),
        parts=pattern(part["parts"]),
        rhythm=tuple((pattern(words), days) for words, days in pairs("rhythm").items()),
        units=pairs("units"),
        numbers=pairs("numbers"),
        months={
            fold(name).casefold(): at
            for at, names in enumerate(words_of("months")[language], start=1)
            for name in names.split("|")
        },
    )
