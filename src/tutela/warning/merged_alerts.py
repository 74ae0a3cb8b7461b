"""Alerts that tell of one event, joined by a person: what is known of all of them together, and how
their clocks run on.

It follows from the alerts themselves, so that the order they are joined in changes nothing, and one
that is parted again is what it was.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import reduce
from typing import NamedTuple

from tutela.warning.clocks import LEVELS, Clock, HeldLevel, Running, Step, running, steps
from tutela.warning.states import ENDS, OUTCOME, STATES, Moment, join_trails, run_of

FOREVER = datetime(2500, 1, 1, tzinfo=UTC)


class Source(NamedTuple):
    """Which alert says something: sorted, the one that speaks for all comes first.

    ended     whether it has ended: an open alert never stands behind one that has
    farness   how far the harm is: 0 for ongoing; see `farness`
    nowhere   whether nobody knows which area it lies in
    known_at  when the mission knew of it
    """

    ended: bool
    farness: int
    nowhere: bool
    known_at: datetime
    number: int
    channel: str = ""


def farness(level: str) -> int:
    """How far the harm of a level is, nearest first.

    >>> farness("ongoing"), farness("watch")
    (0, 3)
    """
    return len(LEVELS) - 1 - LEVELS.index(level)


class Fact(NamedTuple):
    """One thing that is said of the event, and by which alert."""

    value: Hashable
    source: Source


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of an event from the alerts that tell of it.

    facts     by name, every different thing that was said, once: what contradicts stands side by
              side, the alert that speaks for all first
    known_at  when the mission knew first
    alerts    the alerts that tell of it, the one that speaks for all first
    """

    facts: Mapping[str, tuple[Fact, ...]]
    known_at: datetime
    alerts: tuple[Source, ...]

    def __or__(self, other: Known) -> Known:
        names = {**self.facts, **other.facts}
        facts = {
            name: _unique_facts((*self.facts.get(name, ()), *other.facts.get(name, ())))
            for name in names
        }
        alerts = tuple(sorted({*self.alerts, *other.alerts}))
        return Known(facts, min(self.known_at, other.known_at), alerts)

    def first(self, name: str) -> Hashable:
        """What the alert that speaks for all says, or the first that says anything; None where
        none does."""
        said = self.facts.get(name)
        return said[0].value if said else None

    def nearest(self, name: str) -> Hashable:
        """Of what is said the least: the nearest hour, or that the caller is not safe."""
        return min((fact.value for fact in self.facts.get(name, ())), default=None)  # type: ignore[type-var]

    @property
    def joined(self) -> bool:
        """Whether more than one alert tells of it."""
        return len(self.alerts) > 1


