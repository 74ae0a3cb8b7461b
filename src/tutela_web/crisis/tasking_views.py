"""What was tasked to the posts a person holds: read, answered, reported, by those tasked."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tutela_web.access.doors import mission_page, refused_atop
from tutela_web.access.policy import Standing
from tutela_web.crisis import tasking_queries, verbs
from tutela_web.crisis.forms import TaskingAnswerForm
from tutela_web.crisis.models import Tasking
from tutela_web.records.pages import read_line


@mission_page()
def my_taskings(request: HttpRequest, standing: Standing) -> HttpResponse:
    """The taskings of the posts this person holds: what is asked, and what they answered."""
    rows = list(tasking_queries.taskings_given_to(standing))
    for one in rows:
        read_line(standing, one)
    seen = tasking_queries.alerts_seen(standing, rows)
    context = {
        "rows": [(one, seen.get(one.alert_id), tasking_queries.is_awaited(one)) for one in rows],
        "unanswered": sum(one.state == Tasking.State.GIVEN for one in rows),
        "answer_form": TaskingAnswerForm(auto_id=False),
    }
    return render(request, "crisis/my_taskings.html", context)


def _mine(standing: Standing, pk: UUID) -> Tasking:
    rows = tasking_queries.taskings_given_to(standing).prefetch_related(None)
    return get_object_or_404(rows.select_related("alert__mission"), pk=pk)


@require_POST
@mission_page()
def answer(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Accept a tasking of one's post, or refuse or delay it with a reason."""
    tasking, form = _mine(standing, pk), TaskingAnswerForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("This answer could not be read."))
    else:
        given = form.cleaned_data
        with refused_atop(request):
            verbs.answer(tasking, given.pop("answer"), by=standing, **given)
    return redirect("crisis:my_taskings", standing.mission.code)


@require_POST
@mission_page()
def move(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Say that one left, arrived, left the place, or is back."""
    tasking = _mine(standing, pk)
    with refused_atop(request):
        verbs.move(tasking, request.POST.get("what", ""), by=standing)
    return redirect("crisis:my_taskings", standing.mission.code)


@require_POST
@mission_page()
def report(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Report what came of a tasking."""
    tasking = _mine(standing, pk)
    with refused_atop(request):
        verbs.report_result(tasking, request.POST.get("result", ""), by=standing)
    return redirect("crisis:my_taskings", standing.mission.code)
