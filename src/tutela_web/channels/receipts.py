"""What became of a message of ours, as its gateway says."""

from __future__ import annotations

from uuid import UUID

from django.db.models import F, Q

from tutela_web.base.clock import real_now
from tutela_web.channels.gateways import DeliveryReceipt
from tutela_web.channels.models import Gateway, Message

FORWARD = {
    Message.State.SENT: [Message.State.WAITING, Message.State.HELD],
    Message.State.DELIVERED: [
        Message.State.WAITING,
        Message.State.HELD,
        Message.State.SENT,
        Message.State.FAILED,
    ],
    Message.State.FAILED: [Message.State.WAITING, Message.State.SENT],
}
"""From which states a receipt may move a message: one that comes late never moves it back."""


def settle(gateway: Gateway, receipt: DeliveryReceipt) -> bool:
    """Keep what became of a message of ours; gives whether it changed anything.

    A receipt of no message we know is counted, and nothing else.
    """
    mine = Message.objects.filter(_message_of_receipt(receipt), gateway=gateway, outgoing=True)
    moved = mine.filter(state__in=FORWARD[Message.State(receipt.state)])
    if moved.update(state=receipt.state, receipt_at=real_now()):
        return True
    if not mine.exists():
        Gateway.objects.filter(pk=gateway.pk).update(unknown_receipts=F("unknown_receipts") + 1)
    return False


def _message_of_receipt(receipt: DeliveryReceipt) -> Q:
    """Which message a receipt is of; none, where it names none."""
    try:
        if receipt.message:
            return Q(pk=UUID(receipt.message))
    except ValueError:
        return Q(pk__in=[])
    known = receipt.gateway_message_id
    return Q(gateway_message_id=known) if known else Q(pk__in=[])
