"""Whoever has a SQLite database open keeps its lock, whatever comes and goes in its process."""

from __future__ import annotations

import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections
from django.db.utils import ConnectionHandler
from django.test import Client

from tests.database_files import is_open_here, locks_of, read_elsewhere
from tests.tutela_web.cast import Cast
from tutela_web.base.sqlite.base import make_absent_file
from tutela_web.base.upkeep import backup, integrity, preflight

pytestmark = [
    pytest.mark.skipif(connection.vendor != "sqlite", reason="a server keeps its own locks"),
    pytest.mark.skipif(not Path("/proc/locks").exists(), reason="Linux alone shows who holds them"),
]

COMES_AND_GOES = """
import os, sys, threading
from contextlib import closing
from django.conf import settings
options = {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": sys.argv[2]}
settings.configure(DATABASES={"default": {
    "ENGINE": "tutela_web.base.sqlite", "NAME": sys.argv[1], "OPTIONS": options}})
from django.db import connection
for _again in range(3):
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO saved VALUES ('another process')")
    connection.close()
"""
AS_SET = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"


@pytest.fixture
def ledger(db: None, tmp_path: Path) -> Iterator[Any]:
    """A database of what was told as saved, as the platform opens its own."""
    options = {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": AS_SET}
    name = str(tmp_path / "ledger.db")
    opened = ConnectionHandler(
        {"default": {"ENGINE": "tutela_web.base.sqlite", "NAME": name, "OPTIONS": options}}
    )
    with opened["default"].cursor() as cursor:
        cursor.execute("CREATE TABLE saved (by text)")
    yield opened
    opened.close_all()


def write(opened: Any, by: str) -> None:
    """A request of another thread: it comes, writes and goes."""
    with opened["default"].cursor() as cursor:
        cursor.execute("INSERT INTO saved VALUES (%s)", [by])
    opened["default"].close()


def seen_elsewhere(path: Path) -> int:
    """How many rows another connection finds, which closes again: perhaps the last to do so."""
    with closing(sqlite3.connect(path)) as other:
        return int(other.execute("SELECT count(*) FROM saved").fetchone()[0])


def test_a_request_keeps_its_lock_while_threads_and_processes_come_and_go(ledger: Any) -> None:
    path = Path(ledger["default"].settings_dict["NAME"])
    with ledger["default"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM saved")
    mine = locks_of(path)
    assert mine, "whoever reads holds a lock"
    over, lost = threading.Event(), []

    def watch() -> None:
        while not over.wait(0.002):
            now = locks_of(path)
            if not set(mine) <= set(now):
                lost.append(now)

    watcher = threading.Thread(target=watch)
    watcher.start()
    processes = [
        subprocess.Popen([sys.executable, "-c", COMES_AND_GOES, path, AS_SET]) for _two in range(2)
    ]
    with ThreadPoolExecutor(8) as requests:
        list(requests.map(lambda _number: write(ledger, "another thread"), range(60)))
    assert [one.wait() for one in processes] == [0, 0]
    over.set()
    watcher.join()
    assert not lost, "the lock went with somebody else's request"
    with ledger["default"].cursor() as cursor:
        cursor.execute("INSERT INTO saved VALUES ('the first')")
    assert seen_elsewhere(path) == 60 + 6 + 1
    assert is_open_here(Path(f"{path}-wal")), "its log was deleted while it wrote"


def test_what_is_told_as_saved_is_there_when_all_have_gone(ledger: Any) -> None:
    """As it was lost: a second request came and went, another process closed as the last."""
    path = Path(ledger["default"].settings_dict["NAME"])
    with ledger["default"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM saved")
    with ThreadPoolExecutor(1) as second:
        second.submit(write, ledger, "another thread").result()
    elsewhere = [sys.executable, "-c", COMES_AND_GOES, path, AS_SET]
    subprocess.run(elsewhere, check=True)
    with ledger["default"].cursor() as cursor:
        cursor.execute("INSERT INTO saved VALUES ('the first')")
    subprocess.run(elsewhere, check=True)
    ledger["default"].close()
    assert seen_elsewhere(path) == 1 + 3 + 1 + 3
    with closing(sqlite3.connect(path)) as whole:
        assert integrity.damage_of_sqlite(whole.cursor()) == ""


def in_a_thread(work: Callable[[], object]) -> None:
    """Somebody else's work in this process: a request, a backup, a check."""

    def all_of_it() -> None:
        work()
        connections.close_all()

    with ThreadPoolExecutor(1) as other:
        other.submit(all_of_it).result()


@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
def test_pages_backups_and_checks_in_one_process_take_no_lock_away(
    cast: Cast, sign_in: Callable[..., Client], tmp_path: Path, settings: Any
) -> None:
    settings.BACKUP_IN_CLEAR, settings.DATA = True, tmp_path
    page = sign_in(cast.adviser)
    files = {alias: Path(connections[alias].settings_dict["NAME"]) for alias in connections}
    for alias in connections:
        connections[alias].ensure_connection()
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT count(*) FROM sqlite_master")
    before = {alias: set(locks_of(file)) for alias, file in files.items()}
    assert all(before.values())
    query = "SELECT chain, number, hash FROM access_audithead"
    for work in (
        lambda: page.get("/m/luma/"),
        preflight.findings,
        lambda: backup.back_up(tmp_path / "kept", tmp_path / "keys", heads_query=query),
        lambda: [integrity.damage(alias) for alias in files],
        lambda: [make_absent_file(file) for file in files.values()],
    ):
        in_a_thread(work)
        assert before == {alias: before[alias] & {*locks_of(files[alias])} for alias in files}


def test_a_new_database_and_what_lies_beside_it_are_closed_to_other_accounts(
    ledger: Any,
) -> None:
    path = Path(ledger["default"].settings_dict["NAME"])
    kept = [path, *(Path(f"{path}{tail}") for tail in ("-wal", "-shm"))]
    assert [stat.S_IMODE(file.stat().st_mode) for file in kept] == [0o600] * 3


def test_whoever_opens_a_database_beside_sqlite_is_stopped_in_the_tests(ledger: Any) -> None:
    path = Path(ledger["default"].settings_dict["NAME"])
    for file in (path, Path(f"{path}-wal"), Path(f"{path}-shm")):
        with pytest.raises(AssertionError, match="beside SQLite"):
            file.read_bytes()
    assert read_elsewhere(path)
    ledger["default"].close()
    assert path.read_bytes()
