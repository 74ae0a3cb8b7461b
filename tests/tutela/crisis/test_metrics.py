"""Invented alerts of one month, and what may be said of how they were answered."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from tutela.crisis.metrics import (
    ALERTS,
    MEASURES,
    Harm,
    Warned,
    answers,
    counts,
    dues,
    figure_sentence,
    groups,
    medians,
    sights,
    table,
    times,
)
from tutela.crisis.tables import outcomes
from tutela.warning.clocks import HeldLevel, shipped_clocks

CALL = datetime(2018, 12, 3, 1, 0, tzinfo=UTC)
NOW = datetime(2018, 12, 31, tzinfo=UTC)


def after(minutes: float) -> datetime:
    return CALL + timedelta(minutes=minutes)


def alert(name: str = "AL-1", **fields: Any) -> dict[str, Any]:
    """An imminent alert of three in the morning that nobody touched."""
    return {
        "alert": name,
        "office": "North",
        "level": "imminent",
        "received": CALL,
        "issue_due": after(30),
        "acknowledge_due": after(45),
        "decide_due": after(60),
        "over_at": after(24 * 60),
        "tasked": 0,
        "refused": 0,
    } | fields


def answered(*alerts: dict[str, Any], now: datetime = NOW) -> dict[str, dict[str, str]]:
    """Answers by measure, by alert."""
    found: dict[str, dict[str, str]] = {}
    for name, measure, answer in answers(table(alerts), now=now).iter_rows():
        found.setdefault(measure, {})[name] = answer
    return found


def one(**fields: Any) -> dict[str, str]:
    return {measure: row["AL-1"] for measure, row in answered(alert(**fields)).items()}


def test_a_call_nobody_answered_is_never_never_never_and_its_outcome_not_known() -> None:
    """Mutarule 2014: the call came as the attack began, and silence followed."""
    found = one(level="ongoing")
    assert [found[m] for m in ("warned", "acknowledged", "decided")] == ["never"] * 3
    assert [found[m] for m in ("response", "arrival", "protected")] == ["unknown"] * 3
    assert found["false alarm"] == "unknown" and "feedback" not in found


def test_within_its_first_hour_the_same_alert_only_waits() -> None:
    rows = answers(table([alert()]), now=after(20))
    assert set(rows["answer"]) == {"waiting"}
    assert all(count.of == 0 for count in counts(rows).values())


def test_a_mission_may_ask_by_its_own_clock() -> None:
    in_juba = NOW.astimezone(timezone(timedelta(hours=3)))
    assert answered(alert(), now=in_juba) == answered(alert())


def test_each_clock_is_judged_by_its_own_limit() -> None:
    found = one(issued=after(10), acknowledged=after(50), decided=after(60))
    assert [found[m] for m in ("warned", "acknowledged", "decided")] == [
        "in time",
        "late",
        "in time",
    ]


def test_a_moment_that_was_inferred_is_neither_in_time_nor_late_and_is_not_counted() -> None:
    for minutes in (40, 200):
        assert one(decided=after(minutes), inferred=["decided"])["decided"] == "inferred"
    rows = [alert("AL-1", decided=after(40), inferred=["decided"]), alert("AL-2", decided=after(9))]
    count = counts(answers(table(rows), now=NOW))["decided"]
    assert (count.answers["in time"], count.of, count.uncounted) == (1, 1, 1)


def test_who_acted_was_warned_even_where_nobody_recorded_the_warning() -> None:
    assert one(acknowledged=after(20))["warned"] == "inferred"
    assert one(arrived=after(300))["warned"] == "inferred"
    assert one(issued=after(40), acknowledged=after(20))["warned"] == "late"


def test_an_alert_that_ended_before_its_clock_ran_out_needed_no_decision() -> None:
    assert "decided" not in one(outcome="false_alarm", outcome_at=after(20))
    assert one(outcome="no_action", outcome_at=after(90))["decided"] == "never"


def test_a_watch_and_a_false_alarm_need_no_response_and_are_not_in_that_denominator() -> None:
    rows = [
        alert("AL-1"),
        alert("AL-2", level="watch"),
        alert("AL-3", outcome="false_alarm", outcome_at=after(500)),
    ]
    assert set(answered(*rows)["response"]) == {"AL-1"}


def test_host_partner_and_mission_are_never_one_figure() -> None:
    """MONUSCO's "85% addressed" merged them: here each has its own row."""
    found = one(outcome="host_in_time", outcome_at=after(100))
    assert (found["response"], found["arrival"], found["host"]) == ("no", "none", "in time")
    assert (found["protected"], found["partner"]) == ("by host", "unknown")
    both = one(outcome="present", host="late", partner=True, arrived=after(70))
    assert (both["response"], both["host"], both["partner"]) == ("yes", "late", "yes")
    assert both["protected"] == "unknown" and one(outcome="partner")["partner"] == "yes"


