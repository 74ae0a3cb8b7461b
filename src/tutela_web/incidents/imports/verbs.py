"""How a file of events comes in: received, matched, confirmed by a person, published, undone."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela.base.tables import shape_of
from tutela.reading.regions import Region
from tutela_web.access.audit import trail
from tutela_web.access.policy import Standing
from tutela_web.access.vault.fields import fetch_keys
from tutela_web.access.vault.files import erase_stored, keep_file
from tutela_web.base import clock, jobs
from tutela_web.base.errors import NotNow
from tutela_web.base.holding import hold, hold_name
from tutela_web.base.ids import new_id
from tutela_web.base.jobs import IN_PROGRESS, Progress
from tutela_web.base.markings import Classification
from tutela_web.base.models import Batch, Job, RowError
from tutela_web.base.values import JsonValue
from tutela_web.channels import webhooks
from tutela_web.incidents.imports.matching import name_of
from tutela_web.incidents.imports.queries import BATCHES, batches_for, names_waiting
from tutela_web.incidents.models import (
    ACT,
    CHECK,
    EVENTS,
    IMPORT,
    PLACE,
    AlikePairs,
    Correction,
    Double,
    HeldRow,
    ImportChoice,
    Matching,
    NameToSettle,
    RowApart,
    RowFix,
    RowIncident,
)


def receive(
    upload: UploadedFile,
    *,
    by: Standing,
    classification: int = Classification.CONFIDENTIAL,
    matching: Matching | None = None,
    mapping: Mapping[str, JsonValue] | None = None,
) -> tuple[Batch, bool]:
    """Keep an uploaded file and ask for its dry run.

    Takes   matching, a saved one that a person chose; mapping, one as a batch keeps it.
    Gives   the batch, and whether this very file was here before: then nothing is kept again.
    Raises  Denied; BadParameter if the file is empty or too large, or marked above the clearance.
    """
    by.require(ACT)
    by.require_marking(BATCHES, classification)
    size = upload.size or 0
    if not size:
        raise BadParameter(say("the file is empty"), next=say("choose the file again"))
    if size > settings.UPLOAD_LIMIT:
        raise BadParameter(
            say(
                "the file has {mb:,.0f} MB, more than {most:,.0f}",
                mb=size / 1e6,
                most=settings.UPLOAD_LIMIT / 1e6,
            ),
            next=say("split it by year, or compress it with gzip"),
        )
    fingerprint = hashlib.sha256()
    for part in upload.chunks():
        fingerprint.update(part)
    upload.seek(0)
    alive = (Batch.State.UPLOADED, Batch.State.CHECKED, Batch.State.PUBLISHED)
    before = batches_for(by).filter(file_sha256=fingerprint.hexdigest(), state__in=alive)
    before = before.order_by("uploaded_at")
    if seen := before.last():
        return seen, True
    batch = Batch(
        mission_id=by.mission.pk,
        kind=EVENTS,
        file_name=(upload.name or "")[-255:],
        file_sha256=fingerprint.hexdigest(),
        classification=classification,
        mapping=matching.fields if matching else mapping and dict(mapping),
        uploaded_by_id=by.person.pk,
        uploaded_at=clock.now(by.mission),
    )
    keep_file(batch, f"{new_id()}.events", upload)
    with transaction.atomic():
        hold_name("a file of events", by.mission.pk, batch.file_sha256)
        if seen := before.last():  # received while this one was kept
            erase_stored(batch.file.storage, str(batch.file.name), batch.pk)
            return seen, True
        batch.save(force_insert=True)
        trail.record(
            "upload_batch",
            mission=by.mission,
            by=by.person,
            kind="batch",
            subject=batch.pk,
            bytes=size,
        )
        _ask(CHECK, batch, by)
    return batch, False


def match(
    batch: Batch,
    fields: Mapping[str, Mapping[str, JsonValue]] | None,
    *,
    by: Standing,
    regions: Sequence[Region] | None = None,
    save_as: str = "",
) -> None:
    """Say which parts of a file are read and which column is which field, and ask for the dry run
    anew. It is kept for the next file with these heads, which finds it by itself.

    Takes   fields, field -> {"column", "format", "constant", "values"}; None leaves them as they
            are, or, where other parts are read, as they are found there; regions, the parts that
            are read; none: as the file is found; None leaves them as they are; save_as, a name to
            keep the matching under, else it is kept under the one it was found by, or one made of
            the day.
    Raises  Denied; NotNow where nothing is said.
    """
    by.require(ACT, of=batch)
    if fields is None and regions is None:
        raise NotNow(say("nothing was changed"), next=say("change what is read, then save"))
    with transaction.atomic():
        now = lock_batch(batch, Batch.State.UPLOADED, Batch.State.CHECKED)
        columns = now.report.get("columns", [])
        shape = shape_of(columns) if columns else ""
        if regions is not None:
            said = {"regions": [region.as_given() for region in regions]}
            said |= {"by_id": by.person.pk, "at": clock.now(by.mission)}  # type: ignore[dict-item]
            ImportChoice.objects.update_or_create(batch=now, defaults=said)
        name = save_as[:80] or name_of(now) or now.report.get("saved_as")
        name = name or _name_for(shape, len(columns), by)
        now.mapping = None if fields is None else dict(fields)
        kept = {
            "fields": now.mapping or {},
            "shape": shape,
            "made_by_id": by.person.pk,
            "made_at": clock.now(by.mission),
        }
        Matching.objects.update_or_create(mission=by.mission, name=name, defaults=kept)
        now.state = Batch.State.UPLOADED
        now.report.pop("matched_by", None)
        now.report["saved_as"] = name
        now.save()
        _ask(CHECK, now, by)


def _name_for(shape: str, columns: int, by: Standing) -> str:
    """The name of the matching kept for files of this shape, or a free one made of the day."""
    same = Matching.objects.filter(mission=by.mission, shape=shape).exclude(shape="")
    if before := same.order_by("-made_at").first():
        return before.name
    name_of_day = f"{clock.today(by.mission):%Y-%m-%d} ({columns})"
    taken = set(
        Matching.objects.filter(mission=by.mission, name__startswith=name_of_day).values_list(
            "name", flat=True
        )
    )
    free = (f"{name_of_day} {number}" for number in range(2, len(taken) + 3))
    return (
        name_of_day
        if name_of_day not in taken
        else next(name for name in free if name not in taken)
    )


def correct(batch: Batch, error: RowError, cells: Mapping[str, str], *, by: Standing) -> int:
    """Keep what a person mended in a refused row; it counts from the next dry run on.

    Takes   the cells that change, by column. The file stays as it came.
    Gives   how many cells were kept.
    Raises  NotNow if the row is no row of this batch's last dry run, or may not be kept at all.
    """
    by.require(ACT, of=batch)
    with transaction.atomic():
        now = lock_batch(batch, Batch.State.UPLOADED, Batch.State.CHECKED)
        _correct(now, error, cells, by)
    return len(cells)


def correct_rows(
    batch: Batch, rows: Sequence[tuple[RowError, Mapping[str, str]]], *, by: Standing
) -> Job:
    """Keep what was mended in refused or held rows, and try the file anew with that.

    Raises  as `correct`; NotNow where nothing was mended.
    """
    by.require(ACT, of=batch)
    if not any(cells for _error, cells in rows):
        raise NotNow(say("nothing was changed"), next=say("change cells of a row, then save"))
    with transaction.atomic():
        now = lock_batch(batch, Batch.State.UPLOADED, Batch.State.CHECKED)
        for error, cells in rows:
            _correct(now, error, cells, by)
        return check_again(now, by=by)


def _correct(now: Batch, error: RowError, cells: Mapping[str, str], by: Standing) -> None:
    if error.batch_id != now.pk or error.said.get("withheld"):
        raise NotNow(say("this row cannot be fixed here"), next=say("open the list again"))
    at = clock.now(by.mission)
    corrections = [
        Correction(
            batch=now,
            sheet=error.said.get("sheet") or "",
            line=error.line,
            column=column,
            said=said,
            by_id=by.person.pk,
            at=at,
        )
        for column, said in cells.items()
    ]
    fetch_keys(corrections, make=True)
    Correction.objects.bulk_create(corrections)
    if cells:
        trail.record(
            "correct_row",
            mission=by.mission,
            by=by.person,
            kind="batch",
            subject=now.pk,
            line=error.line,
            cells=len(cells),
        )


def check_again(batch: Batch, *, by: Standing) -> Job:
    """Ask for the dry run anew, with what people mended since."""
    by.require(ACT, of=batch)
    with transaction.atomic():
        now = lock_batch(batch, Batch.State.UPLOADED, Batch.State.CHECKED)
        now.state = Batch.State.UPLOADED
        now.save()
        return _ask(CHECK, now, by)


def mended_since(batch: Batch) -> QuerySet[Correction]:
    """What people mended after the last dry run."""
    return Correction.objects.filter(batch=batch, pk__gt=batch.report.get("corrected", 0))


def confirm(
    batch: Batch,
    *,
    by: Standing,
    known_at: datetime | None = None,
    others_unknown: bool = False,
) -> Job:
    """A person has seen the dry run: stage the events, and publish them when all are there.

    Takes   when the mission came to know what the file says, where that is known; others_unknown,
            whether names that nobody settled come in as nobody known.
    Raises  NotNow while names wait to be settled, and where nothing comes in.
    """
    by.require(ACT, of=batch)
    with transaction.atomic():
        now = lock_batch(batch, Batch.State.CHECKED)
        if not others_unknown and names_waiting(now, by).exists():
            raise NotNow(
                say("names of this file are not settled"),
                next=say("say who they are, or import them as not known"),
            )
        if mended_since(now).exists():
            raise NotNow(
                say("rows were fixed since the file was checked"), next=say("check the file again")
            )
        if not now.new + now.changed and now.report.get("held"):
            raise NotNow(
                say("what is not here already waits for a person to look at it"),
                next=say("import the held rows as they stand, or fix them"),
            )
        if not now.rows:
            raise NotNow(
                say("the file has heads and no row"), next=say("fill it, and upload it again")
            )
        if not now.new + now.changed:
            raise NotNow(
                say("everything in this file is already here"), next=say("nothing needs doing")
            )
        if known_at and known_at > clock.now(by.mission):
            raise BadParameter(
                say("the mission cannot have known it later than now"), next=say("correct the time")
            )
        now.known_at = known_at
        now.save()
        trail.record(
            "confirm_batch",
            mission=by.mission,
            by=by.person,
            kind="batch",
            subject=batch.pk,
            new=now.new,
            changed=now.changed,
        )
        return _ask(IMPORT, now, by)


def publish(
    batch: Batch, *, by: Standing, progress: Progress, counts: Mapping[str, int], left_out: int
) -> None:
    """Show all events of a staged batch at once: one row changes, one line of the audit says so.

    Raises  Denied if the person who confirmed holds no such post any more; LeaseLost.
    """
    by.require(ACT, of=batch)
    with transaction.atomic():
        progress.hold()
        shown = Batch.objects.filter(pk=batch.pk, state=Batch.State.CHECKED).update(
            state=Batch.State.PUBLISHED,
            published_at=clock.now(by.mission),
            published_by_id=by.person.pk,
            **counts,
        )
        if not shown:
            raise NotNow(say("this batch is no longer waiting to be imported"))
        trail.record(
            "publish_batch",
            mission=by.mission,
            by=by.person,
            kind="batch",
            subject=batch.pk,
            **counts,
            left_out=left_out,
        )
        if batch.has_open_rows:
            webhooks.tell(by.mission.pk, "batch", batch.pk)


def undo(batch: Batch, *, by: Standing) -> None:
    """Hide all events of a batch at once, and show again what it had replaced.

    Raises  NotNow where its rows became incidents: those are the mission's own records.
    """
    by.require(ACT, of=batch)
    with transaction.atomic():
        now = lock_batch(batch, Batch.State.PUBLISHED)
        if RowIncident.objects.filter(batch=now).exists():
            raise NotNow(
                say("rows of this file became incidents, which are not undone"),
                next=say("say of each that is wrong: refuted, duplicate, or withdrawn"),
            )
        now.state, now.undone_at = Batch.State.UNDONE, clock.now(by.mission)
        now.undone_by_id = by.person.pk
        now.save(update_fields=["state", "undone_at", "undone_by_id"])
        fixed = RowFix.objects.filter(batch=now, edition__isnull=False).values("edition")
        Batch.objects.filter(pk__in=fixed, state=Batch.State.PUBLISHED).update(
            state=now.state, undone_at=now.undone_at, undone_by_id=now.undone_by_id
        )  # what people fixed of its rows goes with them
        trail.record(
            "undo_batch",
            mission=by.mission,
            by=by.person,
            kind="batch",
            subject=batch.pk,
            new=now.new,
            changed=now.changed,
        )
        if now.has_open_rows:
            webhooks.tell(by.mission.pk, "batch", batch.pk)


def discard(batch: Batch, *, by: Standing) -> None:
    """Give up a file that was not imported: erase it, and what was mended and proposed of it."""
    by.require(ACT, of=batch)
    with transaction.atomic():
        now = lock_batch(batch, Batch.State.UPLOADED, Batch.State.CHECKED)
        now.state, kept = Batch.State.CANCELLED, now.file.name
        now.file = ""
        now.save()
        Correction.objects.filter(batch=now).delete()
        AlikePairs.objects.filter(batch=now).delete()
        Double.objects.filter(batch=now).delete()
        HeldRow.objects.filter(batch=now).delete()
        NameToSettle.objects.filter(batch=now).delete()
        RowFix.objects.filter(batch=now).delete()
        RowApart.objects.filter(batch=now).delete()
        trail.record(
            "discard_batch", mission=by.mission, by=by.person, kind="batch", subject=batch.pk
        )
        storage = batch.file.storage
        if kept:
            transaction.on_commit(partial(erase_stored, storage, kept, now.pk))


def stop(job: Job, *, by: Standing) -> None:
    """Ask that work stop: by who asked for it, or who may import."""
    if job.by_id != by.person.pk:
        by.require(ACT)
    with transaction.atomic():
        jobs.cancel(job)
        trail.record("cancel_job", mission=by.mission, by=by.person, kind="job", subject=job.pk)


def place_again(*, by: Standing) -> Job:
    """Find anew in whose area each event lies, after boundaries were changed."""
    by.require(ACT)
    with transaction.atomic():
        trail.record("place_events", mission=by.mission, by=by.person, kind="event")
        return jobs.ask(PLACE, mission_id=by.mission.pk, by_id=by.person.pk)


def work_on(batch_id: UUID) -> Job | None:
    """The job at work, or waiting to work, on a batch."""
    return Job.objects.filter(subject_id=batch_id, state__in=IN_PROGRESS).order_by("-pk").first()


def _ask(kind: str, batch: Batch, by: Standing) -> Job:
    return jobs.ask(kind, mission_id=by.mission.pk, by_id=by.person.pk, subject_id=batch.pk)


def lock_batch(batch: Batch, *states: str) -> Batch:
    """The batch as it is now, if it is in one of these states and nobody works on it."""
    now = hold(batch)
    if now.state not in states:
        raise NotNow(
            say("this cannot be done with a file in this state"),
            next=say("look at the batch again: somebody was there before you"),
        )
    if work_on(now.pk):
        raise NotNow(say("work on this file is under way"), next=say("wait until it ends"))
    return now
