"""Another process holds the database: every address answers or says 503 and what to do."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any
from zlib import crc32

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import connection
from django.test import Client

from tests.counts import PROOF
from tests.tutela_web.access.hands import code_of, type_in, with_password
from tests.tutela_web.cast import Cast, assemble
from tests.tutela_web.conftest import once_a_file
from tests.tutela_web.meeting import Address, fill, routes
from tests.tutela_web.planted import Planted, plant

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
    pytest.mark.skipif(
        connection.vendor != "sqlite", reason="only SQLite has one lock for all that write"
    ),
]


@pytest.fixture(scope=once_a_file)
def world(build_once: Any) -> tuple[Cast, Planted]:
    def both() -> tuple[Cast, Planted]:
        cast = assemble()
        return cast, plant(cast)

    return build_once(both)  # type: ignore[no-any-return]


@contextmanager
def held() -> Iterator[None]:
    """Another connection has begun to write, and takes its time; ours wait for a moment only."""
    options = connection.settings_dict["OPTIONS"]
    usual = options["timeout"]
    options["timeout"] = 0.01
    connection.close()
    try:
        with closing(sqlite3.connect(connection.settings_dict["NAME"])) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
            other.rollback()
    finally:
        options["timeout"] = usual
        connection.close()


def asked(planted: Planted) -> list[Address]:
    """One address of each route; in every run of each twelfth route, as chance puts them: what is
    answered is one mechanism's."""
    firsts = [next(iter(fill(route, planted))) for route in routes()]
    return [one for one in firsts if PROOF or crc32(one.name.encode()) % 12 == 0]


@pytest.mark.usefixtures("frameless")
def test_every_address_answers_under_a_lock_and_none_fails(
    world: tuple[Cast, Planted], sign_in: Any
) -> None:
    cast, planted = world
    client = sign_in(cast.adviser)
    client.get("/m/luma/")  # what only the first page after a sign-in writes
    client.raise_request_exception = False
    with held():
        found = {one.path: client.get(one.path) for one in asked(planted)}
    assert {
        path: answer.status_code
        for path, answer in found.items()
        if answer.status_code >= 500 and answer.status_code != 503
    } == {}
    for path, answer in found.items():
        if answer.status_code == 503:
            assert answer["Retry-After"], path
            said = answer.content.decode()
            assert "try again" in said or "send the same again" in said, path


def test_an_alert_that_cannot_be_opened_now_says_so_and_opens_afterwards(
    world: tuple[Cast, Planted], sign_in: Any
) -> None:
    cast, planted = world
    page = f"/m/luma/alerts/{planted.ids['alert'][0]}/"
    client = sign_in(cast.adviser)
    with held():
        board = client.get("/m/luma/alerts/")
        answer = client.get(page)
    assert board.status_code == 200
    assert answer.status_code == 503 and answer["Retry-After"]
    assert "The database is busy or full" in answer.content.decode()
    assert client.get(page).status_code == 200


def test_signing_in_says_that_the_database_is_busy_and_works_afterwards(
    world: tuple[Cast, Planted], client: Client
) -> None:
    cast, _ = world
    person = with_password(cast.amina)
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    client.raise_request_exception = False
    client.get("/account/login/")
    for _again in range(12):  # more often than wrong tries are allowed
        with held():
            answer = type_in(client, person)
        assert answer.status_code == 503 and answer["Retry-After"]
    assert type_in(client, person).status_code == 302
    code = {"code": code_of(secret, at=time.time())}
    with held():
        answer = client.post("/account/2fa/authenticate/", code)
    assert answer.status_code == 503 and answer["Retry-After"]
    assert client.post("/account/2fa/authenticate/", code)["Location"] == "/"
