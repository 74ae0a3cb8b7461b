"""Where alerts stand: one row each, made again from what is on record whenever something is added.

The board and the ticker read these rows; nothing is decided by them that the record does not say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db.models import Max
from django.utils.dateparse import parse_datetime

from tutela.warning.calming import BEFORE, OWNER, PERSON
from tutela.warning.climbing import (
    TRIPWIRE,
    Confirmation,
    Voice,
    climbs_since,
    confirmation_of,
)
from tutela.warning.clocks import (
    ABOVE,
    FIELD_RUNG,
    Clock,
    HeldLevel,
    Running,
    Step,
    shipped_clocks,
    with_limits,
)
from tutela.warning.merged_alerts import Clocked, running_of, steps_of, views
from tutela.warning.states import (
    CALLED_BACK,
    CLOSED,
    ENDS,
    OUTCOME,
    REOPENED,
    SET_ASIDE,
    STATES,
    Moment,
    current,
    run_of,
)
from tutela_web.access.models import Mission
from tutela_web.base.clock import real_now
from tutela_web.base.values import JsonValue
from tutela_web.base.writes import AT_ONCE, AtOnce, WriteStep
from tutela_web.channels.models import Message
from tutela_web.warning.models import (
    Alert,
    AlertHeld,
    AlertMoment,
    AlertNow,
    AlertStep,
    CallBack,
    Channel,
    ClockLimit,
    Owed,
    Report,
)
from tutela_web.warning.thread_parts import Joining, ReadPart
from tutela_web.warning.threads.joinings import hold_threads, joinings

QUIET = frozenset({"expire", "verify"})
"""Clocks that run beside the alert and are not what is to be done next."""


def clocks_of(mission: Mission) -> tuple[Clock, ...]:
    """The clocks with the mission's own limits."""
    rows = ClockLimit.objects.filter(mission=mission).values_list("clock", "level", "minutes")
    return with_limits(
        shipped_clocks(), {(clock, level): minutes for clock, level, minutes in rows}
    )


def settle(
    mission: Mission,
    alerts: Iterable[UUID],
    *,
    clocks: Sequence[Clock] = (),
    writes: AtOnce = AT_ONCE,
) -> None:
    """Make the rows of these alerts again, their threads held: who adds to one at the same time
    makes its row after. A handful of queries, however many alerts.

    Takes   clocks, the mission's, where the caller has them.
    """
    if not (ids := list(alerts)):
        return
    known = tuple(clocks) or _known_clocks(mission, writes)
    writes.do(_settle, *((mission, pk, known) for pk in ids), step=WriteStep.READS)


def _known_clocks(mission: Mission, writes: AtOnce) -> tuple[Clock, ...]:
    return writes.know(("clocks", mission.pk), lambda: clocks_of(mission))


def _settle(asked: list[tuple[Mission, UUID, tuple[Clock, ...]]]) -> None:
    for mission in {one.pk: one for one, _pk, _clocks in asked}.values():
        mine = [(pk, clocks) for one, pk, clocks in asked if one.pk == mission.pk]
        hold_threads(*(pk for pk, _clocks in mine))
        _make_again(mission, list(dict.fromkeys(pk for pk, _clocks in mine)), mine[0][1])


def _make_again(mission: Mission, ids: Sequence[UUID], clocks: Sequence[Clock]) -> None:
    threads, told = _threads(ids), _reports(ids)
    confirmed = confirmations(ids)
    after = _reports_after_closing([pk for pk in ids if current(threads[pk][0].trail) == CLOSED])
    rows = []
    for pk, merged in Alert.objects.filter(pk__in=ids).values_list("pk", "merged_into_id"):
        row = AlertNow(alert_id=pk, mission=mission, after_at=after.get(pk))
        _fill(
            row,
            clocks,
            threads[pk],
            told[pk],
            merged=merged is not None,
            confirmation=confirmed.get(pk),
        )
        row.open = merged is None and row.state != CLOSED
        rows.append(row)
    fields = [f.name for f in AlertNow._meta.concrete_fields if f.name != "alert"]
    AlertNow.objects.bulk_create(
        rows, batch_size=200, update_conflicts=True, unique_fields=["alert"], update_fields=fields
    )


