"""The page of progress: each line of the strategy, what is known of it and what is not."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tutela_web.access.page_access import mission_page
from tutela_web.access.policy import Standing
from tutela_web.monitoring.progress.kinds import REVIEW
from tutela_web.monitoring.progress.queries import progress_list


@mission_page("strategy")
def progress(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Every line with output, outcome, impact on people and its last review, overdue ones first."""
    rows = progress_list(standing)
    context = {
        "rows": [
            (row, REVIEW.new_address(standing, row.line))
            if REVIEW.may_write(standing, beside=row.line)
            else (row, "")
            for row in rows
        ],
        "late": sum(row.state in ("late", "no day") for row in rows),
        "unknown": sum(not row.impact_known for row in rows),
    }
    return render(request, "monitoring/progress.html", context)
