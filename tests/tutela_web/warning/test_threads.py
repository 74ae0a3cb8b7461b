"""Dozens of calls about one compound: proposed as one, joined by a person, parted again."""

from __future__ import annotations

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.warning.story import again, at_desk, call, later
from tutela.base.errors import BadParameter
from tutela_web.base.errors import Denied, NotNow
from tutela_web.warning.alerts.verbs import AlertReport, add_word
from tutela_web.warning.board.queries import proposals_of, timeline
from tutela_web.warning.clocks.ticker import tick
from tutela_web.warning.merging.verbs import join, keep_apart, part, propose
from tutela_web.warning.models import Alert, Report, ThreadProposal


@pytest.fixture
def three(cast: Cast) -> list[Alert]:
    """Three calls about one compound within minutes."""
    compound = make.place(cast.mission, "Terrain Compound", area=cast.north)
    found = []
    for words in ("soldiers have broken in", "they are inside the compound", "help, shooting"):
        alert = call(cast, place=compound, act=words)
        propose(alert)
        found.append(alert)
        later(cast.mission, minutes=4)
    return found


def test_calls_about_one_place_are_proposed_and_nothing_is_joined_by_itself(
    cast: Cast, three: list[Alert]
) -> None:
    desk = at_desk(cast, "joc_duty_officer")
    assert {p.earlier_id for p in proposals_of(desk, three[2])} == {three[0].pk, three[1].pk}
    assert not Alert.objects.exclude(merged_into=None).exists()


def test_what_a_person_joins_is_one_thread_with_every_channel_counted(
    cast: Cast, three: list[Alert]
) -> None:
    desk = at_desk(cast, "joc_duty_officer")
    for one in three[1:]:
        join(again(one), again(three[0]), by=desk)
    kept = again(three[0])
    assert kept.now.reports == 3 and kept.now.open
    assert not again(three[1]).now.open and again(three[1]).now.next_step_at is None
    assert proposals_of(desk, kept) == []
    assert len([e for e in timeline(kept) if e.kind == "report"]) == 3


def test_the_higher_level_of_the_two_holds(cast: Cast) -> None:
    low, high = call(cast, level="warning"), call(cast, level="ongoing")
    kept = join(high, low, by=at_desk(cast, "joc_duty_officer"))
    assert kept.level == "ongoing"


def test_parted_again_it_has_its_own_reports_and_its_clocks_begin_anew(
    cast: Cast, three: list[Alert]
) -> None:
    desk = at_desk(cast, "joc_duty_officer")
    add_word(three[1], AlertReport("radio", said={"words": "second gate"}), by=desk)
    join(again(three[1]), again(three[0]), by=desk)
    later(cast.mission, hours=3)
    part(again(three[1]), by=desk, why="two compounds, a kilometre apart")
    assert again(three[1]).now.reports == 2 and again(three[0]).now.reports == 1
    assert again(three[1]).now.open and again(three[1]).now.state == "received"
    assert ThreadProposal.objects.get(alert=three[1], earlier=three[0]).decision == "apart"
    tick()
    assert not again(three[1]).steps.filter(round=1).exists()


def test_a_chain_of_joinings_is_parted_with_what_it_had(cast: Cast, three: list[Alert]) -> None:
    desk = at_desk(cast, "joc_duty_officer")
    join(again(three[2]), again(three[1]), by=desk)
    join(again(three[1]), again(three[0]), by=desk)
    assert again(three[0]).now.reports == 3
    part(again(three[1]), by=desk, why="another compound")
    assert again(three[1]).now.reports == 2 and again(three[0]).now.reports == 1
    part(again(three[2]), by=desk, why="a third one")
    assert [Report.objects.filter(alert=one).count() for one in three] == [1, 1, 1]


def test_two_events_a_person_has_told_apart_are_not_proposed_again(
    cast: Cast, three: list[Alert]
) -> None:
    desk = at_desk(cast, "joc_duty_officer")
    for proposal in proposals_of(desk, three[2]):
        keep_apart(proposal, by=desk, why="another gate")
    propose(three[2])
    assert proposals_of(desk, again(three[2])) == []


def test_what_cannot_be_joined_is_refused_with_a_reason(cast: Cast, three: list[Alert]) -> None:
    desk, boris = at_desk(cast, "joc_duty_officer"), at_desk(cast, "boris")
    with pytest.raises(BadParameter):
        join(three[0], three[0], by=desk)
    with pytest.raises(Denied):
        join(three[1], three[0], by=boris)
    join(again(three[1]), again(three[0]), by=desk)
    with pytest.raises(NotNow):
        join(again(three[1]), again(three[2]), by=desk)
    with pytest.raises(NotNow):
        part(again(three[0]), by=desk, why="x")
