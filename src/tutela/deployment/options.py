"""What could narrow a gap: the eight options of the Framework, how each stands, how long it waits.

Source: Framework for drafting comprehensive protection of civilians strategies, template F,
paragraph 12: four options at the mission's level, four at headquarters', and the list "is not
exhaustive".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from tutela.base.data_tables import shipped_rows

__all__ = [
    "CLOSED",
    "LEVELS",
    "OPTIONS",
    "OTHER",
    "POSSIBLE",
    "RULED_OUT",
    "STATES",
    "TRIED",
    "GapMeans",
    "count_states",
    "days_waited",
    "is_tested_since",
    "options_of_framework",
    "state_of_option",
]

TRIED, POSSIBLE, RULED_OUT = "tried", "possible", "ruled out"
STATES = (TRIED, POSSIBLE, RULED_OUT)
"""How an effort at an option may stand. None of them: nobody has weighed it yet."""

LEVELS = ("mission", "headquarters")
OTHER = "other"


@dataclass(frozen=True, slots=True)
class GapMeans:
    """One option for a gap: at whose level, and whether it always tells of caveats."""

    option: str
    level: str
    closed: bool
    label: str


@cache
def options_of_framework() -> tuple[GapMeans, ...]:
    """The eight options in the Framework's order, and what is none of them.

    >>> [one.option for one in options_of_framework() if one.level == "headquarters"]
    ['council', 'caveats', 'contributors', 'training']
    """
    return tuple(
        GapMeans(row["option"], row["level"], row["closed"] == "yes", row["label"])
        for row in shipped_rows("tutela.deployment", "options.csv")
    )


OPTIONS = tuple(means.option for means in options_of_framework())
CLOSED = frozenset(means.option for means in options_of_framework() if means.closed)
"""Options of which each effort tells what a unit will not do."""


def state_of_option(states: Iterable[str]) -> str:
    """How an option stands by the efforts made at it.

    Takes   states, of each effort, of STATES.
    Gives   tried where any was; else possible where any is; ruled out only where each is; "" where
            nobody has weighed it, which is never taken for ruled out.
    Raises  ValueError for another word.

    >>> state_of_option(["ruled out", "possible"]), state_of_option(["ruled out"])
    ('possible', 'ruled out')
    >>> state_of_option([])
    ''
    """
    said = set(states)
    if unknown := said - set(STATES):
        raise ValueError(f"no state of an option: {sorted(unknown)}")
    return next((state for state in STATES if state in said), "")


def count_states(by_option: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """How many of the Framework's options stand how; "" counts those nobody has weighed.

    Takes   by_option, the states of the efforts at each option; one that is missing has none.
            What is none of the eight is not counted.

    >>> count_states({"redeploy": ["tried"], "funds": ["possible"], "other": ["tried"]})
    {'tried': 1, 'possible': 1, 'ruled out': 0, '': 6}
    """
    eight = (option for option in OPTIONS if option != OTHER)
    counted = Counter(state_of_option(by_option.get(option, ())) for option in eight)
    return {state: counted[state] for state in (*STATES, "")}


def days_waited(asked: date | None, answered: date | None, on: date) -> int | None:
    """For how many days something asked of others has been without an answer.

    Gives   None where nothing was asked by that day, or an answer came.

    >>> days_waited(date(2018, 11, 18), None, date(2018, 12, 31))
    43
    >>> days_waited(date(2018, 11, 18), date(2018, 12, 1), date(2018, 12, 31)) is None
    True
    """
    if asked is None or asked > on or (answered is not None and answered <= on):
        return None
    return (on - asked).days


def is_tested_since(trained: date | None, tested: date | None) -> bool:
    """Whether a need was tested again after its training: before that no training closes a gap.

    Takes   trained, the last day of the courses, None where they were not held; tested, the day the
            need was last tested.

    >>> is_tested_since(date(2018, 12, 1), date(2018, 12, 1))
    False
    >>> is_tested_since(date(2018, 12, 1), date(2018, 12, 20))
    True
    >>> is_tested_since(None, date(2018, 12, 20))
    False
    """
    return trained is not None and tested is not None and tested > trained
