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
from tutela_web.access.vault import keyring
from tutela_web.channels import proofs
from tutela_web.channels.intake import Inbound
from tutela_web.channels.models import Message
from tutela_web.warning.models import Alert, Report
from tutela_web.warning.texts.verbs import MOST_ALERTS

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


@pytest.mark.postgresql
def test_what_came_once_is_kept_once_and_other_words_under_its_id_are_another_message(
    cast: Cast, client: Client, taken: list[Inbound]
) -> None:
    """A replay with the true secret, word for word, adds nothing. A gateway that counts from one
    again, or somebody who plays it, hides no cry for help behind an id that was here before."""
    gateway = make.gateway(cast.mission)
    for _ in range(10):
        assert kannel(client, gateway, ident="7").status_code == 200
    assert Message.objects.filter(gateway=gateway).count() == len(taken) == 1
    kannel(client, gateway, "all is quiet", ident="7")
    kannel(client, gateway, ident="7", HTTP_X_KANNEL_FROM="+211900111333")
    kannel(client, gateway, "all is quiet", ident="7")
    assert Message.objects.filter(gateway=gateway).count() == len(taken) == 3
    Message.objects.exclude(pk=Message.objects.first().pk).delete()  # type: ignore[union-attr]
    Message.objects.update(gateway_message_id="8")  # as an earlier release kept it
    kannel(client, gateway, ident="8")
    assert len(taken) == 3


def test_a_time_ahead_with_a_true_signature_puts_nothing_off(
    cast: Cast, client: Client, taken: list[Inbound]
) -> None:
    gateway, phone = make.gateway(cast.mission), make.gateway(cast.mission, "rapidpro")
    kannel(client, gateway, ident="a", HTTP_X_KANNEL_TIME="2099-01-01 05:00:00")
    for said, at in (("call", "2099-01-01T05:00:00Z"), ("receive", "2099-01-01T05:00:00Z")):
        told = {"from": NUMBER, "text": "help", "id": said, "date": at}
        assert client.post(f"/in/{phone.pk}/{said}", told, **proof(phone)).status_code == 200
    kannel(client, gateway, ident="b", HTTP_X_KANNEL_TIME="1980-01-06 00:00:00")  # a modem's clock
    assert [one.sent_at and one.sent_at.year for one in taken] == [None, None, None, 1980]
    assert len({one.received_at.date() for one in taken}) == 1


@pytest.mark.postgresql
def test_a_flood_of_one_sender_raises_few_alerts_loses_no_text_and_leaves_others_heard(
    cast: Cast, client: Client
) -> None:
    """Somebody with a handset, or with a gateway's secret, names a new place with each text."""
    keyring.make_first()
    gateway = make.gateway(cast.mission)
    names = [f"Place{letter}{letter}" for letter in "abcdefghijklmnop"]
    for name in names:
        make.place(cast.mission, name, area=cast.north)
    for name in names:
        assert kannel(client, gateway, f"1 {name}").status_code == 200
    assert Alert.objects.count() == MOST_ALERTS
    assert Report.objects.count() == Message.objects.filter(outgoing=False).count() == len(names)
    other = {"HTTP_X_KANNEL_FROM": "+211900111333"}
    assert kannel(client, gateway, f"1 {names[-1]}", **other).status_code == 200
    assert Alert.objects.count() == MOST_ALERTS + 1  # somebody else is heard at once
    assert Message.objects.filter(outgoing=True, state=Message.State.HELD).count() == 0
