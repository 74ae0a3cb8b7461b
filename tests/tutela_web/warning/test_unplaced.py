"""Nothing goes out without a place unsaid, and whoever owns an alert reads its call."""

from __future__ import annotations

from typing import Any

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.html import words_of
from tests.tutela_web.warning.test_pages import ALERTS, page
from tutela_web.base.ids import new_id
from tutela_web.warning.models import Alert, Report

RAISED = {
    "act": "they burn the church",
    "level": "ongoing",
    "channel": "call",
    "words": "They are at the church and burn it",
    "un_personnel": "no",
    "warn": "1",
}


def raised(desk: Any, place_said: str) -> Alert:
    sent = RAISED | {"id": str(new_id()), "place_said": place_said}
    answer = desk.post(f"{ALERTS}new/", sent)
    assert answer.status_code == 302, words_of(answer.content.decode())
    return Alert.objects.get()


def test_before_and_after_sending_it_is_said_who_is_not_warned_without_a_place(
    cast: Cast, sign_in: Any
) -> None:
    luma = make.place(cast.mission, "Luma", area=cast.north)
    desk = sign_in(cast["joc_duty_officer"])
    around = f"{ALERTS}around/"
    before = words_of(desk.get(around, {"place_said": "the old church"}).content.decode())
    says = "Place not known: these would not be warned: Unit commander"
    assert says in before and "Head of field office" in before
    found = desk.get(around, {"place_said": "Luma", "place": str(luma.pk)}).content.decode()
    assert "would not be warned" not in words_of(found)
    alert = raised(desk, "the old church")
    shown = words_of(page(desk, f"{ALERTS}{alert.pk}/"))
    assert "Place not known: these were not warned" in shown and "Head of field office" in shown
    assert "place not known: nobody of its area was warned" in words_of(page(desk, ALERTS))


def test_whoever_owns_an_alert_reads_its_call_when_its_place_came_later(
    cast: Cast, sign_in: Any
) -> None:
    luma = make.place(cast.mission, "Luma", area=cast.north)
    osila = make.place(cast.mission, "Osila", area=cast.south)
    desk = sign_in(cast["joc_duty_officer"])
    alert = raised(desk, "the old church")
    assert Report.objects.get().area is None
    complete = {"version": alert.version, "level": alert.level, "act": alert.act}
    place = {"place_said": "Luma", "place": str(luma.pk)}
    assert desk.post(f"{ALERTS}{alert.pk}/edit/", complete | place).status_code == 302
    alert.refresh_from_db()
    assert alert.owner == cast["head_of_field_office"]
    for reader in ("head_of_field_office", "sector_operations", "joc_duty_officer"):
        shown = words_of(page(sign_in(cast[reader]), f"{ALERTS}{alert.pk}/"))
        assert "They are at the church and burn it" in shown, reader
        assert "you may not read" not in shown and "were not warned" not in shown
    desk.post(
        f"{ALERTS}{alert.pk}/edit/",
        complete | {"version": alert.version, "place_said": "Osila", "place": str(osila.pk)},
    )
    assert Report.objects.get().area == cast.south, "corrected again, the call follows again"
