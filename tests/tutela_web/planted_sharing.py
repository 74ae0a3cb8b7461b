"""Planted words of how means are shared, of the crisis reserve and of the support of a base."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tutela_web.access.policy import standing_of
from tutela_web.capacity.models import Base, Unit
from tutela_web.capacity.support.kind import SUPPORT
from tutela_web.deployment.allocation.allocation_kinds import ALLOCATION, DEMAND, DISSENTED, SHARE
from tutela_web.deployment.allocation.reserve_kinds import PART, RESERVE
from tutela_web.deployment.allocation.standing_kinds import ADVISER_POST, MIX_REASON, RESOURCE
from tutela_web.records.kind_verbs import create_record

if TYPE_CHECKING:
    from tests.tutela_web.planted import Planted


def plant_sharing(cast: Cast, found: Planted) -> None:
    """An allocation with its lines, resources, an adviser's post of the north; in the compartment
    capacity a reserve and the support of a base."""
    chief, force = (
        standing_of(cast[who], cast.mission) for who in ("chief_of_staff", "force_commander")
    )
    marked = {"classification": 1}
    told = {"title": "ALLOCATEDWORD", "rule": "People first", "starts": make.TODAY}
    allocation = found.add("allocation", create_record(ALLOCATION, told | marked, by=chief))
    share = {"purpose": "poc", "what": "SHAREDMEANS", "units": 3.0}
    demand = {"rank": 1, "purpose": "poc", "what": "DEMANDEDMEANS", "asked_means": "a platoon"}
    demand |= {"outcome": "full"}
    dissent = {"office": "Human rights", "said": "DISSENTEDWORD"}
    for name, kind, values in (
        ("allocation_share", SHARE, share),
        ("allocation_demand", DEMAND, demand),
        ("allocation_dissent", DISSENTED, dissent),
    ):
        found.add(name, create_record(kind, values | marked, beside=allocation, by=chief))
    counted = {"kind": "human", "what": "RESOURCEWORD", "measure": "persons", "source": "Personnel"}
    counted |= {"as_of": make.TODAY}
    found.add("resource", create_record(RESOURCE, counted | marked, by=chief))
    post = {"kind": "child", "state": "vacant", "since": make.TODAY, "source": "POSTEDNORTH"}
    post |= {"area": cast.north}
    found.add("adviser_post", create_record(ADVISER_POST, post | marked, by=chief))
    why = {"starts": make.TODAY, "office": "Sector", "because": "MIXEDNORTH", "area": cast.north}
    found.add("mix_reason", create_record(MIX_REASON, why | marked, by=force))
    held = {"name": "RESERVEWORD", "floor": 1, "starts": make.TODAY}
    reserve = found.add("reserve", create_record(RESERVE, held, by=force))
    unit = Unit.objects.get(mission=cast.mission, code="u1")
    part = {"what": "RESERVEDUNIT", "unit": unit, "size": 1}
    found.add("reserve_part", create_record(PART, part, beside=reserve, by=force))
    base = Base.objects.get(mission=cast.mission, name="BASENORTH")
    has = {"as_of": make.TODAY, "source": "Support", "living": "short", "living_keep": "BASELACKS"}
    found.add("base_support", create_record(SUPPORT, has, beside=base, by=force))
