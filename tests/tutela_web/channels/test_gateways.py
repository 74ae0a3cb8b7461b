"""Where gateways knock: who holds the secret is heard, everybody else finds nothing there."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import logging
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from typing import Any
from urllib.parse import parse_qs
from uuid import uuid4

import pytest
from django.db import IntegrityError, OperationalError, connection
from django.test import Client

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tutela_web.base.clock import real_now
from tutela_web.base.ids import new_id
from tutela_web.base.writes import Writes
from tutela_web.channels import gateway_verbs, intake, proofs
from tutela_web.channels.gateways import KINDS
from tutela_web.channels.intake import Inbound, IntakeResult
from tutela_web.channels.models import Gateway, Message

NUMBER = "+211900111222"
WORDS = "gunfire near Luma, come by the old well"


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> list[Inbound]:
    """What whoever takes messages was given."""
    got: list[Inbound] = []

    def take(texts: Sequence[Inbound]) -> Callable[[Writes], list[IntakeResult]]:
        def keep(writes: Writes) -> list[IntakeResult]:
            got.extend(texts)
            return [IntakeResult("hash", "alert", new_id()) for _one in texts]

        return keep

    monkeypatch.setattr(intake, "TAKERS", [take])
    return got


def proof(gateway: Any, secret: str = "") -> dict[str, str]:
    word = base64.b64encode(f"tutela:{secret or gateway.secret}".encode()).decode()
    return {"HTTP_AUTHORIZATION": f"Basic {word}"}


def kannel(
    client: Client,
    gateway: Any,
    words: str = WORDS,
    *,
    what: str = "",
    ident: str = "",
    **more: str,
) -> Any:
    """What Kannel posts."""
    said = proof(gateway) | {"HTTP_X_KANNEL_FROM": NUMBER} | more
    return client.post(
        f"/in/{gateway.pk}/{what}?id={ident or uuid4()}",
        words.encode(),
        content_type="text/plain; charset=UTF-8",
        **said,
    )


def test_what_the_kannel_of_a_mission_says_is_handed_on_whole(
    cast: Cast, client: Client, taken: list[Inbound]
) -> None:
    gateway = make.gateway(cast.mission)
    answer = kannel(client, gateway, ident="k-1", HTTP_X_KANNEL_TIME="2018-12-31 05:00:00")
    assert (answer.status_code, answer.content) == (200, b"")
    one = taken[0]
    assert (one.number, one.words, one.complete, one.channel) == (NUMBER, WORDS, True, "sms")
    assert one.mission_id == cast.mission.pk and one.gateway_message_id.startswith("k-1~")
    assert one.sent_at is not None and one.sent_at.isoformat() == "2018-12-31T05:00:00+00:00"
    row = Message.objects.get()
    assert row.pk == one.message_id and (row.state, row.about_kind) == ("delivered", "alert")
    assert NUMBER not in str(Message.objects.values()) and "well" not in str(
        Message.objects.values()
    )


def test_one_part_alone_is_handed_on_and_marked_as_a_part(
    cast: Cast, client: Client, taken: list[Inbound]
) -> None:
    gateway = make.gateway(cast.mission)
    kannel(client, gateway, HTTP_X_KANNEL_UDH="%05%00%03M%02%01")
    kannel(client, gateway, HTTP_X_KANNEL_UDH="%03%01%01%00")  # a picture's mark, no part
    assert [one.complete for one in taken] == [False, True]


def test_a_call_nobody_took_is_a_call_on_every_kind_of_gateway(
    cast: Cast, client: Client, taken: list[Inbound], settings: Any
) -> None:
    settings.PUBLIC_URL = "https://tutela.example"
    kannel(client, make.gateway(cast.mission), "", what="call")
    rapid = make.gateway(cast.mission, "rapidpro")
    client.post(f"/in/{rapid.pk}/call", {"from": NUMBER, "id": "7"}, **proof(rapid))
    answer = signed(
        client, make.gateway(cast.mission, "twilio"), "call", {"From": NUMBER, "CallSid": "CA1"}
    )
    assert answer.content == b"<Response><Reject/></Response>"  # it rings off: nothing is paid
    assert [(one.channel, one.number, one.words) for one in taken] == [
        ("missed_call", NUMBER, "")
    ] * 3
    assert set(Message.objects.values_list("channel", "template")) == {("call", "missed_call")}


def signed(client: Client, gateway: Any, what: str, said: dict[str, str]) -> Any:
    """What a gateway in the shape of Twilio's posts."""
    path = f"/in/{gateway.pk}/{what}"
    told = f"https://tutela.example{path}" + "".join(f"{k}{said[k]}" for k in sorted(said))
    mac = hmac.new(gateway.secret.encode(), told.encode(), hashlib.sha1).digest()
    return client.post(path, said, HTTP_X_TWILIO_SIGNATURE=base64.b64encode(mac).decode())


