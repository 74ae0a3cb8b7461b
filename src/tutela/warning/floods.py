"""Which open alerts stand as one row on a board: one town's calls within an hour of the night.

For display alone: nothing is joined by it, and each alert keeps its clocks. By complete linkage,
so that all of a row lie within the stated distance and time of one another, never in a chain.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from itertools import combinations

from tutela.base.data_tables import shipped_rows
from tutela.base.distances import distance_km
from tutela.base.later import Floats, np
from tutela.places.names import fold
from tutela.warning.signs.coded import act_told, directions

NEVER = 1e9
"""Farther apart than any limit: two that never stand in one row."""

MOST = 1_500
"""Of so many calls at most rows are made; of more, of the newest. A table of all pairs is kept in
memory for as long as they are compared."""


@dataclass(frozen=True, slots=True)
class Call:
    """What one open alert says: when the mission knew, where, which act, heading where.

    id        tells them apart, and in which order those of one moment are taken
    site      what names the site: the id of a place, or the words as they were said; blank where
              nothing does
    """

    id: str
    at: datetime
    site: str = ""
    latitude: float | None = None
    longitude: float | None = None
    act: str = ""
    heading: str = ""

    @property
    def lies_somewhere(self) -> bool:
        """Whether anything is known of where it is."""
        return bool(self.site) or self.latitude is not None


def group_calls(calls: Sequence[Call], *, km: float, hours: float) -> list[tuple[str, ...]]:
    """Which calls may stand as one row: complete linkage within a distance and a time.

    Two that name different sites, tell of acts no one event has, or head elsewhere are never in one
    row, and none is of which nobody knows where it is. The order of the calls changes nothing.

    Takes   calls with ids of their own; km and hours, > 0: as far apart as any two of a row may be.
    Gives   the ids of each row of two and more, the call known first at the head; rows likewise.
    Source  complete linkage: Sørensen (1948), Biologiske Skrifter 5(4); scipy's implementation.

    >>> from datetime import UTC
    >>> at = datetime(2018, 12, 31, 3, 0, tzinfo=UTC)
    >>> calls = [Call("1", at, "bria"), Call("2", at, "bria"), Call("3", at, "ippy")]
    >>> group_calls(calls, km=5, hours=6)
    [('1', '2')]
    """
    ordered = sorted(
        (call for call in calls if call.lies_somewhere), key=lambda call: (call.at, call.id)
    )[-MOST:]
    rows: list[tuple[str, ...]] = []
    for part in _split_by_time(ordered, hours):
        rows += _link_calls(part, km, hours)
    return rows


def _split_by_time(ordered: Sequence[Call], hours: float) -> list[list[Call]]:
    """The calls in stretches between which nothing came for longer than two of a row may lie
    apart."""
    parts: list[list[Call]] = []
    for call in ordered:
        if parts and (call.at - parts[-1][-1].at).total_seconds() <= hours * 3600:
            parts[-1].append(call)
        else:
            parts.append([call])
    return parts


def _link_calls(calls: Sequence[Call], km: float, hours: float) -> list[tuple[str, ...]]:
    if len(calls) < 2:
        return []
    from scipy.cluster.hierarchy import fcluster, linkage

    far = _apart(calls, km, hours)
    if far.min() > 1:
        return []
    labels = fcluster(linkage(far, method="complete"), t=1.0, criterion="distance")
    by_label: dict[int, list[str]] = {}
    for one, label in zip(calls, labels.tolist(), strict=True):
        by_label.setdefault(label, []).append(one.id)
    return [tuple(ids) for ids in by_label.values() if len(ids) > 1]


def _apart(calls: Sequence[Call], km: float, hours: float) -> Floats:
    """How far each pair lies apart, in parts of what is allowed: 1 at the limit; NEVER."""
    first, second = np.triu_indices(len(calls), 1)
    seconds = np.array([call.at.timestamp() for call in calls])
    in_time = np.abs(seconds[first] - seconds[second]) / (hours * 3600)
    lat, lon = np.array(
        [(call.latitude, call.longitude) for call in calls], dtype=np.float64
    ).T  # not known is NaN
    distance = distance_km(lat[first], lon[first], lat[second], lon[second])
    sites = _number_names([call.site for call in calls])
    named = (sites[first] > 0) & (sites[second] > 0)
    same = named & (sites[first] == sites[second])
    in_space = np.where(same, 0.0, np.where(np.isnan(distance), NEVER, distance / km))
    in_space[named & ~same] = NEVER
    in_space[
        _find_contradictions([_act_of(call.act) for call in calls], first, second, _one_event)
    ] = NEVER
    in_space[_find_contradictions([_direction_of(c.heading) for c in calls], first, second)] = NEVER
    apart: Floats = np.maximum(in_time, in_space)
    return apart


def _number_names(names: Sequence[str]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Names as numbers, equal ones alike; 0 for none."""
    number = {name: n for n, name in enumerate(dict.fromkeys(filter(None, names)), 1)}
    return np.array([number.get(name, 0) for name in names], dtype=np.int64)


def _find_contradictions(
    said: Sequence[str],
    first: np.ndarray[tuple[int], np.dtype[np.int64]],
    second: np.ndarray[tuple[int], np.dtype[np.int64]],
    agree: Callable[[str, str], bool] | None = None,
) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Of each pair whether what both say cannot be of one event; who says nothing contradicts
    nobody."""
    names = ["", *dict.fromkeys(filter(None, said))]
    against = np.zeros((len(names), len(names)), dtype=np.bool_)
    for one, other in combinations(range(1, len(names)), 2):
        together = agree is not None and agree(names[one], names[other])
        against[one, other] = against[other, one] = not together
    number = _number_names(said)
    pairs: np.ndarray[tuple[int], np.dtype[np.bool_]] = against[number[first], number[second]]
    return pairs


@cache
def _stories() -> Mapping[str, frozenset[str]]:
    """By act, the events it may be told of."""
    stories: dict[str, set[str]] = {}
    for row in shipped_rows("tutela.warning", "flood_acts.csv"):
        stories.setdefault(row["act"], set()).add(row["story"])
    return {act: frozenset(of) for act, of in stories.items()}


def _one_event(act: str, other: str) -> bool:
    return bool(_stories()[act] & _stories()[other])


@lru_cache(maxsize=4096)
def _act_of(words: str) -> str:
    """The act of the tables that words tell of; blank where no rule knows any: such words
    contradict nothing."""
    told = words if words in _stories() else act_told(words)
    return told if told in _stories() else ""


def _direction_of(words: str) -> str:
    """The direction a heading names, or else the words as they are compared."""
    tokens = fold(words).split()
    return next(
        (directions()[token] for token in tokens if token in directions()), " ".join(tokens)
    )
