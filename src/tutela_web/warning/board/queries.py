"""How alerts are read, always for a Standing: the board, one alert, its thread, its timeline."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import (
    Case,
    Count,
    Exists,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    When,
)
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from tutela.base.references import read_reference
from tutela.warning import merged_alerts
from tutela.warning.clocks import LEVELS
from tutela.warning.departing import estimate
from tutela.warning.merged_alerts import Known, Source, farness
from tutela.warning.parameters import with_values
from tutela.warning.states import CLOSED, DANGER_LASTS, ENDS, EXPIRED, NOT_EXECUTED, OUTCOME
from tutela.warning.telling import Addressed, Telling
from tutela_web.access.models import Mission, Person, Post
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.values import FieldValue
from tutela_web.incidents.events.queries import events_by_id, events_for
from tutela_web.incidents.lists.queries import incidents_for
from tutela_web.incidents.models import Event, Incident
from tutela_web.places.ground import Placed, km_from, within_box
from tutela_web.warning.board.alert_evidence import (
    EVIDENCE_ABOVE,
    EvidenceAbove,
    heard_there,
    is_above,
)
from tutela_web.warning.board.inferred_queries import lines_of_timeline, waiting_lines
from tutela_web.warning.board.results import put_results
from tutela_web.warning.board.rows import Flood, Light, flood_of, split_units, units_of
from tutela_web.warning.inferred_models import InferredPlace
from tutela_web.warning.models import (
    Alert,
    AlertLevel,
    AlertMoment,
    AlertNotice,
    AlertNow,
    AlertParameter,
    NetworkContact,
    Owed,
    Report,
    ThreadProposal,
)
from tutela_web.warning.telling.queries import tellings
from tutela_web.warning.thread_parts import ReadPart
from tutela_web.warning.threads import reading
from tutela_web.warning.threads.joinings import joined_to, joined_under, whole_thread

REPEAT_DAYS = 30
"""Alerts at one place within so many days are counted as repeated warnings."""

NEAR_KM = 10.0
"""An alert within this distance is of the same place, as far as a caller can tell."""

NEAR_DAYS = 90
"""How long an alert that has ended still stands beside a place near it."""

MOST_BEFORE = 12
"""Of the alerts of a place itself that are older, so many are listed."""

SOON = timedelta(minutes=60)


def alerts_for(standing: Standing) -> QuerySet[Alert]:
    """The alerts this person may see; those joined to another are read from there."""
    return Alert.objects.filter(standing.sees("alerts")).select_related(
        "now", "mission", "owner", "owner_post", "place", "area", "actor"
    )


def match_number_or_reference(text: str) -> Q:
    """The alert somebody calls by its number or its reference, as written or said: "AL-0003", "3",
    "bri 1122 3"."""
    if reference := read_reference(text):
        return Q(reference=reference)
    number = text.strip().upper().removeprefix("AL-")
    return Q(number=int(number)) if number.isdecimal() and len(number) < 10 else Q(pk__in=[])


def alerts_told(standing: Standing) -> QuerySet[Alert]:
    """As `alerts_for`, each with `reports_seen`: how many of its reports this person may read."""
    told = Report.objects.filter(standing.sees("alerts"), alert=OuterRef("pk")).order_by()
    number = told.values("alert").annotate(n=Count("pk")).values("n")
    return alerts_for(standing).annotate(reports_seen=Coalesce(Subquery(number), 0))


def read_alert(standing: Standing, pk: UUID) -> Alert:
    """One alert as this person reads it: of a thread whose root they may not read, the highest
    alert they may read stands as if the thread were its own. No further query for an alert that was
    not joined to another. Raises Http404.
    """
    found = get_object_or_404(alerts_told(standing), pk=pk)
    read_as_heads(standing, [found])
    return found


def read_as_heads(standing: Standing, alerts: Sequence[Alert]) -> list[Alert]:
    """Of alerts this person may read, make those that a thread is read from, to them alone, stand
    as they may know it.

    Gives   the alerts that no other is read for: those joined to one they may read left out.
    """
    parts = reading.parts_of(standing, [one.pk for one in alerts if one.merged_into_id])
    rows = reading.rows_of(standing, parts)
    for alert in alerts:
        if alert.pk in parts:
            _give_part(alert, parts[alert.pk], rows[alert.pk])
    put_results(standing, alerts)
    return [one for one in alerts if one.merged_into_id is None or one.pk in parts]


def _give_part(alert: Alert, part: ReadPart, row: AlertNow) -> None:
    alert.part, alert.now = part, row
    alert.reports_seen = row.reports  # type: ignore[attr-defined]


def head_of(standing: Standing, pk: UUID) -> UUID:
    """The alert that an alert's thread is read from by this person, who may read the alert."""
    heads = reading.heads_of(standing, [pk])
    return heads[pk][0] if pk in heads else pk


def read_head(standing: Standing, root: Alert, said_of: Alert) -> Alert:
    """The alert to name and to show for a thread that something was done to: its root, or for who
    may not read that the alert they read it from.

    Takes   said_of, the alert they did it to.
    """
    if standing.sees_one("alerts", root):
        return root
    return alerts_for(standing).get(pk=head_of(standing, said_of.pk))


def joined_read(standing: Standing, alerts: Iterable[Alert]) -> dict[UUID, UUID]:
    """Of alerts that were joined to others, the one each was joined to, as far as this person may
    know it. One query, and a few where one was joined to what they may not read."""
    into = {one.pk: one.merged_into_id for one in alerts if one.merged_into_id and not one.part}
    if not into:
        return {}
    rows = Alert.objects.filter(standing.sees("alerts"), pk__in=into.values())
    seen = set(rows.values_list("pk", flat=True))
    heads = reading.heads_of(standing, [pk for pk, above in into.items() if above not in seen])
    read = {pk: heads[pk][0] for pk in heads if heads[pk][0] != pk}
    return {pk: above for pk, above in into.items() if above in seen} | read


