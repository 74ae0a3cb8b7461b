"""Caveats: a list, one of a unit, its form; to who does not hold the compartment, not there."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from tutela.base.errors import TutelaError
from tutela_web.access.doors import mission_page, refusals
from tutela_web.access.policy import Standing
from tutela_web.capacity.caveat_queries import caveats_for, effects, page_of_caveats, told
from tutela_web.capacity.caveat_verbs import ACT, edit_caveat, keep_caveat
from tutela_web.capacity.forms import CaveatForm
from tutela_web.capacity.models import Caveat
from tutela_web.capacity.queries import holds_readiness, units_for
from tutela_web.look.said import said
from tutela_web.records.pages import chosen, edit_record, history_of, read_line, saved_as


@mission_page("bases")
def caveat_list(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Every caveat in force, or all of them."""
    if not holds_readiness(standing):
        raise Http404
    asked = {name: request.GET.get(name, "") for name in ("status", "kind", "page")}
    choices: dict[str, Any] = {
        "status": [
            *((v, label, None) for v, label in Caveat.Status.choices),
            ("all", _("all"), None),
        ],
        "kind": [(value, label, None) for value, label in Caveat.Kind.choices],
    }
    page = page_of_caveats(standing, asked)
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "page": page,
        "rows": told(page.object_list),
        "asked": asked,
        "choices": choices,
        "shown": {"status": _("in force")} | _set(chosen(asked, choices)),
        "query": query.urlencode(),
    }
    return render(request, "capacity/caveats.html", context)


def _set(shown: dict[str, Any]) -> dict[str, Any]:
    return {name: label for name, label in shown.items() if label}


@mission_page("bases")
def new_caveat(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """A new caveat of a unit."""
    unit = get_object_or_404(units_for(standing), pk=pk)
    if not holds_readiness(standing):
        raise Http404
    if not standing.may(ACT, area=unit.area_id):
        raise PermissionDenied
    form = CaveatForm(request.POST or None, standing=standing)
    if request.method == "POST" and form.is_valid():
        try:
            with refusals():
                keep_caveat(unit, form.cleaned_data, by=standing)
        except TutelaError as fault:
            form.add_error(None, said(fault.told()))
        else:
            messages.success(request, _("The caveat is recorded."))
            return redirect("capacity:unit", standing.mission.code, pk)
    context = {"unit": unit, "form": form}
    return render(request, "capacity/new_caveat.html", context, status=400 if form.errors else 200)


@mission_page("bases")
def caveat(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """One caveat: its words, its effects, its form, its history through every status."""
    found = get_object_or_404(caveats_for(standing).select_related("unit", "mission"), pk=pk)
    read_line(standing, found)
    edited = edit_record(
        request, standing, found, CaveatForm, edit_caveat, act=ACT, area=found.area_id
    )
    if edited.saved is not None:
        return saved_as(request, standing, edited.saved, "capacity:caveat", pk)
    context = {
        "caveat": found,
        "effects": effects(found),
        "edited": edited,
        "history": history_of(standing, found, CaveatForm),
    }
    return render(request, "capacity/caveat.html", context, status=edited.status)
