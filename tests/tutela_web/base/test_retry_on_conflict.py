"""Two who wait for each other: one gives way, is begun again, and nobody is told to come back."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from django.db import OperationalError, connection, transaction

from tests.counts import counted
from tests.tutela_web.cast import Cast
from tests.tutela_web.site.test_api import Program
from tests.tutela_web.two_hands import at_once
from tests.tutela_web.warning.story import call
from tutela_web.base import jobs
from tutela_web.base.holding import hold
from tutela_web.base.upkeep import retry_on_conflict
from tutela_web.crisis.decisions import verbs
from tutela_web.crisis.models import Tasking
from tutela_web.warning.models import Alert

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
    pytest.mark.postgresql,
    pytest.mark.skipif(
        connection.vendor == "sqlite", reason="SQLite has one writer: nobody waits for two"
    ),
]
TIMES = counted(1, 6)


@pytest.fixture
def crossing(monkeypatch: pytest.MonkeyPatch) -> Callable[[Alert, Alert], None]:
    """Who tasks somebody for one alert wants the other alert too, while each is held."""

    def cross(one: Alert, other: Alert) -> None:
        wanted: dict[UUID, Alert] = {one.pk: other, other.pk: one}
        meet, position = threading.Barrier(2), verbs.position_of
        met: set[UUID] = set()

        def wanting(alert: Alert) -> str:
            if alert.pk not in met:  # the first time
                met.add(alert.pk)
                meet.wait(10)
            hold(wanted[alert.pk])
            return position(alert)

        monkeypatch.setattr(verbs, "position_of", wanting)

    return cross


def test_a_request_that_gave_way_is_answered_all_the_same(
    cast: Cast, crossing: Callable[[Alert, Alert], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    begun_again: list[float] = []
    wait = retry_on_conflict._wait
    monkeypatch.setattr(retry_on_conflict, "_wait", lambda s: (begun_again.append(s), wait(s)))
    sector = Program(cast["sector_operations"])
    asked = {"option": "liaison", "standard": "deter_by_presence", "component": "Civil affairs"}
    for _ in range(TIMES):
        one, other = call(cast), call(cast)
        crossing(one, other)
        answers = at_once(
            *(partial(sector.send, f"/alerts/{to.pk}/taskings", asked) for to in (one, other))
        )
        assert [answer.status_code for answer in answers] == [201, 201]
        assert Tasking.objects.filter(alert__in=[one, other]).count() == 2
    assert len(begun_again) >= TIMES, "they did wait for each other"


def test_a_request_of_which_something_was_kept_is_not_begun_again(
    cast: Cast, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    alert, tried = call(cast), []

    def kept_in_part(*_given: Any, **_named: Any) -> None:
        tried.append(1)
        with transaction.atomic():
            hold(alert)
        deadlock()

    monkeypatch.setattr(verbs, "task", kept_in_part)
    sector = Program(cast["sector_operations"])
    sent = {"option": "liaison", "standard": "deter_by_presence", "component": "Civil affairs"}
    assert sector.send(f"/alerts/{alert.pk}/taskings", sent).status_code == 503
    assert tried == [1]


def deadlock() -> None:
    """What PostgreSQL says to who gives way."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DO $$ BEGIN RAISE EXCEPTION 'waits' USING ERRCODE = '40P01'; END $$")


def test_a_round_and_a_job_that_gave_way_are_done_once_more(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone: list[str] = []

    def give_way_once() -> None:
        gone.append("")
        if len(gone) == 1:
            deadlock()

    jobs.autodiscover_modules("jobs")  # else rounds are declared in what stands in for them
    monkeypatch.setattr(jobs, "ROUNDS", {"a round": jobs.Round(60, give_way_once)})
    jobs.go_round(0.0)
    assert len(gone) == 2
    gone.clear()
    monkeypatch.setitem(jobs.JOBS, "a job", jobs.JobKind(lambda _job, _told: give_way_once()))
    asked = jobs.ask("a job")
    jobs.run(asked.pk)
    asked.refresh_from_db()
    assert (asked.state, len(gone)) == ("done", 2)


def test_any_other_fault_is_raised_at_once() -> None:
    tried: list[int] = []

    def broken() -> None:
        tried.append(1)
        with connection.cursor() as cursor:
            cursor.execute("DO $$ BEGIN RAISE EXCEPTION 'full' USING ERRCODE = '53100'; END $$")

    with pytest.raises(OperationalError):
        retry_on_conflict.do_again(broken)
    assert tried == [1]
