"""The chain of responsibility: the Head of Mission at its end, what is delegated, what comes up."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from tutela_web.access.models import Holding, Post, current
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.crisis.decisions.queries import decisions_for
from tutela_web.crisis.models import Decision
from tutela_web.partners.delegations.models import Delegation
from tutela_web.partners.roles.models import RoleLine
from tutela_web.partners.roles.queries import role_lines_for
from tutela_web.warning.board.queries import is_overdue
from tutela_web.warning.board.running import alerts_that_run
from tutela_web.warning.models import Alert, AlertNotice

HEAD = "head_of_mission"
HEADS_OF_COMPONENT = ("force_commander", "police_commander", "chief_of_staff", "human_rights")
"""Posts of whom one expects a delegation, or to know that there is none [P]."""

LISTED = 20
"""How many decisions under a delegation its page shows, the newest."""


def delegations_for(standing: Standing) -> QuerySet[Delegation]:
    """The delegations this person may see, as the strategy is read; those that ended too."""
    rows = Delegation.objects.filter(standing.sees_open("strategy"))
    return rows.select_related("given_by", "through", "given_to").order_by(
        "through__title", "given_to__title", "-starts", "pk"
    )


def holds_on(standing: Standing) -> Q:
    """Those that hold today, as a condition: what another typed holds once its post confirmed."""
    given = Q(starts__lte=standing.on, confirmed_on__isnull=False)
    return given & (Q(ended_on=None) | Q(ended_on__gt=standing.on))


def decided_under(standing: Standing, delegation: Delegation) -> list[Decision]:
    """The newest decisions on alerts by who held the post while the delegation held, of those this
    person may see. Two queries, and that of its prefetch."""
    held = list(
        Holding.objects.filter(post=delegation.given_to_id).values_list("person", "starts", "ends")
    )
    people = {person for person, _starts, _ends in held}
    title = delegation.given_to.title
    rows = decisions_for(standing).filter(
        Q(decider__in=people) | Q(decider=None, decider_said=title)
    )
    zone = ZoneInfo(standing.mission.time_zone)

    def under(decision: Decision) -> bool:
        day = decision.decided_at.astimezone(zone).date()
        if day < delegation.starts or (delegation.ended_on and day >= delegation.ended_on):
            return False
        return decision.decider_id is None or any(
            person == decision.decider_id and starts <= day and (ends is None or day < ends)
            for person, starts, ends in held
        )

    newest = rows.select_related("alert").order_by("-decided_at", "-pk")
    return [one for one in newest if under(one)][:LISTED]


@dataclass(frozen=True)
class ChainOfResponsibility:
    """The chain of responsibility.

    head        the Head of Mission's post; None where the mission has none
    vacant      whether nobody holds it today
    states      what section G says that the Head of Mission does
    by_deputy   delegations that hold, by the deputy they go through
    none_yet    heads of component to whom nothing is delegated
    over        delegations that ended or have not begun
    arrived     open alerts whose unmet clocks reached the Head of Mission; None for who reads none
    """

    head: Post | None
    vacant: bool
    states: list[RoleLine]
    by_deputy: list[tuple[Post, list[Delegation]]]
    none_yet: list[Post]
    over: list[Delegation]
    arrived: list[Alert] | None


def responsibility(standing: Standing) -> ChainOfResponsibility:
    """The chain as this person may see it. Four queries, and those of the alerts."""
    posts = list(Post.objects.filter(mission=standing.mission).order_by("title", "pk"))
    head = next((post for post in posts if post.role == HEAD), None)
    held = head is not None and (
        Holding.objects.filter(current(standing.on), post=head, person__is_active=True).exists()
    )
    every = list(delegations_for(standing))
    now = [one for one in every if _holds(one, standing)]
    deputies = {one.through_id: one.through for one in now}
    delegates = {one.given_to_id for one in now}
    # nobody who may not see every delegation is told that there is none
    whole = standing.reads_whole("strategy")
    return ChainOfResponsibility(
        head,
        not held,
        list(
            role_lines_for(standing)
            .filter(who=RoleLine.Who.HEAD)
            .filter(Q(ended_on=None) | Q(ended_on__gt=standing.on))
            .order_by("number")
        ),
        [(post, [one for one in now if one.through_id == pk]) for pk, post in deputies.items()],
        [
            post
            for post in posts
            if whole and post.role in HEADS_OF_COMPONENT and post.pk not in delegates
        ],
        [one for one in every if one not in now],
        arrived_at_head(standing) if standing.reads("alerts") else None,
    )


def _holds(delegation: Delegation, standing: Standing) -> bool:
    return delegation.starts <= standing.on and (
        delegation.ended_on is None or delegation.ended_on > standing.on
    )


def arrived_at_head(standing: Standing) -> list[Alert]:
    """The open alerts, as this person reads them, whose clocks ran out until the Head of Mission
    was told, and that nobody has answered since."""
    whys = (AlertNotice.NoticeReason.STEP, AlertNotice.NoticeReason.EXPIRED)
    alert_notices = AlertNotice.objects.filter(
        post__mission=standing.mission, post__role=HEAD, why__in=whys
    )
    at = clock.now(standing.mission)
    rows = alerts_that_run(standing, Q(pk__in=alert_notices.values("alert")))
    return [row for row in rows if is_overdue(row.now, at) or row.now.state == "expired"]


def delegations_held_by(standing: Standing, post_id: UUID) -> list[Delegation]:
    """The delegations to a post that hold today, of those this person may see. One query."""
    return list(delegations_for(standing).filter(holds_on(standing), given_to=post_id))
