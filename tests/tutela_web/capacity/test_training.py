"""Who was trained in what: units by rank, leaders, contributors; what a course does not close."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.tutela_web import make
from tests.tutela_web.capacity.test_readiness import (
    HeldByFew,
    SignIn,
    country,
    unit_in,
    url,
    words,
)
from tests.tutela_web.cast import Cast
from tests.tutela_web.records.kinds import KindTests
from tutela_web.access.models import AuditEntry, Person, Post
from tutela_web.access.policy import standing_of
from tutela_web.capacity.models import Unit
from tutela_web.capacity.training.kinds import COURSE, LEADER, ROLE, SESSION, set_course
from tutela_web.capacity.training.models import CourseSet, TrainingSession
from tutela_web.capacity.training.queries import courses_for
from tutela_web.records.kind_verbs import create_record

pytestmark = pytest.mark.postgresql
ON = make.TODAY - timedelta(days=10)
ALL_RANKS = {"officers": 4, "commanders": 6, "troops": 120}


def trained(cast: Cast, unit: Unit, curriculum: str, **fields: Any) -> TrainingSession:
    by = standing_of(cast["force_commander"], cast.mission)
    values = {"curriculum": curriculum, "on": ON, "valid_until": None} | ALL_RANKS | fields
    return create_record(SESSION, values, beside=unit, by=by)


class ReadInTrail(HeldByFew):
    """A list whose reading is one line in the audit, however long it is."""

    __test__ = False
    kind = SESSION

    def parent(self, cast: Cast) -> Any:
        return unit_in(cast)

    def queries(self, client: Client) -> int:
        lines = AuditEntry.objects.filter(kind=self.kind.model._meta.model_name, act="read")
        before = lines.count()
        with CaptureQueriesContext(connection) as asked:
            assert client.get(self.url("list")).status_code == 200
        assert lines.count() == before + 1
        return len(asked)


class TestTrainingSession(ReadInTrail):
    __test__ = True
    kind = SESSION
    values: ClassVar = {"curriculum": "baseline", "on": ON, "troops": 80, "held_at": "Luma"}
    changes: ClassVar = {"held_at": "Kodok"}


class TestCourseSet(ReadInTrail):
    __test__ = True
    kind = COURSE
    values: ClassVar = {"curriculum": "child_protection", "set_on": ON, "held_by": "Centre"}
    changes: ClassVar = {"held_by": "Regional centre"}


class TestLeaderTraining(KindTests):
    kind = LEADER
    values: ClassVar = {"when": "before", "held_by": "Centre", "classification": 1}
    changes: ClassVar = {"held_by": "Regional centre"}

    @pytest.fixture(autouse=True)
    def _post(self, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
        post = Post.objects.get(mission=cast.mission, role="force_commander")
        monkeypatch.setattr(type(self), "values", dict(type(self).values) | {"post": post})


class TestPoliceRole(ReadInTrail):
    __test__ = True
    kind = ROLE
    values: ClassVar = {"role": "Order at distributions", "kinds": ["order"]}
    changes: ClassVar = {"role": "Public order at distributions"}

    def parent(self, cast: Cast) -> Any:
        return unit_in(cast, police=True)


def test_a_unit_shows_each_topic_by_rank_and_what_is_due_again(cast: Cast, sign_in: SignIn) -> None:
    unit = unit_in(cast)
    commander = sign_in(cast["force_commander"])
    new = url("training_session_new", unit.pk)
    sent = {
        "curriculum": "baseline",
        "on": str(ON),
        "valid_until": str(make.TODAY + timedelta(days=30)),
        "rotation": "Third rotation",
        "held_at": "Luma",
        "held_by": "Training cell",
        "officers": "",
        "commanders": "",
        "troops": "",
    }
    assert commander.post(new, sent).status_code == 400, "nobody was there"
    assert commander.post(new, sent | {"troops": "80"}).status_code == 302
    page = words(commander.get(url("unit_training", unit.pk)))
    assert "due again" in page and "lacking" in page and "Third rotation" in page
    trained(cast, unit, "child_protection")
    due = words(commander.get(url("training")))
    assert (
        "B Company" in due and "child protection" not in due.split('id="due"')[1].split("areas")[0]
    )
    assert sign_in(cast.adviser).get(url("unit_training", unit.pk)).status_code == 404
    assert "B Company" not in words(sign_in(cast.adviser).get(url("training")))


def test_a_course_closes_nothing_by_itself(cast: Cast, sign_in: SignIn) -> None:
    unit, need = unit_in(cast), uuid4()
    by = standing_of(cast["force_commander"], cast.mission)
    course = set_course(unit, {"curriculum": "baseline", "set_on": ON}, need=need, by=by)
    commander = sign_in(cast["force_commander"])
    sent = {
        "curriculum": "baseline",
        "set_on": str(ON),
        "due": "",
        "held_by": "Centre",
        "places": "90",
        "held_on": "",
        "attended": "70",
        "version": str(course.version),
        "reason": "held",
    }
    edit = url("course_edit", course.pk)
    assert commander.post(edit, sent).status_code == 400, "held on which day?"
    assert commander.post(edit, sent | {"held_on": str(make.TODAY)}).status_code == 302
    page = words(commander.get(url("unit_training", unit.pk)))
    assert "70 people came" in page and "stays open until it is tested again" in page
    assert "lacking" in page and not TrainingSession.objects.exists()
    assert [row.need for row in courses_for(by)] == [need]
    assert not courses_for(standing_of(cast.adviser, cast.mission)).exists()
    assert CourseSet.objects.get().attended == 70


def test_leaders_and_contributors_of_whom_nothing_is_known_say_so(
    cast: Cast, sign_in: SignIn
) -> None:
    country(cast, "Tarsia")
    adviser = sign_in(cast.adviser)
    post = Post.objects.get(mission=cast.mission, role="head_of_mission")
    sent = {
        "post": str(post.pk),
        "when": "never",
        "on": str(make.TODAY),
        "curriculum": "",
        "held_by": "",
        "classification": "1",
    }
    new = url("leader_training_new")
    assert adviser.post(new, sent).status_code == 400
    assert adviser.post(new, sent | {"on": ""}).status_code == 302
    page = words(adviser.get(url("training")))
    leaders = page.split('id="leaders"')[1]
    assert "not at all" in leaders and "not known" in leaders
    assert "never checked" in page and "Tarsia" in page


def test_the_local_pack_counts_open_incidents_and_tells_no_small_number_to_an_area(
    cast: Cast, sign_in: SignIn
) -> None:
    for _number in range(3):
        make.incident(cast.mission, area=cast.north, harms=["killing"], event_from=ON)
    make.closed_incident(cast.mission, "crsv", area=cast.north)
    unit = unit_in(cast)
    trained(cast, unit, "local_context")
    address = url("local_pack", cast.north.pk)
    whole = words(sign_in(cast["force_commander"]).get(address))
    assert "<bdi>3</bdi>" in whole and "B Company" in whole and "held" in whole
    local: Person = cast.hofo
    page = words(sign_in(local).get(address))
    assert "fewer than 5" in page and "<bdi>3</bdi>" not in page and "B Company" not in page


def test_the_local_pack_counts_what_others_published_too(cast: Cast, sign_in: SignIn) -> None:
    """F8: an area where eight acts with killings were imported read as if nothing had happened."""
    batch = make.batch(cast.mission, cast.amina)
    for _number in range(6):
        make.event(cast.mission, batch, area=cast.north)
    make.event(cast.mission, batch, area=cast.south)
    make.incident(cast.mission, area=cast.north, harms=["killing"], event_from=ON)
    page = words(sign_in(cast["force_commander"]).get(url("local_pack", cast.north.pk)))
    assert "<bdi>7</bdi>" in page
