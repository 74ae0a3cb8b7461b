"""The room's work that takes time: computing indicators, and values from elsewhere."""

from __future__ import annotations

from dataclasses import asdict

from django.utils import translation

from tutela.base.errors import TutelaError
from tutela.base.messages import as_json
from tutela_web.access.models import Mission, Person
from tutela_web.access.policy import standing_of
from tutela_web.base.jobs import Progress, every_seconds, job, require_key
from tutela_web.base.models import Job
from tutela_web.monitoring.measured import verbs
from tutela_web.submissions.models import FormServer

DAY = 24 * 60 * 60


@job(verbs.COMPUTE, alone=True)
def compute_indicators(asked: Job, progress: Progress) -> None:
    """Compute the indicators of a mission for their last periods."""
    mission = Mission.objects.get(pk=require_key(asked.mission_id))
    person = Person.objects.filter(pk=asked.by_id).first() if asked.by_id else None
    verbs.compute_values(mission, by=person, tell=progress.tell)


@job(verbs.PULL_VALUES, alone=True)
def pull_values(asked: Job, progress: Progress) -> None:
    """Take the values of a form elsewhere, and keep what its page shows, in the language of who
    asked."""
    server = FormServer.objects.select_related("mission").get(pk=require_key(asked.subject_id))
    person = Person.objects.get(pk=require_key(asked.by_id))
    by = standing_of(person, server.mission)
    with translation.override(person.language):
        try:
            pulled = verbs.pull_values(server, asked.far_id, by=by, tell=progress.tell)
        except TutelaError as fault:
            progress.keep({"fault": as_json(fault.as_sentence())})
        else:
            progress.keep(asdict(pulled))


@every_seconds(DAY)
def compute_due() -> None:
    """Have indicators computed whose last period has ended."""
    for mission in Mission.objects.order_by("pk"):
        verbs.compute_due(mission)
