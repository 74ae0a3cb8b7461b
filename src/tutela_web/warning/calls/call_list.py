"""Whom to ring next about an alert: by the ladder's duty, then by how far they are from the place.

It begins again whenever a clock tells the next of a ladder, until a person has answered.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from math import inf
from uuid import UUID

from tutela.base.messages import say
from tutela.warning.ladders import CALLED_IN_ORDER, CALLED_WITHOUT_UNIT
from tutela.warning.states import CALL_ANSWERED, CALL_MISSED, CALLS
from tutela_web.access.models import Person, Post
from tutela_web.access.people.queries import PostSeat
from tutela_web.access.policy import Standing, roles
from tutela_web.base import clock
from tutela_web.base.errors import NotNow
from tutela_web.base.holding import hold, one_at_a_time
from tutela_web.capacity.units.queries import bases_for
from tutela_web.places.ground import km_from
from tutela_web.warning.alerts.verbs import reach_state
from tutela_web.warning.board.queries import thread_read
from tutela_web.warning.models import Alert, AlertMoment, AlertStep
from tutela_web.warning.telling.addressees import FilledPosts

MAY_RING = "record_progress"


@dataclass(frozen=True)
class CallStep:
    """Somebody to ring.

    step       1 first; several of one step may be rung at once
    post       with its telephone; None where nobody holds such a post
    person     who answers it now; None where nobody does, or nobody who may open the alert
    km         from the nearest base of the post's area to the place; None where not known
    called_at  when somebody rang, since the ladder climbed last; `reached`, whether they answered
    next       whether this is the one to ring now
    """

    step: int
    label: str
    post: Post | None = None
    person: Person | None = None
    km: float | None = None
    called_at: datetime | None = None
    reached: bool | None = None
    next: bool = False


def whom_to_ring(standing: Standing, alert: Alert, *, unit_able: bool = True) -> list[CallStep]:
    """Whom to ring about an alert, from the roster, in their order. Nine queries at most.

    Takes   unit_able, whether a unit is known to be able: else it begins with the sector.
    """
    around = FilledPosts(alert.mission, clock.now(alert.mission))
    by_role: dict[str, list[PostSeat]] = defaultdict(list)
    for seat in around.seats_able_to_open(alert, around.of(alert)):
        by_role[seat.post.role].append(seat)
    near = _nearest_bases(standing, alert)
    rung = _rung_since(alert)
    listed: list[CallStep] = []
    for step, together in enumerate(CALLED_IN_ORDER if unit_able else CALLED_WITHOUT_UNIT, 1):
        rows = []
        for order, role in enumerate(together):
            label = roles()[role].label
            found = [_step(step, label, seat, near, rung) for seat in by_role[role]]
            rows += [(order, row) for row in found or [CallStep(step, label)]]
        rows.sort(key=lambda row: (row[1].person is None, _km(row[1]), row[0]))
        listed += [row for _order, row in rows]
    first = next((one for one in listed if one.person and one.called_at is None), None)
    return [replace(one, next=True) if one is first else one for one in listed]


@one_at_a_time(hold)
def note_call(
    alert: Alert, post: UUID, *, reached: bool, by: Standing, id: UUID | None = None
) -> Alert:
    """Keep that a post was rung about an alert, and whether it was reached. It meets no clock: who
    was reached answers for it, and that is recorded as their answer.

    Raises  Denied; NotNow for a post that the list of this alert does not name.
    """
    by.require_ours(alert)
    by.require(MAY_RING, area=alert.area_id)
    named = FilledPosts(alert.mission, clock.now(alert.mission)).of(alert)
    rung = next((seat.post for seat in named if seat.post.pk == post), None)
    if rung is None:
        raise NotNow(say("this post is not on the list any more"), next=say("look at the list"))
    name = CALL_ANSWERED if reached else CALL_MISSED
    return reach_state(alert, name, by=by, why=rung.title, id=id, detail={"post": rung.pk.hex})


def _step(
    step: int,
    label: str,
    seat: PostSeat,
    near: dict[UUID | None, float],
    rung: dict[str, tuple[datetime, bool]],
) -> CallStep:
    at, reached = rung.get(seat.post.pk.hex, (None, None))
    km = near.get(seat.post.area_id) if seat.post.area_id else None
    return CallStep(
        step, label, seat.post, seat.people[0] if seat.people else None, km, at, reached
    )


def _km(call_step: CallStep) -> float:
    return inf if call_step.km is None else call_step.km


def _nearest_bases(standing: Standing, alert: Alert) -> dict[UUID | None, float]:
    """How far the nearest base of each area is from the alert, of those this person reads."""
    if alert.latitude is None or alert.longitude is None or not standing.reads("bases"):
        return {}
    rows = list(bases_for(standing).filter(retired=False, area__isnull=False))
    near: dict[UUID | None, float] = {}
    for base, km in zip(rows, km_from(alert, rows), strict=True):
        if km is not None:
            near[base.area_id] = min(km, near.get(base.area_id, inf))
    return near


def _rung_since(alert: Alert) -> dict[str, tuple[datetime, bool]]:
    """By post, when it was rung last and whether it was reached, since a clock of the alert told
    somebody last."""
    thread = thread_read(alert)
    steps = AlertStep.objects.filter(alert__in=thread).order_by("-applied_at")
    since = steps.values_list("applied_at", flat=True).first()
    calls = AlertMoment.objects.filter(alert__in=thread, name__in=CALLS)
    if since is not None:
        calls = calls.filter(entered_at__gte=since)
    told: Sequence[tuple[dict[str, str], datetime, str]] = list(
        calls.order_by("entered_at", "pk").values_list("detail", "entered_at", "name")
    )
    return {detail["post"]: (at, name == CALL_ANSWERED) for detail, at, name in told}
