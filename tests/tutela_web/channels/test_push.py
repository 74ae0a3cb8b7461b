"""Web push: off by default, to hosts the mission named, "Open Tutela" and nothing else."""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import http_ece
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.tutela_web.cast import Cast
from tests.tutela_web.channels.receivers import Receiver, listening
from tests.tutela_web.warning.story import at_desk, call
from tutela.base.errors import BadParameter
from tutela_web.access.gateways.push_verbs import add_browser, turn_push
from tutela_web.access.models import AuditEntry
from tutela_web.access.people import verbs
from tutela_web.base.errors import Denied, NotNow
from tutela_web.channels import outbox, push
from tutela_web.channels.models import Message, PushDevice, PushService
from tutela_web.settings import hosts_and_networks

pytestmark = pytest.mark.postgresql
HOFO = "head_of_field_office"


def letters(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


@dataclass
class Handheld:
    """A browser with keys of its own, which its push service never has."""

    key: ec.EllipticCurvePrivateKey
    auth: bytes

    @classmethod
    def new(cls) -> Handheld:
        return cls(ec.generate_private_key(ec.SECP256R1()), secrets.token_bytes(16))

    def at(self, endpoint: str) -> push.Browser:
        point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return push.Browser(endpoint, letters(point), letters(self.auth))

    def reads(self, content: bytes) -> str:
        said: bytes = http_ece.decrypt(
            content, private_key=self.key, auth_secret=self.auth, version="aes128gcm"
        )
        return said.decode()


@pytest.fixture
def station(cast: Cast, settings: Any) -> Iterator[Receiver]:
    """A push service on this machine, and the mission that named its host."""
    settings.WEBHOOK_INSIDE = hosts_and_networks("127.0.0.0/8")
    settings.EMAIL_HOST = ""
    with listening() as found:
        found.answer = 201
        turn_push(on=True, hosts=["127.0.0.1"], by=at_desk(cast, "administrator"))
        yield found


def pushes() -> list[tuple[str, str]]:
    rows = Message.objects.filter(channel="push").order_by("made_at", "pk")
    return list(rows.values_list("state", "fault"))


def test_a_browser_is_told_open_tutela_and_only_it_can_read_that(
    cast: Cast, station: Receiver
) -> None:
    browser = Handheld.new()
    person = cast[HOFO]
    person.language = "fr"
    person.save()
    add_browser("desk", browser.at(f"{station.url}/one"), by=at_desk(cast, HOFO))
    alert = call(cast, level="ongoing", act="shots at the market of Luma")
    assert not Message.objects.filter(channel="push").exists(), "the alert waits for no push"
    outbox.deliver_due()
    assert pushes() == [("sent", "")]
    ((headers, content),) = station.got
    assert browser.reads(content) == "Ouvrez Tutela"
    assert b"Tutela" not in content and str(alert) not in str(headers)
    assert headers["Content-Encoding"] == "aes128gcm" and int(headers["TTL"]) > 0
    told, _comma, key = headers["Authorization"].partition(", k=".replace(", ", ","))
    raw = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), push._bytes(key))
    claims = jwt.decode(
        told.removeprefix("vapid t="), raw, ["ES256"], options={"verify_aud": False}
    )
    assert claims["aud"] == station.url.rpartition("/")[0]
    assert key == PushService.objects.get().public_key
    outbox.deliver_due()
    assert len(station.got) == 1, "once"


def test_an_alert_stands_as_told_where_the_mail_failed_and_the_push_left(
    cast: Cast, station: Receiver
) -> None:
    add_browser("desk", Handheld.new().at(station.url), by=at_desk(cast, HOFO))
    call(cast, level="ongoing")
    outbox.deliver_due()
    states = Message.objects.filter(to_id=cast[HOFO].pk).values_list("channel", "state")
    assert {("push", "sent")} <= set(states) and ("mail", "sent") not in set(states)


@pytest.mark.parametrize("answer", [404, 410])
def test_a_browser_its_push_service_knows_no_more_is_removed(
    cast: Cast, station: Receiver, answer: int
) -> None:
    add_browser("desk", Handheld.new().at(station.url), by=at_desk(cast, HOFO))
    station.answer = answer
    call(cast, level="ongoing")
    outbox.deliver_due()
    assert not PushDevice.objects.exists()
    assert pushes() and pushes()[0][0] != "sent"


