"""What becomes of the taskings of an alert that ended: asked of who gave each, in the same act.

An ending calls nobody back. A tasking stands, and says so, until who gives taskings withdraws it
and those tasked read that back, or says that it stays; opened again, the alert has them proposed.
"""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela.warning.states import (
    ASKED,
    CARRIED,
    ENDED,
    ENDS,
    LOWERED,
    MERGED,
    OUTCOME,
    PROPOSED,
    fate_of,
    run_of,
)
from tutela_web.access.audit import trail
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import NotNow
from tutela_web.base.holding import hold, one_at_a_time
from tutela_web.base.values import FieldValue
from tutela_web.crisis.decisions.queries import UNFINISHED
from tutela_web.crisis.decisions.stand_verbs import reconsider
from tutela_web.crisis.decisions.verbs import hold_tasking, task, withdraw
from tutela_web.crisis.models import HostRelease, Tasking
from tutela_web.crisis.taskings.notify import tell_tasked
from tutela_web.records import verbs as records
from tutela_web.warning.models import Alert
from tutela_web.warning.telling import notify
from tutela_web.warning.telling.addressees import FilledPosts
from tutela_web.warning.threads.joinings import root_of, whole_thread
from tutela_web.warning.threads.state import trail_of

OF_TASKINGS, OF_RELEASES = "crisis.Tasking.alert", "crisis.HostRelease.alert"
WITHDRAW, STAYS, AGAIN = "withdraw", "stays", "again"
"""What is asked of who gave a tasking: to withdraw it, that it stays for all that, or to withdraw
it and task again."""

ENDED_WHY = "the danger ended"


def settle_ending(alert: Alert, ending: str, by: Standing | None) -> None:
    """Settle the taskings and releases of an alert that ended, was merged or opened again, its
    thread held. An end of one joined alert that does not end its thread settles nothing."""
    root = Alert.objects.select_related("mission", "owner", "owner_post").get(pk=root_of(alert.pk))
    thread = whole_thread(root.pk)
    ended = bool(run_of(trail_of(root.pk)).keys() & {OUTCOME, *ENDS})
    if fate_of(OF_TASKINGS, ending) == ASKED and (
        ended or (ending == LOWERED and alert.pk == root.pk)
    ):
        _ask_who_gave(root, thread, ending, by)
    if fate_of(OF_TASKINGS, ending) in (CARRIED, PROPOSED) and not ended:
        _let_run_again(root, thread, by, merged=ending == MERGED)
    if fate_of(OF_RELEASES, ending) == ENDED and ended:
        _end_releases(root, thread, by)


def _ask_who_gave(root: Alert, thread: list[UUID], ending: str, by: Standing | None) -> None:
    now = clock.now(root.mission)
    rows = Tasking.objects.filter(
        alert__in=thread, state__in=UNFINISHED, returned_at=None, ended_at=None
    )
    standing_taskings = list(rows.order_by("entered_at"))
    around = FilledPosts(root.mission, now) if standing_taskings else None
    for tasking in standing_taskings:
        tasking_now = hold(tasking)
        changes: dict[str, FieldValue] = {"ended_at": now, "ending": ending}
        records.edit(
            tasking_now, changes, version=tasking_now.version, by=by.person if by else None
        )
        if tasking_now.withdrawn_at is None and around is not None:
            deciders = around.decider(root, tasking_now.author_id)
            notify.ask_what_becomes(root, deciders, tasking_now.pk, at=now)


def _let_run_again(root: Alert, thread: list[UUID], by: Standing | None, *, merged: bool) -> None:
    """The taskings that stood when the alert ended bind as before: the alert runs again, or is
    carried on by the one that it was merged into."""
    rows = Tasking.objects.filter(
        alert__in=thread, state__in=UNFINISHED, ended_at__isnull=False, withdrawn_at=None
    )
    for tasking in rows:
        tasking_now = hold(tasking)
        changes: dict[str, FieldValue] = {"ended_at": None, "ending": "", "stays_at": None}
        records.edit(
            tasking_now, changes, version=tasking_now.version, by=by.person if by else None
        )
    if merged:
        reconsider(root, by=by)


