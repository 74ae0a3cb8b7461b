"""What changed since I last looked."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from tutela_web.access.page_access import mission_page, mission_post
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.risk.causes import causes_since
from tutela_web.risk.queries import (
    latest_assessment,
    looked_at,
    never_assessed,
    start_unasked,
)
from tutela_web.risk.verbs import look


def start_of_changes(request: HttpRequest, standing: Standing) -> datetime:
    """From when changes are told: the address's day, else the last look, else a week ago."""
    now = clock.now(standing.mission)
    try:
        asked = clock.read_moment(request.GET.get("since", ""))
    except ValueError:
        return start_unasked(standing)
    return min(asked if timezone.is_aware(asked) else timezone.make_aware(asked), now)


@mission_page("risks")
def changes(request: HttpRequest, standing: Standing) -> HttpResponse:
    """What changed since the person last looked, a row a cause that opens to the lines it moved,
    both in parts; a button says "seen"."""
    moment = start_of_changes(request, standing)
    assessment = latest_assessment(standing)
    told = causes_since(standing, moment)
    context = {
        "since": moment,
        "causes": [(f"c{number}", cause) for number, cause in enumerate(told)],
        "total": len(told),
        "lines": sum(len(cause.lines) for cause in told),
        "unknown": len(never_assessed(standing, assessment)),
        "assessment": assessment,
        "week_ago": (clock.now(standing.mission) - timedelta(days=7)).date(),
        "last": looked_at(standing),
        "may_brief": standing.may("draft_products"),
    }
    return render(request, "monitoring/changes.html", context)


@mission_post("risks")
def mark_seen(request: HttpRequest, standing: Standing) -> HttpResponse:
    """The person has seen it: the next look starts here."""
    assessment = latest_assessment(standing)
    look(standing, assessment.pk if assessment else None)
    return redirect("monitoring:changes", standing.mission.code)
