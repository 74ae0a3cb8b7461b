"""Findings as a person may see them, and which exercises are due: a leader arrived, a strategy or a
plan is new. Only a drill that ended calms that."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Case, Q, QuerySet, Value, When
from django.urls import reverse
from django.utils.translation import gettext as _

from tutela_web.access.models import Holding, Post, current
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.crisis.plans.queries import seen_plans
from tutela_web.exercise.drills.models import Drill, DrillSeat
from tutela_web.exercise.drills.queries import KIND, drills_for
from tutela_web.exercise.findings.models import Finding
from tutela_web.strategy.edition.queries import strategies_for

ACT = "keep_findings"

LEADERS = frozenset(
    {
        "head_of_mission",
        "force_commander",
        "police_commander",
        "chief_of_staff",
        "head_of_field_office",
    }
)
"""Roles whose holders owe an exercise when they arrive [S3-040]."""

ADVISES = "poc_adviser"
DUE = timedelta(days=30)
"""So long after a leader arrives, or a strategy or plan is new, its exercise is due [P]."""

NEW = timedelta(days=365)
"""So long a strategy or a plan counts as new [P]."""

IN_FORCE = "in force"


def findings_for(standing: Standing) -> QuerySet[Finding]:
    """The findings this person may see, those that became nothing yet first."""
    nothing = Q(action=None, lesson=None)
    rows = Finding.objects.filter(standing.sees_open(KIND)).annotate(
        order_in_list=Case(When(nothing, then=Value(0)), default=Value(1))
    )
    return rows.order_by("order_in_list", "-entered_at")


def open_findings(standing: Standing) -> QuerySet[Finding]:
    """Those that are neither an action nor a lesson yet."""
    return findings_for(standing).filter(action=None, lesson=None)


def drills_over(standing: Standing) -> QuerySet[Drill]:
    """The drills that ended or were stopped: what they found may be written down."""
    return drills_for(standing).filter(state__in=(Drill.State.ENDED, Drill.State.STOPPED))


@dataclass(frozen=True)
class ExerciseDue:
    """An exercise that is owed: why, by which day, whether that has gone by, and of which post.

    key  of what makes it due
    """

    key: UUID
    why: str
    on: date
    late: bool
    url: str
    post: Post | None = None


def exercises_due(standing: Standing, *, own: bool = False) -> list[ExerciseDue]:
    """The exercises owed in the mission, the first due first; none in an exercise.

    Takes   own, whether those of posts this person holds alone.
    """
    if standing.mission.is_exercise or not standing.reads(KIND):
        return []
    rows = list(_of_leaders(standing, own=own))
    if not own:
        rows += [*_of_strategies(standing), *_of_plans(standing)]
    return sorted(rows, key=lambda row: (row.on, row.why))


def _drills_ended(standing: Standing) -> QuerySet[Drill]:
    return Drill.objects.filter(mission=standing.mission, state=Drill.State.ENDED)


def _of_leaders(standing: Standing, *, own: bool) -> Iterator[ExerciseDue]:
    """Leaders whose post has played in no drill that ended since they took it. Two queries."""
    leaders = Holding.objects.filter(
        current(standing.on), order=0, post__mission=standing.mission, post__role__in=LEADERS
    )
    if own:
        leaders = leaders.filter(person=standing.person.pk)
    holdings = list(leaders.select_related("post").order_by("starts"))
    if not holdings:
        return
    sat = Q(post__in=[h.post_id for h in holdings])
    sat |= Q(post=None, person__in=[h.person_id for h in holdings])
    seats = DrillSeat.objects.filter(
        sat, drill__in=_drills_ended(standing), part=DrillSeat.Part.PLAYER
    )
    played = list(seats.values_list("post_id", "person_id", "drill__ended_at"))
    where = reverse("exercise:exercises_due", args=[standing.mission.code])
    for holding in holdings:
        since = holding.starts
        if not any(
            (post == holding.post_id or (post is None and who == holding.person_id))
            and at is not None
            and at.date() >= since
            for post, who, at in played
        ):
            due = since + DUE
            why = _("New in post: %(post)s") % {"post": holding.post.title}
            yield ExerciseDue(holding.pk, why, due, due < standing.on, where, holding.post)


def _of_strategies(standing: Standing) -> Iterator[ExerciseDue]:
    rows = strategies_for(standing).filter(
        state=IN_FORCE, valid_from__gt=standing.on - NEW, valid_from__lte=standing.on
    )
    for strategy in rows:
        since = strategy.valid_from
        if (
            since is None
            or _drills_ended(standing).filter(ended_at__gte=_began(standing, since)).exists()
        ):
            continue
        url = reverse("strategy:strategy", args=[standing.mission.code, strategy.pk])
        why = _("New strategy: %(title)s") % {"title": strategy.title}
        yield ExerciseDue(strategy.pk, why, since + DUE, since + DUE < standing.on, url)


def _began(standing: Standing, day: date) -> datetime:
    """When a day began in the mission."""
    return clock.moment_of(day, time(), standing.mission)


def _last_ended(standing: Standing) -> datetime | None:
    """When the last drill of the mission ended."""
    return _drills_ended(standing).order_by("-ended_at").values_list("ended_at", flat=True).first()


def _of_plans(standing: Standing) -> Iterator[ExerciseDue]:
    """New plans that nobody walked through or played, and no drill since. Two queries."""
    if not standing.reads("alerts"):
        return
    rows = seen_plans(standing).filter(
        entered_at__gte=_began(standing, standing.on - NEW), exercises=None
    )
    plans = list(rows.select_related("place"))
    last = _last_ended(standing) if plans else None
    for plan in plans:
        since = plan.entered_at.date()
        if last is not None and last >= plan.entered_at:
            continue
        url = reverse("crisis:plan", args=[standing.mission.code, plan.pk])
        why = _("New plan: %(place)s") % {"place": plan.place}
        yield ExerciseDue(plan.pk, why, since + DUE, since + DUE < standing.on, url)


def dues_shown(standing: Standing) -> list[ExerciseDue]:
    """What of it stands on somebody's first page and in their calendar: all for the POC adviser,
    their own for a leader."""
    if ADVISES in standing.roles:
        return exercises_due(standing)
    return exercises_due(standing, own=True) if LEADERS & standing.roles else []
