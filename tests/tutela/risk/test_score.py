"""The method of the domain reference, section d, line by line."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutela.base.errors import BadParameter
from tutela.risk.factors import BANDS, FACTORS, PRIORITIES
from tutela.risk.score import (
    band,
    component,
    must_should_could,
    priority,
    protection_gap,
    ranks,
    risk,
)
from tutela.risk.types import Component

BLANK = np.nan


def scored(which: Component, *values: float):  # type: ignore[no-untyped-def]
    row = np.array([[*values, *[BLANK] * (len(FACTORS[which]) - len(values))]])
    return component(which, row, row, row)


def test_luma_is_critical_and_a_louder_group_out_of_reach_is_not() -> None:
    intent = scored("I", 2, 4, 4, 3).best
    capability = scored("C", 4, 3, 3, 5).best
    vulnerability = scored("V", 5, 5, 3, 3, 3, 2, 2, 1).best
    luma = risk(intent, capability, vulnerability)
    assert (intent[0], capability[0], round(vulnerability[0], 2)) == (4.0, 3.75, 4.33)
    assert round(luma[0]) == 80
    assert BANDS[band(luma)[0]] == "very high"
    assert PRIORITIES[priority(band(luma), np.array([4]))[0]] == "critical"
    assert must_should_could("critical") == "must"
    assert round(float(risk(np.float64(5), np.float64(1), np.float64(3)))) == 49


def test_a_mean_of_all_eight_would_hide_the_danger() -> None:
    everything = np.array([5, 5, 3, 3, 3, 2, 2, 1])
    assert everything.mean() == 3.0
    assert scored("V", *everything).best[0] > 4.3


def test_a_blank_never_reads_as_low() -> None:
    known, with_blanks = scored("I", 4, 4, 4, 4), scored("I", 4, 4)
    assert with_blanks.best[0] == known.best[0] == 4
    assert with_blanks.low[0] == 4
    assert with_blanks.high[0] == 5


def test_nothing_filled_is_three_and_anything_from_one_to_five() -> None:
    nothing = scored("V")
    assert (nothing.best[0], nothing.low[0], nothing.high[0]) == (3, 1, 5)
    assert nothing.mostly_blank[0]


def test_nought_is_evidence_of_absence_and_stays() -> None:
    assert scored("C", 0, 0, 0, 0).best[0] == 0
    assert not scored("C", 0, 0, 0, 0).mostly_blank[0]


def test_half_blank_is_enough_and_more_than_half_is_not() -> None:
    assert not scored("C", 3, 3).mostly_blank[0]
    assert scored("C", 3).mostly_blank[0]


@pytest.mark.parametrize(
    ("word", "row"),
    [
        ("very high", "moderate high high critical critical"),
        ("high", "moderate moderate high critical critical"),
        ("medium", "low moderate moderate high critical"),
        ("low", "low low moderate moderate high"),
        ("very low", "low low low moderate moderate"),
    ],
)
def test_priority_is_read_from_the_table(word: str, row: str) -> None:
    bands = np.full(5, BANDS.index(word))
    assert [PRIORITIES[p] for p in priority(bands, np.arange(1, 6))] == row.split()


def test_bands_turn_at_twenty_forty_sixty_and_eighty() -> None:
    scores = np.array([0, 19.99, 20, 39.99, 40, 59.99, 60, 79.99, 80, 100])
    assert band(scores).tolist() == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]


def test_a_factor_out_of_range_is_refused() -> None:
    with pytest.raises(BadParameter, match="outside 0-5"):
        scored("I", 6)
    row = np.array([[3.0, BLANK, BLANK, BLANK]])
    with pytest.raises(BadParameter, match="its own interval"):
        component("I", row, row + 1, row + 1)


def test_the_gap_is_red_when_nobody_able_can_come() -> None:
    assert protection_gap(None, 72) == "red"
    assert protection_gap(80, 72) == "red"
    assert protection_gap(40, 72) == "amber"
    assert protection_gap(30, 72) == "green"
    assert protection_gap(30, None) is None


FACTOR = st.one_of(st.just(BLANK), st.floats(0, 5))


@given(st.lists(FACTOR, min_size=8, max_size=8), st.floats(0, 1), st.floats(0, 1))
def test_the_best_value_lies_within_the_interval(
    values: list[float], below: float, above: float
) -> None:
    for which in FACTORS:
        row = np.array([values[: len(FACTORS[which])]])
        low, high = np.maximum(row - below, 0), np.minimum(row + above, 5)
        made = component(which, row, low, high)
        assert 0 <= made.low[0] <= made.best[0] <= made.high[0] <= 5


SHEET = st.lists(FACTOR, min_size=16, max_size=16)
FIRST = {"I": 0, "C": 4, "V": 8}


def risk_of(sheet: list[float]) -> float:
    """R of sixteen factors: four of intent, four of capability, eight of vulnerability."""
    parts = [scored(which, *sheet[at : at + len(FACTORS[which])]) for which, at in FIRST.items()]
    return float(risk(*(part.best[0] for part in parts)))


@given(SHEET, st.integers(0, 15), st.floats(0, 5))
def test_bad_news_never_lowers_a_score_and_good_news_never_raises_it(
    sheet: list[float], which: int, value: float
) -> None:
    before = 3.0 if np.isnan(sheet[which]) else sheet[which]
    then, now = risk_of(sheet), risk_of([*sheet[:which], value, *sheet[which + 1 :]])
    if value >= before:
        assert now >= then - 1e-9
    if value <= before:
        assert now <= then + 1e-9


def test_no_warning_channel_does_not_calm_a_score() -> None:
    known = [4, 4, BLANK, BLANK, 4, 4, 4, 4, 5, 5, *[BLANK] * 6]
    told = [*known[:14], 4.0, BLANK]
    assert risk_of(told) >= risk_of(known)


@given(st.lists(FACTOR, min_size=8, max_size=8))
def test_filling_a_blank_never_widens_the_interval(values: list[float]) -> None:
    row = np.array([values])
    before = component("V", row, row, row)
    filled = np.where(np.isnan(row), 3.0, row)
    after = component("V", filled, filled, filled)
    assert after.high[0] - after.low[0] <= before.high[0] - before.low[0] + 1e-12


INTERVALS = st.lists(
    st.tuples(st.floats(0, 100), st.floats(0, 30)).map(lambda p: (p[0], p[0] + p[1])), max_size=12
)


@given(INTERVALS)
def test_overlapping_intervals_share_a_rank_and_ranks_never_fall(
    intervals: list[tuple[float, float]],
) -> None:
    lows = np.array([low for low, _ in intervals])
    highs = np.array([high for _, high in intervals])
    made = ranks(lows, highs).tolist()
    assert made == sorted(made)
    for i, rank in enumerate(made):
        assert 1 <= rank <= i + 1
        for j in range(i):
            if lows[i] <= highs[j] and lows[j] <= highs[i]:
                assert made[j] == rank


def test_a_clear_gap_starts_a_new_rank() -> None:
    assert ranks(np.array([80, 70, 10.0]), np.array([90, 85, 30.0])).tolist() == [1, 1, 3]
