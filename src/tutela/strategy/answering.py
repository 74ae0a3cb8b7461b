"""Which risks a line of the matrix answers, and why: by name, area, nearness, harm or actor.

A mission plans for areas and themes; the register knows one place, actor and harm at a time. So
what a line answers is derived from what it says it is for, and what says nothing answers nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from tutela.base.data_tables import shipped_rows
from tutela.base.distances import KM_A_DEGREE, distance_km
from tutela.base.later import np
from tutela.base.messages import Sentence, say
from tutela.capacity.between import UNKNOWN, Between
from tutela.places.names import fold

NEAR_MINUTES = 180.0
"""A line for a place answers the same threat so many minutes from it [P]: there and back in half a
day's light."""

FAR_KM = 60.0
"""Farther off in a straight line it is another place's risk, however good the road [P]."""

NEAR_KM = 20.0
"""Where the travel time is not known, the same threat so near is answered [P]."""

WHYS = ("named", "travel", "near", "area", "theme")
"""Why a line answers a risk, the surest first: it names it; it is for the same threat at a place
that is near by travel time, or by distance where that is not known; for the area it lies in; for
its harm or actor wherever they are."""

_CODE = re.compile(r"^[a-z]{0,3}\d+$")


@dataclass(frozen=True, slots=True)
class Position:
    """Degrees north and east."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class RiskAt:
    """A risk of the register: who may do what to people, and where."""

    id: str
    actor: str
    harm: str
    area: str = ""
    at: Position | None = None


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a line says it is for.

    `risks` are named by it; `area`, `at`, `harms` and `actors` narrow what it is for where they
    are given. `measure` is what is done, in words; a code of an activity says it too (`coded`).
    `same` is what two lines share when one repeats the other for another risk.
    """

    id: str
    risks: tuple[str, ...] = ()
    area: str = ""
    at: Position | None = None
    harms: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    measure: str = ""
    coded: bool = False
    same: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answering:
    """What lines answer: of each the risks with why, and of those that answer nothing why not;
    whether travel times were there to tell what is near."""

    risks: Mapping[str, Mapping[str, str]]
    nothing: Mapping[str, Sentence]
    by_travel: bool = False


@cache
def _fillers() -> frozenset[str]:
    rows = shipped_rows("tutela.strategy", "filler_words.csv")
    return frozenset(fold(word) for row in rows for word in row["words"].split())


def says_nothing(words: str) -> bool:
    """Whether no word of a text says what is done: references, fillers and numbers alone.

    >>> says_nothing("as there"), says_nothing("see M-003"), says_nothing("Night patrols")
    (True, True, False)
    """
    told = re.findall(r"[^\W_]+", fold(words))
    return not any(
        len(word) > 1 and word not in _fillers() and not _CODE.match(word) for word in told
    )


def answer_risks(
    lines: Sequence[Purpose], risks: Sequence[RiskAt], between: Between | None = None
) -> Answering:
    """Which of these risks each line answers, and why.

    Takes   lines in the order in which they were written; of two that say the same for different
            risks the later one repeats; between, the travel times of `positions`, where there are.
    Gives   by line, its risks with one of WHYS; by line that answers nothing, the reason.
    Source  Framework, template C: what is planned for an area or a theme answers the risks in it;
            the distance is ours [P].

    >>> kestrel = RiskAt("r1", "Kestrel", "killing", "east", Position(5.5, 21.2))
    >>> near = RiskAt("r2", "Kestrel", "killing", "east", Position(5.6, 21.25))
    >>> far = RiskAt("r3", "Kestrel", "killing", "west", Position(5.5, 18.0))
    >>> found = answer_risks(
    ...     [Purpose("1", risks=("r1",), measure="Night patrols"),
    ...      Purpose("2", measure="as there")],
    ...     [kestrel, near, far])
    >>> found.risks["1"], str(found.nothing["2"])
    ({'r1': 'named', 'r2': 'near'}, 'its words say no measure')
    """
    by_id = {risk.id: risk for risk in risks}
    answered: dict[str, dict[str, str]] = {}
    nothing: dict[str, Sentence] = {}
    first: dict[tuple[str, ...], str] = {}
    folded = [(risk, fold(risk.actor)) for risk in risks]
    fitting: dict[
        tuple[str | Position | tuple[str, ...] | None, ...], Mapping[str, str]
    ] = {}  # many lines ask the same
    for line in lines:
        why = _why_nothing(line, first)
        if why is not None:
            nothing[line.id] = why
            answered[line.id] = {}
            continue
        if line.same:
            first.setdefault(line.same, line.id)
        named_or_near = {risk: "named" for risk in line.risks if risk in by_id}
        for threat in _threats(line, by_id):
            asked = (threat.area, threat.at, threat.harms, threat.actors)
            if asked not in fitting:
                fitting[asked] = _all_fitting(threat, folded, between)
            for risk_id, told in fitting[asked].items():
                named_or_near.setdefault(risk_id, told)
        answered[line.id] = named_or_near
    return Answering(answered, nothing, bool(between))


