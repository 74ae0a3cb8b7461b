"""How long a strategy is and what of it is tied to nothing."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from tutela.strategy.text.length import MOST_WORDS
from tutela_web.access.page_access import mission_page
from tutela_web.access.policy import Standing
from tutela_web.records.pages import read_line
from tutela_web.strategy.edition.models import Strategy
from tutela_web.strategy.edition.queries import strategies_for
from tutela_web.strategy.leading import queries as found


def _strategy(standing: Standing, pk: UUID) -> Strategy:
    return get_object_or_404(strategies_for(standing).select_related("mission"), pk=pk)


@mission_page("drafts")
def length(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """How long the sections are, and the paragraphs tied to no risk, activity or owner."""
    strategy = _strategy(standing, pk)
    read_line(standing, strategy)
    rows = found.lengths_of(standing, strategy)
    context = {
        "strategy": strategy,
        "rows": rows,
        "most": MOST_WORDS,
        "words": sum(row.words for row in rows),
    }
    return render(request, "strategy/length.html", context)
