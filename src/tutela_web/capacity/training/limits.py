"""What keeps a unit from tasks: what it fails of what is required, and, of a police unit, where
role, mandate and training do not match. The one home of that rule for whoever offers a unit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from tutela.base.messages import Sentence
from tutela.capacity.able import LACKS, State
from tutela.capacity.training import PoliceTask, police_gaps, police_task
from tutela_web.access.models import Mission
from tutela_web.access.policy import Standing
from tutela_web.capacity.models import Unit
from tutela_web.capacity.readiness.queries import ItemChecked, lacks_by_unit, standing_of_unit
from tutela_web.capacity.training.models import PoliceRole, TrainingSession
from tutela_web.capacity.training.queries import police_roles_for
from tutela_web.capacity.units.queries import holds_readiness, units_for

POLICE_CODES = {
    "role": "lacks_role",
    "paragraph": "lacks_paragraph",
    "training": "lacks_police_training",
}


def limits_by_unit(
    units: Collection[Unit],
    mission: Mission,
    on: date,
    *,
    failing: Collection[Unit] | None = None,
) -> Mapping[UUID, dict[str, frozenset[str]]]:
    """What keeps each unit from which tasks, by codes of tutela.capacity.able.LACKS, whoever asks.
    At most four queries, where units fail something or are police.

    Takes   failing, those of which it is known that something fails; else all are asked.
    """
    limits: dict[UUID, dict[str, frozenset[str]]] = defaultdict(dict)
    asked = units if failing is None else failing
    for pk, items in lacks_by_unit(asked, mission, on).items():
        limits[pk] = {f"lacks_{item}": tasks for item, tasks in items.items()}
    police = [unit.pk for unit in units if unit.police]
    if police:
        roles, sessions = defaultdict(list), defaultdict(list)
        rows = PoliceRole.objects.filter(unit__in=police)
        for role in rows.select_related("paragraph__resolution"):
            roles[role.unit_id].append(role.known_on(on))
        lasting = Q(valid_until__gte=on) | Q(valid_until=None)
        for session in TrainingSession.objects.filter(lasting, unit__in=police):
            sessions[session.unit_id].append(session.known)
        for pk in police:
            gaps = police_gaps(roles[pk], sessions[pk], on)
            limits[pk] |= {POLICE_CODES[gap]: tasks for gap, tasks in gaps.items()}
    return limits


def lacks_of(unit: Unit, task: str, mission: Mission, on: date) -> tuple[str, ...]:
    """What one unit lacks for a task, by code, whoever asks."""
    limits = limits_by_unit([unit], mission, on).get(unit.pk, {})
    return State(None, lacks=limits).lacking(task)


def barred_from(task: str, standing: Standing) -> set[UUID]:
    """The units this person sees that are not offered for a planned task of a kind, for what they
    lack. Two queries, up to five."""
    units = list(units_for(standing).filter(retired=False))
    limits = limits_by_unit(units, standing.mission, standing.on)
    return {pk for pk, lacks in limits.items() if State(None, lacks=lacks).lacking(task)}


@dataclass(frozen=True)
class BeforeTasking:
    """A unit and a task, looked at before the tasking goes out.

    police   the task of physical protection it is, where the unit is police
    roles    the police roles that cover it, and `equipment` what is required for it, for holders
    limits   what the unit lacks for it, in words, for holders
    limited  whether it lacks anything: told to everybody, in the same words for every limit
    holds    whether the reader holds the compartment
    """

    unit: Unit
    police: PoliceTask | None
    roles: Sequence[PoliceRole]
    equipment: Sequence[ItemChecked]
    limits: Sequence[Sentence]
    limited: bool
    holds: bool


def look_before_tasking(standing: Standing, unit: Unit, task: str) -> BeforeTasking | None:
    """What is to be looked at before a planned tasking goes out: where the unit lacks something for
    the task, or is police and the task is one of physical protection; None where nothing is."""
    police = police_task(task) if unit.police else None
    lacking = lacks_of(unit, task, standing.mission, standing.on)
    if not lacking and police is None:
        return None
    checked = standing_of_unit(standing, unit)
    kinds = {police.kind} if police else set()
    items = set(police.items) if police else set()
    return BeforeTasking(
        unit,
        police,
        [role for role in police_roles_for(standing).filter(unit=unit) if kinds & set(role.kinds)],
        [row for row in checked.items if row.line.item in items or task in row.line.tasks]
        if checked
        else [],
        [LACKS[code] for code in lacking] if holds_readiness(standing) else [],
        bool(lacking),
        holds_readiness(standing),
    )
