"""The list of actors and the page of one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from tutela_web.access.page_access import mission_post
from tutela_web.access.policy import Standing
from tutela_web.actors.models import Actor
from tutela_web.actors.queries import (
    actors_for,
)
from tutela_web.actors.verbs import retire_actor
from tutela_web.records.pages import retire_on


@mission_post("actors", of=actors_for)
def retire(request: HttpRequest, standing: Standing, found: Actor) -> HttpResponse:
    """Take an actor off the lists, or bring it back, for a reason."""
    retire_on(request, found, retire_actor, standing)
    return redirect("actors:actor", standing.mission.code, found.pk)
