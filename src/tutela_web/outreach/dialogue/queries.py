"""Exchanges, points raised and periods, as a person may see them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, QuerySet

from tutela.outreach.debts import (
    ANSWER_DAYS,
    ASK_DAYS,
    EVERY_DAYS,
    DebtGroup,
    days_waited,
    is_late,
    sum_up,
)
from tutela_web.access.models import Holding, Mission, Post, current
from tutela_web.access.people.queries import posts_held
from tutela_web.access.policy import Standing
from tutela_web.outreach.dialogue.models import CommunityExchange, DialoguePeriod, RaisedPoint
from tutela_web.places.models import Place
from tutela_web.places.queries import places_for

KIND = "outreach"
ACT = "keep_dialogue"
ANSWERS = "answer_community"
PERIODS = "set_dialogue"


def exchanges_for(standing: Standing) -> QuerySet[CommunityExchange]:
    """The exchanges this person may see, at places they may see, the last held first."""
    seen = places_for(standing).order_by().values("pk")
    rows = CommunityExchange.objects.filter(standing.sees_open(KIND), place__in=seen)
    return rows.order_by("-held_on", "-number").select_related("place", "office")


def points_for(standing: Standing) -> QuerySet[RaisedPoint]:
    """The points of those exchanges this person may see, the last raised first."""
    seen = exchanges_for(standing).order_by().values("pk")
    rows = RaisedPoint.objects.filter(standing.sees_open(KIND), exchange__in=seen)
    return rows.order_by("-exchange__held_on", "entered_at").select_related(
        "exchange__place", "owner"
    )


def debts_for(standing: Standing) -> QuerySet[RaisedPoint]:
    """What is owed to communities, what is due first: ended by nothing but an act of a person."""
    owed = points_for(standing).filter(state=RaisedPoint.State.OWED)
    return owed.order_by(F("due").asc(nulls_last=True), "exchange__held_on", "entered_at")


def debts_owned(standing: Standing) -> QuerySet[RaisedPoint]:
    """What is owed by a post this person holds today."""
    return debts_for(standing).filter(owner__in=posts_held(standing).values("post"))


def owns(point: RaisedPoint, by: Standing) -> bool:
    """Whether the person holds the post that owes the answer today."""
    holdings = Holding.objects.filter(current(by.on), post=point.owner_id, person=by.person)
    return point.owner_id is not None and holdings.exists()


def may_answer(point: RaisedPoint, by: Standing) -> bool:
    """Whether the person may say what a community was told back."""
    return by.may(ANSWERS, area=point.area_id) or owns(point, by)


@dataclass(frozen=True)
class Debt:
    """A point that waits: how many days since it was raised, and whether its day has passed."""

    point: RaisedPoint
    days: int
    late: bool


def debt_of(point: RaisedPoint, standing: Standing) -> Debt:
    """How long a point waits today."""
    ended = point.state != RaisedPoint.State.OWED
    return Debt(
        point,
        days_waited(point.exchange.held_on, standing.on),
        is_late(ended, point.due, standing.on),
    )


@dataclass(frozen=True)
class Debts:
    """What is owed to communities, as the page of debts shows it."""

    rows: list[Debt]
    by_place: list[DebtGroup[Place]]
    by_office: list[DebtGroup[Post | None]]

    @property
    def late(self) -> int:
        """How many are past their day."""
        return sum(debt.late for debt in self.rows)


def list_debts(standing: Standing) -> Debts:
    """What is owed, by community and by office. One query."""
    rows = [debt_of(point, standing) for point in debts_for(standing)]

    def waited(debt: Debt) -> int:
        return debt.days

    def late(debt: Debt) -> bool:
        return debt.late

    return Debts(
        rows,
        sum_up(rows, lambda debt: debt.point.exchange.place, waited=waited, late=late),
        sum_up(rows, lambda debt: debt.point.owner, waited=waited, late=late),
    )


@dataclass(frozen=True)
class Periods:
    """How often places are spoken with and asked, by their areas; else as the whole mission is."""

    by_area: dict[UUID | None, DialoguePeriod]

    def of(self, area: UUID | None) -> tuple[int, int, int]:
        """Days between exchanges, between questions on the strategy, and until an answer."""
        period = self.by_area.get(area) or self.by_area.get(None)
        if period is None:
            return EVERY_DAYS, ASK_DAYS, ANSWER_DAYS
        return period.every_days, period.ask_days, period.answer_days


def periods_of(mission: Mission) -> Periods:
    """The periods a mission set. One query."""
    rows = DialoguePeriod.objects.filter(mission=mission).order_by("entered_at")
    return Periods({period.area_id: period for period in rows})


def periods_for(standing: Standing) -> QuerySet[DialoguePeriod]:
    """The periods this person may see."""
    return DialoguePeriod.objects.filter(standing.sees_open(KIND)).order_by("area__name")
