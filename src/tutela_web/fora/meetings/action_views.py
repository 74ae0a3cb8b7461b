"""The actions of fora, and answers to what another forum directed."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from tutela_web.access.page_access import mission_page, mission_post
from tutela_web.access.policy import Standing
from tutela_web.base.forms import version_sent
from tutela_web.fora.forum import queries as found
from tutela_web.fora.forum.forms import DirectionAnswerForm
from tutela_web.fora.forum.models import Action, ForumDecision
from tutela_web.fora.meetings import verbs
from tutela_web.fora.meetings.forms import ActionEndForm
from tutela_web.records.create_page import posted_atop, save_posted
from tutela_web.records.filters import Offered, filter_context, filters_asked
from tutela_web.records.pages import read_line

MOST = 200


@mission_page("fora")
def actions(request: HttpRequest, standing: Standing) -> HttpResponse:
    """The actions of every forum: open first, overdue marked."""
    asked = filters_asked(request, found.ACTION_FILTERS)
    rows = found.found_actions(standing, asked)
    fora_seen = found.fora_for(standing).order_by("name")
    offered: Offered = {
        "forum": [(str(one.pk), one.name) for one in fora_seen],
        "state": [
            *Action.State.choices,
            ("any", _("any")),
        ],
        "due": [("over", _("overdue")), ("none", _("no day set"))],
    }
    context = {
        "rows": found.action_rows(standing, rows[:MOST]),
        "total": rows.count(),
        **filter_context(asked, offered),
    }
    return render(request, "fora/actions.html", context)


@mission_page("fora")
def action(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """One action: how it stands, and how it ends."""
    action = get_object_or_404(found.actions_for(standing).select_related("mission"), pk=pk)
    read_line(standing, action)
    may = standing.may(verbs.ACT, area=action.area_id) or found.owns(action, standing)
    form = ActionEndForm(request.POST or None)
    if request.method == "POST":
        ended = save_posted(
            form,
            lambda given: verbs.end_action(
                action, **given, version=version_sent(request), by=standing
            ),
        )
        if ended:
            return redirect("fora:action", standing.mission.code, pk)
    (row,) = found.action_rows(standing, found.actions_for(standing).filter(pk=pk))
    context = {
        "row": row,
        "action": action,
        "form": form,
        "may_end": may and action.state == Action.State.OPEN,
    }
    return render(request, "fora/action.html", context, status=400 if form.errors else 200)


@mission_post("fora", of=found.decisions_for)
def direction_answer(
    request: HttpRequest, standing: Standing, decision: ForumDecision
) -> HttpResponse:
    """Answer what another forum directed."""
    form = DirectionAnswerForm(request.POST)
    posted_atop(request, form, lambda given: verbs.answer_direction(decision, by=standing, **given))
    if decision.directs is None:
        return redirect("fora:fora", standing.mission.code)
    return redirect("fora:forum", standing.mission.code, decision.directs.pk)
