"""How what is known of a community changes where that is more than keeping a record."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import NotNow
from tutela_web.base.holding import hold, one_at_a_time
from tutela_web.base.values import FieldValue
from tutela_web.places.models import Place
from tutela_web.places.profile.models import ClosedFact, CommunityRole, PartnerAdvice
from tutela_web.places.profile.queries import ACT
from tutela_web.places.profile.rules import (
    AdviceInput,
    refuse_words,
    require_partner_named,
    sound_advice,
)
from tutela_web.places.profile.sentence_verbs import keep_sentences
from tutela_web.records import verbs as records

State = CommunityRole.State


@transaction.atomic
def note_advice(
    place: Place,
    before: str,
    partner: str,
    asked_on: date,
    advice: str = "",
    changed: str = "",
    hiding: bool | None = None,
    *,
    by: Standing,
) -> PartnerAdvice:
    """Note which trusted partner was asked before contact, its advice, and what changed.

    The name is kept as a closed fact: the advice is read by others without it.

    Raises  Denied without the act describe_community there; BadParameter where nobody is named, or
            “the Cluster” is, or words may stand nowhere.
    """
    by.require(ACT, area=place.area_id, of=place)
    require_partner_named(partner)
    if before not in PartnerAdvice.Before.values:
        raise BadParameter(say("there is no such contact"), where="before")
    if not advice.strip():
        raise BadParameter(
            say("what was advised is not said"),
            where="advice",
            next=say("write it, or that no answer came"),
        )
    values: AdviceInput = {
        "place": place,
        "asked_on": asked_on,
        "advice": advice.strip(),
        "changed": changed.strip(),
        "hiding": hiding,
    }
    now = clock.now(by.mission)
    made = PartnerAdvice(before=before, area=place.area, known_at=now, **sound_advice(values, by))
    note = records.create(made, mission=by.mission, by=by.person)
    keep_sentences(note, by)
    name = ClosedFact(
        place=place,
        topic=ClosedFact.Topic.PARTNER,
        words=partner.strip(),
        told_by=["seen"],
        told_on=asked_on,
        advice=note.pk,
        known_at=now,
    )
    records.create(name, mission=by.mission, by=by.person)
    return note


@one_at_a_time(hold)
def withdraw_role(role: CommunityRole, why: str = "", *, by: Standing) -> CommunityRole:
    """A community takes back its part: at once, for no reason at all if it gives none.

    Raises  Denied without the act describe_community there; NotNow where it was withdrawn before.
    """
    by.require(ACT, area=role.area_id, of=role)
    refuse_words(why, where="why")
    if role.state == State.WITHDRAWN:
        raise NotNow(say("this was withdrawn already"), next=say("look at it again"))
    changes: dict[str, FieldValue] = {
        "state": State.WITHDRAWN,
        "withdrawn_on": clock.today(by.mission),
    }
    withdrawn = records.edit(role, changes, version=role.version, by=by.person)
    withdrawn.withdrawn_why = why.strip()
    keep_sentences(withdrawn, by, fields=["withdrawn_why"])
    return withdrawn
