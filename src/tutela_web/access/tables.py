"""The tables of a database: made from the models at once where it is new, migrated where not.

Django draws up every model anew for each that its steps make: on a new database they take two
minutes, the models seconds. The tables are the same (tests/tutela_web/access/test_tables.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Protocol

from django.apps import apps
from django.core.management import call_command
from django.db import connections, router, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model

from tutela_web.access.audit import append_only
from tutela_web.base.history import Step, require_known_steps
from tutela_web.base.searching import search_index
from tutela_web.base.upkeep.migrating import small_steps
from tutela_web.base.upkeep.schema import describe_schema


class Guards(Protocol):
    """A module of triggers that no model tells."""

    def create(self, connection: BaseDatabaseWrapper, /) -> None: ...

    def drop(self, connection: BaseDatabaseWrapper, /) -> None: ...


GUARDS: list[Guards] = [append_only]
"""The triggers of every room; those above add theirs when they are loaded."""

SCRATCH = "tutela_scratch"
"""The schema of a PostgreSQL database in which tables are tried apart, and which never stays."""


def prepare(alias: str) -> None:
    """Bring the tables of one database to what the models say.

    Raises  UnknownSteps for one made by a later version, or before the first release.
    """
    if connections[alias].introspection.table_names():
        require_known_steps(alias)
        _record_those_elsewhere(alias)
    else:
        _make(alias)
    with small_steps():
        call_command("migrate", database=alias, verbosity=0, interactive=False)


def _record_those_elsewhere(alias: str) -> None:
    """Note as applied the migrations of apps whose tables are all in another database.

    Run here they change nothing, but draw up every model anew at each step.
    """
    loader = MigrationLoader(connections[alias])
    recorder = MigrationRecorder(connections[alias])
    elsewhere = {
        app.label for app in apps.get_app_configs() if not router.get_migratable_models(app, alias)
    }
    recorder.ensure_schema()
    for app_label, name in sorted(loader.disk_migrations.keys() - loader.applied_migrations.keys()):
        if app_label in elsewhere:
            recorder.record_applied(app_label, name)


def _make(alias: str) -> None:
    """All tables of an empty database, in one transaction: killed meanwhile, it is empty still."""
    connection = connections[alias]
    recorder = MigrationRecorder(connection)
    with connection.schema_editor() as editor:
        create_tables(alias, editor, apps.get_models())
        editor.create_model(recorder.Migration)
        for app_label, name in MigrationLoader(connection).disk_migrations:
            recorder.migration_qs.create(app=app_label, name=name)


def create_tables(
    alias: str, editor: BaseDatabaseSchemaEditor, models: Iterable[type[Model]]
) -> None:
    """Make the tables of models that belong in a database, and what no model tells."""
    for model in models:
        if router.allow_migrate_model(alias, model) and model._meta.can_migrate(editor.connection):
            editor.create_model(model)
    complete(alias, editor)


def complete(alias: str, editor: BaseDatabaseSchemaEditor) -> None:
    """Add what no model tells: triggers of the audit and of versions, the index of words."""
    if alias == "default":
        for guards in GUARDS:
            guards.create(editor.connection)
        search_index.create(editor)


def schema_after(alias: str, steps: Iterable[Step]) -> frozenset[str]:
    """What the tables of a database are after these steps of rooms, and all steps of the apps that
    are not ours: made apart from its own, and left again."""
    loader = MigrationLoader(None)
    ours = {app.label for app in apps.get_app_configs() if app.name.startswith("tutela_web.")}
    others = [leaf for leaf in loader.graph.leaf_nodes() if leaf[0] not in ours]
    models = loader.project_state([*steps, *others]).apps.get_models()
    with _apart(alias) as scratch:
        with scratch.schema_editor(atomic=scratch.vendor != "sqlite") as editor:
            create_tables(alias, editor, models)
        return describe_schema(scratch)


@contextmanager
def _apart(alias: str) -> Iterator[BaseDatabaseWrapper]:
    """A place without tables: in memory, or a schema that is gone at the end of the block."""
    connection = connections[alias]
    if connection.vendor == "sqlite":
        scratch = connection.copy()
        scratch.settings_dict["NAME"] = ":memory:"
        yield scratch
        return
    with transaction.atomic(using=alias):
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE SCHEMA {SCRATCH}")
            cursor.execute(f"SET LOCAL search_path TO {SCRATCH}")
        yield connection
        transaction.set_rollback(True, using=alias)
