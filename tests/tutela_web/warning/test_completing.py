"""An alert raised in haste is completed: its place stays, and those the place names are warned."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from lxml import html

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.warning.story import again, at_desk, call, told
from tests.tutela_web.warning.test_pages import ALERTS, page
from tutela_web.places.models import Place
from tutela_web.warning.alerts.verbs import issue
from tutela_web.warning.models import Alert


@pytest.fixture
def camp(cast: Cast) -> Place:
    return make.place(cast.mission, "Osila camp", area=cast.north)


def complete(desk: Client, alert: Alert, **said: str) -> Alert:
    """Open the form, change what is said, and send what a browser would send."""
    address = f"{ALERTS}{alert.pk}/edit/"
    form = html.fromstring(page(desk, address)).get_element_by_id("raise")
    sent = dict(form.form_values()) | said
    assert desk.post(address, sent).status_code == 302
    return again(alert)


def test_a_place_chosen_for_what_was_said_stays_when_something_else_is_completed(
    cast: Cast, sign_in: Any, camp: Place
) -> None:
    for words in ("osila", "the huts by the river"):  # a name like it, and none like it
        alert = call(cast, place=camp, place_said=words)
        kept = complete(sign_in(cast["joc_duty_officer"]), alert, whom="traders")
        assert (kept.whom, kept.place, kept.place_said) == ("traders", camp, words)


def test_a_place_the_one_who_completes_may_not_read_stays_too(
    cast: Cast, sign_in: Any, camp: Place
) -> None:
    alert = call(cast, place=camp, place_said="osila")
    desk = sign_in(cast["joc_duty_officer"])
    sent = {
        "version": alert.version,
        "level": alert.level,
        "act": alert.act,
        "place_said": "osila",
        "whom": "traders",
    }
    assert desk.post(f"{ALERTS}{alert.pk}/edit/", sent).status_code == 302
    assert (again(alert).place, again(alert).whom) == (camp, "traders")
    assert complete(desk, alert, place="none").place is None, "said to be none of these"


def test_the_form_says_who_is_warned_at_the_place_the_alert_has(
    cast: Cast, sign_in: Any, camp: Place
) -> None:
    alert = call(cast, place=camp, place_said="osila")
    shown = page(sign_in(cast["joc_duty_officer"]), f"{ALERTS}{alert.pk}/edit/")
    assert "without a place" not in shown and "unit commander" in shown


def test_an_attack_warned_of_without_a_place_warns_base_and_office_once_the_place_is_matched(
    cast: Cast, sign_in: Any, camp: Place
) -> None:
    alert = call(cast, level="ongoing", area=None, place_said="osila")
    issue(alert, by=at_desk(cast, "joc_duty_officer"))
    local = {"unit_commander", "head_of_field_office", "sector_operations"}
    assert not local & told(alert, "issued")
    desk = sign_in(cast["joc_duty_officer"])
    kept = complete(desk, alert, place=str(camp.pk))
    assert kept.area == cast.north and local <= told(alert, "issued")
    assert kept.owner == cast["head_of_field_office"]
    before = alert.notices.count()
    complete(desk, alert, whom="traders")
    assert alert.notices.count() == before, "nobody is told twice"
