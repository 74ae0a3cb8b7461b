"""A place in prevention: the rhythm planned, what was done of it, and what nobody wrote down."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.crisis.month import unit
from tests.tutela_web.html import squeezed
from tests.tutela_web.warning.story import at_desk, call, later
from tutela.base.errors import BadParameter
from tutela.crisis.patrol_rhythm import monday_of
from tutela_web.base import clock
from tutela_web.base.errors import Denied, NotNow
from tutela_web.crisis.decisions.verbs import move, task
from tutela_web.crisis.phases.rhythm_queries import PlaceRhythm, rhythms
from tutela_web.crisis.phases.verbs import open_phase, plan_rhythm, record_done
from tutela_web.crisis.plans.models import Rhythm, RhythmDone
from tutela_web.places.models import Place
from tutela_web.warning.network.verbs import record_test

PLAN = {"patrol": 3, "visit": 1, "liaison": 1, "test": 1}


@pytest.fixture
def luma(cast: Cast) -> Place:
    """A place in prevention, its rhythm planned two weeks ago."""
    place = make.place(cast.mission, "Luma", area=cast.north)
    by = at_desk(cast, "head_of_field_office")
    open_phase(place, "prevention", by=by, trigger="a quiet month", reason="keep it so")
    later(cast.mission, days=-14)
    plan_rhythm(place, PLAN, by=at_desk(cast, "head_of_field_office"))
    later(cast.mission, days=14)
    return place


def last_week(cast: Cast, day: int = 0) -> date:
    return monday_of(clock.today(cast.mission)) - timedelta(days=7 - day)


def shown(cast: Cast, place: Place, who: str = "poc_adviser") -> PlaceRhythm:
    return rhythms(at_desk(cast, who), [place])[place.pk]


def states(cast: Cast, place: Place, who: str = "poc_adviser") -> dict[str, tuple[Any, str]]:
    """How the last full week stands."""
    return {row[0].kind: (row[-2].done, row[-2].state) for row in shown(cast, place, who).rows}


def test_what_was_done_stands_beside_the_plan_and_what_nobody_recorded_is_not_zero(
    cast: Cast, luma: Place
) -> None:
    by = at_desk(cast, "head_of_field_office")
    record_done(luma, "patrol", 2, by=by, on=last_week(cast))
    record_done(luma, "liaison", 0, by=by, on=last_week(cast, 3), words="the road was cut")
    assert states(cast, luma) == {
        "patrol": (2, "short"),
        "visit": (None, "unknown"),
        "liaison": (0, "short"),
        "test": (None, "unknown"),
    }
    record_done(luma, "patrol", 1, by=at_desk(cast, "unit_commander"), on=last_week(cast, 6))
    assert states(cast, luma)["patrol"] == (3, "kept")
    assert shown(cast, luma).short == ["liaison"]


def test_a_patrol_of_an_alert_and_a_tested_contact_count_by_themselves(
    cast: Cast, luma: Place
) -> None:
    contact = make.contact(cast.mission, place=luma, area=cast.north)
    later(cast.mission, days=(last_week(cast, 2) - clock.today(cast.mission)).days)
    hq = at_desk(cast, "sector_operations")
    tasked = task(
        call(cast, place=luma), "day_patrol", standard="deter_by_presence", by=hq, unit=unit(cast)
    )
    move(tasked, "departed", by=hq)
    task(
        call(cast, place=luma),
        "day_patrol",
        standard="deter_by_presence",
        by=hq,
        unit=unit(cast, "Coy 2"),
    )  # never left
    record_test(contact, answered=False, by=at_desk(cast, "poc_adviser"))
    later(cast.mission, days=7)
    found = states(cast, luma)
    assert found["patrol"] == (1, "short") and found["test"] == (1, "kept")
    assert states(cast, luma, "unit_commander")["test"] == (None, "unknown")


def test_an_earlier_week_keeps_what_was_planned_then(cast: Cast, luma: Place) -> None:
    by = at_desk(cast, "poc_adviser")
    record_done(luma, "patrol", 3, by=by, on=last_week(cast))
    plan_rhythm(luma, {"patrol": 7}, by=by)
    assert states(cast, luma)["patrol"] == (3, "kept")
    assert [row[-1].planned for row in shown(cast, luma).rows] == [7, None, None, None]
    assert Rhythm.objects.count() == 2


def test_who_may_plan_and_record_and_what_cannot_be(cast: Cast, luma: Place) -> None:
    by = at_desk(cast, "head_of_field_office")
    for who in ("unit_commander", "analyst", "boris"):
        with pytest.raises(Denied):
            plan_rhythm(luma, PLAN, by=at_desk(cast, who))
    for who in ("analyst", "boris"):
        with pytest.raises(Denied):
            record_done(luma, "patrol", 1, by=at_desk(cast, who))
    south = make.place(cast.mission, "Tarso", area=cast.south)
    with pytest.raises(Denied):
        record_done(south, "patrol", 1, by=at_desk(cast, "unit_commander"))
    with pytest.raises(NotNow, match="not open"):
        plan_rhythm(south, PLAN, by=at_desk(cast, "poc_adviser"))
    for planned in ({}, {"patrol": None}, {"patrol": -1}, {"patrol": 900}):
        with pytest.raises(BadParameter):
            plan_rhythm(luma, planned, by=by)
    for kind, number, on in (
        ("test", 1, None),
        ("patrol", -1, None),
        ("patrol", 1, clock.today(cast.mission) + timedelta(days=2)),
    ):
        with pytest.raises(BadParameter):
            record_done(luma, kind, number, by=by, on=on)
    assert not RhythmDone.objects.exists()


def test_the_page_plans_records_and_shows_what_is_short(
    cast: Cast, luma: Place, sign_in: Any
) -> None:
    page, office = f"/m/luma/phases/{luma.pk}/", sign_in(cast.hofo)
    assert "nothing recorded of 3" in office.get(page).content.decode()
    assert office.post(page + "rhythm/", {"patrol": "x"}).status_code == 400
    assert office.post(page + "rhythm/", {"patrol": "4", "visit": ""}).status_code == 302
    assert Rhythm.objects.latest("entered_at").visit is None
    sent = {"kind": "patrol", "number": "1", "on": last_week(cast).isoformat()}
    assert office.post(page + "done/", sent).status_code == 302
    told = squeezed(office.get(page).content.decode())
    assert "short of plan" in told and "1 / 3" in told
    listed = squeezed(sign_in(cast.boris).get("/m/luma/phases/").content.decode())
    assert "short of plan: patrols" in listed
    assert "Plan the rhythm" not in sign_in(cast.boris).get(page).content.decode()
    assert sign_in(cast.boris).post(page + "done/", sent).status_code == 403
    assert sign_in(cast.chen).post(page + "done/", sent).status_code == 404


def test_a_place_without_a_plan_says_so_and_is_not_as_planned(cast: Cast, sign_in: Any) -> None:
    place = make.place(cast.mission, "Bel", area=cast.north)
    by = at_desk(cast, "poc_adviser")
    open_phase(place, "prevention", by=by, trigger="x", reason="y")
    listed = sign_in(cast.boris).get("/m/luma/phases/").content.decode()
    assert "not planned" in listed and "as planned" not in listed
    plan_rhythm(place, PLAN, by=by)
    listed = sign_in(cast.boris).get("/m/luma/phases/").content.decode()
    assert "no full week under the plan yet" in listed and "as planned" not in listed


def test_the_rhythm_of_many_places_asks_five_questions(
    cast: Cast, luma: Place, django_assert_num_queries: Any
) -> None:
    others = [make.place(cast.mission, name, area=cast.north) for name in ("Bel", "Dor")]
    for place in others:
        make.contact(cast.mission, place=place, area=cast.north)
    by = at_desk(cast, "poc_adviser")
    with django_assert_num_queries(5):
        rhythms(by, [luma, *others])