def thread_read(alert: Alert) -> list[UUID]:
    """The alerts of a thread, as who read the alert may know it: the one it is read from first."""
    return alert.part.alerts if alert.part else whole_thread(alert.pk)


def under_of(alerts: Iterable[Alert]) -> dict[UUID, UUID]:
    """The alerts joined to any of these, each with the one of these it is read from; none of these
    themselves, also where one was joined to another after they were read."""
    alerts = list(alerts)
    under = joined_under(one.pk for one in alerts if one.part is None)
    for one in alerts:
        under |= dict.fromkeys(one.part.under, one.pk) if one.part else {}
    shown = {alert.pk for alert in alerts}
    return {pk: head for pk, head in under.items() if pk not in shown}


def reports_about(*alerts: Alert, at: str = "") -> Q:
    """The reports of these alerts, as a condition; of one read in the place of its root, those that
    came with it.

    Takes   at, the path to the report, with its underscores.
    """
    ids = [one.pk for one in alerts if one.part is None]
    came = [pk for one in alerts if one.part for pk in one.part.alerts]
    return (
        Q(**{f"{at}alert__in": ids}) | Q(**{f"{at}came_with__in": came})
        if came
        else Q(**{f"{at}alert__in": ids})
    )


def _joined_to_hidden(standing: Standing) -> Q:
    """The alerts joined to one this person may not read, as a condition."""
    seen = Alert.objects.filter(standing.sees("alerts")).values("pk")
    return Q(merged_into__isnull=False) & ~Q(merged_into__in=seen)


def maybe_open(standing: Standing) -> QuerySet[Alert]:
    """The open alerts, and those joined to one this person may not read."""
    alone = Q(now__open=True, merged_into=None)
    return alerts_for(standing).filter(alone | _joined_to_hidden(standing))


def _parts_read(standing: Standing) -> dict[UUID, ReadPart]:
    """Every part of a thread that this person reads in the place of the whole. A query, and a few
    where something was joined to what they may not read."""
    rows = Alert.objects.filter(standing.sees("alerts"), _joined_to_hidden(standing))
    return reading.parts_of(standing, list(rows.values_list("pk", flat=True)))


def each_thread_once(standing: Standing) -> Q:
    """The alerts a thread is read from by this person, as a condition. As many queries as
    `stands_open`."""
    parts = _parts_read(standing)
    alone = Q(merged_into=None)
    return alone | Q(pk__in=list(parts)) if parts else alone


def stands_open(standing: Standing) -> Q:
    """The open alerts of this person, as a condition: each thread once, as they read it. A query,
    and a few where something was joined to what they may not read."""
    rows = reading.rows_of(standing, _parts_read(standing))
    alone = Q(now__open=True, merged_into=None)
    return alone | Q(pk__in=[pk for pk, row in rows.items() if row.open]) if rows else alone


def light_of(alert: Alert) -> Light:
    """What the board sorts an alert by, of one that is read already."""
    now, area, place = alert.now, alert.area, alert.place
    return Light(
        alert.pk,
        alert.number,
        alert.level,
        alert.area_id,
        area.name if area else None,
        alert.owner_id,
        now.state,
        now.clock,
        now.due_at,
        now.since,
        now.next_step_at,
        now.moments,
        alert.source,
        alert.act,
        alert.heading,
        alert.tripwire,
        alert.known_at,
        alert.entered_at,
        alert.onset_from,
        alert.place_id,
        place.name if place else None,
        place.town_id if place else None,
        alert.place_said,
        alert.latitude,
        alert.longitude,
        alert.place_precision,
    )


def sort_pressing(alerts: Iterable[Alert], at: datetime) -> list[Alert]:
    """Alerts that were read already, the most pressing first."""
    return sorted(alerts, key=lambda alert: light_of(alert).pressing(at))


def open_alerts(standing: Standing) -> QuerySet[Alert]:
    """Those that are neither closed nor joined to another this person may read: expired ones too,
    until answered for. In their order, and with states and clocks as this person may know them:
    `running.alerts_that_run`."""
    return alerts_for(standing).filter(stands_open(standing))


def alerts_kept(standing: Standing, kept: Mapping[UUID, datetime]) -> dict[UUID, Alert]:
    """Alerts that something was kept of, by the ids that were kept, each as this person reads it:
    those they may read, and of a thread whose root they may not read the alert they read it from.

    Takes   kept, by id when it was kept.
    """
    then = reading.heads_then(standing, kept)
    alerts = {one.pk: one for one in alerts_for(standing).filter(pk__in={*kept, *then.values()})}
    read_as_heads(standing, list(alerts.values()))
    by_kept = {pk: alerts[pk] for pk in kept if pk in alerts}
    return by_kept | {pk: alerts[head] for pk, head in then.items() if head in alerts}


def alerts_waiting_for(standing: Standing) -> Q:
    """The alerts this person owns, or was told of and has not said they read, as a condition."""
    return waiting_for(standing.person.pk)


def waiting_for(person: UUID) -> Q:
    """The alerts this person owns, or was told of and has not said they read, as a condition."""
    told = AlertNotice.objects.filter(alert=OuterRef("pk"), person=person, opened_at=None)
    return Q(owner=person) | Q(Exists(told))


def told_and_unread(standing: Standing, alerts: Iterable[Alert]) -> set[UUID]:
    """Of these alerts those this person was told of and has not said they read. One query."""
    rows = AlertNotice.objects.filter(
        person=standing.person.pk, alert__in=list(alerts), opened_at=None
    )
    return set(rows.values_list("alert_id", flat=True))


