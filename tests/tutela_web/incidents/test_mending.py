"""A refused row is mended in the page: kept beside the file, and tried again before it comes in."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.html import squeezed
from tests.tutela_web.incidents.import_files import checked, log, row, standing, work
from tutela.base.books.packed import unpack
from tutela_web.access.models import AuditEntry
from tutela_web.access.vault.files import open_beside, open_file
from tutela_web.base.errors import Denied, NotNow
from tutela_web.base.models import Batch, RowError
from tutela_web.incidents.imports import queries as import_queries
from tutela_web.incidents.imports import verbs
from tutela_web.incidents.models import ClosedEvent, Correction, Event

LIST = "/m/luma/imports/"


def address(batch: Batch, error: RowError | None = None) -> str:
    found = error or batch.errors.get()
    return f"{LIST}{batch.pk}/rows/{found.pk}/"


def sheet_of(browser: Any, path: str) -> dict[str, str]:
    """The form as a browser would send it back, by its labels."""
    form = browser.get(path).context["form"]
    return {bound.label: bound.html_name for bound in form}


def clear_file(batch: Batch) -> bytes:
    """What the file of an import says, which lies sealed."""
    with open_file(batch) as path:
        return path.read_bytes()


def mended(browser: Any, batch: Batch, **said: str) -> Any:
    """The row's form sent back with some cells changed; `Perpetrator` for "Perpetrator"."""
    path = address(batch)
    form = browser.get(path).context["form"]
    names = {bound.label: bound.html_name for bound in form}
    sent = {bound.html_name: bound.value() for bound in form}
    return browser.post(path, sent | {names[label]: text for label, text in said.items()})


def tried_again(batch: Batch, browser: Any) -> Batch:
    assert browser.post(f"{LIST}{batch.pk}/again/").status_code == 302
    work()
    batch.refresh_from_db()
    return batch


def test_amina_mends_a_row_and_it_comes_in_with_the_rest(cast: Cast, sign_in: Any) -> None:
    batch = checked(cast, row(1), row(2, Date="31.11.2018", Killed="lots?"))
    as_sent = clear_file(batch)
    amina = sign_in(cast.amina)
    assert address(batch) in amina.get(f"{LIST}{batch.pk}/").content.decode()
    page = amina.get(address(batch)).content.decode()
    assert page.count('class="field bad"') == 2  # each fault beside its field
    assert "November has 30 days" in page and 'value="31.11.2018"' in page
    assert mended(amina, batch, Date="2018-11-30", Killed="4").status_code == 302
    told = amina.get(f"{LIST}{batch.pk}/").content.decode()
    assert "1 row was fixed since the file was checked" in told and "confirm/" not in told
    with pytest.raises(NotNow, match="fixed since"):
        verbs.confirm(batch, by=standing(cast))
    batch = tried_again(batch, amina)
    assert (batch.state, batch.accepted, batch.refused, batch.new) == ("checked", 2, 0, 2)
    assert clear_file(batch) == as_sent
    amina.post(f"{LIST}{batch.pk}/confirm/", {"known_at": "", "others": "unknown"})
    work()
    event = Event.objects.get(source_id="L-2")
    assert (str(event.date_start), event.deaths, event.line) == ("2018-11-30", 4, 3)
    told = amina.get(f"{LIST}{batch.pk}/?tab=mended").content.decode()
    assert (
        "1 row was fixed on this page" in told and "2018-11-30" in told and str(cast.amina) in told
    )


def test_who_mended_what_and_when_is_kept_and_the_audit_holds_no_word(
    cast: Cast, sign_in: Any
) -> None:
    batch = checked(cast, row(1), row(2, Date="31.11.2018"))
    amina = sign_in(cast.amina)
    mended(amina, batch, Date="30.11.2018x")
    mended(amina, batch, Date="30.11.2018")
    kept = Correction.objects.order_by("pk")
    assert [(c.line, c.column, c.said, c.by_id) for c in kept] == [
        (3, "Date", "30.11.2018x", cast.amina.pk),
        (3, "Date", "30.11.2018", cast.amina.pk),
    ]
    entries = AuditEntry.objects.filter(act="correct_row", subject_id=str(batch.pk))
    assert [e.detail for e in entries] == [{"line": 3, "cells": 1}] * 2
    assert "30.11.2018x" in amina.get(address(batch)).content.decode()  # among the earlier ones
    batch = tried_again(batch, amina)
    assert batch.refused == 0  # the last one counts


