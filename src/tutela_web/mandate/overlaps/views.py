"""Mandated tasks beside the protection tasks of UN entities: overlaps, and how they are shared."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from tutela_web.access.page_access import mission_page, mission_post, refused_atop
from tutela_web.access.policy import Standing
from tutela_web.base.forms import version_sent
from tutela_web.mandate.models import EntityTask, MandatedTask
from tutela_web.mandate.overlaps import queries as found
from tutela_web.mandate.overlaps import verbs
from tutela_web.mandate.queries import ACT, tasks_for, works_on


@mission_page("mandates")
def overlaps(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Every overlap: an agreed division or an open question; and the tasks of UN entities."""
    if not works_on(standing):
        raise Http404
    rows = found.overlaps(standing)
    context = {
        "rows": rows,
        "open": sum(row.open for row in rows),
        "theirs": found.entity_tasks_for(standing),
        "may_keep": standing.may(ACT),
    }
    return render(request, "mandate/overlaps.html", context)


@mission_post("mandates", of=found.entity_tasks_for)
def entity_task_end(request: HttpRequest, standing: Standing, one: EntityTask) -> HttpResponse:
    """A UN entity has it no longer."""
    with refused_atop(request):
        verbs.end_entity_task(one, version=version_sent(request), by=standing)
    return redirect("mandate:overlaps", standing.mission.code)


@mission_post("mandates", of=tasks_for)
def divide(request: HttpRequest, standing: Standing, task: MandatedTask, of: UUID) -> HttpResponse:
    """How an overlap is shared out, or what is still open."""
    theirs = get_object_or_404(found.entity_tasks_for(standing), pk=of)
    said = {request.POST.get("as", ""): request.POST.get("words", "")[:3000]}
    with refused_atop(request):
        verbs.divide(
            task,
            theirs,
            agreed=said.get("agreed", ""),
            question=said.get("question", ""),
            by=standing,
        )
    return redirect("mandate:overlaps", standing.mission.code)
