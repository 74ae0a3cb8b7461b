"""What pages of reports say: by which form, when to the hour, where once, and what is needed."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.html import squeezed
from tests.tutela_web.intake.sending import LIST, NEW, at_desk, report, send
from tests.tutela_web.questionnaires.filling import in_use
from tests.tutela_web.site.test_api import Program
from tutela_web.conduct.models import UnsureCase
from tutela_web.intake.models import FieldReport

pytestmark = [pytest.mark.django_db(databases=["default", "keys"]), pytest.mark.postgresql]


def main_of(browser: Any, address: str) -> str:
    return squeezed(browser.get(address).content.decode()).split("<main")[1]


def test_the_list_says_by_which_form_and_finds_by_it(cast: Cast, sign_in: Any) -> None:
    in_use(sign_in, cast)
    phone = Program(cast["field_reporter"])
    send(phone, report(answers={"price": 900}, form="market-watch"))
    send(phone, report())
    jmac = sign_in(cast.amina)
    listed = main_of(jmac, LIST)
    assert "Market watch" in listed and ">none<" in listed, "a grade nobody gave is said"
    found = main_of(jmac, f"{LIST}?form=market-watch")
    assert found.count("FR-000") < listed.count("FR-000") and "FR-0001" in found


def test_a_report_says_where_once_and_when_to_the_hour(cast: Cast, sign_in: Any) -> None:
    place = make.place(cast.mission, "Ouandjah", area=cast.north, classification=0)
    liaison = sign_in(cast["field_reporter"])
    told = liaison.post(NEW, at_desk(place=str(place.pk), when="2019-01-01T06:30"))
    page = main_of(liaison, told["Location"])
    assert "1 Jan 2019 06:30" in page and "2019-01-01T06:30" not in page
    assert page.count("Ouandjah") == 1, "a place of the list was not said in other words"
    arrived = page.split("When it arrived")[1][:160]
    assert re.search(r"\d\d:\d\d [A-Z]", arrived), "a time says its hour and its zone"
    other = liaison.post(NEW, at_desk(place_said="Two hours east of the mill"))
    assert "Two hours east" in main_of(liaison, other["Location"])


def test_a_closed_report_is_found_and_taken_up_again_from_its_page(
    cast: Cast, sign_in: Any
) -> None:
    phone, joc = Program(cast["field_reporter"]), sign_in(cast["joc_duty_officer"])
    send(phone, report())
    send(phone, report())
    closed, _other = FieldReport.objects.order_by("number")
    address = f"{LIST}{closed.pk}/"
    assert "Reopen it" not in main_of(joc, address), "nobody has settled it"
    joc.post(f"{address}close/", {"why": "A hunter, seen by the patrol"})
    listed = main_of(joc, LIST)
    link = re.search(r'href="([^"]+)" ?>Closed reports', listed)
    assert link, "one list finds them"
    found = main_of(joc, LIST + link[1])
    assert str(closed) in found and str(_other) not in found
    page = main_of(joc, address)
    reopens = re.search(r'action="([^"]+/reopen/)"', page)
    assert reopens and "Take it up again" in page
    assert joc.post(reopens[1], {"why": ""}, follow=True).status_code == 200
    closed.refresh_from_db()
    assert closed.state == FieldReport.State.CLOSED, "not without a reason"
    joc.post(reopens[1], {"why": "Another heard the same"})
    closed.refresh_from_db()
    assert closed.state == FieldReport.State.NEW
    assert str(closed) not in main_of(joc, f"{LIST}?state=closed").split("</thead>")[-1]
    reporter = sign_in(cast["field_reporter"])
    joc.post(f"{address}close/", {"why": "It was the hunter"})
    assert "Reopen it" not in main_of(reporter, address), "who may not settle reopens nothing"


def test_what_must_be_answered_is_not_called_optional(cast: Cast, sign_in: Any) -> None:
    form = main_of(sign_in(cast["field_reporter"]), f"{NEW}?kind=patrol")
    asked = {label.strip(): "optional" in rest for label, rest in LABELS.findall(form)}
    assert asked["What was the task?"] is False and asked["When did you return?"] is False
    assert asked["Which places did you reach?"] is True


LABELS = re.compile(r"<label for=\"[^\"]+\">([^<]+)(.*?)</label>", re.DOTALL)


def test_who_collected_an_identity_is_led_to_it_and_nobody_else(cast: Cast, sign_in: Any) -> None:
    liaison = sign_in(cast["field_reporter"])
    told = liaison.post(NEW, at_desk(source_name="Invented, a trader"))
    assert "/m/luma/vault/" in main_of(liaison, told["Location"])
    office = main_of(sign_in(cast.hofo), told["Location"])
    assert "S-0001" in office and "/m/luma/vault/" not in office


def test_who_grades_a_report_reads_its_words_beside_the_grades(cast: Cast, sign_in: Any) -> None:
    in_use(sign_in, cast)
    answers = {"price": 900, "groups": "Group Kestrel"}
    send(Program(cast["field_reporter"]), report(answers=answers, form="market-watch"))
    officer, found = sign_in(cast["joc_duty_officer"]), FieldReport.objects.get()
    page = main_of(officer, f"{LIST}{found.pk}/edit/")
    assert "Price of a bag of sorghum" in page and "900" in page
    assert "Kestrel" not in page, "an answer of a compartment is for those who hold it"
    assert 'name="reliability"' in page
    wrong = officer.post(f"{LIST}{found.pk}/edit/", {"version": 1, "classification": "x"})
    assert wrong.status_code == 400 and "900" in wrong.content.decode()


@pytest.mark.parametrize(
    "words",
    [
        "The UN peacekeepers buy girls behind the market for ten dollars",
        "The man of the blue helmet base gives biscuits to girls in his container at night",
    ],
)
def test_a_report_in_a_villages_own_words_is_asked_about_before_it_is_kept(
    words: str, cast: Cast, sign_in: Any
) -> None:
    asked = sign_in(cast["field_reporter"]).post(NEW, at_desk(what=words))
    assert asked.status_code == 400 and "may report sexual misconduct" in asked.content.decode()
    assert not FieldReport.objects.exists() and not UnsureCase.objects.exists()


def test_human_rights_reads_what_was_held_apart_of_a_report_but_not_who_told_it(
    cast: Cast, sign_in: Any
) -> None:
    words = "A girl was raped at night. A peacekeeper left her house."
    told = at_desk(what=words, source_name="Nyandeng Mabior", un_personnel="unsure")
    assert sign_in(cast["field_reporter"]).post(NEW, told).status_code == 302
    rights = sign_in(cast["human_rights"])
    case = UnsureCase.objects.get()
    page = main_of(rights, f"/m/luma/misconduct/unsure/{case.pk}/")
    said = page.split('id="words"')[1].split("</dl>")[0]
    assert "What happened, or what did you see?" in said and words in said
    assert "Nyandeng" not in page and words in page.split("</dl>")[1]  # to be recorded without
    own = main_of(sign_in(cast["field_reporter"]), f"/m/luma/misconduct/unsure/{case.pk}/")
    assert 'name="source_name" value="Nyandeng Mabior"' in own


def test_what_human_rights_records_of_it_keeps_its_form_and_its_source(
    cast: Cast, sign_in: Any
) -> None:
    words = "A woman was beaten at night. A peacekeeper left her house."
    told = at_desk(what=words, source_name="Nyandeng Mabior", un_personnel="unsure")
    sign_in(cast["field_reporter"]).post(f"{NEW}?kind=report", told)
    rights, case = sign_in(cast["human_rights"]), UnsureCase.objects.get()
    rights.post(f"/m/luma/misconduct/unsure/{case.pk}/decide/", {"decision": "ordinary"})
    page = rights.get(f"/m/luma/misconduct/unsure/{case.pk}/")
    assert f'action="{NEW}?kind=report"' in page.content.decode()
    again = dict(page.context["carried"])
    assert "source_name" not in again
    refused = rights.post(f"{NEW}?kind=report", again | {"what": ""})
    assert refused.status_code == 400 and "Nyandeng" not in refused.content.decode()
    again["source_name"] = ""  # as a form sends what it does not ask
    answer = rights.post(f"{NEW}?kind=report", again)
    assert answer.status_code == 302
    report = FieldReport.objects.get()
    assert report.source is not None, "who told it lies in the vault"


def test_what_a_telephone_sent_and_was_held_apart_is_recorded_by_its_sender(
    cast: Cast, sign_in: Any
) -> None:
    place = make.place(cast.mission, "Ferry landing", area=cast.north)
    words = "A woman was beaten at night. A peacekeeper left her house."
    answers = {"said": words, "women_met": True}
    told = report("visit", answers=answers, place_id=str(place.pk), misconduct="unsure")
    assert send(Program(cast["field_reporter"]), told)["outcome"] == "apart"
    sender, case = sign_in(cast["field_reporter"]), UnsureCase.objects.get()
    page = sender.get(f"/m/luma/misconduct/unsure/{case.pk}/")
    assert f'action="{NEW}?kind=visit"' in page.content.decode()
    answer = sender.post(f"{NEW}?kind=visit", dict(page.context["carried"]))
    assert answer.status_code == 302, squeezed(answer.content.decode())[-3000:]
    found = FieldReport.objects.get()
    assert (found.kind, found.place) == ("visit", place) and found.answers["women_met"] is True
    case.refresh_from_db()
    assert case.words is None and case.address == NEW
