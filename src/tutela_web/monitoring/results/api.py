"""Criteria and results of mandates for programs."""

from __future__ import annotations

from ninja import Router

from tutela_web.monitoring.results.kinds import CRITERION, RESULT
from tutela_web.records.endpoints.kind_api import add_endpoints

router = Router(tags=["indicators"])
add_endpoints(router, CRITERION, "success-criteria", order="entered_at")
add_endpoints(router, RESULT, "mandate-results", order="-last")