def alerts_told_of(standing: Standing) -> QuerySet[Alert]:
    """The alerts this person may see and was told of, those they have not said they read first, the
    open ones of the nearest harm before others, then the last told. `unread` says how many notices
    wait."""
    mine = Q(notices__person=standing.person.pk)
    rows = alerts_for(standing).filter(mine).defer("area__boundary")
    told = rows.annotate(
        unread=Count("notices", filter=mine & Q(notices__opened_at=None)),
        told_at=Max("notices__at", filter=mine),
    )
    levels = [When(now__open=True, level=level, then=n) for n, level in enumerate(LEVELS)]
    return told.order_by(
        Case(When(unread=0, then=1), default=0, output_field=IntegerField()),
        Case(*levels, default=-1, output_field=IntegerField()).desc(),
        "-told_at",
        "pk",
    )


def notices_of(standing: Standing, alerts: Iterable[Alert]) -> dict[UUID, list[AlertNotice]]:
    """What this person was told of each of these alerts, the newest first. One query."""
    rows = AlertNotice.objects.filter(person=standing.person.pk, alert__in=list(alerts))
    by_alert: dict[UUID, list[AlertNotice]] = defaultdict(list)
    for notice in rows.select_related("post").order_by("-at", "pk"):
        by_alert[notice.alert_id].append(notice)
    return by_alert


@dataclass(frozen=True)
class BoardFilters:
    """What the board is narrowed to."""

    level: str = ""
    area: str = ""
    state: str = ""
    mine: bool = False

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> BoardFilters:
        """The filters of an address; what is no choice narrows to nothing."""
        return cls(
            asked.get("level", ""),
            asked.get("area", ""),
            asked.get("state", ""),
            asked.get("mine", "") == "1",
        )

    def keeps(self, one: Light, standing: Standing) -> bool:
        """Whether an alert stays on the board."""
        return (
            (not self.level or one.level == self.level)
            and (not self.area or str(one.area) == self.area)
            and (not self.state or one.state == self.state)
            and (not self.mine or one.owner == standing.person.pk)
        )


@dataclass(frozen=True)
class Link:
    """One step of the state chain: what, how it stands, when it was or is due; of the arrival, when
    it is expected: an estimate, no hour that anything is due."""

    name: str
    state: str
    at: datetime | None = None
    due: datetime | None = None
    inferred: bool = False
    late: bool = False
    estimate: datetime | None = None


CHAIN = ("received", "acknowledged", "decided", "tasked", "arrived", "closed")
"""The six steps shown; "on the way" stands under the arrival."""


def chain_of(now: AlertNow, at: datetime) -> list[Link]:
    """The six steps of an alert as they stand."""
    moments = {
        name: (parse_datetime(said), inferred) for name, (said, inferred) in now.moments.items()
    }
    waits = {
        "acknowledged": "acknowledge",
        "decided": "decide",
        "tasked": "task",
        "closed": "feedback",
    }
    links, current = [], False
    for name in CHAIN:
        if name in moments:
            when, inferred = moments[name]
            late = name == "decided" and is_late(now)
            links.append(Link(name, "done", when, None, inferred, late))
        elif current or now.state in ENDS:
            links.append(Link(name, "to-come"))
        else:
            current = True
            said = now.dues.get("depart" if name == "arrived" else waits.get(name, ""))
            due = parse_datetime(said) if said else None
            how = "overdue" if due and due < at else "now"
            shown = due if name in waits else None
            links.append(Link(name, how, None, shown))
        if name == "arrived" and name not in moments:
            links[-1] = replace(links[-1], estimate=arrival_of(now, at))
    return links


def arrival_of(now: AlertNow, at: datetime) -> datetime | None:
    """When those tasked are expected to be there first, as it is known now."""
    if not now.arrival or OUTCOME in now.moments or now.state in ENDS:
        return None
    arrives, minutes = now.arrival
    travel = None if minutes is None else timedelta(minutes=minutes)
    return estimate(parse_datetime(arrives), travel, at)


@dataclass(frozen=True)
class AlertRow:
    """One alert of the board."""

    alert: Alert
    chain: list[Link]
    overdue: bool
    silent: bool
    departs_late: bool
    inferred: int
    inferred_late: int
    repeat: int
    proposed: int
    reports: int
    channels: int
    telling: Telling
    known: Known

    @property
    def red(self) -> bool:
        """Whether something of it is late, or came to nothing."""
        return self.overdue or self.departs_late or self.silent or self.reopened or self.late

    @property
    def caller_in_danger(self) -> bool:
        """Whether anybody who told of it is said not to be safe."""
        return self.known.nearest("caller_safe") is False

    @property
    def now(self) -> AlertNow:
        return self.alert.now

    @property
    def reopened(self) -> bool:
        """Whether its decision is open again."""
        return is_reopened(self.alert.now)

    @property
    def late(self) -> bool:
        """Whether an attack goes on that was decided late, or whose decision was opened again."""
        return self.alert.level == AlertLevel.ONGOING and is_late(self.alert.now)

    @property
    def expired(self) -> bool:
        """Whether its time ran out with nobody deciding."""
        return self.alert.now.state == EXPIRED


@dataclass(frozen=True)
class BoardItem:
    """One row of the list: one alert, or several as one row that opens.

    part   which part of the list it stands in
    rows   of several alerts those that are made ready, the most pressing first
    words  of a text that was not understood, the report whose words are sealed
    """

    part: str
    rows: list[AlertRow]
    flood: Flood | None = None
    overdue: bool = False
    words: UUID | None = None

    @property
    def unreached(self) -> int:
        """Of how many of its alerts nobody was reached."""
        return sum(row.telling.nobody for row in self.rows)

    @property
    def in_danger(self) -> int:
        """Of how many of its alerts somebody who told of it is said not to be safe."""
        return sum(row.caller_in_danger for row in self.rows)


