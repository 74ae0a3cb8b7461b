"""Every version of an install, by record, number and digest of its values: as 0.3.0 kept them, a
table for each kind of record, and as they are read now.

What the way over closes on purpose is left out of both: words that a community told, and small
numbers of offices.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

from django.apps import apps
from django.db import connection, models

from tests.tutela_web.version_rows import all_versions
from tutela_web.access.vault.fields import SealedField, SealedWords
from tutela_web.records.versions.models import Versioned

CLOSED = {
    "places_communityfact": {"says", "hiding"},
    "places_ownmeasure": {"says", "who", "support", "hiding"},
    "places_communityrole": {"says", "eased_by", "withdrawn_why", "hiding"},
    "places_partneradvice": {"advice", "changed", "hiding"},
    "reporting_officefigure": {"value"},
}
Told = dict[str, list[str]]


def _versioned() -> list[type[Versioned]]:
    return [model for model in apps.get_models() if issubclass(model, Versioned)]


def versions_before() -> Told:
    """As the tables of 0.3.0 hold them, read past the ORM."""
    told = {}
    there = set(connection.introspection.table_names())
    for model in _versioned():
        table = f"{model._meta.db_table}version"
        if table not in there:
            continue
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {table} ORDER BY history_id")
            names = [column[0] for column in cursor.description]
            rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        if rows:
            told[table] = sorted(_line(model, row, set(names)) for row in rows)
    return told


def versions_now() -> Told:
    """As they are read now, each value as the database of today would hold it."""
    told = {}
    for model in _versioned():
        if records := all_versions(model):
            lines = [_line(model, _as_columns(model, one), None) for one in records]
            told[f"{model._meta.db_table}version"] = sorted(lines)
    return told


def _as_columns(model: type[Versioned], was: Any) -> dict[str, Any]:
    held: dict[str, Any] = {
        "history_date": connection.ops.adapt_datetimefield_value(was.version_at),
        "history_user_id": was.version_by_id,
    }
    for field in model._meta.concrete_fields:
        value = was.__dict__[field.attname]
        if isinstance(field, SealedField):
            held[field.column] = value.ciphertext if isinstance(value, SealedWords) else value
        else:
            held[field.column] = field.get_db_prep_save(value, connection)
    return held


def _line(model: type[Versioned], row: Mapping[str, Any], names: Iterable[str] | None) -> str:
    closed = CLOSED.get(model._meta.db_table, set())
    fields = [
        field
        for field in model._meta.concrete_fields
        if field.column in row and field.name not in closed and field.name not in NEW
    ]
    values = {field.column: _plain(field, row[field.column]) for field in fields}
    values["at"], values["by"] = _moment(row["history_date"]), _id(row["history_user_id"])
    digest = sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:12]
    return f"{_id(row['id'])} {row.get('version', 0)} {digest}"


NEW = {"counted", "confirmed_on", "affected", "number_said", "ended_at", "ending", "stays_at"}
"""Fields that 0.3.0 had not."""


def _plain(field: models.Field[Any, Any], value: Any) -> Any:
    """One value in the same words, whatever the driver gives."""
    while field.is_relation:
        field = field.target_field  # type: ignore[attr-defined]
    if value is None:
        return None
    if isinstance(field, models.UUIDField):
        return _id(value)
    if isinstance(field, models.DateTimeField):
        return _moment(value)
    if isinstance(field, models.JSONField):
        said = value if isinstance(value, str) else json.dumps(getattr(value, "obj", value))
        return json.dumps(json.loads(said), sort_keys=True)
    if isinstance(field, models.BinaryField):
        return bytes(value).hex()
    if isinstance(field, models.BooleanField):
        return bool(value)
    return float(value) if isinstance(value, int | float) else str(value)


def _id(value: Any) -> str:
    return str(value).replace("-", "")


def _moment(value: Any) -> str:
    return str(value).removesuffix("+00:00")
