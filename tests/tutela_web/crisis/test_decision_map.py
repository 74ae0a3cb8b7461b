"""The map of a decision: where harm is feared and who stands where; never more than the table."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.warning.story import at_desk, call
from tutela_web.base import clock
from tutela_web.capacity.models import GroundLayer, Unit
from tutela_web.capacity.reach.queries import reach_for
from tutela_web.crisis.decisions.decision_map import DecisionMap, draw
from tutela_web.records import verbs as records
from tutela_web.warning.models import Alert


@pytest.fixture
def alert(cast: Cast) -> Alert:
    """A threat to Luma; at Acacia one of two companies is able, at Fig none, of Oak nobody said,
    and one company stands nobody knows where."""
    luma = make.place(cast.mission, "Luma", area=cast.north)
    acacia = make.base(cast.mission, "TOB Acacia", area=cast.north)
    fig = make.base(cast.mission, "COB Fig", area=cast.north, latitude=7.6, longitude=30.9)
    oak = make.base(cast.mission, "COB Oak", area=cast.south, latitude=6.8, longitude=30.8)
    for n, (base, able) in enumerate(
        [(acacia, True), (acacia, False), (fig, False), (oak, None), (None, True)]
    ):
        unit = Unit(
            code=f"u{n}",
            name=f"Coy {n}",
            base=base,
            area=cast.north if base != oak else cast.south,
            able=able,
            classification=0,
        )
        records.create(unit, mission=cast.mission, by=None)
    return call(cast, place=luma)


def drawn(cast: Cast, alert: Alert, who: str = "force_commander") -> DecisionMap:
    by = at_desk(cast, who)
    if alert.latitude is None or alert.longitude is None:
        return draw(by, alert, [])
    units = reach_for(by, at=clock.now(cast.mission)).units(alert.latitude, alert.longitude)
    return draw(by, alert, units)


def test_the_place_and_each_base_stand_on_it_with_what_their_units_can_do(
    cast: Cast, alert: Alert
) -> None:
    found = drawn(cast, alert)
    svg = str(found.map.svg)
    assert svg.count('class="m-alert') == 1 and svg.count('class="m-chosen"') == 1
    assert ">Luma<" in svg and " km</text>" in svg, "named, with a scale"
    marks = [svg.count(f'class="m-post {state}"') for state in ("able", "unable", "open")]
    assert marks == [1, 1, 1] and found.left_out == 1
    assert re.search(r"TOB Acacia: able, \d", svg) and "COB Fig: not able" in svg
    assert "COB Oak: not known" in svg and "Coy" not in svg


def test_a_place_known_to_within_25_km_is_a_ring_and_a_rougher_one_is_not_drawn(
    cast: Cast, alert: Alert
) -> None:
    assert "m-ring" not in drawn(cast, alert).map.svg
    alert.place_precision = 2
    assert "m-ring" in drawn(cast, alert).map.svg
    alert.place_precision = 3
    assert drawn(cast, alert).map.svg == ""
    alert.place_precision, alert.latitude = 1, None
    assert drawn(cast, alert).map.svg == ""


def test_roads_villages_and_other_alerts_of_the_reader_lie_around_it(
    cast: Cast, alert: Alert
) -> None:
    lat, lon = alert.latitude or 0, alert.longitude or 0
    make.place(cast.mission, "Tolo", area=cast.north, latitude=lat + 0.1, longitude=lon)
    hidden = make.place(cast.mission, "Welat", area=cast.south, latitude=lat, longitude=lon + 0.2)
    call(cast, area=cast.south, place=hidden)
    line = {"type": "LineString", "coordinates": [[lon - 0.2, lat], [lon + 0.2, lat]]}
    road = {"type": "Feature", "properties": {"class": "dirt"}, "geometry": line}
    told = {"type": "FeatureCollection", "features": [road]}
    layer = GroundLayer(
        name="Roads", source="survey", features=told, roads=1, shapes=0, classification=0
    )
    records.create(layer, mission=cast.mission, by=None)
    found = drawn(cast, alert)
    assert found.map.roads_known and 'class="m-road"' in found.map.svg
    assert [one.place.name for one in found.villages] == ["Tolo"]
    assert found.map.svg.count('class="m-alert') == 2, "the force commander reads both alerts"
    north = drawn(cast, alert, "head_of_field_office")
    assert north.map.svg.count('class="m-alert') == 1 and "Welat" not in north.map.svg
    assert [one.place.name for one in north.villages] == ["Tolo"]


def test_the_office_of_the_north_sees_no_base_of_the_south_on_it(
    cast: Cast, sign_in: Any, alert: Alert
) -> None:
    address = f"/m/luma/alerts/{alert.pk}/decision/"
    page = sign_in(cast.hofo).get(address).content.decode()
    figure = page[page.index("<figure") : page.index("</figure>")]
    assert "TOB Acacia" in figure and "COB Oak" not in page
    assert "do not imply official endorsement" in figure
    assert "1 unit stands nowhere known: listed, not drawn." in page
    table = page[page.index("Units, fastest first") :]
    assert table.count("TOB Acacia") >= 2, "the table beside it says the same"
    assert sign_in(cast.chen).get(address).status_code == 404
