"""What the worker does for access."""

from __future__ import annotations

from tutela_web.access.audit import archiving, seal, trail
from tutela_web.access.people import verbs
from tutela_web.access.sessions import throttle
from tutela_web.base.clock import real_now
from tutela_web.base.jobs import IN_PROGRESS, Progress, ask, every_seconds, job
from tutela_web.base.models import Job

ARCHIVE = "archive_trail"


@every_seconds(900)
def end_lapsed() -> None:
    """End sessions and devices of people whose last post or role has ended."""
    verbs.end_lapsed()
    throttle.forget_old()


@every_seconds(60)
def watch_clock() -> None:
    """Notice a clock that was set back: what is entered since bears times that are not true."""
    trail.mark_clock()


@job(ARCHIVE)
def archive_trail(asked: Job, progress: Progress) -> None:
    """Put away the months of the trail that ended long enough ago."""
    through = archiving.month_due(real_now())
    for chain in archiving.chains_due(through):
        archiving.archive(chain, through=through, tell=progress.tell)


@every_seconds(86_400)
def archive_trail_where_due() -> None:
    """Ask for that once a month has lain for its time; without a key of the seals nothing is put
    away, which `tutela platform check` tells."""
    under_way = Job.objects.filter(kind=ARCHIVE, state__in=IN_PROGRESS)
    due = archiving.chains_due(archiving.month_due(real_now()))
    if due and seal.key() is not None and not under_way.exists():
        ask(ARCHIVE)
