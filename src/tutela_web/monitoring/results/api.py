"""Criteria and results of mandates, and effects by place, for programs."""

from __future__ import annotations

from ninja import Router

from tutela_web.monitoring.effects.kinds import EVALUATION
from tutela_web.monitoring.results.kinds import CRITERION, RESULT
from tutela_web.records.endpoints.kind_api import add_endpoints

router = Router(tags=["indicators"])
add_endpoints(router, CRITERION, "success-criteria", order="entered_at")
add_endpoints(router, RESULT, "mandate-results", order="-last")
add_endpoints(router, EVALUATION, "place-evaluations", order="-last")
