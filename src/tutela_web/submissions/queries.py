"""How links to forms of other systems are read: by who keeps forms, in the mission."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet

from tutela.intake.questions import FORMS, Kind, Question
from tutela_web.access.policy import Standing
from tutela_web.base.models import Job
from tutela_web.questionnaires.models import FormVersion
from tutela_web.questionnaires.queries import questions_of
from tutela_web.submissions.models import FormLink, FormServer, TakenSubmission

ACT = "link_forms"
ASKS = PREVIEW, PULL = "preview_form", "pull_forms"
"""The kinds of job that ask a server of forms."""


def servers_for(standing: Standing) -> QuerySet[FormServer]:
    """The servers of the mission; nobody else knows of them."""
    rows = FormServer.objects.filter(mission=standing.mission).defer("password")
    return rows.order_by("name") if standing.may(ACT) else rows.none()


def links_for(standing: Standing) -> QuerySet[FormLink]:
    """The linked forms of the mission, with how many of their submissions came and were refused."""
    refused = Q(taken__state=TakenSubmission.State.REFUSED)
    rows = FormLink.objects.filter(mission=standing.mission).select_related(
        "server", "form", "keeper"
    )
    counted = rows.annotate(came=Count("taken"), refused=Count("taken", filter=refused))
    return counted.order_by("title", "made_at") if standing.may(ACT) else rows.none()


def version_of(link: FormLink) -> FormVersion | None:
    """The version in use of the mission's form that a link fills."""
    if link.form_id is None:
        return None
    rows = FormVersion.objects.filter(form=link.form_id, state=FormVersion.State.APPROVED)
    return rows.select_related("form").first()


def questions_asked(link: FormLink) -> tuple[Question, ...]:
    """The questions of ours that answers of a linked form may be; none while its form here is
    not approved."""
    if link.form_id is None:
        return FORMS[Kind(link.kind)][1]
    version = version_of(link)
    return questions_of(version) if version is not None else ()


def last_asking(link: FormLink) -> Job | None:
    """What the worker does with a linked form because somebody asked, or did last."""
    rows = Job.objects.filter(kind__in=ASKS, subject_id=link.pk, by_id__isnull=False)
    return rows.order_by("-asked_at", "-pk").first()
