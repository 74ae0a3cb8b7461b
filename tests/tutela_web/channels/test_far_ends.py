"""One far server that hangs, trickles, lies or never ends stops nothing but what waits for it."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.channels import far_ends
from tests.tutela_web.channels.far_ends import Conduct, FarEnd, far_end
from tests.tutela_web.channels.mailbox import Mailbox, mailbox
from tests.tutela_web.channels.receivers import listening
from tests.tutela_web.channels.test_addresses import certificate
from tests.tutela_web.html import text_of
from tests.tutela_web.warning.story import call
from tutela_web.access.models import Post
from tutela_web.base import jobs
from tutela_web.base.clock import real_now
from tutela_web.base.models import Beat
from tutela_web.base.network_guard import AskedOutside, nothing_outside
from tutela_web.channels import exchange, outbox, unreachable_servers, webhooks
from tutela_web.channels.models import Away, Message, Webhook
from tutela_web.settings import hosts_and_networks

SECONDS = 1.0
"""What a whole exchange has here; in the field ten seconds."""
GENEROUS = 20.0
"""What one may take on a busy machine: it was without end."""


@pytest.fixture(autouse=True)
def _short(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.WEBHOOK_INSIDE = hosts_and_networks("127.0.0.0/8")
    settings.EMAIL_TIMEOUT = SECONDS
    for sender in (outbox, webhooks):
        monkeypatch.setattr(sender, "TIMEOUT_SECONDS", SECONDS)
    jobs.autodiscover_modules("jobs")
    fresh = {name: replace(one, next_at=0.0) for name, one in jobs.ROUNDS.items()}
    monkeypatch.setattr(jobs, "ROUNDS", fresh)


@pytest.fixture
def box(cast: Cast, settings: Any) -> Iterator[Mailbox]:
    """The mission's mail server, and a cast with addresses."""
    for person in cast.people.values():
        person.email = f"{person.username}@mission.example"
        person.save()
    with mailbox() as found:
        mail_by(settings, found.port)
        yield found


def mail_by(settings: Any, port: int) -> None:
    settings.EMAIL_BACKEND = "tutela_web.channels.exchange.MailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_USE_TLS, settings.EMAIL_HOST_USER = False, ""


def ask(url: str, most: int = 1000) -> exchange.Answer:
    begun = time.monotonic()
    try:
        return exchange.ask(url, headers={}, seconds=SECONDS, most=most)
    finally:
        assert time.monotonic() - begun < GENEROUS


@pytest.mark.parametrize(
    ("conduct", "fault"),
    [
        (far_ends.hang, "timeout"),
        (far_ends.trickle_headers, "timeout"),
        (far_ends.endless_headers, "no_connection"),
        (far_ends.endless_continue, "no_connection"),
        (far_ends.say(b""), "no_connection"),
        (far_ends.say(b"SSH-2.0-x\r\n"), "no_connection"),
    ],
)
def test_one_that_gives_no_status_is_given_up_in_time(conduct: Conduct, fault: str) -> None:
    with far_end(conduct) as end, pytest.raises(exchange.Unanswered) as told:
        ask(end.url)
    assert told.value.fault == fault


@pytest.mark.parametrize(
    "conduct",
    [
        far_ends.trickle_body,
        far_ends.endless_body,
        far_ends.lie_about_length,
        far_ends.open_after_answer,
        far_ends.say(far_ends.OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\nab"),
    ],
)
def test_an_answer_that_does_not_end_is_not_taken_for_whole(conduct: Conduct) -> None:
    with far_end(conduct) as end:
        answer = ask(end.url)
        assert answer.status == 200 and not answer.whole and len(answer.content) <= 1000
        assert ask(end.url, most=0).whole, "nobody waits for what nobody reads"


def test_no_redirect_is_followed_and_a_whole_answer_is_whole() -> None:
    with far_end(far_ends.redirect) as end:
        assert ask(end.url).status == 302 and end.asked == 1
    with far_end(far_ends.say(far_ends.OK + b"Content-Length: 2\r\n\r\n{}and more")) as end:
        assert ask(end.url) == exchange.Answer(200, b"{}", whole=True)


def test_a_handshake_or_a_name_that_never_ends_is_given_up_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with far_end(far_ends.hang) as end, pytest.raises(exchange.Unanswered, match="timeout"):
        ask(end.url.replace("http:", "https:"))
    over = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_how: over.wait(30) and [])
    with pytest.raises(exchange.Unanswered, match="timeout"):
        ask("https://partner.example/x")
    over.set()


