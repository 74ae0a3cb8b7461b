"""How a shift is kept and handed over, and how flash reports are issued."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime

from django.db import transaction

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.audit import trail
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import Denied, NotNow
from tutela_web.base.holding import hold, one_at_a_time
from tutela_web.base.markings import Classification
from tutela_web.base.values import FieldValue
from tutela_web.crisis.models import Tasking
from tutela_web.incidents.closed.harms import refuse_closed_words
from tutela_web.joc.models import FlashReport, LogEntry, ShiftHandover
from tutela_web.joc.queries import ACT, OpenState, find_open_work, office_of, shift_running
from tutela_web.records import verbs as records
from tutela_web.warning.alerts.verbs import reach_state
from tutela_web.warning.models import Alert
from tutela_web.warning.telling import notify
from tutela_web.warning.telling.addressees import FilledPosts


def state_digest(state: OpenState, note: str) -> str:
    """What both officers sign: a digest of what stood open and of the note."""
    text = json.dumps([state, note], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def hand_over(note: str, *, by: Standing) -> ShiftHandover:
    """Hand the shift over: what stands open is kept as it is now, signed by who gives it. While
    nobody has taken it who gave it may sign again: it is then as things stand by now.

    Raises  Denied without the act keep_log; BadParameter for words of a compartment; NotNow while
            one of somebody else waits to be taken.
    """
    office = office_of(by)
    by.require(ACT, area=office.pk if office else None)
    refuse_closed_words(note)
    waiting = (
        ShiftHandover.objects.select_for_update(no_key=True)
        .filter(mission=by.mission, area=office, taken_at=None)
        .first()
    )
    if waiting is not None and waiting.author_id != by.person.pk:
        raise NotNow(
            say("a handover waits to be taken"), next=say("have it taken over, then give yours")
        )
    state, words = find_open_work(by).as_kept(), note.strip()
    signed: dict[str, FieldValue] = {
        "state": state,
        "digest": state_digest(state, words),
        "note": words,
        "given_post": by.as_said,
        "given_at": clock.now(by.mission),
    }
    if waiting is not None:
        return records.edit(waiting, signed, version=waiting.version, by=by.person)
    shift = shift_running(by)
    handover = ShiftHandover(
        area=office,
        began_at=shift.began,
        ends_at=shift.ends,
        classification=Classification.CONFIDENTIAL,
        known_at=clock.now(by.mission),
        **signed,
    )
    return records.create(handover, mission=by.mission, by=by.person)


@one_at_a_time(hold)
def take_over(handover: ShiftHandover, note: str, *, by: Standing, read: str = "") -> ShiftHandover:
    """Take the shift over: signed by who takes it, who is another person than who gave it.

    Takes   read, the digest of what they read, where the page says it.
    Raises  Denied without the act, or for who gave it; NotNow where it was taken, or where what
            was signed was changed, or signed again, since.
    """
    by.require(ACT, area=handover.area_id, of=handover)
    refuse_closed_words(note)
    if handover.author_id == by.person.pk:
        raise Denied(
            say("who gives a shift does not take it"), next=say("have the next officer sign in")
        )
    if handover.taken_at is not None:
        raise NotNow(say("this handover was taken already"))
    if handover.digest != state_digest(handover.state, handover.note):
        raise NotNow(say("what was signed was changed since"), next=say("tell the administrator"))
    if read and read != handover.digest:
        raise NotNow(say("it was signed again since you opened it"), next=say("read it again"))
    changes: dict[str, FieldValue] = {
        "taken_by": by.person,
        "taken_post": by.as_said,
        "taken_at": clock.now(by.mission),
        "taken_note": note.strip(),
    }
    kept = records.edit(handover, changes, version=handover.version, by=by.person)
    trail.record(
        "take", mission=by.mission, by=by.person, kind="shifthandover", subject=handover.pk
    )
    return kept


@transaction.atomic
def log_radio_check(tasking: Tasking, *, by: Standing) -> LogEntry:
    """Log that a patrol was heard by radio now.

    Raises  Denied without the act in the area of its alert.
    """
    by.require(ACT, area=tasking.area_id, of=tasking)
    entry = LogEntry(
        kind=LogEntry.Kind.RADIO,
        at=clock.now(by.mission),
        words="",
        alert_id=tasking.alert_id,
        tasking=tasking,
        area_id=tasking.area_id,
        classification=tasking.classification,
        known_at=clock.now(by.mission),
    )
    return records.create(entry, mission=by.mission, by=by.person)


@transaction.atomic
def report_flash(
    alert: Alert,
    facts: str,
    *,
    not_known: str,
    action: str,
    grade: str,
    next_at: datetime | None,
    final: bool,
    by: Standing,
) -> FlashReport:
    """Issue the flash report of an alert, its next update, or the final report, and tell those it
    concerns, who may open the alert.

    Takes   next_at, when the next update follows; final, whether none does.
    Raises  Denied without the act in the alert's area; BadParameter for words of a compartment,
            without facts, or without the time of the next update unless it is the final one; NotNow
            after the final one.
    """
    by.require(ACT, area=alert.area_id, of=alert)
    refuse_closed_words(facts, not_known, action)
    before = list(
        FlashReport.objects.select_for_update(no_key=True).filter(alert=alert).order_by("number")
    )
    if before and before[-1].final:
        raise NotNow(say("the final report was issued"), next=say("open the alert again first"))
    if not facts.strip():
        raise BadParameter(say("a report must state what is known"), next=say("write it"))
    if not final and (next_at is None or next_at <= clock.now(by.mission)):
        raise BadParameter(
            say("when the next update follows is not said, or is past"),
            next=say("give a time to come, or mark this one as final"),
        )
    report = FlashReport(
        alert=alert,
        number=before[-1].number + 1 if before else 0,
        final=final,
        facts=facts.strip(),
        not_known=not_known.strip(),
        action=action.strip(),
        grade=grade,
        next_at=None if final else next_at,
        post=by.as_said,
        issued_at=clock.now(by.mission),
        area=alert.area,
        classification=alert.classification,
        known_at=clock.now(by.mission),
    )
    record = records.create(report, mission=by.mission, by=by.person)
    told = FilledPosts(by.mission, record.issued_at).flash_addressees(alert)
    others = [one for one in told if one.person.pk != by.person.pk]
    notify.tell_flash(alert, others, record.number, at=record.issued_at)
    if "flash" not in alert.now.moments:  # the first one stops the clock of the flash report
        reach_state(alert, "flash", by=by)
    return record
