"""Histories name no record that their reader may not see."""

from __future__ import annotations

from typing import Any

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tutela_web.access.policy import standing_of
from tutela_web.capacity.models import Unit
from tutela_web.incidents.record.verbs import merge_incidents
from tutela_web.records import verbs as records


def text(client: Any, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return str(answer.content.decode())


def test_the_history_of_a_unit_names_no_base_above_the_readers_clearance(
    cast: Cast, sign_in: Any
) -> None:
    hidden = make.base(cast.mission, "TOB Umber", classification=2)
    unit = records.create(
        Unit(code="u1", name="Alpha", base=hidden, classification=0), mission=cast.mission, by=None
    )
    assert "TOB Umber" not in text(sign_in(cast.boris), "/m/luma/units/")
    records.edit(unit, {"base": make.base(cast.mission, "TOB Ochre")}, version=1, by=None)
    assert "TOB Ochre" in text(sign_in(cast.boris), "/m/luma/units/")
    page = f"/m/luma/units/{unit.pk}/"
    told = text(sign_in(cast.boris), page)
    assert "TOB Umber" not in told and "TOB Ochre" in told
    assert "TOB Umber" in text(sign_in(cast["force_commander"]), page)


def test_the_history_of_an_actor_names_no_actor_above_the_readers_clearance(
    cast: Cast, sign_in: Any
) -> None:
    whole = make.actor(cast.mission, "Group Umber", classification=2)
    faction = make.actor(cast.mission, "Group Ochre")
    records.edit(faction, {"part_of": whole}, version=1, by=None)
    for page in (f"/m/luma/actors/{faction.pk}/", "/m/luma/actors/"):
        assert "Group Umber" not in text(sign_in(cast.boris), page), page
    assert "Group Umber" in text(sign_in(cast["chief_of_staff"]), f"/m/luma/actors/{faction.pk}/")


def test_the_history_of_a_merged_incident_tells_nothing_of_one_in_another_area(
    cast: Cast, sign_in: Any
) -> None:
    gone = make.incident(cast.mission, "Herd taken at the ford", area=cast.north)
    kept = make.incident(cast.mission, "Herders killed at the wells", area=cast.south)
    by = standing_of(cast.amina, cast.mission)
    merge_incidents(kept, gone, taken=(), versions=(1, 1), by=by, reason="one raid")
    page = f"/m/luma/incidents/{gone.pk}/history/"
    assert "Herders killed" not in text(sign_in(cast.hofo), page)
    assert "Herders killed" in text(sign_in(cast.boris), page)


def test_the_history_of_an_incident_names_no_place_above_the_readers_clearance(
    cast: Cast, sign_in: Any
) -> None:
    place = make.place(cast.mission, "Umber Wells", classification=2)
    actor = make.actor(cast.mission, "Group Umber", classification=2)
    about = {"place": place, "perpetrator": actor}
    incident = make.incident(cast.mission, **about)
    records.edit(incident, dict.fromkeys(about), version=1, by=None)
    page = f"/m/luma/incidents/{incident.pk}/history/?version=1"
    told = text(sign_in(cast.boris), page)
    assert "Umber" not in told
    told = text(sign_in(cast["human_rights"]), page)
    assert "Umber Wells" in told and "Group Umber" in told
