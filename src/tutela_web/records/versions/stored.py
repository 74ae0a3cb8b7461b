"""How a record lies in a version: its columns by name, those that are empty left out."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, TypeAlias
from uuid import UUID

from django.db import models
from django.utils.duration import duration_iso_string

from tutela_web.access.vault.fields import SealedField, SealedWords
from tutela_web.base.values import FieldValue, JsonValue
from tutela_web.records.versions.models import Versioned, VersionRow
from tutela_web.records.versions.renamed import RENAMED


def kind_of(model: type[models.Model]) -> str:
    """The name of a model in versions.

    >>> from tutela_web.records.models import OwnValue
    >>> kind_of(OwnValue)
    'records.ownvalue'
    """
    return model._meta.label_lower


def values_of(record: Versioned) -> dict[str, Any]:
    """What a record holds, as JSON writes it: column -> value, without those that are empty."""
    stored: dict[str, Any] = {}
    for field in type(record)._meta.concrete_fields:
        value = _column_value(field, record)
        if value != empty_value(field):
            stored[field.attname] = value
    del stored["id"]  # stands beside
    return stored


def stored_value(field: AnyField, value: FieldValue) -> Any:
    """One value of a field as a version holds it."""
    if value is None or isinstance(field, models.JSONField):
        encoder = getattr(field, "encoder", None)
        return json.loads(json.dumps(value, cls=encoder)) if encoder else value
    if isinstance(field, SealedField):
        return b64encode(value).decode() if isinstance(value, bytes) else ""
    return _plain(field.to_python(value))


def _column_value(field: AnyField, record: Versioned) -> Any:
    if getattr(field, "is_never_kept", False):
        return empty_value(field)
    if isinstance(field, SealedField):
        return stored_value(field, field.pre_save(record, add=False))
    return stored_value(field, field.value_from_object(record))


def _plain(value: FieldValue) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat() if value.tzinfo else value.isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, timedelta):
        return duration_iso_string(value)
    if isinstance(value, Decimal):
        return str(value)
    return getattr(value, "value", value)  # one of a field's choices


def empty_value(field: AnyField) -> Any:
    """What is left out of a version, and is meant where nothing stands."""
    if field.null:
        return None
    if isinstance(field, models.BooleanField):
        return False
    if isinstance(field, models.CharField | models.TextField | SealedField):
        return ""
    if isinstance(field, models.JSONField):
        made = field.get_default()
        return type(made)() if isinstance(made, list | dict) else None
    return None


def record_of(model: type[models.Model], row: VersionRow) -> Any:
    """The record as it stood in a version."""
    stored = values_held(row)
    fields = model._meta.concrete_fields
    values = [row.record if field.primary_key else value_of(field, stored) for field in fields]
    record: Any = model.from_db(None, [field.attname for field in fields], values)
    record.version_key, record.version_at = row.pk, row.written_at
    record.version_by_id = row.written_by_id
    record.version_sealed_why, record.version_open_why = row.sealed_why, row.why
    return record


AnyField: TypeAlias = "models.Field[Any, Any]"
ABSENT = object()


def values_held(row: VersionRow) -> Mapping[str, Any]:
    """The values of a row under the names that the fields have today."""
    values: Mapping[str, Any] = row.values
    if names := RENAMED.get((row.kind, row.schema)):
        return {names.get(name, name): value for name, value in values.items()}
    return values


def value_of(field: AnyField, stored: Mapping[str, JsonValue]) -> Any:
    """What stood in one field, of the values of a version."""
    value: Any = stored.get(field.attname, ABSENT)
    if value is ABSENT:
        value = empty_value(field)
        value = field.get_default() if value is None and not field.null else value
    if value is None or isinstance(field, models.JSONField):
        return value
    if isinstance(field, SealedField):
        return SealedWords(b64decode(value)) if value else value
    return field.to_python(value)
