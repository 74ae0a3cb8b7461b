"""Steps of the database that draw up only the models they touch, and those these refer to.

Django draws up every model that is tied to a touched one, which here is every model, at each
operation: an upgrade over a hundred new tables took six minutes. What makes models, fields, indexes
and constraints asks nothing of the models that refer to a touched one; all else is as Django does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from copy import copy
from functools import partial
from itertools import groupby
from typing import Any

from django.core.management.commands import migrate
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import AddConstraint, AddField, AddIndex, CreateModel, Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.migrations.utils import resolve_relation

Key = tuple[str, str]
"""A model in a state: its app and its name in small letters."""


def models_needed(state: ProjectState, touched: Iterable[Key]) -> dict[Key, Any]:
    """The models of a state that some of them refer to, by any way, and these themselves."""
    needed: dict[Key, Any] = {}
    wanted = list(touched)
    while wanted:
        key = wanted.pop()
        if key in needed or key not in state.models:
            continue
        model = needed[key] = state.models[key].clone()  # operations change them in place
        relations = (field.remote_field for field in model.fields.values() if field.remote_field)
        for relation in relations:
            to = [relation.model, getattr(relation, "through", None)]
            wanted += [resolve_relation(other, *key) for other in to if other]
        wanted += [resolve_relation(base, *key) for base in model.bases if isinstance(base, str)]
    return needed


def _small(state: ProjectState, touched: Iterable[Key]) -> ProjectState:
    return ProjectState(models_needed(state, touched), state.real_apps)


def _kind(operation: Operation) -> type[Operation] | None:
    if isinstance(operation, CreateModel):
        return CreateModel
    kinds = (AddField, AddIndex, AddConstraint)
    return next((kind for kind in kinds if type(operation) is kind), None)


def _find_touched(label: str, operation: CreateModel | AddField | AddIndex | AddConstraint) -> Key:
    if isinstance(operation, CreateModel):
        return label, operation.name_lower
    return label, operation.model_name_lower


def apply_small(
    migration: Migration, state: ProjectState, editor: BaseDatabaseSchemaEditor
) -> ProjectState:
    """As `Migration.apply`: gives the state after the migration, whose tables are made."""
    label = migration.app_label
    for kind, operations in groupby(migration.operations, _kind):
        part: Any = copy(migration)
        part.operations = list(operations)
        if kind is None:
            state = Migration.apply(part, state, editor)
            continue
        state = ProjectState(dict(state.models), state.real_apps)  # drawn up where it is asked for
        # Models are made at once; other operations may touch one model again and again.
        steps = (
            [part.operations]
            if kind is CreateModel
            else [[operation] for operation in part.operations]
        )
        for step in steps:
            touched = [_find_touched(label, operation) for operation in step]
            before = _small(state, touched)
            for operation in step:
                operation.state_forwards(label, state)
            after = _small(state, touched)
            for operation in step:
                operation.database_forwards(label, editor, before, after)
    return state


class _Executor(MigrationExecutor):
    def apply_migration(
        self,
        state: ProjectState,
        migration: Migration,
        fake: bool = False,
        fake_initial: bool = False,
    ) -> ProjectState:
        small = copy(migration)
        small.apply = partial(apply_small, migration)  # type: ignore[method-assign]
        return super().apply_migration(state, small, fake, fake_initial)


@contextmanager
def small_steps() -> Iterator[None]:
    """While it lasts, `migrate` draws up only the models that an operation needs."""
    names = vars(migrate)
    usual = names["MigrationExecutor"]
    names["MigrationExecutor"] = _Executor
    try:
        yield
    finally:
        names["MigrationExecutor"] = usual
