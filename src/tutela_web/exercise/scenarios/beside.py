"""Scenarios on pages of rooms below: the agenda of a meeting, the calendar a person fetches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid5

from django.forms import Form, ModelForm
from django.utils.translation import gettext as _

from tutela.coordination.calendar import Entry
from tutela_web.access.policy import Standing
from tutela_web.exercise.scenarios.models import Scenario
from tutela_web.exercise.scenarios.queries import ACT, KIND, reviews_due
from tutela_web.fora.calendar.queries import AHEAD, BACK, MORE
from tutela_web.fora.forum.models import Meeting
from tutela_web.fora.forum.queries import local_day
from tutela_web.fora.meetings import parts
from tutela_web.fora.meetings.queries import Agenda


def on_agenda(
    standing: Standing,
    meeting: Meeting,
    agenda: Agenda,
    refused: Mapping[str, Form | ModelForm],
) -> Mapping[str, Any]:
    """The scenarios a meeting that is planned has to look at: of the area of its forum, overdue
    ones first. A forum that others sit in is shown none."""
    planned = meeting.state == Meeting.State.PLANNED and not meeting.forum.outside
    if not planned or not standing.reads(KIND):
        return {"due": []}
    on = max(standing.on, local_day(standing, meeting.starts_at))
    return {"due": reviews_due(standing, meeting.forum.area, on)}


def calendar_entries(standing: Standing, key: UUID) -> list[Entry]:
    """The reviews of the scenarios this person keeps. What lies in a compartment leaves no house,
    and what is marked is not named."""
    if not standing.reads(KIND) or not standing.may_somewhere(ACT):
        return []
    plain = replace(standing, compartments=frozenset())
    drill = _("EXERCISE: ") if standing.mission.is_exercise else ""
    return [
        Entry(
            uuid5(key, f"{due.scenario.pk.hex}:review:{due.on}").hex,
            f"{drill}{_title(due.scenario)}: {due.why}",
            due.on,
            due.scenario.entered_at,
            version=due.scenario.version,
        )
        for due in reviews_due(plain, None, standing.on, ahead=AHEAD)
        if due.on >= standing.on - BACK and standing.may(ACT, area=due.scenario.area_id)
    ]


def _title(scenario: Scenario) -> str:
    return scenario.title if scenario.classification == 0 else _("Open Tutela")


def connect() -> None:
    """Tell the rooms below."""
    parts.PANELS["exercise/_agenda_scenarios.html"] = on_agenda
    MORE.append(calendar_entries)
