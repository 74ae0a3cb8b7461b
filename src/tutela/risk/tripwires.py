"""Observations that alert whatever the score."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from tutela.base.distances import unit_vectors
from tutela.base.later import Floats, Ints, np
from tutela.base.messages import say, term
from tutela.capacity.nearest import nearest_base
from tutela.capacity.types import Bases
from tutela.places.gazetteer import Places
from tutela.places.types import Place
from tutela.risk.factors import table
from tutela.risk.parameters import DEFAULT, Parameters
from tutela.risk.record.ledger import Ledger
from tutela.risk.record.nearby import Pairs, pairs_within
from tutela.risk.types import Tripwire

if TYPE_CHECKING:
    from numpy.typing import NDArray


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
        for r in table("tripwires.csv")
    )


@cache
def signs_that_alert() -> frozenset[str]:
    """The signs one report of which opens an alert, whatever the score.

    >>> "perimeter breach" in signs_that_alert(), "clash" in signs_that_alert()
    (True, False)
    """
    return frozenset(rule.observation for rule in rules())


def tripwires(
    record: Ledger,
    places: Places,
    bases: Bases | None = None,
    earlier: Bases | None = None,
    at_risk: Ints | None = None,
    parameters: Parameters = DEFAULT,
) -> tuple[Tripwire, ...]:
    """Every rule that fires at a place, with the events behind it.

    Takes   the record; n places; bases now and some months before, if both are known; row numbers
            of places at medium risk or higher.
    Gives   tripwires in order of place and rule; last, those said of a place whose position is not
            known, which has the name as it was said and no coordinates.
    Source  domain reference, section d, tripwires.
    """
    p = parameters
    vectors = unit_vectors(places.lat, places.lon)
    all_places = places.places()
    reasons: dict[tuple[int, str, str], list[str]] = {}

    def fire(place: int, rule: str, why: str, event: int | None) -> None:
        events = reasons.setdefault((place, rule, why), [])
        if event is not None:
            events.append(record.ids[event])

    for rule in rules():
        mask = record.tells_of([rule.observation]) & (record.days <= rule.within_days)
        pairs = pairs_within(vectors, record.vectors, mask, rule.within_km)
        for place, event in _each_pair(pairs):
            why = say(
                "{observation} reported within {km:.0f} km in the last {days:.0f} days",
                observation=term(rule.observation),
                km=rule.within_km,
                days=rule.within_days,
            )
            fire(place, term(rule.rule), why, event)

    for place, event in _retaliation(record, vectors, p):
        fire(
            place,
            term("retaliation"),
            say(
                "armed movement within {km:.0f} km after a reprisal motive"
                " within {motive_km:.0f} km in the last {days:.0f} days",
                km=p.left_km,
                motive_km=p.motive_km,
                days=p.motive_days,
            ),
            event,
        )
    left = _left_by_troops(places, bases, earlier, p.left_km)
    struck = (record.harm >= 0) & (record.days <= p.struck_days)
    attacks = pairs_within(vectors, record.vectors, struck, p.left_km)
    for place, event in _each_pair(attacks):
        if left[place]:
            why = say("a base left this place, which was struck before")
            fire(place, term("protectors leaving"), why, event)
    for place in np.setdiff1d(at_risk, attacks.place).tolist() if at_risk is not None else ():
        if left[place]:
            why = say("a base left this place, which is at medium risk or higher")
            fire(place, term("protectors leaving"), why, None)

    known = tuple(
        Tripwire(all_places[place], rule, why, tuple(dict.fromkeys(events)))
        for (place, rule, why), events in sorted(reasons.items())
    )
    return known + _unplaced_tripwires(record)


def _unplaced_tripwires(record: Ledger) -> tuple[Tripwire, ...]:
    """Rules of one observation, fired by reports of places whose position is not known."""
    reasons: dict[tuple[str, str, str], list[str]] = {}
    for rule in rules():
        why = say(
            "{observation} reported in the last {days:.0f} days of a place whose position is not"
            " known, or whose name several bear",
            observation=term(rule.observation),
            days=rule.within_days,
        )
        for heard in record.elsewhere:
            if heard.word == rule.observation and heard.days <= rule.within_days:
                reasons.setdefault((heard.place, term(rule.rule), why), []).append(heard.id)
    return tuple(
        Tripwire(_as_said(place), rule, why, tuple(events))
        for (place, rule, why), events in sorted(reasons.items())
    )


def _as_said(name: str) -> Place:
    return Place(f"said:{name}", name or say("a place not named"), float("nan"), float("nan"))


def _retaliation(record: Ledger, vectors: Floats, p: Parameters) -> list[tuple[int, int]]:
    """Places with armed movement close by and a reprisal motive in the region."""
    moved = record.tells_of(["armed movement"]) & (record.days <= p.moved_days)
    motive = record.tells_of(["reprisal motive elsewhere"]) & (record.days <= p.motive_days)
    near = pairs_within(vectors, record.vectors, moved, p.left_km)
    region = pairs_within(vectors, record.vectors, motive, p.motive_km)
    both = set(near.place.tolist()) & set(region.place.tolist())
    return [
        (place, event)
        for pairs in (near, region)
        for place, event in _each_pair(pairs)
        if place in both
    ]


def _left_by_troops(
    places: Places, bases: Bases | None, earlier: Bases | None, left_km: float
) -> NDArray[np.bool_]:
    """Which places had troops close by and have none now."""
    if bases is None or earlier is None:
        return np.zeros(len(places), dtype=bool)
    had, has = (
        nearest_base(places.lat, places.lon, known.with_troops(), within_km=left_km)[0] >= 0
        if known.with_troops()
        else np.zeros(len(places), dtype=bool)
        for known in (earlier, bases)
    )
    return np.asarray(had & ~has)


def _each_pair(pairs: Pairs) -> Iterator[tuple[int, int]]:
    return zip(pairs.place.tolist(), pairs.event.tolist(), strict=True)
