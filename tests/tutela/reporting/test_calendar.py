"""The calendar of duties: what is owed, by whom, by when, and what was missed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

from hypothesis import given, settings
from hypothesis import strategies as st

from tutela.reporting.calendar import (
    GivenDays,
    add_months,
    due_days,
    duties_of,
    has_no_day,
    overdue_duties,
    period_told,
    read_returns,
    to_calendar,
)
from tutela.reporting.products import Product, products

CAT = timezone(timedelta(hours=2))
NO_DAYS = GivenDays()


def product(key: str) -> Product:
    return products()[key]


def test_a_day_of_the_joint_operations_centre() -> None:
    day = date(2030, 6, 4)
    owed = duties_of(product("daily"), day, day, days=NO_DAYS, zone=CAT)
    by_step = {(duty.step, duty.office): duty.due.hour for duty in owed}
    assert by_step["update", "joc"] == 6  # of the day before
    assert by_step["contributions", "field_office"] == 16
    assert by_step["", "joc"] == 18
    assert {duty.due.utcoffset() for duty in owed} == {timedelta(hours=2)}


def test_a_week_from_tuesdays_parts_to_fridays_report() -> None:
    week = duties_of(
        product("weekly_poc"), date(2030, 6, 3), date(2030, 6, 9), days=NO_DAYS, zone=CAT
    )
    steps = [(duty.step, duty.due.strftime("%a %H")) for duty in week]
    assert ("contributions", "Tue 16") in steps
    assert steps[-3:] == [("draft", "Wed 18"), ("clearance", "Thu 18"), ("", "Fri 18")]
    assert week[-1].period is not None
    assert (week[-1].period.first, week[-1].period.last) == (date(2030, 5, 27), date(2030, 6, 2))


def test_the_plan_back_from_the_day_headquarters_gives() -> None:
    days = GivenDays(headquarters={"sg_input": [date(2030, 7, 1)]})
    owed = duties_of(product("sg_input"), date(2030, 6, 1), date(2030, 7, 5), days=days, zone=UTC)
    when = {duty.step: duty.due.date() for duty in owed}
    assert when == {
        "contributions": date(2030, 6, 14),  # the sixteenth is a Sunday
        "draft": date(2030, 6, 21),
        "clearance": date(2030, 6, 26),
        "sign": date(2030, 6, 28),  # the twenty-ninth is a Saturday
        "": date(2030, 7, 1),
    }
    assert {duty.office for duty in owed if duty.step == "sign"} == {"head_of_mission"}
    june = duties_of(product("sg_input"), date(2030, 6, 1), date(2030, 6, 15), days=days, zone=UTC)
    assert {duty.step for duty in june} == {"contributions"}, "a step is owed before its product"


def test_a_mandate_that_is_to_be_renewed_brings_the_expert_group_ahead_of_it() -> None:
    days = GivenDays(mandate_ends=[date(2030, 12, 15)])
    assert due_days(product("ieg_brief"), date(2030, 1, 1), date(2030, 12, 31), days) == [
        date(2030, 10, 31)
    ]


def test_eighteen_months_from_the_last_time() -> None:
    days = GivenDays(last_due={"poc_18_months": date(2029, 5, 31)})
    listed = due_days(product("poc_18_months"), date(2030, 1, 1), date(2033, 12, 31), days)
    assert listed == [date(2030, 11, 30), date(2032, 5, 31), date(2033, 11, 30)]


def test_a_flash_report_within_the_hour() -> None:
    at = datetime(2030, 6, 1, 22, 30, tzinfo=UTC)
    days = GivenDays(events={"flash": [at]})
    [duty] = duties_of(product("flash"), date(2030, 6, 2), date(2030, 6, 2), days=days, zone=CAT)
    assert duty.due == at + timedelta(hours=1)
    assert [one.key for one in overdue_duties([duty], [], at + timedelta(minutes=61))] == [duty.key]
    assert overdue_duties([duty], [duty.key], at + timedelta(days=1)) == []


def test_a_product_without_a_day_is_named_and_not_forgotten() -> None:
    lacking = {one.key for one in has_no_day(products().values(), NO_DAYS)}
    assert {"sg_input", "ieg_brief", "poc_18_months"} <= lacking
    assert "daily" not in lacking
    for one in products().values():
        listed = due_days(one, date(2030, 1, 1), date(2030, 3, 31), NO_DAYS)
        assert bool(listed) == (one.key not in lacking and one.due.rule != "event"), one.key


def test_nil_returns_are_named_and_late_ones_are_late() -> None:
    cut_off = datetime(2030, 6, 4, 16, tzinfo=CAT)
    received = {"field_office": cut_off, "force": cut_off + timedelta(minutes=1)}
    states = {
        one.office: one.state
        for one in read_returns(
            product("daily"), cut_off=cut_off, received=received, nil=["political_affairs"]
        )
    }
    assert states["field_office"] == "in time"
    assert states["force"] == "late"
    assert states["political_affairs"] == "nil"
    assert states["safety"] == "missing"
    assert "joc" not in states


def test_the_feed_says_what_and_who_and_nothing_of_what_happened() -> None:
    day = date(2030, 6, 7)
    owed = duties_of(product("weekly_poc"), day, day, days=NO_DAYS, zone=CAT)
    told = to_calendar(
        owed,
        stamp=datetime(2030, 6, 1, tzinfo=UTC),
        mission="0190",
        name="Open Tutela",
        done=[owed[0].key],
        tell=lambda sentence: f"[{sentence}]",
    ).decode()
    lines = told.replace("\r\n ", "").split("\r\n")
    assert "DTSTART:20300607T160000Z" in lines
    assert "STATUS:CANCELLED" in lines
    assert any(line.startswith("SUMMARY:[Weekly report") for line in lines)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(list(products().values())),
    st.dates(date(2028, 1, 1), date(2032, 1, 1)),
    st.integers(0, 60),
    st.integers(0, 60),
)
def test_two_spans_owe_what_their_whole_owes(
    one: Product, first: date, before: int, after: int
) -> None:
    middle = first + timedelta(days=before)
    last = middle + timedelta(days=after + 1)
    days = GivenDays(
        {one.key: [first + timedelta(days=40)]},
        [first + timedelta(days=90)],
        {one.key: first - timedelta(days=200)},
        {one.key: [datetime(first.year, first.month, 2, 23, tzinfo=UTC)]},
    )

    def owed(since: date, until: date) -> list[str]:
        return [duty.key for duty in duties_of(one, since, until, days=days, zone=CAT)]

    assert owed(first, last) == owed(first, middle) + owed(middle + timedelta(days=1), last)


@given(st.dates(date(2000, 1, 1), date(2050, 1, 1)), st.integers(-60, 60))
def test_months_are_added_without_leaping_over_a_short_one(day: date, months: int) -> None:
    later = add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day <= day.day


def test_a_period_closed_before_the_day_it_is_due() -> None:
    for key in ("weekly_poc", "monthly_trends", "poc_18_months"):
        told = period_told(product(key), date(2030, 6, 7))
        assert told is not None
        assert told.last < date(2030, 6, 7)
