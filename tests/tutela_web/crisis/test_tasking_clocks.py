"""A tasking has its own clocks: of the answer, then of the departure; and it stands until it is
withdrawn and read back.

The story of an attack going on nineteen minutes from a company that is slow to leave.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils.dateparse import parse_datetime

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.crisis.heard import BY_RADIO
from tests.tutela_web.crisis.test_refusal import Room
from tests.tutela_web.crisis.test_verbs import units
from tests.tutela_web.html import squeezed
from tests.tutela_web.warning.story import again, call, told
from tutela_web.base.ids import new_id
from tutela_web.capacity.models import Unit, UnitReadiness
from tutela_web.channels.models import Message
from tutela_web.crisis.models import Tasking
from tutela_web.records import verbs as records
from tutela_web.warning.models import AlertMoment, AlertNow, AlertStep

__all__ = ["units"]

LATE = "not departed in time"


@pytest.fixture
def room(cast: Cast, sign_in: Any) -> Room:
    return Room(cast, sign_in)


def due(room: Room, clock: str) -> Any:
    kept = again(room.alert).now.dues.get(clock)
    return parse_datetime(kept) if kept else None


def near(one: Any, other: Any) -> bool:
    return bool(one) and abs(one - other) < timedelta(seconds=90)


def notice(unit: Unit, minutes: int) -> None:
    """How long a unit needs to move, as its readiness has it."""
    ready = UnitReadiness(unit=unit, area=unit.area, classification=1, compartment="capacity")
    ready.notice_minutes = minutes
    records.create(ready, mission=unit.mission, by=None)


def test_a_departure_is_due_by_the_notice_and_the_way_and_late_it_rings_and_climbs(
    room: Room, units: list[Unit]
) -> None:
    notice(units[0], 45)
    asked = room.task(units[0])
    began = room.now
    room.answer(asked, "accepted")
    assert near(due(room, "depart"), began + timedelta(minutes=10)), "never the flat hour"
    assert LATE not in room.page("boris")
    Message.objects.all().delete()
    room.wait(11)
    for part in ("", f"{room.alert.pk}/", f"{room.alert.pk}/decision/"):
        assert LATE in room.page("boris", part).lower(), part
    assert {"unit_commander", "sector_operations", "head_of_field_office"} <= told(
        room.alert, "step"
    )
    assert Message.objects.filter(about_kind="tasking", about_id=asked.pk).exists(), "it rings"
    room.wait(25)
    rungs = AlertStep.objects.filter(alert=room.alert, clock="depart").order_by("rung")
    assert list(rungs.values_list("rung", flat=True)) == [0, 1, 2]
    room.post("unit_commander", f"move/{asked.pk}", what="departed")
    assert due(room, "depart") is None and LATE not in room.page("boris")


def test_who_is_feared_for_at_an_hour_is_left_for_no_later_than_the_way_allows(
    cast: Cast, sign_in: Any, units: list[Unit]
) -> None:
    room = Room(cast, sign_in)
    feared = room.now + timedelta(minutes=80)
    room.alert = call(cast, level="imminent", onset_from=feared)
    asked = room.task(units[0])
    Tasking.objects.update(travel_minutes=50.0)
    room.answer(asked, "accepted")
    assert near(due(room, "depart"), feared - timedelta(minutes=50)), "not the hour of its notice"
    page = squeezed(room.page("boris", f"{room.alert.pk}/decision/"))
    assert "to leave by" in page and "estimate of arrival" in page


def test_the_axis_says_an_estimate_of_arrival_and_one_number_stands_on_the_screen(
    cast: Cast, sign_in: Any
) -> None:
    room = Room(cast, sign_in)
    base = make.base(cast.mission, area=cast.north, latitude=7.1, longitude=30.2)
    place = make.place(cast.mission, "Wei", area=cast.north, latitude=7.2, longitude=30.2)
    room.alert = call(cast, level="ongoing", place=place)
    company = records.create(
        Unit(code="w", name="W Company", base=base, area=cast.north, able=True, classification=0),
        mission=cast.mission,
        by=None,
    )
    asked = room.task(company)
    assert asked.travel_minutes is not None
    for part in ("", f"{room.alert.pk}/", f"{room.alert.pk}/decision/"):
        page = squeezed(room.page("boris", part))
        axis = page.split('class="chain"')[1].split("</ol>")[0]
        assert "estimate" in axis, part
        arrived = axis.split("arrived")[1]
        assert " due " not in arrived, "an hour to leave by is no arrival"
    page = squeezed(room.page("boris", f"{room.alert.pk}/decision/"))
    said = re.search(r"estimate of arrival <time[^>]*><bdi>(\d\d:\d\d)", page)
    on_axis = re.search(r"estimate <bdi>(\d\d:\d\d)", page)
    assert said and on_axis and said[1] == on_axis[1], "one number on one screen"
    arrives = (room.now + timedelta(minutes=7)).replace(second=0, microsecond=0)
    room.answer(asked, "accepted", expected_arrival=arrives)
    page = squeezed(room.page("boris", f"{room.alert.pk}/decision/"))
    assert f"estimate <bdi>{arrives:%H:%M}" in page, "as they say it themselves"


def test_a_second_silent_tasking_rings_again_on_its_own_clock(
    room: Room, units: list[Unit]
) -> None:
    room.task(units[0])
    room.wait(31)
    steps = AlertStep.objects.filter(alert=room.alert, clock="answer")
    first = steps.count()
    assert first == 4, "its own four rungs"
    room.task(units[1])
    room.wait(6)
    assert steps.count() == first + 1 and steps.values("of").distinct().count() == 2


def test_the_first_tasking_stands_until_it_is_withdrawn_and_read_back(
    room: Room, units: list[Unit]
) -> None:
    first = room.task(units[0])
    said = {"option": "day_patrol", "standard": "interpose", "unit": units[1].pk}
    desk = room.sign_in(room.cast["sector_operations"])
    address = f"/m/luma/alerts/{room.alert.pk}/"
    page = desk.post(f"{address}task/", said | {"id": new_id()})
    assert page.status_code == 400 and "that tasking stands" in page.content.decode()
    assert "It goes as well as the unit that is tasked already" in page.content.decode()
    shown = room.post("sector_operations", f"withdraw/{first.pk}", looking=True, why="nearer one")
    assert "Withdrawn, not read back: it stands" in shown
    page = desk.post(f"{address}task/", said | {"id": new_id()})
    assert "has not read back" in page.content.decode(), "told is not heard"
    shown = room.post("sector_operations", f"withdrawn/{first.pk}", looking=True)
    assert "who read it back, and by which way" in shown.lower()
    room.post("joc_duty_officer", f"withdrawn/{first.pk}", who="Coy 1 operations", channel="radio")
    first.refresh_from_db()
    assert first.state == "withdrawn" and first.withdrawal_read_back_by == "Coy 1 operations"
    assert not {"answer", "depart"} & again(room.alert).now.dues.keys(), "nobody is asked any more"
    assert desk.post(f"{address}task/", said | {"id": new_id()}).status_code == 302
    lines = squeezed(room.page("boris", f"{room.alert.pk}/timeline/"))
    assert "withdrawn and read back" in lines and "by radio" in lines


def test_another_goes_as_well_only_by_who_says_so(room: Room, units: list[Unit]) -> None:
    room.task(units[0])
    room.task(units[1])  # as an addition
    assert Tasking.objects.get(unit=units[1]).addition
    assert "goes as well as another unit" in room.page("boris", f"{room.alert.pk}/decision/")


def test_an_answer_by_voice_says_whose_it_was_when_and_by_which_way(
    room: Room, units: list[Unit]
) -> None:
    asked = room.task(units[0])
    address = f"answer/{asked.pk}"
    shown = room.post("sector_operations", address, looking=True, answer="accepted")
    assert "whose answer is this, and by which way" in shown.lower()
    assert "answer" in again(room.alert).now.dues
    room.post("joc_duty_officer", address, answer="accepted", **BY_RADIO, at=f"{room.now:%H:%M}")
    assert "answer" not in again(room.alert).now.dues
    answer = asked.answers.get()
    assert (answer.said_by, answer.channel) == ("the unit's operations room", "radio")
    for part in (f"{room.alert.pk}/decision/", f"{room.alert.pk}/timeline/"):
        page = squeezed(room.page("boris", part))
        assert "by radio" in page and "operations room" in page, part
    room.post("sector_operations", f"move/{asked.pk}", what="departed")
    page = squeezed(room.page("boris", f"{room.alert.pk}/"))
    lines = page.split('id="timeline"')[1]
    for word in ("accepted", "departed"):
        assert word in lines, word


def test_what_old_records_inferred_of_the_person_responsible_calms_nothing(
    room: Room, units: list[Unit]
) -> None:
    room.task(units[0])
    for name in ("acknowledged", "decided"):  # as a tasking once inferred them
        AlertMoment.objects.create(
            alert=room.alert,
            name=name,
            happened_at=room.now,
            known_at=room.now,
            entered_at=room.now,
            inferred=True,
        )
    pressed = AlertMoment.objects.create(  # as anybody could press it once
        alert=room.alert,
        name="acknowledged",
        happened_at=room.now,
        known_at=room.now,
        entered_at=room.now,
        by=room.cast.boris,
    )
    AlertNow.objects.filter(alert=room.alert).update(
        moments={"received": [room.now.isoformat(), False], "acknowledged": ["", True]},
        next_step_at=room.now - timedelta(days=6000),  # as the upgrade asks the ticker
    )
    room.wait(0)
    assert not {"acknowledged", "decided"} & again(room.alert).now.moments.keys()
    assert "acknowledge" in again(room.alert).now.dues
    AlertMoment.objects.filter(pk=pressed.pk).update(by=again(room.alert).owner)
    room.post("joc_duty_officer", f"{'passed-on'}", to="")
    assert "acknowledged" in again(room.alert).now.moments, "the owner's own press stands"