def test_within_tls_the_same_end_holds(settings: Any, tmp_path: Path) -> None:
    whole, own = certificate(tmp_path, "localhost")
    settings.WEBHOOK_CA = str(whole)
    for conduct in (far_ends.trickle_headers, far_ends.endless_headers):
        with far_end(conduct, certificate=own) as end, pytest.raises(exchange.Unanswered) as told:
            ask(f"https://localhost:{end.port}")
        assert told.value.fault in ("timeout", "no_connection")
    for conduct in (far_ends.trickle_body, far_ends.endless_body, far_ends.lie_about_length):
        with far_end(conduct, certificate=own) as end:
            answer = ask(f"https://localhost:{end.port}")
            assert answer.status == 200 and not answer.whole and len(answer.content) <= 1000
    with far_end(far_ends.say(far_ends.OK + b"\r\n{}"), certificate=own) as end:
        assert ask(f"https://localhost:{end.port}") == exchange.Answer(200, b"{}", whole=True)


@pytest.mark.parametrize(
    "conduct",
    [
        far_ends.hang,
        far_ends.trickle(b"2"),
        far_ends.flood(b"", b"220-" + b"x" * 5000 + b"\r\n"),
        far_ends.trickle(b"220 x\r\n250 x\r\n250 x\r\n250 x\r\n354 go\r\n"),
    ],
)
def test_a_mail_server_that_does_so_is_away_and_texts_go_on(
    cast: Cast, box: Mailbox, settings: Any, conduct: Conduct
) -> None:
    Post.objects.filter(mission=cast.mission, role="unit_commander").update(
        duty_number="+211900333"
    )
    post = Post.objects.get(mission=cast.mission, role="unit_commander")
    with far_end(conduct, speaks_first=True) as end, listening() as station:
        mail_by(settings, end.port)
        make.gateway(cast.mission, send_url=station.url, sender="777", password="word")
        mails = [
            outbox.send(cast.mission.pk, "mail", "person", cast[role].pk)
            for role in ("chief_of_staff", "joc_duty_officer", "administrator")
        ]
        outbox.send(cast.mission.pk, "sms", "post", post.pk)
        begun = time.monotonic()
        assert outbox.deliver_due() == 1
        assert time.monotonic() - begun < GENEROUS
        assert end.asked == 1 and len(station.got) == 1
        assert (
            len(mails) == 3 and Message.objects.filter(channel="mail", state="waiting").count() == 3
        )
        outbox.send(cast.mission.pk, "sms", "post", post.pk)
        assert outbox.deliver_due() == 1 and end.asked == 1, "left alone meanwhile"
    mail_by(settings, box.port)
    Message.objects.update(next_try_at=real_now())
    Away.objects.update(again_at=real_now())
    assert outbox.deliver_due() == 3 and len(box.messages) == 3


def test_a_gateway_that_took_a_text_and_dawdles_is_not_told_to_send_it_twice(cast: Cast) -> None:
    Post.objects.filter(mission=cast.mission, role="unit_commander").update(
        duty_number="+211900333"
    )
    post = Post.objects.get(mission=cast.mission, role="unit_commander")
    with far_end(far_ends.trickle_body) as end:
        make.gateway(cast.mission, send_url=end.url, sender="777", password="word")
        sent = outbox.send(cast.mission.pk, "sms", "post", post.pk)
        assert sent is not None and outbox.deliver_due() == 1
        sent.refresh_from_db()
        assert sent.state == "sent" and Away.objects.get().kind == "gateway"


def hook(cast: Cast, end: FarEnd, *kinds: str) -> Webhook:
    made, _secret = webhooks.make(
        cast.mission.pk, end.url, kinds or ["place"], by_id=cast["chief_of_staff"].pk
    )
    return made


@pytest.mark.parametrize("conduct", [far_ends.hang, far_ends.trickle_headers])
def test_an_alerts_mails_leave_though_a_receiver_hangs(
    cast: Cast, box: Mailbox, conduct: Conduct
) -> None:
    with far_end(conduct) as end:
        hook(cast, end, "place", "alert", "incident")
        for number in range(14):
            make.place(cast.mission, f"village {number}")
        call(cast, level="ongoing", act="armed men are coming")
        jobs.go_round(1.0, Beat.Part.SENDERS)
        assert len(box.messages) >= 6 and end.asked == 0, "the senders ask no receiver"
        jobs.go_round(1.0, Beat.Part.WEBHOOKS)
        assert end.asked == 1, "and the receiver is asked once, not fourteen times"
        jobs.go_round(100.0, Beat.Part.WEBHOOKS)
        assert end.asked == 1
    assert {beat.part for beat in Beat.objects.all()} == {"senders", "webhooks"}


