"""The room's work that takes time: computing indicators."""

from __future__ import annotations

from tutela_web.access.models import Mission, Person
from tutela_web.base.jobs import Progress, every_seconds, job, require_key
from tutela_web.base.models import Job
from tutela_web.monitoring.measured import verbs

DAY = 24 * 60 * 60


@job(verbs.COMPUTE, alone=True)
def compute_indicators(asked: Job, progress: Progress) -> None:
    """Compute the indicators of a mission for their last periods."""
    mission = Mission.objects.get(pk=require_key(asked.mission_id))
    person = Person.objects.filter(pk=asked.by_id).first() if asked.by_id else None
    verbs.compute_values(mission, by=person, tell=progress.tell)


@every_seconds(DAY)
def compute_due() -> None:
    """Have indicators computed whose last period has ended."""
    for mission in Mission.objects.order_by("pk"):
        verbs.compute_due(mission)
