"""What was tasked to the posts a person holds and the units they command: read, answered, reported,
by those tasked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tutela_web.access.page_access import mission_page, mission_post, refused_atop
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.values import Words
from tutela_web.crisis.decisions import verbs
from tutela_web.crisis.decisions.forms import TaskingAnswerForm
from tutela_web.crisis.decisions.queries import others_of_unit, taskings_without_check
from tutela_web.crisis.models import Competing, Tasking
from tutela_web.crisis.tasked.card import cards_of, in_order, propose_arrival
from tutela_web.crisis.tasked.other_duties import AlsoAsked, asked_besides
from tutela_web.crisis.taskings import queries
from tutela_web.records.pages import read_lines


@mission_page()
def my_taskings(request: HttpRequest, standing: Standing) -> HttpResponse:
    """The taskings of the posts this person holds and the units they command: what is asked, and
    what they answered."""
    rows = list(queries.taskings_given_to(standing))
    return _show(request, standing, rows, asked_besides(standing))


@mission_page()
def my_tasking(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """One of these, alone on its page."""
    rows = queries.taskings_given_to(standing)
    return _show(request, standing, [get_object_or_404(rows, pk=pk)])


def _show(
    request: HttpRequest,
    standing: Standing,
    rows: list[Tasking],
    also: Sequence[AlsoAsked] = (),
) -> HttpResponse:
    read_lines(standing, rows)
    seen = queries.alerts_seen(standing, rows)
    cards = cards_of(standing, rows, clock.now(standing.mission))
    rows = in_order(rows, cards)
    context = {
        "rows": [(row, seen.get(row.alert_id), cards.get(row.pk), _times_of(row)) for row in rows],
        "also": also,
        "also_at": sum(row.pk in cards for row in rows),
        "unanswered": sum(row.state == Tasking.State.GIVEN for row in rows)
        + sum(one.waits for one in also),
        "answer_form": TaskingAnswerForm(auto_id=False),
        "reads_checks": standing.reads("checks"),
        "which_first": Competing.choices,
    }
    return render(request, "crisis/my_taskings.html", context)


@mission_page("checks")
def list_unchecked(request: HttpRequest, standing: Standing) -> HttpResponse:
    """The taskings under way that take us to people and have no harm check: by who decided that
    they go without one, or nobody."""
    rows = list(taskings_without_check(standing))
    read_lines(standing, rows)
    context = {
        "rows": rows,
        "silent": sum(not tasking.unchecked_why for tasking in rows),
    }
    return render(request, "crisis/unchecked.html", context)


TIMES = {
    "planned_departure": gettext_lazy("Planned departure"),
    "planned_arrival": gettext_lazy("To be there by"),
    "planned_return": gettext_lazy("Planned return"),
    "departed_at": gettext_lazy("Departed"),
    "arrived_at": gettext_lazy("Arrived"),
    "returned_at": gettext_lazy("Returned"),
    "withdrawn_at": gettext_lazy("Withdrawn"),
    "withdrawal_read_back_at": gettext_lazy("Withdrawal read back"),
}


def _times_of(tasking: Tasking) -> list[tuple[Words, datetime]]:
    """The times of a tasking that were planned or recorded, each with its word."""
    return [(label, at) for name, label in TIMES.items() if (at := getattr(tasking, name))]


def _own_tasking(standing: Standing, pk: UUID) -> Tasking:
    rows = queries.taskings_given_to(standing).prefetch_related(None)
    return get_object_or_404(rows.select_related("alert__mission"), pk=pk)


@mission_post()
def answer(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Accept a tasking of one's post or unit, or refuse or delay it with a reason."""
    tasking, form = _own_tasking(standing, pk), TaskingAnswerForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("This answer could not be read."))
    else:
        answers = form.read_answer()
        said, now = answers.pop("answer"), clock.now(standing.mission)
        if said == "accepted" and form.cleaned_data["proposed"] == answers["expected_arrival"]:
            answers["expected_arrival"] = propose_arrival(tasking, now, answers["expected_arrival"])
        with refused_atop(request):
            answer_kept = verbs.answer(tasking, said, by=standing, **answers)
            if answer_kept.late:
                _say_what_runs(request, tasking)
    return redirect("crisis:my_taskings", standing.mission.code)


def _say_what_runs(request: HttpRequest, tasking: Tasking) -> None:
    """Tell who answered after the end that it commits nobody, and what their unit does now."""
    running = [queries.option_in_words(other.option) for other in others_of_unit(tasking)]
    messages.warning(
        request,
        _("Kept with its hour. It came after the end and commits nobody. What runs now: %(what)s.")
        % {"what": ", ".join(running) or _("nothing else is asked of this unit")},
    )


@mission_post()
def read_back_withdrawal(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Read back that one's tasking is withdrawn."""
    with refused_atop(request):
        verbs.read_back_withdrawal(_own_tasking(standing, pk), by=standing)
    return redirect("crisis:my_taskings", standing.mission.code)


@mission_post()
def move(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Say that one left, arrived, left the place, or is back."""
    tasking = _own_tasking(standing, pk)
    with refused_atop(request):
        verbs.move(tasking, request.POST.get("what", ""), by=standing)
    return redirect("crisis:my_taskings", standing.mission.code)


@mission_post()
def report(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Report what came of a tasking."""
    tasking = _own_tasking(standing, pk)
    with refused_atop(request):
        verbs.report_result(tasking, request.POST.get("result", ""), by=standing)
    return redirect("crisis:my_taskings", standing.mission.code)
