"""Words of the lists of decisions, options, outcomes and reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django import template
from django.utils.translation import gettext_lazy as _

from tutela.capacity.able import REASONS
from tutela.crisis.tables import decisions, hazards, outcomes
from tutela.mandate.library import Reference, norms_of
from tutela_web.access.policy import Standing
from tutela_web.capacity.caveats.denial_queries import DenialAnswered
from tutela_web.capacity.models import DeniedMovement
from tutela_web.capacity.units.queries import UnitCommitment, UnitCommitments, holds_readiness
from tutela_web.crisis.decisions.forms import HOST_ACTED
from tutela_web.crisis.decisions.queries import (
    OutcomeTold,
    decisions_of,
    denials_answered,
    denials_of,
    outcome_told,
    reads_exposure,
    state_of,
    who_of,
)
from tutela_web.crisis.ladders.queries import LadderRow, ladders_read
from tutela_web.crisis.metrics import words
from tutela_web.crisis.metrics.queries import reason_told, words_told
from tutela_web.crisis.models import STANDING, Decision, Tasking
from tutela_web.crisis.plans.models import MeasureRefusal
from tutela_web.crisis.taskings.harm_queries import harm_kind
from tutela_web.crisis.taskings.queries import commands, intent_in_words, option_in_words
from tutela_web.look.translate import say_in_page_language, word
from tutela_web.warning.board.queries import thread_read
from tutela_web.warning.models import Alert

register = template.Library()


@register.filter
def option_word(name: str) -> str:
    """An option in words."""
    return option_in_words(name)


@register.filter
def intent_of(tasking: Tasking) -> str:
    """What a tasking is to bring about: the intent of the list, and what was written beside it."""
    return intent_in_words(tasking)


@register.filter
def may_be_settled(tasking: Tasking) -> bool:
    """Whether it may be said of a tasking, with the ending of its alert, what becomes of it."""
    stands = tasking.state in STANDING and not tasking.returned_at and not tasking.withdrawn_at
    return stands and tasking.stays_at is None and bool(getattr(tasking, "told", True))


@register.filter
def asks_harm(tasking: Tasking) -> bool:
    """Whether a tasking takes us to people, and so asks for a harm check."""
    return bool(harm_kind(tasking.option))


@register.filter
def in_hours(minutes: float) -> str:
    """Minutes in hours and minutes."""
    from tutela_web.capacity.reach.queries import (
        minutes_said,
    )  # with roads, which a start does without

    return minutes_said(minutes)


@register.filter
def host_acted_word(answer: str) -> str:
    """What a host force did, in words."""
    return str(dict(HOST_ACTED).get(answer, answer))


@register.filter
def whom(tasking: Tasking) -> str:
    """Whom a tasking is for, as the reader may know them."""
    return who_of(tasking)


@register.filter
def state_word(tasking: Tasking) -> Any:
    """How a tasking stands, as the reader may know it."""
    return state_of(tasking)


@register.filter
def answered_by(tasking: Tasking, standing: Standing) -> bool:
    """Whether this reader records what was answered: the tasking headquarters, and who commands the
    unit."""
    area = tasking.alert.area_id
    heard = standing.may("task_unit", area=area) or standing.may("record_decision", area=area)
    return heard or is_theirs(tasking, standing)


@register.filter
def is_theirs(tasking: Tasking, standing: Standing) -> bool:
    """Whether this reader answers for the unit that was tasked: no name and no way is asked."""
    return tasking.unit is not None and commands(standing, tasking.unit)


@register.filter
def leaving_of(
    leaving: Mapping[UUID, tuple[datetime | None, datetime | None]], tasking: Tasking
) -> tuple[datetime | None, datetime | None]:
    """By when those tasked leave, and when they are expected."""
    return leaving.get(tasking.pk, (None, None))


@register.filter
def stands_in(
    leaving: Mapping[UUID, tuple[datetime | None, datetime | None]], tasking: Tasking
) -> bool:
    """Whether a tasking is among those that stand."""
    return tasking.pk in leaving


@register.filter
def of_unit(found: UnitCommitments, unit: UUID) -> list[UnitCommitment]:
    """What a unit is committed to."""
    return found.get(unit, [])


@register.filter
def refusal_of(refusals: Mapping[str, MeasureRefusal], option: str) -> MeasureRefusal | None:
    """How a measure was refused, if it was."""
    return refusals.get(option)


@register.filter
def holds_capacity(standing: Standing) -> bool:
    """Whether this reader holds the compartment capacity."""
    return holds_readiness(standing)


@register.filter
def exposure_read(decision: Decision, standing: Standing) -> bool:
    """Whether what was found of a source's exposure is for this reader."""
    return reads_exposure(standing, decision)


