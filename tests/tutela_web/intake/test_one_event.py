"""A danger that goes on has an alert with its clock; reports of one event are one thread; a place
is found by ear."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.intake.sending import LIST, report, send
from tests.tutela_web.site.test_api import Program
from tutela_web.access.policy import standing_of
from tutela_web.base.clock import real_now
from tutela_web.base.ids import new_id
from tutela_web.intake.models import FieldReport
from tutela_web.intake.verbs import receive_report
from tutela_web.places.models import Place
from tutela_web.warning.models import Alert, ThreadProposal

pytestmark = [pytest.mark.django_db(databases=["default", "keys"]), pytest.mark.postgresql]

SWAMP = "people run to the swamp at night, soldiers came"


@pytest.fixture
def phone(cast: Cast) -> Program:
    return Program(cast["field_reporter"])


@pytest.fixture
def wei_kol(cast: Cast) -> Place:
    make.place(cast.mission, "Bel", area=cast.north, latitude=9.0, longitude=29.0, classification=0)
    return make.place(
        cast.mission, "Wei-Kol", area=cast.north, latitude=7.66, longitude=32.15, classification=0
    )


def page_of(browser: Any, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200, path
    return " ".join(answer.content.decode().split("<main")[1].split())


@pytest.mark.parametrize("said", ["wei-kol", "weikol", "wei kol", "Weikol", "Wey Kol"])
def test_a_listed_place_is_found_however_its_name_is_heard(
    phone: Program, wei_kol: Place, said: str
) -> None:
    send(phone, report(place_said=said))
    kept = FieldReport.objects.get()
    assert (kept.place, kept.place_said) == (wei_kol, said), "as it was said, and where it is"


@pytest.mark.parametrize("said", ["5 km north of Wei-Kol", "Kol", "wei", "the mill", ""])
def test_what_says_more_or_less_than_a_name_is_no_place(
    phone: Program, wei_kol: Place, said: str
) -> None:
    send(phone, report(place_said=said))
    assert FieldReport.objects.get().place is None


def test_a_danger_that_goes_on_opens_an_alert_and_the_next_joins_it(
    cast: Cast, phone: Program, sign_in: Any, wei_kol: Place
) -> None:
    over = report(answers={"what": SWAMP, "going_on": "no"}, place_said="weikol")
    assert send(phone, over)["outcome"] == "kept" and not Alert.objects.exists()
    going = report(answers={"what": SWAMP, "going_on": "yes"}, place_said="weikol")
    assert send(phone, going)["outcome"] == "alert" and send(phone, going)["outcome"] == "alert"
    alert = Alert.objects.select_related("now").get()
    assert (alert.place, alert.level, alert.now.open) == (wei_kol, "ongoing", True)
    assert alert.now.due_at is not None, "its clock runs"
    again = report(answers={"what": "shots by the river", "going_on": "yes"}, place_said="wei kol")
    send(phone, again)
    assert Alert.objects.get() == alert
    alert.now.refresh_from_db()
    assert alert.now.reports == 2
    assert set(FieldReport.objects.filter(alert=alert).values_list("state", flat=True)) == {
        "alerted"
    }
    board = page_of(sign_in(cast["joc_duty_officer"]), "/m/luma/alerts/")
    assert "Wei-Kol" in board
    # elsewhere, the same hour: its own alert, proposed as one with the first
    near = report(answers={"what": SWAMP, "going_on": "yes"}, place_said="the swamp")
    send(phone, near)
    assert Alert.objects.count() == 2 and ThreadProposal.objects.count() == 1


@pytest.mark.parametrize(("days", "alerts"), [(3, 0), (0, 1)])
def test_old_answers_pulled_from_another_system_raise_no_alarm_by_themselves(
    cast: Cast, sign_in: Any, wei_kol: Place, days: int, alerts: int
) -> None:
    receive_report(
        standing_of(cast["joc_duty_officer"], cast.mission),
        id=new_id(),
        kind="report",
        way="form",
        captured_at=real_now() - timedelta(days=days),
        answers={"what": SWAMP, "going_on": "yes"},
        place=wei_kol,
    )
    assert Alert.objects.count() == alerts
    report = FieldReport.objects.get()
    page = page_of(sign_in(cast["joc_duty_officer"]), f"{LIST}{report.pk}/")
    assert ("no alert was raised from it" in page) == (not alerts)


def test_an_alert_is_raised_from_an_open_report_in_one_tap(
    cast: Cast, phone: Program, sign_in: Any, wei_kol: Place
) -> None:
    content = report(answers={"what": SWAMP}, place_said="weikol")
    send(phone, content)
    officer = sign_in(cast["joc_duty_officer"])
    page = page_of(officer, f"{LIST}{content['id']}/")
    assert "Does the danger go on?" in page
    gone = officer.post(f"{LIST}{content['id']}/raise/")
    alert = Alert.objects.get()
    assert gone["Location"].endswith(f"/alerts/{alert.pk}/") and alert.level == "ongoing"
    assert alert.place == wei_kol and FieldReport.objects.get().alert == alert
    officer.post(f"{LIST}{content['id']}/raise/")
    assert Alert.objects.count() == 1
    adviser = sign_in(cast["analyst"])
    assert "Raise an alert" not in page_of(adviser, f"{LIST}{content['id']}/")


def test_reports_of_one_event_are_proposed_put_together_and_settled_as_one(
    cast: Cast, phone: Program, sign_in: Any, wei_kol: Place
) -> None:
    sent = [
        report(answers={"what": words}, place_said=said)
        for words, said in (
            ("soldiers came, people run to the swamp", "wei-kol"),
            ("people run to swamp at night", "weikol"),
            ("soldiers in wei kol, people run", "wei kol"),
            ("the pump is broken", "Bel"),
        )
    ]
    for one in sent:
        send(phone, one)
    officer = sign_in(cast["joc_duty_officer"])
    page = page_of(officer, f"{LIST}{sent[0]['id']}/")
    offered = re.findall(r'name="report" value="([^"]+)"', page)
    assert set(offered) == {sent[1]["id"], sent[2]["id"]}
    officer.post(f"{LIST}{sent[0]['id']}/together/", {"report": offered})
    waiting = page_of(officer, "/m/luma/now/").split('id="unsettled"')[1].split("</section>")[0]
    assert waiting.count("FR-") == 2, "one line for the three"
    page = page_of(officer, f"{LIST}{sent[1]['id']}/")
    assert "speaks for all" in page and "What becomes of it" not in page
    officer.post(f"{LIST}{sent[0]['id']}/close/", {"why": "A drill of the host army"})
    states = FieldReport.objects.order_by("number").values_list("state", flat=True)
    assert list(states) == ["closed", "closed", "closed", "new"]


def test_one_that_was_put_together_wrongly_is_taken_apart(
    cast: Cast, phone: Program, sign_in: Any, wei_kol: Place
) -> None:
    first, second = (report(answers={"what": SWAMP}, place_said="weikol") for _each in "12")
    send(phone, first), send(phone, second)
    officer = sign_in(cast["joc_duty_officer"])
    officer.post(f"{LIST}{first['id']}/together/", {"report": [second["id"]]})
    assert FieldReport.objects.get(pk=second["id"]).thread_id is not None
    officer.post(f"{LIST}{second['id']}/apart/")
    assert FieldReport.objects.get(pk=second["id"]).thread_id is None
    reporter = sign_in(cast["field_reporter"])
    assert reporter.post(f"{LIST}{first['id']}/together/", {"report": []}).status_code == 403
