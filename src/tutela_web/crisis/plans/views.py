"""Contingency plans: the list, one plan, its exercises; and harm set down for human rights."""

from __future__ import annotations

from datetime import date
from typing import cast
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from tutela.base.errors import TutelaError
from tutela_web.access.models import Compartment
from tutela_web.access.page_access import mission_page, mission_post, refusals
from tutela_web.access.policy import Standing
from tutela_web.base.fields import few_words
from tutela_web.base.markings import Classification
from tutela_web.capacity.reach.queries import cover_of
from tutela_web.conduct.models import MisconductReceipt
from tutela_web.conduct.pages import answer_misconduct
from tutela_web.crisis.plans import queries, verbs
from tutela_web.crisis.plans.backup_queries import backups_of, time_said
from tutela_web.crisis.plans.forms import ContingencyPlanForm, ExerciseForm, HarmForm, NewPlanForm
from tutela_web.crisis.plans.models import ContingencyPlan, HarmInput, HarmReference, PlanInput
from tutela_web.crisis.plans.trigger_queries import triggers_of
from tutela_web.look.translate import say_in_page_language
from tutela_web.places.finding import place_meant
from tutela_web.places.models import Place
from tutela_web.places.queries import lookup, places_for
from tutela_web.records.acts import Act, ActsOn, one_of
from tutela_web.records.create_page import make_from_form
from tutela_web.records.pages import (
    Edited,
    edit_record,
    history_of,
    read_line,
    retire_on,
    saved_as,
)
from tutela_web.safeguards.violence_asked import answers_of, questions_open


