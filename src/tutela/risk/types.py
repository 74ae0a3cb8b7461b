"""The room's words: factors, evidence, risks and an assessment."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from tutela.places.types import Place

Component = Literal["I", "C", "V"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """One factor of a score: its value 0-5 with an interval, and the events it rests on.

    value is None where the data cannot say: a blank, which widens the interval and never reads
    as low. `why` is one sentence an adviser can read aloud.

    linked and links: what recorded links of actors add to it, and the keys of these links; kept
    apart, for whoever may not read them.
    """

    factor: str
    component: Component
    value: float | None
    low: float
    high: float
    events: tuple[str, ...]
    why: str
    linked: str = ""
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Risk:
    """The risk that an actor does a harm at a place within the horizon. Domain reference, d."""

    place: Place
    actor: str
    harm: str
    horizon_days: int
    I: float
    C: float
    V: float
    T: float
    R: float
    R_low: float
    R_high: float
    band: str  # very low | low | medium | high | very high
    gravity: int  # 1-5
    priority: str  # low | moderate | high | critical
    msc: str  # must | should | could | monitor
    rank: int  # of its hotspot
    confidence: str  # low | moderate | high
    insufficient_data: bool
    kernel: float  # the recent-conduct sum, which orders equal R
    evidence: Sequence[Evidence]
    shared: bool = False  # whether its hotspot cannot be told from the next
    likelihood: float = math.nan  # of an attack within 30 days; not a number: not estimated
    likelihood_low: float = math.nan
    likelihood_high: float = math.nan
    value: float = 0.0  # likelihood times what such attacks weigh: the order
    leads: bool = True  # whether it speaks for its hotspot
    places: int = 1  # of the hotspot
    rank_low: int = 1
    rank_high: int = 1


@dataclass(frozen=True, slots=True)
class Tripwire:
    """An observation that alerts whatever the score."""

    place: Place
    rule: str
    why: str
    events: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Assessment:
    """Every risk known on a day, highest first, and the places nothing is known about."""

    on: date
    horizon_days: int
    risks: tuple[Risk, ...]
    not_assessed: tuple[Place, ...]
    tripwires: tuple[Tripwire, ...] = ()
    sources: tuple[str, ...] = ()  # "UCDP GED 23.1, published 2023: hindsight, ..."
    notes: tuple[str, ...] = ()  # what was left out, counted out loud
    compartments: frozenset[str] = frozenset()  # whose records were read, under a named grant
    blanks: Mapping[str, int] = field(default_factory=dict)  # by factor, in how many risks
