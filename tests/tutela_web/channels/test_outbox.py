"""A notification leaves: "Open Tutela", once, capped, and never to who has gone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.channels.mailbox import Mailbox, mailbox
from tests.tutela_web.channels.receivers import Receiver, listening
from tests.tutela_web.warning.story import call
from tutela_web.access.models import Holding, Mission, Post
from tutela_web.base.clock import real_now
from tutela_web.base.ids import new_id
from tutela_web.channels import gateway_verbs, outbox
from tutela_web.channels.models import Away, Gateway, Message
from tutela_web.settings import hosts_and_networks

pytestmark = pytest.mark.postgresql


@pytest.fixture
def box(settings: Any) -> Iterator[Mailbox]:
    """The mission's mail server."""
    with mailbox() as found:
        settings.EMAIL_BACKEND = "tutela_web.channels.exchange.MailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", found.port
        settings.EMAIL_USE_TLS, settings.EMAIL_HOST_USER = False, ""
        yield found


@pytest.fixture
def reached(cast: Cast) -> Cast:
    """A cast with addresses."""
    for person in cast.people.values():
        person.email = f"{person.username}@mission.example"
        person.save()
    return cast


def test_a_mail_says_open_tutela_and_nothing_of_the_alert(reached: Cast, box: Mailbox) -> None:
    alert = call(reached, level="ongoing", act="shots at the market of Luma")
    outbox.deliver_due()
    assert len(box.messages) >= 6
    for message in box.messages:
        assert "Open Tutela" in message and "Luma" not in message and "shots" not in message
        assert str(alert) not in message and str(alert.pk) not in message
    assert not Message.objects.filter(channel="mail", state="waiting").exists()


def test_it_is_said_in_the_language_of_who_reads_it_and_of_an_exercise_it_would_say_so(
    reached: Cast, box: Mailbox
) -> None:
    person = reached.hofo
    person.language = "fr"
    person.save()
    outbox.send(reached.mission.pk, "mail", "person", person.pk)
    outbox.deliver_due()
    assert "Ouvrez Tutela" in box.messages[0]
    Mission.objects.filter(pk=reached.mission.pk).update(kind=Mission.Kind.EXERCISE)
    address = outbox.ADDRESSES["person"](reached.amina.pk, reached.mission.pk)
    assert address is not None and outbox.words_for(address) == "EXERCISE: Open Tutela"
    outbox.send(reached.mission.pk, "mail", "person", reached.amina.pk)
    outbox.deliver_due()
    assert len(box.messages) == 1, "nothing leaves an exercise"


def test_who_stands_for_nothing_any_more_is_told_nothing(reached: Cast, box: Mailbox) -> None:
    message = outbox.send(reached.mission.pk, "mail", "person", reached.hofo.pk)
    Holding.objects.filter(person=reached.hofo).delete()
    outbox.deliver_due()
    assert message is not None and not box.messages
    message.refresh_from_db()
    assert (message.state, message.fault) == ("failed", "nobody")


def test_a_loop_sends_the_same_once_and_a_flood_is_held(reached: Cast, box: Mailbox) -> None:
    about = new_id()
    for _ in range(5):
        outbox.send(reached.mission.pk, "mail", "person", reached.amina.pk, about_id=about)
    assert Message.objects.filter(about_id=about).count() == 1
    for _ in range(outbox.CAP_AN_ADDRESS + 9):
        outbox.send(reached.mission.pk, "mail", "person", reached.amina.pk, about_id=new_id())
    while outbox.deliver_due(limit=1000):  # a round ends after its seconds; the next goes on
        pass
    assert len(box.messages) == outbox.CAP_AN_ADDRESS
    assert Message.objects.filter(state="held").count() == 10


def test_without_a_mail_server_it_is_held_and_the_ledger_says_why(
    reached: Cast, settings: Any
) -> None:
    settings.EMAIL_HOST = ""
    message = outbox.send(reached.mission.pk, "mail", "person", reached.amina.pk)
    outbox.deliver_due()
    assert message is not None
    message.refresh_from_db()
    assert (message.state, message.fault) == ("held", "no_gateway")


def test_a_server_that_is_down_is_tried_again(reached: Cast, box: Mailbox, settings: Any) -> None:
    up, settings.EMAIL_PORT = settings.EMAIL_PORT, 9
    message = outbox.send(reached.mission.pk, "mail", "person", reached.amina.pk)
    assert message is not None and outbox.deliver_due() == 0
    message.refresh_from_db()
    assert message.state == "waiting" and message.fault == "no_connection"
    assert message.next_try_at is not None and message.next_try_at > real_now()
    settings.EMAIL_PORT = up
    Message.objects.update(next_try_at=real_now() - timedelta(seconds=1))
    Away.objects.update(again_at=real_now())
    assert outbox.deliver_due() == 1 and len(box.messages) == 1
    assert not Away.objects.exists()


def test_the_ledger_holds_no_address(reached: Cast, box: Mailbox) -> None:
    call(reached, level="ongoing")
    outbox.deliver_due()
    assert "@mission.example" not in str(list(Message.objects.values()))


# --- text messages ------------------------------------------------------------------------------


