"""Messages on their way out: a row in the ledger, sent by the worker, never an address in clear.

A notification says only "Open Tutela". Caps hold whatever asks: so many an hour to one address, so
many an hour in a mission, and the same message about the same record not twice within minutes,
unless the first did not leave or the record has become more urgent since.
"""

from __future__ import annotations

import re
import ssl
import time
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from smtplib import SMTPException, SMTPServerDisconnected
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import F, Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from tutela.base.errors import BadParameter, TutelaError
from tutela.base.plugins import PluginRefused
from tutela_web.base.clock import real_now
from tutela_web.base.jobs import MomentRows, moments_of
from tutela_web.base.writes import AT_ONCE, AtOnce
from tutela_web.channels import contained, exchange, proofs, push, unreachable_servers
from tutela_web.channels.gateways import KINDS, in_path
from tutela_web.channels.models import Away, Gateway, Message
from tutela_web.channels.webhooks import LEASE, RETRIES

CHANNELS = ("mail", "sms", push.CHANNEL)
CAP_AN_ADDRESS = 30
CAP_A_MISSION = 600
AN_HOUR = timedelta(hours=1)
SAME = timedelta(minutes=2)
"""The same message to the same address about the same record waits so long: a loop ends here."""

STANDS = (Message.State.WAITING, Message.State.SENT, Message.State.DELIVERED)
"""A message that left, or will, stands for the same a moment later; one that failed does not."""

TIMEOUT_SECONDS = 10
"""For the whole exchange with a gateway; for the mail server's: EMAIL_TIMEOUT."""
ROUND_SECONDS = 5.0
"""After so long a round ends, and the next sends what is left: what failed meanwhile goes last."""


@dataclass(frozen=True)
class Address:
    """Where somebody is reached, in which language; `exercise` marks what is no live message: the
    guard of what leaves keeps it, and where that failed its words would still say so."""

    to: str
    language: str = "en"
    exercise: bool = False


ADDRESSES: dict[str, Callable[[UUID, UUID], Address | None]] = {}
"""How the address of a kind of addressee is found at the moment of sending: by id and mission."""


To = tuple[str, str, UUID]
"""Channel, kind of addressee, and its id."""


def send(
    mission_id: UUID,
    channel: str,
    to_kind: str,
    to_id: UUID,
    template: str = "open_tutela",
    *,
    about_kind: str = "",
    about_id: UUID | None = None,
    not_before: datetime | None = None,
    urgency: int = 0,
) -> Message | None:
    """As send_all, to one; gives the row, None where the same was sent a moment ago."""
    made = send_all(
        mission_id,
        [(channel, to_kind, to_id)],
        template,
        about_kind=about_kind,
        about_id=about_id,
        not_before=not_before,
        urgency=urgency,
    )
    return made[0] if made else None


def send_all(
    mission_id: UUID,
    to: Iterable[To],
    template: str = "open_tutela",
    *,
    about_kind: str = "",
    about_id: UUID | None = None,
    not_before: datetime | None = None,
    urgency: int = 0,
    before: Iterable[To] | None = None,
    writes: AtOnce = AT_ONCE,
) -> list[Message]:
    """Put messages in the ledger; they leave once the surrounding transaction is kept.

    Takes   to, addressees of kinds in ADDRESSES; not_before, real time; urgency, of the record now:
            it stays here, and no message tells it; before, to whom the same was sent a moment ago,
            where the caller knows.
    Gives   the rows; none for whom the same message was sent a moment ago, or waits, that is no
            less urgent. Two queries.
    """
    now, wanted = real_now(), list(dict.fromkeys(to))
    sent: set[tuple[str, str, UUID | None]] = set(before or ())
    if before is None and about_id:
        sent = set(
            Message.objects.filter(
                to_id__in=[to_id for _channel, _kind, to_id in wanted],
                about_id=about_id,
                template=template,
                made_at__gt=now - SAME,
                state__in=STANDS,
                urgency__gte=urgency,
            ).values_list("channel", "to_kind", "to_id")
        )
    made = [
        Message(
            mission_id=mission_id,
            channel=channel,
            template=template,
            about_kind=about_kind,
            about_id=about_id,
            to_kind=to_kind,
            to_id=to_id,
            made_at=now,
            next_try_at=max(now, not_before or now),
            urgency=urgency,
        )
        for channel, to_kind, to_id in wanted
        if (channel, to_kind, to_id) not in sent
    ]
    writes.insert(*made)
    return made


