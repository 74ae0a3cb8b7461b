"""A report from a phone: kept once, its secrets in the vault, a danger an alert."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.intake.sending import LIST, report, send
from tests.tutela_web.site.test_api import Program
from tutela_web.access.vault.models import Sealed, Subject
from tutela_web.base.clock import real_now
from tutela_web.base.ids import new_id
from tutela_web.conduct.models import MisconductReceipt, SealedItem, UnsureCase
from tutela_web.incidents.models import ClosedIncident
from tutela_web.intake.models import AdviserCall, ClosedReceipt, FieldReport
from tutela_web.warning.models import Alert

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

MISCONDUCT = "A girl was raped by a UN peacekeeper near the base."
UNSURE = "A girl was raped at night. A peacekeeper left her house."


@pytest.fixture
def phone(cast: Cast) -> Program:
    return Program(cast["field_reporter"])


def read(sign_in: Any, who: Any, number: str) -> str:
    page = sign_in(who).get(f"{LIST}{number}/")
    return page.content.decode() if page.status_code == 200 else ""


@pytest.mark.postgresql
def test_sent_twice_it_is_one_and_its_office_reads_it(
    cast: Cast, phone: Program, sign_in: Any
) -> None:
    place = make.place(cast.mission, name="Bel", area=cast.north)
    answers = {"what": "Armed men took cattle", "when": "2019-01-01T05:00", "known_by": "heard"}
    content = report(answers=answers, place_id=str(place.pk), place_precision=2)
    assert send(phone, content) == send(phone, content)
    kept = FieldReport.objects.get()
    assert (kept.area, kept.first_hand, str(kept.event_from)) == (cast.north, False, "2019-01-01")
    assert "Armed men took cattle" in read(sign_in, cast.hofo, content["id"])
    assert read(sign_in, cast["unit_commander"], content["id"]) == ""
    assert Program(cast.amina).send("/field-reports", content).status_code == 403


def test_who_told_it_and_telephones_are_in_the_vault_alone(
    cast: Cast, phone: Program, sign_in: Any
) -> None:
    answers = {"what": "Call her on +211 912 345 678", "source_name": "Nyandeng Mabior"}
    content = report(answers=answers)
    send(phone, content)
    subject = Subject.objects.get()
    fields = Sealed.objects.filter(subject=subject.pk)
    assert set(fields.values_list("field", flat=True)) == {"person", "numbers"}
    page = read(sign_in, cast["joc_duty_officer"], content["id"])
    assert subject.pseudonym in page
    assert "912 345" not in page and "Nyandeng" not in page


def test_danger_raises_an_alert_once_and_says_how_late_it_came(cast: Cast, phone: Program) -> None:
    written = (real_now() - timedelta(hours=70)).isoformat()
    answers = {"what": "They burn houses", "how_many": 30, "safe": "no"}
    content = report("danger", answers=answers, captured_at=written, latitude=6.2, longitude=31.5)
    assert send(phone, content)["outcome"] == "alert"
    assert send(phone, content)["outcome"] == "alert"
    alert = Alert.objects.get()
    assert (alert.level, alert.how_many, alert.caller_safe) == ("ongoing", 30, False)
    assert "70 h" in alert.note and FieldReport.objects.get().alert == alert


@pytest.mark.parametrize(
    ("said", "compartment"),
    [
        ({"answers": {"what": "Two women were raped at the river"}}, "crsv"),
        ({"answers": {}, "marked": "crsv"}, "crsv"),
        ({"answers": {"what": "It is about a boy"}, "marked": "child"}, "mrm"),
        ({"kind": "danger", "answers": {"what": "A boy runs"}, "marked": "child"}, "mrm"),
    ],
)
def test_what_is_closed_goes_to_its_adviser_and_the_form_stops(
    cast: Cast, phone: Program, said: dict[str, Any], compartment: str
) -> None:
    content = report(**said)
    told = send(phone, content)
    assert (told["outcome"], len(told["steps"])) == ("closed", 5)
    assert send(phone, content) == told
    assert ClosedIncident.objects.get().compartment == compartment
    assert not FieldReport.objects.exists() and ClosedReceipt.objects.count() == 1
    danger = Alert.objects.first()
    assert (danger is None) == (content["kind"] == "report")
    assert danger is None or danger.act == "harm to civilians"


def test_misconduct_by_personnel_leaves_no_word_here(cast: Cast, phone: Program) -> None:
    content = report(answers={"what": MISCONDUCT})
    told = send(phone, content)
    assert told["outcome"] == "misconduct" and told == send(phone, content)
    assert MisconductReceipt.objects.get().number == told["number"]
    assert SealedItem.objects.count() == 1
    stopped = send(phone, report(misconduct="yes"))
    assert stopped["outcome"] == "misconduct" and SealedItem.objects.count() == 1
    apart = report(answers={"what": UNSURE})
    assert send(phone, apart)["outcome"] == send(phone, apart)["outcome"] == "apart"
    assert UnsureCase.objects.count() == 1
    assert not FieldReport.objects.exists() and not ClosedIncident.objects.exists()


def test_a_wrong_clock_is_put_right_or_doubted(cast: Cast, phone: Program) -> None:
    ahead = (real_now() + timedelta(hours=3)).isoformat()
    told = report(captured_at=ahead, clock_offset=3 * 3600)
    doubted = report(captured_at=ahead)
    send(phone, told), send(phone, doubted)
    found = {str(one.pk): one for one in FieldReport.objects.all()}
    assert not found[told["id"]].clock_doubtful and found[doubted["id"]].clock_doubtful
    assert all(one.known_at <= one.entered_at for one in found.values())


@pytest.mark.parametrize(
    "answers",
    [{}, {"what": "x", "nickname": "y"}, {"what": "x", "known_by": "guessed"}, {"what": 5}],
)
def test_what_a_form_does_not_ask_is_refused_and_said(phone: Program, answers: Any) -> None:
    answer = phone.send("/field-reports", report(answers=answers))
    assert answer.status_code == 400 and answer.json()["error"]["next"]
    assert not FieldReport.objects.exists()


@pytest.mark.postgresql
def test_the_advisers_inbox_has_first_who_asked_and_by_when(
    cast: Cast, phone: Program, sign_in: Any
) -> None:
    for care, id in (("no", new_id()), ("yes", new_id())):
        said = {"agreed": "yes", "call_back": "yes", "care_now": care}
        send(phone, report(id=str(id), answers=said, marked="crsv", place_said="near Luma"))
    adviser = sign_in(cast["women_protection_adviser"])
    page = adviser.get("/m/luma/inbox/").content.decode()
    assert page.index("Waiting for you") < page.index("Told to you")
    assert page.count("may be called back") == 2 and "Field Reporter" in page
    assert page.index("C-2") < page.index("C-1"), "care needed now is due first"
    now, later = AdviserCall.objects.order_by("due_at")
    assert now.care_now and later.due_at - now.due_at > timedelta(hours=22)
    for who in ("child_protection_adviser", "joc_duty_officer", "field_reporter"):
        other = sign_in(cast[who])
        assert "Waiting for you" not in other.get("/m/luma/inbox/").content.decode(), who
        assert other.post(f"/m/luma/inbox/{now.pk}/answered/").status_code == 404, who
    assert adviser.post(f"/m/luma/inbox/{now.pk}/answered/").status_code == 302
    page = adviser.get("/m/luma/inbox/").content.decode()
    assert "C-2" not in page and "C-1" in page


def test_without_agreement_no_adviser_is_told(cast: Cast, phone: Program) -> None:
    content = report(answers={"agreed": "no"}, marked="child")
    assert send(phone, content)["outcome"] == "closed"
    assert not ClosedIncident.objects.exists() and not AdviserCall.objects.exists()
