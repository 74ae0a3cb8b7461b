"""Linked forms are asked for what is new: each hour, and when somebody asks."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q

from tutela.base.errors import TutelaError
from tutela_web.base.clock import real_now
from tutela_web.base.jobs import IN_PROGRESS, Progress, ask, every_seconds, job, require_key
from tutela_web.base.models import Job
from tutela_web.submissions.models import FormLink
from tutela_web.submissions.verbs import pull_link

HOURLY = timedelta(hours=1)


@job("pull_forms")
def pull_forms(asked: Job, progress: Progress) -> None:
    """Take what is new of one linked form."""
    link = FormLink.objects.select_related("server", "mission", "keeper", "form").get(
        pk=require_key(asked.subject_id)
    )
    try:
        pull_link(link)
    except TutelaError:
        return  # said on the page of the link, and tried again within the hour


@every_seconds(300)
def ask_for_forms() -> None:
    """Have the forms asked for that were not within the hour."""
    due = Q(pulled_at=None) | Q(pulled_at__lt=real_now() - HOURLY)
    links = FormLink.objects.filter(due, active=True, server__isnull=False, mapped_at__isnull=False)
    busy = set(
        Job.objects.filter(kind="pull_forms", state__in=IN_PROGRESS).values_list(
            "subject_id", flat=True
        )
    )
    tried = set(
        Job.objects.filter(kind="pull_forms", asked_at__gt=real_now() - HOURLY).values_list(
            "subject_id", flat=True
        )
    )
    for pk, mission in links.values_list("pk", "mission_id"):
        if pk not in busy | tried:
            ask("pull_forms", mission_id=mission, subject_id=pk)
