"""The kinds of SMS gateway: how each proves itself, what it says, and how it is told to send.

Kannel      posts a message with its sender in X-Kannel-* headers; told by sendsms; each receipt
            comes with a ticket of its own
RapidPro    the contract of its external channel: receive, sent, delivered, failed; told by a form
Twilio      its webhooks, signed by X-Twilio-Signature; told by Messages.json
Android     a telephone with the app SMS Gateway for Android: its webhooks, signed by X-Signature;
            told by the server in the app. Source: its documentation, Webhooks and Sending Messages

A call nobody took comes to `call` on each of them, as the gateway writes it or in a neutral form.
Nothing here writes or logs a number or a word, and no answer carries one back to the sender.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol
from urllib.parse import unquote_to_bytes, urlencode
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.dateparse import parse_datetime

from tutela.base.errors import TutelaError
from tutela.base.messages import say
from tutela.base.plugins import AnswerT, PluginGateway, PluginRefused, ask_plugin, load_plugins
from tutela_web.base.sent_json import read_json_mended
from tutela_web.channels import proofs
from tutela_web.channels.models import Gateway, Message

State = Message.State
GROUP = "tutela.gateways"
KNOWS = ("authentic", "read_request", "order", "taken_as", "answer")
"""What each kind of gateway does, as `GatewayKind` says."""


@dataclass(frozen=True)
class ReceivedMessage:
    """A message as a gateway tells it; not complete, a part whose other parts never came."""

    number: str
    words: str
    gateway_message_id: str
    sent_at: datetime | None = None
    complete: bool = True
    channel: str = "sms"


@dataclass(frozen=True)
class DeliveryReceipt:
    """What became of a message of ours: its id in our ledger, or the gateway's."""

    state: str
    message: str = ""
    gateway_message_id: str = ""


@dataclass(frozen=True)
class AnsweredCall:
    """A call somebody took, or one of ours: nothing is owed, and nothing is kept."""


Told = ReceivedMessage | DeliveryReceipt | AnsweredCall
REPORTED = frozenset({State.SENT, State.DELIVERED, State.FAILED})
"""What a receipt may say of a message."""


@dataclass(frozen=True)
class Order:
    """A request that makes a gateway send one message."""

    url: str
    content: bytes
    headers: Mapping[str, str]

    @property
    def can_be_sent(self) -> bool:
        """Whether it is made of letters and bytes; one of a package may be of anything."""
        letters = [self.url, *self.headers, *self.headers.values()]
        return isinstance(self.content, bytes) and all(isinstance(one, str) for one in letters)


class GatewayKind(Protocol):
    """What each kind of gateway knows."""

    def authentic(self, request: HttpRequest, gateway: Gateway, what: str) -> bool:
        """Whether the request comes from who holds the gateway's secret."""

    def read_request(self, request: HttpRequest, what: str) -> Told | None:
        """The message, call or receipt of a request; None for anything else."""

    def order(
        self,
        gateway: Gateway,
        password: str,
        message: Message,
        number: str,
        words: str,
        receipts: str,
    ) -> Order:
        """The request that sends a message; `receipts`, where the gateway reports to."""

    def taken_as(self, answer: bytes) -> str:
        """The gateway's own id of a message it took, where its answer says one."""

    def answer(self, what: str) -> HttpResponse:
        """What a gateway is answered: nothing that could become a message to the sender."""


def basic_secret(request: HttpRequest) -> str:
    """The password of Basic authentication, or a bearer's token, or the secret's own header."""
    scheme, _sep, encoded = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "basic":
        try:
            return base64.b64decode(encoded).decode().partition(":")[2]
        except ValueError:
            return ""
    return encoded if scheme.lower() in ("bearer", "token") else ""


def has_secret(request: HttpRequest, gateway: Gateway) -> bool:
    """Whether a request bears the gateway's secret, as `basic_secret` reads it."""
    return proofs.secrets_match(proofs.hash_secret(basic_secret(request)), gateway.secret_hash)


