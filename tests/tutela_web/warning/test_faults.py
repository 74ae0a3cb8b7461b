"""The database is full in the night of an attack: nothing is lost in silence, none is doubled."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import pytest
from django.db import OperationalError, connection
from django.test import Client

from tests.tutela_web import make
from tests.tutela_web.access.hands import type_in, with_password
from tests.tutela_web.cast import Cast
from tests.tutela_web.channels.test_gateways import kannel
from tests.tutela_web.warning.story import call, later
from tests.tutela_web.warning.test_api import URL, phone
from tutela_web.access.vault import keyring
from tutela_web.base import clock, jobs
from tutela_web.warning.clocks.ticker import due_steps, tick
from tutela_web.warning.models import Alert, AlertStep, Report
from tutela_web.warning.threads.state import clocks_of

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
    pytest.mark.skipif(
        "connection.vendor != 'sqlite'",
        reason="a full PostgreSQL wants a file system of its own; the answers are the same code",
    ),
]
LONG = "They burn the huts by the river and the families run to the school. " * 60


@pytest.fixture(autouse=True)
def _a_key() -> None:
    keyring.make_first()


@contextmanager
def full() -> Iterator[None]:
    """No further page fits into the database, as on a full disk."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")  # no page is left free inside
        (most,) = cursor.execute("PRAGMA max_page_count").fetchone()
        (now,) = cursor.execute("PRAGMA page_count").fetchone()
        cursor.execute(f"PRAGMA max_page_count = {now}")
    try:
        yield
    finally:
        connection.rollback()
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA max_page_count = {most}")


def test_a_duty_officer_keeps_every_word_on_the_page_and_sends_it_again(
    cast: Cast, sign_in: Any
) -> None:
    joc, number = sign_in(cast["joc_duty_officer"]), str(uuid4())
    said = {
        "id": number,
        "level": "warning",
        "channel": "call",
        "act": "huts burning",
        "words": LONG.strip(),
        "place_said": "past the ford",
    }
    with full():
        answer = joc.post("/m/luma/alerts/new/", said)
    assert answer.status_code == 503 and not Alert.objects.exists()
    page = answer.content.decode()
    assert LONG.strip() in page and "past the ford" in page and number in page
    assert "Your text is still here" in page and "by voice" in page
    assert joc.post("/m/luma/alerts/new/", said).status_code == 302
    assert joc.post("/m/luma/alerts/new/", said).status_code == 302
    assert Alert.objects.count() == 1


def test_signing_in_is_refused_for_the_full_disk_and_not_for_too_many_tries(cast: Cast) -> None:
    joc = with_password(cast["joc_duty_officer"])
    with full():
        answers = [type_in(Client(raise_request_exception=False), joc) for _until_full in range(40)]
    assert {answer.status_code for answer in answers} == {302, 503}
    assert answers[-1].status_code == 503 and answers[-1]["Retry-After"]
    assert type_in(Client(), joc).status_code == 302


def test_a_gateway_keeps_the_text_and_sends_it_again(cast: Cast, client: Any) -> None:
    gateway = make.gateway(cast.mission)
    with full():
        answer = kannel(client, gateway, "they attack Luma now " + LONG, ident="k-7")
    assert answer.status_code == 503 and answer["Retry-After"]
    assert not Report.objects.exists()
    for _twice in range(2):
        answer = kannel(client, gateway, "they attack Luma now " + LONG, ident="k-7")
        assert answer.status_code == 200
    assert Report.objects.count() == Alert.objects.count() == 1


def test_a_program_is_told_to_send_the_same_again(cast: Cast, client: Any) -> None:
    by = phone(client, cast["unit_commander"])
    body = {"id": str(uuid4()), "act": "column on the road", "words": LONG}
    with full():
        answer = client.post(URL, body, content_type="application/json", **by)
    assert answer.status_code == 503 and answer["Retry-After"]
    assert "send the same again" in answer.json()["error"]["next"]
    assert "huts" not in answer.content.decode()
    assert client.post(URL, body, content_type="application/json", **by).status_code == 201
    assert Alert.objects.count() == 1


def test_clocks_that_ran_out_meanwhile_are_caught_up_once_and_in_order(cast: Cast) -> None:
    alerts = [call(cast, act=f"threat {n}") for n in range(5)]
    later(cast.mission, hours=3)
    with full(), pytest.raises(OperationalError):
        for n in range(500):  # the last free room is soon used up
            tick()
            call(cast, act=f"{n} {LONG[:150]}")
            later(cast.mission, minutes=5)
    cut = AlertStep.objects.count()
    assert tick() > 0 and tick() == 0
    assert AlertStep.objects.count() > cut
    for alert in alerts:
        steps = AlertStep.objects.filter(alert=alert).order_by("applied_at", "pk")
        due = list(steps.values_list("due_at", flat=True))
        assert due and due == sorted(due)
        due, _climbs_from = due_steps(
            alert.pk, clocks_of(cast.mission), until=clock.now(cast.mission)
        )
        assert due == []


def test_a_round_that_meets_a_full_database_does_not_end_the_worker(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    done: list[str] = []

    def broken() -> None:
        done.append("broken")
        raise OperationalError("INSERT INTO ... they burn the huts")

    jobs.autodiscover_modules("jobs")  # else rounds are declared in what stands in for them
    rounds = {"ticks": jobs.Round(1, broken), "others": jobs.Round(1, lambda: done.append("other"))}
    monkeypatch.setattr(jobs, "ROUNDS", rounds)
    jobs.go_round(10.0)
    jobs.go_round(10.5)
    jobs.go_round(11.5)
    assert done == ["broken", "other"] * 2
    assert "waits for its next turn" in caplog.text and "huts" not in caplog.text
