"""Whether decisions still stand, and the clocks of each tasking: asked after each answer and
movement, and by the worker.

The rules are the core's (`tutela.crisis.decision_status`, `tutela.warning.departing`). A decision
that does not stand is open again from when its tasking fell: its clocks run on, and what they would
have told by now is told at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Q
from django.utils.dateparse import parse_datetime

from tutela.crisis.decision_status import Tasked, reopened_by
from tutela.warning.states import (
    ACCEPTED,
    ANSWERED_TASK,
    AWAITED,
    BY_TASKING,
    DEPARTED,
    ENDS,
    NOT_EXECUTED,
    OUTCOME,
    REOPENED,
    TO_DEPART,
    WITHDRAWN,
)
from tutela_web.access.models import Mission
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.jobs import MomentRows, moments_of
from tutela_web.base.values import JsonValue
from tutela_web.crisis.models import Decision, Tasking
from tutela_web.crisis.taskings.departures import Departures, is_political, tasked_of
from tutela_web.crisis.taskings.notify import tell_tasked
from tutela_web.crisis.taskings.queries import ENDED
from tutela_web.warning.alerts import verbs as alerts
from tutela_web.warning.models import Alert, AlertMoment, AlertNow, AlertStep
from tutela_web.warning.telling import notify
from tutela_web.warning.threads.joinings import hold_threads, joined_under, root_of, whole_thread
from tutela_web.warning.threads.state import settle

OVER = (OUTCOME, *ENDS)


def reconsider(alert: Alert, *, by: Standing | None) -> None:
    """Open the decision about an alert again where its taskings do not carry it any more; take it
    as decided where others who accepted arrive as soon."""
    root = root_of(alert.pk)
    _reconsider({root}, clock.now(alert.mission), by)


def tasked_since() -> MomentRows:
    """Since when somebody is on the way: as long as that is so, it is looked at each time whether
    the arrival has passed."""
    open_ones = Q(alert__now__open=True) | Q(alert__merged_into__isnull=False)
    on_the_way = Tasking.objects.filter(open_ones, arrived_at=None)
    return moments_of(on_the_way, "entered_at", "mission__clock_shift")


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
    running = [state for state in states if not state.moments.keys() & set(OVER)]
    stale = _find_stale(rows, running, under)
    for state in running:
        if state.alert_id in stale:
            hold_threads(state.alert_id)
            _note_clocks(state, by)
    for state in running:
        if state.alert_id in stale:
            state.refresh_from_db()
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
        alerts.reach_state(state.alert, NOT_EXECUTED, by=by, happened_at=falls[-1])
        notify.tell_reopened(state.alert, at=now)
    elif not falls and said and decided and "decided" not in state.moments:
        alerts.add_moments(state.alert, [("decided", now, True)], by=by)
        settle(state.mission, [state.alert_id])


# --- the clocks of each tasking


Noted = tuple[str, dict[str, JsonValue]]
"""A moment of a tasking: its name, and what it says beside."""

ANSWERS = (AWAITED, ANSWERED_TASK, ACCEPTED, WITHDRAWN)


def part_of(tasking: Tasking) -> str:
    """What the clocks of a tasking know it by."""
    return tasking.pk.hex[-12:]


def _find_stale(
    rows: Iterable[Tasking], running: Iterable[AlertNow], under: Mapping[UUID, UUID]
) -> set[UUID]:
    """The alerts in whose clocks something of their taskings is not noted yet. Four queries."""
    states = {state.alert_id: state for state in running}
    mine = [row for row in rows if under.get(row.alert_id, row.alert_id) in states]
    if not mine:
        return set()
    noted = _read_noted({row.alert_id for row in mine})
    asked = Departures(mine, {pk: one.alert for pk, one in states.items()}, under)
    return {
        under.get(row.alert_id, row.alert_id)
        for row in mine
        if _to_note(row, noted.get((row.alert_id, part_of(row)), []), asked)
    }


def _note_clocks(state: AlertNow, by: Standing | None) -> None:
    """Write down what began or ended of the clocks of an alert's taskings, its thread held."""
    under = joined_under([state.alert_id])
    about = [state.alert_id, *under]
    rows = list(Tasking.objects.filter(alert__in=about).prefetch_related("answers"))
    alerts_by_id = Alert.objects.select_related("mission").in_bulk(about)
    noted = _read_noted(about)
    asked = Departures(rows, {state.alert_id: state.alert}, under)
    for row in rows:
        for name, detail in _to_note(row, noted.get((row.alert_id, part_of(row)), []), asked):
            at = row.entered_at if name == AWAITED else clock.now(state.mission)
            said: dict[str, JsonValue] = {"tasking": str(row.pk), "of": part_of(row), **detail}
            if name == WITHDRAWN:
                at = row.withdrawal_read_back_at or at
            alerts.add_moments(alerts_by_id[row.alert_id], [(name, at, False)], by=by, detail=said)
    settle(state.mission, about)


