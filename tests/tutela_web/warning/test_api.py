"""The field app and partner systems: raised offline, sent twice, seen as far as the policy lets."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from tests.tutela_web.cast import Cast
from tests.tutela_web.warning.story import at_desk, call
from tutela_web.access.devices import verbs
from tutela_web.warning.models import Alert, Report

URL = "/api/v1/missions/luma/alerts"


def phone(client: Any, person: Any) -> dict[str, str]:
    """The header of a device's token."""
    _device, token = verbs.make(person, name="telephone")
    return {"HTTP_AUTHORIZATION": f"Bearer {token}"}


def test_what_a_phone_kept_offline_and_sends_twice_is_one_alert(cast: Cast, client: Any) -> None:
    by = phone(client, cast["unit_commander"])
    body = {"id": str(uuid4()), "level": "imminent", "act": "column on the road", "how_many": 60}
    first = client.post(URL, body, content_type="application/json", **by)
    again = client.post(URL, body, content_type="application/json", **by)
    assert first.status_code == 201 and again.status_code in (200, 201), first.content
    assert Alert.objects.count() == 1
    assert first.json()["state"] == "received" and first.json()["owner_post"]


def test_moments_and_reports_by_a_program(cast: Cast, client: Any) -> None:
    alert, by = call(cast), phone(client, cast["unit_commander"])
    said = {"name": "arrived"}
    answer = client.post(f"{URL}/{alert.pk}/moments", said, content_type="application/json", **by)
    assert answer.json()["state"] == "arrived" and "tasked" in answer.json()["moments"]
    word = {"words": "burnt huts", "channel": "radio"}
    answer = client.post(f"{URL}/{alert.pk}/reports", word, content_type="application/json", **by)
    assert answer.json()["reports"] == 2 and Report.objects.filter(words="burnt huts").exists()


def test_a_program_of_another_mission_or_without_authority_gets_no_sign(
    cast: Cast, client: Any
) -> None:
    alert = call(cast)
    chen, boris = phone(client, cast.chen), phone(client, cast.boris)
    assert client.get(URL, **chen).status_code == 404
    assert client.get(f"{URL}/{alert.pk}", **chen).status_code == 404
    assert client.get(URL, **boris).json()["results"][0]["number"] == alert.number
    answer = client.post(URL, {"act": "x"}, content_type="application/json", **boris)
    assert answer.status_code == 403
    assert at_desk(cast, "boris") and Alert.objects.count() == 1


def test_half_a_point_holds_no_alert_up_and_is_kept_in_words(cast: Cast, client: Any) -> None:
    by = phone(client, cast["unit_commander"])
    said = {"act": "huts burning", "place_said": "past the ford", "latitude": 4.85}
    answer = client.post(URL, said, content_type="application/json", **by)
    assert answer.status_code == 201, answer.content
    made = answer.json()
    assert (made["latitude"], made["longitude"]) == (None, None)
    assert made["place_said"] == "past the ford latitude 4.85"
