"""What lies in each ring around a place, summed: exact, without looking at every pair.

Spots are grouped by tenths of a degree. A group that lies wholly in one ring of a place counts with
its sum; only groups that a ring's edge may cut are looked at spot by spot. A mission of 5,000
places and 150,000 spots has 200 million pairs within 300 km: laid out they took gigabytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tutela.base.arrays import Floats, Ints
from tutela.base.globe import chord, unit_vectors

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

A_DEGREE = 10
PLACES_AT_ONCE = 256
SMALL = np.int32
WIDEST_CELL_KM = 80.0
"""No half-degree cell is wider, so that what lies farther off is in another."""

_HAIR = 1e-12
"""So much wider than computed a group is taken to be: a last digit never moves a spot."""


@dataclass(frozen=True, eq=False)
class Band:
    """Of n places, what lies in one ring around each: whole groups of spots, and single ones."""

    groups: csr_matrix  # n x groups
    spots: csr_matrix  # n x spots
    members: csr_matrix  # groups x spots

    @property
    def shape(self) -> tuple[int, int]:
        """How many places, and how many spots."""
        return self.spots.shape  # type: ignore[no-any-return]

    def __matmul__(self, values: Floats) -> Floats:
        """The sum in the ring around each place of what each spot has."""
        return np.asarray(self.groups @ (self.members @ values) + self.spots @ values)


def find_bands(
    place: tuple[Floats, Floats],
    spot: tuple[Floats, Floats],
    limits_km: Sequence[float],
    same: tuple[Ints, Ints] | None = None,
) -> list[Band]:
    """The rings around each place, from the inmost: within the first limit, then each to the next.

    Takes   latitudes and longitudes of n places and of m spots; limits in km, ascending; same, of
            each place and each spot the half-degree cell: then the inmost is the place's own cell,
            whatever the distance, and the first limit is that of nothing.

    >>> zero = np.zeros(1)
    >>> near = find_bands((zero, zero), (np.array([0.0, 0.5, 2.0]), np.zeros(3)), (10.0, 100.0))
    >>> [(band @ np.array([1.0, 2.0, 4.0])).tolist() for band in near]
    [[1.0], [2.0]]
    """
    from scipy import sparse  # slow to load, and only nearness needs it

    shape = (len(place[0]), len(spot[0]))
    group, first, count, ordered = _group(*spot)
    members = sparse.csr_matrix(
        (np.ones(shape[1]), ordered, np.append(first, shape[1])), shape=(len(first), shape[1])
    )
    places, spots = unit_vectors(*place), unit_vectors(*spot)
    middles, reach = _middles(spots, group, len(first))
    limits = np.array([chord(km) for km in limits_km])
    nearest = chord(WIDEST_CELL_KM) if same else 0.0
    whole: list[list[tuple[Ints, Ints]]] = [[] for _ in limits]
    single: list[list[tuple[Ints, Ints]]] = [[] for _ in limits]
    for begin in range(0, shape[0], PLACES_AT_ONCE):
        off = _chords(places[begin : begin + PLACES_AT_ONCE], middles)
        row, column = np.nonzero(off - reach <= limits[-1])
        low, high = off[row, column] - reach[column], off[row, column] + reach[column]
        ring = np.searchsorted(limits, low)
        inside = (ring == np.searchsorted(limits, high)) & (low > nearest)
        for k in range(len(limits)):
            chosen = inside & (ring == k)
            whole[k].append(((row[chosen] + begin).astype(SMALL), column[chosen].astype(SMALL)))
        row, column = row[~inside] + begin, column[~inside]
        row, at = np.repeat(row, count[column]), _runs(first[column], count[column])
        near = ordered[at]
        ring = np.searchsorted(limits, _chord_of(places, spots, row, near))
        if same:
            ring = np.where(same[0][row] == same[1][near], 0, np.maximum(ring, 1))
        for k in range(len(limits)):
            single[k].append((row[ring == k].astype(SMALL), near[ring == k].astype(SMALL)))

    def laid(pairs: list[tuple[Ints, Ints]], wide: int) -> csr_matrix:
        rows, columns = (
            np.concatenate([np.empty(0, SMALL), *side]) for side in zip(*pairs, strict=True)
        )
        ones = np.ones(len(rows), np.int8)
        return sparse.csr_matrix((ones, (rows, columns)), shape=(shape[0], wide))

    return [
        Band(laid(whole[k], len(first)), laid(single[k], shape[1]), members)
        if shape[0]
        else Band(sparse.csr_matrix((0, len(first))), sparse.csr_matrix((0, shape[1])), members)
        for k in range(len(limits))
    ]


def _group(lat: Floats, lon: Floats) -> tuple[Ints, Ints, Ints, Ints]:
    """Of each spot its group; of each group the first of its spots in the order, and how many."""
    square = np.floor(lat * A_DEGREE).astype(np.int64) * 100_000 + np.floor(lon * A_DEGREE)
    _names, group, count = np.unique(square, return_inverse=True, return_counts=True)
    ordered = np.argsort(group, kind="stable")
    return group, np.cumsum(count) - count, count, ordered


def _middles(spots: Floats, group: Ints, groups: int) -> tuple[Floats, Floats]:
    """The mean of each group's spots as points of space, and the farthest spot from it."""
    count = np.bincount(group, minlength=groups)[:, None]
    middles = np.column_stack([np.bincount(group, axis, groups) for axis in spots.T]) / count
    off = np.sqrt(((spots - middles[group]) ** 2).sum(axis=1))
    reach = np.zeros(groups)
    np.maximum.at(reach, group, off)
    return middles, reach + _HAIR


def _chords(places: Floats, middles: Floats) -> Floats:
    square = (places**2).sum(axis=1)[:, None] + (middles**2).sum(axis=1) - 2 * places @ middles.T
    return np.asarray(np.sqrt(np.maximum(square, 0)), dtype=np.float64)


def _chord_of(places: Floats, spots: Floats, row: Ints, near: Ints) -> Floats:
    apart = ((places[row] - spots[near]) ** 2).sum(axis=1)
    return np.asarray(np.sqrt(apart), dtype=np.float64)


def _runs(first: Ints, count: Ints) -> Ints:
    """The numbers of each run, one run after the other."""
    ends = np.cumsum(count)
    return np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - count - first, count)
