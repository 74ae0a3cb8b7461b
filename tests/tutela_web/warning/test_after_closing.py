"""An alert is closed, and then somebody says more: nobody's word ends in a drawer."""

from __future__ import annotations

from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.warning.story import again, at_desk, call, later, told
from tests.tutela_web.warning.test_pages import page
from tests.tutela_web.warning.test_texts import text
from tutela.base.errors import BadParameter
from tutela_web.access.policy import standing_of
from tutela_web.access.vault import keyring
from tutela_web.base.writes import writes_together
from tutela_web.channels.models import Message
from tutela_web.crisis.decisions.verbs import close, record_outcome
from tutela_web.records.versions.queries import versions_of
from tutela_web.warning.alerts.verbs import AlertReport, add_word, record
from tutela_web.warning.board.queries import BoardFilters, board
from tutela_web.warning.clocks.ticker import tick
from tutela_web.warning.models import Alert, Channel, Report


def closed(cast: Cast) -> Alert:
    """An alert the head of field office has closed."""
    alert, office = call(cast), at_desk(cast, "head_of_field_office")
    record_outcome(alert, "false_alarm", by=office, danger_ended="the chief, by telephone")
    close(again(alert), by=office)
    later(cast.mission, minutes=30)
    return again(alert)


def said(cast: Cast, alert: Alert, *, level: str = "") -> Report:
    return add_word(
        alert,
        AlertReport(Channel.RADIO, said={"words": "smoke over Luma"}),
        by=at_desk(cast, "field_reporter"),
        level=level,
    )


def on_board(cast: Cast, who: str = "joc_duty_officer") -> list[Alert]:
    return board(at_desk(cast, who), BoardFilters()).after


def test_its_owner_and_the_duty_officer_are_told_and_it_stands_on_the_board(
    cast: Cast, sign_in: Any
) -> None:
    alert = closed(cast)
    Message.objects.all().delete()
    said(cast, alert)
    assert told(alert, "word") == {alert.owner.username, "joc_duty_officer"}
    sent = Message.objects.filter(about_id=alert.pk, template="open_tutela")
    assert {m.to_id for m in sent if m.to_kind == "person"} >= {alert.owner_id}
    assert on_board(cast) == [alert] and not again(alert).now.open
    desk = sign_in(cast["joc_duty_officer"])
    assert "Report after closure" in page(desk, "/m/luma/alerts/")
    assert "Set aside" in page(desk, f"/m/luma/alerts/{alert.pk}/")


def test_it_leaves_the_board_when_set_aside_with_a_reason_and_the_next_word_brings_it_back(
    cast: Cast,
) -> None:
    alert, desk = closed(cast), at_desk(cast, "joc_duty_officer")
    said(cast, alert)
    with pytest.raises(BadParameter):
        record(again(alert), "set aside", by=desk)
    record(again(alert), "set aside", by=desk, why="the same fire, burning out")
    assert on_board(cast) == [] and again(alert).now.state == "closed"
    later(cast.mission, minutes=5)
    said(cast, alert)
    assert on_board(cast) == [alert]
    record(again(alert), "reopened", by=desk, why="a second village")
    assert on_board(cast) == [] and again(alert).now.open


def test_who_may_not_read_the_alert_sees_no_word_after_it(cast: Cast) -> None:
    person = make.person("head_of_the_south")
    make.post(cast.mission, "head_of_field_office", person, area=cast.south)
    office, alert = standing_of(person, cast.mission), call(cast, area=cast.south)
    record_outcome(alert, "false_alarm", by=office, danger_ended="the chief, by telephone")
    close(again(alert), by=office)
    later(cast.mission, minutes=30)
    said(cast, alert)
    assert on_board(cast) == [alert] and on_board(cast, "unit_commander") == []


def test_of_an_attack_going_on_a_new_alert_warns_at_once(cast: Cast, sign_in: Any) -> None:
    alert = closed(cast)
    kept = said(cast, alert, level="ongoing")
    new = again(kept.alert)
    assert new.pk != alert.pk and new.level == "ongoing" and new.area == cast.north
    assert new.note == str(alert) and "issued" in new.now.moments
    assert again(alert).now.state == "closed", "no machine opens what a person closed"
    address = f"/m/luma/alerts/{alert.pk}/report/"
    form = {"channel": "radio", "words": "they shoot", "ongoing": "on"}
    sign_in(cast["joc_duty_officer"]).post(address, form)
    assert Alert.objects.filter(level="ongoing").count() == 2


def test_an_attack_going_on_after_an_outcome_warns_anew_and_its_clocks_run(
    cast: Cast, sign_in: Any
) -> None:
    alert = call(cast)
    sent = {"id": "0" * 31 + "4", "outcome": "deterred", "evidence": "They turned back"}
    sent["danger_ended"] = "the base, by radio"
    sign_in(cast.hofo).post(f"/m/luma/alerts/{alert.pk}/outcome/", sent)
    later(cast.mission, minutes=30)
    form = {"channel": "radio", "words": "men still inside the school", "ongoing": "on"}
    desk = sign_in(cast["joc_duty_officer"])
    desk.post(f"/m/luma/alerts/{alert.pk}/report/", form | {"ongoing": ""})
    assert Alert.objects.count() == 1, "what is no attack going on stays with it"
    desk.post(f"/m/luma/alerts/{alert.pk}/report/", form)
    new = Alert.objects.select_related("now").get(level="ongoing")
    assert new.note == str(alert) and new.now.clock == "acknowledge"
    assert "outcome" in again(alert).now.moments


def test_of_an_open_alert_the_level_rises_and_its_addressees_are_warned(cast: Cast) -> None:
    alert = call(cast, level="warning")
    said(cast, alert, level="ongoing")
    assert again(alert).level == "ongoing" and alert.notices.filter(key="ongoing").exists()
    said(cast, alert, level="watch")
    assert again(alert).level == "ongoing", "a person lowers it, with a reason"


def test_an_attack_told_of_by_text_after_an_alert_expired_has_clocks_that_run(
    cast: Cast, client: Any
) -> None:
    keyring.make_first()
    gateway = make.gateway(cast.mission)
    text(client, gateway, "3 Luma 60 N OK")
    first = Alert.objects.get()
    later(cast.mission, hours=25)
    tick()
    assert again(first).now.state == "expired"
    text(client, gateway, "1 Luma 60 N OK")
    newest = Alert.objects.order_by("-number")[0]
    assert newest.pk != first.pk and again(newest).now.next_step_at is not None


def test_a_text_of_an_attack_about_an_alert_that_ended_a_moment_ago_raises_a_new_one(
    cast: Cast,
) -> None:
    alert = closed(cast)
    with writes_together() as writes:  # as texts that wait are taken
        word = AlertReport(Channel.SMS, said={"act": "attack going on"})
        report = add_word(alert, word, by=None, level="ongoing", writes=writes)
    assert report.alert_id != alert.pk and again(report.alert).now.open
    assert versions_of(again(report.alert)).count() == 1
