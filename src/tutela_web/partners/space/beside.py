"""Checks of distinction beside the alert whose tasks they are of."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from tutela_web.access.page_access import mission_page
from tutela_web.access.policy import Standing
from tutela_web.partners.space.queries import checks_of_tasks
from tutela_web.partners.space.verbs import ACT
from tutela_web.records.models import Record
from tutela_web.records.panels import PANELS, PanelAbove
from tutela_web.warning.board.queries import read_alert, thread_read
from tutela_web.warning.models import Alert

NAME = "task_checks"


def panel_beside(standing: Standing, record: Record) -> PanelAbove | None:
    """The panel of checks beside an alert, for who reads both. No query."""
    if not isinstance(record, Alert) or not (standing.reads("alerts") and standing.reads("fora")):
        return None
    url = reverse("partners:task_checks", args=[standing.mission.code, record.pk])
    return PanelAbove(url, _("Do we remain distinguishable?"), NAME)


@mission_page("alerts")
def task_checks(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Each tasking of an alert with its check of distinction; a joint one without any is marked."""
    if not standing.reads("fora"):
        raise Http404
    alert = read_alert(standing, pk)
    context = {
        "alert": alert,
        "tasks": checks_of_tasks(standing, thread_read(alert)),
        "may_check": standing.may_somewhere(ACT),
    }
    fragment = request.htmx  # type: ignore[attr-defined]
    page = "partners/_task_checks.html" if fragment else "partners/task_checks.html"
    return render(request, page, context)


def connect() -> None:
    """Tell the rooms below that a panel stands beside an alert."""
    PANELS.append(panel_beside)
