"""What an operations centre has to see to now, what it did this shift, and what it handed over."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from tutela.warning.shifts import FLASH_WITHIN, Shift, shift_of
from tutela.warning.states import OUTCOME
from tutela_web.access.models import Duty, DutyArea
from tutela_web.access.policy import EVERYWHERE, Standing
from tutela_web.access.vault.models import ConsentPurpose
from tutela_web.base import clock
from tutela_web.base.clock import real_now
from tutela_web.base.values import Words
from tutela_web.channels.models import Gateway, Message
from tutela_web.crisis.decisions.queries import taskings_for, who_of
from tutela_web.crisis.models import Tasking
from tutela_web.intake.queries import widest_consent_of_alerts
from tutela_web.joc.models import FlashReport, LogEntry, ShiftHandover
from tutela_web.programme.measures.queries import duties
from tutela_web.warning.board.queries import alerts_for, alerts_kept, under_of
from tutela_web.warning.board.rows import Light
from tutela_web.warning.board.running import Running, lights_that_run
from tutela_web.warning.models import Alert, AlertLevel, AlertMoment, AlertNotice, CallBack, Owed
from tutela_web.warning.network.queries import calls_due, calls_for, owed_calls_back, owed_ever
from tutela_web.warning.telling.addressees import CHASES

ACT = "keep_log"
SILENT_GATEWAY = timedelta(hours=12)
"""A gateway heard last longer ago than this is listed as perhaps down [P]. Of messages those made
since then are counted."""

CUT_OFFS = timedelta(days=3)
LATE_HANDOVER = timedelta(hours=2)
"""So long after the change of shift what is handed over is still the shift that ended [P]."""

LONGEST_SHIFT = timedelta(days=1)

OpenState = dict[str, list[dict[str, str]]]
"""What a handover keeps, by list: ids, codes and times."""

NEAR_HARM = (AlertLevel.IMMINENT, AlertLevel.ONGOING)


def log_for(standing: Standing) -> QuerySet[LogEntry]:
    """The lines of the log this person may see, the newest first."""
    rows = LogEntry.objects.filter(standing.sees_open("alerts"))
    return rows.select_related("author", "mission").order_by("-at", "-entered_at")


def office_of(standing: Standing) -> DutyArea | None:
    """The office whose shift this person keeps: the first area of their authority; None for the
    mission's own operations centre, or for who keeps none."""
    areas = standing.authority.get(ACT, frozenset())
    if areas is EVERYWHERE:
        return None
    return DutyArea.objects.filter(pk__in=areas).order_by("name").first()


def handovers_for(standing: Standing) -> QuerySet[ShiftHandover]:
    """The handovers this person may see, the newest first."""
    rows = ShiftHandover.objects.filter(standing.sees_open("alerts"))
    return rows.select_related("author", "taken_by", "mission").order_by("-given_at")


def flashes_for(standing: Standing) -> QuerySet[FlashReport]:
    """The flash reports of the alerts this person may see."""
    rows = FlashReport.objects.filter(
        standing.sees_open("alerts"), alert__in=alerts_for(standing).order_by().values("pk")
    )
    return rows.select_related("author", "alert", "mission")


def reports_of(standing: Standing, alert: Alert) -> list[tuple[FlashReport, list[AlertNotice]]]:
    """The flash reports of an alert and of those joined to it, in their order, each with whom it
    was sent to. Three queries."""
    heads = [alert.pk, *under_of([alert])]
    reports = list(flashes_for(standing).filter(alert__in=heads).order_by("issued_at", "number"))
    notices = AlertNotice.objects.filter(alert__in=heads, why=AlertNotice.NoticeReason.FLASH)
    told: dict[tuple[UUID, str], list[AlertNotice]] = defaultdict(list)
    for notice in notices.select_related("person", "post"):
        told[notice.alert_id, notice.key].append(notice)
    return [(one, told[one.alert_id, str(one.number)]) for one in reports]


