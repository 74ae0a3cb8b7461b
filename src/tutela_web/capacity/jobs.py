"""The room's work that takes time: travel times, made again when what they rest on changed."""

from __future__ import annotations

from datetime import timedelta

from tutela_web.access.models import Mission
from tutela_web.base.clock import real_now
from tutela_web.base.jobs import IN_PROGRESS, Progress, ask, every_seconds, job
from tutela_web.base.models import Job
from tutela_web.capacity.reach.surfaces import due, make_surfaces

AGAIN_AFTER = timedelta(minutes=10)
"""How long after a failure travel times are tried again by themselves."""


@job("travel_surface", alone=True)
def travel_surface(asked: Job, progress: Progress) -> None:
    """Make the travel times of a mission."""
    assert asked.mission_id is not None  # it is asked of a mission
    make_surfaces(Mission.objects.get(pk=asked.mission_id), tell=progress.tell)


@every_seconds(20)
def surfaces_where_due() -> list[Mission]:
    """Ask for travel times where bases, roads or speeds changed. Gives the missions asked for."""
    asked = []
    for mission in Mission.objects.order_by("pk"):
        mine = Job.objects.filter(kind="travel_surface", mission_id=mission.pk)
        failed = mine.filter(state=Job.State.FAILED, asked_at__gte=real_now() - AGAIN_AFTER)
        busy = mine.filter(state__in=IN_PROGRESS).exists() or failed.exists()
        if not busy and due(mission):
            ask("travel_surface", mission_id=mission.pk)
            asked.append(mission)
    return asked
