"""Shares, demands that win over protection, and what is left of a reserve, counted by hand."""

from __future__ import annotations

from datetime import date

import pytest

from tutela.base.errors import BadParameter
from tutela.crisis.tables import options
from tutela.deployment.allocation import (
    MIXES,
    RankedDemand,
    ReservePart,
    ShareLine,
    mix_by_month,
    mixes,
    needs_reason,
    reserve_left,
    totals,
    wins_over,
)


def test_another_demand_wins_by_rank_or_by_what_it_gets() -> None:
    poc = RankedDemand(2, "poc", "part")
    assert wins_over(RankedDemand(1, "task"), poc), "ranked before it, whatever is decided"
    assert wins_over(RankedDemand(3, "own", "full"), poc)
    assert not wins_over(RankedDemand(3, "own", "part"), poc), "both got a part"
    assert not wins_over(RankedDemand(3, "own"), poc), "nothing is decided for it"
    assert not wins_over(RankedDemand(1, "poc", "full"), poc), "protection wins over no protection"
    assert not wins_over(RankedDemand(1, "task", "full"), RankedDemand(2, "task", "none"))


def test_a_reason_is_asked_of_who_wins_and_of_protection_that_loses() -> None:
    assert needs_reason(RankedDemand(1, "poc", "later"), [])
    assert not needs_reason(RankedDemand(1, "poc", ""), [])
    assert needs_reason(RankedDemand(1, "reserve", ""), [RankedDemand(2, "poc", "")])
    assert not needs_reason(RankedDemand(3, "task", "full"), [RankedDemand(2, "poc", "full")])


def test_a_missing_figure_is_no_nothing_and_takes_the_shares_away() -> None:
    lines = [
        ShareLine("patrols", "poc", {"units": 6.0, "hours": 0.0, "staff": None}),
        ShareLine("the vote", "task", {"units": 2.0, "hours": 0.0, "staff": 4.0}),
    ]
    told = totals(lines)
    assert told["units"].percent == [75.0, 25.0] and told["units"].missing == 0
    assert told["hours"].percent == [None, None] and told["hours"].missing == 0
    assert (told["staff"].known, told["staff"].missing) == (4.0, 1)
    assert told["staff"].percent == [None, None], "of a whole not known there is no part"
    assert told["funds"].missing == 2


def test_what_is_committed_is_not_left_for_a_crisis() -> None:
    parts = [ReservePart(2, False), ReservePart(1, True)]
    left = reserve_left(parts, floor=2)
    assert (left.whole, left.left, left.below) == (3, 2, False)
    assert reserve_left([*parts, ReservePart(0, False)], floor=3).below
    with pytest.raises(BadParameter):
        reserve_left(parts, floor=-1)


def test_every_option_of_a_tasking_is_sorted_and_what_is_none_is_told_apart() -> None:
    named = mixes()
    assert set(named.values()) == set(MIXES) and named.keys() < options().keys()
    may, june = date(2018, 5, 1), date(2018, 6, 1)
    counts = {(may, "night_patrol"): 3, (may, "good_offices"): 1, (may, "evacuation"): 2}
    first, second = mix_by_month(counts, [may, june])
    assert (first.counted["patrols"], first.percent("influence"), first.outside) == (3, 25.0, 2)
    assert second.total == 0 and second.percent("patrols") is None
