"""What events say of an armed actor: its tempo, its reach, its victims and its rivals.

Figures for an analyst to accept or strike. They describe what sources recorded, no more: an actor
of which little is on file may do much where nobody writes it down.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tutela.base.distances import chord_to_km, unit_vectors
from tutela.base.later import Floats, np, pl

DAYS = 365
"""How far back events are counted."""
TEMPO_DAYS = 90
"""The days of which the tempo is counted, and as many before them to compare."""
REACH_SHARE = 0.8
REACH_EVENTS = 3
"""Under so many events no reach is known."""


def events_within_reach(events: int, share: float) -> int:
    """How many of an actor's events its reach holds: the share, without the farthest of all.

    >>> [events_within_reach(events, 0.8) for events in (3, 4, 5, 13, 100)]
    [2, 3, 4, 11, 80]
    """
    return min(math.ceil(share * events), events - 1)


def reach_km(vectors: Floats, share: float) -> float:
    """How far an actor ranges: km from the median of its events that hold a share of them.

    The farthest event alone never counts: one report from far off, or one written at the wrong
    place, moves neither the middle nor the reach.

    Takes   vectors, (n, 3) unit vectors of n > 1 events; share, above 0, at most 1.

    >>> east = unit_vectors(np.array([0.0, 0.0, 0.0, 0.0]), np.array([30.0, 30.0, 30.1, 39.0]))
    >>> round(reach_km(east, 0.8), 1)
    5.6
    """
    middle = np.median(vectors, axis=0)
    km = chord_to_km(np.linalg.norm(vectors - middle / np.linalg.norm(middle), axis=1))
    within = events_within_reach(len(vectors), share)
    return float(np.partition(km, within - 1)[within - 1])


@dataclass(frozen=True, slots=True)
class Rival:
    """Another party that an actor fought: its name as the source has it, how often, and the last
    day of it."""

    name: str
    fights: int
    last: date


@dataclass(frozen=True, slots=True)
class ActorRecord:
    """What a year's events say of one actor.

    events     all that name it, and the last day of one
    harming    those of them in which it harmed civilians
    recent     harming events of the last TEMPO_DAYS, and `before`, of as many days before
    reach      km, None where it is not known; reach_holds, how many of its events lie within
    killed     civilians in the harming events, None where no source says; killed_is_least, where
               some do not say
    harms      what it did to civilians and how often, most often first
    rivals     whom it fought, most often first; only of fights between two parties
    """

    events: int
    last: date | None
    harming: int
    recent: int
    before: int
    reach: float | None
    reach_holds: int
    killed: int | None
    killed_is_least: bool
    harms: tuple[tuple[str, int], ...]
    rivals: tuple[Rival, ...]


def describe_actor(events: pl.DataFrame, names: Collection[str], *, on: date) -> ActorRecord:
    """Count what events of the last DAYS say of an actor.

    Takes   events with the columns date_end (a day), harm, violence, side_a and side_b (lists of
            names), deaths, latitude and longitude; names, all that the actor is
            called by there; on, the last day that counts.
    Gives   an ActorRecord; events without a day, and those that name it nowhere, are left out.
    """
    known = set(names)
    ours_a = pl.col("side_a").list.eval(pl.element().is_in(known)).list.any()
    ours_b = pl.col("side_b").list.eval(pl.element().is_in(known)).list.any()
    dated = pl.col("date_end").is_between(on - timedelta(days=DAYS), on, closed="right")
    mine = events.filter(dated, ours_a.fill_null(False) | ours_b.fill_null(False))
    one_sided = (pl.col("violence") == "one-sided").fill_null(False)
    harming = mine.filter(one_sided, ours_a.fill_null(False))
    since, earlier = on - timedelta(days=TEMPO_DAYS), on - timedelta(days=2 * TEMPO_DAYS)
    killed = harming["deaths"].drop_nulls()
    points = mine.filter(pl.col("latitude").is_not_null(), pl.col("longitude").is_not_null())
    enough = len(points) >= REACH_EVENTS
    vectors = unit_vectors(points["latitude"].to_numpy(), points["longitude"].to_numpy())
    return ActorRecord(
        events=len(mine),
        last=max(mine["date_end"].to_list(), default=None),
        harming=len(harming),
        recent=len(harming.filter(pl.col("date_end") > since)),
        before=len(harming.filter(pl.col("date_end").is_between(earlier, since, closed="right"))),
        reach=reach_km(vectors, REACH_SHARE) if enough else None,
        reach_holds=events_within_reach(len(points), REACH_SHARE) if enough else 0,
        killed=int(killed.sum()) if len(killed) else None,
        killed_is_least=len(killed) < len(harming),
        harms=tuple(Counter(harming["harm"].drop_nulls().to_list()).most_common()),
        rivals=_rivals(mine.filter(~one_sided), known),
    )


def _rivals(fights: pl.DataFrame, known: Collection[str]) -> tuple[Rival, ...]:
    counts: Counter[str] = Counter()
    last: dict[str, date] = {}
    columns = fights.select("side_a", "side_b", "date_end").iter_rows()
    for side_a, side_b, day in columns:
        other = _other_side(side_a or (), side_b or (), known)
        if other is not None:
            counts[other] += 1
            last[other] = max(day, last.get(other, day))
    return tuple(Rival(name, fights, last[name]) for name, fights in counts.most_common())


def _other_side(side_a: Sequence[str], side_b: Sequence[str], known: Collection[str]) -> str | None:
    """Whom the actor fought, in a fight between two parties that are named."""
    if len(side_a) != 1 or len(side_b) != 1:
        return None
    [one], [two] = side_a, side_b
    other = two if one in known else one
    return None if other in known or other == "unknown" else other
