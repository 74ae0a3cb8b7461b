"""Contingency plans as somebody may read them; critical places without one; phases of a place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypedDict
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Max, Prefetch, Q, QuerySet

from tutela.base.later import pl
from tutela.base.messages import Sentence
from tutela.crisis.phases import Line, Measure, lines, measures, one_sided
from tutela.crisis.tables import PHASES, options
from tutela_web.access.models import Compartment, CompartmentGrant, Mission, Person, current
from tutela_web.access.policy import Standing, standings_of
from tutela_web.base import clock
from tutela_web.capacity.models import Unit
from tutela_web.capacity.units.queries import units_for
from tutela_web.crisis.decisions.queries import about_alerts, who_of, with_unit
from tutela_web.crisis.models import Decision, Tasking
from tutela_web.crisis.plans.models import (
    ContingencyPlan,
    HarmReference,
    MeasureRefusal,
    NormalCondition,
    Phased,
    PhaseStep,
    PlacePhase,
    PlanExercise,
)
from tutela_web.places.ground import km_from, within_box
from tutela_web.places.models import Place
from tutela_web.places.queries import places_for
from tutela_web.risk.columns import first_of_each, suggestions_seen
from tutela_web.risk.models import Risk
from tutela_web.risk.queries import latest_assessment, risks_for
from tutela_web.warning.board.queries import alerts_for, each_thread_once
from tutela_web.warning.models import Alert, AlertLevel

if TYPE_CHECKING:  # the stubs are for developers only
    from django_stubs_ext import WithAnnotations

    class LastExercise(TypedDict):
        """What a plan of a list tells of its exercises."""

        last: date | None

    ExercisedPlan = WithAnnotations[ContingencyPlan, LastExercise]

CRITICAL = 3
"""The highest priority of a risk."""

WIDEST_KM = 100.0


def all_plans(standing: Standing) -> QuerySet[ContingencyPlan]:
    """The plans this person may see, those out of use too: of places they may see."""
    place = standing.sees_open("places", at="place__")
    return ContingencyPlan.objects.filter(standing.sees("alerts"), place)


def seen_plans(standing: Standing) -> QuerySet[ContingencyPlan]:
    """The plans in use that this person may see."""
    return all_plans(standing).filter(retired=False)


@dataclass(frozen=True)
class Plan:
    """A plan as a list or an alert shows it."""

    plan: ContingencyPlan
    exercised_on: date | None
    valid: bool | None  # None where no end was set
    km: float | None = None
    units: tuple[Unit, ...] = ()
    unseen: int = 0

    @property
    def at(self) -> bool:
        """Whether it is the plan of the very place."""
        return self.km is None or self.km < 1


def plans(standing: Standing) -> list[Plan]:
    """Every plan in use, by place. Two queries."""
    rows = seen_plans(standing).select_related("place", "area").defer("area__boundary")
    kept = rows.annotate(last=Max("exercises__on")).order_by("place__name")
    return [_plan(one, standing.on) for one in kept]


def as_read(standing: Standing, plans: Iterable[ContingencyPlan]) -> list[Plan]:
    """Plans with their last exercise and their units, as this person sees them.

    Takes   plans, with their exercises at hand, or few of them.
    """
    rows = []
    for plan_read in plans:
        last = max((exercise.on for exercise in plan_read.exercises.all()), default=None)
        valid = None if plan_read.valid_until is None else plan_read.valid_until >= standing.on
        rows.append(Plan(plan_read, last, valid))
    return with_units(standing, rows)


def _plan(plan: ExercisedPlan, on: date, km: float | None = None) -> Plan:
    valid = None if plan.valid_until is None else plan.valid_until >= on
    return Plan(plan, plan.last, valid, km)


def plans_for(standing: Standing, alert: Alert) -> list[Plan]:
    """The plans an alert opens: of its place, and of places near enough; the nearest first.

    Three queries, whatever is found: plans, units, and none more.
    """
    rows = seen_plans(standing).select_related("place").annotate(last=Max("exercises__on"))
    opened: list[tuple[ExercisedPlan, float | None]] = []
    if alert.latitude is None or alert.longitude is None:
        here = rows.filter(place=alert.place_id) if alert.place_id else ()
        opened += [(one, None) for one in here]
    else:
        near = list(rows.filter(_plans_near(alert)))
        far = km_from(alert, [one.place for one in near])
        opened += [
            (one, None if one.place_id == alert.place_id else km)
            for one, km in zip(near, far, strict=True)
            if one.place_id == alert.place_id or (km is not None and km <= one.radius_km)
        ]
    opened.sort(key=lambda pair: -1.0 if pair[1] is None else pair[1])
    return with_units(standing, [_plan(one, standing.on, km) for one, km in opened])


def _plans_near(alert: Alert) -> Q:
    box = within_box(alert, WIDEST_KM)
    around = Place.objects.filter(box).values("pk")
    return Q(place__in=around) | Q(place=alert.place_id)


def with_units(standing: Standing, plans: list[Plan]) -> list[Plan]:
    """The plans with their units, as far as this person sees them. One query."""
    wanted = {pk for plan in plans for pk in plan.plan.units}
    if not wanted:
        return plans
    known = {str(unit.pk): unit for unit in units_for(standing).filter(pk__in=wanted)}
    return [
        Plan(
            plan.plan,
            plan.exercised_on,
            plan.valid,
            plan.km,
            tuple(known[pk] for pk in plan.plan.units if pk in known),
            sum(pk not in known for pk in plan.plan.units),
        )
        for plan in plans
    ]


@dataclass(frozen=True)
class Critical:
    """A critical place; whether people agreed that it is, or only the score suggests it."""

    place: Place
    agreed: bool


def critical_places(standing: Standing) -> list[Critical]:
    """The places with a risk of the highest priority, those people agreed on first; of a hotspot
    that is only suggested the place that stands for it."""
    agreed = set(
        risks_for(standing)
        .filter(priority=CRITICAL)
        .exclude(status__in=Risk.OFF)
        .values_list("place", flat=True)
    )
    seen = suggestions_seen(standing, latest_assessment(standing))
    firsts = first_of_each("hotspot", seen.filter(pl.col("priority") == CRITICAL))
    others = {UUID(place) for place in firsts["place"].cast(pl.String)} - agreed
    places = places_for(standing).filter(pk__in=agreed | others, retired=False)
    rows = [Critical(place, place.pk in agreed) for place in places.select_related("area")]
    return sorted(rows, key=lambda row: (not row.agreed, row.place.name))


def without_plan(standing: Standing, known: Iterable[Plan]) -> list[Critical]:
    """Critical places for which nobody has written a plan that is in use."""
    planned = {one.plan.place_id for one in known}
    return [
        critical_place
        for critical_place in critical_places(standing)
        if critical_place.place.pk not in planned
    ]


def exercises_of(plan: ContingencyPlan) -> list[PlanExercise]:
    """What was exercised of a plan, newest first."""
    return list(plan.exercises.select_related("by"))


# --- harm by the mission or supported forces


def harm_for(standing: Standing) -> QuerySet[HarmReference]:
    """The references of the compartment hrddp; each read is a line in the audit."""
    if Compartment.HRDDP not in standing.compartments or not standing.reads("alerts"):
        return HarmReference.objects.none()
    return HarmReference.objects.filter(mission=standing.mission).select_related("place")


def harm_readers(mission: Mission) -> list[Person]:
    """Who can read what is set down of harm today: those granted the compartment. Few queries."""
    granted = CompartmentGrant.objects.filter(
        current(clock.today(mission)), mission=mission, compartment=Compartment.HRDDP
    )
    people = Person.objects.filter(pk__in=granted.values("person"), is_active=True)
    standings = standings_of(people, mission).values()
    return [
        standing.person
        for standing in standings
        if Compartment.HRDDP in standing.compartments and standing.reads("alerts")
    ]


# --- phases


def seen_phases(standing: Standing) -> QuerySet[PlacePhase]:
    """The phases of places this person may read."""
    place = standing.sees_open("places", at="place__")
    return PlacePhase.objects.filter(standing.sees("alerts"), place)


@dataclass
class HotspotPhases:
    """A place with its open phases, and whether force outran politics there."""

    place: Place
    phases: list[PlacePhase] = field(default_factory=list)
    prompt: Sentence | None = None

    @property
    def open_names(self) -> list[str]:
        """The open phases, in their order."""
        return sorted((phase.phase for phase in self.phases), key=PHASES.index)


def hotspots(standing: Standing) -> list[HotspotPhases]:
    """The places with a phase open, and those whose uniformed activity rises without politics; the
    prompted first. Seven queries."""
    phases_by_place: dict[UUID, HotspotPhases] = {}
    rows = seen_phases(standing).filter(closed_on=None).select_related("place", "place__area")
    for phase in rows.order_by("place__name"):
        spot = phases_by_place.setdefault(phase.place_id, HotspotPhases(phase.place))
        spot.phases.append(phase)
    activity = _activity(standing)
    missing = [
        pk for pk in activity if pk not in phases_by_place and activity[pk].prompt(standing.on)
    ]
    for place in places_for(standing).filter(pk__in=missing).select_related("area"):
        phases_by_place[place.pk] = HotspotPhases(place)
    for pk, spot in phases_by_place.items():
        spot.prompt = activity[pk].prompt(standing.on) if pk in activity else None
    return sorted(phases_by_place.values(), key=lambda spot: (spot.prompt is None, spot.place.name))


@dataclass
class Activity:
    """Days on which units were tasked, alerts came, and politics moved at one place."""

    uniformed: list[date] = field(default_factory=list)
    alerts: list[date] = field(default_factory=list)
    political: list[date] = field(default_factory=list)

    def prompt(self, on: date) -> Sentence | None:
        """What to say where force outran politics."""
        return one_sided(self.uniformed, self.alerts, self.political, on)


BACK = timedelta(days=30)


Engaged = Callable[[Standing, date], Iterable[tuple[UUID, date]]]
ENGAGED: dict[str, Engaged] = {}
"""From a room above that keeps political engagement: the places and days of it since a day, as far
as the person may see them. The lower room never asks it."""


def _activity(standing: Standing, place: Place | None = None) -> dict[UUID, Activity]:
    """Activity of the last weeks by place: taskings, alerts, political options, steps and what
    rooms above say."""
    since = clock.now(standing.mission) - BACK
    zone = ZoneInfo(standing.mission.time_zone)
    activity_by_place: dict[UUID, Activity] = defaultdict(Activity)
    here = {"alert__place": place} if place else {"alert__place__isnull": False}
    seen = standing.sees("alerts")
    tasked = Tasking.objects.filter(seen, entered_at__gte=since, unit__isnull=False, **here)
    for pk, option, at in tasked.values_list("alert__place", "option", "entered_at"):
        if option in options() and options()[option].who == "uniformed":
            activity_by_place[pk].uniformed.append(at.astimezone(zone).date())
        elif option in options() and options()[option].tier == 1:
            activity_by_place[pk].political.append(at.astimezone(zone).date())
    mine = {"place": place} if place else {"place__isnull": False}
    heard = alerts_for(standing).filter(each_thread_once(standing), known_at__gte=since, **mine)
    for pk, known in heard.exclude(level=AlertLevel.WATCH).values_list("place", "known_at"):
        if known is not None:  # as the query asks
            activity_by_place[pk].alerts.append(known.astimezone(zone).date())
    decided = Decision.objects.filter(seen, decided_at__gte=since, **here)
    for pk, choice, chosen, at in decided.values_list(
        "alert__place", "choice", "options", "decided_at"
    ):
        if choice == "engage" or any(
            o["taken"] and o["option"] in options() and options()[o["option"]].tier == 1
            for o in chosen
        ):
            activity_by_place[pk].political.append(at.astimezone(zone).date())
    steps = PhaseStep.objects.filter(seen, political=True, done_on__gte=since.date(), **mine)
    for pk, done_on in steps.values_list("place", "done_on"):
        if done_on is not None:  # as the query asks
            activity_by_place[pk].political.append(done_on)
    for engaged in ENGAGED.values():
        for pk, on in engaged(standing, since.date()):
            if place is None or pk == place.pk:
                activity_by_place[pk].political.append(on)
    return activity_by_place


def without_politics(standing: Standing) -> list[tuple[Place, Sentence]]:
    """The places where taskings of units or alerts rise and nothing political was done for thirty
    days, each with what rises. Six queries, and one for each room above that keeps engagement."""
    rising = {
        pk: told
        for pk, one in _activity(standing).items()
        if not one.political and (told := one.prompt(standing.on))
    }
    seen = places_for(standing).filter(pk__in=rising).select_related("area")
    return [(place, rising[place.pk]) for place in seen.defer("area__boundary").order_by("name")]


@dataclass(frozen=True)
class Done:
    """Something done in a phase: a tasking, a decision's option, a noted step."""

    on: date
    kind: str  # tasking, decision, step
    option: str = ""
    alert: Alert | None = None
    step: PhaseStep | None = None
    who: str = ""


