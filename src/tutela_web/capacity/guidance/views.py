"""Guidance: which units and leaders know it; the card of a unit and of a leader."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tutela_web.access.models import Post
from tutela_web.access.page_access import mission_page
from tutela_web.access.policy import Standing
from tutela_web.capacity.guidance import queries as found
from tutela_web.capacity.guidance import verbs
from tutela_web.capacity.guidance.forms import (
    BriefingForm,
    CapitalForm,
    GuidanceForm,
    GuidanceReadBackForm,
    ReadBackForm,
)
from tutela_web.capacity.inputs import GuidanceInput
from tutela_web.capacity.models import Unit
from tutela_web.capacity.units.queries import units_for
from tutela_web.records.acts import Act, ActsOn, one_of
from tutela_web.records.create_page import new_page
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
        "form": form or CAPITAL.form_for(standing),
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
        "may_read_back": standing.may(found.READS_BACK, area=unit.area_id),
        "briefing_form": given.get("briefing_form")
        or BriefingForm(standing=standing, initial=first, auto_id="briefing_%s"),
        "back_form": given.get("back_form") or BACK.form_for(standing),
        "guidance_form": given.get("guidance_form") or GuidanceReadBackForm(standing=standing),
    }
    return render(request, "capacity/guidance_unit.html", context, status=400 if given else 200)


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


def _guidance_refused(
    request: HttpRequest, standing: Standing, record: None, *, form: forms.Form
) -> HttpResponse:
    return _guidance_page(request, standing, form)


UNIT = ActsOn(("bases",), "capacity:unit_card", _unit, _unit_shown)
CAPITAL = Act(
    verbs.record_read_back,
    on=ActsOn(("bases",), "capacity:guidance", None, _guidance_refused),
    path="guidance/capital/",
    name="guidance_capital",
    form="form",
    auto_id="capital_%s",
    fields=CapitalForm,
)
BRIEF = Act(
    verbs.brief_unit,
    on=UNIT,
    path="units/<uuid:pk>/guidance/brief/",
    name="brief",
    form="briefing_form",
    auto_id="briefing_%s",
    fields=BriefingForm,
    reads=lambda given: {"answers": given},
)
BACK = Act(
    verbs.read_back_briefing,
    on=ActsOn(("bases",), "capacity:unit_card", one_of(found.briefings_for), _unit_shown),
    path="guidance/briefings/<uuid:pk>/",
    name="briefing_back",
    form="back_form",
    auto_id="back_%s",
    beside=lambda standing, briefing: _unit(standing, briefing.unit_id),
    fields=ReadBackForm,
)
UNIT_READ = Act(
    verbs.record_read_back,
    on=UNIT,
    path="units/<uuid:pk>/guidance/read/",
    name="unit_read",
    form="guidance_form",
    takes="unit",
    fields=GuidanceReadBackForm,
)
ACTS = [
    CAPITAL,
    BRIEF,
    BACK,
    UNIT_READ,
    Act(
        verbs.record_read_back,
        on=ActsOn(("bases",), "capacity:leader_card", _post, _leader_shown),
        path="guidance/posts/<uuid:pk>/read/",
        name="leader_read",
        form="guidance_form",
        takes="post",
        fields=GuidanceReadBackForm,
    ),
    Act(
        verbs.withdraw_guidance,
        on=ActsOn(("bases",), "capacity:guidance", one_of(found.guidance_for)),
        path="guidance/<uuid:pk>/",
        name="guidance_withdraw",
        to="capacity:guidance",
    ),
]
