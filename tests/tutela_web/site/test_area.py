"""The head of a field office comes in: own area only, what is owed, what cannot be protected."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from time import process_time
from types import SimpleNamespace
from typing import Any

import pytest

from tests.counts import PROOF
from tests.tutela_web import make
from tests.tutela_web.capacity.test_reach import caveat, ready
from tests.tutela_web.cast import Cast
from tests.tutela_web.risk import story
from tests.tutela_web.warning.story import later
from tutela_web.access.models import AuditEntry
from tutela_web.access.policy import standing_of
from tutela_web.base import clock
from tutela_web.capacity.models import Base, Unit
from tutela_web.capacity.reach.surfaces import make_surfaces
from tutela_web.capacity.reach.travel_verbs import add_ground
from tutela_web.incidents.models import Incident
from tutela_web.places.models import Place
from tutela_web.records import verbs as records
from tutela_web.risk.models import Risk, Week
from tutela_web.risk.weekly.verbs import freeze_week
from tutela_web.site.area import protection
from tutela_web.warning.calls.verbs import ring
from tutela_web.warning.network.queries import calls_due

URL = "/m/luma/area/"
pytestmark = pytest.mark.django_db


def unit(cast: Cast, base: Any, name: str = "Company 1", **fields: Any) -> Unit:
    made = Unit(code=name, name=name, base=base, area=base.area, classification=0, **fields)
    return records.create(made, mission=cast.mission, by=cast["force_commander"])


def page(client: Any, **asked: str) -> str:
    answer = client.get(URL, asked)
    assert answer.status_code == 200
    return str(answer.content.decode())


def serious(cast: Cast) -> None:
    Risk.objects.filter(mission=cast.mission).update(priority=3)


def agreed(cast: Cast, place: Any, **fields: Any) -> Risk:
    return make.risk(cast.mission, place, by=cast["head_of_mission"], **fields)


def test_a_head_of_field_office_is_led_to_the_own_area_and_sees_no_other(
    cast: Cast, sign_in: Any
) -> None:
    agreed(cast, make.place(cast.mission, "Luma", area=cast.north))
    agreed(cast, make.place(cast.mission, "Koro", area=cast.south, latitude=5.3))
    told = page(sign_in(cast.hofo))
    assert "Luma" in told and "Koro" not in told and cast.south.name not in told
    start = sign_in(cast.hofo).get("/", follow=True).content.decode()
    assert f'href="{URL}"' in start
    for who in (cast.chen, cast["administrator"], cast["partner"]):
        assert sign_in(who).get(URL).status_code == 404


def test_who_reads_the_mission_chooses_an_area(cast: Cast, sign_in: Any) -> None:
    agreed(cast, make.place(cast.mission, "Luma", area=cast.north))
    agreed(cast, make.place(cast.mission, "Koro", area=cast.south, latitude=5.3))
    adviser = sign_in(cast.adviser)
    assert "Luma" in page(adviser) and "Koro" in page(adviser)
    only = page(adviser, area="south")
    assert "Koro" in only and "Luma" not in only


def test_what_is_owed_is_named_with_its_day_the_late_first(cast: Cast, sign_in: Any) -> None:
    place = story.luma(cast)
    story.assessed(cast)
    freeze_week(cast.mission, by=story.standing(cast, cast.adviser))
    Week.objects.update(monday=make.TODAY - timedelta(days=3))
    agreed(
        cast, place, review_on=make.TODAY - timedelta(days=20), owner="Sector North", harm="arson"
    )
    agreed(cast, place, harm="abduction")
    make.incident(cast.mission, "Raid", area=cast.north, place=place)
    make.incident(cast.mission, "Shots heard", area=cast.north)
    old = make.TODAY - timedelta(days=5)
    Incident.objects.filter(title="Raid").update(entered_at=f"{old} 08:00:00+00:00")
    told = page(sign_in(cast.hofo))
    for words in (
        "without an answer",
        "review is overdue",
        "without an owner",
        "verification has not begun",
        "at no place of our list",
    ):
        assert words in told, words
    assert told.index("review is overdue") < told.index("without an owner")
    assert "due 11 Dec" in told
    assert "status=overdue&amp;area" in told or "area=north&amp;status=overdue" in told


@pytest.mark.parametrize(("hours", "owed"), [(22, False), (26, True)])
def test_a_day_has_twenty_four_hours_in_every_zone(
    cast: Cast, sign_in: Any, hours: int, owed: bool
) -> None:
    raid = make.incident(cast.mission, "Raid", area=cast.north)
    begun = clock.now(cast.mission) - timedelta(hours=hours)  # Juba is two or three hours ahead
    Incident.objects.filter(pk=raid.pk).update(entered_at=begun)
    raid.refresh_from_db()
    records.edit(raid, {"summary": "Told again."}, version=raid.version, by=cast.amina)
    assert ("verification has not begun" in page(sign_in(cast.hofo))) is owed


def test_who_rang_from_the_area_is_owed_a_call_back_by_its_office(cast: Cast, sign_in: Any) -> None:
    for area in (cast.north, cast.south):
        contact = make.contact(cast.mission, area=area)
        ring(
            cast.mission,
            address=area.code,
            contact=contact,
            sealed=None,
            alert=None,
            at=clock.now(cast.mission),
        )
    told = page(sign_in(cast.hofo))
    assert "Missed calls to call back" in told and "late" not in told
    assert calls_due(standing_of(cast.hofo, cast.mission)).count() == 1
    later(cast.mission, minutes=11)
    assert "due 31 Dec" in page(sign_in(cast.hofo))
    assert "Missed calls" not in page(sign_in(cast.boris))


def test_nothing_owed_is_said_with_what_is_not_kept(cast: Cast, sign_in: Any) -> None:
    told = page(sign_in(cast.hofo))
    assert "Nothing on record is due today." in told and "is not known" in told


@pytest.fixture
def roads(cast: Cast) -> None:
    """A road runs the length of the north; whether it is all of them nobody says."""
    line = {"type": "LineString", "coordinates": [[30.2, 6.9], [30.2, 9.2]]}
    told = {"type": "Feature", "properties": {"class": "gravel"}, "geometry": line}
    by = standing_of(cast.amina, cast.mission)
    add_ground(
        json.dumps({"type": "FeatureCollection", "features": [told]}),
        name="Main roads",
        source="Mission survey 2018",
        by=by,
    )


def camp(cast: Cast, able: list[bool | None], where: float = 7.15) -> Base:
    """A base on the road north of Luma, its companies, and the travel times of the mission."""
    base = make.base(cast.mission, "TOB Acacia", area=cast.north, latitude=where, longitude=30.2)
    for number, word in enumerate(able):
        ready(cast, unit(cast, base, f"Company {number}", able=word), night=True, vehicles=4)
    make_surfaces(cast.mission)
    return base


@pytest.mark.parametrize(
    ("able", "where", "said"),
    [
        ([True], 7.15, None),
        ([False, True], 7.15, None),
        ([False], 7.15, "No unit is able to come, leaving at noon or at midnight."),
        ([None], 7.15, "Whether an able unit comes within 4 hours is not known."),
        ([False, None], 7.15, "Whether an able unit comes within 4 hours is not known."),
        ([], 7.15, "Whether an able unit comes within 4 hours is not known."),
        ([True], 8.3, "By day only: by night no able unit comes within 4 hours."),
    ],
)
def test_a_place_is_protected_only_by_a_unit_known_to_be_able_that_comes_in_time(
    cast: Cast, sign_in: Any, roads: None, able: list[bool | None], where: float, said: str | None
) -> None:
    luma = make.place(cast.mission, "Luma", area=cast.north)
    line = agreed(cast, luma)
    camp(cast, able, where)
    told = page(sign_in(cast.hofo))
    assert "dry season" in told.lower()
    answer = said or "By day and by night an able unit comes within 4 hours."
    gaps = set()
    for address in (f"/m/luma/places/{luma.pk}/", f"/m/luma/risks/{line.pk}/", "/m/luma/risks/"):
        shown = sign_in(cast.hofo).get(address).content.decode()
        assert answer in shown or address == "/m/luma/risks/", address
        assert 'data-fact="gap"' in shown, address
        gaps |= set(re.findall(r'data-fact="gap"\s+data-is="([\w ]+)"', shown))
    known = "is not known" not in answer
    assert gaps == {"in time" if said is None else "late" if known else "unknown"}
    if said is None:
        assert "within 4 hours, by day and by night, to each hotspot" in told
        assert "1 other has an able unit" in told
    else:
        assert said in told and "1 place" in told
        assert ("Company 0" in told) == (True in able)


def test_in_the_rains_the_same_road_is_slower(cast: Cast, sign_in: Any, roads: None) -> None:
    agreed(cast, make.place(cast.mission, "Luma", area=cast.north))
    camp(cast, [True], 7.7)
    assert "to each hotspot" in page(sign_in(cast.hofo))
    cast.mission.clock_shift += timedelta(days=210)
    cast.mission.save()
    told = page(sign_in(cast.hofo))
    assert "By day only: by night no able unit comes" in told and "The rains" in told


def test_where_roads_are_not_known_a_time_is_told_and_not_counted_on(
    cast: Cast, sign_in: Any
) -> None:
    agreed(cast, make.place(cast.mission, "Luma", area=cast.north))
    base = camp(cast, [True])
    told = page(sign_in(cast.hofo))
    assert "Whether an able unit comes within 4 hours is not known." in told
    assert "Company 0" in told and "roads not known" in told
    records.edit(base, {"latitude": 7.11}, version=base.version, by=cast["force_commander"])
    assert "is not known." in page(sign_in(cast.hofo)), "the times are of where it stood before"


def test_who_holds_no_capacity_learns_that_nobody_comes_by_night_and_never_why(
    cast: Cast, sign_in: Any, roads: None
) -> None:
    agreed(cast, make.place(cast.mission, "Luma", area=cast.north))
    base = camp(cast, [])
    company = unit(cast, base, "A Company", able=True)
    ready(cast, company, night=True, vehicles=4)
    caveat(cast, company, no_night=True)
    for who in ("head_of_field_office", "poc_adviser", "force_commander"):
        told = page(sign_in(cast[who]))
        assert "By day only: by night no able unit comes" in told and "none able" in told
        assert "caveat" not in told and "No movement by night" not in told
    assert not AuditEntry.objects.filter(act="read", kind="caveat").exists()


def test_who_reads_no_bases_is_not_told_that_all_is_covered(cast: Cast, sign_in: Any) -> None:
    agreed(cast, make.place(cast.mission, "Luma", area=cast.north))
    told = page(sign_in(cast["women_protection_adviser"]))
    assert "Bases are not shown to you: whether a unit can arrive in time is not known." in told
    assert "Units able to reach in time: not known" in told and "to each hotspot" not in told


def test_beyond_the_highest_it_is_not_known(
    cast: Cast, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tutela_web.site.area.TOP", 1)
    for name in ("Luma", "Koro"):
        agreed(cast, make.place(cast.mission, name, area=cast.north))
    serious(cast)
    told = page(sign_in(cast.hofo))
    assert "Only the 1 highest were looked at; of the others it is not known." in told


def test_what_cannot_be_protected_is_read_page_by_page(
    cast: Cast, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tutela_web.site.area.UNCOVERED", 2)
    names = ("Luma", "Koro", "Mado")
    for name in names:
        agreed(cast, make.place(cast.mission, name, area=cast.north))
    serious(cast)
    client = sign_in(cast.hofo)
    pages = [
        client.get(URL, {"area": cast.north.code, "page": number}).context for number in (1, 2)
    ]
    shown = [[one.line.place.name for one in each["uncovered"]] for each in pages]
    assert [len(held) for held in shown] == [2, 1]
    assert sorted(shown[0] + shown[1]) == sorted(names)
    assert [each["uncovered_total"] for each in pages] == [3, 3]
    assert f"?area={cast.north.code}&amp;page=2" in page(client, area=cast.north.code)


def test_no_base_on_record_and_no_position_are_not_known(cast: Cast, sign_in: Any) -> None:
    agreed(cast, make.place(cast.mission, "Luma", area=cast.north))
    assert "Whether an able unit comes within 4 hours is not known" in page(sign_in(cast.hofo))
    lost = make.place(cast.mission, "Lost", area=cast.north, latitude=None, longitude=None)
    agreed(cast, lost)
    assert "Its position is not known." in page(sign_in(cast.hofo))


def test_more_places_ask_no_more_of_the_database(
    cast: Cast, sign_in: Any, django_assert_max_num_queries: Any
) -> None:
    client = sign_in(cast.hofo)
    for number in range(20):
        place = make.place(cast.mission, f"Village {number}", area=cast.north)
        if number % 2:
            agreed(cast, place)
        base = make.base(cast.mission, f"Base {number}", area=cast.north)
        ready(cast, unit(cast, base, f"Company {number}", able=True), night=True)
        if number in (3, 19):
            client.get(URL)
            with django_assert_max_num_queries(47):
                client.get(URL)


def test_two_hundred_hotspots_and_forty_units_are_looked_at_in_little_time(
    cast: Cast, roads: None, django_assert_num_queries: Any
) -> None:
    for number in range(40):
        base = make.base(cast.mission, f"Base {number}", area=cast.north, latitude=7 + number / 30)
        ready(cast, unit(cast, base, f"Company {number}", able=None), night=True)
    make_surfaces(cast.mission)
    places = [Place(latitude=7 + n / 100, longitude=30.2) for n in range(200)]
    lines = [SimpleNamespace(place=place) for place in places]
    standing = standing_of(cast.amina, cast.mission)
    protection(standing, lines[:1])  # type: ignore[arg-type]
    began = process_time()
    with django_assert_num_queries(9):
        looked = protection(standing, lines)  # type: ignore[arg-type]
    assert looked is not None and len(looked.uncovered) == 200
    assert not PROOF or process_time() - began < 2
