"""What stands at the door of every request."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from tutela.base.errors import TutelaError
from tutela_web.access.callers import busy_body, no_method_body
from tutela_web.access.sessions.accounts import second_factor_done
from tutela_web.access.statuses import status_of
from tutela_web.base.upkeep import faults

FREE = ("/account/", "/static/", "/api/", "/language/", "/webhooks/", "/notes/")
"""Where somebody without a second factor may go: to sign in, to enrol, to sign out; and the field
app, which knows no session."""


def answer_busy(request: HttpRequest, error: BaseException | None = None) -> HttpResponse:
    """The database is locked, full or away, or the disk takes nothing: nothing is half kept, and
    sending again is safe.

    Pages that open a confidential record write who opened it: they wait for it like any other.
    """
    if request.path.startswith("/api/"):
        answer: HttpResponse = JsonResponse(busy_body(error), status=503)
    else:
        kind = "disk" if isinstance(error, OSError) else "busy"
        answer = answer_error(request, {"kind": kind}, 503)
    answer["Retry-After"] = "5"
    return answer


def answer_error(
    request: HttpRequest, told: Mapping[str, str | TutelaError], status: int
) -> HttpResponse:
    """The page of an error in its frame; where the database cannot even be asked who reads it, a
    page that asks nothing, and says what to do."""
    try:
        return render(request, "look/error.html", {**told, "status": status}, status=status)
    except DatabaseError as fault:
        said = faults.fault_told(fault)
        kind = "damaged" if said == faults.DAMAGED else "disk" if faults.is_disk(fault) else "away"
        return HttpResponse(render_to_string("look/shut.html", {"kind": kind}), status=503)


def _answer_no_method(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """The same, as JSON where a program asked by a method that other addresses take."""
    if not request.path.startswith("/api/"):
        return answer
    return JsonResponse(no_method_body(), status=405, headers={"Allow": answer.get("Allow", "")})


METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")

PERMISSIONS = ", ".join(
    f"{feature}=()"
    for feature in (
        *("accelerometer", "browsing-topics", "camera", "display-capture"),
        *("encrypted-media", "gamepad", "geolocation", "gyroscope", "hid", "idle-detection"),
        *("magnetometer", "microphone", "midi", "payment", "screen-wake-lock", "serial", "usb"),
        "xr-spatial-tracking",
    )
)
"""What no page of ours may ask of a browser: where somebody is, least of all. *Autoplay* is not of
them: a desk may sound by itself after a restart, where who keeps the machine let its browser."""


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
        if response.status_code == 405:
            response = _answer_no_method(request, response)
        if person.is_authenticated or request.path.startswith("/api/"):
            response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """An error of ours that no view met: what, where, next; 403, 409 or 400. A database that
        is locked, full or away: 503."""
        if faults.is_busy(error):
            return answer_busy(request, error)
        if not isinstance(error, TutelaError):
            return None
        status = status_of(error)
        kind = "denied" if status == 403 else "told"
        return answer_error(request, {"kind": kind, "error": error}, status)
