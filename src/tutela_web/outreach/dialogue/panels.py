"""Who was heard, beside a place, an alert, what is decided about it, and a score."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tutela_web.access.policy import Standing
from tutela_web.intake.models import FieldReport, ReportKind
from tutela_web.outreach.dialogue.heard_queries import heard_at
from tutela_web.outreach.dialogue.queries import KIND
from tutela_web.places.models import Place
from tutela_web.records.models import Record
from tutela_web.records.panels import PanelAbove
from tutela_web.risk.models import Risk
from tutela_web.warning.models import Alert

BESIDE = {Place: "heard_at_place", Alert: "heard_at_alert"}


def panel_beside(standing: Standing, record: Record) -> PanelAbove | None:
    """The panel of who was heard beside a place or an alert, and of the exchanges that came of the
    report of a visit. No query."""
    if isinstance(record, FieldReport):
        if record.kind != ReportKind.VISIT or not standing.reads(KIND):
            return None
        url = reverse("outreach:of_visit", args=[standing.mission.code, record.pk])
        return PanelAbove(url, _("Exchange with the community"))
    name = next((name for model, name in BESIDE.items() if isinstance(record, model)), "")
    if not name or not standing.reads(KIND):
        return None
    url = reverse(f"outreach:{name}", args=[standing.mission.code, record.pk])
    return PanelAbove(url, _("Who was heard"), name="heard")


def dialogue_in_page(standing: Standing, record: Record) -> PanelAbove | None:
    """Women's and men's views apart, on the page of a community. No query."""
    if not standing.reads(KIND):
        return None
    url = reverse("outreach:dialogue_at", args=[standing.mission.code, record.pk])
    return PanelAbove(url, _("Dialogue"))


def owed_in_page(standing: Standing, record: Record) -> PanelAbove | None:
    """What a community asked and is owed, on its page. No query."""
    if not standing.reads(KIND):
        return None
    url = reverse("outreach:owed_at", args=[standing.mission.code, record.pk])
    return PanelAbove(url, _("Asked, and due"))


def heard_beside_risk(standing: Standing, risk: Risk) -> Mapping[str, Any] | None:
    """What people at the place of a risk said: evidence beside a score it never changes."""
    if not standing.reads(KIND):
        return None
    return {"place": risk.place, "heard": heard_at(standing, risk.place)}
