"""How denied movements are read: where the person reads bases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Prefetch, Q, QuerySet

from tutela_web.access.policy import Standing
from tutela_web.capacity.models import DeniedMovement
from tutela_web.capacity.queries import units_for

PAGE = 50


def denials_for(standing: Standing) -> QuerySet[DeniedMovement]:
    """The denied movements this person may see."""
    return DeniedMovement.objects.filter(standing.sees_open("bases"))


def page_of_denials(standing: Standing, asked: Mapping[str, str]) -> Page[DeniedMovement]:
    """One page, newest first: by authority (its words) and by whether it was raised ("no")."""
    units = Prefetch("unit", queryset=units_for(standing))
    found = denials_for(standing).prefetch_related(units)
    if authority := asked.get("authority"):
        found = found.filter(authority=authority)
    if asked.get("raised") == "no":
        found = found.filter(raised_on=None)
    ordered = found.order_by("-event_from", "-entered_at")
    return Paginator(ordered, PAGE).get_page(asked.get("page"))


def by_authority(standing: Standing) -> list[dict[str, Any]]:
    """How often each authority denied a move, and how often nobody raised it with the host."""
    rows = denials_for(standing).order_by().values("authority")
    counted = rows.annotate(n=Count("pk"), not_raised=Count("pk", filter=Q(raised_on=None)))
    return list(counted.order_by("-n", "authority"))
