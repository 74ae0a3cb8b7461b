"""What rings for whom now: of the alerts a person was told of, those that nobody has answered.

The page asks and sounds; which alerts ring is decided here alone. A reporter's telephone never
rings: whoever hides or is searched is betrayed by it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from tutela.warning.clocks import LEVELS
from tutela.warning.ringing import REPEAT_SECONDS, clock_that_rings, rings
from tutela.warning.states import DANGER_LASTS, ENDS, OUTCOME
from tutela_web.access.models import Duty, Holding, current
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.warning.board.queries import alerts_for, read_as_heads, under_of
from tutela_web.warning.board.running import alerts_that_run
from tutela_web.warning.models import Alert, AlertLevel, AlertNotice, AlertNow, DeskSilence
from tutela_web.warning.threads.joinings import roots_of
from tutela_web.warning.threads.state import clocks_of

REPORTS = "field_reporter"
"""Whose telephone never rings."""


@dataclass(frozen=True)
class RingingAlert:
    """One alert that rings for a person: since when, for which clock, by which notices.

    alert  None of a call for an adviser, which is of no alert, and of a tasking whose alert they
           may not read
    url    where it is answered; blank for the page of the alert
    also   what else of it waits, as `clock`
    """

    alert: Alert | None
    since: datetime
    clock: str
    keys: tuple[str, ...]
    url: str = ""
    also: tuple[str, ...] = ()

    @property
    def every(self) -> int:
        """After how many seconds a desk sounds again."""
        if self.alert is None:
            return REPEAT_SECONDS[AlertLevel.IMMINENT]
        return REPEAT_SECONDS.get(self.alert.level, max(REPEAT_SECONDS.values()))

    @property
    def nearness(self) -> int:
        """How near the harm is; a call for an adviser stands with imminent harm."""
        return LEVELS.index(self.alert.level if self.alert else AlertLevel.IMMINENT)


@dataclass(frozen=True)
class AskedOf:
    """Something a room above asks of a person, whatever clock runs, and whether or not an alert has
    ended: it rings until it is answered.

    alert  that it is about; None for a call for an adviser
    why   what it waits for, of `words.RINGS`; key, another for each thing asked
    url   where it is answered; blank for the page of the alert
    """

    alert: UUID | None
    since: datetime
    why: str
    key: str
    url: str = ""


ALSO_RING: dict[str, Callable[[Standing], Sequence[AskedOf]]] = {}
"""What rooms above have that rings for a person at once, by the label of the room."""


def may_ring(standing: Standing) -> bool:
    """Whether a desk of this person rings at all: they read alerts, or are called as an adviser,
    and do more than report."""
    reads = standing.reads("alerts") or standing.reads("violations")
    return reads and bool(standing.roles - {REPORTS})


def what_rings(standing: Standing) -> list[RingingAlert]:
    """What rings for this person now, the nearest harm first, by what they or a post of theirs were
    told. Seven queries at most where nothing was joined."""
    if not may_ring(standing):
        return []
    now = clock.now(standing.mission)
    posts = posts_answered(standing, now)
    mine = Q(person=standing.person.pk) | Q(post__in=posts)
    alert_notices = AlertNotice.objects.filter(mine, alert=OuterRef("pk"))
    asked = [ask for more in ALSO_RING.values() for ask in more(standing)]
    rungs = Q(Exists(alert_notices), level__in=REPEAT_SECONDS)
    alerts = alerts_that_run(standing, rungs)
    unmet = {alert.pk: clocks_unmet(alert.now) for alert in alerts}
    alerts = [alert for alert in alerts if unmet[alert.pk]]
    told_of: dict[UUID | str, RingingAlert] = {}
    if alerts:
        told_of.update(_rung_by_notices(standing, alerts, unmet, mine, now).items())
    read = _read_asked(standing, asked)
    for ask in asked:
        alert = read.get(ask.alert) if ask.alert else None
        if ask.alert and alert is None and not ask.url:
            continue
        key = alert.pk if alert else ask.key
        before = told_of.get(key)
        told_of[key] = RingingAlert(
            alert,
            min(ask.since, before.since) if before else ask.since,
            ask.why,
            (*(before.keys if before else ()), ask.key),
            (before.url if before else "") or ask.url,
            (*before.also, before.clock) if before else (),
        )
    return sorted(told_of.values(), key=lambda ask: (-ask.nearness, ask.since))


def _read_asked(standing: Standing, asked: Sequence[AskedOf]) -> dict[UUID, Alert]:
    """The alerts of what is asked, by the id they are named with, as their reader reads them. Three
    queries at most where nothing was joined; none for none."""
    named = {ask.alert for ask in asked if ask.alert is not None}
    if not named:
        return {}
    roots = roots_of(named)
    rows = list(alerts_for(standing).filter(pk__in={*roots, *roots.values()}))
    heads = {ask.pk: ask for ask in read_as_heads(standing, rows)}
    read = {pk: heads.get(root) or heads.get(pk) for pk, root in roots.items()}
    return {pk: alert for pk, alert in read.items() if alert is not None}


def _rung_by_notices(
    standing: Standing,
    alerts: list[Alert],
    unmet: Mapping[UUID, frozenset[str]],
    mine: Q,
    now: datetime,
) -> dict[UUID, RingingAlert]:
    """Of alerts with clocks that nobody met, those that ring by what this person was told."""
    under = under_of(alerts) | {alert.pk: alert.pk for alert in alerts}
    limits = {one.name: one.limits for one in clocks_of(standing.mission)}
    ringing: dict[UUID, list[tuple[AlertNotice, str]]] = {}
    notices = AlertNotice.objects.filter(mine, alert__in=under).order_by("at", "pk")
    by_id = {alert.pk: alert for alert in alerts}
    for notice in _as_told_to(standing.person.pk, notices):
        root = under[notice.alert_id]
        waits_for, level = clock_that_rings(notice.why, notice.key), by_id[root].level
        if rings(
            waits_for,
            unmet[root],
            level=level,
            opened_at=notice.opened_at,
            again_after=limits.get(waits_for, {}).get(level),
            now=now,
        ):
            ringing.setdefault(root, []).append((notice, waits_for))
    return {
        root: RingingAlert(
            by_id[root],
            min(one.at for one, _clock in every),
            every[-1][1],
            tuple(one.pk.hex for one, _clock in every),
        )
        for root, every in ringing.items()
    }


def clocks_unmet(now: AlertNow) -> frozenset[str]:
    """The clocks of an open alert that nobody has met, *acknowledge* from its first minute on."""
    if not now.open or now.state in ENDS or OUTCOME in now.moments:
        return frozenset()
    unmet = set(now.dues) - {"decide"}
    if "decided" not in now.moments:
        unmet |= set(now.dues) & {"decide"}
    if "acknowledged" not in now.moments:
        unmet.add("acknowledge")
    if DANGER_LASTS in now.moments:
        unmet.add("outcome")
    return frozenset(unmet)


def posts_answered(standing: Standing, at: datetime) -> set[UUID]:
    """The posts a person answers for now: held today, or by a turn of the roster. Two queries."""
    person, mission = standing.person.pk, standing.mission
    holdings = Holding.objects.filter(current(standing.on), post__mission=mission, person=person)
    turns = Duty.objects.filter(
        post__mission=mission, person=person, starts_at__lte=at, ends_at__gt=at
    )
    return {*holdings.values_list("post", flat=True), *turns.values_list("post", flat=True)}


def _as_told_to(person: UUID, notices: Iterable[AlertNotice]) -> list[AlertNotice]:
    """Of notices to a person and to others of their posts, one each of what was told: their own
    where there is one, else one of a post of theirs, which rings until one of that post acted."""
    kept: dict[tuple[UUID, str, str], AlertNotice] = {}
    for notice in notices:
        same = notice.alert_id, notice.why, notice.key
        before = kept.get(same)
        if before is None or notice.person_id == person:
            kept[same] = notice
        elif before.person_id != person and before.opened_at is None:
            kept[same] = notice if notice.opened_at else before
    return list(kept.values())


def silences_of(standing: Standing, at: datetime) -> list[DeskSilence]:
    """Who keeps which desks of the mission silent now, the last to run out first. One query."""
    rows = DeskSilence.objects.filter(mission=standing.mission, ended_at=None, until__gt=at)
    return list(rows.select_related("by").order_by("-until"))


def silence_over(standing: Standing, silences: Iterable[DeskSilence]) -> DeskSilence | None:
    """What keeps this person's desk silent: a silence of theirs, or of a post of theirs."""
    posts = {pk.hex for pk in posts_answered(standing, clock.now(standing.mission))}
    mine = (
        silence
        for silence in silences
        if silence.by_id == standing.person.pk or posts.intersection(silence.posts)
    )
    return next(mine, None)
