"""How likely an attack on civilians is at each place within thirty days, as the order takes it.

The rule of the room `forecast` tells it from the record of events; here stand what the order adds:
how far places of the same record differ, and what a fresh threat makes of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from tutela.base.later import Floats, np, pl
from tutela.forecast.likelihood import Z90, likelihood
from tutela.incidents.compartments import closed_harms
from tutela.incidents.types import Events
from tutela.incidents.words import HARMS
from tutela.places.gazetteer import Places

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

    declared   where a declared threat raised it.
    """

    log_rate: Floats
    spread: Floats
    declared: NDArray[np.bool_]

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
    found = likelihood(seen, places, on=on, horizon_days=DAYS)
    rate = -np.log1p(-np.minimum(found.chance, 1 - 1e-9))
    high = -np.log1p(-np.minimum(found.high, 1 - 1e-9))
    least = -np.log1p(-DECLARED)
    declared = np.nan_to_num(threatened, nan=0.0) >= 5
    own = np.log(np.maximum(high, 1e-12) / np.maximum(rate, 1e-12)) / Z90
    return PlaceLikelihood(
        np.log(np.maximum(np.where(declared, np.maximum(rate, least), rate), 1e-12)),
        np.where(declared, DECLARED_SPREAD, np.hypot(SPREAD, own)),
        declared,
    )
