"""Webhooks: a partner system is told that a record changed, by kind and id alone.

Signed as `Tutela-Signature: t=<unix seconds>,v1=<hex>`, HMAC-SHA256 of "<t>.<body>" by the
webhook's secret; retried for half a day; capped, so that no loop can send hundreds. What changed is
fetched through the API, and so through the policy. Where it may be sent: addresses.py.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.base.clock import real_now
from tutela_web.base.errors import NotNow
from tutela_web.base.jobs import MomentRows, moments_of
from tutela_web.base.writes import AT_ONCE, AtOnce
from tutela_web.channels import addresses, contained, exchange, unreachable_servers
from tutela_web.channels.models import Away, Message, Webhook

RETRIES = (60, 300, 1800, 7200, 43_200)
"""Seconds until each next try; after the last the message has failed."""
CAP_AN_HOUR = 600
TIMEOUT_SECONDS = 10
"""For the whole exchange with a receiver."""
ROUND_SECONDS = 5.0
"""After so long a round ends: whoever watches the process hears of it in time."""
LEASE = timedelta(minutes=2)
"""How long a message that is being sent is nobody else's."""
KINDS = {
    "incident": _("incidents"),
    "place": _("places"),
    "actor": _("actors"),
    "base": _("bases"),
    "unit": _("units"),
    "risk": _("risks"),
    "batch": _("imports"),
    "alert": _("alerts"),
    "decision": _("decisions"),
    "tasking": _("taskings"),
    "outcome": _("outcomes"),
}
"""The kinds of record a webhook may be told of, in words."""


def make(mission_id: UUID, url: str, kinds: Sequence[str], *, by_id: UUID) -> tuple[Webhook, str]:
    """A webhook and its secret, told this once.

    Raises  BadParameter for a kind nobody knows, for none, or for an address that may not be
            followed (see addresses.require_possible).
    """
    if unknown := set(kinds) - set(KINDS):
        raise BadParameter(say("no kind is called {kind}", kind=sorted(unknown)[0]))
    if not kinds:
        raise BadParameter(say("it is told of nothing"), next=say("choose a kind of record"))
    addresses.require_possible(url)
    secret = secrets.token_bytes(32)
    webhook = Webhook.objects.create(
        mission_id=mission_id,
        url=url,
        secret=secret,
        kinds=list(kinds),
        made_by_id=by_id,
        made_at=real_now(),
    )
    return webhook, secret.hex()


def tell(mission_id: UUID, kind: str, *records: UUID, writes: AtOnce = AT_ONCE) -> None:
    """Put a message in the ledger for each webhook that listens to the kind.

    One record is told by its id; several that came at once by one message without: a list of
    thousands would fill the cap, and be held back for the most part.
    """
    if records and kind in KINDS:
        writes.do(_tell, (mission_id, kind, records[0] if len(records) == 1 else None))


def _tell(told: list[tuple[UUID, str, UUID | None]]) -> None:
    hooks = Webhook.objects.filter(mission_id__in={of for of, _kind, _id in told}, active=True)
    known, now = list(hooks.values_list("pk", "mission_id", "kinds")), real_now()
    Message.objects.bulk_create(
        Message(
            mission_id=mission_id,
            channel="webhook",
            template="changed",
            about_kind=kind,
            about_id=record,
            webhook_id=hook,
            made_at=now,
            next_try_at=now,
        )
        for mission_id, kind, record in told
        for hook, of, kinds in known
        if of == mission_id and kind in kinds
    )


def body(message: Message) -> bytes:
    """What is sent: ids and a kind, nothing anyone wrote."""
    record = str(message.about_id) if message.about_id else None
    told = {
        "id": str(message.pk),
        "kind": message.about_kind,
        "record": record,
        "at": message.made_at.isoformat(),
    }
    return json.dumps(told, separators=(",", ":")).encode()


def signature(secret: bytes, at: int, content: bytes) -> str:
    """The header a receiver checks.

    >>> signature(b"key", 1, b"{}")[:10]
    't=1,v1=1ba'
    """
    mac = hmac.new(secret, f"{at}.".encode() + content, hashlib.sha256).hexdigest()
    return f"t={at},v1={mac}"


