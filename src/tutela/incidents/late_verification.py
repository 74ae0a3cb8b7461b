"""Which violations count as verified in a period, and which as verified late.

A violation that happened before a period and was verified within it is counted apart: added to the
period's own it would draw a rise that did not take place, and left out it would never be told.
Source: reports of the Secretary-General on children and armed conflict, which count what was
verified late by itself; MRM Field Manual (2014).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Generic, Literal, TypeVar

Key = TypeVar("Key")

Counted = Literal["verified", "late", "waiting", "undated"]
COUNTED: tuple[Counted, ...] = ("verified", "late", "waiting", "undated")


@dataclass(frozen=True, slots=True)
class Violation(Generic[Key]):
    """A record, the kinds of violation it is, when it happened and when it was verified."""

    key: Key
    kinds: tuple[str, ...]
    happened: date | None
    verified: date | None


def count_as(
    happened: date | None, verified: date | None, *, since: date, until: date
) -> Counted | None:
    """As what a violation counts in a period, its first and last day included.

    Gives   verified; late, of what happened before and was verified within; waiting, of what
            happened within and was not verified by its end; undated, verified within, of a day
            nobody knows; None where it does not count here.

    >>> year = {"since": date(2018, 1, 1), "until": date(2018, 12, 31)}
    >>> count_as(date(2017, 11, 3), date(2018, 2, 1), **year)
    'late'
    >>> count_as(date(2018, 11, 3), None, **year), count_as(date(2017, 1, 1), None, **year)
    ('waiting', None)
    """
    if verified is None or verified > until:
        return "waiting" if happened is not None and since <= happened <= until else None
    if verified < since:
        return None
    if happened is None:
        return "undated"
    return "late" if happened < since else "verified"


def count_violations(
    violations: Iterable[Violation[Key]], *, since: date, until: date
) -> dict[str, dict[Counted, list[Key]]]:
    """The records of each kind of violation by what they count as; a record of two kinds counts in
    each. A kind without a record is not there.

    >>> one = Violation(3, ("abduction",), date(2017, 11, 3), date(2018, 2, 1))
    >>> counts = count_violations([one], since=date(2018, 1, 1), until=date(2018, 3, 31))
    >>> counts["abduction"]["late"]
    [3]
    """
    counts: dict[str, dict[Counted, list[Key]]] = {}
    for violation in violations:
        counted = count_as(violation.happened, violation.verified, since=since, until=until)
        if counted is None:
            continue
        for kind in violation.kinds:
            counts.setdefault(kind, {name: [] for name in COUNTED})[counted].append(violation.key)
    return counts
