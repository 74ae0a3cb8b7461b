"""A mission asks what no release knew of: from Kobo's workbook to answers on a report's page."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.tutela_web.cast import Cast
from tests.tutela_web.html import squeezed
from tests.tutela_web.intake.sending import LIST, NEW, report, send
from tests.tutela_web.questionnaires.filling import (
    FORMS,
    SURVEY,
    decide,
    in_use,
    made_of,
    upload,
    xlsform,
)
from tests.tutela_web.site.test_api import Program
from tutela.intake.xlsform import read_xlsform
from tutela_web.access.models import AuditEntry
from tutela_web.access.vault.models import Sealed
from tutela_web.base.models import Batch
from tutela_web.incidents.models import ClosedIncident
from tutela_web.intake.models import ClosedAnswers, FieldReport
from tutela_web.questionnaires.models import FormQuestion, FormVersion, Questionnaire

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

ANSWERS = {
    "price": 900,
    "road": "always",
    "groups": "Group Kestrel, call +211 912 345 678",
    "trader_name": "Nyandeng Mabior",
}


@pytest.mark.postgresql
def test_a_form_from_kobo_is_approved_answered_and_read_under_policy(
    cast: Cast, sign_in: Any
) -> None:
    version = in_use(sign_in, cast)
    assert [one["name"] for one in version.questions] == ["price", "road", "groups", "trader_name"]
    phone = Program(cast["field_reporter"])
    (blank,) = phone.get("/api/v1/missions/luma/blank-forms").json()
    assert blank["form"] == "market-watch:1"
    assert blank["questions"][0]["ask"]["fr"] == "Prix d'un sac de sorgho"
    content = report(answers=ANSWERS, form=blank["form"])
    assert send(phone, content) == send(phone, content)
    held = FieldReport.objects.get()
    assert held.form == "market-watch:1" and held.answers == {"price": 900, "road": "always"}
    assert set(Sealed.objects.values_list("field", flat=True)) == {"own_trader_name", "numbers"}
    address = f"{LIST}{held.pk}/"
    jmac = sign_in(cast.amina).get(address).content.decode()
    assert "900" in jmac and "Kestrel" not in jmac and "Which armed groups" not in jmac
    assert "always" not in jmac, "Strictly Confidential: the analyst reads up to Confidential"
    adviser = sign_in(cast.adviser).get(address).content.decode()
    assert "Group Kestrel" in adviser and "912 345" not in adviser
    assert AuditEntry.objects.filter(kind="closedanswers").count() == 1
    rights = sign_in(cast["human_rights"]).get(address).content.decode()
    assert "always" in rights and "Nyandeng" not in jmac + adviser + rights


@pytest.mark.postgresql
def test_the_same_form_is_written_at_a_desk_in_its_language(cast: Cast, sign_in: Any) -> None:
    in_use(sign_in, cast)
    client = sign_in(cast["field_reporter"])
    assert "Market watch" in client.get(NEW).content.decode()
    address = f"{NEW}?form=market-watch:1"
    client.post("/language/", {"language": "fr"})
    assert "Prix d&#x27;un sac de sorgho" in client.get(address).content.decode()
    missing = client.post(address, {"id": report()["id"], "way": "desk", "un_personnel": "no"})
    assert missing.status_code == 400, "the price must be answered"
    sent = {"id": report()["id"], "way": "desk", "un_personnel": "no", "price": "700"}
    told = client.post(address, sent)
    assert "700" in client.get(told["Location"]).content.decode()
    assert client.get(f"{NEW}?form=market-watch:9").status_code == 404


@pytest.mark.parametrize(
    ("row", "named"),
    [
        (["text", "who", "Full name of the witness"], "a name"),
        (["text", "tel", "Numéro de téléphone"], "telephone"),
        (["select_one road", "tribe", "Tribe of the household"], "the group"),
        (["text", "card", "ID card"], "identity document"),
    ],
)
def test_what_tells_who_somebody_is_stands_on_no_form_unless_sealed(
    cast: Cast, sign_in: Any, row: list[str], named: str
) -> None:
    page = made_of(sign_in, cast, xlsform([SURVEY[0], [*row, "", "", "", ""]]))
    assert page.status_code == 400 and named in page.content.decode()
    assert not Questionnaire.objects.exists()
    sealed = [*row, "", "", "yes", ""]
    assert made_of(sign_in, cast, xlsform([SURVEY[0], sealed])).status_code == 302


@pytest.mark.postgresql
def test_questions_on_children_wait_for_their_adviser_too(cast: Cast, sign_in: Any) -> None:
    girls = ["integer", "girls", "How many girls left school?", "", "", "", "mrm", ""]
    made_of(sign_in, cast, xlsform([*SURVEY[:2], girls]))
    form = Questionnaire.objects.get()
    officer = sign_in(cast.amina)
    page = officer.get(f"{FORMS}{form.pk}/").content.decode()
    assert "child protection adviser" in page and "No version is in use" in page
    phone = Program(cast["field_reporter"])
    sent = report(answers={"girls": 4}, form="market-watch")
    assert f"{form.pk}/submit/" in page
    officer.post(f"{FORMS}{form.pk}/submit/")
    page = officer.get(f"{FORMS}{form.pk}/").content.decode()
    assert f"{form.pk}/submit/" not in page, "nothing is to be sent: it waits as it is"
    assert decide(sign_in, cast, "analyst", "data_protection").status_code == 403
    decide(sign_in, cast, "custodian", "data_protection")
    assert "waits for: child protection adviser" in officer.get(FORMS).content.decode()
    adviser = sign_in(cast["child_protection_adviser"])
    waits = f'href="{FORMS}{form.pk}/"'
    assert waits in adviser.get("/m/luma/now/").content.decode(), "told on the first page"
    for who in ("custodian", "women_protection_adviser"):  # decided, and not asked
        assert waits not in sign_in(cast[who]).get("/m/luma/now/").content.decode()
    decided = squeezed(adviser.get(f"{FORMS}{form.pk}/").content.decode())
    asked = decided.split('id="decide"')[1].split("</ol>")[0]
    assert "a whole number" in asked and "grave violations against children" in asked
    assert phone.send("/field-reports", sent).status_code == 400, "the adviser has not approved"
    assert phone.get("/api/v1/missions/luma/blank-forms").json() == []
    refusal = decide(
        sign_in, cast, "child_protection_adviser", "child_protection", decision="refuse"
    )
    assert FormVersion.objects.get().state == "submitted", "a refusal has its reason"
    assert refusal.status_code == 302
    decide(sign_in, cast, "child_protection_adviser", "child_protection")
    assert FormVersion.objects.get().state == "approved"
    assert send(phone, sent)["outcome"] == "kept"
    assert ClosedAnswers.objects.get().answers == {"girls": 4}
    officer.post(f"{FORMS}{form.pk}/withdraw/", {"why": "Schools are closed"})
    assert phone.get("/api/v1/missions/luma/blank-forms").json() == []
    late = report(answers={"girls": 2}, form="market-watch:1")
    assert send(phone, late)["outcome"] == "kept", "what a telephone asked by leave is not lost"


@pytest.mark.postgresql
def test_a_mark_or_words_of_a_compartment_close_the_whole_report(cast: Cast, sign_in: Any) -> None:
    in_use(sign_in, cast, xlsform([*SURVEY[:2], ["text", "seen", "What was seen?", *[""] * 5]]))
    phone = Program(cast["field_reporter"])
    told = send(phone, report(answers={"seen": "A woman was raped"}, form="market-watch"))
    assert told["outcome"] == "closed" and not FieldReport.objects.exists()
    assert ClosedIncident.objects.get().compartment == "crsv"
    misconduct = report(answers={"seen": "A peacekeeper raped a girl"}, form="market-watch")
    assert send(phone, misconduct)["outcome"] == "misconduct"


@pytest.mark.postgresql
def test_the_workbook_goes_out_comes_back_and_shows_what_differs(
    cast: Cast, sign_in: Any, tmp_path: Any
) -> None:
    in_use(sign_in, cast)
    form, officer = Questionnaire.objects.get(), sign_in(cast.amina)
    taken = officer.get(f"{FORMS}{form.pk}/form.xlsx")
    (path := tmp_path / "out.xlsx").write_bytes(taken.content)
    read = read_xlsform(path)
    assert [one for one in read.questions] == [
        one.as_data() for one in form.questions.order_by("position")
    ]
    changed = [*SURVEY[:4], ["integer", "price", "=Price of a bag", "", "yes", "", "", ""]]
    changed += [["end_group", *[""] * 7], ["text", "rumour", "What do traders fear?", *[""] * 5]]
    shown = officer.post(f"{FORMS}file/", {"file": upload(xlsform(changed))})
    page = officer.get(shown["Location"]).content.decode()
    assert "=Price of a bag" in page and "What do traders fear?" in page
    digest = page.partition('name="digest" value="')[2].partition('"')[0]
    rows = {part.partition('"')[0] for part in page.split('name="row" value="')[1:]}
    officer.post(shown["Location"], {"digest": digest, "row": sorted(rows)})
    names = FormQuestion.objects.filter(retired=False).order_by("position")
    assert list(names.values_list("name", flat=True)) == ["price", "rumour"]
    assert FormVersion.objects.get().state == "approved", "the field is asked the approved one"
    officer.post(f"{FORMS}{form.pk}/submit/")
    decide(sign_in, cast, "custodian", "data_protection")
    assert [one.state for one in form.versions.all()] == ["approved", "replaced"]


@pytest.mark.postgresql
def test_the_questions_go_through_a_spreadsheet(cast: Cast, sign_in: Any) -> None:
    in_use(sign_in, cast)
    officer = sign_in(cast.amina)
    table = b"".join(officer.get(f"{FORMS}copy.csv").streaming_content).decode("utf-8-sig")
    lines = table.splitlines()
    assert len(lines) == 5 + 2 or len(lines) >= 5
    edited = table.replace("Price of a bag of sorghum", "Price of a bag of millet")
    shown = officer.post(f"{FORMS}file/", {"file": upload(edited.encode(), "q.csv")})
    page = officer.get(shown["Location"]).content.decode()
    assert "millet" in page and Batch.objects.get().state == Batch.State.CHECKED
    digest = page.partition('name="digest" value="')[2].partition('"')[0]
    officer.post(shown["Location"], {"digest": digest, "row": ["2", "3", "4", "5", "6", "7"]})
    assert FormQuestion.objects.filter(label__contains="millet").count() == 1
    named = "form,name,label\nmarket-watch,her_name,Name of the mother\n"
    shown = officer.post(f"{FORMS}file/", {"file": upload(named.encode(), "q.csv")})
    page = officer.get(shown["Location"]).content.decode()
    assert "which is kept in the vault alone" in page and 'name="row"' not in page


@pytest.mark.postgresql
def test_who_reads_forms_changes_none_and_no_answer_is_in_them(cast: Cast, sign_in: Any) -> None:
    in_use(sign_in, cast)
    form = Questionnaire.objects.get()
    reader = sign_in(cast["field_reporter"])
    assert reader.get(f"{FORMS}{form.pk}/").status_code == 200
    assert reader.post(f"{FORMS}{form.pk}/submit/").status_code == 403
    assert reader.post(f"{FORMS}{form.pk}/withdraw/", {"why": "x"}).status_code == 403
    assert reader.get(f"{FORMS}xlsform/").status_code == 403
    assert sign_in(cast.chen).get(f"{FORMS}{form.pk}/form.xlsx").status_code == 404
    told = json.dumps(Program(cast["field_reporter"]).get("/api/v1/missions/luma/forms").json())
    assert "market-watch" in told


def test_a_form_marked_above_who_must_approve_it_is_not_sent(cast: Cast, sign_in: Any) -> None:
    made_of(sign_in, cast, xlsform())
    form = Questionnaire.objects.get()
    officer = sign_in(cast.amina)
    sent = {"title": form.title, "purpose": form.purpose, "kind": form.kind, "version": "1"}
    kept = officer.post(f"{FORMS}{form.pk}/edit/", sent | {"classification": "1", "reason": "high"})
    assert kept.status_code == 302, kept.content.decode()[-900:]
    page = squeezed(officer.post(f"{FORMS}{form.pk}/submit/", follow=True).content.decode())
    assert "data-protection focal point" in page and "it is marked too high" in page
    assert not FormVersion.objects.exists()
