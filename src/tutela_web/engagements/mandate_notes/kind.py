"""The note of the mandate and the means beside a risk, as a kind of record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.people.queries import post_acting
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import NotNow
from tutela_web.base.values import FieldValue
from tutela_web.engagements.mandate_notes.models import MandateNote
from tutela_web.engagements.mandate_notes.queries import ACT, mandate_notes_for
from tutela_web.incidents.closed.harms import refuse_closed_words
from tutela_web.links.fields import CLASSIFICATION
from tutela_web.links.forms import RiskChoice, risks_offered
from tutela_web.links.verbs import fields_bound_by_links, in_linked_area
from tutela_web.mandate.models import MandatedTask
from tutela_web.mandate.queries import tasks_for
from tutela_web.records.kinds import Field, ListColumn, ListFilter, RecordKind, Titles
from tutela_web.records.verbs import draft_of
from tutela_web.risk.models import Risk
from tutela_web.risk.queries import risks_for

Covered = MandateNote.Covered


def _risks(standing: Standing) -> QuerySet[Risk]:
    return risks_for(standing).select_related("place")


def _tasks(standing: Standing) -> QuerySet[MandatedTask]:
    return tasks_for(standing).filter(state=MandatedTask.State.CONFIRMED).order_by("tier", "what")


def _rules(values: Mapping[str, FieldValue], by: Standing) -> dict[str, Any]:
    note = draft_of(MandateNote, values)
    refuse_closed_words(note.effect, where="effect")
    if (note.covered == Covered.TASK) != (note.task_id is not None):
        raise BadParameter(
            say("a task is named where one covers the risk, and nowhere else"),
            where="task",
            next=say("choose the task, or say that none covers it"),
        )
    bound = fields_bound_by_links(values, by, kind="risks")
    bound.pop("place", None)  # it is the risk's
    return bound


def _takes(values: Mapping[str, FieldValue], by: Standing) -> dict[str, Any]:
    if MandateNote.objects.filter(risk=draft_of(MandateNote, values).risk).exists():
        raise NotNow(say("this risk has such a note"), next=say("change the one it has"))
    return _noted_by(by)


def _noted_by(by: Standing) -> dict[str, Any]:
    return {"noted_by": post_acting(by, ACT), "noted_on": clock.today(by.mission)}


def _amends(note: MandateNote, values: Mapping[str, FieldValue], by: Standing) -> dict[str, Any]:
    """Whoever changes it stands by it from that day."""
    return _noted_by(by)


MANDATE_NOTE = RecordKind(
    MandateNote,
    name="mandate_note",
    room="engagements",
    path="mandate-notes",
    reads="risks",
    act=ACT,
    acts=in_linked_area(ACT),
    may_begin=lambda standing: standing.may_somewhere(ACT),
    rows=mandate_notes_for,
    rules=_rules,
    takes=_takes,
    amends=_amends,
    titles=Titles(
        one=_("Mandate and means"),
        many=_("Mandate and means, risk by risk"),
        about=_(
            "Which mandated task covers a risk, and whether the mission is able. Neither moves the"
            " risk in the order: they explain what is done about it."
        ),
        add=_("Note the mandate and the means"),
        none=_("Nothing is noted of any risk: whether one is covered is not known."),
    ),
    fields=(
        Field(
            "risk",
            _("Risk"),
            control=lambda: RiskChoice(Risk.objects.none()),
            choices=risks_offered,
            linked=_risks,
            page="risk:risk",
            only="new",
        ),
        Field("covered", _("Mandate"), tones={Covered.NONE: "warn", Covered.UNSURE: "warn"}),
        Field(
            "task",
            _("Mandated task"),
            choices=_tasks,
            linked=tasks_for,
            page="mandate:task",
            unknown=_("none"),
        ),
        Field("able", _("Means"), tones={MandateNote.Able.NO: "danger"}),
        Field(
            "effect",
            _("What people there can count on"),
            _("The effect alone. No unit, caveat or readiness: those stand in capacity."),
            lines=2,
        ),
        Field("noted_by", _("Noted by"), asked=False),
        Field("noted_on", _("Noted on"), asked=False),
        CLASSIFICATION,
    ),
    columns=(
        ListColumn("risk", told=str, label=_("Risk")),
        ListColumn("covered", under=("task",)),
        ListColumn("able", under=("effect",)),
        ListColumn("noted_by", under=("noted_on",)),
    ),
    filters=(ListFilter("covered", _("Mandate")), ListFilter("able", _("Means"))),
    warns=lambda note: note.covered == Covered.NONE or note.able == MandateNote.Able.NO,
    history=("noted_by", "noted_on"),
)
