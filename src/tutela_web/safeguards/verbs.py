"""How harm is checked before we act, reprisals are handled, and words are destroyed in time."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, TypedDict
from uuid import UUID

from django.db import transaction

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.audit import trail
from tutela_web.access.models import Compartment, DutyArea, Holding, current
from tutela_web.access.policy import Standing
from tutela_web.access.vault import queries as vault
from tutela_web.access.vault import safety_verbs
from tutela_web.access.vault.queries import months_after
from tutela_web.access.vault.verbs import require_not_held
from tutela_web.base import clock
from tutela_web.base.errors import NotNow
from tutela_web.base.holding import hold, hold_name, one_at_a_time
from tutela_web.base.markings import Classification
from tutela_web.base.values import FieldValue
from tutela_web.channels import outbox
from tutela_web.incidents.closed.harms import refuse_closed_words
from tutela_web.places.models import Place
from tutela_web.records import verbs as records
from tutela_web.safeguards.models import (
    Destruction,
    Exposure,
    HarmCheck,
    Reprisal,
    RetentionRule,
)
from tutela_web.safeguards.queries import (
    CHECK,
    CLASSES,
    DECIDE,
    DESTROY,
    FOLLOW,
    REPORT,
    SET_RULES,
    DueWords,
    due_by_class,
)
from tutela_web.safeguards.retained import destroy_rows, rows_of, subjects_of

WATCH_DAYS = 14
"""So long is watched what came of an act, where nobody says otherwise."""

GO_AHEAD = HarmCheck.GoAhead


# --- harm checks


class AnsweredHarm(TypedDict):
    """The questions of a harm check as they are answered where an act is decided."""

    traced: str
    drawn: str
    reprisals: str
    precautions: str


@one_at_a_time(hold)
def decide_check(
    check: HarmCheck, decision: str, why: str, *, version: int, by: Standing
) -> HarmCheck:
    """Decide whether an act goes ahead. What is not known is not taken for safe.

    Raises  Denied; NotNow where it was decided; BadParameter for "goes ahead" where an answer is
            not no, for precautions that nobody wrote, or without a reason where it stops.
    """
    by.require(DECIDE, area=check.area_id, of=check)
    refuse_closed_words(why, where="why")
    if check.decision:
        raise NotNow(say("this was decided before"), next=say("write a new check"))
    require_sound_decision(check, decision, why)
    changes: dict[str, FieldValue] = {
        "decision": decision,
        "decided_why": why.strip()[:300],
        "decided_post": by.as_said,
        "decided_at": clock.now(by.mission),
    }
    if decision != GO_AHEAD.STOP and check.watch_until is None:
        changes["watch_until"] = max(check.on, by.on) + timedelta(days=WATCH_DAYS)
    return records.edit(check, changes, version=version, by=by.person)


def require_sound_decision(check: HarmCheck, decision: str, why: str) -> None:
    """Refuse a decision that takes what is not known for safe. Raises BadParameter."""
    if decision not in (GO_AHEAD.GO, GO_AHEAD.CARE, GO_AHEAD.STOP):
        raise BadParameter(say("there is no such decision"), where="decision")
    if decision == GO_AHEAD.GO and not check.is_safe_as_known:
        raise BadParameter(
            say("people could be exposed, or nobody knows"),
            where="decision",
            next=say("say which precautions are taken, or do not go ahead"),
        )
    if decision == GO_AHEAD.CARE and not check.precautions.strip():
        raise BadParameter(
            say("the precautions are not written"), where="decision", next=say("write them")
        )
    if decision == GO_AHEAD.STOP and not why.strip():
        raise BadParameter(say("this needs a reason"), where="why", next=say("say why"))


@one_at_a_time(hold)
def watch_check(check: HarmCheck, words: str, *, version: int, by: Standing) -> HarmCheck:
    """Keep what was seen afterwards. A reprisal has a page of its own.

    Raises  Denied; NotNow where nothing went ahead; BadParameter without a word.
    """
    by.require(CHECK, area=check.area_id, of=check)
    refuse_closed_words(words)
    if check.decision not in (GO_AHEAD.GO, GO_AHEAD.CARE):
        raise NotNow(say("nothing went ahead"))
    if not words.strip():
        raise BadParameter(
            say("what was seen is not written"),
            next=say("write it, also that nothing was seen and where from"),
        )
    changes: dict[str, FieldValue] = {"watched": words.strip(), "watched_on": by.on}
    return records.edit(check, changes, version=version, by=by.person)


def draft_check(
    *,
    kind: str,
    act: str,
    on: date,
    area: DutyArea | None,
    place: Place | None,
    marking: int,
    by: Standing,
) -> HarmCheck:
    """A harm check of an act as it begins, not saved: every question "not known", nobody decided.

    Takes   act, in a word, never a name; marking, of what it is about: the check, and one of a
            place, is marked as high at least.
    """
    return HarmCheck(
        kind=kind,
        what=act[:300],
        on=on,
        area=area,
        place=place,
        classification=max(
            Classification.CONFIDENTIAL, marking, place.classification if place else 0
        ),
        known_at=clock.now(by.mission),
    )


@transaction.atomic
def check_beside_act(
    answers: AnsweredHarm,
    *,
    kind: str,
    act: str,
    goes_ahead: bool,
    why: str = "",
    area: DutyArea | None,
    place: Place | None = None,
    marking: int = Classification.CONFIDENTIAL,
    by: Standing,
) -> HarmCheck:
    """Keep the harm check of an act that is decided on a page of its own, together with it.

    The authority is that of the act itself, which its verb has asked.
    Takes   act, in a word, never a name; marking, of what is decided on: the check is marked as
            high at least.
    Raises  BadParameter where it goes ahead and an answer is not no, without precautions.
    """
    refuse_closed_words(why, answers.get("precautions"))
    check = draft_check(
        kind=kind, act=act, on=by.on, area=area, place=place, marking=marking, by=by
    )
    check.decided_post, check.decided_at = by.as_said, clock.now(by.mission)
    check.decided_why = why.strip()[:300]
    for name, answer in answers.items():
        setattr(check, name, answer)
    check.decision = _decision_of(check, goes_ahead=goes_ahead)
    if goes_ahead:
        require_sound_decision(check, check.decision, why)
        check.watch_until = by.on + timedelta(days=WATCH_DAYS)
    return records.create(check, mission=by.mission, by=by.person)


def _decision_of(check: HarmCheck, *, goes_ahead: bool) -> str:
    if not goes_ahead:
        return GO_AHEAD.STOP
    return GO_AHEAD.GO if check.is_safe_as_known else GO_AHEAD.CARE


def require_answers(answers: AnsweredHarm | None) -> AnsweredHarm:
    """The answers, where somebody gave them. Raises BadParameter where the check was left out."""
    if answers is None:
        raise BadParameter(
            say("nobody has asked whether this could expose people"),
            next=say("answer the harm check; “not known” is an answer"),
        )
    for name in ("traced", "drawn", "reprisals"):
        if answers.get(name) not in Exposure.values:
            raise BadParameter(say("there is no such answer"), where=name)
    return answers


# --- reprisals


class ReprisalInput(TypedDict, total=False):
    """What is said of a reprisal: `named`, the pseudonym of a contact or source."""

    named: str
    place_said: str
    danger_now: bool | None
    words: str
    harm_check: HarmCheck | None
    area: DutyArea | None


@transaction.atomic
def report_reprisal(fields: ReprisalInput, *, by: Standing, id: UUID | None = None) -> Reprisal:
    """Take in an allegation of reprisal: contact with the person stops at once, before anybody
    looked at it; human rights is told to open Tutela, and the message names nothing.

    Raises  Denied; BadParameter without a word, or for a pseudonym nobody has.
    """
    if not by.may_somewhere(REPORT):
        by.require(REPORT)
    if not (fields.get("words") or "").strip():
        raise BadParameter(say("what happened is not said"), next=say("write it in a line"))
    by.require_ours(fields.get("harm_check"))
    subject = safety_verbs.subject_by_pseudonym(by.mission, fields.get("named") or "")
    reprisal = Reprisal(
        compartment=Compartment.SOURCE,
        classification=Classification.STRICTLY_CONFIDENTIAL,
        known_at=clock.now(by.mission),
        subject=subject,
        **{name: value for name, value in fields.items() if value is not None},
        **({"id": id} if id else {}),
    )
    record = records.create(reprisal, mission=by.mission, by=by.person)
    if subject is not None:
        safety_verbs.pause_contact(subject, mission=by.mission)
    if record is reprisal:  # a resend tells nobody again
        tell_holders("human_rights", "reprisal", by, urgency=3)
    return record


def tell_holders(role: str, about_kind: str, by: Standing, *, urgency: int = 0) -> None:
    """Tell who holds a post of a role today to open Tutela; the message names nothing.

    Takes   about_kind, of the record: the ledger lists no message about one in a compartment.
    """
    holdings = Holding.objects.filter(
        current(by.on),
        post__mission=by.mission,
        post__role=role,
        person__is_active=True,
    )
    people = dict.fromkeys(holdings.values_list("person", flat=True))
    to = [("mail", "person", pk) for pk in people]
    outbox.send_all(by.mission.pk, to, about_kind=about_kind, urgency=urgency)


@one_at_a_time(hold)
def resume_contact(reprisal: Reprisal, *, safe: bool, by: Standing) -> None:
    """Let contact begin again: the person was asked, by a way that is safe.

    Raises  Denied; NotNow where it is not paused; BadParameter where nobody asked the person.
    """
    by.require(FOLLOW, of=reprisal)
    if not safe:
        raise BadParameter(
            say("the person was not asked"),
            next=say("ask by a way that is safe, through somebody they trust"),
        )
    if reprisal.subject is None:
        raise NotNow(say("contact with this person is not paused"))
    others = Reprisal.objects.filter(mission=by.mission, subject=reprisal.subject)
    if others.exclude(pk=reprisal.pk).exclude(state=Reprisal.State.CLOSED).exists():
        raise NotNow(say("another allegation about this person is open"))
    safety_verbs.resume_contact(reprisal.subject, act=FOLLOW, by=by)
    trail.record(
        "edit",
        mission=by.mission,
        by=by.person,
        kind="reprisal",
        subject=reprisal.pk,
        fields=["contact"],
    )


# --- retention


@transaction.atomic
def set_rule(kept: str, months: int, *, by: Standing) -> RetentionRule:
    """Set how many months a class of words is retained.

    Raises  Denied; BadParameter for another class, or no span of one to sixty months.
    """
    by.require(SET_RULES)
    if kept not in CLASSES:
        raise BadParameter(say("there is no such class"))
    if not 1 <= months <= 60:
        raise BadParameter(say("between one and sixty months"), where="months")
    values: dict[str, Any] = {"months": months, "set_by": by.person}
    rule, _made = RetentionRule.objects.update_or_create(
        mission=by.mission, kept=kept, defaults=values | {"set_at": clock.now(by.mission)}
    )
    trail.record(
        "keep",
        mission=by.mission,
        by=by.person,
        kind="retention_rule",
        subject=rule.pk,
        months=months,
    )
    return rule


def _due(kept: str, record: UUID, by: Standing) -> DueWords:
    rows = {one.kept.name: one.rows for one in due_by_class(by)}.get(kept, [])
    for row in rows:
        if row.record == record:
            return row
    raise NotNow(say("this is not due"), next=say("look at the queue again"))


def destroy_words(kept: str, record: UUID, *, by: Standing) -> Destruction:
    """Destroy the words of a record whose time is over, and the identities only it names; that it
    was, and what it counts, stays.

    Raises  Denied; NotNow where it is not due, or Legal Affairs holds it or who it names.
    """
    by.require(DESTROY)
    due, declared = _due(kept, record, by), CLASSES[kept]
    rows = rows_of(declared, by.mission, due)
    for held in (record, *sorted(subjects_of(declared, rows))):
        require_not_held(by.mission, held)
    destroy_rows(declared, rows, by=by)
    return _note_decided(kept, due, Destruction.Ending.DESTROYED, by=by)


@transaction.atomic
def retain_words(kept: str, record: UUID, why: str, months: int, *, by: Standing) -> Destruction:
    """Retain words for some more months, for a reason.

    Raises  Denied; NotNow where it is not due; BadParameter without a reason.
    """
    by.require(DESTROY)
    hold_name("retained", record)
    row = _due(kept, record, by)
    if not why.strip():
        raise BadParameter(say("this needs a reason"), where="why", next=say("say why"))
    if not 1 <= months <= 12:
        raise BadParameter(say("between one and twelve months"), where="months")
    until = months_after(by.on, months)
    return _note_decided(kept, row, Destruction.Ending.RETAINED, by=by, why=why, until=until)


def _note_decided(
    kept: str,
    row: DueWords,
    ending: str,
    *,
    by: Standing,
    why: str = "",
    until: date | None = None,
) -> Destruction:
    decided = Destruction.objects.create(
        mission=by.mission,
        kept=kept,
        record=row.record,
        called=row.called,
        what=ending,
        why=why.strip()[:160],
        until=until,
        on=by.on,
        by_post=by.as_said,
    )
    act = "erase" if ending == Destruction.Ending.DESTROYED else "keep"
    trail.record(act, mission=by.mission, by=by.person, kind="retained_words", subject=row.record)
    return decided


def is_contact_paused(standing: Standing, reprisal: Reprisal) -> bool:
    """Whether outgoing contact with the person of an allegation is paused."""
    return vault.is_paused(standing.mission, reprisal.subject)
