"""Reviews of lines for programs."""

from __future__ import annotations

from ninja import Router

from tutela_web.monitoring.progress.kinds import REVIEW
from tutela_web.records.endpoints.kind_api import add_endpoints

router = Router(tags=["indicators"])
add_endpoints(router, REVIEW, "line-reviews", order="-on")
