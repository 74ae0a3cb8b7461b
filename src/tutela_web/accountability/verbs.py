"""How a violation enters the register, in the compartment it belongs to."""

from __future__ import annotations

from datetime import date
from typing import TypedDict

from django.db import transaction

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela.incidents.words import HARMS
from tutela_web.access.models import Compartment, DutyArea
from tutela_web.access.policy import Standing
from tutela_web.accountability.models import Violation
from tutela_web.accountability.queries import KEEP, KIND
from tutela_web.actors.models import Actor
from tutela_web.base import clock
from tutela_web.base.markings import Classification
from tutela_web.incidents.closed.harms import VERIFIERS, compartment_of
from tutela_web.incidents.models import Incident
from tutela_web.links.verbs import fields_bound_by_links, not_ahead
from tutela_web.places.models import Place
from tutela_web.records import verbs as records
from tutela_web.safeguards.verbs import tell_holders

STATES = frozenset(
    {
        Actor.Type.HOST_MILITARY,
        Actor.Type.HOST_POLICE,
        Actor.Type.HOST_INTELLIGENCE,
        Actor.Type.FOREIGN,
        Actor.Type.AUTHORISED,
        Actor.Type.AUTHORITY,
    }
)
"""Actors whose acts are those of a state."""

OTHERS = frozenset(
    {
        Actor.Type.ARMED_GROUP,
        Actor.Type.COMMUNAL,
        Actor.Type.CRIMINAL,
        Actor.Type.CROWD,
    }
)
"""Actors whose acts are abuses; of militias and companies it hangs on whom they act for."""


class ViolationInput(TypedDict, total=False):
    """What is said of a violation or an abuse."""

    kind: str
    reference: str
    harm: str
    grave: str
    on: date | None
    place: Place | None
    area: DutyArea | None
    actor: Actor | None
    unit_name: str
    incident: Incident | None
    status: str
    hazard: str
    classification: int


def compartment_for(harm: str, grave: str) -> str:
    """The compartment of a violation: that of children for each of the six, else of its harm."""
    return Compartment.MRM if grave else compartment_of(harm)


def require_sound_violation(violation: Violation, by: Standing) -> None:
    """Refuse what contradicts itself. Raises BadParameter."""
    if violation.harm not in HARMS:
        raise BadParameter(say("there is no such harm"), where="harm")
    if not violation.reference.strip():
        raise BadParameter(
            say("the case needs its reference in the human-rights system"), where="reference"
        )
    not_ahead(violation.on, by)
    actor = violation.actor
    wrong = (
        violation.kind == Violation.Kind.VIOLATION and actor is not None and actor.type in OTHERS
    )
    wrong |= violation.kind == Violation.Kind.ABUSE and actor is not None and actor.type in STATES
    if wrong:
        raise BadParameter(
            say("a violation is by a state, an abuse by another than a state"),
            where="kind",
            next=say("choose the other, or another actor"),
        )


@transaction.atomic
def record_violation(fields: ViolationInput, *, by: Standing) -> Violation:
    """Enter a violation or an abuse; where it belongs to a compartment it passes there at once, and
    its office is told to open Tutela. Who entered it and does not hold the compartment cannot read
    it again.

    Raises  Denied; BadParameter for what contradicts itself.
    """
    by.require(KEEP, area=None)
    values = fields_bound_by_links(fields, by, kind=KIND)
    violation = Violation(known_at=clock.now(by.mission), **values)
    violation.reference = violation.reference.strip()
    require_sound_violation(violation, by)
    violation.compartment = compartment_for(violation.harm, violation.grave)
    if violation.compartment:
        violation.classification = Classification.STRICTLY_CONFIDENTIAL
    record = records.create(violation, mission=by.mission, by=by.person)
    if record.compartment and record.compartment not in by.compartments:
        tell_holders(VERIFIERS[record.compartment], "violation", by)
    return record
