"""How likely an attack on civilians is at each place within thirty days, as the order takes it.

The rule of the room `forecast` tells it from the record of events; here stand what the order adds:
how far places of the same record differ, and what a fresh threat makes of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from tutela.base.distances import unit_vectors
from tutela.base.later import Floats, Ints, np, pl
from tutela.forecast.likelihood import (
    PLACE_KM,
    Z90,
    Seen,
    is_attack,
    judge,
    shipped_rule,
    well_placed,
)
from tutela.incidents.compartments import closed_harms
from tutela.incidents.types import Events
from tutela.incidents.words import HARMS
from tutela.places.gazetteer import Places
from tutela.risk.chance.own_past import OwnPast, look_back
from tutela.risk.chance.standing import MONTH_DAYS, MONTHS
from tutela.risk.record.nearby import pairs_within

if TYPE_CHECKING:
    from numpy.typing import NDArray

DAYS = 30
"""The horizon of the order."""

SPREAD = 0.6
"""Standard deviation, in the logarithm of the rate, between places of one year that have the same
record: the one under which the attacks of 2011-2016 are likeliest (0.5 and 0.7 are about as
likely). How sure the rule's own weights are comes on top."""

DECLARED = 0.25
DECLARED_SPREAD = 1.2
"""What a fresh threat against a place makes of it at least, and how far off that may be: our
proposal, for no file on hand holds threats and what came of them."""

FIGHTING = "clash"


@dataclass(frozen=True, eq=False)
class PlaceLikelihood:
    """Of n places: the rate of attacks in DAYS and its spread, in logarithms.

    declared   where a declared threat raises it to DECLARED at least
    attacked   a x 2: a place, and one of the last months it was attacked in, each pair once
    past       what was stated of late, and came
    """

    log_rate: Floats
    spread: Floats
    declared: NDArray[np.bool_]
    attacked: Ints = field(default_factory=lambda: np.zeros((0, 2), dtype=np.int64))
    past: OwnPast | None = None

    def rate(self, deviations: float | Floats) -> Floats:
        """The rate so many standard deviations from the middle."""
        return np.asarray(np.exp(self.log_rate + deviations * self.spread))

    def chance_at(self, deviations: float) -> Floats:
        """The probability of at least one: 0 is the estimate itself, -Z90 and Z90 hold nine in ten.

        >>> even = PlaceLikelihood(np.log([np.log(2)]), np.ones(1), np.zeros(1, bool))
        >>> even.chance_at(0).round(3).tolist()
        [0.5]
        """
        return np.asarray(-np.expm1(-self.rate(deviations)))


def estimate(
    events: Events,
    places: Places,
    *,
    on: date,
    threatened: Floats,
    compartments: frozenset[str] = frozenset(),
) -> PlaceLikelihood:
    """The likelihood of an attack on civilians within DAYS in the catchment of each place.

    Takes   events, of which only harm and fighting known on the day count, of compartments those
            whose names are given; n places; n scores of a declared threat, 5 where one was made
            against the place itself, NaN where none is known.
    Source  `tutela.forecast.likelihood`; docs/method/order.md.
    """
    told = pl.col("harm").is_in([*HARMS, FIGHTING])
    closed = pl.col("harm").is_in(list(closed_harms(compartments)))
    seen = Events(events.frame.filter(told & ~closed))
    rule = shipped_rule(DAYS, "place")
    around = Seen(seen, places, "place")
    found = judge(rule, around.columns_on(on), around.known_on(on), DAYS)
    rate = -np.log1p(-np.minimum(found.chance, 1 - 1e-9))
    high = -np.log1p(-np.minimum(found.high, 1 - 1e-9))
    own = np.log(np.maximum(high, 1e-12) / np.maximum(rate, 1e-12)) / Z90
    return PlaceLikelihood(
        np.log(np.maximum(rate, 1e-12)),
        np.hypot(SPREAD, own),
        np.nan_to_num(threatened, nan=0.0) >= 5,
        _months_attacked(seen, places, on),
        look_back(around, seen.frame, places, rule, on),
    )


def raise_threatened(likelihood: PlaceLikelihood) -> PlaceLikelihood:
    """The likelihood with what a fresh threat against a place makes of it at least."""
    least = np.log(-np.log1p(-DECLARED))
    declared = likelihood.declared
    return replace(
        likelihood,
        log_rate=np.where(declared, np.maximum(likelihood.log_rate, least), likelihood.log_rate),
        spread=np.where(declared, DECLARED_SPREAD, likelihood.spread),
    )


def _months_attacked(events: Events, places: Places, on: date) -> Ints:
    """Of each place the months, counted back from a day, in which it was attacked."""
    told = events.frame.filter(well_placed() & is_attack() & pl.col("date_end").le(on))
    months = (np.datetime64(on) - told["date_end"].to_numpy()).astype(np.float64) / MONTH_DAYS
    pairs = pairs_within(
        unit_vectors(places.lat, places.lon),
        unit_vectors(told["latitude"].to_numpy(), told["longitude"].to_numpy()),
        months < MONTHS,
        PLACE_KM,
    )
    month = months.astype(np.int64)[pairs.event]
    return np.unique(np.column_stack([pairs.place, month]), axis=0).astype(np.int64)
