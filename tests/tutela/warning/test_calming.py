"""What calms an alert: the acts of one table, and whatever else happens nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tutela.warning.calming import (
    AFTER_THE_END,
    EVERY,
    OWNER,
    WHO,
    calming_acts,
    stops,
)
from tutela.warning.clocks import LEVELS, HeldLevel, running, shipped_clocks, steps
from tutela.warning.states import BESIDE, EXPIRED, REOPENED, STATES, Moment, run_of, to_record

CALL = datetime(2018, 12, 31, 3, 0, tzinfo=UTC)
CLOCKS = shipped_clocks()
EVENTS = [*STATES[1:], EXPIRED, *BESIDE]
ISSUED = [Moment("received", CALL), Moment("issued", CALL)]


def told(trail: list[Moment], level: str) -> set[tuple[str, int, datetime]]:
    """Everybody a clock would tell within a month, if nothing else happened."""
    due = steps(CLOCKS, [HeldLevel(level, CALL)], run_of(trail), CALL + timedelta(days=30))
    return {(step.clock, step.rung, step.due) for step in due}


def test_every_row_of_the_table_is_of_a_clock_and_of_an_event() -> None:
    assert calming_acts().keys() - {EVERY} <= {clock.name for clock in CLOCKS}
    for clock in CLOCKS:
        assert clock.until in calming_acts().get(clock.name, {}), clock.name
    assert {event for acts in calming_acts().values() for event in acts} <= set(EVENTS)


@given(
    st.sampled_from(LEVELS),
    st.lists(
        st.tuples(st.sampled_from(EVENTS), st.sampled_from(WHO), st.integers(1, 300)), max_size=6
    ),
)
def test_no_event_stops_a_clock_but_by_the_table(
    level: str, happened: list[tuple[str, str, int]]
) -> None:
    trail, before = list(ISSUED), told(ISSUED, level)
    for event, who, minute in happened:
        at = CALL + timedelta(minutes=minute)
        ended = run_of(trail).keys() & {"closed", EXPIRED}
        if event in BESIDE:
            trail.append(Moment(event, at, who=who))
        elif not ended:
            trail += to_record(trail, event, at, who)
    acts = calming_acts()
    for clock in ("triage", "issue", "acknowledge", "decide", "expire"):
        may = acts[clock] | acts[EVERY]
        if not any(who in may.get(event, ()) for event, who, _minute in happened):
            kept = {step for step in before if step[0] == clock}
            assert kept <= told(trail, level), clock
    for one in running(CLOCKS, [HeldLevel(level, CALL)], run_of(trail)):
        calmed = any(
            who
            in (acts[one.clock] | ({} if one.clock == AFTER_THE_END else acts[EVERY])).get(e, ())
            for e, who, _minute in [*happened, ("issued", OWNER, 0)]
        )
        assert one.met is None or calmed, one.clock


@given(st.sampled_from(EVENTS), st.sampled_from(WHO), st.sampled_from([c.name for c in CLOCKS]))
def test_an_inferred_step_stops_no_clock(event: str, who: str, clock: str) -> None:
    assert not stops(clock, Moment(event, CALL, True, who))


def test_a_tasking_a_departure_and_an_arrival_answer_nothing_of_the_warning() -> None:
    for event in ("tasked", "on the way", "arrived"):
        for who in WHO:
            trail = ISSUED + to_record(ISSUED, event, CALL + timedelta(minutes=1), who)
            assert REOPENED not in run_of(trail)
            climbing = {
                one for one in told(ISSUED, "ongoing") if one[0] in ("acknowledge", "decide")
            }
            assert climbing <= told(trail, "ongoing"), (event, who)
