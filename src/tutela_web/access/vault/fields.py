"""Words that the database holds sealed, each record under a key of its own.

A record with such fields is read and written like any other; what lies in its table, and in the
table of its versions, is ciphertext. Nobody finds a record by its sealed words in the database.
The key is made before the record is saved, as with identities (`vault.verbs`).

What came in with an import is sealed under the import's key: its model names the field that holds
that id (`sealed_under`), and the fields that tell its rows apart (`sealed_about`).
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
from tutela_web.base.models import Batch
from tutela_web.base.values import FieldValue

KEY = "_key_of_words"


class OfSubject(Protocol):
    """Anything whose words are sealed under a key of its own, by its id."""

    @property
    def id(self) -> Any: ...


def subject_of(record: OfSubject) -> UUID:
    """The id whose key seals a record's words: its own, or that of the import it came with."""
    subject: UUID = getattr(record, getattr(type(record), "sealed_under", "id"))
    return subject


def _bound_values(record: OfSubject) -> list[Any]:
    """What tells records under one key apart: a ciphertext moved between them does not open."""
    return [getattr(record, name) for name in getattr(type(record), "sealed_about", ())]


class SealedWords:
    """The words of one field as the database gave them: not opened yet."""

    __slots__ = ("ciphertext",)

    def __init__(self, ciphertext: bytes) -> None:
        self.ciphertext = ciphertext


class _Opening:
    """Gives a field's words, opened the first time that somebody asks; none once the record says
    that they were destroyed."""

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
            if getattr(record, "words_destroyed_on", None) is not None:
                return self.field.get_default()  # what lies in the row stays as it is
            subject, about = subject_of(record), _bound_values(record)
            value = open_words(key_of(record), value.ciphertext, subject, name, *about)
            record.__dict__[name] = value
        return value

    def __set__(self, record: Any, value: Any) -> None:
        record.__dict__[self.field.attname] = value


class SealedField(models.BinaryField):
    """A value that JSON can write, sealed under the key of the record it stands with.

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
        key = key_of(record, make=True)
        return shut_words(key, value, subject_of(record), self.attname, *_bound_values(record))

    def get_db_prep_value(
        self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False
    ) -> Any:
        if value is not None and not isinstance(value, bytes):
            raise TypeError(f"{self.name} is sealed by saving its record, and looked for nowhere")
        return super().get_db_prep_value(value, connection, prepared)

    def to_python(self, value: Any) -> Any:
        return SealedWords(bytes(value)) if isinstance(value, (bytes, memoryview)) else value


def shut_words(
    key: bytes, value: FieldValue, record: UUID, field: str, *about: str | int | None
) -> bytes:
    """A value as ciphertext, bound to its record and field, and to what else it is about."""
    return sealing.encrypt_words(
        key, json.dumps(value, ensure_ascii=False), "words", record, field, *about
    )


def open_words(
    key: bytes, ciphertext: bytes, record: UUID, field: str, *about: str | int | None
) -> Any:
    """The value again; SealBroken if the ciphertext was changed or stood elsewhere."""
    return json.loads(sealing.open_sealed(key, ciphertext, "words", record, field, *about))


def shut_beside(record: OfSubject, value: FieldValue, name: str) -> bytes:
    """A value that belongs to a record and lies beside it, sealed with the record's words."""
    return shut_words(
        key_of(record, make=True), value, subject_of(record), name, *_bound_values(record)
    )


def open_beside(record: OfSubject, ciphertext: bytes, name: str) -> Any:
    """What `shut_beside` sealed."""
    return open_words(key_of(record), ciphertext, subject_of(record), name, *_bound_values(record))


def key_of(record: OfSubject, *, make: bool = False) -> bytes:
    """The key of a record's words; kept with the record, so that it is asked for once.

    Takes   make, whether to make the key where there is none: before the first words are sealed.
    Raises  SealBroken where it is missing, NotNow where it was destroyed.
    """
    known: bytes | None = record.__dict__.get(KEY)
    if known is None:
        subject = subject_of(record)
        row = SubjectKey.objects.filter(subject=subject).first()
        if row is None and make:
            row = _make_key(subject)
        known = record.__dict__[KEY] = unwrap_key(row, subject)
    return known


def _make_key(subject: UUID) -> SubjectKey:
    """A fresh key, or the one that somebody made meanwhile."""
    keys = ring()
    fresh = sealing.wrap(keys.key(keys.current), sealing.new_key(), subject)
    row, _made = SubjectKey.objects.get_or_create(
        subject=subject, defaults={"wrapped": fresh, "kek": keys.current}
    )
    return row


def keys_of(subjects: Iterable[UUID]) -> dict[UUID, bytes]:
    """The keys of many records' words, asked for at once.

    Raises  SealBroken where one is missing, NotNow where one was destroyed.
    """
    wanted = set(subjects)
    rows = {row.subject: row for row in SubjectKey.objects.filter(subject__in=wanted)}
    return {subject: unwrap_key(rows.get(subject), subject) for subject in wanted}


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


def fetch_keys(records: Iterable[OfSubject], *, make: bool = False) -> None:
    """Fetch the keys of many records' words by one query, before the words are read.

    Takes   make, whether to make those that are not there: before the words are sealed.
    """
    waiting = [record for record in records if KEY not in record.__dict__]
    subjects = {subject_of(record) for record in waiting}
    keys = ring() if subjects else None
    rows_by_subject = (
        {row.subject: row for row in SubjectKey.objects.filter(subject__in=subjects)}
        if subjects
        else {}
    )
    opened: dict[UUID, bytes] = {}
    for record in waiting:
        subject = subject_of(record)
        if make and subject not in rows_by_subject:
            rows_by_subject[subject] = _make_key(subject)
        row = rows_by_subject.get(subject)
        if keys is None or row is None or row.wrapped is None:
            continue  # said when the words are asked for
        if subject not in opened:
            opened[subject] = sealing.unwrap(keys.key(row.kek), bytes(row.wrapped), subject)
        record.__dict__[KEY] = opened[subject]


def sealed_fields(model: type[models.Model]) -> list[SealedField]:
    """The fields of a model whose words are sealed."""
    return [field for field in model._meta.concrete_fields if isinstance(field, SealedField)]


def records_with_words() -> set[UUID]:
    """The ids of all records whose words, and all imports whose files, are sealed under a key."""
    subjects = set(Batch.objects.exclude(file="").values_list("pk", flat=True))
    for model in apps.get_models():
        if sealed_fields(model):
            under = getattr(model, "sealed_under", "id")
            subjects |= set(model._base_manager.order_by().values_list(under, flat=True).distinct())
    return subjects
