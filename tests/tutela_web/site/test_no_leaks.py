"""What no page may tell by the way: a score, a count, a name or an area of somebody else's."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.risk.story import assessed, luma, standing
from tutela_web.access.models import DutyArea
from tutela_web.base import jobs
from tutela_web.incidents.imports import verbs
from tutela_web.incidents.models import Event
from tutela_web.risk.models import Assessment
from tutela_web.risk.queries import RegisterFilters, hotspots, with_weeks
from tutela_web.risk.verbs import BadScore, adopt, propose, register_risk
from tutela_web.takeaway import points


def text(client: Any, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return str(answer.content.decode())


def test_a_line_through_the_weeks_has_a_gap_where_the_week_rests_on_what_one_may_not_read(
    cast: Cast,
) -> None:
    luma(cast)
    assessed(cast)
    earlier = assessed(cast, on=make.TODAY - timedelta(days=7))
    Assessment.objects.filter(pk=earlier.pk).update(classification=1)
    reporter, amina = standing(cast, cast["field_reporter"]), standing(cast, cast.amina)
    for by, seen in ((reporter, False), (amina, True)):
        (line,), _total, _assessment = hotspots(by, RegisterFilters())
        with_weeks([line], by)
        assert (line.weeks[-2] is not None) is seen and line.weeks[-1] is not None


def test_events_given_to_another_area_leave_the_map_of_the_first_at_once(cast: Cast) -> None:
    luma(cast)
    Event.objects.update(area=cast.north)
    hofo = standing(cast, cast.hofo)
    assert len(points.points_for(hofo)) == 1
    around = [[29, 6], [32, 6], [32, 8], [29, 8], [29, 6]]
    boundary = {"type": "Polygon", "coordinates": [around]}
    DutyArea.objects.filter(pk=cast.south.pk).update(boundary=boundary)
    jobs.run(verbs.place_again(by=standing(cast, cast.amina)).pk)
    assert Event.objects.get().area_id == cast.south.pk
    assert len(points.points_for(hofo)) == 0
    assert len(points.points_for(standing(cast, cast.amina))) == 1


def test_a_strictly_confidential_place_is_named_by_no_line_of_the_register(
    cast: Cast, sign_in: Any
) -> None:
    place = make.place(cast.mission, "Nyal", area=cast.north)
    by = standing(cast, cast.adviser)
    made = register_risk(place=place, actor="Group Kestrel", harm="killing", by=by)
    factors = {"declared threat": {"value": 4.0, "low": 3.0, "high": 5.0}}
    propose(made, by=by, version=1, reason="a speech in the market", changes=factors)
    made.refresh_from_db()
    adopt([made], by=by, forum_date=make.TODAY)
    pages = (
        "/m/luma/",
        "/m/luma/risks/",
        "/m/luma/changes/?since=2018-01-01",
        "/api/v1/missions/luma/risks",
    )
    boris = sign_in(cast.boris)
    assert all("Nyal" in text(boris, page) for page in pages)
    place.classification = 2
    place.save()
    assert not any("Nyal" in text(boris, page) for page in pages)
    assert boris.get(f"/m/luma/risks/{made.pk}/").status_code == 404
    assert "Nyal" in text(sign_in(cast["head_of_mission"]), "/m/luma/risks/")


def test_a_people_is_put_on_the_register_by_nobody(cast: Cast) -> None:
    place, by = luma(cast), standing(cast, cast.amina)
    for people in ("Murle", "Lou Nuer", "Christians"):
        with pytest.raises(BadScore):
            register_risk(place=place, actor=people, harm="killing", by=by)
    made = register_risk(place=place, actor="communal armed elements", harm="killing", by=by)
    assert made.actor == "communal armed elements"


def test_a_harm_of_a_compartment_is_on_no_open_register(cast: Cast) -> None:
    place, by = luma(cast), standing(cast, cast.adviser)
    for harm in ("crsv", "child recruitment or use"):
        with pytest.raises(BadScore):
            register_risk(place=place, actor="Group Kestrel", harm=harm, by=by)


def test_how_many_records_are_strictly_confidential_is_told_by_no_assessment(
    cast: Cast, sign_in: Any
) -> None:
    luma(cast)
    assessed(cast)
    before = notes(text(sign_in(cast.boris), "/m/luma/risks/"))
    make.incident(cast.mission, classification=2)
    assessed(cast)
    after = notes(text(sign_in(cast.boris), "/m/luma/risks/"))
    assert before == after and "strictly confidential" in after


def notes(page: str) -> str:
    return page.split('id="notes"')[1].split("</section>")[0]


def test_a_gis_is_given_no_place_of_a_compartment(cast: Cast, sign_in: Any) -> None:
    make.place(cast.mission, "Safe House", compartment="source")
    make.place(cast.mission, "Nyal")
    told = text(sign_in(cast.boris), "/api/ogc/luma/collections/places/items")
    assert "Nyal" in told and "Safe House" not in told
