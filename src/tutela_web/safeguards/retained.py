"""Which classes of records are reviewed when their time is over, and how their words are destroyed.

A class is declared by the room that has its records; nothing here knows one of them by name. What
is counted stays: that a record came, when, where, of what kind, and what became of it. Identities
that no record needs any longer are erased with the words; others are reviewed in the vault.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import models, transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import TruncMonth

from tutela_web.access.models import Mission
from tutela_web.access.policy import Standing
from tutela_web.access.vault import verbs as vault
from tutela_web.access.vault.models import Ending, Subject
from tutela_web.base.searching import search
from tutela_web.base.values import FieldValue, Words
from tutela_web.records.models import Record
from tutela_web.safeguards.models import Destruction


@dataclass(frozen=True)
class DueWords:
    """Words whose time is over: of which record, or which month of them, and since when."""

    record: UUID
    called: str
    since: date
    held: bool = False  # by Legal Affairs: nobody destroys it now


@dataclass(frozen=True, kw_only=True)
class RetainedClass:
    """A class of records whose words are reviewed and destroyed.

    months      how long they are retained where the mission set nothing else
    model       whose rows; each has `mission` or `mission_id`
    over        which of them nobody works with any longer: what still waits is never due
    since       the field that says from when the time runs
    called      what a row is called in the queue: its number, never what it says; where it has none
                it is called by the minute of `since`
    blanks      fields of words, and what stands there afterwards, in the row and in each of its
                versions: a value, or what makes one of what stood there
    sealed      whether words are sealed under the row's own key
    parts       model and field of rows that hold more of its words, sealed under their own keys
    identities  fields that hold an identity in the vault
    marks       the field that says on which day they were destroyed
    by_month    whether they are reviewed a month at a time: too many to look at each
    deletes     whether the rows themselves go
    erases      what else is erased of a row: a file
    """

    name: str
    label: Words
    months: int
    model: type[models.Model]
    over: Q
    since: str = "entered_at"
    called: Callable[[Any], str] | None = None
    blanks: Mapping[str, Any] = field(default_factory=dict)
    sealed: bool = False
    parts: tuple[tuple[type[models.Model], str], ...] = ()
    identities: tuple[str, ...] = ()
    marks: str = ""
    by_month: bool = False
    deletes: bool = False
    erases: Callable[[models.Model], None] | None = None


CLASSES: dict[str, RetainedClass] = {}
"""The classes by name, as their rooms declare them."""

NEEDED_BY: list[Callable[[UUID], bool]] = []
"""Who else may need an identity: each is asked whether it does, before the identity is erased."""


def declare(*classes: RetainedClass) -> None:
    """Have these classes reviewed."""
    CLASSES.update({one.name: one for one in classes})


# --- what is due


def find_due(
    kept: RetainedClass,
    mission: Mission,
    before: date,
    *,
    settled: Iterable[UUID],
    held: Collection[UUID | None] = (),
) -> list[DueWords]:
    """What of a class is due, the oldest first.

    Takes   before, the day before which their time began; settled, what was destroyed, or is
            retained on for a reason; held, the identities that Legal Affairs holds: None, all.
    """
    done = set(settled)
    if kept.by_month:
        months = _due_months(kept, mission, before, held=None in held)
        return [month for month in months if month.record not in done]
    rows = _rows_before(kept, mission, before).order_by(kept.since)
    return [
        DueWords(
            row.pk,
            _name_of(kept, row)[:40],
            _day(getattr(row, kept.since)),
            held=None in held or not subjects_of(kept, [row]).isdisjoint(held),
        )
        for row in rows.exclude(pk__in=done)
    ]


def _name_of(kept: RetainedClass, row: models.Model) -> str:
    return kept.called(row) if kept.called else f"{getattr(row, kept.since):%Y-%m-%d %H:%M}"


def _due_months(
    kept: RetainedClass, mission: Mission, before: date, *, held: bool
) -> list[DueWords]:
    """The whole months of which everything is due."""
    rows = _rows_before(kept, mission, before.replace(day=1))
    months = rows.order_by().annotate(_month=TruncMonth(kept.since)).values_list("_month")
    return [
        DueWords(month_id(kept, mission, first), f"{first:%Y-%m}", first, held)
        for first in sorted({_day(found) for (found,) in months.distinct()})
    ]


def month_id(kept: RetainedClass, mission: Mission, first: date) -> UUID:
    """By what id a month of a class is known in the queue and in the book of destruction."""
    return uuid5(mission.pk, f"{kept.name} {first:%Y-%m}")


def _rows_before(kept: RetainedClass, mission: Mission, before: date) -> QuerySet[Any]:
    rows = kept.model._default_manager.filter(kept.over, mission_id=mission.pk)
    if kept.marks:
        rows = rows.filter(**{kept.marks: None})
    return rows.filter(**_filter_by_since(kept, "lt", before))


def _filter_by_since(kept: RetainedClass, compared: str, day: date) -> dict[str, date]:
    """What is asked of the day from which the time of a row runs, in the zone months are cut in."""
    since = kept.model._meta.get_field(kept.since)
    asked = f"{kept.since}__date" if isinstance(since, models.DateTimeField) else kept.since
    return {f"{asked}__{compared}": day}


def _day(moment: date | datetime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


# --- how it is destroyed


def rows_of(kept: RetainedClass, mission: Mission, due: DueWords) -> list[models.Model]:
    """The rows that one line of the queue stands for."""
    if not kept.by_month:
        return [kept.model._default_manager.get(pk=due.record, mission_id=mission.pk)]
    after = date(due.since.year + due.since.month // 12, due.since.month % 12 + 1, 1)
    return list(
        _rows_before(kept, mission, after).filter(**_filter_by_since(kept, "gte", due.since))
    )


def subjects_of(kept: RetainedClass, rows: Iterable[models.Model]) -> set[UUID]:
    """The identities in the vault that these rows name."""
    named = {getattr(row, name) for row in rows for name in kept.identities}
    return {subject for subject in named if subject is not None}


def destroy_rows(kept: RetainedClass, rows: Sequence[models.Model], *, by: Standing) -> None:
    """Destroy the words of rows, in their versions and in backups, and the identities that no
    other record needs. Keys go first: a crash leaves the rest due, and it is destroyed again."""
    for subject in sorted(subjects_of(kept, rows)):
        if not _is_needed(subject, kept, rows):
            _erase_identity(subject, by=by)
    for row in rows:
        _destroy_keys(kept, row)
        if kept.erases is not None:
            kept.erases(row)
    with transaction.atomic():
        if kept.deletes:
            pks = [row.pk for row in rows]
            kept.model._default_manager.filter(pk__in=pks).delete()
            return
        for row in rows:
            _blank(kept, row, on=by.on)


def _is_needed(subject: UUID, kept: RetainedClass, rows: Sequence[models.Model]) -> bool:
    """Whether a record whose words stand still names this identity."""
    ours = {row.pk for row in rows}
    for other in CLASSES.values():
        for name in other.identities:
            named = other.model._default_manager.filter(**{name: subject})
            if other.marks:
                named = named.filter(**{other.marks: None})
            if other.model is kept.model:
                named = named.exclude(pk__in=ours)
            ended = Destruction.objects.filter(
                kept=other.name, what=Destruction.Ending.DESTROYED, record__in=named.values("pk")
            )
            if named.exclude(pk__in=list(ended.values_list("record", flat=True))).exists():
                return True
    return any(needs(subject) for needs in NEEDED_BY)


def _erase_identity(subject: UUID, *, by: Standing) -> None:
    known = Subject.objects.filter(pk=subject, mission_id=by.mission.pk, erased_at=None)
    if known.exists():
        vault.erase(subject, by=by, reason=Ending.ENDED)


def _destroy_keys(kept: RetainedClass, row: models.Model) -> None:
    for model, name in kept.parts:
        for part in model._default_manager.filter(**{name: row}).values_list("pk", flat=True):
            vault.destroy(part)
    if kept.sealed:
        vault.destroy(row.pk)


def _blank(kept: RetainedClass, row: models.Model, *, on: date) -> None:
    """Blank the words of a row and of each of its versions, reasons of changes among them."""
    after = _values_after(kept, row)
    if kept.marks:
        after[kept.marks] = on
    if after:
        kept.model._default_manager.filter(pk=row.pk).update(**after)
    if isinstance(row, Record):
        for version in type(row).history.filter(id=row.pk):
            versions = type(row).history.filter(pk=version.pk)
            versions.update(**_values_after(kept, version), history_change_reason=None)
        row.refresh_from_db(fields=list(kept.blanks))
        search.reindex(row)


def _values_after(kept: RetainedClass, row: models.Model) -> dict[str, FieldValue]:
    return {
        name: value(getattr(row, name)) if callable(value) else value
        for name, value in kept.blanks.items()
    }