def positions(lines: Iterable[Purpose], risks: Iterable[RiskAt]) -> list[tuple[float, float]]:
    """Where lines and risks lie, for the travel times between them."""
    found = [one.at for one in lines] + [one.at for one in risks]
    return [(at.latitude, at.longitude) for at in found if at is not None]


def _why_nothing(line: Purpose, first: Mapping[tuple[str, ...], str]) -> Sentence | None:
    if (line.measure.strip() or not line.coded) and says_nothing(line.measure):
        return say("its words say no measure")
    if line.same and line.same in first:
        return say("it repeats another line word for word")
    return None


def _threats(line: Purpose, risks: Mapping[str, RiskAt]) -> Iterable[Purpose]:
    """What a line is for, as criteria: its own, and around each risk it names the same threat."""
    for name in line.risks:
        risk = risks.get(name)
        if risk is not None and risk.at is not None:
            yield Purpose(line.id, at=risk.at, harms=(risk.harm,), actors=(risk.actor,))
    if line.area or line.harms or line.actors:
        yield line


def _all_fitting(
    threat: Purpose, risks: Iterable[tuple[RiskAt, str]], between: Between | None
) -> Mapping[str, str]:
    """The risks that are what a line is for, each with one of WHYS.

    Takes   risks, each with its actor as names are compared.
    """
    actors = {fold(name) for name in threat.actors}
    told = {
        risk.id: _fits(threat, risk, between)
        for risk, actor in risks
        if (not threat.harms or risk.harm in threat.harms) and (not actors or actor in actors)
    }
    return {risk: why for risk, why in told.items() if why}


def _fits(threat: Purpose, risk: RiskAt, between: Between | None) -> str:
    """Why a risk of its harm and actor is what a line is for: one of WHYS, or blank."""
    if threat.area and threat.area != risk.area:
        return ""
    if threat.at is not None and not threat.area:
        return _nearness_of(threat.at, risk.at, between) if risk.at is not None else ""
    return "area" if threat.area else "theme"


def _nearness_of(here: Position, there: Position, between: Between | None) -> str:
    """Whether two places are near each other, and by what: travel, near by distance, or blank."""
    km = _km(here, there)
    if km > FAR_KM:
        return ""
    least, most = (
        between.minutes((here.latitude, here.longitude), (there.latitude, there.longitude))
        if between
        else UNKNOWN
    )
    if most <= NEAR_MINUTES:
        return "travel"
    return "near" if km <= NEAR_KM and least <= NEAR_MINUTES else ""


def _km(one: Position, other: Position) -> float:
    if abs(one.latitude - other.latitude) > FAR_KM / KM_A_DEGREE:
        return float("inf")  # most of a country, without trigonometry
    lats, lons = np.array([one.latitude]), np.array([one.longitude])
    return float(
        distance_km(lats, lons, np.array([other.latitude]), np.array([other.longitude]))[0]
    )
