"""What was done at a place and its effects, beside the place."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tutela_web.access.page_access import mission_page
from tutela_web.access.policy import Standing
from tutela_web.monitoring.effects.kinds import EVALUATION
from tutela_web.monitoring.effects.queries import evaluations_for
from tutela_web.places.models import Place
from tutela_web.places.queries import places_for


@mission_page("strategy", of=places_for)
def effects_at(request: HttpRequest, standing: Standing, place: Place) -> HttpResponse:
    """The evaluations of effects at a place, the last first."""
    may = EVALUATION.may_write(standing, beside=place)
    context = {
        "here": place,
        "evaluations": evaluations_for(standing).filter(place=place),
        "new_url": EVALUATION.new_address(standing, place) if may else "",
    }
    part = request.htmx  # type: ignore[attr-defined]
    template = "monitoring/_effects_at.html" if part else "monitoring/effects_at.html"
    return render(request, template, context)
