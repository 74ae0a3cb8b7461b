"""The list of actors and the page of one."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from tutela_web.access.doors import mission_page
from tutela_web.access.policy import Standing
from tutela_web.actors.queries import (
    actors_for,
)
from tutela_web.actors.verbs import retire_actor
from tutela_web.records.pages import retire_on


@require_POST
@mission_page("actors")
def retire(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Take an actor off the lists, or bring it back, for a reason."""
    found = get_object_or_404(actors_for(standing), pk=pk)
    retire_on(request, found, retire_actor, standing)
    return redirect("actors:actor", standing.mission.code, pk)
