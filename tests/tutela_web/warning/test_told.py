"""Told means delivered: what pages, the timeline and programs say of who was told."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.channels.test_gateways import receipt
from tests.tutela_web.channels.test_outbox import box
from tests.tutela_web.warning.story import again, at_desk, call, later
from tests.tutela_web.warning.test_api import URL, phone
from tests.tutela_web.warning.test_pages import ALERTS, page
from tutela_web.access.models import Post
from tutela_web.channels import outbox
from tutela_web.channels.models import Gateway, Message
from tutela_web.warning.alerts.verbs import issue
from tutela_web.warning.board.queries import telling_of
from tutela_web.warning.clocks.ticker import tick_mission
from tutela_web.warning.merging.verbs import join
from tutela_web.warning.models import Alert
from tutela_web.warning.telling.missed import tell_missed

__all__ = ["box"]

pytestmark = pytest.mark.postgresql


@pytest.fixture
def warned(cast: Cast) -> Alert:
    """An alert of which six people were warned, and the owner told twice."""
    alert = call(cast)
    issue(alert, by=at_desk(cast, "joc_duty_officer"))
    return alert


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_when_every_message_failed_owner_and_duty_officer_see_it_and_whom_to_telephone(
    cast: Cast, sign_in: Any, warned: Alert
) -> None:
    Post.objects.filter(role="unit_commander").update(duty_number="+211 555 0101")
    people = telling_of(warned).addressed
    assert people == warned.notices.values("person").distinct().count()
    assert people < warned.notices.count(), "one was told twice, and is one"
    desk = sign_in(cast["joc_duty_officer"])
    assert f"{people} addressed: 0 delivered, {people} waiting; 0 opened it" in words(
        page(desk, ALERTS)
    )
    outbox.deliver_due()  # no address, no mail server, no gateway
    said = f"{people} addressed: 0 delivered, {people} failed; 0 opened it"
    for who in ("joc_duty_officer", "head_of_field_office"):
        shown = page(sign_in(cast[who]), ALERTS)
        assert said in words(shown) and "nobody was reached: telephone" in shown
        shown = words(page(sign_in(cast[who]), f"{ALERTS}{warned.pk}/"))
        assert "Nobody was reached." in shown and said in shown
        assert "Unit Commander unit commander failed not yet +211 555 0101" in shown
    assert said in words(page(desk, f"{ALERTS}{warned.pk}/timeline/")) or "failed" in words(
        page(desk, f"{ALERTS}{warned.pk}/timeline/")
    )
    told = sign_in(cast.boris).get(f"{URL}/{warned.pk}").json()["told"]
    assert told == {
        "addressed": people,
        "delivered": 0,
        "sent": 0,
        "waiting": 0,
        "failed": people,
        "opened": 0,
    }


def test_who_is_told_by_several_limits_at_one_moment_is_named_once_in_the_line(
    cast: Cast, sign_in: Any
) -> None:
    alert = call(cast)
    later(cast.mission, minutes=75)  # the worker was away: several limits pass in one round
    tick_mission(cast.mission)
    assert alert.notices.filter(why="step", person=cast["joc_duty_officer"]).count() > 1
    shown = page(sign_in(cast["joc_duty_officer"]), f"{ALERTS}{alert.pk}/")
    (line,) = [row for row in shown.split("</tr>") if "a clock ran out" in row]
    assert line.count(str(cast["joc_duty_officer"])) == 1


def test_looking_at_the_page_is_no_act_and_saying_so_or_acknowledging_is(
    cast: Cast, sign_in: Any, warned: Alert, client: Any
) -> None:
    unit, office = sign_in(cast["unit_commander"]), sign_in(cast["head_of_field_office"])
    for client_of in (unit, office):
        page(client_of, f"{ALERTS}{warned.pk}/")
    assert telling_of(warned).opened == 0
    assert "I have read this" in page(office, f"{ALERTS}{warned.pk}/")
    assert office.post(f"{ALERTS}{warned.pk}/read/").status_code == 302
    assert telling_of(warned).opened == 1
    assert "I have read this" not in page(office, f"{ALERTS}{warned.pk}/")
    unit.post(f"{ALERTS}{warned.pk}/record/", {"name": "acknowledged"})
    assert telling_of(warned).opened == 2
    by = phone(client, cast["poc_adviser"])
    answer = client.post(f"{URL}/{warned.pk}/read", **by)
    assert answer.status_code == 200 and answer.json()["told"]["opened"] == 3
    office.post(f"{ALERTS}{warned.pk}/read/")
    assert telling_of(warned).opened == 3, "people, however often they say it"


def test_mail_is_sent_at_best_and_only_a_receipt_says_delivered(
    cast: Cast, client: Any, box: Any, warned: Alert
) -> None:
    for person in (cast["unit_commander"], cast["poc_adviser"]):
        person.email = f"{person.username}@mission.example"
        person.save()
    gateway = make.gateway(cast.mission)
    text = Message.objects.get(
        to_kind="post", about_id=warned.pk, to_id=Post.objects.get(role="sector_operations").pk
    )
    Message.objects.filter(pk=text.pk).update(gateway=gateway)
    outbox.deliver_due()
    telling = telling_of(warned)
    assert (telling.sent, telling.delivered) == (2, 0) and telling.failed == telling.addressed - 2
    Message.objects.filter(pk=text.pk).update(state="sent")
    assert receipt(client, Gateway.objects.get(), text, 1).status_code == 200
    telling = telling_of(warned)
    assert (telling.sent, telling.delivered) == (2, 1) and not telling.nobody


def test_of_joined_alerts_each_person_counts_once(cast: Cast, sign_in: Any, warned: Alert) -> None:
    other = call(cast, level="warning")
    issue(other, by=at_desk(cast, "joc_duty_officer"))
    alone = telling_of(warned).addressed
    join(again(other), again(warned), by=at_desk(cast, "joc_duty_officer"))
    assert telling_of(warned).addressed == alone
    sign_in(cast["unit_commander"]).post(f"{ALERTS}{warned.pk}/read/")
    assert telling_of(warned).opened == 1
    assert other.notices.filter(person=cast["unit_commander"], opened_at=None).count() == 0


def test_who_may_not_see_it_cannot_say_that_they_read_it(cast: Cast, sign_in: Any) -> None:
    south = call(cast, area=cast.south)
    for who in ("unit_commander", "chen"):
        assert sign_in(cast[who]).post(f"{ALERTS}{south.pk}/read/").status_code == 404


def test_when_every_message_failed_owner_and_duty_officer_get_one_notice_of_whom_to_telephone(
    cast: Cast, sign_in: Any, warned: Alert
) -> None:
    assert tell_missed(cast.mission) == 0, "nothing failed yet"
    outbox.deliver_due()
    assert tell_missed(cast.mission) == 1 and tell_missed(cast.mission) == 0, "once"
    notices = warned.notices.filter(why="missed")
    who = set(notices.values_list("person__username", flat=True))
    assert who == {"head_of_field_office", "joc_duty_officer"}
    shown = words(page(sign_in(cast["head_of_field_office"]), f"{ALERTS}{warned.pk}/"))
    told = shown[shown.index("not reached:") :]
    assert str(cast["unit_commander"]) in told and str(cast["poc_adviser"]) in told
    assert "nobody was reached: telephone" in page(sign_in(cast["joc_duty_officer"]), ALERTS)
    assert telling_of(warned).nobody, "a notice of the failure is no telling of the alert"


def test_the_owner_hears_which_persons_message_failed_and_whom_to_telephone(
    cast: Cast, sign_in: Any, box: Any, warned: Alert
) -> None:
    """The unit commander has no address; the others' mail leaves."""
    Post.objects.filter(role="unit_commander").update(duty_number="+211 555 0101")
    addressed = warned.notices.exclude(person=cast["unit_commander"])
    for notice in addressed.select_related("person"):
        notice.person.email = f"{notice.person.username}@mission.example"
        notice.person.save()
    outbox.deliver_due()
    assert tell_missed(cast.mission) == 1 and tell_missed(cast.mission) == 0, "once for a person"
    [notice] = warned.notices.filter(why="some")
    assert notice.person == cast["head_of_field_office"], "the owner, and nobody else"
    owner = sign_in(cast["head_of_field_office"])
    shown = words(page(owner, f"{ALERTS}{warned.pk}/"))
    told = shown[shown.index("Not everybody was reached. Telephone:") :][:200]
    assert str(cast["unit_commander"]) in told and "+211 555 0101" in told
    assert str(cast["poc_adviser"]) not in told.partition("Who was told")[0]
    line = shown[shown.index("somebody was not reached") :][:300]
    assert f"not reached: {cast['unit_commander']}" in line
    sign_in(cast["unit_commander"]).post(f"{ALERTS}{warned.pk}/record/", {"name": "acknowledged"})
    assert "Not everybody was reached" not in words(page(owner, f"{ALERTS}{warned.pk}/"))
