"""Work that takes time: files of events, and what waits for an office and is due."""

from __future__ import annotations

from tutela_web.access.models import Mission, Person
from tutela_web.access.policy import Standing, standing_of
from tutela_web.base.jobs import Progress, every_seconds, job, require_key
from tutela_web.base.models import Batch, Job
from tutela_web.incidents.closed import release_verbs
from tutela_web.incidents.imports import checking, staging, verbs


def _asker(job: Job) -> Standing:
    """What the person who asked is in the mission now, not when asking."""
    return standing_of(
        Person.objects.get(pk=require_key(job.by_id)),
        Mission.objects.get(pk=require_key(job.mission_id)),
    )


@job(verbs.CHECK)
def check_events(job: Job, progress: Progress) -> None:
    """The dry run of a file."""
    mission = Mission.objects.get(pk=require_key(job.mission_id))
    checking.check(Batch.objects.get(pk=require_key(job.subject_id)), mission, progress)


@job(verbs.IMPORT, alone=True)
def import_events(job: Job, progress: Progress) -> None:
    """Bring a confirmed file in; one at a time in a mission, for each looks at what is there."""
    by = _asker(job)
    by.require(verbs.ACT)
    staging.bring_in(Batch.objects.get(pk=require_key(job.subject_id)), by=by, progress=progress)


@job(verbs.PLACE, alone=True)
def place_events(job: Job, progress: Progress) -> None:
    """Find anew in whose area each event lies."""
    staging.place_all(Mission.objects.get(pk=require_key(job.mission_id)), progress)


@every_seconds(5, due=release_verbs.next_release)
def release_due() -> None:
    """Put out the agreed wording of what no office decided in time."""
    release_verbs.release_due()
