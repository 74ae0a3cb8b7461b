"""Who asked for an adviser: the call, its clock, and how it climbs until somebody answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db import transaction

from tutela.base.messages import say
from tutela.intake.questions import Value
from tutela.warning.ladders import CARE_LADDERS, told_at
from tutela_web.access.audit import trail
from tutela_web.access.models import Mission
from tutela_web.access.people.queries import seats
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import Denied, NotNow
from tutela_web.base.holding import hold, one_at_a_time
from tutela_web.channels import outbox
from tutela_web.incidents.closed.harms import VERIFIERS, holds_office
from tutela_web.incidents.models import ClosedIncident
from tutela_web.intake.models import AdviserCall


class CallClock(NamedTuple):
    """By when a call is answered, and how long each further rung waits once it is late."""

    answer: timedelta
    rung: timedelta


CARE_NOW = CallClock(timedelta(hours=1), timedelta(minutes=30))
CARE_LATER = CallClock(timedelta(hours=24), timedelta(hours=12))
"""Where care is needed now, and else. Ours to choose [P]."""

ABOUT = "adviser_call"
"""What the messages are about: "Open Tutela", and nothing else."""


def clock_of_call(call: AdviserCall) -> CallClock:
    """The clock that a call runs on."""
    return CARE_NOW if call.care_now else CARE_LATER


def make_call(
    part: ClosedIncident, *, agreed: bool | None, said: Mapping[str, Value], asked_digest: str = ""
) -> AdviserCall:
    """Make the call of a record that came into a compartment from the field.

    Where nobody asked yet whether the person agrees, no clock runs and nobody is to call: that care
    was shown is all that is told.

    Takes   said, the answers of `CARE_QUESTIONS`; asked_digest, as the model says.
    """
    call = AdviserCall(mission=part.mission, part=part, agreed=agreed, asked_digest=asked_digest)
    _set_answers(call, said)
    call.save()
    return call


def say_agreed(asked_digest: str, agreed: bool, said: Mapping[str, Value]) -> bool:
    """Keep what the person said once they were asked, of a report that had come without it: the
    call begins, or there is none to make.

    Gives   whether such a report waited for it.
    """
    rows = AdviserCall.objects.select_for_update(of=("self",), no_key=True)
    call = rows.select_related("mission").filter(asked_digest=asked_digest).first()
    if call is None:
        return False
    call.agreed, call.asked_digest = agreed, ""
    if agreed:
        _set_answers(call, said)
    call.save()
    return True


def _set_answers(call: AdviserCall, said: Mapping[str, Value]) -> None:
    call.call_back, call.care_now = (
        value if isinstance(value := said.get(name), bool) else None
        for name in ("call_back", "care_now")
    )
    if not call.asked_digest:
        call.due_at = clock.now(call.mission) + clock_of_call(call).answer


@one_at_a_time(hold)
def answer_call(call: AdviserCall, *, by: Standing) -> AdviserCall:
    """Say that whoever asked for an adviser was answered; of what nobody asked, that it is noted.

    Raises  Denied for who is not of the record's office; NotNow where somebody answered.
    """
    by.require_ours(call)
    if not holds_office(by, {VERIFIERS[call.part.compartment]}, call.part):
        raise Denied(say("this waits for another office"), next=say("leave it to its adviser"))
    if call.answered_at is not None:
        raise NotNow(say("somebody answered this call"), next=say("nothing needs doing"))
    call.answered_at, call.answered_by = clock.now(by.mission), by.person
    call.save(update_fields=["answered_at", "answered_by"])
    return call


# --- how it climbs


def rung_due(call: AdviserCall, now: datetime) -> int:
    """The rung a call should have climbed to: 0 while it is not late, and one more each time its
    clock runs out again. It has no top: the last rung is told until somebody answers."""
    if call.due_at is None or now < call.due_at:
        return 0
    return 1 + int((now - call.due_at) / clock_of_call(call).rung)


def climb_calls(mission: Mission) -> int:
    """Tell the next rung of each call that nobody answered in time; gives how many climbed."""
    now = clock.now(mission)
    late = AdviserCall.objects.filter(mission=mission, answered_at=None, due_at__lte=now)
    due = [one.pk for one in late.order_by("due_at")[:200] if rung_due(one, now) > one.rung]
    return sum(_climb(pk, mission, now) for pk in due)


@transaction.atomic
def _climb(pk: UUID, mission: Mission, now: datetime) -> bool:
    rows = AdviserCall.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
    call = rows.select_related("part").filter(pk=pk, answered_at=None).first()
    if call is None or (rung := rung_due(call, now)) <= call.rung:
        return False  # another is at it, or somebody answered meanwhile
    call.rung, call.climbed_at = rung, now
    call.save(update_fields=["rung", "climbed_at"])
    filled: dict[str, list[outbox.To]] = {}
    for seat in seats(mission, now):
        if seat.people and seat.post.area_id in (None, call.part.area_id):
            ways: list[outbox.To] = [("mail", "person", person.pk) for person in seat.people]
            ways.append(("sms", "post", seat.post.pk))
            filled.setdefault(seat.post.role, []).extend(ways)
    told = told_at(rung, filled, ladders=CARE_LADDERS[call.part.compartment]).everybody
    outbox.send_all(mission.pk, told, about_kind=ABOUT, about_id=call.pk, urgency=3)
    trail.record("alarm", mission=mission, by=None, kind=ABOUT, subject=call.pk, told=len(told))
    return True
