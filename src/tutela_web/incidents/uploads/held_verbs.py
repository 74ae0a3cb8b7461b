"""What a person says of rows that wait, and of sheets that a workbook hides: tried anew at once."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db import transaction

from tutela.base.messages import say
from tutela_web.access.audit import trail
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import NotNow
from tutela_web.base.models import Batch, Job
from tutela_web.incidents.imports.queries import held_for
from tutela_web.incidents.imports.verbs import check_again, lock_batch
from tutela_web.incidents.models import ACT, HeldRow, ImportChoice


def decide_held(batch: Batch, rows: Collection[UUID] | None, *, take_in: bool, by: Standing) -> Job:
    """Take held rows in as they stand, or leave them out; the file is tried anew with that.

    Takes   the handles of the rows; None for all that wait and this person may see.
    Raises  Denied; NotNow if none of these rows waits.
    """
    by.require(ACT, of=batch)
    with transaction.atomic():
        now = lock_batch(batch, Batch.State.CHECKED)
        rows_asked = held_for(now, by)
        if rows is None:
            rows_asked = rows_asked.filter(take_in__isnull=True)
        else:
            rows_asked = rows_asked.filter(pk__in=[HeldRow.key_of_handle(row) for row in rows])
        number = rows_asked.update(
            take_in=take_in, decided_by_id=by.person.pk, decided_at=clock.now(by.mission)
        )
        if not number:
            raise NotNow(say("no held row was chosen"), next=say("choose rows of the list"))
        trail.record(
            "decide_held",
            mission=by.mission,
            by=by.person,
            kind="batch",
            subject=now.pk,
            rows=number,
            take_in=take_in,
        )
        return check_again(now, by=by)


def choose_hidden_sheets(batch: Batch, *, take_in: bool, by: Standing) -> Job:
    """Read the sheets that the workbook hides too, or leave them out; tried anew with that."""
    by.require(ACT, of=batch)
    with transaction.atomic():
        now = lock_batch(batch, Batch.State.UPLOADED, Batch.State.CHECKED)
        said = {
            "hidden_sheets": take_in,
            "by_id": by.person.pk,
            "at": clock.now(by.mission),
        }
        ImportChoice.objects.update_or_create(batch=now, defaults=said)
        trail.record(
            "choose_hidden_sheets",
            mission=by.mission,
            by=by.person,
            kind="batch",
            subject=now.pk,
            take_in=take_in,
        )
        return check_again(now, by=by)
