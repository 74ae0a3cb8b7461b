"""Of gaps, options and allocations for programs."""

from __future__ import annotations

from ninja import Router

from tutela_web.deployment.allocation.allocation_kinds import ALLOCATION, DEMAND, DISSENTED, SHARE
from tutela_web.deployment.allocation.reserve_kinds import PART, RESERVE
from tutela_web.deployment.allocation.standing_kinds import ADVISER_POST, MIX_REASON, RESOURCE
from tutela_web.deployment.gap.api import router as gaps
from tutela_web.deployment.options.beyond_kind import BEYOND
from tutela_web.deployment.options.host_part_kind import HOST_PART
from tutela_web.deployment.options.no_strategy_kind import NO_STRATEGY
from tutela_web.deployment.options.option_kind import GAP_OPTION
from tutela_web.deployment.visits.kinds import VISIT
from tutela_web.deployment.whatif.kinds import DRAWDOWN, GAP, MOVE
from tutela_web.records.endpoints.kind_api import add_endpoints

router = Router(tags=["means"])
router.add_router("", gaps)
add_endpoints(router, ALLOCATION, "allocations", order="-starts")
add_endpoints(router, SHARE, "allocation-shares", order="-entered_at")
add_endpoints(router, DEMAND, "allocation-demands", order="rank")
add_endpoints(router, DISSENTED, "allocation-dissents", order="entered_at")
add_endpoints(router, RESERVE, "crisis-reserves", order="-starts")
add_endpoints(router, PART, "crisis-reserve-parts", order="-entered_at")
add_endpoints(router, RESOURCE, "resources", order="-as_of")
add_endpoints(router, ADVISER_POST, "adviser-posts", order="-since")
add_endpoints(router, MIX_REASON, "mix-reasons", order="-starts")
add_endpoints(router, VISIT, "team-visits", order="-on")
add_endpoints(router, GAP_OPTION, "gap-options", order="-entered_at")
add_endpoints(router, BEYOND, "beyond-ability", order="-entered_at")
add_endpoints(router, NO_STRATEGY, "areas-without-strategy", order="-stated_on")
add_endpoints(router, HOST_PART, "host-parts", order="-since")
add_endpoints(router, MOVE, "moves", order="entered_at")
add_endpoints(router, DRAWDOWN, "drawdowns", order="entered_at")
add_endpoints(router, GAP, "cover-gaps", order="entered_at")
