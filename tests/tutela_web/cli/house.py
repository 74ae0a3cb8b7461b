"""An install of the platform of its own: real files or a real server, and its command line.

Made once a session and copied for each test, so that a test costs a copy and not a migration.
In `make proof` each command is a process of its own, which imports for five seconds; else it runs
in this one under the settings that the install's environment gives.
"""

from __future__ import annotations

import io
import json
import os
import runpy
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
import pytest
from asgiref.local import Local
from click.testing import CliRunner
from django.db import connections
from django.test import override_settings
from psycopg import sql

from tests.counts import PROOF
from tests.database_files import read_elsewhere
from tutela.cli import main
from tutela_web import settings as settings_module

ROOT = Path(__file__).parents[3]
SERVER = os.environ.get("DATABASE_URL", "")
ON_POSTGRES = SERVER.startswith("postgres")
APART = PROOF


@dataclass
class House:
    """One install: where its data lies, and how its commands and its own Python are run."""

    data: Path
    databases: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        ours = ("TUTELA_", "DJANGO_", "DATABASE_URL", "KEYS_DATABASE_URL")
        here = {k: v for k, v in os.environ.items() if not k.startswith(ours)}
        urls = {"default": "DATABASE_URL", "keys": "KEYS_DATABASE_URL"}
        named = {urls[alias]: url_of(name) for alias, name in self.databases.items()}
        return (
            here
            | named
            | {
                "TUTELA_DATA": str(self.data),
                "TUTELA_BACKUP_IN_CLEAR": "yes",
                # The server of the tests flushes nothing, which `check` would tell.
                **({"TUTELA_FLUSH": "no"} if ON_POSTGRES else {}),
                "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
            }
        )

    def tutela(
        self, *words: str, fine: bool = True, **extra: str
    ) -> subprocess.CompletedProcess[str]:
        """Run the command line; it must end well unless told otherwise."""
        return self._run(["-c", "from tutela.cli import main; main()", *words], fine, extra)

    def python(self, code: str, *, fine: bool = True, apart: bool = False, **extra: str) -> Any:
        """Run code within the platform; gives what its last `print` said as JSON.

        Takes   apart, whether it wants a process of its own, with all that such a one logs.
        """
        text = (
            "import os, json; os.environ['DJANGO_SETTINGS_MODULE'] = 'tutela_web.settings'\n"
            "import django; django.setup()\n" + code
        )
        done = self._run(["-c", text], fine, extra, apart=apart)
        return json.loads(done.stdout.splitlines()[-1]) if fine and done.stdout else done

    def module(self, *words: str) -> Any:
        """Run one of our own modules as a program, from nothing; what it said at last, as JSON."""
        done = self._run(["-W", "ignore", "-m", *words], fine=True, extra={}, apart=True)
        return json.loads(done.stdout.splitlines()[-1])

    def _run(
        self, words: list[str], fine: bool, extra: dict[str, str], *, apart: bool = APART
    ) -> Any:
        if apart or APART:
            done = subprocess.run(
                [sys.executable, *words],
                env=self.environment | extra,
                cwd=ROOT,
                text=True,
                capture_output=True,
                check=False,
            )
        else:
            with set_up_as(self.environment | extra):
                done = run_here(*words[1:])
        assert not fine or done.returncode == 0, f"{words}: {done.stdout}\n{done.stderr}"
        return done

    def bytes_at_rest(self) -> dict[str, bytes]:
        """Every file of the install, and on PostgreSQL a plain dump of both databases."""
        found = {str(p): read_elsewhere(p) for p in self.data.rglob("*") if p.is_file()}
        for alias, name in self.databases.items():
            told = subprocess.run(
                ["pg_dump", "--inserts", url_of(name)], capture_output=True, check=True
            )
            found[f"{alias} dump"] = told.stdout
        return found


