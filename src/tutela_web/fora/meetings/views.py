"""One meeting: its agenda, papers, who came, decisions, actions; and its minutes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tutela_web.access import audit
from tutela_web.access.doors import mission_page, refused_atop, taken_away
from tutela_web.access.policy import Standing, taking
from tutela_web.fora.claims.forms import ClaimForm
from tutela_web.fora.claims.queries import claims_on
from tutela_web.fora.claims.verbs import lay_claim
from tutela_web.fora.forum import queries as fora_queries
from tutela_web.fora.forum.models import Meeting
from tutela_web.fora.forum.views import forum_of, trail
from tutela_web.fora.meetings import minutes as made
from tutela_web.fora.meetings import queries as agenda_queries
from tutela_web.fora.meetings import verbs
from tutela_web.fora.meetings.forms import (
    ActionForm,
    AgendaPointForm,
    HoldForm,
    MeetingCallForm,
    MeetingDecisionForm,
    MeetingForm,
    PackForm,
    PaperForm,
    ReasonForm,
)
from tutela_web.fora.meetings.parts import PANELS
from tutela_web.fora.meetings.totals_verbs import may_table, table_totals
from tutela_web.records.new import new_page, save_posted
from tutela_web.records.pages import Edited, edit_record, history_of, read_line, saved_as


def meeting_of(standing: Standing, pk: UUID) -> Meeting:
    """A meeting this person may see, or 404."""
    rows = fora_queries.meetings_for(standing).select_related("forum", "area", "mission")
    return get_object_or_404(rows, pk=pk)


@mission_page("fora")
def meeting(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """One meeting: the agenda as it lives, or as it stood when it was held."""
    one = meeting_of(standing, pk)
    read_line(standing, one)
    edited = edit_record(
        request, standing, one, MeetingForm, verbs.edit_meeting, act=verbs.ACT, area=one.area_id
    )
    if edited.saved is not None:
        return saved_as(request, standing, edited.saved, "fora:meeting", pk)
    return _meeting_page(request, standing, one, edited)


FORMS: dict[str, Callable[[Any, Standing], Any]] = {
    "point": lambda data, _by: AgendaPointForm(data, auto_id="point_%s"),
    "paper": lambda data, _by: PaperForm(data, auto_id="paper_%s"),
    "hold": lambda data, by: HoldForm(data, standing=by, auto_id="hold_%s"),
    "off": lambda data, _by: ReasonForm(data, auto_id="off_%s"),
    "decision": lambda data, by: MeetingDecisionForm(data, standing=by, auto_id="decision_%s"),
    "action": lambda data, by: ActionForm(data, standing=by, auto_id="action_%s"),
    "claim": lambda data, by: ClaimForm(data, standing=by, auto_id="claim_%s"),
    "pack": lambda data, _by: PackForm(data, auto_id="pack_%s"),
}
"""The small forms beside a meeting."""

SAVED: dict[str, Callable[[Meeting, dict[str, Any], Standing], Any]] = {
    "point": lambda one, given, by: verbs.add_point(one, given["words"], by=by),
    "paper": lambda one, given, by: verbs.add_paper(one, **given, by=by),
    "hold": lambda one, given, by: verbs.hold_meeting(one, given, by=by),
    "off": lambda one, given, by: verbs.call_off(one, given["reason"], by=by),
    "decision": lambda one, given, by: verbs.decide(one, given, by=by),
    "action": lambda one, given, by: verbs.take_action(one, given, by=by),
    "claim": lambda one, given, by: lay_claim(one, given, by=by),
    "pack": lambda one, _given, by: verbs.table_pack(one, by=by),
}


def _meeting_page(
    request: HttpRequest, standing: Standing, one: Meeting, edited: Edited, **given: Any
) -> HttpResponse:
    may = standing.may(verbs.ACT, area=one.area_id)
    agenda = agenda_queries.agenda_of(standing, one)
    decisions = list(
        fora_queries.decisions_for(standing).filter(meeting=one).order_by("entered_at")
    )
    raised = fora_queries.actions_for(standing).filter(meeting=one).order_by("due", "entered_at")
    context = {
        "claims": [] if one.forum.outside else claims_on(standing, one),
        "may_total": may_table(standing, one),
        "pack_reference": verbs.PACK,
        "panels": [(name, panel(standing, one, agenda, given)) for name, panel in PANELS.items()],
        "meeting": one,
        "forum": one.forum,
        "edited": edited,
        "agenda": agenda,
        "decisions": decisions,
        "points": made.points_of(one),
        "raised": fora_queries.action_rows(standing, raised),
        "no_politics": agenda_queries.without_politics(agenda.risks, decisions),
        "forms": {name: given.get(name) or make(None, standing) for name, make in FORMS.items()}
        if may
        else {},
        "opened": next(iter(given), ""),
        "may_keep": may,
        "may_take": standing.reads("exports"),
        "history": history_of(standing, one, MeetingForm, ("state", "points")),
    }
    return render(request, "fora/meeting.html", context, status=400 if given else edited.status)


def shown_again(
    request: HttpRequest, standing: Standing, one: Meeting, **given: Any
) -> HttpResponse:
    """The page of a meeting once more, with a form beside it that was not accepted.

    Takes   given, the form by the name its panel knows it by.
    """
    request.method = "GET"
    edited = edit_record(
        request, standing, one, MeetingForm, verbs.edit_meeting, act=verbs.ACT, area=one.area_id
    )
    return _meeting_page(request, standing, one, edited, **given)


@require_POST
@mission_page("fora")
def meeting_post(request: HttpRequest, standing: Standing, pk: UUID, what: str) -> HttpResponse:
    """One of the small forms of a meeting: a point, a paper, a decision, an action, its end."""
    one = meeting_of(standing, pk)
    form = FORMS[what](request.POST, standing)
    if not save_posted(form, lambda given: SAVED[what](one, given, standing)):
        return shown_again(request, standing, one, **{what: form})
    return redirect("fora:meeting", standing.mission.code, pk)


@require_POST
@mission_page("fora")
def totals_new(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Lay totals of conflict-related sexual violence before the senior group."""
    one = meeting_of(standing, pk)
    with refused_atop(request):
        table_totals(one, by=standing)
    return redirect("fora:meeting", standing.mission.code, pk)


@require_GET
@mission_page("fora")
def minutes(request: HttpRequest, standing: Standing, pk: UUID, form: str) -> HttpResponse:
    """The minutes as a file, of what this person may take away; a line in the audit."""
    open_to = taking(standing)
    one = meeting_of(open_to, pk)
    content, kind = made.as_file(form, open_to, one)
    audit.record(
        "export",
        mission=standing.mission,
        by=standing.person,
        kind="minutes",
        subject=one.pk,
        form=form,
    )
    name = f"minutes-{standing.mission.code}-{one.pk}.{form}"
    return taken_away(standing, content, kind, name)


@mission_page("fora")
def meeting_new(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Call a meeting."""
    one = forum_of(standing, pk)
    form = MeetingCallForm(
        request.POST or None, standing=standing, initial={"classification": one.classification}
    )
    here = reverse("fora:forum", args=[standing.mission.code, pk])
    return new_page(
        request,
        standing,
        form,
        lambda given: verbs.call_meeting(one, given, by=standing),
        allowed=standing.may(verbs.ACT, area=one.area_id),
        title=_("Call a meeting"),
        trail=trail(standing, (here, one.name)),
        to=lambda made: reverse("fora:meeting", args=[standing.mission.code, made.pk]),
    )
