"""Error pages: what, where, next, and never a word of what somebody wrote. A program reads the same
as JSON."""

from __future__ import annotations

import sys

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse

from tutela_web.access.callers import (
    denied_body,
    failed_body,
    not_found_body,
    too_much_body,
    unreadable_body,
)
from tutela_web.access.middleware import answer_busy, answer_error
from tutela_web.base.upkeep import faults


def _page(request: HttpRequest, kind: str, status: int) -> HttpResponse:
    if request.path.startswith("/api/"):
        bodies = {
            403: denied_body,
            404: not_found_body,
            413: too_much_body,
            500: failed_body,
        }
        return JsonResponse(bodies.get(status, unreadable_body)(), status=status)
    return answer_error(request, {"kind": kind}, status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    too_much = isinstance(exception, RequestDataTooBig) and request.path.startswith("/api/")
    return _page(request, "bad_request", 413 if too_much else 400)


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
