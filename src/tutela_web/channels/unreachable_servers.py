"""Servers outside that gave no answer: left alone, longer each time, and named to who keeps them.

One that hangs takes its whole time at each try. So after a failure nobody asks it for a minute,
then for two, four and so on; one answer ends that. What waits is kept, and the others go first.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from tutela_web.base.clock import real_now
from tutela_web.channels.models import Away, Message

FIRST = timedelta(minutes=1)
LONGEST = {
    Away.Kind.MAIL: timedelta(minutes=5),
    Away.Kind.GATEWAY: timedelta(minutes=5),
    Away.Kind.PUSH: timedelta(minutes=5),
    Away.Kind.WEBHOOK: timedelta(hours=1),
    Away.Kind.FORMS: timedelta(hours=6),
}
"""The longest pause: what warnings leave by is asked again within minutes."""

MAIL = UUID(int=0)
"""What stands for the mail server, which is one for the whole house and has no row."""


NO_ANSWER = frozenset(
    {
        Message.Fault.NO_CONNECTION,
        Message.Fault.TIMEOUT,
        Message.Fault.CERTIFICATE,
        Message.Fault.ADDRESS,
    }
)
"""Faults of a server, not of a message: whatever else leaves by it would meet the same."""


def pause_after(failures: int, kind: str) -> timedelta:
    """How long a server is left alone that failed so often in a row.

    >>> [int(pause_after(n, "gateway").total_seconds()) for n in (1, 2, 3, 4, 99)]
    [60, 120, 240, 300, 300]
    """
    doubled = min(failures - 1, 16)
    return min(FIRST * (1 << doubled), LONGEST[Away.Kind(kind)])


def left_alone(*kinds: str) -> dict[tuple[str, UUID], bool]:
    """The servers that failed last: whether each is left alone now, or may be asked again."""
    rows = Away.objects.filter(kind__in=kinds).values_list("kind", "subject_id", "again_at")
    now = real_now()
    return {(kind, subject): again_at > now for kind, subject, again_at in rows}


def note_failure(kind: str, subject: UUID, fault: str, *, mission_id: UUID | None = None) -> None:
    """A server gave no answer: nobody asks it for a while."""
    now = real_now()
    row, _new = Away.objects.get_or_create(
        kind=kind,
        subject_id=subject,
        defaults={"mission_id": mission_id, "since": now, "again_at": now},
    )
    failures = min(row.failures + 1, 1000)
    again_at = now + pause_after(failures, kind)
    Away.objects.filter(pk=row.pk).update(failures=failures, again_at=again_at, fault=fault)


def note_answer(kind: str, subject: UUID) -> None:
    """A server answered, or somebody has it asked anew."""
    Away.objects.filter(kind=kind, subject_id=subject).delete()


def forget_mission(mission_id: UUID) -> None:
    """Ask the mail server and all that messages of a mission leave by anew: somebody says so."""
    ours = Q(kind__in=(Away.Kind.GATEWAY, Away.Kind.PUSH), mission_id=mission_id)
    ways = Q(kind=Away.Kind.MAIL) | ours
    Away.objects.filter(ways).delete()


def of_mission(mission_id: UUID, *kinds: str) -> QuerySet[Away]:
    """The servers of a mission that give no answer now; and the mail server, which is of all."""
    ours = Q(mission_id=mission_id) | Q(mission_id=None)
    return Away.objects.filter(ours, kind__in=kinds).order_by("since")
