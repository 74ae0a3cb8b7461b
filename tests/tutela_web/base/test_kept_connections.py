"""A connection to the main SQLite database is kept, and never tells of what no longer stands."""

from __future__ import annotations

import os
import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.core.wsgi import get_wsgi_application
from django.db import OperationalError, close_old_connections, connection, connections
from django.db.backends.signals import connection_created
from django.db.utils import ConnectionHandler
from django.test import Client, RequestFactory

from tests.tutela_web.cast import Cast
from tutela_web import settings as settings_module
from tutela_web.access.vault import verbs as vault
from tutela_web.access.vault.models import SubjectKey
from tutela_web.base.ids import new_id
from tutela_web.base.upkeep.planning import learn_sizes

pytestmark = pytest.mark.skipif(connection.vendor != "sqlite", reason="a server has its pool")


@pytest.fixture
def ledger(db: None, tmp_path: Path) -> Iterator[Any]:
    """A database of what was told as saved, opened and kept as the platform does its own."""
    named = settings_module.env_database("DATABASE_URL", f"sqlite:///{tmp_path}/ledger.db")
    opened = ConnectionHandler({"default": named | {"NAME": str(tmp_path / "ledger.db")}})
    with opened["default"].cursor() as cursor:
        cursor.execute("CREATE TABLE saved (by text)")
        cursor.execute("INSERT INTO saved VALUES ('the first')")
    yield opened
    opened.close_all()


def saved(opened: Any) -> list[str]:
    with opened["default"].cursor() as cursor:
        return [by for (by,) in cursor.execute("SELECT by FROM saved ORDER BY rowid").fetchall()]


def next_request(opened: Any) -> Any:
    """What stands at the beginning of the next request of a thread; gives SQLite's own handle."""
    opened["default"].close_if_unusable_or_obsolete()
    return opened["default"].connection


def write_elsewhere(path: Path, by: str) -> None:
    with closing(sqlite3.connect(path)) as other, other:
        other.execute("INSERT INTO saved VALUES (?)", [by])


# --- how often one is opened


def ask_server(page: Client, *paths: str) -> list[int]:
    """The answers of a server's thread to one person, request after request."""
    application, answers = get_wsgi_application(), []
    for path in paths:
        environ = RequestFactory().get(path).environ
        environ["HTTP_COOKIE"] = page.cookies.output(header="", sep=";").strip()
        body = application(environ, lambda status, _headers: answers.append(int(status[:3])))
        b"".join(body)
        body.close()
    return answers


@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
def test_a_thread_opens_the_main_database_once_for_all_its_pages(
    cast: Cast, sign_in: Callable[..., Client]
) -> None:
    page, opened = sign_in(cast.adviser), []

    def note(connection: Any, **_: Any) -> None:
        opened.append((threading.get_ident(), connection.alias))

    paths = ["/m/luma/", "/m/luma/alerts/", "/m/luma/risks/"] * 3
    connection_created.connect(note)
    try:
        with ThreadPoolExecutor(1) as thread:
            answers = thread.submit(ask_server, page, *paths).result()
            at_end = thread.submit(lambda: connections["keys"].connection).result()
            thread.submit(connections.close_all).result()
    finally:
        connection_created.disconnect(note)
    assert set(answers) == {200}
    assert [alias for _thread, alias in opened].count("default") == 1
    assert at_end is None, "the keys' database is never kept"


def test_only_the_main_database_is_kept() -> None:
    kept = {
        name: settings_module.env_database(name, "sqlite:///x.db").get("CONN_MAX_AGE", 0)
        for name in ("DATABASE_URL", "KEYS_DATABASE_URL")
    }
    assert kept == {"DATABASE_URL": None, "KEYS_DATABASE_URL": 0}


# --- what it may never tell of


def test_the_same_serves_the_next_request_and_sees_what_others_kept_meanwhile(ledger: Any) -> None:
    kept = ledger["default"].connection
    write_elsewhere(Path(ledger["default"].settings_dict["NAME"]), "another process")
    assert next_request(ledger) is kept
    assert saved(ledger) == ["the first", "another process"]


