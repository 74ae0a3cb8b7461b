"""Guidance and briefings: the host's part, headquarters, contributing countries, joint areas."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from tutela_web.access.page_access import mission_page
from tutela_web.access.policy import Standing
from tutela_web.records.acts import Act, ActsOn, one_of
from tutela_web.records.new import save_posted
from tutela_web.records.pages import read_line
from tutela_web.strategy.consulting.queries import hears
from tutela_web.strategy.edition.models import Strategy
from tutela_web.strategy.edition.queries import strategies_for
from tutela_web.strategy.guidance import queries as found
from tutela_web.strategy.guidance import verbs
from tutela_web.strategy.guidance.forms import (
    BriefForm,
    CountryForm,
    DepthForm,
    JointForm,
    ReceivedForm,
    StrategyAskForm,
)


@mission_page("drafts")
def guidance(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """What others gave to the draft and were told of it; the forms to record more."""
    strategy: Strategy = get_object_or_404(
        strategies_for(standing).select_related("mission"), pk=pk
    )
    bound = _forms(request, standing, strategy)
    if request.method == "POST":
        verb, form = bound.get(request.POST.get("do", ""), (None, None))
        if verb is None or form is None:
            raise PermissionDenied
        if save_posted(form, lambda given: verb(strategy, given, by=standing)):
            return redirect("strategy:guidance", standing.mission.code, pk)
    read_line(standing, strategy)
    context = {
        "strategy": strategy,
        **found.beside_consultation(standing, strategy),
        "forms": {name: form for name, (_verb, form) in bound.items()},
        "may_keep": "ask" in bound,
        "received_form": ReceivedForm(),
        "brief_form": BriefForm(),
    }
    faults = any(form.errors for _verb, form in bound.values())
    return render(request, "strategy/guidance.html", context, status=400 if faults else 200)


def _forms(
    request: HttpRequest, standing: Standing, strategy: Strategy
) -> dict[str, tuple[Any, forms.Form]]:
    """The forms this person may send now, each with its verb."""

    def data(name: str) -> Any:
        asked = request.method == "POST" and request.POST.get("do") == name
        return request.POST if asked else None

    bound: dict[str, tuple[Any, forms.Form]] = {}
    if not hears(strategy):
        return bound
    if standing.may(verbs.WAIVES):
        bound["depth"] = (verbs.set_depth, DepthForm(data("depth")))
    if standing.may(verbs.ACT):
        bound["ask"] = (verbs.ask_guidance, StrategyAskForm(data("ask")))
        bound["country"] = (verbs.list_country, CountryForm(data("country")))
        bound["joint"] = (verbs.find_joint, JointForm(data("joint"), standing=standing))
    return bound


RECEIVED = Act(
    verbs.receive_guidance,
    on=ActsOn(("drafts",), "strategy:guidance", one_of(found.guidance_for)),
    path="drafts/guidance/<uuid:pk>/",
    name="guidance_received",
    beside=lambda standing, guidance: guidance.strategy,
    fields=ReceivedForm,
    reads=lambda given: {"fields": given},
)
BRIEFED = Act(
    verbs.brief_country,
    on=ActsOn(("drafts",), "strategy:guidance", one_of(found.briefings_for)),
    path="drafts/briefings/<uuid:pk>/",
    name="country_briefed",
    beside=lambda standing, briefing: briefing.strategy,
    fields=BriefForm,
    reads=lambda given: {"fields": given},
)
ACTS = [RECEIVED, BRIEFED]
