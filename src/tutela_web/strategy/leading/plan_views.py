"""The plan of drafting: who drives it, who drafts, the working group, the steps and who is late."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from tutela_web.access.page_access import mission_page, mission_post, refused_atop
from tutela_web.access.policy import Standing
from tutela_web.records.create_page import posted_atop, save_posted
from tutela_web.records.pages import read_line
from tutela_web.strategy.consulting.forms import DraftingPlanForm, DraftingStepForm, SeatForm
from tutela_web.strategy.consulting.models import PlanStep, WorkingSeat
from tutela_web.strategy.consulting.queries import plan_of
from tutela_web.strategy.content.prefilled import prefill_states
from tutela_web.strategy.edition.models import Strategy
from tutela_web.strategy.edition.queries import strategies_for
from tutela_web.strategy.leading import verbs
from tutela_web.strategy.leading.queries import meetings_of, vacant


def _strategy(standing: Standing, pk: UUID) -> Strategy:
    return get_object_or_404(strategies_for(standing).select_related("mission"), pk=pk)


def _version(request: HttpRequest) -> int:
    given = request.POST.get("version", "")
    return int(given) if given.isdigit() else 0


@mission_page("drafts")
def plan(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """The plan of a strategy; naming who drafts it."""
    strategy = _strategy(standing, pk)
    if request.method != "POST":
        return _plan_page(request, standing, strategy)
    held = plan_of(standing, strategy)
    began = {"leader": held.plan.leader, "office": held.plan.office} if held else {}
    form = DraftingPlanForm(request.POST, standing=standing, initial=began)
    named = save_posted(
        form,
        lambda values: verbs.name_drafting(
            strategy, cast(verbs.DraftingInput, values), version=_version(request), by=standing
        ),
    )
    return (
        _redirect_to_plan(standing, strategy)
        if named
        else _plan_page(request, standing, strategy, form=form)
    )


def _redirect_to_plan(standing: Standing, strategy: Strategy) -> HttpResponse:
    return redirect("strategy:plan", standing.mission.code, strategy.pk)


def _plan_page(
    request: HttpRequest, standing: Standing, strategy: Strategy, **refused: Form
) -> HttpResponse:
    read_line(standing, strategy)
    shown = plan_of(standing, strategy)
    names = standing.may(verbs.NAMES) and strategy.writable
    keeps = strategy.writable and (names or standing.may(verbs.DRAFTS))
    held = shown.plan if shown else None
    begun = (
        {"begins": standing.on}
        if held is None
        else {
            name: getattr(held, name)
            for name in ("leader", "office", "office_why", "begins", "ends", "forum")
        }
    )
    context = {
        "strategy": strategy,
        "shown": shown,
        "may_name": names,
        "may_keep": keeps,
        "form": DraftingPlanForm(standing=standing, initial=begun),
        "seat_form": SeatForm(standing=standing),
        "vacant": held is not None and vacant(held.leader, standing.on),
        "meetings": meetings_of(standing, held) if held else [],
        "prefill": prefill_states(standing, strategy) if strategy.writable else [],
        "steps": _steps(standing, shown.steps if shown else [], forms=keeps),
    } | refused
    return render(request, "strategy/plan.html", context, status=400 if refused else 200)


def _steps(
    standing: Standing, steps: list[PlanStep], *, forms: bool
) -> list[tuple[PlanStep, bool, DraftingStepForm | None]]:
    """The steps, whether each is late, and its form; the posts to choose from are asked once."""
    if not forms:
        return [(step, step.late(standing.on), None) for step in steps]
    rows: list[tuple[PlanStep, bool, DraftingStepForm | None]] = []
    posts: Any = None
    for step in steps:
        began = {
            "owner": step.owner_id,
            "due": step.due,
            "done_on": step.done_on,
            "came_of": step.came_of,
        }
        form = DraftingStepForm(standing=standing, prefix=str(step.pk), initial=began)
        owner: Any = form.fields["owner"]
        posts = posts or list(owner.choices)
        owner.choices = posts
        rows.append((step, step.late(standing.on), form))
    return rows


@mission_post("drafts")
def seat_give(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Give a seat in the working group."""
    strategy = _strategy(standing, pk)
    shown = plan_of(standing, strategy)
    if shown is None:
        return _redirect_to_plan(standing, strategy)
    form = SeatForm(request.POST, standing=standing)
    if not save_posted(
        form,
        lambda values: verbs.give_seat(
            shown.plan, cast(verbs.DraftingSeatInput, values), by=standing
        ),
    ):
        return _plan_page(request, standing, strategy, seat_form=form)
    return _redirect_to_plan(standing, strategy)


@mission_post("drafts")
def seat_end(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """End a seat."""
    seat: WorkingSeat = get_object_or_404(
        WorkingSeat.objects.filter(standing.sees_open("drafts")).select_related("plan__strategy"),
        pk=pk,
        plan__strategy__in=strategies_for(standing),
    )
    with refused_atop(request):
        verbs.end_seat(seat, by=standing)
    return _redirect_to_plan(standing, seat.plan.strategy)


@mission_post("drafts")
def step_keep(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Date a step anew, or say that it is done."""
    step: PlanStep = get_object_or_404(
        PlanStep.objects.filter(standing.sees_open("drafts")).select_related("plan__strategy"),
        pk=pk,
        plan__strategy__in=strategies_for(standing),
    )
    began = {"owner": step.owner_id}
    form = DraftingStepForm(request.POST, standing=standing, prefix=str(step.pk), initial=began)
    posted_atop(
        request,
        form,
        lambda values: verbs.keep_step(
            step, cast(verbs.StepInput, values), version=_version(request), by=standing
        ),
    )
    return _redirect_to_plan(standing, step.plan.strategy)
