"""Duty areas: a boundary that is sound, and the places that fall between two offices."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.tutela_web.cast import Cast
from tutela.base.errors import BadParameter
from tutela.places.boundary import boundary
from tutela_web.access.geometry import SPOTS, Spot
from tutela_web.access.models import DutyArea
from tutela_web.access.people import queries
from tutela_web.access.policy import standing_of

AREAS = "/m/luma/areas/"


def box(west: float, south: float, east: float, north: float) -> dict[str, Any]:
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


NORTH, SOUTH = box(30, 7, 32, 9), box(30, 5, 32, 7.2)
LUMA, DORU, KESA = Spot("Luma", 8.0, 31.0), Spot("Doru", 7.1, 31.0), Spot("Kesa", 3.0, 31.0)


@pytest.fixture
def spots() -> Iterator[None]:
    """A room with three places, as this room would hear of them."""
    kept, SPOTS[:] = list(SPOTS), [lambda standing: [LUMA, DORU, KESA]]
    yield
    SPOTS[:] = kept


def draw(cast: Cast) -> None:
    for area, shape in ((cast.north, NORTH), (cast.south, SOUTH)):
        area.boundary = shape
        area.save()


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(NORTH),
        json.dumps({"type": "Feature", "properties": {}, "geometry": NORTH}),
        json.dumps(
            {
                "type": "FeatureCollection",
                "features": [
                    {"type": "Feature", "properties": {}, "geometry": NORTH},
                    {"type": "Feature", "properties": {}, "geometry": SOUTH},
                ],
            }
        ),
    ],
    ids=["geometry", "feature", "collection"],
)
def test_a_boundary_is_read_however_it_was_exported(text: str) -> None:
    assert boundary(text)["type"] in {"Polygon", "MultiPolygon"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "not GeoJSON"),
        ("[1, 2]", "no area"),
        ('{"type": "Point", "coordinates": [30, 7]}', "is no area"),
        ('{"type": "Polygon", "coordinates": "x"}', "cannot be read"),
        ('{"type": "Polygon", "coordinates": [[[0, 0], [1]]]}', "cannot be read"),
        (json.dumps(box(300_000, 7, 301_000, 9)), "longitude and latitude"),
        ('{"type": "Polygon", "coordinates": [[[0,0],[2,2],[2,0],[0,2],[0,0]]]}', "crosses"),
        ('{"type": "FeatureCollection", "features": []}', "no area"),
    ],
)
def test_what_is_no_boundary_is_told(text: str, words: str) -> None:
    with pytest.raises(BadParameter, match=words):
        boundary(text)


def test_places_in_none_and_in_two_are_named(cast: Cast, spots: None) -> None:
    draw(cast)
    by = standing_of(cast["chief_of_staff"], cast.mission)
    office, command = queries.covers(by)
    assert [spot.name for spot in office.orphans] == ["Kesa"]
    ((spot, areas),) = office.overlaps
    assert (spot.name, [area.code for area in areas]) == ("Doru", ["north", "south"])
    assert office.inside == 2
    assert len(command.orphans) == 3  # no command is drawn: nothing is covered


def test_places_in_no_area_are_listed_page_by_page_to_the_last(cast: Cast, sign_in: Any) -> None:
    draw(cast)
    far = [Spot(f"Far {n:03}", -30.0, 10.0, "") for n in range(230)]
    kept, SPOTS[:] = list(SPOTS), [lambda standing: far]
    try:
        client = sign_in(cast.amina)
        pages = [client.get(f"{AREAS}?field_office={n}").content.decode() for n in range(1, 8)]
    finally:
        SPOTS[:] = kept
    command = "Places by tactical command"
    offices = [page[: page.index(command)] for page in pages]
    assert max(page.count("in no area") for page in offices) <= 50
    for spot in far:
        assert any(spot.name in page for page in offices), spot.name


def test_before_any_place_is_known_the_page_says_so(cast: Cast, sign_in: Any) -> None:
    kept, SPOTS[:] = list(SPOTS), []
    try:
        page = sign_in(cast.amina).get(AREAS)
    finally:
        SPOTS[:] = kept
    assert page.status_code == 200 and "No place with coordinates" in page.content.decode()


def test_the_area_of_a_point_is_the_one_area_that_claims_it(cast: Cast) -> None:
    draw(cast)
    on = standing_of(cast.amina, cast.mission).on
    found = [
        queries.area_at(cast.mission, s.latitude, s.longitude, on=on) for s in (LUMA, DORU, KESA)
    ]
    assert found == [cast.north, None, None]


def test_the_chief_draws_an_area_from_a_file(cast: Cast, spots: None, sign_in: Any) -> None:
    client = sign_in(cast["chief_of_staff"])
    assert "not drawn" in client.get(AREAS).content.decode()
    file = SimpleUploadedFile("north.geojson", json.dumps(NORTH).encode())
    about = {"code": "north", "name": "Field Office North", "kind": "field_office"}
    sent = client.post(f"{AREAS}{cast.north.pk}/", about | {"file": file})
    assert sent.status_code == 302
    cast.north.refresh_from_db()
    assert cast.north.boundary["type"] == "Polygon"
    page = client.get(AREAS).content.decode()
    assert "Kesa" in page and "in no area" in page
    assert client.post(f"{AREAS}{cast.north.pk}/", about | {"name": "FO North"}).status_code == 302
    cast.north.refresh_from_db()
    assert cast.north.name == "FO North" and cast.north.boundary is not None
    bad = client.post(f"{AREAS}new/", about | {"boundary": "{"})
    assert bad.status_code == 400 and "not GeoJSON" in bad.content.decode()
    taken = client.post(f"{AREAS}new/", about)
    assert taken.status_code == 400 and "taken" in taken.content.decode()


def test_amina_and_boris_look_chen_does_not_and_none_of_them_draws(
    cast: Cast, spots: None, sign_in: Any
) -> None:
    for who, looks, draws in (("analyst", 200, 403), ("boris", 200, 403), ("chen", 404, 404)):
        client = sign_in(cast[who])
        assert client.get(AREAS).status_code == looks
        assert client.get(f"{AREAS}new/").status_code == draws
        assert client.post(f"{AREAS}new/", {"code": "x"}).status_code == draws
    assert DutyArea.objects.filter(mission=cast.mission).count() == 2


def test_an_area_of_another_mission_is_not_found(cast: Cast, sign_in: Any) -> None:
    theirs = DutyArea.objects.create(mission=cast.other_mission, code="w", name="West")
    chief = sign_in(cast["chief_of_staff"])
    assert chief.get(f"{AREAS}{theirs.pk}/").status_code == 404
