"""What the pages of what a mission makes its own do alike: a second person decides, and somebody
takes out of use."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from tutela_web.access.page_access import refused_atop
from tutela_web.access.policy import Standing


def answer_decision(
    request: HttpRequest, decide: Callable[..., Model], *, by: Standing, done: str, page: str
) -> HttpResponse:
    """Have a verb decide as the form said, and go back to the page.

    Takes   decide, which takes approved, why and by; done, what is said where it was approved.
    """
    approved = request.POST.get("decision") == "approve"
    with refused_atop(request):
        decide(approved=approved, why=request.POST.get("why", ""), by=by)
        messages.success(request, done if approved else _("Refused."))
    return redirect(page, by.mission.code)


def answer_withdrawal(
    request: HttpRequest, withdraw: Callable[..., Model], *, by: Standing, done: str, page: str
) -> HttpResponse:
    """Have a verb take out of use for the reason the form gave, and go back to the page."""
    with refused_atop(request):
        withdraw(why=request.POST.get("why", ""), by=by)
        messages.success(request, done)
    return redirect(page, by.mission.code)
