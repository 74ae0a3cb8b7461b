"""What a decider needs on one screen, and what became of earlier alerts; always for a Standing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, TypedDict, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Case, Exists, F, OuterRef, Prefetch, Q, QuerySet, When
from django.urls import reverse
from django.utils.translation import gettext as _

from tutela.base.days import lies_within
from tutela.base.later import pl
from tutela.base.messages import Sentence
from tutela.capacity.gap import Gap
from tutela.capacity.readiness import is_planned
from tutela.crisis.outcome_contradictions import speaks_against
from tutela.crisis.tables import options, outcomes
from tutela.warning.clocks import LEVELS, time_left
from tutela.warning.merged_alerts import Known
from tutela.warning.states import REOPENED
from tutela_web.access.models import Compartment
from tutela_web.access.policy import EVERYWHERE, Standing
from tutela_web.base import clock
from tutela_web.capacity.caveats.denial_queries import DenialAnswered, denials_for
from tutela_web.capacity.models import DeniedMovement, Unit
from tutela_web.capacity.units.queries import UnitCommitment, UnitCommitments, units_for
from tutela_web.crisis.models import (
    STANDING,
    Decision,
    HostRelease,
    HrddpFile,
    Outcome,
    Tasking,
    TaskingAnswer,
)
from tutela_web.crisis.taskings.harm_queries import exposing
from tutela_web.crisis.taskings.queries import ENDED, with_reports
from tutela_web.incidents.happened.queries import (
    Happened,
    count_folded,
    happened_near,
    newest_of,
)
from tutela_web.look.translate import word
from tutela_web.places.ground import Placed
from tutela_web.records.models import Record
from tutela_web.safeguards.queries import checks_for
from tutela_web.warning.alert_result import AlertResult
from tutela_web.warning.board.queries import (
    alerts_for,
    alerts_near,
    head_of,
    read_alert,
    reports_about,
    thread_read,
)
from tutela_web.warning.models import Alert, AlertLevel, AlertMoment
from tutela_web.warning.threads.joinings import joined_under

if TYPE_CHECKING:  # the stubs are for developers only
    from django_stubs_ext import WithAnnotations

    from tutela_web.capacity.reach.queries import Able, UnitsReach

    class ReadAs(TypedDict):
        """What `with_unit` adds to a tasking."""

        told: bool
        nameless: bool

    ReadTasking = WithAnnotations[Tasking, ReadAs]

R = TypeVar("R", bound=Record)

NEAR_KM = 15.0
LOOKED_BACK = timedelta(days=365)
MOVEMENT_DENIED = "movement_denied"
"""The reason of reasons.csv that tells of a denied movement."""

SHOWN_NEAR = 6
"""Of what happened near, so many are told on the screen."""
HOST = ("host_military", "host_police", "host_intelligence")


@dataclass(frozen=True)
class LinkedRecord:
    """What a room above says on the screen of a decision; who may not open it gets no address."""

    tone: str
    sign: str
    title: str
    words: str
    url: str = ""
    link: str = ""


BESIDE: dict[str, Callable[[Standing, Alert], list[LinkedRecord]]] = {}
"""From rooms above: what they say beside an alert to this person. The lower room never asks."""


@dataclass(frozen=True)
class EarlierAlert:
    """Another alert at the place or near it, what came of it, and how far it is: None for there."""

    alert: Alert
    outcome: Outcome | None
    km: float | None


@dataclass(frozen=True)
class HostCheck:
    """What is held against forces of the host state near, of what this person may read.

    suspected  of `looked_at` incidents and imported events that harmed civilians; both None where
               the person reads neither kind
    parties    of the suspected, fighting that they were a party to: nobody said which side it was
    fights     fighting that they were a party to, whether civilians died in it or not
    """

    suspected: int | None
    looked_at: int | None
    parties: int
    fights: int


@dataclass(frozen=True)
class Screen:
    """Everything beside the alert that its decision rests on."""

    units: list[Able]
    gap: Gap | None
    onset: timedelta | None
    decisions: list[Decision]
    taskings: list[ReadTasking]
    outcome: Outcome | None
    outcomes_before: list[Outcome]
    against: list[Sentence]
    earlier: list[EarlierAlert]
    happened: list[Happened]
    happened_count: int
    folded: int
    host: HostCheck
    releases: list[HostRelease]
    files: list[HrddpFile]
    suspended: bool
    next_able: Able | None
    committed: UnitCommitments
    reach: UnitsReach | None
    denied: list[DeniedMovement]

    @property
    def gap_shown(self) -> str:
        """The protection gap as the chip of it names it."""
        known = {"red": "late", "amber": "tight", "green": "in time"}
        return known.get(self.gap.level, "unknown") if self.gap else "unknown"


def screen(standing: Standing, alert: Alert, known: Known) -> Screen:
    """The decision screen of an alert.

    Takes   known, of the whole thread: the nearest hour that was said is the one feared.
    """
    now = clock.now(standing.mission)
    expected = known.nearest("onset")
    feared = expected[0] - now if isinstance(expected, tuple) else None
    onset = time_left(alert.level, feared)
    units: list[Able] = []
    gap, reach = None, None
    thread = thread_read(alert)
    if alert.latitude is not None and alert.longitude is not None and standing.reads("bases"):
        from tutela_web.capacity.reach.queries import (
            reach_for,
        )  # with roads, which a start does without

        reach = reach_for(standing, at=now)
        units = reach.units(
            alert.latitude, alert.longitude, but=thread, planned=is_planned(alert.level)
        )
        gap = reach.gap_of_units(units, alert.latitude, alert.longitude, onset=onset)
    near = happened_near_alert(standing, alert)
    taskings = taskings_of(standing, thread)
    seen = standing.sees("alerts")
    came = what_came({alert.pk: alert.level}, seen, thread if alert.part else None)[alert.pk]
    asked = HostRelease.objects.filter(alert__in=thread)
    if len(thread) > 1:
        asked = asked.filter(standing.sees("alerts", at="alert__"))
    releases = list(asked.select_related("place", "receiver").order_by("asked_at"))
    holds = Compartment.HRDDP in standing.compartments
    earlier = earlier_near(standing, alert, alert.place_id, but=alert.pk)
    return Screen(
        units,
        gap,
        onset,
        decisions_of(standing, thread),
        taskings,
        came.counts,
        came.before,
        _against_counted(standing, alert, came.counts, near),
        earlier,
        newest_of(standing, near, SHOWN_NEAR),
        near.height,
        count_folded(near),
        check_host(standing, near),
        releases,
        list(HrddpFile.objects.filter(mission=standing.mission)) if holds else [],
        _told_suspended(standing, alert, releases),
        next_able(_units_offered(units, taskings, reach, alert), taskings),
        reach.committed if reach else {},
        reach,
        denials_of(standing, thread),
    )


def denials_of(standing: Standing, thread: Collection[UUID]) -> list[DeniedMovement]:
    """The denied movements that hindered an alert or one joined to it, where this person reads
    them. A denied movement names the alert by its number."""
    numbers = Alert.objects.filter(pk__in=thread).values("number")
    if not standing.reads("bases"):
        return []
    denials = denials_for(standing).filter(alert_number__in=numbers)
    return list(denials.prefetch_related(Prefetch("unit", units_for(standing))))


def denials_answered(
    standing: Standing, thread: Collection[UUID] | None = None
) -> list[DenialAnswered]:
    """The answers this person reads that tell of a denied movement, the newest first, of alerts and
    units they may see, where no denied movement of the unit names the alert. Two queries.

    Takes   thread, the alerts asked for; all, where nothing is said.
    """
    if not (standing.reads("bases") and standing.reads("alerts")):
        return []
    about = Q() if thread is None else Q(tasking__alert__in=thread)
    recorded = DeniedMovement.objects.filter(
        unit=OuterRef("tasking__unit"), alert_number=OuterRef("tasking__alert__number")
    )
    rows = TaskingAnswer.objects.filter(
        about,
        told_of(standing, at="tasking__") | Q(by=standing.person.pk),
        ~Exists(recorded),
        reason=MOVEMENT_DENIED,
        tasking__in=about_alerts(standing, Tasking.objects.all()).order_by(),
        tasking__unit__in=units_for(standing).order_by(),
    )
    code = standing.mission.code
    return [
        DenialAnswered(
            row.tasking.unit,  # type: ignore[arg-type]  # as the query asks
            row.tasking.alert.number,
            str(row.tasking.alert),
            reverse("crisis:decision", args=[code, row.tasking.alert_id]),
            row.answered_at,
            row.words,
        )
        for row in rows.select_related("tasking__unit", "tasking__alert").order_by("-answered_at")
    ]


def is_known_alert(standing: Standing, number: int) -> bool:
    """Whether there is an alert of a number that this person may open."""
    return alerts_for(standing).filter(number=number).exists()


def decisions_for(standing: Standing) -> QuerySet[Decision]:
    """The decisions this person may see: of the alerts they may see, with their dissents."""
    rows = about_alerts(standing, Decision.objects.all())
    return rows.select_related(
        "decider", "author", "force_accounted_by", "paragraph__resolution"
    ).prefetch_related("dissents")


def reads_exposure(standing: Standing, decision: Decision) -> bool:
    """Whether this person reads what was found when somebody asked whether an act would expose the
    source: who reads the community network, and who decided or wrote it down."""
    own = standing.person.pk in (decision.decider_id, decision.author_id)
    return own or standing.reads("network")


def taskings_for(standing: Standing) -> QuerySet[ReadTasking]:
    """The taskings this person may see, with their answers; `unit` and `decision` are None where
    they may not be seen."""
    return with_answers(standing, about_alerts(standing, Tasking.objects.all())).prefetch_related(
        Prefetch("decision", about_alerts(standing, Decision.objects.all()))
    )


def taskings_without_check(standing: Standing) -> QuerySet[ReadTasking]:
    """The taskings under way that take us to people and have no harm check this person reads, the
    one that leaves first before the others; those that nobody knows to be under way are left out.
    """
    rows = taskings_for(standing).filter(told=True, option__in=exposing(), returned_at=None)
    rows = rows.exclude(state__in=ENDED).exclude(harm_check__in=checks_for(standing).order_by())
    return rows.select_related("alert__mission").order_by(
        F("planned_departure").asc(nulls_last=True), "-entered_at"
    )


def with_unit(standing: Standing, rows: QuerySet[Tasking]) -> QuerySet[ReadTasking]:
    """Taskings as this person may know them: `unit` is None where they may not see it; `told`,
    whether they know how it stands; `nameless`, whether whom it was given to is withheld."""
    undone = Q(state__in=NOT_DONE)
    return rows.annotate(
        told=Case(When(~undone | told_of(standing), then=True), default=False),
        nameless=Case(When(undone & ~names_unit(standing), then=True), default=False),
    ).prefetch_related(Prefetch("unit", units_for(standing)))


NOT_DONE = ("delayed", "refused", "failed", "turned")
"""States and answers of a tasking that is not executed as it was accepted."""


def told_of(standing: Standing, *, at: str = "") -> Q:
    """The taskings of which this person reads what was answered: the tasking headquarters of the
    area, the Force and Police Commander, the Chief of Staff and the Head of Mission; who gave it.

    Takes   at, the path to the tasking, with its underscores.
    """
    own = Q(**{f"{at}author": standing.person.pk}) if standing.person.pk else Q(pk__in=[])
    areas = standing.authority.get("read_refusals", frozenset())
    if areas is EVERYWHERE:
        return ~Q(**{f"{at}pk": None})
    return own | Q(**{f"{at}alert__area__in": areas})


def names_unit(standing: Standing) -> Q:
    """The taskings of which this person knows whom they were given to, though not executed: as
    `told_of`, and the alert's owner and the duty officer of the JOC, who chase."""
    if standing.may_somewhere("chase_taskings"):
        return ~Q(pk=None)
    return told_of(standing) | Q(alert__owner=standing.person.pk)