def begin(
    alert: Alert,
    trail: Sequence[Moment],
    held: HeldLevel,
    report: Report,
    *,
    writes: AtOnce = AT_ONCE,
) -> None:
    """Make the row of an alert raised this moment, from what was recorded of it just now.

    What `settle` makes of it, without asking for what is known.
    """
    row = AlertNow(alert_id=alert.pk, mission=alert.mission)
    told = Counter([report.channel]), report.known_at
    kept = [one._replace(at=one.at.astimezone(UTC)) for one in trail]  # as a database gives it back
    since = held._replace(since=held.since.astimezone(UTC))
    confirmation = None
    if alert.tripwire:
        confirmation = Confirmation(alert.entered_at.astimezone(UTC), TRIPWIRE)
    _fill(
        row,
        _known_clocks(alert.mission, writes),
        [Clocked((since,), tuple(kept))],
        told,
        confirmation=confirmation,
    )
    writes.insert(row)


def _fill(
    row: AlertNow,
    clocks: Sequence[Clock],
    thread: Sequence[Clocked],
    told: tuple[Counter[str], datetime | None],
    *,
    merged: bool = False,
    confirmation: Confirmation | None = None,
    after: datetime | None = None,
) -> None:
    """Say in a row where an alert stands; of one that was joined to another, no clock runs.

    Takes   after, from when on a step is one to come, where nobody keeps which were applied.
    """
    trail = thread[0].trail
    run = run_of(trail)
    received = [m for one in thread if (m := run_of(one.trail).get(STATES[0]))]
    run[STATES[0]] = min(received, key=lambda moment: moment.at)
    row.state, row.round, row.settled_at = current(trail), round_of(trail), real_now()
    row.moments = _moments_kept(run)
    row.arrival = _arrival_kept(run)
    row.channels, row.newest_at = dict(told[0]), told[1]
    row.reports = sum(told[0].values())
    if merged:
        return
    row.confirmed_by = confirmation.by if confirmation else ""
    row.climbs_since = climbs_since([one.held for one in thread], confirmation)
    ahead = steps_of(clocks, thread, climbs_from=row.climbs_since)
    if ahead := [step for step in ahead if after is None or step.due > after]:
        row.next_step_at = ahead[0].due
        row.next_rung = rung_told(ahead[0], row.climbs_since)
    every = running_of(clocks, thread)
    unmet = [r for r in every if r.met is None and r.clock not in QUIET]
    kept = [*unmet, *(r for r in every if r.clock == "decide")]
    row.dues = {one.clock: one.due.isoformat() for one in kept}
    if chip := min(unmet, key=lambda r: r.due, default=None):
        row.clock, row.due_at = chip.clock, chip.due
        since = Moment(_clock_since(clocks, chip.clock), chip.due, of=chip.of).key
        row.since = run[since].at if since in run else None


def _moments_kept(run: Mapping[str, Moment]) -> dict[str, list[str | bool]]:
    """The moments of a run by name; of several taskings the first."""
    kept: dict[str, list[str | bool]] = {}
    for one in sorted(run.values(), key=lambda one: one.at):
        kept.setdefault(one.state, [one.at.isoformat(), one.inferred])
    return kept


def _arrival_kept(run: Mapping[str, Moment]) -> list[str | float | None] | None:
    """Of those tasked who is expected to be there first: when, and the way still ahead of them."""
    if "arrived" in run:
        return None
    expected = [one for one in run.values() if one.arrives is not None]
    first = min(expected, key=lambda one: (one.arrives, one.of), default=None)
    if first is None or first.arrives is None:
        return None
    minutes = None if first.travel is None else first.travel.total_seconds() / 60
    return [first.arrives.isoformat(), minutes]


def _clock_since(clocks: Sequence[Clock], name: str) -> str:
    return next(clock.since for clock in clocks if clock.name == name)


FIELD_ONLY = 20
"""Added to a rung as it is kept: nobody above field duty level was, or is, told at it."""


def rung_told(step: Step, climbs_from: datetime | None) -> int:
    """The rung of a step as it is kept: with FIELD_ONLY where those above are left out."""
    above = FIELD_RUNG < step.rung < ABOVE
    return step.rung + (FIELD_ONLY if above and not _climbs_by(step.due, climbs_from) else 0)


