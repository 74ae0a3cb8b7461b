"""Messages on their way out: a row in the ledger, sent by the worker, never an address in clear.

A notification says only "Open Tutela". Caps hold whatever asks: so many an hour to one address, so
many an hour in a mission, and the same message about the same record not twice within minutes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from smtplib import SMTPException
from uuid import UUID

import requests
from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext as _

from tutela.base.errors import BadParameter
from tutela_web.base.clock import real_now
from tutela_web.channels import addresses
from tutela_web.channels.gateways import KINDS, in_path
from tutela_web.channels.models import Gateway, Message
from tutela_web.channels.webhooks import LEASE, RETRIES

CHANNELS = ("mail", "sms")
CAP_AN_ADDRESS = 30
CAP_A_MISSION = 600
AN_HOUR = timedelta(hours=1)
SAME = timedelta(minutes=2)
"""The same message to the same address about the same record waits so long: a loop ends here."""

TIMEOUT_SECONDS = 10


@dataclass(frozen=True)
class Address:
    """Where somebody is reached, in which language; `exercise` marks what is no live message."""

    to: str
    language: str = "en"
    exercise: bool = False


ADDRESSES: dict[str, Callable[[UUID, UUID], Address | None]] = {}
"""How the address of a kind of addressee is found at the moment of sending: by id and mission."""


To = tuple[str, str, UUID]
"""Channel, kind of addressee, and its id."""


def send(
    mission_id: UUID, channel: str, to_kind: str, to_id: UUID, template: str = "open_tutela", *,
    about_kind: str = "", about_id: UUID | None = None, not_before: datetime | None = None,
) -> Message | None:  # fmt: skip
    """As send_all, to one; gives the row, None where the same was sent a moment ago."""
    made = send_all(mission_id, [(channel, to_kind, to_id)], template, about_kind=about_kind,
                    about_id=about_id, not_before=not_before)  # fmt: skip
    return made[0] if made else None


def send_all(
    mission_id: UUID, to: Iterable[To], template: str = "open_tutela", *, about_kind: str = "",
    about_id: UUID | None = None, not_before: datetime | None = None,
) -> list[Message]:  # fmt: skip
    """Put messages in the ledger; they leave once the surrounding transaction is kept.

    Takes   to, addressees of kinds in ADDRESSES; not_before, real time.
    Gives   the rows; none for whom the same message was sent a moment ago. Two queries.
    """
    now, wanted = real_now(), list(dict.fromkeys(to))
    before = set(
        Message.objects.filter(
            to_id__in=[to_id for _channel, _kind, to_id in wanted], about_id=about_id,
            template=template, made_at__gt=now - SAME,
        ).values_list("channel", "to_kind", "to_id")
    ) if about_id else set()  # fmt: skip
    return Message.objects.bulk_create(
        Message(
            mission_id=mission_id, channel=channel, template=template, about_kind=about_kind,
            about_id=about_id, to_kind=to_kind, to_id=to_id, made_at=now,
            next_try_at=max(now, not_before or now),
        )
        for channel, to_kind, to_id in wanted
        if (channel, to_kind, to_id) not in before
    )  # fmt: skip


def deliver_due(limit: int = 100) -> int:
    """Send what is due, oldest first; gives how many were taken by their servers."""
    due = Message.objects.filter(
        channel__in=CHANNELS, outgoing=True, state=Message.State.WAITING,
        next_try_at__lte=real_now(),
    ).order_by("next_try_at")  # fmt: skip
    return sum(_deliver(pk) for pk in list(due.values_list("pk", flat=True)[:limit]))


def _deliver(pk: UUID) -> bool:
    """One message, leased while it is sent; see webhooks._deliver."""
    now = real_now()
    waiting = Message.objects.filter(pk=pk, state=Message.State.WAITING)
    leased = waiting.filter(next_try_at__lte=now).update(
        next_try_at=now + LEASE, attempts=F("attempts") + 1
    )
    message = Message.objects.filter(pk=pk).first()
    if not leased or message is None:
        return False
    if _capped(message, now):
        waiting.update(state=Message.State.HELD, attempts=F("attempts") - 1)
        return False
    find = ADDRESSES.get(message.to_kind)
    address = find(message.to_id, message.mission_id) if find and message.to_id else None
    if address is None or not address.to:
        waiting.update(state=Message.State.FAILED, fault=Message.Fault.NOBODY, tried_at=now)
        return False
    how = _mail if message.channel == "mail" else _text
    fault, more = how(message, address)
    after: dict[str, object] = {"tried_at": now, "fault": fault, **more}
    if not fault:
        after |= {"state": Message.State.SENT, "sent_at": now}
    elif fault == Message.Fault.NO_GATEWAY:
        after |= {"state": Message.State.HELD}
    elif message.attempts > len(RETRIES):
        after |= {"state": Message.State.FAILED}
    else:
        after |= {"next_try_at": now + timedelta(seconds=RETRIES[message.attempts - 1])}
    waiting.update(**after)
    return not fault


def _capped(message: Message, now: datetime) -> bool:
    """Whether as many have left within the hour as may."""
    sent = Message.objects.filter(outgoing=True, channel=message.channel, sent_at__gt=now - AN_HOUR)
    to_them = sent.filter(to_kind=message.to_kind, to_id=message.to_id)
    return (
        to_them.count() >= CAP_AN_ADDRESS
        or sent.filter(mission_id=message.mission_id).count() >= CAP_A_MISSION
    )


def words_for(address: Address) -> str:
    """All a notification says, in the language of who reads it."""
    with translation.override(address.language):
        said = _("Open Tutela")
        return _("EXERCISE: %(words)s") % {"words": said} if address.exercise else said


def _mail(message: Message, address: Address) -> tuple[str, dict[str, object]]:
    if not settings.EMAIL_HOST:
        return Message.Fault.NO_GATEWAY, {}
    words = words_for(address)
    mail = EmailMessage(subject=words, body=words, from_email=settings.DEFAULT_FROM_EMAIL,
                        to=[address.to], headers={"Auto-Submitted": "auto-generated"})  # fmt: skip
    try:
        mail.send()
    except TimeoutError:
        return Message.Fault.TIMEOUT, {}
    except SMTPException:
        return Message.Fault.REFUSED, {}
    except OSError:
        return Message.Fault.NO_CONNECTION, {}
    return "", {}


def _text(message: Message, address: Address) -> tuple[str, dict[str, object]]:
    gateways = Gateway.objects.filter(mission_id=message.mission_id, active=True)
    gateway = gateways.exclude(send_url="").order_by("made_at").first()
    if gateway is None:
        return Message.Fault.NO_GATEWAY, {}
    sent = Message.objects.filter(gateway=gateway, outgoing=True, sent_at__gt=real_now() - AN_HOUR)
    if sent.count() >= gateway.cap_an_hour:
        return Message.Fault.NO_GATEWAY, {"gateway": gateway}
    kind = KINDS[gateway.kind]
    receipts = settings.PUBLIC_URL.rstrip("/") + in_path(gateway.pk, "receipt/")
    order = kind.order(gateway, message, address.to, words_for(address), receipts)
    more: dict[str, object] = {"gateway": gateway}
    try:
        target = addresses.looked_at(order.url)
        status, answer = addresses.send(target, order.content, dict(order.headers),
                                        timeout=TIMEOUT_SECONDS)  # fmt: skip
    except BadParameter:
        return Message.Fault.ADDRESS, more
    except requests.exceptions.SSLError:
        return Message.Fault.CERTIFICATE, more
    except requests.Timeout:
        return Message.Fault.TIMEOUT, more
    except requests.RequestException:
        return Message.Fault.NO_CONNECTION, more
    more |= {"status": status, "gateway_message_id": kind.taken_as(answer)}
    return ("" if 200 <= status < 300 else Message.Fault.REFUSED), more
