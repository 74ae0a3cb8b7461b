"""A new commander owes a table-top; a night that was told anew is played; what the two offices did
otherwise becomes a task that a post owns."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.exercise.past import TITLE, twin_of
from tests.tutela_web.exercise.playing import act_of, page_of, pressed, read
from tests.tutela_web.fora.story import called, senior
from tests.tutela_web.records.kinds import KindTests
from tests.tutela_web.warning.story import at_desk
from tutela_web.access.models import Holding, Person, Post
from tutela_web.base import clock
from tutela_web.base.errors import NotNow
from tutela_web.exercise.drills.models import Drill, DrillSeat
from tutela_web.exercise.drills.queries import scripts_offered
from tutela_web.exercise.findings.beside import calendar_entries
from tutela_web.exercise.findings.kinds import FINDING
from tutela_web.exercise.findings.models import Finding
from tutela_web.exercise.findings.queries import exercises_due
from tutela_web.exercise.findings.verbs import make_lesson
from tutela_web.exercise.twins.verbs import rule_on_twin
from tutela_web.fora.forum.models import Action
from tutela_web.lessons.models import Lesson
from tutela_web.records import verbs as records
from tutela_web.records.kind_verbs import create_record

pytestmark = pytest.mark.postgresql
SignIn = Callable[[Person], Client]
FOUND = {
    "heading": "difference",
    "what": "Sector waits for an order, the office expects it to leave",
    "offices": ["sector headquarters", "head of field office"],
    "classification": 1,
}
HOME = "/m/luma/now/"
RULERS = {"joc": "joc_duty_officer", "custodian": "custodian", "rights": "human_rights"}
PLAY = {
    "joc": "joc_duty_officer",
    "office": "head_of_field_office",
    "sector": "sector_operations",
    "command": "force_commander",
}


def ended_drill(cast: Cast, **fields: Any) -> Drill:
    """A drill that was played to its end."""
    now = clock.now(cast.mission)
    values: dict[str, Any] = {
        "title": "Night drill",
        "conductor": cast["chief_of_staff"],
        "state": Drill.State.ENDED,
        "began_at": now - timedelta(hours=2),
        "ended_at": now,
        "classification": 1,
    }
    return records.create(Drill(**values | fields), mission=cast.mission, by=cast["chief_of_staff"])


def found(cast: Cast, drill: Drill, **fields: Any) -> Finding:
    return create_record(FINDING, FOUND | fields, beside=drill, by=at_desk(cast, "poc_adviser"))


class TestFinding(KindTests):
    kind = FINDING
    values = FOUND
    changes = {"what": "Sector waits for an order of the force"}  # noqa: RUF012

    @pytest.fixture(autouse=True)
    def _drill(self, cast: Cast) -> None:
        self.drill = ended_drill(cast)

    def parent(self, cast: Cast) -> Any:
        return self.drill


def owed(cast: Cast, who: str = "poc_adviser") -> set[str]:
    return {due.post.role for due in exercises_due(at_desk(cast, who)) if due.post}


def arrives(cast: Cast, role: str = "force_commander", *, days: int = 3) -> Person:
    """Somebody takes over a leader's post."""
    new = make.person(f"new {role}")
    post = Post.objects.get(mission=cast.mission, role=role)
    today = clock.today(cast.mission)
    Holding.objects.filter(post=post).update(ends=today - timedelta(days=days))
    Holding.objects.create(post=post, person=new, starts=today - timedelta(days=days))
    return new


