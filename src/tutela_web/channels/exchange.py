"""The one home of connections to servers outside: each with an end, in seconds and in bytes.

Whoever is asked decides how fast it answers, and a time limit for each read ends nothing: a byte
now and then holds it open for ever. So one exchange has one end for all of it (the name, the
connection, its certificate, what is sent and what comes) and one number of bytes; before each read
and write the socket's time limit is set to what is left. No redirect is followed and nothing that
comes is unpacked.
"""

from __future__ import annotations

import http.client
import smtplib
import socket
import ssl
import string
import threading
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

import certifi
from django.conf import settings
from django.core.mail.backends.smtp import EmailBackend
from django.core.mail.utils import DNS_NAME

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.base import network_guard
from tutela_web.channels import addresses
from tutela_web.channels.models import Message

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer

Fault = Message.Fault

MOST_ANSWER = 65_536
"""Bytes of an answer that are read where only its beginning matters."""
MOST_AROUND = 65_536
"""Bytes of headers and of greetings, beside an answer."""


class Unanswered(OSError):
    """A server outside gave no answer that can be used; `fault`, why, as the ledger says it."""

    def __init__(self, fault: str) -> None:
        super().__init__(fault)
        self.fault = fault


class OutOfTime(TimeoutError):
    """The time of a whole exchange is over."""


class TooMuch(OSError):
    """More bytes came than are safe."""


@dataclass
class Bounds:
    """What is left of one exchange: seconds, by the process's own clock, and bytes.

    >>> Bounds(seconds=0, most=9).seconds_left()
    Traceback (most recent call last):
    tutela_web.channels.exchange.OutOfTime
    """

    seconds: float
    most: int
    came: int = 0
    begun: float = field(default_factory=time.monotonic)

    def seconds_left(self) -> float:
        """The seconds that are left. Raises OutOfTime where none are."""
        left = self.begun + self.seconds - time.monotonic()
        if left <= 0:
            raise OutOfTime
        return left

    def count(self, came: int) -> None:
        """Count bytes that came. Raises TooMuch."""
        self.came += came
        if self.came > self.most + MOST_AROUND:
            raise TooMuch


class _Bounded(socket.socket):
    """A socket that keeps to the bounds of its exchange, whatever reads from it."""

    bounds: Bounds

    def recv_into(self, buffer: WriteableBuffer, nbytes: int = 0, flags: int = 0) -> int:
        self.settimeout(self.bounds.seconds_left())
        came = super().recv_into(buffer, nbytes, flags)
        self.bounds.count(came)
        return came

    def recv(self, bufsize: int, flags: int = 0) -> bytes:
        self.settimeout(self.bounds.seconds_left())
        content = super().recv(bufsize, flags)
        self.bounds.count(len(content))
        return content

    def send(self, data: ReadableBuffer, flags: int = 0) -> int:
        self.settimeout(self.bounds.seconds_left())
        return super().send(data, flags)

    def sendall(self, data: ReadableBuffer, flags: int = 0) -> None:
        self.settimeout(self.bounds.seconds_left())
        super().sendall(data, flags)


class _BoundedTls(_Bounded, ssl.SSLSocket):  # type: ignore[misc]  # its stubs differ from socket's
    """The same within TLS, from its first byte."""

    def do_handshake(self, block: bool = False) -> None:
        self.settimeout(self.bounds.seconds_left())
        super().do_handshake(block)


def tls_context(bounds: Bounds, certificates: str | None = None) -> ssl.SSLContext:
    """How the other side proves itself: by a file of those trusted, else by the system's."""
    context = ssl.create_default_context(cafile=certificates)
    context.sslsocket_class = type("_BoundedTls", (_BoundedTls,), {"bounds": bounds})
    return context


def connect(bounds: Bounds, number: str, port: int) -> socket.socket:
    """A connection to a number. Raises OSError."""
    line = _Bounded(socket.AF_INET6 if ":" in number else socket.AF_INET, socket.SOCK_STREAM)
    line.bounds = bounds
    try:
        line.settimeout(bounds.seconds_left())
        line.connect((number, port))
    except BaseException:
        line.close()
        raise
    return line


MOST_LOOKING = threading.BoundedSemaphore(8)
"""Names looked up at once in a process: the system gives each up after half a minute at most, and
nothing here can end one before."""


