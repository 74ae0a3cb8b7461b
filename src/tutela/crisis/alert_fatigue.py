"""How many alerts each post is told of in a week: of too many the one that counts is not read."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Generic, TypeVar

P = TypeVar("P", bound=Hashable)


@dataclass(frozen=True)
class PostLoad(Generic[P]):
    """The alerts one post was told of in a period.

    alerts      how many different ones
    a_week      the mean of the period's weeks, those without any counted in
    most        in the fullest week, and the Monday it begins with
    """

    post: P
    alerts: int
    a_week: float
    most: int
    most_on: date


def monday_of(day: date) -> date:
    """The Monday a day's week begins with.

    >>> monday_of(date(2018, 12, 31)), monday_of(date(2019, 1, 6))
    (datetime.date(2018, 12, 31), datetime.date(2018, 12, 31))
    """
    return day - timedelta(days=day.weekday())


def loads(
    told: Iterable[tuple[P, Hashable, date]], *, first: date, last: date
) -> list[PostLoad[P]]:
    """How many alerts each post was told of a week, the most burdened first.

    Takes   told, post, alert and day of each notice; several of one alert in a week count once;
            first and last, the period, both counted in. What lies outside it is left out.
    Gives   a line for each post that was told of any.

    >>> day = date(2018, 12, 3)
    >>> loads([("desk", 1, day), ("desk", 1, day), ("desk", 2, day)], first=day,
    ...       last=date(2018, 12, 16))
    [PostLoad(post='desk', alerts=2, a_week=1.0, most=2, most_on=datetime.date(2018, 12, 3))]
    """
    weeks: dict[P, dict[date, set[Hashable]]] = {}
    for post, alert, day in told:
        if first <= day <= last:
            weeks.setdefault(post, {}).setdefault(monday_of(day), set()).add(alert)
    number = ((last - first).days + 1) / 7
    lines = []
    for post, by_week in weeks.items():
        fullest = max(by_week, key=lambda week: (len(by_week[week]), -week.toordinal()))
        each = sum(map(len, by_week.values()))
        lines.append(
            PostLoad(
                post,
                len(set().union(*by_week.values())),
                round(each / max(number, 1.0), 1),
                len(by_week[fullest]),
                fullest,
            )
        )
    return sorted(lines, key=lambda line: (-line.a_week, -line.most, str(line.post)))
