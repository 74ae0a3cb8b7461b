"""How the alerts of a period were answered: the page, what stands behind a figure, the report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tutela.crisis.metrics import MEASURES, STEPS, figure_sentence
from tutela_web.access.audit import trail
from tutela_web.access.page_access import mission_page, taken_away
from tutela_web.access.policy import Standing, taking
from tutela_web.crisis.metrics import report as made
from tutela_web.crisis.metrics import words
from tutela_web.crisis.metrics.drawing import key, small_charts
from tutela_web.crisis.metrics.queries import (
    NO_OFFICE,
    FiguresPeriod,
    PeriodFigures,
    alerts_behind,
    measure_period,
)
from tutela_web.incidents.lists.queries import standing_alone
from tutela_web.look.days import date_format
from tutela_web.look.translate import say_in_page_language

MOST = 200
BY = ("office", "band", "light")


def _period_and_office(request: HttpRequest, standing: Standing) -> tuple[FiguresPeriod, str]:
    return FiguresPeriod.of(request.GET, standing.on), request.GET.get("office", "")


def _query(figures: PeriodFigures, **more: str) -> str:
    """The address of what stands behind a figure: the period, the office, and what is asked."""
    query = QueryDict(mutable=True)
    if figures.period.is_month:
        query["month"] = f"{figures.period.first:%Y-%m}"
    else:
        query["from"], query["to"] = str(figures.period.first), str(figures.period.last)
    if figures.office:
        query["office"] = figures.office
    query.update({name: value for name, value in more.items() if value})
    return query.urlencode()


@mission_page("alerts")
def response(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Every measure with its own denominator, times, reasons, and incidents nobody warned of."""
    period, office = _period_and_office(request, standing)
    figures = measure_period(standing, period, office)
    trend = figures.by_month()
    context = {
        "found": figures,
        "period": period,
        "office": office,
        "query": _query(figures),
        "rows": [_row(figures, measure) for measure in MEASURES],
        "times": _times(figures),
        "reasons": _reasons(figures),
        "loads": [
            {
                "load": load,
                "post": figures.posts[load.post],
                "query": _query(figures, post=str(load.post)),
            }
            for load in figures.loads
        ],
        "charts": small_charts(trend),
        "key": key(),
        "months": [(f"{d:%Y-%m}", date_format(d, "F Y"), "") for d in period.months(12)[::-1]],
        "offices": [(pk, name, "") for pk, name in figures.offices.items()]
        + [(NO_OFFICE, _("no office"), "")],
        "office_name": _("no office") if office == NO_OFFICE else figures.offices.get(office, ""),
        "month": f"{period.first:%Y-%m}" if period.is_month else "",
        "blind": _blind(standing, figures),
        "sight": [(answer, label, figures.sight[answer]) for answer, label in words.SIGHTS.items()],
        "sights": say_in_page_language(
            figure_sentence(figures.sight["blind"], len(figures.sights))
        ),
        "may_take": standing.reads("exports"),
        "reads_incidents": standing.reads("incidents"),
    }
    return render(request, "crisis/response.html", context)


def _row(figures: PeriodFigures, measure: str) -> dict[str, Any]:
    count = figures.counts[measure]
    cells = [
        {
            "n": n,
            "word": words.answer_word(measure, answer),
            "tone": words.tone(measure, answer),
            "told": say_in_page_language(figure_sentence(n, count.of)),
            "query": _query(figures, measure=measure, answer=answer),
        }
        for answer, n in count.answers.items()
        if n or (count.of and answer in words.GOOD[measure])
    ]
    return {
        "measure": measure,
        "label": words.LABELS[measure],
        "of": count.of,
        "of_words": words.counted_in(measure, count.of),
        "cells": cells,
        "query": _query(figures, measure=measure),
    }