def _read_noted(about: Collection[UUID]) -> dict[tuple[UUID, str], list[Noted]]:
    """What is noted of the clocks of each tasking, in its order. One query."""
    noted: dict[tuple[UUID, str], list[Noted]] = defaultdict(list)
    rows = AlertMoment.objects.filter(alert__in=about, name__in=(*BY_TASKING, REOPENED))
    for alert, name, detail in rows.order_by("entered_at", "id").values_list(
        "alert", "name", "detail"
    ):
        if name == REOPENED:
            noted = defaultdict(list, {key: n for key, n in noted.items() if key[0] != alert})
        elif "of" in detail:
            noted[alert, detail["of"]].append((name, detail))
    return noted


def _to_note(row: Tasking, noted: Sequence[Noted], asked: Departures) -> list[Noted]:
    """What is to be noted of a tasking's clocks, given what is noted: its answer, then its
    departure."""
    tasked = tasked_of(row)
    answer = _answer_of(row, tasked)
    before = next((name for name, _detail in reversed(noted) if name in ANSWERS), "")
    to_note: list[Noted] = []
    if answer != before and (before or answer == AWAITED):
        to_note.append((answer, {}))
    last = next((one for one in reversed(noted) if one[0] in (*OF_DEPARTURE, *ENDS_IT)), None)
    if to_note and answer in ENDS_IT:
        last = None
    departure = _departure_of(row, tasked, asked)
    if departure is not None and not _is_noted(departure, last):
        to_note.append(departure)
    return to_note


OF_DEPARTURE, ENDS_IT = (TO_DEPART, DEPARTED), (ANSWERED_TASK, WITHDRAWN)


def _is_noted(wanted: Noted, last: Noted | None) -> bool:
    if last is None or last[0] != wanted[0]:
        return False
    return all(last[1].get(name) == wanted[1].get(name) for name in ("due", "arrives", "minutes"))


def _answer_of(row: Tasking, tasked: Tasked) -> str:
    """How the clock of the answer stands: it waits, or what ended it."""
    if tasked.withdrawn is not None:
        return WITHDRAWN
    if row.state == Tasking.State.GIVEN:
        return AWAITED
    said = tasked.answers[-1].answer if tasked.answers else ""
    return ACCEPTED if said == "accepted" else ANSWERED_TASK


def _departure_of(row: Tasking, tasked: Tasked, asked: Departures) -> Noted | None:
    """How the clock of the departure stands: by when they leave, or that they left; None where
    nobody is to go. A political step is no way."""
    if is_political(row):
        return None
    arrives, ahead = tasked.way()
    there = tasked.arrived is not None or row.returned_at is not None
    way: dict[str, JsonValue] = {
        "arrives": arrives.isoformat() if arrives and not there else None,
        "minutes": ahead.total_seconds() / 60 if ahead and not there else None,
    }
    if tasked.withdrawn is not None or (row.state in ENDED and not there):
        return None
    if row.departed_at is not None or there:
        return DEPARTED, way
    due = asked.due(row)
    return None if due is None else (TO_DEPART, {"due": due.isoformat(), **way})


def ring_tasked(alert: Alert, step: AlertStep) -> None:
    """Ring those of the tasking whose clock ran out: a message that says "Open Tutela"."""
    rows = Tasking.objects.filter(alert__in=whole_thread(alert.pk)).select_related(
        "mission", "unit", "post"
    )
    for row in rows:
        if part_of(row) == step.of:
            tell_tasked(row)