def _unique_facts(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """Each different thing once, by the alert that comes first; alerts of two compartments may have
    one number, so equal sources are told apart by what they say."""
    said: dict[Hashable, Fact] = {}
    for fact in sorted(facts, key=lambda fact: (fact.source, repr(fact.value))):
        said.setdefault(fact.value, fact)
    return tuple(said.values())


def known_from(source: Source, said: Mapping[str, Hashable]) -> Known:
    """What one alert says.

    Takes   said, by name; None and "" are not known, and are left out.

    >>> at = datetime(2018, 12, 31, 3, 0, tzinfo=UTC)
    >>> call = known_from(Source(False, 1, False, at, 2), {"who": "Kestrel", "how_many": 60})
    >>> text = known_from(Source(False, 2, False, at, 3), {"how_many": 40, "heading": "west"})
    >>> [fact.value for fact in (text | call).facts["how_many"]], (text | call).first("heading")
    ([60, 40], 'west')
    """
    facts = {n: (Fact(value, source),) for n, value in said.items() if value not in (None, "")}
    return Known(facts, source.known_at, (source,))


def known_of(alerts: Iterable[Known]) -> Known:
    """What is known from several alerts of one event, in any order; at least one."""
    return reduce(Known.__or__, alerts)


# --- clocks


@dataclass(frozen=True, slots=True)
class Clocked:
    """What the clocks of one alert go by.

    held   the levels it was given, and those given to the thread since it was joined
    trail  what was recorded of it, since its thread was last opened where it was joined
    done   the steps that were applied, as (clock, rung, tasking), since it was last opened
    """

    held: tuple[HeldLevel, ...]
    trail: tuple[Moment, ...]
    done: frozenset[tuple[str, int, str]] = frozenset()

    @property
    def level(self) -> int:
        """How near the harm is, as a place in LEVELS."""
        return LEVELS.index(self.held[-1].level)

    def run(self) -> dict[str, Moment]:
        """The moments that count, by name."""
        return run_of(self.trail)


def views(root: Clocked, joined: Sequence[Clocked] = ()) -> list[Clocked]:
    """A thread as each of its alerts sees it: what was done for another of them counts for it too,
    unless that one speaks of a harm less near (`states.join_trails`). The first is the root's.

    That the danger ended, written down before the newest of them was known, ended nothing of what
    that one tells: it counts for none, until somebody who knows of all says it again.

    Takes   root, the alert the thread is read from: its end ends all.
    """
    parts = _without_ends_before([root, *joined])
    root = parts[0]
    ends = [m for name, m in run_of(root.trail).items() if name in ENDS]
    known_views = []
    for part in parts:
        others = [o for o in parts if o is not part]
        own = part.trail if part is root else (*part.trail, *ends)
        trail = join_trails(own, [(o.trail, o.level < part.level) for o in others])
        done = part.done.union(*(o.done for o in others if o.level >= part.level))
        known_views.append(Clocked(part.held, tuple(trail), done))
    return known_views


def _without_ends_before(parts: list[Clocked]) -> list[Clocked]:
    """The parts of a thread without each *the danger ended* that is older than the newest part."""
    known = [received.at for part in parts if (received := part.run().get(STATES[0]))]
    if len(known) < 2:
        return parts
    newest = max(known)
    return [
        replace(
            part,
            trail=tuple(
                moment
                for moment in part.trail
                if moment.state != OUTCOME or (moment.entered or moment.at) >= newest
            ),
        )
        for part in parts
    ]


LAST = "expire"
"""The clock that ends an alert nobody decided on: a thread ends when the last of its alerts would,
and not at all while one of them never does."""


def running_of(clocks: Sequence[Clock], seen: Sequence[Clocked]) -> list[Running]:
    """The clocks of a thread: each is due when it is due first for one of the alerts that still
    wait, and met when none of them waits; but see LAST.

    Takes   seen, as `views` gives them.
    """
    runs = [_by_clock(running(clocks, one.held, one.run())) for one in seen if one.held]
    tightest = []
    for clock in clocks:
        mine = [of[clock.name] for of in runs if clock.name in of]
        if clock.name == LAST:
            tightest += [max(mine, key=_waits_first)] if mine and len(mine) == len(runs) else []
        elif mine:
            tightest.append(min(mine, key=_waits_first))
    return tightest


def _by_clock(every: Iterable[Running]) -> dict[str, Running]:
    """Of each clock the one that waits, or is due, first: a clock runs once for each tasking."""
    first: dict[str, Running] = {}
    for one in every:
        first[one.clock] = min(one, first.get(one.clock, one), key=_waits_first)
    return first


def _waits_first(run: Running) -> tuple[bool, datetime, datetime]:
    return run.met is not None, run.due, run.met or FOREVER


def steps_of(
    clocks: Sequence[Clock],
    seen: Sequence[Clocked],
    until: datetime = FOREVER,
    climbs_from: datetime | None = None,
) -> list[Step]:
    """The steps of a thread that fall due by a time and are not done, each at its earliest; but see
    LAST.

    Takes   climbs_from, since when the thread climbs above field duty level; None while it does
            not.
    """
    falling: dict[tuple[str, int, str], list[Step]] = {}
    told = [one for one in seen if one.held]
    for one in told:
        for step in steps(clocks, one.held, one.run(), until, climbs_from):
            if step[1:] not in one.done:
                falling.setdefault(step[1:], []).append(step)
    return sorted(
        max(mine) if clock == LAST else min(mine)
        for (clock, _rung, _of), mine in falling.items()
        if clock != LAST or len(mine) == len(told)
    )