def with_answers(standing: Standing, rows: QuerySet[Tasking]) -> QuerySet[ReadTasking]:
    """Taskings `with_unit`, and with the answers this person reads."""
    answers = TaskingAnswer.objects.filter(
        Q(answer=TaskingAnswer.Answer.ACCEPTED) | told_of(standing, at="tasking__")
    )
    told = (
        with_unit(standing, rows)
        .select_related("refusal")
        .prefetch_related(
            Prefetch("answers", answers),
            Prefetch("harm_check", checks_for(standing)),
        )
    )
    return with_reports(standing, told)


def state_of(tasking: Tasking) -> Any:
    """How a tasking stands, as its reader may know it."""
    if getattr(tasking, "told", True):
        return tasking.get_state_display()
    return _("not executed")


def who_of(tasking: Tasking) -> str:
    """Whom a tasking read `with_unit` is for, as its reader may know it."""
    if getattr(tasking, "nameless", False) or (tasking.unit_id and tasking.unit is None):
        return _("a unit (withheld)")
    return str(tasking.unit or tasking.component)


UNFINISHED = STANDING


def taskings_standing(thread: Collection[UUID]) -> QuerySet[Tasking]:
    """The taskings of units about alerts that bind them: not refused, not finished, and not
    withdrawn and read back; whoever may read them."""
    rows = Tasking.objects.filter(alert__in=thread, unit__isnull=False, returned_at=None)
    return rows.filter(state__in=UNFINISHED)


