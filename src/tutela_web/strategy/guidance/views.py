"""Guidance and briefings: the host's part, headquarters, contributing countries, joint areas."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.page_access import mission_page, mission_post, refused_atop
from tutela_web.access.policy import Standing
from tutela_web.base.forms import version_sent
from tutela_web.records.create_page import faults_of, save_posted
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
from tutela_web.strategy.guidance.models import Briefing, HeadquartersGuidance


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


@mission_post("drafts", of=found.guidance_for)
def guidance_received(
    request: HttpRequest, standing: Standing, one: HeadquartersGuidance
) -> HttpResponse:
    """The guidance that came."""
    return _keep_line(request, standing, one, ReceivedForm(request.POST), verbs.receive_guidance)


@mission_post("drafts", of=found.briefings_for)
def country_briefed(request: HttpRequest, standing: Standing, one: Briefing) -> HttpResponse:
    """What a country was told, and its acknowledgement."""
    return _keep_line(request, standing, one, BriefForm(request.POST), verbs.brief_country)


def _keep_line(
    request: HttpRequest,
    standing: Standing,
    record: HeadquartersGuidance | Briefing,
    form: forms.Form,
    verb: Callable[..., HeadquartersGuidance | Briefing],
) -> HttpResponse:
    """Keep one line; what is refused is told above the page."""
    with refused_atop(request):
        if not form.is_valid():
            raise BadParameter(
                say("what was sent cannot be stored: {why}", why=faults_of(form)),
                next=say("put it right and send it again"),
            )
        verb(record, form.cleaned_data, version=version_sent(request), by=standing)
    return redirect("strategy:guidance", standing.mission.code, record.strategy_id)
