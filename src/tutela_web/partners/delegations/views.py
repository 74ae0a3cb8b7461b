"""The chain of responsibility, with the Head of Mission at its end."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tutela_web.access.page_access import mission_page
from tutela_web.access.policy import Standing
from tutela_web.partners.delegations.kind import DELEGATION
from tutela_web.partners.delegations.queries import responsibility


@mission_page("strategy")
def chain(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Who is finally responsible, what is delegated to whom, and what came up unanswered."""
    context = {"chain": responsibility(standing), "may_keep": DELEGATION.may_write(standing)}
    return render(request, "partners/responsibility.html", context)
