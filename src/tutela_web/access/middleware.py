"""What stands at the door of every request."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from tutela.base.errors import TutelaError
from tutela_web.access.accounts import second_factor_done
from tutela_web.access.api import status_of

FREE = ("/account/", "/static/", "/api/", "/language/", "/look/", "/webhooks/")
"""Where somebody without a second factor may go: to sign in, to enrol, to sign out."""


class Doors:
    """No second factor, no content; nothing of a signed-in page is kept by a browser or a proxy."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        timezone.deactivate()
        person = request.user
        if (
            person.is_authenticated
            and person.needs_second_factor  # type: ignore[union-attr]
            and not request.path.startswith(FREE)
            and not second_factor_done(request)
        ):
            return redirect(reverse("mfa_index"))
        response = self.answer(request)
        if person.is_authenticated or request.path.startswith("/api/"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """An error of ours that no view met: what, where, next; 403, 409 or 400."""
        if not isinstance(error, TutelaError):
            return None
        status = status_of(error)
        told = {"kind": "denied" if status == 403 else "told", "error": error, "status": status}
        return render(request, "site/error.html", told, status=status)
