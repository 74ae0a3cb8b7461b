"""How loss of the host's consent is recorded, goes up to headquarters, and ends."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela.crisis.consent import ANSWER, TELL
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import NotNow
from tutela_web.base.holding import hold, one_at_a_time
from tutela_web.base.markings import Classification
from tutela_web.base.values import FieldValue
from tutela_web.channels import outbox
from tutela_web.crisis.consent.models import ConsentLoss, LossInput
from tutela_web.crisis.consent.queries import escalators
from tutela_web.records import verbs as records
from tutela_web.warning.telling.addressees import Named

ACT = "keep_consent"
SAID = tuple(LossInput.__annotations__)


@transaction.atomic
def record_loss(
    fields: LossInput, *, by: Standing, owner: Named | None = None, id: UUID | None = None
) -> ConsentLoss:
    """Record that the host withdrew consent; from now on it has an owner and a running clock.

    Takes   fields of SAID; area, none for the whole mission; since, which may lie ahead; owner,
            who takes it to headquarters: else the first who can.
    Raises  Denied; BadParameter without evidence or day; NotNow where nobody could own it.
    """
    if unknown := fields.keys() - set(SAID):
        raise TypeError(f"no field of a loss of consent: {sorted(unknown)}")
    area = fields.get("area")
    by.require(ACT, area=area.pk if area else None, of=area)
    if fields.get("kind") not in ConsentLoss.Kind.values or not fields.get("since"):
        raise BadParameter(say("which consent was lost, and from what day?"), next=say("say both"))
    if not fields.get("evidence", "").strip():
        raise BadParameter(say("how is it known?"), next=say("write the evidence"))
    now, able = clock.now(by.mission), escalators(by.mission)
    if not able:
        raise NotNow(
            say("nobody holds a post that speaks to headquarters"),
            next=say("tell headquarters by telephone"),
        )
    named = _one_of(owner, able) if owner else able[0]
    loss = ConsentLoss(
        owner=named.person,
        owner_post=named.post,
        clock_since=now,
        due_at=now + TELL,
        known_at=now,
        classification=Classification.CONFIDENTIAL,
        **fields,
        **({"id": id} if id else {}),
    )
    record = records.create(loss, mission=by.mission, by=by.person)
    if record is loss:
        _tell(record, able)
    return record


def _one_of(owner: Named, able: list[Named]) -> Named:
    if owner not in able:
        raise BadParameter(
            say("this person holds no post that speaks to headquarters"),
            next=say("choose one of the list"),
        )
    return owner


def _tell(loss: ConsentLoss, people: list[Named]) -> None:
    """Each is told to open Tutela; nothing of it leaves with the message."""
    to = [("mail", "person", person.person.pk) for person in people]
    to += [("sms", "post", person.post.pk) for person in people]
    outbox.send_all(loss.mission_id, to, about_kind="consentloss", about_id=loss.pk)


def _open(loss: ConsentLoss, by: Standing) -> ConsentLoss:
    """The loss as it stands now, held until the transaction ends; asks who may first."""
    by.require(ACT, area=loss.area_id, of=loss)
    held = hold(loss)
    if held.ended_at is not None:
        raise NotNow(say("this has ended"), next=say("record a new loss of consent"))
    return held


@transaction.atomic
def tell_headquarters(
    loss: ConsentLoss,
    told_to: str,
    *,
    by: Standing,
    reference: str = "",
    at: datetime | None = None,
    answer_by: datetime | None = None,
) -> ConsentLoss:
    """Record that headquarters was told; the clock now runs until it answers.

    Raises  Denied; BadParameter without an addressee, or for a time to come; NotNow once ended.
    """
    held, now = _open(loss, by), clock.now(by.mission)
    if not told_to.strip():
        raise BadParameter(say("who at headquarters was told?"), next=say("name the office"))
    if at is not None and at > now + timedelta(minutes=5):
        raise BadParameter(say("this lies in the future"), next=say("record it when it happens"))
    told = at or now
    due = answer_by or told + ANSWER
    if due <= told:
        raise BadParameter(
            say("an answer is awaited after headquarters was told"), next=say("put the times right")
        )
    changes: dict[str, FieldValue] = {
        "told_at": told,
        "told_to": told_to.strip()[:200],
        "clock_since": told,
        "due_at": due,
        "told_reference": reference.strip()[:120],
    }
    return records.edit(held, changes, version=held.version, by=by.person)


@one_at_a_time(hold)
def record_answer(loss: ConsentLoss, answer: str, *, by: Standing) -> ConsentLoss:
    """Record what headquarters answered; nothing is awaited from then on.

    Raises  Denied; BadParameter without words; NotNow before it was told, or once ended.
    """
    held = _open(loss, by)
    if held.told_at is None:
        raise NotNow(say("headquarters has not been told"), next=say("record that first"))
    if not answer.strip():
        raise BadParameter(say("what did headquarters say?"), next=say("write it"))
    changes: dict[str, FieldValue] = {
        "answered_at": clock.now(by.mission),
        "answer": answer.strip(),
        "due_at": None,
    }
    return records.edit(held, changes, version=held.version, by=by.person)


@transaction.atomic
def hand_over(loss: ConsentLoss, to: Named, *, by: Standing, why: str) -> ConsentLoss:
    """Give it to another who speaks to headquarters, for a reason; the clock runs on."""
    held = _open(loss, by)
    _one_of(to, escalators(by.mission))
    if not why.strip():
        raise BadParameter(say("this needs a reason"), next=say("say why"))
    kept = records.edit(
        held,
        {"owner": to.person, "owner_post": to.post},
        version=held.version,
        by=by.person,
        reason=why.strip(),
    )
    _tell(kept, [to])
    return kept


@one_at_a_time(hold)
def end(loss: ConsentLoss, how: str, words: str, *, by: Standing) -> ConsentLoss:
    """Say that it has ended, how, and in one's own words.

    Raises  Denied; BadParameter without words; NotNow where headquarters is said to have decided
            and was never told.
    """
    held = _open(loss, by)
    if how not in ConsentLoss.Ended.values:
        raise BadParameter(say("how did it end?"), next=say("choose one"))
    if not words.strip():
        raise BadParameter(say("it ends with a person's word"), next=say("write what was found"))
    if how == ConsentLoss.Ended.DECIDED and held.told_at is None:
        raise NotNow(say("headquarters has not been told"), next=say("record that first"))
    changes: dict[str, FieldValue] = {
        "ended_at": clock.now(by.mission),
        "ended_by": by.person,
        "ended_how": how,
        "ended_words": words.strip(),
        "due_at": None,
    }
    return records.edit(held, changes, version=held.version, by=by.person)
