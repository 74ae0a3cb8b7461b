"""Guidance: which units and leaders know it; the card of a unit and of a leader."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from tutela_web.access.models import Post
from tutela_web.access.page_access import mission_page, mission_post, refused_atop
from tutela_web.access.policy import Standing
from tutela_web.base.forms import version_sent
from tutela_web.capacity.guidance import queries as found
from tutela_web.capacity.guidance import verbs
from tutela_web.capacity.guidance.forms import (
    BriefingForm,
    CapitalForm,
    GuidanceForm,
    GuidanceReadBackForm,
    ReadBackForm,
)
from tutela_web.capacity.guidance_models import UnitBriefing
from tutela_web.capacity.inputs import GuidanceInput, ReadBackInput
from tutela_web.capacity.models import Unit
from tutela_web.capacity.units.queries import units_for
from tutela_web.records.new import forms_beside_record, new_page, save_posted
from tutela_web.records.pages import read_line


@mission_page("bases")
def guidance(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Who knows what is asked of them, and who does not: units, leaders, capitals."""
    return _guidance_page(request, standing)


def _guidance_page(
    request: HttpRequest, standing: Standing, form: forms.Form | None = None
) -> HttpResponse:
    held = found.in_force(standing)
    units = found.told_units(standing, held)
    context = {
        "guidance": held,
        "units": units,
        "lacking": sum(row.lacking for row in units),
        "leaders": found.told_leaders(standing, held),
        "capitals": found.read_backs_for(standing).exclude(capital=""),
        "may_keep": standing.may(found.ACT),
        "form": form or CapitalForm(standing=standing, auto_id="capital_%s"),
    }
    return render(request, "capacity/guidance.html", context, status=400 if form else 200)


@mission_page("bases")
def guidance_new(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Issue an edition."""
    here = reverse("capacity:guidance", args=[standing.mission.code])
    form = GuidanceForm(
        request.POST or None,
        standing=standing,
        initial={"classification": 1, "issued_on": standing.on},
    )
    return new_page(
        request,
        standing,
        form,
        lambda given: verbs.issue_guidance(cast(GuidanceInput, given), by=standing),
        allowed=standing.may(found.ACT),
        title=_("Issue guidance"),
        trail=[(here, _("Guidance"))],
        to=lambda _made: here,
    )


@mission_post("bases")
def guidance_withdraw(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Withdraw an edition."""
    one = get_object_or_404(found.guidance_for(standing).select_related("mission"), pk=pk)
    with refused_atop(request):
        verbs.withdraw_guidance(one, version=version_sent(request), by=standing)
    return redirect("capacity:guidance", standing.mission.code)


@mission_post("bases")
def capital(request: HttpRequest, standing: Standing) -> HttpResponse:
    """A contributor's capital read an edition back."""
    form = CapitalForm(request.POST, standing=standing, auto_id="capital_%s")
    if save_posted(
        form,
        lambda given: verbs.record_read_back(
            given["guidance"], given["who"], given["on"], capital=given["capital"], by=standing
        ),
    ):
        return redirect("capacity:guidance", standing.mission.code)
    return _guidance_page(request, standing, form)


# --- the card of a unit


def _unit(standing: Standing, pk: UUID) -> Unit:
    return get_object_or_404(units_for(standing).select_related("mission", "area"), pk=pk)


@mission_page("bases")
def unit_card(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """What a unit was told of its area, and the guidance it read back."""
    return _unit_shown(request, standing, _unit(standing, pk))


def _unit_shown(
    request: HttpRequest, standing: Standing, unit: Unit, **given: forms.Form
) -> HttpResponse:
    held = found.in_force(standing)
    briefings = list(found.briefings_for(standing).filter(unit=unit))
    for one in briefings[:1]:
        read_line(standing, one)
    may = standing.may(found.ACT, area=unit.area_id)
    now = briefings[0] if briefings else None
    first = {name: getattr(now, name) for name in verbs.ANSWERS} if now else {}
    context = {
        "unit": unit,
        "briefing": now,
        "earlier": briefings[1:],
        "guidance": held,
        "read_backs": found.read_backs_for(standing).filter(unit=unit),
        "may_keep": may,
        "briefing_form": given.get("briefing_form")
        or BriefingForm(standing=standing, initial=first, auto_id="briefing_%s"),
        "back_form": given.get("back_form") or ReadBackForm(auto_id="back_%s"),
        "guidance_form": given.get("guidance_form") or GuidanceReadBackForm(standing=standing),
    }
    return render(request, "capacity/guidance_unit.html", context, status=400 if given else 200)


told = forms_beside_record("bases", _unit, _unit_shown, "capacity:unit_card")


@told("briefing_form", BriefingForm, of_standing=True)
def brief(standing: Standing, unit: Unit, given: dict[str, str]) -> None:
    """The unit was told of its area."""
    verbs.brief_unit(unit, given, by=standing)


@mission_post("bases", of=found.briefings_for)
def briefing_back(request: HttpRequest, standing: Standing, briefing: UnitBriefing) -> HttpResponse:
    """Its commander read the briefing back."""
    form = ReadBackForm(request.POST, auto_id="back_%s")
    if save_posted(
        form,
        lambda given: verbs.read_back_briefing(
            briefing, given["who"], given["on"], version=version_sent(request), by=standing
        ),
    ):
        return redirect("capacity:unit_card", standing.mission.code, briefing.unit_id)
    return _unit_shown(request, standing, _unit(standing, briefing.unit_id), back_form=form)


@told("guidance_form", GuidanceReadBackForm, of_standing=True)
def unit_read(standing: Standing, unit: Unit, given: ReadBackInput) -> None:
    """The unit read an edition back."""
    verbs.record_read_back(given["guidance"], given["who"], given["on"], unit=unit, by=standing)


# --- the card of a leader


def _post(standing: Standing, pk: UUID) -> Post:
    if not standing.reads("strategy"):
        raise Http404
    rows = Post.objects.filter(mission=standing.mission, role__in=found.LEADERS)
    return get_object_or_404(rows, pk=pk)


@mission_page("bases")
def leader_card(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """The guidance a leader read back."""
    return _leader_shown(request, standing, _post(standing, pk))


def _leader_shown(
    request: HttpRequest, standing: Standing, post: Post, **given: forms.Form
) -> HttpResponse:
    context = {
        "post": post,
        "guidance": found.in_force(standing),
        "may_keep": standing.may(found.ACT),
        "read_backs": found.read_backs_for(standing).filter(post=post),
        "guidance_form": given.get("guidance_form") or GuidanceReadBackForm(standing=standing),
    }
    return render(request, "capacity/guidance_post.html", context, status=400 if given else 200)


by_post = forms_beside_record("bases", _post, _leader_shown, "capacity:leader_card")


@by_post("guidance_form", GuidanceReadBackForm, of_standing=True)
def leader_read(standing: Standing, post: Post, given: ReadBackInput) -> None:
    """The leader read an edition back."""
    verbs.record_read_back(given["guidance"], given["who"], given["on"], post=post, by=standing)
