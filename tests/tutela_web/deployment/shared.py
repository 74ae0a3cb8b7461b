"""A record of each kind of means, for the walk over the addresses of the API."""

from __future__ import annotations

from typing import Any

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tutela_web.access.policy import Standing, standing_of
from tutela_web.capacity.support.kind import SUPPORT
from tutela_web.deployment.allocation.allocation_kinds import ALLOCATION, DEMAND, DISSENTED, SHARE
from tutela_web.deployment.allocation.reserve_kinds import PART, RESERVE
from tutela_web.deployment.allocation.standing_kinds import ADVISER_POST, MIX_REASON, RESOURCE
from tutela_web.records.kind_verbs import create_record
from tutela_web.records.kinds import RecordKind


def shared_by_path(cast: Cast) -> dict[str, Any]:
    """A record of each kind of means, the reserve and support among them, by its addresses."""
    chief, force = (
        standing_of(cast[who], cast.mission) for who in ("chief_of_staff", "force_commander")
    )
    base = make.base(cast.mission, "COB Cedar")
    on, marked = make.TODAY, {"classification": 1}
    told = {"title": "2019", "rule": "people first", "starts": on}
    allocation = create_record(ALLOCATION, told | marked, by=chief)
    demand = {"rank": 1, "purpose": "poc", "what": "patrols", "asked_means": "a platoon"}
    figure = {"kind": "human", "what": "staff", "measure": "persons", "as_of": on, "source": "HR"}
    post = {"kind": "child", "state": "vacant", "since": on, "source": "HR", "area": cast.north}
    reason = {"starts": on, "office": "Sector", "because": "the rains"}
    reserve = create_record(RESERVE, {"name": "Reserve", "floor": 1, "starts": on}, by=force)
    kept: list[tuple[str, RecordKind, dict[str, Any], Any, Standing]] = [
        ("allocation-shares", SHARE, {"purpose": "poc", "what": "all"}, allocation, chief),
        ("allocation-demands", DEMAND, demand, allocation, chief),
        ("allocation-dissents", DISSENTED, {"office": "HR", "said": "no"}, allocation, chief),
        ("resources", RESOURCE, figure | marked, None, chief),
        ("adviser-posts", ADVISER_POST, post | marked, None, chief),
        ("mix-reasons", MIX_REASON, reason | marked, None, force),
        ("crisis-reserve-parts", PART, {"what": "helicopters", "size": 1}, reserve, force),
        ("base-supports", SUPPORT, {"as_of": on, "source": "Support"}, base, force),
    ]
    made = {
        name: create_record(kind, values, beside=beside, by=by).pk
        for name, kind, values, beside, by in kept
    }
    return {"allocations": allocation.pk, "crisis-reserves": reserve.pk, **made}