def commitments_of(units: Collection[UUID]) -> list[Tasking]:
    """The taskings these units were given and have not refused or finished, the earliest first,
    whoever may read them: no unit is promised twice unseen. One whose alert ended while it stood
    binds until its withdrawal is read back."""
    open_ones = (
        Q(alert__now__open=True) | Q(alert__merged_into__isnull=False) | Q(ended_at__isnull=False)
    )
    rows = Tasking.objects.filter(open_ones, unit__in=units, state__in=UNFINISHED, returned_at=None)
    return list(
        rows.select_related("alert__mission").prefetch_related("answers").order_by("entered_at")
    )


def others_of_unit(tasking: Tasking) -> list[Tasking]:
    """What else the unit of a tasking is bound to, that commits it: neither withdrawn, nor of an
    alert that ended."""
    if tasking.unit_id is None:
        return []
    others = commitments_of([tasking.unit_id])
    return [other for other in others if other.pk != tasking.pk and not other.commits_nobody]


def unit_commitments(standing: Standing, units: Sequence[Unit]) -> dict[UUID, list[UnitCommitment]]:
    """What each unit is committed to, for who may read it: an alert they may not open is told, by
    no name, to who may task somewhere, and to nobody else. Two queries or three."""
    commitments: dict[UUID, list[UnitCommitment]] = {}
    rows = commitments_of([unit.pk for unit in units])
    seen = alerts_for(standing).in_bulk({row.alert_id for row in rows}) if rows else {}
    for row in rows:
        alert = seen.get(row.alert_id)
        if alert is None and not standing.may_somewhere("task_unit"):
            continue
        taken = [
            answer.answered_at
            for answer in row.answers.all()
            if answer.answer == "accepted" and not answer.late
        ]
        commitment = UnitCommitment(
            row.alert_id,
            min(taken, default=row.entered_at),
            row.planned_return,
            # that it is delayed is for who reads what was answered
            row.get_state_display() if row.state != Tasking.State.DELAYED else "",
            str(alert) if alert else "",
            reverse("crisis:decision", args=[standing.mission.code, alert.pk]) if alert else "",
        )
        if row.unit_id is not None:  # as the query asks
            commitments.setdefault(row.unit_id, []).append(commitment)
    return commitments


