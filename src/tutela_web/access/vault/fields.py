"""Words that the database holds sealed, each record under a key of its own.

A record with such fields is read and written like any other; what lies in its table, and in the
table of its versions, is ciphertext. Nobody finds a record by its sealed words in the database.
The key is made before the record is saved, as with identities (`vault.verbs`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Protocol
from uuid import UUID

from django.apps import apps
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext as _

from tutela_web.access.vault import sealing
from tutela_web.access.vault.keyring import ring
from tutela_web.access.vault.models import SubjectKey
from tutela_web.base.errors import NotNow
from tutela_web.base.values import FieldValue

KEY = "_key_of_words"


class OfSubject(Protocol):
    """Anything whose words are sealed under a key of its own, by its id."""

    @property
    def id(self) -> UUID: ...


class SealedWords:
    """The words of one field as the database gave them: not opened yet."""

    __slots__ = ("ciphertext",)

    def __init__(self, ciphertext: bytes) -> None:
        self.ciphertext = ciphertext


class _Opening:
    """Gives a field's words, opened the first time that somebody asks."""

    def __init__(self, field: SealedField) -> None:
        self.field = field

    def __get__(self, record: Any, owner: type | None = None) -> Any:
        if record is None:
            return self
        name = self.field.attname
        if name not in record.__dict__:
            record.refresh_from_db(fields=[name])  # it was deferred
        value = record.__dict__[name]
        if isinstance(value, SealedWords):
            value = open_words(key_of(record), value.ciphertext, record.id, name)
            record.__dict__[name] = value
        return value

    def __set__(self, record: Any, value: Any) -> None:
        record.__dict__[self.field.attname] = value


class SealedField(models.BinaryField):
    """A value that JSON can write, sealed under the key of the record whose `id` it stands with.

    It is sealed when the record is saved, and cannot be filtered by or written by `update`.
    """

    empty_values = [None, "", [], ()]

    def _check_str_default_value(self) -> list[Any]:
        return []  # of a binary field: here the words stand, not the bytes

    def contribute_to_class(
        self, cls: type[models.Model], name: str, private_only: bool = False
    ) -> None:
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, self.attname, _Opening(self))

    def get_default(self) -> Any:
        if not self.has_default():
            return None if self.null else ""
        return self.default() if callable(self.default) else self.default

    def from_db_value(self, value: Any, *_: Any) -> SealedWords | None:
        return None if value is None else SealedWords(bytes(value))

    def pre_save(self, model_instance: models.Model, add: bool) -> bytes | None:
        record: Any = model_instance
        value = record.__dict__[self.attname]
        if value is None and self.null:
            return None
        if isinstance(value, SealedWords):
            return value.ciphertext
        return shut_words(key_of(record, make=True), value, record.id, self.attname)

    def get_db_prep_value(
        self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False
    ) -> Any:
        if value is not None and not isinstance(value, bytes):
            raise TypeError(f"{self.name} is sealed by saving its record, and looked for nowhere")
        return super().get_db_prep_value(value, connection, prepared)

    def to_python(self, value: Any) -> Any:
        return SealedWords(bytes(value)) if isinstance(value, (bytes, memoryview)) else value


def shut_words(key: bytes, value: FieldValue, record: UUID, field: str) -> bytes:
    """A value as ciphertext, bound to its record and field."""
    return sealing.shut(key, json.dumps(value, ensure_ascii=False), "words", record, field)


def open_words(key: bytes, ciphertext: bytes, record: UUID, field: str) -> Any:
    """The value again; SealBroken if the ciphertext was changed or stood elsewhere."""
    return json.loads(sealing.open_sealed(key, ciphertext, "words", record, field))


def key_of(record: OfSubject, *, make: bool = False) -> bytes:
    """The key of a record's words; kept with the record, so that it is asked for once.

    Takes   make, whether to make the key where there is none: before the first words are sealed.
    Raises  SealBroken where it is missing, NotNow where it was destroyed.
    """
    known: bytes | None = record.__dict__.get(KEY)
    if known is None:
        keys = ring()
        row = SubjectKey.objects.filter(subject=record.id).first()
        if row is None and make:
            fresh = sealing.wrap(keys.key(keys.current), sealing.new_key(), record.id)
            row, _made = SubjectKey.objects.get_or_create(
                subject=record.id, defaults={"wrapped": fresh, "kek": keys.current}
            )
        known = record.__dict__[KEY] = unwrap_key(row, record.id)
    return known


def unwrap_key(row: SubjectKey | None, record: UUID) -> bytes:
    """The key of a record's words, of its row."""
    if row is None:
        raise sealing.SealBroken(
            _("the key of this record's words is missing"),
            next=_("restore the keys database from a backup of the same day"),
        )
    if row.wrapped is None:
        raise NotNow(_("the words of this record were erased"), next=_("nothing brings them back"))
    return sealing.unwrap(ring().key(row.kek), bytes(row.wrapped), record)


def fetch_keys(records: Iterable[OfSubject]) -> None:
    """Fetch the keys of many records' words by record query, before the words are read."""
    waiting = [record for record in records if KEY not in record.__dict__]
    ids = {record.id for record in waiting}
    keys = ring() if ids else None
    rows_by_record = (
        {row.subject: row for row in SubjectKey.objects.filter(subject__in=ids)} if ids else {}
    )
    opened: dict[UUID, bytes] = {}
    for record in waiting:
        row = rows_by_record.get(record.id)
        if keys is None or row is None or row.wrapped is None:
            continue  # said when the words are asked for
        if record.id not in opened:
            opened[record.id] = sealing.unwrap(keys.key(row.kek), bytes(row.wrapped), record.id)
        record.__dict__[KEY] = opened[record.id]


def sealed_fields(model: type[models.Model]) -> list[SealedField]:
    """The fields of a model whose words are sealed."""
    return [field for field in model._meta.concrete_fields if isinstance(field, SealedField)]


def records_with_words() -> set[UUID]:
    """The ids of all records whose words are sealed under a key of their own."""
    models_sealed = (model for model in apps.get_models() if sealed_fields(model))
    return {
        pk for model in models_sealed for pk in model._base_manager.values_list("id", flat=True)
    }
