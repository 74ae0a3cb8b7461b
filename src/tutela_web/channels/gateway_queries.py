"""How gateways and the ledger of messages are read, and which servers outside give no answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from tutela_web.base.clock import real_now
from tutela_web.channels import unreachable_servers
from tutela_web.channels.models import Away, Gateway, Message, TakenIn, Webhook
from tutela_web.channels.outbox import CHANNELS

FRESH = timedelta(hours=24)
"""A message held back longer is of no use to its reader: it is not sent any more."""
State = Message.State


def of_mission(mission_id: UUID) -> QuerySet[Gateway]:
    """The gateways of a mission, the oldest first, each with its counts of the last day, and what
    is taken in and not read yet (`unread`)."""
    lately = Q(messages__made_at__gt=real_now() - FRESH)
    ours = lately & Q(messages__outgoing=True)
    gone, stuck = [State.SENT, State.DELIVERED], [State.FAILED, State.HELD]
    counts = {
        "came": Count("messages", filter=lately & Q(messages__outgoing=False)),
        "left": Count("messages", filter=ours & Q(messages__state__in=gone)),
        "waiting": Count("messages", filter=ours & Q(messages__state=State.WAITING)),
        "lost": Count("messages", filter=ours & Q(messages__state__in=stuck)),
    }
    waiting = TakenIn.objects.filter(gateway=OuterRef("pk")).order_by().values("gateway")
    unread = waiting.annotate(n=Count("pk")).values("n")
    rows = Gateway.objects.filter(mission_id=mission_id).annotate(**counts)
    return rows.annotate(unread=Coalesce(Subquery(unread), 0)).order_by("made_at")


@dataclass(frozen=True)
class SilentServer:
    """A server outside that gives no answer: its name (none for the mail server), and how many
    messages of the mission wait for it."""

    row: Away
    name: str
    waiting: int


def silent_servers(mission_id: UUID, *kinds: str) -> list[SilentServer]:
    """The servers that messages of a mission leave by, of these kinds, that give no answer now."""
    rows = list(unreachable_servers.of_mission(mission_id, *kinds))
    of = [row.subject_id for row in rows]
    names = dict(Gateway.objects.filter(pk__in=of).values_list("pk", "name")) if rows else {}
    names |= dict(Webhook.objects.filter(pk__in=of).values_list("pk", "url")) if rows else {}
    waiting = Message.objects.filter(mission_id=mission_id, outgoing=True, state=State.WAITING)
    by_kind: dict[str, Q] = {"mail": Q(channel="mail"), "gateway": Q(channel="sms")}
    return [
        SilentServer(
            row,
            names.get(row.subject_id, ""),
            waiting.filter(by_kind.get(row.kind, Q(webhook=row.subject_id))).count(),
        )
        for row in rows
    ]


UNLISTED = frozenset(
    {
        "escort",
        "publicmessage",
        "receipt",
        "refusal",
        "release",
        "reprisal",
        "sitedefect",
        "violation",
    }
)
"""What messages are about that would tell of a record in a compartment."""


def ledger(mission_id: UUID, *, state: str = "") -> QuerySet[Message]:
    """Mails, texts and calls of a mission, the newest first; none about a compartment."""
    messages = Message.objects.filter(mission_id=mission_id, channel__in=[*CHANNELS, "call"])
    messages = messages.exclude(about_kind__in=UNLISTED)
    messages = messages.filter(state=state) if state else messages
    return messages.select_related("gateway").order_by("-made_at", "-pk")


def in_states(mission_id: UUID) -> dict[str, int]:
    """How many messages of the last day stand in each state."""
    rows = ledger(mission_id).filter(made_at__gt=real_now() - FRESH).order_by()
    return dict(rows.values_list("state").annotate(n=Count("pk")))
