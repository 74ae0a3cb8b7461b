"""May and can a unit go? Readiness, caveats, night and reach, weighed for one journey.

The answer is for everybody; the reasons are for who holds the compartment capacity.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from tutela.base.messages import Sentence, say, term
from tutela.capacity.readiness import ITEMS, item_said
from tutela.capacity.travel import table

TYPES = (
    "geographic",
    "night",
    "task",
    "force level",
    "weapons",
    "movement",
    "medevac radius",
    "capital approval",
    "command",
)
"""What a caveat is about: domain reference section a."""

STATUSES = ("declared", "undeclared", "contested", "lifted")

TASKS: Mapping[str, str] = {row["task"]: row["label"] for row in table("tasks.csv")}
"""Kinds of task by their code."""

NIGHT_TASKS = frozenset(row["task"] for row in table("tasks.csv") if row["night"] == "yes")


@dataclass(frozen=True, slots=True)
class Caveat:
    """A national restriction on a unit, by its effects; None and empty take nothing away.

    no_night       bars movement by night.
    no_tasks       kinds of task it bars, by code.
    most_km        how far from its base the unit may go, km in a straight line.
    medevac_km     how far from medical evacuation, taken to be at its base.
    asks           capital or a national command is asked first, so that nobody here can say yes.
    """

    status: str
    starts: date | None = None
    ends: date | None = None
    no_night: bool = False
    no_tasks: frozenset[str] = frozenset()
    most_km: float | None = None
    medevac_km: float | None = None
    asks: bool = False

    @property
    def coded(self) -> bool:
        """Whether it is known what it takes away."""
        return bool(
            self.no_night
            or self.no_tasks
            or self.asks
            or self.most_km is not None
            or self.medevac_km is not None
        )

    def holds(self, on: date) -> bool:
        """Whether it holds on a day: declared, undeclared or contested, until it is lifted.

        >>> Caveat("contested").holds(date(2030, 6, 1)), Caveat("lifted").holds(date(2030, 6, 1))
        (True, False)
        """
        begun = self.starts is None or self.starts <= on
        return self.status != "lifted" and begun and (self.ends is None or on <= self.ends)


@dataclass(frozen=True, slots=True)
class State:
    """What is known of a unit; None is not known.

    able      the commander's word.
    night     whether it moves by night.
    refused   tasks it refused, failed or turned back on, and is not said to be able for again.
    lacks     what it lacks of what is required, by code of LACKS, each with the tasks it bars.
    """

    able: bool | None
    vehicles: int | None = None
    night: bool | None = None
    reach_km: float | None = None
    caveats: Sequence[Caveat] = ()
    refused: frozenset[str] = frozenset()
    lacks: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def lacking(self, task: str = "") -> tuple[str, ...]:
        """What it lacks for a task, by code of LACKS; for whatever task, where none is named.

        >>> unit = State(able=True, lacks={"lacks_women": frozenset({"day_patrol"})})
        >>> unit.lacking("day_patrol"), unit.lacking("public_order"), unit.lacking()
        (('lacks_women',), (), ('lacks_women',))
        """
        return tuple(
            code for code in LACKS if code in self.lacks and (not task or task in self.lacks[code])
        )


@dataclass(frozen=True, slots=True)
class Journey:
    """What is asked of it.

    dark      whether any part of the way is by night.
    planned   whether there is time to choose: what the unit lacks for the task then bars it; where
              an attack runs or is about to, that leaves open whether it is able.
    """

    on: date
    km: float | None
    minutes: float | None
    dark: bool
    task: str = ""
    planned: bool = True


@dataclass(frozen=True, slots=True)
class Verdict:
    """able: None is not known. reasons: codes of REASONS, why it is not, or not known."""

    able: bool | None
    reasons: tuple[str, ...] = ()


LACKS: Mapping[str, Sentence] = {
    **{f"lacks_{item}": say("lacks {item}", item=item_said(item)) for item in ITEMS},
    "lacks_role": say("no role of this kind is recorded of the police unit"),
    "lacks_paragraph": say("no paragraph of the mandate gives the police unit this role"),
    "lacks_police_training": say("the police unit lacks the training its role takes"),
}
"""What a unit may lack of what is required for a task, in words."""

NIGHT_DRIVING = "lacks_night_driving"
"""The item that keeps a unit from any way in the dark, whatever its task there."""

REASONS: Mapping[str, Sentence] = {
    **LACKS,
    "not_able": say("its commander says it is not able"),
    "refused": say("it refused, failed or turned back, and is not said to be able again"),
    "no_vehicles": say("no vehicle runs"),
    "no_night": say("it does not move by night"),
    "beyond_reach": say("beyond its reach"),
    "caveat_night": say("a caveat bars movement by night"),
    "caveat_task": say("a caveat bars this task"),
    "caveat_area": say("a caveat bars going so far"),
    "caveat_medevac": say("a caveat bars going so far from medical evacuation"),
    "caveat_asks": say("a caveat: the capital or a national command is asked first"),
    "caveat_uncoded": say("a caveat of which it is not said what it bars"),
    "able_unknown": say("nobody gave whether it is able"),
    "night_unknown": say("whether it moves by night is not known"),
    "place_unknown": say("where it stands is not known"),
    "way_unknown": say("no way there is known"),
}
"""Each reason in words."""

UNSURE = frozenset(
    {
        "caveat_asks",
        "caveat_uncoded",
        "able_unknown",
        "night_unknown",
        "place_unknown",
        "way_unknown",
    }
)
"""Reasons for which the answer is not known, rather than no."""


def judge(unit: State, journey: Journey) -> Verdict:
    """Whether a unit can make a journey under its own rules, and why not.

    Gives   Verdict: no if anything bars it; else not known if anything that decides is not known;
            else yes. Not known is never taken for yes.

    >>> judge(State(able=True, night=False), Journey(date(2030, 6, 1), 30, 90, dark=True))
    Verdict(able=False, reasons=('no_night',))
    >>> judge(State(able=None), Journey(date(2030, 6, 1), 30, 90, dark=False))
    Verdict(able=None, reasons=('able_unknown',))
    >>> blunt = State(True, night=True, lacks={"lacks_night_driving": frozenset({"night_patrol"})})
    >>> judge(blunt, Journey(date(2030, 6, 1), 30, 90, False, "night_patrol")).able
    False
    >>> judge(blunt, Journey(date(2030, 6, 1), 30, 90, False, "night_patrol", planned=False)).able
    >>> judge(blunt, Journey(date(2030, 6, 1), 30, 90, False, "day_patrol")).able
    True
    >>> judge(blunt, Journey(date(2030, 6, 1), 30, 90, True))
    Verdict(able=False, reasons=('lacks_night_driving',))
    """
    findings = {
        "not_able": unit.able is False,
        "able_unknown": unit.able is None,
        "refused": bool(unit.refused) and journey.task in {"", *unit.refused},
        "no_vehicles": unit.vehicles == 0,
        "no_night": journey.dark and unit.night is False,
        "night_unknown": journey.dark and unit.night is None,
        "beyond_reach": _is_beyond(journey.km, unit.reach_km),
        "place_unknown": journey.km is None,
        "way_unknown": journey.km is not None and journey.minutes is None,
    }
    for caveat in unit.caveats:
        if caveat.holds(journey.on):
            for name, bites in _bites(caveat, journey).items():
                findings[name] = findings.get(name, False) or bites
    if journey.task:
        findings |= dict.fromkeys(unit.lacking(journey.task), True)
    if journey.dark and NIGHT_DRIVING in unit.lacks:  # a test that failed is said of every task
        findings[NIGHT_DRIVING] = True
    reasons = tuple(name for name in REASONS if findings.get(name))
    open_ones = UNSURE if journey.planned else UNSURE | LACKS.keys()
    if any(name not in open_ones for name in reasons):
        return Verdict(False, reasons)
    return Verdict(None if reasons else True, reasons)


def _bites(caveat: Caveat, journey: Journey) -> dict[str, bool]:
    by_night = journey.dark or journey.task in NIGHT_TASKS
    return {
        "caveat_night": caveat.no_night and by_night,
        "caveat_task": journey.task in caveat.no_tasks,
        "caveat_area": _is_beyond(journey.km, caveat.most_km),
        "caveat_medevac": _is_beyond(journey.km, caveat.medevac_km),
        "caveat_asks": caveat.asks,
        "caveat_uncoded": not caveat.coded,
    }


def _is_beyond(km: float | None, most: float | None) -> bool:
    return km is not None and most is not None and km > most


def task_said(task: str) -> Sentence:
    """A kind of task in words.

    >>> task_said("day_patrol")
    'day patrol'
    """
    return term(TASKS.get(task, task))
