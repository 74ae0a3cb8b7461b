"""What this room does by the clock, and its work that takes time."""

from __future__ import annotations

from dataclasses import asdict

from django.utils import translation

from tutela.base.errors import TutelaError
from tutela.base.messages import as_json
from tutela_web.access.models import Mission, Person
from tutela_web.access.policy import standing_of
from tutela_web.base.jobs import Progress, job, require_key
from tutela_web.base.models import Job
from tutela_web.outreach.perceptions import verbs
from tutela_web.outreach.perceptions.models import Survey
from tutela_web.outreach.perceptions.queries import PULL_ANSWERS
from tutela_web.outreach.rumours.verbs import trip_wires
from tutela_web.submissions.models import FormServer
from tutela_web.warning.jobs import in_each_mission


@job(PULL_ANSWERS, alone=True)
def pull_survey_answers(asked: Job, progress: Progress) -> None:
    """Take the answers of a form elsewhere, and keep what the page of answers shows, in the
    language of who asked."""
    survey = Survey.objects.select_related("mission").get(pk=require_key(asked.subject_id))
    person = Person.objects.get(pk=require_key(asked.by_id))
    by = standing_of(person, survey.mission)
    server_pk, _blank, uid = asked.far_id.partition(" ")
    server = FormServer.objects.get(pk=server_pk, mission=survey.mission)
    with translation.override(person.language):
        try:
            taken = verbs.pull_answers(survey, server, uid, by=by, tell=progress.tell)
        except TutelaError as fault:
            progress.keep({"fault": as_json(fault.as_sentence())})
        else:
            progress.keep(asdict(taken))


@in_each_mission(60)
def rumours(mission: Mission) -> None:
    """Open alerts on rumours that are told in several places."""
    trip_wires(mission)
