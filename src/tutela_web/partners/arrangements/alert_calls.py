"""The calls made about an alert: a panel on its page, lines of its timeline, and a form to log one.

Who keeps the log of an operations centre writes them down where the crisis is worked on; who
manages arrangements finds them on the arrangement too.
"""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from tutela_web.access.page_access import mission_page, refused_atop
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.partners.arrangements import verbs
from tutela_web.partners.arrangements.forms import CrisisCallForm
from tutela_web.partners.arrangements.models import Call, Party
from tutela_web.partners.arrangements.queries import calls_about, lines_to_call
from tutela_web.records.models import Record
from tutela_web.records.panels import PANELS, PanelAbove
from tutela_web.warning.board.queries import MORE_LINES, TimelineEntry, read_alert, thread_read
from tutela_web.warning.models import Alert


def panel_beside(standing: Standing, record: Record) -> PanelAbove | None:
    """The panel of calls beside an alert. No query."""
    if not isinstance(record, Alert) or not standing.reads("alerts"):
        return None
    url = reverse("partners:alert_calls", args=[standing.mission.code, record.pk])
    return PanelAbove(url, _("Calls in the crisis"))


@mission_page("alerts")
def alert_calls(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Who was called about an alert, and what they answered; posted, one more call."""
    alert = read_alert(standing, pk)
    form = CrisisCallForm(
        request.POST or None,
        initial={"at": clock.now(standing.mission)},
        lines=lines_to_call(standing, alert),
    )
    if request.method == "POST" and form.is_valid():
        answers = form.cleaned_data
        with refused_atop(request):
            party = get_object_or_404(
                Party.objects.select_related("arrangement"), pk=answers["party"], until=None
            )
            fields: verbs.CallInput = {
                "why": Call.Occasion.CRISIS,
                "at": answers["at"],
                "reached": answers["reached"],
                "answer": answers["answer"],
                "alert": alert,
            }
            verbs.call(party, fields, by=standing)
        return redirect("warning:alert", standing.mission.code, pk)
    context = {
        "alert": alert,
        "calls": calls_about(standing, thread_read(alert)),
        "form": form,
        "url": request.path,
        "may_call": standing.may(verbs.LOG, area=alert.area_id)
        or standing.may(verbs.ACT, area=alert.area_id),
    }
    part = request.htmx and not form.errors  # type: ignore[attr-defined]
    template = "partners/_alert_calls.html" if part else "partners/alert_calls.html"
    return render(request, template, context, status=400 if form.errors else 200)


def lines_of_calls(standing: Standing | None, alerts: Collection[UUID]) -> list[TimelineEntry]:
    """Calls about alerts as lines of their timeline; for who reads no words, without any."""
    if standing is None:
        rows = Call.objects.filter(alert__in=alerts).select_related("author")
        return [_entry(row, "") for row in rows]
    return [_entry(row.call, row.who) for row in calls_about(standing, alerts)]


def _entry(call: Call, who: str) -> TimelineEntry:
    return TimelineEntry(
        call.at,
        "call",
        "reached" if call.reached else "not reached",
        str(call.author or ""),
        why=call.answer,
        known_at=call.known_at,
        entered_at=call.entered_at,
        detail={"words": who},
        id=str(call.pk),
    )


def connect() -> None:
    """Tell the room of warning, which lies below, of the calls about its alerts."""
    MORE_LINES["calls"] = lines_of_calls
    PANELS.append(panel_beside)
