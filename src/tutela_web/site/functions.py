"""How the work of each function of protection stands, from the rooms that keep it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from tutela_web.access.people.functions import FunctionWork, OwedWork, Tell
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.incidents.lists.columns import IncidentFilter, filter_incidents
from tutela_web.programme.matrix.queries import lines_for
from tutela_web.programme.measures.queries import (
    duties,
    indicator_states,
    indicators_for,
    made_for,
    readings_for,
)
from tutela_web.risk.queries import latest_assessment
from tutela_web.site.area import OwedInArea, owed_incidents, owed_week
from tutela_web.warning.board.queries import alerts_for, is_overdue, open_alerts
from tutela_web.warning.models import AlertNotice, Owed, Report


def _day(at: datetime | None, standing: Standing) -> date | None:
    return at.astimezone(ZoneInfo(standing.mission.time_zone)).date() if at else None


def _list_owed(rows: Iterable[OwedInArea]) -> list[OwedWork]:
    return [OwedWork(row.what, row.number, row.url, row.late) for row in rows if row.number]


def _page(standing: Standing, name: str) -> str:
    return reverse(name, args=[standing.mission.code])


def threats(standing: Standing) -> FunctionWork | None:
    """The last assessment, and hotspots of this week's matrix without an answer."""
    if not standing.reads("risks"):
        return None
    newest = latest_assessment(standing)
    return FunctionWork(newest.on if newest else None, _list_owed(owed_week(standing, None)))


def collect(standing: Standing) -> FunctionWork | None:
    """The last incident that was recorded."""
    if not standing.reads("incidents"):
        return None
    seen = filter_incidents(standing, IncidentFilter())
    newest = seen["entered_at"].max() if seen.height else None
    day = newest.date() if isinstance(newest, datetime) else None
    return FunctionWork(day)


def verify(standing: Standing) -> FunctionWork | None:
    """Incidents whose verification has not begun."""
    if not standing.reads("incidents"):
        return None
    newest = filter_incidents(standing, IncidentFilter(verification="verified"))
    last = newest["entered_at"].max() if newest.height else None
    day = last.date() if isinstance(last, datetime) else None
    return FunctionWork(day, _list_owed(owed_incidents(standing, None)))


def distribute(standing: Standing) -> FunctionWork | None:
    """The last warning that was issued, and open alerts with a clock that ran out."""
    if not standing.reads("alerts"):
        return None
    seen = alerts_for(standing)
    issued = AlertNotice.objects.filter(alert__in=seen, why=AlertNotice.NoticeReason.ISSUED)
    at = clock.now(standing.mission)
    late = sum(is_overdue(open_alert.now, at) for open_alert in open_alerts(standing))
    owed = [OwedWork(_("Alerts with a clock that ran out"), late, _page(standing, "warning:board"))]
    newest = issued.order_by("-at").values_list("at", flat=True).first()
    return FunctionWork(_day(newest, standing), [*(owed if late else ())])


def community(standing: Standing) -> FunctionWork | None:
    """The last report that came from a contact, and answers owed to those who told us."""
    if not standing.reads("alerts"):
        return None
    seen = alerts_for(standing)
    reports = Report.objects.filter(alert__in=seen, contact__isnull=False)
    newest = reports.order_by("-entered_at").values_list("entered_at", flat=True).first()
    dues = list(
        Owed.objects.filter(alert__in=seen, state=Owed.State.OWED).values_list("due_at", flat=True)
    )
    late = any(due < clock.now(standing.mission) for due in dues)
    owed = [OwedWork(_("Feedback due to communities"), len(dues), "", late)]
    return FunctionWork(_day(newest, standing), owed if dues else ())


def indicators(standing: Standing) -> FunctionWork | None:
    """The last reading, and readings that are late."""
    if not standing.reads("strategy"):
        return None
    newest = readings_for(standing).first()
    states = indicator_states(standing, indicators_for(standing))
    late = sum(state.state == "late" for state in states)
    url = _page(standing, "monitoring:indicators")
    owed = [OwedWork(_("Readings that are late"), late, url, late=True)] if late else []
    return FunctionWork(newest.on if newest else None, owed)


def police(standing: Standing) -> FunctionWork | None:
    """Lines of the matrix of the Police that run, and those past their last day."""
    if not standing.reads("strategy"):
        return None
    lines = lines_for(standing).filter(part="police").exclude(status__in=("done", "stopped"))
    ends = list(lines.values_list("ends", flat=True))
    begun = lines.filter(starts__lte=standing.on).order_by("-starts")
    late = sum(day is not None and day < standing.on for day in ends)
    url = _page(standing, "programme:matrix")
    owed = [OwedWork(_("Lines past their last day"), late, url, late=True)] if late else []
    return FunctionWork(begun.values_list("starts", flat=True).first(), owed)


def secretariat(standing: Standing) -> FunctionWork | None:
    """The last report made, and reports that are late."""
    if not standing.reads("strategy"):
        return None
    newest = made_for(standing).first()
    late = sum(state == "late" for _duty, state in duties(standing))
    url = _page(standing, "programme:report_duties")
    owed = [OwedWork(_("Reports that are late"), late, url, late=True)] if late else []
    return FunctionWork(newest.made_on if newest else None, owed)


TELLING: dict[str, Tell] = {
    tell.__name__: tell
    for tell in (threats, collect, verify, distribute, community, indicators, police, secretariat)
}
"""By function of protection, what tells how its work stands."""
