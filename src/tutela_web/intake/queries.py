"""How reports from the field are read: always for a standing."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TypedDict
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from tutela_web.access.policy import Standing
from tutela_web.incidents.models import Incident
from tutela_web.incidents.queries import standing_alone
from tutela_web.intake.models import FieldReport, ReportKind

KIND = "reports"
"""The kind of record by which the policy reads them."""

ACT = "send_report"
SETTLE = "settle_report"


def reports_for(standing: Standing) -> QuerySet[FieldReport]:
    """The reports a person may see, the last received first."""
    return FieldReport.objects.filter(standing.sees_open(KIND)).order_by("-entered_at", "-number")


REPORTS_WITHIN = timedelta(hours=2)
"""A patrol reports within it of its return. Source: domain reference, b (observer guidelines)."""


def late_hours(report: FieldReport) -> int:
    """How many hours after its return a patrol reported, where that was too late; else 0."""
    if report.kind != ReportKind.PATROL or not (report.event_to and report.event_to_time):
        return 0
    zone = ZoneInfo(report.mission.time_zone)
    returned = datetime.combine(report.event_to, report.event_to_time, zone)
    waited = (report.known_at or report.entered_at) - returned
    return int(waited.total_seconds() // 3600) if waited > REPORTS_WITHIN else 0


class ReportsOfIncident(TypedDict):
    """What the page of an incident shows of the reports that tell of it."""

    reports: list[FieldReport]


def reports_of_incident(standing: Standing, incident: Incident) -> ReportsOfIncident | None:
    """The reports that tell of an incident, with how freely somebody spoke; none of their words.
    None for who reads no reports."""
    if KIND not in standing.readings:
        return None
    rows = reports_for(standing).filter(incident=incident).defer("answers")
    return {"reports": list(rows[:40])}


NEAR_DAYS = 14


def incidents_near_report(standing: Standing, report: FieldReport) -> list[Incident]:
    """Incidents a person may see that the report may tell of: the same place, or the same area in
    the weeks around it; the nearest in time first, no more than eight."""
    day = report.event_from or (report.known_at or report.entered_at).date()
    span = (day - timedelta(days=NEAR_DAYS), day + timedelta(days=NEAR_DAYS))
    where = Q(pk__in=[])
    if report.place_id:
        where |= Q(place=report.place_id)
    if report.area_id:
        where |= Q(area=report.area_id)
    rows = standing_alone(standing).filter(where, event_from__range=span)
    near = rows.select_related("place").order_by("-event_from", "-number")[:40]
    return sorted(near, key=lambda one: abs((one.event_from - day).days if one.event_from else 99))[
        :8
    ]
