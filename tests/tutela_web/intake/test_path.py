"""A report is followed from its arrival to who was told of it, and what is stuck is a list."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.html import text_of
from tests.tutela_web.intake.sending import LIST, NEW, at_desk
from tests.tutela_web.warning.story import call
from tutela_web.incidents.models import Incident
from tutela_web.intake.models import FieldReport

pytestmark = [pytest.mark.django_db(databases=["default", "keys"]), pytest.mark.postgresql]
STUCK = f"{LIST}stuck/"


def path_on(page: Any) -> str:
    text = text_of(page)
    return text[text.index("Its path") :]


def test_a_report_is_followed_from_its_arrival_to_human_rights(cast: Cast, sign_in: Any) -> None:
    bel = make.place(cast.mission, "Bel", area=cast.north, latitude=7.0, longitude=30.0)
    assert sign_in(cast["field_reporter"]).post(NEW, at_desk(place=str(bel.pk))).status_code == 302
    report = FieldReport.objects.get()
    officer = sign_in(cast["joc_duty_officer"])
    assert "FR-0001" not in text_of(officer.get(STUCK)), "a day is not over"
    arrived = report.entered_at - timedelta(days=2)
    FieldReport.objects.update(entered_at=arrived, known_at=arrived)
    listed = officer.get(LIST).content.decode()
    assert f'href="{STUCK}"' in listed
    assert "FR-0001" in text_of(officer.get(STUCK))
    assert "nobody has settled it yet stuck waits since" in path_on(
        officer.get(f"{LIST}{report.pk}/")
    )
    old = arrived.date()
    told_of = make.incident(
        cast.mission, "Shots at Bel", area=cast.north, place=bel, known_at=arrived, event_from=old
    )
    sent = {"incident": str(told_of.pk)}
    assert officer.post(f"{LIST}{report.pk}/link/", sent).status_code == 302
    path = path_on(officer.get(f"{LIST}{report.pk}/"))
    assert "tells of an incident · joc duty officer" in path
    assert "verification · reported stuck" in path
    stuck = text_of(officer.get(STUCK))
    assert "FR-0001" not in stuck and "Shots at Bel" in stuck
    reporter = text_of(sign_in(cast["field_reporter"]).get(STUCK))
    assert Incident.objects.get().title not in reporter, "who reads no incidents sees none here"


def test_what_was_told_of_the_alert_of_a_report_stands_on_its_path(
    cast: Cast, sign_in: Any
) -> None:
    alert = call(cast)
    assert sign_in(cast["field_reporter"]).post(NEW, at_desk()).status_code == 302
    FieldReport.objects.update(alert=alert, state="alerted")
    path = path_on(sign_in(cast.hofo).get(f"{LIST}{FieldReport.objects.get().pk}/"))
    assert "alert · " in path and "people to be told" in path
