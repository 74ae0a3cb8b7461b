"""A source names the state: an attack at its river belongs there, though no polygon holds it."""

from __future__ import annotations

from shapely.geometry import box, mapping

from tests.tutela_web.cast import Cast
from tutela_web.places.queries import Boundaries, boundaries_of


def drawn(cast: Cast) -> Boundaries:
    """North is the square of 30 to 31 east; South lies beside it and is called Jonglei."""
    cast.north.boundary = mapping(box(30, 7, 31, 8))
    cast.south.boundary, cast.south.name = mapping(box(31, 7, 32, 8)), "Jonglei"
    cast.north.save()
    cast.south.save()
    return boundaries_of(cast.mission)


def area_of(cast: Cast, lat: float | None, lon: float | None, *named: str | None) -> object:
    (found,) = drawn(cast).area_ids_as_named([lat], [lon], [(named[0], named[1], "SSD")])
    return found


def test_outside_every_polygon_the_state_its_source_names_holds_it(cast: Cast) -> None:
    assert area_of(cast, 7.933, 33.0, "Akobo county", "Jonglei state") == cast.south.pk


def test_beside_the_border_the_name_outweighs_a_rounded_point(cast: Cast) -> None:
    assert area_of(cast, 7.5, 30.95, None, "JONGLEI") == cast.south.pk


def test_far_inside_another_area_the_point_holds(cast: Cast) -> None:
    assert area_of(cast, 7.5, 30.5, None, "Jonglei") == cast.north.pk


def test_without_point_or_name_it_lies_in_no_area(cast: Cast) -> None:
    assert area_of(cast, None, None, None, None) is None
    assert area_of(cast, 9.9, 25.0, "Nowhere", "Nobody's land") is None


def test_the_area_that_holds_most_of_the_named_states_land_is_meant(cast: Cast) -> None:
    cast.south.boundary, cast.south.name = mapping(box(20, 0, 40, 15)), "Sector East"
    cast.south.save()
    found = boundaries_of(cast.mission).area_ids_as_named(
        [None], [None], [(None, "Jonglei", "SSD")]
    )
    assert found == [cast.south.pk]
