"""Webhooks: a partner system is told that a record changed, by kind and id alone.

Signed as `Tutela-Signature: t=<unix seconds>,v1=<hex>`, HMAC-SHA256 of "<t>.<body>" by the
webhook's secret; retried for half a day; capped, so that no loop can send hundreds. What changed is
fetched through the API, and so through the policy.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from datetime import timedelta
from urllib.parse import urlsplit
from uuid import UUID

import requests
from django.db import transaction

from tutela.base.errors import BadParameter
from tutela.base.say import say
from tutela_web.base.clock import real_now
from tutela_web.channels.models import Message, Webhook

RETRIES = (60, 300, 1800, 7200, 43_200)
"""Seconds until each next try; after the last the message has failed."""
CAP_AN_HOUR = 600
TIMEOUT_SECONDS = 10
KINDS = ("incident", "place", "actor", "base", "unit", "risk", "batch")


def make(mission_id: UUID, url: str, kinds: list[str], *, by_id: UUID) -> tuple[Webhook, str]:
    """A webhook and its secret, told this once.

    Raises  BadParameter for a kind nobody knows, or an address that is neither https nor this
            machine.
    """
    parts = urlsplit(url)
    local = parts.hostname in {"localhost", "127.0.0.1", "::1"}
    if not (parts.scheme == "https" or (parts.scheme == "http" and local)) or not parts.hostname:
        raise BadParameter(say("this address is not safe"), next=say("give one of https"))
    if unknown := set(kinds) - set(KINDS):
        raise BadParameter(say("no kind is called {kind}", kind=sorted(unknown)[0]))
    secret = secrets.token_bytes(32)
    made = Webhook.objects.create(mission_id=mission_id, url=url, secret=secret, kinds=kinds,
                                  made_by_id=by_id, made_at=real_now())  # fmt: skip
    return made, secret.hex()


def tell(mission_id: UUID, kind: str, record_id: UUID) -> None:
    """Put a message in the ledger for each webhook that listens to the kind."""
    for hook in Webhook.objects.filter(mission_id=mission_id, active=True):
        if kind in hook.kinds:
            Message.objects.create(
                mission_id=mission_id, channel="webhook", template="changed", about_kind=kind,
                about_id=record_id, webhook=hook, made_at=real_now(), next_try_at=real_now(),
            )  # fmt: skip


def body(message: Message) -> bytes:
    """What is sent: ids and a kind, nothing anyone wrote."""
    told = {"id": str(message.pk), "kind": message.about_kind, "record": str(message.about_id),
            "at": message.made_at.isoformat()}  # fmt: skip
    return json.dumps(told, separators=(",", ":")).encode()


def signature(secret: bytes, at: int, content: bytes) -> str:
    """The header a receiver checks.

    >>> signature(b"key", 1, b"{}")[:10]
    't=1,v1=1ba'
    """
    mac = hmac.new(secret, f"{at}.".encode() + content, hashlib.sha256).hexdigest()
    return f"t={at},v1={mac}"


def deliver_due(limit: int = 100) -> int:
    """Send what is due, oldest first; gives how many were taken by their receivers."""
    due = Message.objects.filter(
        channel="webhook", outgoing=True, state=Message.State.WAITING, next_try_at__lte=real_now()
    )
    taken = 0
    for pk in list(due.order_by("next_try_at").values_list("pk", flat=True)[:limit]):
        taken += _deliver(pk)
    return taken


def _deliver(pk: UUID) -> bool:
    """One message: the row is held while it is sent, so that two workers never send it twice."""
    with transaction.atomic():
        message = (
            Message.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("webhook")
            .filter(pk=pk, state=Message.State.WAITING)
            .first()
        )
        if message is None or message.webhook is None:
            return False
        now = real_now()
        sent = Message.objects.filter(webhook=message.webhook, sent_at__gt=now - timedelta(hours=1))
        if sent.count() >= CAP_AN_HOUR or not message.webhook.active:
            message.state = Message.State.HELD
            message.save(update_fields=["state"])
            return False
        message.attempts += 1
        if _sent(message):
            message.state, message.sent_at, message.receipt_at = Message.State.DELIVERED, now, now
        elif message.attempts > len(RETRIES):
            message.state = Message.State.FAILED
        else:
            message.next_try_at = now + timedelta(seconds=RETRIES[message.attempts - 1])
        message.save()
        return message.state == Message.State.DELIVERED


def _sent(message: Message) -> bool:
    """Whether the receiver took it: any answer of 2xx. It may not send us elsewhere."""
    hook = message.webhook
    assert hook is not None
    content = body(message)
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Tutela",
        "Tutela-Signature": signature(bytes(hook.secret), int(real_now().timestamp()), content),
    }
    try:
        answer = requests.post(hook.url, data=content, headers=headers, timeout=TIMEOUT_SECONDS,
                               allow_redirects=False)  # fmt: skip
    except requests.RequestException:
        return False
    return 200 <= answer.status_code < 300
