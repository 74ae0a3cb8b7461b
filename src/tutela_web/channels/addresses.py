"""Where a message may go: hosts of the open internet, and inside ones the server's keeper names.

Our server stands inside. An address that leads inside (this machine, a private network, a cloud's
own services) would let whoever wrote it reach what only the server reaches. So every number a name
leads to is looked at each time something is sent, and the connection goes to one that was looked
at: a name that moves in between gains nothing. Who is asked, and how long: exchange.py.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NoReturn
from urllib.parse import urlsplit

from django.conf import settings

from tutela.base.errors import BadParameter
from tutela.base.messages import say

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
    def named(self) -> str:
        """The Host the receiver expects."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        usual = self.port == {"https": 443, "http": 80}[self.scheme]
        return host if usual else f"{host}:{self.port}"


@dataclass(frozen=True)
class WrittenAddress:
    """An address as somebody wrote it, taken apart: nobody was asked yet where its host is."""

    scheme: str
    host: str
    port: int
    path: str


def read_address(url: str) -> WrittenAddress:
    """Take an address apart.

    Raises  BadParameter if it is none, or holds a password.

    >>> read_address("https://Partner.example/changed?to=us")
    WrittenAddress(scheme='https', host='partner.example', port=443, path='/changed?to=us')
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
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return WrittenAddress(parts.scheme, host, port, path)


def require_possible(url: str) -> None:
    """Refuse what an address shows by itself, when somebody types it in: no name is looked up
    within a request. Where a name leads is looked at each time something is sent.

    Raises  BadParameter as `read_address`; for a number, or a name without a dot, that lies inside;
            for http that no permission could be meant for.
    """
    written = read_address(url)
    hosts, networks = settings.WEBHOOK_INSIDE
    if number := _number_written(written.host):
        target_of(written, [number])
    elif written.host not in hosts and not networks:
        if "." not in written.host.rstrip("."):
            _refuse_inside()
        if written.scheme != "https":
            _refuse_unsafe()


def target_of(written: WrittenAddress, numbers: Sequence[str], *, anywhere: bool = False) -> Target:
    """The one number to connect to, of those that a host leads to.

    Takes   anywhere, for an address that the server's keeper named: it may lead inside.
    Raises  BadParameter if any of the numbers lies inside, or if it is neither https nor http to a
            host of TUTELA_WEBHOOK_INSIDE.
    """
    reached = [ipaddress.ip_address(number) for number in numbers]
    hosts, networks = settings.WEBHOOK_INSIDE
    named = [
        anywhere or written.host in hosts or any(number in net for net in networks)
        for number in reached
    ]
    if not all(by_name or is_outside(n) for by_name, n in zip(named, reached, strict=True)):
        _refuse_inside()
    if written.scheme not in ("https", "http") or (written.scheme == "http" and not all(named)):
        _refuse_unsafe()
    first = min(reached, key=lambda number: number.version)
    return Target(written.scheme, written.host, written.port, str(first), written.path)


def _refuse_inside() -> NoReturn:
    raise BadParameter(
        say("this address leads inside, to this machine or a private network"),
        next=say("give one outside, or ask the server's keeper to permit the host"),
    )


def _refuse_unsafe() -> NoReturn:
    raise BadParameter(say("this address is not safe"), next=say("give one of https"))


def _number_written(host: str) -> str:
    """The number a host is written as, in any spelling; empty for a name. Nobody is asked."""
    try:
        answers = socket.getaddrinfo(host, 0, flags=socket.AI_NUMERICHOST)
    except (OSError, UnicodeError):
        return ""
    return str(answers[0][4][0]).partition("%")[0]


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