def looked_at(url: str, bounds: Bounds, *, anywhere: bool = False) -> addresses.Target:
    """Where an address leads, if it may be followed.

    Takes   anywhere, for an address that the server's keeper named: it may lead inside.
    Raises  BadParameter if it is no https (or, to a host of TUTELA_WEBHOOK_INSIDE, http), holds a
            password, does not resolve, or if any number it resolves to lies inside; OutOfTime.
    """
    written = addresses.read_address(url)
    try:
        numbers = look_up(written.host, written.port, bounds)
    except OutOfTime:
        raise
    except (OSError, UnicodeError):
        raise BadParameter(
            say("this name leads nowhere"), next=say("look the address up, or try later")
        ) from None
    return addresses.target_of(written, numbers, anywhere=anywhere)


def look_up(host: str, port: int, bounds: Bounds) -> list[str]:
    """The numbers a name leads to. Raises OSError, UnicodeError, OutOfTime."""
    numbers: list[str] = []
    faults: list[OSError | UnicodeError] = []

    def look() -> None:
        try:
            answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            numbers.extend(str(where[0]).partition("%")[0] for *_, where in answers)
        except (OSError, UnicodeError) as fault:
            faults.append(fault)
        finally:
            MOST_LOOKING.release()

    if not MOST_LOOKING.acquire(timeout=bounds.seconds_left()):
        raise OutOfTime
    looking = threading.Thread(target=look, name="look up", daemon=True)
    looking.start()
    looking.join(bounds.seconds_left())
    if faults:
        raise faults[0]
    if not numbers:
        raise OutOfTime
    return numbers


@dataclass(frozen=True)
class Answer:
    """What came: its status, its content, and whether that is all there was to come."""

    status: int
    content: bytes
    whole: bool = True
    headers: Mapping[str, str] = field(default_factory=dict, compare=False)


def ask(
    url: str,
    *,
    headers: Mapping[str, str],
    seconds: float,
    content: bytes | None = None,
    most: int = MOST_ANSWER,
    anywhere: bool = False,
) -> Answer:
    """One exchange with a server outside: what is sent (or nothing: it is asked), what comes back.

    Takes   seconds, for the whole of it; most, bytes of the answer that are read: none with 0, and
            of a longer one the beginning; anywhere, for an address that the server's keeper named.
    Gives   the answer; not whole where it was longer, broke off, or did not end in time.
    Raises  Unanswered where no status came; BadParameter for an address that may not be followed.
    """
    network_guard.require_allowed()
    bounds = Bounds(seconds, most)
    try:
        target = looked_at(url, bounds, anywhere=anywhere)
        with connect(bounds, target.number, target.port) as line:
            return _talk(bounds, target, line, content, headers, most)
    except ssl.SSLError:
        raise Unanswered(Fault.CERTIFICATE) from None
    except TimeoutError:
        raise Unanswered(Fault.TIMEOUT) from None
    except (OSError, http.client.HTTPException, ValueError):  # ValueError: a header nobody can send
        raise Unanswered(Fault.NO_CONNECTION) from None


def _talk(
    bounds: Bounds,
    target: addresses.Target,
    line: socket.socket,
    content: bytes | None,
    headers: Mapping[str, str],
    most: int,
) -> Answer:
    if target.scheme == "https":
        line = tls_context(bounds, settings.WEBHOOK_CA or certifi.where()).wrap_socket(
            line, server_hostname=target.host
        )
    with line:
        connection = http.client.HTTPConnection(target.host, target.port)
        connection.sock = line
        own = {"Host": target.named, "Accept-Encoding": "identity", "Connection": "close"}
        path = quote(target.path, safe=string.punctuation)
        connection.request("GET" if content is None else "POST", path, content, {**headers, **own})
        with closing(connection.getresponse()) as answer:
            try:
                said = answer.read(most + 1) if most else b""
            except (OSError, http.client.HTTPException):
                return Answer(answer.status, b"", whole=False)
            whole = not most or (len(said) <= most and not answer.length)
            return Answer(answer.status, said[:most], whole, dict(answer.getheaders()))


class _MailLine(smtplib.SMTP):
    """A conversation with the mail server, within the bounds of its exchange."""

    bounds: Bounds

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        number, *_others = look_up(host, port, self.bounds)
        return connect(self.bounds, number, port)


class MailBackend(EmailBackend):
    """Django's mail, each message within EMAIL_TIMEOUT seconds from the first look-up to QUIT."""

    bounds: Bounds

    def open(self) -> bool | None:
        network_guard.require_allowed()
        # Who asks the system for its own name may look it up outside, and there is no end to that.
        DNS_NAME._fqdn = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
        self.bounds = Bounds(self.timeout or settings.EMAIL_TIMEOUT, MOST_ANSWER)
        return super().open()

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return type("_MailLine", (_MailLine,), {"bounds": self.bounds})

    @property
    def ssl_context(self) -> ssl.SSLContext:  # anew for each message
        return tls_context(self.bounds)