def consent_told(standing: Standing, alert: Alert) -> Words:
    """What those who told of an alert, and of those joined to it, agreed to: it goes with every
    flash report of it."""
    widest = widest_consent_of_alerts(standing.mission, [alert.pk, *under_of([alert])])
    return ConsentPurpose(widest).label if widest else _("for the mission only")


@dataclass(frozen=True)
class Patrol:
    """A unit or component that left and is not back, and when it was last heard by radio."""

    tasking: Tasking
    who: str
    heard_at: datetime | None


@dataclass(frozen=True)
class WaysOut:
    """Whether texts come in and messages leave: gateways in use, and what became of messages.

    used      how many gateways are in use
    messages  how many were made about alerts this person may see; of them those that failed, and
              those held back by a cap or because there is no way out
    """

    used: int
    messages: int
    failed: int
    held: int


@dataclass(frozen=True)
class SaidToMove:
    """Somebody who is said to be on the way to an alert, with no tasking that says so."""

    alert: Light
    who: str
    since: datetime


@dataclass(frozen=True)
class FlashDue:
    """An alert that owes a flash report or an update, since or from when."""

    alert: Light
    what: str
    due_at: datetime


@dataclass(frozen=True)
class CutOff:
    """A report or answer that falls due within three days, or is late.

    at    the moment, where it is due by an hour
    """

    title: str
    due: date
    url: str
    late: bool
    at: datetime | None = None


MORE_CUT_OFFS: list[Callable[[Standing, date], Iterable[CutOff]]] = []
"""What else falls due until a day: given by rooms above, which know it."""


@dataclass(frozen=True)
class OpenWork:
    """Everything the officer on shift has to see to, each list the most pressing first.

    running  the alerts that run, in brief
    """

    running: Running
    calls: list[CallBack]
    owed_calls: list[Owed]
    patrols: list[Patrol]
    moving: list[SaidToMove]
    gateways: list[Gateway]
    ways_out: WaysOut
    flashes: list[FlashDue]
    cut_offs: list[CutOff]

    def as_kept(self) -> OpenState:
        """The same as ids, codes and times: what a handover keeps."""
        return {
            "clocks": [
                {"alert": str(one.pk), "clock": one.clock, "due": _moment(one.due_at)}
                for one in self.running.lights
            ],
            "calls": [{"call": str(one.pk), "due": _moment(one.due_at)} for one in self.calls],
            "owed_calls": [
                {"owed": str(one.pk), "due": _moment(one.due_at)} for one in self.owed_calls
            ],
            "patrols": [
                {"tasking": str(one.tasking.pk), "heard": _moment(one.heard_at)}
                for one in self.patrols
            ],
            "gateways": [
                {"gateway": str(one.pk), "heard": _moment(one.heard_at)} for one in self.gateways
            ],
            "flashes": [
                {"alert": str(one.alert.pk), "due": _moment(one.due_at)} for one in self.flashes
            ],
            "cut_offs": [{"due": one.due.isoformat()} for one in self.cut_offs],
        }


def _moment(at: datetime | None) -> str:
    return at.isoformat() if at else ""


def find_open_work(standing: Standing) -> OpenWork:
    """What is open now, as far as this person may know it. A dozen queries."""
    running = lights_that_run(standing)
    under = running.read.joined_alerts()
    return OpenWork(
        running,
        list(calls_due(standing)) if standing.reads("network") else [],
        list(owed_calls_back(standing)),
        _patrols(standing),
        _said_to_move(running.lights, under),
        *_gateways(standing),
        _flashes_due(standing, running.lights, under),
        _cut_offs(standing),
    )


def _patrols(standing: Standing) -> list[Patrol]:
    """Those that departed and did not return, the longest unheard first. Two queries."""
    rows = taskings_for(standing).filter(departed_at__isnull=False, returned_at=None)
    out = list(rows.exclude(state="returned").select_related("alert"))
    checks = log_for(standing).order_by().filter(kind=LogEntry.Kind.RADIO, tasking__in=out)
    heard = dict(checks.values_list("tasking").annotate(at=Max("at")))
    patrols = [Patrol(one, who_of(one), heard.get(one.pk)) for one in out]
    return sorted(patrols, key=lambda one: one.heard_at or one.tasking.departed_at)  # type: ignore[arg-type,return-value]


