"""Of dialogue, messages, rumours and the rest for programs."""

from __future__ import annotations

from ninja import Router

from tutela_web.outreach.perceptions.api import router as perceptions

router = Router()
router.add_router("", perceptions)