def _times(figures: PeriodFigures) -> list[dict[str, Any]]:
    """Medians by office, distance and light, a table each."""
    tables = []
    for by in BY:
        rows = [
            {
                "group": words.group_word(by, one),
                "unknown": one is None,
                "cells": [
                    {
                        "minutes": minutes,
                        "n": n,
                        "label": words.STEPS[step],
                        "query": _query(figures, step=step, by=by, group=one or ""),
                    }
                    for step in STEPS
                    for minutes, n in [steps.get(step, (None, 0))]
                ],
            }
            for one, steps in figures.medians(by)
        ]
        tables.append({"by": by, "label": words.GROUPS[by], "rows": rows})
    return tables


def _reasons(figures: PeriodFigures) -> list[dict[str, Any]]:
    counted = figures.reasons.group_by("kind", "reason").len()
    counted = counted.sort("len", "kind", "reason", descending=[True, False, False])
    return [
        {
            "kind": words.kind_word(kind),
            "reason": words.reason_word(reason),
            "n": n,
            "query": _query(figures, kind=kind, reason=reason),
        }
        for kind, reason, n in counted.iter_rows()
    ]


def _blind(standing: Standing, period_figures: PeriodFigures) -> list[dict[str, Any]]:
    """The incidents no alert came before, and those where it is not known, the newest first."""
    answers = {
        UUID(sight.incident): sight.answer
        for sight in period_figures.sights
        if sight.answer != "alerted"
    }
    rows = (
        standing_alone(standing)
        .filter(pk__in=answers)
        .select_related("place", "area")
        .defer("area__boundary")
        .order_by("-event_from", "-number")
    )
    return [{"incident": row, "answer": answers[row.pk]} for row in rows]


@mission_page("alerts")
def alerts_behind_figure(request: HttpRequest, standing: Standing) -> HttpResponse:
    """The alerts behind one figure, through the policy once more."""
    period, office = _period_and_office(request, standing)
    figures = measure_period(standing, period, office)
    asked = request.GET
    rows = alerts_behind(standing, figures.alerts_behind(asked))
    minutes = {}
    if asked.get("step") in STEPS:
        step = figures.timed.filter(figures.timed["step"] == asked["step"])
        minutes = dict(step.select("alert", "minutes").iter_rows())
    shown = list(rows[:MOST])
    told = {str(pk): title for pk, title in figures.posts.items()}.get(asked.get("post", ""))
    context = {
        "found": figures,
        "period": period,
        "back": _query(figures),
        "title": _("told to %(post)s") % {"post": told} if told else _title(asked),
        "rows": [{"alert": one, "minutes": minutes.get(str(one.pk))} for one in shown],
        "step": words.STEPS.get(asked.get("step", "")),
        "total": rows.count(),
    }
    return render(request, "crisis/response_alerts.html", context)


def _title(asked: Mapping[str, str]) -> str:
    """What the figure was, in words; an address that asks for none says "all"."""
    measure, answer = asked.get("measure", ""), asked.get("answer", "")
    parts = []
    if asked.get("step") in STEPS:
        parts.append(words.STEPS[asked["step"]])
    elif asked.get("reason"):
        parts += [words.kind_word(asked.get("kind", "")), words.reason_word(asked["reason"])]
    elif measure in MEASURES:
        parts.append(words.LABELS[measure])
        if answer in MEASURES[measure]:
            parts.append(words.answer_word(measure, answer))
    if asked.get("by") in words.GROUPS:
        parts.append(words.group_word(asked["by"], asked.get("group") or None))
    return ": ".join(map(str, parts)) or _("All alerts of the period")


@require_GET
@mission_page("alerts")
def report(request: HttpRequest, standing: Standing, form: str) -> HttpResponse:
    """The response report as a file, of what this person may take away; a line in the audit."""
    open_to = taking(standing)
    period, office = _period_and_office(request, standing)
    figures = measure_period(open_to, period, office)
    content, kind = made.as_file(form, open_to, figures)
    trail.record(
        "export",
        mission=standing.mission,
        by=standing.person,
        kind="response_report",
        form=form,
        number=figures.alerts,
        first=str(period.first),
        last=str(period.last),
    )
    name = f"response-{standing.mission.code}-{period.first}-{period.last}.{form}"
    return taken_away(standing, content, kind, name)
