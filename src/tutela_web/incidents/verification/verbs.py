"""Who beside human rights says something of an incident, and how two people verify it."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import QuerySet

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.audit import trail
from tutela_web.access.people import second_person
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.clock import real_now
from tutela_web.base.errors import Denied
from tutela_web.incidents.closed.harms import refuse_closed_words
from tutela_web.incidents.models import (
    DissentOnIncident,
    Incident,
    SeenIncident,
    VerificationProposal,
)


def agree_verified(incident: Incident, *, reason: str, by: Standing) -> bool:
    """Propose that an incident is verified, or agree to what another proposed.

    For the verb that sets it, which has asked whether this person's office may and holds the row.

    Gives   whether two people say so now.
    Raises  Denied to who proposed it and asks again.
    """
    waiting = _waiting_proposals(incident).first()
    if waiting is None:
        proposal = VerificationProposal.objects.create(
            incident=incident,
            reason=reason.strip()[:100],
            asked_by_id=by.person.pk,
            asked_at=real_now(),
        )
        _record_line("ask", proposal, incident, by)
        return False
    second_person.require_second(
        waiting, by=by, next=say("ask a colleague of human rights who can look at it")
    )
    second_person.approve(waiting, by=by, at=real_now())
    waiting.save()
    _record_line("approve", waiting, incident, by)
    return True


def end_proposals(incident: Incident, *, by: Standing) -> None:
    """End what waits for a second person: something else was said of the incident."""
    by.require_ours(incident)
    for waiting in list(_waiting_proposals(incident)):
        second_person.refuse(waiting, by=by, at=real_now())
        waiting.save()
        _record_line("refuse", waiting, incident, by)


def _waiting_proposals(incident: Incident) -> QuerySet[VerificationProposal]:
    return VerificationProposal.objects.filter(incident=incident, approved_at=None, refused_at=None)


def _record_line(
    act: str,
    said: VerificationProposal | SeenIncident | DissentOnIncident,
    incident: Incident,
    by: Standing,
) -> None:
    trail.record(
        act,
        mission=by.mission,
        by=by.person,
        kind=said._meta.model_name or "",
        subject=said.pk,
        incident=str(incident.pk),
    )


def may_say_beside(incident: Incident, by: Standing) -> bool:
    """Whether this person may say that it was seen, or that they do not agree."""
    area = incident.area_id
    acts = ("record_incident", "verify_incident", "record_progress")
    return incident.merged_into_id is None and any(by.may(act, area=area) for act in acts)


@transaction.atomic
def confirm_seen(
    incident: Incident, *, seen_on: date, words: str = "", by: Standing
) -> SeenIncident:
    """Say that a patrol or an office saw it: the incident is confirmed by them, never verified.

    Raises  Denied; BadParameter for a day ahead, or words that belong to a compartment.
    """
    _require_beside(incident, words, by)
    if seen_on > clock.today(by.mission):
        raise BadParameter(say("the day lies ahead"), next=say("put the day right"))
    seen = SeenIncident.objects.create(
        incident=incident,
        seen_on=seen_on,
        words=words.strip(),
        office=by.as_said,
        by=by.person,
        at=clock.now(by.mission),
    )
    _record_line("confirm", seen, incident, by)
    return seen


@transaction.atomic
def dissent_on_incident(incident: Incident, words: str, *, by: Standing) -> DissentOnIncident:
    """Say that one's office does not agree with a figure or an attribution as it stands now. It
    stays beside the incident, whatever is changed later.

    Raises  Denied; BadParameter without a reason, or for words that belong to a compartment.
    """
    _require_beside(incident, words, by)
    if not words.strip():
        raise BadParameter(say("it is not said why"), next=say("write it in a line"))
    said = DissentOnIncident.objects.create(
        incident=incident,
        version=incident.version,
        words=words.strip()[:300],
        office=by.as_said,
        by=by.person,
        at=clock.now(by.mission),
    )
    _record_line("dissent", said, incident, by)
    return said


def _require_beside(incident: Incident, words: str, by: Standing) -> None:
    by.require_ours(incident)
    if not may_say_beside(incident, by):
        raise Denied(
            say("no post you hold today gives this authority here"),
            next=say("ask the Chief of Staff who holds the post"),
        )
    refuse_closed_words(words)
