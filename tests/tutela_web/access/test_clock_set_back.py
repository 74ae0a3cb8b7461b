"""The server's clock is set back: it is marked where people look, and in the trail, once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from click.testing import CliRunner
from django.utils import timezone

from tests.tutela_web.cast import Cast
from tutela.cli import main
from tutela_web.access import jobs
from tutela_web.access.audit import seal, trail
from tutela_web.access.models import AuditEntry

pytestmark = pytest.mark.postgresql
SAID = "The server's clock was set back."


@pytest.fixture
def clock_at(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """clock_at(hours) sets the machine's clock to so many hours from now."""
    real = timezone.now

    def at(hours: float) -> None:
        monkeypatch.setattr(timezone, "now", lambda: real() + timedelta(hours=hours))

    return at


def read(cast: Cast) -> None:
    trail.record("read", mission=cast.mission, by=cast.amina, kind="incident")


def marks(chain: Any) -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(chain=str(chain), act="clock_back").order_by("number"))


def test_it_is_marked_at_the_next_entry_once_and_the_chain_stays_whole(
    cast: Cast, clock_at: Callable[[float], None]
) -> None:
    seal.make_key()
    read(cast)
    clock_at(-2)
    for _ in range(3):
        read(cast)
    (mark,) = marks(cast.mission.pk)
    assert mark.number == 2 and 7190 < mark.detail["seconds"] < 7210
    assert trail.verify(str(cast.mission.pk)).fault is None
    clock_at(-0.01)  # within what clocks of two machines may differ
    read(cast)
    clock_at(1)
    read(cast)
    clock_at(0)
    read(cast)
    assert len(marks(cast.mission.pk)) == 2  # another setting back is another mark


def test_the_worker_marks_it_where_nobody_writes(
    cast: Cast, clock_at: Callable[[float], None]
) -> None:
    read(cast)
    jobs.watch_clock()
    assert not marks(trail.HOUSE)
    clock_at(-2)
    jobs.watch_clock()
    jobs.watch_clock()
    assert len(marks(trail.HOUSE)) == 1


def test_administrators_and_the_joc_see_it_until_it_is_put_right(
    cast: Cast, sign_in: Any, clock_at: Callable[[float], None]
) -> None:
    pages = {"administrator": "/m/luma/people/", "joc_duty_officer": "/m/luma/duty/"}
    people = {who: sign_in(cast[who]) for who in pages}

    def told() -> list[bool]:
        return [SAID in people[who].get(page).content.decode() for who, page in pages.items()]

    read(cast)
    assert told() == [False, False]
    clock_at(-0.5)
    assert told() == [True, True]
    check = CliRunner().invoke(main, ["platform", "check"]).output
    assert "NOT READY  clock: it stands 30 min behind" in check and "NTP" in check
    clock_at(0)
    assert told() == [False, False]


def test_a_clock_that_had_run_a_year_ahead_is_not_shown_for_a_year(
    cast: Cast, sign_in: Any, clock_at: Callable[[float], None]
) -> None:
    clock_at(24 * 365)
    read(cast)
    clock_at(0)
    jobs.watch_clock()
    page = "/m/luma/people/"
    assert SAID in sign_in(cast["administrator"]).get(page).content.decode()
    clock_at(24 * 8)
    assert SAID not in sign_in(cast["administrator"]).get(page).content.decode()
