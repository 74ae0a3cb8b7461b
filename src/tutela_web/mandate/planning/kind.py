"""A step of planning, as a kind of record."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.mandate.inputs import PivotInput
from tutela_web.mandate.models import PlanningPivot
from tutela_web.mandate.planning.queries import never_planned, pivots_for
from tutela_web.mandate.queries import ACT, KIND
from tutela_web.records.kinds import Field, ListColumn, RecordKind, Titles
from tutela_web.records.pages import YesNoField


def _rules(values: PivotInput, by: Standing) -> PivotInput:
    if values["on"] > clock.today(by.mission):
        raise BadParameter(
            say("a step of planning was taken on a day, today or before"),
            next=say("put the day right"),
        )
    return values


def _counts_beside_list(standing: Standing, rows: QuerySet[PlanningPivot]) -> dict[str, Any]:
    steps = list(rows)
    return {"silent": sum(not step.poc.strip() for step in steps), "never": never_planned(steps)}


PIVOT = RecordKind(
    PlanningPivot,
    name="pivot",
    room="mandate",
    path="planning",
    list_name="planning",
    reads=KIND,
    act=ACT,
    rows=pivots_for,
    rules=_rules,
    titles=Titles(
        one=_("Step of planning"),
        many=_("Planning record"),
        add=_("Record a step of planning"),
        none=_("No step of planning is on record."),
    ),
    fields=(
        Field("kind", _("Step")),
        Field("title", _("Title")),
        Field("on", _("Day")),
        Field("written_by", _("Office that wrote it"), _("An office, never a person's name.")),
        Field(
            "poc",
            _("What it says of protection"),
            _("Left empty, it is shown as silent."),
            lines=4,
            says={"": _("silent")},
            tones={"": "warn"},
        ),
        Field(
            "civilians",
            _("Civilian planners took part"),
            says={True: _("took part"), False: _("none took part")},
            tones={False: "warn"},
            control=lambda: YesNoField(label=_("Civilian planners took part")),
        ),
        Field("classification", _("Classification")),
    ),
    columns=(
        ListColumn("title", under=("kind",)),
        ListColumn("on"),
        ListColumn("written_by"),
        ListColumn("poc"),
        ListColumn("civilians", label=_("Civilian planners")),
    ),
    above=(("mandate:list", _("Mandate")),),
    warns=lambda pivot: not pivot.poc,
    beside=_counts_beside_list,
    initial=lambda standing: {"classification": 1, "on": standing.on},
    list_template="mandate/planning.html",
)
