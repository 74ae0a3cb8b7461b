"""Out and in again: an unedited copy changes nothing, one edit is exactly that change."""

from __future__ import annotations

import io
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import openpyxl
import pytest
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900

from tutela_web.base.tables import roundtrip as rt

AREAS = {UUID(int=1): "north", UUID(int=2): "south", UUID(int=3): "east", UUID(int=4): "far"}
NAMES = {
    UUID(int=1): "Luma North",
    UUID(int=2): "Luma South",
    UUID(int=3): "Out",
    UUID(int=4): "out",
}
SHEET = rt.RecordSheet(
    "villages",
    (
        rt.text("code", "Code", most=80),
        rt.text("name", "Name", required=True),
        rt.other_names("other_names", "Other names"),
        rt.choice("kind", "Kind", [("town", "Town"), ("other", "Other")], empty="other"),
        rt.degrees("latitude", "Latitude", 90, also="lat"),
        rt.whole("people", "People"),
        rt.day("counted", "Counted on"),
        rt.yes_no("phone", "Phone"),
        rt.linked_column("area", "Area", AREAS, names=NAMES, attr="area_id"),
        rt.words("languages", "Languages"),
    ),
    key=lambda values: (values.get("name"), values.get("latitude")),
)
ABOUT = rt.CopyHeader("Villages", "2018-12-31T09:00:00+03:00", "Unclassified")


@dataclass
class Village:
    """A record as the room has it."""

    name: str = "Luma"
    code: str = ""
    other_names: list[Any] = field(default_factory=list)
    kind: str = "other"
    latitude: float | None = None
    people: int | None = None
    counted: date | None = None
    phone: bool | None = None
    area_id: UUID | None = None
    languages: list[str] = field(default_factory=list)
    pk: UUID = field(default_factory=uuid4)
    version: int = 1

    def get_classification_display(self) -> str:
        return "Unclassified"


def written(records: list[Village], form: str, tmp: Path, separator: str = ",") -> Path:
    path = tmp / f"copy.{form}"
    if form == "csv":
        about = replace(ABOUT, separator=separator)
        path.write_text("".join(rt.csv_lines(SHEET, records, about)), encoding="utf-8")
    else:
        with path.open("wb") as to:
            rt.xlsx_file(SHEET, records, ABOUT, to)
    return path


def compared(path: Path, records: list[Village], **how: Any) -> rt.Diff:
    how = {"earlier": lambda asked: {}, "may": lambda record, values: True} | how
    return rt.compare(SHEET, rt.read_rows(path, SHEET), records, **how)


def edited(path: Path, edits: dict[tuple[int, str], Any]) -> Path:
    """A workbook as a person leaves it: cells by row (from 0) and column."""
    book = openpyxl.load_workbook(path)
    page = book.worksheets[0]
    across = {cell.value: cell.column for cell in page[2]}
    for (row, column), value in edits.items():
        page.cell(row + 3, across[column]).value = value
    book.save(path)
    return path


spoken = st.text(
    st.characters(exclude_categories=("C", "Zl", "Zp"), exclude_characters=";:"), max_size=12
).map(lambda text: rt._tidy(text))
names = spoken.filter(bool)
villages = st.builds(
    Village,
    name=names | st.sampled_from(["=1+1", "+211", "-3", "@x", "'=y", "بور", "N'Délé", "007"]),
    code=st.uuids().map(str),
    other_names=st.lists(
        st.builds(
            lambda name, language: {"name": name, "language": language},
            names,
            st.sampled_from(["", "ar", "fr"]),
        ),
        max_size=3,
        unique_by=lambda other: other["name"],
    ),
    kind=st.sampled_from(["town", "other"]),
    latitude=st.none() | st.floats(-90, 90),
    people=st.none() | st.integers(0, 2**31 - 1),
    counted=st.none() | st.dates(date(1900, 3, 1), date(2100, 1, 1)),
    phone=st.none() | st.booleans(),
    area_id=st.none() | st.sampled_from(sorted(AREAS)),
    languages=st.lists(names, max_size=3, unique=True),
)
EDITS: dict[str, Any] = {
    "name": names,
    "people": st.integers(0, 10**6),
    "counted": st.dates(date(1900, 3, 1), date(2100, 1, 1)),
    "phone": st.booleans(),
    "latitude": st.floats(-90, 90),
    "kind": st.sampled_from(["town", "other"]),
    "area_id": st.sampled_from(sorted(AREAS)),
    "languages": st.lists(names, min_size=1, unique=True),
}