@contextmanager
def set_up_as(environment: dict[str, str]) -> Iterator[None]:
    """This process's platform set up as the environment of an install says, databases and all."""
    left_alone = {"INSTALLED_APPS", "DATABASES"}  # the same apps; databases are swapped below
    with mock.patch.dict(os.environ, environment, clear=True):
        said = runpy.run_path(settings_module.__file__)
        values = {
            name: value for name, value in said.items() if name.isupper() and name not in left_alone
        }
        ours = connections.settings, connections._connections
        with override_settings(**values, MIGRATION_MODULES={}), own_pools():
            connections.settings = connections.configure_settings(said["DATABASES"])
            connections._connections = Local(connections.thread_critical)
            try:
                yield
            finally:
                connections.close_all()
                connections.settings, connections._connections = ours


@contextmanager
def own_pools() -> Iterator[None]:
    """Pools of an install's own: Django keeps them by alias, whatever database that names."""
    if not ON_POSTGRES:
        yield
        return
    from django.db.backends.postgresql.base import DatabaseWrapper

    with mock.patch.object(DatabaseWrapper, "_connection_pools", {}) as pools:
        try:
            yield
        finally:
            for pool in pools.values():
                pool.close()


def run_here(code: str, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the command line, or code within the platform, in this process."""
    if words:
        told = CliRunner().invoke(main, words)
        if told.exception is not None and not isinstance(told.exception, SystemExit):
            raise told.exception
        return subprocess.CompletedProcess([*words], told.exit_code, told.stdout, told.stderr)
    said = io.StringIO()
    with redirect_stdout(said):
        exec(compile(code, "<a test>", "exec"), {"__name__": "a test"})
    return subprocess.CompletedProcess([], 0, said.getvalue(), "")


def url_of(name: str) -> str:
    """The address of one of the server's databases."""
    return SERVER.rsplit("/", 1)[0] + "/" + name


def _sql(statement: sql.Composable) -> None:
    host = urlsplit(SERVER)
    socket = (host.hostname or "").replace("%2f", "/").replace("%2F", "/")
    with psycopg.connect(
        host=socket,
        user=host.username,
        password=host.password or None,
        dbname="postgres",
        port=host.port or 5432,
        autocommit=True,
    ) as connection:
        connection.execute(statement)


def _create(name: str, template: str = "template0") -> None:
    text = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
    _sql(text.format(sql.Identifier(name), sql.Identifier(template)))


def _drop(name: str) -> None:
    _sql(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def empty_house(folder: Path) -> Iterator[House]:
    """An install with nothing in it yet."""
    names = {a: f"{a}_{uuid4().hex[:12]}" for a in ("default", "keys")} if ON_POSTGRES else {}
    for name in names.values():
        _create(name)
    try:
        yield House(folder, names)
    finally:
        for name in names.values():
            _drop(name)


@cache
def _prepared(base: Path) -> House:
    names = (
        {a: f"prepared_{a}_{uuid4().hex[:8]}" for a in ("default", "keys")} if ON_POSTGRES else {}
    )
    for name in names.values():
        _create(name)
    house = House(base / "prepared", names)
    house.tutela("platform", "prepare", "--no-static")
    return house


@contextmanager
def prepared_house(base: Path, folder: Path) -> Iterator[House]:
    """An install as `tutela platform prepare` leaves it, with a key of its own."""
    model = _prepared(base)
    shutil.copytree(model.data, folder)
    names = {alias: f"{alias}_{uuid4().hex[:12]}" for alias in model.databases}
    for alias, name in names.items():
        _create(name, model.databases[alias])
    try:
        yield House(folder, names)
    finally:
        for name in names.values():
            _drop(name)


@pytest.fixture(scope="session")
def house_base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.getbasetemp() / "houses"  # one for all files that ask
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture
def house(house_base: Path, tmp_path: Path, django_db_blocker: Any) -> Iterator[House]:
    """A prepared install."""
    with django_db_blocker.unblock(), prepared_house(house_base, tmp_path / "house") as made:
        yield made


@pytest.fixture
def bare_house(tmp_path: Path, django_db_blocker: Any) -> Iterator[House]:
    """An install before anything was prepared."""
    with django_db_blocker.unblock(), empty_house(tmp_path / "bare") as made:
        yield made
