"""Outgoing contact to somebody of the mission, paused: no mail, no text, and nobody calls.

It is paused where a telephone was opened with its second PIN: whoever looks over a shoulder must
not read that the mission knows. A duty officer lifts it, having heard of the person another way.
"""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.audit import trail
from tutela_web.access.models import Holding, Mission, OutgoingPause, Person, current
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import NotNow
from tutela_web.base.holding import hold, one_at_a_time

LIFT = "lift_contact_pause"
"""The act of who is told that contact is paused, and lifts it: the duty officer."""


def pauses_for(standing: Standing) -> QuerySet[OutgoingPause]:
    """The pauses that stand, for who may lift them; never one's own, whoever looks on."""
    rows = OutgoingPause.objects.filter(mission=standing.mission, lifted_at=None)
    if not standing.may_somewhere(LIFT):
        return rows.none()
    return rows.exclude(person=standing.person).select_related("person").order_by("began_at")


def paused_among(people: Collection[UUID]) -> set[UUID]:
    """Of these people those to whom contact is paused."""
    if not people:
        return set()
    rows = OutgoingPause.objects.filter(person__in=people, lifted_at=None)
    return set(rows.values_list("person", flat=True))


def is_post_paused(post: UUID, mission: Mission) -> bool:
    """Whether each of those who hold a post today is somebody to whom contact is paused: its
    telephone is in no other hand."""
    holdings = Holding.objects.filter(current(clock.today(mission)), post=post)
    people = set(holdings.values_list("person", flat=True))
    return bool(people) and people == paused_among(people)


@transaction.atomic
def pause_contact(person: Person, mission: Mission) -> OutgoingPause | None:
    """Pause outgoing contact to somebody; gives the pause, None where one stands."""
    pause, new = OutgoingPause.objects.get_or_create(
        mission=mission, person=person, lifted_at=None, defaults={"began_at": clock.now(mission)}
    )
    if new:
        trail.record("pause_contact", mission=mission, kind="contact_pause", subject=pause.pk)
    return pause if new else None


@one_at_a_time(hold)
def lift_pause(pause: OutgoingPause, *, why: str, by: Standing) -> OutgoingPause:
    """Let the mission call and write to somebody again.

    Takes   why, how it is known that they are free to speak.
    Raises  Denied without the act, or for one's own; NotNow where it was lifted; BadParameter
            without a reason.
    """
    by.require_ours(pause)
    by.require(LIFT)
    if not pauses_for(by).filter(pk=pause.pk).exists():
        raise NotNow(say("no such pause stands for you"), next=say("load the page again"))
    if not why.strip():
        raise BadParameter(
            say("it is not said how they were heard of"), next=say("write it in a line")
        )
    pause.lifted_at, pause.lifted_by = clock.now(by.mission), by.person
    pause.lifted_why = why.strip()[:300]
    pause.save(update_fields=["lifted_at", "lifted_by", "lifted_why"])
    trail.record(
        "lift_contact_pause",
        mission=by.mission,
        by=by.person,
        kind="contact_pause",
        subject=pause.pk,
    )
    return pause