def _basic(account: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{account}:{password}".encode()).decode()


def _moment(said: str) -> datetime | None:
    """A time as gateways write it; without a zone it is UTC."""
    try:
        at = parse_datetime(said.strip().replace(" ", "T", 1)) if said else None
    except ValueError:
        return None
    return at.replace(tzinfo=UTC) if at and at.tzinfo is None else at


def _decode_body(request: HttpRequest) -> str:
    """The body in the letters it is said to be in; unknown ones are marked, never lost in silence.

    Without a word on them, what Kannel calls coding 2 is UTF-16.
    """
    said = (request.content_params or {}).get("charset", "").strip('"')
    charset = said or ("utf-16-be" if request.headers.get("X-Kannel-Coding") == "2" else "utf-8")
    try:
        return request.body.decode(charset, errors="replace")
    except LookupError:
        return request.body.decode("utf-8", errors="replace")


def is_part(udh: str) -> bool:
    """Whether a header of user data says: one part of several (3GPP TS 23.040, 9.2.3.24).

    >>> is_part("%05%00%03M%02%01"), is_part("050003A10201"), is_part("%03%01%01%00"), is_part("")
    (True, True, False, False)
    """
    plain = re.fullmatch(r"(?:[0-9A-Fa-f]{2})+", udh)
    octets = bytes.fromhex(udh) if plain else unquote_to_bytes(udh)
    at = 1
    while at + 1 < len(octets):
        if octets[at] in (0x00, 0x08):
            return True
        at += 2 + octets[at + 1]
    return False


CALL = "call"
"""The part of an address a gateway reports a call to that nobody took."""

ANSWERED = frozenset({"completed", "in-progress", "answered", "mo_call"})
OURS = frozenset({"mt_call", "mt_miss"})
"""How gateways say that somebody took the call, or that it was ours. Source: Twilio, CallStatus;
TextIt, event types. Any other word is a call missed: none is lost for a word we do not know."""

WITHHELD = frozenset({"", "+266696687", "+7378742833", "+2562533", "+8656696", "+86282452253"})
"""What stands for no number: ANONYMOUS, RESTRICTED, BLOCKED, UNKNOWN, UNAVAILABLE on a keypad."""


def _number(said: str) -> str:
    """A caller's number; empty where it was withheld."""
    number = said.strip().removeprefix("tel:")
    return "" if number in WITHHELD or not any(map(str.isdigit, number)) else number


def _fallback_message_id(number: str, words: str, at: datetime | None) -> str:
    """What stands for a message whose gateway gave it no id; nothing without a time."""
    return proofs.mark_of(f"{number}\0{words}\0{at}") if at else ""


def _fields(request: HttpRequest) -> Mapping[str, str]:
    """The fields of a form, or of JSON; none of what is neither."""
    if request.content_type != "application/json":
        return {name: str(value) for name, value in request.POST.items()}
    try:
        said = read_json_mended(request.body)
    except (ValueError, RecursionError):
        return {}
    plain = said.items() if isinstance(said, dict) else ()
    return {name: str(value) for name, value in plain if isinstance(value, str | int)}


def neutral_call(said: Mapping[str, str]) -> ReceivedMessage | AnsweredCall | None:
    """A missed call in the form any exchange can send: from, id, date, status.

    Takes   said; `phone`, `call`, `time`, `event` mean the same, as TextIt's mo_miss has them.
    Gives   None where no caller is named at all: a withheld number is named, and is empty.

    >>> neutral_call({"from": "tel:+211900111222", "id": "7", "status": "no-answer"}).number
    '+211900111222'
    >>> neutral_call({"from": "+211900111222", "status": "answered"})
    AnsweredCall()
    """
    caller = next((said[name] for name in ("from", "phone", "sender") if name in said), None)
    if caller is None:
        return None
    status = (said.get("status") or said.get("event") or "").lower()
    if status in ANSWERED | OURS:
        return AnsweredCall()
    number = _number(caller)
    at = _moment(said.get("date") or said.get("time") or "")
    known = said.get("external_id") or said.get("id") or said.get("call") or ""
    return ReceivedMessage(
        number, "", known or _fallback_message_id(number, "", at), at, channel="missed_call"
    )


class AddedGateway:
    """A kind that a package brings (`tutela.base.plugins`): where it fails, that is put down, and
    nothing of a message. What it cannot prove is not heard; what it cannot send is refused; what it
    cannot say of an answer is left blank."""

    def __init__(self, name: str, kind: GatewayKind) -> None:
        self.name, self.kind = name, kind

    def _ask(self, step: Callable[[], AnswerT]) -> AnswerT:
        """What it gives. Raises PluginRefused where it fails, by an error of the house too."""
        try:
            return ask_plugin(self.name, step, group=GROUP)
        except TutelaError as error:
            raise PluginRefused(error.what, next=error.next) from error

    def authentic(self, request: HttpRequest, gateway: Gateway, what: str) -> bool:
        try:
            return bool(self._ask(lambda: self.kind.authentic(request, gateway, what)))
        except PluginRefused:
            return False

    def read_request(self, request: HttpRequest, what: str) -> Told | None:
        reading = self._ask(lambda: self.kind.read_request(request, what))
        if isinstance(reading, DeliveryReceipt) and reading.state not in REPORTED:
            return None
        return reading if isinstance(reading, Told) else None

    def order(
        self,
        gateway: Gateway,
        password: str,
        message: Message,
        number: str,
        words: str,
        receipts: str,
    ) -> Order:
        order = self._ask(
            lambda: self.kind.order(gateway, password, message, number, words, receipts)
        )
        if not isinstance(order, Order) or not order.can_be_sent:
            raise PluginRefused(say("the plug-in {name} failed", name=self.name))
        return order

    def taken_as(self, answer: bytes) -> str:
        try:
            return str(self._ask(lambda: self.kind.taken_as(answer)))[:80]
        except PluginRefused:  # the message has left: it must not leave again
            return ""

    def answer(self, what: str) -> HttpResponse:
        try:
            answered: object = self._ask(lambda: self.kind.answer(what))
        except PluginRefused:  # what came is kept: it must not come again
            answered = None
        if isinstance(answered, HttpResponse):
            return answered
        return HttpResponse(b"", content_type="text/plain")


def added_gateways(ours: Collection[str]) -> dict[str, PluginGateway]:
    """The kinds of packages installed here, by name; each has all that a kind must know."""

    def fits(name: str, plugin: PluginGateway) -> None:
        if missing := [word for word in KNOWS if not callable(getattr(plugin.kind, word, None))]:
            raise PluginRefused(
                say("it has no {name}", name=missing[0]), next=say("write all a gateway must know")
            )

    return load_plugins(
        GROUP, lambda plugin: isinstance(plugin, PluginGateway), ours=ours, fits=fits
    )


class Kannel:
    """Kannel's smsbox: `post-url` in, `sendsms` out, `dlr-url` for receipts.

    It joins the parts of a long message; one it waited for in vain it passes on with its header.
    """

    DLR = {
        "1": State.DELIVERED,
        "2": State.FAILED,
        "16": State.FAILED,
        "4": State.SENT,
        "8": State.SENT,
    }

    def authentic(self, request: HttpRequest, gateway: Gateway, what: str) -> bool:
        if what == "receipt":
            message = request.GET.get("message", "")
            return proofs.secrets_match(request.GET.get("ticket", ""), proofs.ticket(message))
        return has_secret(request, gateway)

    def read_request(self, request: HttpRequest, what: str) -> Told | None:
        if what == "receipt":
            state = self.DLR.get(request.GET.get("state", ""))
            return DeliveryReceipt(state, message=request.GET.get("message", "")) if state else None
        number = request.headers.get("X-Kannel-From", "")
        known, at = request.GET.get("id", ""), _moment(request.headers.get("X-Kannel-Time", ""))
        if what == CALL and "X-Kannel-From" not in request.headers:
            return neutral_call(_fields(request))
        if what == CALL:
            return ReceivedMessage(_number(number), "", known, at, channel="missed_call")
        if what or not number or request.method != "POST":
            return None
        whole = not is_part(request.headers.get("X-Kannel-UDH", ""))
        return ReceivedMessage(number, _decode_body(request), known, at, whole)

    def order(
        self,
        gateway: Gateway,
        password: str,
        message: Message,
        number: str,
        words: str,
        receipts: str,
    ) -> Order:
        back = f"{receipts}?message={message.pk}&ticket={proofs.ticket(message.pk)}&state=%d"
        headers = {
            "X-Kannel-Username": gateway.account,
            "X-Kannel-Password": password,
            "X-Kannel-To": number,
            "X-Kannel-From": gateway.sender,
            "X-Kannel-DLR-Mask": "31",
            "X-Kannel-DLR-URL": back,
            "X-Kannel-Charset": "UTF-8",
            "X-Kannel-Coding": "0" if words.isascii() else "2",
            "Content-Type": "text/plain",
        }
        return Order(gateway.send_url, words.encode(), headers)

    def taken_as(self, answer: bytes) -> str:
        return ""

    def answer(self, what: str) -> HttpResponse:
        return HttpResponse(b"", content_type="text/plain")  # with omit-empty nothing is sent


class RapidPro:
    """The external channel of RapidPro: form fields in, a form out, three addresses of receipts."""

    DONE = {"sent": State.SENT, "delivered": State.DELIVERED, "failed": State.FAILED}

    def authentic(self, request: HttpRequest, gateway: Gateway, what: str) -> bool:
        return has_secret(request, gateway)

    def read_request(self, request: HttpRequest, what: str) -> Told | None:
        if what in self.DONE:
            asked = request.POST or request.GET
            return DeliveryReceipt(self.DONE[what], message=asked.get("id", ""))
        said = _fields(request)  # a number in an address would lie in somebody's log
        if what == CALL:
            return neutral_call(said)
        number = said.get("from") or said.get("sender") or ""
        if what != "receive" or not number:
            return None
        words = said.get("text") or said.get("message") or ""
        at = _moment(said.get("date") or said.get("time") or "")
        known = said.get("external_id") or said.get("id") or ""
        return ReceivedMessage(number, words, known or _fallback_message_id(number, words, at), at)

    def order(
        self,
        gateway: Gateway,
        password: str,
        message: Message,
        number: str,
        words: str,
        receipts: str,
    ) -> Order:
        fields = {
            "id": str(message.pk),
            "to": number,
            "from": gateway.sender,
            "text": words,
            "channel": str(gateway.pk),
        }
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Authorization": f"Token {password}",
        }
        return Order(gateway.send_url, urlencode(fields).encode(), headers)

    def taken_as(self, answer: bytes) -> str:
        return ""

    def answer(self, what: str) -> HttpResponse:
        return HttpResponse(b"", content_type="text/plain")


