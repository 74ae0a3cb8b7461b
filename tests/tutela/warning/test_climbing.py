"""Above field duty level a watch or warning climbs only beyond one voice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tutela.warning.climbing import Voice, climbs_since, confirmation_of
from tutela.warning.clocks import ABOVE, LEVELS, HeldLevel, shipped_clocks, steps
from tutela.warning.ladders import FIELD_POSTS, LADDERS, told_at
from tutela.warning.states import Moment

CALL = datetime(2018, 12, 31, 3, 0, tzinfo=UTC)
ALL = {post: [post] for posts in LADDERS.values() for post in posts}


def at(minutes: float) -> datetime:
    return CALL + timedelta(minutes=minutes)


def test_one_voice_however_often_is_no_second_source() -> None:
    assert confirmation_of([Voice("number", at(n)) for n in range(9)]) is None
    second = confirmation_of([Voice("number", at(0)), Voice("number", at(9)), Voice("base", at(5))])
    assert second is not None and (second.at, second.by) == (at(5), "second source")
    assert confirmation_of([], called_back=[at(3)], tripped=[at(2)]) == (at(2), "tripwire")


def test_imminent_and_ongoing_climb_always_and_only_while_they_are_held() -> None:
    assert climbs_since([[HeldLevel("warning", at(0))]], None) is None
    raised = [
        HeldLevel("warning", at(0)),
        HeldLevel("imminent", at(30)),
        HeldLevel("ongoing", at(40)),
    ]
    assert climbs_since([raised], None) == at(30)
    assert climbs_since([[*raised, HeldLevel("warning", at(50))]], None) is None
    assert climbs_since([[HeldLevel("watch", at(0))], raised], None) == at(30), (
        "of a thread the nearest"
    )


def test_what_was_left_out_is_told_the_moment_it_is_confirmed() -> None:
    held, moments = (
        [HeldLevel("warning", at(0))],
        {n: Moment(n, at(0)) for n in ("received", "issued")},
    )
    later = at(60 * 24)
    alone = [(s.clock, s.rung) for s in steps(shipped_clocks(), held, moments, later)]
    assert ("acknowledge", 3) in alone and all(rung < ABOVE for _clock, rung in alone)
    known = steps(shipped_clocks(), held, moments, later, at(60 * 7))
    above = [s for s in known if s.clock == "acknowledge" and s.rung > ABOVE]
    assert [(s.rung - ABOVE, s.due) for s in above] == [(2, at(60 * 7))], "rung 3 was still to come"


@given(st.integers(1, 3), st.sets(st.sampled_from(sorted(ALL)), min_size=1))
def test_field_duty_level_is_never_left_while_a_post_of_it_is_filled(
    rung: int, filled: set[str]
) -> None:
    told = told_at(rung, {post: [post] for post in filled}, field_only=True).everybody
    assert told, "and never nobody"
    if filled & set(FIELD_POSTS):
        assert set(told) <= set(FIELD_POSTS)


@given(st.sampled_from(LEVELS), st.integers(0, 3000), st.integers(1, 3000))
def test_being_confirmed_takes_no_step_away(level: str, since: int, until: int) -> None:
    held, moments = (
        [HeldLevel(level, at(0))],
        {n: Moment(n, at(m)) for m, n in enumerate(("received", "issued"))},
    )
    before = steps(shipped_clocks(), held, moments, at(until))
    after = steps(shipped_clocks(), held, moments, at(until), at(since))
    assert set(before) <= set(after)