def outcomes_for(standing: Standing) -> QuerySet[Outcome]:
    """The outcomes this person may see; `tasking` is None where it may not be seen."""
    tasking = Prefetch("tasking", about_alerts(standing, Tasking.objects.all()))
    return about_alerts(standing, Outcome.objects.all()).prefetch_related(tasking)


def about_alerts(standing: Standing, rows: QuerySet[R]) -> QuerySet[R]:
    """Records about alerts: each is marked itself, and follows the alert where that is marked
    higher later."""
    return rows.filter(standing.sees("alerts"), standing.sees("alerts", at="alert__"))


def _told_suspended(standing: Standing, alert: Alert, releases: Iterable[HostRelease]) -> bool:
    """Whether support to a receiving unit is suspended; for who keeps the files or may release."""
    told = Compartment.HRDDP in standing.compartments
    if not told and not standing.may("release_hazard", area=alert.area_id):
        return False
    return any(r.receiver.status == HrddpFile.Status.SUSPENDED for r in releases)


def alert_for(standing: Standing, pk: UUID) -> Alert:
    """The alert a page or a program asks for, as far as this person may see it; of one that was
    joined to another, the one they read its thread from. Raises Http404."""
    alert = read_alert(standing, pk)
    if alert.merged_into_id is None or alert.part:
        return alert
    return read_alert(standing, head_of(standing, pk))


def decisions_of(standing: Standing, thread: Collection[UUID]) -> list[Decision]:
    """The decisions about an alert and those joined to it, newest first, with their dissents.

    Takes   thread, as `thread_read` gives it.
    """
    rows = about_alerts(standing, Decision.objects.filter(alert__in=thread))
    return list(
        rows.select_related(
            "decider", "author", "alert", "force_accounted_by", "paragraph__resolution"
        )
        .prefetch_related("dissents__by")
        .order_by("-decided_at", "-pk")
    )


