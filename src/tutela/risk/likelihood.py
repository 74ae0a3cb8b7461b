"""How likely an attack on civilians is at a place within thirty days, from its history alone.

One rule, fitted on years it is not tested on, with its interval; a model of the room `forecast` may
stand in for it where it was shown to do better. What nobody recorded cannot speak here: a place
with no record around it has the likelihood of such places, and is listed as not assessed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tutela.base.arrays import Floats
from tutela.risk.factors import table
from tutela.risk.ledger import Ledger
from tutela.risk.nearby import fading, pairs_within

DAYS = 30
"""The horizon it was fitted for. A week is shown only once it was measured by the week."""

CATCHMENT_KM = 10.0
"""An attack this near to a place is an attack on it, as in the back-test."""

SPREAD = 0.6
"""Standard deviation, in log-odds, between places of one year that have the same record: the one
under which the attacks of 2011-2016 are likeliest (0.5 and 0.7 are about as likely)."""

DECLARED = 0.25
DECLARED_SPREAD = 1.2
"""What a fresh threat against a place makes of it at least, and how far off that may be: our
proposal, for no file on hand holds threats and what came of them."""

_TERMS = [row for row in table("likelihood.csv") if row["half_life_days"]]
_CONSTANT = next(float(r["coefficient"]) for r in table("likelihood.csv") if not r["half_km"])
_COUNT = 4.0
"""Sums are taken as log(1 + 4 sum), so that one attack here and now counts 1.6 and ten 3.7."""
_HALVINGS = (8, 6)
"""Where a sum stops in time and in space, as it did when the rule was fitted."""


@dataclass(frozen=True, eq=False)
class Likelihood:
    """Of n places: the probability of an attack within DAYS, and the log-odds and spread behind it.

    declared   where a declared threat raised it.
    """

    log_odds: Floats
    spread: Floats
    declared: np.typing.NDArray[np.bool_]

    def at(self, deviations: float) -> Floats:
        """The probability so many standard deviations from the middle: 0 is the estimate itself,
        -1.645 and 1.645 hold nine in ten.

        >>> even = Likelihood(np.zeros(1), np.ones(1), np.zeros(1, bool))
        >>> even.at(0).tolist()
        [0.5]
        """
        return np.asarray(1 / (1 + np.exp(-(self.log_odds + deviations * self.spread))))


def features(record: Ledger, vectors: Floats) -> Floats:
    """What the rule looks at: sums of fading harm around each place, one column a term.

    Takes   the record of events; n unit vectors of places.
    Gives   n x 6.
    """
    harmed = record.harm >= 0
    columns = []
    for term in _TERMS:
        days, km = float(term["half_life_days"]), float(term["half_km"])
        recent = harmed & (record.days <= days * _HALVINGS[0])
        pairs = pairs_within(vectors, record.vectors, recent, km * _HALVINGS[1])
        sums = np.bincount(
            pairs.place, fading(pairs, record.days, days, km), minlength=len(vectors)
        )
        columns.append(np.log1p(_COUNT * sums))
    return np.stack(columns, axis=1) if len(vectors) else np.zeros((0, len(_TERMS)))


def estimate(record: Ledger, vectors: Floats, threatened: Floats) -> Likelihood:
    """The likelihood of an attack on civilians within DAYS in the catchment of each place.

    Takes   the record of events; n unit vectors of places; n scores of a declared threat, 5 where
            one was made against the place itself, NaN where none is known.
    Source  logistic rule over fading sums, fitted by `python -m benchmarks.likelihood`;
            docs/method/order.md.
    """
    weights = np.array([float(term["coefficient"]) for term in _TERMS])
    log_odds = features(record, vectors) @ weights + _CONSTANT
    least = np.log(DECLARED / (1 - DECLARED))
    declared = np.nan_to_num(threatened, nan=0.0) >= 5
    raised = declared & (log_odds < least)
    return Likelihood(
        np.where(raised, least, log_odds),
        np.where(declared, DECLARED_SPREAD, SPREAD),
        declared,
    )
