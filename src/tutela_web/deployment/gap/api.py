"""Needs and their gaps for programs, as their reader may know them."""

from __future__ import annotations

from collections.abc import Sequence

from ninja import Router

from tutela_web.access.policy import Standing
from tutela_web.deployment.gap.kinds import MEASURE, NEED
from tutela_web.deployment.gap.models import Need
from tutela_web.deployment.gap.queries import gaps_of
from tutela_web.records.endpoints.kind_api import ToldBeside, add_endpoints


def _attach(standing: Standing, needs: Sequence[Need]) -> None:
    for need_gap in gaps_of(standing, needs):
        answer = {
            "sentence": str(need_gap.sentence),
            "met": need_gap.met,
            "closed": need_gap.closed,
        }
        need_gap.need.__dict__.update(answer)


router = Router()
add_endpoints(
    router,
    NEED,
    "needs-of-risks",
    order="-entered_at",
    writes=True,
    beside=ToldBeside({"sentence": str, "met": str, "closed": bool}, _attach),
)
add_endpoints(router, MEASURE, "threat-measures", order="-entered_at")