def rung_done(rung: int) -> int:
    """The rung of a step that is kept."""
    return rung - FIELD_ONLY if rung >= FIELD_ONLY else rung


def _climbs_by(at: datetime, climbs_from: datetime | None) -> bool:
    return climbs_from is not None and climbs_from <= at


def due_steps(
    alert: UUID, clocks: Sequence[Clock], *, until: datetime
) -> tuple[list[Step], datetime | None]:
    """The steps of one alert, and of those joined to it, that have fallen due and are not applied,
    from what is on record; and since when it climbs above field duty level."""
    thread = _threads([alert])[alert]
    since = climbs_since([one.held for one in thread], confirmations([alert]).get(alert))
    return steps_of(clocks, thread, until, since), since


def confirmations(
    ids: Sequence[UUID], read: Mapping[UUID, Joining] | None = None
) -> dict[UUID, Confirmation]:
    """Of these alerts, with those joined to each, what lets a watch or warning climb. Five queries,
    and one where strangers wrote.

    Takes   read, where these are not read with all that was joined to them: those they are read
            with. Then a report is of the alert it came with.
    """
    under = joinings(ids) if read is None else read
    of = {pk: pk for pk in ids} | {pk: one.root for pk, one in under.items()}
    about = "alert" if read is None else "came_with"
    later = under.keys() if read is not None else None
    voices, called = _voices(of, about, later), _called_back(of, about)
    tripped: dict[UUID, list[datetime]] = {pk: [] for pk in of}
    alerts = Alert.objects.filter(pk__in=of).exclude(tripwire="")
    for pk, at, joined_at in alerts.values_list("pk", "entered_at", "merged_at"):
        tripped[of[pk]].append(max(at, joined_at) if joined_at and pk in under else at)
    confirmed = {
        pk: confirmation_of(voices[pk], tripped=tripped[pk], called_back=called[pk]) for pk in ids
    }
    return {pk: one for pk, one in confirmed.items() if one is not None}


def _voices(
    of: Mapping[UUID, UUID], about: str, later: Collection[UUID] | None
) -> dict[UUID, list[Voice]]:
    """Who told of each thread, of the reports that tell of harm.

    Takes   later, the alerts whose reports count from when they were joined; None for all that
            reports came with.
    """
    rows = list(
        Report.objects.filter(**{f"{about}__in": of}, nothing_seen=False)
        .exclude(channel__in=(Channel.TRIPWIRE, Channel.RISK))
        .values_list(
            about, "channel", "contact", "author", "message", "entered_at", "came_with__merged_at"
        )
    )
    strangers = [message for _a, _c, contact, _p, message, *_at in rows if message and not contact]
    numbers: dict[UUID, str] = {}
    if strangers:
        known = Message.objects.filter(pk__in=strangers)
        numbers = dict(known.values_list("pk", "address_hash"))
    voices: dict[UUID, list[Voice]] = {pk: [] for pk in of}
    for pk, channel, contact, author, message, entered, joined_at in rows:
        number = numbers.get(message, "") if message else ""
        source = _source_of(channel, contact, author, number)
        since = joined_at if later is None or pk in later else None
        voices[of[pk]].append(Voice(source, max(filter(None, (entered, since)))))
    return voices


def _source_of(
    channel: str, contact: UUID | None, author: UUID | None, number: str
) -> tuple[str, object]:
    """What tells one source from another. Calls nobody gave a name to may all be of one caller."""
    if contact is not None:
        return ("contact", contact)
    if number or channel in (Channel.SMS, Channel.MISSED_CALL):
        return ("number", number)
    return (channel, author if channel in (Channel.WEB, Channel.FIELD, Channel.VISIT) else None)


def _called_back(of: Mapping[UUID, UUID], about: str) -> dict[UUID, list[datetime]]:
    """When somebody called back who told of each thread, and spoke to them of it."""
    called: dict[UUID, list[datetime]] = {pk: [] for pk in of}
    ended = CallBack.objects.filter(alert__in=of, state=CallBack.State.ALERT)
    owed_of = "alert" if about == "alert" else f"report__{about}"
    settled_owed = Owed.objects.filter(
        **{f"{owed_of}__in": of}, what=Owed.Duty.CALL_BACK, state=Owed.State.GIVEN
    )
    said = AlertMoment.objects.filter(alert__in=of, name=CALLED_BACK)
    for rows in (
        ended.values_list("alert", "done_at"),
        settled_owed.values_list(owed_of, "done_at"),
        said.values_list("alert", "entered_at"),
    ):
        for pk, at in rows:
            if at is not None:
                called[of[pk]].append(at)
    return called


