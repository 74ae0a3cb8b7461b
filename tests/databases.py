"""Test databases: made once from the models, copied for each worker, put back after each test.

    open_databases(worker)   gives a worker its own copies of the templates
    restore()                puts them back after a test that committed
    remembered()             what is there now is what they are put back to

A template is keyed by what decides its tables; on SQLite it outlives the run, on PostgreSQL it
lives as long as the temporary server. Migrations are not run: their tests are those of the command
line and of backups.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.metadata
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connection, connections, transaction
from django.test.utils import setup_databases

from tutela_web.access import tables

ALIASES = ("default", "keys")
TEMPLATES = Path(tempfile.gettempdir()) / f"tutela-test-templates-{os.getuid()}"
MADE_BY_HAND = (
    "access/tables.py",
    "access/audit/append_only.py",
    "records/versions/guards.py",
    "base/tables/guards.py",
    "base/searching/search_index.py",
)
"""Modules that add to the tables what no model says."""
_restored_to: dict[str, Path] = {}
"""By alias, the file that a SQLite test database is put back to."""


def describe_tables() -> str:
    """What decides the tables, as a short key: models, the modules beside them, Django itself."""
    said = hashlib.sha256(importlib.metadata.version("django").encode())
    for model in sorted(apps.get_models(include_auto_created=True), key=lambda m: m._meta.label):
        meta = model._meta
        said.update(repr((meta.label, meta.db_table, meta.managed, meta.permissions)).encode())
        for field in meta.local_fields:
            _name, path, args, kwargs = field.deconstruct()
            left_out = {*field.non_db_attrs, "default"}  # says nothing of the column
            kept = {k: v for k, v in kwargs.items() if k not in left_out}
            said.update(repr((field.column, path, args, sorted(kept.items()))).encode())
        for rule in (*meta.indexes, *meta.constraints):
            said.update(repr(rule.deconstruct()).encode())
        said.update(repr(meta.unique_together).encode())
    room = Path(tables.__file__).parents[1]
    for name in MADE_BY_HAND:
        said.update((room / name).read_bytes())
    return said.hexdigest()[:16]


@contextmanager
def _one_at_a_time(name: str) -> Iterator[None]:
    """Workers that find no template wait for the first of them to make it."""
    TEMPLATES.mkdir(mode=0o700, exist_ok=True)
    with (TEMPLATES / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _make_tables() -> None:
    """Make the test databases that the settings name, tables and triggers and all."""
    setup_databases(verbosity=0, interactive=False, aliases=ALIASES)
    with connection.schema_editor() as editor:
        tables.complete("default", editor)
    connections.close_all()


def _use(alias: str, name: str) -> None:
    """Let a connection, and every later one of this process, open the database of this name."""
    connections[alias].close()
    connections[alias].settings_dict["NAME"] = name
    connections.settings[alias]["NAME"] = name


def undone_block(alias: str) -> transaction.Atomic:
    """A transaction that a test undoes at its end, as Django's own tests have one: what verbs write
    last, at the end of theirs, is written within it."""
    block = transaction.atomic(using=alias)
    block._from_testcase = True  # type: ignore[attr-defined]  # the stubs leave it out
    return block


def open_databases(worker: str) -> Callable[[], None]:
    """Give this worker databases of its own; what it gives takes them away again."""
    settings.MIGRATION_MODULES = {app.label: None for app in apps.get_app_configs()}
    _spare_the_disk()
    if connection.vendor == "sqlite":
        return _copy_files(worker)
    return _copy_in_server(worker)


def _spare_the_disk() -> None:
    """Let no test wait for the disk, nor the programs it begins, but who asks for it: what a power
    cut takes is the matter of `base/test_flushing.py`."""
    os.environ.setdefault("TUTELA_FLUSH", "no")
    settings.FLUSH = False
    for alias in ALIASES:
        options = connections.settings[alias].get("OPTIONS", {})
        if "init_command" in options:
            command = options["init_command"].replace("synchronous=FULL", "synchronous=OFF")
            options["init_command"] = command


def _copy_files(worker: str) -> Callable[[], None]:
    key = describe_tables()
    templates = {alias: TEMPLATES / f"{key}-{alias}.db" for alias in ALIASES}
    with _one_at_a_time(key):
        if not all(path.exists() for path in templates.values()):
            for alias in ALIASES:
                connections[alias].settings_dict["TEST"]["NAME"] = f"{templates[alias]}.begun"
            _make_tables()
            for path in templates.values():
                Path(f"{path}.begun").rename(path)
    folder = Path(tempfile.mkdtemp(prefix=f"tutela-test-{worker}-"))
    for alias in ALIASES:
        _use(alias, str(folder / f"{alias}.db"))
        _overwrite(templates[alias], folder / f"{alias}.db")
        _restored_to[alias] = templates[alias]

    def take_away() -> None:
        connections.close_all()
        shutil.rmtree(folder, ignore_errors=True)

    return take_away


def _copy_in_server(worker: str) -> Callable[[], None]:
    folder = connections["default"].settings_dict["HOST"].strip("/").replace("/", "-")
    made = {alias: f"template_{alias}" for alias in ALIASES}
    with _one_at_a_time(folder):
        with connection._nodb_cursor() as cursor:  # type: ignore[attr-defined]
            cursor.execute("SELECT datname FROM pg_database")
            there = {name for (name,) in cursor.fetchall()}
        if not there.issuperset(made.values()):
            for alias in ALIASES:
                connections[alias].settings_dict["TEST"]["NAME"] = made[alias]
            _make_tables()
        for alias in ALIASES:
            _close_pool(alias)
        with connection._nodb_cursor() as cursor:  # type: ignore[attr-defined]
            for alias in ALIASES:
                cursor.execute(f"DROP DATABASE IF EXISTS {alias}_{worker}")
                cursor.execute(f"CREATE DATABASE {alias}_{worker} TEMPLATE {made[alias]}")
    for alias in ALIASES:
        _use(alias, f"{alias}_{worker}")

    def take_away() -> None:
        connections.close_all()
        for alias in ALIASES:
            _close_pool(alias)

    return take_away


def _close_pool(alias: str) -> None:
    connections[alias].close()
    connections[alias].close_pool()  # type: ignore[attr-defined]


def restore() -> None:
    """Put the databases back to what the tests of this file find when they begin."""
    if connection.vendor == "sqlite":
        for alias, whence in _restored_to.items():
            connections[alias].close()
            _overwrite(whence, connections[alias].settings_dict["NAME"])
    else:
        for alias in ALIASES:
            _empty(alias)


def _overwrite(whence: Path | str, into: Path | str) -> None:
    """Copy a database page by page, under the locks of whoever else has it open."""
    with (
        sqlite3.connect(f"file:{whence}?mode=ro", uri=True) as source,
        sqlite3.connect(into, timeout=30) as target,
    ):
        source.backup(target)
    source.close()
    target.close()


SET_UP = ("django_content_type", "auth_permission", "django_migrations")
"""Tables whose rows are there from the beginning."""


def _empty(alias: str) -> None:
    """Empty the tables of a PostgreSQL database that hold rows; the audit lets go this once."""
    there = connections[alias]
    with there.cursor() as cursor:
        names = [
            name
            for name in there.introspection.django_table_names(only_existing=True)
            if name not in SET_UP
        ]
        names += [
            name
            for name in there.introspection.table_names()
            if name.startswith("search") and name not in names
        ]
        asked = " UNION ALL ".join(
            f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")" for name in names
        )
        cursor.execute(asked)
        filled = [name for (name,) in cursor.fetchall()]
        if not filled:
            return
        if alias == "default":  # cascading would meet the audit even where it holds nothing
            for guards in tables.GUARDS:
                guards.drop(there)
        cursor.execute("TRUNCATE " + ", ".join(f'"{name}"' for name in filled) + " CASCADE")
        if alias == "default":
            for guards in tables.GUARDS:
                guards.create(there)


@contextmanager
def remembered() -> Iterator[None]:
    """As long as the block lasts, `restore` puts back what the databases hold now.

    On SQLite only: a PostgreSQL database that others are connected to can't be copied.
    """
    if connection.vendor != "sqlite":
        yield
        return
    before = dict(_restored_to)
    folder = Path(tempfile.mkdtemp(prefix="tutela-test-world-"))
    for alias in ALIASES:
        connections[alias].close()
        _overwrite(connections[alias].settings_dict["NAME"], folder / f"{alias}.db")
        _restored_to[alias] = folder / f"{alias}.db"
    try:
        yield
    finally:
        _restored_to.update(before)
        restore()
        shutil.rmtree(folder)
