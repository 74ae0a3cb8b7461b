"""What rings for whom now: of the alerts a person was told of, those that nobody has answered.

The page asks and sounds; which alerts ring is decided here alone. A reporter's telephone never
rings: whoever hides or is searched is betrayed by it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
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
from tutela_web.warning.board.queries import under_of
from tutela_web.warning.board.running import alerts_that_run
from tutela_web.warning.models import Alert, AlertNotice, AlertNow, DeskSilence
from tutela_web.warning.threads.state import clocks_of

REPORTS = "field_reporter"
"""Whose telephone never rings."""


@dataclass(frozen=True)
class RingingAlert:
    """One alert that rings for a person: since when, for which clock, by which notices."""

    alert: Alert
    since: datetime
    clock: str
    keys: tuple[str, ...]

    @property
    def every(self) -> int:
        """After how many seconds a desk sounds again."""
        return REPEAT_SECONDS[self.alert.level]


ASKED = "asked of you"
"""What rings for who is asked something themselves, whatever clock it has."""

ALSO_RING: list[Callable[[Standing], dict[UUID, datetime]]] = []
"""What rooms above have that rings for a person at once: alerts, by id, and since when."""


def may_ring(standing: Standing) -> bool:
    """Whether a desk of this person rings at all: they read alerts, and do more than report."""
    return standing.reads("alerts") and bool(standing.roles - {REPORTS})


def what_rings(standing: Standing) -> list[RingingAlert]:
    """What rings for this person now, the nearest harm first, by what they or a post of theirs were
    told. Seven queries at most where nothing was joined."""
    if not may_ring(standing):
        return []
    now = clock.now(standing.mission)
    posts = posts_answered(standing, now)
    mine = Q(person=standing.person.pk) | Q(post__in=posts)
    alert_notices = AlertNotice.objects.filter(mine, alert=OuterRef("pk"))
    asked = {pk: at for more in ALSO_RING for pk, at in more(standing).items()}
    wanted = Q(Exists(alert_notices)) | Q(pk__in=asked)
    alerts = alerts_that_run(standing, wanted & Q(level__in=REPEAT_SECONDS))
    unmet = {alert.pk: clocks_unmet(alert.now) for alert in alerts}
    alerts = [alert for alert in alerts if unmet[alert.pk]]
    if not alerts:
        return []
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
    told_of = {
        root: RingingAlert(
            by_id[root],
            min(one.at for one, _clock in every),
            every[-1][1],
            tuple(one.pk.hex for one, _clock in every),
        )
        for root, every in ringing.items()
    }
    for pk, at in asked.items():
        if alert := by_id.get(under.get(pk, pk)):
            keys = told_of[alert.pk].keys if alert.pk in told_of else ()
            told_of[alert.pk] = RingingAlert(
                alert, at, ASKED, (*keys, f"asked-{pk.hex}-{at.timestamp()}")
            )
    return sorted(told_of.values(), key=lambda one: (-LEVELS.index(one.alert.level), one.since))


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
