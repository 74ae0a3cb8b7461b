"""Naming what section B rests on, and ending it."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from tutela_web.access.page_access import mission_post, refused_atop
from tutela_web.access.policy import Standing
from tutela_web.base.forms import version_sent
from tutela_web.records.create_page import posted_atop
from tutela_web.strategy.based.forms import BasisForm
from tutela_web.strategy.based.models import RestsOn
from tutela_web.strategy.based.queries import LETTER, may_be_named, rests_on_for
from tutela_web.strategy.based.verbs import BasisInput, end_basis, name_basis
from tutela_web.strategy.edition.models import Section
from tutela_web.strategy.edition.queries import sections_for


@mission_post("drafts", of=sections_for)
def basis_name(request: HttpRequest, standing: Standing, section: Section) -> HttpResponse:
    """Name an assessment that section B rests on."""
    form = BasisForm(request.POST, offered=may_be_named(standing, section))
    posted_atop(
        request, form, lambda given: name_basis(section, cast(BasisInput, given), by=standing)
    )
    return redirect("strategy:section", standing.mission.code, section.pk)


@mission_post("strategy", of=rests_on_for)
def basis_end(request: HttpRequest, standing: Standing, basis: RestsOn) -> HttpResponse:
    """The section rests on it no longer."""
    with refused_atop(request):
        end_basis(basis, version=version_sent(request), by=standing)
    section = sections_for(standing).filter(strategy=basis.strategy_id, letter=LETTER).first()
    if section is None:
        return redirect("strategy:strategies", standing.mission.code)
    return redirect("strategy:section", standing.mission.code, section.pk)
