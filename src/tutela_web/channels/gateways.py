"""The three kinds of SMS gateway: how each proves itself, what it says, and how it is told to send.

Kannel      posts a message with its sender in X-Kannel-* headers; told by sendsms
RapidPro    the contract of its external channel: receive, sent, delivered, failed; told by a form
Twilio      its webhooks, signed by X-Twilio-Signature; told by Messages.json

Nothing here writes or logs a number or a word, and no answer carries one back to the sender.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.dateparse import parse_datetime

from tutela_web.channels.models import Gateway, Message

State = Message.State


@dataclass(frozen=True)
class Heard:
    """A message as a gateway tells it."""

    number: str
    words: str
    gateway_message_id: str
    sent_at: datetime | None = None
    complete: bool = True
    channel: str = "sms"


@dataclass(frozen=True)
class Receipt:
    """What became of a message of ours: its id in our ledger, or the gateway's."""

    state: str
    message: str = ""
    gateway_message_id: str = ""


@dataclass(frozen=True)
class Order:
    """A request that makes a gateway send one message."""

    url: str
    content: bytes
    headers: Mapping[str, str]


class Kind(Protocol):
    """What each kind of gateway knows."""

    def authentic(self, request: HttpRequest, gateway: Gateway) -> bool:
        """Whether the request comes from who holds the gateway's secret."""

    def heard(self, request: HttpRequest, what: str) -> Heard | Receipt | None:
        """The message or receipt of a request; None for anything else."""

    def order(self, gateway: Gateway, message: Message, number: str, words: str,
              receipts: str) -> Order:  # fmt: skip
        """The request that sends a message; `receipts`, where the gateway reports to."""

    def taken_as(self, answer: bytes) -> str:
        """The gateway's own id of a message it took, where its answer says one."""

    def answer(self) -> HttpResponse:
        """What a gateway is answered: nothing that could become a message to the sender."""


def basic_secret(request: HttpRequest) -> str:
    """The password of Basic authentication, or a bearer's token, or the secret's own header."""
    scheme, _sep, given = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "basic":
        try:
            return base64.b64decode(given).decode().partition(":")[2]
        except ValueError:
            return ""
    return given if scheme.lower() in ("bearer", "token") else ""


def _same(given: str, kept: str) -> bool:
    return bool(given) and hmac.compare_digest(given.encode(), kept.encode())


