"""A panel counts each event once, in the unit and month that the record bears out."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl
import pytest
from karuna_by_month import AKOLA, BEMO, attack, on_record

from tutela.base.errors import BadParameter
from tutela.forecast.panel import (
    Level,
    counts_of,
    lay,
    make_panel,
    neighbours,
    period_of,
    target_of,
)
from tutela.places.grid import cells

MAY = period_of(date(2018, 5, 1), "month")


def cell(at: tuple[float, float]) -> str:
    return str(cells([at[0]], [at[1]])[0])


def test_an_event_counts_in_its_cell_and_month() -> None:
    record = on_record(
        attack(date(2018, 4, 3)),
        attack(date(2018, 5, 3)),
        attack(date(2018, 5, 9), BEMO, violence="state-based", civilian_deaths=0, deaths=7),
    )
    panel = make_panel(record, level="cell")
    told = panel.matrix("osv", until=MAY)
    akola, bemo = panel.units.index(cell(AKOLA)), panel.units.index(cell(BEMO))
    assert told[akola].tolist() == [3, 3]
    assert told[bemo].tolist() == [0, 0]
    assert panel.matrix("sb", until=MAY)[bemo].tolist() == [0, 7]
    assert panel.matrix("all", of="events", until=MAY).sum() == 3
    assert neighbours(panel, 1)[akola, bemo] == 1
    assert len(panel) > 200, "every land cell of the country is there, quiet or not"


def test_what_is_too_rough_in_date_or_place_is_left_out_and_said() -> None:
    record = on_record(
        attack(date(2018, 5, 3)),
        attack(date(2018, 5, 3), place_precision=5),
        attack(date(2018, 1, 1), date_precision=5, date_end=date(2018, 12, 31)),
    )
    panel = make_panel(record, level="cell")
    assert panel.events["osv"].sum() == 1
    assert len(panel.notes) == 2
    country = make_panel(record, level="country")
    assert country.events["osv"].sum() == 3, "a country's year is told, on a drawn day"


def test_an_event_of_several_months_lies_on_a_drawn_day_but_is_known_at_its_end() -> None:
    long = attack(date(2018, 2, 1), source_id="1", date_end=date(2018, 5, 31), date_precision=4)
    others = [
        attack(date(2018, 1, 5), source_id="2"),
        attack(date(2018, 5, 5), BEMO, source_id="3"),
    ]
    panel = make_panel(on_record(long, *others), level="cell")
    again = make_panel(on_record(*others[::-1], long), level="cell")
    assert panel.notes == (
        "3 events are counted, with 9 dead; 1 of them, with 3 dead, are dated over several "
        "periods and lie on a drawn day: pages count them in none",
    )
    assert panel.matrix("osv", until=MAY - 1).sum() == 3, "by the end of April nobody knew it"
    assert panel.matrix("osv", until=MAY).sum() == 9
    assert panel.matrix("osv", until=MAY, as_known=True)[:, -1].sum() == 6
    assert (again.matrix("osv", until=MAY) == panel.matrix("osv", until=MAY)).all()


def test_weeks_begin_on_monday() -> None:
    record = on_record(attack(date(2018, 5, 6)), attack(date(2018, 5, 7)))
    panel = make_panel(record, level="country", step="week")
    assert panel.matrix("osv", until=panel.last).tolist() == [[3, 3]]


def test_civilians_are_not_asked_of_a_file_that_tells_none() -> None:
    panel = make_panel(on_record(attack(date(2018, 5, 6), civilian_deaths=None)), level="cell")
    with pytest.raises(BadParameter, match="how many civilians died"):
        target_of(panel, "civ")


def test_areas_and_countries_hold_the_same_deaths() -> None:
    record = on_record(attack(date(2018, 5, 6)), attack(date(2018, 5, 7), BEMO))
    sums = {
        level: make_panel(record, level=level).deaths["osv"].sum()  # type: ignore[arg-type]
        for level in ("cell", "area", "country")
    }
    assert sums == {"cell": 6, "area": 6, "country": 6}


def test_one_expression_counts_alike_on_two_engines_and_is_said_for_spark() -> None:
    import ibis

    rows = [
        attack(date(2018, 1 + n % 9, 1 + n % 27), AKOLA if n % 3 else BEMO, deaths=n)
        for n in range(400)
    ]
    frame = on_record(*rows).frame.with_columns(
        unit=pl.col("latitude").cast(pl.Int64) + pl.col("longitude").round().cast(pl.Int64)
    )
    laid = lay(frame, "month", 1).select("unit", "period", "known", "osv", "sb", "all", "civ")
    keys = ["unit", "period", "known"]
    counted = [
        engine.to_polars(counts_of(ibis.memtable(laid))).sort(keys)
        for engine in (ibis.duckdb.connect(), ibis.polars.connect())
    ]
    for column in counted[0].columns:
        one, other = (table[column].to_numpy().astype(float) for table in counted)
        assert np.allclose(one, other, rtol=0, atol=1e-9), column
    assert "GROUP BY" in ibis.to_sql(counts_of(ibis.memtable(laid)), dialect="pyspark")


def test_totals_of_countries_are_no_cells() -> None:
    total = attack(
        date(2018, 5, 1),
        grain="country_month",
        date_end=date(2018, 5, 31),
        source_id="7:2018-05:sb",
        violence="state-based",
        civilian_deaths=None,
    )
    panel = make_panel(on_record(total), level="country")
    assert panel.units == ("7",)
    assert panel.is_on_file(MAY).all()
    assert not panel.is_on_file(MAY + 1).any()
    with pytest.raises(BadParameter, match="tell nothing of a cell"):
        make_panel(on_record(total), level="cell")
    with pytest.raises(BadParameter, match="tell nothing of a week"):
        make_panel(on_record(total), level="country", step="week")


def test_every_area_of_the_country_is_asked_of_quiet_or_not() -> None:
    one = make_panel(on_record(attack(date(2018, 5, 6))), level="area")
    later = on_record(attack(date(2018, 5, 6)), attack(date(2018, 6, 7), (9.5, 31.6)))
    assert len(one) == 10, "the ten states of South Sudan"
    assert one.units == make_panel(later, level="area").units
    with pytest.raises(BadParameter, match="no areas of KEN are shipped"):
        make_panel(on_record(attack(date(2018, 5, 6))), level="area", countries=["KEN"])


@pytest.mark.parametrize("level", ["area", "country"])
def test_units_are_cells_and_are_not_passed_over_where_another_level_is_asked(level: Level) -> None:
    with pytest.raises(BadParameter, match="units are cells"):
        make_panel(
            on_record(attack(date(2018, 5, 6))), level=level, units=pl.DataFrame({"gid": [140000]})
        )
