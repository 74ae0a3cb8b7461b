"""Phases of hotspots: the list, and one place with what was done in each phase."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from tutela.crisis.phases import lines
from tutela_web.access.page_access import mission_page
from tutela_web.access.policy import Standing
from tutela_web.base.fields import CutField, a_day, choice, few_words, sent_key, text
from tutela_web.base.forms import FigureField
from tutela_web.crisis.phases import verbs
from tutela_web.crisis.phases.rhythm_queries import logged_of, rhythms
from tutela_web.crisis.plans import queries
from tutela_web.crisis.plans.models import Phased, PhaseStep, PlacePhase, RhythmDone
from tutela_web.look.translate import word
from tutela_web.places.models import Place
from tutela_web.places.queries import places_for
from tutela_web.records.acts import Act, ActsOn, forms_shown


def _place(standing: Standing, pk: UUID) -> Place:
    return get_object_or_404(places_for(standing).select_related("area"), pk=pk)


@mission_page("alerts")
def phases(request: HttpRequest, standing: Standing) -> HttpResponse:
    """The hotspots with their open phases; first those where force outran politics."""
    hotspots = queries.hotspots(standing)
    phase = request.GET.get("phase", "")
    kept = [hotspot for hotspot in hotspots if not phase or phase in hotspot.open_names]
    planned = rhythms(standing, [one.place for one in kept if "prevention" in one.open_names])
    context = {
        "spots": [(one, planned.get(one.place.pk)) for one in kept],
        "total": len(hotspots),
        "phase": phase,
        "choices": [
            (value, label, sum(value in hotspot.open_names for hotspot in hotspots))
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
    request: HttpRequest, standing: Standing, place: Place, **refused: forms.BaseForm | UUID
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
        **forms_shown(ACTS, standing, place, refused),
    }
    return render(request, "crisis/phase.html", context, status=400 if refused else 200)


PLACE = ActsOn(("alerts",), "crisis:phases_of", _place, _phases_page)


def _phase_of(standing: Standing, place: Place) -> QuerySet[PlacePhase]:
    return queries.seen_phases(standing).filter(place=place)


def _lines() -> list[tuple[str, list[tuple[str, str]]]]:
    """The lines of each phase, as a step is part of one."""
    return [
        (
            str(Phased(phase).label),
            [
                (f"{line.phase}:{line.line}", word(line.label))
                for line in lines()
                if line.phase == phase
            ],
        )
        for phase in Phased.values
    ]


ACTS = [
    Act(
        verbs.open_phase,
        on=PLACE,
        path="phases/<uuid:pk>/open/",
        name="phase_open",
        form="open_form",
        fields={
            "id": sent_key(),
            "phase": choice(_("Phase"), Phased),
            "trigger": text(_("What was seen"), 300),
            "reason": text(_("Why it asks for this phase"), 3000, rows=3),
            "normal_when": few_words(
                _("By what it will be called normal again"),
                5000,
                _("One condition on a line: each is judged before consolidation closes."),
                rows=2,
            ),
            "opened_on": a_day(_("Since, if not today")),
        },
    ),
    Act(
        verbs.close_phase,
        on=PLACE,
        path="phases/<uuid:pk>/close/<uuid:of>/",
        name="phase_close",
        form="close_form",
        of=_phase_of,
        fields={
            "reason": text(_("Why it closes"), 3000, rows=2),
            "closed_on": a_day(_("On, if not today")),
        },
    ),
    Act(
        verbs.note_step,
        on=PLACE,
        path="phases/<uuid:pk>/steps/",
        name="step_note",
        form="step_form",
        fields={
            "id": sent_key(),
            "line": choice(_("Part of"), _lines),
            "what": text(_("What"), 300),
            "owner": text(_("Responsible (a post)"), 120),
            "level": choice(_("At which level"), PhaseStep.Level),
            "due_on": a_day(_("Due on")),
            "done_on": a_day(_("Done on, if it was")),
            "result": few_words(_("Result"), 5000, rows=2),
        },
        reads=lambda given: (
            given | dict(zip(("phase", "line"), given["line"].split(":"), strict=True))
        ),
    ),
    Act(
        verbs.refuse_measure,
        on=PLACE,
        path="phases/<uuid:pk>/refuse/",
        name="measure_refuse",
        form="refuse_form",
        takes="place",
        fields={
            "id": sent_key(),
            "phase": choice(None, Phased),
            "option": text(most=30),
            "reason": text(_("Why it is refused"), 500),
        },
    ),
    Act(
        verbs.set_condition,
        on=PLACE,
        path="phases/<uuid:pk>/conditions/<uuid:of>/",
        name="condition_set",
        form="condition_form",
        of=_phase_of,
        fields={"id": sent_key(), "what": text(_("Condition"), 300)},
    ),
    Act(
        verbs.judge_condition,
        on=PLACE,
        path="phases/<uuid:pk>/conditions/<uuid:of>/judge/",
        name="condition_judge",
        of=lambda standing, place: queries.conditions_for(standing).filter(of_phase__place=place),
        fields={"state": CutField(20), "seen": CutField(3000)},
    ),
    Act(
        verbs.plan_rhythm,
        on=PLACE,
        path="phases/<uuid:pk>/rhythm/",
        name="rhythm_plan",
        form="rhythm_form",
        given="planned",
        fields={
            "patrol": FigureField(label=_("Patrols a week")),
            "visit": FigureField(label=_("Staff visits a week")),
            "liaison": FigureField(label=_("Liaison meetings a week")),
            "test": FigureField(label=_("Contact tests a week")),
        },
    ),
    Act(
        verbs.record_done,
        on=PLACE,
        path="phases/<uuid:pk>/done/",
        name="rhythm_done",
        form="done_form",
        auto_id="done_%s",
        fields={
            "id": sent_key(),
            "kind": choice(_("What"), RhythmDone.Kind),
            "number": forms.IntegerField(
                min_value=0,
                initial=1,
                label=_("How many"),
                help_text=_("0 says that there was none. Patrols of alerts count by themselves."),
            ),
            "on": a_day(_("On, if not today")),
            "words": few_words(_("Remarks"), 300),
        },
    ),
    Act(
        verbs.finish_step,
        on=PLACE,
        path="phases/<uuid:pk>/steps/<uuid:of>/",
        name="step_finish",
        of=lambda standing, place: PhaseStep.objects.filter(standing.sees("alerts"), place=place),
        fields={"result": CutField(3000)},
    ),
]
