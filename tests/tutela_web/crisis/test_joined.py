"""Alerts that were joined as one event: what was decided and done for either stands for both."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.crisis.test_verbs import units
from tests.tutela_web.warning.story import again, at_desk, call, later
from tutela_web.access.models import Mission
from tutela_web.base import clock
from tutela_web.base.errors import Denied, NotNow
from tutela_web.crisis.decisions.queries import decisions_of, taskings_of
from tutela_web.crisis.decisions.verbs import (
    close,
    decide,
    missing_to_close,
    move,
    record_outcome,
    task,
)
from tutela_web.crisis.metrics.queries import FiguresPeriod, PeriodFigures, measure_period
from tutela_web.crisis.models import Tasking
from tutela_web.crisis.timeline.queries import timeline_of
from tutela_web.warning.alerts.verbs import issue, raise_alert, record
from tutela_web.warning.clocks.ticker import tick
from tutela_web.warning.merging.verbs import join, part
from tutela_web.warning.models import Alert
from tutela_web.warning.threads.joinings import whole_thread

__all__ = ["units"]


def tasked(cast: Cast, alert: Alert, units: list[Any]) -> Tasking:
    """Sector decides about an alert, and sends its first unit."""
    sector = at_desk(cast, "sector_operations")
    decide(alert, "act", by=sector, authority="commands", taken=["day_patrol"])
    return task(alert, "day_patrol", standard="deter_by_presence", by=sector, unit=units[0])


def figures(cast: Cast, of: datetime) -> PeriodFigures:
    """The figures of the month of a day, for the analyst."""
    return measure_period(at_desk(cast, "analyst"), FiguresPeriod.month(of.date()))


def at_noon(mission: Mission) -> None:
    """Move the mission's clock to the noon of the tenth of a month."""
    mission.clock_shift = datetime(2018, 12, 10, 12, tzinfo=UTC) - clock.real_now()
    mission.save()


# --- decided and tasked, then joined


def test_what_was_decided_and_tasked_before_stands_with_the_alert_it_was_joined_to(
    cast: Cast, units: list[Any], sign_in: Any
) -> None:
    root, told = call(cast), call(cast)
    patrol = tasked(cast, told, units)
    desk, sector = at_desk(cast, "joc_duty_officer"), at_desk(cast, "sector_operations")
    join(again(told), root, by=desk)
    assert again(root).now.state == "tasked" and "decide" not in again(root).now.dues
    thread = whole_thread(root.pk)
    assert len(decisions_of(desk, thread)) == 1 and taskings_of(desk, thread) == [patrol]
    page = sign_in(cast["sector_operations"]).get(f"/m/luma/alerts/{root.pk}/decision/")
    assert "Coy 1" in page.content.decode()
    found = timeline_of(desk, again(root), narrative=True)
    assert {"decision", "tasking"} <= {line.kind for line in found.lines}

    move(patrol, "departed", by=sector)
    assert again(root).now.state == "on the way"

    part(again(told), by=desk, why="two events")
    assert again(root).now.state == "received" and not taskings_of(desk, whole_thread(root.pk))
    assert taskings_of(desk, whole_thread(told.pk))[0].departed_at is not None


def test_pages_and_programs_answer_for_a_joined_alert_alike(
    cast: Cast, units: list[Any], sign_in: Any
) -> None:
    root, told = call(cast), call(cast)
    patrol = tasked(cast, told, units)
    join(again(told), root, by=at_desk(cast, "joc_duty_officer"))
    client = sign_in(cast["sector_operations"])
    for alert in (told, root):
        for kind in ("taskings", "decisions"):
            rows = client.get(f"/api/v1/missions/luma/{kind}?alert={alert.pk}").json()["results"]
            assert len(rows) == 1, (alert, kind)
    page = client.get(f"/m/luma/alerts/{told.pk}/decision/")
    assert page.status_code == 302 and str(root.pk) in page["Location"]
    for alert, what in ((told, "departed"), (root, "arrived")):
        address = f"/m/luma/alerts/{alert.pk}/move/{patrol.pk}/"
        assert client.post(address, {"what": what}).status_code == 302
    patrol.refresh_from_db()
    assert patrol.arrived_at is not None and again(root).now.state == "arrived"
    stranger = sign_in(cast.chen)
    assert stranger.get(f"/m/luma/alerts/{told.pk}/decision/").status_code == 404


def test_a_joined_alert_neither_closes_nor_opens_by_itself(cast: Cast) -> None:
    root, told = call(cast), call(cast)
    desk, office = at_desk(cast, "joc_duty_officer"), at_desk(cast, "head_of_field_office")
    join(told, root, by=desk)
    record_outcome(again(told), "false_alarm", by=office, danger_ended="the chief, by telephone")
    assert again(root).now.clock == "feedback" or "outcome" in again(root).now.moments
    assert "outcome" not in missing_to_close(again(root))
    with pytest.raises(NotNow):
        close(again(told), by=office)
    close(again(root), by=office)
    assert not again(root).now.open
    with pytest.raises(NotNow):
        record(again(told), "reopened", by=desk, why="shots again")


