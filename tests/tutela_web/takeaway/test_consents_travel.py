"""What a source agreed to goes with the record into every copy: by API, tables, papers."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from openpyxl import load_workbook

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.html import squeezed
from tests.tutela_web.intake.sending import LIST, NEW, at_desk
from tests.tutela_web.site.test_api import ROOT, Program
from tutela_web.incidents.models import Incident
from tutela_web.intake.models import FieldReport
from tutela_web.warning.models import Alert

pytestmark = [pytest.mark.django_db(databases=["default", "keys"]), pytest.mark.postgresql]

TABLE = "/m/luma/field-reports/tables/report/"
EXPORT = "/m/luma/export/incidents"
ONLY = "mission only"


def read_whole(answer: Any) -> bytes:
    assert answer.status_code == 200, answer.content[:400]
    return b"".join(answer.streaming_content) if answer.streaming else bytes(answer.content)


Copies = Callable[[], dict[str, str]]


@pytest.fixture
def copies(cast: Cast, sign_in: Any) -> Copies:
    """Every way in which the report and its incident are taken away, and what each says of it."""
    sign_in(cast["field_reporter"]).post(NEW, at_desk(source_name="Nyandeng Invented"))
    report = FieldReport.objects.get()
    joc = sign_in(cast["joc_duty_officer"])
    alert = _alert(joc, report)
    form = {"id": str(uuid4()), "title": "Shots at the well", "harms": ["looting"]}
    joc.post(f"{LIST}{report.pk}/incident/", form)
    incident = Incident.objects.get()
    Incident.objects.update(event_from=make.TODAY)
    program = Program(cast["joc_duty_officer"])

    def take() -> dict[str, str]:
        listed = program.get(f"{ROOT}/field-reports").json()["results"][0]
        one = program.get(f"{ROOT}/field-reports/{report.pk}").json()
        assert listed["consents"] == one["consents"]
        said = "; ".join(f"{c['purpose']}: {c['said']} {c['on']}" for c in one["consents"])
        told = {"reports by API": said or ONLY}
        told["incidents by API"] = program.get(f"{ROOT}/incidents").json()["results"][0]["consent"]
        told["incident by API"] = program.get(f"{ROOT}/incidents/{incident.pk}").json()["consent"]
        for ending in ("csv", "geojson"):
            text = read_whole(joc.get(f"{EXPORT}.{ending}")).decode()
            told[f"incidents.{ending}"] = text
        told["incidents.xlsx"] = " ".join(_cells(read_whole(joc.get(f"{EXPORT}.xlsx"))))
        told["reports.csv"] = read_whole(joc.get(f"{TABLE}copy.csv")).decode("utf-8-sig")
        told["reports.xlsx"] = " ".join(_cells(read_whole(joc.get(f"{TABLE}copy.xlsx"))))
        told["flash report"] = _flash(joc, alert)
        return told

    return take


def _cells(file: bytes) -> list[str]:
    return [
        str(cell)
        for sheet in load_workbook(BytesIO(file)).worksheets
        for row in sheet.iter_rows(values_only=True)
        for cell in row
        if cell is not None
    ]


def _alert(joc: Any, report: FieldReport) -> Alert:
    """The alert that was raised from the report, and its flash report, issued."""
    joc.post(f"{LIST}{report.pk}/raise/")
    alert = Alert.objects.get()
    issued = joc.post(f"/m/luma/alerts/{alert.pk}/flash/", {"facts": "Shots", "final": "on"})
    assert issued.status_code == 302
    return alert


def _flash(joc: Any, alert: Alert) -> str:
    page = squeezed(joc.get(f"/m/luma/alerts/{alert.pk}/flash/").content.decode())
    return page.partition("What the source agreed to")[2].partition("</dd>")[0]


def test_every_copy_says_what_the_source_agreed_to(
    cast: Cast, sign_in: Any, copies: Copies
) -> None:
    reporter, report = sign_in(cast["field_reporter"]), FieldReport.objects.get()
    for name, told in copies().items():
        assert ONLY in told or "for the mission only" in told, name
    said = {"purpose": "public", "said": "agreed", "said_on": make.TODAY.isoformat()}
    here = f"{LIST}{report.pk}/consent/"
    assert reporter.post(here, said).status_code == 302
    for name, told in copies().items():
        assert re.search(r"\bpublic\b|publication without the name", told), name
        assert ONLY not in told, name
    reporter.post(here, said | {"said": "withdrew"})
    for name, told in copies().items():
        assert "withdrawn" in told or ONLY in told or "for the mission only" in told, name
        assert "public: agreed" not in told, name
    assert "Nyandeng" not in " ".join(copies().values())


def test_a_table_given_back_changes_no_consent(cast: Cast, sign_in: Any, copies: Copies) -> None:
    reporter, joc = sign_in(cast["field_reporter"]), sign_in(cast["joc_duty_officer"])
    report = FieldReport.objects.get()
    said = {"purpose": "partner", "said": "refused", "said_on": make.TODAY.isoformat()}
    reporter.post(f"{LIST}{report.pk}/consent/", said)
    table = read_whole(joc.get(f"{TABLE}copy.csv")).decode("utf-8-sig")
    assert "partner: refused" in table
    before = copies()["reports by API"]
    edited = table.replace("partner: refused", "partner: agreed")
    told = joc.post(f"{TABLE}file/", {"file": BytesIO(edited.encode())})
    page = joc.get(told["Location"]).content.decode()
    assert "partner: agreed" not in page
    assert copies()["reports by API"] == before


def test_who_calls_is_not_asked_so_their_alert_is_for_the_mission_only(
    cast: Cast, sign_in: Any, copies: Copies
) -> None:
    reporter, report = sign_in(cast["field_reporter"]), FieldReport.objects.get()
    said = {"purpose": "public", "said": "agreed", "said_on": make.TODAY.isoformat()}
    reporter.post(f"{LIST}{report.pk}/consent/", said)
    joc, alert = sign_in(cast["joc_duty_officer"]), Alert.objects.get()
    assert "publication without the name" in _flash(joc, alert)
    called = {"channel": "call", "words": "Shots heard from the road", "un_personnel": "no"}
    assert joc.post(f"/m/luma/alerts/{alert.pk}/report/", called).status_code == 302
    assert "for the mission only" in _flash(joc, alert)
