"""How the alerts of a period were answered, as far as somebody may read them; ten or so queries.

Counting is the core's (`tutela.crisis.metrics`); here are its tables, read under the policy, and
which alerts stand behind each figure.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.utils.dateparse import parse_datetime

from tutela.base.distances import distance_km
from tutela.base.later import np, pl
from tutela.crisis.alert_fatigue import PostLoad, loads
from tutela.crisis.metrics import (
    BEFORE,
    NEAR_KM,
    STEPS,
    Count,
    Harm,
    Warned,
    WarningCoverage,
    answers,
    counts,
    dues,
    groups,
    medians,
    sights,
    table,
    times,
)
from tutela.crisis.outcome_contradictions import says_averted
from tutela.warning.clocks import HeldLevel
from tutela.warning.states import ENDS, NOT_EXECUTED, OUTCOME, UNDONE
from tutela_web.access.models import Compartment, DutyArea, Post
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.capacity.units.queries import bases_for
from tutela_web.crisis.decisions.queries import counts_for, told_of
from tutela_web.crisis.models import Decision, Outcome, Tasking, TaskingAnswer
from tutela_web.incidents.lists.queries import standing_alone
from tutela_web.incidents.models import Incident, Verification
from tutela_web.places.ground import sun
from tutela_web.warning.models import (
    FEEDBACK,
    FROM_PEOPLE,
    Alert,
    AlertHeld,
    AlertMoment,
    AlertNotice,
    Owed,
    Report,
)
from tutela_web.warning.threads.state import clocks_of

MONTHS = 6
"""How many months the small charts show, the period's last one among them."""

HELD_BACK = frozenset({"declared_caveat", "capital", "not_ready"})
"""Reasons that tell of a caveat or of readiness: in words for the compartment capacity, else
"not able"."""
NOT_ABLE = "not able"


def reason_told(reason: str, holds: bool) -> str:
    """A reason; one that tells of a caveat only for who holds the compartment capacity."""
    return NOT_ABLE if reason in HELD_BACK and not holds else reason


def words_told(words: str, reasons: Iterable[str], holds: bool) -> str:
    """Words written beside reasons; blank for who may not read one of the reasons."""
    return "" if HELD_BACK & set(reasons) and not holds else words


NO_INCIDENT = (Verification.REFUTED, Verification.DUPLICATE, Verification.WITHDRAWN)
NO_OFFICE = "none"


