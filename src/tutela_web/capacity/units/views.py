"""Bases and units: lists, pages, edits; readiness for holders of the compartment."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from tutela.base.errors import TutelaError
from tutela_web.access.page_access import mission_page, mission_post, refusals
from tutela_web.access.policy import Standing
from tutela_web.capacity.inputs import ReadinessInput
from tutela_web.capacity.models import UnitReadiness
from tutela_web.capacity.units.forms import AbleAgainForm, ReadinessForm
from tutela_web.capacity.units.queries import (
    holds_readiness,
    readiness_of,
    units_for,
)
from tutela_web.capacity.units.verbs import (
    ACT,
    keep_readiness,
    say_able,
)
from tutela_web.look.translate import say_in_page_language
from tutela_web.records.pages import (
    edit_record,
    history_of,
    saved_as,
)


@mission_post("bases")
def able_again(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Say that a unit is able again for the tasks it refused."""
    unit = get_object_or_404(units_for(standing).select_related("mission"), pk=pk)
    form = AbleAgainForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say from which day, and what changed."))
        return redirect("capacity:unit", standing.mission.code, pk)
    try:
        with refusals():
            say_able(unit, on=form.cleaned_data["on"], note=form.cleaned_data["note"], by=standing)
    except TutelaError as fault:
        messages.error(request, f"{say_in_page_language(fault.as_sentence())}")
    return redirect("capacity:unit", standing.mission.code, pk)


@mission_page("bases")
def readiness(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """The readiness of a unit to edit: for who holds the compartment; to others it is not there."""
    unit = get_object_or_404(units_for(standing).select_related("mission"), pk=pk)
    if not holds_readiness(standing):
        raise Http404
    ready = readiness_of(standing, unit)
    blank = ready is None

    def save(
        record: UnitReadiness, changes: ReadinessInput, *, version: int, by: Standing, reason: str
    ) -> UnitReadiness:
        return keep_readiness(unit, changes, version=version, by=by, reason=reason)

    edited = edit_record(
        request,
        standing,
        ready or UnitReadiness(unit=unit, mission=standing.mission),
        ReadinessForm,
        save,
        act=ACT,
        area=unit.area_id,
    )
    if edited.saved is not None:
        return saved_as(request, standing, edited.saved, "capacity:unit", pk)
    context = {
        "unit": unit,
        "edited": edited,
        "history": [] if blank or ready is None else history_of(standing, ready, ReadinessForm),
    }
    return render(request, "capacity/readiness.html", context, status=edited.status)
