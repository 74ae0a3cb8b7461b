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
from tests.tutela_web.version_rows import raw_versions
from tests.tutela_web.warning.story import again, at_desk, told
from tutela.warning.signs.coded import read
from tutela_web.access.audit import trail
from tutela_web.access.models import AuditEntry
from tutela_web.access.vault import keyring
from tutela_web.access.vault.models import Sealed
from tutela_web.base.clock import real_now
from tutela_web.base.writes import writes_together
from tutela_web.channels import intake, jobs
from tutela_web.channels.gateways import ReceivedMessage
from tutela_web.channels.models import Gateway, Message, TakenIn
from tutela_web.places.models import Place
from tutela_web.records.versions.queries import versions_of
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
        *raw_versions(Report),
        *raw_versions(Alert),
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


def waiting(gateway: Gateway, *said: tuple[str, str], first: int = 1) -> list[bool]:
    """Texts that are taken in and not read yet, by number and words; gives which were new."""
    return [
        intake.take_in(gateway, ReceivedMessage(f"+2119000{number}", words, f"w-{first + n}"))
        for n, (number, words) in enumerate(said)
    ]


def all_read() -> list[int]:
    """Read what waits; gives how many were read together each time."""
    sizes = []
    while claimed := intake._claim_next(None):
        intake._read_claimed(claimed)
        sizes.append(len(claimed))
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
    assert all(waiting(kannel, *said))
    assert intake.take_in(kannel, ReceivedMessage(NUMBER, "1 Luma", "w-9"))
    assert all_read() == [4, 1]  # a number heard again goes on about what was kept before
    assert not TakenIn.objects.exists()
    alerts = list(Alert.objects.order_by("number").select_related("now", "place"))
    assert [a.number for a in alerts] == [1, 2, 3, 4] and alerts[2].place == osila
    assert [a.now.reports for a in alerts] == [2, 1, 1, 1]
    assert all(a.owner_id and a.now.due_at and versions_of(a).count() for a in alerts)
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
            assert all_read() == [few]
        asked.append(len(queries))
    posts = 10  # read once a second
    assert asked[2] - asked[1] <= 5 * 10 + posts  # of each: what is like it, and its savepoints


