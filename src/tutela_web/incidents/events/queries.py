"""Imported events as they stand, or as they were known on a day; for a person, or as one table."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from tutela.base.later import pl
from tutela.incidents.types import IDENTITIES, SCHEMA, Events
from tutela_web.access.models import Mission
from tutela_web.access.policy import Standing
from tutela_web.access.vault.fields import keys_of, open_words, sealed_fields
from tutela_web.base.models import Batch
from tutela_web.base.tables.columns import table_of
from tutela_web.incidents.models import (
    ClosedEvent,
    EarlierSupersession,
    Event,
    EventFields,
    EventIdentity,
)

E = TypeVar("E", Event, ClosedEvent)

GROUP_IDENTITY = "group_identity"


def shown_batches(mission: Mission, as_known: datetime | None = None) -> QuerySet[Batch]:
    """The batches whose events count: published and not undone, now or at a moment.

    A batch counts from when the mission knew it, where a person said so, else from publication.
    """
    batches = Batch.objects.filter(mission_id=mission.pk, published_at__isnull=False)
    if as_known is None:
        return batches.filter(undone_at__isnull=True)
    known = batches.annotate(known=Coalesce("known_at", "published_at"))
    return known.filter(Q(undone_at__isnull=True) | Q(undone_at__gt=as_known), known__lte=as_known)


def in_force(model: type[E], mission: Mission, as_known: datetime | None = None) -> QuerySet[E]:
    """Events of shown batches that no shown batch replaces. No policy is asked here.

    As known on an earlier day, an event that sits in a compartment by now is not shown openly.
    """
    shown = shown_batches(mission, as_known).values("pk")
    earlier = EarlierSupersession.objects.filter(
        event_id=OuterRef("pk"), closed=model is ClosedEvent, batch__in=shown
    )
    rows = model._default_manager.filter(
        Q(superseded_batch__isnull=True) | ~Q(superseded_batch__in=shown),
        ~Exists(earlier),
        mission=mission,
        first_batch__in=shown,
    )
    if as_known is not None and model is Event:
        rows = rows.filter(~closed_since(mission))
    return rows


def closed_since(mission: Mission) -> Exists:
    """Whether an open event was put into a compartment by a batch published after its own."""
    return Exists(
        ClosedEvent.objects.filter(
            mission=mission,
            source=OuterRef("source"),
            source_id=OuterRef("source_id"),
            first_batch__in=shown_batches(mission).values("pk"),
            first_batch__published_at__gt=OuterRef("first_batch__published_at"),
        )
    )


def events_for(standing: Standing, *, as_known: datetime | None = None) -> QuerySet[Event]:
    """The open events a person may see, as they stand or as they were known at a moment."""
    return in_force(Event, standing.mission, as_known).filter(standing.sees("events", own=None))


def closed_events_for(
    standing: Standing, *, as_known: datetime | None = None
) -> QuerySet[ClosedEvent]:
    """Events of the compartments a person holds; the view that shows them writes the audit."""
    return in_force(ClosedEvent, standing.mission, as_known).filter(
        compartment__in=standing.compartments, classification__lte=standing.highest
    )


AT_ONCE = 500
"""Ids asked for at once: a database takes no statement of any length."""


def events_by_id(events: QuerySet[E], keys: Iterable[str]) -> dict[str, E]:
    """The events of a queryset by their ids, each written source:its id; of these ids only."""
    wanted = sorted(set(keys))
    by_id = {}
    for first in range(0, len(wanted), AT_ONCE):
        some = set(wanted[first : first + AT_ONCE])
        sources, _seps, ids = zip(*(key.partition(":") for key in some), strict=True)
        for event in events.filter(source__in=set(sources), source_id__in=ids):
            if (key := f"{event.source}:{event.source_id}") in some:
                by_id[key] = event
    return by_id


def frame_of(
    mission: Mission,
    *,
    until: date | None,
    as_known: datetime | None = None,
    compartments: Collection[str] = frozenset(),
) -> Events:
    """The mission's events as the core's table, for calculations.

    Takes   the last day an event may end on (undated ones are kept); the moment of knowledge;
            names of compartments whose events, and for group identity whose names, come too.
    Gives   Events, in the order in which they came.
    """
    over = Q() if until is None else Q(date_end__isnull=True) | Q(date_end__lte=until)
    parts = [frame_from(in_force(Event, mission, as_known).filter(over))]
    if compartments:
        closed = in_force(ClosedEvent, mission, as_known).filter(compartment__in=compartments)
        parts.append(frame_from(closed.filter(over)))
    frame = pl.concat(parts)
    if GROUP_IDENTITY not in compartments:
        return Events(frame)
    names = EventIdentity.objects.filter(first_batch__in=shown_batches(mission, as_known))
    identities = pl.DataFrame(
        list(names.values_list(*IDENTITIES)), schema=IDENTITIES, orient="row"
    ).join(frame.select("source", "source_id"), on=["source", "source_id"], how="semi")
    return Events(frame, identities.unique(maintain_order=True))


def frame_from(events: QuerySet[EventFields], *extra: str) -> pl.DataFrame:
    """Rows of events as the core's columns, read past the ORM: a quarter of a million in seconds.

    Takes   a queryset of events; `extra`, whole-number columns wanted before the core's.
    """
    kinds = dict.fromkeys(extra, pl.Int64) | dict(SCHEMA) | dict.fromkeys(_SIDES, pl.String)
    if events.model is ClosedEvent:
        kinds |= dict.fromkeys(SEALED, pl.Binary) | {_KEY: pl.String}
        rows = _open_columns(table_of(events.order_by("pk"), kinds, {_KEY: "first_batch"}))
    else:
        rows = table_of(events.order_by("pk"), kinds)
    return rows.with_columns(pl.col(_SIDES).str.json_decode(pl.List(pl.String)))


_SIDES = ("side_a", "side_b")
SEALED = tuple(field.name for field in sealed_fields(ClosedEvent))
"""The columns of an event of a compartment that lie sealed."""
_KEY = "sealed_under"


def _open_columns(frame: pl.DataFrame) -> pl.DataFrame:
    """The table with its sealed columns as text, sides as JSON; one query for all keys."""
    keys = keys_of(UUID(batch) for batch in frame[_KEY].unique().to_list())
    told: dict[str, list[str | None]] = {name: [] for name in SEALED}
    for batch, *about, row in zip(
        frame[_KEY].to_list(),
        *(frame[name].to_list() for name in ClosedEvent.sealed_about),
        frame.select(SEALED).rows(),
        strict=True,
    ):
        record = UUID(batch)
        for name, ciphertext in zip(SEALED, row, strict=True):
            value = None
            if ciphertext is not None:
                value = open_words(keys[record], ciphertext, record, name, *about)
            told[name].append(json.dumps(value) if isinstance(value, list) else value)
    columns = [pl.Series(name, values, pl.String) for name, values in told.items()]
    return frame.with_columns(columns).drop(_KEY)