def _said_to_move(opened: Iterable[Light], under: Mapping[UUID, UUID]) -> list[SaidToMove]:
    """Who was said to be on the way, of alerts that nobody is said to have reached, where no
    tasking says so. One query.

    Takes   under, the alerts joined to these.
    """
    moving = [one for one in opened if "on the way" in one.moments]
    heads = {one.pk: one for one in moving if not {"arrived", OUTCOME} & one.moments.keys()}
    heads |= {pk: heads[head] for pk, head in under.items() if head in heads}
    rows = AlertMoment.objects.filter(alert__in=heads, name="on the way", inferred=False)
    return [
        SaidToMove(heads[row.alert_id], row.on_behalf, row.happened_at)
        for row in rows.order_by("happened_at")
        if "tasking" not in row.detail
        and row.happened_at.isoformat() >= heads[row.alert_id].moments["on the way"][0]
    ]


def _gateways(standing: Standing) -> tuple[list[Gateway], WaysOut]:
    """The gateways in use that are in trouble or were not heard for long, and how messages left;
    for who keeps the log. Two queries."""
    if not standing.may_somewhere(ACT):
        return [], WaysOut(0, 0, 0, 0)
    since = real_now() - SILENT_GATEWAY
    rows = Gateway.objects.filter(mission_id=standing.mission.pk, active=True).order_by("name")
    used = list(rows)
    bad = [one for one in used if one.in_trouble or one.heard_at is None or one.heard_at < since]
    failed, held = Q(state=Message.State.FAILED), Q(state=Message.State.HELD)
    counts = (
        Message.objects.filter(
            mission_id=standing.mission.pk,
            outgoing=True,
            made_at__gte=since,
            about_id__in=alerts_for(standing).order_by().values("pk"),
        )
        .exclude(channel="webhook")
        .aggregate(
            messages=Count("pk"), failed=Count("pk", filter=failed), held=Count("pk", filter=held)
        )
    )
    return bad, WaysOut(len(used), **counts)


def _flashes_due(
    standing: Standing, opened: Sequence[Light], under: Mapping[UUID, UUID]
) -> list[FlashDue]:
    """Near harm without a flash report, and reports whose next update is due or coming."""
    heads = {one.pk: one.pk for one in opened} | dict(under)
    reports = flashes_for(standing).filter(alert__in=heads).order_by("issued_at", "number")
    newest = {heads[one.alert_id]: one for one in reports}
    due = []
    for alert in opened:
        last = newest.get(alert.pk)
        received = alert.known_at or alert.entered_at
        sent = "flash" in alert.moments
        if last is None and alert.level in NEAR_HARM and not sent:
            due.append(FlashDue(alert, _("flash report"), received + FLASH_WITHIN))
        elif last is not None and not last.final and last.next_at:
            what = _("update %(n)s") % {"n": last.number + 1}
            due.append(FlashDue(alert, what, last.next_at))
    return sorted(due, key=lambda one: one.due_at)


def _cut_offs(standing: Standing) -> list[CutOff]:
    """Reports that others are owed within three days, or that are late; the most pressing first."""
    until = standing.on + CUT_OFFS
    owed = duties(standing) if standing.reads("strategy") else []
    cut_offs = [
        CutOff(
            str(duty),
            duty.due,
            reverse("programme:duty", args=[standing.mission.code, duty.pk]),
            duty.due < standing.on,
        )
        for duty, _state in owed
        if duty.due and duty.due <= until
    ]
    more = [one for give in MORE_CUT_OFFS for one in give(standing, until)]
    return sorted([*cut_offs, *more], key=lambda one: (one.due, one.at is None, one.at or one.due))


# --- a shift as it went


