"""Phases of hotspots: the list, and one place with what was done in each phase."""

from __future__ import annotations

from datetime import date
from typing import Any, TypedDict
from uuid import UUID

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from tutela_web.access.page_access import mission_page, mission_post, refused_atop
from tutela_web.access.policy import Standing
from tutela_web.crisis.phases import verbs
from tutela_web.crisis.phases.rhythm_queries import logged_of, rhythms
from tutela_web.crisis.plan_models import Phased, PhaseStep
from tutela_web.crisis.plans import queries
from tutela_web.crisis.plans.forms import (
    ClosePhaseForm,
    DoneForm,
    NormalConditionForm,
    OpenPhaseForm,
    PhaseStepForm,
    RefuseMeasureForm,
    RhythmForm,
)
from tutela_web.places.models import Place
from tutela_web.places.queries import places_for
from tutela_web.records.new import forms_beside_record


def _place(standing: Standing, pk: UUID) -> Place:
    return get_object_or_404(places_for(standing).select_related("area"), pk=pk)


@mission_page("alerts")
def phases(request: HttpRequest, standing: Standing) -> HttpResponse:
    """The hotspots with their open phases; first those where force outran politics."""
    hotspots = queries.hotspots(standing)
    phase = request.GET.get("phase", "")
    kept = [one for one in hotspots if not phase or phase in one.open_names]
    planned = rhythms(standing, [one.place for one in kept if "prevention" in one.open_names])
    context = {
        "spots": [(one, planned.get(one.place.pk)) for one in kept],
        "total": len(hotspots),
        "phase": phase,
        "choices": [
            (value, label, sum(value in one.open_names for one in hotspots))
            for value, label in Phased.choices
        ],
        "chosen": dict(Phased.choices).get(phase, ""),
    }
    return render(request, "crisis/phases.html", context)


@mission_page("alerts")
def place_phases(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """One place: its phases, what was done in each, what was not considered."""
    return _phases_page(request, standing, _place(standing, pk))


def _phases_page(
    request: HttpRequest, standing: Standing, place: Place, **forms_given: Form
) -> HttpResponse:
    context: dict[str, Any] = {
        "place": place,
        "phases": queries.phases_of(standing, place),
        "prompt": queries.prompt_for(standing, place),
        "may_keep": standing.may("keep_plans", area=place.area_id),
        "may_log": standing.may("keep_plans", area=place.area_id)
        or standing.may("record_progress", area=place.area_id),
        "rhythm": rhythms(standing, [place])[place.pk],
        "logged": logged_of(standing, place),
        "rhythm_form": forms_given.get("rhythm_form") or RhythmForm(),
        "done_form": forms_given.get("done_form") or DoneForm(auto_id="done_%s"),
        "open_form": forms_given.get("open_form") or OpenPhaseForm(),
        "close_form": forms_given.get("close_form") or ClosePhaseForm(),
        "step_form": forms_given.get("step_form") or PhaseStepForm(),
        "refuse_form": forms_given.get("refuse_form"),
        "condition_form": forms_given.get("condition_form"),
    }
    return render(request, "crisis/phase.html", context, status=400 if forms_given else 200)


told = forms_beside_record("alerts", _place, _phases_page, "crisis:phases_of")


class OpeningInput(TypedDict):
    """What `OpenPhaseForm` gives."""

    id: UUID | None
    phase: str
    trigger: str
    reason: str
    normal_when: str
    opened_on: date | None


class ClosingInput(TypedDict):
    """What `ClosePhaseForm` gives."""

    reason: str
    closed_on: date | None


class PhaseStepInput(TypedDict):
    """What `PhaseStepForm` gives; `line` is a phase and a line of it."""

    id: UUID | None
    line: str
    what: str
    owner: str
    level: str
    due_on: date | None
    done_on: date | None
    result: str


class DoneInput(TypedDict):
    """What `DoneForm` gives."""

    id: UUID | None
    kind: str
    number: int
    on: date | None
    words: str


class MeasureRefusalInput(TypedDict):
    """What `RefuseMeasureForm` gives."""

    id: UUID | None
    phase: str
    option: str
    reason: str


class ConditionInput(TypedDict):
    """What `NormalConditionForm` gives."""

    id: UUID | None
    what: str


@told("open_form", OpenPhaseForm)
def open_phase(standing: Standing, place: Place, given: OpeningInput) -> None:
    """Open a phase."""
    verbs.open_phase(place, by=standing, **given)


@told("close_form", ClosePhaseForm)
def close_phase(standing: Standing, place: Place, given: ClosingInput, of: UUID) -> None:
    """Close one."""
    found = get_object_or_404(queries.seen_phases(standing), pk=of, place=place)
    verbs.close_phase(found, by=standing, **given)


@told("step_form", PhaseStepForm)
def note_step(standing: Standing, place: Place, given: PhaseStepInput) -> None:
    """Note a step."""
    phase, _sep, line = given["line"].partition(":")
    verbs.note_step(
        place,
        phase,
        line,
        given["what"],
        by=standing,
        owner=given["owner"],
        level=given["level"],
        due_on=given["due_on"],
        done_on=given["done_on"],
        result=given["result"],
        id=given["id"],
    )


@told("refuse_form", RefuseMeasureForm)
def refuse_measure(standing: Standing, place: Place, given: MeasureRefusalInput) -> None:
    """Refuse a measure of a phase by name."""
    verbs.refuse_measure(by=standing, place=place, **given)


@told("condition_form", NormalConditionForm)
def set_condition(standing: Standing, place: Place, given: ConditionInput, of: UUID) -> None:
    """Set a condition for calling the place normal."""
    found = get_object_or_404(queries.seen_phases(standing), pk=of, place=place)
    verbs.set_condition(found, given["what"], by=standing, id=given["id"])


@told("rhythm_form", RhythmForm)
def plan_rhythm(standing: Standing, place: Place, given: dict[str, int | None]) -> None:
    """Plan the rhythm of prevention."""
    verbs.plan_rhythm(place, given, by=standing)


@told("done_form", DoneForm)
def record_done(standing: Standing, place: Place, given: DoneInput) -> None:
    """Record what was done of it."""
    verbs.record_done(place, by=standing, **given)


@mission_post("alerts")
def finish_step(request: HttpRequest, standing: Standing, pk: UUID, of: UUID) -> HttpResponse:
    """Say what came of a step."""
    place = _place(standing, pk)
    step = get_object_or_404(PhaseStep.objects.filter(standing.sees("alerts"), place=place), pk=of)
    with refused_atop(request):
        said_of = request.POST.get("result", "")[:3000]
        verbs.finish_step(step, by=standing, result=said_of)
    return redirect("crisis:phases_of", standing.mission.code, pk)


@mission_post("alerts")
def judge_condition(request: HttpRequest, standing: Standing, pk: UUID, of: UUID) -> HttpResponse:
    """Say whether a condition for calling the place normal is met."""
    place = _place(standing, pk)
    rows = queries.conditions_for(standing).filter(of_phase__place=place)
    condition = get_object_or_404(rows, pk=of)
    with refused_atop(request):
        verbs.judge_condition(
            condition, request.POST.get("state", ""), request.POST.get("seen", ""), by=standing
        )
    return redirect("crisis:phases_of", standing.mission.code, pk)
