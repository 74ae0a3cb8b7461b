"""Travel time as a mission sets it, and reach as only holders of capacity read it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tutela_web.access.models import AuditEntry
from tutela_web.access.policy import standing_of
from tutela_web.base.errors import Conflict, Denied
from tutela_web.capacity.models import Base, GroundLayer, TravelSettings
from tutela_web.capacity.reach.queries import rules_of, travel_minutes
from tutela_web.capacity.reach.surfaces import due, make_surfaces
from tutela_web.capacity.reach.travel_verbs import add_ground, set_travel

from .test_reach import LUMA, MORNING

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

ROAD = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"highway": "primary", "surface": "asphalt", "name": "A1"},
            "geometry": {"type": "LineString", "coordinates": [[30.3, 7.2], [30.2, 7.1]]},
        },
        {"type": "Feature", "properties": {}, "geometry": None},
    ],
}


def url(name: str, *args: Any) -> str:
    return reverse(f"capacity:{name}", args=["luma", *args])


def filled(form: Any) -> dict[str, Any]:
    return {bound.name: "" if bound.value() is None else bound.value() for bound in form}


@pytest.fixture
def base(cast: Cast) -> Base:
    return make.base(cast.mission, area=cast.north)


def test_amina_sets_speeds_boris_reads_them_and_chen_meets_404(cast: Cast, sign_in: Any) -> None:
    amina, boris, chen = (sign_in(p) for p in (cast.amina, cast.boris, cast.chen))
    page = amina.get(url("travel"))
    data = filled(page.context["form"]) | {
        "terrain open ground dry": "7.5",
        "night": "0",
        "version": "1",
        "rains": ["4", "5"],
    }
    assert amina.post(url("travel"), data).status_code == 302
    rules = rules_of(cast.mission)
    assert rules.terrain["open ground"] == (7.5, 4) and rules.rains == {4, 5} and rules.night == 0
    body = boris.get(url("travel")).content.decode()
    assert "7.5" in body and "nobody moves by night" in body and "April, May" in body
    assert "Roads not known: times are for open ground" in body
    assert boris.post(url("travel"), data).status_code == 403
    assert chen.get(url("travel")).status_code == chen.post(url("travel"), data).status_code == 404
    boris.cookies["django_language"] = "ar"
    assert "مستنقع" in boris.get(url("travel")).content.decode()  # swamp: the ground in words too
    wrong = amina.post(url("travel"), data | {"terrain open ground dry": "900"})
    assert wrong.status_code == 400 and rules_of(cast.mission) == rules


def test_two_hands_on_one_table_do_not_lose_a_word(cast: Cast) -> None:
    amina = standing_of(cast.amina, cast.mission)
    set_travel({"night": 0.4}, version=1, by=amina)
    set_travel({"night": 0.3}, version=1, by=amina)
    with pytest.raises(Conflict):
        set_travel({"night": 0.2}, version=1, by=amina)
    assert TravelSettings.objects.get().version == 2
    with pytest.raises(Denied):
        set_travel({"night": 1}, version=2, by=standing_of(cast.hofo, cast.mission))


def test_a_road_makes_the_way_shorter_once_the_times_are_made_anew(
    cast: Cast, sign_in: Any, base: Base
) -> None:
    make_surfaces(cast.mission)
    before = travel_minutes(cast.mission, base, *LUMA, at=MORNING)
    amina = sign_in(cast.amina)
    file = SimpleUploadedFile("roads.geojson", json.dumps(ROAD).encode())
    given = {"name": "Main roads", "source": "Mission survey 2018", "file": file}
    answer = amina.post(url("new_ground"), given, follow=True)
    assert "1 roads and 0 shapes are saved" in answer.content.decode()
    assert "1 refused; the first, number 2: it has no shape" in answer.content.decode()
    layer = GroundLayer.objects.get()
    assert "A1" not in json.dumps(layer.features)
    assert due(cast.mission)
    stale = travel_minutes(cast.mission, base, *LUMA, at=MORNING)
    assert stale.minutes == before.minutes and "made before the last change" in stale.why
    make_surfaces(cast.mission)
    after = travel_minutes(cast.mission, base, *LUMA, at=MORNING)
    assert after.minutes < before.minutes / 3 and "roads not known" not in after.why
    retired = amina.post(url("retire_ground", layer.pk), {"version": 1, "retired": "yes"})
    assert retired.status_code == 302 and due(cast.mission)
    for who, status in ((cast.boris, 403), (cast.chen, 404)):
        assert sign_in(who).get(url("new_ground")).status_code == status
    with pytest.raises(Denied):
        add_ground(json.dumps(ROAD), name="x", source="x", by=standing_of(cast.boris, cast.mission))


def test_reach_is_for_holders_each_read_a_line_and_places_outside_are_listed(
    cast: Cast, sign_in: Any, base: Base
) -> None:
    for number in range(24):
        make.place(cast.mission, f"Near {number}", latitude=7.1, longitude=30.2 + number / 100)
    make.place(cast.mission, "Far Village", latitude=11.9, longitude=32.8)
    make.place(cast.mission, "Nowhere", latitude=None, longitude=None)
    fc = sign_in(cast["force_commander"])
    assert "travel times are not made yet" in fc.get(url("reach")).content.decode()
    make_surfaces(cast.mission)
    for who in (cast.amina, cast.boris, cast["sector_operations"], cast.chen):
        assert sign_in(who).get(url("reach")).status_code == 404
    assert not AuditEntry.objects.filter(kind="reach").exists()
    page = fc.get(url("reach"))
    found, body = page.context["found"], page.content.decode()
    assert [row.base for row in found.rows] == [None, base]
    counts = [number for _hours, number, _share in found.rows[0].within]
    assert counts == sorted(counts) and counts[-1] == 24 and found.rows[0].within[-1] == (8, 24, 96)
    assert (found.known, found.without, found.outside_total) == (25, 1, 1)
    assert "Far Village" in body and "<svg" in body
    night = fc.get(url("reach") + f"?light=night&base={base.pk}&season=rains").context["found"]
    dark = [number for _hours, number, _share in night.rows[0].within]
    assert all(few <= many for few, many in zip(dark, counts, strict=True)) and dark != counts
    assert night.bands[-1].area < found.bands[-1].area
    lines = list(AuditEntry.objects.filter(kind="reach").order_by("number"))
    assert [line.subject_id for line in lines] == ["", str(base.pk)]
    assert fc.get(url("reach") + "?base=x&season=y&light=z").status_code == 200


def test_reach_asks_as_much_of_many_bases_as_of_one(cast: Cast, sign_in: Any, base: Base) -> None:
    make_surfaces(cast.mission)
    fc = sign_in(cast["force_commander"])

    def questions() -> int:
        with CaptureQueriesContext(connection) as told:
            assert fc.get(url("reach")).status_code == 200
        return len(told)

    questions()
    few = questions()
    for number in range(12):
        make.base(cast.mission, f"TOB {number}", latitude=7.2 + number / 10)
    make_surfaces(cast.mission)
    questions()
    assert questions() == few
