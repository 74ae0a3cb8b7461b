"""Of gaps, options and allocations for programs."""

from __future__ import annotations

from ninja import Router

from tutela_web.deployment.visits.kinds import VISIT
from tutela_web.records.endpoints.kind_api import add_endpoints

router = Router()
add_endpoints(router, VISIT, "team-visits", order="-on")
