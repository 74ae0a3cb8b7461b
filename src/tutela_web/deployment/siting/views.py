"""Best places for units: a question in the address, two answers; to others than holders of the
compartment capacity it is not there."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from tutela.deployment.covering import MOVES
from tutela_web.access.page_access import mission_page
from tutela_web.access.policy import Standing
from tutela_web.capacity.units.queries import holds_readiness
from tutela_web.deployment.siting.forms import SitingForm
from tutela_web.deployment.siting.map import draw_answer, legend
from tutela_web.deployment.siting.reckoning import DRAWS, find_places


@mission_page("bases")
def siting(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Where so many units would reach the most expected harm. Nothing changes by asking."""
    if not holds_readiness(standing):
        raise Http404
    asked = bool(request.GET)
    form = SitingForm(request.GET if asked else None, standing=standing)
    valid = asked and form.is_valid()
    places = find_places(standing, form.question()) if valid else None
    first = places.answers[0] if places and places.answers else None
    context = {
        "form": form,
        "asked": valid,
        "found": places,
        "moves": MOVES,
        "map": draw_answer(places, first, standing.mission.iso3) if places and first else "",
        "legend": legend(),
        "draws": DRAWS,
    }
    status = 400 if asked and not valid else 200
    return render(request, "deployment/siting.html", context, status=status)
