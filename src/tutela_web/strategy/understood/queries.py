"""What leaders said they understand by protection, as a person may see it."""

from __future__ import annotations

from django.db.models import QuerySet

from tutela_web.access.policy import Standing
from tutela_web.links.queries import in_force
from tutela_web.strategy.understood.models import LeaderUnderstanding

KIND = "strategy"
ACT = "say_understanding"
FOR_OTHERS = "draft_strategy"
"""Who writes the strategy writes down what any leader said; a leader, their own words."""


def understandings_for(standing: Standing) -> QuerySet[LeaderUnderstanding]:
    """What leaders said that this person may see, the last first; what ended too."""
    rows = LeaderUnderstanding.objects.filter(standing.sees_open(KIND))
    return rows.select_related("post").order_by("-given_on", "-entered_at", "-pk")


def current_understandings(standing: Standing) -> QuerySet[LeaderUnderstanding]:
    """What stands today."""
    return understandings_for(standing).filter(in_force(standing))
