"""What comes in: a message is kept whole, or the gateway is told to send it again.

It is read at once where nobody reads another; else it is kept sealed first (`TakenIn`) and read
after, so that no text waits for another's reading, nor for a mail server that hangs.

The room `warning` says what becomes of it (`TAKERS`); within the same transaction the ledger gets
its row, without number and without words.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from uuid import UUID

from django.db import IntegrityError, OperationalError, connections, transaction
from django.db.models import Q

from tutela.base.messages import say
from tutela_web.base.clock import real_now
from tutela_web.base.errors import NotNow
from tutela_web.base.ids import new_id
from tutela_web.base.jobs import MomentRows, moments_of
from tutela_web.base.upkeep.retry_on_conflict import do_again
from tutela_web.base.writes import Writes, writes_together
from tutela_web.channels import proofs
from tutela_web.channels.gateways import ReceivedMessage
from tutela_web.channels.models import Gateway, Message, TakenIn
from tutela_web.channels.outbox import number_to_dial

log = logging.getLogger(__name__)


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
LEASE = timedelta(seconds=60)
"""So long who reads texts has them alone; then they died over it, and another reads them."""
RETRY = timedelta(seconds=10)
"""After so long a text that could not be read is read again, later each time."""
LATEST_RETRY = timedelta(minutes=5)
LEFT_BEHIND = timedelta(seconds=15)
"""What waits longer is read by the rounds too: who took it in may have died."""
READ_A_ROUND_SECONDS = 2.0
"""No longer: clocks go the same rounds."""
MOST_FAILURES = 10
LOOKED_THROUGH = 1000
"""So many of those that wait are looked at to find whose turn it is."""


class CannotReadText(Exception):
    """A text that waits was sealed by a key that is gone, or another process reads it. Nobody is
    told this but the log: the text stays, and its gateway's page counts it."""


@dataclass(eq=False)
class _Waiting:
    """A message on its way in; `row`, where it waited; new, whether it came for the first time."""

    gateway: Gateway
    heard: ReceivedMessage
    row: TakenIn | None = None
    new: bool | None = None
    fault: Exception | None = None


_turn = threading.Lock()
"""Within a process texts are read by one at a time: each is work for the processor, so side by side
none is done sooner, and together they ask the database once."""
_reader: threading.Thread | None = None


def take(gateway: Gateway, heard: ReceivedMessage) -> bool:
    """Keep one message; gives whether it is new. One that came before is answered as taken.

    It is read at once where nobody reads; else it is taken in first and read after, so that the
    gateway waits for nobody and a night of texts loses none.

    Raises  NotNow where nobody takes messages: the gateway keeps it and sends it again.
    """
    if not TAKERS:
        raise NotNow(say("nobody takes messages here"), next=say("send it again later"))
    if TakenIn.objects.exists() or not _turn.acquire(blocking=False):
        new = take_in(gateway, heard)
        _read_beside()
        return new
    mine = _Waiting(gateway, heard)
    try:
        _take_together([mine])
    finally:
        _turn.release()
    if mine.fault is not None:
        raise mine.fault
    return bool(mine.new)


