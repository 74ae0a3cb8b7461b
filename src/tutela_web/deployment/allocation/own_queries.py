"""The share of means for own protection: as the request of a move says it, beside that of the rows
of the allocation in force."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from tutela.deployment.allocation import own_share
from tutela_web.access.policy import Standing
from tutela_web.deployment.allocation.queries import KIND, allocation_in_force, lines_of
from tutela_web.deployment.whatif.models import MoveRequest

APART = 10
"""From so many points on the two contradict each other [P]."""


def own_share_beside(standing: Standing, request: MoveRequest) -> Mapping[str, Any] | None:
    """What the page of a move shows of own protection; None where no allocation is in force that
    this person may see. The template is deployment/_own_share.html."""
    if not standing.reads(KIND):
        return None
    allocation = allocation_in_force(standing)
    if allocation is None:
        return None
    reckoned = own_share(lines_of(allocation))
    percent = None if reckoned is None else round(reckoned[1])
    typed = request.own_share
    words = {"units": _("of units"), "hours": _("of hours"), "staff": _("of staff")}
    return {
        "typed": typed,
        "percent": percent,
        "of": words[reckoned[0]] if reckoned else "",
        "allocation": allocation,
        "apart": None not in (typed, percent) and abs((typed or 0) - (percent or 0)) >= APART,
    }
