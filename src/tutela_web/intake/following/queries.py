"""The path of a report: each step from its arrival to who was told, with its time and hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Min, Q
from django.utils.translation import gettext_lazy as _

from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.values import Words
from tutela_web.incidents.lists.queries import incidents_for, titles_of
from tutela_web.incidents.models import Incident, Verification
from tutela_web.incidents.record.history import trail_of
from tutela_web.incidents.verification.queries import OPEN, STARTS
from tutela_web.intake.models import FieldReport
from tutela_web.warning.board.queries import alerts_for
from tutela_web.warning.models import Alert, AlertState

SETTLES_WITHIN = timedelta(hours=24)
"""So long a report may wait for a person to settle it before it is stuck [P]."""
MOMENTS = (AlertState.ACKNOWLEDGED, AlertState.DECIDED, AlertState.CLOSED)


@dataclass(frozen=True)
class PathStep:
    """A step of a path: when it was done and by whose hand, or since when it waits and for whom."""

    what: Words
    hand: Words
    at: datetime | None = None
    since: datetime | None = None
    late: bool = False


def path_of(standing: Standing, report: FieldReport) -> list[PathStep]:
    """The steps of a report in their order, as far as this person reads what became of it."""
    path = [PathStep(_("arrived"), report.get_way_display(), at=report.entered_at)]
    now = clock.now(standing.mission)
    if report.state == FieldReport.State.NEW:
        late = now - report.entered_at > SETTLES_WITHIN
        waits_for = _("nobody has settled it yet")
        path.append(PathStep(_("settling"), waits_for, since=report.entered_at, late=late))
    else:
        hand = _post_of(titles_of(standing, [report.settled_by_id]), report.settled_by_id)
        path.append(PathStep(report.get_state_display(), hand, at=report.settled_at))
    if report.incident_id is not None:
        path += [
            _verification(standing, incident, now)
            for incident in incidents_for(standing).filter(pk=report.incident_id)
        ]
    if report.alert_id is not None:
        for alert in alerts_for(standing).filter(pk=report.alert_id).select_related("now"):
            path += _of_alert(alert, now)
    return path


def _post_of(titles: Mapping[UUID, str], person: UUID | None) -> Words:
    return (titles.get(person) if person is not None else None) or _("not known")


def _verification(standing: Standing, incident: Incident, now: datetime) -> PathStep:
    what = _("verification")
    if incident.verification in OPEN:
        since = incident.known_at or incident.entered_at
        late = incident.verification == Verification.REPORTED and now - since > STARTS
        return PathStep(what, incident.get_verification_display(), since=since, late=late)
    trail = trail_of(standing, incident)
    last = trail.verification[-1] if trail.verification else None
    hand = _post_of(trail.titles, last.by_id if last is not None else None)
    at = last.at if last is not None else None
    return PathStep(incident.get_verification_display(), hand, at=at)


def _of_alert(alert: Alert, now: datetime) -> Iterator[PathStep]:
    """The alert's own steps, and how many are to be told of it and acted on that."""
    yield PathStep(_("alert"), alert.get_level_display(), at=alert.entered_at)
    done = alert.now.moments
    for state in MOMENTS:
        if state.value in done:
            at = datetime.fromisoformat(done[state.value][0])
            yield PathStep(state.label, _("see the alert's timeline"), at=at)
    due = alert.now.due_at
    if alert.now.open and due is not None:
        hand = _("a clock of the alert runs")
        yield PathStep(_("next step"), hand, since=alert.now.since, late=due < now)
    counts = alert.notices.aggregate(
        people=Count("person", distinct=True),
        acted=Count("person", distinct=True, filter=Q(opened_at__isnull=False)),
        first=Min("at"),
    )
    said = _("%(people)s people to be told, %(acted)s of them said they read it or acted") % counts
    yield PathStep(_("telling"), said, at=counts["first"])