class Twilio:
    """Webhooks in the shape of Twilio's, signed with the account's own token; answered by an empty
    TwiML, and a call by hanging up, which costs the caller nothing."""

    STATES = {
        "queued": State.SENT,
        "sending": State.SENT,
        "sent": State.SENT,
        "delivered": State.DELIVERED,
        "undelivered": State.FAILED,
        "failed": State.FAILED,
    }

    def authentic(self, request: HttpRequest, gateway: Gateway, what: str) -> bool:
        token = proofs.open_password(gateway.password)
        if not token:
            return False
        told = settings.PUBLIC_URL.rstrip("/") + request.get_full_path()
        for name in sorted(request.POST):
            told += "".join(f"{name}{value}" for value in request.POST.getlist(name))
        mac = hmac.new(token.encode(), told.encode(), hashlib.sha1).digest()
        given = request.headers.get("X-Twilio-Signature", "")
        return proofs.secrets_match(given, base64.b64encode(mac).decode())

    def read_request(self, request: HttpRequest, what: str) -> Told | None:
        said = request.POST
        if what == "receipt":
            state = self.STATES.get(said.get("MessageStatus", ""))
            return (
                DeliveryReceipt(state, gateway_message_id=said.get("MessageSid", ""))
                if state
                else None
            )
        number = said.get("From", "")
        if what == CALL and "CallSid" in said:
            ours = said.get("Direction", "").startswith("outbound")
            if ours or said.get("CallStatus", "") in ANSWERED:
                return AnsweredCall()
            return ReceivedMessage(_number(number), "", said["CallSid"], channel="missed_call")
        if what or not number:
            return None
        return ReceivedMessage(number, said.get("Body", ""), said.get("MessageSid", ""))

    def order(
        self,
        gateway: Gateway,
        password: str,
        message: Message,
        number: str,
        words: str,
        receipts: str,
    ) -> Order:
        fields = {"To": number, "From": gateway.sender, "Body": words, "StatusCallback": receipts}
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Authorization": _basic(gateway.account, password),
        }
        return Order(gateway.send_url, urlencode(fields).encode(), headers)

    def taken_as(self, answer: bytes) -> str:
        try:
            return str(json.loads(answer).get("sid", ""))[:80]
        except (ValueError, AttributeError, RecursionError):
            return ""

    def answer(self, what: str) -> HttpResponse:
        said = b"<Response><Reject/></Response>" if what == CALL else b"<Response/>"
        return HttpResponse(said, content_type="text/xml")


