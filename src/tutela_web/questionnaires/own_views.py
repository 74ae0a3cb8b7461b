"""Pages of the mission's own fields beside those every kind has: approval, withdrawal, counts."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tutela.base.disclosure import LEAST
from tutela_web.access.page_access import mission_page, mission_post
from tutela_web.access.policy import Standing
from tutela_web.questionnaires import own_verbs
from tutela_web.questionnaires.approval_pages import (
    answer_decision,
    answer_submission,
    answer_withdrawal,
    tell_decision,
)
from tutela_web.questionnaires.models import FieldEdition, OwnField
from tutela_web.questionnaires.own_counted import count_field, seen_field
from tutela_web.questionnaires.own_queries import own_fields_for
from tutela_web.questionnaires.queries import ACT, KIND

PAGE = "questionnaires:own_field"


@mission_post(KIND, of=own_fields_for, may=ACT)
def submit(request: HttpRequest, standing: Standing, field: OwnField) -> HttpResponse:
    """Send a field for approval."""
    return answer_submission(request, standing, field, own_verbs.submit_field, PAGE)


@mission_post(KIND)
def decide(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Approve a version for an office, or refuse it."""
    rows = FieldEdition.objects.filter(field__in=own_fields_for(standing))
    version = get_object_or_404(rows, pk=pk)
    state = answer_decision(request, standing, version, own_verbs.decide_field)
    tell_decision(request, state, _("Approved: records hold it from now on."))
    return redirect(PAGE, standing.mission.code, version.field_id)


@require_GET
@mission_page(KIND, of=own_fields_for)
def counts(request: HttpRequest, standing: Standing, field: OwnField) -> HttpResponse:
    """What records hold in a field, counted by month."""
    seen = seen_field(standing, field)
    if seen is None:
        raise Http404
    counted = count_field(*seen, by=standing)
    context = {"counted": counted, "record": field, "least": LEAST}
    return render(request, "questionnaires/own_counts.html", context)


@mission_post(KIND, of=own_fields_for)
def withdraw(request: HttpRequest, standing: Standing, field: OwnField) -> HttpResponse:
    """Take a field out of force."""
    return answer_withdrawal(request, standing, field, own_verbs.withdraw_field, PAGE)
