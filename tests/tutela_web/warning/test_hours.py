"""An hour that is not today's stands with its day: on the board, the alert, the decision."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.tutela_web.cast import Cast
from tests.tutela_web.warning.story import again, at_desk, call, later
from tests.tutela_web.warning.test_pages import ALERTS, page
from tutela_web.base import clock
from tutela_web.warning.alerts.verbs import issue


def at(cast: Cast, hour: int, minute: int = 0) -> None:
    """Move the mission's clock to an hour of its own morning."""
    wanted = datetime(2018, 12, 30, hour, minute, tzinfo=ZoneInfo(cast.mission.time_zone))
    cast.mission.clock_shift += wanted - clock.now(cast.mission)
    cast.mission.save()


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_the_next_step_of_a_watch_is_tomorrows_and_says_so(cast: Cast, sign_in: Any) -> None:
    at(cast, 8)
    watch = call(cast, level="watch")
    issue(watch, by=at_desk(cast, "joc_duty_officer"))
    later(cast.mission, minutes=13)
    desk = sign_in(cast["joc_duty_officer"])
    next_at = again(watch).now.next_step_at
    there = next_at.astimezone(ZoneInfo(cast.mission.time_zone))
    assert there.date() > clock.today(cast.mission)
    row = words(page(desk, ALERTS))
    assert f"Next notified {there:%a} {there.day} {there:%b %H:%M}" in row
    shown = words(page(desk, f"{ALERTS}{watch.pk}/"))
    assert f"due Mon 31 Dec {there:%H:%M}" in shown, "in the chain of steps too"


def test_just_before_midnight_the_onset_is_the_next_days_by_the_missions_own_day(
    cast: Cast, sign_in: Any
) -> None:
    at(cast, 23, 30)
    now = clock.now(cast.mission)
    alert = call(cast, onset_from=now + timedelta(hours=1), onset_to=now + timedelta(hours=2))
    desk = sign_in(cast["joc_duty_officer"])
    for address in (ALERTS, f"{ALERTS}{alert.pk}/", f"{ALERTS}{alert.pk}/decision/"):
        assert "Mon 31 Dec 00:30" in words(page(desk, address)), address
    later(cast.mission, minutes=31)
    shown = words(page(desk, f"{ALERTS}{alert.pk}/"))
    assert "Mon 31 Dec 00:30" not in shown and "00:30" in shown, "it is today's now"
    assert "Sun 30 Dec 23:30" in words(page(desk, ALERTS)), "and when it was known is not"
