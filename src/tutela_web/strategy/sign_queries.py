"""How what was frozen is read: the whole only with the compartment capacity."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from tutela.strategy.drafting import PUBLISHED
from tutela_web.access.policy import Standing
from tutela_web.strategy.draft_queries import strategies_for
from tutela_web.strategy.models import FrozenStrategy, Strategy


def frozen_for(standing: Standing) -> QuerySet[FrozenStrategy]:
    """The frozen copies this person may see. Of what is in one, `snapshot.seen_part` tells."""
    kept = standing.sees_open("strategy") & Q(strategy__state__in=sorted(PUBLISHED))
    rows = FrozenStrategy.objects.filter(
        standing.sees_open("drafts") | kept, strategy__in=strategies_for(standing)
    )
    return rows.select_related("strategy")


def newest_frozen(standing: Standing, strategy: Strategy) -> FrozenStrategy | None:
    """The newest copy of a strategy this person may see, the whole before the open one."""
    rows = frozen_for(standing).filter(strategy=strategy)
    return rows.order_by("-entered_at", "-holds").first()
