"""Evaluations of effects as a person may see them, and the panel of a place."""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tutela_web.access.policy import Standing
from tutela_web.monitoring.effects.models import PlaceEvaluation
from tutela_web.places.models import Place
from tutela_web.places.queries import places_for
from tutela_web.records.models import Record
from tutela_web.records.panels import PanelAbove

KIND = "strategy"
ACT = "keep_matrix"


def evaluations_for(standing: Standing) -> QuerySet[PlaceEvaluation]:
    """The evaluations this person may see, of places they may see, the last first."""
    seen = places_for(standing).order_by().values("pk")
    rows = PlaceEvaluation.objects.filter(standing.sees_open(KIND), place__in=seen)
    return rows.select_related("place").order_by("-last", "-entered_at", "-pk")


def panel_beside(standing: Standing, record: Record) -> PanelAbove | None:
    """The evaluations beside a place. No query."""
    if not isinstance(record, Place) or not standing.reads(KIND):
        return None
    url = reverse("monitoring:effects_at", args=[standing.mission.code, record.pk])
    return PanelAbove(url, _("What was done here, and its effects"))
