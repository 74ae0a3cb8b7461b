"""Observations that alert whatever the score."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from tutela.base.globe import Floats, unit_vectors
from tutela.base.say import say, term
from tutela.capacity.nearest import nearest_base
from tutela.capacity.types import Bases
from tutela.places.gazetteer import Places
from tutela.risk.factors import table
from tutela.risk.ledger import Ledger
from tutela.risk.nearby import Pairs, pairs_within
from tutela.risk.score import Ints
from tutela.risk.types import Tripwire

LEFT_KM = 10
STRUCK_DAYS = 730
MOTIVE_KM, MOTIVE_DAYS = 100, 30


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of one observation: reported within so many km and days of a place."""

    rule: str
    observation: str
    within_km: float
    within_days: float


@cache
def rules() -> tuple[Rule, ...]:
    """The rules of tripwires.csv."""
    return tuple(
        Rule(r["rule"], r["observation"], float(r["within_km"]), float(r["within_days"]))
        for r in table("tripwires.csv").to_dicts()
    )


def tripwires(
    record: Ledger,
    places: Places,
    bases: Bases | None = None,
    earlier: Bases | None = None,
    at_risk: Ints | None = None,
) -> tuple[Tripwire, ...]:
    """Every rule that fires at a place, with the events behind it.

    Takes   the record; n places; bases now and some months before, if both are known; row numbers
            of places at medium risk or higher.
    Gives   tripwires in order of place and rule.
    Source  domain reference, section d, tripwires; of them, separation by identity and perimeter
            breach are seen by people only and have no rule on event files.
    """
    vectors = unit_vectors(places.lat, places.lon)
    all_places = places.places()
    found: dict[tuple[int, str, str], list[str]] = {}

    def fire(place: int, rule: str, why: str, event: int | None) -> None:
        events = found.setdefault((place, rule, why), [])
        if event is not None:
            events.append(record.ids[event])

    for rule in rules():
        mask = record.tells_of([rule.observation]) & (record.days <= rule.within_days)
        pairs = pairs_within(vectors, record.vectors, mask, rule.within_km)
        for place, event in _each(pairs):
            why = say(
                "{observation} reported within {km:.0f} km in the last {days:.0f} days",
                observation=term(rule.observation),
                km=rule.within_km,
                days=rule.within_days,
            )
            fire(place, term(rule.rule), why, event)

    for place, event in _retaliation(record, vectors):
        fire(
            place,
            term("retaliation"),
            say(
                "armed movement within {km:.0f} km after a reprisal motive"
                " within {motive_km:.0f} km in the last {days:.0f} days",
                km=LEFT_KM,
                motive_km=MOTIVE_KM,
                days=MOTIVE_DAYS,
            ),
            event,
        )
    left = _left(places, bases, earlier)
    struck = (record.harm >= 0) & (record.days <= STRUCK_DAYS)
    attacks = pairs_within(vectors, record.vectors, struck, LEFT_KM)
    for place, event in _each(attacks):
        if left[place]:
            why = say("a base left this place, which was struck before")
            fire(place, term("protectors leaving"), why, event)
    for place in np.setdiff1d(at_risk, attacks.place).tolist() if at_risk is not None else ():
        if left[place]:
            why = say("a base left this place, which is at medium risk or higher")
            fire(place, term("protectors leaving"), why, None)

    return tuple(
        Tripwire(all_places[place], rule, why, tuple(dict.fromkeys(events)))
        for (place, rule, why), events in sorted(found.items())
    )


def _retaliation(record: Ledger, vectors: Floats) -> list[tuple[int, int]]:
    """Places with armed movement close by and a reprisal motive in the region."""
    moved = record.tells_of(["armed movement"]) & (record.days <= 7)
    motive = record.tells_of(["reprisal motive elsewhere"]) & (record.days <= MOTIVE_DAYS)
    near = pairs_within(vectors, record.vectors, moved, LEFT_KM)
    region = pairs_within(vectors, record.vectors, motive, MOTIVE_KM)
    both = set(near.place.tolist()) & set(region.place.tolist())
    return [
        (place, event) for pairs in (near, region) for place, event in _each(pairs) if place in both
    ]


def _left(places: Places, bases: Bases | None, earlier: Bases | None) -> NDArray[np.bool_]:
    """Which places had troops within 10 km and have none now."""
    if bases is None or earlier is None:
        return np.zeros(len(places), dtype=bool)
    had, has = (
        nearest_base(places.lat, places.lon, known.with_troops(), within_km=LEFT_KM)[0] >= 0
        if known.with_troops()
        else np.zeros(len(places), dtype=bool)
        for known in (earlier, bases)
    )
    return np.asarray(had & ~has)


def _each(pairs: Pairs) -> Iterator[tuple[int, int]]:
    return zip(pairs.place.tolist(), pairs.event.tolist(), strict=True)
