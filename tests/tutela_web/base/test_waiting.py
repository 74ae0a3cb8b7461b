"""Parts rest while nobody writes anything; a clock asks by itself at its own time."""

from __future__ import annotations

import ast
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from tests.tutela_web.cast import Cast
from tests.tutela_web.warning.story import call
from tutela_web.base import clock, jobs
from tutela_web.base.clock import real_now
from tutela_web.base.models import Beat
from tutela_web.base.upkeep import preflight, waiting
from tutela_web.base.upkeep.waiting import LONGEST_SECONDS, Woken, WriteWatch
from tutela_web.warning.delivery_models import News
from tutela_web.warning.models import AlertNow, AlertStep

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
    pytest.mark.postgresql,
]
SRC = Path(waiting.__file__).parents[2]


@pytest.fixture(autouse=True)
def fresh_rounds() -> Iterator[None]:
    """Rounds as a process that begins has them, and after the test as they were."""
    jobs.autodiscover_modules("jobs")
    before = {name: dict(vars(round)) for name, round in jobs.ROUNDS.items()}
    for round in jobs.ROUNDS.values():
        vars(round).update(next_at=0.0, last_at=float("-inf"), is_owed=True)
    yield
    for name, kept in before.items():
        vars(jobs.ROUNDS[name]).update(kept)


