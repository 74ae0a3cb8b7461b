"""What lies in each ring around a place, summed: exact, without looking at every pair.

Spots are grouped by half, by tenths and by fiftieths of a degree. A group that lies wholly in one
ring of a place counts with its sum; of one that a ring's edge may cut the smaller groups within are
looked at, and spot by spot only the smallest. A mission of 5,000 places and 150,000 spots has 200
million pairs within 300 km: laid out they took gigabytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from tutela.base.distances import chord, unit_vectors
from tutela.base.later import Floats, Ints, np

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

FIFTIETHS = 50
SMALLEST_IN = (25, 5, 1)
"""How many fiftieths of a degree a group of each size is wide, the widest first."""

PLACES_AT_ONCE = 256
WIDEST_CELL_KM = 80.0
"""No half-degree cell is wider, so that what lies farther off is in another."""

_HAIR = 1e-7
"""So much wider than computed a group is taken to be: a last digit never moves a spot."""


@dataclass(frozen=True, eq=False)
class Band:
    """Of n places, what lies in one ring around each: groups of each size, and single spots.

    parts   n x groups, which of them lie wholly within; and groups x spots, what each holds
    spots   n x spots, those that lie within and in none of these groups
    """

    parts: tuple[tuple[csr_matrix, csr_matrix], ...]
    spots: csr_matrix

    @property
    def shape(self) -> tuple[int, int]:
        """How many places, and how many spots."""
        return self.spots.shape  # type: ignore[no-any-return]

    def __matmul__(self, values: Floats) -> Floats:
        """The sum in the ring around each place of what each spot has."""
        summed = self.spots @ values
        for within, members in self.parts:
            summed = summed + within @ (members @ values)
        return np.asarray(summed)

    @cached_property
    def _by_column(self) -> tuple[csr_matrix, list[tuple[csr_matrix, Ints]]]:
        """The same laid out by spot and by group, with the group of each spot."""
        parts = [(within.T.tocsr(), members.T.tocsr().indices) for within, members in self.parts]
        return self.spots.T.tocsr(), parts

    def sum_few(self, spots: Ints, values: Floats) -> Floats:
        """The sum in the ring around each place where few spots have anything.

        Takes   f numbers of spots, each once; f x columns of what they have.
        """
        alone, parts = self._by_column
        summed = alone[spots].T @ values
        for within, group in parts:
            some, at = np.unique(group[spots], return_inverse=True)
            grouped = np.zeros((len(some), values.shape[1]))
            np.add.at(grouped, at, values)
            summed = summed + within[some].T @ grouped
        return np.asarray(summed)

    def of(self, places: Ints) -> Band:
        """The same ring around some of the places only, by their row numbers."""
        parts = tuple((within[places], members) for within, members in self.parts)
        return Band(parts, self.spots[places])


@dataclass(frozen=True, eq=False)
class _Groups:
    """The groups of one size in one order of all spots, each a run of it: where each begins and
    ends, its middle as a point of space, and how far from that its farthest spot is."""

    first: Ints
    end: Ints
    middles: tuple[Floats, ...]
    reach: Floats


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

    n, m = len(place[0]), len(spot[0])
    ordered, names = _in_order(*spot)
    places = tuple(unit_vectors(*place).T.copy())
    spots = tuple(unit_vectors(*spot)[ordered].T.copy())
    sizes = [_group(names // wide**2, spots) for wide in SMALLEST_IN]
    limits = np.array([chord(km) for km in limits_km])
    nearest = chord(WIDEST_CELL_KM) if same else 0.0
    rings = range(len(limits))
    whole: list[list[list[tuple[Ints, Ints]]]] = [[[] for _ in rings] for _ in sizes]
    single: list[list[tuple[Ints, Ints]]] = [[] for _ in rings]
    for begin in range(0, n, PLACES_AT_ONCE):
        count = min(PLACES_AT_ONCE, n - begin)
        widest = len(sizes[0].first)
        row = np.repeat(np.arange(begin, begin + count), widest)
        column = np.tile(np.arange(widest), count)
        for size, groups in enumerate(sizes):
            off, reach = _chords(places, groups.middles, row, column), groups.reach[column]
            low = off - reach
            ring = _ring(low, limits)
            inside = (ring == _ring(off + reach, limits)) & (low > nearest)
            _keep(whole[size], row, column, np.where(inside, ring, len(limits)))
            cut = ~inside & (ring < len(limits))
            smaller = sizes[size + 1].first if size + 1 < len(sizes) else np.arange(m)
            row, column = _pairs_within(row[cut], column[cut], groups, smaller)
        ring = _ring(_chords(places, spots, row, column), limits)
        if same:
            at_home = same[0][row] == same[1][ordered[column]]
            ring = np.where(at_home, 0, np.maximum(ring, 1))
        _keep(single, row, ordered[column], ring)

    def laid(pairs: list[tuple[Ints, Ints]], wide: int) -> csr_matrix:
        columns = np.concatenate([np.empty(0, np.int32), *(column for _row, column in pairs)])
        rows = np.concatenate([np.empty(0, np.int64), *(row for row, _column in pairs)])
        ends = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=n))])
        return sparse.csr_matrix((np.ones(len(columns)), columns, ends), shape=(n, wide))

    members = [
        sparse.csr_matrix(
            (np.ones(m), ordered, np.append(groups.first, m)), shape=(len(groups.first), m)
        )
        for groups in sizes
    ]
    return [
        Band(
            tuple(
                (laid(whole[size][k], members[size].shape[0]), members[size])
                for size in range(len(sizes))
            ),
            laid(single[k], m),
        )
        for k in rings
    ]


def _in_order(lat: Floats, lon: Floats) -> tuple[Ints, Ints]:
    """The spots in an order in which each group of any size is a run; of each, in that order, a
    number that tells by its first digits the larger groups, and by all of them the smallest."""
    wide, narrow = SMALLEST_IN[0], SMALLEST_IN[1]
    down = np.floor(lat * FIFTIETHS).astype(np.int64) + 90 * FIFTIETHS
    along = np.floor(lon * FIFTIETHS).astype(np.int64) + 360 * FIFTIETHS
    name = down // wide * 100_000 + along // wide
    for step, within in ((narrow, wide), (1, narrow)):
        parts = within // step
        name = (name * parts + down % within // step) * parts + along % within // step
    ordered = np.argsort(name, kind="stable")
    return ordered, name[ordered]


def _group(names: Ints, spots: tuple[Floats, ...]) -> _Groups:
    """The runs of one name in ordered spots."""
    first = np.flatnonzero(np.diff(names, prepend=-1))
    end = np.append(first, len(names))[1:]
    if not len(first):
        return _Groups(first, end, spots, np.empty(0))
    count = end - first
    middles = tuple(np.add.reduceat(axis, first) / count for axis in spots)
    group = np.repeat(np.arange(len(first)), count)
    reach = np.maximum.reduceat(_chords(spots, middles, np.arange(len(names)), group), first)
    return _Groups(first, end, middles, reach + _HAIR)


def _chords(
    ones: tuple[Floats, ...], others: tuple[Floats, ...], row: Ints, column: Ints
) -> Floats:
    """How far each of some points of space is from another, straight through the earth."""
    square = np.zeros(len(row))
    for axis, other in zip(ones, others, strict=True):
        apart = axis[row]
        apart -= other[column]
        apart *= apart
        square += apart
    return np.sqrt(square, out=square)


def _ring(off: Floats, limits: Floats) -> NDArray[np.int8]:
    """How many of the limits are less: the ring, and beyond the last as many as there are."""
    ring = np.zeros(len(off), np.int8)
    for limit in limits:
        ring += off > limit
    return ring


def _keep(
    rings: list[list[tuple[Ints, Ints]]], row: Ints, column: Ints, ring: NDArray[np.integer]
) -> None:
    for k, pairs in enumerate(rings):
        chosen = np.flatnonzero(ring == k)
        pairs.append((row[chosen], column[chosen].astype(np.int32)))


def _pairs_within(row: Ints, column: Ints, groups: _Groups, smaller: Ints) -> tuple[Ints, Ints]:
    """Of pairs of a place and a group, the pairs of that place and each smaller group within."""
    begins = np.searchsorted(smaller, groups.first)
    count = (np.searchsorted(smaller, groups.end) - begins)[column]
    ends = np.cumsum(count)
    numbers = np.arange(ends[-1] if len(ends) else 0)
    return np.repeat(row, count), numbers - np.repeat(ends - count - begins[column], count)
