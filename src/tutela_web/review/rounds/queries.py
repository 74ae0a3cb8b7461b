"""How reviews and the calendar they stand in are read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from tutela_web.access.models import Holding, current
from tutela_web.access.policy import Standing
from tutela_web.review.rounds.models import PlanningDay, Review
from tutela_web.strategy.edition.models import Strategy
from tutela_web.strategy.edition.queries import strategies_for


def reviews_for(standing: Standing) -> QuerySet[Review]:
    """The reviews this person may see: who sees to them is read as drafts are; one's own, as the
    strategy is."""
    own = standing.sees_open("strategy") & Q(owner__in=posts_held(standing))
    rows = Review.objects.filter(standing.sees_open("drafts") | own)
    seen = rows.filter(strategy__in=strategies_for(standing))
    return seen.select_related("owner", "strategy")


def posts_held(standing: Standing) -> QuerySet[Any]:
    """The posts this person holds today in the mission, by their ids."""
    holdings = Holding.objects.filter(
        current(standing.on), person=standing.person.pk, post__mission=standing.mission
    )
    return holdings.values("post")


def planning_days_for(standing: Standing) -> QuerySet[PlanningDay]:
    """The days of budget and planning this person may see."""
    return PlanningDay.objects.filter(standing.sees_open("strategy"))


@dataclass(frozen=True)
class CalendarDay:
    """One day of the calendar: a review, the last day of the strategy, a day of planning."""

    on: date
    what: str
    kind: str


def calendar_of(standing: Standing, strategy: Strategy, reviews: list[Review]) -> list[CalendarDay]:
    """Reviews among the days of budget and planning, in their order, from today on; an open review
    that is late too. One query."""
    days = [
        CalendarDay(review.due, str(review.get_kind_display()), "review")
        for review in reviews
        if review.closed_on is None
    ]
    if strategy.valid_until:
        days.append(CalendarDay(strategy.valid_until, "", "ends"))
    if standing.reads("strategy"):
        ahead = planning_days_for(standing).filter(on__gte=standing.on)
        days += [CalendarDay(one.on, one.title, one.kind) for one in ahead]
    return sorted(days, key=lambda day: day.on)
