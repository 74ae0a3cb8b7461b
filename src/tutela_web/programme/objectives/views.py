"""Objectives, plans of others, and what a person joins to an objective or a line."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, cast
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.page_access import mission_page, mission_post, refused_atop
from tutela_web.access.policy import Standing
from tutela_web.base.forms import version_sent
from tutela_web.links.queries import in_force
from tutela_web.programme.fields import ACT
from tutela_web.programme.matrix.models import MatrixLine
from tutela_web.programme.matrix.queries import lines_for, priority_risks
from tutela_web.programme.objectives import queries as found
from tutela_web.programme.objectives import verbs
from tutela_web.programme.objectives.forms import PlanItemMatchForm
from tutela_web.programme.objectives.kind_forms import NewObjectiveForm
from tutela_web.programme.objectives.kind_verbs import ObjectiveInput, set_objective
from tutela_web.programme.objectives.models import (
    ChainLink,
    LinkedPlan,
    Objective,
)
from tutela_web.programme.objectives.plan_kind import LINKED_PLAN
from tutela_web.records.acts import Act, ActsOn, one_of
from tutela_web.records.create_page import new_page
from tutela_web.records.kind_views import show_record


@mission_page("strategy")
def objectives(request: HttpRequest, standing: Standing) -> HttpResponse:
    """The objectives by term, the tiers none lies in, and the plans of others."""
    plans = list(found.plans_for(standing).filter(in_force(standing)).order_by("title"))
    followed = found.strategy_followed(standing)
    edition = followed.concept if followed else ""
    context = {
        "strategy": followed,
        "edition": edition,
        "tiers": found.tier_list(standing, edition),
        "held": found.objective_list(standing),
        "may_keep": standing.may(ACT),
        "plans": [
            (kind, [(one, one.stale(standing.on)) for one in plans if one.kind == kind])
            for kind in LinkedPlan.Kind
        ],
    }
    return render(request, "programme/objectives.html", context)


def _trail(standing: Standing) -> list[tuple[str, Any]]:
    return [(reverse("programme:objectives", args=[standing.mission.code]), _("Objectives"))]


@mission_page("strategy")
def objective_new(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Set an objective, begun from a mandated task or a risk where one is named."""
    begun = {
        "classification": 1,
        "tasks": request.GET.getlist("task"),
        "risks": request.GET.getlist("risk"),
    }
    form = NewObjectiveForm(
        request.POST or None, standing=standing, initial=begun, priority=priority_risks(standing)
    )
    return new_page(
        request,
        standing,
        form,
        lambda values: set_objective(cast(ObjectiveInput, values), by=standing),
        allowed=standing.may(ACT),
        title=_("Set an objective"),
        trail=_trail(standing),
        to=lambda objective: reverse(
            "programme:objective", args=[standing.mission.code, objective.pk]
        ),
    )


# --- what hangs together


def _do(request: HttpRequest, act: Callable[[], ChainLink | None], to: str) -> HttpResponse:
    with refused_atop(request):
        act()
    return redirect(to)


def _links_url(standing: Standing, mine: str, pk: UUID) -> str:
    return reverse(f"programme:{mine}", args=[standing.mission.code, pk]) + "#links"


@mission_post("strategy")
def link_add(request: HttpRequest, standing: Standing, mine: str, pk: UUID) -> HttpResponse:
    """Join a record to an objective or a line."""
    if mine not in ("objective", "line"):
        raise Http404
    holder: Objective | MatrixLine = (
        get_object_or_404(lines_for(standing), pk=pk)
        if mine == "line"
        else get_object_or_404(found.objectives_for(standing), pk=pk)
    )
    name, other = request.POST.get("kind", ""), request.POST.get("to", "")

    def act() -> None:
        try:
            chosen = UUID(other)
        except ValueError:
            raise BadParameter(
                say("there is no such record to link"), next=say("choose one of the list")
            ) from None
        verbs.join(holder, name, chosen, by=standing)

    return _do(request, act, _links_url(standing, mine, pk))


@mission_post("strategy")
def link_end(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Part two records."""
    link: ChainLink = get_object_or_404(
        found.links_for(standing).select_related("line", "objective"), pk=pk
    )
    mine = request.POST.get("at", "")
    if mine not in ("objective", "line") or getattr(link, f"{mine}_id") is None:
        mine = "line" if link.line_id else "objective"
    return _do(
        request,
        lambda: verbs.part(link, version=version_sent(request), by=standing),
        _links_url(standing, mine, getattr(link, f"{mine}_id")),
    )


# --- plans of others

ON_PLAN = ActsOn(
    ("strategy",),
    "programme:linked_plan",
    one_of(LINKED_PLAN.rows_shown),
    partial(show_record, LINKED_PLAN),
)
ACTS = [
    Act(
        verbs.check_plan,
        on=ActsOn(("strategy",), "programme:linked_plan", one_of(found.plans_for)),
        path="linked-plans/<uuid:pk>/check/",
        name="plan_check",
    ),
    Act(
        verbs.match_plan,
        on=ON_PLAN,
        path="linked-plans/<uuid:pk>/match/",
        name="plan_match",
        form="form",
        may=ACT,
        fields=PlanItemMatchForm,
        reads=lambda given: {"fields": given},
    ),
    Act(
        verbs.end_match,
        on=ActsOn(("strategy",), "programme:linked_plan", one_of(found.matches_for)),
        path="linked-plans/matches/<uuid:pk>/end/",
        name="match_end",
        beside=lambda standing, match: match.plan,
    ),
]