def test_a_bare_day_counts_as_its_workbook_counts(tmp_path: Path) -> None:
    for epoch, serial in ((CALENDAR_WINDOWS_1900, 43_435), (CALENDAR_MAC_1904, 41_973)):
        luma = Village()
        path = edited(written([luma], "xlsx", tmp_path), {(0, "counted"): serial})
        book = openpyxl.load_workbook(path)
        book.epoch = epoch
        book.save(path)
        ((change,),) = (one.changes for one in compared(path, [luma]).changed)
        assert change.value == date(2018, 12, 1)


slowly = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.mark.parametrize(("form", "separator"), [("csv", ","), ("csv", ";"), ("xlsx", "")])
@slowly
@given(records=st.lists(villages, min_size=1, max_size=5))
def test_a_copy_nobody_edited_changes_nothing(
    records: list[Village], form: str, separator: str, tmp_path: Path
) -> None:
    diff = compared(written(records, form, tmp_path, separator), records)
    assert (diff.new, diff.changed, diff.refused) == ((), (), ())
    assert (diff.same, diff.unseen) == (len(records), 0)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@slowly
@given(records=st.lists(villages, min_size=1, max_size=4), data=st.data())
def test_one_edit_is_exactly_that_change(
    records: list[Village], form: str, data: st.DataObject, tmp_path: Path
) -> None:
    at = data.draw(st.integers(0, len(records) - 1))
    name = data.draw(st.sampled_from(sorted(EDITS)))
    value = data.draw(EDITS[name])
    after = [replace(r, **{name: value}) if n == at else r for n, r in enumerate(records)]
    diff = compared(written(after, form, tmp_path), records)
    column = next(c for c in SHEET.columns if c.field == name)
    said = column.as_returned(value)
    if column.same(said, column.as_returned(getattr(records[at], name))):
        assert diff.changed == ()
    else:
        (row,) = diff.changed
        assert (row.record, row.conflicts) == (records[at], ())
        assert [change.column.name for change in row.changes] == [column.name]
        assert column.same(row.changes[0].value, said)
    assert diff.refused == diff.new == ()


def test_what_looks_like_a_formula_is_text_in_the_copy(tmp_path: Path) -> None:
    records = [Village("=HYPERLINK(1)"), Village("+211"), Village("-x"), Village("@x")]
    lines = written(records, "csv", tmp_path).read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("\ufeffrecord_id,version,code,name")
    assert [line.split(",")[3] for line in lines[1:]] == ["'=HYPERLINK(1)", "'+211", "'-x", "'@x"]
    book = openpyxl.load_workbook(written(records, "xlsx", tmp_path))
    assert all(cell.data_type != "f" for page in book for row in page for cell in row)


def test_every_row_carries_its_marking_and_the_time_of_the_copy(tmp_path: Path) -> None:
    text = written([Village()], "csv", tmp_path).read_text(encoding="utf-8")
    assert text.splitlines()[1].endswith(",2018-12-31T09:00:00+03:00,Unclassified")
    book = openpyxl.load_workbook(written([Village()], "xlsx", tmp_path))
    assert book["about"]["A1"].value == "Unclassified"


