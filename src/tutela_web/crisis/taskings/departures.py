"""By when those tasked must leave, and when they are expected: one place for every page.

The rules are the core's (`tutela.warning.departing`); here is what they rest on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from tutela.crisis.decision_status import Answer, Tasked
from tutela.crisis.tables import options
from tutela.warning.departing import estimate, leave_by
from tutela_web.capacity.models import UnitReadiness
from tutela_web.crisis.models import Tasking
from tutela_web.warning.models import Alert
from tutela_web.warning.threads.state import clocks_of


def tasked_of(row: Tasking) -> Tasked:
    """A tasking with its answers, as the rule knows it."""
    counted = (answer for answer in row.answers.all() if not answer.late)
    answers = sorted(counted, key=lambda answer: (answer.answered_at, answer.entered_at))
    minutes = row.travel_minutes
    return Tasked(
        row.planned_arrival,
        [Answer(answer.answered_at, answer.answer, answer.expected_arrival) for answer in answers],
        row.arrived_at,
        row.left_at,
        row.returned_at,
        row.withdrawal_read_back_at,
        row.planned_departure or row.entered_at,
        row.departed_at,
        None if minutes is None else timedelta(minutes=minutes),
    )


GOING = (Tasking.State.GIVEN, Tasking.State.ACCEPTED, Tasking.State.DELAYED)
"""States in which those tasked are still to leave."""


def is_political(row: Tasking) -> bool:
    """Whether a tasking is a political step, which is no way anybody goes."""
    option = options().get(row.option)
    return option is not None and option.who == "political"


def expected_at(row: Tasking, now: datetime) -> datetime | None:
    """When those of a tasking are expected to be there, as it is known now; None where it is not
    known, or they are there, or do not go, or their alert ended."""
    tasked = tasked_of(row)
    over = row.commits_nobody or not tasked.stands or tasked.arrived is not None
    if is_political(row) or over:
        return None
    return estimate(*tasked.way(), now)


class Departures:
    """What the hours of departure rest on: notice of the units, clock, level and hour feared of
    each alert. Three queries."""

    def __init__(
        self,
        rows: Iterable[Tasking],
        roots: Mapping[UUID, Alert],
        under: Mapping[UUID, UUID],
    ) -> None:
        units = {row.unit_id for row in rows if row.unit_id}
        self.under = under
        ready = UnitReadiness.objects.filter(unit__in=units)
        self.notice = {
            unit: minutes
            for unit, minutes in ready.values_list("unit", "notice_minutes")
            if minutes is not None
        }
        self.level = {pk: alert.level for pk, alert in roots.items()}
        mission = next((alert.mission for alert in roots.values()), None)
        clocks = clocks_of(mission) if mission is not None else ()
        limits = {clock.name: clock.limits for clock in clocks}
        self.limits, self.answers = limits.get("depart", {}), limits.get("answer", {})
        self.harm: dict[UUID, datetime] = {}
        feared = Alert.objects.filter(pk__in=[*roots, *under], onset_from__isnull=False)
        for pk, at in feared.values_list("pk", "onset_from"):
            root = under.get(pk, pk)
            if at is not None:
                self.harm[root] = min(at, self.harm.get(root, at))

    def leaves_by(self, row: Tasking, tasked: Tasked) -> datetime | None:
        """By when those of a tasking must leave; never later than what they said of their arrival
        allows."""
        root = self.under.get(row.alert_id, row.alert_id)
        notice = self.notice.get(row.unit_id) if row.unit_id else None
        due = leave_by(
            row.entered_at,
            self.level[root],
            self.limits,
            notice=None if notice is None else timedelta(minutes=notice),
            planned=row.planned_departure,
            harm=self.harm.get(root),
            travel=tasked.travel,
        )
        arrives, ahead = tasked.way()
        if arrives is None or ahead is not None or tasked.travel is None:
            return due
        answered = tasked.answers[-1].at if tasked.answers else row.entered_at
        # who promises the soonest hour there is leaves within what an attack allows, not at once
        said = max(arrives - tasked.travel, answered + self.limits["ongoing"])
        return said if due is None or row.state == Tasking.State.DELAYED else min(due, said)

    def answer_by(self, row: Tasking) -> datetime | None:
        """By when those tasked answer."""
        within = self.answers.get(self.level[self.under.get(row.alert_id, row.alert_id)])
        return None if within is None else row.entered_at + within

    def due(self, row: Tasking) -> datetime | None:
        """By when those of a tasking must leave, who have not left and are to."""
        left = row.departed_at is not None or row.commits_nobody
        if row.state not in GOING or left or is_political(row):
            return None
        return self.leaves_by(row, tasked_of(row))
