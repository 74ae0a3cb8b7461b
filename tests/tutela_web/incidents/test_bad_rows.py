"""One bad row never fails a file: it is refused by line and column, and the rest comes in."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.tutela_web.cast import Cast
from tests.tutela_web.incidents.import_files import checked, log, row, standing, work
from tutela_web.base.models import Batch
from tutela_web.incidents.imports import verbs
from tutela_web.incidents.models import Event

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
LIST = "/m/luma/imports/"

BAD = {
    "Date": ("9999-12-31", "0001-01-01", "0000-01-01", "2999-12-31", "2018-12-31 99:99"),
    "Latitude": ("²", "1e400", "nan°"),
    "Killed": ("-1", "10000000", "²"),
    "Village": ("Lu\0ma",),
}
"""What is wrong with one cell of a row, by its column."""


def refused_csv(browser: Any, batch: Batch) -> list[dict[str, str]]:
    body = browser.get(f"{LIST}{batch.pk}/refused/?form=csv").content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(body)))


def test_each_bad_row_is_refused_by_itself_and_the_rest_is_imported(
    cast: Cast, sign_in: Any
) -> None:
    bad = [(column, value) for column, values in BAD.items() for value in values]
    rows = [row(n, **{column: value}) for n, (column, value) in enumerate(bad, start=2)]
    batch = checked(cast, row(1), *rows, row(99))
    assert (batch.state, batch.accepted, batch.refused) == ("checked", 2, len(bad))
    assert list(batch.errors.order_by("line").values_list("line", "column")) == [
        (line, column) for line, (column, _value) in enumerate(bad, start=3)
    ]
    amina = sign_in(cast.amina)
    page = amina.get(f"{LIST}{batch.pk}/").content.decode()
    assert "is not between the years" in page and "is not a time of day" in page
    download = refused_csv(amina, batch)
    assert [one["Incident number"] for one in download] == [one["Incident number"] for one in rows]
    assert all(one["Why it was refused"] and one["What to do"] for one in download)
    verbs.confirm(batch, by=standing(cast))
    work()
    assert set(Event.objects.values_list("source_id", flat=True)) == {"L-1", "L-99"}


@pytest.mark.parametrize("village", ["Lu\0ma", "Luma"])
def test_a_file_of_bad_rows_alone_is_told_row_by_row(cast: Cast, village: str) -> None:
    batch = checked(cast, row(1, Village=village, Date="0000-01-01"))
    assert (batch.state, batch.accepted, batch.refused) == ("checked", 0, 1)


def book(*formulas: int) -> SimpleUploadedFile:
    """A workbook of four rows; in some, nobody calculated the number killed."""
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept) as made:
        sheet = made.add_worksheet("Log")
        sheet.write_row(0, 0, list(row()))
        for n in range(1, 5):
            sheet.write_row(n, 0, list(row(n).values()))
            if n in formulas:
                sheet.write_formula(n, 7, f"=A{n}+1", None, "")
    return SimpleUploadedFile("log.xlsx", kept.getvalue())


def test_a_row_of_an_uncalculated_formula_is_in_the_download_and_can_be_mended(
    cast: Cast, sign_in: Any
) -> None:
    batch = checked(cast, upload=book(2, 3))
    assert (batch.accepted, batch.refused) == (2, 2)
    amina = sign_in(cast.amina)
    first, second = refused_csv(amina, batch)
    assert (first["Incident number"], first["Village"]) == ("L-2", "Luma")
    assert second["Incident number"] == "L-3" and "formula" in second["Why it was refused"]
    error = batch.errors.order_by("line").first()
    path = f"{LIST}{batch.pk}/rows/{error.pk}/"
    form = amina.get(path).context["form"]
    names = {bound.label: bound.html_name for bound in form}
    sent = {bound.html_name: bound.value() for bound in form}
    assert amina.post(path, sent | {names["Killed"]: "4"}).status_code == 302
    amina.post(f"{LIST}{batch.pk}/again/")
    work()
    batch.refresh_from_db()
    assert (batch.accepted, batch.refused) == (3, 1)
    verbs.confirm(batch, by=standing(cast))
    work()
    assert Event.objects.get(source_id="L-2").deaths == 4


def test_a_row_with_too_many_fields_is_in_the_download(cast: Cast, sign_in: Any) -> None:
    text = log(row(1), row(2)).read().decode().rstrip("\n") + ",one,two\n"
    batch = checked(cast, upload=SimpleUploadedFile("log.csv", text.encode()))
    assert (batch.accepted, batch.refused) == (1, 1)
    (refused,) = refused_csv(sign_in(cast.amina), batch)
    assert refused["Incident number"] == "L-2"
    assert refused["Narrative"] == "Account number 2. one two"