class Hours:
    """A clock that moves only when somebody sleeps, and counts how often a part woke to work."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.began, self.passed, self.passes = real_now(), 0.0, 0
        for name in ("tutela_web.base.clock.timezone.now",):
            monkeypatch.setattr(name, self.now)
        for module in (jobs, waiting):
            monkeypatch.setattr(module.time, "monotonic", lambda: 1e6 + self.passed)
            monkeypatch.setattr(module.time, "time", lambda: self.now().timestamp())
        self.go_round = jobs.go_round
        monkeypatch.setattr(jobs, "go_round", self._go_round)

    def now(self) -> datetime:
        return self.began + timedelta(seconds=self.passed)

    def _go_round(self, *given: Any, **named: Any) -> list[str]:
        self.passes += 1
        return self.go_round(*given, **named)

    def go_rounds(
        self,
        seconds: float,
        part: str = Beat.Part.ROUNDS,
        *,
        deaf: bool = False,
        after: float = 0.0,
        meanwhile: Callable[[], object] | None = None,
    ) -> None:
        """A part's own loop for so long; deaf, where every wake is lost; meanwhile, what happens
        once so many seconds have passed."""
        ends, hours, awaited = self.passed + seconds, self, [meanwhile] if meanwhile else []
        happens = self.passed + after

        class Stop(threading.Event().__class__):  # type: ignore[misc]
            def wait(self, timeout: float | None = None) -> bool:
                hours.passed += max(timeout or 0.0, 0.01)
                if awaited and hours.passed >= happens:
                    awaited.pop()()
                return self.is_set()

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(jobs.threading, "Event", Stop)
            patch.setattr(jobs.signal, "signal", lambda *_: None)
            if deaf:
                patch.setattr(WriteWatch, "look", lambda _self: False)
            jobs.go_rounds_forever(part, wanted=lambda: self.passed < ends)


@pytest.fixture
def hours(monkeypatch: pytest.MonkeyPatch) -> Hours:
    return Hours(monkeypatch)


@contextmanager
def somebody_else() -> Iterator[Callable[[Callable[[], Any]], Any]]:
    """Another process, as far as the database can tell: it has a connection of its own."""

    def act(work: Callable[[], Any]) -> Any:
        def and_close() -> Any:
            try:
                return work()
            finally:
                connections.close_all()

        with ThreadPoolExecutor(1) as other:
            return other.submit(and_close).result()

    yield act


# --- rest


@pytest.mark.parametrize("part", [Beat.Part.ROUNDS, Beat.Part.SENDERS, Beat.Part.WEBHOOKS])
def test_a_part_wakes_a_few_times_a_minute_where_nobody_writes(
    cast: Cast, hours: Hours, part: str
) -> None:
    hours.go_rounds(120, part)  # what is done at a start
    hours.passes = 0
    hours.go_rounds(600, part)
    assert hours.passes / 10 <= 12, "wakes a minute"


def test_it_says_that_it_is_there_as_often_as_pages_ask(cast: Cast, hours: Hours) -> None:
    for _minute in range(5):
        hours.go_rounds(60)
        assert jobs.stopped_processes(Beat.Part.ROUNDS) == []


def test_what_somebody_writes_wakes_whoever_waits(cast: Cast) -> None:
    watch = WriteWatch()
    watch.look()
    while watch.look():
        pass
    assert not watch.look()
    with somebody_else() as other:
        other(lambda: call(cast))
    assert watch.look() and not watch.look()
    watch.close()


def test_a_warning_that_comes_in_is_told_to_who_listens_within_seconds(
    cast: Cast, hours: Hours
) -> None:
    with somebody_else() as other:
        hours.go_rounds(63, after=60, meanwhile=lambda: other(lambda: call(cast)))
    assert News.objects.exists() and not News.objects.filter(spread_at=None).exists()


# --- clocks


def test_a_clock_fires_at_its_own_time_though_every_wake_is_lost(cast: Cast, hours: Hours) -> None:
    alert = call(cast)
    hours.go_rounds(5, deaf=True)
    due = AlertNow.objects.get(alert=alert).next_step_at
    assert due is not None and due > clock.now(cast.mission) + timedelta(seconds=10)
    hours.go_rounds((due - clock.now(cast.mission)).total_seconds() + 3, deaf=True)
    step = AlertStep.objects.filter(alert=alert).order_by("applied_at").first()
    assert step is not None
    assert due <= step.applied_at <= due + timedelta(seconds=2)


def test_a_clock_set_forward_or_a_machine_that_slept_is_noticed_at_once(
    cast: Cast, hours: Hours
) -> None:
    alert = call(cast)
    due = AlertNow.objects.get(alert=alert).next_step_at
    assert due is not None

    def sleep_an_hour() -> None:
        hours.began += timedelta(hours=1)

    hours.go_rounds(53, deaf=True, after=50, meanwhile=sleep_an_hour)
    assert due < clock.now(cast.mission)
    assert AlertStep.objects.filter(alert=alert).exists()


def test_nobody_sleeps_longer_than_half_a_minute_whatever_clock_is_set(hours: Hours) -> None:
    watch, slept = WriteWatch(), []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        hours.passed += seconds

    def wait_a_day() -> Woken:
        until = real_now() + timedelta(days=1)
        return waiting.wait(watch, until, sleep=sleep, wanted=lambda: True, look_seconds=1)

    while wait_a_day() is Woken.WRITTEN:
        slept.clear()
    assert LONGEST_SECONDS <= sum(slept) <= LONGEST_SECONDS + 1
    watch.close()


# --- wakes that were lost


def test_a_wake_that_was_lost_is_made_good_and_shown(
    cast: Cast, hours: Hours, caplog: pytest.LogCaptureFixture
) -> None:
    hours.go_rounds(60, deaf=True)
    assert jobs.unheard_of(Beat.Part.ROUNDS) is None
    with somebody_else() as other:
        ends = 50 + LONGEST_SECONDS
        hours.go_rounds(ends, deaf=True, after=48, meanwhile=lambda: other(lambda: call(cast)))
    assert not News.objects.filter(spread_at=None).exists()
    assert "of which no wake told" in caplog.text
    rounds = next(one for one in preflight.at_work() if one.name == "rounds process")
    assert rounds.ready and "no wake told" in rounds.what and rounds.next


# --- one home


SLEEPERS = {
    "base/upkeep/waiting.py": "the home",
    "base/jobs.py": "the loops that wait by it, and heartbeats of jobs",
    "base/upkeep/retry_on_conflict.py": "a moment before what lost a race is begun again",
    "base/sqlite/base.py": "turns of who writes, by the millisecond",
    "base/tables/batches.py": "between chunks, to let others write",
    "base/upkeep/backup.py": "until others have left the database",
    "cli/upgrading/steps.py": "until others have left the database",
    "cli/web_server.py": "before a worker that died is begun again",
    "cli/workers.py": "until a process that it began ends",
    "cli/demo.py": "until the server beside it ends",
    "submissions/fetching.py": "between two questions to a server outside",
    "channels/exchange.py": "until an address is looked up outside",
    "warning/board/live.py": "streams, which ask by the home's number",
}
"""Modules that sleep, each with what for. None but the home waits for what others write."""


def test_whoever_sleeps_is_known() -> None:
    sleeps = {
        str(path.relative_to(SRC))
        for path in SRC.rglob("*.py")
        if "sleep(" in path.read_text("utf-8")
        and any(
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "sleep"
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
        )
    }
    assert sleeps <= SLEEPERS.keys()
