"""Who protects in an area, parallel forces among them, and host and mission side by side."""

from __future__ import annotations

from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.fora.story import by, url
from tutela.base.errors import BadParameter
from tutela_web.base.errors import Denied
from tutela_web.partners.sides.kind import PROTECTOR, SIDE
from tutela_web.partners.sides.models import ProtectionActor, Responsibility
from tutela_web.partners.sides.queries import protection_map, standing_points
from tutela_web.records.kind_verbs import create_record, edit_record
from tutela_web.strategy.content.prefill import prefill_sections

FORCE: dict[str, Any] = {
    "kind": "parallel",
    "name": "Regional Brigade",
    "role": "It holds the border.",
    "overlap": "Both patrol the eastern road.",
    "seen_on": make.TODAY,
    "classification": 1,
}


def test_the_map_of_an_area_shows_each_kind_and_what_is_not_settled_with_a_parallel_force(
    cast: Cast, sign_in: Any
) -> None:
    adviser, boris, chen = (sign_in(p) for p in (cast.adviser, cast.boris, cast.chen))
    answer = adviser.post(url("partners:protector_new"), FORCE | {"area": cast.north.pk})
    assert answer.status_code == 302, answer.context["form"].errors
    force = ProtectionActor.objects.get()
    ours = {
        "kind": "mission",
        "name": "The mission",
        "distinct": "It may use force.",
        "seen_on": make.TODAY,
        "classification": 0,
    }
    create_record(PROTECTOR, ours, by=by(cast, "poc_adviser"))
    page = boris.get(url("partners:protectors"), {"area": cast.north.code})
    body = page.content.decode()
    assert page.context["map"].open == [force]
    assert "Both patrol the eastern road." in body and "no division agreed" in body
    assert "It may use force." in body and body.count("nobody recorded: not known") == 4
    south = protection_map(by(cast, "boris"), cast.south)
    assert [len(rows) for _kind, rows in south.kinds] == [1, 0, 0, 0, 0, 0]
    settled = FORCE | {
        "area": cast.north.pk,
        "version": 1,
        "division": "They the border, we towns.",
        "agreed_on": make.TODAY,
        "settled_on": make.TODAY,
    }
    assert adviser.post(url("partners:protector", force.pk), settled).status_code == 302
    assert not protection_map(by(cast, "boris"), cast.north).open
    text = prefill_sections(by(cast, "poc_adviser"), language="en", marking=1)["G"]
    assert "Regional Brigade: It holds the border.; They the border, we towns." in text
    low = prefill_sections(by(cast, "poc_adviser"), language="en", marking=0)["G"]
    assert "It may use force." in low and "Regional Brigade" not in low
    assert boris.get(url("partners:protector_new")).status_code == 403
    for name, args in (("protectors", ()), ("sides", ()), ("protector", (force.pk,))):
        assert chen.get(url(f"partners:{name}", *args)).status_code == 404


def test_host_and_mission_stand_side_by_side_and_what_is_agreed_says_with_whom(
    cast: Cast, sign_in: Any
) -> None:
    adviser = by(cast, "poc_adviser")
    road = {"point": "The market road", "host": "Police it by day.", "ours": "Patrol it by night."}
    with pytest.raises(BadParameter, match="discussed with somebody"):
        create_record(SIDE, road | {"state": "agreed"}, by=adviser)
    with pytest.raises(BadParameter, match="to the host or to the mission"):
        create_record(SIDE, {"point": "The camp"}, by=adviser)
    silent = create_record(SIDE, road, by=adviser)
    create_record(
        SIDE,
        road
        | {
            "point": "The camp",
            "state": "disputed",
            "discussed_on": make.TODAY,
            "discussed_with": "Ministry of Interior",
        },
        by=adviser,
    )
    assert [one.state for one in standing_points(adviser)] == ["disputed", "silent"]
    agreed = {"state": "agreed", "discussed_on": make.TODAY, "discussed_with": "Governor"}
    edit_record(SIDE, silent, agreed, version=1, by=adviser)
    page = sign_in(cast.boris).get(url("partners:sides")).content.decode()
    assert "Patrol it by night." in page and "Ministry of Interior" in page
    assert sign_in(cast.boris).get(url("partners:side", silent.pk)).status_code == 200
    with pytest.raises(Denied):
        create_record(SIDE, road, by=by(cast, "boris"))
    with pytest.raises(BadParameter, match="no overlap"):
        create_record(PROTECTOR, FORCE | {"overlap": "", "settled_on": make.TODAY}, by=adviser)
    assert Responsibility.objects.count() == 2
