"""Places out as a table, edited, and in again, through the pages."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.html import squeezed
from tutela_web.access.models import AuditEntry
from tutela_web.base.models import Batch
from tutela_web.places.models import Place
from tutela_web.records import verbs as records


def url(name: str, *args: Any) -> str:
    return reverse(f"places:{name}", args=["luma", *args])


def copy(client: Any, form: str = "xlsx") -> bytes:
    answer = client.get(url("download", form))
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def edited(data: bytes, edits: dict[tuple[str, str], Any]) -> bytes:
    """The workbook after a person wrote into cells named by the place and the column."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    page = book.worksheets[0]
    across = {cell.value: cell.column for cell in page[2]}
    rows = {row[across["name"] - 1].value: row[0].row for row in page.iter_rows(min_row=3)}
    for (name, column), value in edits.items():
        page.cell(rows[name], across[column]).value = value
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def given(client: Any, data: bytes, name: str = "edited.xlsx") -> Any:
    """The page of what differs, after a file was given."""
    return client.post(url("upload"), {"file": SimpleUploadedFile(name, data)}, follow=True)


def saved(
    client: Any, page: Any, lines: list[int] | None = None, mine: tuple[int, ...] = ()
) -> Any:
    diff = page.context["diff"]
    lines = [row.line for row in (*diff.new, *diff.changed)] if lines is None else lines
    where = url("sheet", page.context["batch"].pk)
    return client.post(where, {"row": lines, "mine": mine, "digest": diff.digest})


def test_amina_takes_a_copy_edits_it_and_saves_what_differs(cast: Cast, sign_in: Any) -> None:
    bor = make.place(cast.mission, "Bor", population=20_000)
    kodok = make.place(cast.mission, "Kodok", other_names=[{"name": "فشودة", "language": "ar"}])
    amina = sign_in(cast.amina)
    data = edited(
        copy(amina), {("Bor", "population"): 26_000, ("Kodok", "other_names"): "ar: فشودة; Fachoda"}
    )
    page = given(amina, data)
    body = squeezed(page.content.decode())
    assert "<del><bdi>20000</bdi></del> <ins><bdi>26000</bdi></ins>" in body
    assert "nothing is saved yet" in body
    bor.refresh_from_db()
    assert bor.population == 20_000
    assert saved(amina, page).status_code == 302
    bor.refresh_from_db(), kodok.refresh_from_db()
    assert (bor.population, bor.version, kodok.aliases) == (26_000, 2, ("فشودة", "Fachoda"))
    again = given(amina, data)
    assert again.context["diff"].same == 2 and "Nothing differs" in again.content.decode()
    assert Place.objects.count() == 2


def test_new_rows_are_made_once_however_often_the_file_is_given(cast: Cast, sign_in: Any) -> None:
    amina = sign_in(cast.amina)
    data = (
        "name;lat;lon;aliases;phone_coverage\nN'Délé;8,41;20,65;ar: ندلي;oui\nTarso;;;;لا\n"
    ).encode("utf-8-sig")
    assert saved(amina, given(amina, data, "liste.csv")).status_code == 302
    ndele = Place.objects.get(name="N'Délé")
    assert (ndele.latitude, ndele.aliases, ndele.phone_coverage) == (8.41, ("ندلي",), True)
    assert ndele.code == "ssd-ndele"
    again = given(amina, data, "liste.csv").context["diff"]
    assert (again.same, again.new, again.changed) == (2, (), ())


def test_only_chosen_rows_are_saved_and_a_missing_row_deletes_nothing(
    cast: Cast, sign_in: Any
) -> None:
    for name in ("Bor", "Kodok", "Renk"):
        make.place(cast.mission, name)
    amina = sign_in(cast.amina)
    book = openpyxl.load_workbook(io.BytesIO(copy(amina)))
    page = book.worksheets[0]
    across = {cell.value: cell.column for cell in page[2]}
    page.cell(3, across["population"]).value = 1
    page.cell(4, across["population"]).value = 2
    page.delete_rows(5)
    kept = io.BytesIO()
    book.save(kept)
    shown = given(amina, kept.getvalue())
    assert shown.context["diff"].unseen == 1
    assert "removing a row deletes nothing" in shown.content.decode()
    saved(amina, shown, lines=[3])
    assert sorted(Place.objects.values_list("population", flat=True), key=str) == [1, None, None]
    assert Place.objects.filter(retired=False).count() == 3


def test_a_field_somebody_else_changed_is_shown_with_three_values(cast: Cast, sign_in: Any) -> None:
    bor = make.place(cast.mission, "Bor", population=20_000)
    amina = sign_in(cast.amina)
    data = edited(copy(amina), {("Bor", "population"): 26_000, ("Bor", "directions"): "By road"})
    records.edit(bor, {"population": 30_000}, version=1, by=cast.adviser)
    page = given(amina, data)
    assert "somebody else changed this too" in page.content.decode()
    saved(amina, page)
    bor.refresh_from_db()
    assert (bor.population, bor.directions) == (30_000, "By road")
    page = given(amina, data)
    saved(amina, page, mine=(3,))
    bor.refresh_from_db()
    assert bor.population == 26_000


