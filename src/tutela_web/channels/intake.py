"""What comes in: a message is kept whole, or the gateway is told to send it again.

The room `warning` says what becomes of it (`TAKERS`); within the same transaction the ledger gets
its row, without number and without words.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, OperationalError

from tutela.base.messages import say
from tutela_web.base.clock import real_now
from tutela_web.base.errors import NotNow
from tutela_web.base.ids import new_id
from tutela_web.base.upkeep.again import do_again
from tutela_web.base.writes import Writes, writes_together
from tutela_web.channels import proofs
from tutela_web.channels.gateways import ReceivedMessage
from tutela_web.channels.models import Gateway, Message
from tutela_web.channels.outbox import number_to_dial


@dataclass(frozen=True)
class Inbound:
    """One message or missed call on its way in; `message_id`, its row in the ledger.

    Not complete: one part of a long message, whose other parts the gateway waited for in vain.
    """

    message_id: UUID
    gateway_id: UUID
    mission_id: UUID
    gateway_message_id: str
    number: str
    words: str
    sent_at: datetime | None
    received_at: datetime
    complete: bool = True
    channel: str = "sms"


@dataclass(frozen=True)
class IntakeResult:
    """What became of it: the keyed hash of the number, and the record it is about."""

    address_hash: str
    about_kind: str = ""
    about_id: UUID | None = None


HEARD_EACH = timedelta(seconds=10)
"""How exactly a gateway's page says when it was heard: a flood need not write it every time."""

Taker = Callable[[Sequence[Inbound]], Callable[[Writes], list[IntakeResult]]]
TAKERS: list[Taker] = []
"""Who takes messages: one, registered by the room that knows contacts and alerts.

It reads what it needs before the transaction begins, while others write, and gives what keeps them.
It is given one message, or texts of one gateway that come from as many numbers.
"""

AHEAD = timedelta(minutes=5)
"""How far the time a gateway says may lie after now: a call "of next year" would be called back
next year. Beyond it the time it came here stands."""

MOST_TOGETHER = 16
"""Texts kept in one transaction: more would hold up everybody else who writes."""
WAIT_SECONDS = 20


@dataclass(eq=False)
class _Waiting:
    """A message whose gateway waits for our answer; new, whether it came for the first time."""

    gateway: Gateway
    heard: ReceivedMessage
    new: bool | None = None
    fault: Exception | None = None

    @property
    def settled(self) -> bool:
        return self.new is not None or self.fault is not None


_queue: deque[_Waiting] = deque()
_turn = threading.Lock()
"""Within a process messages are taken by one at a time, with all those that wait: each is work for
the processor, so side by side none is done sooner, and together they ask the database once."""


def take(gateway: Gateway, heard: ReceivedMessage) -> bool:
    """Keep one message; gives whether it is new. One that came before is answered as taken.

    Raises  NotNow where nobody takes messages, or too many wait: the gateway keeps it and sends it
            again.
    """
    if not TAKERS:
        raise NotNow(say("nobody takes messages here"), next=say("send it again later"))
    mine = _Waiting(gateway, heard)
    _queue.append(mine)
    if not _turn.acquire(timeout=WAIT_SECONDS) and _given_up(mine):
        raise NotNow(say("too many messages wait"), next=say("send it again later"))
    try:
        while not mine.settled:
            _take_together(_next_together())
    finally:
        _turn.release()
    if mine.fault is not None:
        raise mine.fault
    return bool(mine.new)


def _given_up(mine: _Waiting) -> bool:
    """Leave the queue after too long a wait; where somebody has just taken it, wait for them."""
    try:
        _queue.remove(mine)
    except ValueError:
        _turn.acquire()
        return False
    return True


def _next_together() -> list[_Waiting]:
    """The first that wait: texts of one gateway and as many numbers, or one alone.

    A number that is heard twice goes on about what it told of first, so that must be kept before.
    """
    together = [_queue.popleft()]
    first = together[0]
    numbers = {_comparable_number(first)}
    if first.heard.channel == "missed_call":
        return together
    while _queue and len(together) < MOST_TOGETHER:
        ahead = _queue[0]
        if (
            ahead.gateway.pk != first.gateway.pk
            or ahead.heard.channel != first.heard.channel
            or _comparable_number(ahead) in numbers
        ):
            break
        numbers.add(_comparable_number(ahead))
        together.append(_queue.popleft())
    return together


def _comparable_number(one: _Waiting) -> str:
    """A number as the vault compares it, however it is written."""
    return number_to_dial(one.heard.number).lstrip("+0")


