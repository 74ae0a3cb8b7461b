"""Who protects in an area, and host and mission side by side."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from tutela_web.access.doors import mission_page
from tutela_web.access.models import DutyArea
from tutela_web.access.policy import Standing
from tutela_web.access.queries import areas_on
from tutela_web.partners.sides import queries as found
from tutela_web.partners.sides import verbs
from tutela_web.partners.sides.forms import PointForm, ProtectorForm
from tutela_web.records.new import new_page
from tutela_web.records.pages import chosen, edit_record, history_of, read_line, saved_as


@mission_page("strategy")
def protectors(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Who protects in an area: each kind, also one of whom nobody is recorded."""
    offices = list(
        areas_on(standing.mission, standing.on)
        .filter(kind=DutyArea.Kind.FIELD_OFFICE)
        .defer("boundary")
        .order_by("name")
    )
    area = next((one for one in offices if one.code == request.GET.get("area")), None)
    asked = {"area": area.code if area else ""}
    choices = {"area": [(one.code, one.name, None) for one in offices]}
    context = {
        "map": found.protection_map(standing, area),
        "area": area,
        "asked": asked,
        "choices": choices,
        "shown": chosen(asked, choices),
        "may_keep": standing.may(verbs.ACT),
    }
    return render(request, "partners/protectors.html", context)


@mission_page("strategy")
def sides(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Host and mission side by side: disputed, not yet discussed, agreed."""
    context = {"points": found.standing_points(standing), "may_keep": standing.may(verbs.ACT)}
    return render(request, "partners/sides.html", context)


def _trail(standing: Standing, name: str, words: str) -> list[tuple[str, Any]]:
    code = standing.mission.code
    return [
        (reverse("partners:roles", args=[code]), _("Roles")),
        (reverse(f"partners:{name}", args=[code]), words),
    ]


@mission_page("strategy")
def protector_new(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Record one who protects."""
    begun = {"classification": 1, "seen_on": standing.on}
    form = ProtectorForm(request.POST or None, standing=standing, initial=begun)
    return new_page(
        request,
        standing,
        form,
        lambda given: verbs.keep_protector(given, by=standing),
        allowed=standing.may(verbs.ACT),
        title=_("Record a protection actor"),
        trail=_trail(standing, "protectors", _("Protection actors")),
        to=lambda made: reverse("partners:protector", args=[standing.mission.code, made.pk]),
    )


@mission_page("strategy")
def side_new(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Record a point."""
    form = PointForm(request.POST or None, standing=standing, initial={"classification": 1})
    return new_page(
        request,
        standing,
        form,
        lambda given: verbs.keep_point(given, by=standing),
        allowed=standing.may(verbs.ACT),
        title=_("Record a point"),
        trail=_trail(standing, "sides", _("Host and mission")),
        to=lambda made: reverse("partners:side", args=[standing.mission.code, made.pk]),
    )


@mission_page("strategy")
def protector(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """One who protects, its form and its history."""
    one = get_object_or_404(found.protectors_for(standing).select_related("mission"), pk=pk)
    trail = _trail(standing, "protectors", _("Protection actors"))
    return _one(request, standing, one, ProtectorForm, verbs.edit_protector, "protector", trail)


@mission_page("strategy")
def side(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """One point, its form and its history."""
    one = get_object_or_404(found.responsibilities_for(standing).select_related("mission"), pk=pk)
    trail = _trail(standing, "sides", _("Host and mission"))
    return _one(request, standing, one, PointForm, verbs.edit_point, "side", trail)


def _one(
    request: HttpRequest,
    standing: Standing,
    one: Any,
    form: Any,
    save: Any,
    name: str,
    trail: list[tuple[str, Any]],
) -> HttpResponse:
    read_line(standing, one)
    edited = edit_record(request, standing, one, form, save, act=verbs.ACT, area=None)
    if edited.saved is not None:
        return saved_as(request, standing, edited.saved, f"partners:{name}", one.pk)
    context = {
        "one": one,
        "edited": edited,
        "trail": trail,
        "history": history_of(standing, one, form),
    }
    return render(request, f"partners/{name}.html", context, status=edited.status)
