"""Error pages: what, where, next, and never a word of what somebody wrote."""

from __future__ import annotations

import sys

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tutela_web.access.middleware import answer_busy
from tutela_web.base import faults


def _page(request: HttpRequest, kind: str, status: int) -> HttpResponse:
    return render(request, "look/error.html", {"kind": kind, "status": status}, status=status)


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
    if faults.is_busy(sys.exc_info()[1]):
        return answer_busy(request)
    return _page(request, "failed", 500)
