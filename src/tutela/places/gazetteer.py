"""Communities in one table, found again by nearness; by name `finder` finds them."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

from tutela.base.distances import chord_to_km, unit_vectors
from tutela.base.errors import NothingAccepted, Rejection
from tutela.base.later import Columns, Floats, Ints, np, pl
from tutela.base.messages import say
from tutela.places.names import fold
from tutela.places.types import Place

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

PLACES = Columns(
    lambda: {
        "id": pl.String,
        "name": pl.String,
        "lat": pl.Float64,
        "lon": pl.Float64,
        "pcode": pl.String,  # of the smallest coded area that holds it
        "adm1": pl.String,  # name of the first-level area
        "iso3": pl.String,
        "kind": pl.String,
        "population": pl.Int64,  # null: not known, never nought
        "aliases": pl.List(pl.String),
        "source": pl.String,
    }
)
"""Column by column; null always means not known."""


@dataclass(frozen=True, eq=False)
class Places:
    """Communities of one or more sources, one row each, and what was left out of them.

    frame     columns and types of PLACES; ids are unique.
    rejected  rows a reader refused, with why.
    notes     what was left out or is not known, counted, to be said aloud.
    """

    frame: pl.DataFrame
    rejected: tuple[Rejection, ...] = ()
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.frame.schema != pl.Schema(PLACES):
            raise TypeError(f"not the table of places: {self.frame.schema}")
        if self.frame["id"].n_unique() != self.frame.height:
            raise ValueError("two places carry one id")

    def __len__(self) -> int:
        return self.frame.height

    def require_any(self, where: str) -> None:
        """Raises  NothingAccepted if no row was taken: an assessment of no place would look like
        calm."""
        if len(self):
            return
        first = next(iter(self.rejected), None)
        raise NothingAccepted(
            say("no place could be read"),
            where=where,
            next=say("fix row {row}: {next}", row=first.row, next=first.next)
            if first
            else say("give a row for each place"),
        )

    @cached_property
    def _places(self) -> tuple[Place, ...]:
        return tuple(
            Place(**row | {"aliases": tuple(row["aliases"])})
            for row in self.frame.iter_rows(named=True)
        )

    def places(self) -> tuple[Place, ...]:
        """Each row as a Place, in order."""
        return self._places

    @property
    def lat(self) -> Floats:
        """Latitudes, degrees."""
        return self.frame["lat"].to_numpy()

    @property
    def lon(self) -> Floats:
        """Longitudes, degrees."""
        return self.frame["lon"].to_numpy()

    @classmethod
    def of(cls, places: Iterable[Place], notes: tuple[str, ...] = ()) -> Places:
        """A table of Place objects, in order."""
        rows = [{key: getattr(place, key) for key in PLACES} for place in places]
        rows = [row | {"aliases": list(row["aliases"])} for row in rows]
        return cls(pl.DataFrame(rows, schema=PLACES), (), notes)

    @classmethod
    def concat(cls, parts: Iterable[Places]) -> Places:
        """Places of several files, in order; an id met again is left out and counted.

        Nothing is merged: the same town in two files stays two rows until a person says so.
        """
        parts = list(parts)
        frame = pl.concat([pl.DataFrame(schema=PLACES), *(part.frame for part in parts)])
        once = frame.unique("id", keep="first", maintain_order=True)
        notes = [note for part in parts for note in part.notes]
        if again := frame.height - once.height:
            notes.append(
                say("{again} places left out: their id was taken by an earlier file", again=again)
            )
        return cls(once, tuple(r for part in parts for r in part.rejected), tuple(notes))


def ids_of(
    iso3: Sequence[str | None], names: Sequence[str], taken: Iterable[str] = ()
) -> list[str]:
    """Short ids from names, told apart by number in the order given.

    >>> ids_of(["SSD", "SSD", None], ["Malakal", "MALAKAL", "Kaga-Bandoro"])
    ['ssd-malakal', 'ssd-malakal-2', 'kaga-bandoro']
    """
    met, ids, last = set(taken), list[str](), dict[str, int]()
    for country, name in zip(iso3, names, strict=True):
        said = textwrap.shorten(fold(name), 32, placeholder="") or fold(name)[:32]
        slug = re.sub(r"\W+", "-", f"{country or ''} {said}".casefold()).strip("-")
        number, attempt = last.get(slug, 1), slug
        while attempt in met or (attempt == slug and number > 1):
            number += 1
            attempt = f"{slug}-{number}"
        last[slug] = number
        ids.append(attempt)
        met.add(attempt)
    return ids


class _Somewhere(Protocol):
    @property
    def lat(self) -> Any: ...
    @property
    def lon(self) -> Any: ...


def nearest(
    lat: ArrayLike,
    lon: ArrayLike,
    places: Places | Sequence[_Somewhere],
    *,
    within_km: float = float("inf"),
) -> tuple[Ints, Floats]:
    """The nearest place to each point.

    Takes   n latitudes and n longitudes in degrees, NaN where not known;
            m places, or anything else with a lat and a lon.
    Units   within_km in km along the ground: a place farther away is none.
    Gives   n indexes into `places` and n distances in km; -1 and NaN where none is within reach.
    Source  great-circle distance, exact, by a tree of chords.

    >>> towns = [Place("a", "Juba", 4.85, 31.6), Place("b", "Malakal", 9.53, 31.66)]
    >>> index, km = nearest([9.6, 0.0], [31.6, 0.0], towns, within_km=50)
    >>> index.tolist(), km.round(1).tolist()
    ([1, -1], [10.2, nan])
    """
    from scipy.spatial import cKDTree  # slow to load, and only nearness needs it

    lat, lon = np.asarray(lat, dtype=np.float64), np.asarray(lon, dtype=np.float64)
    index, km = np.full(lat.shape, -1), np.full(lat.shape, np.nan)
    known = np.isfinite(lat) & np.isfinite(lon)
    if isinstance(places, Places):
        to_lat, to_lon = places.lat, places.lon
    else:
        to_lat = np.array([p.lat for p in places], dtype=np.float64)
        to_lon = np.array([p.lon for p in places], dtype=np.float64)
    if not len(to_lat) or not known.any():
        return index, km
    chords, nearest_at = cKDTree(unit_vectors(to_lat, to_lon)).query(
        unit_vectors(lat[known], lon[known])
    )
    far = chord_to_km(chords)
    near = far <= within_km
    index[known] = np.where(near, nearest_at, -1)
    km[known] = np.where(near, far, np.nan)
    return index, km
