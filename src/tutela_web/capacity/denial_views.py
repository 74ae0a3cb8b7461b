"""Denied movements: a list counted by authority, one of a unit, its form."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from tutela.base.errors import TutelaError
from tutela_web.access.doors import mission_page, refusals
from tutela_web.access.policy import Standing
from tutela_web.base.said import said
from tutela_web.capacity.denial_queries import by_authority, denials_for, page_of_denials
from tutela_web.capacity.denial_verbs import edit_denial, record_denial
from tutela_web.capacity.forms import DenialForm
from tutela_web.capacity.queries import units_for
from tutela_web.capacity.verbs import ACT
from tutela_web.records.pages import edit_record, history_of, read_line, saved_as


@mission_page("bases")
def denial_list(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Movements denied, newest first, and how often by whom."""
    asked = {name: request.GET.get(name, "") for name in ("authority", "raised", "page")}
    counted = by_authority(standing)
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "page": page_of_denials(standing, asked),
        "counted": counted,
        "asked": asked,
        "choices": [(row["authority"], row["authority"], row["n"]) for row in counted],
        "query": query.urlencode(),
    }
    return render(request, "capacity/denials.html", context)


@mission_page("bases")
def new_denial(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """A move of a unit that was denied."""
    unit = get_object_or_404(units_for(standing), pk=pk)
    if not standing.may(ACT, area=unit.area_id):
        raise PermissionDenied
    form = DenialForm(request.POST or None, standing=standing)
    if request.method == "POST" and form.is_valid():
        try:
            with refusals():
                made = record_denial(unit, form.cleaned_data, by=standing)
        except TutelaError as fault:
            form.add_error(None, said(fault.told()))
        else:
            messages.success(request, _("The denied movement is recorded."))
            return redirect("capacity:denial", standing.mission.code, made.pk)
    context = {"unit": unit, "form": form}
    return render(request, "capacity/new_denial.html", context, status=400 if form.errors else 200)


@mission_page("bases")
def denial(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """One denied movement: what happened, when it was raised, what was answered."""
    found = get_object_or_404(denials_for(standing).select_related("unit", "mission"), pk=pk)
    read_line(standing, found)
    edited = edit_record(
        request, standing, found, DenialForm, edit_denial, act=ACT, area=found.area_id
    )
    if edited.saved is not None:
        return saved_as(request, standing, edited.saved, "capacity:denial", pk)
    context = {
        "denial": found,
        "unit": units_for(standing).filter(pk=found.unit_id).first(),
        "edited": edited,
        "history": history_of(standing, found, DenialForm),
    }
    return render(request, "capacity/denial.html", context, status=edited.status)
