"""Somebody on the network plays a gateway: with the secret of another, a signature of another
address, words changed after signing, headers of odd letters. Nothing is taken, and nothing tells
which part was wrong."""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.channels.test_gateways import NUMBER, kannel, proof, taken
from tutela_web.channels import proofs
from tutela_web.channels.intake import Inbound
from tutela_web.channels.models import Message

__all__ = ["taken"]


def basic(words: bytes) -> dict[str, str]:
    return {"HTTP_AUTHORIZATION": "Basic " + base64.b64encode(words).decode()}


def test_a_secret_opens_its_own_gateway_alone_and_refusals_are_all_alike(
    cast: Cast, client: Client, taken: list[Inbound]
) -> None:
    ours, beside = make.gateway(cast.mission), make.gateway(cast.mission)
    theirs = make.gateway(make.mission("elsewhere"))
    address = f"/in/{ours.pk}/?id={uuid4()}"
    tries: list[dict[str, str]] = [
        proof(ours, beside.secret),
        proof(ours, theirs.secret),
        proof(ours, ours.secret[:-1]),
        proof(ours, ours.secret + "\0"),
        proof(ours, ours.secret.swapcase()),
        proof(ours, proofs.hash_secret(ours.secret)),  # what a stolen database holds
        basic(b"tutela:\xff\xfe"),
        basic(b":"),
        basic(b"no colon"),
        basic("tutela:نجدة".encode()),
        {"HTTP_AUTHORIZATION": "Basic ====" + "A" * 9000},
        {"HTTP_AUTHORIZATION": f"Bearer {beside.secret}"},
        {"HTTP_AUTHORIZATION": "Basic \xe9"},
    ]
    answers = [
        client.post(address, b"help", "text/plain", HTTP_X_KANNEL_FROM=NUMBER, **one)
        for one in tries
    ]
    answers.append(client.post(f"/in/{uuid4()}/?id={uuid4()}", b"help", "text/plain"))
    assert [n for n, one in enumerate(answers) if one.status_code != 404] == []
    assert len({len(one.content) for one in answers}) == 1  # but for tokens of chance
    assert not taken and not Message.objects.exists()
    assert kannel(client, ours).status_code == 200 and len(taken) == 1


def signed(client: Client, gateway: Any, said: dict[str, str], told: str) -> Any:
    mac = hmac.new(gateway.secret.encode(), told.encode(), hashlib.sha1).digest()
    mark = base64.b64encode(mac).decode()
    return client.post(f"/in/{gateway.pk}/", said, HTTP_X_TWILIO_SIGNATURE=mark)


@pytest.mark.parametrize("how", ["host", "path", "words", "left out", "added", "empty"])
def test_a_signature_of_something_else_is_no_proof(
    cast: Cast, client: Client, taken: list[Inbound], settings: Any, how: str
) -> None:
    settings.PUBLIC_URL = "https://tutela.example"
    gateway = make.gateway(cast.mission, "twilio")
    other = make.gateway(cast.mission, "twilio")
    said = {"From": NUMBER, "Body": "help", "MessageSid": "SM1"}
    here = f"https://tutela.example/in/{gateway.pk}/"
    where = {
        "host": here.replace("tutela.", "elsewhere."),
        "path": f"https://tutela.example/in/{other.pk}/",
    }.get(how, here)
    written = {
        "words": said | {"Body": "all is quiet"},
        "left out": {"From": NUMBER},
        "added": said | {"To": "x"},
        "empty": {},
    }.get(how, said)
    told = where + "".join(f"{name}{written[name]}" for name in sorted(written))
    assert signed(client, gateway, said, told).status_code == 404 and not taken
    true = here + "".join(f"{name}{said[name]}" for name in sorted(said))
    assert signed(client, gateway, said, true).status_code == 200 and len(taken) == 1


def test_secrets_are_compared_in_the_same_time_whatever_they_share(
    cast: Cast, client: Client, taken: list[Inbound], monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[tuple[int, int]] = []
    real = hmac.compare_digest

    def counting(one: Any, other: Any) -> bool:
        compared.append((len(one), len(other)))
        return real(one, other)

    monkeypatch.setattr(proofs.hmac, "compare_digest", counting)
    gateway = make.gateway(cast.mission)
    for guess in (gateway.secret[:5], "x", gateway.secret):
        kannel(client, gateway, **proof(gateway, guess))
    # Of hashes, which are of one length: not even the secret's length is told.
    assert len(compared) >= 3 and set(compared) == {(64, 64)}


def test_what_came_once_and_is_sent_again_a_hundred_times_is_kept_once(
    cast: Cast, client: Client
) -> None:
    """A replay with the true secret, word for word: the message's own id makes it one."""
    gateway = make.gateway(cast.mission)
    for _ in range(10):
        assert kannel(client, gateway, ident="one-and-the-same").status_code == 200
    assert Message.objects.filter(gateway=gateway).count() <= 1
