"""A paragraph of the mandate with its limits, and the decisions that rest on it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from tutela_web.access.doors import mission_page
from tutela_web.access.policy import Standing
from tutela_web.crisis.queries import decisions_for
from tutela_web.mandate.queries import paragraphs_for, tasks_for


@mission_page("alerts")
def relying(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """The paragraph quoted, its limits of means, area and host responsibility, its decisions."""
    paragraph = get_object_or_404(paragraphs_for(standing), pk=pk)
    rows = decisions_for(standing).filter(paragraph=paragraph).select_related("alert")
    context = {
        "paragraph": paragraph,
        "tasks": tasks_for(standing).filter(paragraph=paragraph, state="confirmed"),
        "rows": rows.order_by("-decided_at", "-pk"),
        "holds_capacity": "capacity" in standing.compartments,
    }
    return render(request, "crisis/relying.html", context)