def test_a_new_commander_owes_a_table_top_plays_a_past_night_and_a_difference_gets_an_owner(
    cast: Cast, sign_in: SignIn
) -> None:
    commander = arrives(cast)
    home = read(sign_in(commander), HOME)
    assert "Exercises due" in home and "New in post" in home
    due = next(
        d
        for d in exercises_due(at_desk(cast, "poc_adviser"))
        if d.post and d.post.role == "force_commander"
    )
    assert due.on == clock.today(cast.mission) + timedelta(days=27) and not due.late

    chief = sign_in(cast["chief_of_staff"])
    twin = twin_of(cast)
    sent = {"title": "Table-top", "conductor": cast["chief_of_staff"].pk, "classification": 1}
    assert chief.post(reverse("exercise:drill_new", args=["luma"]), sent).status_code == 302
    drill = Drill.objects.get()
    script = {"chosen": str(twin.pk)}
    assert "no such script" in pressed(chief, page_of(drill), act_of(drill, "script"), script) or (
        not Drill.objects.get().script
    ), "unplayable before three offices cleared it"
    for office, who in RULERS.items():
        visitor = sign_in(cast[who])
        assert TITLE in read(visitor, HOME), "it waits on their first page"
        ruling = {"office": office, "cleared": "yes", "why": "Read.", "version": 1}
        assert visitor.post(f"/m/luma/exercise/twins/{twin.pk}/rule/", ruling).status_code == 302
    pressed(chief, page_of(drill), act_of(drill, "script"), script)
    assert Drill.objects.get().script, "now it can be chosen"
    for role, who in PLAY.items():
        person = commander if role == "command" else cast[who]
        played = {"role_code": role, "person": person.pk}
        pressed(chief, page_of(drill), act_of(drill, "player"), played)
    pressed(chief, page_of(drill), act_of(drill, "start"))
    assert "force_commander" in owed(cast), "only its end calms"
    pressed(chief, page_of(drill), act_of(drill, "end"))
    assert "force_commander" not in owed(cast)
    assert "New in post: force commander" not in read(sign_in(commander), HOME)

    adviser = sign_in(cast.adviser)
    beside = reverse("exercise:findings_of", args=["luma", drill.pk])
    assert beside in adviser.get(page_of(drill)).content.decode()
    new = reverse("exercise:finding_new", args=["luma", drill.pk])
    assert new in adviser.get(beside).content.decode()
    one_office = FOUND | {"offices": "sector headquarters"}
    assert adviser.post(new, one_office).status_code == 400
    both = FOUND | {"offices": "sector headquarters; head of field office"}
    assert adviser.post(new, both).status_code == 302
    finding = Finding.objects.get()
    assert "neither action nor lesson yet" in read(adviser, beside)
    meeting = called(cast, senior(cast), days=3)
    post = Post.objects.get(mission=cast.mission, role="sector_operations")
    task = {
        "what": "Say in one page when sector leaves without an order",
        "meeting": meeting.pk,
        "owner": post.pk,
        "due": (clock.today(cast.mission) + timedelta(days=14)).isoformat(),
        "version": 1,
    }
    page = reverse("exercise:finding", args=["luma", finding.pk])
    pressed(adviser, page, reverse("exercise:finding_action", args=["luma", finding.pk]), task)
    action = Action.objects.get()
    assert (action.owner, action.what) == (post, task["what"])
    assert post.title in read(adviser, reverse("exercise:findings", args=["luma"]))
    assert "neither action nor lesson" not in read(adviser, page)


def test_a_finding_becomes_a_lesson_once_and_stands_first_until_then(
    cast: Cast, sign_in: SignIn
) -> None:
    drill, adviser = ended_drill(cast), sign_in(cast.adviser)
    settled = found(cast, drill, heading="backup", what="Air from outside is needed by night")
    learn = reverse("exercise:finding_lesson", args=["luma", settled.pk])
    page = reverse("exercise:finding", args=["luma", settled.pk])
    pressed(adviser, page, learn, {"title": "Air is asked for before night", "version": 1})
    assert Lesson.objects.get().title == "Air is asked for before night"
    waits = found(cast, drill)
    later = found(cast, drill, what="Two lists of radio calls")
    make_lesson(later, "One list of calls", by=at_desk(cast, "poc_adviser"))
    with pytest.raises(NotNow):
        settled.refresh_from_db()
        make_lesson(settled, "Again", by=at_desk(cast, "poc_adviser"))
    listed = read(adviser, reverse("exercise:findings", args=["luma"]))
    assert listed.index(waits.what) < listed.index(later.what)
    assert waits.what in read(adviser, HOME)


def test_a_drill_that_is_not_over_has_no_findings(cast: Cast, sign_in: SignIn) -> None:
    drill = ended_drill(cast, state=Drill.State.PREPARED, ended_at=None)
    new = reverse("exercise:finding_new", args=["luma", drill.pk])
    assert sign_in(cast.adviser).get(new).status_code == 404


def test_the_day_stands_in_the_calendar_of_the_leader_and_of_the_adviser(cast: Cast) -> None:
    arrives(cast, "police_commander")
    adviser = calendar_entries(at_desk(cast, "poc_adviser"), cast.mission.pk)
    day = clock.today(cast.mission) + timedelta(days=27)
    assert day in {entry.at for entry in adviser}
    assert not calendar_entries(at_desk(cast, "analyst"), cast.mission.pk)


def test_a_drill_of_the_one_before_or_one_that_was_stopped_calms_nothing(cast: Cast) -> None:
    post = Post.objects.get(mission=cast.mission, role="head_of_mission")
    before = ended_drill(cast, ended_at=clock.now(cast.mission) - timedelta(days=9))
    stopped = ended_drill(cast, state=Drill.State.STOPPED)
    arrives(cast, "head_of_mission")
    for at, drill in enumerate((before, stopped)):
        DrillSeat.objects.create(
            drill=drill, person=cast.amina, part="player", role_code=f"r{at}", post=post
        )
    assert "head_of_mission" in owed(cast)
    now = ended_drill(cast)
    DrillSeat.objects.create(drill=now, person=cast.amina, part="player", role_code="r", post=post)
    assert "head_of_mission" not in owed(cast)


def test_no_clearance_no_script(cast: Cast) -> None:
    twin, chief = twin_of(cast), at_desk(cast, "chief_of_staff")
    assert str(twin.pk) not in scripts_offered(chief)
    for office, who in RULERS.items():
        desk = at_desk(cast, who)
        rule_on_twin(twin, office, cleared=True, why="Read.", version=twin.version, by=desk)
    assert str(twin.pk) in scripts_offered(chief)