def taskings_of(standing: Standing, thread: Collection[UUID]) -> list[ReadTasking]:
    """The taskings about an alert and those joined to it, oldest first, with their answers."""
    rows = with_answers(standing, about_alerts(standing, Tasking.objects.filter(alert__in=thread)))
    return list(rows.select_related("alert").order_by("entered_at"))


@dataclass(frozen=True)
class AlertOutcome:
    """What came of an alert: the outcome that counts, and the others, newest first."""

    counts: Outcome | None = None
    before: list[Outcome] = field(default_factory=list)


def what_came(
    levels: Mapping[UUID, str], seen: Q | None = None, read: Collection[UUID] | None = None
) -> dict[UUID, AlertOutcome]:
    """What came of alerts and of those joined to them. Three queries, however many alerts.

    The outcome that counts is the one recorded last since the alert was last opened; none of a
    joined one whose level is lower, for it says nothing of the nearer harm.

    Takes   levels, of the alerts, by id; seen, the outcomes that may be read; read, of one alert
            that is read in the place of its root, the alerts it is read with.
    """
    under = joined_under(levels) if read is None else dict.fromkeys(read, *levels)
    alerts = [*levels, *under]
    moments = AlertMoment.objects.filter(alert__in=alerts, name=REOPENED).order_by("entered_at")
    opened = dict(moments.values_list("alert", "entered_at"))
    came_by_alert = {pk: AlertOutcome() for pk in levels}
    rows = Outcome.objects.filter(seen or Q(), alert__in=alerts).select_related("alert")
    for row in rows.order_by("-entered_at", "-pk"):
        root = under.get(row.alert_id, row.alert_id)
        own = row.alert
        if came_by_alert[root].counts is None and counts_for(
            own.level, levels[root], row.entered_at, opened, (root, own.pk)
        ):
            came_by_alert[root] = AlertOutcome(row, came_by_alert[root].before)
        else:
            came_by_alert[root].before.append(row)
    return came_by_alert


def counts_for(
    level: str,
    wanted: str,
    entered: datetime,
    opened: Mapping[UUID, datetime],
    alerts: Iterable[UUID],
) -> bool:
    """Whether an outcome says something of an alert: recorded since it and the one it was recorded
    of were last opened, and of no lower level.

    Takes   level of the alert it was recorded of, and the one wanted; opened, when each alert was
            last opened again.
    """
    since = (opened[pk] for pk in alerts if pk in opened)
    return LEVELS.index(level) >= LEVELS.index(wanted) and all(entered >= at for at in since)


def outcome_of(alert: Alert) -> Outcome | None:
    """The outcome that counts, whoever may read it."""
    read = thread_read(alert) if alert.part else None
    return what_came({alert.pk: alert.level}, read=read)[alert.pk].counts


def reports_owed(alert: Alert) -> Q:
    """What is owed to who told of an alert, as a condition, as who reads the alert may know it."""
    return reports_about(alert, at="report__") if alert.part else Q(alert=alert)


def _units_offered(
    units: Sequence[Able], taskings: Sequence[Tasking], reach: UnitsReach | None, alert: Alert
) -> Sequence[Able]:
    """The units that may be proposed for what others did not do: of a planned task none that lacks
    something for it; while harm runs or is about to, all of them."""
    if reach is None or not is_planned(alert.level):
        return units
    refused = {tasking.option for tasking in taskings if tasking.state in NOT_DONE}
    tasks = [options()[option].task for option in refused if option in options()]
    return [able for able in units if not reach.is_barred(able.unit, tasks)]


def next_able(units: Sequence[Able], taskings: Sequence[Tasking]) -> Able | None:
    """After a refusal or delay, the able unit not asked yet that could be there first, one without
    a known lack before the others: proposed, never tasked."""
    answered = {t.unit_id for t in taskings if t.state in NOT_DONE}
    if not answered:
        return None
    asked = {t.unit_id for t in taskings}
    free = [unit for unit in units if unit.could_come and unit.unit.pk not in asked]
    return min(free, key=lambda able: (able.limited, able.arrival or 0), default=None)


def earlier_near(
    standing: Standing, here: Placed, place: UUID | None, *, but: UUID | None = None
) -> list[EarlierAlert]:
    """The alerts at a place or near it, as `alerts_near` gives them, each with what came of it. A
    fixed number of queries."""
    near = alerts_near(standing, here, place, but=but)
    came = what_came({one.alert.pk: one.alert.level for one in near}, standing.sees("alerts"))
    return [EarlierAlert(one.alert, came[one.alert.pk].counts, one.km) for one in near]


