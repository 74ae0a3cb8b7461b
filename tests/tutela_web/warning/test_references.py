"""References that are said over a radio: office, day and number, as BRI-1122-03."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.html import squeezed
from tests.tutela_web.incidents.test_record import NEW, answers
from tests.tutela_web.warning.test_api import URL, phone
from tutela_web.base import clock
from tutela_web.base.markings import Classification
from tutela_web.incidents.models import ClosedIncident, Incident
from tutela_web.warning.models import Alert

SAID = re.compile(r"[A-Z]{3}-\d{4}-I?S?\d{2}")


def raised(desk: Client, said: str, n: int, **fields: str) -> Alert:
    """An alert as somebody raises it on the page."""
    id = f"{n:032x}"
    sent = {"id": id, "place_said": said, "level": "warning", "channel": "call"} | fields
    assert desk.post("/m/luma/alerts/new/", sent).status_code == 302
    return Alert.objects.get(pk=id)


def test_an_alert_is_called_by_office_day_and_number_and_found_by_it(
    cast: Cast, sign_in: Any
) -> None:
    luma = make.place(cast.mission, "Luma", area=cast.north)
    desk = sign_in(cast["joc_duty_officer"])
    first = raised(desk, "Luma", 1, place=str(luma.pk))
    second = raised(desk, "Luma", 2, place=str(luma.pk))
    nowhere = raised(desk, "somewhere", 3)
    day = f"{clock.today(cast.mission):%m%d}"
    letters = cast.north.name[:3].upper()
    assert first.reference == f"{letters}-{day}-01"
    assert second.reference == f"{letters}-{day}-02"
    assert nowhere.reference == f"{cast.mission.code[:3].upper()}-{day}-01"
    for address in ("/m/luma/alerts/", f"/m/luma/alerts/{second.pk}/", "/m/luma/joc/"):
        assert second.reference in desk.get(address).content.decode(), address
    for words in (second.reference, f"{letters.lower()} {day} 2", "AL-0002", "al-2"):
        found = squeezed(desk.get("/m/luma/search/", {"q": words}).content.decode())
        assert f"/m/luma/alerts/{second.pk}/" in found, words
        assert f"/m/luma/alerts/{first.pk}/" not in found, words
    joined = desk.post(
        f"/m/luma/alerts/{first.pk}/join/", {"number": f"{letters}-{day}-2", "why": "one event"}
    )
    assert joined.status_code == 302
    second.refresh_from_db()
    assert second.merged_into_id == first.pk


def test_strictly_confidential_ones_count_apart_so_that_nobody_else_sees_a_gap(
    cast: Cast, client: Any
) -> None:
    by = phone(client, cast["chief_of_staff"])
    said = []
    strict = int(Classification.STRICTLY_CONFIDENTIAL)
    for marking in (1, strict, 1):
        body = {"act": "huts burning", "classification": marking, "level": "ongoing"}
        answer = client.post(URL, body, content_type="application/json", **by)
        assert answer.status_code == 201, answer.content
        said.append(answer.json()["reference"][-3:])
    assert said == ["-01", "S01", "-02"]


@pytest.mark.postgresql
def test_an_incident_is_called_alike_and_one_of_a_compartment_by_its_number_alone(
    cast: Cast, sign_in: Any
) -> None:
    desk = sign_in(cast.amina)
    for said in ({}, {"harms": [], "closed_harms": ["crsv"]}, {}):
        assert desk.post(NEW, answers(**said)).status_code == 302
    first, second = Incident.objects.order_by("number")
    assert SAID.fullmatch(first.reference)
    assert (first.reference[-3:], second.reference[-3:]) == ("I01", "I02")
    assert not hasattr(ClosedIncident.objects.get(), "reference")
    assert second.reference in desk.get(f"/m/luma/incidents/{second.pk}/").content.decode()
    found = desk.get("/m/luma/search/", {"q": second.reference.lower()}).content.decode()
    assert f"/m/luma/incidents/{second.pk}/" in found
    assert f"/m/luma/incidents/{first.pk}/" not in found


def test_an_alert_and_an_incident_of_one_office_and_day_are_not_called_alike(
    cast: Cast, sign_in: Any
) -> None:
    luma = make.place(cast.mission, "Luma", area=cast.north)
    alert = raised(sign_in(cast["joc_duty_officer"]), "Luma", 1, place=str(luma.pk))
    desk = sign_in(cast.amina)
    assert desk.post(NEW, answers(place=str(luma.pk))).status_code == 302
    incident = Incident.objects.get()
    stem = alert.reference[:-2]
    assert (alert.reference, incident.reference) == (f"{stem}01", f"{stem}I01")
    for said in (incident.reference, f"{stem}i 1"):
        found = desk.get("/m/luma/search/", {"q": said}).content.decode()
        assert f"/m/luma/incidents/{incident.pk}/" in found, said
        assert f"/m/luma/alerts/{alert.pk}/" not in found, said
    found = desk.get("/m/luma/search/", {"q": alert.reference}).content.decode()
    assert f"/m/luma/incidents/{incident.pk}/" not in found
