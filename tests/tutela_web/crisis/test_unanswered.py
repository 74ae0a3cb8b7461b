"""A warning that nobody answered is never calm: whoever is tasked, leaves or arrives.

The story of an attack going on, tasked in three clicks to a company that says nothing.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils.dateparse import parse_datetime

from tests.tutela_web.cast import Cast
from tests.tutela_web.crisis.test_refusal import Room
from tests.tutela_web.crisis.test_verbs import units
from tests.tutela_web.warning.story import again, call, later, told
from tutela_web.base.ids import new_id
from tutela_web.capacity.models import Unit
from tutela_web.crisis.models import Outcome
from tutela_web.lessons.opening import open_debriefs
from tutela_web.warning.models import AlertStep

__all__ = ["units"]

TOPS = {"force_commander", "police_commander", "chief_of_staff", "head_of_mission"}
NOT_ACKNOWLEDGED = "not acknowledged"


@pytest.fixture
def room(cast: Cast, sign_in: Any) -> Room:
    return Room(cast, sign_in)


def test_three_clicks_that_task_a_silent_unit_stop_no_clock(room: Room, units: list[Unit]) -> None:
    before = room.alert.now
    room.task(units[0])
    state = again(room.alert).now
    assert state.dues["acknowledge"] == before.dues["acknowledge"]
    assert not {"acknowledged", "decided"} & state.moments.keys()
    assert NOT_ACKNOWLEDGED in room.page("boris")
    room.wait(11)
    assert told(room.alert, "step") >= TOPS, "as if nobody had been tasked"
    room.wait(30)
    assert AlertStep.objects.filter(alert=room.alert, clock="decide").exists()


def test_a_departure_and_an_arrival_answer_their_tasking_and_nothing_else(
    room: Room, units: list[Unit]
) -> None:
    asked = room.task(units[0])
    for step in ("departed", "arrived"):
        room.post("unit_commander", f"move/{asked.pk}", what=step)
        state = again(room.alert).now
        assert {"acknowledge", "decide"} <= state.dues.keys(), step
        assert NOT_ACKNOWLEDGED in room.page("boris"), step
    assert "depart" not in state.dues
    room.wait(11)
    assert told(room.alert, "step") >= TOPS


def test_the_owners_own_decision_acknowledges_and_anothers_never(room: Room) -> None:
    room.post("sector_operations", "decide", choice="act", authority="commands")
    moments = again(room.alert).now.moments
    assert "decided" in moments and "acknowledged" not in moments
    assert NOT_ACKNOWLEDGED in room.page("boris")
    room.wait(11)
    assert told(room.alert, "step") >= TOPS
    owner = again(room.alert).owner
    assert owner == room.cast["head_of_field_office"]
    room.post("head_of_field_office", "decide", choice="act", authority="commands")
    assert "acknowledge" not in again(room.alert).now.dues
    assert NOT_ACKNOWLEDGED not in room.page("boris")


def test_what_somebody_answered_by_voice_counts_once_it_says_who(room: Room) -> None:
    shown = room.post("joc_duty_officer", "passed-on", looking=True, to="")
    assert "stops no clock" in shown and "acknowledge" in again(room.alert).now.dues
    room.post("joc_duty_officer", "passed-on", to="Sector operations")
    assert "acknowledge" in again(room.alert).now.dues, "nobody knows how it was heard"
    room.post("joc_duty_officer", "passed-on", to="Sector operations", channel="radio")
    assert "acknowledge" not in again(room.alert).now.dues
    room.post(
        "joc_duty_officer",
        "decide",
        choice="act",
        authority="commands",
        decided_at=room.now - timedelta(minutes=2),
    )
    assert "decided" not in again(room.alert).now.moments, "nobody knows who decided"
    room.post(
        "joc_duty_officer",
        "decide",
        choice="act",
        authority="commands",
        decider_said="sector operations",
        said_channel="phone",
    )
    assert "decided" in again(room.alert).now.moments


@pytest.mark.parametrize("result", ["not_reached", "late", "present", "deterred"])
def test_no_result_calms_an_attack_until_somebody_says_that_the_danger_ended(
    room: Room, result: str
) -> None:
    quiet = call(room.cast, level="watch")
    before = again(room.alert).now
    said: dict[str, Any] = {"outcome": result, "why": ["distance"], "evidence": "seen from the air"}
    shown = room.post("joc_duty_officer", "outcome", looking=True, **said, although="on")
    assert "Nobody has said that the danger ended" in shown
    state = again(room.alert).now
    assert (state.clock, state.due_at, state.dues) == (before.clock, before.due_at, before.dues)
    assert room.alert.level == "ongoing" and told(room.alert, "lasts") >= TOPS
    board = room.page("boris")
    assert "a result is recorded and the danger lasts" in board
    assert board.index(f'a-{room.alert.number}"') < board.index(f'a-{quiet.number}"')
    room.wait(11)
    assert told(room.alert, "step") >= TOPS
    refused = room.post("head_of_field_office", "close", looking=True)
    assert "nobody has said that the danger ended" in refused
    ended = said | {"danger_ended": "the base, by radio"}
    room.post("joc_duty_officer", "outcome", **ended, although="on")
    ended_state = again(room.alert).now
    assert "outcome" in ended_state.moments and not ended_state.clock, "nobody is owed an answer"


def test_no_result_is_chosen_beforehand(room: Room) -> None:
    page = room.page("joc_duty_officer", f"{room.alert.pk}/decision/")
    choice = page.split('name="outcome"')[1].split("</select>")[0]
    assert choice.index('value=""') < choice.index('value="deterred"') and "checked" not in choice
    desk = room.sign_in(room.cast["joc_duty_officer"])
    answered = desk.post(f"/m/luma/alerts/{room.alert.pk}/outcome/", {"id": new_id()})
    assert answered.status_code == 400 and not Outcome.objects.exists()


@pytest.mark.parametrize("hours", [0, 73])
def test_one_debrief_opens_after_the_danger_or_after_three_days(room: Room, hours: int) -> None:
    said: dict[str, Any] = {"outcome": "not_reached", "why": ["distance"]}
    room.post("joc_duty_officer", "outcome", **said)
    assert open_debriefs(room.cast.mission) == 0
    later(room.cast.mission, hours=hours)
    if not hours:
        room.post("joc_duty_officer", "outcome", **said, danger_ended="the base, by radio")
    assert open_debriefs(room.cast.mission) == 1 and open_debriefs(room.cast.mission) == 0


def test_silence_after_a_tasking_is_red_and_climbs_until_those_tasked_answer(
    room: Room, units: list[Unit]
) -> None:
    silent, one = "asked, no answer", f"{room.alert.pk}/"
    asked = room.task(units[0])
    due = room.now + timedelta(minutes=5)
    kept = parse_datetime(again(room.alert).now.dues["answer"])
    assert kept is not None and abs(kept - due) < timedelta(minutes=1)
    assert silent not in room.page("boris")
    room.wait(6)
    for part in ("", one, f"{one}decision/"):
        assert silent in room.page("boris", part), part
    assert {"unit_commander", "sector_operations", "head_of_field_office"} <= told(
        room.alert, "step"
    ), "unit, tasking headquarters and who decides, at once"
    room.wait(10)
    rungs = AlertStep.objects.filter(alert=room.alert, clock="answer")
    assert list(rungs.order_by("rung").values_list("rung", flat=True)) == [0, 1, 2]
    other = room.task(units[1])
    room.answer(asked, "accepted")
    assert "answer" in again(room.alert).now.dues, "the other has not answered"
    room.post("unit_commander", f"move/{other.pk}", what="departed")
    assert "answer" not in again(room.alert).now.dues
    assert silent not in room.page("boris")
    assert "acknowledge" in again(room.alert).now.dues, "and it answers nothing else"