@dataclass(frozen=True)
class LineShown:
    """One line of a phase, with what was done of it."""

    line: Line
    done: list[Done]
    steps: list[PhaseStep]


@dataclass(frozen=True)
class PhaseShown:
    """One phase of a place: as it stands, what was done in it, what was not considered."""

    name: str
    label: Any
    open_one: PlacePhase | None
    earlier: list[PlacePhase]
    lines: list[LineShown]
    measures: list[Measure]
    no_call: bool  # response is open, and nobody called beyond the country
    refusals: dict[str, MeasureRefusal]  # the newest of each measure, since it opened

    @property
    def has_steps(self) -> bool:
        """Whether any step was noted in it, open or not."""
        return any(line.steps for line in self.lines)


def phases_of(standing: Standing, place: Place) -> list[PhaseShown]:
    """The four phases of a place. A fixed number of queries."""
    rows = list(
        seen_phases(standing)
        .filter(place=place)
        .select_related("author", "closed_by")
        .prefetch_related(Prefetch("conditions", conditions_for(standing)))
        .order_by("-opened_on")
    )
    steps = list(
        PhaseStep.objects.filter(standing.sees("alerts"), place=place).order_by("-entered_at")
    )
    done, taken, left = _done_at_place(standing, place)
    refused = list(refusals_at(standing, place))
    shown = []
    for name in PHASES:
        mine = [row for row in rows if row.phase == name]
        open_one = next((one for one in mine if one.closed_on is None), None)
        since = open_one.opened_on if open_one else None
        within = [one for one in done if since is None or one.on >= since]
        told = [
            LineShown(
                line,
                [one for one in within if since is not None and one.option in line.options],
                [s for s in steps if (s.phase, s.line) == (name, line.line)],
            )
            for line in lines()
            if line.phase == name
        ]
        beyond = next((one for one in told if one.line.line == "international"), None)
        calls = beyond is not None and (beyond.done or any(s.done_on for s in beyond.steps))
        no = {
            one.option: one
            for one in refused
            if one.phase in (name, "") and since is not None and one.refused_on >= since
        }
        shown.append(
            PhaseShown(
                name,
                Phased(name).label,
                open_one,
                [one for one in mine if one.closed_on],
                told,
                measures(name, _names(taken, since), _names(left, since), no) if open_one else [],
                name == "response" and open_one is not None and not calls,
                no,
            )
        )
    return shown


