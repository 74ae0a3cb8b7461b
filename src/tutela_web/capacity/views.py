"""Bases and units: lists, pages, edits; readiness for holders of the compartment."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tutela.base.errors import TutelaError
from tutela.capacity.able import task_said
from tutela_web.access.doors import mission_page, refusals
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.capacity.caveat_kind import CAVEAT
from tutela_web.capacity.caveat_queries import caveats_of
from tutela_web.capacity.forms import AbleAgainForm, BaseForm, ReadinessForm, UnitForm
from tutela_web.capacity.models import Base, Unit, UnitReadiness
from tutela_web.capacity.queries import (
    bases_for,
    bases_not_known,
    holds_readiness,
    page_of_bases,
    page_of_units,
    readiness_of,
    units_for,
    units_not_known,
    with_base,
)
from tutela_web.capacity.reach import backup_of, not_able
from tutela_web.capacity.verbs import (
    ACT,
    edit_base,
    edit_unit,
    keep_readiness,
    make_bases,
    make_units,
    say_able,
)
from tutela_web.look.said import said, word
from tutela_web.records.pages import (
    RecordForm,
    chosen,
    edit_record,
    history_of,
    read_line,
    saved_as,
    shown,
)


def _list_context(request: HttpRequest, standing: Standing) -> dict[str, Any]:
    query = request.GET.copy()
    query.pop("page", None)
    return {
        "query": query.urlencode(),
        "may_edit": standing.may_somewhere(ACT),
        "holds_capacity": holds_readiness(standing),
        "may_export": standing.reads("exports"),
    }


@mission_page("bases")
def base_list(request: HttpRequest, standing: Standing) -> HttpResponse:
    """The bases that stand today, or stood; and what is not known of them."""
    asked = {name: request.GET.get(name, "") for name in ("kind", "when", "retired", "page")}
    choices: dict[str, Any] = {
        "kind": [(value, label, None) for value, label in Base.Kind.choices],
        "when": [("closed", _("closed"), None), ("all", _("all"), None)],
    }
    context = _list_context(request, standing) | {
        "page": page_of_bases(standing, asked),
        "not_known": bases_not_known(standing),
        "asked": asked,
        "choices": choices,
        "shown": chosen(asked, choices),
    }
    return render(request, "capacity/bases.html", context)


@mission_page("bases")
def unit_list(request: HttpRequest, standing: Standing) -> HttpResponse:
    """The units: able, not able, or not known."""
    asked = {name: request.GET.get(name, "") for name in ("able", "retired", "page")}
    ables = [("yes", _("able"), None), ("no", _("not able"), None)]
    choices = {"able": [*ables, ("unknown", _("not known"), None)]}
    context = _list_context(request, standing) | {
        "page": page_of_units(standing, asked),
        "not_known": units_not_known(standing),
        "asked": asked,
        "choices": choices,
        "shown": chosen(asked, choices),
    }
    return render(request, "capacity/units.html", context)


def _new(
    request: HttpRequest, standing: Standing, form: type[RecordForm], make: Any, to: str
) -> HttpResponse:
    if not standing.may_somewhere(ACT):
        raise PermissionDenied
    filled = form(request.POST or None, standing=standing, initial={"classification": 0})
    if request.method == "POST" and filled.is_valid():
        values = dict(filled.cleaned_data)
        if "area" in values:
            area = values.pop("area")
            values["area_id"] = area and area.pk
        try:
            with refusals():
                (made,) = make([values], by=standing)
        except TutelaError as fault:
            filled.add_error(None, said(fault.told()))
        else:
            return redirect(to, standing.mission.code, made.pk)
    status = 400 if filled.errors else 200
    context = {"form": filled, "is_base": form is BaseForm}
    return render(request, "capacity/new.html", context, status=status)


@mission_page("bases")
def new_base(request: HttpRequest, standing: Standing) -> HttpResponse:
    """A new base."""
    return _new(request, standing, BaseForm, make_bases, "capacity:base")


@mission_page("bases")
def new_unit(request: HttpRequest, standing: Standing) -> HttpResponse:
    """A new unit."""
    return _new(request, standing, UnitForm, make_units, "capacity:unit")


@mission_page("bases")
def base(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """One base: its facts, its units, its form, its history."""
    found = get_object_or_404(bases_for(standing).select_related("area", "mission"), pk=pk)
    read_line(standing, found)
    edited = edit_record(request, standing, found, BaseForm, edit_base, act=ACT, area=found.area_id)
    if edited.saved is not None:
        return saved_as(request, standing, edited.saved, "capacity:base", pk)
    context = {
        "base": found,
        "units": units_for(standing).filter(base=found, retired=False).order_by("name", "pk"),
        "backup": backup_of(standing, found),
        "edited": edited,
        "history": history_of(standing, found, BaseForm),
    }
    return render(request, "capacity/base.html", context, status=edited.status)


@mission_page("bases")
def unit(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """One unit: able or not able; why, for holders of the compartment, with a line in the audit."""
    seen = units_for(standing).select_related("mission")
    found = get_object_or_404(with_base(standing, seen), pk=pk)
    read_line(standing, found)
    edited = edit_record(request, standing, found, UnitForm, edit_unit, act=ACT, area=found.area_id)
    if edited.saved is not None:
        return saved_as(request, standing, edited.saved, "capacity:unit", pk)
    ready = readiness_of(standing, found)
    context = {
        "unit": found,
        "base": found.base,
        "holds_readiness": holds_readiness(standing),
        "may_keep_readiness": standing.may(ACT, area=found.area_id),
        "readiness": ready and _told(ready),
        "caveats": caveats_of(standing, found) if holds_readiness(standing) else [],
        "may_keep_caveats": CAVEAT.may_write(standing, beside=found),
        "not_able": _not_able(standing, found),
        "may_say_able": standing.may("say_able", area=found.area_id),
        "tells_refusals": standing.may("read_refusals", area=found.area_id),
        "able_form": AbleAgainForm(initial={"on": clock.today(standing.mission)}),
        "edited": edited,
        "history": history_of(standing, found, UnitForm),
    }
    return render(request, "capacity/unit.html", context, status=edited.status)


def _not_able(standing: Standing, found: Unit) -> list[dict[str, Any]]:
    """What the unit is put down as not able for; the reason for who reads what was answered and
    holds the compartment."""
    told = standing.may("read_refusals", area=found.area_id) and holds_readiness(standing)
    rows = not_able(clock.now(standing.mission), standing.mission).filter(unit=found)
    return [
        {
            "task": said(task_said(row.task)),
            "since": row.since,
            "able_from": row.able_from,
            "reason": word(row.reason) if told else "",
        }
        for row in rows
    ]


@require_POST
@mission_page("bases")
def able_again(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Say that a unit is able again for the tasks it refused."""
    found = get_object_or_404(units_for(standing).select_related("mission"), pk=pk)
    form = AbleAgainForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say from which day, and what changed."))
        return redirect("capacity:unit", standing.mission.code, pk)
    try:
        with refusals():
            say_able(found, on=form.cleaned_data["on"], note=form.cleaned_data["note"], by=standing)
    except TutelaError as fault:
        messages.error(request, f"{said(fault.told())}")
    return redirect("capacity:unit", standing.mission.code, pk)


def _told(ready: UnitReadiness) -> list[tuple[Any, str]]:
    fields = ReadinessForm.base_fields
    return [
        (field.label, shown(UnitReadiness, name, getattr(ready, name)))
        for name, field in fields.items()
    ]


@mission_page("bases")
def readiness(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """The readiness of a unit to edit: for who holds the compartment; to others it is not there."""
    found = get_object_or_404(units_for(standing).select_related("mission"), pk=pk)
    if not holds_readiness(standing):
        raise Http404
    ready = readiness_of(standing, found)
    blank = ready is None

    def save(record: Any, changes: Any, *, version: int, by: Standing, reason: str) -> Any:
        return keep_readiness(found, changes, version=version, by=by, reason=reason)

    edited = edit_record(
        request,
        standing,
        ready or UnitReadiness(unit=found, mission=standing.mission),
        ReadinessForm,
        save,
        act=ACT,
        area=found.area_id,
    )
    if edited.saved is not None:
        return saved_as(request, standing, edited.saved, "capacity:unit", pk)
    context = {
        "unit": found,
        "edited": edited,
        "history": [] if blank or ready is None else history_of(standing, ready, ReadinessForm),
    }
    return render(request, "capacity/readiness.html", context, status=edited.status)
