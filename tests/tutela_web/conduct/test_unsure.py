"""What may tell of misconduct is held apart: who sent it and human rights read and decide it."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import polars as pl
import pyrage
import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.conduct.test_misconduct import HARM, PAGE, RECEIPTS, give_key, page
from tests.tutela_web.html import squeezed
from tests.tutela_web.incidents.import_files import log, row, work
from tests.tutela_web.incidents.recording import NEW, sent
from tests.tutela_web.site.test_api import ROOT, Program
from tests.tutela_web.warning.test_texts import kannel, text  # noqa: F401
from tutela_web.access.models import AuditEntry
from tutela_web.access.vault.files import open_file
from tutela_web.base.models import Batch
from tutela_web.channels.models import Gateway
from tutela_web.conduct.models import MisconductReceipt, SealedItem, UnsureCase
from tutela_web.incidents.models import ClosedEvent, Event, Incident
from tutela_web.warning.models import Alert, Report

CASES = PAGE + "unsure/"
LIST = "/m/luma/imports/"
UNSURE = "A girl was raped at night. A peacekeeper left her house."
OTHERS = ("boris", "joc_duty_officer", "chief_of_staff", "head_of_mission", "conduct_officer")

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def upload(browser: Any, file: SimpleUploadedFile) -> Batch:
    assert browser.post(LIST, {"file": file, "classification": "0"}).status_code == 302
    work()
    return Batch.objects.latest("uploaded_at")


def told(browser: Any, batch: Batch, asked: str = "") -> str:
    return squeezed(page(browser, f"{LIST}{batch.pk}/{asked}"))


def decide(browser: Any, case: UnsureCase, decision: str) -> Any:
    return browser.post(f"{CASES}{case.pk}/decide/", {"decision": decision})


def unsure_file(number: int = 1) -> SimpleUploadedFile:
    return log(
        row(number),
        row(number + 1, Narrative=UNSURE, Harm="rape", Perpetrator="unknown"),
        row(number + 2, Date="2018-12-03"),
    )


@pytest.mark.postgresql
def test_a_row_is_held_for_who_sent_it_and_human_rights_and_no_other_reader_sees_a_trace(
    cast: Cast, sign_in: Any
) -> None:
    amina, rights = sign_in(cast.amina), sign_in(cast["human_rights"])
    batch = upload(amina, unsure_file())
    case = UnsureCase.objects.get()
    assert "1 row may tell of misconduct" in told(amina, batch)
    assert "Import 2 rows" in told(amina, batch)
    assert "Read <b>2</b>" in told(amina, batch)
    assert "Held apart, and not among these <b>1</b>" in told(amina, batch)
    assert "not among these" not in told(sign_in(cast.boris), batch)
    for browser in (amina, rights):
        assert "waits for you" in page(browser, "/?missions=1")
        assert str(case.pk) in page(browser, CASES)
        assert "A peacekeeper left her house" in page(browser, f"{CASES}{case.pk}/")
    for who in OTHERS:
        other = sign_in(cast[who] if who != "boris" else cast.boris)
        assert str(case.pk) not in page(other, CASES) and "waits for you" not in page(
            other, "/?missions=1"
        )
        page(other, f"{CASES}{case.pk}/", 404)
        assert decide(other, case, "ordinary").status_code == 404
    boris = told(sign_in(cast.boris), batch)
    assert "misconduct" not in boris.split("<main")[1] and "peacekeeper" not in boris
    numbers = Program(cast.boris).get(f"{ROOT}/imports/{batch.pk}").json()["numbers"]
    assert (numbers["rows"], numbers["new"], numbers["refused"], numbers["held"]) == (2, 2, 0, 0)
    down = amina.get(f"{LIST}{batch.pk}/refused/?form=csv").content.decode()
    assert "peacekeeper" not in down, "a file that is passed on holds nothing of it"
    trail = AuditEntry.objects.filter(kind="unsurecase")
    assert {line.act for line in trail} == {"receive", "read"}
    assert "unsurecase" not in page(amina, "/m/luma/audit/")

    decide(rights, case, "ordinary")
    work()
    assert "Import 3 rows" in told(amina, batch)
    amina.post(f"{LIST}{batch.pk}/confirm/", {"others": "unknown"})
    work()
    assert Event.objects.count() == 2 and ClosedEvent.objects.count() == 1
    assert UnsureCase.objects.get().words is None
    assert "peacekeeper" not in page(rights, f"{CASES}{case.pk}/").split("2. Do not")[0]
    again = upload(amina, unsure_file(1))
    assert UnsureCase.objects.count() == 1 and again.report["held"] == 0, "not asked twice"


@pytest.mark.postgresql
def test_said_to_be_misconduct_it_is_sealed_and_taken_out_of_the_file(
    cast: Cast, sign_in: Any
) -> None:
    private = give_key(sign_in, cast)
    amina = sign_in(cast.amina)
    batch = upload(amina, unsure_file())
    case = UnsureCase.objects.get()
    decide(sign_in(cast["human_rights"]), case, "misconduct")
    receipt = MisconductReceipt.objects.get()
    assert (receipt.reporter, receipt.door) == (cast.amina, "file")
    assert receipt.number in page(amina, RECEIPTS)
    assert UnsureCase.objects.get().words is None
    batch.refresh_from_db()
    with open_file(batch) as path:
        left = path.read_bytes()
    assert b"peacekeeper" not in left and b"L-3" in left and batch.file_sha256 == ""
    item = SealedItem.objects.get()
    assert UNSURE in pyrage.decrypt(bytes(item.ciphertext), [private]).decode()
    amina.post(f"{LIST}{batch.pk}/confirm/", {"others": "unknown"})
    work()
    assert sorted(Event.objects.values_list("line", flat=True)) == [2, 4]
    refused = decide(amina, case, "ordinary")
    assert refused.status_code == 302 and not ClosedEvent.objects.exists()


def workbook(*narratives: str) -> SimpleUploadedFile:
    """A book of such rows; the second is repeated in a remark, a name, the properties of the file
    and on a hidden sheet."""
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept) as made:
        sheet, hidden = made.add_worksheet("December"), made.add_worksheet("Copy")
        sheet.write_row(0, 0, list(row()))
        hidden.write_row(0, 0, list(row()))
        hidden.hide()
        for n, narrative in enumerate(narratives, 1):
            told = {} if narrative != UNSURE else {"Harm": "rape", "Perpetrator": "unknown"}
            cells = row(n, Date=f"2018-12-0{n}", Narrative=narrative, **told)
            sheet.write_row(n, 0, list(cells.values()))
            sheet.write_comment(n, 1, f"Remark on row {n}.")
            if narrative == UNSURE:
                hidden.write_row(1, 0, list(cells.values()))
                sheet.write_comment(n, 1, "A peacekeeper, they say.")
        made.define_name("note", '="A peacekeeper left her house."')
        made.set_properties({"comments": UNSURE})
    return SimpleUploadedFile("log.xlsx", kept.getvalue())


def parts_of(batch: Batch) -> str:
    """Everything that the workbook of an import holds, unpacked."""
    with open_file(batch) as path, zipfile.ZipFile(path) as archive:
        return "\n".join(archive.read(name).decode() for name in archive.namelist())


@pytest.mark.postgresql
def test_of_a_workbook_the_row_alone_leaves_and_no_byte_of_it_stays(
    cast: Cast, sign_in: Any
) -> None:
    amina = sign_in(cast.amina)
    book = workbook("Three shot.", UNSURE, "Two shot.", "One shot.")
    again = SimpleUploadedFile("again.xlsx", book.read())
    book.seek(0)
    batch = upload(amina, book)
    case = UnsureCase.objects.get()
    assert "the others stay" in squeezed(page(amina, f"{CASES}{case.pk}/"))
    assert "peacekeeper" in parts_of(batch)
    decide(amina, case, "misconduct")
    batch.refresh_from_db()
    left = parts_of(batch)
    for words in ("peacekeeper", "her house", "girl", "L-2", "2018-12-02", "unknown"):
        assert words not in left, words
    assert "Remark on row 3." in left and batch.state == "checked"
    shown = told(amina, batch)
    assert "Import 3 rows" in shown and "Sheets that the workbook hides" not in shown
    page(amina, f"{LIST}{batch.pk}/columns/")
    amina.post(f"{LIST}{batch.pk}/confirm/", {"others": "unknown"})
    work()
    assert sorted(Event.objects.values_list("line", flat=True)) == [2, 4, 5]
    later = upload(amina, again)
    assert (later.state, later.same, later.new) == ("checked", 3, 0)
    assert "peacekeeper" not in parts_of(later)


def test_a_file_no_row_can_be_taken_out_of_goes_whole_and_its_page_tells_the_truth(
    cast: Cast, sign_in: Any, django_capture_on_commit_callbacks: Any
) -> None:
    amina = sign_in(cast.amina)
    other = UNSURE.replace("girl", "woman")
    rows = [row(1), row(2, Narrative=UNSURE), row(3, Narrative=other), row(4, Date="")]
    rows = [
        one | ({"Harm": "rape", "Perpetrator": ""} if n in (1, 2) else {})
        for n, one in enumerate(rows)
    ]
    kept = io.BytesIO()
    pl.DataFrame(rows).write_parquet(kept)
    batch = upload(amina, SimpleUploadedFile("log.parquet", kept.getvalue()))
    first, second = UnsureCase.objects.order_by("pk")
    with django_capture_on_commit_callbacks(execute=True):
        decide(amina, first, "misconduct")
    batch.refresh_from_db()
    assert (batch.state, batch.new, batch.file.name) == ("refused", 0, "")
    shown = told(amina, batch)
    assert "it was deleted</b>; take those rows out" in shown and "Import 1" not in shown
    assert numbers_of(cast, batch) == (0, 0)
    page(amina, f"{LIST}{batch.pk}/columns/", 404)
    decide(amina, second, "ordinary")
    work()
    assert Batch.objects.latest("uploaded_at").new == 1, "the other row is not lost with the file"


def numbers_of(cast: Cast, batch: Batch) -> tuple[int, int]:
    numbers = Program(cast.amina).get(f"{ROOT}/imports/{batch.pk}").json()["numbers"]
    return numbers["new"], numbers["held"]


def test_an_ordinary_row_comes_in_by_itself_where_its_file_was_imported_meanwhile(
    cast: Cast, sign_in: Any
) -> None:
    amina = sign_in(cast.amina)
    batch = upload(amina, unsure_file())
    amina.post(f"{LIST}{batch.pk}/confirm/", {"others": "unknown"})
    work()
    assert Event.objects.count() == 2
    decide(amina, UnsureCase.objects.get(), "ordinary")  # who sent it may decide as well
    work()
    later = Batch.objects.latest("uploaded_at")
    assert later.pk != batch.pk and later.state == "checked" and later.new == 1
    assert AuditEntry.objects.get(kind="unsurecase", act="decide").person_id is None


def test_a_remark_pinned_to_a_cell_does_not_leave_its_row_in(cast: Cast, sign_in: Any) -> None:
    def book(remark: str) -> SimpleUploadedFile:
        kept = io.BytesIO()
        with xlsxwriter.Workbook(kept) as made:
            sheet = made.add_worksheet("December")
            sheet.write_row(0, 0, list(row()))
            for n in (1, 2):
                cells = row(n, Date=f"2018-12-0{n}", Harm="rape" if n == 2 else "killing")
                sheet.write_row(n, 0, list(cells.values()))
            sheet.write_comment(2, 5, remark)
        return SimpleUploadedFile("log.xlsx", kept.getvalue())

    amina = sign_in(cast.amina)
    apart = upload(amina, book("not Kestrel: a peacekeeper left her house"))
    assert UnsureCase.objects.count() == 0, "its column names who did it"
    assert "Import 2 rows" in told(amina, apart)
    batch = upload(amina, book("Not Kestrel. " + HARM))
    assert (batch.state, batch.new, batch.refused) == ("checked", 1, 1)
    assert "Kestrel: a" not in parts_of(batch) and "peacekeeper" not in parts_of(batch)
    item = SealedItem.objects.get()
    assert item.kind == "rows" and MisconductReceipt.objects.get().reporter == cast.amina
    assert "peacekeeper" not in told(amina, batch).split("<main")[1]


def test_a_text_that_may_tell_of_it_warns_without_its_words_and_human_rights_decides(
    cast: Cast,
    sign_in: Any,
    client: Any,
    kannel: Gateway,  # noqa: F811
) -> None:
    make.place(cast.mission, "Luma", area=cast.north)
    text(client, kannel, "Attack in Luma now. " + UNSURE)
    alert = Alert.objects.get()
    assert alert.level == "ongoing" and "peacekeeper" not in alert.act and alert.who == ""
    assert Report.objects.get(alert=alert).sealed is None
    case = UnsureCase.objects.get()
    assert (case.kind, case.sender) == ("text", None)
    rights = sign_in(cast["human_rights"])
    shown = page(rights, f"{CASES}{case.pk}/")
    assert "A peacekeeper left her house" in shown
    assert page(sign_in(cast["joc_duty_officer"]), CASES).count(str(case.pk)) == 0
    decide(rights, case, "ordinary")
    reports = Report.objects.filter(alert=Alert.objects.get()).order_by("pk")
    assert reports.count() == 2 and any(one.sealed for one in reports)
    assert UnsureCase.objects.get().words is None and not MisconductReceipt.objects.exists()


@pytest.mark.postgresql
def test_a_text_of_misconduct_held_apart_goes_to_the_office(
    cast: Cast,
    sign_in: Any,
    client: Any,
    kannel: Gateway,  # noqa: F811
) -> None:
    private = give_key(sign_in, cast)
    text(client, kannel, "Last week in Luma: " + UNSURE)
    assert not Alert.objects.exists()
    decide(sign_in(cast["human_rights"]), UnsureCase.objects.get(), "misconduct")
    item = SealedItem.objects.get()
    assert UNSURE in pyrage.decrypt(bytes(item.ciphertext), [private]).decode()
    assert MisconductReceipt.objects.get().door == "text" and not Alert.objects.exists()


def test_a_form_asks_who_writes_it_and_holds_it_where_they_are_not_sure(
    cast: Cast, sign_in: Any
) -> None:
    reporter = sign_in(cast["joc_duty_officer"])
    written = sent(summary=UNSURE, closed_harms=["crsv"])
    asked = reporter.post(NEW, written).content.decode()
    assert "may report sexual misconduct" in asked and "I am not sure" in asked
    kept = reporter.post(NEW, written | {"un_personnel": "unsure"}, follow=True)
    assert kept.redirect_chain and "A peacekeeper left her house" in kept.content.decode()
    assert not Incident.objects.exists()
    case = UnsureCase.objects.get()
    page(sign_in(cast["chief_of_staff"]), f"{CASES}{case.pk}/", 404)
    rights = sign_in(cast["human_rights"])
    shown = page(rights, f"{CASES}{case.pk}/")
    assert "Ordinary: record it" in shown and f'action="{NEW}"' in shown
    decide(rights, case, "ordinary")
    assert "Ordinary: record it" in page(reporter, f"{CASES}{case.pk}/")
    again = written | {"un_personnel": "read_again", "held_case": str(case.pk), "closed_harms": []}
    assert reporter.post(NEW, again).status_code == 302
    assert Incident.objects.count() == 1 and UnsureCase.objects.get().words is None


def test_a_report_added_and_an_edit_ask_by_the_same_rule(cast: Cast, sign_in: Any) -> None:
    officer = sign_in(cast["joc_duty_officer"])
    raised = {
        "id": "5f0c4b1e-6d53-4b8e-9a55-0f6f3c1d2e74",
        "level": "warning",
        "channel": "call",
        "act": "armed men",
        "words": "Armed men at the well",
        "un_personnel": "no",
    }
    officer.post("/m/luma/alerts/new/", raised)
    alert = Alert.objects.get()
    word = f"/m/luma/alerts/{alert.pk}/report/"
    for words, question in ((HARM, "answer yes"), (UNSURE, "I am not sure")):
        asked = officer.post(word, {"channel": "call", "words": words})
        assert asked.status_code == 400 and question in asked.content.decode()
        assert Report.objects.count() == 1
    answer = officer.post(word, {"channel": "call", "words": HARM, "un_personnel": "yes"})
    assert (
        "Your receipt" in answer.content.decode() and "peacekeeper" not in answer.content.decode()
    )
    held = {"channel": "call", "words": UNSURE, "un_personnel": "unsure"}
    assert officer.post(word, held).status_code == 302 and Report.objects.count() == 1
    assert UnsureCase.objects.get().address == word
    officer.post(word, {"channel": "call", "words": UNSURE, "un_personnel": "read_again"})
    assert Report.objects.count() == 2

    officer.post(NEW, sent(title="Night at the well"))
    incident = Incident.objects.get()
    edit = f"/m/luma/incidents/{incident.pk}/edit/"
    form = officer.get(edit).context["form"]
    answers = {
        name: form[name].value()
        for name in form.fields
        if form[name].value() not in (None, "", []) and name != "known_at"
    }
    for summary, question in ((HARM, "answer yes"), (UNSURE, "I am not sure")):
        asked = officer.post(edit, answers | {"summary": summary}).content.decode()
        assert question in asked, "the page of the edit asks"
        incident.refresh_from_db()
        assert incident.summary == ""
    receipt = officer.post(edit, answers | {"summary": HARM, "un_personnel": "yes"})
    assert "Your receipt" in receipt.content.decode()
    saved = officer.post(edit, answers | {"summary": UNSURE, "un_personnel": "read_again"})
    assert saved.status_code == 302


def test_a_program_is_sent_to_the_page_that_asks(cast: Cast) -> None:
    program = Program(cast.amina)
    refused = program.send("/incidents", {"title": "Night", "summary": UNSURE})
    assert refused.status_code == 400 and refused.json()["error"]["code"] == "misconduct.unsure"
    assert "peacekeeper" not in refused.content.decode() and not Incident.objects.exists()


def test_an_alert_of_a_program_stands_without_words_that_may_tell_of_misconduct(
    cast: Cast, sign_in: Any
) -> None:
    program, officer = Program(cast["joc_duty_officer"]), sign_in(cast["joc_duty_officer"])
    raised = program.send(
        "/alerts",
        {
            "level": "ongoing",
            "channel": "call",
            "act": "rape",
            "who": "a peacekeeper",
            "place_said": "Luma",
            "words": UNSURE,
        },
    ).json()
    case = UnsureCase.objects.get()
    assert raised["held_apart"] == str(case.pk) and raised["warned"], "nobody waits for a decision"
    assert raised["act"] == "danger to civilians" and raised["who"] == ""
    assert "peacekeeper" not in page(
        sign_in(cast["chief_of_staff"]), f"/m/luma/alerts/{raised['id']}/"
    )
    page(sign_in(cast["chief_of_staff"]), f"{CASES}{case.pk}/", 404)
    later = f"/alerts/{raised['id']}/reports"
    added = program.send(later, {"channel": "call", "words": "He came back. " + UNSURE})
    second = UnsureCase.objects.exclude(pk=case.pk).get()
    assert added.json()["held_apart"] == str(second.pk)
    assert not Report.objects.exclude(words="").exists()

    rights = sign_in(cast["human_rights"])
    assert "A peacekeeper left her house" in page(rights, f"{CASES}{case.pk}/")
    decide(rights, case, "ordinary")
    shown = page(officer, f"{CASES}{case.pk}/")
    word = f"/m/luma/alerts/{raised['id']}/report/"
    assert f'action="{word}"' in shown
    form = shown[shown.index(f'action="{word}"') :]
    carried = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))
    assert officer.post(word, carried).status_code == 302
    assert Report.objects.exclude(words="").count() == 1
    case.refresh_from_db()
    assert case.words is None


def test_a_program_of_who_sent_it_lists_reads_and_decides(cast: Cast, sign_in: Any) -> None:
    batch = upload(sign_in(cast.amina), unsure_file())
    amina, boris = Program(cast.amina), Program(cast.boris)
    assert boris.get(ROOT + "/misconduct/unsure").json()["results"] == []
    [one] = amina.get(ROOT + "/misconduct/unsure").json()["results"]
    assert set(one) == {"id", "kind", "door", "came_at", "state"} and one["state"] == "waiting"
    address = f"/misconduct/unsure/{one['id']}"
    assert boris.get(ROOT + address).status_code == 404
    assert UNSURE in str(amina.get(ROOT + address).json()["lines"])
    assert boris.send(address + "/decision", {"misconduct": False}).status_code == 404
    said = amina.send(address + "/decision", {"misconduct": False})
    assert said.json()["state"] == "ordinary"
    assert amina.send(address + "/decision", {"misconduct": True}).status_code == 400
    work()
    batch.refresh_from_db()
    assert batch.new == 3


def test_the_page_says_what_is_kept_and_what_is_not(cast: Cast, sign_in: Any) -> None:
    said = squeezed(page(sign_in(cast.boris), PAGE))
    assert "never recorded" not in said and "is sealed" in said
