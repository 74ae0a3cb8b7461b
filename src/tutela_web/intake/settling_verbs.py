"""What becomes of a report from the field: a person says so, and it is told from then on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import transaction

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import NotNow
from tutela_web.base.holding import hold, one_at_a_time
from tutela_web.base.values import FieldValue
from tutela_web.incidents.closed.harms import refuse_closed_words
from tutela_web.incidents.inputs import IncidentInput, incident_input
from tutela_web.incidents.models import Incident
from tutela_web.incidents.record.verbs import record_incident
from tutela_web.intake.models import FieldReport
from tutela_web.intake.queries import SETTLE, running_at
from tutela_web.records import verbs as records
from tutela_web.warning.alerts.verbs import AlertReport, add_word, raise_alert
from tutela_web.warning.inputs import WordInput, alert_input, where_said
from tutela_web.warning.merging.verbs import propose
from tutela_web.warning.models import Alert, AlertLevel, Channel

State = FieldReport.State

TAKEN_OVER = (
    "place",
    "place_said",
    "place_precision",
    "latitude",
    "longitude",
    "area",
    "event_from",
    "event_from_time",
    "event_to",
    "event_to_time",
    "event_precision",
    "known_at",
    "language",
    "classification",
)
"""What an incident takes from the report it is made of; its words a person writes anew."""

WHERE = ("place", "place_said", "place_precision", "latitude", "longitude", "area")
"""What an alert takes from the report it is raised from."""


@one_at_a_time(hold)
def link_report(report: FieldReport, incident: Incident, *, by: Standing) -> FieldReport:
    """Say that a report tells of an incident that is on record.

    Raises  Denied; NotNow where somebody settled it, or the incident was merged into another.
    """
    by.require(SETTLE, area=report.area_id, of=report)
    by.require_ours(incident)
    if incident.merged_into_id:
        raise NotNow(
            say("this incident was merged into another"), next=say("link the report to that one")
        )
    return _settle(report, {"state": State.LINKED, "incident": incident}, by)


@transaction.atomic
def record_report(
    report: FieldReport, fields: IncidentInput, *, by: Standing, id: UUID | None = None
) -> Incident:
    """Record an incident of a report: place, times and grade are the report's, the words a
    person's.

    Takes   fields, title, harms and summary: without a name, and without a harm of a compartment.
    Raises  Denied; NotNow where somebody settled it; BadParameter for a harm of a compartment, or
            misconduct by personnel: these have forms that keep them apart.
    """
    by.require(SETTLE, area=report.area_id, of=report)
    refuse_closed_words(fields.get("title"), fields.get("summary"))
    taken = incident_input({name: getattr(report, name) for name in TAKEN_OVER})
    if report.place is not None and not report.place_said:
        taken["place_said"] = report.place.name
    grade = f"{report.reliability}{report.credibility}"
    recorded = record_incident({**taken, "grade": grade, **fields}, by=by, id=id)
    if recorded.incident is None:
        raise BadParameter(
            say("this harm belongs to a compartment"),
            next=say("record it by the form of an incident, which keeps it apart"),
        )
    _settle(report, {"state": State.RECORDED, "incident": recorded.incident}, by)
    return recorded.incident


@transaction.atomic
def close_report(report: FieldReport, *, why: str, by: Standing) -> FieldReport:
    """Close a report of which no incident comes, and say why. Its danger, if any, is not ended.

    Raises  Denied; NotNow where somebody settled it; BadParameter without a reason.
    """
    by.require(SETTLE, area=report.area_id, of=report)
    if not why.strip():
        raise BadParameter(say("it is not said why"), next=say("write it in a line"))
    return _settle(report, {"state": State.CLOSED, "settled_why": why.strip()[:300]}, by)


@transaction.atomic
def reopen_report(report: FieldReport, *, why: str, by: Standing) -> FieldReport:
    """Take back what was said of a report: it waits again. The history keeps both.

    Raises  Denied; NotNow where nothing was said; BadParameter without a reason.
    """
    by.require(SETTLE, area=report.area_id, of=report)
    if not why.strip():
        raise BadParameter(say("it is not said why"), next=say("write it in a line"))
    held = hold(report)
    if held.state in (State.NEW, State.ALERTED):
        raise NotNow(say("nobody has settled it yet"), next=say("nothing needs doing"))
    changes: dict[str, FieldValue] = {
        "state": State.ALERTED if held.alert_id else State.NEW,
        "incident": None,
        "settled_why": "",
        "settled_by": None,
        "settled_at": None,
    }
    return records.edit(held, changes, version=held.version, by=by.person, reason=why.strip()[:100])


def _settle(report: FieldReport, changes: Mapping[str, FieldValue], by: Standing) -> FieldReport:
    held = _hold_unsettled(report)
    said = {"settled_by": by.person, "settled_at": clock.now(by.mission), **changes}
    for field_report in FieldReport.objects.filter(thread=held.pk, state__in=UNSETTLED):
        records.edit(field_report, said, version=field_report.version, by=by.person)
    return records.edit(held, said, version=held.version, by=by.person)


UNSETTLED = (State.NEW, State.ALERTED)


def _hold_unsettled(report: FieldReport) -> FieldReport:
    held = hold(report)
    if held.state not in UNSETTLED:
        raise NotNow(
            say("somebody said what became of it meanwhile"), next=say("load the page again")
        )
    if held.thread_id:
        raise NotNow(
            say("it was put together with another report, which speaks for both"),
            next=say("say there what becomes of them, or take this one apart"),
        )
    return held


# --- reports of one event, and a danger that goes on


@transaction.atomic
def put_together(
    report: FieldReport, others: Sequence[FieldReport], *, by: Standing
) -> FieldReport:
    """Say that other reports tell of the same event as one: from then on that one speaks for all,
    and what becomes of it becomes of them. Each stands as it was written.

    Raises  Denied; NotNow where one of them was settled, or speaks for others already.
    """
    by.require(SETTLE, area=report.area_id, of=report)
    held = _hold_unsettled(report)
    for other in others:
        by.require(SETTLE, area=other.area_id, of=other)
        second = _hold_unsettled(other)
        if second.pk == held.pk:
            continue
        for field_report in FieldReport.objects.filter(thread=second.pk):
            records.edit(field_report, {"thread": held}, version=field_report.version, by=by.person)
        records.edit(second, {"thread": held}, version=second.version, by=by.person)
    return held


@transaction.atomic
def take_apart(report: FieldReport, *, by: Standing) -> FieldReport:
    """Say that a report tells of another event than the one it was put together with.

    Raises  Denied; NotNow where it stands alone.
    """
    by.require(SETTLE, area=report.area_id, of=report)
    held = hold(report)
    if held.thread_id is None:
        raise NotNow(say("it stands alone"), next=say("nothing needs doing"))
    return records.edit(held, {"thread": None}, version=held.version, by=by.person)


@transaction.atomic
def raise_from_report(report: FieldReport, *, by: Standing) -> Alert:
    """Open an alert of a report whose danger goes on, with its clocks; where one runs at its place
    the report is joined to that one.

    Raises  Denied without the act of raising alerts; NotNow where it raised one, or was settled.
    """
    by.require(SETTLE, area=report.area_id, of=report)
    held = _hold_unsettled(report)
    if held.alert_id is not None:
        raise NotNow(say("an alert was raised from it"), next=say("open that alert"))
    answers = held.answers or {}
    words, known_at = str(answers.get("what") or ""), held.known_at or held.entered_at
    where = alert_input({name: getattr(held, name) for name in WHERE})
    said: WordInput = {"words": words}
    running = running_at(where, by.mission, known_at)
    if running is not None:
        word = AlertReport(Channel.FIELD, known_at=known_at, said={**said, "act": words[:200]})
        level = AlertLevel.ONGOING
        alert = add_word(running, word, by=by, place=where_said(where), level=level).alert
    else:
        where |= {
            "act": words[:200],
            "who": str(answers.get("who") or "")[:200],
            "language": held.language,
            "classification": held.classification,
        }
        word = AlertReport(Channel.FIELD, known_at=known_at, said=said)
        level = AlertLevel.ONGOING
        alert = raise_alert(where, mission=by.mission, by=by, level=level, word=word)
        propose(alert, words)
    changes: dict[str, FieldValue] = {"state": State.ALERTED, "alert": alert}
    records.edit(held, changes, version=held.version, by=by.person)
    return alert
