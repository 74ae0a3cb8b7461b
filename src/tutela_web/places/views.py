"""The list of places and the page on which a place is edited."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from tutela_web.access.page_access import mission_post
from tutela_web.access.policy import Standing
from tutela_web.places.models import Place
from tutela_web.places.queries import places_for
from tutela_web.places.verbs import retire_place
from tutela_web.records.pages import retire_on


@mission_post("places", of=places_for)
def retire(request: HttpRequest, standing: Standing, place: Place) -> HttpResponse:
    """Take a place off the lists, or bring it back, for a reason."""
    retire_on(request, place, retire_place, standing)
    return redirect("places:record", standing.mission.code, place.pk)