def test_what_twilio_signs_is_checked_as_its_own_library_checks_it() -> None:
    # the example of Twilio's documentation "Validating Signatures from Twilio"
    said = {
        "CallSid": "CA1234567890ABCDE",
        "Caller": "+14158675309",
        "Digits": "1234",
        "From": "+14158675309",
        "To": "+18005551212",
    }
    told = "https://mycompany.com/myapp.php?foo=1&bar=2"
    told += "".join(f"{name}{said[name]}" for name in sorted(said))
    mac = hmac.new(b"12345", told.encode(), hashlib.sha1).digest()
    assert base64.b64encode(mac).decode() == "RSOYDt4T1cUTdK1PDd93/VVr8B8="


def test_what_has_no_proof_finds_nothing_there_whoever_it_is(
    cast: Cast, client: Client, taken: list[Inbound], sign_in: Any
) -> None:
    gateways = [make.gateway(cast.mission, kind) for kind in KINDS]
    for gateway in gateways:
        for path in ("", "receive", "receipt", "receipt/", "sent", "delivered", "call", "x"):
            address = f"/in/{gateway.pk}/{path}"
            for who in (cast["administrator"], cast["chief_of_staff"], cast.chen):
                assert sign_in(who).get(address).status_code == 404
            for headers in (
                {},
                {"HTTP_AUTHORIZATION": "Basic x"},
                proof(gateway, "guessed"),
                {"HTTP_X_TWILIO_SIGNATURE": "guessed"},
            ):
                assert client.post(address, {"from": NUMBER}, **headers).status_code == 404
    assert client.get(f"/in/{uuid4()}/").status_code == 404 and not taken


def test_a_paused_gateway_is_not_heard_but_its_receipts_are(
    cast: Cast, client: Client, taken: list[Inbound]
) -> None:
    gateway = make.gateway(cast.mission)
    ours = left(gateway)
    gateway_verbs.turn(gateway, False)
    assert kannel(client, gateway).status_code == 404 and not taken
    assert receipt(client, gateway, ours, 1).status_code == 200
    ours.refresh_from_db()
    assert ours.state == "delivered"


@pytest.mark.parametrize("said", [("x", ""), ("-1", ""), ("99999", ""), ("", "chunked")])
def test_a_body_without_its_length_or_too_long_is_not_read(
    cast: Cast, client: Client, taken: list[Inbound], said: tuple[str, str]
) -> None:
    length, coding = said
    more = {"HTTP_TRANSFER_ENCODING": coding} if coding else {}
    gateway = make.gateway(cast.mission)
    assert kannel(client, gateway, CONTENT_LENGTH=length, **more).status_code == 404
    assert not taken


