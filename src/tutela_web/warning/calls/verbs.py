"""How a call nobody took is called back: due at once, owned by somebody, ended by what was spoken.

The machine never calls and never answers. It counts, names who owes the call, and says when it is
late; a person calls, and writes down what was heard.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.audit import trail
from tutela_web.access.models import Mission
from tutela_web.access.policy import Standing
from tutela_web.access.vault.models import OpeningPurpose
from tutela_web.access.vault.verbs import open_for_duty
from tutela_web.base import clock
from tutela_web.base.clock import real_now
from tutela_web.base.errors import Denied, NotNow
from tutela_web.base.jobs import MomentRows, moments_of
from tutela_web.base.markings import Classification
from tutela_web.base.writes import AT_ONCE, AtOnce
from tutela_web.channels import outbox
from tutela_web.channels.models import Message
from tutela_web.warning.alerts.verbs import CALL_BACK, AlertReport, add_word, record_contact_heard
from tutela_web.warning.models import Alert, CallBack, Channel, NetworkContact
from tutela_web.warning.telling.addressees import FilledPosts, Named

log = logging.getLogger(__name__)

ACT = "keep_network"
TRIES = 3
"""So often nobody answers before the contact's office takes it over: it knows another way there."""

OFFICE = ("head_of_field_office", "poc_adviser", "joc_duty_officer")
"""Who is told when a call back is late, or nobody could be reached."""

State = CallBack.State


# --- the line rings


def ring(
    mission: Mission,
    *,
    address: str,
    contact: NetworkContact | None,
    sealed: UUID | None,
    at: datetime,
    alert: Alert | None,
) -> CallBack:
    """Keep one missed call, for who takes what gateways bring. A number that rang before and waits
    counts on the same one: its clock runs on, and nobody is told twice.

    Takes   address, the keyed hash of the number, empty where it was withheld; sealed, where the
            number lies that no contact has; alert, the open one the same number told of lately.
    Raises  NotNow where nobody holds a post: it would have no owner.
    """
    if contact is not None:
        record_contact_heard(contact.pk, at)
    waiting = _waiting(mission, address)
    if waiting is None:
        made = _make_call_back(mission, address, contact, sealed, at, alert)
        if made is not None:
            return made
        waiting = _waiting(mission, address)  # somebody else was quicker by a moment
        assert waiting is not None
    waiting.calls, waiting.last_at = waiting.calls + 1, max(waiting.last_at, at)
    waiting.alert = waiting.alert or alert
    waiting.changed_at = real_now()
    waiting.save(update_fields=["calls", "last_at", "alert", "changed_at"])
    return waiting


def is_due(mission: Mission, address: str) -> bool:
    """Whether a number is owed a call back already."""
    return _waiting(mission, address) is not None


def _waiting(mission: Mission, address: str) -> CallBack | None:
    """The call back due to a number, held; none for a number that was withheld."""
    rows = CallBack.objects.select_for_update(of=("self",), no_key=True).filter(
        mission=mission, state=State.DUE
    )
    return rows.filter(address_hash=address).first() if address else None


def _make_call_back(
    mission: Mission,
    address: str,
    contact: NetworkContact | None,
    sealed: UUID | None,
    at: datetime,
    alert: Alert | None,
) -> CallBack | None:
    """A new one, with its owner told; None where the same number is kept meanwhile."""
    area = contact.area if contact else None
    owner = FilledPosts(mission, at).owner(Alert(mission=mission, area=area))
    wait = timedelta(minutes=contact.delay_minutes) if contact else timedelta()
    marking = max(Classification.CONFIDENTIAL, contact.classification if contact else 0)
    fields = {
        "area": area,
        "classification": marking,
        "contact": contact,
        "sealed": sealed,
        "alert": alert,
        "owner": owner.person,
        "owner_post": owner.post,
        "first_at": at,
        "last_at": at,
        "not_before": at + wait if wait else None,
        "due_at": at + wait + CALL_BACK,
    }
    if address:
        call_back, new = CallBack.objects.get_or_create(
            mission=mission, address_hash=address, state=State.DUE, defaults=fields
        )
        if not new:
            return None
    else:
        call_back = CallBack.objects.create(mission=mission, **fields)
    trail.record("create", mission=mission, by=None, kind="callback", subject=call_back.pk)
    _tell(call_back, [owner])
    return call_back


def wrote(mission: Mission, address: str, alert: Alert, *, writes: AtOnce = AT_ONCE) -> None:
    """Keep that a number owed a call back told of an alert meanwhile, by text."""
    writes.do(_wrote, (mission.pk, address, alert.pk))


