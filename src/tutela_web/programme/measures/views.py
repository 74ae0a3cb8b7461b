"""Indicators with their readings, and the reports the mission owes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tutela_web.access.doors import mission_page
from tutela_web.access.policy import Standing
from tutela_web.base.forms import version_sent
from tutela_web.programme.matrix.queries import lines_for
from tutela_web.programme.measures import queries as found
from tutela_web.programme.measures import verbs
from tutela_web.programme.measures.duty_kind import REPORT_DUTY
from tutela_web.programme.measures.forms import (
    IndicatorForm,
    MadeForm,
    NewIndicatorForm,
    ReadingForm,
)
from tutela_web.programme.measures.models import Indicator, ReportDuty
from tutela_web.programme.objectives.queries import objectives_for
from tutela_web.programme.objectives.verbs import ACT, LINE_ACT
from tutela_web.records.kind_views import find_record, show_record
from tutela_web.records.new import new_page, posted
from tutela_web.records.pages import Edited, edit_record, history_of, read_line, saved_as


@mission_page("strategy")
def indicators(request: HttpRequest, standing: Standing) -> HttpResponse:
    """The indicators, those whose reading is due first, and the reports owed."""
    rows = found.measured(standing, found.indicators_for(standing))
    context = {
        "rows": rows,
        "late": sum(one.state == "late" for one in rows),
        "duties": found.duties(standing),
        "may_owe": standing.may(ACT),
        "may_keep": standing.may_somewhere(LINE_ACT) or standing.may(ACT),
    }
    return render(request, "programme/indicators.html", context)


def _trail(standing: Standing) -> list[tuple[str, Any]]:
    here = reverse("programme:indicators", args=[standing.mission.code])
    return [(here, _("Indicators and reports"))]


def _named(rows: Any, ref: str) -> Any:
    try:
        return rows.filter(pk=UUID(ref)).first()
    except ValueError:
        return None


@mission_page("strategy")
def indicator_new(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Set an indicator, of the line or objective named."""
    begun = {
        "classification": 1,
        "line": _named(lines_for(standing), request.GET.get("line", "")),
        "objective": _named(objectives_for(standing), request.GET.get("objective", "")),
    }
    form = NewIndicatorForm(request.POST or None, standing=standing, initial=begun)
    may = standing.may_somewhere(LINE_ACT) or standing.may(ACT)
    return new_page(
        request,
        standing,
        form,
        lambda given: verbs.set_indicator(given, by=standing),
        allowed=may,
        title=_("Set an indicator"),
        trail=_trail(standing),
        to=lambda made: reverse("programme:indicator", args=[standing.mission.code, made.pk]),
    )


def _indicator(standing: Standing, pk: UUID) -> Indicator:
    return get_object_or_404(found.indicators_for(standing).select_related("mission"), pk=pk)


@mission_page("strategy")
def indicator(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """One indicator: its readings, the next one due, its form and its history."""
    one = _indicator(standing, pk)
    act, area = (LINE_ACT, one.area_id) if one.line_id else (ACT, None)
    edited = edit_record(
        request, standing, one, IndicatorForm, verbs.edit_indicator, act=act, area=area
    )
    if edited.saved is not None:
        return saved_as(request, standing, edited.saved, "programme:indicator", pk)
    return _shown(request, standing, one, edited)


def _shown(
    request: HttpRequest, standing: Standing, one: Indicator, edited: Edited, form: Any = None
) -> HttpResponse:
    read_line(standing, one)
    told = found.measured(standing, found.indicators_for(standing).filter(pk=one.pk))
    context = {
        "one": one,
        "edited": edited,
        "history": history_of(standing, one, IndicatorForm),
        "readings": found.readings_for(standing).filter(indicator=one),
        "next": told[0] if told else None,
        "form": form or ReadingForm(initial={"on": standing.on}),
        "may_read": verbs.may_read(standing, line=one.line) and one.ended_on is None,
    }
    status = 400 if form is not None else edited.status
    return render(request, "programme/indicator.html", context, status=status)


@require_POST
@mission_page("strategy")
def indicator_read(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Give a reading."""
    one = _indicator(standing, pk)
    form = ReadingForm(request.POST)
    if not posted(form, lambda given: verbs.read_indicator(one, **given, by=standing)):
        return _shown(request, standing, one, Edited(version=one.version), form)
    return redirect("programme:indicator", standing.mission.code, pk)


# --- reports


@require_POST
@mission_page("strategy")
def duty_made(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Say that a report was made."""
    one: ReportDuty = find_record(REPORT_DUTY, standing, pk)
    form = MadeForm(request.POST)
    said = posted(
        form,
        lambda given: verbs.report_made(one, **given, version=version_sent(request), by=standing),
    )
    if not said:
        return show_record(REPORT_DUTY, request, standing, one, status=400, form=form)
    return redirect("programme:duty", standing.mission.code, pk)
