"""Of scenarios and exercises for programs."""

from __future__ import annotations

from ninja import Router

from tutela_web.exercise.drills.kinds import DRILL
from tutela_web.exercise.findings.kinds import FINDING
from tutela_web.exercise.scenarios.kinds import BACKUP, SCENARIO, SIGN
from tutela_web.records.endpoints.kind_api import add_endpoints

router = Router(tags=["exercise"])
add_endpoints(router, SCENARIO, "scenarios", order="review_on")
add_endpoints(router, SIGN, "scenario-signs", order="entered_at")
add_endpoints(router, BACKUP, "scenario-backup", order="entered_at")
add_endpoints(router, DRILL, "drills", order="-entered_at")
add_endpoints(router, FINDING, "drill-findings", order="-entered_at")
