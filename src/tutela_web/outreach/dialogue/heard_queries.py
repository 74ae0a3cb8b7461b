"""Who was heard at a place: the last exchange, women and men apart, what is owed, the silence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from tutela.base.messages import Sentence
from tutela.outreach.debts import days_waited
from tutela.outreach.heard import CHILDREN, MEN, WOMEN, Side, lacks_in_hearing
from tutela_web.access.policy import Standing
from tutela_web.outreach.dialogue.models import CommunityExchange, RaisedPoint
from tutela_web.outreach.dialogue.queries import (
    Debt,
    debt_of,
    exchanges_for,
    periods_of,
    points_for,
)
from tutela_web.places.models import Place

YEAR = timedelta(days=365)


class SideHeard(NamedTuple):
    """How one side of a community was heard in a year: its last exchange, how often, and the days
    since; None where nobody of it was."""

    side: Side
    last: CommunityExchange | None
    times: int
    days: int | None

    @property
    def said(self) -> str:
        """What it said apart, in the last exchange with it."""
        return getattr(self.last, f"{self.side}_said", "") if self.last else ""

    @property
    def met(self) -> int | None:
        """How many of it were met there; None where nobody counted. FEW is fewer than five."""
        if self.last is None:
            return None
        counts = [getattr(self.last, name) for name in OF_SIDE[self.side]]
        known = [count for count in counts if count is not None]
        return sum(known) if known else None


OF_SIDE: dict[Side, tuple[str, ...]] = {"women": WOMEN, "men": MEN, "children": CHILDREN}


@dataclass(frozen=True)
class HeardAtPlace:
    """What a community said and was told in a year, as far as the person may read.

    exchanges  the last held first
    points     of those, what waits first
    women      the last exchange in which women were heard; men, committee: likewise
    asked      the last in which they were asked whether the strategy meets its aims
    ask_by     the day by which they are to be asked again; None where they never were
    """

    place: Place
    exchanges: list[CommunityExchange]
    points: list[Debt]
    women: CommunityExchange | None
    men: CommunityExchange | None
    committee: CommunityExchange | None
    asked: CommunityExchange | None
    ask_by: date | None
    on: date
    every_days: int

    @property
    def last(self) -> CommunityExchange | None:
        """The last exchange."""
        return self.exchanges[0] if self.exchanges else None

    @property
    def days(self) -> int | None:
        """Days of silence since; None where there never was an exchange in the year."""
        return days_waited(self.last.held_on, self.on) if self.last else None

    @property
    def sides(self) -> list[SideHeard]:
        """Women, men and children, each as they were heard in the year."""
        sides_heard = []
        for side in OF_SIDE:
            of = [exchange for exchange in self.exchanges if getattr(exchange.heard, side)]
            last = of[0] if of else None
            days = days_waited(last.held_on, self.on) if last else None
            sides_heard.append(SideHeard(side, last, len(of), days))
        return sides_heard

    @property
    def silent(self) -> bool:
        """Whether nobody was heard in the period that is set."""
        return self.days is None or self.days > self.every_days

    @property
    def owed(self) -> list[Debt]:
        """What waits for an answer."""
        return [debt for debt in self.points if debt.point.state == RaisedPoint.State.OWED]

    @property
    def ended(self) -> list[Debt]:
        """What they were told back, or why not."""
        return [debt for debt in self.points if debt.point.state != RaisedPoint.State.OWED]

    @property
    def late(self) -> int:
        """How many answers are past their day."""
        return sum(debt.late for debt in self.owed)

    @property
    def ask_late(self) -> bool:
        """Whether they were spoken with, and not asked about the strategy in its period."""
        return bool(self.exchanges) and (self.ask_by is None or self.ask_by < self.on)

    @property
    def lacks(self) -> list[Sentence]:
        """What the last exchange leaves out."""
        if self.last is None:
            return []
        return lacks_in_hearing(self.last.heard, leaders_only=self.last.leaders_only)


def heard_at(standing: Standing, place: Place) -> HeardAtPlace:
    """Who was heard at a place in a year. Three queries."""
    every, ask, _answer = periods_of(standing.mission).of(place.area_id)
    since = standing.on - YEAR
    exchanges = list(exchanges_for(standing).filter(place=place, held_on__gte=since))
    points = list(points_for(standing).filter(exchange__place=place)) if exchanges else []
    owed_first = sorted(
        points,
        key=lambda point: (point.state != RaisedPoint.State.OWED, point.due or date.max),
    )
    asked = _first(exchanges, [bool(exchange.aims) for exchange in exchanges])
    committee = CommunityExchange.Met.COMMITTEE
    heard = [exchange.heard for exchange in exchanges]
    return HeardAtPlace(
        place,
        exchanges,
        [debt_of(point, standing) for point in owed_first],
        _first(exchanges, [bool(exchange.women) for exchange in heard]),
        _first(exchanges, [bool(exchange.men) for exchange in heard]),
        _first(exchanges, [committee in exchange.groups for exchange in exchanges]),
        asked,
        asked.held_on + timedelta(days=ask) if asked else None,
        standing.on,
        every,
    )


def _first(
    exchanges: Sequence[CommunityExchange], such: Sequence[bool]
) -> CommunityExchange | None:
    return next(
        (exchange for exchange, is_such in zip(exchanges, such, strict=True) if is_such), None
    )
