"""What the worker does for warning: the ticker, each second."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from tutela_web.access.models import Mission
from tutela_web.base.jobs import Moments, every_seconds
from tutela_web.warning.calls import verbs
from tutela_web.warning.clocks import ticker
from tutela_web.warning.inferred import verbs as inferred_verbs
from tutela_web.warning.listening import digest
from tutela_web.warning.listening import verbs as listening
from tutela_web.warning.network import verbs as network_verbs
from tutela_web.warning.sites import verbs as site_verbs
from tutela_web.warning.telling import missed
from tutela_web.warning.tripwires import verbs as tripping


def in_each_mission(
    seconds: int, *, due: Moments | None = None
) -> Callable[[Callable[[Mission], None]], Callable[[], object]]:
    """Mark what a worker does for each mission every so many seconds; `due`, the moments it waits
    for where nobody writes anything."""

    def mark(act: Callable[[Mission], None]) -> Callable[[], object]:
        @every_seconds(seconds, due=due)
        @wraps(act)
        def in_each() -> None:
            for mission in Mission.objects.all():
                act(mission)

        return in_each

    return mark


@every_seconds(1, due=ticker.next_steps)
def tick() -> None:
    """Apply the steps of clocks that have run out."""
    ticker.tick()


@every_seconds(1, due=listening.next_deliveries)
def listeners() -> None:
    """Tell those who listen."""
    listening.spread()
    listening.deliver()


@every_seconds(3600)
def old_news() -> None:
    """Remove news that listeners were told of long ago."""
    listening.forget()


@in_each_mission(60)
def owners(mission: Mission) -> None:
    """Name new owners where a post changed hands."""
    ticker.rehome_all(mission)
    verbs.rehome(mission)
    inferred_verbs.rehome(mission)


@in_each_mission(5, due=verbs.next_late)
def call_backs(mission: Mission) -> None:
    """Tell who owes a call back that its time is over."""
    verbs.tell_late(mission)


@in_each_mission(30)
def nobody_reached(mission: Mission) -> None:
    """Tell who answers for an alert that every message about it failed."""
    missed.tell_missed(mission)


@in_each_mission(60)
def watch_digests(mission: Mission) -> None:
    """Tell of watches, once a day a post."""
    digest.send_digests(mission)


@in_each_mission(5)
def tripwires(mission: Mission) -> None:
    """Open what fired: from what people recorded, and from the newest assessment."""
    tripping.trip(mission)


@in_each_mission(5, due=inferred_verbs.asked_since)
def inferred_places(mission: Mission) -> None:
    """Tell who is to hear that nobody answered for an inferred place."""
    inferred_verbs.climb(mission)


@in_each_mission(60)
def overdue_defects(mission: Mission) -> None:
    """Raise by proposal, and tell of, what is past its day at a site."""
    site_verbs.follow_overdue(mission)


@in_each_mission(300)
def silence(mission: Mission) -> None:
    """Sound the alarm where a community fell silent."""
    network_verbs.listen(mission)
