"""Seconds of the processor that children took for a thread: who asked for them pays for them."""

from __future__ import annotations

import threading

_of_thread = threading.local()


def seconds_spent_apart() -> float:
    """What children have taken for this thread so far.

    >>> before = seconds_spent_apart()
    >>> add_seconds_apart(2.0)
    >>> seconds_spent_apart() - before
    2.0
    """
    seconds: float = getattr(_of_thread, "seconds", 0.0)
    return seconds


def add_seconds_apart(seconds: float) -> None:
    """Count what a child took, or was stopped after."""
    _of_thread.seconds = seconds_spent_apart() + seconds
