"""A partner system is told that something changed: signed, tried again, never with words."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tutela.base.errors import BadParameter
from tutela_web.access import records
from tutela_web.base.clock import real_now
from tutela_web.channels import webhooks
from tutela_web.channels.models import Message


class Receiver(HTTPServer):
    """A partner's system on this machine: it answers as told and keeps what it got."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Taking)
        self.answer = 204
        self.got: list[tuple[dict[str, str], bytes]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/changed"


class Taking(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        content = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((dict(self.headers), content))  # type: ignore[attr-defined]
        self.send_response(self.server.answer)  # type: ignore[attr-defined]
        self.end_headers()

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    server = Receiver()
    Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def test_a_change_is_told_by_id_alone_and_signed(cast: Cast, receiver: Receiver) -> None:
    _hook, secret = webhooks.make(cast.mission.pk, receiver.url, ["incident"],
                                  by_id=cast["chief_of_staff"].pk)  # fmt: skip
    made = make.incident(cast.mission, "SECRETTITLE", by=cast.amina)
    records.edit(made, {"title": "SECRETOTHER"}, version=1, by=cast.amina)
    make.place(cast.mission, "SECRETPLACE")
    make.closed_incident(cast.mission, "crsv", "SECRETCLOSED")
    assert webhooks.deliver_due() == 2
    for headers, content in receiver.got:
        told = json.loads(content)
        assert (told["kind"], told["record"]) == ("incident", str(made.pk))
        assert b"SECRET" not in content
        at, mac = (part.split("=")[1] for part in headers["Tutela-Signature"].split(","))
        key = bytes.fromhex(secret)
        assert mac == hmac.new(key, f"{at}.".encode() + content, hashlib.sha256).hexdigest()
    assert webhooks.deliver_due() == 0, "what was delivered is not sent again"


def test_a_receiver_that_is_down_is_tried_again_later_and_given_up_in_the_end(
    cast: Cast, receiver: Receiver
) -> None:
    webhooks.make(cast.mission.pk, receiver.url, ["place"], by_id=cast["chief_of_staff"].pk)
    receiver.answer = 500
    make.place(cast.mission)
    waits = []
    for _ in range(len(webhooks.RETRIES)):
        assert webhooks.deliver_due() == 0
        message = Message.objects.get()
        assert message.next_try_at is not None
        waits.append(round((message.next_try_at - real_now()).total_seconds(), -1))
        Message.objects.update(next_try_at=real_now() - timedelta(seconds=1))
    assert waits == [round(seconds, -1) for seconds in webhooks.RETRIES]
    webhooks.deliver_due()
    assert Message.objects.get().state == "failed"


def test_a_loop_cannot_send_hundreds(cast: Cast, receiver: Receiver) -> None:
    hook, _ = webhooks.make(cast.mission.pk, receiver.url, ["place"], by_id=cast.amina.pk)
    Message.objects.bulk_create(
        Message(mission_id=cast.mission.pk, channel="webhook", template="changed", webhook=hook,
                state="delivered", made_at=real_now(), sent_at=real_now())
        for _ in range(webhooks.CAP_AN_HOUR)
    )  # fmt: skip
    make.place(cast.mission)
    webhooks.deliver_due()
    assert Message.objects.get(about_kind="place").state == "held" and not receiver.got


@pytest.mark.parametrize("url", ["http://partner.example/x", "ftp://localhost/x", "https:///x"])
def test_an_address_that_is_not_safe_is_refused(cast: Cast, url: str) -> None:
    with pytest.raises(BadParameter):
        webhooks.make(cast.mission.pk, url, ["place"], by_id=cast.amina.pk)