def clocks_running(alert: Alert) -> list[Running]:
    """The clocks of an alert and of those joined to it that have begun, each with when it is due
    and was met."""
    part = {alert.pk: alert.part} if alert.part else {}
    threads = threads_of_parts(part) if part else _threads([alert.pk])
    return running_of(clocks_of(alert.mission), threads[alert.pk])


def would_end(alerts: Sequence[Alert]) -> bool:
    """Whether alerts that are joined now would all have ended, as their reader may know it."""
    parts = {alert.pk: alert.part for alert in alerts if alert.part}
    threads = threads_of_parts(parts) | _threads([one.pk for one in alerts if not one.part])
    every = [part for alert in alerts for part in threads[alert.pk]]
    return all(OUTCOME in part.run() for part in views(every[0], every[1:]))


def round_of(trail: Iterable[Moment]) -> int:
    """How often an alert was reopened."""
    return sum(moment.state == REOPENED for moment in trail)


def trail_of(alert: UUID) -> list[Moment]:
    """Everything recorded of an alert, in the order it was entered, with what counts of those
    joined to it."""
    return list(_threads([alert])[alert][0].trail)


def _threads(
    ids: Sequence[UUID], read: Mapping[UUID, Joining] | None = None
) -> dict[UUID, list[Clocked]]:
    """Of each alert what its clocks go by, and then those of the alerts joined to it.

    Takes   read, as in `confirmations`.
    """
    under = joinings(ids) if read is None else read
    every = list(dict.fromkeys([*ids, *under]))
    trails: dict[UUID, list[Moment]] = {pk: [] for pk in every}
    rows = AlertMoment.objects.filter(alert__in=every).order_by("entered_at", "id")
    kept = list(
        rows.values_list(
            "alert_id",
            "name",
            "happened_at",
            "inferred",
            "entered_at",
            "detail",
            "by_id",
            "on_behalf",
            "alert__owner_id",
        )
    )
    began = {pk: entered for pk, name, _at, _inferred, entered, *_ in kept if name == REOPENED}
    rounds = Counter(pk for pk, name, *_rest in kept if name == REOPENED)
    opened = {pk: began.get(one.root) for pk, one in under.items()}
    for pk, name, at, inferred, entered, detail, by, on_behalf, owner in kept:
        since = opened.get(pk)
        if since is None or entered >= since:
            who = detail.get("who") or _who_then(name, detail, by == owner, on_behalf)
            trails[pk].append(_moment(Moment(name, at, inferred, who, entered=entered), detail))
    held = _levels_held(every)
    done: dict[UUID, set[tuple[str, int, str]]] = {pk: set() for pk in every}
    applied = AlertStep.objects.filter(alert__in=every)
    for pk, clock, rung, round, of, at in applied.values_list(
        "alert_id", "clock", "rung", "round", "of", "applied_at"
    ):
        since = opened.get(pk)
        if round == rounds[pk] and (since is None or at >= since):
            done[pk].add((clock, rung_done(rung), of))
    threads: dict[UUID, list[Clocked]] = {
        pk: [Clocked(tuple(held[pk]), tuple(trails[pk]), frozenset(done[pk]))] for pk in ids
    }
    for pk, one in under.items():
        levels = (*held[pk], *_given_since(one, under, held))
        threads[one.root].append(Clocked(levels, tuple(trails[pk]), frozenset(done[pk])))
    return {pk: views(thread[0], thread[1:]) for pk, thread in threads.items()}


def _who_then(name: str, detail: Mapping[str, JsonValue], by_owner: bool, on_behalf: str) -> str:
    """As whom somebody answered when nobody asked who they were: the owner who pressed it, a
    decision on record, a name that was written down. Whoever else pressed it calmed nothing."""
    if name == "acknowledged" and not on_behalf:
        return OWNER if by_owner else PERSON
    return PERSON if name == "decided" and "decision" not in detail else BEFORE


