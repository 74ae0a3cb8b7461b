"""What came of a mandate, on one page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tutela_web.access.page_access import mission_page
from tutela_web.access.policy import Standing
from tutela_web.base.values import FieldValue
from tutela_web.mandate.models import Resolution
from tutela_web.mandate.queries import resolutions_for
from tutela_web.monitoring.results.kinds import CRITERION, RESULT
from tutela_web.monitoring.results.models import MandateResult
from tutela_web.monitoring.results.queries import (
    ACT,
    figures_seen,
    results_shown,
)
from tutela_web.records.pages import HIDDEN, value_in_words


@mission_page("strategy", of=resolutions_for)
def results_of(request: HttpRequest, standing: Standing, text: Resolution) -> HttpResponse:
    """The criteria of a mandate, its results by period for three, and every change of words."""
    names: dict[object, str] = {}

    def said(name: str, value: FieldValue) -> str:
        if name == "figure_id" and value is not None:
            if not names:
                names.update(
                    {value_seen.pk: str(value_seen) for value_seen in figures_seen(standing)}
                )
            return names.get(value, HIDDEN)
        return value_in_words(MandateResult, name.removesuffix("_id"), value)

    shown = results_shown(
        standing, text, said, lambda name: str(RESULT.label_of(name.removesuffix("_id")))
    )
    may_keep = standing.may(ACT)
    context = {
        "resolution": text,
        "shown": shown,
        "may_keep": may_keep,
        "new_url": RESULT.new_address(standing, text) if may_keep else "",
        "unjudged": [
            (paragraph, CRITERION.new_address(standing, paragraph)) for paragraph in shown.unjudged
        ],
    }
    return render(request, "monitoring/results_of.html", context)