def test_one_text_that_cannot_be_read_waits_and_costs_the_others_nothing(
    cast: Cast, sign_in: Any, kannel: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(words: str) -> Any:
        if "broken" in words:
            raise ValueError("no reading of this")
        return read(words)

    page = f"/m/luma/gateways/{kannel.pk}/"
    unread = "Taken in and not read yet: 1."
    with monkeypatch.context() as patch:
        patch.setattr(verbs, "read", broken)
        patch.setattr(intake, "RETRY", intake.LATEST_RETRY)
        waiting(kannel, ("11", "3 Luma"), ("12", "broken Luma"), ("13", "2 Luma"))
        assert all_read() == [3]
        assert [a.number for a in Alert.objects.order_by("number")] == [1, 2]
        assert Message.objects.filter(outgoing=False).count() == 2
        assert unread in sign_in(cast["administrator"]).get(page).content.decode()
    row = TakenIn.objects.get()
    assert (row.failures, row.claim) == (1, None) and row.claimed_until > real_now()
    assert b"broken" not in bytes(row.sealed) and "900012" not in str(row.__dict__)
    assert intake.read_what_waits() == 0, "it is tried again later, not at once"
    TakenIn.objects.update(claimed_until=real_now())
    assert intake.read_what_waits() == 1 and not TakenIn.objects.exists()
    assert (
        Alert.objects.count() == 3
        and unread not in sign_in(cast["administrator"]).get(page).content.decode()
    )


def test_while_one_text_is_read_the_others_are_taken_in_and_none_is_refused(
    cast: Cast, client: Any, kannel: Gateway, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More texts than the pace of a person allows: a gateway speaks for many."""
    settings.PACE = {"read": (3, 0.1), "write": (3, 0.1)}
    monkeypatch.setattr(intake, "_read_beside", lambda: None)  # who reads is slow
    make.place(cast.mission, "Luma", area=cast.north)
    with intake._turn:
        for n in range(30):
            number = f"+21190000{n % 20:04}"
            assert text(client, kannel, f"{2 + n // 20} Luma", number=number).status_code == 200
    again = text(client, kannel, "2 Luma", number="+211900000000", ident="sent twice")
    assert again.status_code == 200
    assert (
        text(client, kannel, "2 Luma", ident="sent twice", number="+211900000000").status_code
        == 200
    )
    assert TakenIn.objects.count() == 31 and not Alert.objects.exists()
    received = TakenIn.objects.earliest("received_at").received_at
    assert intake.read_what_waits() == 31
    assert Message.objects.filter(outgoing=False).count() == 31 and not TakenIn.objects.exists()
    assert Alert.objects.count() == 20, "of a number heard again the report stands with the first"
    assert Report.objects.count() == 31
    assert Message.objects.earliest("made_at").made_at == received, "the hour is when it came"


def test_a_person_who_writes_without_end_is_still_told_to_slow_down(
    cast: Cast, sign_in: Any, kannel: Gateway, settings: Any
) -> None:
    settings.PACE = {"read": (3, 0.1), "write": (3, 0.1)}
    desk = sign_in(cast["joc_duty_officer"])
    answers = [desk.post("/m/luma/alerts/new/", {}).status_code for _ in range(5)]
    assert answers[-1] == 429


def test_one_number_that_floods_holds_no_other_up(cast: Cast, kannel: Gateway) -> None:
    waiting(kannel, *(("11", f"3 Luma {n}") for n in range(1, 9)), ("12", "1 Luma"), first=1)
    claimed = intake._claim_next(None)
    assert [intake._open_message(row).number[-2:] for row in claimed] == ["11", "12"]


def test_what_a_process_that_died_had_claimed_is_read_by_the_rounds(
    cast: Cast, kannel: Gateway
) -> None:
    waiting(kannel, ("11", "3 Luma"))
    (mine,) = intake._claim_next(None)
    assert intake._claim_next(None) == [], "nobody else reads it meanwhile"
    jobs.read_texts()
    assert not Alert.objects.exists(), "it may be read now by who took it in"
    long_ago = real_now() - intake.LEASE - intake.LEFT_BEHIND
    TakenIn.objects.update(received_at=long_ago, claimed_until=long_ago)
    jobs.read_texts()
    assert Alert.objects.count() == 1 and not TakenIn.objects.exists()
    assert intake._read_claimed([mine]) == 0, "who comes back late reads it no second time"
    assert Alert.objects.count() == 1


def test_a_verb_writes_at_once_unless_it_is_handed_what_holds_its_writes(cast: Cast) -> None:
    with writes_together() as writes:
        alert = raise_alert({"act": "shots"}, mission=cast.mission, by=None, writes=writes)
        place = make.place(cast.mission)
        assert Place.objects.filter(pk=place.pk).exists()
        assert not Alert.objects.exists()
    assert Alert.objects.get() == alert


def test_a_double_among_those_that_wait_is_kept_once(cast: Cast, kannel: Gateway) -> None:
    assert waiting(kannel, ("11", "3 Luma")) == [True]
    assert waiting(kannel, ("11", "3 Luma")) == [False]
    assert all_read() == [1]
    assert waiting(kannel, ("11", "3 Luma")) == [False] and Alert.objects.count() == 1


def test_a_number_written_in_two_ways_is_one_number(
    cast: Cast, kannel: Gateway, contact: Any
) -> None:
    other = NUMBER.replace("+", "00")
    for at, (number, words) in enumerate(((NUMBER, "3 Luma"), (other, "they attack now"))):
        assert intake.take_in(kannel, ReceivedMessage(number, words, f"t-{at}"))
    assert all_read() == [1, 1]
    alert = Alert.objects.select_related("now").get()
    assert alert.now.reports == 2 and told(alert, "issued") >= {"unit_commander"}
