"""What is asked of a person rings wherever they are, until they answered it.

The story of a night in which a company refuses, and of an adviser who is called.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.crisis.test_my_taskings import HERE
from tests.tutela_web.crisis.test_refusal import Room
from tests.tutela_web.crisis.test_verbs import units
from tests.tutela_web.html import squeezed
from tests.tutela_web.warning.story import again, at_desk, call
from tutela_web.capacity.models import Unit
from tutela_web.crisis.models import Tasking
from tutela_web.warning.ringing.queries import what_rings

__all__ = ["units"]

WHO_RING = (
    "unit_commander",
    "chief_of_staff",
    "head_of_mission",
    "sector_operations",
    "women_protection_adviser",
)


@pytest.fixture
def room(cast: Cast, sign_in: Any) -> Room:
    return Room(cast, sign_in)


def rung(room: Room, who: str) -> set[str]:
    return {why for one in what_rings(at_desk(room.cast, who)) for why in (one.clock, *one.also)}


@pytest.mark.parametrize("address", ["taskings/", "now/", "inbox/", "places/"])
def test_every_page_of_who_may_be_asked_has_the_desk_and_no_reporters_has(
    room: Room, address: str
) -> None:
    for who in WHO_RING:
        page = room.sign_in(room.cast[who]).get(f"/m/luma/{address}")
        if page.status_code != 200:
            assert address == "places/" or who == "women_protection_adviser", (who, address)
            continue
        text = page.content.decode()
        assert text.count("data-desk\n") + text.count("data-desk ") == 1, (who, address)
        elsewhere = address in ("inbox/", "places/")
        assert ("data-elsewhere" in text) == elsewhere, "first on My taskings and Now"
    reporter = room.sign_in(room.cast["field_reporter"])
    assert "data-desk" not in reporter.get(f"/m/luma/{address}").content.decode()


def test_a_refusal_rings_who_decided_until_they_decided_again_whatever_else_they_acted_on(
    room: Room, units: list[Unit]
) -> None:
    room.post("sector_operations", "decide", choice="act", authority="commands")
    asked = room.task(units[0])
    room.sign_in(room.cast["unit_commander"]).post(
        f"{HERE}{asked.pk}/answer/", {"answer": "refused"}
    )
    assert "not executed" in rung(room, "sector_operations")
    room.sign_in(room.cast["sector_operations"]).post(f"/m/luma/alerts/{room.alert.pk}/read/")
    room.post("sector_operations", f"reason/{asked.answers.get().pk}", reason="terrain")
    assert "not executed" in rung(room, "sector_operations"), (
        "reading and asking why decide nothing"
    )
    room.post("sector_operations", "decide", choice="act", authority="commands")
    assert "not executed" not in rung(room, "sector_operations")


def test_who_accepts_the_hour_that_is_proposed_is_not_late_before_it(
    room: Room, units: list[Unit]
) -> None:
    feared = room.now + timedelta(minutes=150)
    place = make.place(
        room.cast.mission, "Sabat", area=room.cast.north, latitude=7.2, longitude=30.4
    )
    room.alert = call(room.cast, level="imminent", place=place, onset_from=feared)
    asked = room.task(units[0])
    Tasking.objects.update(travel_minutes=40.0)
    page = squeezed(
        room.sign_in(room.cast["unit_commander"]).get(f"{HERE}{asked.pk}/").content.decode()
    )
    proposed = page.split('name="proposed" value="')[1].split('"')[0]
    mine = room.sign_in(room.cast["unit_commander"])
    mine.post(f"{HERE}{asked.pk}/answer/", {"answer": "accepted", "proposed": proposed})
    room.wait(3)
    assert not again(room.alert).steps.filter(clock="depart").exists()
    assert "not departed in time" not in room.page("sector_operations").lower()


def test_an_attack_stands_above_what_supports_and_the_place_above_the_buttons(
    room: Room, units: list[Unit]
) -> None:
    place = make.place(
        room.cast.mission, "Sabat", area=room.cast.north, latitude=7.2, longitude=30.4
    )
    room.alert = call(room.cast, level="ongoing", place=place)
    attack = room.task(units[0])
    room.alert = call(room.cast, level="warning")
    later = room.task(units[1])
    page = squeezed(room.sign_in(room.cast["unit_commander"]).get(HERE).content.decode())
    assert page.index(f"t-{attack.pk}") < page.index(f"t-{later.pk}"), "by level, not by the newest"
    card = page.split(f'id="t-{attack.pk}"')[1]
    assert card.index("Sabat") < card.index("Accept")