def test_the_rounds_of_clocks_ask_nobody_outside(cast: Cast, box: Mailbox) -> None:
    with far_end(far_ends.hang) as end:
        hook(cast, end, "place")
        make.place(cast.mission)
        call(cast, level="imminent")
        jobs.go_round(1.0)
        assert end.asked == 0 and not box.messages
        with nothing_outside("the rounds"), pytest.raises(AskedOutside, match="the rounds"):
            ask(end.url)
        assert end.asked == 0
    mine = {name for name, one in jobs.ROUNDS.items() if one.part != Beat.Part.ROUNDS}
    assert mine == {
        "tutela_web.channels.jobs.send",
        "tutela_web.channels.jobs.deliver",
        "beat of senders",
        "beat of webhooks",
    }


def test_a_receiver_that_fails_is_left_alone_longer_each_time_and_the_others_go_first(
    cast: Cast,
) -> None:
    pauses = []
    with far_end(far_ends.hang) as end, listening() as receiver:
        silent = hook(cast, end)
        for number in range(3):
            make.place(cast.mission, f"village {number}")
        webhooks.make(cast.mission.pk, receiver.url, ["place"], by_id=cast.amina.pk)
        make.place(cast.mission)
        for _turn in range(4):
            webhooks.deliver_due()
            row = Away.objects.get()
            pauses.append(round((row.again_at - real_now()) / timedelta(minutes=1)))
            Away.objects.update(again_at=real_now())
            Message.objects.filter(state="waiting").update(next_try_at=real_now())
        assert pauses == [1, 2, 4, 8] and len(receiver.got) == 1 and end.asked == 4
        assert (row.subject_id, row.failures, row.fault) == (silent.pk, 4, "timeout")
        Webhook.objects.filter(pk=silent.pk).update(url=receiver.url)
        assert webhooks.deliver_due() == 4 and not Away.objects.exists()


def test_hundreds_that_wait_for_one_that_is_away_hold_up_nobody_else(
    cast: Cast, box: Mailbox
) -> None:
    with far_end(far_ends.hang) as end:
        gateway = make.gateway(cast.mission, send_url=end.url, sender="777", password="word")
        unreachable_servers.note_failure(
            "gateway", gateway.pk, "timeout", mission_id=cast.mission.pk
        )
        earlier = real_now() - timedelta(minutes=9)
        Message.objects.bulk_create(
            Message(
                mission_id=cast.mission.pk,
                channel="sms",
                template="open_tutela",
                to_kind="person",
                to_id=cast.amina.pk,
                made_at=earlier,
                next_try_at=earlier,
            )
            for _ in range(150)
        )
        outbox.send(cast.mission.pk, "mail", "person", cast.amina.pk)
        assert outbox.deliver_due() == 1 and end.asked == 0


def test_what_could_not_be_sent_stands_on_the_administrators_page(
    cast: Cast, box: Mailbox, settings: Any, sign_in: Any
) -> None:
    keeper: Client = sign_in(cast["administrator"])
    pages = {name: reverse(f"access:{name}", args=["luma"]) for name in ("gateways", "webhooks")}
    pages["accounts"] = reverse("access:accounts")

    def told(name: str) -> str:
        return text_of(keeper.get(pages[name]))

    for part in Beat.Part.values:
        jobs.beat(part)
    assert "does not answer" not in told("gateways") and "does not run" not in told("gateways")
    with far_end(far_ends.hang, speaks_first=True) as end:
        mail_by(settings, end.port)
        outbox.send(cast.mission.pk, "mail", "person", cast.amina.pk)
        outbox.deliver_due()
        hook(cast, end)
        make.place(cast.mission)
        webhooks.deliver_due()
    for page in ("gateways", "accounts"):
        assert "The mail server does not answer: no answer in time" in told(page)
        assert "1 message waits for it" in told(page)
    assert f"{end.url} does not answer: no answer in time" in told("webhooks")
    Beat.objects.update(at=real_now() - timedelta(minutes=2))
    assert "The process of mails and texts does not run" in told("gateways")
    assert "The process of what other systems are told does not run" in told("webhooks")
