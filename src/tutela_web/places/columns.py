"""The places of a mission as columns, held in this process until one changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, overload
from uuid import UUID

from django.db.models import QuerySet

from tutela.base.later import Columns, pl
from tutela_web.access.models import Mission
from tutela_web.access.policy import Standing
from tutela_web.base.tables import columns
from tutela_web.places.models import Place
from tutela_web.records.record_cache import NewestByKey
from tutela_web.records.versions.queries import state_of_versions

_KEPT: NewestByKey[pl.DataFrame] = NewestByKey()


def versions(mission: Mission) -> tuple[Any, ...]:
    """What changes with every version of every place of the mission."""
    return state_of_versions(mission, Place)


def places_in(mission: Mission) -> pl.DataFrame:
    """How every place is marked, by name; no policy is asked.

    Gives   place, area, town, author (ids as hex, or null), classification, compartment, retired;
            of the Unclassified in no compartment also name in small letters, latitude and longitude
            (degrees). What identifies the others is not kept.
    """
    return _KEPT.get(mission.pk, versions(mission), lambda: _read(mission))


def places_seen(standing: Standing) -> pl.DataFrame:
    """The places in use a person may see, by name, as `places_in` has them but whole; the sites of
    a town are in the town."""
    rows_seen = standing.sees_open_rows("places")
    own = pl.col("town").is_null() & ~pl.col("retired")
    seen = places_in(standing.mission).filter(rows_seen, own)
    marked = seen.filter((pl.col("classification") > 0) | (pl.col("compartment") != ""))["place"]
    if marked.is_empty():
        return seen
    rows = Place.objects.filter(standing.sees_open("places"), pk__in=[UUID(pk) for pk in marked])
    named = rows.values_list("pk", "name", "latitude", "longitude")
    whole = pl.DataFrame(
        [(pk.hex, name.lower(), lat, lon) for pk, name, lat, lon in named],
        {name: _COLUMNS[name] for name in ("place", *_IDENTIFYING)},
        orient="row",
    )
    return seen.update(whole, on="place").sort("name", "place")


@dataclass(frozen=True)
class Places(Sequence[Place]):
    """Places in an order, by id as hex: each is read with its area when it is asked for.

    rows   the places a person may see, as the policy says when they are read
    """

    rows: QuerySet[Place]
    ids: Sequence[str]

    def __len__(self) -> int:
        return len(self.ids)

    @overload
    def __getitem__(self, at: int) -> Place: ...
    @overload
    def __getitem__(self, at: slice) -> list[Place]: ...
    def __getitem__(self, at: int | slice) -> Place | list[Place]:
        if not isinstance(at, slice):
            return self[at : at + 1 or None][0]
        rows = self.rows.select_related("area").defer("area__boundary")
        return columns.in_order(rows, self.ids[at])


_COLUMNS = Columns(
    lambda: {
        "place": pl.String,
        "area": pl.String,
        "town": pl.String,
        "author": pl.String,
        "name": pl.String,
        "classification": pl.Int8,
        "compartment": pl.String,
        "retired": pl.Boolean,
        "latitude": pl.Float64,
        "longitude": pl.Float64,
    }
)
_IDENTIFYING = ("name", "latitude", "longitude")


def _read(mission: Mission) -> pl.DataFrame:
    rows = Place.objects.filter(mission=mission).order_by()
    frame = columns.table_of(rows, _COLUMNS, {"place": "pk"})
    frame = frame.with_columns(pl.col("name").str.to_lowercase())
    plain = (pl.col("classification") == 0) & (pl.col("compartment") == "")
    open_only = pl.when(plain).then(pl.col(_IDENTIFYING))
    return frame.with_columns(open_only).sort("name", "place", nulls_last=True)
