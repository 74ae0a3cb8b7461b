"""A report from the field as a kind of record: written at a desk, graded, and settled by people."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar
from uuid import uuid4

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.intake.sending import LIST, NEW, at_desk
from tests.tutela_web.records.kinds import KindTests
from tutela_web.access.policy import Standing
from tutela_web.base.clock import real_now
from tutela_web.incidents.models import Incident
from tutela_web.intake.kind import FIELD_REPORT
from tutela_web.intake.models import FieldReport
from tutela_web.intake.verbs import receive_report

State = FieldReport.State


class TestFieldReport(KindTests):
    pytestmark = pytest.mark.postgresql  # nobody else locks these rows
    kind = FIELD_REPORT
    values: ClassVar[dict[str, Any]] = {
        "reliability": "B",
        "credibility": "2",
        "first_hand": True,
        "conditions": "free",
        "classification": 1,
    }
    changes: ClassVar[dict[str, Any]] = {"reliability": "C"}

    def another(self, name: str) -> Any:
        return "D"

    def create(self, by: Standing, beside: Any) -> Any:
        received = receive_report(
            by,
            id=uuid4(),
            kind="report",
            captured_at=real_now(),
            answers={"what": "Shots"},
        )
        return FieldReport.objects.get(pk=received.id)

    def check_writer(self, cast: Cast, sign_in: Any) -> None:
        client = sign_in(self.writer_of(cast))
        assert NEW in client.get(LIST).content.decode()
        told = client.post(NEW, at_desk(known_by="saw", when="2019-01-01T06:30"))
        page = client.get(told["Location"]).content.decode()
        assert "Shots near the well" in page and "I saw it myself" in page
        report = FieldReport.objects.get()
        graded = self.sent(self.values | {"reliability": "E"}) | {"version": report.version}
        edit = self.url("edit", report.pk)
        assert client.post(edit, graded | {"reason": "she was watched"}).status_code == 302
        report.refresh_from_db()
        assert report.grade == "E2"
        assert "she was watched" in client.get(self.url("page", report.pk)).content.decode()


def wrote(cast: Cast, sign_in: Any, **answers: Any) -> FieldReport:
    sign_in(cast["field_reporter"]).post(NEW, at_desk(**answers))
    return FieldReport.objects.latest("entered_at")


@pytest.mark.postgresql
def test_a_person_links_it_records_an_incident_of_it_or_closes_it(cast: Cast, sign_in: Any) -> None:
    joc = sign_in(cast["joc_duty_officer"])
    known = make.incident(cast.mission, area=cast.north, event_from=date(2019, 1, 1))
    first = wrote(cast, sign_in, when="2019-01-01T05:00")
    page = joc.get(f"{LIST}{first.pk}/").content.decode()
    assert str(known.pk) in page
    joc.post(f"{LIST}{first.pk}/link/", {"incident": str(known.pk)})
    first.refresh_from_db()
    assert (first.state, first.incident) == (State.LINKED, known)

    second = wrote(cast, sign_in, when="2019-01-02T05:00")
    form = {"id": str(uuid4()), "title": "Shots at the well", "harms": ["looting"]}
    assert joc.post(f"{LIST}{second.pk}/incident/", form).status_code == 302
    incident = Incident.objects.get(title="Shots at the well")
    assert (incident.area, incident.event_from) == (cast.north, date(2019, 1, 2))

    third = wrote(cast, sign_in)
    refused = joc.post(
        f"{LIST}{third.pk}/incident/", form | {"id": str(uuid4()), "summary": "A girl was raped"}
    )
    assert refused.status_code == 400
    joc.post(f"{LIST}{third.pk}/close/", {"why": "A hunter, seen by the patrol"})
    third.refresh_from_db()
    assert (third.state, third.settled_by) == (State.CLOSED, cast["joc_duty_officer"])
    joc.post(f"{LIST}{third.pk}/reopen/", {"why": "Another heard the same"})
    third.refresh_from_db()
    assert third.state == State.NEW


def test_nothing_seen_is_an_observation_and_never_safe(cast: Cast, sign_in: Any) -> None:
    browser = sign_in(cast["field_reporter"])
    sent = at_desk(when="2019-01-01T05:00", how="From the road, ten minutes")
    sent.pop("what")
    told = browser.post(f"{NEW}?kind=nothing_seen", sent)
    page = browser.get(told["Location"]).content.decode()
    assert "dated observation" in page and "does not say that the place is safe" in page


def test_a_desk_form_stops_and_shows_what_to_do(cast: Cast, sign_in: Any) -> None:
    browser = sign_in(cast["field_reporter"])
    page = browser.post(NEW, at_desk(what="", marked="child")).content.decode()
    assert "Nothing of what you wrote is kept yet" in page and "Do not interview the child" in page
    asked = browser.post(NEW, at_desk(what="A peacekeeper raped a girl"))
    assert asked.status_code == 400 and not FieldReport.objects.exists()
