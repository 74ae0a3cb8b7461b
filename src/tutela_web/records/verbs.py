"""Making and editing operational records: three times, versions, and merging by fields.

An edit sends the version it began from and the fields it changed. Fields nobody else touched
meanwhile are merged; fields both changed raise Conflict, and a person decides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404

from tutela_web.access.audit import trail
from tutela_web.access.models import Mission, Person
from tutela_web.base import clock
from tutela_web.base.errors import Conflict, Denied
from tutela_web.base.holding import hold, hold_name
from tutela_web.base.searching import search
from tutela_web.base.values import FieldValue, TypedFields
from tutela_web.base.writes import AT_ONCE, AtOnce, by_model
from tutela_web.channels import webhooks
from tutela_web.records.models import Record
from tutela_web.records.versions.queries import versions_of
from tutela_web.records.versions.verbs import create_with_versions

R = TypeVar("R", bound=Record)

HOUSEKEEPING = {"id", "mission", "version", "entered_at", "author"}


def create(
    record: R,
    *,
    mission: Mission,
    by: Person | None,
    audited: bool = True,
    resent: bool = True,
    writes: AtOnce = AT_ONCE,
) -> R:
    """Save a new record; the mission's clock gives entry time; a resend is not doubled.

    Takes   resent, whether it may have been received before: not so where its id was made here.
    Gives   the record as kept: the earlier one if this id was already received from this author.
    Raises  Denied if another mission or person holds that id.
    """
    if resent and (kept := _received_before(record, mission=mission, by=by)):
        return kept
    with transaction.atomic(savepoint=False):
        record.mission = mission
        record.author = by
        record.entered_at = clock.now(mission)
        if writes.holds:
            _hold_new(record, by=by, writes=writes)
        else:
            _save(record, by=by, force_insert=True)
        if audited:
            trail.record(
                "create",
                mission=mission,
                by=by,
                kind=record._meta.model_name or "",
                subject=record.pk,
                **_apart(record),
            )
    return record


def _apart(record: Record) -> dict[str, str]:
    """Of a record in a compartment, which: who does not hold it is not told of the line."""
    return {"compartment": record.compartment} if record.compartment else {}


def _received_before(record: R, *, mission: Mission, by: Person | None) -> R | None:
    """The record of this id that was received before from this author. Sent twice at once, it is
    met here one after the other."""
    hold_name(record.pk)
    known = type(record)._default_manager.filter(pk=record.pk)
    for of, author in known.values_list("mission_id", "author_id"):  # one at most, seldom one
        if of != mission.pk or author != (by.pk if by else None):
            raise Denied("this id is taken", next="make a new id and send again")
        return known.get()
    return None


def edit(
    record: R,
    changes: Mapping[str, FieldValue] | TypedFields,
    *,
    version: int,
    by: Person | None,
    reason: str = "",
    seen: QuerySet[R] | None = None,
    writes: AtOnce = AT_ONCE,
) -> R:
    """Change fields of a record that began at `version`; merge what does not collide.

    Takes   changes, field -> new value; version, the one the person was looking at; seen, the
            records the person may see.
    Gives   the record as it stands now.
    Raises  Conflict if somebody changed one of these fields, to something else, meanwhile; Http404
            if the record meanwhile left what the person may see.
    """
    model = type(record)
    with transaction.atomic():
        writes.flush()  # the record may be among what is held
        now: R = hold(record)
        wanted: dict[str, Any] = {n: v for n, v in changes.items() if n not in HOUSEKEEPING}
        if version != now.version:
            if seen is not None and not seen.filter(pk=now.pk).exists():
                raise Http404
            began = versions_of(now).get_numbered(version)
            fields = {
                name: (_value(began, name) if began else None, _value(now, name), value)
                for name, value in wanted.items()
                if (began is None or _value(began, name) != _value(now, name))
                and _value(now, name) != value
            }
            if fields:
                raise Conflict(
                    "somebody else changed the same fields meanwhile",
                    fields=fields,
                    version=now.version,
                    next="compare both and send your choice",
                )
        changed = [name for name, value in wanted.items() if _value(now, name) != value]
        if not changed:
            return now
        for name in changed:
            setattr(now, name, wanted[name])
        now.version += 1
        _save(now, by=by, reason=reason, writes=writes)
        trail.record(
            "edit",
            mission=now.mission,
            by=by,
            kind=model._meta.model_name or "",
            subject=now.pk,
            fields=sorted(changed),
            version=now.version,
            **_apart(now),
        )
    return now


def move(record: R, changes: Mapping[str, FieldValue], *, by: Person | None, reason: str = "") -> R:
    """Change where a record stands among others, not what it says: an alert joined to another. Its
    history keeps that under the version it had, so that who may not read the others sees no number
    go up. What it is called in the audit, and whom it is told, is for who moves it to say.

    Gives   the record as it stands now.
    """
    with transaction.atomic():
        now: R = hold(record)
        for name, value in changes.items():
            setattr(now, name, value)
        _sign(now, by=by, reason=reason)
        now.save()
    return now


def draft_of(model: type[R], values: Mapping[str, FieldValue]) -> R:
    """A record of these values, not kept: rules ask its fields, whose types the model knows."""
    return model(**values)


def differing(before: Mapping[str, FieldValue], values: Mapping[str, FieldValue]) -> dict[str, Any]:
    """Of a record's values as they would stand, those an edit sends: what is another than before,
    and what was not looked at before, empty or not."""
    return {name: v for name, v in values.items() if name not in before or v != before[name]}


def _value(record: Record, name: str) -> Any:
    return getattr(record, name)


def _save(
    record: Record,
    *,
    by: Person | None,
    reason: str = "",
    writes: AtOnce = AT_ONCE,
    force_insert: bool = False,
) -> None:
    _sign(record, by=by, reason=reason)
    record.save(force_insert=force_insert)
    _tell(record, writes)
    search.reindex(record)


def _hold_new(record: Record, *, by: Person | None, writes: AtOnce) -> None:
    """Keep a new record with the others made in the same change."""
    _sign(record, by=by)
    _tell(record, writes)
    writes.do(_keep_new, record)


def _sign(record: Record, *, by: Person | None, reason: str = "") -> None:
    """Who makes this version, why and when."""
    record.sign_version(by, why=reason, at=clock.now(record.mission))


def _tell(record: Record, writes: AtOnce) -> None:
    if not record.compartment:
        webhooks.tell(record.mission_id, record._meta.model_name or "", record.pk, writes=writes)


def _keep_new(
    records: Sequence[Record], by: Person | None = None, at: datetime | None = None
) -> None:
    for _model, mine in by_model(records):
        create_with_versions(mine, by=by, at=at)
        search.reindex(*mine)


def create_many(records: list[R], *, mission: Mission, by: Person | None) -> None:
    """Save many new records at once, each with its first version; one line in the audit."""
    if not records:
        return
    at = clock.now(mission)
    for record in records:
        record.mission, record.author, record.entered_at = mission, by, at
    model = type(records[0])
    with transaction.atomic():
        _keep_new(records, by=by, at=at)
        told = [record.pk for record in records if not record.compartment]
        kind = model._meta.model_name or ""
        webhooks.tell(mission.pk, kind, *told)
        trail.record("create", mission=mission, by=by, kind=kind, number=len(records))
