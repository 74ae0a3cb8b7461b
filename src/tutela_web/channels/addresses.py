"""Where a message may go: hosts of the open internet, and inside ones the server's keeper names.

Our server stands inside. An address that leads inside (this machine, a private network, a cloud's
own services) would let whoever wrote it reach what only the server reaches. So every address a name
resolves to is looked at, when a webhook is made and each time something is sent, and the connection
goes to one that was looked at: a name that moves in between gains nothing.
"""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

from tutela.base.errors import BadParameter
from tutela.base.say import say

Ip = ipaddress.IPv4Address | ipaddress.IPv6Address
TRANSLATED = ipaddress.ip_network("64:ff9b::/96")
"""IPv6 addresses that stand for one of IPv4 (RFC 6052)."""

SPECIAL = tuple(
    ipaddress.ip_network(network)
    for network in (
        "192.0.0.0/24",  # protocol assignments: 192.0.0.8 is a dummy, .170 and .171 find NAT64
        "192.88.99.0/24",  # relays of 6to4, withdrawn
        "64:ff9b:1::/48",  # translation within one network
        "2001::/23",  # protocol assignments
        "3fff::/20",  # documentation
        "5f00::/16",  # segment routing
    )
)
"""Numbers for special purposes that lead to no host of the open internet, which releases of Python
take for global one and not the other. Source: IANA special-purpose address registries."""


@dataclass(frozen=True)
class Target:
    """An address that was looked at: the host as named, and the one number to connect to."""

    scheme: str
    host: str
    port: int
    number: str
    path: str

    @property
    def url(self) -> str:
        """The address by number."""
        number = f"[{self.number}]" if ":" in self.number else self.number
        return f"{self.scheme}://{number}:{self.port}{self.path}"

    @property
    def named(self) -> str:
        """The Host the receiver expects."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        usual = self.port == {"https": 443, "http": 80}[self.scheme]
        return host if usual else f"{host}:{self.port}"


def looked_at(url: str) -> Target:
    """Where an address leads, if it may be followed.

    Raises  BadParameter if it is no https (or, to a host of TUTELA_WEBHOOK_INSIDE, http), holds a
            password, does not resolve, or if any number it resolves to lies inside.
    """
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").encode("idna").decode().lower()
        port = parts.port or {"https": 443, "http": 80}.get(parts.scheme, 0)
    except ValueError:  # UnicodeError is one
        host, port = "", 0
    if not host or not port or parts.username is not None or not url.isprintable() or " " in url:
        raise BadParameter(
            say("this is no address of a receiver"),
            next=say("give one such as https://partner.example/changed"),
        )
    numbers = _numbers(host, port)
    hosts, networks = settings.WEBHOOK_INSIDE
    named = [host in hosts or any(number in net for net in networks) for number in numbers]
    if not all(by_name or is_outside(n) for by_name, n in zip(named, numbers, strict=True)):
        raise BadParameter(
            say("this address leads inside, to this machine or a private network"),
            next=say("give one outside, or ask the server's keeper to permit the host"),
        )
    if parts.scheme != "https" and not all(named):
        raise BadParameter(say("this address is not safe"), next=say("give one of https"))
    first = min(numbers, key=lambda number: number.version)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, host, port, str(first), path)


def _numbers(host: str, port: int) -> list[Ip]:
    try:
        answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise BadParameter(
            say("this name leads nowhere"), next=say("look the address up, or try later")
        ) from None
    return [ipaddress.ip_address(str(where[0]).partition("%")[0]) for *_, where in answers]


def is_outside(number: Ip) -> bool:
    """Whether a number is one of the open internet, whatever it is wrapped in.

    >>> [is_outside(ipaddress.ip_address(n)) for n in ("9.9.9.9", "169.254.169.254", "::1")]
    [True, False, False]
    >>> [is_outside(ipaddress.ip_address(n)) for n in ("::ffff:10.0.0.1", "192.0.0.8")]
    [False, False]
    """
    if isinstance(number, ipaddress.IPv6Address):
        within = number.ipv4_mapped or number.sixtofour
        if number in TRANSLATED:
            within = ipaddress.IPv4Address(int(number) & 0xFFFF_FFFF)
        if number.teredo:
            return False
        if within is not None:
            return is_outside(within)
    special = any(number in network for network in SPECIAL)
    return number.is_global and not (special or number.is_multicast or number.is_reserved)


MOST_ANSWER = 65_536
"""Bytes of an answer that are read."""


def post(target: Target, content: bytes, headers: dict[str, str], *, timeout: float) -> int:
    """Send something to a target and give the status of the answer, which is not read.

    Raises  requests.RequestException.
    """
    return send(target, content, headers, timeout=timeout, most=0)[0]


def send(
    target: Target,
    content: bytes,
    headers: dict[str, str],
    *,
    timeout: float,
    most: int = MOST_ANSWER,
) -> tuple[int, bytes]:
    """Send something to a target; gives the status and the beginning of the answer.

    Raises  requests.RequestException.
    """
    # Here, for the library takes megabytes of each process that sends nothing.
    from tutela_web.channels.by_number import session_to

    with session_to(target.host, certificates=settings.WEBHOOK_CA or True) as session:
        answer = session.post(
            target.url,
            data=content,
            headers=headers | {"Host": target.named},
            timeout=timeout,
            allow_redirects=False,
            stream=True,
        )
        said = answer.raw.read(most, decode_content=True) if most else b""
        answer.close()
        return int(answer.status_code), said


def fetch(
    target: Target, headers: dict[str, str], *, timeout: float, most: int
) -> tuple[int, bytes]:
    """Ask a target for something; gives the status and the answer. No redirect is followed: it
    may lead to an address that nobody looked at.

    Raises  requests.RequestException; BadParameter for an answer of more than `most` bytes.
    """
    from tutela_web.channels.by_number import session_to

    with session_to(target.host, certificates=settings.WEBHOOK_CA or True) as session:
        answer = session.get(
            target.url,
            headers=headers | {"Host": target.named},
            timeout=timeout,
            allow_redirects=False,
            stream=True,
        )
        said = answer.raw.read(most + 1, decode_content=True)
        answer.close()
        if len(said) > most:
            raise BadParameter(
                say("the answer is larger than is safe"), next=say("ask for fewer at a time")
            )
        return int(answer.status_code), said
