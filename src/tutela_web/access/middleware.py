"""What stands at the door of every request."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from tutela.base.errors import TutelaError
from tutela_web.access.accounts import second_factor_done
from tutela_web.access.statuses import status_of
from tutela_web.base import faults

FREE = ("/account/", "/static/", "/api/", "/language/", "/look/", "/webhooks/", "/notes/")
"""Where somebody without a second factor may go: to sign in, to enrol, to sign out; and the field
app, which knows no session."""


def answer_busy(request: HttpRequest) -> HttpResponse:
    """The database is locked, full or away: nothing is half kept, and sending again is safe.

    Pages that open a confidential record write who opened it: they wait for it like any other.
    """
    answer = render(request, "look/error.html", {"kind": "busy", "status": 503}, status=503)
    answer["Retry-After"] = "5"
    return answer


METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")

PERMISSIONS = ", ".join(
    f"{feature}=()"
    for feature in (
        *("accelerometer", "autoplay", "browsing-topics", "camera", "display-capture"),
        *("encrypted-media", "gamepad", "geolocation", "gyroscope", "hid", "idle-detection"),
        *("magnetometer", "microphone", "midi", "payment", "screen-wake-lock", "serial", "usb"),
        "xr-spatial-tracking",
    )
)
"""What no page of ours may ask of a browser: where somebody is, least of all."""


class Doors:
    """No second factor, no content; nothing of a signed-in page is kept by a browser or a proxy."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        timezone.deactivate()
        if request.method not in METHODS:  # views of functions would show their page
            return HttpResponseNotAllowed(METHODS)
        person = request.user
        if (
            person.is_authenticated
            and person.needs_second_factor
            and not request.path.startswith(FREE)
            and not second_factor_done(request)
        ):
            return redirect(reverse("mfa_index"))
        response = self.answer(request)
        if person.is_authenticated or request.path.startswith("/api/"):
            response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """An error of ours that no view met: what, where, next; 403, 409 or 400. A database that
        is locked, full or away: 503."""
        if faults.is_busy(error):
            return answer_busy(request)
        if not isinstance(error, TutelaError):
            return None
        status = status_of(error)
        told = {"kind": "denied" if status == 403 else "told", "error": error, "status": status}
        return render(request, "look/error.html", told, status=status)
