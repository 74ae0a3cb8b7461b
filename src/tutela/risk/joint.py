"""A joint reading of hotspots: what was read alike and what was not, and whether what it rests on
is fresh. When it opens is no calculation of anybody's: an hour, or the last answer (ADR 0056)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

UP, SAME, DOWN = "up", "same", "down"

ALIKE, APART, ONE, NOBODY = "alike", "apart", "one", "nobody"

STALE_DAYS = 14
"""So old, the last word on the human rights or humanitarian situation is stale [P]."""

SHOWN_FROM = 3
"""From so many probabilities on, their span is shown: of fewer, it would tell whose each is."""

FRESH, STALE, MISSING = "fresh", "stale", "missing"
InputState = Literal["fresh", "stale", "missing"]


def compare_trends(trends: Iterable[str]) -> str:
    """How the parties that wrote of a hotspot read it: alike, apart, one alone, or nobody did.

    >>> compare_trends(["up", "up"]), compare_trends(["up", "same"]), compare_trends(["down"])
    ('alike', 'apart', 'one')
    >>> compare_trends([])
    'nobody'
    """
    told = list(trends)
    if not told:
        return NOBODY
    if len(told) == 1:
        return ONE
    return ALIKE if len(set(told)) == 1 else APART


@dataclass(frozen=True)
class Span:
    """How many gave a probability, in per cent, from where to where."""

    number: int
    low: int
    high: int


def span_of(chances: Sequence[int]) -> Span | None:
    """The span of probabilities that parties gave; None where they are too few to be shown.

    >>> span_of([10, 40, 25])
    Span(number=3, low=10, high=40)
    >>> span_of([10, 40]) is None
    True
    """
    if len(chances) < SHOWN_FROM:
        return None
    return Span(len(chances), min(chances), max(chances))


def input_state(last: date | None, on: date) -> InputState:
    """Whether the last word on a situation is there and fresh enough on a day.

    >>> input_state(None, date(2018, 12, 20)), input_state(date(2018, 12, 1), date(2018, 12, 20))
    ('missing', 'stale')
    >>> input_state(date(2018, 12, 6), date(2018, 12, 20))
    'fresh'
    """
    if last is None:
        return "missing"
    return "stale" if (on - last).days > STALE_DAYS else "fresh"
