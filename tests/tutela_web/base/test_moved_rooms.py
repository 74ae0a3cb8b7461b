"""Models that moved to another room keep their tables: rows, history and what refers to them."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from tests.tutela_web.cast import Cast
from tests.tutela_web.planted import plant
from tutela_web.base.moving import MoveModels

BEFORE = [("coordination", "0001_initial"), ("strategy", "0001_initial")]
"""The migrations of the last release in which these models lay in another room."""


def moves(loader: MigrationLoader) -> list[tuple[str, str, str]]:
    """Of each model that moved: the room it was in, the room it is in, and its name."""
    return [
        (step.room, room, name)
        for (room, _), migration in loader.disk_migrations.items()
        for operation in migration.operations
        for step in getattr(operation, "state_operations", ())
        if isinstance(step, MoveModels)
        for name in step.models
    ]


def refers(model: Any) -> set[tuple[str, str]]:
    """The foreign keys of a model: column, and the table it points to."""
    return {
        (field.column, field.related_model._meta.db_table)
        for field in model._meta.concrete_fields
        if field.related_model
    }


def test_an_upgrade_finds_every_row_of_a_model_that_moved(cast: Cast, settings: Any) -> None:
    settings.MIGRATION_MODULES = {}
    plant(cast)
    loader = MigrationLoader(connection)
    before = loader.project_state(BEFORE)
    found = 0
    for room, to, name in moves(loader):
        for part in (name, f"{name}Version"):
            if (room, part.lower()) not in before.models:
                continue  # it has no history
            old, new = before.apps.get_model(room, part), apps.get_model(to, part)
            columns = [field.attname for field in old._meta.concrete_fields]
            rows = list(new._base_manager.order_by("pk").values(*columns))
            assert rows == list(old._base_manager.order_by("pk").values(*columns)), part
            assert refers(new) >= refers(old), part  # a later migration may add columns
            found += len(rows)
    assert found > 20


def test_a_migration_that_moves_models_changes_nothing_in_the_database(settings: Any) -> None:
    settings.MIGRATION_MODULES = {}
    for (room, name), migration in MigrationLoader(None).disk_migrations.items():
        if "moved_from" in name:
            for operation in migration.operations:
                assert operation.database_operations == [], (room, name)
