"""Misconduct by personnel: help first, nothing kept, a receipt, and the office that confirms it."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pyrage
import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.incidents.import_files import checked, row
from tests.tutela_web.site.test_api import ROOT, Program
from tests.tutela_web.warning.test_texts import NUMBER, kannel, text  # noqa: F401
from tutela_web.access.models import Answered, AuditEntry, Holding
from tutela_web.access.vault.models import Sealed, SubjectKey
from tutela_web.base.clock import real_now
from tutela_web.base.jobs import ROUNDS, autodiscover_modules
from tutela_web.base.models import Batch
from tutela_web.channels.models import Gateway, Message
from tutela_web.conduct.models import MisconductReceipt, SealedItem
from tutela_web.incidents.models import Incident
from tutela_web.warning.models import Alert, Report

PAGE = "/m/luma/misconduct/"
RECEIPTS = PAGE + "receipts/"
HARM = "A girl was raped by a UN peacekeeper near Luma."

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(databases=["default", "keys"])]


def page(browser: Any, address: str, status: int = 200) -> str:
    answer = browser.get(address)
    assert answer.status_code == status, f"{address}: {answer.status_code}"
    said: str = answer.content.decode()
    return said


def give_key(sign_in: Any, cast: Cast) -> pyrage.x25519.Identity:
    """The office makes its pair elsewhere and pastes the public key on its page."""
    private = pyrage.x25519.Identity.generate()
    sent = {
        "contact": "Office of Conduct, Luma base, block 4",
        "telephone": "+211 900 777 000",
        "victim_help": "Clinic of Luma, day and night",
        "public_key": str(private.to_public()),
    }
    answer = sign_in(cast["conduct_officer"]).post(PAGE + "office/", sent)
    assert answer.status_code == 302, answer.content.decode()
    return private


def test_the_answer_stands_in_the_order_of_the_field_and_says_what_is_not_set(
    cast: Cast, sign_in: Any
) -> None:
    said = page(sign_in(cast.boris), PAGE)
    order = ["Help for the victim", "Do not interview", "Whom to tell", "duty to report stands"]
    assert sorted(order, key=said.index) == order
    assert "has not said how it is reached" in said and "+1 212 963 1111" in said
    give_key(sign_in, cast)
    said = page(sign_in(cast.boris), PAGE)
    assert "+211 900 777 000" in said and "Clinic of Luma" in said
    assert sign_in(cast.chen).get(PAGE).status_code == 404
    for who in ("administrator", "head_of_mission", "human_rights", "analyst"):
        page(sign_in(cast[who]), PAGE + "office/", 404)


def test_a_private_key_pasted_by_mistake_is_refused_and_not_repeated(
    cast: Cast, sign_in: Any
) -> None:
    secret = str(pyrage.x25519.Identity.generate())
    answer = sign_in(cast["conduct_officer"]).post(PAGE + "office/", {"public_key": secret})
    assert answer.status_code == 400 and "no public key" in answer.content.decode()
    assert secret not in answer.content.decode()


def test_every_form_leads_to_one_receipt_that_reporter_and_office_alone_read(
    cast: Cast, sign_in: Any
) -> None:
    forms = {
        "/m/luma/incidents/new/": "incident",
        "/m/luma/alerts/new/": "alert",
        "/m/luma/harm/new/": "harm",
        PAGE: "page",
    }
    reporter = sign_in(cast["joc_duty_officer"])
    for address in forms:
        sent = {"un_personnel": "yes", "title": "SEAWORD", "words": "SEAWORD", "act": "SEAWORD"}
        answer = reporter.post(address, sent)
        assert answer.status_code == 200 and "SEAWORD" not in answer.content.decode()
        assert "Your receipt" in answer.content.decode()
    kept = MisconductReceipt.objects.order_by("pk")
    assert {one.door for one in kept} == set(forms.values())
    assert len({one.number for one in kept}) == 4 and all("CD-" in one.number for one in kept)
    assert not Incident.objects.exists() and not Alert.objects.exists()
    one = kept[0]
    for who in ("joc_duty_officer", "conduct_officer"):
        assert one.number in page(sign_in(cast[who]), RECEIPTS)
        assert one.number in page(sign_in(cast[who]), f"{RECEIPTS}{one.pk}/")
    for who in ("head_of_mission", "chief_of_staff", "human_rights", "custodian", "administrator"):
        browser = sign_in(cast[who])
        assert one.number not in page(browser, RECEIPTS)
        page(browser, f"{RECEIPTS}{one.pk}/", 404)
        assert browser.post(f"{RECEIPTS}{one.pk}/confirm/").status_code == 404
    trail = AuditEntry.objects.filter(kind="misconductreceipt")
    assert {line.person_id for line in trail} == {None}, "the trail does not say who reported"
    told = page(sign_in(cast.amina), "/m/luma/audit/")
    assert "misconductreceipt" not in told and "receipt of Conduct" not in told


def test_the_same_form_sent_twice_gives_one_receipt(cast: Cast, sign_in: Any) -> None:
    browser = sign_in(cast.amina)
    sent = {"un_personnel": "yes", "id": "5f0c4b1e-6d53-4b8e-9a55-0f6f3c1d2e70"}
    for _twice in range(2):
        browser.post("/m/luma/incidents/new/", sent)
    assert MisconductReceipt.objects.count() == 1
    assert "Nobody holds the post" not in page(browser, RECEIPTS)
    Holding.objects.filter(person=cast["conduct_officer"]).delete()
    assert "Nobody holds the post" in page(browser, RECEIPTS), "nobody will open what was sealed"


def test_words_that_tell_of_it_are_asked_about_before_anything_is_kept(
    cast: Cast, sign_in: Any
) -> None:
    browser = sign_in(cast["joc_duty_officer"])
    sent = {
        "id": "5f0c4b1e-6d53-4b8e-9a55-0f6f3c1d2e71",
        "level": "warning",
        "channel": "call",
        "words": HARM,
        "un_personnel": "no",
    }
    answer = browser.post("/m/luma/alerts/new/", sent)
    assert answer.status_code == 400 and "answer yes" in answer.content.decode()
    assert not Alert.objects.exists()
    browser.post("/m/luma/alerts/new/", sent | {"un_personnel": "read_again"})
    assert Alert.objects.count() == 1


def test_a_danger_that_goes_on_is_raised_without_perpetrator_by_a_named_person(
    cast: Cast, sign_in: Any
) -> None:
    make.place(cast.mission, "Luma", area=cast.north)
    browser = sign_in(cast["field_reporter"])
    assert "/alerts/new/hazard/" in page(browser, PAGE)
    form = {
        "id": "5f0c4b1e-6d53-4b8e-9a55-0f6f3c1d2e72",
        "place_said": "Luma",
        "level": "imminent",
        "who": "MINUSCA",
    }
    assert browser.post("/m/luma/alerts/new/hazard/", form).status_code == 302
    alert = Alert.objects.get()
    assert (alert.who, alert.act, alert.level) == ("", "danger to civilians", "imminent")
    assert alert.place is not None and alert.author == cast["field_reporter"]
    officer = sign_in(cast["conduct_officer"])
    form["id"] = "5f0c4b1e-6d53-4b8e-9a55-0f6f3c1d2e73"
    assert officer.post("/m/luma/alerts/new/hazard/", form).status_code == 302


def test_a_text_is_sealed_to_the_office_and_erased_once_it_confirms(
    cast: Cast,
    sign_in: Any,
    client: Any,
    kannel: Gateway,  # noqa: F811
) -> None:
    private = give_key(sign_in, cast)
    assert text(client, kannel, HARM).status_code < 300
    assert not Alert.objects.exists() and not Sealed.objects.exists()
    row_of_ledger = Message.objects.get(outgoing=False)
    assert (row_of_ledger.about_kind, row_of_ledger.about_id) == ("", None)
    item = SealedItem.objects.get()
    assert b"peacekeeper" not in bytes(item.ciphertext) and item.own_key is None
    officer, address = sign_in(cast["conduct_officer"]), f"{RECEIPTS}{item.receipt_id}/"
    early = officer.post(address + "confirm/", follow=True)
    assert "nobody has taken it yet" in early.content.decode()
    taken = officer.post(address + "sealed/")
    told = json.loads(pyrage.decrypt(taken.content, [private]))
    assert told["words"] == HARM and told["number"] == NUMBER
    assert "peacekeeper" not in taken["Content-Disposition"]
    officer.post(address + "confirm/")
    assert not SealedItem.objects.exists()
    assert MisconductReceipt.objects.get().confirmed_by == cast["conduct_officer"]
    assert "confirmed" in page(officer, address)


def test_a_text_that_tells_of_an_attack_as_well_is_an_alert_without_the_words(
    cast: Cast,
    client: Any,
    kannel: Gateway,  # noqa: F811
) -> None:
    make.place(cast.mission, "Luma", area=cast.north)
    text(client, kannel, "Armed men attack Luma now, houses burn. " + HARM)
    alert = Alert.objects.get()
    assert alert.level == "ongoing" and alert.who == "" and "peacekeeper" not in alert.act
    assert Report.objects.get(alert=alert).sealed is None
    assert MisconductReceipt.objects.get().door == "text"


def test_without_a_key_it_waits_in_the_vault_and_everybody_who_must_know_is_told(
    cast: Cast,
    sign_in: Any,
    client: Any,
    kannel: Gateway,  # noqa: F811
) -> None:
    for who in ("administrator", "conduct_officer"):
        assert "gave no public key" in page(sign_in(cast[who]), "/?missions=1")
    assert "public key" not in page(sign_in(cast.amina), "/?missions=1")
    text(client, kannel, HARM)
    item = SealedItem.objects.get()
    assert item.public_key == "" and SubjectKey.objects.get(subject=item.pk).wrapped
    officer, address = sign_in(cast["conduct_officer"]), f"{RECEIPTS}{item.receipt_id}/"
    assert "waits in the vault" in page(officer, address)
    refused = officer.post(address + "sealed/", follow=True)
    assert "gave no key" in refused.content.decode()
    private = give_key(sign_in, cast)
    taken = officer.post(address + "sealed/")
    assert HARM in pyrage.decrypt(taken.content, [private]).decode()


def test_the_office_is_reminded_each_day_until_it_confirms_and_nothing_is_told(
    cast: Cast, sign_in: Any
) -> None:
    reporter = sign_in(cast.amina)
    reporter.post(PAGE)
    mails = Message.objects.filter(about_kind="receipt")
    assert [one.to_id for one in mails] == [cast["conduct_officer"].pk]
    assert "not confirmed by Conduct and Discipline" in page(reporter, "/?missions=1")
    assert "not confirmed" in page(sign_in(cast["conduct_officer"]), "/?missions=1")
    assert "not confirmed" not in page(sign_in(cast.boris), "/?missions=1")
    ledger = page(sign_in(cast["chief_of_staff"]), "/m/luma/gateways/messages/")
    assert "receipt" not in ledger.replace("receipt_at", "")
    autodiscover_modules("jobs")
    go = ROUNDS["tutela_web.conduct.jobs.remind"].do
    go()
    assert mails.all().count() == 1, "a day has not passed"
    MisconductReceipt.objects.update(reminded_at=real_now() - timedelta(hours=25))
    go()
    assert mails.all().count() == 2
    receipt = MisconductReceipt.objects.get()
    sign_in(cast["conduct_officer"]).post(f"{RECEIPTS}{receipt.pk}/confirm/")
    MisconductReceipt.objects.update(reminded_at=real_now() - timedelta(hours=25))
    go()
    assert mails.all().count() == 2


def test_rows_of_a_file_are_sealed_taken_out_and_counted_in_the_download(
    cast: Cast, sign_in: Any
) -> None:
    private = give_key(sign_in, cast)
    batch = checked(cast, row(1), row(2, Narrative=HARM), row(3, Date="31.11.2018"))
    Answered.objects.create(
        person=cast.amina, key_sha256="1" * 64, content_sha256="2" * 64, record_id=str(batch.pk)
    )
    item = SealedItem.objects.get()
    assert (item.receipt.reporter, item.receipt.door) == (cast.amina, "file")
    amina = sign_in(cast.amina)
    told = page(amina, f"/m/luma/imports/{batch.pk}/")
    assert RECEIPTS in told and "peacekeeper" not in told
    down = amina.get(f"/m/luma/imports/{batch.pk}/refused/").content.decode()
    assert "1 row about personnel is not here" in down and "peacekeeper" not in down
    officer, address = sign_in(cast["conduct_officer"]), f"{RECEIPTS}{item.receipt_id}/"
    taken = pyrage.decrypt(officer.post(address + "sealed/").content, [private]).decode()
    assert HARM in taken and "31.11.2018" not in taken
    officer.post(address + "confirm/")
    assert not SealedItem.objects.exists() and not Answered.objects.exists()
    assert Batch.objects.get().file_sha256 == ""


def test_a_program_is_told_the_order_and_gets_a_receipt(cast: Cast) -> None:
    program = Program(cast.amina)
    told = program.get(ROOT + "/misconduct").json()
    assert list(told) == ["victim_help", "do_not", "contacts", "duty"]
    made = program.send("/misconduct/receipts", {})
    assert made.status_code == 201 and set(made.json()) == {"id", "number", "on", "door", "state"}
    listed = program.get(ROOT + "/misconduct/receipts").json()
    assert [one["number"] for one in listed] == [made.json()["number"]]
    assert Program(cast.boris).get(ROOT + "/misconduct/receipts").json() == []
    refused = program.send("/alerts", {"words": HARM, "level": "warning"})
    assert refused.status_code == 400 and "peacekeeper" not in refused.content.decode()
    assert not Alert.objects.exists()
