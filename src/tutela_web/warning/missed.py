"""An alert of which every message failed: its owner and the duty officer hear whom to telephone.

Found from the ledger of messages by the worker, once for each alert and round.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef
from django.db.models.functions import Cast

from tutela_web.access.models import Mission
from tutela_web.base import clock
from tutela_web.base.chunks import one_by_one
from tutela_web.channels.models import Message
from tutela_web.warning import tell
from tutela_web.warning.joinings import joined_under
from tutela_web.warning.models import Alert, AlertNotice
from tutela_web.warning.now import settle
from tutela_web.warning.seats import Around
from tutela_web.warning.told_queries import tellings

FAILED = (Message.State.FAILED, Message.State.HELD)
MOST = 200


def tell_missed(mission: Mission) -> int:
    """Give one notice to who answers for each open alert nobody was reached of; gives how many
    alerts. A handful of queries where no message failed."""
    failed = Message.objects.filter(
        about_kind="alert", about_id=OuterRef("pk"), outgoing=True, state__in=FAILED
    )
    known = AlertNotice.objects.filter(
        alert=OuterRef("pk"),
        why=AlertNotice.Why.MISSED,
        key=Cast(OuterRef("now__round"), CharField(max_length=40)),
    )
    rows = Alert.objects.filter(
        Exists(failed), ~Exists(known), mission=mission, now__open=True, merged_into=None
    ).select_related("mission", "now", "owner", "owner_post", "area")
    alerts = list(rows.order_by("known_at", "pk")[:MOST])
    if not alerts:
        return 0
    ids = {one.pk: one.pk for one in alerts}
    told = tellings(ids | joined_under(ids))
    missed = [one for one in alerts if one.pk in told and told[one.pk].nobody]
    if not missed:
        return 0
    now = clock.now(mission)
    around = Around(mission, now)
    for alert in one_by_one(missed):
        people = sorted(str(pk) for pk, one in told[alert.pk].people.items() if not one.own)
        with transaction.atomic():
            answering = [*around.answering(alert), *around.chasing(alert)]
            tell.tell_nobody_reached(alert, answering, people, at=now)
            settle(mission, [alert.pk])
    return len(missed)
