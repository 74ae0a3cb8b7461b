"""The one place that writes imported events: in short transactions, past the ORM.

Rows of a batch that is not published are seen by nobody, so that they may be written chunk by
chunk, and written again from the start by whoever takes the work up after a dead worker.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from uuid import UUID

from django.db import connection, models, transaction

from tutela.base.later import pl
from tutela.incidents.types import SCHEMA
from tutela_web.access.models import Mission
from tutela_web.access.vault.fields import key_of, shut_words
from tutela_web.base.models import Batch
from tutela_web.base.tables.batches import CHUNK, fitting, let_others_write
from tutela_web.incidents.events.queries import SEALED
from tutela_web.incidents.models import ClosedEvent, EarlierSupersession, Event, EventIdentity

BESIDE = ("mission_id", "first_batch_id", "area_id", "line", "classification")

Tell = Callable[[int], None]
"""Told the rows done, inside the transaction of their chunk; raising undoes the chunk."""


def clear(batch: Batch, tell: Tell) -> None:
    """Take out whatever an earlier attempt left of an unpublished batch."""
    for model in (Event, ClosedEvent, EventIdentity):
        mine = model._default_manager.filter(first_batch=batch)
        while True:
            with transaction.atomic():
                tell(0)
                some = list(mine.order_by("pk").values_list("pk", flat=True)[:CHUNK])
                model._default_manager.filter(pk__in=some).delete()
            let_others_write()
            if len(some) < CHUNK:
                break


def add_events(frame: pl.DataFrame, mission: Mission, batch: Batch, tell: Tell) -> None:
    """Write new events of a batch, those of a compartment sealed into their own table.

    Takes   the core's columns with `line`, `area_id` (text, null where in none) and `compartment`
            (null where in none) beside them.
    """
    ready = frame.with_columns(
        *(_as_json(frame[name]) for name in ("side_a", "side_b")),
        pl.col(pl.Date).cast(pl.String),
        area_id=pl.col("area_id").replace(
            {one: _id(UUID(one)) for one in frame["area_id"].drop_nulls().unique().to_list()}
        ),
        mission_id=pl.lit(_id(mission.pk)),
        first_batch_id=pl.lit(_id(batch.pk)),
        classification=pl.lit(batch.classification),
    )
    columns = [*BESIDE, *SCHEMA]
    is_open = pl.col("compartment").is_null()
    done = _insert(Event, columns, ready.filter(is_open).select(columns), 0, tell)
    columns = [*columns, "compartment"]
    closed = ready.filter(~is_open).select(columns)
    if closed.height:
        closed = _seal_columns(closed, frame.filter(~is_open), batch)
    _insert(ClosedEvent, columns, closed, done, tell)


def _seal_columns(ready: pl.DataFrame, frame: pl.DataFrame, batch: Batch) -> pl.DataFrame:
    """Rows as the table of compartments keeps them: their words under the key of the import.

    Takes   ready, the rows with ids and days as the database keeps them; frame, the same rows with
            their words.
    """
    key = key_of(batch, make=True)
    about = frame.select(ClosedEvent.sealed_about).rows()
    return ready.with_columns(
        pl.Series(
            name,
            [
                None if value is None else shut_words(key, value, batch.pk, name, *row)
                for value, row in zip(frame[name].to_list(), about, strict=True)
            ],
            pl.Binary,
        )
        for name in SEALED
    )


def add_identities(frame: pl.DataFrame, mission: Mission, batch: Batch, tell: Tell) -> None:
    """Write the names of peoples a batch brings, into their compartment."""
    ready = frame.with_columns(
        mission_id=pl.lit(_id(mission.pk)),
        first_batch_id=pl.lit(_id(batch.pk)),
        name=pl.col("name").str.slice(0, 300),
    )
    _insert(EventIdentity, ready.columns, ready, 0, tell)


def replace(
    model: type[Event] | type[ClosedEvent], ids: Sequence[int], batch: Batch, tell: Tell
) -> None:
    """Mark events as replaced by a batch; what an undone batch had marked stays known."""
    for some in _chunks(ids, 2_000):
        with transaction.atomic():
            tell(0)
            marked = model._default_manager.filter(pk__in=some)
            before = marked.filter(superseded_batch__published_at__isnull=False)
            EarlierSupersession.objects.bulk_create(
                [
                    EarlierSupersession(event_id=pk, closed=model is ClosedEvent, batch_id=was)
                    for pk, was in before.exclude(superseded_batch=batch).values_list(
                        "pk", "superseded_batch_id"
                    )
                ],
                ignore_conflicts=True,
            )
            marked.update(superseded_batch=batch)
        let_others_write()


def place(model: type[Event] | type[ClosedEvent], areas: pl.DataFrame, tell: Tell) -> None:
    """Set the area of events: `areas` has pk and area_id (text, or null) of those that change."""
    for (area,), rows in areas.group_by("area_id", maintain_order=True):
        for some in _chunks(rows["pk"].to_list(), 2_000):
            with transaction.atomic():
                tell(len(some))
                model._default_manager.filter(pk__in=some).update(area_id=area)
            let_others_write()


def _insert(
    model: type[models.Model], columns: Sequence[str], frame: pl.DataFrame, done: int, tell: Tell
) -> int:
    """Write the rows in chunks, each a short transaction of its own; the rows done so far."""
    table = connection.ops.quote_name(model._meta.db_table)
    listed = ", ".join(connection.ops.quote_name(name) for name in columns)
    marks = ", ".join(["%s"] * len(columns))
    rest, size = frame, CHUNK
    while rest.height:
        rows, rest = rest.head(size).rows(), rest.slice(size)
        began = time.perf_counter()
        with transaction.atomic(), connection.cursor() as cursor:
            tell(done + len(rows))
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY {table} ({listed}) FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row(row)
                connection.note_written(model._meta.db_table)  # type: ignore[attr-defined]  # see LastWrites
            else:
                cursor.executemany(f"INSERT INTO {table} ({listed}) VALUES ({marks})", rows)  # nosec B608 # names of columns of ours
        size = fitting(len(rows), time.perf_counter() - began)
        done += len(rows)
        let_others_write()
    return done


def _chunks(values: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    for start in range(0, len(values), size):
        yield values[start : start + size]


def _id(value: UUID) -> str:
    """A UUID as the database keeps it."""
    return value.hex if connection.vendor == "sqlite" else str(value)


def _as_json(sides: pl.Series) -> pl.Series:
    """Lists of actors as JSON; each different list is written once."""
    lists = sides.unique()
    told = [None if one is None else json.dumps(one.to_list(), ensure_ascii=False) for one in lists]
    return (
        pl.DataFrame({"side": sides})
        .join(
            pl.DataFrame({"side": lists, "told": pl.Series(told, dtype=pl.String)}),
            on="side",
            how="left",
            nulls_equal=True,
            maintain_order="left",
        )["told"]
        .alias(sides.name)
    )