def conditions_for(standing: Standing) -> QuerySet[NormalCondition]:
    """The conditions for calling places normal that this person may read."""
    place = standing.sees_open("places", at="of_phase__place__")
    rows = NormalCondition.objects.filter(standing.sees("alerts"), place)
    return rows.select_related("judged_by", "of_phase__place")


def refusals_of(standing: Standing, thread: Iterable[UUID]) -> QuerySet[MeasureRefusal]:
    """The measures refused about an alert and those joined to it, oldest first."""
    rows = about_alerts(standing, MeasureRefusal.objects.filter(alert__in=thread))
    return rows.select_related("author").order_by("entered_at")


def refusals_at(standing: Standing, place: Place) -> QuerySet[MeasureRefusal]:
    """The measures refused at a place, in a phase or about an alert this person reads, oldest
    first."""
    of_alert = standing.sees("alerts", at="alert__") & Q(alert__place=place)
    rows = MeasureRefusal.objects.filter(standing.sees("alerts"))
    rows = rows.filter(Q(place=place, alert=None) | of_alert)
    return rows.select_related("author").order_by("entered_at")


def _names(rows: Iterable[tuple[date, str]], since: date | None) -> list[str]:
    return [option for on, option in rows if since is None or on >= since]


Options = list[tuple[date, str]]


