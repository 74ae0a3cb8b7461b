"""Whether an objective is achieved: judged by outcomes and by what people say, never by how much
was done [S1-193]."""

from __future__ import annotations

from typing import Any, TypedDict

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.policy import Standing
from tutela_web.links.queries import in_force
from tutela_web.monitoring.measured.models import IndicatorDefinition, ObjectiveJudgment
from tutela_web.monitoring.measured.queries import definitions_for, with_last_values
from tutela_web.programme.fields import CLASSIFICATION
from tutela_web.programme.objectives.models import Objective
from tutela_web.programme.objectives.queries import objectives_for
from tutela_web.records.kinds import Field, ListColumn, Parent, RecordKind, Titles

ACT = "keep_matrix"

BY_EFFECT = frozenset(
    {
        IndicatorDefinition.Level.OUTCOME,
        IndicatorDefinition.Level.IMPACT,
        IndicatorDefinition.Level.PERCEPTION,
    }
)
"""Levels of indicators that tell what became of people; activity does not."""


class JudgmentInput(TypedDict, total=False):
    """What is said of an objective."""

    objective: Objective
    verdict: str
    why: str


def _take_figures(values: JudgmentInput, by: Standing) -> dict[str, Any]:
    """The day, and the figures it rests on: those of the objective that have a value now.

    Raises  BadParameter for achieved where no outcome, impact or perception supports it.
    """
    measuring = definitions_for(by).filter(in_force(by), objective=values["objective"])
    known = [
        one
        for one in with_last_values(by, measuring.order_by("number"))
        if one.state == "value" and one.last is not None
    ]
    supporting = [
        one for one in known if one.definition.level in BY_EFFECT and one.breached is False
    ]
    if values["verdict"] == ObjectiveJudgment.Verdict.ACHIEVED and not supporting:
        raise BadParameter(
            say(
                "no outcome, impact on people or perception with a benchmark that is met says that "
                "it is achieved; what was done says nothing of it"
            ),
            where="verdict",
            next=say("give the objective such an indicator, or say how far it is"),
        )
    return {
        "on": by.on,
        "rests_on": [
            {"indicator": one.definition.code, "level": one.definition.level, "value": str(pk)}
            for one in known
            if one.last is not None and (pk := one.last.pk)
        ],
    }


def judgments_for(standing: Standing) -> Any:
    """The judgments of objectives this person may see."""
    rows = ObjectiveJudgment.objects.filter(standing.sees_open("strategy"))
    return rows.filter(objective__in=objectives_for(standing)).select_related("objective__mission")


def judgments_beside(standing: Standing, objective: Objective) -> dict[str, Any]:
    """What was said of an objective, the last first, for its page."""
    rows = judgments_for(standing).filter(objective=objective)[:5]
    code = standing.mission.code
    return {
        "judgments": [
            {
                "url": reverse("monitoring:judgment", args=[code, row.pk]),
                "verdict": row.get_verdict_display(),
                "why": row.why,
                "day": row.on,
            }
            for row in rows
        ],
        "judge_url": (
            reverse("monitoring:judgment_new", args=[code, objective.pk])
            if standing.may(ACT)
            else ""
        ),
    }


JUDGMENT = RecordKind(
    ObjectiveJudgment,
    name="judgment",
    room="monitoring",
    path="judgments",
    parent=Parent(
        "objective",
        objectives_for,
        "objectives/<uuid:pk>/judge/",
        "programme:objective",
        back=True,
    ),
    reads="strategy",
    act=ACT,
    rows=judgments_for,
    takes=_take_figures,
    titles=Titles(
        one=_("Judgment of an objective"),
        many=_("Judgments of objectives"),
        about=_(
            "An objective is judged by what became of people: outcomes, impact, how safe they "
            "feel. Activities alone do not make it achieved."
        ),
        add=_("Judge the objective"),
        button=_("Save the judgment"),
        none=_("No objective was judged yet."),
    ),
    fields=(
        Field(
            "objective",
            _("Objective"),
            linked=objectives_for,
            page="programme:objective",
            asked=False,
        ),
        Field("verdict", _("Judgment"), only="new"),
        Field("on", _("Judged on"), asked=False),
        Field("why", _("Why, and what shows it"), lines=4),
        CLASSIFICATION,
    ),
    columns=(
        ListColumn("objective"),
        ListColumn("verdict", under=("why",)),
        ListColumn("on"),
    ),
)
