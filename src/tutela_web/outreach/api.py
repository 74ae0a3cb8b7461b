"""Of dialogue, messages, rumours and the rest for programs."""

from __future__ import annotations

from ninja import Router

from tutela_web.outreach.dialogue.kinds import EXCHANGE, PERIOD, POINT
from tutela_web.outreach.messages.message_kind import MESSAGE, PART
from tutela_web.outreach.messages.plan_kind import MEANS, TELLING
from tutela_web.outreach.messages.statement_kind import STATEMENT
from tutela_web.records.endpoints.kind_api import add_endpoints

router = Router(tags=["communities"])

add_endpoints(router, EXCHANGE, "exchanges-with-communities", order="-held_on", writes=True)
add_endpoints(router, POINT, "points-raised", order="-entered_at")
add_endpoints(router, PERIOD, "dialogue-periods", order="-entered_at")
add_endpoints(router, STATEMENT, "capacity-statements", order="-until")
add_endpoints(router, MESSAGE, "messages-to-people", order="-entered_at")
add_endpoints(router, PART, "message-parts", order="-entered_at")
add_endpoints(router, TELLING, "message-tellings", order="-entered_at")
add_endpoints(router, MEANS, "expectation-means", order="-starts")