@dataclass(frozen=True)
class Board:
    """The open alerts a person sees, most pressing first, and what of all of them is counted."""

    items: list[BoardItem]
    total: int
    kept: int
    overdue: int
    soon: int
    mine: int
    levels: dict[str, int] = field(default_factory=dict)
    states: dict[str, int] = field(default_factory=dict)
    areas: dict[str, str] = field(default_factory=dict)
    ahead: list[Alert] = field(default_factory=list)
    after: list[Alert] = field(default_factory=list)
    unread: int = 0
    lights: Sequence[Light] = ()
    """Those that are kept, in brief, the most pressing first: what a map draws."""
    part: int = 1
    parts: int = 1
    first: int = 1
    """Which of the alerts that are kept stands first in this part, from 1."""

    @property
    def last(self) -> int:
        """Which of them stands last in this part."""
        return self.first + len(self.rows) - 1

    @property
    def rows(self) -> list[AlertRow]:
        """The alerts that are made ready, each once."""
        return [row for item in self.items for row in item.rows]


BOARD_PART = 20
"""So many alerts stand in a part of the board, and what belongs to the last row with them."""

LIGHT = (
    "pk",
    "number",
    "level",
    "area_id",
    "area__name",
    "owner_id",
    "now__state",
    "now__clock",
    "now__due_at",
    "now__since",
    "now__next_step_at",
    "now__moments",
    "source",
    "act",
    "heading",
    "tripwire",
    "known_at",
    "entered_at",
    "onset_from",
    "place_id",
    "place__name",
    "place__town_id",
    "place_said",
    "latitude",
    "longitude",
    "place_precision",
)


@dataclass(frozen=True)
class OpenRead:
    """The open alerts of a reader in brief, and the threads they read in the place of a root."""

    lights: list[Light]
    parts: Mapping[UUID, ReadPart]
    now_rows: Mapping[UUID, AlertNow]

    def in_full(self, ids: Iterable[UUID], rows: QuerySet[Alert]) -> dict[UUID, Alert]:
        """These of them with everything, each as its reader may know it. One query."""
        full = rows.defer("area__boundary", "mission__name").in_bulk(list(ids))
        for pk in self.parts.keys() & full.keys():
            _give_part(full[pk], self.parts[pk], self.now_rows[pk])
        return full

    def joined_alerts(self) -> dict[UUID, UUID]:
        """The alerts joined to any of these, each with the one of these it is read from. One
        query."""
        whole = joined_under(one.pk for one in self.lights if one.pk not in self.parts)
        parts = {pk: head for head, part in self.parts.items() for pk in part.under}
        return whole | parts


def read_open(standing: Standing, wanted: Q | None = None) -> OpenRead:
    """The open alerts in brief, in no order. A query, and a few where something was joined to what
    this person may not read.

    Takes   wanted, a condition that narrows them; None for all.
    """
    maybe = maybe_open(standing) if wanted is None else maybe_open(standing).filter(wanted)
    rows = list(maybe.values_list(*LIGHT, "merged_into"))
    parts = reading.parts_of(standing, [row[0] for row in rows if row[-1]])
    now_rows = reading.rows_of(standing, parts)
    lights = [Light(*row[:-1]) for row in rows if row[-1] is None]
    lights += [
        Light(*row[:-1]).standing_as(now_rows[row[0]])
        for row in rows
        if row[0] in now_rows and now_rows[row[0]].open
    ]
    return OpenRead(lights, parts, now_rows)


def board(standing: Standing, filters: BoardFilters, *, part: int = 1) -> Board:
    """A part of the board: eight queries, however many alerts, and one where a text was not
    understood.

    Takes   part, which of its parts is made ready, from 1; beyond the last, the last. The counts
            are of all.
    """
    at = clock.now(standing.mission)
    read = read_open(standing)
    alerts = read.lights
    kept = [one for one in alerts if filters.keeps(one, standing)]
    kept.sort(key=lambda one: one.pressing(at))
    units = units_of(kept, standing, figures_of(standing.mission), at)
    parts_of_board = split_units(units, BOARD_PART)
    number = min(max(part, 1), len(parts_of_board))
    first = sum(len(unit) for earlier in parts_of_board[: number - 1] for unit in earlier)
    ready = [one for unit in parts_of_board[number - 1] for one in unit]
    ahead = [one for one in alerts if one.next_step_at and one.next_step_at <= at + SOON]
    ahead.sort(key=lambda one: one.next_step_at or at)
    wanted = [one.pk for one in (*ready, *ahead[:8])]
    full = read.in_full(
        wanted,
        alerts_for(standing).annotate(
            inferred_waiting=waiting_lines(standing),
            inferred_late=waiting_lines(standing, Q(due_at__lte=at)),
        ),
    )
    put_results(standing, list(full.values()))
    ready_alerts = [full[one.pk] for one in ready if one.pk in full]
    ready_rows = _rows(standing, ready_alerts, at)
    unread = {one.pk for one in ready if one.unread}
    sealed = _sealed_words(standing, [one for one in ready_alerts if one.pk in unread])
    items = [
        BoardItem(
            unit[0].part,
            [ready_rows[one.pk] for one in unit if one.pk in ready_rows],
            flood_of(unit, standing),
            any(one.overdue(at) for one in unit),
            sealed.get(unit[0].pk),
        )
        for unit in parts_of_board[number - 1]
        if unit[0].pk in ready_rows
    ]
    areas = sorted({(one.area_name or "", str(one.area)) for one in alerts if one.area})
    return Board(
        items,
        len(alerts),
        len(kept),
        overdue=sum(one.overdue(at) for one in alerts),
        soon=sum(bool(one.due_at and at <= one.due_at <= at + SOON / 2) for one in alerts),
        mine=sum(one.owner == standing.person.pk for one in alerts),
        levels=dict(Counter(one.level for one in alerts)),
        states=dict(Counter(one.state for one in alerts)),
        areas={pk: name for name, pk in areas},
        ahead=[full[one.pk] for one in ahead[:8] if one.pk in full],
        after=list(
            alerts_for(standing)
            .filter(now__after_at__isnull=False, merged_into=None)
            .defer("area__boundary", "mission__name")
            .order_by("now__after_at")
        ),
        unread=sum(one.unread for one in kept),
        lights=kept,
        part=number,
        parts=len(parts_of_board),
        first=first + 1,
    )


