"""What a program is given of records, typed as their columns are: the model says it, once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.db import models
from ninja import Schema
from ninja.schema import ResolverMetaclass

TYPES: dict[type[models.Field[Any, Any]], Any] = {
    models.BooleanField: bool,
    models.DateTimeField: datetime,
    models.DateField: date,
    models.TimeField: time,
    models.FloatField: float,
    models.IntegerField: int,
    models.JSONField: list[str],
    models.CharField: str,
    models.TextField: str,
    models.UUIDField: UUID,
}
"""The first that a column is one of says its type: a moment is a date too."""


class ColumnsAsFields(ResolverMetaclass):
    """Gives a schema a field for each column it names."""

    def __new__(
        cls,
        name: str,
        bases: tuple[type, ...],
        namespace: dict[str, Any],
        *,
        of: type[models.Model] | None = None,
        columns: str = "",
        **options: bool | str,
    ) -> Any:
        if of is not None:
            held = {column: column_type(of, column) for column in columns.split()}
            namespace["__annotations__"] = held | namespace.get("__annotations__", {})
        return super().__new__(cls, name, bases, namespace, **options)


class ColumnSchema(Schema, metaclass=ColumnsAsFields):
    """A schema with columns of a model, typed as the model has them, beside its own fields.

        class ClaimOut(ColumnSchema, of=Claim, columns="id version meeting_id what"):
            task_id: UUID | None

    A link is named by its id. What the body says of a column stands before what the model says.
    """


def column_type(model: type[models.Model], name: str) -> Any:
    """What a program reads in a column of a model; a link is the id of the other record."""
    field = model._meta.get_field(name)
    assert isinstance(field, models.Field)
    return field_type(field)


def field_type(field: models.Field) -> Any:
    """What a program reads in a field of a model: as the model says in TYPED, else by its class."""
    own = getattr(field.model, "TYPED", {}).get(field.name)
    if own is not None:
        return own
    if isinstance(field, models.ForeignKey):
        python: Any = UUID
    else:
        python = next(python for kind, python in TYPES.items() if isinstance(field, kind))
    return python | None if field.null else python


def key_of(name: str) -> Callable[[models.Model], UUID | None]:
    """How the API gives the key of what a record names, as it was read for a person: None where
    nothing is named, or what is named may not be seen."""

    def key(record: models.Model) -> UUID | None:
        named: models.Model | None = getattr(record, name)
        return named.pk if named else None

    return key
