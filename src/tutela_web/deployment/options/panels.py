"""On the page of a move or of a course: the efforts at options for a gap that it carries out."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from tutela_web.access.page_access import mission_page
from tutela_web.access.policy import Standing
from tutela_web.capacity.training.models import CourseSet
from tutela_web.capacity.training.queries import courses_for
from tutela_web.capacity.units.queries import holds_readiness
from tutela_web.deployment.options.queries import KIND, closed_read, options_for
from tutela_web.deployment.whatif.models import MoveRequest
from tutela_web.deployment.whatif.move_queries import moves_for
from tutela_web.records.models import Record
from tutela_web.records.panels import PanelAbove


def panel_beside(standing: Standing, record: Record) -> PanelAbove | None:
    """The panel of options beside a move or a course, for holders of capacity. No query."""
    if not isinstance(record, MoveRequest | CourseSet) or not standing.reads(KIND):
        return None
    if not holds_readiness(standing):
        return None
    url = reverse("deployment:efforts_of", args=[standing.mission.code, record.pk])
    return PanelAbove(url, _("Options for a gap that it carries out"))


@mission_page(KIND)
def efforts_of(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """The efforts that a move or a course carries out: to others than holders it is not there."""
    move = moves_for(standing).filter(pk=pk).first()
    course = courses_for(standing).filter(pk=pk).first() if move is None else None
    if move is None and course is None:
        raise Http404
    mine = {"move": move} if move is not None else {"course_set": course}
    efforts = list(options_for(standing).filter(**mine).select_related("need"))
    closed_read(standing, efforts)
    part = request.htmx  # type: ignore[attr-defined]
    return render(
        request,
        "deployment/_efforts_of.html" if part else "deployment/efforts_of.html",
        {"efforts": efforts, "here": move or course},
    )
