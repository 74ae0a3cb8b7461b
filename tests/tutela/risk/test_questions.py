"""Which questions are worth somebody's way: those whose answer could move a hotspot."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tests.tutela.risk.on_record import (
    AKOLA,
    BEMO,
    CHIRR,
    DORM_SITE,
    TODAY,
    event,
    on_record,
    towns,
)
from tutela.base.later import Floats
from tutela.risk.assess import assess
from tutela.risk.order import SITUATION
from tutela.risk.questions import MOST, QUESTIONS, open_hotspots, propose_questions


def alike(n: int, share: float = 0.5) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """So many hotspots that hardly differ, all near the cuts."""
    return np.linspace(2.0, 1.9, n), np.full((n, 2), share), np.zeros(n, dtype=bool)


def test_where_every_hotspot_is_alike_ten_questions_are_proposed_and_no_more() -> None:
    found = open_hotspots(*alike(30))
    questions = propose_questions(found, {one.row: SITUATION for one in found})
    assert len(questions) == MOST
    assert len({one.hotspot.row for one in questions}) == MOST, "one of each hotspot"
    assert {one.factor for one in questions} == set(SITUATION), "not ten times the same"
    assert questions[0].hotspot.moves == max(one.moves for one in found)


def test_a_hotspot_whose_place_is_sure_is_asked_nothing() -> None:
    value, first, ties = alike(5, share=1.0)
    assert open_hotspots(value, first, ties) == []
    ties[2] = True
    (only,) = open_hotspots(value, first, ties)
    assert (only.row, only.best, only.worst) == (2, 1, 5)


def test_what_an_answer_could_do_far_down_the_list_is_not_worth_a_patrol() -> None:
    value, first, _ties = alike(80, share=0.0)
    everywhere = open_hotspots(value, first, np.ones(80, dtype=bool))
    assert everywhere, "they tie with the next"
    assert max(one.best for one in everywhere) <= 20


def test_an_answer_that_changes_no_rank_is_not_asked_for() -> None:
    value = np.array([100.0, 10.0, 1.0])
    assert open_hotspots(value, np.full((3, 2), 0.5), np.ones(3, dtype=bool)) == []


def test_what_is_known_and_what_moves_no_hotspot_is_not_asked() -> None:
    found = open_hotspots(*alike(3))
    told = propose_questions(found, {0: ["command", "motive or trigger now"], 1: [SITUATION[-1]]})
    assert [(one.hotspot.row, one.factor) for one in told] == [(1, SITUATION[-1])]
    assert told[0].question == QUESTIONS[SITUATION[-1]]


def test_where_a_hotspot_stands_now_lies_between_the_ranks_told() -> None:
    places = towns(AKOLA, BEMO, CHIRR, DORM_SITE)
    struck = on_record(event(3), event(5, CHIRR, by="Group Heron"), event(9, DORM_SITE))
    hotspots = assess(struck, places, on=TODAY).order.hotspots
    for one in open_hotspots(hotspots.value, hotspots.first, hotspots.ties_next):
        assert 1 <= one.best <= one.row + 1 <= one.worst <= len(hotspots)
