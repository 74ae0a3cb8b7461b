"""What a person agreed to, when we stop contacting them, and what may not be destroyed yet."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.audit import trail
from tutela_web.access.models import Mission
from tutela_web.access.policy import Standing
from tutela_web.access.vault import queries
from tutela_web.access.vault.models import (
    Consent,
    ConsentPurpose,
    ContactPause,
    DestructionHold,
    Subject,
)
from tutela_web.base import clock
from tutela_web.base.errors import NotNow
from tutela_web.base.holding import hold_name
from tutela_web.base.values import FieldValue

KEEP = "keep_consents"
HOLD = "hold_destruction"


def require_subject(mission: Mission, subject: UUID) -> Subject:
    """The subject, where the mission holds it and it was not erased.

    Raises  NotNow.
    """
    kept = Subject.objects.filter(pk=subject, mission_id=mission.pk, erased_at=None).first()
    if kept is None:
        raise NotNow(say("no such identity is stored here"))
    return kept


def subject_by_pseudonym(mission: Mission, words: str) -> UUID | None:
    """The subject of a pseudonym as people write it, "S-0012" or "C-12"; None where none is said.

    Raises  BadParameter for words that are no pseudonym, or one that nobody has.
    """
    said = words.strip().upper()
    if not said:
        return None
    number = said.removeprefix("S-").removeprefix("C-")
    if number == said or not number.isdecimal():
        raise BadParameter(
            say("this is no pseudonym"), next=say("write it as it stands on the record, as S-0012")
        )
    rows = Subject.objects.filter(mission_id=mission.pk, number=int(number), erased_at=None)
    subject = rows.values_list("pk", flat=True).first()
    if subject is None:
        raise BadParameter(say("nobody has this pseudonym"), next=say("look at the record again"))
    return subject


# --- consent


@transaction.atomic
def record_consent(
    subject: UUID,
    purpose: str,
    *,
    agreed: bool,
    said_on: date,
    by: Standing,
    guardian: bool = False,
    area: UUID | None = None,
) -> Consent:
    """Keep what a person said of one purpose; a refusal stops nothing that helps or warns them.

    Takes   area, of the record the person told of: who may keep consents there.
    Raises  Denied; BadParameter for another purpose or a day ahead; NotNow where it was erased.
    """
    by.require(KEEP, area=area)
    require_subject(by.mission, subject)
    if purpose not in ConsentPurpose.values:
        raise BadParameter(say("there is no such purpose"))
    if said_on > by.on:
        raise BadParameter(say("this lies in the future"), where="said_on")
    consent = Consent.objects.create(
        mission_id=by.mission.pk,
        subject=subject,
        purpose=purpose,
        agreed=agreed,
        guardian=guardian,
        said_on=said_on,
        kept_by_id=by.person.pk,
        kept_at=clock.now(by.mission),
    )
    _note("consent", subject, by, purpose=purpose, agreed=agreed)
    return consent


@transaction.atomic
def withdraw_consent(
    subject: UUID, purpose: str, *, by: Standing, area: UUID | None = None
) -> Consent:
    """Keep that a person withdrew what they had agreed to: from today it holds nowhere.

    Raises  Denied; NotNow where nothing was agreed to.
    """
    by.require(KEEP, area=area)
    hold_name("consents", subject)
    said = queries.consents_of(by.mission, [subject]).get(subject, {})
    consent = said.get(purpose)
    if consent is None or purpose not in queries.agreed_purposes(said):
        raise NotNow(say("the person has not agreed to this"))
    consent.withdrawn_on = by.on
    consent.save(update_fields=["withdrawn_on"])
    _note("withdraw", subject, by, purpose=purpose)
    return consent


# --- contact


@transaction.atomic
def pause_contact(subject: UUID, *, mission: Mission) -> None:
    """Pause all outgoing contact with a person, once; what comes in from them stays open."""
    if not queries.is_paused(mission, subject):
        ContactPause.objects.create(
            mission_id=mission.pk, subject=subject, since=clock.now(mission)
        )


@transaction.atomic
def resume_contact(subject: UUID, *, act: str, by: Standing) -> None:
    """End the pause: the person was asked, by a way that is safe.

    Takes   act, of the room that paused it.
    Raises  Denied; NotNow where contact is not paused.
    """
    by.require(act)
    rows = ContactPause.objects.filter(mission_id=by.mission.pk, subject=subject, ended_at=None)
    if not rows.update(ended_at=clock.now(by.mission), ended_by_id=by.person.pk):
        raise NotNow(say("contact with this person is not paused"))


# --- destruction


@transaction.atomic
def hold_destruction(
    *, why: str, reference: str, subject: UUID | None = None, by: Standing
) -> DestructionHold:
    """Hold the destruction of one identity, or of everything the mission reviews.

    Raises  Denied for anybody but Legal Affairs; BadParameter without a reference.
    """
    by.require(HOLD)
    if why not in DestructionHold.Ground.values:
        raise BadParameter(say("there is no such reason"))
    if not reference.strip():
        raise BadParameter(
            say("a hold names the file it is for"), next=say("write its reference, no name")
        )
    hold = DestructionHold.objects.create(
        mission_id=by.mission.pk,
        subject=subject,
        why=why,
        reference=reference.strip()[:80],
        since=clock.now(by.mission),
        held_by_id=by.person.pk,
    )
    _note("hold", hold.pk, by, kind="destruction_hold", why=why)
    return hold


@transaction.atomic
def end_hold(hold: DestructionHold, *, by: Standing) -> None:
    """Let what was held be destroyed again, when its time has come.

    Raises  Denied; NotNow where it ended before.
    """
    by.require(HOLD)
    rows = DestructionHold.objects.filter(pk=hold.pk, mission_id=by.mission.pk, ended_at=None)
    if not rows.update(ended_at=clock.now(by.mission), ended_by_id=by.person.pk):
        raise NotNow(say("this hold ended before"))
    _note("end_hold", hold.pk, by, kind="destruction_hold")


def _note(
    act: str, subject: UUID, by: Standing, *, kind: str = "identity", **detail: FieldValue
) -> None:
    line: dict[str, Any] = detail
    trail.record(act, mission=by.mission, by=by.person, kind=kind, subject=subject, **line)
