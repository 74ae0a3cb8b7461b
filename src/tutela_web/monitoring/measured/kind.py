"""An indicator, as a kind of record, with what it shows beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela.monitoring.indicators import MEASURES, NOUNS, read_description
from tutela_web.access.policy import Standing
from tutela_web.base.values import FieldValue
from tutela_web.links.queries import in_force
from tutela_web.look.translate import word
from tutela_web.monitoring.measured.models import IndicatorDefinition
from tutela_web.monitoring.measured.page import page_of
from tutela_web.monitoring.measured.queries import definitions_for
from tutela_web.monitoring.measured.surveyed import SurveyShareField, take_share
from tutela_web.monitoring.measured.verbs import ACT
from tutela_web.programme.fields import CLASSIFICATION, ENDED, LineChoice
from tutela_web.programme.measures.models import Indicator
from tutela_web.programme.measures.queries import indicators_for
from tutela_web.programme.objectives.models import Objective
from tutela_web.programme.objectives.queries import objectives_for
from tutela_web.records.acts import Act
from tutela_web.records.kinds import Field, ListColumn, RecordKind, Titles
from tutela_web.records.verbs import draft_of


def _rules(values: dict[str, FieldValue], by: Standing) -> Mapping[str, Any]:
    """A computed indicator describes what it counts; a benchmark has a day and a direction."""
    draft = draft_of(IndicatorDefinition, values)
    if draft.computed:
        read_description(
            draft.measure,
            draft.table,
            column=draft.column,
            percentile=draft.percentile,
            where=draft.where,
            of=draft.of,
            by=draft.by.split(),
        )
    elif draft.measure or draft.table:
        raise BadParameter(
            say("only an indicator that is computed counts records"),
            where="measure",
            next=say("choose “computed from records”, or leave measure and records blank"),
        )
    if draft.target is not None and (draft.target_on is None or not draft.better):
        raise BadParameter(
            say("a benchmark needs its day and which direction is better"),
            where="target_on",
            next=say("give both, or no benchmark"),
        )
    if draft.baseline is not None and draft.baseline_on is None:
        raise BadParameter(say("a baseline needs its day"), where="baseline_on")
    return values


def _tables_choice() -> forms.Field:
    field = forms.ChoiceField(required=False)
    field.choices = lambda: [("", "–"), *((key, word(noun)) for key, noun in NOUNS.items())]
    return field


def _measures_choice() -> forms.Field:
    field = forms.ChoiceField(required=False)
    field.choices = lambda: [("", "–"), *((measure, word(measure)) for measure in MEASURES)]
    return field


def _objectives(standing: Standing) -> Any:
    rows = objectives_for(standing).filter(in_force(standing)).select_related("mission")
    return rows.order_by("number")


def _strategy_indicators(standing: Standing) -> Any:
    return indicators_for(standing).filter(in_force(standing)).select_related("mission")


def _page_of(standing: Standing, definition: IndicatorDefinition) -> dict[str, Any]:
    surveyed = definition.kind == IndicatorDefinition.Kind.SURVEY and standing.reads("outreach")
    context = page_of(standing, definition)
    if surveyed and context["may_give"]:
        form = TAKE.form_for(standing)
        context["survey_form"] = form if form.fields["share"].choices else None
        context["asks_survey"] = True
    return context


def _is_computed(definition: IndicatorDefinition) -> bool:
    return definition.computed


MEASURED = RecordKind(
    IndicatorDefinition,
    name="indicator",
    room="monitoring",
    path="indicators",
    list_name="indicators",
    listed=False,
    reads="strategy",
    act=ACT,
    numbered=True,
    rows=definitions_for,
    rules=_rules,
    titles=Titles(
        one=_("Indicator"),
        many=_("Indicators"),
        add=_("Set an indicator of your own"),
        none=_("No indicator is set. Whether anything works is not known."),
    ),
    fields=(
        Field("words", _("Question"), _("What a figure would answer.")),
        Field("meaning", _("Definition"), lines=3, unknown=_("none written")),
        Field("kind", _("Where its values come from")),
        Field("level", _("What it tells of"), _("An activity alone never shows impact.")),
        Field("tier", _("Tier"), unknown=_("none")),
        Field("unit", _("Unit"), _("persons, %, hours")),
        Field("better", _("Direction"), unknown=_("neither")),
        Field("every_days", _("Days between values"), least=1),
        Field("owner", _("Who monitors it"), _("An office."), unknown=_("nobody named")),
        Field("source", _("Source")),
        Field("method", _("Method"), lines=3),
        Field("table", _("Records it counts"), control=_tables_choice, applies=_is_computed),
        Field("measure", _("Measure"), control=_measures_choice, applies=_is_computed),
        Field("column", _("Column measured"), applies=lambda one: bool(one.column)),
        Field(
            "percentile",
            _("Percentile"),
            applies=lambda one: one.measure == "percentile",
            least=1,
            most=99,
        ),
        Field(
            "where",
            _("Those that count"),
            _("As level=imminent|ongoing; hours_to_arrive<=4. Blank: all."),
            applies=lambda one: bool(one.where),
        ),
        Field(
            "of",
            _("Of which"),
            _("The denominator of a share or a rate, written in the same way."),
            applies=lambda one: bool(one.of),
        ),
        Field(
            "by",
            _("Told apart by"),
            _("Columns with blanks between: area level."),
            applies=lambda one: bool(one.by),
        ),
        Field("baseline", _("Baseline")),
        Field("baseline_on", _("Day of the baseline")),
        Field("target", _("Benchmark"), unknown=_("none given")),
        Field("target_on", _("Benchmark to be met by")),
        Field("limits", _("What misleads"), lines=4, unknown=_("none written")),
        Field(
            "follows",
            _("Indicator of the strategy it measures"),
            choices=_strategy_indicators,
            linked=indicators_for,
            page="programme:indicator",
            control=lambda: LineChoice(Indicator.objects.none(), required=False),
            unknown=_("none"),
        ),
        Field(
            "objective",
            _("Objective"),
            choices=_objectives,
            linked=objectives_for,
            page="programme:objective",
            control=lambda: LineChoice(Objective.objects.none(), required=False),
            unknown=_("none"),
        ),
        ENDED,
        CLASSIFICATION,
    ),
    columns=(ListColumn("words"),),
    initial=lambda standing: {"classification": 0, "every_days": 30, "percentile": 50},
    page_beside=_page_of,
    page_template="monitoring/indicator.html",
)

TAKE = Act(
    take_share,
    on=MEASURED,
    path="indicators/<uuid:pk>/survey/",
    name="value_of_survey",
    form="survey_form",
    auto_id="survey_%s",
    may=ACT,
    fields={"share": SurveyShareField(_("What the survey tells of everybody"))},
    says=_("The value is taken over, with its interval."),
)
