"""A text from a handset becomes an alert: sealed, matched, counted, and never answered."""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import Any
from uuid import uuid4

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.warning.story import again, at_desk, told
from tutela.warning.signs.coded import read
from tutela_web.access.audit import trail
from tutela_web.access.models import AuditEntry
from tutela_web.access.vault import keyring
from tutela_web.access.vault.models import Sealed
from tutela_web.base.clock import real_now
from tutela_web.base.writes import writes_together
from tutela_web.channels import intake
from tutela_web.channels.gateways import ReceivedMessage
from tutela_web.channels.models import Gateway, Message
from tutela_web.places.models import Place
from tutela_web.warning.alerts.verbs import raise_alert
from tutela_web.warning.models import Alert, Report, ThreadProposal
from tutela_web.warning.network.verbs import add_contact
from tutela_web.warning.texts import verbs

NUMBER = "+211900111222"


@pytest.fixture
def kannel(cast: Cast) -> Gateway:
    """The mission's gateway, and a vault with a key."""
    keyring.make_first()
    return make.gateway(cast.mission)


def text(
    client: Any,
    gateway: Gateway,
    words: str,
    *,
    number: str = NUMBER,
    ident: str = "",
    secret: str = "",
) -> Any:
    """What Kannel posts for one message."""
    proof = base64.b64encode(f"tutela:{secret or gateway.secret}".encode()).decode()
    return client.post(
        f"/in/{gateway.pk}/?id={ident or uuid4()}",
        words.encode(),
        content_type="text/plain",
        HTTP_AUTHORIZATION=f"Basic {proof}",
        HTTP_X_KANNEL_FROM=number,
        HTTP_X_KANNEL_CODING="0",
    )


@pytest.fixture
def contact(cast: Cast, kannel: Gateway) -> Any:
    """The one listener of Luma, whose number is in the vault."""
    luma = make.place(cast.mission, "Luma", area=cast.north)
    fields = {
        "place": luma,
        "consent": True,
        "source_risk": "low",
        "introduced_by": "none here",
        "channels": ["sms"],
        "delay_minutes": 60,
    }
    return add_contact(
        fields,
        {"person": "Nyandeng Invented", "phone": NUMBER},
        by=at_desk(cast, "head_of_field_office"),
    )


def test_a_coded_text_of_a_contact_is_an_alert_at_its_place_and_nothing_answers(
    cast: Cast, client: Any, kannel: Gateway, contact: Any
) -> None:
    answer = text(client, kannel, "3 Luma 60 N OK")
    assert answer.status_code == 200 and answer.content == b""
    alert = Alert.objects.get()
    assert (alert.level, alert.act, alert.how_many, alert.heading, alert.caller_safe) == (
        "imminent",
        "armed movement",
        60,
        "north",
        True,
    )
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
    rows = [
        *Message.objects.values(),
        *Report.objects.values(),
        *Alert.objects.values(),
        *AuditEntry.objects.values(),
        *Report.history.values(),
        *Alert.history.values(),
    ]  # type: ignore[attr-defined]
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
    make.place(
        cast.mission, "Luma", area=cast.north, other_names=[{"name": "لوما", "language": "ar"}]
    )
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
        patch.setattr(verbs, "propose", locked)  # the last thing that is written
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
    ours = Message.objects.create(
        mission_id=cast.mission.pk,
        channel="sms",
        template="open_tutela",
        gateway=rapid,
        state="sent",
        made_at=real_now(),
    )
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


# --- many at once: those that wait are taken in one transaction


def waiting(gateway: Gateway, *said: tuple[str, str], first: int = 1) -> list[Any]:
    """Texts that stand in the queue, by number and words."""
    queue = [
        intake._Waiting(gateway, ReceivedMessage(f"+2119000{number}", words, f"w-{first + n}"))
        for n, (number, words) in enumerate(said)
    ]
    intake._queue.extend(queue)
    return queue


def all_taken() -> list[int]:
    """Take what waits; gives how many were kept together each time."""
    sizes = []
    while intake._queue:
        together = intake._next_together()
        intake._take_together(together)
        sizes.append(len(together))
    return sizes