def test_present_then_left_was_there_before_and_protected_nobody() -> None:
    """Ogossagou 2020."""
    found = one(outcome="present_then_left", arrived=after(30), departed=after(5))
    assert (found["response"], found["arrival"], found["protected"]) == ("yes", "before", "no")


def test_not_reached_is_an_answer_of_its_own() -> None:
    found = one(outcome="not_reached", departed=after(90))
    assert (found["response"], found["arrival"]) == ("yes", "not reached")
    assert one(outcome="not_reached")["response"] == "no"


def test_deterred_by_a_call_counts_as_protected_and_arrival_is_not_made_up() -> None:
    found = one(outcome="deterred", outcome_at=after(50))
    assert (found["response"], found["protected"], found["false alarm"]) == ("yes", "by UN", "no")
    assert found["arrival"] == "unknown"
    assert one(outcome="deterred", arrived=after(40))["arrival"] == "before"
    struck = one(outcome="deterred", outcome_at=after(50), struck=True)
    assert struck["response"] == "unknown", "nobody is on record there, and people were killed"


@pytest.mark.parametrize(
    ("outcome", "protected"),
    [("deterred", "unknown"), ("host_in_time", "unknown"), ("stopped", "by UN")],
)
def test_nobody_is_counted_as_protected_from_an_attack_that_killed(
    outcome: str, protected: str
) -> None:
    assert one(outcome=outcome, struck=True)["protected"] == protected


def test_there_is_no_column_for_a_person() -> None:
    assert not {"person", "owner", "decider", "author", "by"} & set(ALERTS)


@pytest.mark.parametrize(
    ("n", "of", "said"), [(6, 10, "6 of 10"), (0, 19, "0 of 19"), (12, 24, "12 of 24 (50%)")]
)
def test_under_twenty_no_percentage_is_told(n: int, of: int, said: str) -> None:
    assert figure_sentence(n, of) == said


def test_medians_say_how_many_they_rest_on_and_leave_out_what_was_inferred() -> None:
    rows = table(
        [
            alert("AL-1", acknowledged=after(10), night=True, km=4.0),
            alert("AL-2", acknowledged=after(30), night=True, km=12.0),
            alert("AL-3", acknowledged=after(500), inferred=["acknowledged"], night=False),
            alert("AL-4", office=None, arrived=after(-5), km=90.0),
        ]
    )
    found = medians(times(rows), groups(rows), "light").to_dicts()
    assert found == [{"group": "night", "step": "acknowledge", "minutes": 20.0, "n": 2}]
    by_band = medians(times(rows), groups(rows), "band")
    assert by_band["group"].to_list() == ["10 to 30 km", "under 10 km"]
    assert groups(rows).row(3)[1:] == (None, "imminent", "60 km and more", None)


def test_clocks_nobody_began_run_from_when_somebody_should_have_been_warned() -> None:
    found = dues(shipped_clocks(), [HeldLevel("ongoing", CALL)], {"received": CALL})
    assert found["issue"] == after(5) and found["acknowledge"] == after(15)
    assert found["decide"] == after(35) and found["over"] == after(24 * 60)
    began = dues(
        shipped_clocks(), [HeldLevel("ongoing", CALL)], {"received": CALL, "issued": after(2)}
    )
    assert began["acknowledge"] == after(12)


# --- blind spots

DAWN = datetime(2018, 12, 10, 3, 0, tzinfo=UTC)


def harm(**fields: Any) -> Harm:
    given = {
        "incident": "IN-1",
        "place": "luma",
        "latitude": 7.0,
        "longitude": 30.0,
        "began": DAWN,
        "began_by": DAWN + timedelta(hours=1),
    } | fields
    return Harm(**given)


def warned(hours: float, **fields: Any) -> Warned:
    given = {
        "alert": "AL-1",
        "place": "luma",
        "latitude": 7.0,
        "longitude": 30.0,
        "received": DAWN + timedelta(hours=hours),
    } | fields
    return Warned(**given)


@pytest.mark.parametrize(
    ("hours", "answer"), [(-5, "alerted"), (0.5, "unknown"), (2, "blind"), (-24 * 31, "blind")]
)
def test_only_a_word_that_came_before_is_a_warning(hours: float, answer: str) -> None:
    assert sights([harm()], [warned(hours)])[0].answer == answer