class AndroidPhone:
    """A plain telephone with the app SMS Gateway for Android: one address for all its events, each
    signed with a key of ours that is typed into the app.

    A message is known by the id of its event: the app repeats it with each try, while its id of a
    message is made of the words and may stand for two.
    """

    STATES = {"sms:sent": State.SENT, "sms:delivered": State.DELIVERED, "sms:failed": State.FAILED}
    LASTS_SECONDS = 12 * 3600
    """As long as the outbox tries: what the telephone could not send by then is old."""
    PAST_ITS_LIMITS = 100
    """The priority at which the app waits for no limit of its own; ours holds before."""

    def authentic(self, request: HttpRequest, gateway: Gateway, what: str) -> bool:
        if not gateway.secret_hash:
            return False
        signed = request.body + request.headers.get("X-Timestamp", "").encode()
        key = proofs.signing_key(gateway.secret_hash)
        mac = hmac.new(key.encode(), signed, hashlib.sha256).hexdigest()
        return proofs.secrets_match(request.headers.get("X-Signature", "").lower(), mac)

    def read_request(self, request: HttpRequest, what: str) -> Told | None:
        try:
            event = read_json_mended(request.body)
            said = event["payload"]
            name, known = str(event["event"]), str(event.get("id") or "")
            number = str(said.get("sender") or said.get("phoneNumber") or "")
        except (ValueError, RecursionError, LookupError, TypeError, AttributeError):
            return None
        if what:
            return None
        if state := self.STATES.get(name):
            return DeliveryReceipt(state, message=str(said.get("messageId") or ""))
        if name != "sms:received" or not number:
            return None
        words, at = str(said.get("message") or ""), _moment(str(said.get("receivedAt") or ""))
        return ReceivedMessage(number, words, known or _fallback_message_id(number, words, at), at)

    def order(
        self,
        gateway: Gateway,
        password: str,
        message: Message,
        number: str,
        words: str,
        receipts: str,
    ) -> Order:
        fields = {
            "id": str(message.pk),
            "textMessage": {"text": words},
            "phoneNumbers": [number],
            "withDeliveryReport": True,
            "ttl": self.LASTS_SECONDS,
            "priority": self.PAST_ITS_LIMITS,
        }
        headers = {
            "Content-Type": "application/json",
            "Authorization": _basic(gateway.account, password),
        }
        return Order(gateway.send_url, json.dumps(fields).encode(), headers)

    def taken_as(self, answer: bytes) -> str:
        return ""  # it takes our id for its own

    def answer(self, what: str) -> HttpResponse:
        return HttpResponse(b"", content_type="text/plain")


SHIPPED: Mapping[str, GatewayKind] = {
    "kannel": Kannel(),
    "rapidpro": RapidPro(),
    "twilio": Twilio(),
    "android": AndroidPhone(),
}
ADDED = added_gateways(SHIPPED)
"""Kinds that packages installed here bring, by name, with their title."""
KINDS: Mapping[str, GatewayKind] = {
    **SHIPPED,
    **{name: AddedGateway(name, gateway.kind) for name, gateway in ADDED.items()},
}
Gateway.added_titles.update({name: gateway.title for name, gateway in ADDED.items()})


def in_path(gateway: UUID, what: str = "") -> str:
    """The address a gateway reports to."""
    return f"/in/{gateway}/{what}"
