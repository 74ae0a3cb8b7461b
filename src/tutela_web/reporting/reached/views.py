"""By audience: what each last received, what is due, what is late."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tutela_web.access.page_access import mission_page
from tutela_web.access.policy import Standing
from tutela_web.reporting.editions.queries import DRAFTS, READS
from tutela_web.reporting.reached.audience import by_audience


@mission_page(READS)
def audiences(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Every audience with its reports: the last received, the next due, the late first."""
    rows = by_audience(standing)
    context = {
        "audiences": rows,
        "late": sum(audience.late for audience in rows),
        "may_draft": standing.may(DRAFTS),
    }
    return render(request, "reporting/audiences.html", context)