def deliver_due(limit: int = 100) -> int:
    """Send what is due, oldest first; gives how many were taken by their receivers.

    A receiver that gives no answer is away: nothing is tried there for a while, and then only after
    what goes to the others.
    """
    ends, taken = time.monotonic() + ROUND_SECONDS, 0
    alone = unreachable_servers.left_alone(Away.Kind.WEBHOOK)
    failed = {hook for _kind, hook in alone}
    silent = {hook for (_kind, hook), left in alone.items() if left}
    due = Message.objects.filter(
        channel="webhook", outgoing=True, state=Message.State.WAITING, next_try_at__lte=real_now()
    ).order_by("next_try_at")
    contained.keep(due)
    well, again = due.exclude(webhook__in=failed), due.filter(webhook__in=failed - silent)
    for message in [*well[:limit], *again[:limit]]:
        if time.monotonic() > ends:
            break
        if message.webhook_id in silent or message.webhook_id is None:
            continue
        fault = _deliver(message.pk)
        taken += fault == ""
        if fault in unreachable_servers.NO_ANSWER:
            silent.add(message.webhook_id)
            unreachable_servers.note_failure(
                Away.Kind.WEBHOOK, message.webhook_id, str(fault), mission_id=message.mission_id
            )
        elif fault is not None and message.webhook_id in failed:
            unreachable_servers.note_answer(Away.Kind.WEBHOOK, message.webhook_id)
    return taken


def next_tries() -> MomentRows:
    """When the next message to another system is due."""
    waiting = Message.objects.filter(channel="webhook", outgoing=True, state=Message.State.WAITING)
    return moments_of(waiting, "next_try_at")


def _deliver(pk: UUID) -> str | None:
    """One message; gives why it was not taken: empty if it was, None if it was not sent at all.

    It is leased while it is sent, so that two workers do not send it twice, and no lock is held
    while a slow receiver thinks; a worker that dies leaves it to be sent again.
    """
    now = real_now()
    waiting = Message.objects.filter(pk=pk, state=Message.State.WAITING)
    leased = waiting.filter(next_try_at__lte=now).update(
        next_try_at=now + LEASE, attempts=F("attempts") + 1
    )
    message = Message.objects.select_related("webhook").filter(pk=pk).first()
    if not leased or message is None or message.webhook is None:
        return None
    sent = Message.objects.filter(webhook=message.webhook, sent_at__gt=now - timedelta(hours=1))
    if sent.count() >= CAP_AN_HOUR or not message.webhook.active:
        waiting.update(state=Message.State.HELD, attempts=F("attempts") - 1)
        return None
    if contained.is_contained(message.mission_id):
        waiting.update(
            state=Message.State.KEPT, fault=Message.Fault.EXERCISE, attempts=F("attempts") - 1
        )
        return None
    status, fault = _answer(message, message.webhook)
    taken = status is not None and 200 <= status < 300
    if taken:
        after = {"state": Message.State.DELIVERED, "sent_at": now, "receipt_at": now}
    elif message.attempts > len(RETRIES):
        after = {"state": Message.State.FAILED}
    else:
        after = {"next_try_at": now + timedelta(seconds=RETRIES[message.attempts - 1])}
    waiting.update(status=status, fault=fault, tried_at=now, **after)
    return "" if taken else fault or Message.Fault.REFUSED


def _answer(message: Message, hook: Webhook) -> tuple[int | None, str]:
    """The status of the answer, or why there was none."""
    content = body(message)
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Tutela",
        "Tutela-Signature": signature(bytes(hook.secret), int(real_now().timestamp()), content),
    }
    try:
        answer = exchange.ask(
            hook.url, content=content, headers=headers, seconds=TIMEOUT_SECONDS, most=0
        )
    except BadParameter:
        return None, Message.Fault.ADDRESS
    except exchange.Unanswered as error:
        return None, error.fault
    return answer.status, ""


# --- keeping them -------------------------------------------------------------------------------


def of_mission(mission_id: UUID) -> QuerySet[Webhook]:
    """The webhooks of a mission, each with what became of its messages."""
    states = {
        state: Count("messages", filter=Q(messages__state=state)) for state in Message.State.values
    }
    return Webhook.objects.filter(mission_id=mission_id).annotate(**states).order_by("-made_at")


def deliveries(hook: Webhook) -> QuerySet[Message]:
    """What was sent to a webhook, or will be, the newest first."""
    return Message.objects.filter(webhook=hook).order_by("-made_at", "-pk")


def try_again(message: Message) -> None:
    """Send a message once more, now.

    Raises  NotNow if it was delivered.
    """
    again = Message.objects.filter(pk=message.pk).exclude(state=Message.State.DELIVERED)
    if not again.update(state=Message.State.WAITING, next_try_at=real_now()):
        raise NotNow(say("this was delivered"), next=say("nothing needs doing"))
    if message.webhook_id is not None:
        unreachable_servers.note_answer(Away.Kind.WEBHOOK, message.webhook_id)