def test_it_is_off_until_the_mission_turns_it_on_and_leaves_to_no_other_host(
    cast: Cast, settings: Any
) -> None:
    desk, keeper = at_desk(cast, HOFO), at_desk(cast, "administrator")
    good = Handheld.new().at("https://updates.push.example/a/b")
    with pytest.raises(NotNow, match="off"):
        add_browser("desk", good, by=desk)
    with pytest.raises(Denied):
        turn_push(on=True, hosts=["push.example"], by=desk)
    with pytest.raises(BadParameter, match="named"):
        turn_push(on=True, hosts=[], by=keeper)
    for inside in ("127.0.0.1", "localhost", "10.0.0.8", "a b", "push.example/x"):
        with pytest.raises(BadParameter):
            turn_push(on=True, hosts=[inside], by=keeper)
    turn_push(on=True, hosts=["push.example"], by=keeper)
    add_browser("desk", good, by=desk)
    for bad in (
        "https://push.example.evil.example/a",
        "http://updates.push.example/a",
        "https://user:word@updates.push.example/a",
        "https://127.0.0.1/a",
        "no address",
    ):
        with pytest.raises(BadParameter):
            add_browser("desk", Handheld.new().at(bad), by=desk)
    with pytest.raises(BadParameter, match="keys"):
        add_browser("desk", push.Browser(good.endpoint, "x", "y"), by=desk)
    kept = str(list(PushDevice.objects.values())) + str(list(AuditEntry.objects.values()))
    assert "updates.push.example/a" not in kept


def test_what_was_named_before_is_left_alone_once_it_is_named_no_more(
    cast: Cast, station: Receiver
) -> None:
    add_browser("desk", Handheld.new().at(station.url), by=at_desk(cast, HOFO))
    turn_push(on=True, hosts=["push.example"], by=at_desk(cast, "administrator"))
    call(cast, level="ongoing")
    outbox.deliver_due()
    assert station.got == [] and pushes()[0][0] == "waiting"
    turn_push(on=False, hosts=[], by=at_desk(cast, "administrator"))
    call(cast, level="ongoing")
    outbox.deliver_due()
    assert station.got == [] and len(pushes()) == 1


def test_a_reporters_telephone_is_never_switched_on(
    cast: Cast, station: Receiver, sign_in: Any
) -> None:
    with pytest.raises(Denied):
        add_browser("mine", Handheld.new().at(station.url), by=at_desk(cast, "field_reporter"))
    page = sign_in(cast["field_reporter"]).get("/m/luma/push/").content.decode()
    assert "never woken" in page and "data-push" not in page


def test_a_person_lists_and_removes_their_own_and_they_end_with_the_account(
    cast: Cast, station: Receiver, sign_in: Any
) -> None:
    desk = sign_in(cast[HOFO])
    browser = Handheld.new().at(station.url)
    said = {"name": "desk", **vars(browser)}
    assert "is switched on" in desk.post("/m/luma/push/add/", said, follow=True).content.decode()
    desk.post("/m/luma/push/add/", said)
    device = PushDevice.objects.get()
    assert "127.0.0.1" in desk.get("/m/luma/push/").content.decode()
    other = sign_in(cast["unit_commander"])
    assert other.post(f"/m/luma/push/{device.pk}/remove/").status_code == 404
    desk.post(f"/m/luma/push/{device.pk}/remove/")
    assert not PushDevice.objects.exists()
    desk.post("/m/luma/push/add/", said)
    verbs.end_account(cast[HOFO], by=at_desk(cast, "administrator"))
    assert not PushDevice.objects.exists()


def test_the_page_of_gateways_turns_it_on(cast: Cast, sign_in: Any) -> None:
    keeper = sign_in(cast["administrator"])
    assert (
        "push service is a server outside" in keeper.get("/m/luma/gateways/push/").content.decode()
    )
    said = {"on": "on", "hosts": "push.example\nnotify.example\n"}
    assert keeper.post("/m/luma/gateways/push/", said).status_code == 302
    assert PushService.objects.get().hosts == ["notify.example", "push.example"]
    assert (
        keeper.post("/m/luma/gateways/push/", {"on": "on", "hosts": "10.0.0.8"}).status_code == 400
    )
    assert sign_in(cast[HOFO]).get("/m/luma/gateways/push/").status_code in (403, 404)
