"""A stranger's rumour does not wake the Force Commander; one call back, and it does."""

from __future__ import annotations

from typing import Any

import pytest

from tests.tutela_web.cast import Cast
from tests.tutela_web.html import squeezed
from tests.tutela_web.warning.story import again, at_desk, call, later, told
from tests.tutela_web.warning.test_api import URL, phone
from tests.tutela_web.warning.test_pages import ALERTS, page
from tests.tutela_web.warning.test_texts import contact, kannel, text
from tutela_web.channels.models import Message
from tutela_web.warning.alerts.verbs import issue
from tutela_web.warning.clocks.ticker import tick
from tutela_web.warning.merging.verbs import join
from tutela_web.warning.models import Alert, AlertNotice

__all__ = ["contact", "kannel"]

pytestmark = pytest.mark.postgresql

ABOVE = {"force_commander", "police_commander", "chief_of_staff", "head_of_mission"}
RUMOUR = "they looted the shops"


@pytest.fixture
def rumour(cast: Cast, client: Any, kannel: Any) -> Alert:
    """A warning of an unknown number, six hours old, that nobody triaged."""
    text(client, kannel, RUMOUR)
    alert = Alert.objects.get()
    assert alert.level == "warning" and not alert.tripwire
    Alert.objects.update(area=cast.north)
    later(cast.mission, hours=6)
    tick()
    return again(alert)


def messages_to(cast: Cast, who: str) -> int:
    return Message.objects.filter(to_kind="person", to_id=cast[who].pk).count()


def test_a_rumour_stays_at_field_duty_level_and_the_page_says_why_and_what_would_let_it(
    cast: Cast, client: Any, sign_in: Any, kannel: Any, rumour: Alert
) -> None:
    told_so_far = told(rumour, "step")
    assert told_so_far >= {"sector_operations", "head_of_field_office", "joc_duty_officer"}
    assert not told_so_far & ABOVE
    desk = sign_in(cast["joc_duty_officer"])
    for address in (f"{ALERTS}{rumour.pk}/", f"{ALERTS}{rumour.pk}/timeline/"):
        shown = squeezed(page(desk, address))
        assert "Does not climb above field duty level yet." in shown
        assert "a call back, a second independent source, a tripwire" in shown
    assert "How high an alert climbs" in page(desk, f"{ALERTS}clocks/")
    text(client, kannel, "they loot and loot")  # the same number once more
    tick()
    assert not told(rumour, "step") & ABOVE, "one voice, however often"


def test_a_call_back_lets_it_climb_at_once_to_those_whose_time_had_passed(
    cast: Cast, sign_in: Any, rumour: Alert
) -> None:
    desk = sign_in(cast["joc_duty_officer"])
    before = AlertNotice.objects.filter(person=cast["sector_operations"]).count()
    answer = desk.post(f"{ALERTS}{rumour.pk}/record/", {"name": "called back"})
    assert answer.status_code == 302
    tick()
    assert told(rumour, "step") >= ABOVE
    assert AlertNotice.objects.filter(person=cast["sector_operations"]).count() == before
    shown = squeezed(page(desk, f"{ALERTS}{rumour.pk}/"))
    assert "somebody called back" in shown and "Does not climb" not in shown
    assert messages_to(cast, "force_commander") == 1
    assert messages_to(cast, "head_of_mission") == 0, "a warning pages no Head of Mission"
    steps = rumour.steps.count()
    tick()
    assert rumour.steps.count() == steps, "once"


def test_a_program_reads_since_when_it_climbs_and_what_lets_it(
    cast: Cast, client: Any, sign_in: Any, rumour: Alert
) -> None:
    address, device = f"{URL}/{rumour.pk}", phone(client, cast["joc_duty_officer"])
    before = client.get(address, **device).json()
    assert (before["climbs_since"], before["confirmed_by"]) == (None, "")
    desk = sign_in(cast["joc_duty_officer"])
    desk.post(f"{ALERTS}{rumour.pk}/record/", {"name": "called back"})
    after = client.get(address, **device).json()
    assert after["climbs_since"] and after["confirmed_by"] == "called back"


def test_a_second_number_or_a_joined_alert_is_a_second_source(
    cast: Cast, client: Any, kannel: Any, rumour: Alert
) -> None:
    text(client, kannel, "looting at the shops", number="+211900000055")
    other = Alert.objects.exclude(pk=rumour.pk).get()
    join(again(other), again(rumour), by=at_desk(cast, "joc_duty_officer"))
    tick()
    assert again(rumour).now.confirmed_by == "second source"
    assert told(rumour, "step") >= {"chief_of_staff", "police_commander"}


def test_a_tripwire_climbs_as_it_always_did_and_so_does_what_is_imminent(cast: Cast) -> None:
    sure = call(cast, level="warning", act="soldiers have left")
    Alert.objects.filter(pk=sure.pk).update(tripwire="protectors leaving")
    near = call(cast, level="imminent")
    for alert in (sure, near):
        issue(alert, by=at_desk(cast, "joc_duty_officer"))
    later(cast.mission, hours=9)
    tick()
    for alert in (sure, near):
        assert told(alert, "step") >= {"force_commander", "chief_of_staff", "head_of_mission"}
    hom = Message.objects.filter(to_id=cast["head_of_mission"].pk)
    assert set(hom.values_list("about_id", flat=True)) == {near.pk}


def test_a_warning_raised_to_imminent_tells_those_who_were_left_out(
    cast: Cast, sign_in: Any, rumour: Alert
) -> None:
    desk = sign_in(cast["joc_duty_officer"])
    desk.post(f"{ALERTS}{rumour.pk}/level/", {"level": "imminent"})
    tick()
    assert told(rumour, "step") >= ABOVE
    assert messages_to(cast, "head_of_mission") == 1
