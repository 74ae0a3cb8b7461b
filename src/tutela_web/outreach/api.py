"""Of dialogue, messages, rumours and the rest for programs."""

from __future__ import annotations

from ninja import Router

from tutela_web.outreach.advocacy.kinds import STATEMENT as PUBLIC_STATEMENT
from tutela_web.outreach.dialogue.api import router as dialogue
from tutela_web.outreach.disputes.kinds import AGREEMENT, BREACH, DIALOGUE, DISPUTE
from tutela_web.outreach.messages.message_kind import MESSAGE, PART
from tutela_web.outreach.messages.plan_kind import MEANS, TELLING
from tutela_web.outreach.messages.statement_kind import STATEMENT
from tutela_web.outreach.perceptions.api import router as perceptions
from tutela_web.outreach.rumours.kinds import ANSWER, HEARING, RUMOUR
from tutela_web.outreach.sites.character_kind import SIGN
from tutela_web.records.endpoints.kind_api import add_endpoints

router = Router(tags=["communities"])
router.add_router("", dialogue)
router.add_router("", perceptions)
add_endpoints(router, STATEMENT, "capacity-statements", order="-until")
add_endpoints(router, MESSAGE, "messages-to-people", order="-entered_at")
add_endpoints(router, PART, "message-parts", order="-entered_at")
add_endpoints(router, TELLING, "message-tellings", order="-entered_at")
add_endpoints(router, MEANS, "expectation-means", order="-starts")
add_endpoints(router, RUMOUR, "rumours", order="-heard_on")
add_endpoints(router, HEARING, "rumour-hearings", order="-on")
add_endpoints(router, ANSWER, "rumour-answers", order="-on")
add_endpoints(router, PUBLIC_STATEMENT, "statements", order="-on")
add_endpoints(router, DISPUTE, "disputes", order="name")
add_endpoints(router, DIALOGUE, "dispute-talks", order="-on")
add_endpoints(router, AGREEMENT, "dispute-agreements", order="-agreed_on")
add_endpoints(router, BREACH, "dispute-breaches", order="-entered_at")
add_endpoints(router, SIGN, "site-signs", order="-entered_at")
