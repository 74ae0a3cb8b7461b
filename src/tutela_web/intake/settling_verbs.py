"""What becomes of a report from the field: a person says so, and it is told from then on."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from tutela.base.errors import BadParameter
from tutela.base.say import say
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import Denied, NotNow
from tutela_web.base.holding import hold, one_at_a_time
from tutela_web.base.values import FieldValue
from tutela_web.incidents.closed import VERIFIERS, holds_office, refuse_closed_words
from tutela_web.incidents.inputs import IncidentInput, incident_input
from tutela_web.incidents.models import Incident
from tutela_web.incidents.verbs import record_incident
from tutela_web.intake.models import AdviserCall, FieldReport
from tutela_web.intake.queries import SETTLE
from tutela_web.records import verbs as records

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
    held = hold(report)
    if held.state not in (State.NEW, State.ALERTED):
        raise NotNow(
            say("somebody said what became of it meanwhile"), next=say("load the page again")
        )
    said = {"settled_by": by.person, "settled_at": clock.now(by.mission), **changes}
    return records.edit(held, said, version=held.version, by=by.person)


@one_at_a_time(hold)
def answer_call(call: AdviserCall, *, by: Standing) -> AdviserCall:
    """Say that whoever asked for an adviser was answered.

    Raises  Denied for who is not of the record's office; NotNow where somebody answered.
    """
    by.require_ours(call)
    if not holds_office(by, {VERIFIERS[call.part.compartment]}, call.part):
        raise Denied(say("this waits for another office"), next=say("leave it to its adviser"))
    if call.answered_at is not None:
        raise NotNow(say("somebody answered this call"), next=say("nothing needs doing"))
    call.answered_at, call.answered_by = clock.now(by.mission), by.person
    call.save(update_fields=["answered_at", "answered_by"])
    return call
