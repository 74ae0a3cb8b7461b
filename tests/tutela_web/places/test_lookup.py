"""A name heard on the telephone becomes places to choose from, through the policy."""

from __future__ import annotations

import time
from typing import Any

import polars as pl
import pytest

from tests.counts import PROOF, counted
from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tutela_web.access.policy import standing_of
from tutela_web.base import clock
from tutela_web.places import queries
from tutela_web.places.columns import places_in, places_seen
from tutela_web.places.models import Place
from tutela_web.places.queries import lookup
from tutela_web.records import verbs as records


@pytest.fixture
def places(cast: Cast) -> dict[str, Place]:
    """A town, a village beside it with names in three languages, a village far in the south."""
    return {
        "bor": make.place(
            cast.mission,
            "Bor",
            kind="town",
            latitude=6.2,
            longitude=31.55,
            area=cast.north,
            pcode="SS0303",
        ),
        "ndele": make.place(
            cast.mission,
            "N'Délé",
            kind="village",
            latitude=6.3,
            longitude=31.65,
            area=cast.north,
            other_names=[
                {"name": "ندلي", "language": "ar"},
                {"name": "Kilometre Dix", "language": "fr"},
            ],
        ),
        "juba": make.place(
            cast.mission, "Djouba", kind="village", latitude=4.85, longitude=31.6, area=cast.south
        ),
    }


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("ndele", "ndele"),
        ("N’DELE", "ndele"),
        ("Ndelle", "ndele"),
        ("ندلي", "ndele"),
        ("kilomètre dix", "ndele"),
        ("Juba", "juba"),
        ("Bor town", "bor"),
        ("ss0303", "bor"),
        ("SS03", "bor"),
    ],
)
def test_a_place_is_found_however_it_is_said(
    cast: Cast, places: dict[str, Place], said: str, name: str
) -> None:
    found = lookup(standing_of(cast.amina, cast.mission), said)
    assert found[0].place == places[name]


def test_where_it_lies_is_told_from_the_nearest_town(cast: Cast, places: dict[str, Place]) -> None:
    (first, *_) = lookup(standing_of(cast.amina, cast.mission), "ndele")
    assert first.landmark is not None
    assert (first.landmark.name, first.landmark.direction) == ("Bor", "north-east")
    assert first.landmark.km == pytest.approx(15.7, abs=0.2)


def test_nearer_comes_first_among_places_of_one_name(cast: Cast) -> None:
    far = make.place(cast.mission, "Gumuruk", latitude=6.6, longitude=32.9)
    near = make.place(cast.mission, "Gumuruk", latitude=4.9, longitude=31.7)
    standing = standing_of(cast.amina, cast.mission)
    found = lookup(standing, "Gumuruk", near=(4.85, 31.6))
    assert [f.place for f in found] == [near, far]
    assert found[0].distance_km == pytest.approx(12.4, abs=0.2)


def test_who_reads_one_area_finds_only_its_places(cast: Cast, places: dict[str, Place]) -> None:
    hofo = standing_of(cast.hofo, cast.mission)
    assert [f.place for f in lookup(hofo, "bor")] == [places["bor"]]
    assert not [f for f in lookup(hofo, "Djouba") if f.place == places["juba"]]
    assert lookup(standing_of(cast.chen, cast.mission), "bor") == []
    assert lookup(standing_of(cast["administrator"], cast.mission), "bor") == []


def test_a_confidential_place_is_found_by_who_may_and_never_kept(cast: Cast) -> None:
    shelter = make.place(cast.mission, "Kestrel House", classification=1)
    strict = make.place(cast.mission, "Kestrel Hall", classification=2)
    amina = standing_of(cast.amina, cast.mission)
    assert [f.place for f in lookup(amina, "Kestrel House")] == [shelter]
    assert [
        f.place for f in lookup(standing_of(cast["field_reporter"], cast.mission), "Kestrel House")
    ] == []
    boss = standing_of(cast["head_of_mission"], cast.mission)
    assert strict in [f.place for f in lookup(boss, "Kestrel Hall")]
    _version, kept, _record = queries._KEPT._kept[cast.mission.pk]
    assert not [name for name in kept.names if "Kestrel" in name]
    columns = places_in(cast.mission).filter(pl.col("classification") > 0)
    assert columns.height == 2 and columns["name"].null_count() == 2
    assert columns["latitude"].null_count() == 2
    assert {"kestrel house"} == set(places_seen(amina).drop_nulls("name")["name"])


def test_a_new_alias_is_found_at_once(cast: Cast, places: dict[str, Place]) -> None:
    amina = standing_of(cast.amina, cast.mission)
    assert lookup(amina, "Mading") == []
    records.edit(
        places["bor"],
        {"other_names": [{"name": "Mading", "language": ""}]},
        version=1,
        by=cast.amina,
    )
    assert lookup(amina, "Mading")[0].place == places["bor"]
    records.edit(places["bor"], {"retired": True}, version=2, by=cast.amina)
    assert lookup(amina, "Mading") == []
    records.create_many(
        [Place(name="Mading", code="m", classification=0)], mission=cast.mission, by=cast.amina
    )
    assert lookup(amina, "Mading")[0].place.code == "m"


def test_a_place_without_a_point_is_found_and_nothing_said_is_nothing(cast: Cast) -> None:
    make.place(cast.mission, "Nowhere", latitude=None, longitude=None)
    amina = standing_of(cast.amina, cast.mission)
    (found,) = lookup(amina, "nowhere", near=(4.85, 31.6))
    assert (found.landmark, found.distance_km) == (None, None)
    assert lookup(amina, "  ") == lookup(amina, "?") == []


@pytest.mark.slow
def test_many_places_are_asked_in_a_moment(cast: Cast, django_assert_num_queries: Any) -> None:
    syllables = ("ba", "ke", "lo", "mu", "ri", "sa", "to", "ny", "wa", "gu")
    at = clock.now(cast.mission)
    Place.objects.bulk_create(
        Place(
            code=f"p{n}",
            mission=cast.mission,
            entered_at=at,
            classification=0,
            latitude=4 + n % 141 / 20,
            longitude=25 + n % 197 / 20,
            name="".join(syllables[int(d)] for d in f"{n:05d}").title(),
        )
        for n in range(counted(12_000, 0), 20_000)
    )
    make.place(cast.mission, "Luma", kind="town")
    amina = standing_of(cast.amina, cast.mission)
    assert lookup(amina, "Luma")
    began = time.process_time()
    with django_assert_num_queries(3):
        found = lookup(amina, "keloomurisa")
    assert found[0].place.name == "Kelomurisa"
    assert not PROOF or time.process_time() - began < 1.0  # a tenth of it on a quiet machine
