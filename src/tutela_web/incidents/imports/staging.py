"""Bringing a confirmed file in: written unseen, chunk by chunk, then shown by one update."""

from __future__ import annotations

from django.db import transaction

from tutela.base.errors import BadParameter
from tutela.base.later import pl
from tutela.base.messages import say
from tutela_web.access.models import Mission
from tutela_web.access.policy import Standing
from tutela_web.access.vault.files import forget_beside
from tutela_web.base.jobs import Progress
from tutela_web.base.models import Batch
from tutela_web.incidents.events import store
from tutela_web.incidents.events.queries import frame_from
from tutela_web.incidents.imports import verbs
from tutela_web.incidents.imports.compare import (
    CHANGED,
    HELD,
    LEFT_OUT,
    NEW,
    SAME,
)
from tutela_web.incidents.imports.holding import compare_as_decided
from tutela_web.incidents.imports.keeping import keep_words
from tutela_web.incidents.imports.recording import MOST_INCIDENTS, record_rows
from tutela_web.incidents.imports.settling import read_settled
from tutela_web.incidents.models import ClosedEvent, Event, ImportChoice
from tutela_web.places.queries import boundaries_of


def bring_in(batch: Batch, *, by: Standing, progress: Progress) -> None:
    """Stage the events of a batch and publish them. Begun again, it begins from the start.

    Nothing of it is seen before the last step, whenever it is killed.
    """
    mission = by.mission
    progress.tell(0, 0, "reading")
    if batch.published_at:  # a worker died after the last step, before it could say so
        return
    imported = read_settled(batch, mission, progress.check).imported
    if fault := next((r.error for r in imported.reports if r.error), None):
        raise fault
    store.clear(batch, lambda done: progress.tell(done, 0, "clearing"))
    compared = compare_as_decided(imported.frame, batch, mission)
    ours = imported.frame.with_columns(_areas(imported.frame, mission), fate=compared.fate).filter(
        ~pl.col("fate").is_in([SAME, LEFT_OUT, HELD])
    )

    def storing(done: int) -> None:
        progress.tell(done, ours.height, "storing")

    def replacing(done: int) -> None:
        progress.tell(ours.height, ours.height, "replacing")

    ours, incidents = _part_incidents(ours, batch)
    store.add_events(ours, mission, batch, storing)
    keep_words(pl.concat([ours, incidents]), batch, progress)
    names = imported.identities.join(
        ours.select("source", "source_id"), on=["source", "source_id"], how="semi"
    )
    store.add_identities(names, mission, batch, replacing)
    for model in (Event, ClosedEvent):
        replaced = compared.replaced.filter(pl.col("closed") == (model is ClosedEvent))
        store.replace(model, replaced["pk"].to_list(), batch, replacing)
    counts = {fate: int((compared.fate == fate).sum()) for fate in (NEW, CHANGED, SAME)}
    gone = int((compared.fate == LEFT_OUT).sum())
    with transaction.atomic():  # incidents are seen at once: with the last step, or not at all
        record_rows(incidents, batch, by=by)
        verbs.publish(batch, by=by, progress=progress, counts=counts, left_out=gone)
    forget_beside(batch)  # of a published file little is looked at again


def _part_incidents(ours: pl.DataFrame, batch: Batch) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows that come in as events, and those of an office's log that become incidents: new
    ones, outside every compartment. A row that changes an event stays one.

    Raises  BadParameter for a longer log than one step may record.
    """
    if not ImportChoice.objects.filter(batch=batch, own=True, as_incidents=True).exists():
        return ours, ours.clear()
    become = (pl.col("fate") == NEW) & pl.col("compartment").is_null()
    incidents = ours.filter(become)
    if incidents.height > MOST_INCIDENTS:
        raise BadParameter(
            say("{n} rows are more than become incidents at once", n=incidents.height),
            next=say("split the log, at most {most} rows each", most=MOST_INCIDENTS),
        )
    return ours.filter(~become), incidents


def place_all(mission: Mission, progress: Progress) -> None:
    """Set the area of every event of a mission by the boundaries as they are now."""
    for model in (Event, ClosedEvent):
        events = model._default_manager.filter(mission=mission)
        frame = frame_from(events, "pk")
        before = [
            str(a) if a else None for a in events.order_by("pk").values_list("area", flat=True)
        ]
        moved = frame.select("pk", _areas(frame, mission)).filter(
            ~pl.col("area_id").eq_missing(pl.Series(before, dtype=pl.String))
        )

        def tell(done: int, total: int = moved.height) -> None:
            progress.tell(done, total, "placing")

        store.place(model, moved, tell)


def _areas(frame: pl.DataFrame, mission: Mission) -> pl.Series:
    """The duty area of each event by its point and what its source names, as text; else null."""
    area_ids = boundaries_of(mission).area_ids_as_named(
        frame["latitude"].to_list(),
        frame["longitude"].to_list(),
        frame.select("adm2", "adm1", "iso3").rows(),
    )
    return pl.Series("area_id", [area and str(area) for area in area_ids], pl.String)
