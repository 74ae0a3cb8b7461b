"""Imported events as columns, held in this process: what lists, totals, tiles and the map count.

To count 300,000 rows in the database takes a second at each page; as columns it takes milliseconds.
They are kept under a fingerprint of the published batches, of rows erased from them, and of the
times events were given their areas anew, so that each change is seen at once; where they are many,
also in a file under the same fingerprint (`tables.column_cache`). The policy is applied to each
answer, never to what is kept.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Max, QuerySet

from tutela.base.distances import box_around, distance_km
from tutela.base.later import Columns, np, pl
from tutela_web.access.models import DutyArea, Mission
from tutela_web.access.policy import Standing
from tutela_web.actors.models import Actor
from tutela_web.actors.queries import actors_for
from tutela_web.base.models import Batch, Job
from tutela_web.base.tables.column_cache import table_on_shelf
from tutela_web.base.tables.columns import table_of
from tutela_web.incidents.events.queries import shown_batches
from tutela_web.incidents.models import PLACE, ClosedEvent, EarlierSupersession, Event
from tutela_web.records.record_cache import NewestByKey

UNKNOWN = "unknown"
"""In a filter: the records of which this is not known."""

SCHEMA = Columns(
    lambda: {
        "pk": pl.Int64,
        "source": pl.Categorical,
        "source_version": pl.Categorical,
        "source_id": pl.String,
        "place": pl.String,
        "harm": pl.Categorical,
        "violence": pl.Categorical,
        "side_a": pl.Categorical,
        "side_b": pl.Categorical,
        "country": pl.Categorical,
        "grain": pl.Categorical,
        "date_start": pl.Date,
        "date_end": pl.Date,
        "latitude": pl.Float64,
        "longitude": pl.Float64,
        "place_precision": pl.Int8,
        "deaths": pl.Int32,
        "civilian_deaths": pl.Int32,
        "classification": pl.Int8,
        "area": pl.Categorical,
        "batch": pl.Categorical,
        "replaced": pl.Boolean,
    }
)
"""One row an edition; sides as JSON, `area` and `batch` as hex; `replaced`: a later shown batch has
a newer one."""


@dataclass(frozen=True, eq=False)
class Editions:
    """The editions of a mission's open events that shown batches hold.

    frame    of the Unclassified events, a table of SCHEMA: the last ended first, those without a
             date at the end. The others are not kept: they are read for each answer
    earlier  the events a shown batch replaced before another did
    closed   source and source_id of the events that lie in a compartment by now, and since when
    since    when each batch shown was published, by its id as hex
    marked   whether there are events that are not kept
    """

    frame: pl.DataFrame
    earlier: list[int]
    closed: pl.DataFrame
    since: dict[str, datetime]
    marked: bool


_KEPT: NewestByKey[Editions] = NewestByKey()


def editions_of(mission: UUID) -> Editions:
    """The editions of a mission, the same object until one changes. No policy is asked here."""
    made_from = _fingerprint(mission)
    return _KEPT.get(mission, made_from, lambda: _gather_editions(mission, made_from))


def events_seen(standing: Standing, *, every_edition: bool = False) -> pl.LazyFrame:
    """The editions a person may see: those in force, or with those that a later one replaced."""
    editions = editions_of(standing.mission.pk)
    parts = [editions.frame.lazy()]
    reading = standing.readings.get("events")
    if editions.marked and reading is not None and reading.clearance > 0:
        sees = standing.sees("events", own=None)
        marked = _read(Event.objects.filter(sees, classification__gt=0), editions)
        parts += [] if marked.is_empty() else [marked.lazy()]
    seen = pl.concat(parts).filter(standing.sees_rows("events"))
    if len(parts) > 1:
        seen = _newest_first(seen)
    return seen if every_edition else seen.filter(~pl.col("replaced"))


def events_near(
    seen: pl.LazyFrame, latitude: float | None, longitude: float | None, *, km: float
) -> pl.DataFrame:
    """Of the events a person may see (`events_seen`), those within so many km of a point.

    Gives   SCHEMA and km, great-circle; nothing where the point is not known.
    """
    seen = seen.with_columns(km=pl.lit(None, pl.Float64))
    if latitude is None or longitude is None:
        return seen.clear().collect()
    box = box_around(latitude, longitude, km)
    near = seen.filter(
        pl.col("latitude").is_between(box.south, box.north),
        pl.col("longitude").is_between(box.west, box.east),
    ).collect()
    there = near["latitude"].to_numpy(), near["longitude"].to_numpy()
    far = distance_km(np.asarray(latitude), np.asarray(longitude), *there)
    return near.with_columns(km=pl.Series(far, dtype=pl.Float64)).filter(pl.col("km") <= km)


def asked_for(standing: Standing, asked: Mapping[str, str]) -> pl.Expr:
    """What the filters of an address ask of events.

    Takes   source, harm, area (a code or "unknown"), actor (the id of one of the list, or a name
            as the source has it), batch (an id), since and until (days), text (part of the place's
            name, or the source's id).
    """
    wanted = pl.lit(True)
    if source := asked.get("source"):
        wanted &= pl.col("source") == source
    if harm := asked.get("harm"):
        name = pl.col("harm")
        wanted &= (name.is_null() | (name == UNKNOWN)) if harm == UNKNOWN else name == harm
    if code := asked.get("area"):
        wanted &= in_area(standing, code)
    if actor := asked.get("actor"):
        wanted &= _of_actor(standing, actor)
    if batch := asked.get("batch"):
        wanted &= pl.col("batch") == batch.replace("-", "").lower()
    since, until = (_day(asked.get(name, "")) for name in ("since", "until"))
    if since:
        wanted &= pl.col("date_end") >= since
    if until:
        wanted &= pl.col("date_start") <= until
    if text := asked.get("text", "").strip():
        part = pl.col("place").str.contains(text.lower(), literal=True)
        wanted &= part.fill_null(False) | (pl.col("source_id") == text)
    return wanted


def _of_actor(standing: Standing, said: str) -> pl.Expr:
    """The rows that name an actor on either side, by any of its names."""
    listed = actor_asked_for(standing, said)
    names = [listed.name, listed.code, *listed.aliases] if listed else [said]
    written = {json.dumps(name, ensure_ascii=plain) for name in names for plain in (True, False)}
    sides = [pl.col(side).cast(pl.String) for side in ("side_a", "side_b")]
    held = [side.str.contains(name, literal=True) for side in sides for name in sorted(written)]
    return pl.any_horizontal(held).fill_null(False)


def actor_asked_for(standing: Standing, said: str) -> Actor | None:
    """The actor of the list whose id a filter names, if this person may see it."""
    try:
        return actors_for(standing).filter(pk=UUID(said)).first()
    except ValueError:
        return None


def in_area(standing: Standing, code: str) -> pl.Expr:
    """The rows of an area by its code, or those whose area is unknown; `area` holds ids as hex."""
    if code == UNKNOWN:
        return pl.col("area").is_null()
    found = DutyArea.objects.filter(mission=standing.mission, code=code).values_list("pk")
    return pl.col("area").is_in([pk.hex for (pk,) in found])


def _day(said: str) -> date | None:
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None


# --- reading them


def _fingerprint(mission: UUID) -> tuple[object, ...]:
    batches = Batch.objects.filter(mission_id=mission, published_at__isnull=False).aggregate(
        Count("pk"),
        Max("published_at"),
        Count("undone_at"),
        Max("undone_at"),
        Max("rows_erased_at"),
    )
    placed = Job.objects.filter(mission_id=mission, kind=PLACE).aggregate(Max("ended_at"))
    return *batches.values(), *placed.values()


def _gather_editions(mission_id: UUID, made_from: tuple[object, ...]) -> Editions:
    mission = Mission.objects.get(pk=mission_id)
    shown = shown_batches(mission).values("pk")
    since = {
        pk.hex: at
        for pk, at in shown_batches(mission).values_list("pk", "published_at")
        if at is not None
    }
    earlier = EarlierSupersession.objects.filter(closed=False, batch__in=shown)
    closed = ClosedEvent.objects.filter(mission=mission, first_batch__in=shown)
    editions = Editions(
        pl.DataFrame(schema=SCHEMA),
        list(earlier.values_list("event_id", flat=True)),
        pl.DataFrame(
            list(
                closed.values_list("source", "source_id")
                .annotate(Max("first_batch__published_at"))
                .order_by()
            ),
            {
                "source": pl.Categorical,
                "source_id": pl.String,
                "closed_at": pl.Datetime("us", "UTC"),
            },
            orient="row",
        ),
        since,
        Event.objects.filter(mission=mission, classification__gt=0).exists(),
    )
    rows = Event.objects.filter(mission=mission, classification=0)
    return replace(
        editions,
        frame=table_on_shelf(
            "events",
            mission_id,
            (*made_from, list(SCHEMA.items())),
            lambda: _newest_first(_read(rows, editions).lazy()).collect(),
        ),
    )


def _newest_first(rows: pl.LazyFrame) -> pl.LazyFrame:
    return rows.sort("date_end", "pk", descending=True, nulls_last=[True, False])


def _read(rows: QuerySet[Event], editions: Editions) -> pl.DataFrame:
    kinds = {name: kind for name, kind in SCHEMA.items() if name != "replaced"}
    batches = {"batch": "first_batch", "later": "superseded_batch"}
    frame = table_of(rows.order_by(), kinds | {"later": pl.Categorical}, batches)
    shown = list(editions.since)
    replaced = pl.col("later").is_in(shown).fill_null(False)
    return (
        frame.filter(pl.col("batch").is_in(shown))
        .join(editions.closed, on=["source", "source_id"], how="left", maintain_order="left")
        .filter(
            pl.col("closed_at").is_null()
            | (
                pl.col("closed_at")
                <= pl.col("batch")
                .cast(pl.String)
                .replace_strict(editions.since, return_dtype=pl.Datetime("us", "UTC"))
            )
        )
        .with_columns(
            pl.col("place").str.to_lowercase(),
            replaced=replaced | pl.col("pk").is_in(editions.earlier),
        )
        .select(*SCHEMA)
    )
