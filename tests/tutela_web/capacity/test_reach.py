"""Who could be there, how soon: what everybody is told, and what only holders of capacity are."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tutela_web.access.models import AuditEntry
from tutela_web.access.policy import standing_of
from tutela_web.base import jobs
from tutela_web.base.models import Job
from tutela_web.capacity.jobs import surfaces_where_due
from tutela_web.capacity.models import Caveat, Unit, UnitReadiness
from tutela_web.capacity.reach.queries import reach_for, travel_minutes
from tutela_web.capacity.reach.surfaces import due, make_surfaces
from tutela_web.records import verbs as records

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

LUMA = (7.1, 30.2)
MORNING = datetime(2018, 12, 31, 6, 0, tzinfo=UTC)  # nine o'clock in Luma, dry season
NIGHT = datetime(2018, 12, 31, 20, 0, tzinfo=UTC)
ROADLESS = "roads not known: times are for open ground"


def unit(cast: Cast, name: str, **fields: Any) -> Unit:
    fields = {"code": name.lower().replace(" ", "-"), "able": True, "classification": 0} | fields
    return records.create(Unit(name=name, **fields), mission=cast.mission, by=None)


def ready(cast: Cast, of: Unit, **fields: Any) -> UnitReadiness:
    made = UnitReadiness(unit=of, compartment="capacity", classification=1, **fields)
    return records.create(made, mission=cast.mission, by=None)


def caveat(cast: Cast, of: Unit, **fields: Any) -> Caveat:
    fields = {"kind": "night", "wording": "No movement by night", "status": "declared"} | fields
    made = Caveat(unit=of, compartment="capacity", classification=1, **fields)
    return records.create(made, mission=cast.mission, by=None)


@pytest.fixture
def company(cast: Cast) -> Unit:
    """A company fifteen kilometres north-east of Luma, able, that does not move by night."""
    made = unit(
        cast,
        "A Company",
        area=cast.north,
        women=9,
        languages=["Dinka"],
        base=make.base(cast.mission, area=cast.north),
        interpreter=True,
        current_task="escort on the Bor road",
    )
    ready(cast, made, night=False, vehicles=4, medevac=True)
    return made


def asked(cast: Cast, who: Any, at: datetime = MORNING, **how: Any) -> list[Any]:
    return reach_for(standing_of(who, cast.mission), at=at).units(*LUMA, **how)


def test_the_nearest_able_unit_comes_first_and_an_unknown_place_last(
    cast: Cast, company: Unit
) -> None:
    far = make.base(cast.mission, "COB Fig", latitude=7.6, longitude=30.9, area=cast.north)
    unit(cast, "Z Company")
    unit(cast, "F Company", base=far, able=None)
    make_surfaces(cast.mission)
    first, second, last = asked(cast, cast.amina)
    assert [one.unit.name for one in (first, second, last)] == [
        "A Company",
        "F Company",
        "Z Company",
    ]
    assert first.able is True and second.able is None and last.able is None
    assert last.minutes is None and last.km is None
    assert 60 < first.minutes < 180 and first.minutes < second.minutes
    assert str(first.direction) == "north-east" and first.km == pytest.approx(15.7, abs=0.2)
    assert ROADLESS in first.minutes_why and "dry season" in first.minutes_why
    assert (first.languages, first.women, first.interpreter) == (("Dinka",), 9, True)
    assert first.current_task == "escort on the Bor road"
    assert len(asked(cast, cast.amina, within=timedelta(minutes=first.minutes))) == 2


def test_everybody_learns_that_a_unit_is_not_able_only_a_holder_why(
    cast: Cast, company: Unit
) -> None:
    make_surfaces(cast.mission)
    for who in (cast.amina, cast["joc_duty_officer"], cast.hofo):
        (told,) = asked(cast, who, NIGHT)
        assert told.able is False and told.why_not == ()
        assert told.night_ok is None and told.medevac is None
    assert not AuditEntry.objects.filter(act="read").exists()
    (told,) = asked(cast, cast["force_commander"], NIGHT)
    assert (told.able, told.why_not) == (False, ("no_night",))
    assert (told.night_ok, told.medevac) == (False, True)
    line = AuditEntry.objects.get(act="read")
    assert (line.kind, line.person_id) == ("caveat", cast["force_commander"].pk)
    assert asked(cast, cast.chen) == []


def test_night_slows_and_the_way_says_so(cast: Cast, company: Unit) -> None:
    make_surfaces(cast.mission)
    base = company.base
    day, night = (travel_minutes(cast.mission, base, *LUMA, at=at) for at in (MORNING, NIGHT))
    assert night.minutes == pytest.approx(2 * day.minutes)
    assert "by night at 50 percent" in night.why
    dusk = datetime(2018, 12, 31, 15, 10, tzinfo=UTC)  # half an hour before sunset
    late = travel_minutes(cast.mission, base, *LUMA, at=dusk)
    assert day.minutes < late.minutes < night.minutes
    assert "part of the way is in the dark" in late.why
    assert asked(cast, cast.amina, dusk)[0].able is False


def test_caveats_bar_tasks_and_distance_until_they_are_lifted(cast: Cast, company: Unit) -> None:
    fc = cast["force_commander"]
    barred = caveat(cast, company, kind="task", no_tasks=["interposition"], status="undeclared")
    assert asked(cast, fc, task="interposition")[0].why_not == ("caveat_task",)
    assert asked(cast, fc, task="market_escort")[0].able is True
    records.edit(barred, {"status": "lifted"}, version=1, by=None)
    assert asked(cast, fc, task="interposition")[0].able is True
    near = caveat(cast, company, kind="geographic", most_km=10)
    assert asked(cast, cast.boris)[0].able is False
    records.edit(near, {"ends": MORNING.date() - timedelta(days=1)}, version=1, by=None)
    caveat(cast, company, kind="capital approval", asks=True)
    told = asked(cast, fc)[0]
    assert (told.able, told.why_not) == (None, ("caveat_asks",))


def test_before_the_times_are_made_the_slowest_straight_line_is_told(
    cast: Cast, company: Unit
) -> None:
    (told,) = asked(cast, cast.amina)
    assert told.minutes == pytest.approx(told.km / 4 * 60)
    assert "in a straight line at the slowest speed" in told.minutes_why
    make_surfaces(cast.mission)
    made = asked(cast, cast.amina)[0].minutes
    assert made < told.minutes
    records.edit(company.base, {"latitude": 7.3}, version=1, by=None)
    assert "in a straight line" in asked(cast, cast.amina)[0].minutes_why
    assert due(cast.mission)


def test_the_worker_makes_the_times_once_and_again_when_a_base_moved(
    cast: Cast, company: Unit
) -> None:
    assert surfaces_where_due() == [cast.mission] and surfaces_where_due() == []
    asked_for = Job.objects.get(kind="travel_surface")
    jobs.run(asked_for.pk)
    asked_for.refresh_from_db()
    assert asked_for.state == Job.State.DONE
    assert surfaces_where_due() == []
    records.edit(company.base, {"longitude": 30.4}, version=1, by=None)
    assert surfaces_where_due() == [cast.mission]


def test_the_gap_of_a_place_is_who_can_come_before_harm_is_feared(
    cast: Cast, company: Unit
) -> None:
    amina = standing_of(cast.amina, cast.mission)
    make_surfaces(cast.mission)

    def level(hours: float | None, at: datetime = MORNING) -> str:
        onset = None if hours is None else timedelta(hours=hours)
        return reach_for(amina, at=at, reasons=False).gap(*LUMA, onset=onset).level

    assert (level(8), level(2), level(0.5), level(None)) == ("green", "amber", "red", "unknown")
    assert level(8, NIGHT) == "red"  # nobody able moves by night
    records.edit(company, {"able": None}, version=1, by=None)
    assert level(8) == "unknown"


def test_a_base_whose_units_are_not_known_is_asked_before_a_place_is_called_late(
    cast: Cast, company: Unit
) -> None:
    amina = standing_of(cast.amina, cast.mission)
    teak = make.base(cast.mission, "COB Teak", latitude=7.12, longitude=30.2)
    make.base(cast.mission, "TOB Gone", latitude=7.1, longitude=30.2, closed=MORNING.date())
    make_surfaces(cast.mission)
    soon, within = timedelta(minutes=30), timedelta(minutes=45)

    def told(onset: timedelta = soon) -> tuple[str, str]:
        gap = reach_for(amina, at=MORNING).gap(*LUMA, onset=onset)
        return gap.level, str(gap.why)

    teak_said = "COB Teak (\u2066no duty number is on file\u2069)"
    assert told() == ("unknown", f"which units stand at {teak_said} is not known: ask the base")
    assert reach_for(amina, at=MORNING).first(*LUMA, within=within).comes == "unknown"
    assert told(timedelta(hours=8))[0] == "green"  # one known to be able comes in time
    unit(cast, "T Company", base=teak, able=False)
    assert told()[0] == "red"


def test_any_number_of_units_costs_the_same_questions(cast: Cast, company: Unit) -> None:
    make_surfaces(cast.mission)
    fc = standing_of(cast["force_commander"], cast.mission)
    amina = standing_of(cast.amina, cast.mission)

    def questions(standing: Any) -> int:
        with CaptureQueriesContext(connection) as told:
            reach_for(standing, at=MORNING).units(*LUMA)
        return len(told)

    questions(amina)
    few = questions(amina), questions(fc)
    for number in range(200):
        made = unit(cast, f"Unit {number}", base=company.base)
        ready(cast, made, night=True)
        caveat(cast, made, no_night=True)
    assert (questions(amina), questions(fc)) == few
    assert few[0] == 8
    reach = reach_for(amina, at=MORNING)
    assert len(reach.units(*LUMA)) == 201


def test_the_pages_of_a_place_tell_who_could_come_and_to_nobody_why_not(
    cast: Cast, sign_in: Any, company: Unit
) -> None:
    caveat(cast, company, wording="Word of the capital first", asks=True)
    make_surfaces(cast.mission)
    luma = make.place(cast.mission, latitude=LUMA[0], longitude=LUMA[1], area=cast.north)
    for who in (cast.amina, cast["force_commander"]):
        for address in (f"/m/luma/places/{luma.pk}/", "/m/luma/duty/?q=Luma"):
            body = sign_in(who).get(address).content.decode()
            assert "Who could come" in body and "A Company" in body and "1 h " in body
            assert "Dry season; by day; roads not known" in body.replace("&#x27;", "'")
            assert "capital" not in body
    assert not AuditEntry.objects.filter(kind="caveat", act="read").exists()
    assert (
        "A Company"
        not in sign_in(cast["drafter"]).get(f"/m/luma/places/{luma.pk}/").content.decode()
    )


def test_a_base_shows_its_backup_by_day_and_by_night(
    cast: Cast, sign_in: Any, company: Unit
) -> None:
    lonely = make.base(cast.mission, "TOB Lonely", latitude=7.4, longitude=30.5, area=cast.north)
    unit(cast, "Own Platoon", base=lonely, area=cast.north)
    make_surfaces(cast.mission)
    page = sign_in(cast.amina).get(f"/m/luma/bases/{lonely.pk}/")
    (row,) = page.context["backup"]
    assert row.unit == company and (row.day.able, row.night.able) == (True, False)
    assert row.night.minutes > row.day.minutes
    assert row.day.duration in page.content.decode()
