"""A file that the reader does not know asks: where its incidents stand, which column is what. A
person answers on one page, sees the first rows as they would come in, and the next week's file of
the same source asks nothing. Acted by pages and by a program."""

from __future__ import annotations

import io
from typing import Any

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.tutela_web.cast import Cast
from tests.tutela_web.html import squeezed
from tests.tutela_web.incidents.import_files import columns_said, work
from tutela_web.base.models import Batch
from tutela_web.incidents.models import Event, Matching, RowApart

LIST = "/m/luma/imports/"


def note(week: int, *rows: tuple[str, ...], title: int = 2) -> SimpleUploadedFile:
    """A sub-office's weekly note: a title, incidents under heads no list knows, then its cars."""
    lines: list[tuple[str, ...]] = [(f"Note of week {week}, Sub-office Luma",)]
    lines += [("kept by the clerk",)] * (title - 1)
    lines += [("Moment", "Spot", "Fell", "Signed"), *rows, (), ("Cars", "Litres"), ("12", "40")]
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept) as book:
        sheet = book.add_worksheet(f"Week {week}")
        for number, cells in enumerate(lines):
            for column, cell in enumerate(cells):
                sheet.write_string(number, column, cell)
    return SimpleUploadedFile(f"note-{week}.xlsx", kept.getvalue())


FIRST = (("2018-03-04", "Tera", "2", "K."), ("2018-03-06", "Pama", "0", "K."))
SECOND = (*FIRST, ("2018-03-12", "Koro", "1", "K."))
PART = {
    "draw": "on",
    "sheet": "Week 10",
    "shape": "rows",
    "head_first": "3",
    "first": "4",
    "last": "5",
    "left": "1",
    "right": "3",
}


def send(browser: Any, upload: SimpleUploadedFile) -> Batch:
    browser.post(LIST, {"file": upload, "classification": "1"})
    work()
    return Batch.objects.filter(kind="events").latest("uploaded_at")


def answer(browser: Any, batch: Batch, sent: dict[str, Any]) -> Batch:
    answered = browser.post(f"{LIST}{batch.pk}/columns/", sent | {"act": "save"})
    assert answered.status_code == 302, squeezed(answered.content.decode())
    work()
    batch.refresh_from_db()
    return batch


def test_a_person_draws_a_part_says_its_columns_and_the_next_week_asks_nothing(
    cast: Cast, sign_in: Any
) -> None:
    amina = sign_in(cast.amina)
    batch = send(amina, note(10, *FIRST))
    assert batch.new == 0
    address = f"{LIST}{batch.pk}/columns/"
    shown = squeezed(amina.get(address).content.decode())
    assert "Moment" in shown and "2018-03-06" in shown and "Litres" in shown
    batch = answer(amina, batch, PART)
    told = squeezed(amina.get(address).content.decode())
    assert "Tera" in told and [
        one.column for one, _box in amina.get(address).context["form"].rows()
    ] == ["Moment", "Spot", "Fell"]
    columns = columns_said(amina, batch, date_start="Moment", place="Spot", deaths="Fell")
    tried = amina.post(address, columns | {"act": "preview"})
    rows = tried.context["first"]["rows"]
    assert [(str(row["date_start"]), row["place"], row["killed"]) for row in rows] == [
        ("2018-03-04", "Tera", 2),
        ("2018-03-06", "Pama", 0),
    ]
    assert not Event.objects.exists() and not Batch.objects.get().mapping
    batch = answer(amina, batch, columns)
    assert (batch.state, batch.rows, batch.new) == ("checked", 2, 2)
    amina.post(f"{LIST}{batch.pk}/confirm/", {"others": "unknown"})
    work()

    later = send(amina, note(11, *SECOND, title=4))
    assert (later.state, later.rows, later.new, later.same) == ("checked", 3, 1, 2)
    page = squeezed(amina.get(f"{LIST}{later.pk}/").content.decode())
    assert "found by the columns" in page and Matching.objects.get().name in page


def test_a_part_that_is_none_is_told_and_nothing_is_saved(cast: Cast, sign_in: Any) -> None:
    amina = sign_in(cast.amina)
    batch = send(amina, note(10, *FIRST))
    address = f"{LIST}{batch.pk}/columns/"
    for wrong, told in (
        ({"first": "90", "last": "95"}, "nothing stands in this part"),
        ({"first": "5", "last": "4"}, "do not follow each other"),
    ):
        answered = amina.post(address, PART | wrong | {"act": "preview"})
        assert told in squeezed(answered.content.decode()), wrong
    assert not Matching.objects.exists()


def test_of_the_sheet_a_line_of_misconduct_is_not_shown(cast: Cast, sign_in: Any) -> None:
    amina = sign_in(cast.amina)
    bad = ("2018-03-05", "Nyakimland", "A UN peacekeeper raped a girl", "K.")
    batch = send(amina, note(10, *FIRST, bad))
    told = amina.get(f"{LIST}{batch.pk}/columns/").content.decode()
    assert "Tera" in told and "Nyakimland" not in told and "peacekeeper raped" not in told


CARDS = (
    ("2018-03-04", "Tera", "Attack on the village", "Bandits"),
    ("2018-03-05", "Nyakim", "A girl was raped at night", "A peacekeeper left her house"),
    ("2018-03-06", "Pama", "Attack on a convoy", "Bandits"),
    ("2018-03-07", "Koro", "Attack on a market", "Bandits"),
)


def test_of_a_card_that_may_tell_of_misconduct_no_line_is_shown(cast: Cast, sign_in: Any) -> None:
    questions = ("Date", "Place", "What happened", "By whom")
    lines = [
        f"{question},{said}"
        for number, card in enumerate(CARDS, 1)
        for question, said in [
            ("Incident", str(number)),
            *zip(questions, card, strict=True),
            ("", ""),
        ]
    ]
    upload = SimpleUploadedFile("cards.csv", "\n".join(lines).encode())
    batch = send(sign_in(cast.amina), upload)
    assert RowApart.objects.get(batch=batch)
    for reader in (cast.amina, cast.adviser):
        told = sign_in(reader).get(f"{LIST}{batch.pk}/columns/").content.decode()
        assert "Tera" in told and "Pama" in told
        assert not [word for word in ("Nyakim", "raped", "left her house") if word in told]
