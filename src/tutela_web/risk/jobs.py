"""The register's work that takes time: assessing a mission, freezing a week."""

from __future__ import annotations

from datetime import timedelta

from tutela_web.access.models import Mission, Person
from tutela_web.access.policy import standing_of
from tutela_web.base import clock
from tutela_web.base.clock import real_now
from tutela_web.base.jobs import IN_PROGRESS, Progress, ask, every_seconds, job, require_key
from tutela_web.base.models import Job
from tutela_web.risk.due_queries import outdated_scores
from tutela_web.risk.prune_verbs import prunable_assessments, prune, thinnable_assessments
from tutela_web.risk.verbs import assess_everything, assess_mission
from tutela_web.risk.weekly.verbs import freeze_week

AGAIN_AFTER = timedelta(minutes=30)
"""How long after a failed assessment another is tried by itself."""

LONG = timedelta(minutes=1)
"""An assessment that took longer leaves the machine to others as long as it took."""


@job("assess", alone=True)
def assess(asked: Job, progress: Progress) -> None:
    """Assess a mission as of today, each compartment in use too.

    Whoever asked was checked then; the house does it, so that an import is followed by its scores
    whoever published it.
    """
    mission = Mission.objects.get(pk=require_key(asked.mission_id))
    assess_everything(mission, on=clock.today(mission), by=None, tell=progress.tell)


@job("assess_closed", alone=True)
def assess_closed(asked: Job, progress: Progress) -> None:
    """Assess as of today the compartments alone whose records changed."""
    mission = Mission.objects.get(pk=require_key(asked.mission_id))
    for compartment in outdated_scores(mission):
        if compartment:
            on = clock.today(mission)
            assess_mission(mission, on=on, by=None, compartment=compartment, tell=progress.tell)


@every_seconds(15)
def assess_where_due() -> list[Mission]:
    """Ask for the scores that are older than what they rest on; gives the missions asked for.

    Incidents know nothing of risk, so the register looks for itself.
    """
    asked = []
    for mission in Mission.objects.all():
        outdated = outdated_scores(mission)
        kind = "assess" if "" in outdated else "assess_closed"
        if outdated and not _tried_lately(mission, kind):
            ask(kind, mission_id=mission.pk)
            asked.append(mission)
    return asked


def _tried_lately(mission: Mission, kind: str) -> bool:
    """Whether one is under way, failed of late, or took LONG and ended less long ago than that."""
    mine = Job.objects.filter(kind=kind, mission_id=mission.pk)
    failed = mine.filter(state=Job.State.FAILED, asked_at__gte=real_now() - AGAIN_AFTER)
    if mine.filter(state__in=IN_PROGRESS).exists() or failed.exists():
        return True
    last = mine.filter(state=Job.State.DONE).order_by("-asked_at").first()
    if last is None or last.ended_at is None:
        return False
    took = last.ended_at - last.asked_at
    return took > LONG and real_now() - last.ended_at < took


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
        if not waiting.exists() and (
            prunable_assessments(mission) or thinnable_assessments(mission)
        ):
            ask("prune_assessments", mission_id=mission.pk)
            asked.append(mission)
    return asked


@job("freeze_week", alone=True)
def freeze(asked: Job, progress: Progress) -> None:
    """Freeze the week for the person who asked, if they still may."""
    mission = Mission.objects.get(pk=require_key(asked.mission_id))
    person = Person.objects.get(pk=require_key(asked.by_id))
    freeze_week(mission, by=standing_of(person, mission), tell=progress.tell)