Way = tuple[str, UUID]
"""What a message leaves by: the mail server, or a gateway; as rows of Away name it."""

BY_MAIL: Way = (Away.Kind.MAIL, unreachable_servers.MAIL)


def deliver_due(limit: int = 100) -> int:
    """Send what is due, oldest first; gives how many were taken by their servers.

    A server that gives no answer, or uses up its time, is away: nothing is tried there for a while,
    and then only after what leaves by the others.
    """
    push.put_beside_mails()
    contained.keep(_due())
    ends, taken = time.monotonic() + ROUND_SECONDS, 0
    failed = unreachable_servers.left_alone(Away.Kind.MAIL, Away.Kind.GATEWAY, Away.Kind.PUSH)
    silent = {way for way, alone in failed.items() if alone}
    rows = _with_a_way(_due().exclude(_leaving_by(failed)), limit)
    rows += _with_a_way(_due().filter(_leaving_by(set(failed) - silent)), limit)
    for pk, way, mission_id, address in rows:
        if time.monotonic() > ends:
            break
        if way in silent:
            continue
        begun = time.monotonic()
        fault = _deliver(pk, address)
        taken += fault == ""
        if time.monotonic() - begun >= TIMEOUT_SECONDS:  # it may have taken it, and dawdled then
            fault = fault or Message.Fault.TIMEOUT
        if fault in unreachable_servers.NO_ANSWER:
            silent.add(way)
            of = None if way == BY_MAIL else mission_id
            unreachable_servers.note_failure(*way, str(fault), mission_id=of)
        elif fault in ("", Message.Fault.REFUSED) and way in failed:
            unreachable_servers.note_answer(*way)
    return taken


def next_tries() -> MomentRows:
    """When the next mail or text is due."""
    waiting = Message.objects.filter(
        channel__in=CHANNELS, outgoing=True, state=Message.State.WAITING
    )
    return moments_of(waiting, "next_try_at")


def _due() -> QuerySet[Message]:
    return Message.objects.filter(
        channel__in=CHANNELS,
        outgoing=True,
        state=Message.State.WAITING,
        next_try_at__lte=real_now(),
    )


def _leaving_by(ways: Collection[Way]) -> Q:
    """The messages that leave by any of these."""
    gateways = {subject for kind, subject in ways if kind == Away.Kind.GATEWAY}
    named = Gateway.objects.filter(pk__in=gateways).values_list("mission_id", flat=True)
    missions = [of for of in set(named) if _way("sms", of) in ways]
    mails = ["mail"] if BY_MAIL in ways else []
    pushed = {mission for kind, mission in ways if kind == Away.Kind.PUSH}
    return (
        Q(channel__in=mails)
        | Q(channel="sms", mission_id__in=missions)
        | Q(channel=push.CHANNEL, mission_id__in=pushed)
    )


def _way(channel: str, mission_id: UUID | None) -> Way | None:
    """What messages of a mission leave by, where that is set up at all."""
    if channel == "mail":
        return BY_MAIL if settings.EMAIL_HOST else None
    if channel == push.CHANNEL:
        return (Away.Kind.PUSH, mission_id) if mission_id else None
    gateway = _gateway(mission_id)
    return (Away.Kind.GATEWAY, gateway.pk) if gateway is not None else None


