"""Error pages: what, where, next, and never a word of what somebody wrote."""

from __future__ import annotations

import sys

from django.http import HttpRequest, HttpResponse

from tutela_web.access.middleware import answer_busy, answer_error
from tutela_web.base.upkeep import faults


def _page(request: HttpRequest, kind: str, status: int) -> HttpResponse:
    return answer_error(request, {"kind": kind}, status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, "bad_request", 400)


def permission_denied_page(
    request: HttpRequest, exception: Exception | None = None
) -> HttpResponse:
    return _page(request, "denied", 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, "not_found", 404)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _page(request, "stale_form", 403)


def server_error_page(request: HttpRequest) -> HttpResponse:
    """What no view met, in a view or on the way to it; called while the error is at hand."""
    error = sys.exc_info()[1]
    if faults.is_busy(error):
        return answer_busy(request, error)
    return _page(request, "failed", 500)
