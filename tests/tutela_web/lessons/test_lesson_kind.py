"""Lessons, as the kind they are declared to be."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.records.kinds import KindTests
from tests.tutela_web.site.test_api import ROOT, Program
from tutela_web.access.models import Person, Post
from tutela_web.access.policy import Standing, standing_of
from tutela_web.lessons.kinds import DEBRIEF, LESSON
from tutela_web.lessons.library_kinds import INTERVIEW, LIBRARY_PAPER, PRACTICE
from tutela_web.lessons.models import Debrief, Interview, LibraryPaper
from tutela_web.lessons.queries import interviews_for
from tutela_web.lessons.verbs import add_paper, open_by_hand
from tutela_web.records.kind_verbs import create_record


class TestLesson(KindTests):
    pytestmark = pytest.mark.postgresql  # nobody else locks these rows
    kind = LESSON
    values = {  # noqa: RUF012
        "title": "The night patrol waited for an order",
        "known": "The duty officer knew at nine",
        "why": "nobody was to give the order at night",
        "reason_code": "no_order",
        "change": "The plan names who orders at night",
        "thing": "training",
        "classification": 1,
    }
    changes = {"why": "the order came by day only"}  # noqa: RUF012


class TestDebrief(KindTests):
    pytestmark = pytest.mark.postgresql
    kind = DEBRIEF
    values = {"title": "Shots at Muta", "why": "two patrols met", "classification": 1}  # noqa: RUF012
    changes = {"happened": "Two patrols met at the bridge"}  # noqa: RUF012

    def create(self, by: Standing, beside: Any) -> Debrief:
        said = {name: value for name, value in self.values.items() if name != "happened"}
        return open_by_hand(**said, by=by)

    def sent(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return dict(values)


class TestPractice(KindTests):
    pytestmark = pytest.mark.postgresql
    kind = PRACTICE
    values = {  # noqa: RUF012
        "title": "Two gates, one for searching",
        "problem": "Crowds shelter at a base",
        "technique": "People enter by one gate and are searched at a second",
        "classification": 1,
    }
    changes = {"result": "nobody was hurt at the gate"}  # noqa: RUF012


class TestInterview(KindTests):
    pytestmark = pytest.mark.postgresql
    kind = INTERVIEW
    values = {"leaves_on": make.TODAY, "state": "due", "classification": 1}  # noqa: RUF012
    changes = {"advice": "Ask the elders first"}  # noqa: RUF012

    def writer_of(self, cast: Cast) -> Person:
        return cast["chief_of_staff"]

    def create(self, by: Standing, beside: Any) -> Interview:
        post = Post.objects.filter(mission=by.mission, role="force_commander").get()
        day = make.TODAY + timedelta(days=Interview.objects.count())
        asked = {**self.values, "post": post, "leaves_on": day}
        kept: Interview = create_record(INTERVIEW, asked, by=by)
        return kept

    def sent(self, values: Mapping[str, Any]) -> dict[str, Any]:
        post = Post.objects.filter(mission__code="luma", role="police_commander").get()
        return super().sent(values) | {"post": post.pk, "leaves_on": str(make.TODAY)}


class TestPaper(KindTests):
    pytestmark = pytest.mark.postgresql
    kind = LIBRARY_PAPER
    values = {"title": "History of the mission", "kind": "history", "classification": 1}  # noqa: RUF012
    changes = {"about": "what the mission did in its first year"}  # noqa: RUF012

    def create(self, by: Standing, beside: Any) -> LibraryPaper:
        return add_paper(**self.values, data=b"The first year.", file_name="history.txt", by=by)

    def sent(self, values: Mapping[str, Any]) -> dict[str, Any]:
        file = SimpleUploadedFile("history.txt", b"Cover\x0cThe patrols left by night.")
        return {**values, "file": file}


@pytest.mark.django_db(databases=["default", "keys"])
@pytest.mark.postgresql
def test_techniques_are_found_by_the_problem(cast: Cast, sign_in: Any) -> None:
    adviser = sign_in(cast.adviser)
    said = {"title": "Two gates", "problem": "Crowds shelter at a base", "technique": "Search"}
    sent = said | {"tried_by": "Civil Affairs", "result": "nobody hurt", "classification": "1"}
    assert adviser.post("/m/luma/lessons/practices/new/", sent).status_code == 302
    page = sign_in(cast["unit_commander"]).get("/m/luma/search/?q=sheltering+crowds")
    assert "Two gates" in page.content.decode()


@pytest.mark.django_db(databases=["default", "keys"])
@pytest.mark.postgresql
def test_a_program_hands_in_a_finding_and_nobody_else_reads_it_as_a_lesson(cast: Cast) -> None:
    found = {"title": "Two patrols met", "change": "one radio plan", "thing": "training"}
    chief = Program(cast["chief_of_staff"])
    answer = chief.send("/lessons", found | {"classification": 1})
    assert answer.status_code == 201, answer.content.decode()
    kept = chief.get(f"{ROOT}/lessons/{answer.json()['id']}").json()
    assert kept["title"] == "Two patrols met" and kept["version"] == 1
    assert chief.get(f"{ROOT}/lessons").json()["results"]
    assert Program(cast["partner"]).get(f"{ROOT}/lessons").status_code == 404
    assert Program(cast["partner"]).send("/lessons", found).status_code == 404


def test_a_lesson_names_no_closed_harm_and_a_practice_may(cast: Cast, sign_in: Any) -> None:
    adviser = sign_in(cast["poc_adviser"])
    case = {"title": "Two girls raped while the patrol waited", "why": "no order"}
    values = {**TestLesson.values, **case}
    refused = adviser.post("/m/luma/lessons/new/", values)
    assert refused.status_code == 400
    assert "kept in a compartment" in refused.content.decode()
    general = {**TestPractice.values, "problem": "Women are raped on the way to firewood"}
    assert create_record(PRACTICE, general, by=standing_of(cast["poc_adviser"], cast.mission))


@pytest.mark.django_db(databases=["default", "keys"])
def test_a_successor_reads_what_was_learned_in_the_first_fourteen_days(
    cast: Cast, sign_in: Any
) -> None:
    chief = standing_of(cast["chief_of_staff"], cast.mission)
    lesson = create_record(LESSON, TestLesson.values, by=chief)
    practice = create_record(PRACTICE, TestPractice.values, by=chief)
    debrief = TestDebrief().create(chief, None)
    page = sign_in(cast["chief_of_staff"]).get("/m/luma/now/first-days/").content.decode()
    learned = page.split("What was learned")[-1].split("Whom to meet")[0]
    for one in (lesson, practice, debrief):
        assert one.title in learned, one
    partner = sign_in(cast["partner"]).get("/m/luma/now/first-days/").content.decode()
    assert lesson.title not in partner and debrief.title not in partner


def test_an_interview_is_seen_in_its_mission_by_who_reads_lessons(cast: Cast) -> None:
    chief = standing_of(cast["chief_of_staff"], cast.mission)
    post = Post.objects.get(mission=cast.mission, role="force_commander")
    said = {**TestInterview.values, "post": post}
    kept = create_record(INTERVIEW, said, by=chief)
    assert list(interviews_for(chief)) == [kept]
    assert not interviews_for(standing_of(cast.chen, cast.other_mission)).exists()
    assert not interviews_for(standing_of(cast["field_reporter"], cast.mission)).exists()
