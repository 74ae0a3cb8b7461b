"""An indicator of a line of the matrix or of an objective, as a kind of record."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, TypedDict

from django.utils.translation import gettext_lazy as _

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.models import DutyArea
from tutela_web.access.policy import Standing
from tutela_web.links.queries import in_force
from tutela_web.programme.fields import (
    ACT,
    CLASSIFICATION,
    ENDED,
    LineChoice,
    act_of,
    may_begin,
)
from tutela_web.programme.matrix.models import MatrixLine
from tutela_web.programme.matrix.queries import lines_for
from tutela_web.programme.measures.forms import IndicatorReadingForm
from tutela_web.programme.measures.models import Indicator
from tutela_web.programme.measures.queries import indicator_states, indicators_for, readings_for
from tutela_web.programme.measures.verbs import may_read
from tutela_web.programme.objectives.models import Objective
from tutela_web.programme.objectives.queries import objectives_for
from tutela_web.programme.page_parts import parts_from_above
from tutela_web.records.kinds import Field, ListColumn, RecordKind, Titles


class IndicatorInput(TypedDict, total=False):
    """Of an indicator, what its rules look at and set."""

    line: MatrixLine | None
    objective: Objective | None
    classification: int
    area: DutyArea | None


def _rules(values: IndicatorInput, by: Standing) -> IndicatorInput:
    """Of a line or of an objective, marked no lower and in its area."""
    line, objective = values.get("line"), values.get("objective")
    of = line or objective
    if of is None or (line is not None and objective is not None):
        raise BadParameter(
            say("an indicator is of a line of the matrix or of an objective"),
            next=say("choose one of the two"),
        )
    values["classification"] = max(values.get("classification", 1), of.classification)
    values["area"] = of.area
    by.require_marking("strategy", values["classification"])
    return values


def _lines(standing: Standing) -> Any:
    return lines_for(standing).select_related("mission").order_by("code")


def _objectives(standing: Standing) -> Any:
    rows = objectives_for(standing).filter(in_force(standing)).select_related("mission")
    return rows.order_by("number")


def _page_beside(standing: Standing, indicator: Indicator) -> dict[str, Any]:
    told = indicator_states(standing, indicators_for(standing).filter(pk=indicator.pk))
    return {
        "readings": readings_for(standing).filter(indicator=indicator),
        "next": told[0] if told else None,
        "form": IndicatorReadingForm(initial={"on": standing.on}),
        "may_read": may_read(standing, line=indicator.line) and indicator.ended_on is None,
        **parts_from_above(standing, indicator),
    }


INDICATOR = RecordKind(
    Indicator,
    name="indicator",
    room="programme",
    path="indicators",
    listed=False,
    list_name="monitoring:indicators",
    reads="strategy",
    act=ACT,
    acts=lambda values: act_of(values.get("line")),
    may_begin=may_begin,
    numbered=True,
    rows=indicators_for,
    rules=_rules,
    titles=Titles(
        one=_("Indicator"),
        many=_("Indicators"),
        add=_("Set an indicator"),
        none=_("No indicator is set. Whether anything works is not known."),
    ),
    fields=(
        Field(
            "words",
            _("Indicator"),
            _("What shows that people are safer, not what was spent on it."),
        ),
        Field(
            "line",
            _("Line of the matrix"),
            choices=_lines,
            linked=lines_for,
            page="programme:line",
            only="new",
            control=lambda: LineChoice(MatrixLine.objects.none(), required=False),
            applies=lambda indicator: indicator.line_id is not None,
        ),
        Field(
            "objective",
            _("Objective"),
            choices=_objectives,
            linked=objectives_for,
            page="programme:objective",
            only="new",
            control=lambda: LineChoice(Objective.objects.none(), required=False),
            applies=lambda indicator: indicator.objective_id is not None,
        ),
        Field("perception", _("How safe people themselves feel")),
        Field(
            "monitored_by",
            _("Who reads it"),
            _("An office, never a person's name."),
            unknown=_("nobody named"),
        ),
        Field("baseline", _("How it stood at first")),
        Field("benchmark", _("Benchmark"), unknown=_("none given")),
        Field("first_due", _("First reading due on")),
        Field("every_days", _("Days between readings")),
        replace(ENDED, only="edit"),
        CLASSIFICATION,
    ),
    columns=(ListColumn("words"),),
    page_beside=_page_beside,
    page_template="programme/indicator.html",
)
