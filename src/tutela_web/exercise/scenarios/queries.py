"""Scenarios as a person may see them, what the model says beside them, which of their signs stand.

What is live is read on the day: nothing of it is kept with a scenario.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import F, FloatField, OuterRef, Prefetch, QuerySet, Subquery, Value
from django.db.models.functions import Least
from django.utils.translation import gettext_lazy as _

from tutela.exercise.scenarios import JudgmentScore, score_judgments, scores_by_post
from tutela.exercise.script import Script, read_script
from tutela_web.access.models import DutyArea
from tutela_web.access.policy import Standing, roles
from tutela_web.base.values import Words
from tutela_web.deployment.gap.queries import NeedGap, gaps_of, needs_for
from tutela_web.exercise.scenarios.models import (
    REVIEW_LEAD,
    Scenario,
    ScenarioBackup,
    ScenarioSign,
)
from tutela_web.monitoring.measured.queries import (
    StandingIndicator,
    definitions_for,
    with_last_values,
)
from tutela_web.risk.models import Assessment, SuggestedRisk
from tutela_web.risk.queries import latest_assessment, suggested_for, tripwires_for

KIND = "exercises"
ACT = "keep_scenarios"
RUNS_DRILLS = "run_drills"


def scenarios_for(standing: Standing) -> QuerySet[Scenario]:
    """The scenarios this person may see: those open first, what is to be looked at soonest."""
    rows = Scenario.objects.filter(standing.sees_open(KIND)).select_related("mission", "area")
    due = Least("review_on", "until")
    return rows.order_by(F("result_on").desc(nulls_first=True), due, "title", "pk")


def scenarios_listed(standing: Standing) -> QuerySet[Scenario, Any]:
    """The same with their signs, and beside each what the model says of its place today:
    `model_chance`, None where it says nothing this person may read. One query more."""
    figure: Any = Value(None, output_field=FloatField())
    if standing.reads("risks"):
        here = suggested_for(standing, latest_assessment(standing)).filter(place=OuterRef("place"))
        figure = Subquery(here.exclude(likelihood=None).order_by("order").values("likelihood")[:1])
    signs = Prefetch("signs", queryset=signs_for(standing).filter(ended_on=None))
    return scenarios_for(standing).annotate(model_chance=figure).prefetch_related(signs)


def open_scenarios(standing: Standing) -> QuerySet[Scenario]:
    """Those of which nobody said yet what came."""
    return scenarios_for(standing).filter(result="")


def signs_for(standing: Standing) -> QuerySet[ScenarioSign]:
    """The signs of scenarios this person may see."""
    seen = scenarios_for(standing).order_by().values("pk")
    rows = ScenarioSign.objects.filter(standing.sees_open(KIND), scenario__in=seen)
    return rows.order_by("entered_at", "pk")


def backups_for(standing: Standing) -> QuerySet[ScenarioBackup]:
    """The backup sought for scenarios this person may see, the soonest first."""
    seen = scenarios_for(standing).order_by().values("pk")
    rows = ScenarioBackup.objects.filter(standing.sees_open(KIND), scenario__in=seen)
    return rows.order_by(F("hours").asc(nulls_last=True), "entered_at", "pk")


# --- what is live


@dataclass(frozen=True)
class ModelFigure:
    """What the risk room suggests of a place, by the assessment of a day."""

    row: SuggestedRisk
    on: date


def model_of(
    standing: Standing, scenario: Scenario, assessment: Assessment | None
) -> ModelFigure | None:
    """The model's figure for the place of a scenario; None where there is none for this person."""
    if scenario.place_id is None or assessment is None:
        return None
    here = suggested_for(standing, assessment).filter(place=scenario.place_id)
    row = here.exclude(likelihood=None).order_by("order").defer("evidence").first()
    return ModelFigure(row, assessment.on) if row is not None else None


@dataclass(frozen=True)
class LiveScenarioSign:
    """A sign, and whether it stands today; None where that is not known, or people say it.

    indicator  its last value, of an indicator this person may read
    on         the day of the assessment by which it is said
    """

    sign: ScenarioSign
    stands: bool | None
    indicator: StandingIndicator | None = None
    on: date | None = None


def live_signs(
    standing: Standing, scenario: Scenario, assessment: Assessment | None
) -> list[LiveScenarioSign]:
    """The signs of a scenario as they stand today. Five queries at most."""
    signs = list(signs_for(standing).filter(scenario=scenario, ended_on=None))
    tied = {row.indicator_id for row in signs if row.indicator_id}
    figures: dict[UUID, StandingIndicator] = {}
    if tied and standing.reads("strategy"):
        definitions = definitions_for(standing).filter(pk__in=tied)
        figures = {row.definition.pk: row for row in with_last_values(standing, definitions)}
    fires = set(_fires(standing, scenario, assessment)) if _any_tripwire(signs) else set()
    return [_live(row, fires, figures, assessment) for row in signs]


