"""A telephone opened with its second PIN: the duty officer learns of it, and it shows nothing.

What the telephone asks is answered as ever. Nothing goes out to its holder until the duty officer
says that they are free to speak.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from tutela_web.access.audit import trail
from tutela_web.access.models import Holding, Mission, current
from tutela_web.access.people.contact import LIFT, pause_contact
from tutela_web.access.policy import acts
from tutela_web.base import clock
from tutela_web.base.clock import real_now
from tutela_web.channels import outbox
from tutela_web.field.models import FieldReceipt, Handset

ABOUT = "contact"
"""What the messages are about: "Open Tutela", and nothing else."""


@transaction.atomic
def note_second_pin(handset: Handset) -> None:
    """Keep that a telephone was opened with its second PIN, pause outgoing contact to its holder,
    and say "Open Tutela" to the duty officer; once, until somebody lifts the pause."""
    if handset.second_at is None:
        handset.second_at = real_now()
        Handset.objects.filter(pk=handset.pk, second_at=None).update(second_at=handset.second_at)
        mission = handset.mission
        trail.record("open_second", mission=mission, kind="handset", subject=handset.pk)
        pause_contact(handset.person, mission)
        ways = _duty(mission, but=handset.person_id)
        outbox.send_all(mission.pk, ways, about_kind=ABOUT, about_id=handset.pk, urgency=3)


def _duty(mission: Mission, *, but: UUID) -> list[outbox.To]:
    """Who is told: whoever may lift the pause, and the duty number of their post."""
    holdings = Holding.objects.filter(
        current(clock.today(mission)),
        post__mission=mission,
        post__role__in=acts()[LIFT],
        person__is_active=True,
    ).exclude(person=but)
    ways: list[outbox.To] = []
    for holding in holdings:
        ways += [("mail", "person", holding.person_id), ("sms", "post", holding.post_id)]
    return list(dict.fromkeys(ways))


def sent_after_second_pin(reports: Iterable[UUID]) -> dict[UUID, datetime]:
    """Of reports from the field those a telephone sent after it was opened with its second PIN, and
    since when: who wrote them is not certain."""
    rows = FieldReceipt.objects.filter(
        pk__in=list(reports), handset__second_at__isnull=False
    ).values_list("pk", "received_at", "handset__second_at")
    return {pk: since for pk, received, since in rows if since and received >= since}