def _wrote(told: list[tuple[UUID, str, UUID]]) -> None:
    owed = CallBack.objects.filter(
        mission__in={of for of, _address, _alert in told},
        state=State.DUE,
        alert=None,
        address_hash__in={address for _of, address, _alert in told},
    )
    about = {(of, address): alert for of, address, alert in told}
    for pk, of, address in owed.values_list("pk", "mission", "address_hash"):
        if alert := about.get((of, address)):
            rows = CallBack.objects.filter(pk=pk, state=State.DUE, alert=None)
            rows.update(alert=alert, changed_at=real_now())


# --- somebody calls back


def number_of(call: CallBack, *, by: Standing, source_risk_checked: bool = False) -> str:
    """The number to call back, opened for this task alone; a line in the audit.

    Takes   source_risk_checked, that "would this call expose the source?" was asked now.
    Gives   the number; empty where none is kept.
    Raises  Denied; NotNow once it is ended, before the delay is over or where contact has stopped;
            BadParameter without the check.
    """
    by.require(ACT, area=call.area_id, of=call)
    _require_due(call)
    contact = call.contact
    if contact and (contact.source_risk == "stop" or contact.retired):
        raise NotNow(say("contact with this person has stopped"), next=say("end it as unsafe"))
    if call.not_before and clock.now(by.mission) < call.not_before:
        raise NotNow(
            say("it is too early: a handset may be searched"),
            next=say("wait for the time that was agreed"),
        )
    if not source_risk_checked:
        raise BadParameter(
            say("whether this exposes the source was not asked"), next=say("ask, then say so")
        )
    subject = contact.subject if contact else call.sealed
    if subject is None:
        raise Denied(say("the number was withheld"), next=say("wait until it rings again"))
    return open_for_duty(subject, "phone", by=by, why=OpeningPurpose.FOLLOW_UP)


@transaction.atomic
def not_reached(call: CallBack, *, by: Standing) -> CallBack:
    """Keep that nobody answered. It stays due; after so many tries the contact's office has it.

    Raises  Denied; NotNow once it is ended.
    """
    by.require(ACT, area=call.area_id, of=call)
    held = _lock_call_back(call)
    now = clock.now(by.mission)
    held.tries, held.due_at, held.late_at = held.tries + 1, now + CALL_BACK, None
    if held.tries >= TRIES and held.raised_at is None:
        _to_office(held, now)
    held.changed_at = real_now()
    held.save()
    trail.record(
        "edit",
        mission=by.mission,
        by=by.person,
        kind="callback",
        subject=held.pk,
        tries=held.tries,
        raised=held.raised_at is not None,
    )
    return held


@transaction.atomic
def end(call: CallBack, state: str, *, by: Standing, said: str) -> CallBack:
    """End it without a new alert: nothing is wrong, it is unsafe to call, or there is more on the
    alert the caller told of before, which gets one more report.

    Takes   state, of CallBack.State; said, what was spoken, or why it is unsafe.
    Raises  Denied; NotNow once it is ended; BadParameter without a word on it.
    """
    by.require(ACT, area=call.area_id, of=call)
    held = _lock_call_back(call)
    if state not in (State.NOTHING, State.UNSAFE, State.ALERT):
        raise BadParameter(say("there is no such end"))
    if not said.strip():
        raise BadParameter(
            say("what was said, or why nobody calls, is not written"),
            next=say("write it in a line"),
        )
    if state != State.ALERT:
        return _end_call_back(held, state, by=by, said=said)
    if held.alert is None:
        raise BadParameter(say("this call belongs to no alert"), next=say("raise one from it"))
    word = AlertReport(Channel.CALL, said={"words": said, "contact": held.contact})
    add_word(held.alert, word, by=by)
    return _end_call_back(held, state, by=by)


@transaction.atomic
def into_alert(call: CallBack, alert: Alert, *, by: Standing) -> CallBack:
    """Keep that what was spoken became an alert. What the same number says next goes on about it.

    Raises  Denied; NotNow once it is ended.
    """
    by.require(ACT, area=call.area_id, of=call)
    by.require_ours(alert)
    held = _lock_call_back(call)
    held.alert = alert
    rang = Message.objects.filter(mission_id=by.mission.pk, about_kind=ABOUT, about_id=held.pk)
    rang.filter(outgoing=False).update(about_kind="alert", about_id=alert.pk)
    return _end_call_back(held, State.ALERT, by=by)