@mission_page("alerts")
def plans(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Every plan in use, and the critical places that have none."""
    contingency_plans = queries.plans(standing)
    context = {
        "plans": contingency_plans,
        "without": queries.without_plan(standing, contingency_plans),
        "never": sum(one.exercised_on is None for one in contingency_plans),
        "over": sum(one.valid is False for one in contingency_plans),
        "unasked": sum(bool(questions_open(one.plan)) for one in contingency_plans),
        "may_keep": standing.may_somewhere("keep_plans"),
        "may_refer": standing.may_somewhere("raise_alert"),
        "reads_harm": Compartment.HRDDP in standing.compartments,
    }
    return render(request, "crisis/plans.html", context)


@mission_page("alerts", may_somewhere="keep_plans")
def new(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Write a plan for a place."""
    place = _place(standing, request.POST.get("place") or request.GET.get("place", ""))
    if place is None:
        words = request.GET.get("q", "").strip()[:200]
        found = lookup(standing, words, limit=12) if words else []
        return render(request, "crisis/plan_new.html", {"asked": words, "candidates": found})
    begun = {"classification": Classification.CONFIDENTIAL, "radius_km": 10, "place": place.pk}
    form = NewPlanForm(request.POST or None, standing=standing, initial=begun)
    if new := make_from_form(
        form,
        lambda given: verbs.make_plan(given.pop("place"), cast(PlanInput, given), by=standing),
    ):
        return redirect("crisis:plan", standing.mission.code, new.pk)
    return render(
        request,
        "crisis/plan_new.html",
        {"form": form, "place": place},
        status=400 if form.errors else 200,
    )


def _place(standing: Standing, asked: str) -> Place | None:
    try:
        return places_for(standing).filter(pk=UUID(asked)).first()
    except ValueError:
        return None


def _plan(standing: Standing, pk: UUID) -> ContingencyPlan:
    seen = queries.all_plans(standing)
    return get_object_or_404(seen.select_related("place", "area", "mission"), pk=pk)


@mission_page("alerts")
def plan(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """One plan: what it says, when it was exercised, its form, its history."""
    contingency_plan = _plan(standing, pk)
    read_line(standing, contingency_plan)
    edited = edit_record(
        request,
        standing,
        contingency_plan,
        ContingencyPlanForm,
        verbs.edit_plan,
        act="keep_plans",
        area=contingency_plan.area_id,
    )
    if edited.saved is not None:
        return saved_as(request, standing, edited.saved, "crisis:plan", pk)
    return _plan_page(request, standing, contingency_plan, edited=edited, status=edited.status)


def _plan_page(
    request: HttpRequest,
    standing: Standing,
    contingency_plan: ContingencyPlan,
    *,
    edited: Edited | None = None,
    form: ExerciseForm | None = None,
    status: int = 200,
) -> HttpResponse:
    exercises = queries.exercises_of(contingency_plan)
    last: date | None = exercises[0].on if exercises else None
    valid = (
        None
        if contingency_plan.valid_until is None
        else contingency_plan.valid_until >= standing.on
    )
    (whole,) = queries.with_units(standing, [queries.Plan(contingency_plan, last, valid)])
    context = {
        "one": whole,
        "plan": contingency_plan,
        "exercises": exercises,
        "triggers": triggers_of(standing, contingency_plan),
        "backups": [(one, time_said(one)) for one in backups_of(standing, contingency_plan)],
        "cover": cover_of(
            standing, contingency_plan.place.latitude, contingency_plan.place.longitude
        ),
        "asked": answers_of(contingency_plan),
        "edited": edited,
        "exercise_form": form or ExerciseForm(initial={"on": standing.on}),
        "history": history_of(standing, contingency_plan, ContingencyPlanForm, ("retired",)),
        "may_keep": standing.may("keep_plans", area=contingency_plan.area_id),
    }
    return render(request, "crisis/plan.html", context, status=status)


@mission_post("alerts")
def retire(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Take a plan out of use, or bring it back, for a reason."""
    retire_on(request, _plan(standing, pk), verbs.retire_plan, standing)
    return redirect("crisis:plan", standing.mission.code, pk)


# --- harm by the mission or by forces it supports


@mission_page("alerts", "places", "hazards", may_somewhere="raise_alert")
def harm_new(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Set down harm by our own side, for human rights alone; misconduct stops here, unkept."""
    if request.POST.get("un_personnel") == "yes":
        return answer_misconduct(request, standing, MisconductReceipt.Door.HARM)
    form = HarmForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        fields = {name: value for name, value in form.cleaned_data.items() if value}
        record_id = fields.pop("id", None)
        if "place_said" in fields:
            fields["place"] = place_meant(standing, fields["place_said"])
        if "event_from" in fields:
            fields["event_precision"] = "day"
        try:
            with refusals():
                verbs.refer_harm(cast(HarmInput, fields), by=standing, id=record_id)
        except TutelaError as fault:
            form.add_error(None, say_in_page_language(fault.as_sentence()))
        else:
            return render(
                request, "crisis/plan_harm_kept.html", {"held": _has_harm_readers(standing)}
            )
    return render(
        request, "crisis/plan_harm_new.html", {"form": form}, status=400 if form.errors else 200
    )


def _has_harm_readers(standing: Standing) -> bool:
    """Whether anybody can read it today."""
    return bool(queries.harm_readers(standing.mission))


@mission_page("alerts")
def harm(request: HttpRequest, standing: Standing) -> HttpResponse:
    """The references of the compartment, for human rights; each is a line of the audit."""
    if Compartment.HRDDP not in standing.compartments:
        raise Http404
    rows = list(queries.harm_for(standing).order_by("-entered_at"))
    for row in rows:
        read_line(standing, row)
    context = {
        "rows": rows,
        "statuses": HarmReference.Status.choices,
        "may_follow": standing.may_somewhere("advise_release"),
    }
    return render(request, "crisis/plan_harm.html", context)


def _plan_refused(
    request: HttpRequest, standing: Standing, plan: ContingencyPlan, *, form: ExerciseForm
) -> HttpResponse:
    return _plan_page(request, standing, plan, form=form, status=400)


ACTS = [
    Act(
        verbs.record_exercise,
        on=ActsOn(("alerts",), "crisis:plan", _plan, _plan_refused),
        path="plans/<uuid:pk>/exercise/",
        name="plan_exercise",
        form="form",
        fields=ExerciseForm,
    ),
    Act(
        verbs.follow_harm,
        on=ActsOn(("alerts",), "crisis:harm", one_of(queries.harm_for)),
        path="harm/<uuid:pk>/",
        name="harm_follow",
        to="crisis:harm",
        fields={"status": few_words(), "reference": few_words()},
    ),
]
