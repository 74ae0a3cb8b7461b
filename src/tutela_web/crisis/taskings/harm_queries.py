"""Which taskings ask whether they could expose people, and what was found of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet

from tutela.crisis.tables import options
from tutela_web.access.policy import Standing
from tutela_web.crisis.models import Tasking
from tutela_web.safeguards.models import HarmCheck
from tutela_web.safeguards.queries import checks_for
from tutela_web.warning.models import Alert

OFFERED_FOR = timedelta(days=60)
"""Checks of acts longer ago are not offered for a tasking of today."""


def exposing() -> list[str]:
    """The options that take us to people, and so ask for a harm check."""
    return [name for name, option in options().items() if option.harm]


def harm_kind(option: str) -> str:
    """The kind of harm check an option asks for; blank where it asks for none."""
    return options()[option].harm if option in options() else ""


def checks_offered(standing: Standing, alert: Alert | None = None) -> QuerySet[HarmCheck]:
    """The harm checks a tasking may be linked to: of the last weeks or to come, and for an alert
    those of its area or of the whole mission."""
    rows = checks_for(standing).filter(on__gte=standing.on - OFFERED_FOR)
    return rows.filter(Q(area=alert.area_id) | Q(area=None)) if alert else rows


def taskings_checked(standing: Standing, check: HarmCheck) -> Mapping[str, Any] | None:
    """The taskings a harm check is of, for who reads alerts: on the page of the check."""
    if not standing.reads("alerts"):
        return None
    rows = Tasking.objects.filter(harm_check=check)
    seen = rows.filter(standing.sees("alerts"), standing.sees("alerts", at="alert__"))
    return {"taskings": seen.select_related("alert__mission").order_by("entered_at")}