def test_an_open_alert_does_not_vanish_under_a_closed_one(cast: Cast) -> None:
    ended, new = call(cast), call(cast)
    office, desk = at_desk(cast, "head_of_field_office"), at_desk(cast, "joc_duty_officer")
    record_outcome(ended, "false_alarm", by=office, danger_ended="the chief, by telephone")
    close(again(ended), by=office)
    assert join(new, again(ended), by=desk) == new, "the closed one goes under the open one"
    assert again(new).now.open and again(new).now.state == "received"


def test_what_was_acknowledged_of_a_lesser_warning_holds_no_ongoing_attack_back(
    cast: Cast,
) -> None:
    rumour = call(cast, level="warning")
    desk = at_desk(cast, "joc_duty_officer")
    issue(rumour, by=desk)
    record(rumour, "acknowledged", by=desk)
    attack = call(cast, level="ongoing")
    join(again(rumour), attack, by=desk)
    later(cast.mission, minutes=12)
    tick()
    assert attack.steps.filter(clock="acknowledge").exists(), "nobody answered for the attack"
    assert attack.notices.filter(person=cast["head_of_mission"]).exists()


def test_an_attack_nobody_was_warned_of_warns_when_it_is_joined_in_either_order(
    cast: Cast,
) -> None:
    desk = at_desk(cast, "joc_duty_officer")
    for turned in (False, True):
        rumour = call(cast, level="warning")
        issue(rumour, by=desk)
        attack = raise_alert(
            {"act": "shots"}, mission=cast.mission, by=None, level="ongoing", trusted=False
        )
        pair = (attack, again(rumour)) if turned else (again(rumour), attack)
        assert join(*pair, by=desk) == attack and again(attack).now.open
        assert attack.notices.filter(why="issued", key="ongoing").exists()


# --- figures


def test_the_earlier_warning_counts_whichever_of_the_two_goes_on(cast: Cast) -> None:
    at_noon(cast.mission)
    began, desk = clock.now(cast.mission), at_desk(cast, "joc_duty_officer")
    first = call(cast)
    later(cast.mission, minutes=5)
    issue(first, by=desk)
    later(cast.mission, minutes=5)
    record(first, "acknowledged", by=desk)
    later(cast.mission, hours=3)
    second = call(cast)
    join(again(first), second, by=desk)
    found = figures(cast, began)
    assert found.alerts == 1
    for measure in ("warned", "acknowledged"):
        assert found.counts[measure].answers["in time"] == 1, measure
    minutes, of = found.medians("office")[0][1]["acknowledge"]
    assert of == 1 and 10 <= minutes < 15, "from the first word, not from the second alert"


def test_who_decided_and_went_for_the_joined_alert_responded(cast: Cast, units: list[Any]) -> None:
    at_noon(cast.mission)
    began, sector = clock.now(cast.mission), at_desk(cast, "sector_operations")
    told, root = call(cast), call(cast)
    later(cast.mission, minutes=10)
    patrol = tasked(cast, told, units)
    join(again(told), root, by=at_desk(cast, "joc_duty_officer"))
    later(cast.mission, minutes=10)
    move(patrol, "departed", by=sector)
    patrol.refresh_from_db()
    later(cast.mission, minutes=10)
    move(patrol, "arrived", by=sector)
    record_outcome(
        again(told),
        "deterred",
        by=sector,
        evidence="they turned back",
        danger_ended="the chief, by telephone",
    )
    found = figures(cast, began)
    assert found.counts["response"].answers["yes"] == 1
    assert found.counts["arrival"].answers["before"] == 1
    assert found.counts["refused"].of == 0  # for who reads the answers
    assert found.counts["decided"].answers["in time"] == 1


def test_an_alert_is_of_the_month_its_first_word_came_in(cast: Cast) -> None:
    at_noon(cast.mission)
    began, first = clock.now(cast.mission), call(cast)
    later(cast.mission, days=30)
    second = call(cast)
    join(first, second, by=at_desk(cast, "joc_duty_officer"))
    assert figures(cast, began).alerts == 1
    assert figures(cast, clock.now(cast.mission)).alerts == 0


def test_an_attack_the_joined_alert_told_of_was_no_blind_spot(cast: Cast) -> None:
    at_noon(cast.mission)
    luma = make.place(cast.mission, "Luma", area=cast.north)
    first = call(cast, place=luma)
    later(cast.mission, days=2)
    day = clock.now(cast.mission)
    make.incident(
        cast.mission, area=cast.north, place=luma, event_from=day.date(), event_precision="day"
    )
    later(cast.mission, days=1)
    second = call(cast, place=luma)
    assert dict(figures(cast, day).sight) == {"alerted": 1}
    join(first, second, by=at_desk(cast, "joc_duty_officer"))
    assert dict(figures(cast, day).sight) == {"alerted": 1}


def test_who_reads_another_area_counts_nothing_of_what_was_joined_from_here(cast: Cast) -> None:
    at_noon(cast.mission)
    began, desk = clock.now(cast.mission), at_desk(cast, "joc_duty_officer")
    here = call(cast)
    first = call(cast, area=cast.south)
    issue(first, by=desk)
    later(cast.mission, hours=3)
    join(again(first), again(here), by=desk)
    there = measure_period(at_desk(cast, "unit_commander"), FiguresPeriod.month(began.date()))
    assert there.alerts == 1 and there.counts["warned"].answers["in time"] == 0
    with pytest.raises(Denied):
        issue(again(first), by=at_desk(cast, "unit_commander"))
    assert timedelta(hours=3) <= clock.now(cast.mission) - began
