"""How one invented December was answered: each figure apart, and every figure opens its alerts."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

import pytest
from django.test import Client

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.crisis.month import december, silent
from tests.tutela_web.html import squeezed
from tests.tutela_web.warning.story import at_desk
from tutela_web.crisis.metrics.queries import NOT_ABLE, FiguresPeriod, PeriodFigures, measure_period
from tutela_web.warning.models import Alert

DECEMBER = FiguresPeriod(date(2018, 12, 1), date(2018, 12, 31))


def seen_by(cast: Cast, who: str, **how: Any) -> PeriodFigures:
    return measure_period(at_desk(cast, who), DECEMBER, **how)


def given(found: PeriodFigures, measure: str) -> dict[str, int]:
    return {answer: n for answer, n in found.counts[measure].answers.items() if n}


def test_each_measure_of_the_month_has_its_own_denominator(cast: Cast) -> None:
    december(cast)
    found = seen_by(cast, "analyst")
    assert found.alerts == 3
    for measure in ("acknowledged", "decided"):  # what a refused tasking implied is taken back
        assert given(found, measure) == {"in time": 1, "never": 1}
    assert given(found, "response") == {"yes": 1, "no": 1, "unknown": 1}
    assert given(found, "arrival") == {"before": 1, "not reached": 1, "unknown": 1}
    assert given(found, "protected") == {"by UN": 1, "no": 1, "unknown": 1}
    assert given(found, "host") == {"unknown": 3}
    assert given(found, "refused") == {}  # for who reads the answers
    assert given(seen_by(cast, "force_commander"), "refused") == {"yes": 1, "no": 1}
    assert given(found, "false alarm") == {"no": 2, "unknown": 1}
    assert found.counts["feedback"].of == 0


def test_an_office_is_measured_by_its_own_alerts_and_no_person_is(cast: Cast) -> None:
    december(cast)
    north = seen_by(cast, "analyst", office=str(cast.north.pk))
    assert north.alerts == 2 and "unknown" not in given(north, "response")
    assert {one for one, _counts in north.measures_by("office")} == {cast.north.name}
    assert not any("person" in column for column in north.rows.columns)


def test_times_are_medians_with_their_number_by_office_distance_and_light(cast: Cast) -> None:
    december(cast)
    found = seen_by(cast, "analyst")
    bands = dict(found.medians("band"))
    assert bands["under 10 km"]["arrive"] == pytest.approx((45, 1), abs=0.2)
    assert bands["under 10 km"]["acknowledge"] == pytest.approx((10, 1), abs=0.2)
    offices = dict(found.medians("office"))
    assert "acknowledge" not in offices.get(cast.south.name, {})


def test_every_figure_opens_the_alerts_behind_it(cast: Cast) -> None:
    made = december(cast)
    found = seen_by(cast, "analyst")
    assert found.alerts_behind({"measure": "response", "answer": "yes"}) == [made["answered"].pk]
    assert found.alerts_behind({"measure": "decided", "answer": "never"}) == [made["silent"].pk]
    assert found.alerts_behind({"step": "arrive", "by": "band", "group": "under 10 km"}) == [
        made["answered"].pk
    ]
    assert set(found.alerts_behind({})) == {alert.pk for alert in made.values()}
    for measure, count in found.counts.items():
        for answer, n in count.answers.items():
            assert len(found.alerts_behind({"measure": measure, "answer": answer})) == n


def test_a_reason_that_tells_of_a_caveat_is_only_not_able_outside_the_compartment(
    cast: Cast,
) -> None:
    made = december(cast)
    for who, reason in (("sector_operations", NOT_ABLE), ("force_commander", "declared_caveat")):
        found = seen_by(cast, who)
        assert ("refused", reason) in set(found.reasons.select("kind", "reason").iter_rows())
        assert found.alerts_behind({"kind": "refused", "reason": reason}) == [made["refused"].pk]
    found = seen_by(cast, "analyst")  # reads the alert, not what was answered
    assert "refused" not in set(found.reasons["kind"])


def test_who_reads_the_north_counts_the_north(cast: Cast) -> None:
    december(cast)
    assert seen_by(cast, "unit_commander").alerts == 2
    make.role(cast.other_mission, "analyst", cast.boris)
    assert seen_by(cast, "boris").alerts == 3


def test_an_alert_joined_to_another_is_counted_once(cast: Cast) -> None:
    made = december(cast)
    joined = made["silent"]
    Alert.objects.filter(pk=joined.pk).update(merged_into=made["refused"])
    assert seen_by(cast, "analyst").alerts == 2


def test_a_month_without_alerts_is_empty_and_breaks_nothing(cast: Cast) -> None:
    found = seen_by(cast, "analyst")
    assert found.alerts == 0 and all(count.of == 0 for count in found.counts.values())
    assert found.medians("office") == [] and found.alerts_behind({}) == []


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ({}, date(2018, 12, 1), date(2018, 12, 31)),
        ({"month": "2018-02"}, date(2018, 2, 1), date(2018, 2, 28)),
        ({"from": "2018-11-05", "to": "2018-11-11"}, date(2018, 11, 5), date(2018, 11, 11)),
        ({"from": "2018-11-11", "to": "2018-11-05"}, date(2018, 12, 1), date(2018, 12, 31)),
        ({"month": "none"}, date(2018, 12, 1), date(2018, 12, 31)),
    ],
)
def test_a_period_is_read_from_an_address(asked: dict[str, str], first: date, last: date) -> None:
    assert FiguresPeriod.of(asked, date(2018, 12, 31)) == FiguresPeriod(first, last)


def test_months_of_a_chart_run_over_the_turn_of_a_year() -> None:
    assert FiguresPeriod.month(date(2019, 2, 14)).months(3) == [
        date(2018, 12, 1),
        date(2019, 1, 1),
        date(2019, 2, 1),
    ]
    assert FiguresPeriod.month(date(2018, 12, 3)).after.first == date(2019, 1, 1)
    assert FiguresPeriod.month(date(2019, 1, 3)).before.first == date(2018, 12, 1)


# --- blind spots


def test_an_incident_nobody_warned_of_is_a_blind_spot(cast: Cast) -> None:
    place = make.place(cast.mission, area=cast.north)
    warned_of = silent(cast, place=place)
    day = warned_of.known_at.date() + timedelta(days=1)
    told = make.incident(cast.mission, place=place, area=cast.north, event_from=day)
    far = make.incident(cast.mission, "Raid", latitude=9.0, longitude=31.0, event_from=day)
    lost = make.incident(cast.mission, "Somewhere", event_from=day, latitude=None)
    same_day = make.incident(cast.mission, "Same day", place=place, event_from=day - timedelta(1))
    make.incident(cast.mission, "Refuted", verification="refuted", event_from=day)
    make.closed_incident(cast.mission, "crsv", event_from=day)
    period = FiguresPeriod(day - timedelta(days=3), day + timedelta(days=3))
    found = measure_period(at_desk(cast, "analyst"), period)
    answers = {one.incident: one.answer for one in found.sights}
    assert answers == {
        str(told.pk): "alerted",
        str(far.pk): "blind",
        str(lost.pk): "unknown",
        str(same_day.pk): "unknown",
    }


def test_a_time_of_day_tells_which_came_first(cast: Cast) -> None:
    place = make.place(cast.mission)
    alert = silent(cast, place=place)
    at = alert.known_at.astimezone()
    period = FiguresPeriod(at.date() - timedelta(2), at.date() + timedelta(2))
    make.incident(
        cast.mission,
        place=place,
        event_from=at.date(),
        event_precision="minute",
        event_from_time=time(23, 59),
    )
    assert measure_period(at_desk(cast, "analyst"), period).sights[0].answer == "alerted"


# --- pages


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return str(answer.content.decode())


def test_amina_and_boris_read_the_month_and_chen_finds_nothing(cast: Cast, sign_in: Any) -> None:
    december(cast)
    for person in (cast.amina, cast.boris):
        text = page(sign_in(person), "/m/luma/response/?month=2018-12")
        assert "1 of 3" in text and "%)" not in text
        assert "a unit refused" not in text.lower().split('id="reasons"')[1]
    for address in ("response/", "response/alerts/", "response/report.pdf"):
        assert sign_in(cast.chen).get(f"/m/luma/{address}").status_code == 404


def test_the_page_asks_a_handful_of_questions_however_many_alerts(
    cast: Cast, sign_in: Any, django_assert_max_num_queries: Any
) -> None:
    december(cast)
    client = sign_in(cast.amina)
    client.get("/m/luma/response/?month=2018-12")
    with django_assert_max_num_queries(26):
        client.get("/m/luma/response/?month=2018-12")
    december(cast)
    with django_assert_max_num_queries(26):
        client.get("/m/luma/response/?month=2018-12")


def test_the_list_behind_a_figure_shows_only_what_its_reader_may_open(
    cast: Cast, sign_in: Any
) -> None:
    made = december(cast)
    address = "/m/luma/response/alerts/?month=2018-12&measure=decided&answer=never"
    assert str(made["silent"]) in page(sign_in(cast.amina), address)
    assert str(made["silent"]) not in page(sign_in(cast["unit_commander"]), address)
    assert "No alert" in page(sign_in(cast["unit_commander"]), address)
    steps = page(sign_in(cast.amina), "/m/luma/response/alerts/?month=2018-12&step=arrive")
    assert "45 min" in squeezed(steps)


def test_an_address_with_nonsense_is_the_whole_month(cast: Cast, sign_in: Any) -> None:
    december(cast)
    text = page(sign_in(cast.amina), "/m/luma/response/alerts/?measure=x&answer=y&office=z&by=q")
    assert "No alert" in text
