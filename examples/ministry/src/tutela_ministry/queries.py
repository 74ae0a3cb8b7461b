"""Which visits a person may see."""

from __future__ import annotations

from django.db.models import QuerySet

from tutela_ministry.models import MinistryVisit
from tutela_web.access.policy import Standing

READS = "x_ministry_visits"
KEEPS = "x_ministry_keep_visits"


def visits_for(standing: Standing) -> QuerySet[MinistryVisit]:
    """The visits this person may see, the latest first."""
    rows = MinistryVisit.objects.filter(standing.sees_open(READS))
    return rows.order_by("-on", "-entered_at").select_related("place")
