"""A text from a handset becomes an alert: sealed, matched, counted, and never answered."""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import Any
from uuid import uuid4

import pytest
from django.db import OperationalError

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.warning.story import again, at_desk, told
from tutela_web.access.models import AuditEntry
from tutela_web.access.vault import keyring
from tutela_web.access.vault.models import Sealed
from tutela_web.base.clock import real_now
from tutela_web.channels.models import Gateway, Message
from tutela_web.warning import taking
from tutela_web.warning.models import Alert, Report
from tutela_web.warning.network_verbs import add_contact

NUMBER = "+211900111222"


@pytest.fixture
def kannel(cast: Cast) -> Gateway:
    """The mission's gateway, and a vault with a key."""
    keyring.make_first()
    return make.gateway(cast.mission)


def text(client: Any, gateway: Gateway, words: str, *, number: str = NUMBER, ident: str = "",
         secret: str = "") -> Any:  # fmt: skip
    """What Kannel posts for one message."""
    proof = base64.b64encode(f"tutela:{secret or gateway.secret}".encode()).decode()
    return client.post(
        f"/in/{gateway.pk}/?id={ident or uuid4()}", words.encode(), content_type="text/plain",
        HTTP_AUTHORIZATION=f"Basic {proof}", HTTP_X_KANNEL_FROM=number,
        HTTP_X_KANNEL_CODING="0",
    )  # fmt: skip


@pytest.fixture
def contact(cast: Cast, kannel: Gateway) -> Any:
    """The one listener of Luma, whose number is in the vault."""
    luma = make.place(cast.mission, "Luma", area=cast.north)
    fields = {"place": luma, "consent": True, "source_risk": "low", "introduced_by": "none here",
              "channels": ["sms"], "delay_minutes": 60}  # fmt: skip
    return add_contact(fields, {"person": "Nyandeng Invented", "phone": NUMBER},
                       by=at_desk(cast, "head_of_field_office"))  # fmt: skip


def test_a_coded_text_of_a_contact_is_an_alert_at_its_place_and_nothing_answers(
    cast: Cast, client: Any, kannel: Gateway, contact: Any
) -> None:
    answer = text(client, kannel, "3 Luma 60 N OK")
    assert answer.status_code == 200 and answer.content == b""
    alert = Alert.objects.get()
    assert (alert.level, alert.act, alert.how_many, alert.heading, alert.caller_safe) == (
        "imminent", "armed movement", 60, "north", True)  # fmt: skip
    assert alert.place == contact.place and alert.area == cast.north and alert.source == "sms"
    report = alert.reports.get()
    assert report.contact == contact and report.words == "" and report.sealed is not None
    assert not Message.objects.filter(outgoing=True, to_kind="contact").exists()
    contact.refresh_from_db()
    assert contact.heard_at is not None


def test_number_and_words_stand_nowhere_in_clear(
    cast: Cast, client: Any, kannel: Gateway, contact: Any
) -> None:
    text(client, kannel, "gunfire near Luma, come by the old well")
    rows = [*Message.objects.values(), *Report.objects.values(), *Alert.objects.values(),
            *AuditEntry.objects.values(), *Report.history.values(), *Alert.history.values()]  # type: ignore[attr-defined]  # fmt: skip
    for row in rows:
        assert "900111" not in str(row) and "old well" not in str(row)
    assert all(b"old well" not in bytes(s.ciphertext) for s in Sealed.objects.all())


def test_who_reads_the_alert_opens_the_words_and_each_opening_is_written_down(
    cast: Cast, client: Any, sign_in: Any, kannel: Gateway, contact: Any
) -> None:
    text(client, kannel, "gunfire near Luma, come by the old well")
    alert = Alert.objects.get()
    address = f"/m/luma/alerts/{alert.pk}/words/{alert.reports.get().pk}/"
    page = sign_in(cast["joc_duty_officer"]).post(address).content.decode()
    assert "come by the old well" in page and "900111" not in page
    assert AuditEntry.objects.filter(act="open").count() == 1
    assert sign_in(cast.chen).post(address).status_code == 404
    assert sign_in(cast["partner"]).post(address).status_code == 404


def test_an_attack_told_by_a_known_contact_warns_at_once_and_by_a_stranger_only_the_desk(
    cast: Cast, client: Any, kannel: Gateway, contact: Any
) -> None:
    text(client, kannel, "1 Luma")
    known = Alert.objects.get()
    assert told(known, "issued") >= {"unit_commander", "head_of_field_office"}
    text(client, kannel, "1 Luma", number="+211999888777")
    unknown = Alert.objects.exclude(pk=known.pk).get()
    assert told(unknown, "issued") == set() and told(unknown, "owner") == {"joc_duty_officer"}
    assert unknown.proposals.filter(earlier=known).exists()  # perhaps one event: a person says


