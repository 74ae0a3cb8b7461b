"""What the worker does for warning: the ticker, each second."""

from __future__ import annotations

from tutela_web.access.models import Mission
from tutela_web.base.jobs import every_seconds
from tutela_web.warning import (
    call_verbs,
    digest,
    listening,
    missed,
    network_verbs,
    ticker,
    tripping,
)


@every_seconds(1)
def tick() -> None:
    """Apply the steps of clocks that have run out."""
    ticker.tick()


@every_seconds(1)
def listeners() -> None:
    """Tell those who listen."""
    listening.spread()
    listening.deliver()


@every_seconds(3600)
def old_news() -> None:
    """Remove news that listeners were told of long ago."""
    listening.forget()


@every_seconds(60)
def owners() -> None:
    """Name new owners where a post changed hands."""
    for mission in Mission.objects.all():
        ticker.rehome_all(mission)
        call_verbs.rehome(mission)


@every_seconds(5)
def call_backs() -> None:
    """Tell who owes a call back that its time is over."""
    for mission in Mission.objects.all():
        call_verbs.tell_late(mission)


@every_seconds(30)
def nobody_reached() -> None:
    """Tell who answers for an alert that every message about it failed."""
    for mission in Mission.objects.all():
        missed.tell_missed(mission)


@every_seconds(60)
def watch_digests() -> None:
    """Tell of watches, once a day a post."""
    for mission in Mission.objects.all():
        digest.send_digests(mission)


@every_seconds(5)
def tripwires() -> None:
    """Open what fired: from what people recorded, and from the newest assessment."""
    for mission in Mission.objects.all():
        tripping.trip(mission)


@every_seconds(300)
def silence() -> None:
    """Sound the alarm where a community fell silent."""
    for mission in Mission.objects.all():
        network_verbs.listen(mission)
