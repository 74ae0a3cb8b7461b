"""Who leads a strategy and what they did; how long it is and what of it is tied to nothing."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from tutela.strategy.length import MOST_WORDS
from tutela_web.access.doors import mission_page
from tutela_web.access.policy import Standing
from tutela_web.records.pages import read_line
from tutela_web.strategy import lead_queries as found
from tutela_web.strategy.draft_queries import strategies_for
from tutela_web.strategy.models import Strategy


def _strategy(standing: Standing, pk: UUID) -> Strategy:
    return get_object_or_404(strategies_for(standing).select_related("mission"), pk=pk)


@mission_page("drafts")
def leadership(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """The leadership log: dated decisions and reviews, who drives it, what waits on them."""
    one = _strategy(standing, pk)
    read_line(standing, one)
    context = {"strategy": one, "log": found.leadership_of(standing, one)}
    return render(request, "strategy/leadership.html", context)


@mission_page("drafts")
def length(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """How long the sections are, and the paragraphs tied to no risk, activity or owner."""
    one = _strategy(standing, pk)
    read_line(standing, one)
    rows = found.lengths_of(standing, one)
    context = {
        "strategy": one,
        "rows": rows,
        "most": MOST_WORDS,
        "words": sum(row.words for row in rows),
    }
    return render(request, "strategy/length.html", context)
