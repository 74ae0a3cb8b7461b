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
from tutela_web.records.versions import verbs as versions
from tutela_web.records.versions.models import WHY, Rewriting
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
    blind       of what nobody but its readers is told that it is there: since when any of it could
                be, from records all may read. Each month since is reviewed, whether or not anything
                of it stands, so that the queue tells nobody
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
    blind: Callable[[Mission], datetime | None] | None = None
    erases: Callable[[models.Model], None] | None = None


CLASSES: dict[str, RetainedClass] = {}
"""The classes by name, as their rooms declare them."""

NEEDED_BY: list[Callable[[UUID], bool]] = []
"""Who else may need an identity: each is asked whether it does, before the identity is erased."""


def declare(*classes: RetainedClass) -> None:
    """Have these classes reviewed."""
    CLASSES.update({class_.name: class_ for class_ in classes})


# --- what is due


def find_due(
    retained_class: RetainedClass,
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
    if retained_class.by_month or retained_class.blind:
        months = _due_months(retained_class, mission, before, held=None in held)
        return [month for month in months if month.record not in done]
    rows = _rows_before(retained_class, mission, before).order_by(retained_class.since)
    return [
        DueWords(
            row.pk,
            _name_of(retained_class, row)[:40],
            _day(getattr(row, retained_class.since)),
            held=None in held or not subjects_of(retained_class, [row]).isdisjoint(held),
        )
        for row in rows.exclude(pk__in=done)
    ]


def _name_of(retained_class: RetainedClass, row: models.Model) -> str:
    return (
        retained_class.called(row)
        if retained_class.called
        else f"{getattr(row, retained_class.since):%Y-%m-%d %H:%M}"
    )


def _due_months(
    retained_class: RetainedClass, mission: Mission, before: date, *, held: bool
) -> list[DueWords]:
    """The whole months of which everything is due."""
    if retained_class.blind is not None:
        return _months_blind(retained_class, mission, before, held=held)
    rows = _rows_before(retained_class, mission, before.replace(day=1))
    months = rows.order_by().annotate(_month=TruncMonth(retained_class.since)).values_list("_month")
    return [
        DueWords(month_id(retained_class, mission, first), f"{first:%Y-%m}", first, held)
        for first in sorted({_day(found) for (found,) in months.distinct()})
    ]


def _months_blind(
    retained_class: RetainedClass, mission: Mission, before: date, *, held: bool
) -> list[DueWords]:
    """Every whole month in which a row of a blind class could have been begun."""
    began = retained_class.blind(mission) if retained_class.blind else None
    month, months = (_day(began).replace(day=1), []) if began else (before, [])
    while (after := _next_month(month)) <= before:
        record = month_id(retained_class, mission, month)
        months.append(DueWords(record, f"{month:%Y-%m}", month, held))
        month = after
    return months


def _next_month(day: date) -> date:
    """The first day of the month after."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def month_id(retained_class: RetainedClass, mission: Mission, first: date) -> UUID:
    """By what id a month of a class is known in the queue and in the book of destruction."""
    return uuid5(mission.pk, f"{retained_class.name} {first:%Y-%m}")


def _rows_before(retained_class: RetainedClass, mission: Mission, before: date) -> QuerySet[Any]:
    rows = retained_class.model._default_manager.filter(retained_class.over, mission_id=mission.pk)
    if retained_class.marks:
        rows = rows.filter(**{retained_class.marks: None})
    return rows.filter(**_filter_by_since(retained_class, "lt", before))


def _filter_by_since(retained_class: RetainedClass, compared: str, day: date) -> dict[str, date]:
    """What is asked of the day from which the time of a row runs, in the zone months are cut in."""
    since = retained_class.model._meta.get_field(retained_class.since)
    asked = (
        f"{retained_class.since}__date"
        if isinstance(since, models.DateTimeField)
        else retained_class.since
    )
    return {f"{asked}__{compared}": day}


def _day(moment: date | datetime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


# --- how it is destroyed


def rows_of(retained_class: RetainedClass, mission: Mission, due: DueWords) -> list[models.Model]:
    """The rows that one line of the queue stands for."""
    if not (retained_class.by_month or retained_class.blind):
        return [retained_class.model._default_manager.get(pk=due.record, mission_id=mission.pk)]
    after = _next_month(due.since)
    return list(
        _rows_before(retained_class, mission, after).filter(
            **_filter_by_since(retained_class, "gte", due.since)
        )
    )


def subjects_of(retained_class: RetainedClass, rows: Iterable[models.Model]) -> set[UUID]:
    """The identities in the vault that these rows name."""
    named = {getattr(row, name) for row in rows for name in retained_class.identities}
    return {subject for subject in named if subject is not None}


def destroy_rows(
    retained_class: RetainedClass, rows: Sequence[models.Model], *, by: Standing
) -> None:
    """Destroy the words of rows, in their versions and in backups, and the identities that no
    other record needs. Keys go first: a crash leaves the rest due, and it is destroyed again."""
    for subject in sorted(subjects_of(retained_class, rows)):
        if not _is_needed(subject, retained_class, rows):
            _erase_identity(subject, by=by)
    for row in rows:
        _destroy_keys(retained_class, row)
        if retained_class.erases is not None:
            retained_class.erases(row)
    with transaction.atomic():
        if retained_class.deletes:
            _delete_rows(retained_class.model, [row.pk for row in rows])
            return
        for row in rows:
            _blank(retained_class, row, on=by.on)


def _delete_rows(model: type[models.Model], pks: Sequence[UUID]) -> None:
    """Delete rows; of records their versions too, and no version is made of it: their words are
    sealed under a key that is gone."""
    going = model._default_manager.filter(pk__in=pks)
    if issubclass(model, Record):
        versions.remove_versions(model, pks)
        going._raw_delete(going.db)
    else:
        going.delete()


def _is_needed(subject: UUID, retained_class: RetainedClass, rows: Sequence[models.Model]) -> bool:
    """Whether a record whose words stand still names this identity."""
    ours = {row.pk for row in rows}
    for other in CLASSES.values():
        for name in other.identities:
            named = other.model._default_manager.filter(**{name: subject})
            if other.marks:
                named = named.filter(**{other.marks: None})
            if other.model is retained_class.model:
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


def _destroy_keys(retained_class: RetainedClass, row: models.Model) -> None:
    for model, name in retained_class.parts:
        for part in model._default_manager.filter(**{name: row}).values_list("pk", flat=True):
            vault.destroy(part)
    if retained_class.sealed:
        vault.destroy(row.pk)


def _blank(retained_class: RetainedClass, row: models.Model, *, on: date) -> None:
    """Blank the words of a row and of each of its versions, reasons of changes among them."""
    after = _values_after(retained_class, row)
    if retained_class.marks:
        after[retained_class.marks] = on
    if after:
        retained_class.model._default_manager.filter(pk=row.pk).update(**after)
    if isinstance(row, Record):
        versions.rewrite_versions(
            type(row),
            [row.pk],
            lambda was: {**_values_after(retained_class, was), WHY: ""},
            why=Rewriting.Why.DESTROYED,
        )
        row.refresh_from_db(fields=list(retained_class.blanks))
        search.reindex(row)


def _values_after(retained_class: RetainedClass, row: models.Model) -> dict[str, FieldValue]:
    return {
        name: value(getattr(row, name)) if callable(value) else value
        for name, value in retained_class.blanks.items()
    }