def happened_near_alert(standing: Standing, alert: Alert) -> pl.DataFrame:
    """What happened near an alert in the last year (`happened_queries.happened_near`)."""
    today = clock.today(standing.mission)
    since = today - LOOKED_BACK
    return happened_near(standing, alert, alert.place_id, km=NEAR_KM, since=since, until=today)


def speaks_against_outcome(
    standing: Standing,
    alert: Alert,
    outcome: str,
    at: datetime,
    near: pl.DataFrame | None = None,
) -> list[Sentence]:
    """What this person may know to speak against an outcome of an alert: attacks that lie in the
    days until it, none that is only dated to some months around them.

    Takes   at, when it came of it; near, what happened near, where it was read already.
    """
    if outcomes()[outcome].protective != "yes":
        return []
    zone = ZoneInfo(alert.mission.time_zone)
    first = (alert.known_at or alert.entered_at).astimezone(zone).date()
    near = happened_near_alert(standing, alert) if near is None else near
    days = lies_within(first, at.astimezone(zone).date())
    attacks = near.filter(days, "against_civilians")
    _at, inferred = alert.now.moments.get("arrived", ("", True))
    return speaks_against(
        outcome,
        ongoing=alert.level == AlertLevel.ONGOING,
        arrived=not inferred,
        attacks=attacks.height,
        killed=int(attacks["killed"].sum()),
    )


def _against_counted(
    standing: Standing, alert: Alert, counts: Outcome | None, near: pl.DataFrame | None = None
) -> list[Sentence]:
    """The same of the outcome that counts; of none, nothing."""
    if counts is None or counts.outcome not in outcomes():
        return []
    return speaks_against_outcome(standing, alert, counts.outcome, counts.happened_at, near)


def results_of(standing: Standing, alerts: Sequence[Alert]) -> dict[UUID, AlertResult]:
    """What came of alerts as this person may know it, for what stands in the place of their level.
    Three queries, and some for each alert that is read in the place of its root."""
    whole = {alert.pk: alert.level for alert in alerts if alert.part is None}
    seen = standing.sees("alerts")
    came = what_came(whole, seen) if whole else {}
    for alert in alerts:
        if alert.part is not None:
            came |= what_came({alert.pk: alert.level}, seen, thread_read(alert))
    return {
        pk: AlertResult(
            word(outcomes()[outcome_read.counts.outcome].label),
            outcome_read.counts.danger_ended,
            outcome_read.counts.happened_at,
        )
        for pk, outcome_read in came.items()
        if outcome_read.counts is not None and outcome_read.counts.outcome in outcomes()
    }


@dataclass(frozen=True)
class OutcomeTold:
    """The outcome of an alert that counts, and what on record speaks against it."""

    outcome: Outcome | None
    against: list[Sentence]


def outcome_told(standing: Standing, alert: Alert) -> OutcomeTold:
    """What came of an alert as this person may know it, for the page of the room below."""
    read = thread_read(alert) if alert.part else None
    came = what_came({alert.pk: alert.level}, standing.sees("alerts"), read)[alert.pk]
    return OutcomeTold(came.counts, _against_counted(standing, alert, came.counts))


def check_host(standing: Standing, near: pl.DataFrame) -> HostCheck:
    """The perpetrator check before a hazard is passed on: state forces in what happened near.

    Takes   rows of `happened_queries.SCHEMA`.
    """
    if not (standing.reads("incidents") or standing.reads("events")):
        return HostCheck(None, None, 0, 0)
    against = near.filter("against_civilians")
    theirs = against.filter("host_force")
    fights = near.filter("fighting", "host_force")
    return HostCheck(theirs.height, against.height, int(theirs["fighting"].sum()), fights.height)


@dataclass(frozen=True)
class Bar:
    """One unit of the time chart: when it could be there, in minutes from now."""

    name: str
    minutes: float
    able: bool | None
    after_onset: bool | None


def bars(screen: Screen, *, most: int = 6) -> list[Bar]:
    """The units whose way is known, fastest first, against the onset."""
    onset = None if screen.onset is None else screen.onset.total_seconds() / 60
    return [
        Bar(
            str(unit.unit), unit.arrival, unit.able, None if onset is None else unit.arrival > onset
        )
        for unit in screen.units
        if unit.arrival is not None
    ][:most]
