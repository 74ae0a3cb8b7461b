"""How triggers of plans fire, and how a person answers one that did. Nothing is carried out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from tutela.base.errors import BadParameter
from tutela.base.messages import Sentence, as_json, day_said, say, term
from tutela.risk.factors import PRIORITIES
from tutela.warning.clocks import LEVELS
from tutela_web.access.audit import trail
from tutela_web.access.models import Mission
from tutela_web.access.people.queries import post_acting
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import NotNow
from tutela_web.base.holding import hold, one_at_a_time
from tutela_web.base.values import FieldValue
from tutela_web.crisis.plans.models import ContingencyPlan, PlanTrigger
from tutela_web.crisis.triggers.queries import ACT
from tutela_web.incidents.closed.harms import refuse_closed_words
from tutela_web.places.ground import km_from, within_box
from tutela_web.records import verbs as records
from tutela_web.risk.models import Assessment, Risk, SuggestedRisk
from tutela_web.warning.models import Alert

Sign = PlanTrigger.Sign


@dataclass(frozen=True)
class LiveSign:
    """What makes a trigger fire: a name of it, so that the same fires once, and why in words."""

    key: str
    why: Sentence


@one_at_a_time(hold)
def answer_trigger(
    trigger: PlanTrigger, answer: str, why: str, *, version: int, by: Standing
) -> PlanTrigger:
    """Say what becomes of a plan whose trigger fired; it carries nothing out.

    Raises  Denied; BadParameter for another word, without a reason or for words of a compartment;
            NotNow where it did not fire; Conflict.
    """
    by.require(ACT, area=trigger.area_id, of=trigger)
    if answer not in PlanTrigger.Answer.values or not why.strip():
        raise BadParameter(
            say("an answer says what becomes of the plan, and why"), next=say("say both")
        )
    refuse_closed_words(why, where="why")
    if not trigger.fired:
        raise NotNow(say("this trigger has not fired"), next=say("look at it again"))
    changes: dict[str, FieldValue] = {
        "answer": answer,
        "answer_why": why.strip(),
        "answered_by": post_acting(by, ACT).title,
        "answered_at": clock.now(by.mission),
    }
    return records.edit(trigger, changes, version=version, by=by.person)


@transaction.atomic
def fire_triggers(mission: Mission) -> list[PlanTrigger]:
    """Let the triggers of a mission fire whose sign stands, and arm those again whose sign went
    after somebody answered; gives those that fired. One sign fires a trigger once.

    A sign marked higher than the plan does not fire it: it would tell its readers of it.
    """
    armed = PlanTrigger.objects.filter(mission=mission, ended_on=None, plan__retired=False)
    rows = [one for one in armed.select_related("plan__place") if not one.fired]
    if not rows:
        return []
    assessment = (
        Assessment.objects.filter(mission=mission, compartment="")
        .defer("hotspots")
        .order_by("-on", "-made_at")
        .first()
    )
    fired = []
    for trigger in rows:
        sign = _sign_of(trigger, assessment)
        if (sign.key if sign else "") == trigger.fired_key:
            continue
        if sign is None:
            PlanTrigger.objects.filter(pk=trigger.pk).update(fired_key="")
            continue
        changes: dict[str, FieldValue] = {
            "fired_key": sign.key,
            "fired_why": as_json(sign.why),
            "fired_at": clock.now(mission),
        }
        fired.append(records.edit(trigger, changes, version=trigger.version, by=None))
        trail.record("fire", mission=mission, kind="plantrigger", subject=trigger.pk)
    return fired


def _sign_of(trigger: PlanTrigger, assessment: Assessment | None) -> LiveSign | None:
    plan = trigger.plan
    if trigger.sign == Sign.ALERT:
        return _alert_sign(plan, trigger.level)
    if assessment is None or assessment.classification > plan.classification:
        return None
    if trigger.sign == Sign.TRIPWIRE:
        return _tripwire_sign(assessment, plan.place_id, trigger.rule)
    return _hotspot_sign(assessment, plan, trigger.priority or 0)


def _tripwire_sign(assessment: Assessment, place: UUID, rule: str) -> LiveSign | None:
    tripped = [
        tripwire
        for tripwire in assessment.tripwires
        if tripwire["place"] == str(place) and tripwire["rule"] == rule
    ]
    if not tripped:
        return None
    events = sorted({str(event) for one in tripped for event in one["events"]})
    why = say(
        "tripwire “{rule}” by the assessment of {day}",
        rule=term(rule),
        day=day_said(assessment.on),
    )
    return LiveSign(f"t:{_short(events)}", why)


def _hotspot_sign(assessment: Assessment, plan: ContingencyPlan, least: int) -> LiveSign | None:
    agreed = Risk.objects.filter(
        place=plan.place_id,
        compartment="",
        status=Risk.Status.ADOPTED,
        priority__gte=least,
        classification__lte=plan.classification,
    ).order_by("-priority")
    if (line := agreed.first()) is not None and line.priority is not None:
        why = say("agreed priority {priority}", priority=term(PRIORITIES[line.priority]))
        return LiveSign(f"p:{line.priority}", why)
    suggested = SuggestedRisk.objects.filter(
        assessment=assessment, place=plan.place_id, priority__gte=least
    ).order_by("-priority")
    if (row := suggested.defer("evidence").first()) is None:
        return None
    why = say(
        "suggested priority {priority} by the assessment of {day}",
        priority=term(PRIORITIES[row.priority]),
        day=day_said(assessment.on),
    )
    return LiveSign(f"p:{row.priority}", why)


def _alert_sign(plan: ContingencyPlan, least: str) -> LiveSign | None:
    near = LEVELS[LEVELS.index(least) :]
    rows = Alert.objects.filter(
        mission=plan.mission_id,
        now__open=True,
        merged_into=None,
        compartment="",
        classification__lte=plan.classification,
        level__in=near,
    )
    here = list(rows.filter(place=plan.place_id))
    around = list(rows.exclude(place=plan.place_id).filter(within_box(plan.place, plan.radius_km)))
    far = km_from(plan.place, around)
    here += [
        one for one, km in zip(around, far, strict=True) if km is not None and km <= plan.radius_km
    ]
    if not here:
        return None
    newest_first = sorted(here, key=lambda one: -one.number)
    worst = next(one for level in reversed(near) for one in newest_first if one.level == level)
    why = say(
        "alert AL-{number} at level {level}",
        number=f"{worst.number:04d}",
        level=term(worst.level),
    )
    return LiveSign(f"a:{worst.number}:{worst.level}", why)


def _short(events: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(events).encode()).hexdigest()[:32]