def test_a_person_edits_in_a_spreadsheet_and_each_cell_is_told(tmp_path: Path) -> None:
    luma, tarso = Village("Luma", people=10), Village("Tarso", counted=date(2018, 5, 6))
    path = edited(
        written([luma, tarso], "xlsx", tmp_path),
        {
            (0, "people"): 12,
            (0, "counted"): date(2018, 12, 30),
            (0, "phone"): "نعم",
            (0, "kind"): "town",
            (1, "kind"): "Town",
            (1, "area"): "LUMA SOUTH",
            (1, "other_names"): "ar: تارسو; Tarso Ville",
        },
    )
    first, second = compared(path, [luma, tarso]).changed
    assert first.values_to_save(False) == {
        "people": 12,
        "counted": date(2018, 12, 30),
        "phone": True,
        "kind": "town",
    }
    assert second.values_to_save(False) == {
        "kind": "town",
        "area_id": UUID(int=2),
        "other_names": [
            {"name": "تارسو", "language": "ar"},
            {"name": "Tarso Ville", "language": ""},
        ],
    }


def test_a_row_from_an_older_version_is_merged_or_shown_as_a_conflict(tmp_path: Path) -> None:
    began = Village("Luma", people=10, kind="other")
    path = edited(written([began], "xlsx", tmp_path), {(0, "people"): 12, (0, "kind"): "town"})
    now = replace(began, people=15, phone=True, version=3)
    diff = compared(path, [now], earlier=lambda asked: {(began.pk, 1): began})
    (row,) = diff.changed
    assert [(c.column.name, c.mine) for c in row.changes] == [("kind", "Town")]
    assert [(c.was, c.now, c.mine) for c in row.conflicts] == [("10", "15", "12")]
    assert row.values_to_save(False) == {"kind": "town"}
    assert row.values_to_save(True) == {"kind": "town", "people": 12}
    assert compared(path, [now]).refused[0].column == "version"


def test_a_row_taken_out_deletes_nothing_and_is_counted(tmp_path: Path) -> None:
    luma, tarso = Village("Luma"), Village("Tarso")
    diff = compared(written([luma], "csv", tmp_path), [luma, tarso])
    assert (diff.same, diff.unseen, diff.changed) == (1, 1, ())


def test_rows_that_cannot_be_taken_say_line_column_why_and_next(tmp_path: Path) -> None:
    luma = Village("Luma", counted=date(2018, 6, 5))
    path = tmp_path / "edited.csv"
    path.write_text(
        "record_id;version;code;name;latitude;people;counted;phone;area\n"
        f"{luma.pk};1;;;;;;;\n"
        f"{luma.pk};1;;Luma;95;;;;\n"
        f"{luma.pk};1;;Luma;;many;;;\n"
        f"{luma.pk};1;;Luma;;;07/06/2018;;\n"
        f"{luma.pk};1;;Luma;;;soon;;\n"
        f"{luma.pk};1;;Luma;;;;perhaps;\n"
        f"{luma.pk};1;;Luma;;;;;west\n"
        f"{luma.pk};7;;Luma;;;;;\n"
        f"{uuid4()};1;;Luma;;;;;\n"
        ";;a;Tarso;;;;;\n;;A;Sera;;;;;\n;;;Nuba;;;;;\n;;;Nuba;;;;;\n",
        encoding="utf-8",
    )
    diff = compared(path, [luma])
    told = [(r.line, r.column) for r in diff.refused]
    assert told == [
        (2, "name"),
        (3, "latitude"),
        (4, "people"),
        (5, "counted"),
        (6, "counted"),
        (7, "phone"),
        (8, "area"),
        (9, "version"),
        (10, "record_id"),
        (12, "code"),
        (14, ""),
    ]
    assert all(r.why and r.next for r in diff.refused)
    assert [row.values["name"] for row in diff.new] == ["Tarso", "Nuba"]


