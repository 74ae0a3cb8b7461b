"""Lines to PostgreSQL that its restart cut are made anew before anybody is lent one."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import Any

import psycopg
import pytest
from django.db import connection, connections
from django.test import Client

from tests.tutela_web.access.hands import PASSWORD, type_in, with_password
from tests.tutela_web.cast import Cast
from tests.tutela_web.two_hands import at_once
from tutela_web.access.models import Person
from tutela_web.base.upkeep.rounds_lock import line_parameters

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
    pytest.mark.postgresql,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no lines"),
]


def ask() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return int(cursor.fetchone()[0])


def test_after_a_restart_nobody_is_lent_a_line_that_was_cut() -> None:
    assert at_once(ask, ask, ask) == [1, 1, 1], "three lines lie in the pool"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        assert cursor.fetchone()[0] >= 2
    assert at_once(ask, ask, ask) == [1, 1, 1]


def test_while_the_server_is_away_it_is_said_within_seconds() -> None:
    assert connection.settings_dict["OPTIONS"]["pool"]["timeout"] <= 5


# --- as people meet it


def in_threads_of_a_server(*acts: Callable[[], int]) -> list[int]:
    """What a person's act each gives in a server's threads, which hand their line back after it."""

    def act_and_hand_back(act: Callable[[], int]) -> int:
        try:
            return act()
        finally:
            connections.close_all()

    connections.close_all()  # the test's own thread is none of them
    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(act_and_hand_back, acts))


def cut_all_lines(*aliases: str) -> None:
    """As a restart of the server does with every line there is."""
    for alias in aliases:
        with psycopg.connect(**elsewhere(alias), autocommit=True) as other:
            other.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s",
                [connections[alias].settings_dict["NAME"]],
            )


def elsewhere(alias: str) -> dict[str, Any]:
    """How a line is opened to the server's own database, which no test shuts."""
    return line_parameters("the test") | {
        "dbname": "postgres",
        "host": connections[alias].settings_dict["HOST"],
    }


@contextmanager
def away(alias: str = "default") -> Iterator[None]:
    """The server takes nobody in, and lets go of whom it had."""
    name = connections[alias].settings_dict["NAME"]
    with psycopg.connect(**elsewhere(alias), autocommit=True) as other:
        other.execute(f'ALTER DATABASE "{name}" WITH ALLOW_CONNECTIONS false')
        try:
            cut_all_lines(alias)
            yield
        finally:
            other.execute(f'ALTER DATABASE "{name}" WITH ALLOW_CONNECTIONS true')


def test_pages_and_signing_in_go_on_by_themselves_after_a_restart(
    cast: Cast, sign_in: Callable[..., Client]
) -> None:
    with_password(cast.amina)
    readers = [sign_in(cast.adviser) for _four in range(4)]
    boards = [partial(read, reader, "/m/luma/alerts/") for reader in readers]
    assert in_threads_of_a_server(*boards) == [200] * 4
    for _restart in range(2):
        cut_all_lines("default", "keys")
        assert in_threads_of_a_server(*boards) == [200] * 4
        cut_all_lines("default", "keys")
        newcomer = Client()
        assert in_threads_of_a_server(partial(sign_in_by_hand, newcomer, cast.amina)) == [302]
        assert newcomer.session.get("_auth_user_id") == str(cast.amina.pk)


def test_pages_come_back_with_the_server_however_long_it_was_away(
    cast: Cast, sign_in: Callable[..., Client]
) -> None:
    reader = sign_in(cast.adviser)
    reader.raise_request_exception = False
    board = partial(read, reader, "/m/luma/alerts/")
    assert in_threads_of_a_server(board, board) == [200, 200]
    with away():
        for _minute in range(3):  # the pool goes on trying meanwhile, each time after longer
            began = time.monotonic()
            assert set(in_threads_of_a_server(board, board)) == {503}
            assert time.monotonic() - began < 7
    began = time.monotonic()
    assert in_threads_of_a_server(board, board) == [200, 200]
    assert time.monotonic() - began < 5


def read(reader: Client, path: str) -> int:
    return reader.get(path).status_code


def sign_in_by_hand(newcomer: Client, person: Person) -> int:
    return int(type_in(newcomer, person, PASSWORD).status_code)
