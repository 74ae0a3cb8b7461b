"""Threads: several reports of one event. Joining is proposed; a person confirms and may undo it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from tutela.base.errors import BadParameter
from tutela.base.say import as_json, say
from tutela.warning.clocks import LEVELS
from tutela.warning.states import REOPENED
from tutela.warning.threads import HOURS, KM, likely_same
from tutela.warning.threads import Report as Told
from tutela_web.access import audit, records
from tutela_web.access.policy import Standing
from tutela_web.base import clock, gather
from tutela_web.base.errors import NotNow
from tutela_web.places.ground import within_box
from tutela_web.warning.models import Alert, AlertHeld, Level, Owed, Report, ThreadProposal
from tutela_web.warning.now import settle
from tutela_web.warning.queries import joined_to, root_of
from tutela_web.warning.seats import Around
from tutela_web.warning.verbs import add_moments, warn

MOST = 200
"""Newest reports of open alerts near by, or nobody knows where, that a new one is compared with."""


def propose(alert: Alert, words: str = "") -> None:
    """Propose the open alerts that a new one may belong with; nothing is joined by itself.

    Takes   words, of the new report, where they are sealed and so not in the record.
    """
    gather.later(_propose, (alert, words), step=gather.Step.READS)


def _propose(new: list[tuple[Alert, str]]) -> None:
    """Of alerts raised in one change, each with those raised before it."""
    after = [alert.pk for alert, _words in new]
    reports = Report.objects.filter(alert__in=after, known_at__isnull=False).order_by("-known_at")
    first = {told.alert_id: told for told in reports.only("alert", "known_at", "act", "words")}
    found = []
    for alert, words in new:
        if alert.pk in first:
            found += _likely(alert, first[alert.pk], words, after)
        after.remove(alert.pk)
    ThreadProposal.objects.bulk_create(found, ignore_conflicts=True)


def _likely(
    alert: Alert, told: Report, words: str, but: Sequence[UUID]
) -> list[ThreadProposal]:  # fmt: skip
    """What a new alert may belong with, but for itself and those raised after it."""
    since = told.known_at - timedelta(hours=HOURS)
    near = Q() if alert.latitude is None else within_box(alert, KM) | Q(latitude=None)
    rows = Report.objects.filter(
        near, mission=alert.mission, known_at__gte=since, alert__now__open=True,
        alert__merged_into=None,
    ).exclude(alert__in=but)  # fmt: skip
    rows = rows.order_by("-known_at").values_list(
        "alert_id", "known_at", "place_id", "latitude", "longitude", "words", "act"
    )[:MOST]
    earlier = [
        Told(str(pk), at, str(place or ""), lat, lon, f"{act} {text}".strip())
        for pk, at, place, lat, lon, text, act in rows
    ]
    said = words or told.words or alert.act
    new = Told(
        str(alert.pk),
        told.known_at,
        str(alert.place_id or ""),
        alert.latitude,
        alert.longitude,
        f"{told.act} {said}".strip(),
    )
    best: dict[str, ThreadProposal] = {}
    for found in likely_same(new, earlier):
        best.setdefault(found.report.id, ThreadProposal(
            mission=alert.mission, alert=alert, earlier_id=UUID(found.report.id),
            likeness=found.likeness, why=as_json(found.why), made_at=clock.now(alert.mission),
        ))  # fmt: skip
    return list(best.values())


@transaction.atomic
def join(alert: Alert, into: Alert, *, by: Standing, why: str = "") -> Alert:
    """Make two alerts one thread: the reports and what is owed go over, and are counted there.

    Its decisions and taskings, and what was done, count there too. The higher of the two levels
    holds; an attack going on that the other was not warned of warns at once. Undone by `part`.

    Raises  NotNow if one was joined meanwhile, or if an open one would vanish under a closed one;
            BadParameter for an alert with itself.
    """
    for one in (alert, into):
        by.require("keep_alert", area=one.area_id, of=one)
    if alert.pk == into.pk:
        raise BadParameter(say("an alert is one with itself already"))
    both = Alert.objects.select_for_update(of=("self",)).select_related("mission", "now")
    held = {one.pk: one for one in both.filter(pk__in=[alert.pk, into.pk]).order_by("pk")}
    alert, into = held[alert.pk], held[into.pk]
    if alert.merged_into_id or into.merged_into_id:
        raise NotNow(say("one of these was joined to another meanwhile"),
                     next=say("open the board again"))  # fmt: skip
    if alert.now.open and not into.now.open:
        raise NotNow(say("the other alert is closed"),
                     next=say("reopen it first, or join it to this one"))  # fmt: skip
    now = clock.now(into.mission)
    # Where a report stands is no new version of it: the audit has who joined what.
    Report.objects.filter(alert=alert, came_with=None).update(alert=into, came_with=alert)
    Report.objects.filter(alert=alert).update(alert=into)
    Owed.objects.filter(alert=alert).update(alert=into)
    records.edit(alert, {"merged_into": into}, version=alert.version, by=by.person, reason=why)
    if LEVELS.index(alert.level) > LEVELS.index(into.level):
        into = records.edit(into, {"level": alert.level}, version=into.version, by=by.person,
                            reason=why)  # fmt: skip
        AlertHeld.objects.create(alert=into, level=into.level, since=now, by=by.person,
                                 why=why[:300])  # fmt: skip
        if into.level == Level.ONGOING:
            warn(into, around=Around(into.mission, now), by=by, at=now, why=why)
    _decided(alert, into.pk, ThreadProposal.Decision.JOINED, by=by, why=why)
    audit.record("join", mission=into.mission, by=by.person, kind="alert", subject=into.pk,
                 joined=str(alert.pk))  # fmt: skip
    settle(into.mission, [alert.pk, into.pk])
    return into


@transaction.atomic
def part(alert: Alert, *, by: Standing, why: str) -> Alert:
    """Undo a joining: the alert stands alone again, with its own reports, and its clocks begin
    anew, for nobody answered for it meanwhile.

    Raises  NotNow if it is not joined; BadParameter without a reason.
    """
    by.require("keep_alert", area=alert.area_id, of=alert)
    if not why.strip():
        raise BadParameter(say("to part them needs a reason"), next=say("say why"))
    held = Alert.objects.select_for_update(of=("self",)).select_related("mission").get(pk=alert.pk)
    if held.merged_into_id is None:
        raise NotNow(say("this alert stands alone already"))
    into = held.merged_into_id
    before = joined_to(held.pk)  # those joined to it before, over however many joinings
    Report.objects.filter(came_with__in=before).update(alert=held)
    Report.objects.filter(came_with=held).update(alert=held, came_with=None)
    Owed.objects.filter(report__alert=held).update(alert=held)
    root = root_of(into)
    held = records.edit(held, {"merged_into": None}, version=held.version, by=by.person, reason=why)
    now = clock.now(held.mission)
    AlertHeld.objects.create(alert=held, level=held.level, since=now, by=by.person, why=why[:300])
    add_moments(held, [(REOPENED, now, False)], by=by, why=why)
    _decided(held, into, ThreadProposal.Decision.APART, by=by, why=why)
    audit.record("part", mission=held.mission, by=by.person, kind="alert", subject=held.pk,
                 parted=str(into))  # fmt: skip
    settle(held.mission, [held.pk, root])
    return held


@transaction.atomic
def keep_apart(proposal: ThreadProposal, *, by: Standing, why: str = "") -> None:
    """Say that two alerts tell of two events: the proposal is not made again."""
    by.require("keep_alert", area=proposal.alert.area_id, of=proposal.alert)
    _decided(proposal.alert, proposal.earlier_id, ThreadProposal.Decision.APART, by=by, why=why)
    audit.record("keep_apart", mission=proposal.mission, by=by.person, kind="alert",
                 subject=proposal.alert_id, other=str(proposal.earlier_id))  # fmt: skip


def _decided(alert: Alert, other: UUID, decision: str, *, by: Standing, why: str) -> None:
    """Keep what was said of the two, in whichever order they were proposed."""
    answer = {"decision": decision, "by": by.person, "reason": why[:300],
              "decided_at": clock.now(alert.mission)}  # fmt: skip
    ThreadProposal.objects.filter(alert=alert, earlier=other).update(**answer)
    ThreadProposal.objects.filter(alert=other, earlier=alert).update(**answer)
