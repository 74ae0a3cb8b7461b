"""One meeting: its agenda, papers, who came, decisions, actions; and its minutes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.forms import Form, ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tutela_web.access.page_access import mission_page, mission_post, refused_atop
from tutela_web.access.policy import Standing, taking
from tutela_web.base.values import Posted
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
from tutela_web.fora.meetings.parts import PANELS, pack_shown
from tutela_web.fora.meetings.totals_verbs import may_table, table_totals
from tutela_web.records.create_page import new_page, save_posted
from tutela_web.records.models import Record
from tutela_web.records.pages import Edited, edit_record, history_of, read_line, saved_as
from tutela_web.records.taken_files import record_as_file


def meeting_of(standing: Standing, pk: UUID) -> Meeting:
    """A meeting this person may see, or 404."""
    rows = fora_queries.meetings_for(standing).select_related("forum", "area", "mission")
    return get_object_or_404(rows, pk=pk)


@mission_page("fora")
def meeting(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """One meeting: the agenda as it lives, or as it stood when it was held."""
    meeting = meeting_of(standing, pk)
    read_line(standing, meeting)
    edited = _edit(request, standing, meeting)
    if edited.saved is not None:
        return saved_as(request, standing, edited.saved, "fora:meeting", pk)
    return _meeting_page(request, standing, meeting, edited)


def _edit(request: HttpRequest, standing: Standing, meeting: Meeting) -> Edited:
    save, area = verbs.edit_meeting, meeting.area_id
    return edit_record(request, standing, meeting, MeetingForm, save, act=verbs.ACT, area=area)


FORMS: dict[str, Callable[[Posted, Standing], Form | ModelForm]] = {
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

SAVED: dict[str, Callable[[Meeting, Any, Standing], Record]] = {
    "point": lambda meeting, given, by: verbs.add_point(meeting, given["words"], by=by),
    "paper": lambda meeting, given, by: verbs.add_paper(meeting, **given, by=by),
    "hold": lambda meeting, given, by: verbs.hold_meeting(meeting, given, by=by),
    "off": lambda meeting, given, by: verbs.call_off(meeting, given["reason"], by=by),
    "decision": lambda meeting, given, by: verbs.decide(meeting, given, by=by),
    "action": lambda meeting, given, by: verbs.take_action(meeting, given, by=by),
    "claim": lambda meeting, given, by: lay_claim(meeting, given, by=by),
    "pack": lambda meeting, _given, by: verbs.table_pack(meeting, by=by),
}


def _meeting_page(
    request: HttpRequest,
    standing: Standing,
    meeting: Meeting,
    edited: Edited,
    **refused: Form | ModelForm,
) -> HttpResponse:
    may = standing.may(verbs.ACT, area=meeting.area_id)
    agenda = agenda_queries.agenda_of(standing, meeting)
    decisions = list(
        fora_queries.decisions_for(standing).filter(meeting=meeting).order_by("entered_at")
    )
    raised = (
        fora_queries.actions_for(standing).filter(meeting=meeting).order_by("due", "entered_at")
    )
    context = {
        "claims": [] if meeting.forum.outside else claims_on(standing, meeting),
        "may_total": may_table(standing, meeting),
        "pack_reference": verbs.PACK,
        "pack": pack_shown(standing, meeting),
        "panels": [
            (name, panel(standing, meeting, agenda, refused)) for name, panel in PANELS.items()
        ],
        "meeting": meeting,
        "forum": meeting.forum,
        "edited": edited,
        "agenda": agenda,
        "decisions": decisions,
        "points": made.points_of(meeting),
        "raised": fora_queries.action_rows(standing, raised.order_by("due", "entered_at")),
        "no_politics": agenda_queries.without_politics(agenda.risks, decisions),
        "forms": {name: refused.get(name) or make(None, standing) for name, make in FORMS.items()}
        if may
        else {},
        "opened": next(iter(refused), ""),
        "may_keep": may,
        "may_take": standing.reads("exports"),
        "history": history_of(standing, meeting, MeetingForm, ("state", "points")),
    }
    return render(request, "fora/meeting.html", context, status=400 if refused else edited.status)


def shown_again(
    request: HttpRequest, standing: Standing, meeting: Meeting, **refused: Form | ModelForm
) -> HttpResponse:
    """The page of a meeting once more, with a form beside it that was not accepted.

    Takes   refused, the form by the name its panel knows it by.
    """
    request.method = "GET"
    edited = _edit(request, standing, meeting)
    return _meeting_page(request, standing, meeting, edited, **refused)


@mission_post("fora")
def meeting_post(
    request: HttpRequest, standing: Standing, pk: UUID, form_name: str
) -> HttpResponse:
    """One of the small forms of a meeting: a point, a paper, a decision, an action, its end."""
    meeting = meeting_of(standing, pk)
    form = FORMS[form_name](request.POST, standing)
    if not save_posted(form, lambda given: SAVED[form_name](meeting, given, standing)):
        return shown_again(request, standing, meeting, **{form_name: form})
    return redirect("fora:meeting", standing.mission.code, pk)


@mission_post("fora")
def totals_new(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Lay totals of conflict-related sexual violence before the senior group."""
    meeting = meeting_of(standing, pk)
    with refused_atop(request):
        table_totals(meeting, by=standing)
    return redirect("fora:meeting", standing.mission.code, pk)


@require_GET
@mission_page("fora")
def minutes(request: HttpRequest, standing: Standing, pk: UUID, form: str) -> HttpResponse:
    """The minutes as a file, of what this person may take away; a line in the audit."""
    open_to = taking(standing)
    meeting = meeting_of(open_to, pk)
    content, kind = made.as_file(form, open_to, meeting)
    return record_as_file(standing, meeting, "minutes", form, content, kind)


@mission_page("fora")
def meeting_new(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Call a meeting."""
    forum = forum_of(standing, pk)
    form = MeetingCallForm(
        request.POST or None, standing=standing, initial={"classification": forum.classification}
    )
    here = reverse("fora:forum", args=[standing.mission.code, pk])
    return new_page(
        request,
        standing,
        form,
        lambda given: verbs.call_meeting(forum, given, by=standing),
        allowed=standing.may(verbs.ACT, area=forum.area_id),
        title=_("Call a meeting"),
        trail=trail(standing, (here, forum.name)),
        to=lambda made: reverse("fora:meeting", args=[standing.mission.code, made.pk]),
    )
