"""What people at a place were told, beside the place."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from tutela_web.access.policy import Standing
from tutela_web.outreach.messages.queries import KIND
from tutela_web.places.models import Place
from tutela_web.records.models import Record
from tutela_web.records.panels import PanelAbove


def panel_beside(standing: Standing, record: Record) -> PanelAbove | None:
    """The panel of what people were told beside a place. No query."""
    if not isinstance(record, Place) or not standing.reads(KIND):
        return None
    url = reverse("outreach:told_at_place", args=[standing.mission.code, record.pk])
    return PanelAbove(url, _("What people were told"))
