"""When somebody who listens is told: quiet hours, and news told together, by the clock on the wall.

Attacks under way are told at once, unless the person says otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from tutela.base.errors import BadParameter
from tutela.base.messages import say

DIGESTS = ("", "hourly", "daily")


@dataclass(frozen=True, slots=True)
class Wish:
    """When somebody wants to be told, by the mission's civil time.

    Takes   quiet_from and quiet_to, both or neither; they may lie on either side of midnight.
            digest of DIGESTS; digest_at, for the daily one. hold_ongoing: an attack under way waits
            too.
    Raises  BadParameter for a wish that says half of something.
    """

    quiet_from: time | None = None
    quiet_to: time | None = None
    digest: str = ""
    digest_at: time | None = None
    hold_ongoing: bool = False

    def __post_init__(self) -> None:
        if (self.quiet_from is None) != (self.quiet_to is None):
            raise BadParameter(say("quiet hours have a beginning and an end"))
        if self.quiet_from is not None and self.quiet_from == self.quiet_to:
            raise BadParameter(say("quiet hours end when they begin"), next=say("leave both empty"))
        if self.digest not in DIGESTS or (self.digest == "daily") != (self.digest_at is not None):
            raise BadParameter(say("say at which time of day news is told together"))

    def quiet(self, at: datetime) -> bool:
        """Whether a time lies in the quiet hours; the end does not.

        >>> night = Wish(quiet_from=time(22), quiet_to=time(6))
        >>> [night.quiet(datetime(2018, 12, 31, hour, tzinfo=UTC)) for hour in (21, 23, 5, 6)]
        [False, True, True, False]
        """
        if self.quiet_from is None or self.quiet_to is None:
            return False
        wall = at.time()
        if self.quiet_from < self.quiet_to:
            return self.quiet_from <= wall < self.quiet_to
        return wall >= self.quiet_from or wall < self.quiet_to

    def due(self, at: datetime, level: str) -> datetime:
        """When to tell of something that happened at a time.

        Takes   at, in the mission's own zone.
        Gives   the same time or a later one, in the same zone.

        >>> digest = Wish(digest="daily", digest_at=time(7))
        >>> digest.due(datetime(2018, 12, 31, 9, tzinfo=UTC), "warning").isoformat()
        '2019-01-01T07:00:00+00:00'
        >>> digest.due(datetime(2018, 12, 31, 9, tzinfo=UTC), "ongoing").isoformat()
        '2018-12-31T09:00:00+00:00'
        """
        if level == "ongoing" and not self.hold_ongoing:
            return at
        if self.digest == "hourly":
            at = _next_hour(at)
        elif self.digest_at is not None:
            at = next_at(at, self.digest_at)
        while self.quiet(at) and self.quiet_to is not None:
            at = next_at(at, self.quiet_to)
        return at


def _next_hour(at: datetime) -> datetime:
    past = timedelta(minutes=at.minute, seconds=at.second, microseconds=at.microsecond)
    return (at.astimezone(UTC) + timedelta(hours=1) - past).astimezone(at.tzinfo)


def next_at(at: datetime, wall: time) -> datetime:
    """The first time after `at` when the clock on the wall shows `wall`.

    Where clocks go back and show it twice, the first; where they go forward over it, as much later
    as they went forward (PEP 495).
    """
    moments = []
    for days in range(3):
        day = at.date() + timedelta(days=days)
        for fold in (0, 1):
            shown = datetime.combine(day, wall, at.tzinfo).replace(fold=fold)
            real = shown.astimezone(UTC)
            if fold == 0 or real.astimezone(at.tzinfo).time() == wall:
                moments.append(real)
    return min(real for real in moments if real > at.astimezone(UTC)).astimezone(at.tzinfo)
