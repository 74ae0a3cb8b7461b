"""Which points a unit reaches in time from each of many sites, under its own rules; and whom being
there deters."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from tutela.actors.identify import STATE_TYPES, type_of
from tutela.base.later import Bools, Floats, np
from tutela.base.messages import Sentence, say, say_n
from tutela.capacity.able import Journey, State, judge
from tutela.capacity.travel import elapsed_leaving


def in_reach(
    unit: State,
    km: Floats,
    minutes: Floats,
    *,
    on: date,
    dark: bool,
    within: float,
    night: float,
) -> Bools:
    """Where a unit is able and there in time: only what is known counts.

    Takes   km and minutes from each of m sites to each of n points, minutes at the day's speed,
            infinite or NaN where no way is known; on, the day of which caveats hold; dark, leaving
            at midnight, else at noon; within, minutes; night, the share of the day's speed kept by
            night.
    Gives   m x n, as `tutela.capacity.able.judge` says of each journey alone.

    >>> import numpy as np
    >>> km, minutes = np.array([[10.0, 80.0]]), np.array([[60.0, 480.0]])
    >>> in_reach(State(able=True, reach_km=50), km, minutes, on=date(2030, 6, 1), dark=False,
    ...          within=120, night=0.5)
    array([[ True, False]])
    """
    ready = {
        late: judge(unit, Journey(on, 0.0, 0.0, dark=late)).able is True for late in (False, True)
    }
    limits = [unit.reach_km]
    for caveat in unit.caveats:
        if caveat.holds(on):
            limits += [caveat.most_km, caveat.medevac_km]
    farthest = min((limit for limit in limits if limit is not None), default=np.inf)
    near = km <= farthest
    spent, late = elapsed_leaving(minutes, night=night, dark=dark)
    return near & (spent <= within) & np.where(late, ready[True], ready[False])


REBELS = say(
    "peacekeepers nearby lower the number of civilians killed by rebels (Fjelde, Hultman and "
    "Nilsson 2019, International Organization 73(1), Africa 2000-2011)"
)
GOVERNMENT = say(
    "no such effect was found on killing by government forces: being there is not enough (Fjelde, "
    "Hultman and Nilsson 2019, International Organization 73(1), Africa 2000-2011)"
)
UNKNOWN = say("whom being there deters is not known: who is feared is not known")
MOVES = say(
    "violence may move to places near those that are covered: look at the neighbours again after "
    "a move (Peitz and Reisch 2019, Zeitschrift für Friedens- und Konfliktforschung 8, DR Congo "
    "2000-2014; other studies found no such shift)"
)


def deterred_said(actors: Collection[str]) -> list[tuple[Sentence, Sentence]]:
    """Whom being there deters, by kind of perpetrator, among those feared in the covered hotspots.

    Takes   of each hotspot who is feared, "" where that is not known.
    Gives   of each kind how many hotspots, and what is known of it with its source.

    >>> deterred_said(["LRA", ""])[0][0], len(deterred_said(["LRA", ""]))
    ('armed groups are feared in 1 hotspot', 2)
    """
    known = [type_of(actor) in STATE_TYPES for actor in actors if actor]
    state, unknown = sum(known), len(actors) - len(known)
    groups = len(known) - state
    lines: list[tuple[Sentence, Sentence]] = []
    if groups:
        heading = say_n(
            "armed groups are feared in {n} hotspot",
            "armed groups are feared in {n} hotspots",
            groups,
        )
        lines.append((heading, REBELS))
    if state:
        heading = say_n(
            "forces of a state are feared in {n} hotspot",
            "forces of a state are feared in {n} hotspots",
            state,
        )
        lines.append((heading, GOVERNMENT))
    if unknown:
        heading = say_n(
            "in {n} hotspot it is not known who is feared",
            "in {n} hotspots it is not known who is feared",
            unknown,
        )
        lines.append((heading, UNKNOWN))
    return lines
