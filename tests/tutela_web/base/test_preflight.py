"""Is this install ready? Each finding says what was seen and what to do."""

from __future__ import annotations

import compileall
import json
import os
import sys
from datetime import timedelta
from pathlib import Path
from py_compile import PycInvalidationMode
from typing import Any

import pytest
from django.db import connection

from tutela_web.base import jobs
from tutela_web.base.clock import real_now
from tutela_web.base.models import Beat, Job
from tutela_web.base.upkeep import preflight


@pytest.fixture
def data(settings: Any, tmp_path: Path) -> Path:
    settings.DATA = tmp_path
    return tmp_path


def note(data: Path, *, hours: float, folder: Path) -> None:
    at = real_now() - timedelta(hours=hours)
    (data / "last-backup.json").write_text(
        json.dumps({"at": at.isoformat(), "folder": str(folder)})
    )


def test_a_backup_counts_if_it_is_of_the_last_day_and_still_there(data: Path) -> None:
    assert preflight.backed_up().what == "none was ever made from here"
    note(data, hours=20, folder=data)
    assert preflight.backed_up().ready
    note(data, hours=50, folder=data)
    late = preflight.backed_up()
    assert not late.ready and late.what.startswith("50 h ago") and "backup FOLDER" in late.next
    note(data, hours=1, folder=data / "gone")
    assert "no longer at" in preflight.backed_up().what


def test_a_program_that_lies_uncompiled_where_nothing_is_kept_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "tutela_of_an_image"
    package.mkdir()
    module = package / "__init__.py"
    module.write_text("HERE = 1\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(preflight, "PROGRAM", (package.name,))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    assert preflight.check_compiled().ready, "its first start compiles it"
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    slow = preflight.check_compiled()
    assert not slow.ready and str(package) in slow.what
    assert "1 of its modules" in slow.what and "compileall" in slow.next
    compileall.compile_dir(tmp_path, quiet=2)
    assert preflight.check_compiled().ready
    # As the times of files are set back in an image: what was compiled by them counts no more.
    os.utime(module, (1, 1))
    assert not preflight.check_compiled().ready
    by_digest = PycInvalidationMode.UNCHECKED_HASH
    compileall.compile_dir(tmp_path, quiet=2, force=True, invalidation_mode=by_digest)
    assert preflight.check_compiled().ready


def test_a_disk_without_room_is_not_ready(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert preflight.space().ready
    monkeypatch.setattr(preflight, "LEAST_FREE", 10**18)
    full = preflight.space()
    assert not full.ready and full.next == "make room first"


@pytest.mark.django_db(databases=["default", "keys"])
def test_both_databases_are_asked_for_their_version_and_steps() -> None:
    for alias in ("default", "keys"):
        assert preflight.migrations(alias).ready
        assert preflight.database(alias).what.startswith(("SQLite 3", "PostgreSQL 1"))


@pytest.mark.django_db(databases=["default", "keys"])
def test_a_database_older_than_what_was_tried_is_not_ready(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(preflight, "LEAST_SQLITE", (99, 0, 0))
    monkeypatch.setattr(preflight, "LEAST_POSTGRES", 990000)
    old = preflight.database("default")
    assert not old.ready and old.next in ("install 99.0.0 or newer", "install 99 or newer")


@pytest.mark.django_db(databases=["default", "keys"])
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no server and no log")
def test_a_server_that_logs_what_fails_is_not_ready() -> None:
    assert preflight.server_log("default").ready and preflight.server_log("keys").ready
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL log_min_messages = 'error'")
    loud = preflight.server_log("default")
    assert not loud.ready and "log_min_messages" in loud.what
    assert "SET log_min_messages = fatal" in loud.next and "error_statement" not in loud.next
    assert loud in preflight.findings()


@pytest.mark.django_db(databases=["default", "keys"])
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite is told to by each line")
def test_a_server_that_does_not_flush_is_told(settings: Any) -> None:
    """The tests' own server does not, for speed."""
    told = preflight.flushing("default")
    assert not told.ready and "fsync and synchronous_commit off" in told.what
    assert "ALTER SYSTEM SET fsync = on" in told.next
    assert told not in preflight.findings()
    settings.FLUSH = True
    assert told in preflight.findings()


@pytest.mark.django_db
@pytest.mark.postgresql
def test_whoever_is_missing_of_the_four_processes_is_named() -> None:
    def told() -> dict[str, bool]:
        return {found.name.removesuffix(" process"): found.ready for found in preflight.at_work()}

    none = dict.fromkeys(("rounds", "senders", "webhooks", "jobs"), False)
    assert told() == none
    for part in ("rounds", "senders", "webhooks"):
        jobs.ROUNDS[f"beat of {part}"].do()
    assert told() == none | {"rounds": True, "senders": True, "webhooks": True}
    assert jobs.stopped_processes(*Beat.Part) == [Beat.Part.JOBS]
    assert "--only jobs" in preflight.at_work()[3].next
    Beat.objects.update(at=real_now() - timedelta(minutes=5))
    rounds, *_others = preflight.at_work()
    assert not rounds.ready and rounds.what.startswith("last seen")
    long = Job.objects.create(
        kind="import_events", state=Job.State.RUNNING, heartbeat_at=real_now()
    )
    assert told() == none | {"jobs": True}  # busy with one for long
    long.delete()
    jobs.beat(Beat.Part.JOBS)
    assert told() == none | {"jobs": True}
