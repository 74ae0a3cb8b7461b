"""Alerts joined as one: whatever the order, the same is known and the same clocks run."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tutela.warning.clocks import LEVELS, HeldLevel, running, shipped_clocks, steps
from tutela.warning.merged_alerts import (
    Clocked,
    Known,
    Source,
    farness,
    known_from,
    known_of,
    running_of,
    steps_of,
    views,
)
from tutela.warning.states import STATES, Moment

CALL = datetime(2018, 12, 31, 3, 0, tzinfo=UTC)


def at(minutes: int) -> datetime:
    return CALL + timedelta(minutes=minutes)


def source(number: int, level: str = "imminent", minutes: int = 0) -> Source:
    return Source(False, farness(level), False, at(minutes), number)


@st.composite
def known(draw: st.DrawFn) -> Known:
    """What one alert says: of two alike in all else, the number differs."""
    of = Source(
        draw(st.booleans()),
        draw(st.integers(0, 3)),
        draw(st.booleans()),
        at(draw(st.integers(0, 5))),
        draw(st.integers(1, 10_000)),
    )
    said = st.fixed_dictionaries(
        {},
        optional={
            "who": st.sampled_from(["Kestrel", "riders", ""]),
            "how_many": st.integers(0, 3),
            "caller_safe": st.sampled_from([True, False, None]),
        },
    )
    return known_from(of, draw(said))


@given(known(), known(), known())
def test_joining_commutes_associates_and_repeats_nothing(a: Known, b: Known, c: Known) -> None:
    assert a | b == b | a
    assert (a | b) | c == a | (b | c)
    assert a | a == a and (a | b) | b == a | b


@given(st.lists(known(), min_size=1, max_size=5, unique_by=lambda one: one.alerts[0].number))
def test_nothing_that_one_of_them_says_is_lost(alerts: list[Known]) -> None:
    both = known_of(alerts)
    for one in alerts:
        for name, facts in one.facts.items():
            assert {fact.value for fact in facts} <= {fact.value for fact in both.facts[name]}
        assert both.known_at <= one.known_at
    assert known_of([*alerts[1:], alerts[0]]) == both
    if len(alerts) > 1:
        assert known_of(alerts[:-1]) | alerts[-1] == both, "parting leaves what the rest say"


def test_what_contradicts_stands_side_by_side_with_who_said_it() -> None:
    call = known_from(source(2), {"how_many": 60, "caller_safe": True})
    text = known_from(source(3, "warning"), {"how_many": 40, "caller_safe": False})
    said = (text | call).facts["how_many"]
    assert [(fact.value, fact.source.number) for fact in said] == [(60, 2), (40, 3)]
    assert (text | call).nearest("caller_safe") is False, "one of them is in danger"


# --- clocks

NAMES = ("triaged", "issued", *STATES[1:-1], "flash")


@st.composite
def clocked(draw: st.DrawFn) -> Clocked:
    """An alert of any level, with some of what may be recorded of it, and some steps applied."""
    began = draw(st.integers(0, 30))
    names = draw(st.lists(st.sampled_from(NAMES), unique=True, max_size=3))
    trail = [Moment("received", at(began))]
    trail += [Moment(name, at(began + draw(st.integers(1, 200)))) for name in names]
    done = draw(st.sets(st.tuples(st.sampled_from(["triage", "decide"]), st.integers(0, 3))))
    held = HeldLevel(draw(st.sampled_from(LEVELS)), at(began))
    return Clocked((held,), tuple(trail), frozenset(done))


@given(clocked(), clocked())
def test_the_clocks_are_the_same_whichever_was_joined_to_which(a: Clocked, b: Clocked) -> None:
    one, other = views(a, [b]), views(b, [a])
    assert running_of(shipped_clocks(), one) == running_of(shipped_clocks(), other)
    assert steps_of(shipped_clocks(), one, at(5_000)) == steps_of(
        shipped_clocks(), other, at(5_000)
    )


@given(clocked(), clocked())
def test_no_clock_that_waits_is_given_more_time_by_joining(a: Clocked, b: Clocked) -> None:
    joined = {run.clock: run for run in running_of(shipped_clocks(), views(a, [b]))}
    for one in (a, b):
        for run in running(shipped_clocks(), one.held, one.run()):
            if run.clock == "expire":
                continue  # it ends the alert: a thread ends with the last of its alerts
            if joined[run.clock].met is None and run.met is None:
                assert joined[run.clock].due <= run.due


@given(clocked())
def test_one_that_stands_alone_goes_by_its_own_clocks(a: Clocked) -> None:
    assert views(a) == [a]
    own = [s for s in steps(shipped_clocks(), a.held, a.run(), at(5_000)) if s[1:] not in a.done]
    assert steps_of(shipped_clocks(), views(a), at(5_000)) == own


def test_an_attack_never_expires_with_the_lesser_warning_joined_to_it() -> None:
    old = Clocked((HeldLevel("imminent", CALL),), (Moment("received", CALL),))
    fresh = Clocked((HeldLevel("imminent", at(600)),), (Moment("received", at(600)),))
    attack = Clocked((HeldLevel("ongoing", CALL),), (Moment("received", CALL),))
    (expires,) = (s for s in steps_of(shipped_clocks(), views(fresh, [old])) if s.clock == "expire")
    assert expires.due == at(600) + timedelta(hours=24)
    for pair in ((attack, old), (old, attack)):
        seen = views(pair[0], [pair[1]])
        assert "expire" not in {step.clock for step in steps_of(shipped_clocks(), seen)}
        assert "expire" not in {run.clock for run in running_of(shipped_clocks(), seen)}


def test_steps_done_for_the_nearer_harm_stay_done_and_for_the_lesser_hold_nothing_back() -> None:
    trail = (Moment("received", CALL),)
    near = Clocked((HeldLevel("imminent", CALL),), trail)
    rumour = Clocked((HeldLevel("warning", CALL),), trail, frozenset({("triage", 0, "")}))
    steps_due = {s[1:] for s in steps_of(shipped_clocks(), views(near, [rumour]), at(20))}
    assert ("triage", 0, "") in steps_due
    done = Clocked(near.held, trail, frozenset({("triage", 0, "")}))
    bare = Clocked(rumour.held, trail)
    steps_due = {s[1:] for s in steps_of(shipped_clocks(), views(bare, [done]), at(20))}
    assert ("triage", 0, "") not in steps_due


def test_a_danger_that_ended_before_a_second_alert_was_known_does_not_end_that_one() -> None:
    """A village was attacked at three; the priest said at five that it is over. At six a call tells
    of an attack, and somebody takes it for the same."""
    over = Moment("outcome", at(110), entered=at(120))
    first = Clocked((HeldLevel("ongoing", CALL),), (Moment("received", CALL), over))
    second = Clocked((HeldLevel("ongoing", at(180)),), (Moment("received", at(180)),))
    for root, joined in ((first, second), (second, first)):
        seen = views(root, [joined])
        assert "issue" in {step.clock for step in steps_of(shipped_clocks(), seen)}
        assert not any("outcome" in part.run() for part in seen)
    said_again = Moment("outcome", at(110), entered=at(200))  # who says it knows of both
    ended = Clocked(first.held, (*first.trail, said_again))
    for root, joined in ((ended, second), (second, ended)):
        seen = views(root, [joined])
        steps_due = steps_of(shipped_clocks(), seen)
        assert {step.clock for step in steps_due if step.due > at(200)} == {"feedback"}
        assert all("outcome" in part.run() for part in seen)
