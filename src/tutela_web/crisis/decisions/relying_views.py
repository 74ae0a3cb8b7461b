"""A paragraph of the mandate with its limits, and the decisions that rest on it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tutela_web.access.page_access import mission_page
from tutela_web.access.policy import Standing
from tutela_web.crisis.decisions.queries import decisions_for
from tutela_web.mandate.models import Paragraph
from tutela_web.mandate.queries import paragraphs_for, tasks_for


@mission_page("alerts", of=paragraphs_for)
def relying(request: HttpRequest, standing: Standing, paragraph: Paragraph) -> HttpResponse:
    """The paragraph quoted, its limits of means, area and host responsibility, its decisions."""
    rows = decisions_for(standing).filter(paragraph=paragraph).select_related("alert")
    context = {
        "paragraph": paragraph,
        "tasks": tasks_for(standing).filter(paragraph=paragraph, state="confirmed"),
        "rows": rows.order_by("-decided_at", "-pk"),
        "holds_capacity": "capacity" in standing.compartments,
    }
    return render(request, "crisis/relying.html", context)