def test_an_empty_text_and_letters_nobody_knows_are_taken(
    cast: Cast, client: Client, taken: list[Inbound]
) -> None:
    gateway = make.gateway(cast.mission)
    assert kannel(client, gateway, "").status_code == 200
    address = f"/in/{gateway.pk}/?id=9"
    said = proof(gateway) | {"HTTP_X_KANNEL_FROM": NUMBER}
    for content, kind in (
        (b"\xff\xfehelp\0", "text/plain; charset=martian"),
        ("نجدة".encode("utf-16-be"), "application/octet-stream"),
    ):
        client.generic(
            "POST", address + str(len(content)), content, kind, HTTP_X_KANNEL_CODING="2", **said
        )
    assert [one.words for one in taken] == ["", "\ufffd\ufffdhelp", "نجدة"]


def test_without_a_taker_nothing_is_lost_in_silence(
    cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "TAKERS", [])
    answer = kannel(client, make.gateway(cast.mission))
    assert answer.status_code == 503 and answer["Retry-After"] and answer.content == b""
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    "fault, status", [(OperationalError("locked"), 503), (IntegrityError("another row"), 500)]
)
def test_what_cannot_be_kept_is_sent_again_and_said_on_the_gateways_page(
    cast: Cast,
    monkeypatch: pytest.MonkeyPatch,
    fault: Exception,
    status: int,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken(texts: Sequence[Inbound]) -> Callable[[Writes], list[IntakeResult]]:
        def keep(writes: Writes) -> list[IntakeResult]:
            raise fault

        return keep

    monkeypatch.setattr(intake, "TAKERS", [broken])
    gateway, quiet = make.gateway(cast.mission), Client(raise_request_exception=False)
    kannel(quiet, gateway, ident="")  # rows of ours with no id of the gateway's are no doubles
    left(gateway)
    with caplog.at_level(logging.DEBUG):
        answer = quiet.post(
            f"/in/{gateway.pk}/",
            WORDS,
            content_type="text/plain",
            HTTP_X_KANNEL_FROM=NUMBER,
            **proof(gateway),
        )
    assert answer.status_code == status
    assert not Message.objects.filter(outgoing=False).exists()
    gateway.refresh_from_db()
    assert (gateway.troubled_at is not None) == (status == 500)
    assert NUMBER[1:] not in caplog.text and gateway.secret not in caplog.text


@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL locks rows, not the house")
def test_while_somebody_else_holds_the_database_the_gateway_is_told_to_send_again(
    client: Client, taken: list[Inbound]
) -> None:
    gateway = make.gateway(make.mission("luma"))
    holder = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout=100")
    assert kannel(client, gateway, ident="k-1").status_code == 503 and not taken
    holder.execute("COMMIT")
    holder.close()
    assert kannel(client, gateway, ident="k-1").status_code == 200
    assert Message.objects.count() == len(taken) == 1
    connection.close()


# --- receipts ---------------------------------------------------------------------------------


def left(gateway: Gateway, **fields: Any) -> Message:
    """A message of ours the gateway took."""
    fields = {"state": "sent", "sent_at": real_now()} | fields
    return Message.objects.create(
        mission_id=gateway.mission_id,
        channel="sms",
        gateway=gateway,
        template="open_tutela",
        made_at=real_now(),
        **fields,
    )


def receipt(client: Client, gateway: Any, message: Message, state: int) -> Any:
    """What Kannel fetches from the address it was given with the message."""
    order = KINDS["kannel"].order(gateway, "", message, NUMBER, "x", f"/in/{gateway.pk}/receipt/")
    return client.get(order.headers["X-Kannel-DLR-URL"].replace("%d", str(state)))


@pytest.mark.parametrize(
    "told, state",
    [
        ([8, 1], "delivered"),
        ([1, 8], "delivered"),
        ([1, 2], "delivered"),
        ([2, 1], "delivered"),
        ([16], "failed"),
        ([16, 8], "failed"),
        ([4], "sent"),
    ],
)
def test_receipts_in_any_order_never_move_a_message_back(
    cast: Cast, client: Client, told: list[int], state: str
) -> None:
    gateway = make.gateway(cast.mission)
    message = left(gateway, state="waiting")
    for one in told:
        assert receipt(client, gateway, message, one).status_code == 200
    message.refresh_from_db()
    assert message.state == state


def test_a_receipt_of_nothing_we_know_is_counted_and_no_more(
    cast: Cast, client: Client, settings: Any
) -> None:
    settings.PUBLIC_URL = "https://tutela.example"
    rapid, twilio = make.gateway(cast.mission, "rapidpro"), make.gateway(cast.mission, "twilio")
    theirs = left(make.gateway(cast.other_mission))
    for known in ("", "no id", str(uuid4()), str(theirs.pk)):
        address = f"/in/{rapid.pk}/failed"
        assert client.post(address, {"id": known}, **proof(rapid)).status_code == 200
    signed(client, twilio, "receipt/", {"MessageSid": "SM9", "MessageStatus": "failed"})
    for gateway, count in ((rapid, 4), (twilio, 1)):
        gateway.refresh_from_db()
        assert gateway.unknown_receipts == count
    theirs.refresh_from_db()
    assert theirs.state == "sent"


# --- a plain telephone ------------------------------------------------------------------------


def from_phone(client: Client, gateway: Any, event: str, said: dict[str, Any], **more: Any) -> Any:
    """What the app on a telephone posts, signed as its documentation says."""
    body = json.dumps({"id": "Ey6ECgOk", "event": event, "payload": said, **more})
    mac = hmac.new(gateway.secret.encode(), f"{body}1735689600".encode(), hashlib.sha256)
    signed_by = {"HTTP_X_TIMESTAMP": "1735689600", "HTTP_X_SIGNATURE": mac.hexdigest()}
    return client.post(f"/in/{gateway.pk}/", body, content_type="application/json", **signed_by)


def test_a_telephone_passes_on_what_comes_and_what_became_of_ours(
    cast: Cast, client: Client, taken: list[Inbound]
) -> None:
    phone = make.gateway(cast.mission, "android")
    said = {
        "messageId": "abc",
        "message": WORDS,
        "phoneNumber": NUMBER,
        "receivedAt": "2018-12-31T08:00:00.000+02:00",
    }
    broken = {**said, "messageId": "cut", "message": f"{WORDS} \ud83d"}  # half a picture sign
    assert from_phone(client, phone, "sms:received", broken).status_code == 200
    assert taken.pop().words == f"{WORDS} \ufffd"
    for _twice in range(2):  # the line broke: the app tries again with the same id
        assert from_phone(client, phone, "sms:received", said).status_code == 200
    newer = {**said, "sender": NUMBER, "message": "Second"}
    from_phone(client, phone, "sms:received", newer, id="another")
    assert [(one.number, one.words) for one in taken] == [(NUMBER, WORDS), (NUMBER, "Second")]
    message = left(phone)
    for event, state in (("sms:delivered", "delivered"), ("sms:failed", "failed")):
        other = left(phone)
        from_phone(client, phone, event, {"messageId": str(other.pk), "phoneNumber": NUMBER})
        other.refresh_from_db()
        assert other.state == state
    message.refresh_from_db()
    assert message.state == "sent"
    assert from_phone(client, phone, "system:ping", {"health": {}}).status_code < 500


def test_a_telephone_that_signs_with_another_key_is_not_heard(
    cast: Cast, client: Client, taken: list[Inbound]
) -> None:
    phone, other = (make.gateway(cast.mission, "android") for _n in range(2))
    said = {"message": WORDS, "phoneNumber": NUMBER}
    real, phone.secret = phone.secret, other.secret
    assert from_phone(client, phone, "sms:received", said).status_code == 404
    phone.secret = real
    renewed = gateway_verbs.renew_secret(phone)
    assert from_phone(client, phone, "sms:received", said).status_code == 404
    phone.secret = renewed
    assert from_phone(client, phone, "sms:received", said).status_code == 200
    for body in ("", "[]", "{", '{"event": 1, "payload": null}'):
        mac = hmac.new(renewed.encode(), f"{body}1".encode(), hashlib.sha256).hexdigest()
        proofs_sent = {"HTTP_X_TIMESTAMP": "1", "HTTP_X_SIGNATURE": mac}
        answer = client.post(
            f"/in/{phone.pk}/", body, content_type="application/json", **proofs_sent
        )
        assert answer.status_code < 500
    assert len(taken) == 1


def test_a_telephone_is_told_to_send_by_the_server_in_its_app(cast: Cast) -> None:
    phone = make.gateway(
        cast.mission,
        "android",
        account="sms",
        password="of-the-app",
        send_url="https://9.9.9.9:8080/messages",
    )
    message = left(phone)
    order = KINDS["android"].order(phone, "of-the-app", message, NUMBER, "Open Tutela", "unused")
    sent = json.loads(order.content)
    assert sent["id"] == str(message.pk) and sent["textMessage"] == {"text": "Open Tutela"}
    assert sent["phoneNumbers"] == [NUMBER] and sent["withDeliveryReport"] is True
    assert base64.b64decode(order.headers["Authorization"].removeprefix("Basic ")) == (
        b"sms:of-the-app"
    )
    assert NUMBER not in order.url


def test_a_kannels_ticket_is_good_for_its_one_message(cast: Cast, client: Client) -> None:
    gateway = make.gateway(cast.mission)
    one, other = left(gateway), left(gateway)
    address = f"/in/{gateway.pk}/receipt/?message={other.pk}&ticket={proofs.ticket(one.pk)}&state=2"
    assert client.get(address).status_code == 404
    assert client.get(f"/in/{gateway.pk}/receipt/?state=2").status_code == 404


# --- what is kept -----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["kannel", "rapidpro", "twilio", "android"])
def test_neither_secret_nor_password_stands_in_the_database(cast: Cast, kind: str) -> None:
    gateway = make.gateway(cast.mission, kind, password="pass-with-them")
    kept = str(Gateway.objects.values()) + str([bytes(g.password) for g in Gateway.objects.all()])
    assert gateway.secret not in kept and "pass-with-them" not in kept
    assert proofs.open_password(gateway.password) == "pass-with-them"


def test_a_password_sealed_by_a_lost_key_does_not_open_and_is_no_proof(
    cast: Cast, client: Client, taken: list[Inbound], settings: Any
) -> None:
    settings.PUBLIC_URL = "https://tutela.example"
    twilio = make.gateway(cast.mission, "twilio")
    settings.SECRET_KEY = "another"
    assert proofs.open_password(twilio.password) is None
    said = {"From": NUMBER, "Body": WORDS, "MessageSid": "SM1"}
    assert signed(client, twilio, "", said).status_code == 404 and not taken


def test_no_secret_lies_in_what_a_gateway_is_told(cast: Cast) -> None:
    for kind in sorted(KINDS):  # the last is Twilio
        gateway = make.gateway(
            cast.mission,
            kind,
            password="pass-with-them",
            sender="777",
            account="tutela",
            send_url="https://9.9.9.9/send",
        )
        message = left(gateway)
        order = KINDS[kind].order(
            gateway,
            "pass-with-them",
            message,
            NUMBER,
            "Open Tutela",
            f"https://tutela.example/in/{gateway.pk}/receipt/",
        )
        told = order.url + order.content.decode() + str(dict(order.headers))
        assert kind == "twilio" or gateway.secret not in told
        assert (
            "pass-with-them" not in order.url + order.content.decode() and NUMBER not in order.url
        )
        assert "Open" in order.content.decode()
    fields = parse_qs(order.content.decode())
    assert fields["To"] == [NUMBER] and KINDS["twilio"].taken_as(b'{"sid": "SM7"}') == "SM7"
    assert KINDS["twilio"].taken_as(b"[]") == KINDS["twilio"].taken_as(b"<") == ""


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """The 404s are expected."""
    with caplog.at_level(logging.CRITICAL, logger="django.request"):
        yield