def test_an_alert_of_another_place_warned_if_it_was_near() -> None:
    near = warned(-5, place="tarso", latitude=7.1)
    far = warned(-5, place="tarso", latitude=7.5)
    lost = warned(-5, place=None, latitude=None, longitude=None)
    assert sights([harm()], [near])[0].alert == "AL-1"
    assert sights([harm()], [far])[0].answer == "blind"
    assert sights([harm()], [lost]) == sights([harm()], [])


def test_where_nobody_knows_place_or_day_it_is_not_known_unless_somebody_said() -> None:
    lost = harm(place=None, latitude=None, longitude=None)
    assert sights([lost], [warned(-5)])[0].answer == "unknown"
    assert sights([harm(began=None, began_by=None, said=False)], [])[0].answer == "blind"
    assert sights([harm(said=True)], [])[0].answer == "alerted"
    assert sights([], [warned(1)]) == []


# --- laws

moments = st.none() | st.integers(0, 4000).map(after)
some_alert = st.fixed_dictionaries(
    {
        "office": st.sampled_from(["North", "South", None]),
        "level": st.sampled_from(["watch", "warning", "imminent", "ongoing"]),
        "issued": moments,
        "acknowledged": moments,
        "decided": moments,
        "departed": moments,
        "arrived": moments,
        "outcome_at": moments,
        "inferred": st.lists(st.sampled_from(["acknowledged", "decided"]), max_size=2),
        "outcome": st.none() | st.sampled_from(sorted(outcomes())),
        "host": st.none() | st.sampled_from(["in time", "late", "not"]),
        "partner": st.none() | st.booleans(),
        "feedback": st.none() | st.sampled_from(MEASURES["feedback"]),
        "tasked": st.integers(0, 3),
        "refused": st.integers(0, 1),
    }
)
a_month = st.lists(some_alert, max_size=6)
moment_now = st.integers(0, 5000).map(after)

GOOD = {"in time", "yes", "before", "during", "by UN", "by host", "given"}
BAD = {"late", "never", "not reached", "none", "not", "overdue"}


def named(rows: list[dict[str, Any]], start: int = 0) -> pl.DataFrame:
    return table(alert(f"AL-{n}", **row) for n, row in enumerate(rows, start))


@given(a_month, moment_now)
def test_no_figure_exceeds_its_denominator_and_no_denominator_the_alerts(
    rows: list[dict[str, Any]], now: datetime
) -> None:
    made = answers(named(rows), now=now)
    for measure, count in counts(made).items():
        assert set(count.answers) == set(MEASURES[measure])
        assert all(0 <= n <= count.of + count.uncounted for n in count.answers.values())
        assert count.of + count.uncounted <= len(rows)
    assert made.select("alert", "measure").is_unique().all()
    for measure, answer in made.select("measure", "answer").iter_rows():
        assert answer in MEASURES[measure]


@given(a_month, a_month, moment_now)
def test_the_figures_of_two_periods_add_up(
    first: list[dict[str, Any]], second: list[dict[str, Any]], now: datetime
) -> None:
    one, two = named(first), named(second, len(first))
    both = answers(pl.concat([one, two]), now=now)
    apart = pl.concat([answers(one, now=now), answers(two, now=now)])
    sort = ["alert", "measure"]
    assert_frame_equal(both.sort(sort), apart.sort(sort))
    left, right = counts(answers(one, now=now)), counts(answers(two, now=now))
    for measure, count in counts(both).items():
        for answer, n in count.answers.items():
            assert n == left[measure].answers[answer] + right[measure].answers[answer]


@given(some_alert, moment_now)
def test_a_deterred_attack_is_never_a_false_alarm_and_lowers_nothing(
    row: dict[str, Any], now: datetime
) -> None:
    kept = {"outcome_at": after(10), "host": None, "partner": None}
    other = counts(answers(named([row | kept]), now=now))
    deterred = counts(answers(named([row | kept | {"outcome": "deterred"}]), now=now))
    assert deterred["false alarm"].answers["yes"] == 0
    for measure in ("response", "protected"):
        good = sum(n for answer, n in deterred[measure].answers.items() if answer in GOOD)
        before = sum(n for answer, n in other[measure].answers.items() if answer in GOOD)
        assert good >= before
        assert not any(deterred[measure].answers[a] for a in MEASURES[measure] if a in BAD | {"no"})
    assert not any(deterred["arrival"].answers[a] for a in BAD & set(MEASURES["arrival"]))


@given(a_month)
def test_the_order_of_the_alerts_does_not_matter(rows: list[dict[str, Any]]) -> None:
    made = named(rows)
    turned = answers(made.reverse(), now=NOW).sort("alert", "measure")
    assert_frame_equal(turned, answers(made, now=NOW).sort("alert", "measure"))
