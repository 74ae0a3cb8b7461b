"""What the agreed risks need, as a person may see it."""

from __future__ import annotations

from django.db.models import QuerySet

from tutela_web.access.policy import Standing
from tutela_web.deployment.gap.models import Need

KIND = "means"


def needs_for(standing: Standing) -> QuerySet[Need]:
    """The needs this person may see."""
    return Need.objects.filter(standing.sees_open(KIND))
