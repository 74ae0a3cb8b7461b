"""Answers to what imported events propose of an actor."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tutela.base.errors import BadParameter
from tutela_web.access.doors import mission_page
from tutela_web.access.policy import Standing
from tutela_web.actors.queries import actors_for
from tutela_web.incidents.actor_proposals import answer_proposal
from tutela_web.look.said import say_in_page_language


@require_POST
@mission_page("actors")
def answer(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Accept or reject one proposal."""
    actor = get_object_or_404(actors_for(standing), pk=pk)
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
    return redirect("actors:actor", standing.mission.code, pk)
