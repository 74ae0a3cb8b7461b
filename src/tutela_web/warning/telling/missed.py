"""Alerts of which messages failed: who answers for one hears whom to telephone.

Found from the ledger of messages by the worker. Where nobody was reached, its owner and the duty
officer hear it, once for each alert and round; where some were not, its owner hears of each of them
once a round.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef
from django.db.models.functions import Cast

from tutela.warning.telling import Telling
from tutela_web.access.models import Mission
from tutela_web.base import clock
from tutela_web.base.tables.batches import one_by_one
from tutela_web.channels.models import Message
from tutela_web.warning.models import Alert, AlertNotice
from tutela_web.warning.telling import notify
from tutela_web.warning.telling.addressees import FilledPosts, Named
from tutela_web.warning.telling.queries import tellings
from tutela_web.warning.threads.joinings import joined_under
from tutela_web.warning.threads.state import settle

FAILED = (Message.State.FAILED, Message.State.HELD)
AT_ONCE = 200


def tell_missed(mission: Mission) -> int:
    """Give notice to who answers for each open alert that somebody was not reached of; gives how
    many alerts. One query where no message failed."""
    failed = Message.objects.filter(
        about_kind="alert", about_id=OuterRef("pk"), outgoing=True, state__in=FAILED
    )
    known = AlertNotice.objects.filter(
        alert=OuterRef("pk"),
        why=AlertNotice.NoticeReason.MISSED,
        key=Cast(OuterRef("now__round"), CharField(max_length=40)),
    )
    rows = Alert.objects.filter(
        Exists(failed), ~Exists(known), mission=mission, now__open=True, merged_into=None
    ).select_related("mission", "now", "owner", "owner_post", "area")
    alerts = list(rows.order_by("known_at", "pk"))
    return sum(
        _tell_of(alerts[begin : begin + AT_ONCE], mission)
        for begin in range(0, len(alerts), AT_ONCE)
    )


def _tell_of(alerts: Sequence[Alert], mission: Mission) -> int:
    """Give what notice is due of these alerts; gives of how many."""
    ids = {one.pk: one.pk for one in alerts}
    told = tellings(ids | joined_under(ids))
    named = _named_before(alerts)
    now, noticed = clock.now(mission), 0
    around: FilledPosts | None = None
    for alert in one_by_one(alerts):
        telling = told.get(alert.pk)
        if telling is None:
            continue
        missed = [pk for pk in _not_reached(telling) if pk not in named[alert.pk]]
        if not missed and not telling.nobody:
            continue
        around = around or FilledPosts(mission, now)
        with transaction.atomic():
            if telling.nobody:
                _tell_nobody_reached(alert, telling, around, now)
            else:
                _tell_owner(alert, missed, around, now)
            settle(mission, [alert.pk])
        noticed += 1
    return noticed


def _not_reached(telling: Telling) -> list[str]:
    """Who was to be told and every message to whom failed, without any sign that they know."""
    return sorted(
        str(pk)
        for pk, one in telling.people.items()
        if one.reached == "failed" and not one.own and not one.opened
    )


def _named_before(alerts: Iterable[Alert]) -> dict[UUID, set[str]]:
    """Whom the owners of alerts heard of in this round already. One query."""
    rounds = {one.pk: f"{one.now.round} " for one in alerts}
    rows = AlertNotice.objects.filter(alert__in=rounds, why=AlertNotice.NoticeReason.SOME)
    named: dict[UUID, set[str]] = defaultdict(set)
    for alert, key, about in rows.values_list("alert", "key", "about"):
        if key.startswith(rounds[alert]):
            named[alert].update(about)
    return named


def _tell_nobody_reached(alert: Alert, telling: Telling, around: FilledPosts, at: datetime) -> None:
    people = sorted(str(pk) for pk, one in telling.people.items() if not one.own)
    answering = [*around.answering(alert), *around.chasing(alert)]
    notify.tell_nobody_reached(alert, answering, people, at=at)


def _tell_owner(alert: Alert, missed: list[str], around: FilledPosts, at: datetime) -> None:
    """The owner hears it; the duty officer too where the owner was not reached or holds no post."""
    owner = [Named(alert.owner_post, alert.owner)] if alert.owner and alert.owner_post else []
    if not owner or str(alert.owner_id) in missed:
        owner += around.chasing(alert)
    key = f"{alert.now.round} {sha256(' '.join(missed).encode()).hexdigest()[:32]}"
    notify.tell_some_not_reached(alert, owner, missed, key=key, at=at)
