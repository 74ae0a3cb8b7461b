"""The head of a field office comes in: own area only, what is owed, what cannot be protected."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.risk import story
from tutela_web.access import records
from tutela_web.access.policy import standing_of
from tutela_web.base import clock
from tutela_web.capacity.models import Unit
from tutela_web.capacity.queries import covers
from tutela_web.incidents.models import Incident
from tutela_web.risk.models import Risk, Week
from tutela_web.risk.week_verbs import freeze_week

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


def test_a_head_of_field_office_lands_on_the_own_area_and_sees_no_other(
    cast: Cast, sign_in: Any
) -> None:
    agreed(cast, make.place(cast.mission, "Luma", area=cast.north))
    agreed(cast, make.place(cast.mission, "Koro", area=cast.south, latitude=5.3))
    told = page(sign_in(cast.hofo))
    assert "Luma" in told and "Koro" not in told and cast.south.name not in told
    start = sign_in(cast.hofo).get("/").content.decode()
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
    for words in ("without an answer", "review is overdue", "without an owner",
                  "verification has not begun", "at no place of our list"):  # fmt: skip
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


def test_nothing_owed_is_said_with_what_is_not_kept(cast: Cast, sign_in: Any) -> None:
    told = page(sign_in(cast.hofo))
    assert "Nothing on record is owed today." in told and "is not known" in told


@pytest.mark.parametrize(
    ("able", "where", "said"),
    [
        ([True], 7.15, None), ([False], 7.15, "No unit near is able."),
        ([None], 7.15, "Whether a unit near is able is not known."),
        ([False, None], 7.15, "Whether a unit near is able is not known."),
        ([], 7.15, "no unit is known there"), ([True], 9.0, "No base within 25 km."),
    ],
)  # fmt: skip
def test_a_place_is_covered_only_by_a_unit_known_to_be_able(
    cast: Cast, sign_in: Any, able: list[bool | None], where: float, said: str | None
) -> None:
    agreed(cast, make.place(cast.mission, "Luma", area=cast.north))
    base = make.base(cast.mission, "TOB Acacia", area=cast.north, latitude=where)
    for number, word in enumerate(able):
        unit(cast, base, f"Company {number}", able=word)
    told = page(sign_in(cast.hofo))
    if said is None:
        assert "An able unit is near each hotspot" in told and "1 others have" in told
    else:
        assert said in told and "TOB Acacia" in told and "1 place" in told


def test_who_reads_no_bases_is_not_told_that_all_is_covered(cast: Cast, sign_in: Any) -> None:
    agreed(cast, make.place(cast.mission, "Luma", area=cast.north))
    told = page(sign_in(cast["women_protection_adviser"]))
    assert "Bases are not shown to you: what can be protected is not known." in told
    assert "Cannot be protected: not known" in told and "An able unit is near" not in told


def test_beyond_the_highest_it_is_not_known(
    cast: Cast, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tutela_web.site.area.TOP", 1)
    for name in ("Luma", "Koro"):
        agreed(cast, make.place(cast.mission, name, area=cast.north))
    serious(cast)
    told = page(sign_in(cast.hofo))
    assert "Only the 1 highest were looked at; of the others it is not known." in told


def test_no_base_on_record_and_no_position_are_not_known(cast: Cast, sign_in: Any) -> None:
    agreed(cast, make.place(cast.mission, "Luma", area=cast.north))
    assert "No base with a known position." in page(sign_in(cast.hofo))
    make.base(cast.mission, "TOB Acacia", area=cast.north)
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
        make.base(cast.mission, f"Base {number}", area=cast.north)
        if number in (3, 19):
            client.get(URL)
            with django_assert_max_num_queries(30):
                client.get(URL)


def test_covers_are_two_queries_for_any_number_of_points(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    make.base(cast.mission, "TOB Acacia")
    standing = standing_of(cast.amina, cast.mission)
    with django_assert_num_queries(2):
        found = covers(standing, [(7.0 + n / 10, 30.0) for n in range(50)])
    assert len(found) == 50 and all(cover.near for cover in found)
