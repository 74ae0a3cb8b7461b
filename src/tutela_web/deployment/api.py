"""Of gaps, options and allocations for programs."""

from __future__ import annotations

from ninja import Router

from tutela_web.deployment.options.beyond_kind import BEYOND
from tutela_web.deployment.options.host_part_kind import HOST_PART
from tutela_web.deployment.options.no_strategy_kind import NO_STRATEGY
from tutela_web.deployment.options.option_kind import GAP_OPTION
from tutela_web.records.endpoints.kind_api import add_endpoints

router = Router()
add_endpoints(router, GAP_OPTION, "gap-options", order="-entered_at")
add_endpoints(router, BEYOND, "beyond-ability", order="-entered_at")
add_endpoints(router, NO_STRATEGY, "areas-without-strategy", order="-stated_on")
add_endpoints(router, HOST_PART, "host-parts", order="-since")
