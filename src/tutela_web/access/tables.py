"""The tables of a database: made from the models at once where it is new, migrated where not.

Migrations of nearly two hundred models take a minute on a new database, for each step draws up
every model anew; the tables are the same (tests/tutela_web/access/test_tables.py).
"""

from __future__ import annotations

from django.apps import apps
from django.core.management import call_command
from django.db import connections, router
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from tutela_web.access import append_only
from tutela_web.base import search_index


def prepare(alias: str) -> None:
    """Bring the tables of one database to what the models say."""
    if connections[alias].introspection.table_names():
        _record_those_elsewhere(alias)
    else:
        _make(alias)
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
        for app in apps.get_app_configs():
            for model in router.get_migratable_models(app, alias):
                if model._meta.can_migrate(connection):
                    editor.create_model(model)
        complete(alias, editor)
        editor.create_model(recorder.Migration)
        for app_label, name in MigrationLoader(connection).disk_migrations:
            recorder.migration_qs.create(app=app_label, name=name)


def complete(alias: str, editor: BaseDatabaseSchemaEditor) -> None:
    """Add what no model tells: the triggers of the audit and the index of words."""
    if alias == "default":
        append_only.create(editor.connection)
        search_index.create(editor)