def test_a_row_still_wrong_is_refused_again_with_what_it_says_now(cast: Cast, sign_in: Any) -> None:
    batch = checked(cast, row(1), row(2, Date="31.11.2018"))
    amina = sign_in(cast.amina)
    mended(amina, batch, Date="2018-02-30")
    batch = tried_again(batch, amina)
    assert (batch.accepted, batch.refused) == (1, 1)
    page = amina.get(f"{LIST}{batch.pk}/").content.decode()
    assert "2018-02-30" in page and "31.11.2018" not in page
    download = amina.get(f"{LIST}{batch.pk}/refused/?form=csv").content.decode()
    assert "2018-02-30" in download


def test_the_next_refused_row_is_one_step_away(cast: Cast, sign_in: Any) -> None:
    batch = checked(cast, row(1), row(2, Date="31.11.2018"), row(3, Date="31.11.2018"))
    one, two = batch.errors.order_by("line")
    amina = sign_in(cast.amina)
    names = sheet_of(amina, address(batch, one))
    form = amina.get(address(batch, one)).context["form"]
    sent = {bound.html_name: bound.value() for bound in form} | {names["Date"]: "2018-11-30"}
    answer = amina.post(address(batch, one), sent | {"next": "1"})
    assert answer["Location"] == address(batch, two)
    assert "go to the next" not in amina.get(address(batch, two)).content.decode()


def test_a_row_cannot_be_emptied_nor_kept_unchanged(cast: Cast, sign_in: Any) -> None:
    batch = checked(cast, row(1), row(2, Date="31.11.2018"))
    amina = sign_in(cast.amina)
    form = amina.get(address(batch)).context["form"]
    empty = amina.post(address(batch), {bound.html_name: "" for bound in form})
    assert empty.status_code == 400 and b"cannot be emptied" in empty.content
    mended(amina, batch)
    assert not Correction.objects.exists()


def test_boris_may_not_mend_and_chen_meets_nothing(cast: Cast, sign_in: Any) -> None:
    batch = checked(cast, row(1), row(2, Date="31.11.2018"))
    for who, status in (("boris", 403), ("chen", 404), ("unit_commander", 404)):
        browser = sign_in(cast[who])
        assert browser.get(address(batch)).status_code == status, who
        assert browser.post(address(batch), {"c1": "2018-11-30"}).status_code == status, who
        assert browser.post(f"{LIST}{batch.pk}/again/").status_code == status, who
    assert "rows/" not in sign_in(cast.boris).get(f"{LIST}{batch.pk}/").content.decode()
    with pytest.raises(Denied):
        verbs.correct(batch, batch.errors.get(), {"Date": "x"}, by=standing(cast, cast.boris))


def test_a_row_of_another_file_is_not_mended_through_this_one(cast: Cast, sign_in: Any) -> None:
    one = checked(cast, row(1), row(2, Date="31.11.2018"))
    two = checked(cast, row(3), row(4, Date="31.11.2018"))
    path = f"{LIST}{one.pk}/rows/{two.errors.get().pk}/"
    assert sign_in(cast.amina).get(path).status_code == 404


def test_misconduct_is_not_mended_here_nor_kept_when_written_here(cast: Cast, sign_in: Any) -> None:
    said = "A girl was raped by a UN peacekeeper."
    batch = checked(cast, row(1), row(2, Narrative=said))
    amina = sign_in(cast.amina)
    assert amina.get(address(batch)).status_code == 404
    batch = checked(cast, row(3), row(4, Date="31.11.2018"))
    as_sent = clear_file(batch)
    mended(amina, batch, Date="2018-11-30", Narrative=said, Harm="peacekeeper abuse of girl")
    batch = tried_again(batch, amina)
    assert batch.report["misconduct"] == 1 and not Correction.objects.filter(batch=batch).exists()
    frames, beside = unpack(open_beside(batch, ".reading") or b"")
    rows = [frame.rows() for frame in frames.values()]
    assert "L-3" in repr(rows) and "peacekeeper" not in repr([rows, beside])
    assert clear_file(batch) == as_sent
    assert "peacekeeper" not in json.dumps([e.said for e in batch.errors.all()])
    verbs.confirm(batch, by=standing(cast))
    work()
    assert [e.source_id for e in Event.objects.all()] == ["L-3"]


