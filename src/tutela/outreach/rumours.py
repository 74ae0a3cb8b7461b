"""Rumours: where one was heard and when, how long it went without an answer, and what no words
about it may hold."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable
from datetime import date, timedelta
from typing import TypeVar

SEVERAL = 3
"""From so many places a rumour is one of several places. Source: the warning-sign library, domain
reference, section d; the number is ours [P]."""

WITHIN = timedelta(days=14)
"""What was heard longer ago counts no more towards several places [P]."""

_ACCOUNT = re.compile(
    r"(?<![\w.])@\w{2,}"  # a handle
    r"|[\w.+-]+@[\w-]+\.\w+"  # an address of mail
    r"|\bhttps?://|\bwww\."
    r"|\b(?:t\.me|wa\.me|fb\.com|facebook\.com|x\.com|twitter\.com|tiktok\.com|youtu\.be)\b"
    r"|(?<!\d)\+?\d(?:[\s-]?\d){7,}(?!\d)",  # a telephone number
    re.IGNORECASE,
)

P = TypeVar("P", bound=Hashable)


def names_account(words: str) -> bool:
    """Whether words hold an account, an address or a number by which somebody could be followed.

    >>> names_account("the post of @luma_voice says so"), names_account("see t.me/luma")
    (True, True)
    >>> names_account("call 0912 345 678"), names_account("heard on 24 December 2018 by 40 people")
    (True, False)
    """
    return _ACCOUNT.search(words) is not None


def several_places(heard: Iterable[tuple[P, date]], *, on: date) -> list[P]:
    """The places in which one rumour was heard lately, the last heard first; none where they are
    fewer than SEVERAL.

    Takes   heard, each place with a day, in any order; on, today.

    >>> days = [("Luma", date(2018, 12, 20)), ("Bel", date(2018, 12, 28))]
    >>> several_places(days, on=date(2018, 12, 31))
    []
    >>> several_places([*days, ("Koro", date(2018, 12, 30))], on=date(2018, 12, 31))
    ['Koro', 'Bel', 'Luma']
    >>> several_places([*days, ("Koro", date(2018, 12, 1))], on=date(2018, 12, 31))
    []
    """
    last: dict[P, date] = {}
    for place, day in heard:
        if on - WITHIN <= day <= on:
            last[place] = max(day, last.get(place, day))
    places = sorted(last, key=lambda place: last[place], reverse=True)
    return places if len(places) >= SEVERAL else []


def days_to_answer(heard_on: date, answered: Iterable[date]) -> int | None:
    """From the day a rumour was first heard to its first answer; None while there is none.

    >>> days_to_answer(date(2018, 12, 20), [date(2018, 12, 27), date(2018, 12, 24)])
    4
    >>> days_to_answer(date(2018, 12, 20), []) is None
    True
    """
    first = min(answered, default=None)
    return None if first is None else (first - heard_on).days