def _take_together(waiting: Sequence[_Waiting]) -> None:
    """Keep messages in one transaction; where one spoils it, each by itself. What goes wrong is
    raised to whose message it is."""
    try:
        kept = do_again(lambda: _take([(one.gateway, one.heard) for one in waiting]))
    except OperationalError as fault:  # locked or full: it would be so for each
        _say(waiting, fault)
    except Exception as fault:
        if len(waiting) == 1:
            _say(waiting, fault)
        for message in waiting if len(waiting) > 1 else ():
            _take_together([message])
    else:
        for message, new in zip(waiting, kept, strict=True):
            message.new = new


def _say(waiting: Iterable[_Waiting], fault: Exception) -> None:
    for one in waiting:
        one.fault = fault


def _take(heard: Sequence[tuple[Gateway, ReceivedMessage]]) -> list[bool]:
    """Keep messages of one gateway and channel; gives of each whether it is new."""
    gateway, now = heard[0][0], real_now()
    channel = "call" if heard[0][1].channel == "missed_call" else "sms"  # each numbered by itself
    known = [_ident(one) for _gateway, one in heard]
    before = _came_before(gateway, channel, known)
    again = [
        bool(ident) and (ident in before or ident in known[:at]) for at, ident in enumerate(known)
    ]
    inbounds = [
        Inbound(
            new_id(),
            gateway.pk,
            gateway.mission_id,
            ident,
            _clean(one.number),
            _clean(one.words),
            _drop_time_ahead(one.sent_at, now),
            now,
            one.complete,
            one.channel,
        )
        for (_gateway, one), ident, double in zip(heard, known, again, strict=True)
        if not double
    ]
    if not inbounds:
        return [False] * len(heard)
    keep = TAKERS[0](inbounds)
    try:
        with writes_together() as writes:
            rows = zip(inbounds, keep(writes), strict=True)
            writes.insert(*(_row(gateway, channel, one, kept) for one, kept in rows))
            if gateway.heard_at is None or now - gateway.heard_at > HEARD_EACH:
                Gateway.objects.filter(pk=gateway.pk).update(heard_at=now)
    except IntegrityError:
        if len(heard) == 1 and _came_before(gateway, channel, known):  # at once, by another process
            return [False]
        raise
    return [not double for double in again]


def _ident(heard: ReceivedMessage) -> str:
    """What stands for a message of a gateway: its id there, with a keyed hash of what it says.

    A gateway that begins to count anew, or one that is played by somebody, brings other words
    under an id that was here: they are another message, and none is lost.
    """
    if not heard.gateway_message_id:
        return ""
    said = proofs.mark_of(f"{heard.number}\0{heard.words}")
    return f"{heard.gateway_message_id[:60]}~{said[:16]}"


def _drop_time_ahead(sent_at: datetime | None, now: datetime) -> datetime | None:
    """When a gateway says that a message was sent, where that can be."""
    return sent_at if sent_at is not None and sent_at <= now + AHEAD else None


def _came_before(gateway: Gateway, channel: str, known: Sequence[str]) -> set[str]:
    """Which of these the gateway has brought already; before the hash of words was kept with it,
    by the id alone."""
    plain = {ident: ident.rpartition("~")[0] for ident in known if ident}
    mine = Message.objects.filter(
        gateway=gateway,
        gateway_message_id__in={*plain, *plain.values()},
        outgoing=False,
        channel=channel,
    )
    found = set(mine.values_list("gateway_message_id", flat=True))
    return {ident for ident, old in plain.items() if ident in found or old in found}


def _row(gateway: Gateway, channel: str, message: Inbound, intake_result: IntakeResult) -> Message:
    return Message(
        id=message.message_id,
        mission_id=gateway.mission_id,
        outgoing=False,
        channel=channel,
        template=message.channel,
        gateway=gateway,
        gateway_message_id=message.gateway_message_id,
        made_at=message.received_at,
        sent_at=message.sent_at,
        receipt_at=message.received_at,
        state=Message.State.DELIVERED,
        address_hash=intake_result.address_hash,
        about_kind=intake_result.about_kind,
        about_id=intake_result.about_id,
    )


def in_trouble(gateway: Gateway) -> None:
    """Say on the gateway's page that a message came which could not be kept."""
    Gateway.objects.filter(pk=gateway.pk).update(troubled_at=real_now())


def _clean(said: str) -> str:
    """Without the one sign PostgreSQL keeps nowhere: a message must not fail for ever by it."""
    return said.replace("\0", "")
