"""What the worker does for access."""

from __future__ import annotations

from tutela_web.access.audit import trail
from tutela_web.access.people import verbs
from tutela_web.access.sessions import throttle
from tutela_web.base.jobs import every_seconds


@every_seconds(900)
def end_lapsed() -> None:
    """End sessions and devices of people whose last post or role has ended."""
    verbs.end_lapsed()
    throttle.forget_old()


@every_seconds(60)
def watch_clock() -> None:
    """Notice a clock that was set back: what is entered since bears times that are not true."""
    trail.mark_clock()
