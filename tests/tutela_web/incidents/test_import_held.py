"""What a file invents does not come in: rows wait for a person, and every row is counted once."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import polars as pl
import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.html import squeezed
from tests.tutela_web.incidents.import_files import (
    checked,
    columns_as_proposed,
    columns_said,
    log,
    row,
    work,
)
from tutela_web.access.models import AuditEntry
from tutela_web.base.models import Batch
from tutela_web.incidents.models import Event, HeldRow, Matching
from tutela_web.risk.readers import read_events

LIST = "/m/luma/imports/"
PASTED = {"Date": "2018-12-03", "Village": "Osila"}


def told_once(number: int, **changed: Any) -> dict[str, Any]:
    """A row of a log whose keeper gives no numbers."""
    return {name: said for name, said in row(number, **changed).items() if "number" not in name}


def messy() -> SimpleUploadedFile:
    """Luma three times, once with its coordinates elsewhere; Osila pasted twice; a sum."""
    return log(
        told_once(1),
        told_once(2, Date="2018-12-02"),
        told_once(3, Date="2018-12-05", Latitude="9.9"),
        told_once(4, **PASTED),
        told_once(4, **PASTED),
        told_once(5, Date="31.11.2018", Killed="-4"),
        dict.fromkeys(told_once(1), "") | {"Date": "TOTAL", "Killed": "15"},
    )


def page(browser: Any, batch: Batch, asked: str = "") -> str:
    answer = browser.get(f"{LIST}{batch.pk}/{asked}")
    assert answer.status_code == 200
    return squeezed(answer.content.decode())


def counts_of(told: str) -> dict[str, int]:
    part = told.split('id="count"')[1].split("</section>")[0]
    found = {}
    for line in part.split("<li")[1:]:
        words = line.split(">", 1)[1]
        label, _, number = words.partition("<b>")
        found[label.strip()] = int(number.split("<")[0].replace(",", ""))
    return found


def test_rows_far_away_and_pasted_twice_wait_for_a_person(cast: Cast, sign_in: Any) -> None:
    amina = sign_in(cast.amina)
    amina.post(LIST, {"file": messy(), "classification": "1"})
    work()
    batch = Batch.objects.get()
    told = page(amina, batch)
    assert "far from where other rows of this place are: Luma" in told
    assert "says the same as line 5" in told
    assert "Import 3 rows, leave 4" in told
    counts = counts_of(told)
    assert counts["Read"] == 7 and counts["To be imported"] == 3
    assert counts["Held for a person"] == 2 and counts["Left out or refused"] == 2
    assert counts["is a sum of other rows, not an incident"] == 1
    boris = page(sign_in(cast.boris), batch)
    assert "other rows of this place are: Luma" not in boris and "9.9" not in boris
    assert "far from where other rows of this place are" in boris and 'name="answer"' not in boris
    far = HeldRow.objects.get(line=4)
    assert sign_in(cast.chen).post(f"{LIST}{batch.pk}/held/").status_code == 404
    assert sign_in(cast.boris).post(f"{LIST}{batch.pk}/held/").status_code == 403

    sent = {"answer": "take_in", "row": str(far.handle)}
    assert amina.post(f"{LIST}{batch.pk}/held/", sent).status_code == 302
    work()
    told = page(amina, batch)
    assert "Import 4 rows, leave 3" in told and counts_of(told)["Held for a person"] == 1
    assert AuditEntry.objects.get(act="decide_held").detail == {"rows": 1, "take_in": True}
    amina.post(f"{LIST}{batch.pk}/confirm/", {"others": "unknown"})
    work()
    assert sorted(Event.objects.values_list("line", flat=True)) == [2, 3, 4, 5]
    assert counts_of(page(amina, batch))["Came in"] == 4


def test_a_held_row_is_mended_and_then_comes_in(cast: Cast, sign_in: Any) -> None:
    batch, amina = checked(cast, upload=messy()), sign_in(cast.amina)
    far = HeldRow.objects.get(line=4)
    address = f"{LIST}{batch.pk}/held/{far.handle}/"
    form = amina.get(address).content.decode()
    assert "far from where other rows" in form and 'value="9.9"' in form
    assert sign_in(cast.boris).get(address).status_code == 403
    cells = amina.get(address).context["form"].cells
    posted = {
        f"c{n}": "7.1" if name == "Latitude" else v for n, (name, v) in enumerate(cells.items())
    }
    assert amina.post(address, posted).status_code == 302
    amina.post(f"{LIST}{batch.pk}/again/")
    work()
    assert not HeldRow.objects.filter(line=4).exists()
    assert "Import 4 rows, leave 3" in page(amina, batch)


def test_the_download_holds_every_row_with_all_that_is_wrong(cast: Cast, sign_in: Any) -> None:
    batch = checked(cast, upload=messy())
    sheet = sign_in(cast.amina).get(f"{LIST}{batch.pk}/refused/?form=csv")
    frame = pl.read_csv(io.BytesIO(sheet.content), infer_schema=False)
    why = dict(zip(frame["Date"], frame["Why it was refused"], strict=True))
    assert set(why) == {"2018-12-05", "2018-12-03", "31.11.2018", "TOTAL"}
    assert "30 days" in why["31.11.2018"] and "Killed" in why["31.11.2018"]
    assert "far from where other rows" in why["2018-12-05"]


def workbook() -> SimpleUploadedFile:
    """An open sheet below a title, with a row the sheet hides and a remark; and a hidden sheet."""
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept) as book:
        for name, top in (("December", 2), ("Draft", 0)):
            sheet = book.add_worksheet(name)
            if top:
                sheet.write(0, 0, "Incidents of the sector, for internal use")
            sheet.write_row(top, 0, list(row()))
            for n in (1, 2):
                cells = row(n if top else n + 10, Date=f"2018-12-0{n}")
                sheet.write_row(top + n, 0, list(cells.values()))
            if top:
                sheet.set_row(top + 2, None, None, {"hidden": True})
                sheet.write_comment(top + 1, 2, "heard from the chief")
            else:
                sheet.hide()
    return SimpleUploadedFile("log.xlsx", kept.getvalue())


@pytest.mark.postgresql
def test_hidden_sheets_are_left_out_unless_a_person_takes_them_in(cast: Cast, sign_in: Any) -> None:
    batch, amina = checked(cast, upload=workbook()), sign_in(cast.amina)
    told = page(amina, batch)
    assert "Sheets that the workbook hides" in told and "Draft" in told
    assert "1 rows that the sheet hides are read too" in told
    assert "the header was found in row 3, below a title" in told
    assert "1 cells have a remark pinned to them, which does not come in: C4" in told
    assert "Import 2 rows" in told
    pinned = page(amina, batch, "?tab=remarks")
    assert "Remarks in cells" in pinned and "heard from the chief" in pinned
    assert sign_in(cast.boris).post(f"{LIST}{batch.pk}/hidden/").status_code == 403
    amina.post(f"{LIST}{batch.pk}/hidden/", {"take_in": "yes"})
    work()
    told = page(amina, batch)
    assert "Import 4 rows" in told and "read with the others" in told


def test_queries_do_not_grow_with_held_rows(cast: Cast, sign_in: Any) -> None:
    amina, needed = sign_in(cast.amina), []
    for rows in (2, 12):
        same = [told_once(1, **PASTED) for _ in range(rows + 1)]
        batch = checked(cast, told_once(rows, Date="2018-11-01"), *same)
        page(amina, batch)
        with CaptureQueriesContext(connection) as made:
            page(amina, batch, "?tab=held")
        needed.append(len(made))
    assert needed[0] == needed[1]


def test_what_would_come_in_is_shown_before_it_does(cast: Cast, sign_in: Any) -> None:
    batch, amina = checked(cast, upload=messy()), sign_in(cast.amina)
    told = page(amina, batch, "?tab=preview")
    rows = told.split("<tbody")[1].split("</tbody")[0].split("<tr")[1:]
    assert len(rows) == 3 and "Group Kestrel" in rows[0] and "Luma" in rows[0]
    assert "1 Dec 2018" in rows[0] and "7.100" in rows[0] and ">3<" in rows[0].replace(" ", "")
    assert "Group Kestrel" not in page(sign_in(cast.boris), batch, "?tab=preview")


def test_columns_are_matched_with_their_first_values_beside_them(cast: Cast, sign_in: Any) -> None:
    trade = told_once(2, Village="Tembel", Narrative="Sexual exploitation by a UN peacekeeper")
    batch = checked(cast, told_once(1), trade, told_once(3, Village="Koro"))
    told = page(sign_in(cast.amina), batch, "columns/")
    assert "Luma" in told and "Koro" in told and "its head says so" in told
    assert "Tembel" not in told and "exploitation by" not in told
    assert sign_in(cast.boris).get(f"{LIST}{batch.pk}/columns/").status_code == 403


ENGLISH = "Armed men came to the village at dawn and killed three of the herders near the well."
FRENCH = "Des hommes ont attaque le village et tue cinq eleveurs pres du puits dans la nuit."


@pytest.mark.postgresql
def test_one_event_in_two_languages_is_decided_for_many_and_counts_once_until_then(
    cast: Cast, sign_in: Any
) -> None:
    twice = [
        row(n, Village=place, Latitude=str(7 + n / 10), **said)
        for n, place in enumerate(("Luma", "Osila", "Koro"))
        for said in (
            {"Incident number": f"E-{n}", "Narrative": ENGLISH},
            {
                "Incident number": f"F-{n}",
                "Narrative": FRENCH,
                "Killed": "5",
                "Perpetrator": "hommes",
            },
        )
    ]
    amina = sign_in(cast.amina)
    amina.post(LIST, {"file": log(*twice), "classification": "1"})
    work()
    batch = Batch.objects.get()
    told = page(amina, batch, "?tab=doubles")
    assert told.count('name="pair"') == 3 and "Import 6 rows" in told
    amina.post(f"{LIST}{batch.pk}/confirm/", {"others": "unknown"})
    work()
    scored = read_events(cast.mission, until=date(2018, 12, 20))
    assert scored.events.frame["deaths"].to_list() == [5, 5, 5]
    assert "counted once with the larger toll" in scored.notes[-1]
    assert Event.objects.count() == 6, "nothing is merged by machine"
    amina.post(f"{LIST}{batch.pk}/undo/")

    amina.post(LIST, {"file": log(*twice), "classification": "1"})
    work()
    again = Batch.objects.latest("uploaded_at")
    pair = page(amina, again, "?tab=doubles").split('name="pair" value="')[1].split('"')[0]
    many = f"{LIST}{again.pk}/doubles/"
    assert sign_in(cast.boris).post(many, {"decision": "apart_all"}).status_code == 403
    assert sign_in(cast.chen).post(many, {"decision": "apart_all"}).status_code == 404
    amina.post(many, {"decision": "leave_out", "pair": pair})
    assert "Import 5 rows, leave 1" in page(amina, again)
    amina.post(many, {"decision": "apart_all"})
    amina.post(f"{LIST}{again.pk}/confirm/", {"others": "unknown"})
    work()
    assert len(read_events(cast.mission, until=date(2018, 12, 20)).events.frame) == 5


def test_books_of_two_offices_that_name_no_source_are_compared(cast: Cast, sign_in: Any) -> None:
    amina = sign_in(cast.amina)
    amina.post(LIST, {"file": log(row(1)), "classification": "1"})
    work()
    amina.post(f"{LIST}{Batch.objects.get().pk}/confirm/", {"others": "unknown"})
    work()
    other = row(1, **{"Incident number": "B-77", "Perpetrator": "unknown"})
    amina.post(
        LIST, {"file": log(other, row(2, Village="Osila", Latitude="9.9")), "classification": "1"}
    )
    work()
    told = page(amina, Batch.objects.latest("uploaded_at"), "?tab=doubles")
    assert told.count('name="pair"') == 1


def settle(browser: Any, batch: Batch, answers: dict[str, Any]) -> None:
    """Say on the page of names what words and names mean: a kind of harm, or an actor of ours."""
    asked = browser.get(f"{LIST}{batch.pk}/names/").context
    sent = {"act": "save"}
    for one in [*asked["actors"], *asked["harms"]]:
        answer = answers.get(one.name.said)
        if isinstance(answer, str):
            sent[f"means-{one.name.handle}"] = answer
        elif answer is not None:
            sent[f"means-{one.name.handle}"] = "ours"
            sent[f"actor-{one.name.handle}"] = str(answer.pk)
    assert browser.post(f"{LIST}{batch.pk}/names/", sent).status_code == 302
    work()


def test_words_of_the_source_are_matched_on_the_page_and_remembered(
    cast: Cast, sign_in: Any
) -> None:
    osprey = make.actor(cast.mission, name="Group Osprey")
    odd = {"Harm": "zurga", "Perpetrator": "the men of the hill"}
    batch = checked(cast, told_once(1, **odd), told_once(2, Date="2018-12-02", **odd))
    amina = sign_in(cast.amina)
    address = f"{LIST}{batch.pk}/columns/"
    amina.post(address, columns_as_proposed(amina, batch) | {"save_as": "Sector log"})
    work()
    assert "“zurga”" in page(amina, batch, "names/")
    settle(amina, batch, {"zurga": "looting", "the men of the hill": osprey})
    assert "is settled" in page(amina, batch, "names/")
    amina.post(f"{LIST}{batch.pk}/confirm/", {"others": "unknown"})
    work()
    assert set(Event.objects.values_list("harm", flat=True)) == {"looting"}
    assert {tuple(one) for one in Event.objects.values_list("side_a", flat=True)} == {
        ("Group Osprey",)
    }
    kept = Matching.objects.get(name="Sector log")
    later = log(told_once(3, Date="2018-12-09", **odd))
    amina.post(LIST, {"file": later, "classification": "1", "matching": str(kept.pk)})
    work()
    again = Batch.objects.latest("uploaded_at")
    told = page(amina, again, "?tab=preview")
    assert "looting" in told.lower() and "Group Osprey" in told


def test_what_is_read_from_words_stays_when_columns_are_matched_by_hand(
    cast: Cast, sign_in: Any
) -> None:
    amina = sign_in(cast.amina)
    told = {"Harm": "abduction", "Narrative": "Two girls abducted by armed men near the well."}
    for number, day in ((1, "2018-12-01"), (3, "2018-12-05")):
        upload = log(told_once(number, Date=day), told_once(number + 1, Date=day, **told))
        amina.post(LIST, {"file": upload, "classification": "1"})
        work()
        batch = Batch.objects.latest("uploaded_at")
        if number == 1:
            assert "Abducted read from the words of Narrative" in page(amina, batch)
            address = f"{LIST}{batch.pk}/columns/"
            amina.post(address, columns_as_proposed(amina, batch))
            work()
        shown = page(amina, batch)
        assert "Abducted read from the words of Narrative" in shown
        assert "columns not used" not in shown
        amina.post(f"{LIST}{batch.pk}/confirm/", {"others": "unknown"})
        work()
    assert list(Event.objects.order_by("pk").values_list("abducted", flat=True)) == [
        None,
        2,
        None,
        2,
    ]


def test_a_held_row_that_was_fixed_says_so_until_the_file_is_checked_again(
    cast: Cast, sign_in: Any
) -> None:
    amina = sign_in(cast.amina)
    batch = checked(cast, told_once(1), told_once(2, Date="2018-12-02", Killed="12?"))
    held = HeldRow.objects.get(batch=batch)
    assert "is a number its writer is not sure of" in page(amina, batch, "?tab=held")
    address = f"{LIST}{batch.pk}/held/{held.handle}/"
    form = amina.get(address).context["form"]
    cells = {name: form[name].value() or "" for name in form.fields}
    killed = next(name for name, said in cells.items() if said == "12?")
    amina.post(address, cells | {killed: "12"})
    shown = page(amina, batch, "?tab=held")
    assert "fixed, not checked yet" in shown and "Counts and lists are as they were" in shown
    amina.post(f"{LIST}{batch.pk}/again/")
    work()
    assert "Import 2 rows" in page(amina, batch) and not HeldRow.objects.exists()


def odd_log(number: int, day: str) -> SimpleUploadedFile:
    """A log of a form whose columns and codes nobody knows, several answers in a cell."""
    answers = ["zurga harg", "harg", "zurga; harg"]
    return log(
        *(
            {"Quand": f"{day}-{n + 1:02}", "Hilla": f"Hilla {number + n}", "Shin": said, "Minu": by}
            for n, (said, by) in enumerate(zip(answers, ["g_9", "g_7 g_9", "g_7"], strict=True))
        )
    )


@pytest.mark.postgresql
def test_a_file_finds_its_matching_by_its_columns_and_answers_are_matched_one_by_one(
    cast: Cast, sign_in: Any
) -> None:
    osprey = make.actor(cast.mission, name="Group Osprey")
    amina = sign_in(cast.amina)
    amina.post(LIST, {"file": odd_log(1, "2018-11"), "classification": "1"})
    work()
    batch = Batch.objects.get()
    address = f"{LIST}{batch.pk}/columns/"
    said = {"date_start": "Quand", "place": "Hilla", "harm": "Shin", "side_a": "Minu"}
    amina.post(address, columns_said(amina, batch, **said))
    work()
    asked = page(amina, batch, "names/")
    assert "“zurga”" in asked and "“harg”" in asked and "“zurga harg”" not in asked
    assert "“g_9”" in asked and "“g_7 g_9”" not in asked
    settle(amina, batch, {"zurga": "killing", "harg": "looting", "g_9": osprey})
    told = page(amina, batch, "?tab=preview").lower()
    assert "killing" in told and "looting" in told and "group osprey" in told

    amina.post(LIST, {"file": odd_log(7, "2018-12"), "classification": "1"})
    work()
    later = Batch.objects.latest("uploaded_at")
    told = page(amina, later)
    assert later.state == "checked" and "found by the columns" in told
    assert Matching.objects.get().name in told and "or change them" in told
    asked = amina.get(f"{LIST}{later.pk}/names/").context
    assert [one.name.said for one in asked["actors"]] == ["g_7"] and not asked["harms"]
    boris = page(sign_in(cast.boris), later)
    assert "found by the columns" in boris and "or change them" not in boris
    amina.post(f"{LIST}{later.pk}/confirm/", {"others": "unknown"})
    work()
    events = Event.objects.order_by("line")
    assert [one.harm for one in events] == ["killing", "looting", "killing"]
    assert events[0].side_a == events[1].side_a == ["Group Osprey"]
    other = log(told_once(1), name="other.csv")
    amina.post(LIST, {"file": other, "classification": "1"})
    work()
    assert "found by the columns" not in page(amina, Batch.objects.latest("uploaded_at"))


def test_a_head_that_no_list_has_is_named_where_the_file_is_imported(
    cast: Cast, sign_in: Any
) -> None:
    amina = sign_in(cast.amina)
    book = (
        "OB_No;DateReported;DateOfOffence;Scene;Offence;Fatalities\n"
        "11;2018-11-02;2018-11-01;Luma;Murder of a trader by gunmen;1\n"
        "12;2018-11-05;2018-11-03;Osila;Robbery by gunmen;0\n"
        "13;2018-11-09;2018-11-08;Luma;Cattle raid by gunmen;2\n"
    )
    amina.post(LIST, {"file": SimpleUploadedFile("ob.csv", book.encode()), "classification": "1"})
    work()
    told = page(amina, Batch.objects.get())
    ahead = told.split('id="will"')[1].split("</section>")[0]
    assert "DateOfOffence" in ahead and "check that this is right" in ahead
    assert "detected from their heads and cells" in told
