"""What a successor finds: read from the records as the successor may see them, never kept.

What is on fire, undecided, promised, owed, learned here, and whom to meet: in fifteen minutes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Model, Q, QuerySet

from tutela_web.access.models import Holding, Post, current
from tutela_web.access.people.queries import seats
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.engagements.engagement.models import Commitment
from tutela_web.engagements.engagement.queries import commitments_for
from tutela_web.fora.forum.models import Action, Meeting
from tutela_web.fora.forum.queries import actions_for, meetings_for
from tutela_web.lessons.models import Lesson, PostHandover
from tutela_web.lessons.queries import open_lessons
from tutela_web.programme.matrix.models import MatrixLine
from tutela_web.programme.matrix.queries import lines_for_host
from tutela_web.warning.board.running import alerts_that_run
from tutela_web.warning.models import Alert, NetworkContact, Owed
from tutela_web.warning.network.queries import contacts_for, owed_for

RowT = TypeVar("RowT", bound=Model)

MOST = 10
"""Of each part so many lines: a file of fifteen minutes names the first, and where the rest is."""


def handovers_of(standing: Standing) -> QuerySet[PostHandover]:
    """The handovers this person gives, and those of posts they hold today."""
    holdings = Holding.objects.filter(
        current(standing.on), person=standing.person.pk, post__mission=standing.mission
    )
    mine = Q(giver=standing.person.pk) | Q(post__in=holdings.values("post"))
    rows = PostHandover.objects.filter(mine, mission=standing.mission)
    return rows.select_related("post", "giver", "taker").order_by("-taken_from", "pk")


@dataclass(frozen=True)
class FirstRows(Generic[RowT]):
    """The first of a list, and how many more there are."""

    rows: list[RowT]
    more: int

    def __iter__(self) -> Iterator[RowT]:
        return iter(self.rows)


def first_of(rows: QuerySet[RowT] | list[RowT]) -> FirstRows[RowT]:
    """The first MOST of a list with how many are left.

    >>> listed = first_of([*range(12)])
    >>> len(listed.rows), listed.more
    (10, 2)
    """
    total = len(rows) if isinstance(rows, list) else rows.count()
    return FirstRows(list(rows[:MOST]), max(0, total - MOST))


@dataclass(frozen=True)
class SuccessorFile:
    """What one reader may know of what a post hands over."""

    for_host: FirstRows[MatrixLine]
    fire: FirstRows[Alert]
    undecided: FirstRows[Alert]
    promises: FirstRows[Commitment]
    owed: FirstRows[Owed]
    lessons: FirstRows[Lesson]
    actions: FirstRows[Action]
    meetings: FirstRows[Meeting]
    posts: FirstRows[Post]
    contacts: FirstRows[NetworkContact]


def successor_file(standing: Standing, handover: PostHandover) -> SuccessorFile:
    """The file as this person may read it now. A fixed number of queries."""
    alerts = alerts_that_run(standing)
    now = clock.now(standing.mission)
    promises = [
        promise
        for promise in commitments_for(standing).select_related("engagement").order_by("due")
        if promise.state(standing.on) != Commitment.State.KEPT
    ]
    area = handover.post.area_id
    posts = [
        seat.post
        for seat in seats(standing.mission, now)
        if seat.people and seat.post.pk != handover.post_id and seat.post.area_id in (area, None)
    ]
    owed = owed_for(standing).filter(state=Owed.State.OWED).select_related("alert")
    contacts = contacts_for(standing).filter(area=area).order_by("pseudonym")
    meetings = meetings_for(standing).filter(starts_at__gte=now).select_related("forum")
    actions = actions_for(standing).filter(state=Action.State.OPEN)
    return SuccessorFile(
        for_host=first_of(lines_for_host(standing)),
        fire=first_of(alerts),
        undecided=first_of([alert for alert in alerts if "decided" not in alert.now.moments]),
        promises=first_of(promises),
        owed=first_of(owed.order_by("due_at")),
        lessons=first_of(open_lessons(standing)),
        actions=first_of(actions.order_by("due")),
        meetings=first_of(meetings.order_by("starts_at")),
        posts=first_of(posts),
        contacts=first_of(contacts if handover.of_contingent and area else contacts.none()),
    )
