"""Humanitarian space: access requests, joint tasks, operations, and the sites they lay open."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tutela_web.access.doors import mission_page, refused_atop
from tutela_web.access.policy import Standing
from tutela_web.base.forms import version_sent
from tutela_web.partners.partner.queries import partners_for
from tutela_web.partners.space import queries as found
from tutela_web.partners.space import verbs
from tutela_web.partners.space.forms import ASKED, AnswersForm, SiteForm, SpaceForm
from tutela_web.partners.space.models import SpaceCheck
from tutela_web.records.new import beside, new_page
from tutela_web.records.pages import Edited, chosen, edit_record, history_of, read_line, saved_as


@mission_page("fora")
def checks(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Where aid and arms came near each other: what is not settled first."""
    asked = {"kind": request.GET.get("kind", "")}
    choices: dict[str, Any] = {
        "kind": [(value, label, None) for value, label in SpaceCheck.Kind.choices]
    }
    context = {
        "rows": [
            (one, [ASKED[name] for name in one.open_questions])
            for one in found.check_list(standing, asked)
        ],
        "asked": asked,
        "choices": choices,
        "shown": chosen(asked, choices),
        "may_keep": standing.may_somewhere(verbs.ACT),
    }
    return render(request, "partners/checks.html", context)


@mission_page("fora")
def check_new(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Record an access request, a joint task or a planned operation."""
    begun = {"classification": 1, "on": standing.on}
    form = SpaceForm(request.POST or None, standing=standing, initial=begun)
    here = reverse("partners:checks", args=[standing.mission.code])
    return new_page(
        request,
        standing,
        form,
        lambda given: verbs.check_space(given, by=standing),
        allowed=standing.may_somewhere(verbs.ACT),
        title=_("Record a check"),
        trail=[(here, _("Humanitarian space"))],
        to=lambda made: reverse("partners:check", args=[standing.mission.code, made.pk]),
    )


def _check(standing: Standing, pk: UUID) -> SpaceCheck:
    return get_object_or_404(found.checks_for(standing).select_related("mission"), pk=pk)


@mission_page("fora")
def check(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """One check: its questions, its approval, the sites it lays open."""
    one = _check(standing, pk)
    edited = edit_record(
        request, standing, one, SpaceForm, verbs.edit_check, act=verbs.ACT, area=one.area_id
    )
    if edited.saved is not None:
        return saved_as(request, standing, edited.saved, "partners:check", pk)
    return _shown(request, standing, one, edited)


def _shown(
    request: HttpRequest,
    standing: Standing,
    one: SpaceCheck,
    edited: Edited | None = None,
    **given: Any,
) -> HttpResponse:
    edited = edited or Edited(version=one.version)
    read_line(standing, one)
    context = {
        "one": one,
        "edited": edited,
        "may_keep": standing.may(verbs.ACT, area=one.area_id),
        "open": [ASKED[name] for name in one.open_questions],
        "answers": [(ASKED[name], words) for name, words in one.answers.items()],
        "partner": partners_for(standing).filter(pk=one.partner_id).first()
        if one.partner_id
        else None,
        "sites": found.sites_of(standing, one),
        "may_approve": standing.may(verbs.APPROVE),
        "answers_form": given.get("answers_form") or AnswersForm(record=one),
        "site_form": given.get("site_form") or SiteForm(standing=standing),
        "refused": set(given),
        "history": history_of(standing, one, SpaceForm, ("approved_by",)),
    }
    status = 400 if given else edited.status
    return render(request, "partners/check.html", context, status=status)


told = beside("fora", _check, _shown, "partners:check")


@told("answers_form", AnswersForm, of_record=True, versioned=True)
def check_answers(standing: Standing, one: SpaceCheck, given: dict[str, Any], version: int) -> None:
    """Answer the questions of a check."""
    verbs.edit_check(one, {"answers": one.answers | given}, version=version, by=standing)


@told("site_form", SiteForm, of_standing=True)
def check_site(standing: Standing, one: SpaceCheck, given: dict[str, Any]) -> None:
    """Name a site open to reprisals."""
    verbs.open_site(one, **given, by=standing)


@require_POST
@mission_page("fora")
def check_approve(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """The Head of Mission approves that soldiers deliver, as a last resort."""
    with refused_atop(request):
        verbs.approve_delivery(_check(standing, pk), version=version_sent(request), by=standing)
    return redirect("partners:check", standing.mission.code, pk)
