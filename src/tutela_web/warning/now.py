"""Where alerts stand: one row each, made again from what is on record whenever something is added.

The board and the ticker read these rows; nothing is decided by them that the record does not say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from uuid import UUID

from django.db.models import Max
from django.utils.dateparse import parse_datetime

from tutela.warning.clocks import (
    LEVELS,
    Clock,
    Held,
    Running,
    Step,
    running,
    shipped,
    steps,
    with_limits,
)
from tutela.warning.states import CLOSED, REOPENED, SET_ASIDE, Moment, current, run_of, together
from tutela_web.access.models import Mission
from tutela_web.base import gather
from tutela_web.base.clock import real_now
from tutela_web.warning.models import (
    Alert,
    AlertHeld,
    AlertMoment,
    AlertNow,
    AlertStep,
    ClockLimit,
    Report,
)
from tutela_web.warning.queries import joined_under

FOREVER = datetime(2500, 1, 1, tzinfo=UTC)
QUIET = frozenset({"expire", "verify"})
"""Clocks that run beside the alert and are not what is to be done next."""


def clocks_of(mission: Mission) -> tuple[Clock, ...]:
    """The clocks with the mission's own limits."""
    return gather.once(("clocks", mission.pk), lambda: _clocks_of(mission))


def _clocks_of(mission: Mission) -> tuple[Clock, ...]:
    rows = ClockLimit.objects.filter(mission=mission).values_list("clock", "level", "minutes")
    return with_limits(shipped(), {(clock, level): minutes for clock, level, minutes in rows})


def settle(mission: Mission, alerts: Iterable[UUID], *, clocks: Sequence[Clock] = ()) -> None:
    """Make the rows of these alerts again. A handful of queries, however many alerts.

    Takes   clocks, the mission's, where the caller has them.
    """
    asked = ((mission, pk, tuple(clocks)) for pk in alerts)
    gather.later(_settle, *asked, step=gather.Step.READS)


def _settle(asked: list[tuple[Mission, UUID, tuple[Clock, ...]]]) -> None:
    for mission in {one.pk: one for one, _pk, _clocks in asked}.values():
        mine = [(pk, clocks) for one, pk, clocks in asked if one.pk == mission.pk]
        given = next((clocks for _pk, clocks in mine if clocks), None)
        _make_again(mission, list(dict.fromkeys(pk for pk, _clocks in mine)),
                    given or clocks_of(mission))  # fmt: skip


def _make_again(mission: Mission, ids: Sequence[UUID], clocks: Sequence[Clock]) -> None:
    trails, held, applied, told = _trails(ids), _held(ids), _applied(ids), _reports(ids)
    after = _after([pk for pk in ids if current(trails[pk]) == CLOSED])
    rows = []
    for pk, merged in Alert.objects.filter(pk__in=ids).values_list("pk", "merged_into_id"):
        row = AlertNow(alert_id=pk, mission=mission, after_at=after.get(pk))
        _fill(row, clocks, trails[pk], held[pk] if merged is None else [], applied[pk], told[pk])
        row.open = merged is None and row.state != CLOSED
        rows.append(row)
    fields = [f.name for f in AlertNow._meta.concrete_fields if f.name != "alert"]
    AlertNow.objects.bulk_create(
        rows, batch_size=200, update_conflicts=True, unique_fields=["alert"], update_fields=fields
    )


def begin(alert: Alert, trail: Sequence[Moment], held: Held, report: Report) -> None:
    """Make the row of an alert raised this moment, from what was recorded of it just now.

    What `settle` makes of it, without asking for what is known.
    """
    row = AlertNow(alert_id=alert.pk, mission=alert.mission)
    told = Counter([report.channel]), report.known_at
    kept = [one._replace(at=one.at.astimezone(UTC)) for one in trail]  # as a database gives it back
    since = held._replace(since=held.since.astimezone(UTC))
    _fill(row, clocks_of(alert.mission), kept, [since], set(), told)
    gather.insert(row)


def _fill(
    row: AlertNow, clocks: Sequence[Clock], trail: Sequence[Moment], held: Sequence[Held],
    applied: set[tuple[str, int, int]], told: tuple[Counter[str], datetime | None],
) -> None:  # fmt: skip
    """Say in a row where an alert stands; of one that was joined to another, no clock runs."""
    run = run_of(trail)
    moments = {name: moment.at for name, moment in run.items()}
    row.state, row.round, row.settled_at = current(trail), round_of(trail), real_now()
    row.moments = {name: [m.at.isoformat(), m.inferred] for name, m in run.items()}
    row.channels, row.newest_at = dict(told[0]), told[1]
    row.reports = sum(told[0].values())
    if not held:
        return
    ahead = waiting(clocks, held, moments, done=applied, round=row.round)
    row.next_step_at, row.next_rung = (ahead[0].due, ahead[0].rung) if ahead else (None, None)
    unmet = unmet_clocks(clocks, held, moments)
    kept = [*unmet, *(r for r in running(clocks, held, moments) if r.clock == "decide")]
    row.dues = {one.clock: one.due.isoformat() for one in kept}
    if chip := min(unmet, key=lambda r: r.due, default=None):
        row.clock, row.due_at = chip.clock, chip.due
        row.since = moments.get(next(c.since for c in clocks if c.name == chip.clock))


