"""A page that lost its stream asks here for a new ticket."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse

from tutela_web.access.page_access import mission_page
from tutela_web.access.policy import Standing
from tutela_web.warning.board.live import live_url


@mission_page("alerts")
def renew_live_url(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Where to listen from now on; null where no live server is set up."""
    return JsonResponse({"url": live_url(request, standing)})