def test_a_result_nobody_read_to_its_end_does_not_hold_the_next_request_in_the_past(
    ledger: Any,
) -> None:
    with ledger["default"].cursor() as cursor:
        cursor.executemany("INSERT INTO saved VALUES (%s)", [["many"]] * 5000)
    half_read = ledger["default"].cursor()
    half_read.execute("SELECT by FROM saved")
    half_read.fetchone()
    write_elsewhere(Path(ledger["default"].settings_dict["NAME"]), "another process")
    assert "another process" not in saved(ledger), "as long as it is read, all is of its moment"
    next_request(ledger)
    assert saved(ledger)[-1] == "another process"


def test_a_restored_file_is_read_at_the_next_request(ledger: Any, tmp_path: Path) -> None:
    path = Path(ledger["default"].settings_dict["NAME"])
    copy = tmp_path / "backup.db"
    with closing(sqlite3.connect(path)) as live, closing(sqlite3.connect(copy)) as backup:
        live.backup(backup)
    write_elsewhere(path, "after the backup")
    kept = next_request(ledger)
    assert saved(ledger)[-1] == "after the backup"
    shutil.copyfile(copy, path.with_name("ledger.db.new"))
    path.with_name("ledger.db-wal").unlink(missing_ok=True)
    path.with_name("ledger.db.new").replace(path)  # as a restore puts it over the old one
    assert next_request(ledger) is not kept
    assert saved(ledger) == ["the first"]


def test_a_connection_that_met_a_fault_or_an_unfinished_transaction_is_not_kept(
    ledger: Any,
) -> None:
    kept = next_request(ledger)
    with pytest.raises(OperationalError), ledger["default"].cursor() as cursor:
        cursor.execute("SELECT by FROM nowhere")
    assert next_request(ledger) is None
    assert saved(ledger) and ledger["default"].connection is not kept
    ledger["default"].connection.execute("BEGIN")
    assert next_request(ledger) is None


@pytest.mark.django_db(transaction=True)
def test_what_is_kept_is_opened_anew_once_the_planner_has_learned() -> None:
    def kept_here() -> Any:
        connection.ensure_connection()
        close_old_connections()
        return connection.connection

    with ThreadPoolExecutor(1) as server, ThreadPoolExecutor(1) as worker:
        before = server.submit(kept_here).result()
        assert before is not None and server.submit(kept_here).result() is before
        worker.submit(learn_sizes).result()
        assert server.submit(kept_here).result() is None, "its plans are of before"
        for thread in (server, worker):
            thread.submit(connections.close_all).result()


# --- forks


def test_a_child_has_nothing_of_its_parents_open_and_takes_no_log_away(ledger: Any) -> None:
    path = Path(ledger["default"].settings_dict["NAME"])
    write_elsewhere(path, "another process")

    with ThreadPoolExecutor(1) as other_thread:
        other_thread.submit(saved, ledger).result()
        child = os.fork()
        if child == 0:  # pragma: no cover - it ends here, whatever it finds
            mine = ledger["default"]
            fine = mine.connection is None and saved(ledger) == ["the first", "another process"]
            mine.close()
            os._exit(0 if fine else 1)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        assert other_thread.submit(saved, ledger).result() == ["the first", "another process"]
        other_thread.submit(ledger.close_all).result()
    with ledger["default"].cursor() as cursor:
        cursor.execute("INSERT INTO saved VALUES ('the parent')")
    with closing(sqlite3.connect(path)) as other:
        assert other.execute("SELECT count(*) FROM saved").fetchone() == (3,)


# --- keys


@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
def test_nothing_is_told_as_erased_while_somebody_still_reads_the_keys(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    subject = new_id()
    SubjectKey.objects.create(subject=subject, kek="x", wrapped=b"a key")
    connections["keys"].close()
    monkeypatch.setitem(connections.settings["keys"]["OPTIONS"], "timeout", 0.2)
    monkeypatch.setitem(connections["keys"].settings_dict["OPTIONS"], "timeout", 0.2)
    with closing(sqlite3.connect(connections["keys"].settings_dict["NAME"])) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM vault_subjectkey").fetchone()
        with pytest.raises(OperationalError, match="locked"):
            vault.destroy(subject)
    vault.destroy(subject)
    log = Path(f"{connections['keys'].settings_dict['NAME']}-wal")
    assert not log.exists() or log.stat().st_size == 0
