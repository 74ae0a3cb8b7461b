"""Gaps on pages of rooms below: a place, a risk, a line, a threat, the agenda of a meeting."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.forms import Form, ModelForm
from django.urls import reverse
from django.utils.translation import gettext as _

from tutela_web.access.policy import Standing
from tutela_web.deployment.gap.queries import KIND, gaps_of, open_needs
from tutela_web.fora.forum.models import Meeting
from tutela_web.fora.meetings import parts
from tutela_web.fora.meetings.queries import Agenda
from tutela_web.places.models import Place
from tutela_web.programme.matrix.models import MatrixLine
from tutela_web.records.models import Record
from tutela_web.records.panels import PANELS, SLOTS, PanelAbove
from tutela_web.risk.models import Risk
from tutela_web.risk.panels import PANELS as RISK_PANELS


def panel_beside(standing: Standing, record: Record) -> PanelAbove | None:
    """The gaps beside a place or a line of the matrix. No query."""
    if isinstance(record, Place):
        return panel_at(standing, record.pk)
    if not isinstance(record, MatrixLine) or not standing.reads(KIND):
        return None
    url = reverse("deployment:gaps_of_line", args=[standing.mission.code, record.pk])
    return PanelAbove(url, _("Means against this risk"), "means")


def panel_at(standing: Standing, place: UUID) -> PanelAbove | None:
    """The gaps of a place, and of the hotspot it belongs to. No query."""
    if not standing.reads(KIND):
        return None
    url = reverse("deployment:gaps_at", args=[standing.mission.code, place])
    return PanelAbove(url, _("Means against this risk"), "means")


def panel_of_risk(standing: Standing, risk: Risk) -> Mapping[str, Any] | None:
    """The gaps beside a line of the register: of its place. No query. None for a risk of a
    compartment."""
    panel = None if risk.compartment else panel_at(standing, risk.place_id)
    return {"panels": [panel]} if panel else None


def measures_of_threat(standing: Standing, record: Record) -> PanelAbove | None:
    """The measures against a threat, on its page. No query."""
    if not isinstance(record, Risk) or record.compartment or not standing.reads(KIND):
        return None
    url = reverse("deployment:measures_of", args=[standing.mission.code, record.pk])
    return PanelAbove(url, _("Measures against this threat"), "measures")


def on_agenda(
    standing: Standing,
    meeting: Meeting,
    agenda: Agenda,
    refused: Mapping[str, Form | ModelForm],
) -> Mapping[str, Any]:
    """What a meeting that is planned has to talk about of gaps: of the area of its forum, without
    what keeps units from it. A forum that others sit in is shown none."""
    planned = meeting.state == Meeting.State.PLANNED and not meeting.forum.outside
    if not planned or not standing.reads(KIND):
        return {"gaps": []}
    needs = open_needs(standing)
    if meeting.forum.area is not None:
        needs = needs.filter(area=meeting.forum.area)
    gaps = gaps_of(standing, needs, reasons=False)
    return {"gaps": [need_gap for need_gap in gaps if not need_gap.closed]}


def connect() -> None:
    """Tell the rooms below."""
    PANELS.append(panel_beside)
    RISK_PANELS["deployment/_gap_beside.html"] = panel_of_risk
    SLOTS["threat.measures"] = [measures_of_threat]
    parts.PANELS["deployment/_agenda_gaps.html"] = on_agenda
