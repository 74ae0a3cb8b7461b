"""A sample of people by places: how many to ask, how many places, and which, so that anybody can
draw the same places again.

Places are drawn in proportion to their people, in each stratum apart, by systematic sampling
(W. G. Cochran, Sampling Techniques, 3rd ed., section 9A.5). Chance comes from SHA-256 of the seed,
which every language has, and not from the generator of one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from math import ceil, floor

from tutela.base.errors import BadParameter
from tutela.base.messages import say

NORMAL_95 = 1.959963984540054

FEWEST_PLACES = 2
"""Fewer of a stratum tell nothing of how its places differ, and so no interval."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a survey is to tell, and what is expected of it.

    margin        half the width of the 95% interval of a share, in percentage points
    expected      the share expected, in percent; 50 asks for the most people
    effect        by how much places that are alike inside widen the variance; 1 of a simple sample
    response      of those approached, how many will answer, in percent
    per_place     how many are approached in a place each time it is drawn
    """

    margin: float
    expected: float
    effect: float
    response: float
    per_place: int


def people_to_approach(wanted: Wanted, population: int) -> int:
    """How many people are to be approached, so that those who answer give the precision wanted.

    Source  Cochran, equations 4.2 and 4.3, times the design effect, over the response.
    Raises  BadParameter for what no survey can be: a margin of nothing, nobody answering.

    >>> people_to_approach(Wanted(7, 50, 2.0, 85, 12), 40_000)
    457
    """
    if not 0 < wanted.margin < 50 or not 0 < wanted.expected < 100:
        raise BadParameter(
            say("the precision wanted must lie between 0 and 50 points"), where="margin"
        )
    if not 0 < wanted.response <= 100 or wanted.effect < 1 or wanted.per_place < 1:
        raise BadParameter(
            say("the response must be above 0, and the design effect 1 or more"),
            where="response",
        )
    if population < 1:
        return 0
    share, margin = wanted.expected / 100, wanted.margin / 100
    simple = (NORMAL_95 / margin) ** 2 * share * (1 - share)
    designed = simple * wanted.effect
    return ceil(designed / (1 + designed / population) / (wanted.response / 100))


def shared_out(population: Mapping[str, int], draws: int) -> dict[str, int]:
    """Draws shared over strata in proportion to their people, at least two of each.

    Where two of each are more than the draws, there are more draws.

    >>> shared_out({"north": 30_000, "south": 9_000, "islands": 100}, 10)
    {'north': 6, 'south': 2, 'islands': 2}
    """
    strata = [name for name, people in population.items() if people > 0]
    whole = sum(population[name] for name in strata)
    shares = {name: FEWEST_PLACES for name in strata}
    left = draws - sum(shares.values())
    if left <= 0 or not whole:
        return shares
    ideal = {name: max(0.0, draws * population[name] / whole - FEWEST_PLACES) for name in strata}
    over = sum(ideal.values())
    parts = {name: left * part / over if over else 0.0 for name, part in ideal.items()}
    for name, part in parts.items():
        shares[name] += floor(part)
    rest = draws - sum(shares.values())
    for name in sorted(parts, key=lambda name: (floor(parts[name]) - parts[name], name))[:rest]:
        shares[name] += 1
    return shares


@dataclass(frozen=True, slots=True)
class FramePlace:
    """A place of the frame: its code, the stratum it lies in, how many people live there."""

    code: str
    stratum: str
    people: int


@dataclass(frozen=True, slots=True)
class DrawnPlaces:
    """What was drawn: how often each place, and of each stratum the others in the order in which
    they replace a place that cannot be reached."""

    times: dict[str, int]
    reserve: dict[str, list[str]]


def draw_places(frame: Iterable[FramePlace], wanted: Wanted, people: int, seed: int) -> DrawnPlaces:
    """Draw places in proportion to their people, in each stratum apart.

    Takes   people, how many are to be approached; seed, kept: the same frame and seed give the same
            places.
    Raises  BadParameter for a frame in which nobody lives.

    >>> frame = [FramePlace(f"v{n}", "north", 100 * n) for n in range(1, 9)]
    >>> drawn = draw_places(frame, Wanted(10, 50, 1.5, 90, 10), 40, seed=7)
    >>> sum(drawn.times.values()), drawn == draw_places(frame[::-1], Wanted(10, 50, 1.5, 90, 10),
    ...     40, seed=7)
    (4, True)
    """
    rows = sorted((place for place in frame if place.people > 0), key=lambda place: place.code)
    strata: dict[str, list[FramePlace]] = {}
    for place in rows:
        strata.setdefault(place.stratum, []).append(place)
    if not strata:
        raise BadParameter(
            say("nobody is known to live in the places of the frame"),
            next=say("write the population of places, with its day"),
        )
    living = {name: sum(place.people for place in strata[name]) for name in sorted(strata)}
    times: dict[str, int] = {}
    reserve: dict[str, list[str]] = {}
    for name, draws in shared_out(living, ceil(people / wanted.per_place)).items():
        hit = _systematic(strata[name], draws, _chance(seed, name))
        times |= hit
        others = [place.code for place in strata[name] if place.code not in hit]
        reserve[name] = sorted(others, key=lambda code: _chance(seed, f"{name}/{code}"))
    return DrawnPlaces(times, reserve)


def _systematic(places: Sequence[FramePlace], draws: int, start: float) -> dict[str, int]:
    """Steps of equal size along the people of the places, from a start by chance."""
    step = sum(place.people for place in places) / draws
    times: dict[str, int] = {}
    passed, at = 0, start * step
    for place in places:
        passed += place.people
        while at < passed and sum(times.values()) < draws:
            times[place.code] = times.get(place.code, 0) + 1
            at += step
    return times


def _chance(seed: int, said: str) -> float:
    """A number from 0 to below 1: the first eight bytes of SHA-256 of seed/words, as a fraction.

    >>> _chance(7, "north")
    0.736162278830133
    """
    return int.from_bytes(sha256(f"{seed}/{said}".encode()).digest()[:8], "big") / 2**64
