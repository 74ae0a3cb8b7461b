"""That a survivor was referred, or not, and the consent that goes with it; no name and no case."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.audit import trail
from tutela_web.access.policy import Standing
from tutela_web.access.vault.models import ConsentPurpose
from tutela_web.base import clock
from tutela_web.base.errors import Denied, NotNow
from tutela_web.base.holding import hold, one_at_a_time
from tutela_web.incidents.closed.harms import RELEASERS, holds_office
from tutela_web.incidents.models import AskedConsent, ClosedIncident, SurvivorReferral

REFERRED_FOR = (ConsentPurpose.REFERRAL, ConsentPurpose.PARTNER)
"""What a survivor is asked for when they are referred."""


def may_refer(part: ClosedIncident, by: Standing) -> bool:
    """Whether this person records referrals of a record: its adviser, or human rights."""
    return holds_office(by, RELEASERS[part.compartment], part)


def _require(part: ClosedIncident, by: Standing) -> None:
    by.require_ours(part)
    if not may_refer(part, by):
        raise Denied(
            say("survivors are referred by the adviser of the compartment, or by human rights"),
            next=say("tell its adviser"),
        )


@transaction.atomic
def record_referral(
    part: ClosedIncident,
    *,
    referred: bool,
    on: date,
    consent: str,
    purpose: str = ConsentPurpose.REFERRAL,
    said_on: date | None = None,
    guardian: bool = False,
    by: Standing,
) -> SurvivorReferral:
    """Record whether a survivor was referred, and what they said when asked. Who was not asked was
    helped all the same, and is asked when it can be done.

    Takes   consent, of AskedConsent; said_on, the day it was given or refused.
    Raises  Denied; BadParameter for a day to come, for an answer without its day, or where somebody
            who refused is said to have been referred.
    """
    _require(part, by)
    if consent not in AskedConsent.values or purpose not in REFERRED_FOR:
        raise BadParameter(say("there is no such purpose"), where="purpose")
    asked = consent != AskedConsent.NOT_ASKED
    for name, day in (("on", on), ("said_on", said_on)):
        if day is not None and day > by.on:
            raise BadParameter(say("this lies in the future"), where=name)
    if asked and said_on is None:
        raise BadParameter(
            say("the day on which the survivor said so is missing"),
            where="said_on",
            next=say("give the day"),
        )
    if referred and consent == AskedConsent.REFUSED:
        raise BadParameter(
            say("a survivor who refused is not referred"),
            where="referred",
            next=say("choose no; help and warning go on all the same"),
        )
    referral = SurvivorReferral.objects.create(
        part=part,
        referred=referred,
        on=on,
        consent=consent,
        purpose=purpose,
        said_on=said_on if asked else None,
        guardian=guardian and asked,
        kept_post=by.as_said,
        kept_at=clock.now(by.mission),
    )
    _note("keep", part, by)
    return referral


@one_at_a_time(hold)
def withdraw_referral(referral: SurvivorReferral, *, by: Standing) -> SurvivorReferral:
    """Keep that a survivor withdrew their consent: from today nothing more goes out on it.

    Raises  Denied; NotNow where it was not given, or was withdrawn before.
    """
    _require(referral.part, by)
    if not referral.holds:
        raise NotNow(say("the person has not agreed to this"))
    referral.withdrawn_on = by.on
    referral.save(update_fields=["withdrawn_on"])
    _note("withdraw", referral.part, by)
    return referral


def _note(act: str, part: ClosedIncident, by: Standing) -> None:
    """A line in the audit that says of which record, and nothing of what was said."""
    trail.record(act, mission=by.mission, by=by.person, kind="survivorreferral", subject=part.pk)