def _rows(standing: Standing, shown: Sequence[Alert], at: datetime) -> dict[UUID, AlertRow]:
    """The alerts made ready, by id."""
    repeats, proposed = _repeats_and_proposals(standing, shown, at)
    under = under_of(shown)
    channels, known = _channels(standing, shown), known_of(standing, shown, under)
    told = tellings({alert.pk: alert.pk for alert in shown} | under)
    return {
        alert.pk: AlertRow(
            alert,
            chain_of(alert.now, at),
            is_overdue(alert.now, at),
            is_silent(alert.now, at),
            is_departure_late(alert.now, at),
            alert.inferred_waiting,  # type: ignore[attr-defined]
            alert.inferred_late,  # type: ignore[attr-defined]
            repeats[alert.place_id] if alert.place_id else 0,
            proposed[alert.pk],
            channels[alert.pk].total(),
            len(channels[alert.pk]),
            told[alert.pk],
            known[alert.pk],
        )
        for alert in shown
    }


def _sealed_words(standing: Standing, unread: Sequence[Alert]) -> dict[UUID, UUID]:
    """Of texts that were not understood, the newest report whose words this person may open."""
    if not unread:
        return {}
    rows = Report.objects.filter(standing.sees("alerts"), reports_about(*unread))
    rows = rows.exclude(sealed=None).order_by("known_at", "pk")
    read_from = _read_from(unread)
    return {
        read_from.get(came_with, alert): pk
        for alert, came_with, pk in rows.values_list("alert", "came_with", "pk")
    }


def _read_from(alerts: Iterable[Alert]) -> dict[UUID | None, UUID]:
    """Of alerts read in the place of a root, the one that each of their part is read from."""
    return {pk: one.pk for one in alerts if one.part for pk in one.part.alerts}


def figures_of(mission: Mission) -> dict[str, float]:
    """The figures of this room: the mission's own, or as shipped."""
    rows = AlertParameter.objects.filter(mission=mission).values_list("name", "value")
    return with_values(dict(rows))


def is_overdue(now: AlertNow, at: datetime) -> bool:
    """Whether a clock of the alert has run out unmet."""
    return now.due_at is not None and now.due_at < at and now.state not in ENDS


ACTED_ON = {"decided", "tasked", DANGER_LASTS, OUTCOME, NOT_EXECUTED}
"""Moments of which the page of an alert shows what was decided, and what came of it."""


def is_silent(now: AlertNow, at: datetime) -> bool:
    """Whether somebody was tasked and did not answer in time."""
    due = now.dues.get("answer")
    return bool(due) and parse_datetime(due) < at  # type: ignore[operator]


def is_departure_late(now: AlertNow, at: datetime) -> bool:
    """Whether somebody who was tasked has not left by the hour they were to."""
    due = now.dues.get("depart")
    return bool(due) and parse_datetime(due) < at  # type: ignore[operator]


def is_reopened(now: AlertNow) -> bool:
    """Whether a tasking was not executed and nothing was decided since."""
    return NOT_EXECUTED in now.moments and "decided" not in now.moments


def is_late(now: AlertNow) -> bool:
    """Whether the decision came after its time, or was opened again: it stays late."""
    said, due = now.moments.get("decided"), now.dues.get("decide")
    if NOT_EXECUTED in now.moments:
        return True
    return bool(said and due and parse_datetime(said[0]) > parse_datetime(due))  # type: ignore[operator]


def _repeats_and_proposals(
    standing: Standing, shown: Sequence[Alert], at: datetime
) -> tuple[Counter[UUID], Counter[UUID]]:
    """Repeated warnings by place, thread proposals by alert: a query each."""
    ids = [alert.pk for alert in shown]
    places = {alert.place_id for alert in shown} - {None}
    since = at - timedelta(days=REPEAT_DAYS)
    heads = [alert.pk for alert in shown if alert.part]
    alone = Q(merged_into=None) | Q(pk__in=heads) if heads else Q(merged_into=None)
    near = Alert.objects.filter(
        alone, standing.sees("alerts"), place__in=places, known_at__gte=since
    )
    repeats = Counter(dict(near.values_list("place").annotate(n=Count("pk")).order_by()))
    open_ones = ThreadProposal.objects.filter(
        standing.sees("alerts", at="earlier__"),
        alert__in=ids,
        decision="",
        earlier__merged_into=None,
        earlier__now__open=True,
    )
    proposed = Counter(dict(open_ones.values_list("alert").annotate(n=Count("pk")).order_by()))
    return repeats, proposed


