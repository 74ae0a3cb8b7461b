"""Scenarios, their warning signs and the backup sought for them, as kinds of record."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, TypedDict

from django.db.models import QuerySet
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela.deployment.gap import EFFECTS
from tutela.exercise.scenarios import chance_stated, likelihood_words, scenario_kinds
from tutela_web.access.models import DutyArea
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.fields import a_day, choice, day, text
from tutela_web.base.forms import FigureField
from tutela_web.base.values import Words
from tutela_web.crisis.plans.models import ContingencyPlan
from tutela_web.crisis.plans.queries import seen_plans
from tutela_web.deployment.gap.models import Need
from tutela_web.deployment.gap.queries import needs_for, open_needs
from tutela_web.exercise.scenarios.models import Scenario, ScenarioBackup, ScenarioSign
from tutela_web.exercise.scenarios.queries import (
    ACT,
    KIND,
    RUNS_DRILLS,
    backups_for,
    open_scenarios,
    reviews_due,
    scenario_now,
    scenarios_for,
    scenarios_listed,
    scores_of,
    script_of,
    signs_for,
)
from tutela_web.exercise.scenarios.script_form import ScenarioScriptForm, title_of
from tutela_web.exercise.scenarios.verbs import (
    judge_scenario,
    keep_script,
    require_days,
    say_result,
)
from tutela_web.incidents.closed.harms import refuse_closed_words
from tutela_web.links.fields import AREA, CLASSIFICATION
from tutela_web.links.forms import NO_NAMES
from tutela_web.links.verbs import in_linked_area, not_ahead
from tutela_web.look.days import date_format
from tutela_web.look.translate import list_words, word
from tutela_web.monitoring.measured.models import IndicatorDefinition
from tutela_web.monitoring.measured.queries import definitions_for
from tutela_web.places.models import Place
from tutela_web.places.queries import places_by_name, places_for
from tutela_web.records.acts import Act
from tutela_web.records.kinds import Field, ListColumn, ListFilter, Parent, RecordKind, Titles

Sign = ScenarioSign.Sign
State = ScenarioBackup.State


class ScenarioInput(TypedDict, total=False):
    """The fields of a scenario that its rules ask."""

    title: str
    what: str
    because: str
    place: Place | None
    area: DutyArea | None
    likelihood: str
    percent: int | None
    until: date
    review_on: date
    need: Need | None
    plan: ContingencyPlan | None
    classification: int


def _scenario_rules(values: ScenarioInput, by: Standing) -> dict[str, Any]:
    refuse_closed_words(values.get("title"), values.get("what"), values.get("because"))
    chance_stated(values["likelihood"], values.get("percent"))
    place = values.get("place")
    marking = max(values.get("classification", 0), place.classification if place else 0)
    by.require_marking(KIND, marking)
    area = (place.area if place is not None else None) or values.get("area")
    return {**values, "area": area, "classification": marking}


def _judged_now(values: ScenarioInput, by: Standing) -> dict[str, Any]:
    """Who judged it, and when: whoever makes it, today. Its days lie ahead."""
    require_days(values["until"], values["review_on"], by)
    return {"judged_on": clock.today(by.mission), "judged_by": by.as_said}


def _by_state(rows: QuerySet[Scenario], chosen: str, _standing: Standing) -> QuerySet[Scenario]:
    return rows.filter(result="") if chosen == "open" else rows.exclude(result="")


def _states(_standing: Standing) -> Iterable[tuple[str, Words]]:
    return (("open", _("open")), ("ended", _("ended")))


def _is_overdue(scenario: Scenario) -> bool:
    return scenario.review_overdue(clock.today(scenario.mission))


def _area_said(scenario: Scenario) -> str | None:
    return scenario.area.name if scenario.area is not None else None


def _model_said(scenario: Scenario) -> str | None:
    chance: float | None = vars(scenario).get("model_chance")
    return None if chance is None else f"{100 * chance:.0f} %"


def _signs_said(scenario: Scenario) -> str | None:
    return list_words([str(sign) for sign in scenario.signs.all()], "; ") or None


def _review_said(scenario: Scenario) -> str:
    on = date_format(scenario.review_on, "j M Y")
    if not _is_overdue(scenario):
        return on
    return _now("%(day)s · overdue") % {"day": on}


def _score_said(scenario: Scenario) -> str | None:
    if (judged := scenario.judged) is None:
        return str(scenario.get_result_display()) or None
    score = f"{(judged.chance - judged.happened) ** 2:.2f}"
    return _now("%(result)s · score %(score)s") % {
        "result": scenario.get_result_display(),
        "score": score,
    }


def _beside_list(standing: Standing, _rows: QuerySet[Scenario]) -> dict[str, Any]:
    return {
        "late": [due for due in reviews_due(standing, None, standing.on) if due.late],
        "scores": scores_of(standing),
    }


def _beside_scenario(standing: Standing, scenario: Scenario) -> dict[str, Any]:
    may = standing.may(ACT, area=scenario.area_id)
    script = script_of(scenario)
    return {
        "asks": word(scenario_kinds()[scenario.kind].asks),
        "meant": likelihood_words()[scenario.likelihood],
        "live": (live := scenario_now(standing, scenario)),
        "effects": [word(EFFECTS[code].label) for code in live.effects if code in EFFECTS],
        "backups": list(backups_for(standing).filter(scenario=scenario, ended_on=None)),
        "overdue": _is_overdue(scenario),
        "over": scenario.open and scenario.until < standing.on,
        "score": _score_said(scenario) if scenario.result else None,
        "script": script,
        "script_title": title_of(script) if script else "",
        "may_keep": may and scenario.open,
        "may_script": may,
        "may_drill": scenario.open and standing.may(RUNS_DRILLS),
        "judge_form": JUDGE.form_for(standing, record=scenario),
        "result_form": RESULT.form_for(standing),
        "script_form": SCRIPT.form_for(standing),
    }


def _has_result(scenario: Scenario) -> bool:
    return not scenario.open


SCENARIO = RecordKind(
    Scenario,
    name="scenario",
    room="exercise",
    path="scenarios",
    reads=KIND,
    act=ACT,
    acts=in_linked_area(ACT),
    may_begin=lambda standing: standing.may_somewhere(ACT),
    rows=scenarios_listed,
    rules=_scenario_rules,
    takes=_judged_now,
    titles=Titles(
        one=_("Scenario"),
        many=_("Scenarios"),
        add=_("Write a scenario"),
        none=_("No scenario is on record."),
        about=_(
            "What could happen, how likely a post judged it, by which signs it would be noticed, "
            "who could come. What the model says stands beside it and is never taken over."
        ),
        words=_(
            "One crisis by itself, until one day. What sets it off and what would stop it belong "
            "in the words; no name of a person, no name of a people."
        ),
    ),
    fields=(
        Field("kind", _("What could happen")),
        Field("title", _("Title"), _("In a few words: a place or a road, and what happens there.")),
        Field("what", _("What would happen, to whom, set off by what"), lines=5),
        Field("place", _("Place"), choices=places_by_name, linked=places_for, unknown=_("none")),
        AREA,
        Field("likelihood", _("How likely"), only="new"),
        Field(
            "percent",
            _("In percent"),
            _("Within what the word means; without it the middle of that is scored."),
            pattern="{} %",
            unknown=_("not said"),
            only="new",
        ),
        Field("because", _("Why so likely"), lines=3, only="new"),
        Field("until", _("Until"), _("By this day it happens, or it did not."), only="new"),
        Field("judged_on", _("Judged on"), asked=False),
        Field("judged_by", _("Judged by"), asked=False),
        Field(
            "need",
            _("Own means against this need"),
            _("Who could come is reckoned when the page is read."),
            choices=open_needs,
            linked=needs_for,
            page="deployment:need",
            unknown=_("no need tied"),
        ),
        Field(
            "plan",
            _("Contingency plan"),
            choices=seen_plans,
            linked=seen_plans,
            page="crisis:plan",
            unknown=_("no plan tied"),
        ),
        Field("review_on", _("To review on")),
        Field("result", _("Result"), asked=False, applies=_has_result),
        Field("result_on", _("On"), asked=False, applies=_has_result),
        Field("result_why", _("How it is known"), asked=False, applies=_has_result),
        Field("result_by", _("Said by"), asked=False, applies=_has_result),
        CLASSIFICATION,
    ),
    columns=(
        ListColumn("title", under=("kind", "place"), quiet=True),
        ListColumn("where", label=_("Area"), told=_area_said, unknown=_("the whole mission")),
        ListColumn("likelihood", under=("percent", "judged_by", "judged_on"), quiet=True),
        ListColumn("model", label=_("Model"), told=_model_said, unknown=_("no model figure")),
        ListColumn("signs", label=_("Warning signs"), told=_signs_said, unknown=_("none tied")),
        ListColumn("plan"),
        ListColumn("review", label=_("To review on"), told=_review_said),
        ListColumn("result", label=_("What came"), told=_score_said, unknown=_("open")),
    ),
    filters=(
        ListFilter("kind", _("What could happen")),
        ListFilter("state", _("State"), choices=_states, apply=_by_state),
    ),
    warns=_is_overdue,
    history=(
        "likelihood",
        "percent",
        "because",
        "until",
        "judged_on",
        "judged_by",
        "result",
        "result_on",
        "result_why",
        "result_by",
    ),
    beside=_beside_list,
    list_template="exercise/scenarios.html",
    page_beside=_beside_scenario,
    page_template="exercise/scenario.html",
    day=lambda scenario: scenario.judged_on,
)


def _as_judged(_standing: Standing, scenario: Scenario) -> dict[str, Any]:
    return {
        "likelihood": scenario.likelihood,
        "percent": scenario.percent,
        "until": scenario.until,
    }


JUDGE = Act(
    judge_scenario,
    on=SCENARIO,
    path="scenarios/<uuid:pk>/judge/",
    name="scenario_judge",
    form="judge_form",
    auto_id="judge_%s",
    begins=_as_judged,
    fields={
        "likelihood": choice(_("How likely"), Scenario.LIKELIHOODS),
        "percent": FigureField(label=_("In percent"), min_value=1),
        "because": text(_("Why so likely"), 3000, rows=3),
        "until": day(_("Until")),
        "review_on": day(_("Next review on")),
    },
    says=_("It is judged again."),
)

RESULT = Act(
    say_result,
    on=SCENARIO,
    path="scenarios/<uuid:pk>/result/",
    name="scenario_result",
    form="result_form",
    auto_id="result_%s",
    fields={
        "result": choice(_("Result"), [("", "–"), *Scenario.Result.choices]),
        "why": text(_("How it is known"), 400, rows=2),
        "on": a_day(_("On"), _("Today, where nothing is written.")),
    },
    says=_("It is recorded."),
)

SCRIPT = Act(
    keep_script,
    on=SCENARIO,
    path="scenarios/<uuid:pk>/script/",
    name="scenario_script",
    form="script_form",
    auto_id="script_%s",
    fields=ScenarioScriptForm,
    says=_("The script is kept."),
)


class ScenarioSignInput(TypedDict, total=False):
    """The fields of a sign that its rules ask."""

    scenario: Scenario
    sign: str
    rule: str
    indicator: IndicatorDefinition | None
    words: str


NEEDS = {Sign.TRIPWIRE: "rule", Sign.INDICATOR: "indicator", Sign.SEEN: "words"}
"""What a sign is tied to, by the field that says it."""


def _sign_rules(values: ScenarioSignInput, _by: Standing) -> dict[str, Any]:
    """It says of which sign, and nothing of another; it is marked as its scenario is."""
    refuse_closed_words(values.get("words"), where="words")
    fields: dict[str, Any] = dict(values)
    wanted = NEEDS[Sign(values["sign"])]
    if not fields.get(wanted):
        raise BadParameter(
            say("it is not said which sign it is tied to"), where=wanted, next=say("say which")
        )
    if wanted != "rule":
        fields["rule"] = ""
    if wanted != "indicator":
        fields["indicator"] = None
    return {**fields, "classification": values["scenario"].classification}


def _tied_to(sign: Sign) -> Any:
    return lambda record: record.sign == sign


SIGN = RecordKind(
    ScenarioSign,
    name="scenario_sign",
    room="exercise",
    path="signs",
    reads=KIND,
    act=ACT,
    rows=signs_for,
    rules=_sign_rules,
    listed=False,
    list_name="scenarios",
    parent=Parent(
        "scenario",
        open_scenarios,
        "scenarios/<uuid:pk>/signs/new/",
        "exercise:scenario",
        back=True,
    ),
    titles=Titles(
        one=_("Warning sign of a scenario"),
        many=_("Scenarios"),
        add=_("Tie a warning sign"),
        none=_("No warning sign is tied."),
        words=_("Whether it stands is read when the page is read. Nothing is raised by itself."),
    ),
    fields=(
        Field(
            "scenario", _("Scenario"), linked=scenarios_for, page="exercise:scenario", asked=False
        ),
        Field("sign", _("Sign")),
        Field("rule", _("Tripwire"), _("Of a tripwire."), applies=_tied_to(Sign.TRIPWIRE)),
        Field(
            "indicator",
            _("Indicator"),
            _("Of an indicator: it stands where its benchmark is breached."),
            choices=lambda standing: definitions_for(standing).filter(ended_on=None),
            linked=definitions_for,
            page="monitoring:indicator",
            applies=_tied_to(Sign.INDICATOR),
        ),
        Field("words", _("In words"), _("What is seen or heard, by whom."), unknown=_("not said")),
        Field("ended_on", _("No longer a sign since"), only="edit", unknown=_("it is one")),
    ),
    columns=(),
    initial=lambda standing: {"sign": Sign.TRIPWIRE},
)


class BackupInput(TypedDict, total=False):
    """The fields of backup that its rules ask."""

    scenario: Scenario
    what: str
    state: str
    answered_on: date | None


def _backup_rules(values: BackupInput, by: Standing) -> dict[str, Any]:
    """What was answered has a day, and it is marked as its scenario is."""
    refuse_closed_words(values.get("what"), where="what")
    not_ahead(values.get("answered_on"), by)
    answered = values.get("state") in (State.AGREED, State.REFUSED)
    if answered and values.get("answered_on") is None:
        raise BadParameter(
            say("it is not said when it was answered"),
            where="answered_on",
            next=say("give the day"),
        )
    return {**values, "classification": values["scenario"].classification}


BACKUP = RecordKind(
    ScenarioBackup,
    name="scenario_backup",
    room="exercise",
    path="backup",
    reads=KIND,
    act=ACT,
    rows=backups_for,
    rules=_backup_rules,
    listed=False,
    list_name="scenarios",
    parent=Parent(
        "scenario",
        open_scenarios,
        "scenarios/<uuid:pk>/backup/new/",
        "exercise:scenario",
        back=True,
    ),
    titles=Titles(
        one=_("Backup sought for a scenario"),
        many=_("Scenarios"),
        add=_("Record backup"),
        none=_("No backup is sought."),
        words=_("What is not agreed is not counted on."),
    ),
    fields=(
        Field(
            "scenario", _("Scenario"), linked=scenarios_for, page="exercise:scenario", asked=False
        ),
        Field("source", _("From whom")),
        Field("what", _("What"), _("What it does: holds the road, brings people out, speaks to.")),
        Field("office", _("Who answers for it"), NO_NAMES, unknown=_("not said")),
        Field("hours", _("Hours until it is there"), unknown=_("not said")),
        Field("state", _("State"), tones={"agreed": "ok", "refused": "danger", "asked": "warn"}),
        Field("answered_on", _("Answered on"), unknown=_("no answer yet")),
        Field("ended_on", _("Ended on"), only="edit", unknown=_("none")),
    ),
    columns=(),
    initial=lambda standing: {"state": State.NOT_ASKED},
)
