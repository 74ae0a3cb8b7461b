"""How a requirement moves to its next edition, how a receipt is confirmed, and how a unit is
declared ready."""

from __future__ import annotations

from datetime import date

from tutela.base.errors import BadParameter
from tutela.base.messages import join, say
from tutela.capacity.readiness import STARTING, bars_ready, item_said
from tutela_web.access.models import Compartment
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import Denied, NotNow
from tutela_web.base.holding import hold, one_at_a_time
from tutela_web.base.values import FieldValue
from tutela_web.capacity.models import Unit, UnitReadiness
from tutela_web.capacity.readiness.queries import (
    ACT,
    CHECKS,
    dispatches_for,
    lines_in_force,
    required_of,
)
from tutela_web.capacity.readiness_models import (
    Requirement,
    RequirementDispatch,
    RequirementLine,
    UnitCheck,
)
from tutela_web.capacity.units.queries import holds_readiness
from tutela_web.look.translate import word
from tutela_web.records import verbs as records


def require_holder(by: Standing) -> None:
    """Raise Denied for who does not hold the compartment capacity."""
    if not holds_readiness(by):
        raise Denied(
            say("readiness belongs to the compartment capacity"),
            next=say("ask the Chief of Staff for a grant"),
        )


def require_past(day: date | None, by: Standing) -> None:
    """Raise BadParameter for a day that has not come yet."""
    if day is not None and day > clock.today(by.mission):
        raise BadParameter(say("this day lies ahead"), next=say("put the day right"))


def write_starting_lines(requirement: Requirement, by: Standing) -> None:
    """Begin a requirement with the lines of the proposal: each is the mission's to change."""
    by.require_ours(requirement)
    lines = [
        RequirementLine(
            requirement=requirement,
            required=line.item,
            wording=word(line.wording),
            critical=line.critical,
            tasks=sorted(line.tasks),
            area_id=requirement.area_id,
            classification=requirement.classification,
            known_at=requirement.known_at,
            invented=requirement.invented,
        )
        for line in STARTING
    ]
    records.create_many(lines, mission=by.mission, by=by.person)


def note_change(line: RequirementLine, how: str, by: Standing) -> None:
    """Put down that a line of a requirement was added or changed: the first such after an edition
    was sent begins the next, of which every contributor is owed a notice."""
    by.require_ours(line)
    requirement = hold(line.requirement)
    edition = requirement.edition
    if not requirement.sent.exists():
        return
    if requirement.sent.filter(edition=edition).exists():
        edition += 1
    change: dict[str, FieldValue] = {
        "edition": edition,
        "on": clock.today(by.mission).isoformat(),
        "required": line.required,
        "how": how,
    }
    changes: dict[str, FieldValue] = {
        "edition": edition,
        "changes": [*requirement.changes, change],
    }
    records.edit(requirement, changes, version=requirement.version, by=by.person)


@one_at_a_time(hold)
def confirm_receipt(
    dispatch: RequirementDispatch, *, version: int, by: Standing, on: date | None = None
) -> RequirementDispatch:
    """Record that a contributor confirmed that it received a requirement or the notice of a change.

    Raises  Denied; NotNow where it was confirmed before; BadParameter for a day ahead or before it
            was sent; Conflict.
    """
    by.require(ACT, area=dispatch.area_id, of=dispatch)
    if dispatch.received_on is not None:
        raise NotNow(say("its receipt is recorded already"), next=say("look at it again"))
    day = on or clock.today(by.mission)
    require_past(day, by)
    if day < dispatch.sent_on:
        raise BadParameter(
            say("it would be received before it was sent"), next=say("put the days right")
        )
    return records.edit(
        dispatch, {"received_on": day}, version=version, by=by.person, seen=dispatches_for(by)
    )


@one_at_a_time(hold)
def declare_ready(unit: Unit, *, by: Standing) -> UnitReadiness:
    """Declare that a unit meets what is required of it: from today it is ready.

    Raises  Denied without the act or the compartment; BadParameter, which names them, while a
            critical item fails, has expired or was not seen by the mission.
    """
    by.require(CHECKS, area=unit.area_id, of=unit)
    require_holder(by)
    today = clock.today(by.mission)
    lines = required_of(unit, lines_in_force(by.mission, today))
    checks = [check.known for check in UnitCheck.objects.filter(unit=unit)]
    if bars := bars_ready(lines, checks, today):
        items = join(", ", [item_said(item) for item in bars])
        raise BadParameter(
            say("the unit is not ready: critical and not met or not checked: {items}", items=items),
            next=say("inspect or test each, or have it put right"),
        )
    ready = UnitReadiness.objects.filter(unit=unit).first()
    if ready is not None:
        return records.edit(ready, {"ready_on": today}, version=ready.version, by=by.person)
    ready = UnitReadiness(
        unit=unit,
        area_id=unit.area_id,
        compartment=Compartment.CAPACITY,
        classification=1,
        known_at=clock.now(by.mission),
        ready_on=today,
    )
    return records.create(ready, mission=by.mission, by=by.person)
