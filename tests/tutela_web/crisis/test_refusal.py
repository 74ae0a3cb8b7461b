"""A tasking that is not executed opens the decision again: who is told, who sees what, what stands.

The story of an attack going on a few kilometres from a base whose company does not go.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.crisis.test_verbs import units
from tests.tutela_web.warning.story import again, call, later, told
from tutela_web.access.models import Post
from tutela_web.base import clock
from tutela_web.base.ids import new_id
from tutela_web.capacity.models import Unit
from tutela_web.crisis.decisions.stand_verbs import reconsider_all
from tutela_web.crisis.models import Decision, Tasking, TaskingAnswer
from tutela_web.warning.clocks.ticker import tick_mission
from tutela_web.warning.models import Alert

__all__ = ["units"]

REOPENED = "tasking not executed: decision reopened"


class Room:
    """An operations room: everybody at their own browser, and the worker between them."""

    def __init__(self, cast: Cast, sign_in: Any) -> None:
        self.cast, self.sign_in = cast, sign_in
        self.alert = call(cast, level="ongoing")

    def post(self, who: str, address: str, /, *, looking: bool = False, **said: Any) -> str:
        """Press a button of the decision screen; gives the page that comes, where looked at."""
        address = f"/m/luma/alerts/{self.alert.pk}/{address}/"
        said = {"id": new_id()} | {name: self.local(value) for name, value in said.items()}
        answered = self.sign_in(self.cast[who]).post(address, said, follow=looking)
        assert answered.status_code == (200 if looking else 302)
        return str(answered.content.decode())

    def task(self, unit: Unit, **said: Any) -> Tasking:
        said = {"standard": "deter_by_presence", "addition": "on"} | said
        self.post("sector_operations", "task", option="day_patrol", unit=unit.pk, **said)
        return Tasking.objects.get(unit=unit, alert=self.alert)

    def answer(self, tasking: Tasking, answer: str, **said: Any) -> str:
        heard = {"said_by": "the company's operations room", "channel": "radio"}
        address = f"answer/{tasking.pk}"
        return self.post("sector_operations", address, answer=answer, **heard, **said)

    def page(self, who: str, part: str = "") -> str:
        answered = self.sign_in(self.cast[who]).get(f"/m/luma/alerts/{part}")
        assert answered.status_code == 200
        return str(answered.content.decode()).replace("Tasking not", "tasking not")

    def wait(self, minutes: float) -> Alert:
        """Time goes by, and the worker does its rounds."""
        later(self.cast.mission, minutes=minutes)
        reconsider_all(self.cast.mission)
        tick_mission(self.cast.mission)
        return again(self.alert)

    def local(self, value: Any) -> Any:
        """A time as the field of a page has it: of the mission's zone."""
        if not isinstance(value, datetime):
            return value
        return value.astimezone(ZoneInfo(self.cast.mission.time_zone)).strftime("%Y-%m-%dT%H:%M")

    @property
    def now(self) -> Any:
        return clock.now(self.cast.mission)


@pytest.fixture
def room(cast: Cast, sign_in: Any) -> Room:
    return Room(cast, sign_in)


def test_a_refusal_opens_the_decision_again_and_the_tops_are_told_on_the_first_schedule(
    room: Room, units: list[Unit]
) -> None:
    before = room.alert.now.next_step_at
    asked = room.task(units[0])
    assert again(room.alert).now.state == "tasked"
    room.answer(asked, "refused", reason="force_security")
    state = again(room.alert).now
    assert state.state == "received" and state.next_step_at == before
    assert "decide" in state.dues and "depart" not in state.dues, "nobody is to leave any more"
    room.wait(11)
    tops = {"force_commander", "police_commander", "chief_of_staff", "head_of_mission"}
    assert tops <= told(room.alert, "step")


def test_the_rungs_that_passed_are_told_at_once_and_none_twice(
    room: Room, units: list[Unit]
) -> None:
    room.post("sector_operations", "decide", choice="act", authority="commands")
    asked = room.task(units[0])
    room.answer(asked, "accepted")
    room.post("sector_operations", f"move/{asked.pk}", what="departed")
    room.wait(75)
    assert not room.alert.steps.filter(clock="decide").exists()
    room.answer(asked, "turned", reason="terrain")
    room.wait(0)
    rungs = room.alert.steps.filter(clock="decide").values_list("rung", flat=True)
    assert list(rungs) == [0, 1]
    room.wait(120)
    assert list(room.alert.steps.filter(clock="decide").values_list("rung", flat=True)) == [
        0,
        1,
        2,
        3,
    ]