def waiting(
    clocks: Sequence[Clock], held: Sequence[Held], moments: dict[str, datetime],
    *, done: set[tuple[str, int, int]], round: int, until: datetime = FOREVER,
) -> list[Step]:  # fmt: skip
    """The steps not applied yet that fall due by a time, in their order."""
    return [
        step
        for step in steps(clocks, held, moments, until)
        if (step.clock, step.rung, round) not in done
    ]


def due_steps(alert: UUID, clocks: Sequence[Clock], *, until: datetime) -> list[Step]:
    """The steps of one alert that have fallen due and are not applied, from what is on record."""
    ids, trail = [alert], trail_of(alert)
    moments = {name: moment.at for name, moment in run_of(trail).items()}
    return waiting(clocks, _held(ids)[alert], moments, done=_applied(ids)[alert],
                   round=round_of(trail), until=until)  # fmt: skip


def round_of(trail: Iterable[Moment]) -> int:
    """How often an alert was reopened."""
    return sum(moment.state == REOPENED for moment in trail)


def unmet_clocks(
    clocks: Sequence[Clock], held: Sequence[Held], moments: dict[str, datetime]
) -> list[Running]:
    """The clocks that wait for somebody; those that run beside the alert are left out."""
    return [r for r in running(clocks, held, moments) if r.met is None and r.clock not in QUIET]


def moments_of(now: AlertNow) -> dict[str, datetime]:
    """The moments of a row, as times."""
    return {
        name: at
        for name, (said, _inferred) in now.moments.items()
        if (at := parse_datetime(said)) is not None
    }


def trail_of(alert: UUID) -> list[Moment]:
    """Everything recorded of an alert, in the order it was entered, with what counts of those
    joined to it."""
    return _trails([alert])[alert]


def _trails(ids: Sequence[UUID]) -> dict[UUID, list[Moment]]:
    under = joined_under(ids)
    found: dict[UUID, list[Moment]] = {pk: [] for pk in (*ids, *under)}
    rows = AlertMoment.objects.filter(alert__in=found).order_by("entered_at", "id")
    kept = list(rows.values_list("alert_id", "name", "happened_at", "inferred", "entered_at"))
    began = {pk: entered for pk, name, _at, _inferred, entered in kept if name == REOPENED}
    for pk, name, at, inferred, entered in kept:
        root = under.get(pk, pk)
        if root == pk or root not in began or entered >= began[root]:
            found[pk].append(Moment(name, at, inferred))
    if not under:
        return found
    levels = {
        pk: LEVELS.index(level)
        for pk, level in Alert.objects.filter(pk__in=found).values_list("pk", "level")
    }
    joined: dict[UUID, list[tuple[list[Moment], bool]]] = {pk: [] for pk in ids}
    for pk, root in under.items():
        joined[root].append((found[pk], levels[pk] < levels[root]))
    return {pk: together(found[pk], joined[pk]) for pk in ids}


def _held(ids: Sequence[UUID]) -> dict[UUID, list[Held]]:
    found: dict[UUID, list[Held]] = {pk: [] for pk in ids}
    rows = AlertHeld.objects.filter(alert__in=ids).order_by("since", "id")
    for pk, level, since in rows.values_list("alert_id", "level", "since"):
        found[pk].append(Held(level, since))
    return found


def _applied(ids: Sequence[UUID]) -> dict[UUID, set[tuple[str, int, int]]]:
    found: dict[UUID, set[tuple[str, int, int]]] = {pk: set() for pk in ids}
    rows = AlertStep.objects.filter(alert__in=ids)
    for pk, clock, rung, round in rows.values_list("alert_id", "clock", "rung", "round"):
        found[pk].add((clock, rung, round))
    return found


def _reports(ids: Sequence[UUID]) -> dict[UUID, tuple[Counter[str], datetime | None]]:
    counts: dict[UUID, Counter[str]] = {pk: Counter() for pk in ids}
    newest: dict[UUID, datetime | None] = dict.fromkeys(ids)
    rows = Report.objects.filter(alert__in=ids).order_by("known_at")
    for pk, channel, at in rows.values_list("alert_id", "channel", "known_at"):
        counts[pk][channel] += 1
        newest[pk] = at or newest[pk]
    return {pk: (counts[pk], newest[pk]) for pk in ids}


def _after(closed: Sequence[UUID]) -> dict[UUID, datetime]:
    """Of closed alerts, when the newest report was entered, if that was after they were closed and
    nobody has set it aside."""
    if not closed:
        return {}
    ends = AlertMoment.objects.filter(alert__in=closed, name__in=(CLOSED, SET_ASIDE))
    ended = dict(ends.order_by().values_list("alert").annotate(at=Max("entered_at")))
    told = Report.objects.filter(alert__in=closed).order_by().values_list("alert")
    return {pk: at for pk, at in told.annotate(at=Max("entered_at")) if at > ended[pk]}