def _end_call_back(call_back: CallBack, state: str, *, by: Standing, said: str = "") -> CallBack:
    call_back.state, call_back.said = state, said.strip()[:300]
    call_back.done_at, call_back.done_by = clock.now(by.mission), by.person
    call_back.changed_at = real_now()
    call_back.save()
    trail.record(
        "settle_call",
        mission=by.mission,
        by=by.person,
        kind="callback",
        subject=call_back.pk,
        state=state,
    )
    return call_back


def _lock_call_back(call: CallBack) -> CallBack:
    """The call back as it is now, held until the transaction ends."""
    rows = CallBack.objects.select_for_update(of=("self",), no_key=True)
    held = rows.select_related("mission", "contact", "alert__mission").get(pk=call.pk)
    _require_due(held)
    return held


def _require_due(call: CallBack) -> None:
    if call.state != State.DUE:
        raise NotNow(say("this call back was ended already"), next=say("nothing needs doing"))


# --- nobody calls back


def tell_late(mission: Mission) -> int:
    """Tell who owes a call back, and the office, that its time is over; once, until somebody tries.

    Gives   how many are late now.
    """
    now = clock.now(mission)
    due = CallBack.objects.filter(mission=mission, state=State.DUE, due_at__lte=now, late_at=None)
    late = list(due.values_list("pk", flat=True)[:200])
    if not late:
        return 0
    around = FilledPosts(mission, now)
    return sum(_late(pk, around, now) for pk in late)


def next_late() -> MomentRows:
    """When the next call back is late of which nobody was told."""
    owed = CallBack.objects.filter(state=State.DUE, late_at=None)
    return moments_of(owed, "due_at", "mission__clock_shift")


@transaction.atomic
def _late(pk: UUID, around: FilledPosts, now: datetime) -> bool:
    rows = CallBack.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
    row = rows.filter(pk=pk, state=State.DUE, late_at=None, due_at__lte=now).first()
    if row is None:  # another is at it, or somebody called meanwhile
        return False
    row.late_at, row.changed_at = now, real_now()
    row.save(update_fields=["late_at", "changed_at"])
    told = _tell(row, _office(row, around), also=row.owner_id)
    trail.record("alarm", mission=around.mission, by=None, kind="callback", subject=pk, told=told)
    return True


def rehome(mission: Mission) -> int:
    """Give call backs whose owner left the post to who holds it now; gives how many."""
    due = list(
        CallBack.objects.filter(mission=mission, state=State.DUE).select_related("owner_post")
    )
    if not due:
        return 0
    around, moved = FilledPosts(mission, clock.now(mission)), 0
    for call in due:
        role = (call.owner_post.role,) if call.owner_post else ()
        try:
            now = around.owner(Alert(mission=mission, area_id=call.area_id), roles=role)
        except NotNow as fault:
            log.error("call back %s keeps its owner: %s", call.pk, fault)
            continue
        if (now.person.pk, now.post.pk) != (call.owner_id, call.owner_post_id):
            rows = CallBack.objects.filter(pk=call.pk, state=State.DUE, owner=call.owner_id)
            if rows.update(owner=now.person, owner_post=now.post, changed_at=real_now()):
                _tell(call, [now])
                moved += 1
    return moved


def _to_office(call_back: CallBack, now: datetime) -> None:
    """Make the head of the contact's field office its owner, and tell the office."""
    around = FilledPosts(call_back.mission, now)
    there = Alert(mission=call_back.mission, area_id=call_back.area_id)
    owner = around.owner(there, roles=("head_of_field_office",))
    call_back.owner, call_back.owner_post, call_back.raised_at = owner.person, owner.post, now
    _tell(call_back, [owner, *_office(call_back, around)])


def _office(call: CallBack, around: FilledPosts) -> list[Named]:
    filled = around.holders_by_role(Alert(mission=around.mission, area_id=call.area_id))
    return [named for role in OFFICE for named in filled.get(role, ())]


ABOUT = "call_back"


def _tell(call: CallBack, told: list[Named], *, also: UUID | None = None) -> int:
    """Send "Open Tutela" to people and to the telephones of their posts; never to who rang."""
    people = dict.fromkeys([*(named.person.pk for named in told), *([also] if also else [])])
    mails = [("mail", "person", pk) for pk in people]
    texts = [("sms", "post", named.post.pk) for named in told]
    outbox.send_all(call.mission_id, [*mails, *texts], about_kind=ABOUT, about_id=call.pk)
    return len(people)
