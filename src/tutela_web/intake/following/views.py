"""The reports that are stuck at a step."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tutela_web.access.page_access import mission_page
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.incidents.models import Verification
from tutela_web.incidents.verification.queries import STARTS, to_verify
from tutela_web.intake.following.queries import SETTLES_WITHIN
from tutela_web.intake.queries import KIND, reports_for, unsettled_for
from tutela_web.warning.board.queries import alerts_for


@mission_page(KIND)
def show_stuck_reports(request: HttpRequest, standing: Standing) -> HttpResponse:
    """The reports that wait at a step longer than they should, the oldest first. Three lists."""
    now = clock.now(standing.mission)
    unsettled = unsettled_for(standing).filter(entered_at__lt=now - SETTLES_WITHIN)
    unverified = to_verify(standing).filter(
        Q(known_at__lt=now - STARTS) | Q(known_at=None, entered_at__lt=now - STARTS),
        verification=Verification.REPORTED,
        field_reports__in=reports_for(standing).order_by(),
    )
    overdue = alerts_for(standing).filter(
        now__open=True, now__due_at__lt=now, field_reports__in=reports_for(standing).order_by()
    )
    context = {
        "unsettled": unsettled.order_by("entered_at"),
        "unverified": unverified.distinct(),
        "overdue": overdue.select_related("now").distinct().order_by("now__due_at"),
    }
    return render(request, "intake/stuck.html", context)