def _basic(account: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{account}:{password}".encode()).decode()


def _moment(said: str) -> datetime | None:
    """A time as gateways write it; without a zone it is UTC."""
    try:
        at = parse_datetime(said.strip().replace(" ", "T", 1)) if said else None
    except ValueError:
        return None
    return at.replace(tzinfo=UTC) if at and at.tzinfo is None else at


def _decoded(request: HttpRequest) -> str:
    """The body in the letters it is said to be in; unknown ones are marked, never lost in silence.

    Without a word on them, what Kannel calls coding 2 is UTF-16.
    """
    said = (request.content_params or {}).get("charset", "").strip('"')
    charset = said or ("utf-16-be" if request.headers.get("X-Kannel-Coding") == "2" else "utf-8")
    try:
        return request.body.decode(charset, errors="replace")
    except LookupError:
        return request.body.decode("utf-8", errors="replace")


class Kannel:
    """Kannel's smsbox: `post-url` in, `sendsms` out, `dlr-url` for receipts."""

    DLR = {"1": State.DELIVERED, "2": State.FAILED, "16": State.FAILED, "4": State.SENT,
           "8": State.SENT}  # fmt: skip

    def authentic(self, request: HttpRequest, gateway: Gateway) -> bool:
        return _same(basic_secret(request), gateway.secret)

    def heard(self, request: HttpRequest, what: str) -> Heard | Receipt | None:
        if what == "receipt":
            state = self.DLR.get(request.GET.get("state", ""))
            return Receipt(state, message=request.GET.get("message", "")) if state else None
        number = request.headers.get("X-Kannel-From", "")
        if what or not number:
            return None
        words = _decoded(request)
        return Heard(number, words, request.GET.get("id", ""),
                     _moment(request.headers.get("X-Kannel-Time", "")))  # fmt: skip

    def order(self, gateway: Gateway, message: Message, number: str, words: str,
              receipts: str) -> Order:  # fmt: skip
        scheme, _sep, rest = receipts.partition("://")
        back = f"{scheme}://tutela:{gateway.secret}@{rest}?message={message.pk}&state=%d"
        headers = {
            "X-Kannel-Username": gateway.account, "X-Kannel-Password": gateway.password,
            "X-Kannel-To": number, "X-Kannel-From": gateway.sender, "X-Kannel-DLR-Mask": "31",
            "X-Kannel-DLR-URL": back, "X-Kannel-Charset": "UTF-8",
            "X-Kannel-Coding": "0" if words.isascii() else "2", "Content-Type": "text/plain",
        }  # fmt: skip
        return Order(gateway.send_url, words.encode(), headers)

    def taken_as(self, answer: bytes) -> str:
        return ""

    def answer(self) -> HttpResponse:
        return HttpResponse(b"", content_type="text/plain")  # with omit-empty nothing is sent


class RapidPro:
    """The external channel of RapidPro: form fields in, a form out, three addresses of receipts."""

    DONE = {"sent": State.SENT, "delivered": State.DELIVERED, "failed": State.FAILED}

    def authentic(self, request: HttpRequest, gateway: Gateway) -> bool:
        return _same(basic_secret(request), gateway.secret)

    def heard(self, request: HttpRequest, what: str) -> Heard | Receipt | None:
        said = request.POST or request.GET
        if what in self.DONE:
            return Receipt(self.DONE[what], message=said.get("id", ""))
        number = said.get("from") or said.get("sender") or ""
        if what != "receive" or not number:
            return None
        words = said.get("text") or said.get("message") or ""
        at = _moment(said.get("date") or said.get("time") or "")
        known = said.get("external_id") or said.get("id") or ""
        stands_for = known or hashlib.sha256(f"{number}\0{words}\0{at}".encode()).hexdigest()
        return Heard(number, words, stands_for if known or at else "", at)

    def order(self, gateway: Gateway, message: Message, number: str, words: str,
              receipts: str) -> Order:  # fmt: skip
        fields = {"id": str(message.pk), "to": number, "from": gateway.sender, "text": words,
                  "channel": str(gateway.pk)}  # fmt: skip
        headers = {"Content-Type": "application/x-www-form-urlencoded",
                   "Authorization": f"Token {gateway.password}"}  # fmt: skip
        return Order(gateway.send_url, urlencode(fields).encode(), headers)

    def taken_as(self, answer: bytes) -> str:
        return ""

    def answer(self) -> HttpResponse:
        return HttpResponse(b"", content_type="text/plain")


class Twilio:
    """Webhooks in the shape of Twilio's: signed, answered with an empty TwiML."""

    STATES = {"queued": State.SENT, "sending": State.SENT, "sent": State.SENT,
              "delivered": State.DELIVERED, "undelivered": State.FAILED,
              "failed": State.FAILED}  # fmt: skip

    def authentic(self, request: HttpRequest, gateway: Gateway) -> bool:
        told = request.build_absolute_uri()
        for name in sorted(request.POST):
            told += "".join(f"{name}{value}" for value in request.POST.getlist(name))
        mac = hmac.new(gateway.secret.encode(), told.encode(), hashlib.sha1).digest()
        given = request.headers.get("X-Twilio-Signature", "")
        return _same(given, base64.b64encode(mac).decode())

    def heard(self, request: HttpRequest, what: str) -> Heard | Receipt | None:
        said = request.POST
        if what == "receipt":
            state = self.STATES.get(said.get("MessageStatus", ""))
            return Receipt(state, gateway_message_id=said.get("MessageSid", "")) if state else None
        number = said.get("From", "")
        if what or not number:
            return None
        return Heard(number, said.get("Body", ""), said.get("MessageSid", ""))

    def order(self, gateway: Gateway, message: Message, number: str, words: str,
              receipts: str) -> Order:  # fmt: skip
        fields = {"To": number, "From": gateway.sender, "Body": words, "StatusCallback": receipts}
        headers = {"Content-Type": "application/x-www-form-urlencoded",
                   "Authorization": _basic(gateway.account, gateway.password)}  # fmt: skip
        return Order(gateway.send_url, urlencode(fields).encode(), headers)

    def taken_as(self, answer: bytes) -> str:
        try:
            return str(json.loads(answer).get("sid", ""))[:80]
        except (ValueError, AttributeError):
            return ""

    def answer(self) -> HttpResponse:
        return HttpResponse(b"<Response/>", content_type="text/xml")


KINDS: Mapping[str, Kind] = {"kannel": Kannel(), "rapidpro": RapidPro(), "twilio": Twilio()}


def in_path(gateway: UUID, what: str = "") -> str:
    """The address a gateway reports to."""
    return f"/in/{gateway}/{what}"
