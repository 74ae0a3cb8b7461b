"""A notification leaves: "Open Tutela", once, capped, and never to who has gone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from tests.tutela_web.cast import Cast
from tests.tutela_web.channels.mailbox import Mailbox, mailbox
from tests.tutela_web.warning.story import call
from tutela_web.access.models import Holding, Mission
from tutela_web.base.clock import real_now
from tutela_web.base.ids import new_id
from tutela_web.channels import outbox
from tutela_web.channels.models import Message


@pytest.fixture
def box(settings: Any) -> Iterator[Mailbox]:
    """The mission's mail server."""
    with mailbox() as found:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
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


def test_it_is_said_in_the_language_of_who_reads_it_and_an_exercise_says_so(
    reached: Cast, box: Mailbox
) -> None:
    person = reached.hofo
    person.language = "fr"
    person.save()
    outbox.send(reached.mission.pk, "mail", "person", person.pk)
    outbox.deliver_due()
    assert "Ouvrez Tutela" in box.messages[0]
    Mission.objects.filter(pk=reached.mission.pk).update(kind=Mission.Kind.EXERCISE)
    outbox.send(reached.mission.pk, "mail", "person", reached.amina.pk)
    outbox.deliver_due()
    assert "EXERCISE" in box.messages[1]


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
    outbox.deliver_due(limit=1000)
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
    assert outbox.deliver_due() == 1 and len(box.messages) == 1


def test_the_ledger_holds_no_address(reached: Cast, box: Mailbox) -> None:
    call(reached, level="ongoing")
    outbox.deliver_due()
    assert "@mission.example" not in str(list(Message.objects.values()))
