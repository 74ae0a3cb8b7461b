"""How steps of the database make the table of a record: its base fields are written once, here.

What is here is frozen. Steps that were taken are never rewritten: where the base of records
changes, `CreateRecordV2` stands beside this with a list of its own, and a step alters the tables
that there are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any, TypeAlias

from django.conf import settings
from django.db import models
from django.db.migrations import CreateModel, Migration
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.graph import MigrationGraph
from django.db.migrations.operations.base import Operation
from django.db.migrations.questioner import MigrationQuestioner
from django.db.migrations.state import ProjectState
from django.db.models.fields import Field

from tutela_web.base.ids import new_id

AnyField: TypeAlias = "Field[Any, Any]"

BASE_V1: tuple[tuple[str, AnyField], ...] = (
    ("id", models.UUIDField(default=new_id, editable=False, primary_key=True, serialize=False)),
    ("event_from", models.DateField(blank=True, null=True)),
    ("event_from_time", models.TimeField(blank=True, null=True)),
    ("event_to", models.DateField(blank=True, null=True)),
    ("event_to_time", models.TimeField(blank=True, null=True)),
    ("event_precision", models.CharField(default="unknown", max_length=8)),
    ("known_at", models.DateTimeField(blank=True, null=True)),
    ("entered_at", models.DateTimeField()),
    ("language", models.CharField(default="en", max_length=5)),
    ("classification", models.PositiveSmallIntegerField(default=1)),
    ("compartment", models.CharField(blank=True, default="", max_length=20)),
    ("version", models.PositiveIntegerField(default=1)),
    ("invented", models.BooleanField(default=False)),
    (
        "area",
        models.ForeignKey(
            blank=True,
            null=True,
            on_delete=models.PROTECT,
            related_name="+",
            to="access.dutyarea",
        ),
    ),
    (
        "author",
        models.ForeignKey(
            db_index=False,
            null=True,
            on_delete=models.PROTECT,
            related_name="+",
            to=settings.AUTH_USER_MODEL,
        ),
    ),
    (
        "mission",
        models.ForeignKey(
            db_index=False,
            on_delete=models.PROTECT,
            related_name="+",
            to="access.mission",
        ),
    ),
)


class CreateRecordV1(CreateModel):
    """Make the table of a record: the base fields of 2026, and those given."""

    def __init__(
        self,
        name: str,
        fields: Sequence[tuple[str, AnyField]] = (),
        options: Mapping[str, str] | None = None,
    ) -> None:
        base = [(n, deepcopy(field)) for n, field in BASE_V1 if n not in dict(fields)]
        super().__init__(name, [*base, *fields], options=dict(options or {}))

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        """As a step writes it: without the base."""
        base = {name: _deconstruct(field) for name, field in BASE_V1}
        own = [(n, field) for n, field in self.fields if base.get(n) != _deconstruct(field)]
        options = {"options": self.options} if self.options else {}
        return type(self).__name__, [], {"name": self.name, "fields": own, **options}


def _deconstruct(field: AnyField) -> Any:
    """What a step says of a field, without its name."""
    return field.deconstruct()[1:]


def is_record(operation: CreateModel) -> bool:
    """Whether a table that is made has every base field, by name."""
    return {name for name, _field in BASE_V1} <= {name for name, _field in operation.fields}


class Autodetector(MigrationAutodetector):
    """Finds what changed, as Django does: choices are no matter of the database and are not told,
    and a new record is made by `CreateRecordV1`."""

    def __init__(
        self,
        from_state: ProjectState,
        to_state: ProjectState,
        questioner: MigrationQuestioner | None = None,
    ) -> None:
        super().__init__(_without_choices(from_state), _without_choices(to_state), questioner)

    def changes(
        self,
        graph: MigrationGraph,
        trim_to_apps: set[str] | None = None,
        convert_apps: set[str] | None = None,
        migration_name: str | None = None,
    ) -> dict[str, list[Migration]]:
        """The steps that are missing, by room."""
        changes: dict[str, list[Migration]] = super().changes(
            graph, trim_to_apps, convert_apps, migration_name
        )
        for step in (step for steps in changes.values() for step in steps):
            step.__dict__["operations"] = [_as_record(operation) for operation in step.operations]
        return changes


def _as_record(operation: Operation) -> Operation:
    if type(operation) is CreateModel and is_record(operation):
        return CreateRecordV1(operation.name, operation.fields, operation.options)
    return operation


def _without_choices(state: ProjectState) -> ProjectState:
    for model in state.models.values():
        for name, field in model.fields.items():
            if getattr(field, "choices", None):
                model.fields[name] = field.clone()
                model.fields[name].choices = None
    return state