def test_texts_of_many_numbers_are_kept_together_each_as_its_own_alert(
    cast: Cast, kannel: Gateway, contact: Any
) -> None:
    osila = make.place(cast.mission, "Osila", area=cast.south)
    said = [
        ("11", "1 Luma 60 N"),
        ("12", "1 Luma 40"),
        ("13", "gunfire at Osila"),
        ("11", "more of them at Luma"),
    ]
    queue = [
        *waiting(kannel, *said),
        intake._Waiting(kannel, ReceivedMessage(NUMBER, "1 Luma", "w-9")),
    ]
    intake._queue.append(queue[-1])
    assert all_taken() == [3, 2]  # a number heard again goes on about what was kept before
    assert all(one.new and one.fault is None for one in queue)
    alerts = list(Alert.objects.order_by("number").select_related("now", "place"))
    assert [a.number for a in alerts] == [1, 2, 3, 4] and alerts[2].place == osila
    assert [a.now.reports for a in alerts] == [2, 1, 1, 1]
    assert all(a.owner_id and a.now.due_at and a.history.count() for a in alerts)
    assert told(alerts[3], "issued") and not told(alerts[1], "issued")
    proposed = {(p.alert.number, p.earlier.number) for p in ThreadProposal.objects.all()}
    assert (2, 1) in proposed and all(new > before for new, before in proposed)
    kept = Message.objects.filter(outgoing=False)
    assert {m.about_id for m in kept} == {a.pk for a in alerts} and kept.count() == 5
    assert trail.verify(str(cast.mission.pk)).broken_at is None


def test_more_texts_together_ask_the_database_hardly_more(cast: Cast, kannel: Gateway) -> None:
    make.place(cast.mission, "Luma", area=cast.north)
    asked = []
    for few, first in ((2, 1), (2, 10), (12, 20)):
        waiting(kannel, *((str(first + n), "3 Luma") for n in range(few)), first=first)
        with CaptureQueriesContext(connection) as queries:
            assert all_taken() == [few]
        asked.append(len(queries))
    posts = 10  # read once a second
    assert asked[2] - asked[1] <= 5 * 10 + posts  # of each: what is like it, and its savepoints


def test_one_text_that_cannot_be_kept_costs_the_others_nothing(
    cast: Cast, kannel: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(words: str) -> Any:
        if "broken" in words:
            raise ValueError("no reading of this")
        return read(words)

    monkeypatch.setattr(verbs, "read", broken)
    first, bad, last = waiting(kannel, ("11", "3 Luma"), ("12", "broken"), ("13", "2 Luma"))
    assert all_taken() == [3]
    assert first.new and last.new and isinstance(bad.fault, ValueError)
    assert [a.number for a in Alert.objects.order_by("number")] == [1, 2]
    assert Message.objects.filter(outgoing=False).count() == 2


def test_a_verb_writes_at_once_unless_it_is_handed_what_holds_its_writes(cast: Cast) -> None:
    with writes_together() as writes:
        alert = raise_alert({"act": "shots"}, mission=cast.mission, by=None, writes=writes)
        place = make.place(cast.mission)
        assert Place.objects.filter(pk=place.pk).exists()
        assert not Alert.objects.exists()
    assert Alert.objects.get() == alert


def test_a_double_among_those_that_wait_is_kept_once(cast: Cast, kannel: Gateway) -> None:
    one, again_ = waiting(kannel, ("11", "3 Luma"), ("12", "3 Luma"))
    again_.heard = ReceivedMessage(one.heard.number, "3 Luma", "w-1")
    assert all_taken() == [1, 1]
    assert (one.new, again_.new) == (True, False) and Alert.objects.count() == 1


def test_a_number_written_in_two_ways_is_one_number(
    cast: Cast, kannel: Gateway, contact: Any
) -> None:
    other = NUMBER.replace("+", "00")
    for at, (number, words) in enumerate(((NUMBER, "3 Luma"), (other, "they attack now"))):
        intake._queue.append(intake._Waiting(kannel, ReceivedMessage(number, words, f"t-{at}")))
    assert all_taken() == [1, 1]
    alert = Alert.objects.select_related("now").get()
    assert alert.now.reports == 2 and told(alert, "issued") >= {"unit_commander"}
