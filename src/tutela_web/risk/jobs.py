"""The register's work that takes time: assessing a mission, freezing a week."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Max

from tutela_web.access.models import Mission, Person
from tutela_web.access.policy import standing_of
from tutela_web.base import clock
from tutela_web.base.clock import real_now
from tutela_web.base.jobs import IN_PROGRESS, Progress, ask, every_seconds, job, require_key
from tutela_web.base.models import Batch, Job
from tutela_web.risk.models import Assessment
from tutela_web.risk.prune_verbs import prunable_assessments, prune
from tutela_web.risk.verbs import assess_everything
from tutela_web.risk.week_verbs import freeze_week

AGAIN_AFTER = timedelta(minutes=30)
"""How long after a failed assessment another is tried by itself."""


@job("assess", alone=True)
def assess(asked: Job, progress: Progress) -> None:
    """Assess a mission as of today, each compartment in use too.

    Whoever asked was checked then; the house does it, so that an import is followed by its scores
    whoever published it.
    """
    mission = Mission.objects.get(pk=require_key(asked.mission_id))
    assess_everything(mission, on=clock.today(mission), by=None, tell=progress.tell)


@every_seconds(20)
def assess_where_due() -> list[Mission]:
    """Ask for an assessment where files were imported or undone since the last one.

    Incidents know nothing of risk, so the register looks for itself. Gives the missions asked for.
    """
    asked = []
    changed = Batch.objects.filter(kind="events", published_at__isnull=False)
    newest = changed.values("mission_id").annotate(
        published=Max("published_at"), undone=Max("undone_at")
    )
    for row in newest:
        at = max(moment for moment in (row["published"], row["undone"]) if moment)
        mission = Mission.objects.get(pk=row["mission_id"])
        done = Assessment.objects.filter(mission=mission, compartment="", made_at__gte=at)
        waiting = Job.objects.filter(kind="assess", mission_id=mission.pk, state__in=IN_PROGRESS)
        tried = Job.objects.filter(
            kind="assess",
            mission_id=mission.pk,
            state=Job.State.FAILED,
            asked_at__gte=real_now() - AGAIN_AFTER,
        )
        if not (done.exists() or waiting.exists() or tried.exists()):
            ask("assess", mission_id=mission.pk)
            asked.append(mission)
    return asked


@job("prune_assessments", alone=True)
def prune_assessments(asked: Job, progress: Progress) -> None:
    """Remove a mission's assessments that nothing rests on any more."""
    prune(Mission.objects.get(pk=require_key(asked.mission_id)), tell=progress.tell)


@every_seconds(3600)
def prune_where_due() -> list[Mission]:
    """Ask for it where there is something to remove; gives the missions asked for."""
    asked = []
    for mission in Mission.objects.all():
        waiting = Job.objects.filter(
            kind="prune_assessments", mission_id=mission.pk, state__in=IN_PROGRESS
        )
        if not waiting.exists() and prunable_assessments(mission):
            ask("prune_assessments", mission_id=mission.pk)
            asked.append(mission)
    return asked


@job("freeze_week", alone=True)
def freeze(asked: Job, progress: Progress) -> None:
    """Freeze the week for the person who asked, if they still may."""
    mission = Mission.objects.get(pk=require_key(asked.mission_id))
    person = Person.objects.get(pk=require_key(asked.by_id))
    freeze_week(mission, by=standing_of(person, mission), tell=progress.tell)
