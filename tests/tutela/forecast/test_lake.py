"""A lake of Parquet files counts what a panel of the same record counts."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from karuna_by_month import AKOLA, BEMO, attack, on_record

from tutela.base.errors import BadParameter, NothingAccepted
from tutela.forecast.lake import counts_on_lake, lay_in_lake
from tutela.forecast.panel import Step, make_panel

NORTH = [
    attack(date(2016 + n % 3, 1 + n % 12, 1 + n % 27), AKOLA if n % 3 else BEMO, source_id=f"n{n}")
    for n in range(200)
]
SOUTH = [
    attack(date(2018, 2, 1), source_id="s1", date_end=date(2018, 5, 31), date_precision=4),
    attack(date(2018, 12, 31), BEMO, source_id="s2", violence="state-based", deaths=9),
]


@pytest.mark.parametrize("step", ["month", "week"])
def test_two_records_in_a_lake_count_as_one_panel_of_both(tmp_path: Path, step: Step) -> None:
    import ibis

    for name, rows in (("north", NORTH), ("south", SOUTH), ("north", NORTH)):  # once again: once
        lay_in_lake(on_record(*rows), tmp_path, name, step=step)
    engine = ibis.duckdb.connect()
    counted = engine.to_polars(counts_on_lake(tmp_path, engine))
    panel = make_panel(on_record(*NORTH, *SOUTH), level="cell", step=step)
    units = [int(panel.units[at]) for at in panel.unit]
    told = {
        (cell, period, known): tuple(panel.deaths[kind][at] for kind in sorted(panel.deaths))
        + tuple(panel.events[kind][at] for kind in sorted(panel.events))
        for at, (cell, period, known) in enumerate(
            zip(units, panel.period.tolist(), panel.known.tolist(), strict=True)
        )
    }
    names = [f"{what}_{kind}" for what in ("deaths", "events") for kind in sorted(panel.deaths)]
    found = {
        tuple(row[:3]): tuple(map(float, row[3:]))
        for row in counted.select("unit", "period", "known", *names).iter_rows()
    }
    assert found == told and sum(row[-1] for row in found.values()) > 0


def test_the_files_of_other_years_are_not_counted(tmp_path: Path) -> None:
    import ibis

    lay_in_lake(on_record(*NORTH), tmp_path, "north")
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "year=2016",
        "year=2017",
        "year=2018",
    ]
    engine = ibis.duckdb.connect()
    counted = engine.to_polars(counts_on_lake(tmp_path, engine, (2017, 2017)))
    assert set(counted["period"] // 12) == {2017}


def test_a_record_that_tells_of_no_civilians_is_not_summed_with_those_that_do(
    tmp_path: Path,
) -> None:
    lay_in_lake(on_record(*NORTH), tmp_path, "north")
    untold = on_record(attack(date(2018, 5, 6), civilian_deaths=None))
    with pytest.raises(BadParameter, match="others do not"):
        lay_in_lake(untold, tmp_path, "east")


def test_a_record_without_places_is_refused(tmp_path: Path) -> None:
    record = on_record(attack(date(2018, 5, 6)))
    nowhere = record.frame.with_columns(latitude=pl.lit(None, pl.Float64))
    with pytest.raises(NothingAccepted):
        lay_in_lake(type(record)(nowhere), tmp_path, "nowhere")
