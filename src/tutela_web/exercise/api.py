"""Of scenarios and exercises for programs."""

from __future__ import annotations

from ninja import Router

from tutela_web.exercise.drills.kinds import DRILL
from tutela_web.records.endpoints.kind_api import add_endpoints

router = Router()
add_endpoints(router, DRILL, "drills", order="-entered_at")
