"""Imported events as columns, held in this process: what lists, totals, tiles and the map count.

To count 300,000 rows in the database takes a second at each page; as columns it takes milliseconds.
They are kept under a fingerprint of the published batches and of the times events were given their
areas anew, so that each change is seen at once. The policy is applied to each answer, never to what
is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import polars as pl
from django.db import connection
from django.db.models import Count, Max, QuerySet, TextField
from django.db.models.functions import Cast

from tutela_web.access.models import DutyArea, Mission
from tutela_web.access.policy import Standing
from tutela_web.base.kept import Kept
from tutela_web.base.models import Batch, Job
from tutela_web.incidents.event_queries import shown_batches
from tutela_web.incidents.import_verbs import PLACE
from tutela_web.incidents.models import ClosedEvent, EarlierSupersession, Event

UNKNOWN = "unknown"
"""In a filter: the records of which this is not known."""

SCHEMA: Mapping[str, Any] = {
    "pk": pl.Int64, "source": pl.Categorical, "source_version": pl.Categorical,
    "source_id": pl.String, "place": pl.String, "harm": pl.Categorical,
    "violence": pl.Categorical, "grain": pl.Categorical,
    "date_start": pl.Date, "date_end": pl.Date, "latitude": pl.Float64, "longitude": pl.Float64,
    "place_precision": pl.Int8, "deaths": pl.Int32, "civilian_deaths": pl.Int32,
    "classification": pl.Int8, "area": pl.Categorical, "batch": pl.Categorical,
    "replaced": pl.Boolean,
}  # fmt: skip
"""One row an edition; `area` and `batch` as hex; `replaced`: a later shown batch holds a newer."""


@dataclass(frozen=True, eq=False)
class Editions:
    """Every edition of a mission's open events that a shown batch holds: a table of SCHEMA, the
    last ended first, those without a date at the end."""

    frame: pl.DataFrame


_KEPT: Kept[Editions] = Kept()


def editions_of(mission: UUID) -> Editions:
    """The editions of a mission, the same object until one changes. No policy is asked here."""
    return _KEPT.get(mission, _fingerprint(mission), lambda: Editions(_read(mission)))


def events_seen(standing: Standing, *, every_edition: bool = False) -> pl.DataFrame:
    """The editions a person may see: those in force, or with those that a later one replaced."""
    frame = editions_of(standing.mission.pk).frame.filter(standing.sees_rows("events"))
    return frame if every_edition else frame.filter(~pl.col("replaced"))


def asked_for(standing: Standing, asked: Mapping[str, str]) -> pl.Expr:
    """What the filters of an address ask of events.

    Takes   source, harm, area (a code or "unknown"), batch (an id), since and until (days), text
            (part of the place's name, or the source's id).
    """
    wanted = pl.lit(True)
    if source := asked.get("source"):
        wanted &= pl.col("source") == source
    if harm := asked.get("harm"):
        name = pl.col("harm")
        wanted &= (name.is_null() | (name == UNKNOWN)) if harm == UNKNOWN else name == harm
    if code := asked.get("area"):
        wanted &= _in_area(standing, code)
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


def _in_area(standing: Standing, code: str) -> pl.Expr:
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
        Count("pk"), Max("published_at"), Count("undone_at"), Max("undone_at")
    )
    placed = Job.objects.filter(mission_id=mission, kind=PLACE).aggregate(Max("ended_at"))
    return *batches.values(), *placed.values()


def _read(mission_id: UUID) -> pl.DataFrame:
    mission = Mission.objects.get(pk=mission_id)
    shown = [pk.hex for pk in shown_batches(mission).values_list("pk", flat=True)]
    named = {
        "area": "area_id", "batch": "first_batch_id", "later": "superseded_batch_id",
        "began": "date_start", "ended": "date_end",
    }  # fmt: skip
    said = {f"{name}_said": Cast(column, TextField()) for name, column in named.items()}
    plain = [name for name in SCHEMA if name not in {*named, "replaced", *_DAYS}]
    rows = Event.objects.filter(mission=mission).order_by().annotate(**said)
    cells = _columns(rows.values_list(*plain, *said))
    frame = pl.DataFrame(
        [pl.Series(name, values, SCHEMA.get(name, pl.String), strict=False)
         for name, values in zip([*plain, *said], cells, strict=True)]
    ).with_columns(
        pl.col("began_said").str.to_date().alias("date_start"),
        pl.col("ended_said").str.to_date().alias("date_end"),
        pl.col("area_said", "batch_said", "later_said").str.replace_all("-", ""),
        pl.col("place").str.to_lowercase(),
    ).filter(pl.col("batch_said").is_in(shown))  # fmt: skip
    earlier = EarlierSupersession.objects.filter(
        closed=False, batch__in=shown_batches(mission).values("pk")
    )
    closed = ClosedEvent.objects.filter(
        mission=mission, first_batch__in=shown_batches(mission).values("pk")
    )
    pairs = list(closed.values_list("source", "source_id").distinct())
    of_closed = pl.DataFrame(pairs, {"source": pl.String, "source_id": pl.String}, orient="row")
    return (
        frame.join(
            of_closed, on=[pl.col("source").cast(pl.String), pl.col("source_id")], how="anti"
        )
        .with_columns(
            pl.col("area_said").cast(pl.Categorical).alias("area"),
            pl.col("batch_said").cast(pl.Categorical).alias("batch"),
            replaced=pl.col("later_said").is_in(shown).fill_null(False)
            | pl.col("pk").is_in(list(earlier.values_list("event_id", flat=True))),
        )
        .select(*SCHEMA)
        .sort("date_end", "pk", descending=True, nulls_last=[True, False])
    )


_DAYS = ("date_start", "date_end")


def _columns(rows: QuerySet[Any, Any]) -> Iterable[tuple[Any, ...]]:
    """The rows of a query by column, past the ORM: a quarter of a million in a second."""
    sql, params = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        width = len(cursor.description)
        found = cursor.fetchall()
    return zip(*found, strict=True) if found else [()] * width
