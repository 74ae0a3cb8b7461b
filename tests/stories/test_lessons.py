"""From a missed alert to a changed contingency plan, and the next alert with its lesson offered:
domain reference, W6 and scenarios 2, 3 and 10. All through pages; invented names.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document as Word

from tests.stories.telling import Telling, part
from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.warning.story import at_desk
from tutela_web.access.models import Holding, RoleGrant
from tutela_web.base import clock
from tutela_web.base.markings import Classification
from tutela_web.lessons.handover.verbs import open_files_of_rotation
from tutela_web.lessons.jobs import post_handovers
from tutela_web.lessons.models import Debrief, Interview, Lesson, PostHandover, Practice
from tutela_web.lessons.opening import open_debriefs
from tutela_web.partners.overview.kind import PARTNER
from tutela_web.programme.matrix.verbs import make_lines
from tutela_web.records.kind_verbs import create_record
from tutela_web.warning.models import Alert


@pytest.fixture
def tell(cast: Cast, sign_in: Callable[[Any], Any]) -> Telling:
    return Telling(cast, sign_in)


@pytest.mark.postgresql
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
        danger_ended="the chief, by telephone",
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
    page = tell.refused(
        "chief_of_staff", here, to="decide", held="yes", leader=tell.cast["partner"], reason="ask"
    )
    assert "Select a valid choice" in page, "a partner reads a cleared copy and leads nothing"
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
    waits = part(tell.page("head_of_field_office", "now/"), "lessons")
    assert "Nobody could order a patrol" in waits, "its owner is told"
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
        danger_ended="the chief, by telephone",
        why="no_order",
    )
    assert open_debriefs(mission) == 1
    page = tell.page("chief_of_staff", at)
    assert "happened 1 time again" in page and Lesson.objects.get().stage == "validated"


def _plan(tell: Telling, place: Any) -> Any:
    from tutela_web.crisis.plans.models import ContingencyPlan

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


def test_a_practice_goes_to_other_missions_without_what_tells_of_this_one(tell: Telling) -> None:
    sent = {"title": "Two gates", "problem": "Crowds shelter", "technique": "Search at one"}
    more = {"tried_by": "Company at Muta", "classification": "1", "place_class": "site"}
    assert tell.by("analyst").post("/m/luma/lessons/practices/new/", sent | more).status_code == 302
    here = f"/m/luma/lessons/practices/{Practice.objects.get().pk}/"
    assert tell.by("analyst").get(f"{here}practice.docx").status_code in (403, 404)
    file = tell.by("chief_of_staff").get(f"{here}practice.docx")
    words = "".join(part.text for part in Word(BytesIO(file.content)).paragraphs)
    assert "Two gates" in words and "Search at one" in words
    assert "Muta" not in words and "Luma" not in words
    assert "luma" not in file["Content-Disposition"]


def test_a_paper_is_found_and_quoted_with_its_page(tell: Telling) -> None:
    said = {"title": "History of the first year", "kind": "history", "classification": "1"}
    file = SimpleUploadedFile("year.txt", b"Couverture\x0cLa patrouille partait la nuit.")
    tell.press("poc_adviser", "lessons/library/new/", **said, file=file)
    page = tell.page("unit_commander", "lessons/library/find/?q=patrouilles")
    assert "page 2" in page and "partait la nuit" in page
    assert "History of the first year" in tell.page("unit_commander", "search/?q=patrouille")


def test_a_successor_finds_a_file_that_holds_nothing_of_what_they_may_not_read(
    tell: Telling,
) -> None:
    mission, who = tell.cast.mission, "head_of_field_office"
    post = tell.cast[who].holdings.get().post
    day = clock.today(mission)
    RoleGrant.objects.filter(person=tell.cast.boris).delete()
    starts = day + timedelta(days=3)
    Holding.objects.create(post=post, person=tell.cast.boris, starts=starts)
    tell.cast[who].holdings.update(ends=day + timedelta(days=3))
    for name, area in (("Kodo", tell.cast.south), ("Muta", tell.cast.north)):
        place = make.place(mission, name, area=area)
        act = f"threats at {name}"
        threat = tell.log("joc_duty_officer", place=str(place.pk), place_said=name, act=act)
    said = {"choice": "act", "reason": "they are near"}
    strict = tell.log("joc_duty_officer", place_said="Muta", act="names of those who will burn it")
    for alert in (threat, strict):
        tell.fill(who, f"alerts/{alert.pk}/decision/", to="/decide/", **said)
    Alert.objects.filter(pk=strict.pk).update(classification=Classification.STRICTLY_CONFIDENTIAL)
    opened = [open_files_of_rotation(mission) for _twice in range(2)]
    assert opened == [2, 0], "a file of the post, and an interview of who leaves"
    here = f"lessons/handovers/{PostHandover.objects.get().pk}/"
    assert tell.by("boris").get(f"/m/luma/{here}").status_code == 404, "not theirs yet"
    assert "incomplete" in tell.page(who, "lessons/handovers/")
    refused = tell.refused(who, here, to="write", own_page="Captain Bello answers at night")
    assert "names a person" in refused and "Captain Bello answers" in refused, "nothing is lost"
    page = tell.page(who, f"{here}?draft=1")
    on_record = part(page, "done")
    assert f"{strict}" not in page, "marked above the file"
    assert "Alerts I decided on: 1" in page and "median" in on_record and f"{threat}" in on_record
    assert "Nothing on record of:" in on_record and "Decisions I objected to" in on_record
    assert "Alerts I decided on" not in tell.page(who, here).split('id="done"')[0], "not saved"
    tell.fill(who, f"{here}?draft=1", to="write", own_page="Ask the elders first")
    tell.wait(days=4)
    refused = tell.fill("boris", here, to="read")
    assert "the section on protection of civilians is not written" in refused
    page = tell.page("boris", here)
    assert "Ask the elders first" in page and "threats at Muta" in page
    assert "threats at Kodo" not in page
    assert "as it stands on record" in page, "the draft was saved by who wrote it"
    tell.fill("boris", here, to="read", incomplete_because="They left; asked on the third")
    assert "They left; asked on the third" in tell.page("boris", here)
    assert PostHandover.objects.get().taker == tell.cast.boris
    assert tell.by("analyst").get(f"/m/luma/{here}").status_code == 404


def test_a_contingent_rotates_and_its_commander_is_interviewed(tell: Telling) -> None:
    mission, who = tell.cast.mission, "unit_commander"
    post = tell.cast[who].holdings.get().post
    day = clock.today(mission)
    RoleGrant.objects.filter(person=tell.cast.boris).delete()
    Holding.objects.create(post=post, person=tell.cast.boris, starts=day + timedelta(days=3))
    tell.cast[who].holdings.update(ends=day + timedelta(days=3))
    for _twice in range(2):
        post_handovers()
    here = f"lessons/handovers/{PostHandover.objects.get().pk}/"
    assert "none together yet" in tell.page(who, here)
    written = {"protection": "Escorts", "protection_worked": "Nights", "protection_remains": "Kodo"}
    both = {"joint_patrols": "Muta, on Monday", "introduced": "Heron, who agreed"}
    tell.fill(who, here, to="write", **written, **both)
    tell.wait(days=4)
    assert "Muta, on Monday" in tell.page("boris", here)
    assert "incomplete" not in tell.fill("boris", here, to="read")

    interview = f"lessons/interviews/{Interview.objects.get().pk}/"
    asked = {"state": "held", "did": "Night patrols on market days", "classification": "1"}
    assert "is due" not in tell.page("chief_of_staff", interview)
    edit = f"/m/luma/{interview}edit/"
    sent = asked | {"version": "1", "reason": "held"}
    refused = tell.by("chief_of_staff").post(edit, sent)
    assert "an interview that was held has a day" in refused.content.decode()
    kept = tell.by("chief_of_staff").post(edit, sent | {"held_on": str(clock.today(mission))})
    assert kept.status_code == 302, kept.content.decode()
    assert post.title in tell.page("chief_of_staff", interview)
    theirs = tell.page("analyst", interview)
    at = theirs.find(post.title)
    assert at < 0, theirs[at - 300 : at + 200]
    assert interview.split("/")[2] in tell.page("analyst", "search/?q=market+patrols")


def test_partners_are_invited_and_see_a_cleared_copy_only(tell: Telling) -> None:
    muta = make.place(tell.cast.mission, "Muta", kind="village", area=tell.cast.north)
    alert = tell.log("field_reporter", place=str(muta.pk), place_said="Muta", act="threats")
    opened = f"lessons/debriefs/new/?alert={alert.pk}"
    tell.fill("joc_duty_officer", opened, title="Threats", why="many calls", alert=alert)
    here = f"lessons/debriefs/{Debrief.objects.get().pk}/"
    tell.fill("chief_of_staff", here, to="decide", held="no", reason="nothing came of it")
    page = tell.page("analyst", here)
    assert "none is held" in page and "nothing came of it" in page
    tell.fill("head_of_mission", "lessons/debriefs/new/", title="Kodo", why="a second event")
    here = f"lessons/debriefs/{Debrief.objects.get(title='Kodo').pk}/"
    leader = tell.cast["human_rights"]
    tell.fill("chief_of_staff", here, to="decide", held="yes", leader=leader, reason="to learn")
    named = {"name": "Cluster of Luma", "kind": "ngo", "level": "local"}
    partner = create_record(PARTNER, named, by=at_desk(tell.cast, "poc_adviser"))
    tell.fill("human_rights", here, to="invite", partner=partner)
    tell.fill("human_rights", here, to="partners/", came="yes", gave="They had warned twice")
    assert "They had warned twice" in tell.page("poc_adviser", here)
    tell.fill("human_rights", here, to="report", report="The warnings lay in two rooms")
    tell.fill("chief_of_staff", here, to="clear", words="Warnings are now read in one room")
    page = tell.page("partner", "lessons/cleared/")
    assert "Warnings are now read in one room" in page and "two rooms" not in page
    assert tell.by("partner").get(f"/m/luma/{here}").status_code == 404


def test_a_draft_tells_what_came_of_a_decision_whichever_alert_its_outcome_stands_on(
    tell: Telling,
) -> None:
    mission, who = tell.cast.mission, "head_of_field_office"
    muta = make.place(mission, "Muta", area=tell.cast.north)
    at_muta = {"place": str(muta.pk), "place_said": "Muta"}
    alerts = [tell.log("joc_duty_officer", act=act, **at_muta) for act in ("shots", "fire")]
    for alert in alerts:
        said = {"choice": "act", "reason": "they are near"}
        tell.fill(who, f"alerts/{alert.pk}/decision/", to="/decide/", **said)
    day = clock.today(mission)
    holding = tell.cast[who].holdings.get()
    Holding.objects.create(
        post=holding.post, person=tell.cast.boris, starts=day + timedelta(days=3)
    )
    post_handovers()
    here = f"lessons/handovers/{PostHandover.objects.get().pk}/"
    assert "no outcome that this file may tell: 2" in tell.page(who, f"{here}?draft=1")
    tell.press("joc_duty_officer", "alerts/merge/", alert=[str(alert.pk) for alert in alerts])
    root = Alert.objects.get(merged_into=None)
    came = {"id": "0" * 31 + "4", "outcome": "late", "why": "no_order"}
    tell.press("unit_commander", f"alerts/{root.pk}/outcome/", **came)
    page = tell.page(who, f"{here}?draft=1")
    assert "outcome: " in page and "no outcome that this file may tell" not in page