def test_a_row_of_a_closed_harm_is_mended_by_who_sent_it_only(cast: Cast, sign_in: Any) -> None:
    batch = checked(cast, row(1), row(2, Harm="rape", Date="31.11.2018"))
    other = sign_in(cast.adviser).get(address(batch))
    assert other.context["form"] is None and b"rape" not in other.content
    amina = sign_in(cast.amina)
    mended(amina, batch, Date="2018-11-30")
    batch = tried_again(batch, amina)
    tab = f"{LIST}{batch.pk}/?tab=mended"
    assert "2018-11-30" in amina.get(tab).content.decode()
    hidden = sign_in(cast.adviser).get(tab).content.decode()
    assert "not shown" in hidden and "2018-11-30" not in hidden
    verbs.confirm(batch, by=standing(cast))
    work()
    assert ClosedEvent.objects.get().source_id == "L-2" and Event.objects.count() == 1


def test_a_sheet_of_a_workbook_is_mended_in_its_own_row(cast: Cast, sign_in: Any) -> None:
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept) as book:
        lines = [row(1), row(2, Date="31.11.2018", Village="Luma\nriver side")]
        notes = book.add_worksheet("Notes")
        notes.write_row(0, 0, ["Remarks", "By"])
        notes.write_row(1, 0, ["31.11.2018", "office"])
        sheet = book.add_worksheet("Log")
        sheet.write_row(0, 0, list(lines[0]))
        for n, line in enumerate(lines, start=1):
            sheet.write_row(2 * n, 0, list(line.values()))  # blank lines between
    batch = checked(cast, upload=SimpleUploadedFile("log.xlsx", kept.getvalue()))
    notes_before = batch.report["sheets"][0]["notes"]
    error = batch.errors.get()
    assert (error.line, error.said["sheet"]) == (5, "Log")
    amina = sign_in(cast.amina)
    mended(amina, batch, Date="2018-11-30")
    batch = tried_again(batch, amina)
    assert (batch.accepted, batch.refused) == (2, 0)
    assert batch.report["sheets"][0]["notes"] == notes_before
    assert batch.report["sheets"][0]["format"] == "columns matched by name (xlsx)"
    verbs.confirm(batch, by=standing(cast))
    work()
    places = dict(Event.objects.values_list("line", "place"))
    assert places == {3: "Luma", 5: "Luma\nriver side"}


def test_what_the_reader_cannot_cut_into_cells_is_mended_in_the_file(
    cast: Cast, sign_in: Any
) -> None:
    text = log(row(1), row(2, Date="31.11.2018")).read() + b"L-9,2018-12-01,a,b,c,d,e,f,g,h,i\n"
    batch = checked(cast, upload=SimpleUploadedFile("log.csv", text))
    broken, dated = batch.errors.order_by("-line")
    amina = sign_in(cast.amina)
    page = amina.get(address(batch, broken))
    assert page.context["form"] is None and b"Fix it in the file" in page.content
    verbs.correct(batch, dated, {"Date": "2018-11-30"}, by=standing(cast))
    batch = tried_again(batch, amina)
    assert (batch.rows, batch.accepted, batch.refused) == (3, 2, 1)
    assert batch.errors.get().line == broken.line


