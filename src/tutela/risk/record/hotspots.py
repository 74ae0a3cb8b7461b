"""Hotspots: neighbouring places exposed to the same actor by the same evidence, told as one.

Ten villages around one town are one line of a list, one choice of a forum and one area to protect.
A community keeps its own page; a list speaks of hotspots.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tutela.base.distances import chord_to_km
from tutela.base.later import Floats, Ints, np
from tutela.risk.record.nearby import Pairs

if TYPE_CHECKING:
    from numpy.typing import NDArray

HOURS_ACROSS = 4.0
"""A hotspot is at most four hours across, so that one base can hold it."""

KM_AN_HOUR = 10.0
"""How fast a patrol moves where no way is known: our proposal, a bad road in the rains."""

LEAST_SHARED = 0.5
"""Two places are exposed by shared evidence where the cosine of their evidence is this or more."""


def group_places(
    vectors: Floats,
    actor: Ints,
    evidence: Pairs,
    weight: Floats,
    *,
    km_across: float = HOURS_ACROSS * KM_AN_HOUR,
) -> Ints:
    """Which hotspot each place belongs to, by complete linkage: every two places of a hotspot are
    exposed to the same actor, share evidence and lie within its width.

    Takes   n unit vectors of places; n numbers of the actor each is most exposed to, -1 where none
            is known to be; pairs of place and event, with the weight of each pair.
    Gives   n numbers from 0, hotspots in the order of their first place; a place without an actor
            is one of its own.
    Source  our proposal: docs/adr/0054.

    >>> two = np.array([[1.0, 0, 0], [1.0, 0.0001, 0]])
    >>> both = Pairs(np.array([0, 1]), np.array([7, 7]), np.zeros(2))
    >>> group_places(two, np.array([0, 0]), both, np.ones(2)).tolist()
    [0, 0]
    >>> group_places(two, np.array([0, 3]), both, np.ones(2)).tolist()
    [0, 1]
    """
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components
    from scipy.spatial.distance import squareform

    n = len(vectors)
    group = np.arange(n)
    if not len(evidence.place):
        return group
    shape = (n, int(evidence.event.max()) + 1)
    exposed = csr_array((weight, (evidence.place, evidence.event)), shape=shape)
    length = np.sqrt(np.asarray(exposed.multiply(exposed).sum(axis=1)).ravel())
    scaled = exposed.multiply((1 / np.where(length > 0, length, 1))[:, None]).tocsr()
    alike = (scaled @ scaled.T).tocoo()
    row, col, cosine = alike.row, alike.col, alike.data
    km = chord_to_km(np.linalg.norm(vectors[row] - vectors[col], axis=1))
    near = (actor[row] >= 0) & (actor[row] == actor[col]) & (row != col)
    near &= (km <= km_across) & (cosine >= LEAST_SHARED)
    links = csr_array((np.ones(near.sum()), (row[near], col[near])), shape=(n, n))
    distance = np.maximum(km / km_across, (1 - cosine) / (1 - LEAST_SHARED)) + 1e-9
    _, part = connected_components(links, directed=False)
    row, col, distance = row[near], col[near], distance[near]
    for rows in _join_parts([rows for rows in _members(part) if len(rows) > 1]):
        at = np.full(n, -1)
        at[rows] = np.arange(len(rows))
        these = at[row] >= 0
        # No entry is no link: farther than a hotspot may reach.
        between = np.full((len(rows), len(rows)), 2.0)
        np.fill_diagonal(between, 0)
        between[at[row[these]], at[col[these]]] = distance[these]
        group[rows] = rows[_complete(squareform(between, checks=False))]
    return np.unique(_first_of(group), return_inverse=True)[1].astype(np.int64)


AT_ONCE = 500
"""So many places are linked in one go: many small parts at once, and a larger part by itself."""


def _join_parts(parts: Sequence[Ints]) -> Iterator[Ints]:
    """The rows of some parts that have no link to each other, several parts at once."""
    rows: list[Ints] = []
    for part in parts:
        if rows and sum(map(len, rows)) + len(part) > AT_ONCE:
            yield np.concatenate(rows)
            rows = []
        rows.append(part)
    if rows:
        yield np.concatenate(rows)


def _complete(condensed: Floats) -> Ints:
    """Of each row, the first row of its cluster under complete linkage at 1."""
    from scipy.cluster.hierarchy import fcluster, linkage

    cluster = fcluster(linkage(condensed, method="complete"), t=1.0, criterion="distance")
    first = np.full(cluster.max() + 1, len(cluster))
    np.minimum.at(first, cluster, np.arange(len(cluster)))
    return np.asarray(first[cluster], dtype=np.int64)


def _members(part: NDArray[np.int32]) -> list[Ints]:
    order = np.argsort(part, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(part[order])) + 1)


def _first_of(group: Ints) -> Ints:
    first = np.full(group.max() + 1, len(group))
    np.minimum.at(first, group, np.arange(len(group)))
    return np.asarray(first[group], dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Carried:
    """What became of the hotspots of before.

    ids     of each hotspot of now, the id it keeps; None for a new one.
    split   ids of before, and the hotspots of now (row numbers) that hold parts of each.
    merged  hotspots of now, and the ids of before whose larger part each holds.
    ended   ids of before that no hotspot of now continues.
    """

    ids: tuple[str | None, ...]
    split: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    merged: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    ended: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HotspotBefore:
    """A hotspot of the assessment before: the weight of each of its places, and the place it is
    named by; "" where that was not kept."""

    places: Mapping[str, float]
    named: str = ""


PART = 0.1
"""A part of a hotspot that holds less than this of its weight is not told as a split."""


def carry_over(
    before: Mapping[str, Mapping[str, float]], now: Sequence[Mapping[str, float]]
) -> Carried:
    """Which hotspots of now continue which of before: a hotspot keeps its id, name and history
    while half of its weight stays together.

    Takes   of each id of before, the weight of its places; the same of the hotspots of now.
    Gives   Carried. Where two of before came together, the heavier gives its id.

    >>> before = {"H1": {"a": 3.0, "b": 1.0}, "H2": {"c": 1.0}}
    >>> carry_over(before, [{"a": 2.0}, {"b": 1.0, "c": 1.0}]).ids
    ('H1', 'H2')
    >>> carry_over(before, [{"a": 1.0, "b": 1.0, "c": 5.0}]).merged
    {0: ('H1', 'H2')}
    """
    home = {place: row for row, places in enumerate(now) for place in places}
    held: dict[int, list[tuple[float, str]]] = {}
    split: dict[str, tuple[int, ...]] = {}
    ended: list[str] = []
    for name, places in before.items():
        whole = sum(places.values())
        parts: dict[int, float] = {}
        for place, weight in places.items():
            if place in home:
                parts[home[place]] = parts.get(home[place], 0.0) + weight
        told = tuple(sorted(row for row, weight in parts.items() if weight >= PART * whole))
        if len(told) > 1:
            split[name] = told
        row, most = max(parts.items(), key=lambda item: (item[1], -item[0]), default=(-1, 0.0))
        if most * 2 >= whole and row >= 0:
            held.setdefault(row, []).append((whole, name))
        else:
            ended.append(name)
    ids: list[str | None] = [None] * len(now)
    merged: dict[int, tuple[str, ...]] = {}
    for row, names in held.items():
        ordered = [name for _weight, name in sorted(names, key=lambda item: (-item[0], item[1]))]
        ids[row] = ordered[0]
        if len(ordered) > 1:
            merged[row] = tuple(ordered)
            ended += ordered[1:]
    return Carried(tuple(ids), split, dict(sorted(merged.items())), tuple(sorted(ended)))
