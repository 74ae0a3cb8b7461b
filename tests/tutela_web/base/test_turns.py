"""SQLite has one writer: whoever writes takes a turn, in whatever thread or process."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.db.utils import ConnectionHandler, OperationalError

DIES_WITHIN_ITS_TURN = """
import fcntl, os, sys
file = os.open(sys.argv[1], os.O_RDWR | os.O_CREAT)
fcntl.flock(file, fcntl.LOCK_EX)
print("mine", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def ledger(db: None, tmp_path: Path) -> Iterator[Any]:
    """A file with one number in it, opened as the platform opens its own, waiting not for long."""
    name = str(tmp_path / "ledger.db")
    options = {"transaction_mode": "IMMEDIATE", "timeout": 0.3}
    opened = ConnectionHandler(
        {"default": {"ENGINE": "tutela_web.base.sqlite", "NAME": name, "OPTIONS": options}}
    )
    with opened["default"].cursor() as cursor:
        cursor.execute("CREATE TABLE calls (n integer)")
        cursor.execute("INSERT INTO calls VALUES (0)")
    yield opened
    opened.close_all()


def written(opened: Any) -> int:
    with opened["default"].cursor() as cursor:
        return int(cursor.execute("SELECT n FROM calls").fetchone()[0])


def add_one(opened: Any) -> None:
    """Read, then write what was read and one more, in one transaction of the thread's own."""
    connection = opened["default"]
    connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    with connection.cursor() as cursor:
        before = cursor.execute("SELECT n FROM calls").fetchone()[0]
        cursor.execute(f"UPDATE calls SET n = {before} + 1")
    connection.commit()
    connection.close()


def held_elsewhere(opened: Any) -> subprocess.Popen[str]:
    """Another process that has its turn, and does not come to an end."""
    name = f"{opened['default'].settings_dict['NAME']}-turn"
    other = subprocess.Popen(
        [sys.executable, "-c", DIES_WITHIN_ITS_TURN, name],
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert other.stdout and other.stdout.readline() == "mine\n"
    return other


def test_many_calls_at_once_are_each_counted(ledger: Any) -> None:
    ledger["default"].settings_dict["OPTIONS"]["timeout"] = 20
    with ThreadPoolExecutor(8) as telephones:
        list(telephones.map(add_one, [ledger] * 60))
    assert written(ledger) == 60


def test_who_waits_too_long_is_told_and_nothing_is_half_written(ledger: Any) -> None:
    other = held_elsewhere(ledger)
    with pytest.raises(OperationalError, match="locked"):
        add_one(ledger)
    other.kill()
    other.communicate()
    assert written(ledger) == 0


def test_the_turn_of_a_process_that_died_is_free(ledger: Any) -> None:
    other = held_elsewhere(ledger)
    other.kill()
    other.communicate()
    add_one(ledger)
    add_one(ledger)
    assert written(ledger) == 2


def test_a_transaction_taken_back_gives_its_turn_up(ledger: Any) -> None:
    connection = ledger["default"]
    connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    connection.rollback()
    connection.set_autocommit(True)
    with ThreadPoolExecutor(1) as next_one:
        next_one.submit(add_one, ledger).result()
    assert written(ledger) == 1


def test_reading_waits_for_nobody(ledger: Any) -> None:
    other = held_elsewhere(ledger)
    assert written(ledger) == 0
    other.kill()
    other.communicate()


@pytest.mark.django_db
def test_the_platform_itself_writes_by_turns() -> None:
    from django.db import connection

    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL has many writers")
    with transaction.atomic():
        assert getattr(connection, "_turn", None)
