"""What a forum has to talk about: live until the meeting is held, then as it stood.

What is kept of an agenda are ids; each reader is shown those the policy gives them, and how many
others there are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet

from tutela.risk.factors import PRIORITIES
from tutela.warning.clocks import LEVELS
from tutela_web.access.policy import Standing
from tutela_web.fora.forum.models import Action, Forum, ForumDecision, Meeting, UpwardReport
from tutela_web.fora.forum.queries import (
    ActionRow,
    action_rows,
    actions_for,
    decisions_for,
    local_day,
    reports_for,
)
from tutela_web.risk.models import Risk
from tutela_web.risk.queries import risks_for
from tutela_web.warning.board.queries import alerts_kept
from tutela_web.warning.board.running import alerts_that_run
from tutela_web.warning.models import Alert

HIGH = 2
"""The lowest priority (of tutela.risk.factors.PRIORITIES) that comes on an agenda."""

CRITICAL = 3
MOST = 30
"""Risks and alerts of one agenda; how many more there are is said."""


@dataclass(frozen=True)
class Agenda:
    """An agenda as one reader sees it."""

    directions: Sequence[ForumDecision]
    sought: Sequence[UpwardReport]
    risks: Sequence[Risk]
    alerts: Sequence[Alert]
    actions: Sequence[ActionRow]
    unseen: int
    frozen: bool

    @property
    def levels(self) -> list[tuple[str, int]]:
        """How many alerts there are at each level, the nearest harm first."""
        held = [alert.level for alert in self.alerts]
        return [(level, held.count(level)) for level in reversed(LEVELS) if level in held]

    @property
    def ranked(self) -> list[tuple[Risk, str]]:
        """The risks, each with the word of its priority."""
        return [(risk, PRIORITIES[risk.priority or 0]) for risk in self.risks]

    def __bool__(self) -> bool:
        return any((self.directions, self.sought, self.risks, self.alerts, self.actions))


M = TypeVar("M", bound=Model)

KINDS = ("directions", "sought", "risks", "alerts", "actions")


def agenda_of(standing: Standing, meeting: Meeting) -> Agenda:
    """The agenda of a meeting: as it stood if it was held, else as it stands. Eight queries."""
    if meeting.state == Meeting.State.HELD:
        return _kept_agenda(standing, meeting)
    return _live(standing, meeting)


def references(agenda: Agenda) -> dict[str, list[str]]:
    """What is kept of an agenda: ids by kind, with the priority each risk had."""
    return {
        "directions": [str(direction.pk) for direction in agenda.directions],
        "sought": [str(one.pk) for one in agenda.sought],
        "risks": [str(risk.pk) for risk in agenda.risks],
        "alerts": [str(alert.pk) for alert in agenda.alerts],
        "actions": [str(action.action.pk) for action in agenda.actions],
    }


def risks_on(standing: Standing, forum: Forum) -> QuerySet[Risk]:
    """The priority risks a forum talks about: of its area, the worst first; to others than the
    mission only what is not marked."""
    risks = risks_for(standing).filter(status=Risk.Status.ADOPTED, priority__gte=HIGH)
    if forum.area_id:
        risks = risks.filter(area=forum.area_id)
    if forum.outside:
        risks = risks.filter(classification=0, place__classification=0)
    return risks.select_related("place").order_by("-priority", "-risk", "place__name", "pk")


def _live(standing: Standing, meeting: Meeting) -> Agenda:
    forum = meeting.forum
    here = Q(area=forum.area_id) if forum.area_id else Q()
    alerts = [] if forum.outside else alerts_that_run(standing, here)
    directed = decisions_for(standing).filter(directs=forum, answered_on=None)
    sought = reports_for(standing).filter(to=forum, taken_up=None).exclude(decisions_sought="")
    return Agenda(
        list(directed.exclude(meeting=meeting).order_by("entered_at")),
        list(sought.order_by("on")),
        list(risks_on(standing, forum)[:MOST]),
        alerts[:MOST],
        action_rows(standing, _open_before(standing, meeting), until=_day(standing, meeting)),
        0,
        frozen=False,
    )


def _day(standing: Standing, meeting: Meeting) -> date:
    return max(standing.on, local_day(standing, meeting.starts_at))


def _open_before(standing: Standing, meeting: Meeting) -> QuerySet[Action]:
    mine = actions_for(standing).filter(meeting__forum=meeting.forum, state=Action.State.OPEN)
    earlier = Q(meeting__starts_at__lt=meeting.starts_at) & ~Q(meeting=meeting)
    return mine.filter(earlier).order_by("due", "entered_at")


def _kept_agenda(standing: Standing, meeting: Meeting) -> Agenda:
    ids: Mapping[str, list[str]] = {kind: meeting.agenda.get(kind, []) for kind in KINDS}

    def seen(kind: str, rows: QuerySet[M]) -> list[M]:
        by_id = {str(record.pk): record for record in rows.filter(pk__in=ids[kind])}
        return [by_id[pk] for pk in ids[kind] if pk in by_id]

    directions = seen("directions", decisions_for(standing))
    sought = seen("sought", reports_for(standing))
    risks = seen("risks", risks_for(standing).select_related("place"))
    # An alert joined by the time of the meeting is read as the reader reads its thread now.
    read = alerts_kept(standing, {UUID(pk): meeting.starts_at for pk in ids["alerts"]})
    alerts = [read[pk] for pk in map(UUID, ids["alerts"]) if pk in read]
    actions = actions_for(standing).filter(pk__in=ids["actions"]).order_by("due", "entered_at")
    rows = action_rows(standing, actions, until=local_day(standing, meeting.starts_at))
    shown = len(directions) + len(sought) + len(risks) + len(alerts) + len(rows)
    unseen = sum(map(len, ids.values())) - shown
    return Agenda(directions, sought, risks, alerts, rows, unseen, frozen=True)


def without_politics(risks: Sequence[Risk], decisions: Sequence[ForumDecision]) -> list[Risk]:
    """Critical risks of an agenda with which no political step was decided."""
    answered = {decision.risk.pk for decision in decisions if decision.political and decision.risk}
    return [risk for risk in risks if risk.priority == CRITICAL and risk.pk not in answered]