def test_rows_of_a_large_file_are_mended_in_a_spreadsheet_and_the_page_says_so(
    cast: Cast, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = checked(cast, row(1), row(2, Date="31.11.2018"))
    amina = sign_in(cast.amina)
    form = amina.get(address(batch)).context["form"]
    sent = {bound.html_name: bound.value() for bound in form} | {"c1": "2018-11-30"}
    monkeypatch.setattr(import_queries, "LOOKED_INTO", batch.file.size - 1)
    told = amina.get(f"{LIST}{batch.pk}/").content.decode()
    assert address(batch) not in told and "too large for its rows to be fixed here" in told
    page = amina.get(address(batch)).content.decode()
    assert "31.11.2018" not in page and "fix them in a spreadsheet" in page
    assert amina.post(address(batch), sent).status_code == 400
    assert not Correction.objects.exists()


def test_a_mended_file_reads_as_if_it_had_been_sent_so(cast: Cast) -> None:
    rows = [row(n, Village=f"Luma {n}\nby the river", Killed=str(n)) for n in range(1, 30)]
    sent = checked(cast, *rows, row(30, Date="2018-11-30"))
    batch = checked(cast, *rows, row(30, Date="30.11.2018?"), upload=None)
    if batch.refused:
        verbs.correct(batch, batch.errors.get(), {"Date": "2018-11-30"}, by=standing(cast))
    else:
        pytest.fail("the row should have been refused")
    verbs.check_again(batch, by=standing(cast))
    work()
    batch.refresh_from_db()
    assert batch.report["sheets"] == sent.report["sheets"]
    assert (batch.rows, batch.accepted, batch.refused) == (30, 30, 0)


def test_giving_the_file_up_erases_what_was_mended(cast: Cast, sign_in: Any) -> None:
    batch = checked(cast, row(1), row(2, Date="31.11.2018"))
    mended(sign_in(cast.amina), batch, Date="2018-11-30")
    verbs.discard(batch, by=standing(cast))
    assert not Correction.objects.exists()


def test_nothing_is_mended_after_the_import(cast: Cast, sign_in: Any) -> None:
    batch = checked(cast, row(1), row(2, Date="31.11.2018"))
    verbs.confirm(batch, by=standing(cast))
    work()
    answer = mended(sign_in(cast.amina), batch, Date="2018-11-30")
    assert answer.status_code == 400 and not Correction.objects.exists()


def test_thousands_of_refused_rows_take_the_queries_of_a_few(cast: Cast, sign_in: Any) -> None:
    amina = sign_in(cast.amina)
    counts = []
    for number in (3, 2_500):
        batch = make.batch(
            cast.mission, cast.amina, published=False, state="checked", refused=number, rows=number
        )
        said = {"why": "is not a date", "next": "write it", "also": [], "sheet": None}
        RowError.objects.bulk_create(
            RowError(batch=batch, line=n + 2, column="Date", said=said) for n in range(number)
        )
        at = batch.uploaded_at
        Correction.objects.bulk_create(
            Correction(
                batch=batch,
                line=n + 2,
                column="Date",
                said="2018-11-30",
                by_id=cast.amina.pk,
                at=at,
            )
            for n in range(number)
        )
        for tab in ("refused", "mended"):
            with CaptureQueriesContext(connection) as queries:
                page = amina.get(f"{LIST}{batch.pk}/?tab={tab}&page=2")
            assert page.status_code == 200
            asked = [q["sql"] for q in queries if "base_rowerror" in q["sql"]]
            assert len(asked) == (tab == "refused"), asked  # one query a list
            counts.append(len(queries))
    assert counts[:2] == counts[2:]


def test_the_tutorials_row_is_mended_as_the_tutorial_says(cast: Cast, sign_in: Any) -> None:
    file = Path(__file__).parents[3] / "docs/tutorials/files/incidents-with-errors.csv"
    batch = checked(cast, upload=SimpleUploadedFile(file.name, file.read_bytes()))
    assert (batch.new, batch.refused) == (3, 4)
    amina = sign_in(cast.amina)
    path = address(batch, batch.errors.get(line=6))
    form = amina.get(path).context["form"]
    (abducted,) = [bound.html_name for bound in form if bound.label == "abducted"]
    sent = {bound.html_name: bound.value() for bound in form} | {abducted: "3"}
    assert amina.post(path, sent).status_code == 302
    told = amina.get(f"{LIST}{batch.pk}/").content.decode()
    assert "Check the file again" in told and "confirm/" not in told
    batch = tried_again(batch, amina)
    assert (batch.new, batch.refused) == (4, 3)
    told = amina.get(f"{LIST}{batch.pk}/").content.decode()
    assert "Import 4 rows, leave 5" in squeezed(told) and "Download refused rows" in told
