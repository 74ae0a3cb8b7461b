"""Threads: several reports of one event. Joining is proposed; a person confirms and may undo it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from tutela.base.errors import BadParameter
from tutela.base.messages import as_json, say
from tutela.places.names import fold
from tutela.places.sites import SiteOf, site_of
from tutela.warning.states import MERGED, run_of
from tutela.warning.threads import HOURS, KM, likely_same
from tutela.warning.threads import Report as Told
from tutela_web.access.audit import trail
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import NotNow
from tutela_web.base.holding import hold
from tutela_web.base.values import FieldValue
from tutela_web.base.writes import AT_ONCE, AtOnce, WriteStep
from tutela_web.places.ground import within_box
from tutela_web.records import verbs as records
from tutela_web.warning.alerts.verbs import warn
from tutela_web.warning.board.queries import source_of
from tutela_web.warning.models import Alert, AlertLevel, AlertStep, Owed, Report, ThreadProposal
from tutela_web.warning.telling import notify
from tutela_web.warning.telling.addressees import FilledPosts, Named
from tutela_web.warning.threads import reading
from tutela_web.warning.threads.endings import settle_what_hangs_on
from tutela_web.warning.threads.joinings import hold_threads, joined_to, root_of
from tutela_web.warning.threads.state import (
    clocks_of,
    due_steps,
    round_of,
    rung_done,
    settle,
    trail_of,
)

MOST = 200
"""Newest reports of open alerts near by, or nobody knows where, that a new one is compared with."""


def propose(alert: Alert, words: str = "", *, writes: AtOnce = AT_ONCE) -> None:
    """Propose the open alerts that a new one may belong with; nothing is joined by itself.

    Takes   words, of the new report, where they are sealed and so not in the record.
    """
    writes.do(_propose, (alert, words), step=WriteStep.READS)


def _propose(new: list[tuple[Alert, str]]) -> None:
    """Of alerts raised in one change, each with those raised before it."""
    after = [alert.pk for alert, _words in new]
    reports = Report.objects.filter(alert__in=after, known_at__isnull=False).order_by("-known_at")
    first = {
        report.alert_id: report for report in reports.only("alert", "known_at", "act", "words")
    }
    proposals = []
    for alert, words in new:
        if alert.pk in first:
            proposals += _likely(alert, first[alert.pk], words, after)
        after.remove(alert.pk)
    ThreadProposal.objects.bulk_create(proposals, ignore_conflicts=True)


def _site(place: UUID | None, town: UUID | None, said: str) -> SiteOf:
    return site_of(str(place or ""), str(town or ""), said)


def _likely(alert: Alert, report: Report, words: str, but: Sequence[UUID]) -> list[ThreadProposal]:
    """What a new alert may belong with, but for itself and those raised after it."""
    assert report.known_at is not None  # a new report says when it was known
    since = report.known_at - timedelta(hours=HOURS)
    near = Q() if alert.latitude is None else within_box(alert, KM) | Q(latitude=None)
    rows = Report.objects.filter(
        near,
        mission=alert.mission,
        known_at__gte=since,
        alert__now__open=True,
        alert__merged_into=None,
    ).exclude(alert__in=but)
    known = rows.order_by("-known_at").values_list(
        "alert_id",
        "known_at",
        "place_id",
        "place__town_id",
        "place__name",
        "place_said",
        "latitude",
        "longitude",
        "words",
        "act",
        "alert__act",
    )[:MOST]
    earlier = [
        Told(
            str(pk),
            at,
            *site,
            fold(name or where),
            lat,
            lon,
            f"{act} {text}".strip() or (of_alert if not site.town else ""),
        )
        for pk, at, place, town, name, where, lat, lon, text, act, of_alert in known
        for site in (_site(place, town, where),)
        if at is not None
    ]
    # Of two sites of one town the act alone says nothing: both may be attacked.
    site = _site(alert.place_id, alert.place.town_id if alert.place else None, alert.place_said)
    said = words or report.words or (alert.act if not site.town else "")
    new = Told(
        str(alert.pk),
        report.known_at,
        *site,
        fold(alert.place.name if alert.place else alert.place_said),
        alert.latitude,
        alert.longitude,
        f"{report.act} {said}".strip(),
    )
    best: dict[str, ThreadProposal] = {}
    for found in likely_same(new, earlier):
        best.setdefault(
            found.report.id,
            ThreadProposal(
                mission=alert.mission,
                alert=alert,
                earlier_id=UUID(found.report.id),
                likeness=found.likeness,
                why=as_json(found.why),
                made_at=clock.now(alert.mission),
            ),
        )
    return list(best.values())


@transaction.atomic
def join_all(alerts: Sequence[Alert], *, by: Standing, why: str = "") -> Alert:
    """Make several alerts one thread; gives the one it is read from."""
    first, *others = alerts
    root = first
    for other in others:
        root = join(other, first, by=by, why=why)
        first = root if by.sees_one("alerts", root) else first
    return root


@transaction.atomic
def join(alert: Alert, into: Alert, *, by: Standing, why: str = "") -> Alert:
    """Make two alerts one thread. Which is joined to which changes nothing: it is read from the
    open one, of the nearer harm, whose area is known, that was known first.

    What is known of either, and what was decided and done, counts for both, and the clocks of both
    run on (`tutela.warning.merged_alerts`). It is owned by who can decide, and lies where either is
    known to lie. An attack going on that nobody was warned of warns at once. Undone by `part`.

    Gives   the alert the thread is read from.
    Raises  NotNow if one was joined meanwhile; BadParameter for an alert with itself.
    """
    for alert_joined in (alert, into):
        by.require("keep_alert", area=alert_joined.area_id, of=alert_joined)
    if alert.pk == into.pk:
        raise BadParameter(say("an alert is one with itself already"))
    hold_threads(alert.pk, into.pk)
    alert, into = _thread_root(alert, by), _thread_root(into, by)
    both = Alert.objects.select_related("mission", "now").filter(pk__in=[alert.pk, into.pk])
    held = list(both.order_by("pk"))
    if any(one.merged_into_id for one in held):
        raise NotNow(
            say("one of these was merged into another in the meantime"),
            next=say("open the board again"),
        )
    root, joined = sorted(held, key=source_of)
    now = clock.now(root.mission)
    # Where a report stands is no new version of it: the audit has who joined what.
    Report.objects.filter(alert=joined, came_with=None).update(alert=root, came_with=joined)
    Report.objects.filter(alert=joined).update(alert=root)
    Owed.objects.filter(alert=joined).update(alert=root)
    records.move(joined, {"merged_into": root, "merged_at": now}, by=by.person, reason=why)
    around = FilledPosts(root.mission, now)
    root = speak_for_all(root, around, by=by, why=why)
    if root.level == AlertLevel.ONGOING and "issued" not in run_of(trail_of(root.pk)):
        warn(root, around=around, by=by, at=now, why=why)
    _decide_pair(joined, root.pk, ThreadProposal.Decision.JOINED, by=by, why=why)
    trail.record(
        "join",
        mission=root.mission,
        by=by.person,
        kind="alert",
        subject=root.pk,
        joined=str(joined.pk),
    )
    settle(root.mission, [joined.pk, root.pk])
    settle_what_hangs_on(root, MERGED, by)
    return root


def _thread_root(alert: Alert, by: Standing) -> Alert:
    """Of an alert that somebody reads in the place of its root, the root; else the alert."""
    held = Alert.objects.get(pk=alert.pk)
    part = reading.part_of(by, held)
    return Alert.objects.get(pk=part.root) if part else held


OWNER = ("owner_id", "owner_post_id")
PLACE = ("place_id", "place_said", "place_precision", "latitude", "longitude", "area_id")


def speak_for_all(root: Alert, around: FilledPosts, *, by: Standing, why: str) -> Alert:
    """Give the alert a thread is read from the owner of the thread, who can decide; and where the
    event lies, if it does not say so itself. What it said itself is kept beside, for parting."""
    by.require_ours(root)
    rows = Alert.objects.filter(pk__in=[root.pk, *joined_to(root.pk)]).select_related("now")
    members = sorted(rows, key=lambda row: (row.pk != root.pk, source_of(row)))
    own = [_own_of(member) for member in members]
    says = own[0]
    where = (
        says
        if _has_place(says)
        else next(
            (
                other
                for one, other in zip(members, own, strict=True)
                if _has_place(other) and one.classification <= root.classification
            ),
            says,
        )
    )
    wanted = {name: where[name] for name in PLACE}
    wanted["place_said"] = says["place_said"] or where["place_said"]
    there = Alert(
        mission=root.mission,
        classification=root.classification,
        author=root.author,
        area_id=wanted["area_id"],
    )
    able = [one for one in own if around.may_open(there, one["owner_id"])] or [says]
    owner = next((one for one in able if _decides(around, one["owner_id"], there)), able[0])
    wanted |= {name: owner[name] for name in OWNER}
    lent = {name: _plain(says[name]) for name, value in wanted.items() if value != says[name]}
    moved = wanted["owner_id"] != root.owner_id
    root = records.edit(
        root, wanted | {"own": lent}, version=root.version, by=by.person, reason=why
    )
    if moved:
        root = Alert.objects.select_related("mission", "owner", "owner_post").get(pk=root.pk)
        named = Named(root.owner_post, root.owner)  # type: ignore[arg-type]  # every alert has one
        notify.owner(root, named, at=clock.now(root.mission))
    return root


def _own_of(alert: Alert) -> dict[str, Any]:
    """The owner and the place an alert has itself."""
    lent = {
        name: UUID(value) if name.endswith("_id") and value else value
        for name, value in alert.own.items()
    }
    return {name: getattr(alert, name) for name in (*OWNER, *PLACE)} | lent


def _plain(value: object) -> object:
    return str(value) if isinstance(value, UUID) else value


def _has_place(says: Mapping[str, FieldValue]) -> bool:
    return any(says[name] is not None for name in ("area_id", "place_id", "latitude"))


def _decides(around: FilledPosts, person: UUID, alert: Alert) -> bool:
    """Whether this person may decide on an alert."""
    standing = around.standings.get(person)
    return standing is not None and standing.may("decide_alert", area=alert.area_id)


@transaction.atomic
def part(alert: Alert, *, by: Standing, why: str) -> Alert:
    """Undo a joining: the alert is what it would be had it never been joined, with its own reports
    and clocks. What was recorded of the thread since stays with the thread; of a clock that ran out
    meanwhile nobody is told twice.

    Raises  NotNow if it is not joined; BadParameter without a reason.
    """
    by.require("keep_alert", area=alert.area_id, of=alert)
    if not why.strip():
        raise BadParameter(say("a reason is needed to split them"), next=say("say why"))
    hold_threads(alert.pk)
    held = hold(alert, "mission")
    if held.merged_into_id is None or reading.part_of(by, held) is not None:
        raise NotNow(say("this alert stands alone already"))
    into, since = held.merged_into_id, held.merged_at
    before = joined_to(held.pk)  # those joined to it before, over however many joinings
    Report.objects.filter(came_with__in=before).update(alert=held)
    Report.objects.filter(came_with=held).update(alert=held, came_with=None)
    Owed.objects.filter(report__alert=held).update(alert=held)
    root = Alert.objects.select_related("mission").get(pk=root_of(into))
    held = records.move(held, {"merged_into": None, "merged_at": None}, by=by.person, reason=why)
    around = FilledPosts(held.mission, clock.now(held.mission))
    for one in (root, held):
        speak_for_all(one, around, by=by, why=why)
    _keep_steps(held, root, since)
    _decide_pair(held, into, ThreadProposal.Decision.APART, by=by, why=why)
    trail.record(
        "part", mission=held.mission, by=by.person, kind="alert", subject=held.pk, parted=str(into)
    )
    settle(held.mission, [held.pk, root.pk])
    return Alert.objects.select_related("mission", "now").get(pk=held.pk)


def _keep_steps(alert: Alert, root: Alert, since: datetime | None) -> None:
    """Of the steps of a parted alert that fell due while it was joined, those that the thread
    applied: who was told of the thread is not told again."""
    now = clock.now(alert.mission)
    applied = AlertStep.objects.filter(alert=root)
    told = {
        (row.clock, rung_done(row.rung), row.of): row
        for row in (applied.filter(applied_at__gte=since) if since else applied)
    }
    due, _climbs_from = due_steps(alert.pk, clocks_of(alert.mission), until=now)
    round = round_of(trail_of(alert.pk))
    AlertStep.objects.bulk_create(
        AlertStep(
            alert=alert,
            clock=step.clock,
            rung=row.rung,
            round=round,
            of=row.of,
            due_at=step.due,
            applied_at=row.applied_at,
            told=row.told,
            gaps=row.gaps,
            barred=row.barred,
        )
        for step in due
        if (row := told.get(step[1:]))
    )


@transaction.atomic
def keep_apart(proposal: ThreadProposal, *, by: Standing, why: str = "") -> None:
    """Say that two alerts tell of two events: the proposal is not made again."""
    by.require("keep_alert", area=proposal.alert.area_id, of=proposal.alert)
    _decide_pair(proposal.alert, proposal.earlier_id, ThreadProposal.Decision.APART, by=by, why=why)
    trail.record(
        "keep_apart",
        mission=proposal.mission,
        by=by.person,
        kind="alert",
        subject=proposal.alert_id,
        other=str(proposal.earlier_id),
    )


def _decide_pair(alert: Alert, other: UUID, decision: str, *, by: Standing, why: str) -> None:
    """Keep what was said of the two, in whichever order they were proposed."""
    answer = {
        "decision": decision,
        "by": by.person,
        "reason": why[:300],
        "decided_at": clock.now(alert.mission),
    }
    ThreadProposal.objects.filter(alert=alert, earlier=other).update(**answer)
    ThreadProposal.objects.filter(alert=other, earlier=alert).update(**answer)