def _channels(standing: Standing, shown: Sequence[Alert]) -> dict[UUID, Counter[str]]:
    """How many reports this person may read of each alert, by channel. One query."""
    by_alert: dict[UUID, Counter[str]] = {alert.pk: Counter() for alert in shown}
    rows = Report.objects.filter(standing.sees("alerts"), reports_about(*shown)).order_by()
    read_from = _read_from(shown)
    counted = rows.values_list("alert", "came_with", "channel").annotate(n=Count("pk"))
    for pk, came_with, channel, n in counted:
        by_alert[read_from.get(came_with, pk)][channel] += n
    return by_alert


class NearAlert(NamedTuple):
    """An alert near a place: how far in a straight line, None where it is of the place itself."""

    alert: Alert
    km: float | None


def alerts_near(
    standing: Standing,
    here: Placed,
    place: UUID | None,
    *,
    but: UUID | None = None,
    open_only: bool = False,
) -> list[NearAlert]:
    """The alerts at a place or within NEAR_KM of it that are open or of the last NEAR_DAYS, those
    that run first, in their order, then the newest; and after them the last few of the place
    itself. One query, and a few where something was joined to what they may not read.

    Takes   here, the point; place, the place itself, where it is one; but, the alert that asks.
    """
    now = clock.now(standing.mission)
    since = now - timedelta(days=NEAR_DAYS)
    there = Q(place=place) if place else Q(pk__in=[])
    joined = _joined_to_hidden(standing)
    lately = Q(now__open=True) | Q(known_at__gte=since) | joined
    rows = alerts_for(standing).filter(there | (within_box(here, NEAR_KM) & lately))
    rows = rows.filter(Q(merged_into=None) | joined)
    if but is not None:
        rows = rows.exclude(pk=but)
    alerts = [
        one
        for one in read_as_heads(standing, list(rows))
        if one.now.open
        or (not open_only and ((place and one.place_id == place) or _when_known(one) >= since))
    ]
    alerts.sort(key=lambda one: (_when_known(one), one.pk), reverse=True)
    ended = [one for one in alerts if not one.now.open]
    alerts = sort_pressing([one for one in alerts if one.now.open], now) + ended
    near: list[NearAlert] = []
    before: list[NearAlert] = []
    for near_alert, km in zip(alerts, km_from(here, alerts), strict=True):
        if place and near_alert.place_id == place:
            lately_known = near_alert.now.open or _when_known(near_alert) >= since
            (near if lately_known else before).append(NearAlert(near_alert, None))
        elif km is not None and km <= NEAR_KM:
            near.append(NearAlert(near_alert, km))
    return near + before[:MOST_BEFORE]


def _when_known(alert: Alert) -> datetime:
    return alert.known_at or alert.entered_at


def alerts_said_at(standing: Standing, words: str, *, but: UUID | None = None) -> list[NearAlert]:
    """The open alerts of a site that is on no list, by the words it was called by. Two queries."""
    rows = open_alerts(standing).filter(place=None, place_said__iexact=words.strip())
    rows = rows.exclude(pk=but) if but is not None else rows
    ordered = sort_pressing(rows, clock.now(standing.mission))
    return [NearAlert(one, None) for one in ordered[:MOST_BEFORE]]


# --- one alert


def thread_of(standing: Standing, alert: Alert) -> list[Report]:
    """Every report of the alert, oldest first, with the contact where the person reads those."""
    rows = Report.objects.filter(standing.sees("alerts"), reports_about(alert))
    rows = rows.select_related("contact", "place", "author", "came_with").order_by("known_at")
    alerts = list(rows)
    for one in alerts:
        if one.came_with_id == alert.pk:  # it came to this one, as who reads it knows it
            one.came_with = None
    return alerts


def proposals_of(standing: Standing, alert: Alert) -> list[ThreadProposal]:
    """Alerts that may tell of the same event, likeliest first, undecided."""
    rows = ThreadProposal.objects.filter(
        standing.sees("alerts", at="earlier__"),
        alert=alert,
        decision="",
        earlier__merged_into=None,
        earlier__now__open=True,
    )
    return list(rows.select_related("earlier__place", "earlier__now").order_by("-likeness")[:10])


def evidence_above(standing: Standing, alert: Alert) -> list[EvidenceAbove]:
    """What an alert rests on of rooms above, as far as this person may read it."""
    by_word: dict[str, list[str]] = {}
    for name in alert.evidence:
        by_word.setdefault(name.partition(":")[0], []).append(name)
    return [
        evidence
        for word, names in by_word.items()
        if word in EVIDENCE_ABOVE
        for evidence in EVIDENCE_ABOVE[word](standing, names)
    ]


def evidence_of(standing: Standing, alert: Alert) -> tuple[list[Incident], list[Event], int]:
    """What a tripwire fired on of incidents and imported events, as far as this person may read it,
    and how much of it is not."""
    names = {name for name in alert.evidence if not is_above(name)}
    ids = [name.partition(":")[2] for name in names if name.startswith("incident:")]
    incidents = list(incidents_for(standing).filter(pk__in=ids)) if ids else []
    events = list(
        events_by_id(events_for(standing), names - {f"incident:{pk}" for pk in ids}).values()
    )
    return incidents, events, len(names) - len(incidents) - len(events)


@dataclass(frozen=True)
class TimelineEntry:
    """One line of who knew what, when."""

    at: datetime
    kind: str
    what: str
    who: str = ""
    post: str = ""
    why: str = ""
    known_at: datetime | None = None
    entered_at: datetime | None = None
    inferred: bool = False
    detail: Mapping[str, Any] = field(default_factory=dict)
    id: str = ""


MORE_LINES: dict[str, Callable[[Standing | None, Collection[UUID]], list[TimelineEntry]]] = {}
"""From rooms above: what else happened to alerts, as a reader may know it; None follows clocks and
reads no words. The lower room never asks who they are."""


