"""Disputes on pages of rooms below: the incident that broke an agreement, the agenda of a meeting,
the calendar a person fetches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid5

from django.forms import Form, ModelForm
from django.utils.translation import gettext as _

from tutela.coordination.calendar import Entry
from tutela_web.access.policy import Standing
from tutela_web.fora.calendar.queries import AHEAD, BACK, MORE
from tutela_web.fora.forum.models import Meeting
from tutela_web.fora.forum.queries import local_day
from tutela_web.fora.meetings import parts
from tutela_web.fora.meetings.queries import Agenda
from tutela_web.incidents.models import Incident
from tutela_web.incidents.panels import PANELS
from tutela_web.outreach.disputes.models import Dispute
from tutela_web.outreach.disputes.queries import (
    ACT,
    KIND,
    RUNS,
    breaches_for,
    disputes_due,
)


def breaches_by(standing: Standing, incident: Incident) -> Mapping[str, Any] | None:
    """What the page of an incident shows: the agreements a person said it broke. None for who
    reads no disputes, and where there is nothing to see or to say."""
    if not standing.reads(KIND):
        return None
    rows = list(breaches_for(standing).filter(incident=incident).select_related("agreement"))
    may_say = standing.may_somewhere(ACT) and not incident.merged_into_id
    if not rows and not may_say:
        return None
    return {"breaches": rows, "may_say": may_say, "incident": incident}


def on_agenda(
    standing: Standing,
    meeting: Meeting,
    agenda: Agenda,
    refused: Mapping[str, Form | ModelForm],
) -> Mapping[str, Any]:
    """What a meeting that is planned has to talk about of disputes: of the area of its forum. A
    forum that others sit in is shown none."""
    planned = meeting.state == Meeting.State.PLANNED and not meeting.forum.outside
    if not planned or not standing.reads(KIND):
        return {"due": []}
    day = max(standing.on, local_day(standing, meeting.starts_at))
    return {"due": disputes_due(standing, meeting.forum.area, day)}


def calendar_entries(standing: Standing, key: UUID) -> list[Entry]:
    """The seasons, reviews and days due of the disputes this person keeps. What lies in a
    compartment leaves no house, and what is marked is not named."""
    if not standing.reads(KIND) or not standing.may_somewhere(ACT):
        return []
    plain = replace(standing, compartments=frozenset())
    drill = _("EXERCISE: ") if standing.mission.is_exercise else ""
    rows = disputes_due(plain, None, standing.on, season=AHEAD, ahead=AHEAD)
    return [
        Entry(
            uuid5(key, f"{due.dispute.pk.hex}:{due.kind}:{due.on}").hex,
            f"{drill}{_title(due.dispute)}: {due.why}",
            due.on,
            due.dispute.entered_at,
            version=due.dispute.version,
        )
        for due in rows
        if due.kind != RUNS
        and due.on >= standing.on - BACK
        and standing.may(ACT, area=due.dispute.area_id)
    ]


def _title(dispute: Dispute) -> str:
    return dispute.name if dispute.classification == 0 else _("Open Tutela")


def connect() -> None:
    """Tell the rooms below."""
    PANELS["outreach/_breaches.html"] = breaches_by
    parts.PANELS["outreach/_agenda_disputes.html"] = on_agenda
    MORE.append(calendar_entries)
