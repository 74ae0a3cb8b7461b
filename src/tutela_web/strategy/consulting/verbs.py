"""How people are consulted on a strategy, answered, or left out for a written reason.

No name of anybody consulted is kept. What is not safe is not refused here but decided by a post.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, TypedDict, cast
from uuid import UUID

from django.db import transaction

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela.strategy.consultation import METHODS, parties_of, stakeholders
from tutela.strategy.elements import SECTIONS, by_key
from tutela_web.access.models import Compartment, DutyArea
from tutela_web.access.people.queries import post_acting
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import NotNow
from tutela_web.base.holding import hold, one_at_a_time
from tutela_web.base.markings import Classification
from tutela_web.base.values import FieldValue, field_values
from tutela_web.engagements.engagement.models import GUARDED, Engagement
from tutela_web.engagements.engagement.queries import engagements_for
from tutela_web.incidents.models import Age, Sex
from tutela_web.links.verbs import fields_bound_by_links
from tutela_web.places.models import Place
from tutela_web.programme.objectives.models import Objective
from tutela_web.records import verbs as records
from tutela_web.strategy.consulting.models import Consultation, StakeholderView, Waiver
from tutela_web.strategy.consulting.queries import (
    consultations_for,
    hears,
    unmeasured_key,
    views_for,
)
from tutela_web.strategy.edition.models import Section, Strategy

ACT = "keep_consultation"
WAIVES = "waive_element"
WAIVES_PEOPLE = "waive_population"
PEOPLE = frozenset({"population", "armed groups"})
"""Classes of stakeholders that the Head of Mission alone leaves out."""


class ConsultationInput(TypedDict, total=False):
    """What is planned of a consultation, and how safely; `sections` are letters."""

    who: str
    parties: list[str]
    sections: str
    asked: str
    method: str
    place: Place | None
    noticed_on: date | None
    planned_on: date | None
    safe: bool | None
    safe_why: str
    partner: str
    partner_on: date | None
    partner_said: str
    apart: bool | None
    apart_safer: bool
    apart_why: str
    engagement: Engagement | None
    area: DutyArea | None
    classification: int


FIELDS = tuple(ConsultationInput.__annotations__)


class PlannedConsultationInput(ConsultationInput, total=False):
    """A consultation to be planned, and the class of stakeholders it is with."""

    stakeholder: str


class HeldConsultationInput(TypedDict, total=False):
    """The day a consultation was held, and how many took part, "female 18-59" -> number."""

    held_on: date | None
    attendance: Mapping[str, int] | None
    minorities: int | None


class StakeholderViewInput(TypedDict, total=False):
    """What those consulted said, in general words; `voice`, of women, of men, "" for both."""

    says: str
    voice: str


def consultation_input(values: Mapping[str, FieldValue]) -> ConsultationInput:
    """Those of the values that are planned of a consultation; a form has looked at their types."""
    return cast(ConsultationInput, {n: value for n, value in values.items() if n in FIELDS})


def require_open(strategy: Strategy) -> None:
    """Raise NotNow once a strategy is endorsed; held, so that nobody endorses it meanwhile."""
    if not hold(strategy).writable:
        raise NotNow(say("this strategy is endorsed"), next=say("open a new strategy"))


def require_hears(strategy: Strategy) -> None:
    """Raise NotNow once a strategy is endorsed, unless an amendment of it is open; it is held, so
    that nobody endorses it meanwhile."""
    if not hears(hold(strategy)):
        raise NotNow(
            say("this strategy is endorsed, and no amendment of it is open"),
            next=say("propose an amendment, or open a new strategy"),
        )


def _hold_consultation(consultation: Consultation) -> Consultation:
    """As it stands now, held; its strategy first, as who endorses does."""
    hold(consultation.strategy)
    return hold(consultation)


def _hold_waiver(waiver: Waiver) -> Waiver:
    """As it stands now, held; its strategy first, as who endorses does."""
    hold(waiver.strategy)
    return hold(waiver)


def _lies_in(fields: ConsultationInput) -> UUID | None:
    """The area of a consultation: that of its place, else the one given; None for the mission."""
    place, area = fields.get("place"), fields.get("area")
    return (place.area_id if place else None) or (area.pk if area else None)


# --- planned and held


@transaction.atomic
def plan_consultation(
    strategy: Strategy, fields: PlannedConsultationInput, *, by: Standing
) -> Consultation:
    """Plan whom to consult, on what, how and when; what is not known yet is shown as a gap.

    Takes   stakeholder, one of the eight classes; who, in general words; parties, sections, method,
            place or area, noticed_on, planned_on, safe, partner and the others of FIELDS.
    Raises  Denied without the act keep_consultation in its area; NotNow once the strategy is
            endorsed; BadParameter for a class, party, section or method there is not, without
            words for who, or for what belongs to another mission.
    """
    by.require(ACT, area=_lies_in(fields), of=strategy)
    stakeholder = str(fields.get("stakeholder") or "")
    if stakeholder not in stakeholders():
        raise BadParameter(say("there is no such class of stakeholders"))
    given = consultation_input(field_values(fields))
    _require_armed(given.get("engagement"), stakeholder, by)
    values = _values(strategy, stakeholder, given, by)
    require_hears(strategy)
    consultation = Consultation(
        strategy=strategy,
        stakeholder=stakeholder,
        language=strategy.language,
        known_at=clock.now(by.mission),
        **values,
    )
    return records.create(consultation, mission=by.mission, by=by.person)


@transaction.atomic
def edit_consultation(
    consultation: Consultation,
    changes: ConsultationInput,
    *,
    version: int,
    by: Standing,
    reason: str = "",
) -> Consultation:
    """Change what is planned of a consultation, or put it right once held; its class stays.

    Who says anew whether it is safe, takes back what was decided about it.
    Raises  as plan_consultation; Conflict.
    """
    by.require(ACT, area=consultation.area_id, of=consultation)
    require_hears(consultation.strategy)
    before = {name: getattr(consultation, name) for name in FIELDS}
    engagement = changes.get("engagement")
    if engagement != consultation.engagement:
        _require_armed(engagement, consultation.stakeholder, by)
    wanted = consultation_input(before | field_values(changes))
    values = _values(consultation.strategy, consultation.stakeholder, wanted, by)
    by.require(ACT, area=_lies_in(consultation_input(values)))
    changed = records.differing(before, values)
    if "safe" in changed:
        changed |= {"decision": "", "decided_by": None, "decided_on": None}
    return records.edit(
        consultation,
        changed,
        version=version,
        by=by.person,
        reason=reason,
        seen=consultations_for(by),
    )


def _values(
    strategy: Strategy, stakeholder: str, values: ConsultationInput, by: Standing
) -> dict[str, Any]:
    if not str(values.get("who") or "").strip():
        raise BadParameter(
            say("a consultation needs the people consulted"),
            next=say("write it in general words, without names"),
        )
    if unknown := set(values.get("parties") or ()) - set(parties_of(stakeholder)):
        raise BadParameter(say("{party} is not of this class", party=min(unknown)))
    letters = set(values.get("sections") or "")
    if letters - set(SECTIONS):
        raise BadParameter(say("there is no such section"), next=say("choose from A to J"))
    values = {**values, "sections": "".join(sorted(letters))}
    if values.get("method") and values["method"] not in METHODS:
        raise BadParameter(say("there is no such method"))
    if values.get("safe") is not None and not str(values.get("safe_why") or "").strip():
        raise BadParameter(
            say("a reason is needed for the judgement of safety"), next=say("write it")
        )
    if values.get("apart") is False and not str(values.get("apart_why") or "").strip():
        raise BadParameter(
            say("women and men are heard together for a reason"), next=say("write it")
        )
    engagement = values.get("engagement")
    marking = max(values.get("classification") or 0, strategy.classification)
    if engagement is not None:
        marking = max(marking, engagement.classification)
    values["classification"] = marking
    return fields_bound_by_links(values, by, kind="drafts")


def _require_armed(engagement: Engagement | None, stakeholder: str, by: Standing) -> None:
    """Raise BadParameter for an engagement that is not one with an armed group, or not seen."""
    if engagement is None:
        return
    seen = engagements_for(by).filter(pk=engagement.pk, actor__type__in=GUARDED)
    if stakeholder != "armed groups" or not seen.exists():
        raise BadParameter(
            say("only an armed group is consulted by an engagement"),
            next=say("choose an engagement with one"),
        )


@one_at_a_time(_hold_consultation)
def hold_consultation(
    consultation: Consultation, fields: HeldConsultationInput, *, version: int, by: Standing
) -> Consultation:
    """Say that a consultation was held: on what day, and how many took part by sex and age group.

    Takes   held_on; attendance, "female 18-59" -> number; never names; minorities, how many of
            these belong to one, None where nobody counted.
    Raises  Denied; NotNow once endorsed or called off; BadParameter for a day ahead, a sex or age
            group there is not, fewer than none, or more of minorities than took part; Conflict.
    """
    by.require(ACT, area=consultation.area_id, of=consultation)
    require_hears(consultation.strategy)
    if consultation.called_off_on is not None:
        raise NotNow(say("this consultation was cancelled"), next=say("plan it again"))
    day = fields.get("held_on")
    if day is None or day > clock.today(by.mission):
        raise BadParameter(
            say("a consultation that was held needs a date that is not in the future"),
            next=say("give the day"),
        )
    counted = {key: number for key, number in (fields.get("attendance") or {}).items() if number}
    known = {f"{sex} {age}" for sex in Sex.values for age in Age.values}
    if set(counted) - known or any(number < 0 for number in counted.values()):
        raise BadParameter(say("those who took part are counted by sex and age group"))
    minorities = fields.get("minorities")
    if minorities is not None and not 0 <= minorities <= sum(counted.values()):
        raise BadParameter(
            say("more of minorities took part than people in all"),
            where="minorities",
            next=say("count them among those who took part"),
        )
    changes: dict[str, FieldValue] = {
        "held_on": day,
        "attendance": counted,
        "minorities": minorities,
    }
    return records.edit(
        consultation, changes, version=version, by=by.person, seen=consultations_for(by)
    )


@one_at_a_time(_hold_consultation)
def call_off(consultation: Consultation, why: str, *, version: int, by: Standing) -> Consultation:
    """Call a consultation off, for a reason; it stays on the page.

    Raises  Denied; BadParameter without a reason; NotNow if it was held or called off; Conflict.
    """
    by.require(ACT, area=consultation.area_id, of=consultation)
    require_hears(consultation.strategy)
    if not why.strip():
        raise BadParameter(say("a reason is needed to cancel"), next=say("write it in a sentence"))
    if consultation.held_on is not None or consultation.called_off_on is not None:
        raise NotNow(say("this consultation is over"), next=say("look at it again"))
    changes: dict[str, FieldValue] = {
        "called_off_on": clock.today(by.mission),
        "called_off_why": why.strip(),
    }
    return records.edit(
        consultation, changes, version=version, by=by.person, seen=consultations_for(by)
    )


@transaction.atomic
def decide_safety(
    consultation: Consultation, decision: str, *, version: int, by: Standing
) -> Consultation:
    """Decide what to do about a consultation that is not safe: otherwise, later, not at all.

    Takes   version, the one the person read: what was changed since is not decided.
    Raises  Denied without the act waive_element; BadParameter without words; NotNow where nobody
            said that it is not safe, or it was changed since.
    """
    by.require(WAIVES, of=consultation)
    require_hears(consultation.strategy)
    if not decision.strip():
        raise BadParameter(say("a decision needs text"), next=say("write what is done, and why"))
    now = hold(consultation)
    if now.safe is not False:
        raise NotNow(say("nobody said that it is not safe"), next=say("look at it again"))
    if now.version != version:
        raise NotNow(say("this was changed since you read it"), next=say("read it again"))
    changes: dict[str, FieldValue] = {
        "decision": decision.strip(),
        "decided_by": post_acting(by, WAIVES),
        "decided_on": clock.today(by.mission),
    }
    return records.edit(now, changes, version=version, by=by.person)


# --- what they said


@transaction.atomic
def note_view(
    consultation: Consultation, fields: StakeholderViewInput, *, by: Standing
) -> StakeholderView:
    """Note what those consulted said, in general words; it waits for an answer.

    Takes   says; voice, "women", "men" or "" for both.
    Raises  Denied; NotNow once endorsed; BadParameter without words.
    """
    by.require(ACT, area=consultation.area_id, of=consultation)
    require_hears(consultation.strategy)
    if not str(fields.get("says") or "").strip():
        raise BadParameter(say("a view needs text"), next=say("write what was said, without names"))
    voice = fields.get("voice") or ""
    if voice not in StakeholderView.Voice.values:
        raise BadParameter(say("a view is of women, of men, or of both"))
    view = StakeholderView(
        consultation=consultation,
        says=fields["says"].strip(),
        voice=voice,
        area=consultation.area,
        classification=consultation.classification,
        language=consultation.language,
        known_at=clock.now(by.mission),
    )
    return records.create(view, mission=by.mission, by=by.person)


@transaction.atomic
def answer_view(
    view: StakeholderView, fields: Mapping[str, FieldValue], *, version: int, by: Standing
) -> StakeholderView:
    """Say what became of a view: taken up where, in part, or not, and why.

    Takes   taken; section, where it was taken up; why.
    Raises  Denied; NotNow once endorsed; BadParameter for being taken up nowhere, or not wholly
            without a reason; Conflict.
    """
    by.require(ACT, area=view.consultation.area_id, of=view)
    require_hears(view.consultation.strategy)
    taken, section = fields.get("taken"), fields.get("section") or ""
    why = str(fields.get("why") or "").strip()
    states = StakeholderView.Taken
    if taken not in states.values or taken == states.OPEN:
        raise BadParameter(say("a view is taken up, in part, or not"), next=say("choose one"))
    if taken != states.NOT and section not in SECTIONS:
        raise BadParameter(say("what is taken up stands in a section"), next=say("say in which"))
    if taken != states.WHOLE and not why:
        raise BadParameter(say("what is not wholly taken up has a reason"), next=say("write it"))
    changes = {
        "taken": taken,
        "section": "" if taken == states.NOT else section,
        "why": why,
        "answered_by": post_acting(by, ACT),
        "answered_on": clock.today(by.mission),
    }
    return records.edit(view, changes, version=version, by=by.person, seen=views_for(by))


class ConsultationOutcomeInput(HeldConsultationInput, StakeholderViewInput, total=False):
    """What became of a consultation, as far as it went: held on what day, what was said there, and
    what became of that (`answer_view`)."""

    taken: str
    section: str
    why: str


@transaction.atomic
def keep_outcome(
    consultation: Consultation, fields: ConsultationOutcomeInput, *, version: int, by: Standing
) -> Consultation:
    """Say what became of a consultation in one go, as far as it went; blank is not known yet.

    Takes   version, of the consultation as it was read.
    Raises  as hold_consultation, note_view and answer_view; NotNow for a view of a consultation
            that was not held, BadParameter for an answer where nothing was said.
    """
    by.require(ACT, area=consultation.area_id, of=consultation)
    if fields.get("held_on"):
        held: HeldConsultationInput = {"held_on": fields["held_on"], "attendance": None}
        consultation = hold_consultation(consultation, held, version=version, by=by)
    if not str(fields.get("says") or "").strip():
        if fields.get("taken"):
            raise BadParameter(
                say("there is an answer, and nothing that was said"),
                next=say("write what was said"),
            )
        return consultation
    if consultation.held_on is None:
        raise NotNow(
            say("this consultation was not held yet"), next=say("give the day it took place")
        )
    view = note_view(consultation, fields, by=by)
    if fields.get("taken"):
        answer_view(view, field_values(fields), version=view.version, by=by)
    return consultation


# --- what is left out


@one_at_a_time(hold)
def waive(
    strategy: Strategy,
    why: str,
    *,
    by: Standing,
    stakeholder: str = "",
    element: str = "",
    objective: Objective | None = None,
) -> Waiver:
    """Leave out a class of stakeholders, an element of the Framework, or the indicator of one
    objective, for a written reason.

    Raises  Denied without the act waive_element, or waive_population for the population and armed
            groups; NotNow once endorsed, or if it is left out already; BadParameter without a
            reason, with the reason another class was left out for, or for anything but one class
            or one element.
    """
    act = act_to_waive(stakeholder)
    by.require(act, of=strategy)
    require_open(strategy)
    if not why.strip():
        raise BadParameter(say("what is left out is left out for a reason"), next=say("write it"))
    by.require_ours(objective)
    if objective is not None and not element:
        element = unmeasured_key(objective)
    if bool(stakeholder) == bool(element) or stakeholder not in ("", *stakeholders()):
        raise BadParameter(say("one class or one element is left out at a time"))
    compartment, marking = Compartment.NONE.value, strategy.classification
    if objective is not None:
        marking = max(marking, objective.classification)
    elif element:
        compartment, marking = _of_section(strategy, element, by)
    if Waiver.objects.filter(
        strategy=strategy, stakeholder=stakeholder, element=element, ended_on=None
    ).exists():
        raise NotNow(say("this is left out already"), next=say("look at it again"))
    if stakeholder:
        _require_own_reason(strategy, why)
    waiver = Waiver(
        strategy=strategy,
        stakeholder=stakeholder,
        element=element,
        why=why.strip(),
        given_by=post_acting(by, act),
        given_on=clock.today(by.mission),
        compartment=compartment,
        classification=max(marking, Classification.CONFIDENTIAL),
        language=strategy.language,
        known_at=clock.now(by.mission),
    )
    return records.create(waiver, mission=by.mission, by=by.person)


def act_to_waive(stakeholder: str) -> str:
    """The act that leaves out a class of stakeholders; with no class, an element."""
    return WAIVES_PEOPLE if stakeholder in PEOPLE else WAIVES


def _require_own_reason(strategy: Strategy, why: str) -> None:
    """Raise BadParameter if another class of stakeholders was left out for the same words."""
    given = Waiver.objects.filter(strategy=strategy, ended_on=None).exclude(stakeholder="")
    said = {_bare(words) for words in given.values_list("why", flat=True)}
    if _bare(why) in said:
        raise BadParameter(
            say("another class of stakeholders is left out for the same reason"),
            next=say("write why this class is not consulted"),
        )


def _bare(words: str) -> str:
    """A reason without blanks, signs and capitals."""
    return "".join(sign for sign in words.casefold() if sign.isalnum())


def _of_section(strategy: Strategy, element: str, by: Standing) -> tuple[str, int]:
    """Where the section of an element lies: what is said of it lies there too."""
    known = by_key().get(element)
    seen = Section.objects.filter(by.sees_open("drafts"), strategy=strategy)
    section = seen.filter(letter=known.section).first() if known else None
    if section is None:
        raise BadParameter(say("there is no such element"), next=say("choose one of the list"))
    return section.compartment, section.classification


@one_at_a_time(_hold_waiver)
def end_waiver(waiver: Waiver, why: str, *, version: int, by: Standing) -> Waiver:
    """Take a waiver back, for a reason: what it left out is asked for again.

    Raises  Denied; BadParameter without a reason; NotNow if it ended or the strategy is endorsed.
    """
    by.require(act_to_waive(waiver.stakeholder), of=waiver)
    require_open(waiver.strategy)
    if not why.strip():
        raise BadParameter(
            say("a reason is needed to withdraw it"), next=say("write it in a sentence")
        )
    if waiver.ended_on is not None:
        raise NotNow(say("this was taken back already"), next=say("look at it again"))
    changes: dict[str, FieldValue] = {"ended_on": clock.today(by.mission), "ended_why": why.strip()}
    return records.edit(waiver, changes, version=version, by=by.person)
