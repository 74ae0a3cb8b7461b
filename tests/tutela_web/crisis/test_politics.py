"""Politics beside force at one alert: asked of a post, refused with a reason, or flagged; and what
who may use force answers for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.html import squeezed
from tests.tutela_web.site.test_api import ROOT, Program
from tests.tutela_web.warning.story import call
from tutela_web.access.models import Post
from tutela_web.base import clock
from tutela_web.base.ids import new_id
from tutela_web.channels.models import Message
from tutela_web.crisis.models import Decision, Tasking
from tutela_web.crisis.plans.models import MeasureRefusal
from tutela_web.warning.models import Alert


class Room:
    """The people around one alert, each at their own browser."""

    def __init__(self, cast: Cast, sign_in: Any) -> None:
        self.cast, self.sign_in = cast, sign_in
        place = make.place(cast.mission, "Luma", area=cast.north)
        self.alert: Alert = call(cast, level="ongoing", place=place)
        self.at = f"/m/luma/alerts/{self.alert.pk}/"

    def press(self, who: str, address: str, /, *, status: int = 200, **said: Any) -> str:
        sent = {"id": str(new_id())} | said
        answer = self.sign_in(self.cast[who]).post(f"{self.at}{address}/", sent, follow=True)
        assert answer.status_code == status, answer.content[-900:]
        return squeezed(answer.content.decode())

    def page(self, who: str, address: str = "decision/") -> str:
        answer = self.sign_in(self.cast[who]).get(f"{self.at}{address}")
        assert answer.status_code == 200
        return squeezed(answer.content.decode())

    def post(self, role: str) -> Post:
        return self.cast[role].holdings.get().post


@pytest.fixture
def room(cast: Cast, sign_in: Any) -> Room:
    return Room(cast, sign_in)


def test_force_rises_and_the_political_step_is_asked_of_a_post_which_reports(room: Room) -> None:
    room.press(
        "head_of_field_office",
        "decide",
        choice="act",
        authority="coordinates",
        taken="night_patrol",
    )
    for who in ("head_of_field_office", "boris"):
        page = room.page(who)
        assert "One-sided response." in page and "neither chosen nor refused" in page
    asked = {
        "option": "political_liaison",
        "post": str(room.post("chief_of_staff").pk),
        "intent": "The brigade commander: recall the column",
        "planned_arrival": "2018-12-31T20:00",
    }
    room.press("boris", "ask-politics", status=403, **asked)
    page = room.press("head_of_mission", "ask-politics", status=200, **asked)
    tasking = Tasking.objects.get()
    assert tasking.post == room.post("chief_of_staff") and tasking.phase == "response"
    assert "liaison with authorities, parties and their command chains" in page.lower()
    assert Message.objects.filter(
        about_id=tasking.pk, to_id=room.cast["chief_of_staff"].pk, template="open_tutela"
    ).exists()
    mine = f"/m/luma/taskings/{tasking.pk}/"
    chief = room.sign_in(room.cast["chief_of_staff"])
    chief.post(f"{mine}answer/", {"answer": "accepted"})
    chief.post(f"{mine}report/", {"result": "He recalls it by noon"})
    page = room.page("boris")
    assert "He recalls it by noon" in page and "result not known" not in page
    national = page.split('id="politics-national"')[1].split("</li>")[0]
    assert "chosen" in national and "neither" not in national
    beyond = page.split('id="politics-international"')[1].split("</li>")[0]
    assert "neither chosen nor refused" in beyond and "One-sided response." in page


def test_a_call_beyond_the_country_is_refused_with_a_reason_and_the_flag_goes(room: Room) -> None:
    room.press(
        "head_of_field_office",
        "decide",
        choice="act",
        authority="coordinates",
        taken=["night_patrol", "national_engagement"],
    )
    refusal = {"option": "regional_engagement", "reason": "the envoy is here already"}
    page = room.press("head_of_field_office", "refuse", status=400, **refusal | {"reason": " "})
    assert not MeasureRefusal.objects.exists() and "One-sided response." in page
    room.press("boris", "refuse", status=403, **refusal)
    room.press("head_of_field_office", "refuse", **refusal)
    for who in ("head_of_field_office", "boris"):
        page = room.page(who)
        assert "One-sided response." not in page and "refused with a reason" in page
        assert "the envoy is here already" in page
        assert "the envoy is here already" in room.page(who, "timeline/")
    chen = room.sign_in(room.cast.chen)
    assert chen.post(f"{room.at}refuse/", refusal).status_code == 404


def test_a_program_refuses_a_measure_once_and_reads_it(room: Room) -> None:
    office, analyst = (Program(room.cast[who]) for who in ("head_of_field_office", "analyst"))
    address = f"/alerts/{room.alert.pk}/refusals"
    sent = {"id": str(new_id()), "option": "evacuation", "reason": "the road is mined"}
    for _again in range(2):  # the line broke, and it is sent once more
        made = office.send(address, sent)
        assert made.status_code == 201, made.content
    (one,) = analyst.get(ROOT + address).json()
    assert (one["option"], one["reason"]) == ("evacuation", "the road is mined")
    assert analyst.send(address, sent | {"id": str(new_id())}).status_code == 403


def test_every_measure_of_a_closed_alert_says_taken_or_why_it_was_left(room: Room) -> None:
    room.press(
        "head_of_field_office",
        "decide",
        choice="act",
        authority="coordinates",
        taken=["night_patrol"],
        **{"left:interposition": "one platoon only"},
    )
    room.press("head_of_field_office", "refuse", option="shelter", reason="the gate is shelled")
    shown = {
        "evidence": "They stood down when called",
        "danger_ended": "the governor, by telephone",
        "although": "on",
    }
    room.press("head_of_field_office", "outcome", outcome="stopped", **shown)
    room.press("head_of_field_office", "close")
    room.alert.refresh_from_db()
    assert room.alert.now.state == "closed"
    page = room.page("boris", "timeline/")
    measures = page.split('id="measures"')[1].split("</details>")[0]
    assert "one platoon only" in measures and "the gate is shelled" in measures
    assert "taken" in measures and "not considered" in measures


@pytest.mark.postgresql  # nobody else locks a decision
def test_force_names_rule_and_commander_and_its_account_is_given_afterwards(room: Room) -> None:
    room.press(
        "force_commander",
        "decide",
        choice="act",
        authority="force",
        taken="force",
        force_rule="ROE 1.9",
        force_aim="the market stays open",
    )
    decision = Decision.objects.get()
    page = room.page("boris")
    assert "ROE 1.9" in page and "none given yet" in page and "Answers for the force" in page
    assert str(room.cast["force_commander"]) in page.split("Answers for the force")[1][:200]
    clock_now = clock.now(room.cast.mission)
    room.press("boris", f"account/{decision.pk}", status=403, words="x")
    room.press("force_commander", f"account/{decision.pk}", words="Two warning shots, none hurt")
    room.press("force_commander", f"account/{decision.pk}", words="Forty rounds were counted")
    decision.refresh_from_db()
    assert decision.force_accounted_by == room.cast["force_commander"]
    assert decision.force_accounted_at - clock_now < timedelta(minutes=5)
    for address in ("decision/", "", "timeline/"):
        page = room.page("boris", address)
        assert "Two warning shots, none hurt" in page and "Forty rounds were counted" in page
    without = Decision.objects.exclude(pk=decision.pk)
    room.press(
        "head_of_field_office",
        "decide",
        choice="act",
        authority="coordinates",
        taken="night_patrol",
    )
    page = room.press("force_commander", f"account/{without.get().pk}", words="x")
    assert "this decision took no force" in page.lower()
