"""Consultation on a strategy: the eight classes, one consultation, what is left out."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tutela.strategy.consultation import stakeholders
from tutela.strategy.elements import by_key
from tutela_web.access.page_access import mission_page, mission_post, refused_atop
from tutela_web.access.policy import Standing
from tutela_web.base.fields import choice, text
from tutela_web.base.ids import is_id
from tutela_web.look.translate import word
from tutela_web.programme.objectives.queries import objectives_for
from tutela_web.records.acts import Act, ActsOn, forms_shown, one_of
from tutela_web.records.create_page import faults_of, new_page, save_posted
from tutela_web.records.pages import Edited, edit_record, history_of, read_line, saved_as
from tutela_web.strategy.consulting import queries as found
from tutela_web.strategy.consulting import verbs
from tutela_web.strategy.consulting.forms import (
    NO_NAMES,
    AnswerViewForm,
    ConsultationReasonForm,
    HeldForm,
    form_for,
)
from tutela_web.strategy.consulting.models import Consultation, StakeholderView, Waiver
from tutela_web.strategy.edition.models import Strategy
from tutela_web.strategy.edition.queries import strategies_for
from tutela_web.strategy.edition.taking import may_take


def _strategy(standing: Standing, pk: UUID) -> Strategy:
    return get_object_or_404(strategies_for(standing).select_related("mission"), pk=pk)


def _gateway_or_404(standing: Standing, pk: UUID) -> Consultation:
    return get_object_or_404(found.consultations_for(standing).select_related("mission"), pk=pk)


@mission_page("drafts")
def consultations(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """The eight classes of a strategy: who is unheard first, what is lacking, what is left out."""
    return _board(request, standing, _strategy(standing, pk))


def _board(
    request: HttpRequest,
    standing: Standing,
    strategy: Strategy,
    refused: str = "",
    form: forms.Form | None = None,
) -> HttpResponse:
    read_line(standing, strategy)
    rows = found.consultation_rows(standing, strategy)
    context = {
        "strategy": strategy,
        "rows": rows,
        "form": form or ConsultationReasonForm(),
        "refused": refused,
        "ended": found.waivers_ended(standing, strategy, of_elements=False),
        "may_take": may_take(standing),
        "unheard": sum(row.state in ("unheard", "planned") for row in rows),
        "may_keep": standing.may_somewhere(verbs.ACT) and found.hears(strategy),
        "may_waive": {
            row.stakeholder.key
            for row in rows
            if strategy.writable and standing.may(verbs.act_to_waive(row.stakeholder.key))
        },
        "head_alone": verbs.PEOPLE,
    }
    status = 400 if form is not None else 200
    return render(request, "strategy/consultations.html", context, status=status)


@mission_page("drafts")
def consultation_new(
    request: HttpRequest, standing: Standing, pk: UUID, stakeholder: str
) -> HttpResponse:
    """Plan a consultation of one class."""
    strategy, known = _strategy(standing, pk), stakeholders().get(stakeholder.replace("-", " "))
    if known is None:
        raise Http404
    begun = {"classification": strategy.classification}
    form = form_for(known.key)(request.POST or None, standing=standing, initial=begun)
    here = reverse("strategy:consultations", args=[standing.mission.code, pk])
    above = reverse("strategy:strategy", args=[standing.mission.code, pk])
    return new_page(
        request,
        standing,
        form,
        lambda given: verbs.plan_consultation(
            strategy, given | {"stakeholder": known.key}, by=standing
        ),
        allowed=standing.may_somewhere(verbs.ACT),
        title=_("Plan a consultation"),
        words=word(known.name),
        trail=[(above, strategy.title), (here, _("Consultation"))],
        about=[f"{word(known.asked)}. {word(known.limits)}."],
        to=lambda made: reverse("strategy:consultation", args=[standing.mission.code, made.pk]),
    )


@mission_page("drafts")
def consultation(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """One consultation: how it is prepared, who took part, what was said and what became of it."""
    consultation = _gateway_or_404(standing, pk)
    if not found.hears(consultation.strategy):
        if request.method == "POST":
            raise PermissionDenied
        return _consultation_page(
            request, standing, consultation, edited=Edited(version=consultation.version)
        )
    edited = edit_record(
        request,
        standing,
        consultation,
        form_for(consultation.stakeholder),
        verbs.edit_consultation,
        act=verbs.ACT,
        area=consultation.area_id,
    )
    if edited.saved is not None:
        return saved_as(request, standing, edited.saved, "strategy:consultation", pk)
    return _consultation_page(request, standing, consultation, edited=edited, status=edited.status)


def _consultation_page(
    request: HttpRequest,
    standing: Standing,
    consultation: Consultation,
    *,
    edited: Edited | None = None,
    status: int = 200,
    forms_given: Mapping[str, forms.Form] | None = None,
) -> HttpResponse:
    read_line(standing, consultation)
    keeps = standing.may(verbs.ACT, area=consultation.area_id)
    views = list(found.views_for(standing).filter(consultation=consultation).order_by("entered_at"))
    begins = found.drafting_begins(standing, consultation.strategy)
    shown = found.held_of(standing, consultation, views, begins)
    filled = {
        "held_on": consultation.held_on,
        "minorities": consultation.minorities,
    } | consultation.attendance
    context = {
        "consultation": consultation,
        "strategy": consultation.strategy,
        "held": shown,
        "begins": begins,
        "edited": edited or Edited(version=consultation.version),
        "stakeholder": stakeholders()[consultation.stakeholder],
        "parties": found.parties_told(consultation),
        "letters": list(consultation.sections),
        "views": [(view, found.voice_of(view, consultation, all_told=keeps)) for view in views],
        "may_keep": keeps and found.hears(consultation.strategy),
        "may_decide": standing.may(verbs.WAIVES)
        and found.hears(consultation.strategy)
        and consultation.safe is False,
        "engagement_seen": found.engagement_seen(standing, consultation),
        "history": history_of(
            standing, consultation, form_for(consultation.stakeholder), ("held_on", "decision")
        )
        if keeps
        else [],
        "held_form": HeldForm(initial=filled),
        **forms_shown(ACTS[1:], standing, None, forms_given or {}),
    } | dict(forms_given or {})
    return render(request, "strategy/consultation.html", context, status=status)


def _page_refused(
    request: HttpRequest, standing: Standing, consultation: Consultation, **refused: forms.Form
) -> HttpResponse:
    return _consultation_page(request, standing, consultation, status=400, forms_given=refused)


CONSULTATION = ActsOn(("drafts",), "strategy:consultation", _gateway_or_404, _page_refused)
VIEW = ActsOn(("drafts",), "strategy:consultation", one_of(found.views_for), _page_refused)
WHY = {"why": text(_("Why"), 3000, rows=2)}
ACTS = [
    Act(
        verbs.hold_consultation,
        on=CONSULTATION,
        path="drafts/consultations/<uuid:pk>/held/",
        name="consultation_held",
        form="held_form",
        fields=HeldForm,
        reads=lambda given: {
            "fields": {
                "held_on": given.pop("held_on"),
                "minorities": given.pop("minorities"),
                "attendance": {name: number for name, number in given.items() if number},
            }
        },
    ),
    Act(
        verbs.call_off,
        on=CONSULTATION,
        path="drafts/consultations/<uuid:pk>/off/",
        name="consultation_call_off",
        form="why_form",
        fields=WHY,
    ),
    Act(
        verbs.decide_safety,
        on=CONSULTATION,
        path="drafts/consultations/<uuid:pk>/decide/",
        name="consultation_decide",
        form="decide_form",
        fields=WHY,
        reads=lambda given: {"decision": given["why"]},
    ),
    Act(
        verbs.note_view,
        on=CONSULTATION,
        path="drafts/consultations/<uuid:pk>/views/",
        name="consultation_view",
        form="view_form",
        given="fields",
        fields={
            "says": text(_("What was said"), 5000, NO_NAMES, rows=3),
            "voice": choice(_("Said by"), StakeholderView.Voice.choices, required=False),
        },
    ),
    Act(
        verbs.answer_view,
        on=VIEW,
        path="drafts/views/<uuid:pk>/",
        name="view_answer",
        form="answer_form",
        beside=lambda standing, view: _gateway_or_404(standing, view.consultation_id),
        fields=AnswerViewForm,
        reads=lambda given: {"fields": given},
    ),
]


# --- what is left out


@mission_post("drafts")
def strategy_waive(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Leave out a class of stakeholders or an element, for a written reason."""
    strategy, form = _strategy(standing, pk), ConsultationReasonForm(request.POST)
    stakeholder, element = (request.POST.get(name, "") for name in ("stakeholder", "element"))
    if not standing.may(verbs.act_to_waive(stakeholder)):
        raise PermissionDenied
    asked = request.POST.get("objective", "")
    objective = get_object_or_404(objectives_for(standing), pk=asked) if is_id(asked) else None
    done = save_posted(
        form,
        lambda given: verbs.waive(
            strategy,
            given["why"],
            stakeholder=stakeholder,
            element=element,
            objective=objective,
            by=standing,
        ),
    )
    if objective is not None:
        if not done:
            messages.error(request, faults_of(form))
        return redirect("strategy:endorsement", standing.mission.code, pk)
    if element:
        if not done:
            messages.error(request, faults_of(form))
        return redirect("strategy:elements", standing.mission.code, pk)
    if not done:
        return _board(request, standing, strategy, stakeholder, form)
    return redirect("strategy:consultations", standing.mission.code, pk)


@mission_post("drafts", of=found.waivers_for)
def waiver_end(request: HttpRequest, standing: Standing, waiver: Waiver) -> HttpResponse:
    """Take a waiver back."""
    with refused_atop(request):
        verbs.end_waiver(
            waiver, request.POST.get("why", "")[:3000], version=waiver.version, by=standing
        )
    page = "strategy:elements" if waiver.element else "strategy:consultations"
    if waiver.element and waiver.element not in by_key():
        page = "strategy:endorsement"
    return redirect(page, standing.mission.code, waiver.strategy_id)