def test_what_changes_between_looking_and_saving_is_looked_at_again(
    cast: Cast, sign_in: Any
) -> None:
    bor = make.place(cast.mission, "Bor", population=20_000)
    amina = sign_in(cast.amina)
    page = given(amina, edited(copy(amina), {("Bor", "population"): 26_000}))
    records.edit(bor, {"population": 30_000}, version=1, by=cast.adviser)
    assert saved(amina, page).status_code == 409
    bor.refresh_from_db()
    assert bor.population == 30_000


def test_a_file_is_applied_once_and_then_gone(cast: Cast, sign_in: Any, settings: Any) -> None:
    make.place(cast.mission, "Bor")
    amina = sign_in(cast.amina)
    page = given(amina, edited(copy(amina), {("Bor", "population"): 5}))
    batch = page.context["batch"]
    assert saved(amina, page).status_code == 302
    assert "applied already" in amina.get(url("sheet", batch.pk)).content.decode()
    assert Batch.objects.get(pk=batch.pk).file == ""


def test_boris_takes_a_copy_but_gives_none_back_and_chen_meets_404(
    cast: Cast, sign_in: Any
) -> None:
    make.place(cast.mission, "Bor")
    amina, boris, chen = (sign_in(p) for p in (cast.amina, cast.boris, cast.chen))
    data = copy(boris, "csv")
    page = given(amina, edited(copy(amina), {("Bor", "population"): 5}))
    sheet = url("sheet", page.context["batch"].pk)
    file = {"file": SimpleUploadedFile("a.csv", data)}
    assert boris.post(url("upload"), file).status_code == 403
    assert boris.get(sheet).status_code == 403
    assert sign_in(cast.adviser).get(sheet).status_code == 404
    for answer in (
        chen.get(url("download", "csv")),
        chen.post(url("upload"), file),
        chen.get(sheet),
    ):
        assert answer.status_code == 404
    assert sign_in(cast["field_reporter"]).get(url("download", "csv")).status_code == 403


def test_a_copy_holds_what_the_person_sees_and_is_told_in_the_audit(
    cast: Cast, sign_in: Any
) -> None:
    make.place(cast.mission, "Bor", area=cast.north)
    make.place(cast.mission, "Renk", area=cast.south)
    make.place(cast.mission, "Shelter", compartment="source")
    hofo = copy(sign_in(cast.hofo), "csv").decode("utf-8-sig")
    assert "Bor" in hofo and "Renk" not in hofo
    boss = copy(sign_in(cast["head_of_mission"]), "csv").decode("utf-8-sig")
    assert "Renk" in boss and "Shelter" not in boss
    lines = AuditEntry.objects.filter(act="export").order_by("number")
    assert [line.detail for line in lines] == [
        {"number": 1, "format": "csv"},
        {"number": 2, "format": "csv"},
    ]


def test_a_second_role_that_takes_nothing_away_does_not_widen_the_table(
    cast: Cast, sign_in: Any
) -> None:
    make.place(cast.mission, "Bor", area=cast.north)
    make.place(cast.mission, "Renk", area=cast.south)
    make.role(cast.mission, "drafter", cast.hofo)  # reads every place, takes none away
    hofo = copy(sign_in(cast.hofo), "csv").decode("utf-8-sig")
    assert "Bor" in hofo and "Renk" not in hofo


def test_in_french_the_copy_is_parted_as_french_spreadsheets_want(cast: Cast, sign_in: Any) -> None:
    make.place(cast.mission, "Bor")
    client = sign_in(cast.amina)
    answer = client.get(url("download", "csv"), headers={"accept-language": "fr"})
    assert b"".join(answer.streaming_content).startswith(b"\xef\xbb\xbfrecord_id;version;code")
    assert answer["Content-Disposition"] == 'attachment; filename="luma-places-20181231T0900.csv"'


@pytest.mark.parametrize("data", [b"", b"\x00\x01\x02\x03" * 99, b"colour,size\nred,3\n"])
def test_a_file_that_is_no_table_of_places_is_refused_and_not_kept(
    cast: Cast, sign_in: Any, data: bytes, settings: Any
) -> None:
    amina = sign_in(cast.amina)
    page = given(amina, data or b"\n", "any.csv")
    assert page.request["PATH_INFO"] == url("list")
    assert "Next:" in page.content.decode()
    assert not Batch.objects.exists()
    kept = settings.MEDIA_ROOT / "batches"
    assert not kept.exists() or not list(kept.iterdir())
    assert amina.get(url("download", "pdf")).status_code == 404


def test_the_diff_takes_the_same_queries_for_few_rows_as_for_many(
    cast: Cast, sign_in: Any, django_assert_max_num_queries: Any
) -> None:
    amina = sign_in(cast.amina)
    for number in range(60):
        make.place(cast.mission, f"Village {number}")
    data = edited(copy(amina), {(f"Village {n}", "population"): n for n in range(60)})
    for place in Place.objects.all()[:30]:
        records.edit(place, {"pcode": "SS01"}, version=1, by=cast.adviser)
    page = given(amina, data)
    with django_assert_max_num_queries(16):
        shown = amina.get(url("sheet", page.context["batch"].pk))
    assert len(shown.context["diff"].changed) == 60
