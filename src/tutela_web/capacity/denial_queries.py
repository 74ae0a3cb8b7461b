"""How denied movements are read: where the person reads bases."""

from __future__ import annotations

from typing import TypedDict, cast

from django.db.models import Count, Q, QuerySet

from tutela_web.access.policy import Standing
from tutela_web.capacity.models import DeniedMovement


def denials_for(standing: Standing) -> QuerySet[DeniedMovement]:
    """The denied movements this person may see."""
    return DeniedMovement.objects.filter(standing.sees_open("bases")).order_by(
        "-event_from", "-entered_at"
    )


class DenialCount(TypedDict):
    """How many moves an authority denied, and how many of them nobody raised with the host."""

    authority: str
    n: int
    not_raised: int


def by_authority(standing: Standing) -> list[DenialCount]:
    """How often each authority denied a move, and how often nobody raised it with the host."""
    rows = denials_for(standing).order_by().values("authority")
    counted = rows.annotate(n=Count("pk"), not_raised=Count("pk", filter=Q(raised_on=None)))
    return cast(list[DenialCount], list(counted.order_by("-n", "authority")))
