"""Watches wake nobody one by one: once a day a post gets one message that says nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.tutela_web.cast import Cast
from tests.tutela_web.warning.story import again, at_desk, call, later, told
from tests.tutela_web.warning.test_pages import ALERTS, page
from tutela_web.base import clock
from tutela_web.channels.models import Message
from tutela_web.warning.alerts.verbs import issue
from tutela_web.warning.board.queries import telling_of
from tutela_web.warning.clocks.ticker import tick
from tutela_web.warning.listening.digest import send_digests

pytestmark = pytest.mark.postgresql


@pytest.fixture
def evening(cast: Cast) -> None:
    """Eight in the evening of the mission's day."""
    zone = ZoneInfo(cast.mission.time_zone)
    eight = datetime(2021, 3, 3, 20, tzinfo=zone).astimezone(UTC)
    later(cast.mission, seconds=(eight - clock.now(cast.mission)).total_seconds())


def mails(cast: Cast, who: str) -> list[Message]:
    return list(Message.objects.filter(channel="mail", to_id=cast[who].pk))


def test_three_watches_of_a_night_are_one_message_in_the_morning(
    cast: Cast, sign_in: Any, evening: None
) -> None:
    watches = [call(cast, level="watch", act=f"unpaid troops {n}") for n in range(3)]
    for one in watches:
        issue(one, by=at_desk(cast, "joc_duty_officer"))
    tick()
    assert told(watches[0], "issued") >= {"unit_commander", "head_of_field_office"}
    assert not Message.objects.exists(), "the page tells; nobody is woken"
    assert "waiting" in page(sign_in(cast["joc_duty_officer"]), ALERTS)
    assert send_digests(cast.mission) > 0 and len(mails(cast, "unit_commander")) == 1
    (mail,) = mails(cast, "unit_commander")
    assert (mail.template, mail.about_id, mail.about_kind) == ("open_tutela", None, "alerts")
    assert send_digests(cast.mission) == 0
    fourth = call(cast, level="watch")
    issue(fourth, by=at_desk(cast, "joc_duty_officer"))
    assert send_digests(cast.mission) == 0, "once a day"
    later(cast.mission, hours=10)
    assert send_digests(cast.mission) == 0, "six in the morning: not yet"
    later(cast.mission, hours=1, minutes=1)
    assert send_digests(cast.mission) > 0 and len(mails(cast, "unit_commander")) == 2
    assert not mails(cast, "head_of_mission")
    mail.state = "sent"
    mail.save()
    assert telling_of(watches[0]).sent >= 1, "what became of the digest is what became of it"


def test_a_watch_that_is_raised_before_the_digest_tells_at_once(
    cast: Cast, sign_in: Any, evening: None
) -> None:
    send_digests(cast.mission)
    watch = call(cast, level="watch")
    issue(watch, by=at_desk(cast, "joc_duty_officer"))
    desk = sign_in(cast["joc_duty_officer"])
    desk.post(f"{ALERTS}{watch.pk}/level/", {"level": "imminent"})
    assert len(mails(cast, "unit_commander")) == 1 and again(watch).level == "imminent"
    assert send_digests(cast.mission) == 0 and len(mails(cast, "unit_commander")) == 1


def test_who_read_it_or_may_not_any_more_is_sent_nothing(
    cast: Cast, sign_in: Any, evening: None
) -> None:
    watch = call(cast, level="watch")
    issue(watch, by=at_desk(cast, "joc_duty_officer"))
    sign_in(cast.hofo).post(f"{ALERTS}{watch.pk}/read/")
    watch.refresh_from_db()
    type(watch).objects.filter(pk=watch.pk).update(area=cast.south)
    send_digests(cast.mission)
    assert not mails(cast, "head_of_field_office") and not mails(cast, "unit_commander")
    assert len(mails(cast, "poc_adviser")) == 1
