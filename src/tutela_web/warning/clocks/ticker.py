"""The ticker: applies the steps of clocks that have run out, each once, in order.

It asks the record, not its memory: killed and started again, it finds what is due and not applied.
Two of them at once do no harm, for a step is one row.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from tutela.warning.clocks import ABOVE, Clock, Step
from tutela.warning.ladders import FIELD_POSTS, RUNGS
from tutela.warning.states import EXPIRED, OF_TASKING, to_record
from tutela_web.access.audit import trail as audit
from tutela_web.access.models import Mission
from tutela_web.base import clock
from tutela_web.base.errors import NotNow
from tutela_web.base.jobs import MomentRows, moments_of
from tutela_web.base.tables.batches import one_by_one
from tutela_web.warning.alerts.verbs import add_moments, rehome, warn
from tutela_web.warning.models import Alert, AlertLevel, AlertNow, AlertStep
from tutela_web.warning.telling import notify
from tutela_web.warning.telling.addressees import FilledPosts, Named
from tutela_web.warning.threads.state import (
    FIELD_ONLY,
    clocks_of,
    due_steps,
    round_of,
    rung_told,
    settle,
    trail_of,
)

log = logging.getLogger(__name__)

RING_TASKED: list[Callable[[Alert, AlertStep], None]] = []
"""From the room above: ring those of the tasking whose clock ran out, who may not read the alert.
The lower room never asks."""

MOST = 200
"""Alerts of one round; the rest a second later."""


def tick() -> int:
    """Apply what is due in every mission; gives how many steps."""
    return sum(tick_mission(mission) for mission in Mission.objects.all())


def next_steps() -> MomentRows:
    """When the next step of any clock is due."""
    return moments_of(
        AlertNow.objects.filter(next_step_at__isnull=False), "next_step_at", "mission__clock_shift"
    )


def tick_mission(mission: Mission) -> int:
    """Apply what is due in one mission, by its own clock: each alert in its own transaction.

    An alert nobody can own, for every post is empty, holds no other up: it is logged by its id,
    and asked again at the next round.
    """
    now = clock.now(mission)
    due = AlertNow.objects.filter(mission=mission, next_step_at__lte=now).order_by("next_step_at")
    ids = list(due.values_list("alert_id", flat=True)[:MOST])
    if not ids:
        return 0
    clocks, around = clocks_of(mission), FilledPosts(mission, now)
    applied = 0
    for pk in one_by_one(ids):
        try:
            applied += apply(pk, clocks, around, now)
        except NotNow as fault:
            log.error("the clock of alert %s stands still: %s", pk, fault)
    return applied


@transaction.atomic
def apply(pk: UUID, clocks: Sequence[Clock], around: FilledPosts, now: datetime) -> int:
    """Apply the due steps of one alert, in their order; gives how many."""
    locked = Alert.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
    alert = locked.select_related("mission", "owner_post").filter(pk=pk, merged_into=None).first()
    if alert is None:  # another is at it, or it was joined to another meanwhile
        return 0
    applied = 0
    if not around.may_open(alert, alert.owner_id):
        _rehome(alert, around)
    while True:
        steps, climbs_from = due_steps(pk, clocks, until=now)
        for step in steps:
            _apply(alert, step, around, now, climbs_from)
            applied += 1
            if step.clock in ANEW:  # it moved the alert: what falls due now is another question
                break
        if not steps:
            break
    settle(alert.mission, [pk], clocks=clocks)
    return applied


ANEW = frozenset({"issue", "expire"})


def _apply(
    alert: Alert, step: Step, around: FilledPosts, now: datetime, climbs_from: datetime | None
) -> None:
    """One step: who is told, which posts were empty, and what follows.

    Takes   climbs_from, since when the alert climbs above field duty level.
    """
    kept_rung = rung_told(step, climbs_from)
    field_only, above = kept_rung >= FIELD_ONLY, step.rung >= ABOVE
    trail = trail_of(alert.pk)
    told: list[Named] = []
    gaps: list[str] = []
    barred: list[str] = []
    if step.rung:
        rung = around.at_rung(alert, step.rung % ABOVE, field_only=field_only)
        told = rung.everybody
        gaps, barred = around.part_missing_roles(alert, [post for _ladder, post in rung.gaps])
        if step.rung % ABOVE == RUNGS and not field_only:
            told = [*told, *around.tops(alert)]
        if above:  # those of field duty level were told when its time came
            told = [one for one in told if one.post.role not in FIELD_POSTS]
    else:  # not answered, or left late: rings unit and tasking headquarters, asks who decides
        at_once = FIELD_POSTS if step.clock in OF_TASKING.values() else ()
        told = [
            n
            for named in around.holders_by_role(alert).values()
            for n in named
            if n.person.pk == alert.owner_id
            or n.post.pk == alert.owner_post_id
            or n.post.role in at_once
        ]
    told = list(dict.fromkeys([*told, *around.chasing(alert)]))
    row = AlertStep.objects.create(
        alert=alert,
        clock=step.clock,
        rung=kept_rung,
        round=round_of(trail),
        of=step.of,
        due_at=step.due,
        applied_at=now,
        told=[str(n.post.pk) for n in told],
        gaps=gaps,
        barred=barred,
    )
    audit.record(
        "step",
        mission=alert.mission,
        kind="alert",
        subject=alert.pk,
        by=None,
        clock=step.clock,
        rung=kept_rung,
        gaps=len(gaps),
        barred=len(barred),
    )
    if step.clock == "issue" and step.rung == 0 and alert.level == AlertLevel.ONGOING:
        warn(alert, around=around, by=None, at=now)  # nobody looked in time: before triage
    elif step.clock == "expire":
        ends = [(m.state, m.at, m.inferred) for m in to_record(trail, EXPIRED, step.due)]
        add_moments(alert, ends, by=None)
        if around.may_open(alert, alert.owner_id):
            notify.tell_expired(alert, row)
        told = [one for one in told if one.person.pk != alert.owner_id]
    elif step.clock == "decide" and step.rung == 0:
        add_moments(alert, [("no decision", step.due, False)], by=None)
    notify.step(alert, row, told)
    if step.of:
        for ring in RING_TASKED:
            ring(alert, row)


def rehome_all(mission: Mission) -> int:
    """Give the open alerts whose owner's post changed hands to who answers now; gives how many."""
    now = clock.now(mission)
    around, moved = FilledPosts(mission, now), 0
    open_ones = Alert.objects.filter(mission=mission, now__open=True, merged_into=None)
    for alert in open_ones.select_related("mission", "owner_post"):
        with transaction.atomic():
            moved += _rehome(alert, around)
    return moved


def _rehome(alert: Alert, around: FilledPosts) -> bool:
    """Whether an alert has a new owner; one nobody else could own keeps the one it had."""
    try:
        return rehome(alert, around)
    except NotNow as fault:
        log.error("alert %s keeps its owner: %s", alert.pk, fault)
        return False