@register.simple_tag
def decisions_about(alert: Alert, standing: Standing) -> list[Decision]:
    """The decisions about an alert, newest first, for the page of the room below."""
    return decisions_of(standing, thread_read(alert))


@register.simple_tag
def outcome_of(alert: Alert, standing: Standing) -> OutcomeTold:
    """What came of an alert, for the page of the room below."""
    return outcome_told(standing, alert)


@register.simple_tag
def denied_movements(alert: Alert, standing: Standing) -> list[DeniedMovement]:
    """The denied movements that hindered an alert, for the page of the room below."""
    return denials_of(standing, thread_read(alert))


@register.simple_tag
def movements_answered(alert: Alert, standing: Standing) -> list[DenialAnswered]:
    """The answers about an alert that tell of a denied movement nobody recorded."""
    return denials_answered(standing, thread_read(alert))


GAPS = {
    "decider": _("who decided"),
    "authority": _("authority"),
    "reason": _("reason in words"),
    "reason_code": _("reason of the list"),
    "options_who": _("who carries each option out"),
    "force_rule": _("rule of engagement"),
    "departs_by": _("by whose authority it departs from a principle"),
    "principles_note": _("why it departs from a principle"),
}


@register.filter
def gap_word(name: str) -> Any:
    """What nobody said of a decision that was written down afterwards."""
    return GAPS.get(name, name)


@register.filter
def decision_word(name: str) -> str:
    """A decision in words."""
    return word(decisions()[name].label) if name in decisions() else name


@register.filter
def outcome_word(name: str) -> str:
    """An outcome in words."""
    return word(outcomes()[name].label) if name in outcomes() else name


@register.filter
def reason_word(name: str, holds: bool = False) -> str:
    """A reason in words; one that tells of a caveat only for who holds the compartment capacity."""
    return str(words.reason_word(reason_told(name, holds)))


@register.simple_tag
def words_beside(text: str, reasons: Sequence[str] | str, holds: bool) -> str:
    """Words written beside reasons; blank for who may not read one of the reasons."""
    return words_told(text, [reasons] if isinstance(reasons, str) else reasons, holds)


RHYTHM = {
    "patrol": _("patrols"),
    "visit": _("staff visits"),
    "liaison": _("liaison meetings"),
    "test": _("contact tests"),
}


@register.filter
def rhythm_word(kind: str) -> Any:
    """A kind of the rhythm of prevention in words."""
    return RHYTHM.get(kind, kind)


@register.simple_tag
def norms_of_option(option: str) -> list[Reference]:
    """The norms a unit acknowledges with a tasking."""
    return norms_of(option)


@register.filter
def hazard_word(name: str) -> str:
    """A hazard in words."""
    return word(hazards()[name][0]) if name in hazards() else name


@register.filter
def unable_word(code: str) -> str:
    """Why a unit is not able, for who holds the compartment capacity."""
    return say_in_page_language(REASONS[code]) if code in REASONS else code


@register.simple_tag
def steps_read(standing: Standing) -> Mapping[str, LadderRow]:
    """The steps of the ladders as their reader may read them. One query."""
    return ladders_read(standing)


@register.filter
def step_named(read: Mapping[str, LadderRow], step: str) -> LadderRow | None:
    """The step of a ladder by its code, with its authority and limits."""
    return read.get(step) if read else None
