"""How contingency plans are kept and exercised, and how harm by our own side is set down."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.audit import trail
from tutela_web.access.models import Compartment
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import Denied
from tutela_web.base.markings import Classification
from tutela_web.capacity.units.queries import units_for
from tutela_web.channels import outbox
from tutela_web.crisis.plans.models import (
    ContingencyPlan,
    HarmInput,
    HarmReference,
    PlanExercise,
    PlanInput,
)
from tutela_web.crisis.plans.queries import harm_readers
from tutela_web.places.models import Place
from tutela_web.records import verbs as records
from tutela_web.safeguards.violence_asked import refuse_survivor_details

EDITABLE = tuple(PlanInput.__annotations__)
MOST_KM = 100.0


@transaction.atomic
def make_plan(
    place: Place, fields: PlanInput, *, by: Standing, id: UUID | None = None
) -> ContingencyPlan:
    """Write a contingency plan for a place; a part of it is better than none.

    Raises  Denied; BadParameter for a field that cannot be.
    """
    by.require("keep_plans", area=place.area_id, of=place)
    checked = _checked_fields(fields, by)
    checked.setdefault("classification", Classification.CONFIDENTIAL)
    plan = ContingencyPlan(
        place=place,
        area=place.area,
        known_at=clock.now(by.mission),
        **checked,
        **({"id": id} if id else {}),
    )
    return records.create(plan, mission=by.mission, by=by.person)


@transaction.atomic
def edit_plan(
    plan: ContingencyPlan,
    changes: PlanInput,
    *,
    version: int,
    by: Standing,
    reason: str = "",
) -> ContingencyPlan:
    """Change a plan; earlier versions stay, and so do units of it that this person may not see.

    Raises  Denied; Conflict if somebody changed the same fields meanwhile.
    """
    by.require("keep_plans", area=plan.area_id, of=plan)
    checked = _checked_fields(changes, by)
    if "units" in checked:
        seen = {
            str(pk) for pk in units_for(by).filter(pk__in=plan.units).values_list("pk", flat=True)
        }
        stay = [pk for pk in plan.units if pk in checked["units"] or pk not in seen]
        checked["units"] = [*stay, *(pk for pk in checked["units"] if pk not in stay)]
    return records.edit(plan, checked, version=version, by=by.person, reason=reason)


@transaction.atomic
def retire_plan(
    plan: ContingencyPlan, *, retired: bool, version: int, by: Standing, reason: str
) -> ContingencyPlan:
    """Take a plan out of use, or back into it, for a reason."""
    by.require("keep_plans", area=plan.area_id, of=plan)
    if not reason.strip():
        raise BadParameter(say("this needs a reason"), next=say("say why"))
    return records.edit(plan, {"retired": retired}, version=version, by=by.person, reason=reason)


@transaction.atomic
def record_exercise(
    plan: ContingencyPlan, on: date, kind: str, *, by: Standing, found: str = ""
) -> PlanExercise:
    """Record that a plan was exercised, and what was found.

    Raises  Denied; BadParameter for a day to come.
    """
    by.require("keep_plans", area=plan.area_id, of=plan)
    if on > clock.today(by.mission):
        raise BadParameter(say("this lies in the future"), next=say("record it when it happened"))
    if kind not in PlanExercise.Kind.values:
        raise BadParameter(say("there is no such kind of exercise"))
    exercise = PlanExercise.objects.create(
        plan=plan,
        on=on,
        kind=kind,
        found=found.strip(),
        by=by.person,
        entered_at=clock.now(by.mission),
    )
    trail.record(
        "exercise", mission=by.mission, by=by.person, kind="contingencyplan", subject=plan.pk
    )
    return exercise


def _checked_fields(fields: PlanInput, by: Standing) -> PlanInput:
    checked = fields.copy()
    if unknown := checked.keys() - set(EDITABLE):
        raise TypeError(f"no field of a plan: {sorted(unknown)}")
    if "classification" in checked:
        by.require_marking("alerts", checked["classification"])
    refuse_survivor_details(checked)
    radius = checked.get("radius_km")
    if radius is not None and not 0 <= radius <= MOST_KM:
        raise BadParameter(say("a plan reaches between 0 and {most:.0f} km", most=MOST_KM))
    return checked


# --- harm by the mission or by forces it supports

TOLD = tuple(HarmInput.__annotations__)


@transaction.atomic
def refer_harm(fields: HarmInput, *, by: Standing, id: UUID | None = None) -> HarmReference:
    """Set down harm by mission or supported forces, outside the chain of command.

    Only human rights, holding the compartment hrddp, reads it again; who told it cannot. They are
    told to open Tutela, and the message names nothing: not even of what kind it is.
    """
    if not by.may_somewhere("raise_alert"):
        by.require("raise_alert")
    if unknown := fields.keys() - set(TOLD):
        raise TypeError(f"no field of a reference: {sorted(unknown)}")
    if fields.get("by_whom") not in HarmReference.By.values:
        raise BadParameter(say("whose forces is not said"), next=say("choose one"))
    harm = HarmReference(
        compartment=Compartment.HRDDP,
        classification=Classification.STRICTLY_CONFIDENTIAL,
        known_at=clock.now(by.mission),
        **fields,
        **({"id": id} if id else {}),
    )
    record = records.create(harm, mission=by.mission, by=by.person)
    if record is harm:  # a resend tells nobody again
        mails = [("mail", "person", harm_reader.pk) for harm_reader in harm_readers(by.mission)]
        outbox.send_all(by.mission.pk, mails)
    return record


@transaction.atomic
def follow_harm(
    harm: HarmReference, *, status: str, reference: str, version: int, by: Standing
) -> HarmReference:
    """Say how far human rights has come, and the case's reference in its own system."""
    by.require("advise_release", of=harm)
    if Compartment.HRDDP not in by.compartments:
        raise Denied(say("this belongs to the compartment of human rights due diligence"))
    if status not in HarmReference.Status.values:
        raise BadParameter(say("there is no such status"))
    changes = {"status": status, "reference": reference.strip()[:80]}
    return records.edit(harm, changes, version=version, by=by.person)
