"""Every form of a copy, opened by another program's reader."""

from __future__ import annotations

import hashlib
import json
import tracemalloc
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pyogrio
import pytest
import shapely
from django.db import connection, connections
from django.utils.translation import override

from tests.counts import counted
from tutela_web.access.models import Mission
from tutela_web.base.tables import exports
from tutela_web.base.tables.exports import ExportColumn, Table, Tally

ROWS = counted(10_000, 20_000)


@dataclass
class Village:
    """A row of a story: partly known."""

    pk: str
    name: str | None = "Luma"
    people: int | None = 2400
    counted: date | None = date(2018, 12, 31)
    phone: bool | None = True
    lat: float | None = 7.1
    lon: float | None = 30.2
    marking: int = 0


VILLAGES = Table(
    "villages",
    (
        ExportColumn("record_id", "Record", str, lambda v: v.pk),
        ExportColumn("name", "Nom du village", str, lambda v: v.name),
        ExportColumn("people", "People", int, lambda v: v.people),
        ExportColumn("counted", "Counted", date, lambda v: v.counted),
        ExportColumn("phone", "Phone", bool, lambda v: v.phone),
        ExportColumn("latitude", "Latitude", float, lambda v: v.lat),
        ExportColumn("longitude", "Longitude", float, lambda v: v.lon),
    ),
    lambda v: v.marking,
)
KNOWN = Village("a", name='=HYPERLINK("http://x")', marking=1)
BARE = Village("b", None, None, None, None, None, None)


def told(tally: Tally) -> dict[str, Any]:
    return {
        "what": "Villages",
        "marking": f"mark {tally.marking}",
        "watermark": "EXERCISE",
        "as_of": "2018-12-31T06:00:00",
        "rows": tally.rows,
        "filters": {"kind": "town"},
        "sources": [],
    }


def written(form: str, tmp_path: Path, *villages: Village) -> Path:
    to = tmp_path / f"villages.{form}"
    tally = exports.write(form, VILLAGES, villages or (KNOWN, BARE), told, to=to)
    assert tally.rows == len(villages or (KNOWN, BARE))
    return to


def test_a_csv_reads_back_and_its_last_line_proves_what_stands_before(tmp_path: Path) -> None:
    to = written("csv", tmp_path)
    frame = pl.read_csv(to, comment_prefix="#", try_parse_dates=True)
    assert frame.columns == VILLAGES.names
    assert frame["people"].to_list() == [2400, None]
    assert frame["counted"].to_list() == [date(2018, 12, 31), None]
    assert frame["name"][0] == "'" + str(KNOWN.name), "a spreadsheet must not compute it"
    content = to.read_bytes()
    before, last = content[: content.rindex(b"# manifest")], content.splitlines()[-1].decode()
    assert f"rows=2,sha256={hashlib.sha256(before).hexdigest()}" in last
    assert "marking=mark 1" in last and "watermark=EXERCISE" in last


def test_a_workbook_has_words_in_its_heading_and_the_marking_on_every_sheet(
    tmp_path: Path,
) -> None:
    with override("ar"):
        book = openpyxl.load_workbook(written("xlsx", tmp_path))
    page, about = book["villages"], book["Manifest"]
    assert [cell.value for cell in page[1]][:2] == ["Record", "Nom du village"]
    assert page["B2"].value == "'" + str(KNOWN.name) and page["B2"].data_type == "s"
    assert (page["C2"].value, page["D2"].value.date(), page["E2"].value) == (
        2400,
        date(2018, 12, 31),
        "نعم",
    )
    assert [cell.value for cell in page[3]] == ["b", *[None] * 6]
    for sheet in (page, about):
        assert "mark 1 · EXERCISE" in sheet.oddHeader.center.text
        assert sheet.sheet_view.rightToLeft
    assert {row[0].value: row[1].value for row in about.iter_rows()}["filters"] == (
        '{"kind": "town"}'
    )


def test_geojson_has_its_manifest_and_no_point_where_none_is_known(tmp_path: Path) -> None:
    made = json.loads(written("geojson", tmp_path).read_text("utf-8"))
    known, bare = made["features"]
    assert known["geometry"] == {"type": "Point", "coordinates": [30.2, 7.1]}
    assert known["properties"]["phone"] is True
    assert known["properties"]["counted"] == "2018-12-31"
    assert bare["geometry"] is None and bare["properties"]["people"] is None
    assert made["manifest"]["rows"] == 2


def test_a_geopackage_keeps_types_points_and_what_is_not_known(tmp_path: Path) -> None:
    to = written("gpkg", tmp_path)
    assert [name for name, _kind in pyogrio.list_layers(to)] == ["villages", "manifest"]
    info, _ids, points, columns = pyogrio.raw.read(to, layer="villages")
    held = dict(zip(info["fields"], columns, strict=True))
    assert shapely.from_wkb(points[0]) == shapely.Point(30.2, 7.1) and points[1] is None
    assert held["name"].tolist() == [KNOWN.name, None]
    assert held["people"][0] == 2400 and held["people"][1] != held["people"][1]
    assert str(held["counted"][0]) == "2018-12-31" and str(held["counted"][1]) == "NaT"
    about = pyogrio.raw.read(to, layer="manifest")[3]
    assert dict(zip(*about, strict=True))["marking"] == "mark 1"


@pytest.mark.parametrize("form", exports.FORMS)
def test_a_copy_of_nothing_still_says_what_it_is(form: str, tmp_path: Path) -> None:
    to = tmp_path / f"none.{form}"
    assert exports.write(form, VILLAGES, [], told, to=to) == Tally(0, 0)
    if form == "csv":
        assert pl.read_csv(to, comment_prefix="#").columns == VILLAGES.names
    if form == "gpkg":
        assert pyogrio.read_info(to, layer="villages")["features"] == 0


def test_a_workbook_that_cannot_hold_the_rows_is_refused_not_cut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "MOST_OF_WORKBOOK", 1)
    with pytest.raises(exports.TooManyRows):
        written("xlsx", tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("form", exports.FORMS)
def test_many_rows_pass_through_a_few_megabytes(form: str, tmp_path: Path) -> None:
    def rows() -> Iterator[Village]:
        for number in range(ROWS):
            yield Village(str(number), name="x" * (6_000_000 // ROWS))

    tracemalloc.start()
    tally = exports.write(form, VILLAGES, rows(), told, to=tmp_path / f"many.{form}")
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert tally.rows == ROWS
    assert peak < 4_000_000, "the names alone are 6 MB: the rows were held"


@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
def test_what_is_written_meanwhile_is_not_in_the_copy_and_does_not_wait() -> None:
    Mission.objects.create(code="luma", name="Luma", iso3="SSD")
    with exports.one_moment():
        assert Mission.objects.count() == 1
        other = connections.create_connection("default")
        try:
            with other.cursor() as cursor:
                cursor.execute("UPDATE access_mission SET name = 'renamed'")
        finally:
            other.close()
        assert Mission.objects.get().name == "Luma"
    assert Mission.objects.get().name == "renamed"
    assert not connection.in_atomic_block
