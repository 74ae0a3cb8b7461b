"""Writing versions: one with every save, and taking words out of them again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import groupby
from typing import Any, TypeVar
from uuid import UUID

from django.apps import apps
from django.db import models, transaction
from django.db.models.signals import class_prepared, post_delete, post_save
from django.utils import timezone

from tutela_web.access.models import Person
from tutela_web.access.vault.fields import sealed_fields, shut_beside
from tutela_web.base.values import FieldValue
from tutela_web.records.versions import queries
from tutela_web.records.versions.models import (
    WHY,
    WHY_LENGTH,
    Rewriting,
    Signature,
    Versioned,
    VersionRow,
    table_of,
)
from tutela_web.records.versions.stored import kind_of, stored_value, values_of

V = TypeVar("V", bound=Versioned)
CHUNK = 500


def connect() -> None:
    """Write a version with every save and every removal of a record."""
    for model in apps.get_models():
        _follow(model)
    class_prepared.connect(_follow, dispatch_uid="versions")  # those of packages, and of tests


def _follow(sender: type[models.Model], **_: FieldValue) -> None:
    if issubclass(sender, Versioned) and not sender._meta.abstract:
        name = f"versions.{sender._meta.label_lower}"
        post_save.connect(_keep_saved, sender=sender, dispatch_uid=name)
        post_delete.connect(_keep_removed, sender=sender, dispatch_uid=name)


def _keep_saved(instance: Versioned, created: bool, raw: bool = False, **_: FieldValue) -> None:
    if not raw:
        version_row(instance, "+" if created else "~").save(force_insert=True)


def _keep_removed(instance: Versioned, **_: FieldValue) -> None:
    version_row(instance, "-").save(force_insert=True)


def version_row(record: Versioned, act: str, signed: Signature | None = None) -> VersionRow:
    """The version that a record makes as it stands, not kept yet."""
    model = type(record)
    signed = signed or record._signature or Signature(None, record.version_words, timezone.now())
    is_sealed = bool(sealed_fields(model))
    compartment = str(getattr(record, "compartment", ""))
    return table_of(model, compartment)(
        mission_id=record.mission_id,
        kind=kind_of(model),
        record=record.pk,
        number=getattr(record, "version", 0),
        written_at=signed.at,
        written_by=signed.by,
        why="" if is_sealed else signed.why,
        sealed_why=shut_beside(record, signed.why, WHY) if is_sealed and signed.why else None,
        act=act,
        classification=getattr(record, "classification", None),
        values=values_of(record),
    )


def create_with_versions(
    records: Sequence[V], *, by: Person | None = None, at: datetime | None = None
) -> None:
    """Insert new records of one model, each with its first version."""
    if not records:
        return
    model = type(records[0])
    with transaction.atomic(savepoint=False):
        model._default_manager.bulk_create(records, batch_size=CHUNK)
        _write_versions(records, "+", by=by, at=at)


def update_with_versions(
    records: Sequence[V],
    names: Sequence[str],
    *,
    by: Person | None = None,
    at: datetime,
    why: str = "",
) -> None:
    """Write some fields of records of one model, each with the version that this makes."""
    if not records:
        return
    model = type(records[0])
    with transaction.atomic(savepoint=False):
        model._default_manager.bulk_update(records, names, batch_size=CHUNK)
        _write_versions(records, "~", by=by, at=at, why=why)


def _write_versions(
    records: Iterable[Versioned],
    act: str,
    *,
    by: Person | None,
    at: datetime | None,
    why: str = "",
) -> None:
    at = at or timezone.now()
    rows = [
        version_row(
            record,
            act,
            record._signature or Signature(by, (why or record.version_words)[:WHY_LENGTH], at),
        )
        for record in records
    ]
    for table, mine in _by_table(rows):
        table._default_manager.bulk_create(mine, batch_size=CHUNK)


def _by_table(rows: Iterable[VersionRow]) -> Iterator[tuple[Any, list[VersionRow]]]:
    ordered = sorted(rows, key=lambda row: type(row).__name__)
    for _name, mine in groupby(ordered, key=lambda row: type(row).__name__):
        rows_of_table = list(mine)
        yield type(rows_of_table[0]), rows_of_table


# --- taking words out


@contextmanager
def rewriting(model: type[models.Model], ids: Iterable[UUID], why: Rewriting.Why) -> Iterator[None]:
    """Within it the versions of these records may be changed; the trail of that stays."""
    with transaction.atomic():
        opened = [
            Rewriting(record=pk, kind=kind_of(model), why=why, made_at=timezone.now(), open_id=1)
            for pk in ids
        ]
        Rewriting.objects.bulk_create(opened, batch_size=CHUNK)
        yield
        Rewriting.objects.filter(pk__in=[rewriting.pk for rewriting in opened]).update(open=None)


FieldValues = Mapping[str, FieldValue]
Change = Callable[[Any], FieldValues]
"""From a record as it stood in a version, the fields that change, and what they are then."""


def rewrite_versions(
    model: type[Versioned], ids: Sequence[UUID], change: Change, *, why: Rewriting.Why
) -> int:
    """Change what versions of records say: words go, and what they were is nowhere.

    Takes   change, which gives, of a version, its fields with their new values; WHY among them is
            the reason the version was written for.
    Gives   how many versions changed.
    """
    changed = 0
    with rewriting(model, ids, why):
        for row, record in queries.rows_of(model, ids):
            after = change(record)
            if after:
                _change_row(model, row, after)
                changed += 1
    return changed


def _change_row(model: type[Versioned], row: VersionRow, after: FieldValues) -> None:
    for name, value in after.items():
        if name == WHY:
            row.why, row.sealed_why = str(value or ""), None
        else:
            field: Any = model._meta.get_field(name)
            row.values[field.attname] = stored_value(field, value)
    row.save()


def key_of_version(was: Versioned) -> str:
    """What names one version for as long as it is kept."""
    return f"v{was.version_key}"


def put_back_version(model: type[Versioned], key: str, values: FieldValues) -> None:
    """Let a version say again what it said, by the key of it: or the number that it had before all
    versions lay in one table."""
    kind = kind_of(model)
    named = {"pk": key[1:]} if key.startswith("v") else {"values__history_id": int(key)}
    for table in queries.tables_of(model):
        for row in table._default_manager.filter(kind=kind, **named):
            with rewriting(model, [row.record], Rewriting.Why.PUT_BACK):
                _change_row(model, row, values)


def remove_versions(model: type[Versioned], ids: Sequence[UUID]) -> None:
    """Remove all versions of records that were removed themselves."""
    with rewriting(model, ids, Rewriting.Why.DESTROYED):
        for table in queries.tables_of(model):
            table._default_manager.filter(record__in=ids).delete()
