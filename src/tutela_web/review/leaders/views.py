"""Who leads a strategy and what they did."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from tutela_web.access.page_access import mission_page
from tutela_web.access.policy import Standing
from tutela_web.records.pages import read_line
from tutela_web.review.leaders import queries as found
from tutela_web.strategy.edition.queries import strategies_for


@mission_page("drafts")
def leadership(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """The leadership log: dated decisions and reviews, who drives it, what waits on them."""
    strategy = get_object_or_404(strategies_for(standing).select_related("mission"), pk=pk)
    read_line(standing, strategy)
    context = {"strategy": strategy, "log": found.leadership_of(standing, strategy)}
    return render(request, "review/leadership.html", context)
