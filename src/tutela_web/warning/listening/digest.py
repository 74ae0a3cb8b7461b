"""Watches are told once a day: one message a post, "Open Tutela", and nothing of what they say.

The worker sends it from the notices that wait; killed and started again it finds what was not sent.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from tutela.warning.parameters import WATCH_DIGEST_HOUR
from tutela_web.access.models import Mission
from tutela_web.access.policy import standings_of
from tutela_web.base import clock
from tutela_web.channels import outbox
from tutela_web.warning.board.queries import figures_of
from tutela_web.warning.models import AlertNotice, WatchDigest
from tutela_web.warning.telling.readers import readable_by_person

MOST = 5_000
PAGED_OF_NO_WATCH = "head_of_mission"


def send_digests(mission: Mission) -> int:
    """Send what is due today and was not sent; gives how many posts are told. One query before the
    hour, and where nothing waits."""
    now = clock.now(mission)
    waiting = AlertNotice.objects.filter(alert__mission=mission, in_digest=True, digest=None)
    if not waiting.exists() or now < _due_today(mission, now):
        return 0
    return _send(mission, now)


def _due_today(mission: Mission, now: datetime) -> datetime:
    hour = int(figures_of(mission)[WATCH_DIGEST_HOUR])
    return clock.moment_of(now.date(), time(hour), mission)


@transaction.atomic
def _send(mission: Mission, now: datetime) -> int:
    """One message a post and person, of those told none today, about what they may read now and
    have not acted on."""
    day = now.astimezone(ZoneInfo(mission.time_zone)).date()
    rows = AlertNotice.objects.select_for_update(
        of=("self",), no_key=True, skip_locked=True
    ).filter(alert__mission=mission, in_digest=True, digest=None)
    notices = list(rows.select_related("alert", "person", "post").order_by("at", "pk")[:MOST])
    had = set(WatchDigest.objects.filter(mission=mission, day=day).values_list("person", "post"))
    may = readable_by_person(
        {notice.alert for notice in notices},
        standings_of({notice.person for notice in notices}, mission),
    )
    together: dict[tuple[UUID, UUID | None], list[AlertNotice]] = defaultdict(list)
    over: list[UUID] = []
    for notice in notices:
        paged = notice.post is None or notice.post.role != PAGED_OF_NO_WATCH
        if notice.opened_at or not paged or notice.alert_id not in may.get(notice.person_id, ()):
            over.append(notice.pk)  # read already, or not to be paged: the page tells
        elif (notice.person_id, notice.post_id) not in had:
            together[notice.person_id, notice.post_id].append(notice)
    AlertNotice.objects.filter(pk__in=over).update(in_digest=False)
    for (person, post), told in together.items():
        ways: list[outbox.To] = [("mail", "person", person)]
        ways += [("sms", "post", post)] if post else []
        sent = outbox.send_all(mission.pk, ways, about_kind="alerts")
        digest = WatchDigest.objects.create(
            mission=mission,
            person_id=person,
            post_id=post,
            day=day,
            at=now,
            messages=[str(message.pk) for message in sent],
        )
        AlertNotice.objects.filter(pk__in=[notice.pk for notice in told]).update(digest=digest)
    return len(together)
