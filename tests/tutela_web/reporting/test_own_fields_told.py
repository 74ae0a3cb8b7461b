"""A report of the mission tells what its records hold in the fields that the mission added."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.html import squeezed
from tests.tutela_web.questionnaires.own_fields import DEPOT, NOTE, WATER, in_force
from tutela_web.base import jobs
from tutela_web.base.models import Job
from tutela_web.incidents.models import Incident
from tutela_web.reporting.models import ReportEdition

pytestmark = [pytest.mark.django_db(databases=["default", "keys"]), pytest.mark.postgresql]

MADE = "/m/luma/reporting/made/new/"
WANTED = {
    "title": "Depots and water",
    "audience": "mission",
    "ceiling": "confidential",
    "layout": "sitrep",
    "language": "en",
    "office": "poc_adviser",
    "clears_first": "jmac",
    "clears_then": "chief_of_staff",
    "due_rule": "weekly",
    "due_number": "2",
    "words": "400",
    "section-TOTAL_FORMS": "2",
    "section-INITIAL_FORMS": "0",
    "section-0-order": "10",
    "section-0-heading": "",
    "section-0-source": "own_fields_counted",
}
GUARD = NOTE | {"code": "guard_seen", "label": "Guard seen at the depot", "marking": "2"}


def record(client: Any, title: str, **own: str) -> None:
    sent = {
        "id": str(uuid4()),
        "title": title,
        "un_personnel": "no",
        "event_precision": "day",
        "event_day": make.TODAY.isoformat(),
        "event_from": make.TODAY.isoformat(),
        "attribution": "unknown",
        "classification": "1",
        "language": "en",
    }
    assert client.post("/m/luma/incidents/new/", sent | own).status_code == 302


def draft(client: Any, *, in_days: int = 1) -> str:
    """The page of an edition drafted now, and due so many days from today."""
    due = (make.TODAY + timedelta(days=in_days)).isoformat()
    drafted = client.post("/m/luma/reporting/new/", {"product": "depots_and_water", "due": due})
    edition = ReportEdition.objects.latest("entered_at")
    jobs.run(Job.objects.get(subject_id=edition.pk).pk)
    return squeezed(client.get(drafted["Location"]).content.decode())


def test_a_part_of_a_report_counts_what_records_hold(cast: Cast, sign_in: Any) -> None:
    in_force(sign_in, cast, DEPOT)
    in_force(sign_in, cast, WATER | {"suppressed": ""})
    duty = sign_in(cast["joc_duty_officer"])
    for number in range(5):
        record(duty, f"Depot shelled {number}", own_fuel_depot="burnt", own_water_km="2.5")
    record(duty, "Cattle taken", own_fuel_depot="no")
    adviser = sign_in(cast.adviser)
    page = adviser.get(MADE).content.decode()
    assert "what records hold in the mission’s own fields, by month" in page
    outside = adviser.post(MADE, WANTED | {"audience": "partners", "ceiling": "unclassified"})
    assert "lists single cases or small counts" in outside.content.decode()
    assert adviser.post(MADE, WANTED).status_code == 302

    told = draft(adviser)
    assert "Fuel depot within 1 km" in told and "It burnt" in told
    assert "Distance to water (km)" in told and "not that it is not so" in told
    assert "hidden" in told, "one record of a value points to it: its field hides small counts"
    edition = ReportEdition.objects.get()
    rows = next(part.filled["table"] for part in edition.parts.all() if "own" in part.key)
    counted = {(row[1], row[2]): row[3:] for row in rows["rows"]}
    assert counted["Fuel depot within 1 km", "It burnt"][-1] == "5"
    assert counted["Fuel depot within 1 km", "No"][-1] == "hidden"
    assert counted["Distance to water (km)", "said"][-1] == "5"
    assert counted["Distance to water (km)", "not known"][-1] == "1"
    behind = dict(zip(counted, rows["refs"], strict=True))
    assert not behind["Fuel depot within 1 km", "No"]
    incident = Incident.objects.get(title="Cattle taken")
    assert behind["Distance to water (km)", "not known"] == [["incident", incident.pk.hex]]


def test_a_field_that_the_report_may_not_bear_leaves_no_trace_in_it(
    cast: Cast, sign_in: Any
) -> None:
    adviser = sign_in(cast.adviser)
    assert adviser.post(MADE, WANTED).status_code == 302
    assert "no field of its own that this report may tell" in draft(adviser)
    in_force(sign_in, cast, GUARD)
    record(sign_in(cast["joc_duty_officer"]), "Depot shelled", own_guard_seen="Two at the gate")
    part = ReportEdition.objects.get().parts.get(key__contains="own")
    before = part.filled
    told = draft(adviser, in_days=8)
    assert "Guard seen" not in told
    assert ReportEdition.objects.latest("entered_at").parts.get(key=part.key).filled == before
