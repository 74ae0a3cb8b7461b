"""Counts of a week: what counts, what does not, and what is said aloud."""

from __future__ import annotations

from datetime import timedelta

from karuna import DAY, event, table

from tutela.monitoring.figures import marks, period


def days_ago(n: int) -> object:
    return DAY - timedelta(days=n)


def test_seven_days_end_with_the_day() -> None:
    found = table(*(event(n, days_ago(n), 6.9, 31.2) for n in range(9)))  # type: ignore[arg-type]
    week = period(found, until=DAY)
    assert (week.incidents, week.first) == (7, DAY - timedelta(days=6))


def test_civilians_are_summed_and_silence_is_counted() -> None:
    week = period(
        table(
            event(1, DAY, 6.9, 31.2, civilian_deaths=3),
            event(2, DAY, 6.9, 31.2, civilian_deaths=None),
        ),
        until=DAY,
    )
    assert (week.civilians, week.unsaid) == (3, 1)


def test_civilians_are_not_known_when_no_incident_says() -> None:
    assert (
        period(table(event(1, DAY, 6.9, 31.2, civilian_deaths=None)), until=DAY).civilians is None
    )


def test_events_dated_to_a_month_are_in_no_week_but_said() -> None:
    week = period(table(event(1, DAY, 6.9, 31.2, date_precision=4)), until=DAY)
    assert (week.incidents, week.undated) == (0, 1)


def test_totals_of_a_country_and_compartments_are_never_counted() -> None:
    week = period(
        table(
            event(1, DAY, 6.9, 31.2, grain="country_month"),
            event(2, DAY, 6.9, 31.2, harm="crsv"),
            event(3, DAY, 6.9, 31.2, harm="child recruitment or use"),
        ),
        until=DAY,
    )
    assert week.incidents == 0


def test_no_mark_for_what_may_not_be_drawn() -> None:
    drawn, left_out = marks(
        table(
            event(1, DAY, 6.9, 31.2, harm="crsv"),
            event(
                2, DAY, 6.9, 31.2, violence="unknown", harm="armed movement", civilian_deaths=None
            ),
            event(3, DAY, 6.9, 31.2, place_precision=3),
            event(4, DAY, None, None),  # type: ignore[arg-type]
            event(5, DAY - timedelta(days=90), 6.9, 31.2),
            event(6, DAY + timedelta(days=1), 6.9, 31.2),
        ),
        until=DAY,
    )
    assert drawn == ()
    assert left_out == 2


def test_a_cross_against_civilians_a_ring_for_fighting_both_for_both() -> None:
    drawn, _ = marks(
        table(
            event(1, DAY, 6.9, 31.2),
            event(2, DAY, 6.9, 31.2, violence="state-based", harm="clash", civilian_deaths=0),
            event(3, DAY, 6.9, 31.2, violence="non-state", civilian_deaths=4),
            event(4, DAY, 6.9, 31.2, violence="unknown", harm="abduction", civilian_deaths=None),
        ),
        until=DAY,
    )
    assert [(m.civilians, m.fighting) for m in drawn] == [
        (True, False),
        (False, True),
        (True, True),
        (True, False),
    ]


def test_sums_do_not_run_over() -> None:
    most = 2**31 - 1
    rows = [event(n, DAY, 5, 30, civilian_deaths=most, deaths=most) for n in range(3)]
    assert period(table(*rows), until=DAY).civilians == 3 * most


def test_an_attack_of_half_a_year_that_ends_this_week_is_said_apart() -> None:
    start = DAY - timedelta(days=183)
    week = period(
        table(event(1, DAY, 6.9, 31.2), event(2, DAY, 6.9, 31.2, date_start=start)), until=DAY
    )
    assert (week.incidents, week.undated) == (1, 1)
    assert week.apart == "1 more, dated only to 2 December 2029 to 3 June 2030"
