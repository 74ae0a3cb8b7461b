"""The demonstration's one day: the morning of 31 December 2018, whenever it is opened.

Alerts run by the mission's clock, as everywhere. So the clock is set back and the alerts of the
morning are told anew: by each `tutela demo`, and by whoever signs in once that day is over. Nobody
is moved through time while they work: a session outlives no day.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from tutela.warning.shifts import shift_of
from tutela_web.access.models import Duty, Mission, Post
from tutela_web.base import clock
from tutela_web.risk.models import LastLook

ON = date(2018, 12, 31)
MORNING = datetime(ON.year, ON.month, ON.day, 5, tzinfo=UTC)
"""Early in the day in both missions."""

LASTS = timedelta(hours=12)
"""How long after the morning the alerts of it are still of today."""


def shift_to_morning() -> timedelta:
    """How far a clock is shifted that shows the morning now."""
    return timedelta(seconds=int((MORNING - clock.real_now()).total_seconds()))


def is_over(mission: Mission) -> bool:
    """Whether the mission's clock has run on to where the alerts of the morning are old."""
    return not MORNING <= clock.now(mission) < MORNING + LASTS


def set_to_morning(mission: Mission) -> None:
    """Set the mission's clock to the morning; looks from before it was set back are forgotten."""
    mission.clock_shift = shift_to_morning()
    mission.save(update_fields=["clock_shift"])
    LastLook.objects.filter(mission=mission, looked_at__gt=clock.now(mission)).delete()


def keep_roster(mission: Mission) -> None:
    """The turns of this shift and of the next for the posts that keep a desk, of those who hold
    them one after the other."""
    now = clock.now(mission)
    shift = shift_of(now.astimezone(ZoneInfo(mission.time_zone)))
    for post in Post.objects.filter(mission=mission, role="joc_duty_officer"):
        people = [one.person for one in post.holdings.order_by("order", "pk")]
        if people and not post.duties.filter(starts_at__lte=now, ends_at__gt=now).exists():
            for turn, person in ((shift, people[0]), (shift_of(shift.ends), people[-1])):
                Duty.objects.create(
                    post=post, person=person, starts_at=turn.began, ends_at=turn.ends
                )
