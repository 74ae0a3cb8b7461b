"""How phases of a hotspot are opened and closed, and what is done in them is noted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela.crisis.patrol_rhythm import KINDS
from tutela.crisis.phases import lines
from tutela.crisis.tables import options
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import Denied, NotNow
from tutela_web.base.holding import hold, one_at_a_time
from tutela_web.base.markings import Classification
from tutela_web.base.values import FieldValue
from tutela_web.crisis.plans.models import (
    MeasureRefusal,
    NormalCondition,
    Phased,
    PhaseStep,
    PlacePhase,
    Rhythm,
    RhythmDone,
)
from tutela_web.places.models import Place
from tutela_web.records import verbs as records
from tutela_web.warning.models import Alert


def _day(on: date | None, by: Standing) -> date:
    today = clock.today(by.mission)
    if on is not None and on > today:
        raise BadParameter(say("this lies in the future"), next=say("record it when it happens"))
    return on or today


def _common(place: Place, by: Standing) -> dict[str, Any]:
    return {
        "place": place,
        "area": place.area,
        "known_at": clock.now(by.mission),
        "classification": max(place.classification, Classification.CONFIDENTIAL),
    }


@one_at_a_time(hold)
def open_phase(
    place: Place,
    phase: str,
    *,
    by: Standing,
    trigger: str,
    reason: str,
    normal_when: str = "",
    opened_on: date | None = None,
    id: UUID | None = None,
) -> PlacePhase:
    """Open a phase at a place; those that are open there stay so.

    Takes   trigger, what was seen; reason, why it asks for this phase; normal_when, by what the
            place will be called normal again: each line becomes a condition to be judged.
    Raises  Denied; BadParameter without trigger or reason; NotNow if this phase is open there.
    """
    by.require("keep_plans", area=place.area_id, of=place)
    if phase not in Phased.values:
        raise BadParameter(say("there is no such phase"))
    if not trigger.strip() or not reason.strip():
        raise BadParameter(
            say("a trigger and a reason are needed to open a phase"),
            next=say("say what was seen, and why"),
        )
    phase_opened = PlacePhase(
        phase=phase,
        trigger=trigger.strip()[:300],
        reason=reason.strip(),
        normal_when=normal_when.strip(),
        opened_on=_day(opened_on, by),
        **_common(place, by),
        **({"id": id} if id else {}),
    )
    try:
        with transaction.atomic():
            kept_phase = records.create(phase_opened, mission=by.mission, by=by.person)
    except IntegrityError as fault:
        raise NotNow(say("this phase is open there already"), next=say("close it first")) from fault
    for line in normal_when.splitlines() if kept_phase is phase_opened else ():
        if line.strip():
            set_condition(kept_phase, line, by=by)
    return kept_phase


@one_at_a_time(hold)
def set_condition(
    of_phase: PlacePhase, what: str, *, by: Standing, id: UUID | None = None
) -> NormalCondition:
    """Set a condition by which a place will be called normal again.

    Raises  Denied; BadParameter without words; NotNow where the phase is closed.
    """
    by.require("keep_plans", area=of_phase.area_id, of=of_phase)
    if not what.strip():
        raise BadParameter(say("a condition needs text"), next=say("write it"))
    if of_phase.closed_on is not None:
        raise NotNow(say("this phase was closed already"))
    common = _common(of_phase.place, by)
    del common["place"]  # it is the phase's
    condition = NormalCondition(
        of_phase=of_phase,
        what=" ".join(what.split())[:300],
        **common,
        **({"id": id} if id else {}),
    )
    return records.create(condition, mission=by.mission, by=by.person)


@transaction.atomic
def judge_condition(
    condition: NormalCondition, state: str, seen: str, *, by: Standing
) -> NormalCondition:
    """Say whether a condition is met, and by what one sees it.

    Raises  Denied; BadParameter for another state, or without what was seen.
    """
    by.require("keep_plans", area=condition.area_id, of=condition)
    judged = (NormalCondition.State.MET, NormalCondition.State.UNMET)
    if state not in judged:
        raise BadParameter(say("a condition is met or not met"), next=say("choose one"))
    if not seen.strip():
        raise BadParameter(say("how is it observed?"), next=say("write what was seen"))
    changes: dict[str, FieldValue] = {
        "state": state,
        "seen": seen.strip()[:3000],
        "judged_on": clock.today(by.mission),
        "judged_by": by.person,
    }
    return records.edit(condition, changes, version=condition.version, by=by.person)


@transaction.atomic
def refuse_measure(
    option: str,
    reason: str,
    *,
    by: Standing,
    phase: str = "",
    alert: Alert | None = None,
    place: Place | None = None,
    id: UUID | None = None,
) -> MeasureRefusal:
    """Refuse a measure by name, with its reason: about an alert, or in a phase of a place.

    What was sent before under this id is not recorded again.

    Takes   alert, then by whoever may decide about it, of any phase; or place, with the phase, then
            by whoever keeps phases.
    Raises  Denied; BadParameter for an option that the phase has not, or without a reason.
    """
    if alert is not None:
        by.require("decide_alert", area=alert.area_id, of=alert)
        common = {
            "alert": alert,
            "place": alert.place,
            "area": alert.area,
            "classification": alert.classification,
            "known_at": clock.now(by.mission),
        }
    elif place is not None:
        by.require("keep_plans", area=place.area_id, of=place)
        common = _common(place, by)
    else:
        raise TypeError("a measure is refused about an alert or at a place")
    kept = MeasureRefusal.objects.filter(pk=id, mission=by.mission).first() if id else None
    if kept is not None:
        if kept.author_id != by.person.pk:
            raise Denied(say("this id is taken"), next=say("make a new id and send again"))
        return kept
    named = (phase or place is None) and option in options()
    if not named or (phase and phase not in options()[option].phases):
        raise BadParameter(say("the phase has no such measure"), next=say("choose one of the list"))
    if not reason.strip():
        raise BadParameter(say("a reason is needed to refuse a measure"), next=say("say why"))
    refusal = MeasureRefusal(
        phase=phase,
        option=option,
        reason=" ".join(reason.split())[:500],
        refused_on=clock.today(by.mission),
        **common,
        **({"id": id} if id else {}),
    )
    return records.create(refusal, mission=by.mission, by=by.person)


@transaction.atomic
def close_phase(
    open_one: PlacePhase, *, by: Standing, reason: str, closed_on: date | None = None
) -> PlacePhase:
    """Close a phase, for a reason; what was done in it stays. Consolidation ends once somebody has
    judged each condition for calling the place normal; one that is not met stands beside the
    reason.

    Raises  Denied; BadParameter without a reason, or for a day before it was opened; NotNow where
            consolidation has no condition, or one nobody judged.
    """
    by.require("keep_plans", area=open_one.area_id, of=open_one)
    if not reason.strip():
        raise BadParameter(say("a reason is needed to close a phase"), next=say("say why"))
    on = _day(closed_on, by)
    if on < open_one.opened_on:
        raise BadParameter(say("it would close before it opened"), next=say("put the day right"))
    held = hold(open_one)
    if held.closed_on is not None:
        raise NotNow(say("this phase was closed already"))
    if held.phase == Phased.CONSOLIDATION:
        _require_judged(held)
    changes: dict[str, FieldValue] = {
        "closed_on": on,
        "closed_reason": reason.strip(),
        "closed_by": by.person,
    }
    return records.edit(held, changes, version=held.version, by=by.person)


def _require_judged(consolidation: PlacePhase) -> None:
    states = set(consolidation.conditions.values_list("state", flat=True))
    if not states:
        raise NotNow(
            say("no condition for calling it normal is set"),
            next=say("set the conditions, and say whether each is met"),
        )
    if NormalCondition.State.OPEN in states:
        raise NotNow(
            say("a condition for calling it normal was not judged"),
            next=say("say whether it is met, and how it is observed"),
        )


@transaction.atomic
def note_step(
    place: Place,
    phase: str,
    line: str,
    what: str,
    *,
    by: Standing,
    owner: str,
    level: str = PhaseStep.Level.LOCAL,
    due_on: date | None = None,
    done_on: date | None = None,
    result: str = "",
    id: UUID | None = None,
) -> PhaseStep:
    """Note a step of a phase that is no tasking: a call, a visit, an inquiry; whose it is.

    Raises  Denied; BadParameter for a line the phase has not, without an owner, or done in future.
    """
    by.require("keep_plans", area=place.area_id, of=place)
    known = next((one for one in lines() if (one.phase, one.line) == (phase, line)), None)
    if known is None or level not in PhaseStep.Level.values:
        raise BadParameter(say("there is no such line of the phase"))
    if not what.strip() or not owner.strip():
        raise BadParameter(
            say("a step needs its content and the responsible post"), next=say("write both")
        )
    step = PhaseStep(
        phase=phase,
        line=line,
        what=what.strip()[:300],
        political=known.political,
        level=level,
        owner=owner.strip()[:120],
        due_on=due_on,
        done_on=_day(done_on, by) if done_on else None,
        result=result.strip(),
        **_common(place, by),
        **({"id": id} if id else {}),
    )
    return records.create(step, mission=by.mission, by=by.person)


@transaction.atomic
def finish_step(
    step: PhaseStep, *, by: Standing, result: str, done_on: date | None = None
) -> PhaseStep:
    """Say what came of a step, and when it was done."""
    by.require("keep_plans", area=step.area_id, of=step)
    if not result.strip():
        raise BadParameter(say("what was the result?"), next=say("write the result"))
    changes: dict[str, FieldValue] = {
        "result": result.strip(),
        "done_on": _day(done_on, by),
    }
    return records.edit(step, changes, version=step.version, by=by.person)


# --- the rhythm of prevention

MOST_A_WEEK = 200


@one_at_a_time(hold)
def plan_rhythm(
    place: Place, planned: Mapping[str, int | None], *, by: Standing, id: UUID | None = None
) -> Rhythm:
    """Say how often a week a place in prevention is patrolled, visited, met, its contacts tested.

    It holds from this week on; earlier weeks keep what was planned then.

    Takes   planned, by kind of KINDS; None or left out is not planned.
    Raises  Denied; BadParameter where nothing is planned, or too much; NotNow where prevention is
            not open there.
    """
    by.require("keep_plans", area=place.area_id, of=place)
    if unknown := planned.keys() - set(KINDS):
        raise TypeError(f"no kind of a rhythm: {sorted(unknown)}")
    figures = [value for value in planned.values() if value is not None]
    if not figures or any(not 0 <= value <= MOST_A_WEEK for value in figures):
        raise BadParameter(
            say("how many a week, of one kind at least?"),
            next=say("write 0 to {most}", most=MOST_A_WEEK),
        )
    if not PlacePhase.objects.filter(place=place, phase=Phased.PREVENTION, closed_on=None).exists():
        raise NotNow(say("prevention is not open at this place"), next=say("open it first"))
    rhythm = Rhythm(
        since=clock.today(by.mission), **planned, **_common(place, by), **({"id": id} if id else {})
    )
    return records.create(rhythm, mission=by.mission, by=by.person)


@transaction.atomic
def record_done(
    place: Place,
    kind: str,
    number: int,
    *,
    by: Standing,
    on: date | None = None,
    words: str = "",
    id: UUID | None = None,
) -> RhythmDone:
    """Record how many patrols, visits or meetings there were on a day, or that there were none.

    Patrols tasked in an alert count by themselves; contact tests by the page of the contact.

    Raises  Denied; BadParameter for a kind that is none, a day to come, or a number that cannot be.
    """
    if not by.may("keep_plans", area=place.area_id):
        by.require("record_progress", area=place.area_id)
    by.require_ours(place)
    if kind not in RhythmDone.Kind.values:
        raise BadParameter(say("there is no such kind of presence"))
    if not 0 <= number <= MOST_A_WEEK:
        raise BadParameter(
            say("how many on that day?"), next=say("write 0 to {most}", most=MOST_A_WEEK)
        )
    rhythm_done = RhythmDone(
        kind=kind,
        on=_day(on, by),
        number=number,
        words=words.strip()[:300],
        **_common(place, by),
        **({"id": id} if id else {}),
    )
    return records.create(rhythm_done, mission=by.mission, by=by.person)
