"""What comes in: a message is kept whole, or the gateway is told to send it again.

The room `warning` says what becomes of it (`TAKERS`); within the same transaction the ledger gets
its row, without number and without words.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, Q

from tutela.base.say import say
from tutela_web.base.clock import real_now
from tutela_web.base.errors import NotNow
from tutela_web.base.ids import new_id
from tutela_web.channels.gateways import Heard, Receipt
from tutela_web.channels.models import Gateway, Message


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
class Kept:
    """What became of it: the keyed hash of the number, and the record it is about."""

    address_hash: str
    about_kind: str = ""
    about_id: UUID | None = None


HEARD_EACH = timedelta(seconds=10)
"""How exactly a gateway's page says when it was heard: a flood need not write it every time."""

TAKERS: list[Callable[[Inbound], Callable[[], Kept]]] = []
"""Who takes messages: one, registered by the room that knows contacts and alerts.

It reads what it needs before the transaction begins, while others write, and gives what keeps it.
"""


_one_at_a_time = threading.Lock()
"""Within a process messages are taken one after the other. Each is work for the processor, so side
by side none is done sooner, and the one whose turn it is to write waits for all that only read."""
WAIT_SECONDS = 20


def take(gateway: Gateway, heard: Heard) -> bool:
    """Keep one message; gives whether it is new. One that came before is answered as taken.

    Raises  NotNow where nobody takes messages, or too many wait: the gateway keeps it and sends it
            again.
    """
    if not TAKERS:
        raise NotNow(say("nobody takes messages here"), next=say("send it again later"))
    if not _one_at_a_time.acquire(timeout=WAIT_SECONDS):
        raise NotNow(say("too many messages wait"), next=say("send it again later"))
    try:
        return _take(gateway, heard)
    finally:
        _one_at_a_time.release()


def _take(gateway: Gateway, heard: Heard) -> bool:
    now = real_now()
    known = heard.gateway_message_id[:80]
    channel = "call" if heard.channel == "missed_call" else "sms"  # each numbered by itself
    mine = Message.objects.filter(
        gateway=gateway, gateway_message_id=known, outgoing=False, channel=channel
    )
    if known and mine.exists():
        return False
    inbound = Inbound(
        new_id(), gateway.pk, gateway.mission_id, known, _clean(heard.number), _clean(heard.words),
        heard.sent_at, now, heard.complete, heard.channel,
    )  # fmt: skip
    row = Message(
        id=inbound.message_id, mission_id=gateway.mission_id, outgoing=False,
        channel=channel, template=heard.channel,
        gateway=gateway, gateway_message_id=known, made_at=now, sent_at=heard.sent_at,
        receipt_at=now, state=Message.State.DELIVERED,
    )  # fmt: skip
    keep = TAKERS[0](inbound)
    try:
        with transaction.atomic():
            row.save(force_insert=True)  # first: a double that comes at once waits here, and fails
            kept = keep()
            row.address_hash, row.about_kind = kept.address_hash, kept.about_kind
            row.about_id = kept.about_id
            row.save(update_fields=["address_hash", "about_kind", "about_id"])
            if gateway.heard_at is None or now - gateway.heard_at > HEARD_EACH:
                Gateway.objects.filter(pk=gateway.pk).update(heard_at=now)
    except IntegrityError:
        if known and mine.exists():
            return False
        raise
    return True


def in_trouble(gateway: Gateway) -> None:
    """Say on the gateway's page that a message came which could not be kept."""
    Gateway.objects.filter(pk=gateway.pk).update(troubled_at=real_now())


def _clean(said: str) -> str:
    """Without the one sign PostgreSQL keeps nowhere: a message must not fail for ever by it."""
    return said.replace("\0", "")


FORWARD = {
    Message.State.SENT: [Message.State.WAITING, Message.State.HELD],
    Message.State.DELIVERED: [Message.State.WAITING, Message.State.HELD, Message.State.SENT,
                              Message.State.FAILED],
    Message.State.FAILED: [Message.State.WAITING, Message.State.SENT],
}  # fmt: skip
"""From which states a receipt may move a message: one that comes late never moves it back."""


def settle(gateway: Gateway, receipt: Receipt) -> bool:
    """Keep what became of a message of ours; gives whether it changed anything.

    A receipt of no message we know is counted, and nothing else.
    """
    mine = Message.objects.filter(_named(receipt), gateway=gateway, outgoing=True)
    moved = mine.filter(state__in=FORWARD[Message.State(receipt.state)])
    if moved.update(state=receipt.state, receipt_at=real_now()):
        return True
    if not mine.exists():
        Gateway.objects.filter(pk=gateway.pk).update(unknown_receipts=F("unknown_receipts") + 1)
    return False


def _named(receipt: Receipt) -> Q:
    """Which message a receipt is of; none, where it names none."""
    try:
        if receipt.message:
            return Q(pk=UUID(receipt.message))
    except ValueError:
        return Q(pk__in=[])
    known = receipt.gateway_message_id
    return Q(gateway_message_id=known) if known else Q(pk__in=[])
