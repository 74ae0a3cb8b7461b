"""Of whom and for whom the mission speaks in public, beside the harm each side did."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tutela_web.access.page_access import mission_page
from tutela_web.access.policy import Standing
from tutela_web.outreach.advocacy.kinds import STATEMENT
from tutela_web.outreach.advocacy.queries import voice_of


@mission_page("outreach")
def voice(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Statements by kind of perpetrator beside its share of the harm, silence shown."""
    context = {
        "told": voice_of(standing),
        "reads": standing.reads("risks"),
        "list_url": STATEMENT.list_address(standing),
    }
    return render(request, "outreach/voice.html", context)
