"""The clocks of an alert: what must have happened by when, and which steps have fallen due.

A clock is a rule, not a timer: from the moments on record and the time now it follows which steps
are due, the same ones however often it is asked and however long nobody asked. Who applies them
keeps each once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from typing import NamedTuple

from tutela.base.data_tables import shipped_rows
from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela.warning.calming import stopped_at
from tutela.warning.ladders import RUNGS
from tutela.warning.states import Moment

LEVELS = ("watch", "warning", "imminent", "ongoing")
"""How near the harm is, rising: 3 to 30 days, 24 to 72 hours, under 24 hours, now."""


def time_left(level: str, until_feared: timedelta | None) -> timedelta | None:
    """How long until harm is feared, for what is to be there before it.

    Takes   level, of LEVELS; until_feared, from now to the hour harm is feared, None for not known.
    Gives   nothing during an ongoing attack, whatever hour was feared before; else what is known.

    >>> time_left("ongoing", None), time_left("imminent", None)
    (datetime.timedelta(0), None)
    """
    return timedelta() if level == "ongoing" else until_feared


@dataclass(frozen=True, slots=True)
class Clock:
    """One clock: it begins at one moment, ends at another, and has its limit by level.

    since, until   names of moments on record
    limits         time allowed by level; a level that is not in it has no such clock
    by_hour        whether the moment it begins at says itself by when; its limits then say how
                   soon it climbs
    climbs         whether each further limit that passes tells the next rung of the ladders
    """

    name: str
    since: str
    until: str
    limits: Mapping[str, timedelta]
    climbs: bool
    what: str
    by_hour: bool = False


class HeldLevel(NamedTuple):
    """A level an alert was given, and since when."""

    level: str
    since: datetime


class Running(NamedTuple):
    """A clock of an alert: when it is due, and when it was met; None where it was not yet. Of one
    tasking where it says so."""

    clock: str
    due: datetime
    met: datetime | None
    of: str = ""


class Step(NamedTuple):
    """A clock ran out: rung 0 tells the owner and the alternates, each further one the next rung
    of every ladder; one of ABOVE tells those of its rung whom it did not tell before. Each tasking
    (`of`) climbs by itself."""

    due: datetime
    clock: str
    rung: int
    of: str = ""


FIELD_RUNG = 1
"""The last rung all of whose posts are of field duty level."""

ABOVE = 10
"""Added to a rung: those above field duty level who were left out when its time came, for nothing
had confirmed the alert then."""


@cache
def shipped_clocks() -> tuple[Clock, ...]:
    """The clocks as they ship.

    Source  domain reference, workflow W1; a watch is decided at the weekly meeting.

    >>> first = shipped_clocks()[:4]
    >>> {clock.name: clock.limits["imminent"].total_seconds() / 60 for clock in first}
    {'triage': 15.0, 'issue': 30.0, 'acknowledge': 15.0, 'decide': 30.0}
    """
    return tuple(
        Clock(
            row["clock"],
            row["since"],
            row["until"],
            {n: timedelta(minutes=float(row[n])) for n in LEVELS if row[n]},
            row["climbs"] == "yes",
            row["what"],
            row["by_hour"] == "yes",
        )
        for row in shipped_rows("tutela.warning", "clocks.csv")
    )


def with_limits(
    clocks: Iterable[Clock], minutes: Mapping[tuple[str, str], float]
) -> tuple[Clock, ...]:
    """The clocks with a mission's own limits.

    Takes   minutes by (clock, level).
    Raises  BadParameter for a clock or level that is none, or a limit that is not above zero.

    >>> own = with_limits(shipped_clocks(), {("acknowledge", "ongoing"): 5})
    >>> str(own[2].limits["ongoing"])
    '0:05:00'
    """
    kept = {clock.name: clock for clock in clocks}
    for (name, level), value in minutes.items():
        if name not in kept or level not in kept[name].limits:
            raise BadParameter(say("there is no clock {name} at this level", name=name))
        if not value > 0:
            raise BadParameter(say("a clock allows more than no time"))
        limits = {**kept[name].limits, level: timedelta(minutes=value)}
        kept[name] = replace(kept[name], limits=limits)
    return tuple(kept.values())


def running(
    clocks: Iterable[Clock], held: Sequence[HeldLevel], run: Mapping[str, Moment]
) -> list[Running]:
    """The clocks that have begun, each with when it is due. What
    stops one is in the table of `calming`.

    Each tasking has its own clocks of answer and departure.

    A level begins its own limits when it is given; those of a lower one that ran before still
    hold, so that a raised alert is never given more time.

    Takes   held, the levels in the order they were given, the last in force; run, the
            moments that count by name (`states.run_of`).
    """
    running_clocks = []
    for clock in clocks:
        limits = _limits(clock, held)
        for began in _began(clock, run) if limits else ():
            met = stopped_at(clock.name, _moments_about(run, began.of))
            due = min(max(began.at, at) + limit for at, limit in limits)
            if clock.by_hour:
                due = began.due or due
            running_clocks.append(Running(clock.name, due, met, began.of))
    return running_clocks


def steps(
    clocks: Iterable[Clock],
    held: Sequence[HeldLevel],
    run: Mapping[str, Moment],
    now: datetime,
    climbs_from: datetime | None = None,
) -> list[Step]:
    """The steps that have fallen due by now, in the order they fell due.

    Each limit that passes without an answer is a step. In an ongoing attack a warning nobody
    acknowledged goes to the tops of all ladders together, at once. A rung whose time came before
    the alert climbed has a second step at that moment, for those above field duty level.

    Takes   climbs_from, since when it climbs above field duty level (`climbing.climbs_since`).

    >>> from datetime import UTC
    >>> at = datetime(2018, 12, 31, 3, 0, tzinfo=UTC)
    >>> told = steps(shipped_clocks(), [HeldLevel("ongoing", at)],
    ...              {name: Moment(name, at) for name in ("received", "issued")},
    ...              at + timedelta(minutes=12))
    >>> [(f"{step.due:%H:%M}", step.clock, step.rung) for step in told]
    [('03:10', 'acknowledge', 3)]
    """
    known = {clock.name: clock for clock in clocks}
    steps_due = []
    for name, due, met, of in running(known.values(), held, run):
        clock = known[name]
        if name == "acknowledge" and held[-1].level == "ongoing":
            falls = [(due, RUNGS)]
        else:
            limit = min(limit for _at, limit in _limits(clock, held))
            falls = [(due + rung * limit, rung) for rung in range(RUNGS + 1 if clock.climbs else 1)]
        if climbs_from is not None:
            falls += [
                (climbs_from, ABOVE + rung)
                for at, rung in falls
                if rung > FIELD_RUNG and at < climbs_from
            ]
        steps_due += [
            Step(at, name, rung, of)
            for at, rung in falls
            if at <= now and (met is None or met > at)
        ]
    return sorted(steps_due)


def _began(clock: Clock, run: Mapping[str, Moment]) -> list[Moment]:
    """What a clock began at: once, or once for each tasking."""
    return [moment for moment in run.values() if moment.state == clock.since]


def _moments_about(run: Mapping[str, Moment], of: str) -> dict[str, Moment]:
    """The moments of an alert that say something of one tasking, or of the alert itself."""
    return {name: moment for name, moment in run.items() if moment.of in ("", of)}


def _limits(clock: Clock, held: Sequence[HeldLevel]) -> list[tuple[datetime, timedelta]]:
    """Of the levels up to the one in force: since when, and how long."""
    most = LEVELS.index(held[-1].level)
    return [
        (since, clock.limits[level])
        for level, since in held
        if level in clock.limits and LEVELS.index(level) <= most
    ]
