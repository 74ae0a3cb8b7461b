"""Indicators with their readings, and the reports the mission owes."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from tutela_web.access.doors import mission_page, mission_post
from tutela_web.access.policy import Standing
from tutela_web.base.forms import version_sent
from tutela_web.programme.fields import ACT
from tutela_web.programme.measures import queries as found
from tutela_web.programme.measures import verbs
from tutela_web.programme.measures.duty_kind import REPORT_DUTY
from tutela_web.programme.measures.forms import (
    IndicatorReadingForm,
    MadeForm,
)
from tutela_web.programme.measures.indicator_kind import INDICATOR
from tutela_web.programme.measures.models import Indicator, ReportDuty
from tutela_web.records.kind_views import show_record
from tutela_web.records.new import save_posted


@mission_page("strategy")
def report_duties(request: HttpRequest, standing: Standing) -> HttpResponse:
    """The reports owed, the late first; indicators stand in one list, with what is measured."""
    context = {"duties": found.duties(standing), "may_owe": standing.may(ACT)}
    return render(request, "programme/indicators.html", context)


@mission_post("strategy", of=INDICATOR.rows_shown)
def indicator_read(request: HttpRequest, standing: Standing, indicator: Indicator) -> HttpResponse:
    """Give a reading."""
    form = IndicatorReadingForm(request.POST)
    if not save_posted(form, lambda given: verbs.read_indicator(indicator, **given, by=standing)):
        return show_record(INDICATOR, request, standing, indicator, status=400, form=form)
    return redirect("programme:indicator", standing.mission.code, indicator.pk)


# --- reports


@mission_post("strategy", of=REPORT_DUTY.rows_shown)
def duty_made(request: HttpRequest, standing: Standing, duty: ReportDuty) -> HttpResponse:
    """Say that a report was made."""
    form = MadeForm(request.POST)
    said = save_posted(
        form,
        lambda given: verbs.report_made(duty, **given, version=version_sent(request), by=standing),
    )
    if not said:
        return show_record(REPORT_DUTY, request, standing, duty, status=400, form=form)
    return redirect("programme:duty", standing.mission.code, duty.pk)
