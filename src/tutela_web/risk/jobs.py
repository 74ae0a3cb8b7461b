"""The register's work that takes time: assessing a mission, freezing a week."""

from __future__ import annotations

from tutela_web.access.models import Mission, Person
from tutela_web.access.policy import standing_of
from tutela_web.base import clock
from tutela_web.base.jobs import Progress, job
from tutela_web.base.models import Job
from tutela_web.risk.verbs import assess_everything
from tutela_web.risk.week_verbs import freeze_week


@job("assess", alone=True)
def assess(asked: Job, progress: Progress) -> None:
    """Assess a mission as of today, each compartment in use too.

    Whoever asked was checked then; the house does it, so that an import is followed by its scores
    whoever published it.
    """
    mission = Mission.objects.get(pk=asked.mission_id)
    assess_everything(mission, on=clock.today(mission), by=None, tell=progress.tell)


@job("freeze_week", alone=True)
def freeze(asked: Job, progress: Progress) -> None:
    """Freeze the week for the person who asked, if they still may."""
    mission = Mission.objects.get(pk=asked.mission_id)
    person = Person.objects.get(pk=asked.by_id)
    freeze_week(mission, by=standing_of(person, mission), tell=progress.tell)
