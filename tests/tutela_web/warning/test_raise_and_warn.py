"""Raise and warn now, pressed by somebody who may not warn: it is handed to who may."""

from __future__ import annotations

from typing import Any

import pytest

from tests.tutela_web.cast import Cast
from tests.tutela_web.warning.story import again, told
from tests.tutela_web.warning.test_api import URL, phone
from tests.tutela_web.warning.test_pages import ALERTS, page
from tutela_web.access.models import Holding
from tutela_web.base.ids import new_id
from tutela_web.channels.models import Message
from tutela_web.warning.models import Alert

MAY = {"joc_duty_officer", "head_of_field_office", "sector_operations"}


def raised(client: Any, **more: str) -> Any:
    sent = {
        "id": str(new_id()),
        "level": "imminent",
        "act": "torches at the fence",
        "channel": "call",
        "warn": "1",
    } | more
    return client.post(ALERTS + "new/", sent, follow=True)


@pytest.mark.parametrize("who", ["analyst", "poc_adviser", "unit_commander", "head_of_mission"])
def test_those_who_may_are_asked_at_once_and_the_page_says_nobody_is_warned_yet(
    cast: Cast, sign_in: Any, who: str
) -> None:
    shown = raised(sign_in(cast[who])).content.decode()
    alert = Alert.objects.get()
    assert "issued" not in again(alert).now.moments
    assert told(alert, "asked") == {"joc_duty_officer"}, "without a place, of the whole mission"
    person = cast["joc_duty_officer"].pk
    assert Message.objects.filter(about_id=alert.pk, channel="mail", to_id=person).exists()
    assert "Nobody has been warned yet" in shown and "joc duty officer" in shown
    desk = sign_in(cast["joc_duty_officer"])
    assert "nobody warned yet" in page(desk, ALERTS)
    desk.post(f"{ALERTS}{alert.pk}/issue/")
    assert "issued" in again(alert).now.moments
    assert "Nobody has been warned yet" not in page(desk, f"{ALERTS}{alert.pk}/")
    assert "nobody warned yet" not in page(desk, ALERTS)


def test_in_an_area_its_field_office_and_sector_are_asked_too(
    cast: Cast, sign_in: Any, client: Any
) -> None:
    from tests.tutela_web import make

    place = make.place(cast.mission, "Luma", area=cast.north)
    raised(sign_in(cast.amina), place_said="Luma", place=str(place.pk))
    assert told(Alert.objects.get(), "asked") == MAY
    body = {"level": "imminent", "act": "shots", "place_id": str(place.pk), "warn": True}
    answer = client.post(URL, body, content_type="application/json", **phone(client, cast.amina))
    said = answer.json()
    assert answer.status_code == 201 and said["warned"] is False
    assert set(said["asked"]) == {who.replace("_", " ") for who in MAY}
    by = phone(client, cast["joc_duty_officer"])
    said = client.post(URL, body, content_type="application/json", **by).json()
    assert said["warned"] is True and said["asked"] == []


def test_an_attack_going_on_warns_by_itself_and_asks_nobody(cast: Cast, sign_in: Any) -> None:
    shown = raised(sign_in(cast.amina), level="ongoing").content.decode()
    alert = Alert.objects.get()
    assert "issued" in again(alert).now.moments and not told(alert, "asked")
    assert "Nobody has been warned" not in shown


def test_where_nobody_may_warn_the_page_says_to_telephone(cast: Cast, sign_in: Any) -> None:
    Holding.objects.filter(post__role__in=MAY).delete()
    shown = raised(sign_in(cast.amina)).content.decode()
    assert "nobody who may warn could be asked: telephone" in shown.lower()


def test_who_reads_no_alerts_is_told_too(cast: Cast, sign_in: Any) -> None:
    for who in ("field_reporter", "partner"):
        shown = raised(sign_in(cast[who])).content.decode()
        assert "Nobody has been warned yet" in shown, who
        assert told(Alert.objects.latest("number"), "asked") == {"joc_duty_officer"}
