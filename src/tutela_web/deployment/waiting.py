"""What waits for a post of deployment: options and losses of cover it owns, what to test again."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from tutela_web.access.policy import Standing
from tutela_web.deployment.allocation.queries import allocations_for
from tutela_web.deployment.allocation.reserve_queries import parts_for
from tutela_web.deployment.gap.queries import ACT, measures_for, open_needs
from tutela_web.deployment.options.queries import (
    host_parts_for,
    no_strategies_for,
    options_for,
)
from tutela_web.deployment.whatif.move_queries import gaps_for
from tutela_web.records.owed.rows import OwedKind, kept_by, owned_by

KEEPS_ALLOCATION, KEEPS_RESERVE = "keep_allocation", "keep_reserve"
KEEPS_HOST_PARTS = "draft_strategy"


def what_waits(standing: Standing) -> Iterable[OwedKind]:
    """What waits for this person of means and where they stand."""
    yield OwedKind(
        options_for(standing).filter(owned_by(standing)).exclude(state="ruled out"),
        _("Effort to close a gap"),
        "done",
        "deployment:gap_option",
        day="due",
    )
    yield OwedKind(
        gaps_for(standing).filter(owned_by(standing), answered_on=None),
        _("Loses cover by a move"),
        "kind",
        "deployment:cover_gap",
    )
    yield OwedKind(
        no_strategies_for(standing).filter(owned_by(standing, "stated_by"), ended_on=None),
        _("No viable strategy, to look at again"),
        "why",
        "deployment:no_strategy",
        day="review_on",
    )
    yield OwedKind(
        open_needs(standing).filter(kept_by(standing, ACT, "review_on")),
        _("Need to test again"),
        "title",
        "deployment:need",
        day="review_on",
    )
    yield OwedKind(
        measures_for(standing).filter(kept_by(standing, ACT, "review_on")),
        _("Measure against a threat, to look at again"),
        "measure",
        "deployment:threat_measure",
        day="review_on",
    )
    yield OwedKind(
        host_parts_for(standing).filter(kept_by(standing, KEEPS_HOST_PARTS, "review_on")),
        _("Part of the host state, to look at again"),
        "part",
        "deployment:host_part",
        day="review_on",
    )
    yield OwedKind(
        allocations_for(standing).filter(
            kept_by(standing, KEEPS_ALLOCATION, "ends"), ends__gte=standing.on
        ),
        _("Allocation of means, which ends"),
        "title",
        "deployment:allocation",
        day="ends",
    )
    yield OwedKind(
        parts_for(standing).filter(kept_by(standing, KEEPS_RESERVE, "committed_until")),
        _("Part of the reserve to be free again"),
        "what",
        "deployment:reserve_part",
        day="committed_until",
    )