def _done_at_place(standing: Standing, place: Place) -> tuple[list[Done], Options, Options]:
    """What was done at a place, newest first; which options were taken, and which left, when."""
    zone = ZoneInfo(standing.mission.time_zone)
    done: list[Done] = []
    taken: Options = []
    left: Options = []

    def day(at: datetime) -> date:
        return at.astimezone(zone).date()

    tasked = about_alerts(standing, Tasking.objects.filter(alert__place=place))
    for row in with_unit(standing, tasked).select_related("alert"):
        who = who_of(row)
        done.append(Done(day(row.entered_at), "tasking", row.option, row.alert, who=who))
        taken.append((day(row.entered_at), row.option))
    decided = about_alerts(standing, Decision.objects.filter(alert__place=place))
    for decision in decided.select_related("alert"):
        on = day(decision.decided_at)
        for option in decision.options:
            (taken if option["taken"] else left).append((on, option["option"]))
            if option["taken"]:
                done.append(Done(on, "decision", option["option"], decision.alert))
    return sorted(done, key=lambda one: one.on, reverse=True), taken, left


def prompt_for(standing: Standing, place: Place) -> Sentence | None:
    """What to say if uniformed activity at a place rises without a political step."""
    found = _activity(standing, place)
    return found[place.pk].prompt(standing.on) if place.pk in found else None