def test_another_that_accepted_and_arrives_as_soon_carries_the_decision(
    room: Room, units: list[Unit]
) -> None:
    room.post("sector_operations", "decide", choice="act", authority="commands")
    due = room.now + timedelta(minutes=90)
    first, second = (
        room.task(units[0], planned_arrival=due),
        room.task(units[1], planned_arrival=due),
    )
    room.answer(second, "accepted")
    room.answer(first, "refused", reason="distance")
    assert "decided" in again(room.alert).now.moments
    room.answer(second, "delayed", reason="terrain", expected_arrival=due + timedelta(hours=3))
    assert "decided" not in again(room.alert).now.moments
    assert REOPENED in room.page("boris")


def test_who_is_tasked_after_a_refusal_restores_the_decision_only_when_they_arrive_as_soon(
    room: Room, units: list[Unit]
) -> None:
    room.post("sector_operations", "decide", choice="act", authority="commands")
    due = room.now + timedelta(minutes=90)
    room.answer(room.task(units[0], planned_arrival=due), "refused", reason="distance")
    late = room.task(units[1], planned_arrival=due + timedelta(hours=6))
    room.answer(late, "accepted")
    assert "decided" not in again(room.alert).now.moments
    room.answer(room.task(units[2], planned_arrival=due), "accepted")
    moments = again(room.alert).now.moments
    assert moments["decided"][1] is True  # inferred, and said to be
    assert REOPENED not in room.page("boris")


def test_an_arrival_that_passes_with_nobody_there_opens_the_decision_again(
    room: Room, units: list[Unit]
) -> None:
    room.post("sector_operations", "decide", choice="act", authority="commands")
    asked = room.task(units[0], planned_arrival=room.now + timedelta(minutes=40))
    room.answer(asked, "accepted")
    assert "decided" in room.wait(38).now.moments
    assert "decided" not in room.wait(5).now.moments
    trail = room.alert.moments.filter(name="not executed")
    room.wait(1)
    assert trail.count() == 1
    room.post("sector_operations", "decide", choice="act", authority="commands")
    state = room.wait(1).now
    assert "decided" in state.moments
    assert "decided late" in room.page("boris") and trail.count() == 1  # red, and stays red


def test_an_arrival_written_down_late_was_in_time(room: Room, units: list[Unit]) -> None:
    asked = room.task(units[0], planned_arrival=room.now + timedelta(minutes=20))
    room.answer(asked, "accepted")
    room.wait(25)
    room.post("joc_duty_officer", f"move/{asked.pk}", what="arrived")
    assert again(room.alert).now.state == "arrived"


def test_a_decision_written_down_after_the_refusal_but_taken_before_it_does_not_answer_it(
    room: Room, units: list[Unit]
) -> None:
    taken = room.now
    asked = room.task(units[0])
    room.wait(5)
    room.answer(asked, "refused", reason="distance")
    room.wait(3)
    room.post(
        "joc_duty_officer",
        "decide",
        choice="act",
        authority="commands",
        decider_said="Unit commander",
        decided_at=taken,
    )
    state = again(room.alert).now
    assert "decided" not in state.moments and "acknowledged" not in state.moments
    room.post("unit_commander", "decide", choice="act", authority="commands")
    assert "decided" in again(room.alert).now.moments


def test_a_refusal_of_before_this_rule_opens_its_decision_at_the_next_round(
    room: Room, units: list[Unit]
) -> None:
    asked = room.task(units[0])
    by = room.cast["sector_operations"]
    TaskingAnswer.objects.create(
        tasking=asked,
        answer="refused",
        reason="distance",
        by=by,
        answered_at=room.now,
        entered_at=room.now,
    )
    Tasking.objects.filter(pk=asked.pk).update(state="refused")
    assert "tasked" in again(room.alert).now.moments
    assert "tasked" not in room.wait(1).now.moments
    room.post(
        "joc_duty_officer",
        "outcome",
        outcome="no_action",
        why=["no_order"],
        danger_ended="the chief, by telephone",
    )
    assert "outcome" in room.wait(1).now.moments


# --- who sees what


