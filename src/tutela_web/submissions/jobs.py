"""Linked forms are asked for what is new: each hour, and when somebody asks."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta

from django.db.models import Q

from tutela.base.errors import TutelaError
from tutela.base.messages import as_json
from tutela_web.access.models import Person
from tutela_web.access.policy import Standing, standing_of
from tutela_web.base.clock import real_now
from tutela_web.base.jobs import IN_PROGRESS, Progress, ask, every_seconds, job, require_key
from tutela_web.base.models import Job
from tutela_web.channels.models import Away
from tutela_web.channels.unreachable_servers import left_alone
from tutela_web.submissions.fetching import is_left_alone
from tutela_web.submissions.models import FormLink
from tutela_web.submissions.queries import PREVIEW, PULL
from tutela_web.submissions.verbs import preview_link, pull_link

HOURLY = timedelta(hours=1)


@job(PREVIEW)
def preview_form(asked: Job, progress: Progress) -> None:
    """Look at the first submissions of a linked form, and keep what its page shows."""
    link = _link(asked)
    try:
        seen = preview_link(link, by=_asker(asked, link))
    except TutelaError as fault:
        progress.keep({"fault": as_json(fault.as_sentence())})
        return
    progress.keep(asdict(seen) | {"refusals": [as_json(refusal) for refusal in seen.refusals]})


@job(PULL, alone=True)
def pull_forms(asked: Job, progress: Progress) -> None:
    """Take what is new of one linked form. One at a time in a mission: however many servers hang,
    another worker is free."""
    link = _link(asked)
    if asked.by_id is None and link.server is not None and is_left_alone(link.server):
        return
    try:
        by = _asker(asked, link) if asked.by_id is not None else None
        result = pull_link(link, by=by, tell=progress.tell)
    except TutelaError as fault:  # on the page of the link, and tried again within the hour
        progress.keep({"fault": as_json(fault.as_sentence())})
        return
    progress.keep(asdict(result))


def _link(asked: Job) -> FormLink:
    rows = FormLink.objects.select_related("server", "mission", "keeper", "form")
    return rows.get(pk=require_key(asked.subject_id))


def _asker(asked: Job, link: FormLink) -> Standing:
    """Who asked, as they stand now."""
    return standing_of(Person.objects.get(pk=require_key(asked.by_id)), link.mission)


@every_seconds(300)
def ask_for_forms() -> None:
    """Have the forms asked for that were not within the hour."""
    due = Q(pulled_at=None) | Q(pulled_at__lt=real_now() - HOURLY)
    links = FormLink.objects.filter(due, active=True, server__isnull=False, mapped_at__isnull=False)
    silent = {server for (_kind, server), left in left_alone(Away.Kind.FORMS).items() if left}
    busy = set(
        Job.objects.filter(kind=PULL, state__in=IN_PROGRESS).values_list("subject_id", flat=True)
    )
    tried = set(
        Job.objects.filter(kind=PULL, asked_at__gt=real_now() - HOURLY).values_list(
            "subject_id", flat=True
        )
    )
    for pk, mission in links.exclude(server__in=silent).values_list("pk", "mission_id"):
        if pk not in busy | tried:
            ask(PULL, mission_id=mission, subject_id=pk)