def _any_tripwire(signs: Iterable[ScenarioSign]) -> bool:
    return any(row.sign == ScenarioSign.Sign.TRIPWIRE for row in signs)


def _fires(standing: Standing, scenario: Scenario, assessment: Assessment | None) -> Iterator[str]:
    """The tripwires that fire where a scenario may come: at its place, in its area, anywhere."""
    for fired in tripwires_for(standing, assessment):
        place = fired.place
        if scenario.place_id is not None:
            near = place is not None and place.pk == scenario.place_id
        elif scenario.area_id is not None:
            near = place is not None and place.area_id == scenario.area_id
        else:
            near = True
        if near:
            yield fired.rule


def _live(
    sign: ScenarioSign,
    fires: set[str],
    figures: dict[UUID, StandingIndicator],
    assessment: Assessment | None,
) -> LiveScenarioSign:
    if sign.sign == ScenarioSign.Sign.TRIPWIRE:
        if assessment is None:
            return LiveScenarioSign(sign, None)
        return LiveScenarioSign(sign, sign.rule in fires, on=assessment.on)
    figure = figures.get(sign.indicator_id) if sign.indicator_id else None
    return LiveScenarioSign(sign, figure.breached if figure else None, figure)


@dataclass(frozen=True)
class ScenarioNow:
    """What is live of a scenario, as one reader may know it.

    hidden  whether a need is tied to it that this person may not read
    """

    model: ModelFigure | None
    signs: list[LiveScenarioSign]
    gap: NeedGap | None
    hidden: bool

    @property
    def effects(self) -> list[str]:
        """The effects the need asks for, by their codes."""
        return list(self.gap.need.effects) if self.gap is not None else []


def scenario_now(standing: Standing, scenario: Scenario) -> ScenarioNow:
    """What the model, the signs and the units say today. A bounded number of queries."""
    assessment = latest_assessment(standing) if standing.reads("risks") else None
    need = None
    if scenario.need_id is not None and standing.reads("means"):
        need = needs_for(standing).filter(pk=scenario.need_id).first()
    gap = gaps_of(standing, [need])[0] if need is not None else None
    return ScenarioNow(
        model_of(standing, scenario, assessment),
        live_signs(standing, scenario, assessment),
        gap,
        need is None and scenario.need_id is not None,
    )


# --- reviews and scores


@dataclass(frozen=True)
class ReviewDue:
    """A scenario that is to be looked at: on what day, why, and whether that day has gone by."""

    scenario: Scenario
    on: date
    why: Words
    late: bool


def reviews_due(
    standing: Standing, area: DutyArea | None, on: date, *, ahead: timedelta = REVIEW_LEAD
) -> list[ReviewDue]:
    """The open scenarios whose review comes near or is overdue, or whose last day has passed; the
    soonest first. One query.

    Takes   area, None for all this person reads; ahead, how long before its day.
    """
    rows = open_scenarios(standing).annotate(due=Least("review_on", "until"))
    rows = rows.filter(due__lte=on + ahead)
    if area is not None:
        rows = rows.filter(area=area)
    return [_due(row, on) for row in rows]


def _due(scenario: Scenario, on: date) -> ReviewDue:
    if scenario.until < on:
        return ReviewDue(scenario, scenario.until, _("say whether it happened"), True)
    day = scenario.review_on
    return ReviewDue(scenario, min(day, scenario.until), _("day to review it"), day < on)


@dataclass(frozen=True)
class ScenarioScores:
    """How good the judgments of scenarios that ended were: all together, and by the post."""

    whole: JudgmentScore | None
    posts: list[JudgmentScore]


def scores_of(standing: Standing) -> ScenarioScores:
    """The scores of the scenarios this person may see. One query."""
    ended = scenarios_for(standing).exclude(result="").order_by()
    judged = [row for scenario in ended if (row := scenario.judged) is not None]
    return ScenarioScores(score_judgments(judged), scores_by_post(judged))


# --- scripts


@cache
def role_codes() -> frozenset[str]:
    """The codes a role of a script may play."""
    return frozenset(roles())


def script_of(scenario: Scenario) -> Script | None:
    """The script kept with a scenario; None where there is none."""
    return read_script(scenario.script.encode(), role_codes()) if scenario.script else None
