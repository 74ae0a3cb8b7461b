"""Is a unit ready? What is required of it, item by item, what was checked, and what a lack bars.

A lack keeps a unit from being offered for planned tasks of that kind, and from nothing that cannot
wait: while an attack runs or is about to, every unit in reach is listed with what it lacks. Source:
Framework, section F (requirements, readiness of units); A4P, on declaring units ready.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tutela.base.messages import Sentence, say, term
from tutela.capacity.travel import table

ITEMS: Mapping[str, str] = {row["item"]: row["label"] for row in table("requirement_items.csv")}
"""What may be required of a unit: items by their code."""

STATES = ("not checked", "declared", "inspected", "tested", "fails")
"""How an item stands by its last check; `expired` follows from the day it is valid until."""

SEEN = frozenset({"inspected", "tested"})
"""States in which the mission itself has seen that an item is there: what a contributor declares
nobody has checked yet."""

LACKING = frozenset({"fails", "expired"})


@dataclass(frozen=True, slots=True)
class Line:
    """What is required: an item, whether it is critical, and the kinds of task it concerns."""

    item: str
    critical: bool
    tasks: frozenset[str]
    wording: str = ""


STARTING: tuple[Line, ...] = tuple(
    Line(row["item"], row["critical"] == "yes", frozenset(row["tasks"].split()), row["wording"])
    for row in table("requirement_items.csv")
)
"""What is required where a mission wrote no requirement: a proposal."""


@dataclass(frozen=True, slots=True)
class Check:
    """The last check of an item: its state, of STATES, and the last day it is valid."""

    item: str
    state: str
    valid_until: date | None = None

    def state_on(self, day: date) -> str:
        """How the item stands on a day.

        >>> Check("medical", "tested", date(2030, 1, 31)).state_on(date(2030, 2, 1))
        'expired'
        """
        ran_out = self.valid_until is not None and self.valid_until < day
        return "expired" if ran_out and self.state not in ("fails", "not checked") else self.state


def join_lines(lines: Iterable[Line]) -> list[Line]:
    """The lines of several requirements as one list: of an item that stands in two, the tasks of
    both, critical where one says so. In the order of ITEMS.

    >>> twice = [Line("women", False, frozenset({"a"})), Line("women", True, frozenset())]
    >>> [line] = join_lines(twice)
    >>> line.critical, sorted(line.tasks)
    (True, ['a'])
    """
    by_item: dict[str, Line] = {}
    for line in lines:
        if (other := by_item.get(line.item)) is not None:
            critical, tasks = other.critical or line.critical, other.tasks | line.tasks
            line = Line(line.item, critical, tasks, other.wording or line.wording)
        by_item[line.item] = line
    return [by_item[item] for item in ITEMS if item in by_item]


def states(lines: Iterable[Line], checks: Iterable[Check], on: date) -> dict[str, str]:
    """How each item required stands on a day; what nobody checked is not checked."""
    checked = {check.item: check.state_on(on) for check in checks}
    return {line.item: checked.get(line.item, "not checked") for line in lines}


def bars_ready(lines: Sequence[Line], checks: Iterable[Check], on: date) -> dict[str, str]:
    """The critical items for which a unit cannot be declared ready, with how they stand: those that
    fail or have expired, and those the mission has not seen.

    >>> lines = [Line("medical", True, frozenset()), Line("women", False, frozenset())]
    >>> bars_ready(lines, [Check("women", "fails")], date(2030, 6, 1))
    {'medical': 'not checked'}
    """
    stand = states(lines, checks, on)
    return {
        line.item: stand[line.item]
        for line in lines
        if line.critical and stand[line.item] not in SEEN
    }


def lacks(lines: Sequence[Line], checks: Iterable[Check], on: date) -> dict[str, frozenset[str]]:
    """The items a unit fails on a day, critical or not, each with the tasks it keeps it from. What
    was not checked is not known, and bars nothing by itself.

    >>> lines = [Line("night_driving", True, frozenset({"night_patrol"}))]
    >>> lacks(lines, [Check("night_driving", "fails")], date(2030, 6, 1))
    {'night_driving': frozenset({'night_patrol'})}
    >>> lacks(lines, [], date(2030, 6, 1))
    {}
    """
    stand = states(lines, checks, on)
    return {line.item: line.tasks for line in lines if stand[line.item] in LACKING}


CANNOT_WAIT = frozenset({"imminent", "ongoing"})
"""Levels of an alert at which every unit in reach is listed, whatever it lacks."""


def is_planned(level: str) -> bool:
    """Whether tasks about an alert of a level are planned, so that a unit that fails an item of the
    task is not offered.

    >>> is_planned("warning"), is_planned("ongoing")
    (True, False)
    """
    return level not in CANNOT_WAIT


LIMITED: Sentence = say("in reach, limited: ask tasking headquarters")
"""What everybody reads of a unit with a limit who may not read which: the same for every limit."""


def item_said(item: str) -> Sentence:
    """An item in words.

    >>> item_said("night_driving")
    'night driving'
    """
    return term(ITEMS.get(item, item))
