"""Phases of a hotspot: what belongs to each, and whether force outran politics.

The four phases need not follow one another; a place may be in several at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from tutela.base.data_tables import shipped_rows
from tutela.base.messages import Sentence, say_n
from tutela.crisis.tables import Option, options

LEVELS = ("local", "national", "regional", "international")
"""At which level a political step is taken. Source: Operational Concept, paragraph 19 phase 3."""

WINDOW = timedelta(days=14)
"""Activity is compared with that of as many days before [P]."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of what a phase consists of, and the options that carry it out."""

    phase: str
    line: str
    label: str
    options: tuple[str, ...]
    political: bool


@cache
def lines() -> tuple[Line, ...]:
    """Every line of every phase, in order.

    >>> [line.line for line in lines() if line.phase == "consolidation"]
    ['parties', 'dialogue', 'investigation', 'governance']
    """
    rows = shipped_rows("tutela.crisis", "phase_lines.csv")
    return tuple(
        Line(r["phase"], r["line"], r["label"], tuple(r["options"].split()), bool(r["political"]))
        for r in rows
    )


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure of a phase: taken, left (weighed and not taken), refused with a reason, or not
    considered."""

    option: Option
    state: str


def measures(
    phase: str, taken: Iterable[str], left: Iterable[str], refused: Iterable[str] = ()
) -> list[Measure]:
    """Every measure of a phase, with whether somebody considered it. What was taken once counts
    as taken, even where it was left or refused another time.

    >>> [m.state for m in measures("response", ["interposition"], ["force"], ["shelter"])
    ...  if m.option.option in ("interposition", "force", "shelter", "evacuation")]
    ['taken', 'refused', 'not considered', 'left']
    """
    states = dict.fromkeys(left, "left") | dict.fromkeys(refused, "refused")
    states |= dict.fromkeys(taken, "taken")
    return [
        Measure(option, states.get(name, "not considered"))
        for name, option in options().items()
        if phase in option.phases
    ]


def political_lines(taken: Iterable[str], refused: Iterable[str]) -> list[tuple[Line, str]]:
    """How each political line of a response stands: taken, refused, or open. A response is
    accompanied by political engagement in the country, and in the region and beyond.

    Takes   taken, options chosen or tasked; refused, options left or refused with a reason.
    Gives   the lines in their order. One line is open until a step of it is chosen, or one was
            refused with its reason.
    Source  Operational Concept, paragraph 19, phase 3.

    >>> [(line.line, state) for line, state in political_lines(["demarche"], [])]
    [('national', 'taken'), ('international', 'open')]
    >>> [state for _line, state in political_lines([], ["demarche", "regional_engagement"])]
    ['refused', 'refused']
    """
    did, said_no = set(taken), set(refused)
    return [
        (
            line,
            "taken"
            if did.intersection(line.options)
            else "refused"
            if said_no.intersection(line.options)
            else "open",
        )
        for line in lines()
        if line.phase == "response" and line.political
    ]


def rise(days: Iterable[date], on: date) -> tuple[int, int]:
    """How many of the days lie in the last two weeks, `on` among them, and in the two before."""
    ago = [(on - day) // WINDOW for day in days if day <= on]
    return ago.count(0), ago.count(1)


def one_sided(
    uniformed: Sequence[date], alerts: Sequence[date], political: Sequence[date], on: date
) -> Sentence | None:
    """What to say where uniformed activity or alerts rise and no political step stands beside it.

    Takes   days of taskings of units, of alerts, and of political steps at one place.
    Gives   a sentence, or None where nothing rises, or politics moved within the same two weeks.
    Source  Operational Concept, paragraph 19: more military activity, more political engagement.

    >>> on = date(2018, 12, 31)
    >>> one_sided([date(2018, 12, 30)], [], [], on)
    '1 tasking of units in 14 days (0 in the 14 before), and no political step is recorded'
    >>> one_sided([date(2018, 12, 30)], [], [date(2018, 12, 29)], on)
    """
    if rise(political, on)[0]:
        return None
    now, before = rise(uniformed, on)
    if now > before:
        return say_n(
            "{n} tasking of units in 14 days ({before} in the 14 before), and no political step "
            "is recorded",
            "{n} taskings of units in 14 days ({before} in the 14 before), and no political step "
            "is recorded",
            now,
            before=before,
        )
    now, before = rise(alerts, on)
    if now > before:
        return say_n(
            "{n} alert in 14 days ({before} in the 14 before), and no political step is recorded",
            "{n} alerts in 14 days ({before} in the 14 before), and no political step is recorded",
            now,
            before=before,
        )
    return None
