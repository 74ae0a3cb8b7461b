"""Visits of the Security Council as a person may see them."""

from __future__ import annotations

from django.db.models import QuerySet

from tutela_web.access.policy import Standing
from tutela_web.places.queries import places_for
from tutela_web.reporting.editions.queries import READS, editions_for
from tutela_web.reporting.models import (
    CouncilFollowUp,
    CouncilStop,
    CouncilVisit,
    ReportEdition,
)

TO_COUNCIL = ("council_briefing", "ieg_brief")
"""The products the Council is given."""


def visits_for(standing: Standing) -> QuerySet[CouncilVisit]:
    """The visits this person may see, the last first."""
    return CouncilVisit.objects.filter(standing.sees_open(READS)).order_by("-first", "-entered_at")


def stops_for(standing: Standing) -> QuerySet[CouncilStop]:
    """The places of programmes this person may see, of places they may see too, by day."""
    seen = places_for(standing).order_by().values("pk")
    rows = CouncilStop.objects.filter(standing.sees_open(READS), place__in=seen)
    return rows.select_related("place", "visit").order_by("on", "entered_at")


def follow_ups_for(standing: Standing) -> QuerySet[CouncilFollowUp]:
    """What follows of visits, as this person may see it, by day."""
    rows = CouncilFollowUp.objects.filter(standing.sees_open(READS))
    return rows.select_related("owner", "visit").order_by("due", "entered_at")


def to_council(standing: Standing) -> QuerySet[ReportEdition]:
    """The released editions the Council may have been given, the last first."""
    rows = editions_for(standing).filter(product__in=TO_COUNCIL, state=ReportEdition.State.RELEASED)
    return rows.defer("figures", "data").order_by("-released_at")
