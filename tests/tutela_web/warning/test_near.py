"""What is within ten kilometres is listed: at the duty desk, before raising, on the decision."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.html import squeezed
from tests.tutela_web.warning.story import again, at_desk, call, later
from tests.tutela_web.warning.test_pages import ALERTS, page
from tutela_web.crisis.decisions.verbs import close, record_outcome
from tutela_web.places.models import Place
from tutela_web.warning.board.queries import alerts_near
from tutela_web.warning.models import Alert

DUTY = "/m/luma/duty/"


@pytest.fixture
def two(cast: Cast) -> tuple[Place, Place]:
    """The church, and the mosque six kilometres north of it."""
    church = make.place(cast.mission, "Church", area=cast.north, latitude=4.8, longitude=31.6)
    mosque = make.place(cast.mission, "Mosque", area=cast.north, latitude=4.854, longitude=31.6)
    return church, mosque


def ended(cast: Cast, alert: Alert) -> None:
    office = at_desk(cast, "head_of_field_office")
    record_outcome(alert, "false_alarm", by=office, danger_ended="the chief, by telephone")
    close(again(alert), by=office)


def test_an_attack_six_kilometres_away_is_listed_wherever_one_looks(
    cast: Cast, sign_in: Any, two: tuple[Place, Place]
) -> None:
    church, mosque = two
    attack = call(cast, place=church, level="ongoing", act="shots at the church")
    desk = sign_in(cast["joc_duty_officer"])
    there = page(desk, f"{DUTY}?q=Mosque")
    assert "1 in the last 90 days within 10 km" in there and str(attack) in there
    assert "6 km" in there and "open, Ongoing" in there
    before = page(desk, f"{ALERTS}around/?place_said=Mosque")
    assert "1 alert is open here or within 10 km" in before and str(attack) in before
    second = call(cast, place=mosque, act="they march on the mosque")
    screen = squeezed(page(desk, f"{ALERTS}{second.pk}/decision/"))
    panel = screen[screen.index('id="earlier"') :]
    assert str(attack) in panel and "6 km" in panel and "No other alert" not in panel
    assert str(second) not in panel[: panel.index("</ul>")], "it is no other"


def test_what_ended_stands_for_ninety_days_near_by_and_longer_at_the_place_itself(
    cast: Cast, sign_in: Any, two: tuple[Place, Place]
) -> None:
    church, mosque = two
    over = call(cast, place=church)
    ended(cast, over)
    desk = at_desk(cast, "joc_duty_officer")
    assert [n.alert for n in alerts_near(desk, mosque, mosque.pk)] == [over]
    assert alerts_near(desk, mosque, mosque.pk, open_only=True) == []
    part = f"{ALERTS}around/?place_said=Mosque"
    assert "is open here" not in page(sign_in(cast["joc_duty_officer"]), part)
    later(cast.mission, days=91)
    desk = at_desk(cast, "joc_duty_officer")
    assert alerts_near(desk, mosque, mosque.pk) == []
    assert [n.alert for n in alerts_near(desk, church, church.pk)] == [over]


def test_beyond_ten_kilometres_and_what_one_may_not_read_is_not_listed(
    cast: Cast, two: tuple[Place, Place]
) -> None:
    _church, mosque = two
    call(cast, latitude=4.95, longitude=31.6)  # 10.7 km
    corner = call(cast, latitude=4.78, longitude=31.53)  # in the box, not in the circle
    south = call(cast, area=cast.south, latitude=4.85, longitude=31.6)
    unit, desk = at_desk(cast, "unit_commander"), at_desk(cast, "joc_duty_officer")
    assert alerts_near(unit, mosque, mosque.pk) == []
    assert [n.alert for n in alerts_near(desk, mosque, mosque.pk)] == [south]
    assert corner.pk not in {n.alert.pk for n in alerts_near(desk, mosque, mosque.pk)}


def test_every_one_near_is_listed_by_one_query(cast: Cast, two: tuple[Place, Place]) -> None:
    church, mosque = two
    made = [call(cast, place=church, act=f"shots {n}") for n in range(7)]
    desk = at_desk(cast, "joc_duty_officer")
    with CaptureQueriesContext(connection) as asked:
        found = alerts_near(desk, mosque, mosque.pk)
    assert len(asked) == 1 and {n.alert.pk for n in found} == {one.pk for one in made}


def test_all_that_are_open_near_stand_on_the_duty_desk(
    cast: Cast, sign_in: Any, two: tuple[Place, Place]
) -> None:
    made = [call(cast, place=two[0], act=f"shots {n}") for n in range(7)]
    shown = page(sign_in(cast["joc_duty_officer"]), f"{DUTY}?q=Mosque")
    assert all(str(one) in shown for one in made), "not the newest five alone"
