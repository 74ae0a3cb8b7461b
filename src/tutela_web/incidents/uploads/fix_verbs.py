"""What a person says that a row tells, where the machine read it from words: before and after it
came in. The words stay beside it, and who fixed it is said."""

from __future__ import annotations

from django.db import transaction

from tutela.base.errors import BadParameter
from tutela.base.later import pl
from tutela.base.messages import say
from tutela.incidents.figures_first import KILLED, harm_by_figures
from tutela.incidents.swapped_coordinates import PUBLISHED
from tutela_web.access.audit import trail
from tutela_web.access.policy import Standing
from tutela_web.access.vault.fields import fetch_keys
from tutela_web.base import clock
from tutela_web.base.errors import NotNow
from tutela_web.base.holding import hold
from tutela_web.base.models import Batch
from tutela_web.channels import webhooks
from tutela_web.incidents.closed.harms import compartment_of, refuse_closed_words
from tutela_web.incidents.events import store
from tutela_web.incidents.events.queries import frame_from, in_force
from tutela_web.incidents.imports.settling import FIXABLE, FixedValues
from tutela_web.incidents.imports.verbs import check_again, lock_batch
from tutela_web.incidents.models import ACT, EVENT_FIX, Event, RowFix
from tutela_web.incidents.uploads.last_metre_queries import RowRead, import_of
from tutela_web.places.queries import boundaries_of


def fix_row(batch: Batch, row: RowRead, said: FixedValues, *, by: Standing) -> None:
    """Keep what a person says that a row of a file tells, and try the file anew with that.

    Takes   said, the values of FIXABLE that are others than those read.
    Raises  Denied; BadParameter for a harm of a compartment, or one that the figures contradict;
            NotNow where nothing is other, or once the file was imported.
    """
    by.require(ACT, of=batch)
    _require_said(row, said)
    with transaction.atomic():
        now = lock_batch(batch, Batch.State.CHECKED)
        _keep(now, row, said, by)
        check_again(now, by=by)


def fix_event(event: Event, said: FixedValues, *, by: Standing) -> Batch:
    """Show an imported event with what a person says that its row tells: an edition of its own,
    beside which the earlier one stays. Undoing the import takes it away too.

    Raises  as `fix_row`; NotNow for an event of a published source, or one replaced meanwhile.
    """
    by.require(ACT, of=event)
    if event.source in PUBLISHED:
        raise NotNow(
            say("this is the record of a published source, which stands as it wrote it"),
            next=say("record an incident from it, and say there what differs"),
        )
    row = RowRead(event.source, event.source_id, {name: getattr(event, name) for name in FIXABLE})
    _require_said(row, said)
    origin = import_of(event)
    edition = Batch.objects.create(
        mission_id=by.mission.pk,
        kind=EVENT_FIX,
        state=Batch.State.CHECKED,
        file_name=origin.file_name,
        classification=event.classification,
        uploaded_by_id=by.person.pk,
        uploaded_at=clock.now(by.mission),
        rows=1,
        accepted=1,
        changed=1,
        has_open_rows=True,
    )
    store.add_events(_with_said(event, said, by), by.mission, edition, _tell)
    with transaction.atomic():
        hold(origin)
        if not in_force(Event, by.mission).filter(pk=event.pk).exists():
            raise NotNow(
                say("this event was replaced meanwhile"), next=say("open the newest edition")
            )
        store.replace(Event, [event.pk], edition, _tell)
        _keep(origin, row, said, by, edition=edition)
        Batch.objects.filter(pk=edition.pk).update(
            state=Batch.State.PUBLISHED,
            published_at=clock.now(by.mission),
            published_by_id=by.person.pk,
        )
        webhooks.tell(by.mission.pk, "batch", edition.pk)
    return edition


def _tell(_done: int) -> None:
    """One row is no work to be told of."""


def _with_said(event: Event, said: FixedValues, by: Standing) -> pl.DataFrame:
    frame = frame_from(Event.objects.filter(pk=event.pk))
    changed = [pl.Series(name, [value], frame.schema[name]) for name, value in said.items()]
    frame = frame.with_columns(
        *changed,
        line=pl.lit(event.line, pl.Int64),
        compartment=pl.lit(None, pl.String),
    )
    areas = boundaries_of(by.mission).area_ids_as_named(
        frame["latitude"].to_list(),
        frame["longitude"].to_list(),
        frame.select("adm2", "adm1", "iso3").rows(),
    )
    ids = [area and str(area) for area in areas]
    return frame.with_columns(pl.Series("area_id", ids, pl.String))


def _keep(
    batch: Batch,
    row: RowRead,
    said: FixedValues,
    by: Standing,
    *,
    edition: Batch | None = None,
) -> None:
    fix = RowFix(
        mission=by.mission,
        batch=batch,
        edition=edition,
        source=row.source,
        source_id=row.source_id,
        said=dict(said),
        by_id=by.person.pk,
        at=clock.now(by.mission),
    )
    fetch_keys([fix], make=True)
    fix.save(force_insert=True)
    trail.record(
        "fix_row",
        mission=by.mission,
        by=by.person,
        kind="batch",
        subject=batch.pk,
        fields=sorted(said),
    )


def _require_said(row: RowRead, said: FixedValues) -> None:
    if unknown := said.keys() - set(FIXABLE):
        raise TypeError(f"not to be fixed: {sorted(unknown)}")
    if not said:
        raise NotNow(
            say("nothing was changed"), next=say("change what was read wrongly, then save")
        )
    refuse_closed_words(said.get("place"), where="place")
    after = {**row.values, **said}
    harm = after.get("harm")
    if "harm" in said and compartment_of(harm or ""):
        raise BadParameter(
            say("this harm belongs to a compartment"),
            where="harm",
            next=say("record it by the form of an incident, which keeps it apart"),
        )
    killed = [n for name in KILLED if (n := after.get(name)) is not None]
    by_figures = harm_by_figures(
        harm, killed=max(killed, default=None), abducted=after.get("abducted"), stated=True
    )
    if by_figures != harm:
        raise BadParameter(
            say("the figures of the row tell of another kind: {harm}", harm=by_figures or ""),
            where="harm",
            next=say("choose that kind, or correct the figures"),
        )
