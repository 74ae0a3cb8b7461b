"""Backup of a contingency plan, as a kind of record beside its plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.policy import Standing
from tutela_web.base.values import FieldValue, Words
from tutela_web.crisis.plans.backup_queries import backups_for, time_said
from tutela_web.crisis.plans.models import PlanBackup
from tutela_web.crisis.plans.queries import seen_plans
from tutela_web.incidents.closed.harms import refuse_closed_words
from tutela_web.records.kinds import Field, ListColumn, ListFilter, Parent, RecordKind, Titles
from tutela_web.records.verbs import draft_of

ACT = "keep_plans"
State = PlanBackup.State


def _rules(values: Mapping[str, FieldValue], by: Standing) -> dict[str, Any]:
    """What was answered has a day, and it is marked as its plan is."""
    backup = draft_of(PlanBackup, values)
    refuse_closed_words(backup.what, backup.conditions)
    if backup.answered_on is not None and backup.answered_on > by.on:
        raise BadParameter(say("this lies in the future"), next=say("record it when it happens"))
    answered = backup.state in (State.AGREED, State.REFUSED)
    if answered and backup.answered_on is None:
        raise BadParameter(
            say("it is not said when it was answered"),
            where="answered_on",
            next=say("give the day"),
        )
    return {**values, "classification": backup.plan.classification}


def _states(_standing: Standing) -> Iterable[tuple[str, Words]]:
    return State.choices


BACKUP = RecordKind(
    PlanBackup,
    name="backup",
    room="crisis",
    path="plan-backup",
    parent=Parent("plan", seen_plans, "plans/<uuid:pk>/backup/new/", "crisis:plan", back=True),
    reads="alerts",
    act=ACT,
    rows=backups_for,
    rules=_rules,
    titles=Titles(
        one=_("Backup of a plan"),
        many=_("Backup that plans count on"),
        add=_("Record backup"),
        none=_("No backup is recorded for any plan."),
        about=_("From the reserve, others or headquarters. What is not agreed is not counted on."),
    ),
    fields=(
        Field("plan", _("Plan"), linked=seen_plans, page="crisis:plan", asked=False),
        Field("source", _("From whom")),
        Field("what", _("What"), _("What it does: holds the road, brings people out, speaks to.")),
        Field(
            "office",
            _("Who answers for it"),
            _("An office, never a person's name."),
            unknown=_("not said"),
        ),
        Field("minutes", _("Minutes until it is there"), unknown=_("not said")),
        Field("state", _("State"), tones={"agreed": "ok", "refused": "danger", "asked": "warn"}),
        Field("answered_on", _("Answered on"), unknown=_("no answer yet")),
        Field("conditions", _("Conditions"), lines=2, unknown=_("none said")),
        Field("ended_on", _("Ended on"), only="edit", unknown=_("none")),
    ),
    columns=(
        ListColumn("what", under=("source", "office"), quiet=True),
        ListColumn("plan"),
        ListColumn("time", label=_("Time"), told=time_said, unknown=_("not said")),
        ListColumn("state", under=("answered_on",), quiet=True),
    ),
    filters=(
        ListFilter("state", _("State"), choices=_states),
        ListFilter("source", _("From whom")),
    ),
    warns=lambda backup: not backup.is_sure,
    above=(("crisis:plans", _("Contingency plans")),),
    initial=lambda standing: {"state": State.NOT_ASKED},
)