def contacts_known(standing: Standing, reports: Iterable[Report]) -> set[UUID]:
    """Of who told these reports, the contacts of the network this person may see."""
    ids = {report.contact_id for report in reports if report.contact_id}
    if not ids or not standing.reads("network"):
        return set()
    seen = NetworkContact.objects.filter(standing.sees_open("network"), pk__in=ids)
    return set(seen.values_list("pk", flat=True))


def timeline(
    alert: Alert, known: Collection[UUID] = (), *, reader: Standing | None = None
) -> list[TimelineEntry]:
    """Everything recorded of an alert and of those joined to it, in the order it happened.

    Takes   known, the contacts the reader may see; others are called by no pseudonym. reader, who
            is told only of joined alerts and reports they may read; None for who follows clocks
            and reads no words.
    """
    part = alert.part
    ids = part.alerts if part else [alert.pk, *joined_seen(alert.pk, reader)]
    people = tellings(dict.fromkeys(ids, alert.pk))[alert.pk].people
    entries: list[TimelineEntry] = []
    one = Alert.objects.filter(pk__in=ids)
    names_missed = _names_missed(ids)
    for told_of in one.prefetch_related("moments__by", "held__by", "steps", "notices__person"):
        entries += [
            TimelineEntry(
                m.happened_at,
                "moment",
                m.name,
                str(m.by or ""),
                _said_for(m),
                m.why,
                m.known_at,
                m.entered_at,
                m.inferred,
                m.detail,
                str(m.pk),
            )
            for m in told_of.moments.all()
        ]
        entries += [
            TimelineEntry(h.since, "level", h.level, str(h.by or ""), "", h.why, id=str(h.pk))
            for h in told_of.held.all()
        ]
        entries += [
            TimelineEntry(
                s.due_at,
                "step",
                s.clock,
                entered_at=s.applied_at,
                id=str(s.pk),
                detail={"rung": s.rung, "told": len(s.told), "gaps": s.gaps, "barred": s.barred},
            )
            for s in told_of.steps.all()
        ]
        entries += [
            TimelineEntry(
                n.at,
                "told",
                n.why,
                str(n.person),
                id=str(n.pk),
                detail={
                    "person": str(n.person_id),
                    "opened_at": n.opened_at,
                    "reached": people[n.person_id].reached if n.person_id in people else "waiting",
                    "own": n.person_id in people and people[n.person_id].own,
                    "missed": names_missed.get(n.pk, ""),
                },
            )
            for n in told_of.notices.all()
        ]
    if part and part.ended:
        state, ended_at = part.ended
        entries.append(TimelineEntry(ended_at, "moment", state, entered_at=ended_at))
    seen = reader.sees("alerts") if reader else Q()
    said = reports_about(alert) if part else Q(alert__in=ids)
    reports = Report.objects.filter(seen, said).select_related("author", "contact")
    entries += [
        TimelineEntry(
            r.known_at or r.entered_at,
            "report",
            r.channel,
            _teller(r, known),
            known_at=r.known_at,
            entered_at=r.entered_at,
            id=str(r.pk),
        )
        for r in reports
    ]
    theirs = reader.sees("alerts", at="report__") if reader else Q()
    owes = reports_about(alert, at="report__") if part else Q(alert__in=ids)
    owed = Owed.objects.filter(theirs, owes).exclude(done_at=None).select_related("done_by")
    entries += [
        TimelineEntry(
            o.done_at or o.made_at,
            "owed",
            f"{o.what} {o.state}",
            str(o.done_by or ""),
            why=o.why,
            id=str(o.pk),
        )
        for o in owed
    ]
    entries += _inferred_entries(lines_of_timeline(reader, ids))
    for of_room in MORE_LINES.values():
        entries += of_room(reader, ids)
    return sorted(entries, key=lambda entry: (entry.at, entry.entered_at or entry.at, entry.id))


def _inferred_entries(lines: Iterable[InferredPlace]) -> list[TimelineEntry]:
    """When places were inferred, when the answer was late, and what it was."""
    entries = []
    for line in lines:
        words = {"words": line.place.name}
        key = str(line.pk)
        how = "heard" if heard_there(line.evidence) else "asked"
        entries.append(TimelineEntry(line.asked_at, "inferred", how, detail=words, id=key))
        if line.late_at:
            late = TimelineEntry(
                line.due_at, "inferred", "late", entered_at=line.late_at, detail=words, id=key
            )
            entries.append(late)
        if line.answered_at:
            who = str(line.answered_by or "")
            entries.append(
                TimelineEntry(
                    line.answered_at,
                    "inferred",
                    line.answer,
                    who,
                    line.on_behalf,
                    line.why,
                    detail=words,
                    id=key,
                )
            )
    return entries


def _names_missed(alerts: Collection[UUID]) -> dict[UUID, str]:
    """Of notices that somebody was not reached, who that is. One query; two where there are any."""
    rows = AlertNotice.objects.filter(alert__in=alerts, why__in=AlertNotice.OF_OTHERS)
    about = {pk: [UUID(one) for one in ids] for pk, ids in rows.values_list("pk", "about")}
    if not about:
        return {}
    names = Person.objects.in_bulk({one for ids in about.values() for one in ids})
    return {
        pk: ", ".join(sorted(str(names[one]) for one in ids if one in names))
        for pk, ids in about.items()
    }


def _said_for(moment: AlertMoment) -> str:
    """The post it is said for. What was said for those tasked, and what is inferred from it, may
    name a unit: that is read from the tasking, by who may see the unit."""
    tasked = moment.inferred or "tasking" in moment.detail
    return moment.post if tasked else moment.on_behalf or moment.post


