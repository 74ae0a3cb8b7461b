"""Of dialogue, messages, rumours and the rest for programs."""

from __future__ import annotations

from ninja import Router

from tutela_web.outreach.advocacy.kinds import STATEMENT
from tutela_web.outreach.disputes.kinds import AGREEMENT, BREACH, DIALOGUE, DISPUTE
from tutela_web.outreach.rumours.kinds import ANSWER, HEARING, RUMOUR
from tutela_web.records.endpoints.kind_api import add_endpoints

router = Router(tags=["outreach"])
add_endpoints(router, RUMOUR, "rumours", order="-heard_on")
add_endpoints(router, HEARING, "rumour-hearings", order="-on")
add_endpoints(router, ANSWER, "rumour-answers", order="-on")
add_endpoints(router, STATEMENT, "statements", order="-on")
add_endpoints(router, DISPUTE, "disputes", order="name")
add_endpoints(router, DIALOGUE, "dispute-talks", order="-on")
add_endpoints(router, AGREEMENT, "dispute-agreements", order="-agreed_on")
add_endpoints(router, BREACH, "dispute-breaches", order="-entered_at")
