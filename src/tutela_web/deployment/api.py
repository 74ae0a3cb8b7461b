"""Of gaps, options and allocations for programs."""

from __future__ import annotations

from ninja import Router

from tutela_web.deployment.whatif.kinds import DRAWDOWN, GAP, MOVE
from tutela_web.records.endpoints.kind_api import add_endpoints

router = Router(tags=["means"])
add_endpoints(router, MOVE, "moves", order="entered_at")
add_endpoints(router, DRAWDOWN, "drawdowns", order="entered_at")
add_endpoints(router, GAP, "cover-gaps", order="entered_at")