def _end_releases(root: Alert, thread: list[UUID], by: Standing | None) -> None:
    """A hazard of a danger that ended is passed to nobody."""
    open_ones = (HostRelease.State.ASKED, HostRelease.State.ADVISED)
    for release in HostRelease.objects.filter(alert__in=thread, state__in=open_ones):
        release_now = hold(release)
        release_now.state, release_now.why = HostRelease.State.HELD, ENDED_WHY
        release_now.decided_at, release_now.decided_by = (
            clock.now(root.mission),
            by.person if by else None,
        )
        release_now.save(update_fields=["state", "why", "decided_at", "decided_by"])
        trail.record(
            "decide_release",
            mission=root.mission,
            by=by.person if by else None,
            kind="release",
            subject=release_now.pk,
            released=False,
        )


@one_at_a_time(hold_tasking)
def let_stay(tasking: Tasking, *, by: Standing) -> Tasking:
    """Say that a tasking stays although its alert ended: it binds, and answers count.

    Raises  Denied; NotNow where its alert has not ended, or it is withdrawn or over.
    """
    by.require("task_unit", area=tasking.alert.area_id, of=tasking)
    if tasking.stays_at is not None:
        return tasking
    _require_asked(tasking)
    changes: dict[str, FieldValue] = {"stays_at": clock.now(by.mission)}
    stands = records.edit(tasking, changes, version=tasking.version, by=by.person)
    notify.mark_notices_acted_on(root_of(stands.alert_id), by.person.pk, at=clock.now(by.mission))
    tell_tasked(stands)
    return stands


def _require_asked(tasking: Tasking) -> None:
    if not tasking.asks_what_becomes:
        raise NotNow(
            say("nobody asks what becomes of this tasking"),
            next=say("look at the alert again"),
        )


@transaction.atomic
def settle_taskings(alert: Alert, said: Mapping[UUID, str], *, by: Standing) -> None:
    """What becomes of taskings of an alert that ended, as it was said with its ending.

    Takes   said, of each tasking WITHDRAW, STAYS or AGAIN; those not named are asked about.
    Raises  as `let_stay` and `withdraw`; BadParameter for another word.
    """
    by.require_ours(alert)
    if unknown := set(said.values()) - {WITHDRAW, STAYS, AGAIN}:
        raise BadParameter(
            say("there is no such answer"), where=sorted(unknown)[0], next=say("choose one")
        )
    rows = Tasking.objects.filter(alert__in=whole_thread(alert.pk), pk__in=said)
    for tasking in rows.select_related("mission", "alert__mission"):
        if said[tasking.pk] == STAYS:
            let_stay(tasking, by=by)
        else:
            withdraw(tasking, by=by, why=tasking.get_ending_display())
    notify.mark_notices_acted_on(root_of(alert.pk), by.person.pk, at=clock.now(by.mission))


@transaction.atomic
def task_again(tasking: Tasking, *, by: Standing, id: UUID | None = None) -> Tasking:
    """Task whom an ending called back, where their alert was opened again: a withdrawal that was
    not read back is taken back; who read it back is tasked anew with the same words.

    Raises  Denied; NotNow where it was not withdrawn with an ending; as `task` does.
    """
    by.require("task_unit", area=tasking.alert.area_id, of=tasking)
    tasking_now = hold_tasking(tasking)
    if tasking_now.withdrawn_at is None or tasking_now.ended_at is None:
        raise NotNow(say("no ending called them back"), next=say("look at the alert again"))
    if tasking_now.state != Tasking.State.WITHDRAWN:
        changes: dict[str, FieldValue] = {
            "withdrawn_at": None,
            "withdrawn_why": "",
            "ended_at": None,
            "ending": "",
        }
        stands = records.edit(tasking_now, changes, version=tasking_now.version, by=by.person)
        tell_tasked(stands)
        reconsider(stands.alert, by=by)
        return stands
    root = Alert.objects.select_related("mission", "area", "place", "now").get(
        pk=root_of(tasking_now.alert_id)
    )
    tasked_anew = task(
        root,
        tasking_now.option,
        by=by,
        unit=tasking_now.unit,
        post=tasking_now.post,
        component=tasking_now.component,
        id=id,
        standard=tasking_now.standard,
        intent=tasking_now.intent,
        phase=tasking_now.phase,
        addition=True,
        limits_seen=tasking_now.limits_seen,
    )
    records.edit(
        hold(tasking_now),
        {"ended_at": None, "ending": ""},
        version=tasking_now.version,
        by=by.person,
    )
    return tasked_anew