def _moment(said: Moment, detail: Mapping[str, JsonValue]) -> Moment:
    """A moment with what it says of one tasking."""
    if "of" not in detail:
        return said
    due, arrives, minutes = (detail.get(name) for name in ("due", "arrives", "minutes"))
    return said._replace(
        of=str(detail["of"]),
        due=parse_datetime(str(due)) if due else None,
        arrives=parse_datetime(str(arrives)) if arrives else None,
        travel=timedelta(minutes=minutes) if isinstance(minutes, (int, float)) else None,
    )


def threads_of_parts(parts: Mapping[UUID, ReadPart]) -> dict[UUID, list[Clocked]]:
    """Of parts of threads, by their heads, what the clocks go by, as their reader may know it: what
    was recorded of the alerts they may read, and the end of the thread, which ended these too."""
    under = {pk: one for part in parts.values() for pk, one in part.under.items()}
    threads = _threads(list(parts), under)
    for pk, part in parts.items():
        if part.ended and not run_of(threads[pk][0].trail).keys() & set(ENDS):
            end = Moment(*part.ended)
            threads[pk] = [replace(one, trail=(*one.trail, end)) for one in threads[pk]]
    return threads


def rows_of_parts(
    mission: Mission,
    parts: Mapping[UUID, ReadPart],
    told: Mapping[UUID, tuple[Counter[str], datetime | None]],
    *,
    at: datetime,
) -> dict[UUID, AlertNow]:
    """Where parts of threads stand, by their heads, as their reader may know it; kept nowhere.

    Takes   told, how many of their reports the reader may read, by channel, and the newest.
    """
    clocks, threads = clocks_of(mission), threads_of_parts(parts)
    under = {pk: one for part in parts.values() for pk, one in part.under.items()}
    confirmed = confirmations(list(parts), under)
    rows = {}
    for pk in parts:
        row = rows[pk] = AlertNow(alert_id=pk, mission=mission)
        _fill(row, clocks, threads[pk], told[pk], confirmation=confirmed.get(pk), after=at)
        row.open = row.state != CLOSED
    return rows


def _given_since(
    joining: Joining, under: Mapping[UUID, Joining], held: Mapping[UUID, list[HeldLevel]]
) -> list[HeldLevel]:
    """The levels given to what an alert was joined to, since it was: they are given to all."""
    held_since: list[HeldLevel] = []
    above: Joining | None = joining
    while above is not None:
        at = above.at
        held_since += [level for level in held[above.into] if at is None or level.since >= at]
        above = under.get(above.into)
    return sorted(held_since, key=lambda level: level.since)


def _levels_held(ids: Sequence[UUID]) -> dict[UUID, list[HeldLevel]]:
    levels: dict[UUID, list[HeldLevel]] = {pk: [] for pk in ids}
    rows = AlertHeld.objects.filter(alert__in=ids).order_by("since", "id")
    for pk, level, since in rows.values_list("alert_id", "level", "since"):
        levels[pk].append(HeldLevel(level, since))
    return levels


def _reports(ids: Sequence[UUID]) -> dict[UUID, tuple[Counter[str], datetime | None]]:
    counts: dict[UUID, Counter[str]] = {pk: Counter() for pk in ids}
    newest: dict[UUID, datetime | None] = dict.fromkeys(ids)
    rows = Report.objects.filter(alert__in=ids).order_by("known_at")
    for pk, channel, at in rows.values_list("alert_id", "channel", "known_at"):
        counts[pk][channel] += 1
        newest[pk] = at or newest[pk]
    return {pk: (counts[pk], newest[pk]) for pk in ids}


def _reports_after_closing(closed: Sequence[UUID]) -> dict[UUID, datetime]:
    """Of closed alerts, when the newest report was entered, if that was after they were closed and
    nobody has set it aside."""
    if not closed:
        return {}
    ends = AlertMoment.objects.filter(alert__in=closed, name__in=(CLOSED, SET_ASIDE))
    ended = dict(ends.order_by().values_list("alert").annotate(at=Max("entered_at")))
    told = Report.objects.filter(alert__in=closed).order_by().values_list("alert")
    return {pk: at for pk, at in told.annotate(at=Max("entered_at")) if at > ended[pk]}
