"""Indicators with their readings, and the reports the mission owes."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from tutela_web.access.page_access import mission_page, mission_post, refused_atop
from tutela_web.access.policy import Standing
from tutela_web.base.forms import version_sent
from tutela_web.mandate.models import Resolution
from tutela_web.mandate.queries import resolutions_for
from tutela_web.programme.fields import ACT
from tutela_web.programme.measures import queries as found
from tutela_web.programme.measures import verbs
from tutela_web.programme.measures.duty_kind import REPORT_DUTY
from tutela_web.programme.measures.forms import (
    AskedReportForm,
    IndicatorReadingForm,
    MadeForm,
)
from tutela_web.programme.measures.indicator_kind import INDICATOR
from tutela_web.programme.measures.kind_verbs import OwedInput, owe_reports
from tutela_web.programme.measures.models import Indicator, ReportDuty
from tutela_web.records.create_page import save_posted
from tutela_web.records.kind_views import show_record


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


@mission_page("mandates", of=resolutions_for, may=ACT)
def reports_asked(request: HttpRequest, standing: Standing, text: Resolution) -> HttpResponse:
    """The reports a resolution asks for, each taken as a duty of the mission by a person."""
    rows = [
        (
            one,
            AskedReportForm(
                request.POST or None,
                prefix=str(at),
                initial={
                    "title": one.asked.words[:200],
                    "due": one.asked.first,
                    "every_days": one.asked.every_days,
                },
            ),
        )
        for at, one in enumerate(found.asked_reports(standing, text))
    ]
    taken = [
        (one, form)
        for one, form in rows
        if one.duty is None and form.data.get(f"{form.prefix}-take")
    ]
    sound = [form.is_valid() for _one, form in taken]
    if taken and all(sound):
        owed = [(one.rests_on, cast(OwedInput, form.cleaned_data)) for one, form in taken]
        with refused_atop(request):
            owe_reports(text, owed, by=standing)
        return redirect("programme:reports_asked", standing.mission.code, text.pk)
    context = {"resolution": text, "rows": rows, "open": sum(one.duty is None for one, _ in rows)}
    return render(
        request, "programme/reports_asked.html", context, status=200 if all(sound) else 400
    )


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
