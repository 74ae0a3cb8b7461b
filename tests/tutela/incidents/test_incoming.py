"""What would come in of a messy log: nothing invented, nothing lost, nothing of misconduct."""

from __future__ import annotations

import csv
from pathlib import Path

from click.testing import CliRunner

from tutela.cli import main

LOG = """Date,Village,Latitude,Longitude,Incident type,Perpetrator,Killed
2018-01-03,Luma,6.5,31.5,Killing,Armed men,2
2018-01-05,Koro,31.2,6.1,Abduction,Armed men,
Date,Village,Latitude,Longitude,Incident type,Perpetrator,Killed
not a day,Osila,6.4,31.4,Killing,Armed men,1
2018-01-09,Tembel,6.3,31.3,Sexual exploitation by UN peacekeeper,UN peacekeeper,
TOTAL,,,,,,3
Total général,,,,,,3
المجموع,,,,,,3
"""
AREA = """{"type": "Polygon", "coordinates": [[[31, 6], [32, 6], [32, 7], [31, 7], [31, 6]]]}"""


def read(tmp_path: Path, *asked: str) -> tuple[list[dict[str, str]], str]:
    log, out = tmp_path / "log.csv", tmp_path / "events.csv"
    log.write_text(LOG, "utf-8")
    done = CliRunner().invoke(main, ["incidents", "read", str(log), "-o", str(out), *asked])
    assert done.exit_code == 0, done.output
    with out.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file)), done.output


def test_each_row_comes_in_or_is_held_with_a_reason_and_no_sum_becomes_an_incident(
    tmp_path: Path,
) -> None:
    rows, said = read(tmp_path)
    assert [int(row["line"]) for row in rows] == [2, 3, 4, 5, 7, 8, 9], "line 6 is misconduct"
    comes = [row for row in rows if not row["held"]]
    assert [(row["place"], row["date_start"], row["killed"]) for row in comes] == [
        ("Luma", "2018-01-03", "2"),
        ("Koro", "2018-01-05", ""),
    ]
    held = {int(row["line"]): row["held"] for row in rows if row["held"]}
    assert "header said again" in held[4] and all("sum of other rows" in held[n] for n in (7, 8, 9))
    assert held[5] and "1 rows tell of misconduct" in said


def test_nothing_of_misconduct_is_written(tmp_path: Path) -> None:
    read(tmp_path)
    written = (tmp_path / "events.csv").read_text("utf-8")
    assert "Tembel" not in written and "exploitation" not in written


def test_coordinates_far_outside_the_area_are_held_with_the_swapped_reading(
    tmp_path: Path,
) -> None:
    area = tmp_path / "area.geojson"
    area.write_text(AREA, "utf-8")
    rows, _said = read(tmp_path, "--area", str(area))
    koro = next(row for row in rows if row["place"] == "Koro")
    assert "swapped: 6.1, 31.2" in koro["held"]
    assert next(row for row in rows if row["place"] == "Luma")["held"] == ""


def test_the_output_is_csv_or_parquet(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["incidents", "read", __file__, "-o", str(tmp_path / "a.txt")])
    assert done.exit_code == 2 and "end its name in .csv or .parquet" in done.output


FORM = """group_a/incident_date,group_a/location_name,group_b/violation,men_killed,girls_killed
3 janv. 2018,Luma,Killing,1,2
5 يناير 2018,,Looting,,
"""


def test_a_form_with_groups_french_and_arabic_months_and_tolls_by_sex_is_read(
    tmp_path: Path,
) -> None:
    form, out = tmp_path / "form.csv", tmp_path / "events.csv"
    form.write_text(FORM, "utf-8")
    done = CliRunner().invoke(main, ["incidents", "read", str(form), "-o", str(out)])
    assert done.exit_code == 0, done.output
    with out.open(encoding="utf-8", newline="") as file:
        luma, nowhere = csv.DictReader(file)
    assert (luma["date_start"], luma["place"], luma["harm"], luma["killed"], luma["held"]) == (
        "2018-01-03",
        "Luma",
        "killing",
        "3",
        "",
    )
    assert nowhere["date_start"] == "2018-01-05" and nowhere["held"] == "no place is given"
