"""One clock: operational code asks here what time it is in the mission, and nowhere else.

A demo or exercise mission runs on a shifted clock. Audit and sessions use real time.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from django.utils import timezone


class HasClock(Protocol):
    """A mission, as far as time goes: its zone, and how far its clock is shifted."""

    time_zone: str
    clock_shift: timedelta


def now(mission: HasClock) -> datetime:
    """The time in the mission, in its own zone."""
    return (timezone.now() + mission.clock_shift).astimezone(ZoneInfo(mission.time_zone))


def today(mission: HasClock) -> date:
    """The civil date in the mission."""
    return now(mission).date()


def real_now() -> datetime:
    """Real time, UTC: for audit, sessions and jobs only."""
    return timezone.now()