@dataclass(frozen=True)
class FiguresPeriod:
    """Civil days of the mission, both counted in."""

    first: date
    last: date

    @classmethod
    def of(cls, asked: Mapping[str, str], today: date) -> FiguresPeriod:
        """Of an address: month=2018-12, or from= and to=; what is neither is this month."""
        try:
            if asked.get("from") and asked.get("to"):
                first, last = (clock.read_moment(asked[end]).date() for end in ("from", "to"))
                if first <= last and last - first <= timedelta(days=400):
                    return cls(first, last)
            return cls.month(clock.read_moment(f"{asked.get('month', '')}-01").date())
        except ValueError:
            return cls.month(today)

    @classmethod
    def month(cls, day: date) -> FiguresPeriod:
        """The month a day lies in."""
        first = day.replace(day=1)
        return cls(first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1))

    @property
    def is_month(self) -> bool:
        """Whether it is one whole month."""
        return self == FiguresPeriod.month(self.first)

    @property
    def before(self) -> FiguresPeriod:
        """The month before the one it begins in."""
        return FiguresPeriod.month(self.first.replace(day=1) - timedelta(days=1))

    @property
    def after(self) -> FiguresPeriod:
        """The month after the one it ends in."""
        return FiguresPeriod.month(self.last.replace(day=1) + timedelta(days=31))

    def months(self, number: int = MONTHS) -> list[date]:
        """The first days of so many months, the one it ends in as the last."""
        month_starts, day = [], self.last.replace(day=1)
        for _ in range(number):
            month_starts.append(day)
            day = (day - timedelta(days=1)).replace(day=1)
        return month_starts[::-1]

    def moments(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """From when, and until before when."""
        end = self.last + timedelta(days=1)
        return datetime.combine(self.first, time(), zone), datetime.combine(end, time(), zone)


@dataclass(frozen=True)
class PeriodFigures:
    """The figures of a period and what they rest on.

    rows        alert, measure, answer, with office, band, light, level, month, day of the alert
    reasons     alert, kind (refused, delayed, an outcome, a decision), reason
    """

    period: FiguresPeriod
    office: str
    alerts: int
    rows: pl.DataFrame
    timed: pl.DataFrame
    grouped: pl.DataFrame
    reasons: pl.DataFrame
    sights: list[WarningCoverage]
    offices: dict[str, str]
    trend: pl.DataFrame
    months: list[date]
    loads: list[PostLoad[UUID]]
    told: list[tuple[UUID, UUID, date]]
    posts: dict[UUID, str]

    @cached_property
    def counts(self) -> dict[str, Count]:
        """Every measure, of all alerts of the period."""
        return counts(self.rows)

    def measures_by(self, group: str) -> list[tuple[str | None, dict[str, Count]]]:
        """The measures by office, band, light or level; None is not known."""
        known = self.rows[group].unique().sort(nulls_last=True).to_list()
        return [
            (one, counts(self.rows.filter(pl.col(group).eq_missing(pl.lit(one))))) for one in known
        ]

    def medians(self, group: str) -> list[tuple[str | None, dict[str, tuple[float, int]]]]:
        """By group: minutes and how many, by step."""
        medians_by_group: dict[str | None, dict[str, tuple[float, int]]] = {}
        for one, step, minutes, n in medians(self.timed, self.grouped, group).iter_rows():
            medians_by_group.setdefault(one, {})[step] = (minutes, n)
        return list(medians_by_group.items())

    @cached_property
    def sight(self) -> Counter[str]:
        """How many incidents had an alert before them, had none, or it is not known."""
        return Counter(sight.answer for sight in self.sights)

    def by_month(self) -> list[tuple[date, dict[str, Count]]]:
        """The measures of each month of the chart."""
        return [(m, counts(self.trend.filter(pl.col("month") == m))) for m in self.months]

    def alerts_behind(self, asked: Mapping[str, str]) -> list[UUID]:
        """The alerts behind one figure: of a measure's answer, a step's times, or a reason."""
        if post := asked.get("post"):
            return list(dict.fromkeys(alert for of, alert, _day in self.told if str(of) == post))
        if asked.get("step") in STEPS:
            rows = self.timed.filter(pl.col("step") == asked["step"])
        elif asked.get("reason"):
            rows = self.reasons.filter(
                (pl.col("reason") == asked["reason"]) & (pl.col("kind") == asked.get("kind", ""))
            )
        elif asked.get("measure"):
            rows = self.rows.filter(pl.col("measure") == asked["measure"])
            if asked.get("answer"):
                rows = rows.filter(pl.col("answer") == asked["answer"])
        else:
            rows = self.grouped
        keep = rows.select("alert").join(self.grouped, on="alert").unique("alert")
        if asked.get("by") in ("office", "band", "light", "level"):
            wanted = asked.get("group") or None
            keep = keep.filter(pl.col(asked["by"]).eq_missing(pl.lit(wanted)))
        return [UUID(pk) for pk in keep["alert"]]


def measure_period(standing: Standing, period: FiguresPeriod, office: str = "") -> PeriodFigures:
    """The figures of a period, of the alerts this person may read.

    Takes   office, the id of an area, NO_OFFICE for alerts in none, or nothing for all.
    """
    mission, now = standing.mission, clock.now(standing.mission)
    zone = ZoneInfo(mission.time_zone)
    months = period.months()
    widest = FiguresPeriod(min(months[0], period.first), period.last)
    since, until = widest.moments(zone)
    threads = Threads.of(standing)
    seen = Alert.objects.filter(
        Q(known_at__gte=since, known_at__lt=until) | Q(pk__in=threads.first_known),
        standing.sees("alerts"),
        merged_into=None,
    )
    if office == NO_OFFICE:
        seen = seen.filter(area=None)
    elif office:
        seen = seen.filter(area=UUID(office)) if _is_id(office) else seen.none()
    names = {
        str(pk): name
        for pk, name in DutyArea.objects.filter(mission=mission)
        .order_by("name")
        .values_list("pk", "name")
    }
    facts = _facts(standing, seen, threads, names, now, zone, since, until)
    alerts = table(facts)
    answer_rows = answers(alerts, now=now)
    grouped = groups(alerts).with_columns(
        month=_month(alerts, zone), day=pl.Series(_days(alerts, zone), dtype=pl.Date)
    )
    inside = pl.Series(
        [period.first <= day <= period.last for day in _days(alerts, zone)], dtype=pl.Boolean
    )
    within = alerts.select("alert").filter(inside)
    joined = answer_rows.join(grouped, on="alert", how="left")
    reasons = _reasons(standing, threads.records_about(seen), threads)
    told = _told_by_post(standing, seen, threads, zone)
    told = [one for one in told if period.first <= one[2] <= period.last]
    posts = Post.objects.filter(pk__in={post for post, *_rest in told})
    return PeriodFigures(
        period=period,
        office=office,
        alerts=within.height,
        rows=joined.join(within, on="alert", how="semi"),
        timed=times(alerts).join(within, on="alert", how="semi"),
        grouped=grouped.join(within, on="alert", how="semi"),
        reasons=reasons.join(within, on="alert", how="semi"),
        sights=_sights(standing, period, office, zone),
        offices=names,
        trend=joined,
        months=months,
        loads=loads(told, first=period.first, last=period.last),
        told=told,
        posts=dict(posts.values_list("pk", "title")),
    )


def _told_by_post(
    standing: Standing, seen: QuerySet[Alert], threads: Threads, zone: ZoneInfo
) -> list[tuple[UUID, UUID, date]]:
    """Each post that was told of an alert, which, and on which day; joined alerts count with the
    one they were joined to. One query."""
    rows = AlertNotice.objects.filter(
        standing.sees("alerts", at="alert__"),
        threads.records_about(seen),
        post__isnull=False,
    )
    return [
        (post, threads.of_alert(alert), at.astimezone(zone).date())
        for post, alert, at in rows.order_by("at", "pk").values_list("post", "alert", "at")
        if post is not None
    ]


@dataclass(frozen=True)
class Threads:
    """The alerts that were joined to others, as far as somebody may read them: they are counted
    with the one they were joined to, from the first word that came of either.

    root            of each joined alert, the one it is read from
    first_known     of each that others were joined to, when the earliest of those was known
    """

    root: dict[UUID, UUID]
    first_known: dict[UUID, datetime]

    @classmethod
    def of(cls, standing: Standing) -> Threads:
        """Those of the mission. Two queries."""
        rows = Alert.objects.filter(mission=standing.mission, merged_into__isnull=False)
        pairs = rows.values_list("pk", "merged_into")
        into = {pk: target for pk, target in pairs if target is not None}
        root: dict[UUID, UUID] = {}
        first: dict[UUID, datetime] = {}
        read = rows.filter(standing.sees("alerts"), known_at__isnull=False).order_by("-known_at")
        for pk, known in read.values_list("pk", "known_at") if into else ():
            if known is None:  # never, as the query asks
                continue
            top = into[pk]
            while top in into:
                top = into[top]
            root[pk], first[top] = top, known
        return cls(root, first)

    def of_alert(self, pk: UUID) -> UUID:
        """The alert that one is counted with."""
        return self.root.get(pk, pk)

    def first_known_at(self, pk: UUID, own: datetime | None) -> datetime:
        """When the first word came of an alert or of one joined to it; one of them has come."""
        return min(filter(None, (own, self.first_known.get(pk))))

    def records_about(self, alerts: QuerySet[Alert], path: str = "alert") -> Q:
        """What is about these alerts, or about those joined to them."""
        return Q(**{f"{path}__in": alerts.values("pk")}) | Q(**{f"{path}__in": list(self.root)})


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _days(alerts: pl.DataFrame, zone: ZoneInfo) -> list[date]:
    return [at.astimezone(zone).date() for at in alerts["received"]]


def _month(alerts: pl.DataFrame, zone: ZoneInfo) -> pl.Series:
    return pl.Series([day.replace(day=1) for day in _days(alerts, zone)], dtype=pl.Date)


# --- the table of alerts


def _facts(
    standing: Standing,
    seen: QuerySet[Alert],
    threads: Threads,
    offices: Mapping[str, str],
    now: datetime,
    zone: ZoneInfo,
    since: datetime,
    until: datetime,
) -> list[dict[str, Any]]:
    about = threads.records_about(seen)
    firsts, inferred, reopened = _moments(about, threads)
    held = _levels_held(about, threads)
    owed = _feedback(about, threads, now)
    tasked, refused = _taskings(standing, about, threads)
    rows: list[AlertRow] = [
        (pk, level, area, lat, lon, place, known or threads.first_known_at(pk, known))
        for pk, level, area, lat, lon, place, known in seen.values_list(
            "pk", "level", "area", "latitude", "longitude", "place", "known_at"
        )
        if pk not in threads.first_known or since <= threads.first_known_at(pk, known) < until
    ]
    outcome = _outcomes(about, threads, {pk: level for pk, level, *_ in rows}, reopened)
    clocks = clocks_of(standing.mission)
    near = _km(standing, rows, zone)
    struck = _find_struck(standing, rows, outcome, zone)
    facts = []
    for (pk, level, area, lat, lon, _place, known), km in zip(rows, near, strict=True):
        moments = firsts[pk]
        received = moments.setdefault("received", threads.first_known_at(pk, known))
        due = dues(clocks, held[pk] or [HeldLevel(level, received)], moments)
        word, host, partner, at = outcome.get(pk, (None, None, None, None))
        facts.append(
            {
                "alert": str(pk),
                "office": offices.get(str(area)),
                "level": level,
                "km": km,
                "night": None
                if lat is None or lon is None
                else not sun(lat, lon, received.astimezone(zone)).up,
                "received": received,
                "issued": moments.get("issued"),
                "acknowledged": moments.get("acknowledged"),
                "decided": moments.get("decided"),
                "departed": moments.get("on the way"),
                "arrived": moments.get("arrived"),
                "outcome_at": at or moments.get("outcome"),
                "inferred": sorted(inferred[pk]),
                "issue_due": due.get("issue"),
                "acknowledge_due": due.get("acknowledge"),
                "decide_due": due.get("decide"),
                "over_at": due["over"],
                "outcome": word,
                "host": host,
                "partner": partner,
                "struck": pk in struck,
                "feedback": owed.get(pk),
                "tasked": tasked[pk],
                "refused": refused[pk],
            }
        )
    return facts


NAMES = {"on the way": "departed"}


def _levels_held(about: Q, threads: Threads) -> dict[UUID, list[HeldLevel]]:
    """The levels each was given, its own last: the one in force is its own."""
    own: dict[UUID, list[HeldLevel]] = defaultdict(list)
    levels: dict[UUID, list[HeldLevel]] = defaultdict(list)
    rows = AlertHeld.objects.filter(about).order_by("since", "id")
    for pk, level, at in rows.values_list("alert", "level", "since"):
        (levels if pk in threads.root else own)[threads.of_alert(pk)].append(HeldLevel(level, at))
    for pk, held in own.items():
        levels[pk] += held
    return levels


def _moments(
    about: Q, threads: Threads
) -> tuple[dict[UUID, dict[str, datetime]], dict[UUID, set[str]], dict[UUID, datetime]]:
    """The first moment of each name, a said one before an inferred; those inferred only; and when
    each alert, joined ones too, was last opened again. A tasking that was not executed takes back
    what rested on it."""
    said: dict[UUID, dict[str, datetime]] = defaultdict(dict)
    implied: dict[UUID, dict[str, datetime]] = defaultdict(dict)
    reopened: dict[UUID, datetime] = {}
    rows = AlertMoment.objects.filter(about).order_by("entered_at", "id")
    for own, name, at, entered, inferred in rows.values_list(
        "alert", "name", "happened_at", "entered_at", "inferred"
    ):
        pk = threads.of_alert(own)
        if name == NOT_EXECUTED:
            said[pk] = {n: t for n, t in said[pk].items() if n not in UNDONE or t > at}
            implied[pk] = {n: t for n, t in implied[pk].items() if t > at}
        elif name in ("decided", "tasked") and at < said[pk].get(NOT_EXECUTED, at):
            continue
        into = implied[pk] if inferred else said[pk]
        into[name] = min(at, into.get(name, at))
        if name == "reopened":
            reopened[own] = entered
    firsts: dict[UUID, dict[str, datetime]] = defaultdict(dict)
    only: dict[UUID, set[str]] = defaultdict(set)
    for pk in {*said, *implied}:
        firsts[pk] = {**implied[pk], **said[pk]}
        only[pk] = {NAMES.get(name, name) for name in implied[pk].keys() - said[pk].keys()}
    return firsts, only, reopened


def _feedback(about: Q, threads: Threads, now: datetime) -> dict[UUID, str]:
    """What became of the answers owed: one overdue outweighs one that still has time. Who told of
    an alert that ended, or has its outcome, and is owed nothing yet, waits for an answer too."""
    feedback_states: dict[UUID, set[str]] = defaultdict(set)

    def waits(pk: UUID, due: datetime) -> None:
        feedback_states[threads.of_alert(pk)].add("overdue" if due < now else "waiting")

    rows = Owed.objects.filter(about, what=Owed.Duty.FEEDBACK)
    for pk, state, due in rows.values_list("alert", "state", "due_at"):
        if state == Owed.State.OWED:
            waits(pk, due)
        elif state != Owed.State.NOT_OWED:
            feedback_states[threads.of_alert(pk)].add(state)
    asked = Report.objects.filter(about, channel__in=FROM_PEOPLE).exclude(
        owed__what=Owed.Duty.FEEDBACK
    )
    for pk, known, entered, moments in asked.values_list(
        "alert", "known_at", "entered_at", "alert__now__moments"
    ):
        ends = [moments[name][0] for name in (OUTCOME, *ENDS) if name in moments]
        if over := parse_datetime(min(ends, default="")):
            waits(pk, max(known or entered, over) + FEEDBACK)
    order = ("overdue", "waiting", "given", "unsafe")
    return {
        pk: next(one for one in order if one in states) for pk, states in feedback_states.items()
    }


def _taskings(
    standing: Standing, about: Q, threads: Threads
) -> tuple[Counter[UUID], Counter[UUID]]:
    """How many were tasked, and refused, of those whose answers this person reads."""
    seen = Tasking.objects.filter(about).filter(told_of(standing))
    rows = list(seen.values_list("alert", "pk"))
    answers = TaskingAnswer.objects.filter(
        tasking__in=seen.values("pk"), answer="refused", late=False
    )
    refused = set(answers.values_list("tasking__alert", "tasking"))
    return (
        Counter(threads.of_alert(pk) for pk, _task in rows),
        Counter(threads.of_alert(pk) for pk, _task in refused),
    )


Outcomes = dict[UUID, tuple[str, str | None, bool | None, datetime]]


def _outcomes(
    about: Q, threads: Threads, levels: Mapping[UUID, str], reopened: Mapping[UUID, datetime]
) -> Outcomes:
    """The outcome that counts, as `queries.what_came` tells it."""
    outcomes: Outcomes = {}
    rows = Outcome.objects.filter(about).order_by("entered_at", "pk")
    for own, level, word, host, partner, at, entered in rows.values_list(
        "alert",
        "alert__level",
        "outcome",
        "host_acted",
        "partner_acted",
        "happened_at",
        "entered_at",
    ):
        pk = threads.of_alert(own)
        if pk in levels and counts_for(level, levels[pk], entered, reopened, (pk, own)):
            outcomes[pk] = (word, host or None, partner, at)
    return outcomes


AlertRow = tuple[UUID, str, UUID | None, float | None, float | None, UUID | None, datetime]
"""Of an alert: id, level, area, latitude, longitude, place, when it became known."""


def _find_struck(
    standing: Standing, rows: Sequence[AlertRow], outcomes: Outcomes, zone: ZoneInfo
) -> set[UUID]:
    """The alerts whose outcome says that harm was averted, and at whose place or near it people
    were killed from the day they were known to the day of it, as far as this person reads
    incidents. One query, where there is such an outcome."""
    averted = [
        (
            row,
            FiguresPeriod(*(at.astimezone(zone).date() for at in (row[-1], outcomes[row[0]][-1]))),
        )
        for row in rows
        if row[0] in outcomes and says_averted(outcomes[row[0]][0])
    ]
    if not averted or not standing.reads("incidents"):
        return set()
    days = [day for _row, period in averted for day in (period.first, period.last)]
    incidents = incidents_of(standing, FiguresPeriod(min(days), max(days))).filter(killed__gt=0)
    killings = list(incidents.values_list("event_from", "place", "latitude", "longitude"))
    if not killings:
        return set()
    here = np.array([(row[3], row[4]) for row, _period in averted], np.float64)
    there = np.array([(lat, lon) for _day, _place, lat, lon in killings], np.float64)
    far = distance_km(here[:, :1], here[:, 1:], there[None, :, 0], there[None, :, 1])
    return {
        row[0]
        for (row, period), beside in zip(averted, (far <= NEAR_KM).tolist(), strict=True)
        for (day, place, _lat, _lon), is_near in zip(killings, beside, strict=True)
        if day is not None
        and period.first <= day <= period.last
        and (is_near or (place is not None and place == row[5]))
    }


def _km(standing: Standing, rows: Sequence[AlertRow], zone: ZoneInfo) -> list[float | None]:
    """Kilometres from each alert to the nearest base that stood that day; None is not known."""
    if not standing.reads("bases") or not rows:
        return [None] * len(rows)
    bases = list(
        bases_for(standing)
        .filter(retired=False, latitude__isnull=False, longitude__isnull=False)
        .values_list("latitude", "longitude", "opened", "closed")
    )
    if not bases:
        return [None] * len(rows)
    here = np.array([(lat, lon) for _, _, _, lat, lon, _, _ in rows], np.float64)
    there = np.array([(lat, lon) for lat, lon, _, _ in bases], np.float64)
    far = distance_km(here[:, :1], here[:, 1:], there[None, :, 0], there[None, :, 1])
    days = [known.astimezone(zone).date() for *_, known in rows]
    stood = np.array(
        [
            [(b[2] is None or b[2] <= day) and (b[3] is None or day < b[3]) for b in bases]
            for day in days
        ]
    )
    least = np.where(stood, far, np.inf).min(axis=1)
    return [float(km) if np.isfinite(km) else None for km in least]


def _reasons(standing: Standing, about: Q, threads: Threads) -> pl.DataFrame:
    """Why nothing was done, or late, or refused: alert, kind, reason. A reason belongs to what was
    not accepted, and is for who reads the answers."""
    reasons: list[tuple[UUID, str, str]] = []
    tasked = Tasking.objects.filter(about).filter(told_of(standing)).values("pk")
    reasons += (
        TaskingAnswer.objects.filter(tasking__in=tasked, late=False)
        .exclude(reason="")
        .exclude(answer=TaskingAnswer.Answer.ACCEPTED)
        .values_list("tasking__alert", "answer", "reason")
    )
    for pk, kind, codes in Outcome.objects.filter(about).values_list("alert", "outcome", "reasons"):
        reasons += [(pk, kind, code) for code in codes]
    reasons += (
        Decision.objects.filter(about)
        .exclude(reason_code="")
        .values_list("alert", "choice", "reason_code")
    )
    holds = Compartment.CAPACITY in standing.compartments
    rows = [(str(threads.of_alert(pk)), kind, reason_told(r, holds)) for pk, kind, r in reasons]
    return pl.DataFrame(
        rows, schema=dict.fromkeys(("alert", "kind", "reason"), pl.String), orient="row"
    ).unique(maintain_order=True)


# --- blind spots


def incidents_of(standing: Standing, period: FiguresPeriod, office: str = "") -> QuerySet[Incident]:
    """The incidents that count in a period; those of compartments are never among them."""
    incident_rows = (
        standing_alone(standing)
        .filter(compartment="", event_from__gte=period.first, event_from__lte=period.last)
        .exclude(verification__in=NO_INCIDENT)
    )
    if office == NO_OFFICE:
        return incident_rows.filter(area=None)
    if office:
        return incident_rows.filter(area=UUID(office)) if _is_id(office) else incident_rows.none()
    return incident_rows


def _sights(
    standing: Standing, period: FiguresPeriod, office: str, zone: ZoneInfo
) -> list[WarningCoverage]:
    if not standing.reads("incidents"):
        return []
    rows = incidents_of(standing, period, office).values_list(
        "pk",
        "place",
        "latitude",
        "longitude",
        "event_from",
        "event_from_time",
        "event_precision",
        "prior_warning",
    )
    harms = [
        Harm(str(pk), _id(place), lat, lon, *_began(day, at, precision, zone), said)
        for pk, place, lat, lon, day, at, precision, said in rows
    ]
    if not harms:
        return []
    since, until = period.moments(zone)
    alerts = Alert.objects.filter(  # one that was joined to another later warned all the same
        standing.sees("alerts"),
        known_at__gte=since - BEFORE,
        known_at__lt=until + timedelta(days=31),
    )
    told = [
        Warned(str(pk), _id(place), lat, lon, known)
        for pk, place, lat, lon, known in alerts.values_list(
            "pk", "place", "latitude", "longitude", "known_at"
        )
        if known is not None  # as the query asks
    ]
    return sights(harms, told)


def _id(pk: UUID | None) -> str | None:
    return str(pk) if pk else None


LONG = {"week": 7, "month": 31}


def _began(
    day: date | None, at: time | None, precision: str, zone: ZoneInfo
) -> tuple[datetime | None, datetime | None]:
    """Between when an incident may have begun: its civil time, as exactly as that is known."""
    if day is None or precision in ("more", "unknown"):
        return None, None
    if at is not None and precision in ("minute", "hour"):
        begun = datetime.combine(day, at, zone).astimezone(UTC)
        return begun, begun + timedelta(hours=1 if precision == "hour" else 0, minutes=1)
    begun = datetime.combine(day, time(), zone).astimezone(UTC)
    return begun, begun + timedelta(days=LONG.get(precision, 1))


# --- what stands behind a figure


def alerts_behind(standing: Standing, ids: Iterable[UUID]) -> QuerySet[Alert]:
    """These alerts, as far as this person reads them, the newest first."""
    return (
        Alert.objects.filter(standing.sees("alerts"), pk__in=list(ids))
        .select_related("now", "place", "area")
        .defer("area__boundary")
        .order_by("-known_at", "-number")
    )
