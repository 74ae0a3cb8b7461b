"""Of dialogue, messages, rumours and the rest for programs."""

from __future__ import annotations

from ninja import Router

from tutela_web.outreach.sites.character import SIGN
from tutela_web.records.endpoints.kind_api import add_endpoints

router = Router(tags=["outreach"])

add_endpoints(router, SIGN, "site-signs", order="-entered_at")
