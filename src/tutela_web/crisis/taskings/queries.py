"""Taskings as those tasked read them: what was given to a post, for who holds it today, and to a
unit, for who commands it.

Whoever tasks them gives them the words and the position of the tasking, and nothing else: the alert
behind it is read through the policy, or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet

from tutela.crisis.tables import intents, options
from tutela_web.access.models import Post
from tutela_web.access.people.queries import posts_held
from tutela_web.access.policy import EVERYWHERE, Standing, acts
from tutela_web.capacity.models import Unit
from tutela_web.crisis.models import STANDING, Tasking
from tutela_web.look.days import date_format
from tutela_web.look.translate import word
from tutela_web.safeguards.queries import checks_for
from tutela_web.warning.models import Alert

TaskingT = TypeVar("TaskingT", bound=Tasking)

ENDED = (
    Tasking.State.REFUSED,
    Tasking.State.FAILED,
    Tasking.State.TURNED,
    Tasking.State.WITHDRAWN,
)
"""States in which nothing more is expected of who was tasked."""


AWAITS_ANSWER = Q(state=Tasking.State.GIVEN, withdrawn_at=None) & (
    Q(ended_at=None) | Q(stays_at__isnull=False)
)
"""Taskings that those tasked have not answered, and are still asked."""

CALLED_BACK = Q(state__in=STANDING, withdrawn_at__isnull=False, returned_at=None)
"""Taskings that are withdrawn, and that those tasked have not read back."""

BESIDE: list[Callable[[Standing], Prefetch[str]]] = []
"""From rooms above: what of theirs is read with a tasking, as far as this person may see it: the
reports of those who carried it out stand in `patrol_reports`. The lower room never asks."""


def with_reports(standing: Standing, rows: QuerySet[TaskingT]) -> QuerySet[TaskingT]:
    """Taskings with what rooms above tell of each, for this person."""
    return rows.prefetch_related(*(beside(standing) for beside in BESIDE))


def posts_tasked(standing: Standing) -> QuerySet[Post]:
    """The posts that may be tasked: those of the mission, by title."""
    return Post.objects.filter(mission=standing.mission).order_by("title")


ANSWERS = "answer_tasking"


def given_to(standing: Standing) -> Q:
    """The taskings given to a post this person holds today, or to a unit they command."""
    held = Q(post__in=posts_held(standing))
    areas = standing.authority.get(ANSWERS, frozenset())
    if areas is EVERYWHERE:
        return held | Q(unit__isnull=False)
    return held | Q(unit__area__in=areas) if areas else held


def posts_commanding(unit: Unit) -> QuerySet[Post]:
    """The posts that answer for a unit: its commanders'."""
    rows = Post.objects.filter(mission=unit.mission_id, role__in=acts()[ANSWERS])
    return rows.filter(Q(area=None) | Q(area=unit.area_id))


def taskings_given_to(standing: Standing) -> QuerySet[Tasking]:
    """The taskings given to a post this person holds today, or to a unit they command, the newest
    first."""
    rows = Tasking.objects.filter(given_to(standing), mission=standing.mission)
    rows = rows.select_related("post", "unit__base").prefetch_related(
        "answers", Prefetch("harm_check", checks_for(standing))
    )
    told = with_reports(standing, rows)
    return told.order_by("-entered_at")


def taskings_to_report_on(standing: Standing) -> QuerySet[Tasking]:
    """The taskings a patrol report of this person may end, the newest first: given to a post they
    hold, or to a unit where they may record its progress, of alerts they read."""
    rows = Tasking.objects.filter(mission=standing.mission)
    ours = given_to(standing)
    areas = standing.authority.get("record_progress", frozenset())
    of_units = Q(unit__isnull=False, alert__in=Alert.objects.filter(standing.sees("alerts")))
    if areas is not EVERYWHERE:
        of_units &= Q(alert__area__in=areas or ())
    return rows.filter(ours | of_units).select_related("post", "unit").order_by("-entered_at")


def taskings_not_back(standing: Standing) -> QuerySet[Tasking]:
    """Of the taskings a patrol report of this person may end, those that nobody has ended yet."""
    return taskings_to_report_on(standing).filter(returned_at=None).exclude(state__in=ENDED)


def tasking_in_words(tasking: Tasking, *, at: datetime) -> str:
    """A tasking as those who carry it out know it from others: what, of whom, asked when. No place
    and no intent: a telephone holds it.

    Takes   at, when it was asked, in the mission's zone.
    """
    asked = f"{date_format(at, 'j M H:i')} {at.tzname() or ''}".strip()
    who = tasking.unit.name if tasking.unit else tasking.component
    return " · ".join(filter(None, [option_in_words(tasking.option).capitalize(), who, asked]))


def intent_in_words(tasking: Tasking) -> str:
    """What a tasking is to bring about, in the language of the page: the intent of the list, and
    what was written beside it or in its place."""
    listed = word(intents()[tasking.standard]) if tasking.standard in intents() else ""
    return "\n".join(filter(None, (listed[:1].upper() + listed[1:], tasking.intent)))


def option_in_words(name: str) -> str:
    """An option in the language of the page."""
    return word(options()[name].label) if name in options() else name


def alerts_seen(standing: Standing, taskings: Iterable[Tasking]) -> dict[UUID, Alert]:
    """The alerts behind taskings that this person may read. One query."""
    seen = Alert.objects.filter(standing.sees("alerts"))
    return seen.select_related("mission").in_bulk({tasking.alert_id for tasking in taskings})


def is_given_to(tasking: Tasking, standing: Standing) -> bool:
    """Whether a tasking was given to a post this person holds today, or to a unit they command."""
    if tasking.unit is not None:
        return commands(standing, tasking.unit)
    held = posts_held(standing)
    return tasking.post_id is not None and held.filter(post=tasking.post_id).exists()


def commands(standing: Standing, unit: Unit) -> bool:
    """Whether this person answers for a unit, as its commander."""
    return standing.may(ANSWERS, area=unit.area_id)


def is_awaited(tasking: Tasking) -> bool:
    """Whether something is still expected of who was tasked: an answer, a step, a report."""
    return tasking.state not in ENDED and not (tasking.returned_at and tasking.result)


def count_unanswered(standings: Iterable[Standing]) -> dict[UUID, int]:
    """How many taskings wait for an answer of each standing's person, or to be read back as
    withdrawn, by mission. One query."""
    asked = {one.mission.pk: one for one in standings}
    if not asked:
        return {}
    held = Q(pk__in=[])
    for standing in asked.values():
        held |= Q(given_to(standing), mission=standing.mission)
    rows = Tasking.objects.filter(held).filter(AWAITS_ANSWER | CALLED_BACK).values_list("mission")
    return dict(rows.annotate(n=Count("pk")))
