"""Of gaps, options and allocations for programs."""

from __future__ import annotations

from ninja import Router

from tutela_web.deployment.gap.api import router as gaps

router = Router(tags=["means"])
router.add_router("", gaps)
