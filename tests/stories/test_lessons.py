"""From a missed alert to a changed contingency plan, and the next alert with its lesson offered:
domain reference, W6 and scenarios 2, 3 and 10. All through pages; invented names.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.stories.telling import Telling, part
from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.warning.story import at_desk
from tutela_web.base import clock
from tutela_web.lessons.models import Debrief, Lesson, Practice
from tutela_web.lessons.opening import open_debriefs
from tutela_web.programme.matrix.verbs import make_lines

pytestmark = pytest.mark.postgresql


@pytest.fixture
def tell(cast: Cast, sign_in: Callable[[Any], Any]) -> Telling:
    return Telling(cast, sign_in)


def test_a_missed_alert_becomes_a_changed_plan(tell: Telling) -> None:
    mission, north = tell.cast.mission, tell.cast.north
    muta = make.place(mission, "Muta", kind="village", area=north)
    alert = tell.log(
        "field_reporter",
        place=str(muta.pk),
        place_said="Muta",
        level="ongoing",
        act="they shoot at the church by night",
    )
    again = tell.log(
        "joc_duty_officer", place=str(muta.pk), place_said="Muta", level="ongoing", act="shots"
    )
    tell.wait(days=8)
    tell.press(
        "unit_commander",
        f"alerts/{alert.pk}/outcome/",
        id="0" * 31 + "4",
        outcome="late",
        why="no_order",
    )
    assert open_debriefs(mission) == 1, "one event, however many alerts"
    assert open_debriefs(mission) == 0
    debrief = Debrief.objects.get()
    page = tell.page("poc_adviser", f"lessons/debriefs/{debrief.pk}/")
    assert "an alert expired without a decision" in page.lower() and f"{again}" in page
    assert "signed digest" in page and "Clock ran out" in page
    assert tell.cast["unit_commander"].name not in page

    here = f"lessons/debriefs/{debrief.pk}/"
    tell.fill(
        "poc_adviser",
        f"{here}edit/",
        happened="Shots by night; nobody moved for two days.",
        support="Staff counsellor, offered to the duty desk",
    )
    refused = tell.refused("poc_adviser", f"{here}edit/", helped="Captain Bello kept calling")
    assert "names a person" in refused
    tell.fill("poc_adviser", here, to="hand-in")
    owner = tell.cast["unit_commander"]
    page = tell.refused(
        "chief_of_staff", here, to="decide", held="yes", leader=owner, reason="nobody went"
    )
    assert "is of the chain that the review is about" in page
    leader = tell.cast["human_rights"]
    tell.fill("chief_of_staff", here, to="decide", held="yes", leader=leader, reason="nobody went")
    page = tell.refused("human_rights", here, to="report", report="No order came at night.")
    assert "no protection partner was invited" in page
    tell.fill(
        "human_rights",
        here,
        to="report",
        report="No order came at night.",
        no_partner_why="none works there",
    )
    plan = _plan(tell, muta)
    tell.fill(
        "poc_adviser",
        f"lessons/new/?debrief={debrief.pk}",
        title="Nobody could order a patrol at night",
        known="The duty officer knew at nine",
        change="The plan names who orders at night",
        thing="plan",
        plan=plan,
    )
    lesson = Lesson.objects.get()
    assert (lesson.place_class, lesson.reason_code) == ("village", "no_order"), "from the debrief"
    at = f"lessons/{lesson.pk}/"
    tell.fill("chief_of_staff", at, to="validate", owner=tell.post_of("head_of_field_office"))
    page = tell.refused("head_of_field_office", at, to="change")
    assert "has not changed since" in page
    tell.fill(
        "head_of_field_office",
        f"plans/{plan.pk}/",
        triggers="Shots at night: the duty officer orders the patrol",
    )
    tell.fill("head_of_field_office", at, to="change")
    assert "changed from version 1 to version 2" in tell.page("analyst", at)
    day = str(clock.today(mission))
    tell.fill("head_of_field_office", at, to="tried", tried="The patrol left in 20 minutes", on=day)
    assert Lesson.objects.get().stage == "learned"

    tell.wait(days=5)
    later = tell.log(
        "field_reporter", place=str(muta.pk), place_said="Muta", level="ongoing", act="shots again"
    )
    panel = f"lessons/offered/alerts/{later.pk}/"
    assert f"/m/luma/{panel}" in tell.page("unit_commander", f"alerts/{later.pk}/")
    page = part(tell.page("unit_commander", panel), "offers")
    assert "Nobody could order a patrol at night" in page and "kind of place" in page
    beside_plan = tell.page("poc_adviser", f"lessons/offered/plans/{plan.pk}/")
    assert "Nobody could order a patrol" in beside_plan
    tell.fill("unit_commander", panel, to="offered", why="it is day")
    assert "Nobody could order" not in tell.page("unit_commander", panel)
    tell.wait(days=8)
    tell.press(
        "unit_commander",
        f"alerts/{later.pk}/outcome/",
        id="0" * 31 + "5",
        outcome="late",
        why="no_order",
    )
    assert open_debriefs(mission) == 1
    page = tell.page("chief_of_staff", at)
    assert "happened 1 time again" in page and Lesson.objects.get().stage == "validated"


def _plan(tell: Telling, place: Any) -> Any:
    from tutela_web.crisis.plan_models import ContingencyPlan

    tell.fill("head_of_field_office", f"plans/new/?place={place.pk}", place=place, triggers="shots")
    return ContingencyPlan.objects.get()


def test_an_inquiry_pauses_the_debrief_and_seals_its_timeline(tell: Telling) -> None:
    muta = make.place(tell.cast.mission, "Muta", kind="village", area=tell.cast.north)
    alert = tell.log("field_reporter", place=str(muta.pk), place_said="Muta", act="threats")
    tell.fill(
        "poc_adviser",
        f"lessons/debriefs/new/?alert={alert.pk}",
        title="Threats at Muta",
        why="two patrols met",
        alert=alert,
    )
    here = f"lessons/debriefs/{Debrief.objects.get().pk}/"
    assert "received" in tell.page("analyst", here)
    tell.fill("head_of_mission", here, to="inquiry", reference="BOI-7")
    page = tell.page("analyst", here)
    assert "An inquiry is open" in page and "sealed while the inquiry is open" in page
    page = tell.refused(
        "poc_adviser", f"lessons/new/?debrief={Debrief.objects.get().pk}", title="Too early"
    )
    assert "an inquiry is open" in page
    tell.fill("head_of_mission", here, to="inquiry/end")
    assert "sealed while" not in tell.page("analyst", here)


def test_a_practice_of_another_mission_is_checked_before_the_matrix_takes_it(tell: Telling) -> None:
    risk = make.risk(tell.cast.mission, make.place(tell.cast.mission, "Kodo"), by=tell.cast.amina)
    (line,) = make_lines(
        [{"risk": risk, "activity": "shelter"}], by=at_desk(tell.cast, "poc_adviser")
    )
    tell.fill(
        "poc_adviser",
        "lessons/practices/new/",
        title="Two gates, one for searching",
        problem="Crowds shelter at a base",
        technique="A second gate for searching",
        origin="Mission in Tarso",
    )
    practice = Practice.objects.get()
    here = f"lessons/practices/{practice.pk}/"
    page = tell.refused("poc_adviser", here, to="use", line=line)
    assert "was not checked against what holds here" in page
    tell.fill("poc_adviser", here, to="fit", words="Here there is one road; the rest is alike")
    tell.fill("poc_adviser", here, to="use", line=line)
    assert line.code in part(tell.page("poc_adviser", here), "uses")


def test_a_paper_is_found_and_quoted_with_its_page(tell: Telling) -> None:
    said = {"title": "History of the first year", "kind": "history", "classification": "1"}
    file = SimpleUploadedFile("year.txt", b"Couverture\x0cLa patrouille partait la nuit.")
    tell.press("poc_adviser", "lessons/library/new/", **said, file=file)
    page = tell.page("unit_commander", "lessons/library/find/?q=patrouilles")
    assert "page 2" in page and "partait la nuit" in page
    assert "History of the first year" in tell.page("unit_commander", "search/?q=patrouille")
