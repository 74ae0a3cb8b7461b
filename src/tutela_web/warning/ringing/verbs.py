"""Keeping a desk silent for some minutes, by name; and hearing for a post what was told before."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.audit import trail
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import Denied
from tutela_web.base.ids import new_id
from tutela_web.warning.models import AlertNotice, DeskSilence
from tutela_web.warning.ringing.queries import may_ring, posts_answered, silence_over, silences_of

MINUTES = (5, 15, 30)
"""For how long a desk may be kept silent at a time [P]."""


@transaction.atomic
def silence_desk(minutes: int, *, by: Standing) -> DeskSilence:
    """Keep the desk of a person, and of the posts they answer for, from sounding: no clock stops,
    nobody else is told less, and it runs out by itself.

    Raises  Denied for who has no desk that rings; BadParameter for another time than of MINUTES.
    """
    _require_desk(by)
    if minutes not in MINUTES:
        raise BadParameter(
            say("a desk is kept silent for 5, 15 or 30 minutes"), next=say("choose one of these")
        )
    now = clock.now(by.mission)
    silence = DeskSilence.objects.create(
        mission=by.mission,
        by_id=by.person.pk,
        post=(by.titles[0] if by.titles else "")[:120],
        posts=sorted(pk.hex for pk in posts_answered(by, now)),
        began_at=now,
        until=now + timedelta(minutes=minutes),
    )
    _line("silence_desk", silence, by, minutes=minutes)
    return silence


@transaction.atomic
def let_desk_sound(*, by: Standing) -> int:
    """End what keeps this desk silent before its time; gives how many silences ended."""
    _require_desk(by)
    now = clock.now(by.mission)
    ended = 0
    while silence := silence_over(by, silences_of(by, now)):
        silence.ended_at, silence.ended_by_id = now, by.person.pk
        silence.save(update_fields=["ended_at", "ended_by"])
        _line("let_desk_sound", silence, by)
        ended += 1
    return ended


def hear_for_post(alerts: list[UUID], *, by: Standing) -> None:
    """Keep that who took a post over has heard what its holder before was told of these alerts."""
    now = clock.now(by.mission)
    alert_notices = AlertNotice.objects.filter(alert__in=alerts, post__in=posts_answered(by, now))
    mine = AlertNotice.objects.filter(alert__in=alerts, person=by.person.pk)
    had = set(mine.values_list("alert", "why", "key"))
    new = {
        (alert_notice.alert_id, alert_notice.why, alert_notice.key): alert_notice
        for alert_notice in alert_notices.exclude(person=by.person.pk)
        if (alert_notice.alert_id, alert_notice.why, alert_notice.key) not in had
    }
    AlertNotice.objects.bulk_create(
        AlertNotice(
            id=new_id(),
            alert_id=one.alert_id,
            person_id=by.person.pk,
            post_id=one.post_id,
            why=one.why,
            key=one.key,
            at=now,
            opened_at=now,
        )
        for one in new.values()
    )


def _require_desk(by: Standing) -> None:
    if not may_ring(by):
        raise Denied(say("no desk of yours rings"), next=say("ask the duty officer"))


def _line(act: str, silence: DeskSilence, by: Standing, **ids: trail.Detail) -> None:
    trail.record(
        act,
        mission=by.mission,
        by=by.person,
        kind="desk_silence",
        subject=silence.pk,
        **ids,
    )