def test_everybody_sees_that_it_was_not_executed_and_few_see_who_and_why(
    room: Room, units: list[Unit], sign_in: Any
) -> None:
    asked, cast = room.task(units[0]), room.cast
    room.answer(asked, "refused", reason="force_security", words="the road is mined")
    one = f"{room.alert.pk}/"
    for part in ("", one, f"{one}decision/", f"{one}timeline/"):
        assert REOPENED in room.page("boris", part), part
    names, reasons = {}, {}
    for who in (
        "boris",
        "unit_commander",
        "joc_duty_officer",
        "head_of_field_office",
        "sector_operations",
        "force_commander",
        "police_commander",
        "chief_of_staff",
        "head_of_mission",
    ):
        api = sign_in(cast[who]).get(f"/api/v1/missions/luma/taskings/{asked.pk}").json()
        shown = room.page(who, f"{one}decision/")
        panel = shown[shown.index('id="taskings"') : shown.index('id="before"')]
        panel = panel.split("Record the answer")[0].split('id="task"')[0]
        timeline = room.page(who, f"{one}timeline/")
        names[who] = units[0].name in panel
        assert names[who] == (units[0].name in timeline) == (units[0].name == api["who"]), who
        reasons[who] = "mined" in panel
        assert reasons[who] == ("mined" in timeline) == ("mined" in str(api)), who
        assert reasons[who] == (api["state"] == "refused") == ("force security" in timeline), who
    told = {
        "sector_operations",
        "force_commander",
        "police_commander",
        "chief_of_staff",
        "head_of_mission",
    }
    assert {who for who, seen in reasons.items() if seen} == told
    assert {who for who, seen in names.items() if seen} == told | {
        "joc_duty_officer",
        "head_of_field_office",
    }
    assert again(room.alert).owner == cast["head_of_field_office"]
    listed = sign_in(cast["boris"]).get("/api/v1/missions/luma/taskings?state=refused").json()
    assert not next(rows for rows in listed.values() if isinstance(rows, list))


# --- a decision written down afterwards


def test_a_decision_taken_elsewhere_is_taken_with_its_gaps(room: Room) -> None:
    earlier = room.now - timedelta(minutes=1)
    later(room.cast.mission, minutes=30)
    shown = room.post(
        "joc_duty_officer", "decide", looking=True, choice="no_action", decided_at=earlier
    )
    made = Decision.objects.get()
    assert made.not_said == ["decider", "authority", "reason", "reason_code"]
    assert made.outside_chain is None and "who decided: not said" in shown
    room.post(
        "sector_operations",
        "decide",
        choice="act",
        decided_at=earlier,
        taken=["force"],
        principle_force="departs",
    )
    made = Decision.objects.latest("entered_at")
    assert made.not_said == [
        "authority",
        "options_who",
        "force_rule",
        "departs_by",
        "principles_note",
    ]
    api = room.sign_in(room.cast.boris).get(f"/api/v1/missions/luma/decisions/{made.pk}").json()
    assert api["not_said"] == made.not_said


def test_a_decision_taken_now_still_says_why(room: Room) -> None:
    address = f"/m/luma/alerts/{room.alert.pk}/decide/"
    desk = room.sign_in(room.cast["sector_operations"])
    for given in ({"choice": "no_action", "authority": "commands"}, {"choice": "act"}):
        answered = desk.post(address, {"id": new_id()} | given)
        assert answered.status_code == 400
    to_come = room.local(room.now + timedelta(days=1))
    given = {"id": new_id(), "choice": "act", "authority": "commands", "decided_at": to_come}
    answered = desk.post(address, given)
    assert answered.status_code == 400 and not Decision.objects.exists()


def test_what_the_form_asks_is_shown(room: Room) -> None:
    room.post(
        "sector_operations",
        "decide",
        choice="act",
        authority="commands",
        taken=["force"],
        force_rule="ROE 1.9",
        force_account="two warning shots",
        exposure_asked="on",
        host_unable="the garrison left",
        exposure_found="only the teacher knew",
    )
    made, one = Decision.objects.get(), f"{room.alert.pk}/"
    for who in ("boris", "poc_adviser", "sector_operations"):
        api = room.sign_in(room.cast[who]).get(f"/api/v1/missions/luma/decisions/{made.pk}")
        texts = [
            room.page(who, one),
            room.page(who, f"{one}decision/"),
            room.page(who, f"{one}timeline/"),
            api.content.decode(),
        ]
        for text in texts:
            assert "two warning shots" in text and "the garrison left" in text, who
            assert ("only the teacher knew" in text) == (who != "boris")
        for page in texts[:2]:  # each account once, and what it lacks
            assert page.count("ROE 1.9") == 1 and page.count("none stated") == 1