def shift_running(standing: Standing) -> Shift:
    """The shift this person's office keeps now, in the mission's time: the one before the change
    until it is handed over, or its officers are two hours late. At most three queries."""
    now, office = clock.now(standing.mission), office_of(standing)
    turns = _turns(standing, office, now)
    shift = _shift_at(turns, now)
    if now > shift.began + LATE_HANDOVER:
        return shift
    handovers = ShiftHandover.objects.filter(
        mission=standing.mission, area=office, ends_at__gte=shift.began
    )
    return shift if handovers.exists() else _shift_at(turns, shift.began - LATE_HANDOVER)


def _turns(standing: Standing, office: DutyArea | None, now: datetime) -> list[Shift]:
    """The turns of the duty officers of an office of the days around a moment, as its roster has
    them, that have begun and ended a day before at the soonest; longer ones than a day are no
    shifts."""
    day = clock.moment_of(now.date(), time(), standing.mission)
    rows = Duty.objects.filter(
        post__mission=standing.mission,
        post__area=office,
        post__role=CHASES,
        starts_at__lt=day + timedelta(days=2),
        ends_at__gt=day - timedelta(days=2),
    )
    turns = rows.order_by("starts_at", "pk").values_list("starts_at", "ends_at")
    return [
        Shift(localtime(began), localtime(ended))
        for began, ended in turns
        if ended - began <= LONGEST_SHIFT and began <= now and ended > now - timedelta(days=1)
    ]


def _shift_at(turns: Iterable[Shift], at: datetime) -> Shift:
    """The turn in which a moment lies; where the roster has none, the shift by the hour."""
    turn = next((one for one in turns if one.began <= at < one.ends), None)
    by_hour = shift_of(localtime(clock.as_sent(at)))
    return turn or (by_hour if at < by_hour.ends else shift_of(localtime(at)))


@dataclass(frozen=True)
class HandedOver:
    """A handover as one reader may know it: what stood open then, with what became of it since."""

    handover: ShiftHandover
    clocks: list[tuple[Alert, str, datetime | None]]
    patrols: Sequence[tuple[Tasking, str, datetime | None]]
    calls: list[CallBack]
    owed_calls: list[Owed]
    flashes: list[tuple[Alert, datetime | None]]
    gateways: int


def handed_over(standing: Standing, handover: ShiftHandover) -> HandedOver:
    """What a handover kept, of what this reader may see; of the rest there is no trace."""
    state: OpenState = handover.state
    ids = [row["alert"] for name in ("clocks", "flashes") for row in state.get(name, [])]
    kept = {UUID(pk): handover.given_at for pk in ids}
    alerts = {str(pk): alert for pk, alert in alerts_kept(standing, kept).items()}
    tasked = [row["tasking"] for row in state.get("patrols", [])]
    taskings = {
        str(one.pk): one
        for one in taskings_for(standing).filter(pk__in=tasked).select_related("alert")
    }
    calls = [row["call"] for row in state.get("calls", [])]
    seen = list(calls_for(standing).filter(pk__in=calls)) if standing.reads("network") else []
    owed = [row["owed"] for row in state.get("owed_calls", [])]
    owed_seen = list(owed_ever(standing).filter(pk__in=owed)) if owed else []
    # Of a thread read in the place of its root, the clocks kept are the root's: they are not told.
    clocks = [
        (alerts[pk], row["clock"], _read(row["due"]))
        if str(alerts[pk].pk) == pk
        else (alerts[pk], "", None)
        for row in state.get("clocks", [])
        if (pk := row["alert"]) in alerts
    ]
    patrols = [
        (taskings[row["tasking"]], who_of(taskings[row["tasking"]]), _read(row["heard"]))
        for row in state.get("patrols", [])
        if row["tasking"] in taskings
    ]
    flashes = [
        (alerts[row["alert"]], _read(row["due"]))
        for row in state.get("flashes", [])
        if row["alert"] in alerts and str(alerts[row["alert"]].pk) == row["alert"]
    ]
    gateways = len(state.get("gateways", [])) if standing.may_somewhere(ACT) else 0
    return HandedOver(handover, clocks, patrols, seen, owed_seen, flashes, gateways)


def _read(moment: str) -> datetime | None:
    return datetime.fromisoformat(moment) if moment else None
