"""What was asked of others: the list, and recording an answer."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tutela_web.access.page_access import mission_page
from tutela_web.access.policy import Standing
from tutela_web.engagements.asks import queries as found
from tutela_web.engagements.asks.kind import ASK
from tutela_web.engagements.asks.models import Ask
from tutela_web.records.filters import Offered, filter_context, filters_asked


@mission_page("engagements")
def asks(request: HttpRequest, standing: Standing) -> HttpResponse:
    """What was asked of others, and what stays unanswered past its day."""
    asked = filters_asked(request, found.FILTERS)
    offered: Offered = {
        name: list(kinds.choices)
        for name, kinds in (("of", Ask.AskedParty), ("kind", Ask.Kind), ("state", Ask.State))
    }
    context = {
        "rows": found.ask_list(standing, asked),
        **filter_context(asked, offered),
        "may_keep": ASK.may_write(standing),
    }
    return render(request, "engagements/asks.html", context)