def test_a_workbook_offers_and_shows_words_and_its_sheet_of_codes_holds_them_all(
    tmp_path: Path,
) -> None:
    luma = Village("Luma", kind="town", phone=True, area_id=UUID(int=1), latitude=-4.5)
    path = written([luma, Village("Tarso", area_id=UUID(int=3))], "xlsx", tmp_path)
    book = openpyxl.load_workbook(path)
    page = book.worksheets[0]
    assert [cell.value for cell in page[1]][:4] == ["Record", "Version", "Code", "Name"]
    assert [cell.value for cell in page[2]][:4] == ["record_id", "version", "code", "name"]
    assert (page["D1"].font.bold, page["C1"].font.bold) == (True, False), "bold must be filled"
    row = {head.value: cell.value for head, cell in zip(page[2], page[3], strict=True)}
    assert (row["kind"], row["phone"], row["area"]) == ("Town", "yes", "Luma North")
    assert row["latitude"] == -4.5, "a number stays one"
    assert page["K4"].value == "east", "two areas have this name: the code is shown"
    codes = [[cell.value for cell in line] for line in book["codes"].iter_rows(min_row=2)]
    assert ["Area", "area", "Luma North", "north"] in codes and len(codes) == 8
    offered = {str(rule.sqref): rule.formula1 for rule in page.data_validations.dataValidation}
    assert offered[f"K3:K{4 + rt.SPARE_ROWS}"] == "codes!$C$6:$C$9"
    assert all(8 < column.width <= rt.WIDE for column in page.column_dimensions.values())


def test_a_copy_made_in_one_language_comes_back_in_another(tmp_path: Path) -> None:
    luma = Village("Luma", phone=True)
    with override("ar"):
        path = written([luma], "xlsx", tmp_path)
        assert openpyxl.load_workbook(path).worksheets[0].sheet_view.rightToLeft
    with override("fr"):
        assert compared(path, [luma]).same == 1


def test_every_fault_of_a_row_is_told_at_once(tmp_path: Path) -> None:
    luma = Village("Luma")
    path = edited(
        written([luma], "xlsx", tmp_path),
        {(0, "latitude"): 95, (0, "people"): "many", (0, "area"): "Out", (0, "kind"): "farm"},
    )
    diff = compared(path, [luma])
    assert [refusal.column for refusal in diff.refused] == ["kind", "latitude", "people", "area"]
    assert diff.refused_rows == 1 and "Town" in diff.refused[0].next
    assert diff.refused[3].why == "several records have this name"


def test_what_a_spreadsheet_does_by_itself_is_no_change(tmp_path: Path) -> None:
    luma = Village("Luma", code="007", latitude=9.53, counted=date(2018, 6, 5), people=1200)
    path = tmp_path / "saved-by-a-french-spreadsheet.csv"
    path.write_bytes(
        "record_id;version;code;name;latitude;counted;people\r\n"
        f"{luma.pk};1;7;Luma;9,53;05/06/2018;1 200\r\n".encode("utf-8-sig")
    )
    assert compared(path, [luma]).same == 1


def test_a_row_without_an_id_is_the_record_of_its_code_or_its_key(tmp_path: Path) -> None:
    luma, tarso = Village("Luma", code="luma"), Village("Tarso", latitude=4.0)
    path = tmp_path / "list.csv"
    path.write_text("name,code,lat\nLuma Town,LUMA,\nTarso,,4.0\nSera,,5\n", encoding="utf-8")
    diff = compared(path, [luma, tarso])
    (changed,) = diff.changed
    assert (changed.record, changed.values_to_save(False)) == (
        luma,
        {"code": "LUMA", "name": "Luma Town"},
    )
    assert (diff.same, [row.values["name"] for row in diff.new]) == (1, ["Sera"])


def test_who_may_not_change_a_record_is_told_row_by_row(tmp_path: Path) -> None:
    luma = Village("Luma", people=1)
    path = edited(written([luma], "xlsx", tmp_path), {(0, "people"): 2})
    diff = compared(path, [luma], may=lambda record, values: False)
    assert (diff.changed, len(diff.refused)) == ((), 1)


def test_another_table_is_refused_with_the_columns_it_needs(tmp_path: Path) -> None:
    path = tmp_path / "other.csv"
    path.write_text("colour,size\nred,3\n")
    with pytest.raises(rt.NotThisTable, match="give the columns name"):
        rt.read_rows(path, SHEET)


def test_a_copy_is_made_line_by_line(tmp_path: Path) -> None:
    lines = rt.csv_lines(SHEET, (Village(str(n)) for n in range(5_000)), ABOUT)
    parts = [io.StringIO(part).getvalue() for part in lines]
    assert len(parts) > 3 and max(map(len, parts)) < 70_000
