"""Answers to the scenarios, side by side: for who holds the compartment capacity."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from tutela.capacity.scenarios import ANSWERS, Scenario, diverging, scenarios
from tutela_web.access.policy import Standing
from tutela_web.capacity.guidance.models import ScenarioAnswer
from tutela_web.capacity.guidance.queries import KIND
from tutela_web.capacity.models import Unit
from tutela_web.capacity.units.queries import holds_readiness, units_for
from tutela_web.look.translate import word

OWN = "answer_scenarios"
"""The act by which a commander answers the scenarios first, as the account of their component."""


def scenario_answers_for(standing: Standing) -> QuerySet[ScenarioAnswer]:
    """The answers this person may see, the newest first: none without the compartment."""
    if not holds_readiness(standing):
        return ScenarioAnswer.objects.none()
    of_units = ScenarioAnswer.objects.filter(unit__in=units_for(standing))
    rows = of_units | ScenarioAnswer.objects.filter(unit=None)
    return rows.filter(standing.sees_open(KIND)).order_by("-answered_on", "-entered_at")


@dataclass(frozen=True)
class AnswerCell:
    """What one answered to a scenario, and whether it differs from the commander's account."""

    answer: ScenarioAnswer | None
    differs: bool

    @property
    def said(self) -> str:
        """The answer in words; blank where nobody answered."""
        return word(ANSWERS.get(self.answer.answer, "")) if self.answer else ""


@dataclass(frozen=True)
class AnswerRow:
    """A unit, or a commander's own account where it is none, with its latest answers."""

    unit: Unit | None
    police: bool
    cells: list[AnswerCell]

    @property
    def differing(self) -> list[tuple[Scenario, AnswerCell]]:
        """The scenarios it reads otherwise than the commander."""
        asked = zip(scenarios().values(), self.cells, strict=True)
        return [(scenario, cell) for scenario, cell in asked if cell.differs]


def answers_side_by_side(standing: Standing) -> list[AnswerRow]:
    """The commanders' accounts, then every unit that answered, those that differ first; the police
    beside the Police Commander's account, where there is one. Two queries."""
    latest: dict[tuple[UUID | None, bool], dict[str, ScenarioAnswer]] = {}
    units: dict[UUID, Unit] = {}
    for answer in scenario_answers_for(standing).select_related("unit"):
        if answer.unit is not None:
            units[answer.unit.pk] = answer.unit
        key = (answer.unit_id, answer.unit_id is None and answer.police)
        latest.setdefault(key, {}).setdefault(answer.scenario, answer)
    force = _codes(latest.get((None, False), {}))
    police = _codes(latest.get((None, True), {})) or force
    rows = [
        _row(None, of_police, latest[None, of_police], {})
        for of_police in (False, True)
        if (None, of_police) in latest
    ]
    of_units = [
        _row(
            unit,
            unit.is_police,
            latest[pk, False],
            police if unit.is_police else force,
        )
        for pk, unit in units.items()
    ]
    of_units.sort(key=lambda row: (-len(row.differing), str(row.unit)))
    return rows + of_units


def _codes(answers: dict[str, ScenarioAnswer]) -> dict[str, str]:
    return {scenario: answer.answer for scenario, answer in answers.items()}


def _row(
    unit: Unit | None, police: bool, answers: dict[str, ScenarioAnswer], account: dict[str, str]
) -> AnswerRow:
    differs = {scenario for _unit, scenario in diverging(account, {"": _codes(answers)})}
    cells = [AnswerCell(answers.get(code), code in differs) for code in scenarios()]
    return AnswerRow(unit, police, cells)


def units_that_differ(standing: Standing) -> list[AnswerRow]:
    """The units that read the rules otherwise than this commander; none for whom gives no account
    of their own."""
    if not standing.may_somewhere(OWN):
        return []
    of_police = "police_commander" in standing.roles
    rows = answers_side_by_side(standing)
    return [
        row for row in rows if row.unit is not None and row.differing and row.police == of_police
    ]