def _with_a_way(due: QuerySet[Message], limit: int) -> list[tuple[UUID, Way, UUID | None, Address]]:
    """What is due and can leave, by what and where to, each address looked up once; what cannot is
    marked all at once: in a night of many alerts most of it is for the same few people."""
    rows = due.order_by("next_try_at").values_list(
        "pk", "channel", "mission_id", "to_kind", "to_id"
    )[:limit]
    known: dict[tuple[str, UUID | None, UUID | None], Address | str] = {}
    ways: dict[tuple[str, UUID | None], Way | None] = {}
    able: list[tuple[UUID, Way, UUID | None, Address]] = []
    stuck: defaultdict[str, list[UUID]] = defaultdict(list)
    for pk, channel, mission_id, to_kind, to_id in list(rows):
        recipient = (to_kind, to_id, mission_id)
        if recipient not in known:
            known[recipient] = _address(*recipient)
        if (channel, mission_id) not in ways:
            ways[channel, mission_id] = _way(channel, mission_id)
        address, way = known[recipient], ways[channel, mission_id]
        if isinstance(address, str):
            stuck[address].append(pk)
        elif not _address_to_dial(channel, address):
            stuck[Message.Fault.NOBODY].append(pk)
        elif way is None:
            stuck[Message.Fault.NO_GATEWAY].append(pk)
        else:
            able.append((pk, way, mission_id, address))
    for fault, pks in stuck.items():
        after: dict[str, object] = {"state": Message.State.HELD}
        if fault == Message.Fault.NOBODY:
            after = {"state": Message.State.FAILED, "attempts": F("attempts") + 1}
        _due().filter(pk__in=pks).update(tried_at=real_now(), fault=fault, **after)
    return able


def _address(to_kind: str, to_id: UUID | None, mission_id: UUID | None) -> Address | str:
    """Where somebody is reached, or why nowhere."""
    find = ADDRESSES.get(to_kind)
    try:
        address = find(to_id, mission_id) if find and to_id and mission_id else None
    except TutelaError:  # the vault that knows it has no key at hand
        return Message.Fault.PASSWORD
    return address or Message.Fault.NOBODY


def _address_to_dial(channel: str, address: Address) -> str:
    return number_to_dial(address.to) if channel == "sms" else address.to


def _gateway(mission_id: UUID | None) -> Gateway | None:
    if mission_id is None:
        return None
    gateways = Gateway.objects.filter(mission_id=mission_id, active=True)
    return gateways.exclude(send_url="").order_by("made_at").first()


def _deliver(pk: UUID, address: Address) -> str | None:
    """One message, leased while it is sent (see webhooks._deliver); gives why it did not leave,
    empty if it did, None if it is somebody else's."""
    now = real_now()
    waiting = Message.objects.filter(pk=pk, state=Message.State.WAITING)
    leased = waiting.filter(next_try_at__lte=now).update(
        next_try_at=now + LEASE, attempts=F("attempts") + 1
    )
    message = Message.objects.filter(pk=pk).first()
    if not leased or message is None:
        return None
    fault, more = _send_message(message, address, now)
    after: dict[str, object] = {"tried_at": now, "fault": fault, **more}
    if not fault:
        after |= {"state": Message.State.SENT, "sent_at": now}
    elif fault in HOLDS:
        after |= {"state": Message.State.HELD, "attempts": message.attempts - 1}
    elif fault == Message.Fault.EXERCISE:
        after |= {"state": Message.State.KEPT, "attempts": message.attempts - 1}
    elif message.attempts > len(RETRIES):
        after |= {"state": Message.State.FAILED}
    else:
        after |= {"next_try_at": now + timedelta(seconds=RETRIES[message.attempts - 1])}
    if not waiting.update(**after):  # its receipt was faster than the answer
        kept = {name: after[name] for name in after if name not in ("state", "next_try_at")}
        Message.objects.filter(pk=pk).update(**kept)
    return fault


HOLDS = (Message.Fault.CAP, Message.Fault.AGAIN, Message.Fault.NO_GATEWAY, Message.Fault.PASSWORD)
"""What trying again does not mend: the message is held back until a person sends it."""


def _send_message(
    message: Message, address: Address, now: datetime
) -> tuple[str, dict[str, object]]:
    """Send one message; gives why it did not leave, and what the ledger learns of it."""
    if contained.is_contained(message.mission_id):
        return Message.Fault.EXERCISE, {}
    to = _address_to_dial(message.channel, address)
    mark = proofs.mark_of(to)
    if held := _cap_reached(message, mark, now):
        return held, {"address_hash": mark}
    fault, more = _LEAVES_BY[message.channel](message, address, to)
    return fault, {**more, "address_hash": mark}