def take_in(gateway: Gateway, heard: ReceivedMessage) -> bool:
    """Keep one message sealed, to be read after; gives whether it is new."""
    channel, ident, now = _channel_of(heard), _ident(heard), real_now()
    if ident and _came_before(gateway, channel, [ident]):
        return False
    parts = {
        "number": heard.number,
        "words": heard.words,
        "id": heard.gateway_message_id,
        "sent_at": heard.sent_at.isoformat() if heard.sent_at else "",
        "complete": heard.complete,
        "channel": heard.channel,
    }
    row = TakenIn(
        id=new_id(),
        gateway=gateway,
        channel=channel,
        gateway_message_id=ident,
        number_mark=proofs.mark_of(number_to_dial(heard.number).lstrip("+0")),
        sealed=proofs.seal(json.dumps(parts)),
        received_at=now,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            _hear(gateway, now)
    except IntegrityError:  # at once, by another process
        if ident and TakenIn.objects.filter(gateway=gateway, gateway_message_id=ident).exists():
            return False
        raise
    return True


def _drop(rows: Sequence[TakenIn]) -> None:
    """Let go what is read. Raises CannotReadText where another has claimed and read it since."""
    ours = [Q(pk=row.pk, claim=row.claim) for row in rows]
    if ours and TakenIn.objects.filter(reduce(or_, ours)).delete()[0] < len(rows):
        raise CannotReadText


def read_what_waits(
    *, received_before: datetime | None = None, seconds: float | None = None
) -> int:
    """Read what was taken in, oldest first, a number's next text after the first of all others: one
    sender who floods is heard in turn.

    Takes   received_before, to leave younger ones to whoever took them in; seconds, after which no
            more are begun.
    Gives   how many were read.
    """
    count, begun = 0, time.monotonic()
    while seconds is None or time.monotonic() - begun < seconds:
        claimed = _claim_next(received_before)
        if not claimed:
            break
        with _turn:
            count += _read_claimed(claimed)
    return count


def _read_beside() -> None:
    """Have what waits read by a thread of this process, if none does; a round reads what a process
    that died left behind."""
    global _reader
    if _reader is None or not _reader.is_alive():
        _reader = threading.Thread(target=_read_and_close, name="texts", daemon=True)
        _reader.start()


def _read_and_close() -> None:
    try:
        read_what_waits()
    except OperationalError:
        log.warning("texts that were taken in are read later: the database is busy")
    finally:
        connections.close_all()


def waiting_since() -> MomentRows:
    """Since when texts wait: as long as any do, it is looked each time whether they were left."""
    return moments_of(TakenIn.objects.all(), "received_at")


def _claim_next(received_before: datetime | None) -> list[TakenIn]:
    """The next that are read together, for us alone: texts of one gateway, each number's first.

    A number that is heard twice goes on about what it told of first, so that must be kept before;
    one that cannot be read holds the later ones of its number up no longer than it fails once.
    """
    now = real_now()
    waiting = TakenIn.objects.filter(received_at__lte=received_before or now)
    rows = waiting.order_by("received_at", "pk").values_list(
        "pk", "gateway", "channel", "number_mark", "claimed_until", "failures"
    )[:LOOKED_THROUGH]
    numbers: set[str] = set()
    chosen: list[UUID] = []
    kind: tuple[UUID, str] | None = None
    for pk, gateway, channel, mark, until, failures in rows:
        if mark in numbers:
            continue
        if not failures:
            numbers.add(mark)
        if (until is not None and until > now) or kind not in (None, (gateway, channel)):
            continue
        kind = (gateway, channel)
        chosen.append(pk)
        if channel == "call" or failures or len(chosen) == MOST_TOGETHER:
            break
    if not chosen:
        return []
    claim = new_id()
    mine = TakenIn.objects.filter(pk__in=chosen)
    mine = mine.filter(Q(claimed_until=None) | Q(claimed_until__lte=now))
    mine.update(claim=claim, claimed_until=now + LEASE)
    claimed = TakenIn.objects.filter(claim=claim).select_related("gateway")
    return list(claimed.order_by("received_at", "pk"))


def _read_claimed(rows: Sequence[TakenIn]) -> int:
    """Read texts that are claimed; those that cannot be read wait, and their gateway's page says
    so. Gives how many were read."""
    waiting = []
    for row in rows:
        try:
            waiting.append(_Waiting(row.gateway, _open_message(row), row))
        except CannotReadText as fault:
            _read_later(row, fault)
    _take_together(waiting)
    failed = [message for message in waiting if message.fault is not None]
    for message in failed:
        if message.row is not None and message.fault is not None:
            _read_later(message.row, message.fault)
    return len(waiting) - len(failed)


def _read_later(row: TakenIn, fault: Exception) -> None:
    """Leave a text to be read again: soon where the database was busy, else later each time."""
    busy = isinstance(fault, OperationalError)
    again = RETRY if busy else min(RETRY * 2**row.failures, LATEST_RETRY)
    is_still_ours = TakenIn.objects.filter(pk=row.pk, claim=row.claim).update(
        claim=None,
        claimed_until=real_now() + again,
        failures=row.failures if busy else min(row.failures + 1, MOST_FAILURES),
    )
    if is_still_ours:
        log.error("a text is taken in and cannot be read yet: %s", type(fault).__name__)


def _open_message(row: TakenIn) -> ReceivedMessage:
    """A message again as its gateway told it. Raises CannotReadText where another key sealed it."""
    opened = proofs.open_password(row.sealed)
    if opened is None:
        raise CannotReadText
    parts = json.loads(opened)
    sent_at = parts["sent_at"]
    return ReceivedMessage(
        parts["number"],
        parts["words"],
        parts["id"],
        datetime.fromisoformat(sent_at) if sent_at else None,
        parts["complete"],
        parts["channel"],
    )


def _take_together(waiting: Sequence[_Waiting]) -> None:
    """Keep messages in one transaction; where one spoils it, each by itself. What goes wrong is
    raised to whose message it is."""
    try:
        kept = do_again(lambda: _take(waiting))
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


def _take(waiting: Sequence[_Waiting]) -> list[bool]:
    """Keep messages of one gateway and channel; gives of each whether it is new."""
    gateway, now = waiting[0].gateway, real_now()
    channel = _channel_of(waiting[0].heard)
    known = [_ident(one.heard) for one in waiting]
    before = _in_ledger(gateway, channel, known)
    again = [
        bool(ident) and (ident in before or ident in known[:at]) for at, ident in enumerate(known)
    ]
    inbounds = [
        Inbound(
            new_id(),
            gateway.pk,
            gateway.mission_id,
            ident,
            _clean(one.heard.number),
            _clean(one.heard.words),
            _drop_time_ahead(one.heard.sent_at, now),
            one.row.received_at if one.row else now,
            one.heard.complete,
            one.heard.channel,
        )
        for one, ident, double in zip(waiting, known, again, strict=True)
        if not double
    ]
    rows_read = [one.row for one in waiting if one.row]
    if not inbounds:
        _drop(rows_read)
        return [False] * len(waiting)
    keep = TAKERS[0](inbounds)
    try:
        with writes_together() as writes:
            _drop(rows_read)  # with what it becomes: a death leaves the one or the other
            rows = zip(inbounds, keep(writes), strict=True)
            writes.insert(*(_row(gateway, channel, one, kept) for one, kept in rows))
            _hear(gateway, now)
    except IntegrityError:
        if len(waiting) == 1 and _in_ledger(gateway, channel, known):  # at once, by another process
            return [False]
        raise
    return [not double for double in again]


def _channel_of(heard: ReceivedMessage) -> str:
    """Texts and calls are each numbered by themselves."""
    return "call" if heard.channel == "missed_call" else "sms"


def _hear(gateway: Gateway, now: datetime) -> None:
    """Keep when a gateway was heard last."""
    if gateway.heard_at is None or now - gateway.heard_at > HEARD_EACH:
        Gateway.objects.filter(pk=gateway.pk).update(heard_at=now)


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
    """Which of these the gateway has brought already, those that wait to be read with them."""
    wait = TakenIn.objects.filter(gateway=gateway, channel=channel, gateway_message_id__in=known)
    waiting = wait.values_list("gateway_message_id", flat=True)
    return _in_ledger(gateway, channel, known) | set(waiting)


def _in_ledger(gateway: Gateway, channel: str, known: Sequence[str]) -> set[str]:
    """Which of these stand in the ledger; before the hash of words was kept with it,
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