@pytest.fixture
def station(cast: Cast, settings: Any) -> Iterator[Receiver]:
    """An SMS gateway of the mission that takes what it is told to send."""
    settings.WEBHOOK_INSIDE = hosts_and_networks("127.0.0.0/8")
    for role, number in (("unit_commander", "+211 900-333"), ("joc_duty_officer", "+211900333")):
        Post.objects.filter(mission=cast.mission, role=role).update(duty_number=number)
    with listening() as found:
        found.answer = 202
        make.gateway(cast.mission, send_url=found.url, sender="777", password="word")
        yield found


def text(cast: Cast, role: str = "unit_commander", about: Any = None) -> Message:
    post = Post.objects.get(mission=cast.mission, role=role)
    made = outbox.send(cast.mission.pk, "sms", "post", post.pk, about_kind="alert", about_id=about)
    assert made is not None
    return made


def state(message: Message) -> tuple[str, str]:
    message.refresh_from_db()
    return message.state, message.fault


def test_a_text_leaves_by_the_missions_gateway_and_says_open_tutela(
    cast: Cast, station: Receiver
) -> None:
    sent = text(cast)
    assert outbox.deliver_due() == 1 and state(sent) == ("sent", "")
    headers, content = station.got[0]
    assert (headers["X-Kannel-To"], headers["X-Kannel-Password"]) == ("+211900333", "word")
    assert content == b"Open Tutela" and sent.gateway == Gateway.objects.get()
    assert "211900333" not in str(Message.objects.values())


def test_two_posts_with_one_telephone_are_told_of_one_alert_once(
    cast: Cast, station: Receiver
) -> None:
    about = new_id()
    first, second = text(cast, about=about), text(cast, "joc_duty_officer", about)
    assert outbox.deliver_due() == 1 and len(station.got) == 1
    assert (state(first), state(second)) == (("sent", ""), ("held", "again"))


def test_a_gateway_sends_no_more_within_the_hour_than_it_may(cast: Cast, station: Receiver) -> None:
    Gateway.objects.update(cap_an_hour=3)
    sent = [text(cast, about=new_id()) for _ in range(5)]
    outbox.deliver_due()
    assert len(station.got) == 3
    assert [state(one) for one in sent[3:]] == [("held", "cap")] * 2
    Message.objects.filter(state="sent").update(sent_at=real_now() - timedelta(hours=2))
    assert gateway_verbs.let_go(cast.mission.pk) == 2  # a person does so
    assert outbox.deliver_due() == 2 and len(station.got) == 5


def test_a_gateway_that_is_away_is_asked_once_and_holds_up_nobody_else(
    reached: Cast, station: Receiver, box: Mailbox
) -> None:
    up = Gateway.objects.get().send_url
    Gateway.objects.update(send_url="http://127.0.0.1:9/send")
    waiting = [text(reached, about=new_id()) for _ in range(5)]
    outbox.send(reached.mission.pk, "mail", "person", reached.amina.pk)
    assert outbox.deliver_due() == 1 and len(box.messages) == 1
    assert [state(one) for one in waiting] == [("waiting", "no_connection")] + [("waiting", "")] * 4
    assert [one.attempts for one in waiting] == [1, 0, 0, 0, 0]
    assert outbox.deliver_due() == 0, "left alone, though four of the five are due"
    Gateway.objects.update(send_url=up)
    Message.objects.update(next_try_at=real_now())
    Away.objects.update(again_at=real_now())
    assert outbox.deliver_due() == 5 and len(station.got) == 5


def test_what_is_refused_again_and_again_has_failed_and_is_kept(
    cast: Cast, station: Receiver
) -> None:
    station.answer = 403
    message = text(cast)
    for _ in range(len(outbox.RETRIES) + 1):
        Message.objects.update(next_try_at=real_now())
        outbox.deliver_due()
    assert state(message) == ("failed", "refused") and message.status == 403
    assert outbox.deliver_due() == 0 and len(station.got) == len(outbox.RETRIES) + 1


def test_without_gateway_number_or_password_a_text_says_why_it_did_not_leave(
    cast: Cast, station: Receiver, settings: Any
) -> None:
    nobody = text(cast, "chief_of_staff")
    lost = text(cast)
    settings.SECRET_KEY = "another"
    outbox.deliver_due()
    assert (state(nobody), state(lost)) == (("failed", "nobody"), ("held", "password"))
    Gateway.objects.update(active=False)
    paused = text(cast)
    outbox.deliver_due()
    assert state(paused) == ("held", "no_gateway") and not station.got


def test_a_receipt_that_is_faster_than_the_answer_is_kept(
    cast: Cast, station: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tutela_web.channels import exchange, receipts
    from tutela_web.channels.gateways import DeliveryReceipt

    message, gateway = text(cast), Gateway.objects.get()

    def slow(*_a: Any, **_how: Any) -> exchange.Answer:
        assert receipts.settle(gateway, DeliveryReceipt("delivered", message=str(message.pk)))
        return exchange.Answer(202, b"")

    monkeypatch.setattr(exchange, "ask", slow)
    outbox.deliver_due()
    assert state(message) == ("delivered", "") and message.sent_at is not None
