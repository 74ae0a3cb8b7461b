"""Of dialogue, messages, rumours and the rest for programs."""

from __future__ import annotations

from ninja import Router

from tutela_web.outreach.dialogue.api import router as dialogue

router = Router(tags=["communities"])
router.add_router("", dialogue)
