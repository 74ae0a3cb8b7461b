"""What a report asks of a leader, as a kind of record, and how the senior group answers it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, TypedDict

from django.utils.translation import gettext_lazy as _

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.models import Post
from tutela_web.access.policy import Standing
from tutela_web.base.fields import a_day, text
from tutela_web.base.forms import Day
from tutela_web.base.holding import hold
from tutela_web.base.values import Words
from tutela_web.fora.forum.models import Meeting
from tutela_web.fora.forum.verbs import ACT as KEEPS_FORA
from tutela_web.incidents.closed.harms import refuse_closed_words
from tutela_web.links.forms import NO_NAMES, posts_of
from tutela_web.records.acts import Act, LinkField
from tutela_web.records.kinds import Field, ListColumn, ListFilter, Parent, RecordKind, Titles
from tutela_web.reporting.drafting.ask_verbs import decline_ask, put_off, take_up
from tutela_web.reporting.editions.ask_queries import (
    WAITING,
    asks_for,
    editions_read,
    leaders_of,
    say_became,
    senior_meetings,
)
from tutela_web.reporting.editions.editor import require_draft
from tutela_web.reporting.editions.queries import DRAFTS, READS, require_drafter, whole_for
from tutela_web.reporting.models import ReportAsk, ReportEdition


class ReportAskInput(TypedDict, total=False):
    """The fields of an ask that its rules ask."""

    report: ReportEdition
    what: str
    of: Post
    due: date | None


def _ask_rules(values: ReportAskInput, by: Standing) -> dict[str, Any]:
    report = hold(values["report"], "mission")
    require_drafter(by, report)
    require_draft(report)
    refuse_closed_words(values.get("what"), where="what")
    if report.made_as.asking is None:
        raise BadParameter(
            say("this report has no part that asks something of leaders"),
            next=say("ask it in the cable, the brief or a situation report"),
        )
    return {**values, "classification": report.classification}


def _begin_answer(standing: Standing, ask: ReportAsk) -> Mapping[str, Any]:
    """What the answer begins with: the next meeting, else the last; the words of the ask only where
    the meeting is marked as high as its report."""
    meetings = senior_meetings(standing)
    ahead = meetings.filter(state=Meeting.State.PLANNED).order_by("starts_at")
    meeting = ahead.first() or meetings.first()
    closed_enough = meeting is not None and meeting.classification >= ask.classification
    return {
        "to_do": ask.what if closed_enough else "",
        "owner": ask.of,
        "due": ask.due,
        "meeting": meeting,
    }


def _beside_ask(standing: Standing, ask: ReportAsk) -> dict[str, Any]:
    released = ask.report.state == ReportEdition.State.RELEASED
    may = released and standing.may(KEEPS_FORA) and ask.state in WAITING
    return {
        "became": say_became(ask),
        "released": released,
        "may_answer": may,
        **(
            {
                "take_form": TAKE_UP.form_for(standing, record=ask),
                "decline_form": DECLINE.form_for(standing),
                "later_form": PUT_OFF.form_for(standing),
            }
            if may
            else {}
        ),
    }


def _states(_standing: Standing) -> Iterable[tuple[str, Words]]:
    return ReportAsk.State.choices


REPORT_ASK = RecordKind(
    ReportAsk,
    name="report_ask",
    room="reporting",
    path="asks",
    reads=READS,
    act=DRAFTS,
    rows=asks_for,
    rules=_ask_rules,
    parent=Parent("report", whole_for, "<uuid:pk>/ask/", "reporting:report", back=True),
    titles=Titles(
        one=_("Asked of a leader"),
        many=_("What reports ask of leaders"),
        add=_("Ask something of a leader"),
        none=_("No report has asked anything of a leader."),
        about=_(
            "What a report asks is written with it. Once the report is released it stands on the "
            "agenda of the senior group until its secretary records an answer."
        ),
    ),
    fields=(
        Field("report", _("Report"), linked=editions_read, page="reporting:report", asked=False),
        Field("what", _("What is asked"), NO_NAMES, lines=2),
        Field("of", _("Of whom"), choices=leaders_of),
        Field("due", _("By which day"), unknown=_("no day set")),
        Field("state", _("How it stands"), asked=False),
        Field("answer", _("Why"), asked=False, applies=lambda ask: bool(ask.answer)),
        Field(
            "later_on",
            _("Again on"),
            asked=False,
            applies=lambda ask: ask.later_on is not None,
        ),
        Field(
            "answered_on",
            _("Answered on"),
            asked=False,
            applies=lambda ask: ask.answered_on is not None,
        ),
        Field(
            "answered_by",
            _("Answered by"),
            asked=False,
            applies=lambda ask: bool(ask.answered_by),
        ),
    ),
    columns=(
        ListColumn("what"),
        ListColumn("of"),
        ListColumn("due"),
        ListColumn("state", label=_("What became of it"), told=say_became),
    ),
    filters=(ListFilter("state", _("How it stands"), choices=_states),),
    initial=lambda standing: {},
    history=("state", "answer", "later_on", "answered_on", "answered_by"),
    page_template="reporting/ask.html",
    page_beside=_beside_ask,
    day=lambda ask: ask.due,
)

TAKE_UP = Act(
    take_up,
    on=REPORT_ASK,
    path="asks/<uuid:pk>/take/",
    name="report_ask_take",
    form="take_form",
    auto_id="take_%s",
    fields={
        "to_do": text(_("What is to be done"), 400, NO_NAMES, rows=2),
        "owner": LinkField(_("By which post"), posts_of, required=False),
        "due": a_day(_("By which day")),
        "meeting": LinkField(_("At which meeting"), senior_meetings),
    },
    begins=_begin_answer,
    says=_("It is taken up: the action stands with the meeting."),
)

DECLINE = Act(
    decline_ask,
    on=REPORT_ASK,
    path="asks/<uuid:pk>/decline/",
    name="report_ask_decline",
    form="decline_form",
    auto_id="decline_%s",
    fields={"why": text(_("Not, because"), 1000, rows=2)},
    says=_("It is recorded."),
)

PUT_OFF = Act(
    put_off,
    on=REPORT_ASK,
    path="asks/<uuid:pk>/later/",
    name="report_ask_later",
    form="later_form",
    auto_id="later_%s",
    fields={
        "why": text(_("Why later"), 1000, rows=2),
        "until": Day(label=_("Again on")),
    },
    says=_("It is recorded."),
)