# --- answers


def test_an_acceptance_carries_no_reason(room: Room, units: list[Unit]) -> None:
    asked = room.task(units[0])
    shown = room.answer(asked, "accepted", looking=True, reason="competing_task")
    assert "an acceptance has no reason" in shown and not asked.answers.exists()


# --- not able, until its commander says so


def test_a_unit_that_refused_is_not_able_until_its_commander_says_so(
    room: Room, units: list[Unit]
) -> None:
    cast = room.cast
    luma = make.place(cast.mission, "Luma", area=cast.north)
    room.alert = call(cast, place=luma, level="ongoing")
    room.answer(room.task(units[0]), "refused", reason="terrain")

    def able() -> dict[str, bool | None]:
        page = room.sign_in(cast["sector_operations"]).get(
            f"/m/luma/alerts/{room.alert.pk}/decision/"
        )
        return {one.unit.name: one.able for one in page.context["units"]}

    assert able() == {"Coy 1": False, "Coy 2": True, "Coy 3": True}
    address = f"/m/luma/units/{units[0].pk}/"
    for who, form, reason in (
        ("boris", False, False),
        ("sector_operations", False, False),
        ("unit_commander", True, False),
        ("force_commander", True, True),
        ("chief_of_staff", False, True),
    ):
        page = room.sign_in(cast[who]).get(address).content.decode()
        panel = page.split('id="able-again"')[1].split("</section>")[0]
        assert "not able, as recorded" in page and ("able-again/" in panel) == form, who
        assert ("weather or night" in panel) == reason, who
        assert (f'value="{clock.today(cast.mission)}"' in panel) == form, "from today, as a rule"
    today = clock.today(cast.mission)
    said = {"on": str(today), "note": "the track dried"}
    refused = room.sign_in(cast["sector_operations"]).post(f"{address}able-again/", said)
    assert refused.status_code == 403
    assert able()["Coy 1"] is False
    room.sign_in(cast["unit_commander"]).post(f"{address}able-again/", {"on": str(today)})
    assert able()["Coy 1"] is False
    room.sign_in(cast["unit_commander"]).post(f"{address}able-again/", said)
    assert able()["Coy 1"] is True
    kept = units[0].not_able.get()
    assert (kept.able_from, kept.note, kept.said_by) == (
        today,
        "the track dried",
        cast["unit_commander"],
    )


def test_where_no_unit_is_able_the_screen_says_whom_to_call(room: Room) -> None:
    post = Post.objects.get(mission=room.cast.mission, role="sector_operations")
    post.duty_number = "+236 75 00 00 01"
    post.save()
    shown = room.page("joc_duty_officer", f"{room.alert.pk}/decision/")
    panel = shown.split('id="whom-to-call"')[1].split("</section>")[0]
    order = [
        panel.index(title)
        for title in (
            "sector operations",
            "force commander",
            "police commander",
            "head of field office",
            "chief of staff",
            "head of mission",
        )
    ]
    assert order == sorted(order) and "+236 75 00 00 01" in panel
    assert "telephone not on the roster" in panel and "no able unit is known" in panel
    assert [panel.count(f"{step}.") for step in (1, 2, 3)] == [1, 2, 3], "rung together"


# --- a unit promised twice


def test_a_unit_is_promised_twice_only_when_somebody_says_so(room: Room, units: list[Unit]) -> None:
    asked = room.task(units[0], planned_return=room.now + timedelta(hours=6))
    room.answer(asked, "accepted")
    first, room.alert = (
        room.alert,
        call(room.cast, place=make.place(room.cast.mission, "Luma", area=room.cast.north)),
    )
    assert f"committed to {first}" in room.page("sector_operations", f"{room.alert.pk}/decision/")
    address = f"/m/luma/alerts/{room.alert.pk}/task/"
    desk = room.sign_in(room.cast["sector_operations"])
    answered = desk.post(
        address,
        {
            "id": new_id(),
            "option": "day_patrol",
            "standard": "deter_by_presence",
            "unit": units[0].pk,
        },
    )
    assert answered.status_code == 400 and "is committed to another task" in str(answered.content)
    room.task(units[0], competing="first")
    assert asked.answers.filter(answer="delayed", reason="competing_task").exists()
    assert "decided" not in again(first).now.moments  # who counted on it must decide anew
