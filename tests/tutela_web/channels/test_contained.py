"""Nothing leaves an exercise: a server at the end of each way hears nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.channels.mailbox import Mailbox, mailbox
from tests.tutela_web.channels.receivers import Receiver, listening
from tests.tutela_web.channels.test_push import Handheld
from tests.tutela_web.submissions.stub import forms_stub
from tests.tutela_web.submissions.test_slow_servers import link_to, work
from tests.tutela_web.warning.story import at_desk, call
from tutela_web.access.gateways.push_verbs import add_browser, turn_push
from tutela_web.access.models import Mission, Post
from tutela_web.base import clock
from tutela_web.base.clock import real_now
from tutela_web.base.models import Job
from tutela_web.channels import contained, gateway_verbs, outbox, webhooks
from tutela_web.channels.models import Message
from tutela_web.settings import hosts_and_networks
from tutela_web.submissions.jobs import ask_for_forms
from tutela_web.submissions.models import FormLink
from tutela_web.warning.feed.verbs import release, turn

pytestmark = pytest.mark.postgresql
HOFO = "head_of_field_office"


@dataclass
class Outside:
    """What stands at the end of each way out of the mission."""

    box: Mailbox
    texts: Receiver
    pushes: Receiver
    partner: Receiver

    def heard(self) -> dict[str, int]:
        """How much came to each."""
        return {
            "mail": len(self.box.messages),
            "sms": len(self.texts.got),
            "push": len(self.pushes.got),
            "webhook": len(self.partner.got),
        }


@pytest.fixture
def outside(cast: Cast, settings: Any) -> Iterator[Outside]:
    """Every way out is set up: the mission could reach everybody."""
    settings.WEBHOOK_INSIDE = hosts_and_networks("127.0.0.0/8")
    settings.EMAIL_BACKEND = "tutela_web.channels.exchange.MailBackend"
    cast[HOFO].email = "hofo@mission.example"
    cast[HOFO].save()
    Post.objects.filter(mission=cast.mission, role="unit_commander").update(
        duty_number="+211900333"
    )
    with mailbox() as box, listening() as texts, listening() as pushes, listening() as partner:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", box.port
        settings.EMAIL_USE_TLS, settings.EMAIL_HOST_USER = False, ""
        make.gateway(cast.mission, send_url=texts.url, sender="777", password="word")
        pushes.answer = 201
        turn_push(on=True, hosts=["127.0.0.1"], by=at_desk(cast, "administrator"))
        add_browser("desk", Handheld.new().at(pushes.url), by=at_desk(cast, HOFO))
        webhooks.make(cast.mission.pk, partner.url, ["alert"], by_id=cast.amina.pk)
        yield Outside(box, texts, pushes, partner)


def exercised(mission: Mission) -> None:
    Mission.objects.filter(pk=mission.pk).update(kind=Mission.Kind.EXERCISE)
    mission.refresh_from_db()


def raised(cast: Cast) -> None:
    """An alert, and a text to a unit: all that a night of it sends."""
    call(cast, level="ongoing", act="shots at the market of Luma")
    unit = Post.objects.get(mission=cast.mission, role="unit_commander")
    outbox.send(cast.mission.pk, "sms", "post", unit.pk)


def send_all() -> None:
    outbox.deliver_due()
    webhooks.deliver_due()


def test_what_a_live_mission_sends_arrives_at_each_end(cast: Cast, outside: Outside) -> None:
    raised(cast)
    send_all()
    assert all(outside.heard().values()), outside.heard()


def test_nothing_of_an_exercise_arrives_anywhere_and_the_ledger_keeps_it(
    cast: Cast, outside: Outside
) -> None:
    exercised(cast.mission)
    raised(cast)
    send_all()
    assert not any(outside.heard().values()), outside.heard()
    rows = Message.objects.filter(outgoing=True)
    assert {*rows.values_list("state", "fault")} == {("kept", "exercise")}
    assert {*rows.values_list("channel", flat=True)} == {"mail", "sms", "push", "webhook"}


def test_who_lets_messages_go_on_sends_none_of_an_exercise(cast: Cast, outside: Outside) -> None:
    exercised(cast.mission)
    raised(cast)
    send_all()
    gateway_verbs.let_go(cast.mission.pk)
    webhooks.try_again(Message.objects.filter(channel="webhook").first())  # type: ignore[arg-type]
    send_all()
    assert not any(outside.heard().values()), outside.heard()


def test_the_last_check_stands_at_the_door_itself(
    cast: Cast, outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Were a message overlooked by the round, the door would still be shut."""
    exercised(cast.mission)
    monkeypatch.setattr(contained, "keep", lambda due: 0)
    raised(cast)
    send_all()
    assert not any(outside.heard().values()), outside.heard()
    assert Message.objects.filter(channel="sms", state="kept").exists()
    assert Message.objects.filter(channel="webhook", state="kept").exists()


def test_the_world_reads_no_feed_of_an_exercise(cast: Cast) -> None:
    by, now = at_desk(cast, "head_of_mission"), clock.now(cast.mission)
    feed = turn(on=True, by=by)
    release(
        by=by,
        kind="mines",
        onset=now,
        expires=now + timedelta(days=1),
        severity="Severe",
        certainty="Likely",
        instruction="stay_on_paths",
        place=make.place(cast.mission, "Luma", area=cast.north),
    )
    address = reverse("feeds:index", args=[feed.pk])
    assert Client().get(address).status_code == 200
    exercised(cast.mission)
    assert Client().get(address).status_code == 404


def test_an_exercise_asks_no_server_of_forms(cast: Cast, settings: Any) -> None:
    settings.WEBHOOK_INSIDE = hosts_and_networks("127.0.0.0/8")
    with forms_stub() as stub:
        link_to(cast, stub)
        ask_for_forms()
        work()
        assert stub.asked, "a live mission asks"
        asked = len(stub.asked)
        exercised(cast.mission)
        FormLink.objects.update(pulled_at=real_now() - timedelta(hours=2))
        Job.objects.update(asked_at=real_now() - timedelta(hours=2))
        ask_for_forms()
        work()
        assert len(stub.asked) == asked
