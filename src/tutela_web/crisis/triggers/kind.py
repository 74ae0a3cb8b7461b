"""A trigger of a contingency plan, as a kind of record beside its plan."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.policy import Standing
from tutela_web.base.fields import choice, text
from tutela_web.base.values import FieldValue
from tutela_web.crisis.plans.models import PlanTrigger
from tutela_web.crisis.plans.queries import seen_plans
from tutela_web.crisis.plans.trigger_queries import triggers_for
from tutela_web.crisis.triggers.queries import ACT
from tutela_web.crisis.triggers.verbs import answer_trigger
from tutela_web.incidents.closed.harms import refuse_closed_words
from tutela_web.records.acts import Act
from tutela_web.records.kinds import Field, Parent, RecordKind, Titles
from tutela_web.records.verbs import draft_of

Sign = PlanTrigger.Sign

NEEDS = {Sign.TRIPWIRE: "rule", Sign.HOTSPOT: "priority", Sign.ALERT: "level"}
"""What a sign is tied to, by the field that says it."""


def _rules(values: Mapping[str, FieldValue], by: Standing) -> dict[str, Any]:
    """It says of which sign, and nothing of another; it is marked as its plan is."""
    trigger = draft_of(PlanTrigger, values)
    refuse_closed_words(trigger.words, where="words")
    wanted = NEEDS[Sign(trigger.sign)]
    if values.get(wanted) in (None, ""):
        raise BadParameter(
            say("it is not said which sign it is tied to"), where=wanted, next=say("choose one")
        )
    others = {name: None if name == "priority" else "" for name in NEEDS.values() if name != wanted}
    return {**values, **others, "classification": trigger.plan.classification}


def _has_fired(trigger: PlanTrigger) -> bool:
    return trigger.fired_at is not None


def _was_answered(trigger: PlanTrigger) -> bool:
    return trigger.answered_at is not None


def _tied_to(sign: Sign) -> Any:
    return lambda trigger: trigger.sign == sign


def _page_beside(standing: Standing, trigger: PlanTrigger) -> dict[str, Any]:
    return {"form": ANSWER.form_for(standing), "plan": trigger.plan}


TRIGGER = RecordKind(
    PlanTrigger,
    name="trigger",
    room="crisis",
    path="plan-triggers",
    listed=False,
    list_name="crisis:plans",
    parent=Parent("plan", seen_plans, "plans/<uuid:pk>/triggers/new/", "crisis:plan", back=True),
    reads="alerts",
    act=ACT,
    rows=triggers_for,
    rules=_rules,
    initial=lambda standing: {"sign": Sign.TRIPWIRE},
    titles=Titles(
        one=_("Trigger of a plan"),
        many=_("Contingency plans"),
        add=_("Tie the plan to a live sign"),
        none=_("No live sign is tied to a plan."),
        words=_(
            "When the sign stands, the plan, its place and its owner's first page say so. Nothing"
            " is carried out by itself."
        ),
    ),
    fields=(
        Field("sign", _("Sign")),
        Field("rule", _("Tripwire"), _("Of a tripwire."), applies=_tied_to(Sign.TRIPWIRE)),
        Field(
            "priority",
            _("From this priority on"),
            _("Of a hotspot: agreed, or suggested where nobody agreed one."),
            applies=_tied_to(Sign.HOTSPOT),
        ),
        Field(
            "level",
            _("From this level on"),
            _("Of an alert: at the place, or as near as opens the plan."),
            applies=_tied_to(Sign.ALERT),
        ),
        Field("words", _("For which part of the plan"), unknown=_("the whole plan")),
        Field("fired_at", _("Fired"), asked=False, applies=_has_fired),
        Field("answer", _("What becomes of the plan"), asked=False, applies=_was_answered),
        Field("answer_why", _("Why"), asked=False, applies=_was_answered),
        Field("answered_by", _("Answered by"), asked=False, applies=_was_answered),
        Field("answered_at", _("Answered"), asked=False, applies=_was_answered),
        Field("ended_on", _("No longer a trigger since"), only="edit", unknown=_("it is one")),
    ),
    columns=(),
    history=("fired_at", "answer", "answer_why", "answered_by", "answered_at"),
    page_template="crisis/trigger.html",
    page_beside=_page_beside,
)

ANSWER = Act(
    answer_trigger,
    on=TRIGGER,
    path="plan-triggers/<uuid:pk>/answer/",
    name="trigger_answer",
    form="form",
    auto_id="answer_%s",
    fields={
        "answer": choice(_("What becomes of the plan"), PlanTrigger.Answer.choices),
        "why": text(_("Why"), 3000, rows=3),
    },
)
