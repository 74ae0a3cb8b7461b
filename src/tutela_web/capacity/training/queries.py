"""Training of units, of leaders and by contributor, as a person may see it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from tutela.capacity.training import CURRICULA, DUE, RankHeld, Session, by_rank
from tutela_web.access.audit import trail
from tutela_web.access.models import DutyArea, Post
from tutela_web.access.policy import Standing
from tutela_web.base.values import Words
from tutela_web.capacity.models import Unit
from tutela_web.capacity.training.models import (
    CURRICULUM_CHOICES,
    CourseSet,
    LeaderTraining,
    PoliceRole,
    TrainingSession,
)
from tutela_web.capacity.units.queries import holds_readiness, units_for

OF_UNITS = "bases"
OF_LEADERS = "strategy"
ACT = "keep_training"
LEADERS = (
    "head_of_mission",
    "country_team",
    "force_commander",
    "police_commander",
    "chief_of_staff",
    "head_of_field_office",
    "sector_operations",
)
"""Roles whose posts lead: heads of mission and deputies, humanitarian coordinators, force, police,
and senior civilian leaders of areas."""


def sessions_for(standing: Standing) -> QuerySet[TrainingSession]:
    """The training of units, the last first, for who holds the compartment capacity."""
    if not holds_readiness(standing):
        return TrainingSession.objects.none()
    seen = TrainingSession.objects.filter(
        standing.sees_open(OF_UNITS), unit__in=units_for(standing)
    )
    return seen.select_related("unit").order_by("-on", "-entered_at")


def courses_for(standing: Standing) -> QuerySet[CourseSet]:
    """The courses set for units, the last first, for who holds the compartment capacity. Those set
    for a need carry its key in `need`."""
    if not holds_readiness(standing):
        return CourseSet.objects.none()
    seen = CourseSet.objects.filter(standing.sees_open(OF_UNITS), unit__in=units_for(standing))
    return seen.select_related("unit").order_by("-set_on", "-entered_at")


def police_roles_for(standing: Standing) -> QuerySet[PoliceRole]:
    """The roles of police units, for who holds the compartment capacity."""
    if not holds_readiness(standing):
        return PoliceRole.objects.none()
    seen = PoliceRole.objects.filter(standing.sees_open(OF_UNITS), unit__in=units_for(standing))
    return seen.select_related("unit", "paragraph__resolution").order_by("unit__name", "role")


def leader_trainings_for(standing: Standing) -> QuerySet[LeaderTraining]:
    """What is known of leaders' training, the last entered first."""
    rows = LeaderTraining.objects.filter(standing.sees_open(OF_LEADERS))
    return rows.select_related("post").order_by("-entered_at")


def leaders_posts(standing: Standing) -> QuerySet[Post]:
    """The posts of leaders, by title; none for who reads no strategy: who holds which post is no
    business of theirs."""
    if not standing.reads(OF_LEADERS):
        return Post.objects.none()
    return Post.objects.filter(mission=standing.mission, role__in=LEADERS).order_by("title", "pk")


def read_trainings(
    standing: Standing,
    rows: Sequence[TrainingSession] | Sequence[CourseSet] | Sequence[PoliceRole],
) -> None:
    """A list of training or roles was read: one line in the audit, with their number."""
    if rows:
        trail.record(
            "read",
            mission=standing.mission,
            by=standing.person,
            kind=rows[0]._meta.model_name or "",
            number=len(rows),
        )


@dataclass(frozen=True)
class LeaderTrained:
    """A leader's post and the last that is known of its holder's training; None is not known."""

    post: Post
    training: LeaderTraining | None


def leaders_trained(standing: Standing) -> list[LeaderTrained]:
    """Every leader's post with what is known of its training; those not known first. Two
    queries."""
    known: dict[UUID, LeaderTraining] = {}
    for row in leader_trainings_for(standing):
        known.setdefault(row.post_id, row)
    rows = [LeaderTrained(post, known.get(post.pk)) for post in leaders_posts(standing)]
    order = {None: 0, "never": 1, "after": 2, "before": 3}
    return sorted(rows, key=lambda row: order[row.training.when if row.training else None])


@dataclass(frozen=True)
class TopicHeld:
    """A topic of training of a unit, and how each rank that needs it stands."""

    curriculum: str
    label: Words
    about: str
    ranks: Sequence[RankHeld]
    last: date | None


def topics_of(sessions: Sequence[Session], on: date) -> list[TopicHeld]:
    """Every topic, held or lacking by rank, as the sessions of a unit tell on a day."""
    labels = dict(CURRICULUM_CHOICES)
    return [
        TopicHeld(
            code,
            labels[code],
            curriculum.about,
            by_rank(code, sessions, on),
            max((row.on for row in sessions if row.curriculum == code), default=None),
        )
        for code, curriculum in CURRICULA.items()
    ]


@dataclass(frozen=True)
class UnitDue:
    """A unit with the topics that run out soon or ran out, with their last day."""

    unit: Unit
    topics: Sequence[tuple[Words, date, bool]]


def due_again(standing: Standing) -> list[UnitDue]:
    """The units whose training ran out or does so within DUE, the nearest first, for who holds the
    compartment. One query."""
    labels = dict(CURRICULUM_CHOICES)
    last: dict[UUID, dict[str, date]] = defaultdict(dict)
    units: dict[UUID, Unit] = {}
    for row in sessions_for(standing).filter(unit__retired=False):
        units[row.unit_id] = row.unit
        until, ends = last[row.unit_id].get(row.curriculum), row.known.valid_until
        last[row.unit_id][row.curriculum] = max(until or ends, ends)
    soon = standing.on + DUE
    rows = [
        UnitDue(
            units[pk],
            [
                (labels[code], until, until < standing.on)
                for code, until in sorted(topics.items(), key=lambda topic: topic[1])
                if until <= soon
            ],
        )
        for pk, topics in last.items()
    ]
    return sorted((row for row in rows if row.topics), key=lambda row: row.topics[0][1])


@dataclass(frozen=True)
class ViolationCount:
    """A kind of violation of an area in the last twelve months: how often, in words where the
    number is too small to be told."""

    label: Words
    number: str
    url: str


LOCAL: list[Callable[[Standing, DutyArea], list[ViolationCount]]] = []
"""From rooms above: the most common violations of an area, as this person may know them."""


def violations_of(standing: Standing, area: DutyArea) -> list[ViolationCount]:
    """The most common violations of an area's own incidents, as this person may know them."""
    return [row for of_room in LOCAL for row in of_room(standing, area)]


LOCAL_CONTEXT = "local_context"


def local_context_held(standing: Standing, area: DutyArea) -> list[tuple[Unit, list[RankHeld]]]:
    """The units of an area and which ranks hold training on the local context, for who holds the
    compartment; none for others. Two queries."""
    if not holds_readiness(standing):
        return []
    sessions: dict[UUID, list[Session]] = defaultdict(list)
    rows = list(sessions_for(standing).filter(unit__area=area, curriculum=LOCAL_CONTEXT))
    read_trainings(standing, rows)
    for row in rows:
        sessions[row.unit_id].append(row.known)
    units = units_for(standing).filter(area=area, retired=False).order_by("name")
    return [(unit, by_rank(LOCAL_CONTEXT, sessions[unit.pk], standing.on)) for unit in units]
