"""What waits for human rights, on one page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tutela_web.access.page_access import mission_page
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.incidents.verification.queries import rows_to_verify, to_verify
from tutela_web.records.paging import page_context


@mission_page("incidents")
def inbox(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Incidents of which human rights has not said the last word, the oldest first."""
    paged = page_context(request, to_verify(standing).select_related("place"))
    context = {
        **paged,
        "rows": rows_to_verify(standing, list(paged["page"])),
        "now": clock.now(standing.mission),
    }
    return render(request, "incidents/to_verify.html", context)
