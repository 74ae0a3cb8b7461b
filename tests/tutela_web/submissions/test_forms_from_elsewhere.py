"""What a partner filled in at KoboToolbox or ODK Central comes in: pulled, pushed, edited, once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.questionnaires.filling import in_use
from tests.tutela_web.submissions.stub import (
    ACCOUNT,
    PASSWORD,
    TOKEN,
    FormsStub,
    forms_stub,
    kobo,
    odk,
)
from tutela_web.access.models import AuditEntry
from tutela_web.access.vault.models import Sealed
from tutela_web.base import jobs
from tutela_web.base.models import Job
from tutela_web.conduct.models import MisconductReceipt
from tutela_web.incidents.models import ClosedIncident
from tutela_web.intake.models import FieldReport
from tutela_web.questionnaires.models import Questionnaire
from tutela_web.settings import hosts_and_networks
from tutela_web.submissions import fetching
from tutela_web.submissions.jobs import ask_for_forms
from tutela_web.submissions.models import FormLink, FormServer, TakenSubmission
from tutela_web.submissions.queries import ASKS

pytestmark = [pytest.mark.django_db(databases=["default", "keys"]), pytest.mark.postgresql]

LINKS = "/m/luma/forms/links/"
SERVERS = "/m/luma/forms/servers/"


@pytest.fixture
def stub(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[FormsStub]:
    settings.WEBHOOK_INSIDE = hosts_and_networks("127.0.0.0/8")
    monkeypatch.setattr(fetching, "PAUSES", (0.0, 0.0))
    monkeypatch.setattr(fetching, "PAGE", 2)
    with forms_stub() as served:
        yield served


def link_kobo(officer: Client, stub: FormsStub, **said: str) -> FormLink:
    """The information officer names the server and links the form, on its pages."""
    server = {"kind": "kobo", "name": "Kobo", "url": stub.url, "password": TOKEN}
    assert officer.post(f"{SERVERS}new/", server).status_code == 302
    named = {"title": "Market", "server": str(FormServer.objects.get().pk), "system": "kobo"}
    officer.post(f"{LINKS}new/", named | {"uid": "aBc12", "kind": "report"} | said)
    return FormLink.objects.get()


def asked(officer: Client, link: FormLink, what: str) -> str:
    """Have the server asked on the page of a link; the page once the worker has done it."""
    officer.post(f"{LINKS}{link.pk}/{what}/")
    for job in Job.objects.filter(state="waiting", kind__in=ASKS):
        jobs.run(job.pk)
    return officer.get(f"{LINKS}{link.pk}/").content.decode()


def choose(officer: Client, link: FormLink, **targets: str) -> str:
    """Say on the page which question is which; the page that follows."""
    link.refresh_from_db()
    sent = {
        f"path-{at}": targets.get(path.replace("/", "__"), "") for at, path in enumerate(link.paths)
    }
    told = officer.post(f"{LINKS}{link.pk}/", sent, follow=True)
    return told.content.decode()


def test_a_form_is_previewed_mapped_pulled_once_and_corrected(
    cast: Cast, sign_in: Any, stub: FormsStub
) -> None:
    place = make.place(cast.mission, "Bel", area=cast.north)
    officer = sign_in(cast.amina)
    stub.rows = [
        kobo(1, g__what="Armed men took cattle", g__who_told="Nyandeng Mabior", village="Bel"),
        kobo(2, g__what="Shots, call +211 912 345 678", village="somewhere", colour="red"),
        kobo(3, g__what="Checkpoint on the road"),
    ]
    link = link_kobo(officer, stub)
    page = asked(officer, link, "preview")
    assert "2 submissions looked at" in page and "colour" in page and "Nyandeng" not in page
    assert "SECRET" not in page and "cattle" not in page
    refused = officer.post(f"{LINKS}{link.pk}/pull/", follow=True).content.decode()
    assert "nobody has said which question is which" in refused
    chosen = {"g__what": "what", "g__who_told": "source_name", "village": "@place"}
    assert "remembered" in choose(officer, link, **chosen)
    looked = asked(officer, link, "preview")
    assert "<td>What happened, or what did you see?</td>" in "".join(looked.split("\n"))
    stub.fails = [503, 429]
    told = asked(officer, link, "pull")
    assert "3 submissions received" in told
    first = FieldReport.objects.get(place=place)
    assert (first.way, first.answers) == ("form", {"what": "Armed men took cattle"})
    assert first.author == cast.amina and first.latitude == place.latitude, "none was chosen"
    assert set(Sealed.objects.values_list("field", flat=True)) == {"person", "numbers"}
    again = asked(officer, link, "pull")
    assert "0 submissions received" in again and "3 had come before" in again
    assert FieldReport.objects.count() == 3
    root = stub.rows[0]["_uuid"]
    stub.rows[0] = kobo(1, uuid="edited-1", root=root, g__what="Armed men took 40 cows")
    asked(officer, link, "pull")
    asked(officer, link, "pull")
    stub.rows[0] |= {"_uuid": "edited-2", "g/what": "Armed men took 44 cows"}
    asked(officer, link, "pull")
    corrections = FieldReport.objects.exclude(corrects=None)
    assert corrections.count() == 2 and FieldReport.objects.count() == 5
    page = officer.get(f"/m/luma/field-reports/{first.pk}/").content.decode()
    assert "Its sender corrected it" in page
    assert all("elsewhere" not in asked for asked in stub.asked), "no address of theirs is followed"
    kept = json.dumps(list(TakenSubmission.objects.values("fault", "digest", "root")), default=str)
    assert "cattle" not in kept and "SECRET" not in str(AuditEntry.objects.values_list("detail"))


def test_vault_compartments_and_misconduct_are_kept_at_the_door(
    cast: Cast, sign_in: Any, stub: FormsStub
) -> None:
    officer = sign_in(cast.amina)
    stub.rows = [
        kobo(1, what="Two women were raped at the river"),
        kobo(2, what="A girl was raped by a UN peacekeeper near the base."),
        kobo(3, what="x", known_by="guessed"),
    ]
    link = link_kobo(officer, stub)
    asked(officer, link, "preview")
    choose(officer, link, what="what", known_by="known_by")
    FormLink.objects.update(paths=["what", "known_by"])
    choose(officer, link, what="what", known_by="known_by")
    told = asked(officer, link, "pull")
    assert "2 submissions received" in told and "1 refused" in told
    assert "How do you know?" in told and "guessed" not in told
    assert not FieldReport.objects.exists()
    assert ClosedIncident.objects.get().compartment == "crsv"
    assert MisconductReceipt.objects.count() == 1
    page = officer.get(f"{LINKS}{link.pk}/").content.decode()
    assert "raped" not in page and "crsv" not in page
    assert set(TakenSubmission.objects.values_list("state", flat=True)) == {"received", "refused"}


def test_odk_central_fills_a_form_of_the_mission(cast: Cast, sign_in: Any, stub: FormsStub) -> None:
    in_use(sign_in, cast)
    officer = sign_in(cast.amina)
    stub.rows = [odk(1, price=900, road="some", trader_name="Nyandeng"), odk(2, price=700)]
    server = {"kind": "odk", "name": "ODK", "url": stub.url, "account": ACCOUNT}
    officer.post(f"{SERVERS}new/", server | {"password": PASSWORD})
    form = str(Questionnaire.objects.get().pk)
    named = {"title": "Market", "server": str(FormServer.objects.get().pk), "system": "odk"}
    officer.post(f"{LINKS}new/", named | {"uid": "3/market", "form": form, "kind": "report"})
    link = FormLink.objects.get()
    asked(officer, link, "preview")
    link.refresh_from_db()
    assert link.targets["report/price"] == "price", "of the same name: suggested"
    choose(
        officer, link, report__price="price", report__road="road", report__trader_name="trader_name"
    )
    asked(officer, link, "pull")
    stub.rows[1] = odk(2, edits=1, price=750)
    asked(officer, link, "pull")
    told = sorted(report.answers["price"] for report in FieldReport.objects.all())
    assert told == [700, 750, 900]
    assert FieldReport.objects.exclude(corrects=None).get().answers == {"price": 750}
    assert set(FieldReport.objects.values_list("form", flat=True)) == {"market-watch:1"}
    assert Sealed.objects.get().field == "own_trader_name"


def test_kobo_pushes_with_a_secret_and_what_comes_twice_is_one(
    cast: Cast, sign_in: Any, stub: FormsStub
) -> None:
    officer, pusher = sign_in(cast.amina), Client()
    named = {"title": "Pushed", "server": "", "system": "kobo", "kind": "report"}
    officer.post(f"{LINKS}new/", named)
    link = FormLink.objects.get()
    address = f"/in/forms/{link.pk}/"
    page = officer.post(f"{LINKS}{link.pk}/secret/").content.decode()
    secret = page.partition('<code dir="ltr">')[2].partition("<")[0]
    assert secret and secret not in officer.get(f"{LINKS}{link.pk}/").content.decode()

    def push(content: Any, given: str = secret) -> int:
        sent = content if isinstance(content, bytes) else json.dumps(content).encode()
        headers = {"X-Tutela-Secret": given}
        kind = "application/json"
        return pusher.post(address, sent, content_type=kind, headers=headers).status_code

    assert [push(kobo(1, what="x"), wrong) for wrong in ("", "guess", secret + "x")] == [404] * 3
    assert push(kobo(1, what="Shots at the ford")) == 503, "kept there until it is mapped"
    choose(officer, link, what="what")
    assert [push(kobo(1, what="Shots at the ford")) for _n in range(2)] == [202, 202]
    assert FieldReport.objects.get().answers == {"what": "Shots at the ford"}
    hostile = [b"", b"[", b"[]", b'"a"', b"null", b"{}", b'{"_uuid": 5}', b"[" * 5000]
    assert {push(content) for content in hostile} <= {400, 413}
    assert push({"_uuid": "b", "what": {"a": [1]}, "_geolocation": ["x", None]}) == 202
    officer.post(f"{LINKS}{link.pk}/turn/", {"active": "0"})
    assert push(kobo(9, what="later")) == 404
    assert FieldReport.objects.count() == 2


def test_addresses_passwords_and_faults_are_guarded(
    cast: Cast, sign_in: Any, stub: FormsStub, settings: Any
) -> None:
    officer = sign_in(cast.amina)
    link = link_kobo(officer, stub)
    held: Any = FormServer.objects.values_list("password", flat=True)[0]
    raw = bytes(held.ciphertext)
    assert TOKEN.encode() not in raw
    server = FormServer.objects.get()
    page = officer.get(f"{SERVERS}{server.pk}/").content.decode()
    assert TOKEN not in page
    moved = {"kind": "kobo", "name": "Kobo", "url": "https://127.0.0.1:1/", "password": ""}
    assert officer.post(f"{SERVERS}{server.pk}/", moved).status_code == 400, "a password stays here"
    stub.rows = [kobo(1, what="Shots")]
    asked(officer, link, "preview")
    choose(officer, link, what="what")
    for fails, said in (
        ([401], "refuses our password"),
        ([404], "no such form"),
        ([500, 500, 500], "does not answer"),
    ):
        stub.fails = list(fails)
        told = asked(officer, link, "pull")
        assert said in told and "SECRETFAULT" not in told
    settings.WEBHOOK_INSIDE = hosts_and_networks("")
    told = asked(officer, link, "pull")
    assert "leads inside" in told, "looked at each time"
    inside = {"kind": "kobo", "name": "x", "url": "http://169.254.169.254/", "password": "x"}
    assert officer.post(f"{SERVERS}new/", inside).status_code == 400
    ask_for_forms()
    reader = sign_in(cast["field_reporter"])
    assert str(link.pk) not in reader.get(LINKS).content.decode()
    assert reader.get(f"{LINKS}{link.pk}/").status_code == 404
    assert sign_in(cast.chen).get(LINKS).status_code == 404
