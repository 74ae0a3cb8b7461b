"""Observations that alert whatever the score."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from tutela.base.globe import unit_vectors
from tutela.capacity.nearest import nearest_base
from tutela.capacity.types import Bases
from tutela.places.gazetteer import Places
from tutela.risk.factors import table
from tutela.risk.ledger import Ledger
from tutela.risk.nearby import pairs_within
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
    record: Ledger, places: Places, bases: Bases | None = None, earlier: Bases | None = None
) -> tuple[Tripwire, ...]:
    """Every rule that fires at a place, with the events behind it.

    Takes   the record; n places; bases now and some months before, if both are known.
    Gives   tripwires in order of place and rule.
    Source  domain reference, section d, tripwires; of them, separation by identity and perimeter
            breach are seen by people only and have no rule on event files.
    """
    vectors = unit_vectors(places.lat, places.lon)
    all_places = places.places()
    found: dict[tuple[int, str], tuple[str, list[str]]] = {}

    def fire(place: int, rule: str, why: str, event: int | None) -> None:
        events = found.setdefault((place, rule), (why, []))[1]
        if event is not None:
            events.append(record.ids[event])

    for rule in rules():
        mask = record.tells_of([rule.observation]) & (record.days <= rule.within_days)
        pairs = pairs_within(vectors, record.vectors, mask, rule.within_km)
        for place, event in zip(pairs.place.tolist(), pairs.event.tolist(), strict=True):
            why = (
                f"{rule.observation} reported within {rule.within_km:.0f} km"
                f" in the last {rule.within_days:.0f} days"
            )
            fire(place, rule.rule, why, event)

    for place, event in _retaliation(record, vectors):
        fire(
            place,
            "retaliation",
            f"armed movement within {LEFT_KM} km after a reprisal motive"
            f" within {MOTIVE_KM} km in the last {MOTIVE_DAYS} days",
            event,
        )
    for place, event in _left(record, places, vectors, bases, earlier):
        fire(place, "protectors leaving", "a base left this place, which was struck before", event)

    return tuple(
        Tripwire(all_places[place], rule, why, tuple(dict.fromkeys(events)))
        for (place, rule), (why, events) in sorted(found.items())
    )


def _retaliation(record: Ledger, vectors: np.ndarray) -> list[tuple[int, int]]:
    """Places with armed movement close by and a reprisal motive in the region."""
    moved = record.tells_of(["armed movement"]) & (record.days <= 7)
    motive = record.tells_of(["reprisal motive elsewhere"]) & (record.days <= MOTIVE_DAYS)
    near = pairs_within(vectors, record.vectors, moved, LEFT_KM)
    region = pairs_within(vectors, record.vectors, motive, MOTIVE_KM)
    both = set(near.place.tolist()) & set(region.place.tolist())
    return [
        (place, event)
        for pairs in (near, region)
        for place, event in zip(pairs.place.tolist(), pairs.event.tolist(), strict=True)
        if place in both
    ]


def _left(
    record: Ledger,
    places: Places,
    vectors: np.ndarray,
    bases: Bases | None,
    earlier: Bases | None,
) -> list[tuple[int, int]]:
    """Places attacked before that had troops within 10 km and have none now, with the attacks."""
    if bases is None or earlier is None or not earlier.with_troops():
        return []
    had, _ = nearest_base(places.lat, places.lon, earlier.with_troops(), within_km=LEFT_KM)
    if bases.with_troops():
        has, _ = nearest_base(places.lat, places.lon, bases.with_troops(), within_km=LEFT_KM)
    else:
        has = np.full(len(places), -1)
    left = (had >= 0) & (has < 0)
    struck = (record.harm >= 0) & (record.days <= STRUCK_DAYS)
    pairs = pairs_within(vectors, record.vectors, struck, LEFT_KM)
    return [
        (place, event)
        for place, event in zip(pairs.place.tolist(), pairs.event.tolist(), strict=True)
        if left[place]
    ]
