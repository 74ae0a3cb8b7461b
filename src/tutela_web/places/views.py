"""The list of places and the page on which a place is edited."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from tutela_web.access.doors import mission_page
from tutela_web.access.policy import Standing
from tutela_web.places.queries import places_for
from tutela_web.places.verbs import retire_place
from tutela_web.records.pages import retire_on


@require_POST
@mission_page("places")
def retire(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Take a place off the lists, or bring it back, for a reason."""
    place = get_object_or_404(places_for(standing), pk=pk)
    retire_on(request, place, retire_place, standing)
    return redirect("places:record", standing.mission.code, pk)