def test_the_same_number_again_is_one_more_report_and_may_raise_the_level(
    cast: Cast, client: Any, kannel: Gateway, contact: Any
) -> None:
    text(client, kannel, "3 Luma 60")
    text(client, kannel, "they attack now")
    alert = Alert.objects.get()
    assert again(alert).now.reports == 2 and alert.level == "ongoing"
    assert told(alert, "issued") >= {"unit_commander"}
    osila = make.place(cast.mission, "Osila", area=cast.south)
    text(client, kannel, "2 Osila")
    assert Alert.objects.filter(place=osila).count() == 1  # another place is another event


def test_a_test_answer_of_a_contact_is_a_sign_of_life_and_no_alarm(
    cast: Cast, client: Any, kannel: Gateway, contact: Any
) -> None:
    text(client, kannel, "0 Luma")
    contact.refresh_from_db()
    assert not Alert.objects.exists() and contact.heard_at is not None


def test_free_words_in_arabic_and_french_are_read(cast: Cast, client: Any, kannel: Gateway) -> None:
    make.place(cast.mission, "Luma", area=cast.north,
               other_names=[{"name": "لوما", "language": "ar"}])  # fmt: skip
    text(client, kannel, "هجوم في لوما", number="+211900000001")
    text(client, kannel, "Les soldats sont partis de Luma", number="+211900000002")
    found = {(a.act, a.place.name if a.place else None) for a in Alert.objects.all()}
    assert found == {("attack going on", "Luma"), ("security-force withdrawal", "Luma")}


def test_what_the_gateway_sends_twice_is_kept_once(
    cast: Cast, client: Any, kannel: Gateway
) -> None:
    for _ in range(2):
        assert text(client, kannel, "2 Luma", ident="g-1").status_code == 200
    assert Alert.objects.count() == Message.objects.filter(outgoing=False).count() == 1


def test_who_has_not_the_secret_finds_nothing_there(
    cast: Cast, client: Any, kannel: Gateway
) -> None:
    assert text(client, kannel, "1 Luma", secret="guessed").status_code == 404
    assert client.get(f"/in/{uuid4()}/").status_code == 404
    kannel.active = False
    kannel.save()
    assert text(client, kannel, "1 Luma").status_code == 404
    assert not Alert.objects.exists()


def test_a_database_that_is_locked_makes_the_gateway_send_again_and_nothing_is_half_kept(
    cast: Cast, client: Any, kannel: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_a: Any, **_how: Any) -> None:
        raise OperationalError("database is locked")

    with monkeypatch.context() as patch:
        patch.setattr(taking, "propose", locked)  # the last thing that is written
        assert text(client, kannel, "2 Luma", ident="g-2").status_code == 503
    assert not Alert.objects.exists() and not Message.objects.filter(outgoing=False).exists()
    assert text(client, kannel, "2 Luma", ident="g-2").status_code == 200
    assert Alert.objects.count() == 1


def test_the_external_channel_of_rapidpro_and_its_receipts(
    cast: Cast, client: Any, kannel: Gateway
) -> None:
    rapid = make.gateway(cast.mission, "rapidpro")
    proof = {"HTTP_AUTHORIZATION": f"Token {rapid.secret}"}
    said = {"from": NUMBER, "text": "2 Luma", "date": "2018-12-31T05:00:00.000Z"}
    for _ in range(2):
        assert client.post(f"/in/{rapid.pk}/receive", said, **proof).status_code == 200
    assert Alert.objects.count() == 1
    ours = Message.objects.create(mission_id=cast.mission.pk, channel="sms", template="open_tutela",
                                  gateway=rapid, state="sent", made_at=real_now())  # fmt: skip
    for what, state in (("delivered", "delivered"), ("sent", "delivered"), ("failed", "delivered")):
        client.post(f"/in/{rapid.pk}/{what}", {"id": str(ours.pk)}, **proof)
        ours.refresh_from_db()
        assert ours.state == state  # what comes late never moves it back
    assert client.post(f"/in/{rapid.pk}/delivered", {"id": "no id"}, **proof).status_code == 200
    assert client.post(f"/in/{rapid.pk}/receive", said).status_code == 404


def test_webhooks_in_the_shape_of_twilio_are_signed(
    cast: Cast, client: Any, kannel: Gateway, settings: Any
) -> None:
    settings.PUBLIC_URL = "https://tutela.example"
    gateway = make.gateway(cast.mission, "twilio")
    said = {"From": NUMBER, "Body": "2 Luma", "MessageSid": "SM1"}
    url = f"https://tutela.example/in/{gateway.pk}/"
    told = url + "".join(f"{name}{said[name]}" for name in sorted(said))
    mac = hmac.new(gateway.secret.encode(), told.encode(), hashlib.sha1).digest()
    signed = {"HTTP_X_TWILIO_SIGNATURE": base64.b64encode(mac).decode()}
    answer = client.post(f"/in/{gateway.pk}/", said, **signed)
    assert answer.status_code == 200 and answer.content == b"<Response/>"
    assert Alert.objects.count() == 1
    forged = client.post(f"/in/{gateway.pk}/", said | {"Body": "1 Luma"}, **signed)
    assert forged.status_code == 404 and Alert.objects.count() == 1
