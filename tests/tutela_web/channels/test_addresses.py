"""Our server stands inside: no address somebody writes may lead it there, not even later."""

from __future__ import annotations

import datetime as dt
import ipaddress
import socket
import ssl
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.core.exceptions import ImproperlyConfigured

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.channels.receivers import listening
from tutela.base.errors import BadParameter
from tutela_web.channels import exchange, webhooks
from tutela_web.channels.addresses import Target, is_outside, require_possible
from tutela_web.channels.models import Message, Webhook
from tutela_web.settings import hosts_and_networks

Names = Callable[..., None]


def looked_at(url: str) -> Target:
    """Where an address leads, as it is looked at before each exchange."""
    return exchange.looked_at(url, exchange.Bounds(seconds=5, most=0))


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Names:
    """Say which numbers a name resolves to: the one thing asked of the network."""
    known: dict[str, tuple[str, ...]] = {}
    asked = socket.getaddrinfo

    def resolve(host: str, port: int, *args: Any, **how: Any) -> Any:
        if host not in known:
            return asked(host, port, *args, **how | {"flags": socket.AI_NUMERICHOST})
        kinds = {4: socket.AF_INET, 6: socket.AF_INET6}
        return [
            (kinds[ipaddress.ip_address(n).version], socket.SOCK_STREAM, 6, "", (n, port))
            for n in known[host]
        ]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)

    def say(host: str, *numbers: str) -> None:
        known[host] = numbers

    return say


@pytest.mark.parametrize(
    "url",
    [
        "http://partner.example/x",
        "ftp://partner.example/x",
        "https:///x",
        "partner.example/x",
        "https://amina:word@partner.example/x",
        "https://partner.example:99999/x",
        "https://partner.example/x y",
        "https://nobody.example/x",
        "https://partner.example/\n",
    ],
)
def test_what_is_no_safe_address_is_refused(names: Names, url: str) -> None:
    names("partner.example", "93.184.216.34")
    with pytest.raises(BadParameter):
        looked_at(url)


@pytest.mark.parametrize(
    "number",
    [
        "127.0.0.1",
        "127.8.8.8",
        "10.1.2.3",
        "172.16.0.9",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "fe80::1",
        "fd00::1",
        "::ffff:127.0.0.1",
        "64:ff9b::a00:1",
        "2002:7f00:1::",
    ],
)
def test_a_name_that_leads_inside_is_refused_whatever_else_it_leads_to(
    names: Names, number: str
) -> None:
    names("partner.example", number)
    with pytest.raises(BadParameter, match="leads inside"):
        looked_at("https://partner.example/x")
    names("partner.example", "93.184.216.34", number)
    with pytest.raises(BadParameter, match="leads inside"):
        looked_at("https://partner.example/x")
    assert not is_outside(ipaddress.ip_address(number))


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "2130706433", "0x7f.1", "127.1"])
def test_a_number_in_any_spelling_is_looked_at(host: str) -> None:
    for look in (looked_at, require_possible):
        with pytest.raises(BadParameter, match="leads inside"):
            look(f"https://{host}/x")


def test_nobody_is_asked_where_a_name_leads_while_somebody_waits_for_a_page(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def resolve(host: str, *_args: Any, **how: Any) -> Any:
        assert how == {"flags": socket.AI_NUMERICHOST}, "a name was looked up"
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    require_possible("https://partner.example/x")
    for url in ("http://partner.example/x", "https://localhost/x", "https://partner.example/ x"):
        with pytest.raises(BadParameter):
            require_possible(url)


def test_an_address_outside_is_followed_by_number(names: Names) -> None:
    names("partner.example", "2606:2800:220:1::1", "93.184.216.34")
    target = looked_at("https://partner.example:8443/changed?to=us")
    assert (target.number, target.port, target.path) == ("93.184.216.34", 8443, "/changed?to=us")
    assert target.named == "partner.example:8443"


def test_the_servers_keeper_may_permit_a_host_or_a_network(names: Names, settings: Any) -> None:
    names("gis.mission.example", "10.20.3.4")
    for permitted in ("gis.mission.example", "10.20.0.0/16"):
        settings.WEBHOOK_INSIDE = hosts_and_networks(permitted)
        require_possible("http://gis.mission.example/x")
        assert looked_at("http://gis.mission.example/x").number == "10.20.3.4"
    settings.WEBHOOK_INSIDE = hosts_and_networks("other.example, 10.21.0.0/16")
    with pytest.raises(BadParameter, match="leads inside"):
        looked_at("https://gis.mission.example/x")


@pytest.mark.parametrize("text", ["10.20.0.0/33", "no host", "https://x"])
def test_a_permission_nobody_can_read_stops_the_start(text: str) -> None:
    with pytest.raises(ImproperlyConfigured):
        hosts_and_networks(text)


def test_a_name_that_moves_inside_after_it_was_allowed_is_not_followed(
    cast: Cast, names: Names
) -> None:
    with listening() as receiver:
        names("partner.example", "93.184.216.34")
        url = f"https://partner.example:{receiver.port}/changed"
        webhooks.make(cast.mission.pk, url, ["place"], by_id=cast.amina.pk)
        names("partner.example", "127.0.0.1")
        make.place(cast.mission)
        assert webhooks.deliver_due() == 0 and not receiver.got
    message = Message.objects.get()
    assert (message.state, message.status, message.fault) == ("waiting", None, "address")


def test_a_receiver_may_not_send_us_elsewhere(cast: Cast, settings: Any) -> None:
    settings.WEBHOOK_INSIDE = hosts_and_networks("127.0.0.0/8")
    with listening() as receiver:
        receiver.answer = 302
        webhooks.make(cast.mission.pk, receiver.url, ["place"], by_id=cast.amina.pk)
        make.place(cast.mission)
        assert webhooks.deliver_due() == 0 and len(receiver.got) == 1
    assert Message.objects.get().status == 302


def certificate(folder: Path, name: str) -> tuple[Path, ssl.SSLContext]:
    """A certificate of a name, which vouches for itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    whole, own = folder / f"{name}.pem", folder / f"{name}.key"
    whole.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    own.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(whole, own)
    return whole, context


def test_the_certificate_must_be_the_named_hosts_though_we_connect_by_number(
    cast: Cast, names: Names, settings: Any, tmp_path: Path
) -> None:
    settings.WEBHOOK_INSIDE = hosts_and_networks("127.0.0.0/8")
    names("partner.example", "127.0.0.1")
    names("other.example", "127.0.0.1")
    settings.WEBHOOK_CA, own = certificate(tmp_path, "partner.example")
    settings.WEBHOOK_CA = str(settings.WEBHOOK_CA)
    with listening(own) as receiver:
        for host in ("partner.example", "other.example"):
            url = f"https://{host}:{receiver.port}/changed"
            webhooks.make(cast.mission.pk, url, ["place"], by_id=cast.amina.pk)
        make.place(cast.mission)
        assert webhooks.deliver_due() == 1
        [(headers, _content)] = receiver.got
    assert headers["Host"] == f"partner.example:{receiver.port}"
    bad = Message.objects.get(webhook=Webhook.objects.get(url__contains="other.example"))
    assert bad.fault == "certificate"


def test_an_unknown_kind_and_none_are_refused(cast: Cast, names: Names) -> None:
    names("partner.example", "93.184.216.34")
    for kinds in (["people"], []):
        with pytest.raises(BadParameter):
            webhooks.make(cast.mission.pk, "https://partner.example/x", kinds, by_id=cast.amina.pk)
