"""The room's work that takes time: filling a report from the records."""

from __future__ import annotations

from tutela_web.access.models import Person
from tutela_web.base.jobs import Progress, job, require_key
from tutela_web.base.models import Job
from tutela_web.reporting.drafting.verbs import DRAFT_JOB
from tutela_web.reporting.filling.fill_job import fill_edition
from tutela_web.reporting.models import ReportEdition


@job(DRAFT_JOB)
def draft_report(asked: Job, progress: Progress) -> None:
    """Fill an edition; stopped, it stands as it stood before."""
    report = ReportEdition.objects.select_related("mission").get(pk=require_key(asked.subject_id))
    person = Person.objects.filter(pk=asked.by_id).first() if asked.by_id else None
    fill_edition(report, by=person, tell=progress.tell, finish=progress.hold)