def _teller(report: Report, known: Collection[UUID]) -> str:
    if report.author:
        return str(report.author)
    if report.contact is None:
        return ""
    return str(report.contact) if report.contact_id in known else _("a contact of the network")


def shown_together(entries: list[TimelineEntry]) -> list[TimelineEntry]:
    """The lines as a page shows them: people told at one moment for one reason, in one line and
    each once, however many limits passed at that moment."""
    together: list[TimelineEntry] = []
    for entry in entries:
        last = together[-1] if together else None
        if entry.kind != "told":
            together.append(entry)
        elif last and last.kind == "told" and (entry.at, entry.what) == (last.at, last.what):
            named = entry.detail["person"] in last.detail["people"]
            who = last.who if named else f"{last.who}, {entry.who}"
            together[-1] = replace(
                last, who=who, detail=count_people_told(entry.detail, last.detail)
            )
        else:
            together.append(replace(entry, detail=count_people_told(entry.detail)))
    return together


def count_people_told(
    detail: Mapping[str, Any], before: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """How far telling got, of the people of one line and of those of the line before it: counted by
    people, however often each was told.

    Takes   detail, of one person who was told.
    """
    people = dict(before["people"]) if before else {}
    earlier = people.get(detail["person"])
    opened = bool(detail["opened_at"]) or bool(earlier and earlier.opened)
    people[detail["person"]] = Addressed(detail["reached"], opened, detail["own"])
    return {"people": people, "telling": Telling(people), "missed": detail.get("missed", "")}


def joined_seen(pk: UUID, reader: Standing | None) -> list[UUID]:
    """Of the alerts joined to one those the reader may see; with none all of them."""
    ids = joined_to(pk)
    if reader is None or not ids:
        return ids
    rows = Alert.objects.filter(reader.sees("alerts"), pk__in=ids)
    return list(rows.order_by("number").values_list("pk", flat=True))


def source_of(alert: Alert) -> Source:
    """Where an alert stands among those joined with it: the first speaks for all."""
    return Source(
        ended=not alert.now.open and alert.now.state == CLOSED,
        farness=farness(alert.level),
        nowhere=alert.area_id is None,
        known_at=alert.known_at or alert.entered_at,
        number=alert.number,
        channel=alert.source,
    )


def is_issued(alert: Alert) -> bool:
    """Whether the addressees of an alert are warned."""
    return AlertMoment.objects.filter(alert=alert, name="issued").exists()


def asked_to_warn(alerts: Iterable[Alert]) -> dict[UUID, list[Post]]:
    """Of the alerts whose addressees somebody asked to warn, and nobody has warned yet, the posts
    that were asked. Two queries; none where there is no such alert."""
    waiting = [
        one.pk for one in alerts if "asked" in one.now.moments and "issued" not in one.now.moments
    ]
    if not waiting:
        return {}
    rows = AlertMoment.objects.filter(alert__in=waiting, name="asked").order_by("entered_at")
    asked: dict[UUID, dict[UUID, None]] = {pk: {} for pk in waiting}
    for alert, detail in rows.values_list("alert", "detail"):
        asked[alert] |= dict.fromkeys(map(UUID, detail["posts"]))
    posts = Post.objects.in_bulk({pk for one in asked.values() for pk in one})
    return {alert: [posts[pk] for pk in one if pk in posts] for alert, one in asked.items()}


def telling_of(alert: Alert) -> Telling:
    """How far the telling of one alert, and of those joined to it, got."""
    return tellings({alert.pk: alert.pk} | under_of([alert]))[alert.pk]


def known_of(
    standing: Standing, alerts: Iterable[Alert], under: Mapping[UUID, UUID] | None = None
) -> dict[UUID, Known]:
    """What is known of the events these alerts tell of: from each, and from those joined to it that
    this person may read. Two queries, and one for each joining that follows another.

    Takes   under, the alerts joined to these, where the caller has them.
    """
    alerts = list(alerts)
    said = {alert.pk: [_known_of_alert(alert, lent=alert.own)] for alert in alerts}
    under = under_of(alerts) if under is None else under
    rows = alerts_for(standing).filter(pk__in=under) if under else ()
    for one in rows:
        said[under[one.pk]].append(_known_of_alert(one, lent=one.own))
    return {pk: merged_alerts.known_of(told) for pk, told in said.items()}


def _known_of_alert(alert: Alert, *, lent: Mapping[str, FieldValue]) -> Known:
    """What one alert says itself."""
    own_place = alert.place if "place_id" not in lent else None
    onset = (alert.onset_from, alert.onset_to or alert.onset_from) if alert.onset_from else None
    return merged_alerts.known_from(
        source_of(alert),
        {
            "act": alert.act,
            "who": " ".join(filter(None, [alert.who, str(alert.actor or "")])),
            "whom": alert.whom,
            "how_many": alert.how_many,
            "affected": alert.affected,
            "number_said": alert.number_said,
            "heading": alert.heading,
            "onset": onset,
            "how_known": alert.how_known,
            "caller_safe": alert.caller_safe,
            "grade": alert.grade,
            "note": alert.note,
            "tripwire": alert.tripwire,
            "place": own_place.name if own_place else lent.get("place_said", alert.place_said),
        },
    )


def not_known(alert: Alert, known: Known) -> list[str]:
    """The parts of the minimum alert that none of its thread says: asked, never waited for."""
    asked = (
        "who",
        "whom",
        "act",
        "place",
        "heading",
        "onset",
        "how_many",
        "how_known",
        "caller_safe",
    )
    said = {name for name in asked if name in known.facts} - {"place"}
    said |= {"place"} if alert.place_id else set()
    said |= {"onset"} if alert.level == AlertLevel.ONGOING else set()
    return [name for name in asked if name not in said]
