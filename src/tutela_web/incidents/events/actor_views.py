"""Answers to what imported events propose of an actor."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from tutela.base.errors import BadParameter
from tutela_web.access.page_access import mission_post
from tutela_web.access.policy import Standing
from tutela_web.actors.models import Actor
from tutela_web.actors.queries import actors_for
from tutela_web.incidents.events.actor_proposals import answer_proposal
from tutela_web.look.translate import say_in_page_language


@mission_post("actors", of=actors_for)
def answer(request: HttpRequest, standing: Standing, actor: Actor) -> HttpResponse:
    """Accept or reject one proposal."""
    accepted = request.POST.get("answer") == "accept"
    try:
        answer_proposal(
            actor,
            request.POST.get("key", ""),
            accepted=accepted,
            reason=request.POST.get("reason", ""),
            by=standing,
        )
    except BadParameter as error:
        messages.error(request, say_in_page_language(error.as_sentence()))
    else:
        messages.success(request, _("Accepted.") if accepted else _("Rejected."))
    return redirect("actors:actor", standing.mission.code, actor.pk)
