"""Alerts are joined while people go on telling of them: no report is lost, no row left behind."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction

from tests.counts import counted
from tests.tutela_web.cast import Cast, assemble
from tests.tutela_web.conftest import once_a_file
from tests.tutela_web.site.test_api import Program
from tests.tutela_web.two_hands import at_once, dawdle
from tests.tutela_web.warning.story import again, at_desk, call
from tutela_web.warning.alerts import verbs
from tutela_web.warning.alerts.verbs import AlertReport, add_word, issue, raise_alert, set_level
from tutela_web.warning.board import queries
from tutela_web.warning.merging import verbs as thread_verbs
from tutela_web.warning.models import Alert, AlertNow, Report
from tutela_web.warning.telling import queries as told_queries
from tutela_web.warning.threads.state import settle

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
    pytest.mark.postgresql,
]
TIMES = counted(1, 15)


@pytest.fixture(scope=once_a_file)
def world(build_once: Any) -> Cast:
    return build_once(assemble)  # type: ignore[no-any-return]


def rows(*alerts: Alert) -> list[dict[str, Any]]:
    """Where alerts stand, as their rows say; but for when they were made."""
    kept = AlertNow.objects.filter(alert__in=alerts).order_by("alert")
    return [{k: v for k, v in row.items() if k != "settled_at"} for row in kept.values()]


def test_a_report_that_comes_while_its_alert_is_joined_stands_on_the_page_of_both(
    world: Cast, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    # who joins reads where reports lie, and who tells which alert is read: then both write
    dawdle(monkeypatch, thread_verbs, "_thread_root")
    dawdle(monkeypatch, verbs, "root_of")
    phone, desk = Program(world["joc_duty_officer"]), sign_in(world["joc_duty_officer"])
    for _ in range(TIMES):
        one, other = call(world), call(world)
        said = [{"id": str(uuid4()), "words": f"they come {n}"} for n in range(2)]
        joined, *told = at_once(
            partial(desk.post, f"/m/luma/alerts/{one.pk}/join/", {"alert": str(other.pk)}),
            partial(phone.send, f"/alerts/{one.pk}/reports", said[0]),
            partial(phone.send, f"/alerts/{other.pk}/reports", said[1]),
        )
        assert [joined.status_code, *(answer.status_code for answer in told)] == [302, 200, 200]
        root = Alert.objects.get(pk__in=[one.pk, other.pk], merged_into=None)
        assert Report.objects.filter(pk__in=[x["id"] for x in said], alert=root).count() == 2
        assert AlertNow.objects.get(alert=root).reports == 4
        page = desk.get(f"/m/luma/alerts/{root.pk}/").content.decode()
        assert all(x["words"] in page for x in said)


def test_rows_of_where_alerts_stand_are_as_if_one_came_after_the_other(world: Cast) -> None:
    desk, office = at_desk(world, "joc_duty_officer"), at_desk(world, "head_of_field_office")
    for _ in range(TIMES):
        one, other = call(world), call(world, level="warning")
        at_once(
            partial(thread_verbs.join, one, other, by=desk),
            partial(set_level, other, "ongoing", by=office),
            partial(add_word, again(other), AlertReport("field", said={"words": "fire"}), by=desk),
            partial(issue, again(one), by=desk),
        )
        stood = rows(one, other)
        with transaction.atomic():
            settle(world.mission, [one.pk, other.pk])
        assert rows(one, other) == stood


def test_alerts_joined_in_a_ring_are_one_thread(world: Cast) -> None:
    desk = at_desk(world, "joc_duty_officer")
    for _ in range(TIMES):
        three = [call(world) for _ in range(3)]
        ring = zip(three, [*three[1:], three[0]], strict=True)
        at_once(*(partial(thread_verbs.join, one, into, by=desk) for one, into in ring))
        (root,) = Alert.objects.filter(pk__in=[one.pk for one in three], merged_into=None)
        assert Report.objects.filter(alert=root).count() == 3


def test_an_alert_raised_twice_at_once_under_its_own_id_is_one(world: Cast) -> None:
    phone = Program(world["joc_duty_officer"])
    for _ in range(TIMES):
        sent = {"id": str(uuid4()), "act": "shots at the well"}
        answers = at_once(*[partial(phone.send, "/alerts", sent)] * 2)
        assert {answer.status_code for answer in answers} <= {200, 201}
        assert {answer.json()["number"] for answer in answers} == {
            Alert.objects.get(pk=sent["id"]).number
        }
        assert Report.objects.filter(alert=sent["id"]).count() == 1


def test_a_page_read_while_somebody_is_told_shows_them_next_time(
    world: Cast, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    alert, desk = call(world), at_desk(world, "joc_duty_officer")
    address, reader = f"/m/luma/alerts/{alert.pk}/", sign_in(world["joc_duty_officer"])
    assert reader.get(address).status_code == 200
    tellings = told_queries.tellings

    def read_before_others_were_told(*given: Any) -> Any:
        found = tellings(*given)
        monkeypatch.undo()
        at_once(partial(issue, alert, by=desk))
        return found

    for module in (told_queries, queries):
        if hasattr(module, "tellings"):
            monkeypatch.setattr(module, "tellings", read_before_others_were_told)
    assert reader.get(address).status_code == 200
    assert "issued" in again(alert).now.moments, "somebody was told meanwhile"
    assert reader.get(address).status_code == 200


def test_raised_and_warned_at_once_each_alert_has_a_number_of_its_own(world: Cast) -> None:
    desk = at_desk(world, "joc_duty_officer")
    act = partial(raise_alert, {"act": "shots"}, mission=world.mission, by=desk, level="ongoing")
    raised = at_once(*[act] * 4)
    assert len({one.number for one in raised}) == 4
    assert len({one.reference for one in raised}) == 4
