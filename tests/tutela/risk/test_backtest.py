"""Were we right? A back-test that can be checked by hand."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from on_record import AKOLA, BEMO, CHIRR, TODAY, event, on_record, towns

from tutela.base.errors import BadParameter, NothingAccepted
from tutela.risk.assess import assess
from tutela.risk.checks.attacks import attacks
from tutela.risk.checks.backtest import (
    backtest,
    cell_places,
    position_of,
    score_units,
)

MAY = date(2030, 5, 1)


def on(day: date, **columns: object) -> dict[str, object]:
    return event((TODAY - day).days, **columns)  # type: ignore[arg-type]


def test_last_month_finds_what_comes_back_and_misses_what_moves() -> None:
    record = on_record(
        on(date(2030, 4, 10), place=AKOLA),
        on(date(2030, 5, 9), place=AKOLA),
        on(date(2030, 6, 20), place=BEMO),
    )
    tested = backtest(
        record, start=MAY, end=date(2030, 6, 1), unit="place", places=towns(AKOLA, BEMO, CHIRR)
    )
    last = tested.results["last_month"]
    assert last.months == 2
    assert last.units == 3
    assert tested.positives == 2
    assert tested.by_month["last_month"][0] == 1.0  # Akola again
    assert tested.by_month["last_month"][1] < 1.0  # Bemo, for the first time
    assert last.hits_at[10] == 1.0  # there are but three units


def test_nothing_later_than_the_ranking_is_used() -> None:
    past = [on(date(2030, 4, 10), place=AKOLA), on(date(2030, 5, 9), place=BEMO)]
    future = [on(date(2030, 7, n), place=CHIRR, killed=90) for n in range(1, 20)]
    places = towns(AKOLA, BEMO, CHIRR)
    with_future = backtest(
        on_record(*past, *future), start=MAY, end=MAY, unit="place", places=places
    )
    without = backtest(on_record(*past), start=MAY, end=MAY, unit="place", places=places)
    assert with_future.results == without.results


def test_only_attacks_on_civilians_well_dated_and_placed_count() -> None:
    frame = on_record(
        event(1),
        event(1, violence="state-based", killed=0),
        event(1, violence="state-based", killed=3),
        event(1, date_precision=5),
        event(1, place_precision=4),
        event(1, latitude=None),
        event(1, place_precision=None),
    ).frame
    assert frame.select(attacks()).to_series().to_list() == [
        True,
        False,
        True,
        False,
        False,
        False,
        True,
    ]


def test_cells_cover_the_country_and_lead_is_counted_from_entry_to_the_top() -> None:
    market = {"latitude": 6.2, "longitude": 30.2}  # well within one cell
    record = on_record(*[on(date(2030, m, 15), **market) for m in range(1, 6)])
    tested = backtest(record, start=date(2030, 3, 1), end=MAY, unit="cell")
    ours = tested.results["tutela"]
    assert ours.units == len(cell_places(["SSD"])) > 200
    assert ours.average_precision == 1.0
    first_ranked = date(2030, 3, 1) - timedelta(days=1)
    waits = [(date(2030, m, 15) - first_ranked).days for m in (3, 4, 5)]
    assert ours.lead_days == np.median(waits)


def test_the_seed_alone_decides_ties_and_every_rule_meets_the_same() -> None:
    record = on_record(on(date(2030, 5, 9), place=AKOLA))
    places = towns(AKOLA, BEMO, CHIRR)
    runs = [
        backtest(record, start=MAY, end=MAY, unit="place", places=places, seed=seed).results
        for seed in (1, 1, 2, 3, 4)
    ]
    assert runs[0] == runs[1]
    for run in runs:  # nothing was known before May: every rule is left to chance, the same chance
        assert len({one.average_precision for one in run.values()}) == 1
    assert len({run["tutela"].average_precision for run in runs}) > 1


def test_attacks_far_from_every_community_are_counted_out_loud() -> None:
    record = on_record(on(date(2030, 5, 9), place=AKOLA), on(date(2030, 5, 9), place=CHIRR))
    tested = backtest(record, start=MAY, end=MAY, unit="place", places=towns(AKOLA))
    assert (tested.positives, tested.unplaced) == (1, 1)


def test_without_places_the_events_own_places_before_the_first_month_are_the_units() -> None:
    record = on_record(on(date(2030, 4, 9), place=AKOLA), on(date(2030, 5, 9), place=CHIRR))
    tested = backtest(record, start=MAY, end=MAY, unit="place")
    assert tested.results["tutela"].units == 1
    assert tested.unplaced == 1


def test_months_out_of_order_and_files_without_attacks_are_refused() -> None:
    with pytest.raises(BadParameter, match="earlier first"):
        backtest(on_record(event(1)), start=TODAY, end=MAY)
    with pytest.raises(NothingAccepted, match="no event qualifies"):
        backtest(on_record(event(1, killed=None, violence="unknown")), start=MAY, end=MAY)


def test_months_after_the_end_of_the_file_are_untold_not_quiet() -> None:
    record, places = on_record(on(date(2030, 5, 9), place=AKOLA)), towns(AKOLA, BEMO)
    with pytest.raises(BadParameter, match="newest attack on file"):
        backtest(record, start=date(2030, 6, 1), end=TODAY, unit="place", places=places)
    tested = backtest(record, start=MAY, end=date(2030, 7, 1), unit="place", places=places)
    assert any("2 of 3 months lie after" in note for note in tested.notes)


def test_one_can_ask_where_a_unit_stood_the_day_before() -> None:
    record = on_record(event(10, place=AKOLA), event(0, place=BEMO, killed=112))
    places = towns(AKOLA, BEMO, CHIRR)
    day_before = TODAY - timedelta(days=1)
    assert position_of(record, places, "akola", on=day_before) == (1, 3)
    assert position_of(record, places, "bemo", on=day_before) == (2, 3)


def test_units_are_scored_as_the_assessment_scores_them_and_no_rank_is_drawn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    record = on_record(
        event(10, place=AKOLA), event(200, place=BEMO, killed=9), event(3, place=CHIRR)
    )
    places = towns(AKOLA, BEMO, CHIRR)
    found, highest = assess(record, places, on=TODAY), np.zeros(len(places))
    np.maximum.at(highest, found.suggested.place, found.risk)
    monkeypatch.delattr("tutela.risk.order._drawn_ranks")
    assert (np.argsort(-score_units(record, places, TODAY)) == np.argsort(-highest)).all()
