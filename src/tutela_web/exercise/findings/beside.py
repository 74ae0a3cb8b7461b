"""Findings beside their drill, exercises due on a page of their own and in the calendar of whoever
owes them, and cleared twins among the scripts a drill may play."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time
from uuid import UUID, uuid5

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from tutela.coordination.calendar import Entry
from tutela.exercise.script import Script
from tutela_web.access.page_access import mission_page
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.exercise.drills.models import Drill
from tutela_web.exercise.drills.queries import KIND, OFFERED, drills_for
from tutela_web.exercise.findings.queries import (
    ACT,
    DUE,
    dues_shown,
    exercises_due,
    findings_for,
)
from tutela_web.exercise.twins.queries import may_be_played, twins_for
from tutela_web.fora.calendar import queries as calendar
from tutela_web.records.models import Record
from tutela_web.records.panels import PANELS, PanelAbove


def panel_beside(standing: Standing, record: Record) -> PanelAbove | None:
    """What a drill found, beside it. No query."""
    if not isinstance(record, Drill) or not record.is_over or not standing.reads(KIND):
        return None
    url = reverse("exercise:findings_of", args=[standing.mission.code, record.pk])
    return PanelAbove(url, _("What it found"))


@mission_page(KIND)
def findings_of(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """What a drill found, those that became nothing yet first."""
    drill = get_object_or_404(drills_for(standing), pk=pk)
    context = {
        "here": drill,
        "findings": list(findings_for(standing).filter(drill=drill)),
        "may_write": standing.may(ACT, area=drill.area_id) and drill.is_over,
    }
    part = request.htmx  # type: ignore[attr-defined]
    template = "exercise/_findings.html" if part else "exercise/findings_of.html"
    return render(request, template, context)


@mission_page(KIND)
def due_page(request: HttpRequest, standing: Standing) -> HttpResponse:
    """The exercises that are owed, the first due first, with why."""
    return render(request, "exercise/due.html", {"dues": exercises_due(standing)})


def calendar_entries(standing: Standing, key: UUID) -> list[Entry]:
    """The days by which this person owes an exercise, or advises who does."""
    return [
        Entry(
            uuid5(key, f"{due.key.hex}:exercise").hex,
            f"{_('Open Tutela')}: {_('exercise due')}",
            due.on,
            clock.moment_of(due.on - DUE, time(), standing.mission),
        )
        for due in dues_shown(standing)
        if standing.on - calendar.BACK <= due.on <= standing.on + calendar.AHEAD
    ]


def scripts_to_play(standing: Standing) -> Iterator[tuple[str, Script]]:
    """The scripts of twins that all three offices cleared, each with its key."""
    for twin in twins_for(standing):
        if may_be_played(twin):
            yield str(twin.pk), twin.played


def connect() -> None:
    """Tell the rooms and features below."""
    PANELS.append(panel_beside)
    OFFERED.append(scripts_to_play)
    calendar.MORE.append(calendar_entries)