def _cap_reached(message: Message, mark: str, now: datetime) -> str:
    """Which cap holds a message back: by its address, by its mission, or as a repetition."""
    sent = Message.objects.filter(
        mission_id=message.mission_id,
        outgoing=True,
        channel=message.channel,
        sent_at__gt=now - AN_HOUR,
    )
    to_them = sent.filter(address_hash=mark)
    if to_them.count() >= CAP_AN_ADDRESS or sent.count() >= CAP_A_MISSION:
        return Message.Fault.CAP
    same = to_them.filter(
        about_id=message.about_id,
        template=message.template,
        sent_at__gt=now - SAME,
        state__in=STANDS,
        urgency__gte=message.urgency,
    )
    return Message.Fault.AGAIN if message.about_id and same.exists() else ""


def number_to_dial(number: str) -> str:
    """A number as a gateway takes it: its digits in our script, and the plus before them.

    >>> number_to_dial("+211 (912) ٣٤٥-678")
    '+211912345678'
    """
    said = "".join(str(unicodedata.digit(c, c)) for c in number)
    digits = re.sub(r"[^0-9]", "", said)
    return "+" + digits if said.strip().startswith("+") and digits else digits


def words_for(address: Address) -> str:
    """All a notification says, in the language of who reads it."""
    with translation.override(address.language):
        said = _("Open Tutela")
        return _("EXERCISE: %(words)s") % {"words": said} if address.exercise else said


def _mail(message: Message, address: Address, to: str) -> tuple[str, dict[str, object]]:
    words, begun = words_for(address), time.monotonic()
    try:
        EmailMessage(
            subject=words,
            body=words,
            from_email=settings.DEFAULT_FROM_EMAIL,
            to=[to],
            headers={"Auto-Submitted": "auto-generated"},
        ).send()
    except TimeoutError:
        return Message.Fault.TIMEOUT, {}
    except ssl.SSLError:
        return Message.Fault.CERTIFICATE, {}
    except SMTPServerDisconnected:  # smtplib says so of one that was too slow too
        slow = time.monotonic() - begun >= settings.EMAIL_TIMEOUT
        return (Message.Fault.TIMEOUT if slow else Message.Fault.NO_CONNECTION), {}
    except (SMTPException, ValueError):  # ValueError: no address a mail could be written to
        return Message.Fault.REFUSED, {}
    except OSError:
        return Message.Fault.NO_CONNECTION, {}
    return "", {}


def _text(message: Message, address: Address, to: str) -> tuple[str, dict[str, object]]:
    gateway = _gateway(message.mission_id)
    if gateway is None:
        return Message.Fault.NO_GATEWAY, {}
    more: dict[str, object] = {"gateway": gateway}
    password = proofs.open_password(gateway.password)
    if password is None:
        return Message.Fault.PASSWORD, more
    sent = Message.objects.filter(gateway=gateway, outgoing=True, sent_at__gt=real_now() - AN_HOUR)
    if sent.count() >= gateway.cap_an_hour:
        return Message.Fault.CAP, more
    kind = KINDS.get(gateway.kind)
    if kind is None:  # the package that brought it is gone
        return Message.Fault.NO_GATEWAY, more
    receipts = settings.PUBLIC_URL.rstrip("/") + in_path(gateway.pk, "receipt/")
    try:
        order = kind.order(gateway, password, message, to, words_for(address), receipts)
    except PluginRefused:
        return Message.Fault.REFUSED, more
    Message.objects.filter(pk=message.pk).update(gateway=gateway)  # receipts ask for it
    try:
        answer = exchange.ask(
            order.url, content=order.content, headers=order.headers, seconds=TIMEOUT_SECONDS
        )
    except BadParameter:
        return Message.Fault.ADDRESS, more
    except exchange.Unanswered as error:
        return error.fault, more
    more |= {"status": answer.status, "gateway_message_id": kind.taken_as(answer.content)}
    return ("" if 200 <= answer.status < 300 else Message.Fault.REFUSED), more


def _push(message: Message, address: Address, to: str) -> tuple[str, Mapping[str, object]]:
    return push.send(message, words_for(address), seconds=TIMEOUT_SECONDS)


_LEAVES_BY = {"mail": _mail, "sms": _text, push.CHANNEL: _push}
