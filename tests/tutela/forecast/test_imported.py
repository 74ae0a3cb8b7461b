"""Forecasts of others as their publishers write them, and what is wrong with a row, by its line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tutela.base.errors import BadParameter
from tutela.forecast.imported import area_key, read_forecast

JUBA = 136504


def file(folder: Path, *lines: str) -> Path:
    path = folder / "forecast.csv"
    path.write_text("\n".join(lines), "utf-8")
    return path


def test_views_by_cell_keeps_the_cells_of_the_country(tmp_path: Path) -> None:
    path = file(
        tmp_path,
        "pg_id,month_id,main_mean,main_dich",
        f"{JUBA},558,1.5,0.12",
        f"{JUBA},559,1.25,0.1",
        "1,558,0,0.001",
    )
    read = read_forecast(path, "SSD")
    assert (read.publisher, read.unit, read.elsewhere) == ("views", "cell", 1)
    first, second = read.values
    assert (first.key, first.month, first.probability) == (str(JUBA), date(2026, 6, 1), 0.12)
    assert (second.month, second.expected) == (date(2026, 7, 1), 1.25)


def test_views_by_country_and_cast_by_area(tmp_path: Path) -> None:
    path = file(tmp_path, "isoab,year,month,main_mean", "SSD,2026,6,31", "SDN,2026,6,900")
    (value,) = read_forecast(path, "SSD").values
    assert (value.key, value.expected, value.probability) == ("SSD", 31.0, None)
    path = file(
        tmp_path,
        "country,admin1,month,year,total_forecast,battles_forecast,erv_forecast,vac_forecast",
        "South Sudan,Central Equatoria,June,2026,30,12,4,14",
        "Nigeria,Lagos,June,2026,30,12,4,14",
    )
    read = read_forecast(path, "SSD")
    assert (read.publisher, read.unit, read.elsewhere) == ("cast", "area", 1)
    (value,) = read.values
    assert value.key == area_key("central equatoria state") and value.expected == 14


def test_an_area_of_a_name_without_end_is_kept_by_its_beginning(tmp_path: Path) -> None:
    row = f"South Sudan,{'Abodeku' * 28},June,2026,14"
    path = file(tmp_path, "country,admin1,month,year,vac_forecast", row)
    (value,) = read_forecast(path, "SSD").values
    assert len(value.key) == len(value.name) == 120, "a database keeps no more"
    assert value.key == area_key("Abodeku" * 28)


def test_a_row_is_refused_by_its_line(tmp_path: Path) -> None:
    path = file(
        tmp_path,
        "pg_id,month_id,main_mean,main_dich",
        f"{JUBA},558,1,0.1",
        f"{JUBA},558,1,0.1",
        f"{JUBA},soon,1,0.1",
        f"{JUBA},559,1,12",
        "here,559,1,0.1",
        f"{JUBA},559,,",
        f"{JUBA},559,-1,0.1",
    )
    told = {one.line: str(one.why) for one in read_forecast(path, "SSD").refused}
    assert told == {
        3: "says the same again as line 2",
        4: "month_id: “soon” is no month",
        5: "main_dich: 12 lies beyond 1",
        6: "“here” is no PRIO-GRID cell",
        7: "neither main_dich nor main_mean is given",
        8: "main_mean: “-1” is no figure",
    }


@pytest.mark.parametrize(
    ("lines", "what"),
    [
        (["a,b", "1,2"], "no file of VIEWS or of CAST"),
        (["country,month,year,vac_forecast", "x,June,2026,1"], "no column 'admin1'"),
        (["isoab,month_id,main_dich", "SDN,558,0.1"], "says nothing of SSD"),
    ],
)
def test_a_file_of_something_else_says_what_it_lacks(
    tmp_path: Path, lines: list[str], what: str
) -> None:
    with pytest.raises(BadParameter, match=what):
        read_forecast(file(tmp_path, *lines), "SSD")
