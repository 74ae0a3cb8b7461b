"""Humanitarian space: access requests, joint tasks, operations, and the sites they lay open."""

from __future__ import annotations

from uuid import UUID

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from tutela_web.access.page_access import mission_page, mission_post, refused_atop
from tutela_web.access.policy import Standing
from tutela_web.base.forms import version_sent
from tutela_web.partners.space import queries as found
from tutela_web.partners.space import verbs
from tutela_web.partners.space.forms import ASKED, SiteForm, SpaceCheckForm
from tutela_web.partners.space.kind import CHECK
from tutela_web.partners.space.models import SpaceCheck
from tutela_web.partners.space.verbs import SiteInput
from tutela_web.records.filters import Offered, filter_context, filters_asked
from tutela_web.records.kind_views import find_record, show_record
from tutela_web.records.new import forms_beside_record


@mission_page("fora")
def checks(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Where aid and arms came near each other: what is not settled first."""
    asked = filters_asked(request, ("kind",))
    offered: Offered = {"kind": list(SpaceCheck.Kind.choices)}
    context = {
        "rows": [
            (one, [ASKED[name] for name in one.open_questions])
            for one in found.check_list(standing, asked)
        ],
        **filter_context(asked, offered),
        "may_keep": standing.may_somewhere(verbs.ACT),
    }
    return render(request, "partners/checks.html", context)


def _check(standing: Standing, pk: UUID) -> SpaceCheck:
    return get_object_or_404(found.whole_checks(standing), pk=pk)


def _check_page(
    request: HttpRequest, standing: Standing, check: SpaceCheck, **refused: Form | None
) -> HttpResponse:
    shown = find_record(CHECK, standing, check.pk)
    return show_record(CHECK, request, standing, shown, status=None, **refused)


told = forms_beside_record("fora", _check, _check_page, "partners:check")


@told("answers_form", SpaceCheckForm, of_record=True, versioned=True)
def check_answers(
    standing: Standing, check: SpaceCheck, given: dict[str, str], version: int
) -> None:
    """Answer the questions of a check."""
    verbs.edit_check(check, {"answers": check.answers | given}, version=version, by=standing)


@told("site_form", SiteForm, of_standing=True)
def check_site(standing: Standing, check: SpaceCheck, given: SiteInput) -> None:
    """Name a site open to reprisals."""
    verbs.open_site(check, **given, by=standing)


@mission_post("fora")
def check_approve(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """The Head of Mission approves that soldiers deliver, as a last resort."""
    with refused_atop(request):
        verbs.approve_delivery(_check(standing, pk), version=version_sent(request), by=standing)
    return redirect("partners:check", standing.mission.code, pk)
