"""Taskings that support what a community does itself, by the number of the alert they are of."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Prefetch
from django.urls import reverse

from tutela_web.access.policy import Standing
from tutela_web.crisis.models import Tasking
from tutela_web.places.profile.queries import TaskSeen
from tutela_web.warning.board.queries import alerts_for

MARK = "AL-"


def taskings_by_alert(standing: Standing, codes: Collection[str]) -> dict[str, TaskSeen]:
    """How the newest tasking of each named alert stands; an alert without one says nothing."""
    numbers = {
        int(code[len(MARK) :]): code
        for code in codes
        if code.upper().startswith(MARK) and code[len(MARK) :].isdecimal()
    }
    if not numbers or not standing.reads("alerts"):
        return {}
    newest = Prefetch("taskings", Tasking.objects.order_by("-entered_at"))
    rows = alerts_for(standing).filter(number__in=numbers).prefetch_related(newest)
    return {
        numbers[alert.number]: TaskSeen(
            reverse("warning:alert", args=[standing.mission.code, alert.pk]),
            next(
                (tasking.get_state_display() for tasking in alert.taskings.all()),
                "",
            ),
        )
        for alert in rows
    }
