"""The dilemmas of policy: the agreed line, its authority, and the decisions that applied it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from tutela_web.access.doors import mission_page, refused_atop
from tutela_web.access.policy import Standing
from tutela_web.crisis.models import Decision
from tutela_web.crisis.queries import decisions_for
from tutela_web.programme.dilemmas import queries as found
from tutela_web.programme.dilemmas import verbs
from tutela_web.programme.dilemmas.models import Dilemma
from tutela_web.programme.objectives.forms import RoomForm
from tutela_web.records.new import new_page
from tutela_web.records.pages import edit_record, history_of, read_line, saved_as


class DilemmaForm(RoomForm):
    """The fields of a dilemma."""

    class Meta:
        model = Dilemma
        fields = (
            "situation",
            "pulls",
            "line",
            "authority",
            "agreed_on",
            "ended_on",
            "classification",
        )
        labels = {
            "situation": gettext_lazy("Situation"),
            "pulls": gettext_lazy("What pulls apart"),
            "line": gettext_lazy("Agreed line"),
            "authority": gettext_lazy("By whose authority"),
            "agreed_on": gettext_lazy("Agreed on"),
            "ended_on": gettext_lazy("Ended on"),
            "classification": gettext_lazy("Classification"),
        }
        help_texts = {
            "situation": gettext_lazy("Such as an attack on civilians by forces of the state."),
            "authority": gettext_lazy("A post, a directive, a paragraph; never a person's name."),
        }
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in ("pulls", "line")}


@mission_page("strategy")
def dilemmas(request: HttpRequest, standing: Standing) -> HttpResponse:
    """The dilemmas in force."""
    rows = found.dilemma_list(standing)
    context = {
        "rows": rows,
        "open": sum(not one.line for one, _uses in rows),
        "may_keep": standing.may(verbs.ACT),
    }
    return render(request, "programme/dilemmas.html", context)


@mission_page("strategy")
def dilemma_new(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Name a dilemma."""
    form = DilemmaForm(request.POST or None, standing=standing, initial={"classification": 1})
    here = reverse("programme:dilemmas", args=[standing.mission.code])
    return new_page(
        request,
        standing,
        form,
        lambda given: verbs.name_dilemma(given, by=standing),
        allowed=standing.may(verbs.ACT),
        title=_("Name a dilemma"),
        trail=[(here, _("Dilemmas"))],
        to=lambda made: reverse("programme:dilemma", args=[standing.mission.code, made.pk]),
    )


@mission_page("strategy")
def dilemma(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """One dilemma, the decisions that applied it, its form and its history."""
    one = get_object_or_404(found.dilemmas_for(standing).select_related("mission"), pk=pk)
    read_line(standing, one)
    edited = edit_record(
        request, standing, one, DilemmaForm, verbs.edit_dilemma, act=verbs.ACT, area=None
    )
    if edited.saved is not None:
        return saved_as(request, standing, edited.saved, "programme:dilemma", pk)
    may = standing.may(verbs.ACT)
    context: dict[str, Any] = {
        "one": one,
        "edited": edited,
        "history": history_of(standing, one, DilemmaForm),
        "holds_capacity": "capacity" in standing.compartments,
        "uses": found.uses_for(standing).filter(dilemma=one).select_related("decision"),
        "offered": found.offered(standing, one) if may and one.line else [],
    }
    return render(request, "programme/dilemma.html", context, status=edited.status)


@require_POST
@mission_page("strategy")
def dilemma_use(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Say that a decision applied the line, or parted from it."""
    one = get_object_or_404(found.dilemmas_for(standing), pk=pk)
    with refused_atop(request):
        verbs.use_dilemma(
            one,
            _decision(standing, request.POST.get("decision", "")),
            kept=request.POST.get("kept") == "yes",
            words=request.POST.get("words", ""),
            by=standing,
        )
    return redirect("programme:dilemma", standing.mission.code, pk)


def _decision(standing: Standing, ref: str) -> Decision | None:
    try:
        return decisions_for(standing).filter(pk=UUID(ref)).first()
    except ValueError:
        return None
