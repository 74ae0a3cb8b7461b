"""Whether decisions still stand: asked after each answer and movement, and by the worker.

The rule is the core's (`tutela.crisis.stands`). A decision that does not stand is open again from
when its tasking fell: its clocks run on, and what they would have told by now is told at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Q
from django.utils.dateparse import parse_datetime

from tutela.crisis.stands import Answer, Tasked, reopened_by
from tutela.warning.states import ENDS, NOT_EXECUTED, OUTCOME
from tutela_web.access.models import Mission
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.crisis.models import Decision, Tasking
from tutela_web.warning import tell
from tutela_web.warning import verbs as alerts
from tutela_web.warning.joinings import joined_under, root_of
from tutela_web.warning.models import Alert, AlertNow
from tutela_web.warning.now import settle

OVER = (OUTCOME, *ENDS)


def reconsider(alert: Alert, *, by: Standing | None) -> None:
    """Open the decision about an alert again where its taskings do not carry it any more; take it
    as decided where others who accepted arrive as soon."""
    root = root_of(alert.pk)
    _reconsider({root}, clock.now(alert.mission), by)


@transaction.atomic
def reconsider_all(mission: Mission) -> None:
    """Ask of every open alert of a mission: an arrival may have passed with nobody there. A fixed
    number of queries while all stand."""
    open_ones = Q(alert__now__open=True) | Q(alert__merged_into__isnull=False)
    tasked = Tasking.objects.filter(open_ones, mission=mission, arrived_at=None)
    roots: set[UUID] = set()
    ahead = set(tasked.values_list("alert", flat=True))
    while ahead:
        rows = list(Alert.objects.filter(pk__in=ahead).values_list("pk", "merged_into"))
        roots |= {pk for pk, into in rows if into is None}
        ahead = {into for _pk, into in rows if into is not None}
    if roots:
        _reconsider(roots, clock.now(mission), None)


def _reconsider(roots: Collection[UUID], now: datetime, by: Standing | None) -> None:
    under = joined_under(roots)
    about = [*roots, *under]
    taskings: dict[UUID, list[Tasked]] = defaultdict(list)
    rows = Tasking.objects.filter(alert__in=about).prefetch_related("answers")
    for row in rows:
        taskings[under.get(row.alert_id, row.alert_id)].append(tasked_of(row))
    decided: dict[UUID, datetime] = {}
    made = Decision.objects.filter(alert__in=about).values_list("alert").order_by()
    for pk, at in made.annotate(at=Max("decided_at")):
        root = under.get(pk, pk)
        decided[root] = max(at, decided.get(root, at))
    states = AlertNow.objects.filter(alert__in=taskings, open=True).select_related("alert__mission")
    for state in states:
        if not state.moments.keys() & set(OVER):
            falls = reopened_by(taskings[state.alert_id], decided.get(state.alert_id), now)
            _apply(state, falls, now, by, decided=state.alert_id in decided)


def _apply(
    state: AlertNow, falls: list[datetime], now: datetime, by: Standing | None, *, decided: bool
) -> None:
    """Write down what changed of a decision; nothing where it is on record already. One that
    somebody took stands again, inferred, so that it stops no clock; a tasking is none."""
    said = state.moments.get(NOT_EXECUTED)
    before = parse_datetime(said[0]) if said else None
    if falls and (before is None or before < falls[-1]):
        alerts.come_to(state.alert, NOT_EXECUTED, by=by, happened_at=falls[-1])
        tell.tell_reopened(state.alert, at=now)
    elif not falls and said and decided and "decided" not in state.moments:
        alerts.add_moments(state.alert, [("decided", now, True)], by=by)
        settle(state.mission, [state.alert_id])


def tasked_of(row: Tasking) -> Tasked:
    """A tasking with its answers, as the rule knows it."""
    answers = sorted(row.answers.all(), key=lambda one: (one.answered_at, one.entered_at))
    return Tasked(
        row.planned_arrival,
        [Answer(one.answered_at, one.answer, one.expected_arrival) for one in answers],
        row.arrived_at,
        row.left_at,
        row.returned_at,
    )
