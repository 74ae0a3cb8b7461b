"""Sums over the events around each place: what every suggested factor is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tutela.base.distances import chord, chord_to_km
from tutela.base.later import Floats, Ints, np

if TYPE_CHECKING:
    from numpy.typing import NDArray

TIME_HALVINGS = 12
SPACE_HALVINGS = 8
"""Where a sum stops: beyond these an event adds less than 0.03 and 0.4 per cent of its worth."""


class Pairs(NamedTuple):
    """Which event lies near which place, and how far, km."""

    place: Ints
    event: Ints
    km: Floats


def pairs_within(places: Floats, events: Floats, mask: NDArray[np.bool_], km: float) -> Pairs:
    """Every pair of a place and a masked event at most `km` apart.

    Takes   n and m unit vectors; m booleans.
    Gives   Pairs, event numbers counting over all m.
    """
    from scipy.spatial import cKDTree

    chosen = np.flatnonzero(mask)
    if not len(chosen) or not len(places):
        return Pairs(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))
    distances = cKDTree(places).sparse_distance_matrix(
        cKDTree(events[chosen]), chord(km), output_type="ndarray"
    )
    return Pairs(distances["i"], chosen[distances["j"]], chord_to_km(distances["v"]))


def distance_decay(pairs: Pairs, days: Floats, half_life_days: float, half_km: float) -> Floats:
    """The weight of each pair: half as much after each half-life and each half-distance.

    >>> near = Pairs(np.array([0]), np.array([0]), np.array([20.0]))
    >>> distance_decay(near, np.array([30.0]), half_life_days=30, half_km=20).tolist()
    [0.25]
    """
    halvings = days[pairs.event] / half_life_days + pairs.km / half_km
    return np.asarray(np.exp2(-halvings), dtype=np.float64)


def doubling(sums: Floats, at: float, step: float, floor: float = 1.0) -> Floats:
    """A score that starts at `floor` and rises by `step` each time the sum about doubles, up to 5.

    >>> doubling(np.array([0, 0.2, 0.6]), at=0.2, step=1.0).tolist()
    [1.0, 2.0, 3.0]
    """
    return np.minimum(5, floor + step * np.log2(1 + sums / at))


def conduct(sums: Floats, one: float) -> Floats:
    """Recent conduct: 1 to 5 at `one` and each doubling of it; less is still a weak or old sign.

    Source  domain reference, section d: score 1-5 at 0.5, 1, 2, 4, 8; anchor 1.

    >>> conduct(np.array([0.25, 0.5, 1, 2, 4, 8, 80]), one=0.5).tolist()
    [1.0, 1.0, 2.0, 3.0, 4.0, 5.0, 5.0]
    """
    doublings = np.log2(np.maximum(sums / one, 1))
    return np.asarray(np.clip(1 + doublings, 1, 5), dtype=np.float64)
