"""A handset, a real Kannel, and the platform: what is said arrives once, and nothing answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from django.db import OperationalError

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.channels.kannel import INSTALLED, PASSWORD, Box, kannel
from tests.tutela_web.channels.receivers import BadLine, bad_line
from tests.tutela_web.waiting import until
from tutela_web.access.models import Post
from tutela_web.access.policy import standing_of
from tutela_web.access.vault import keyring
from tutela_web.access.vault.verbs import open_for_duty
from tutela_web.base.clock import real_now
from tutela_web.base.ids import new_id
from tutela_web.base.writes import Writes
from tutela_web.channels import intake, outbox
from tutela_web.channels.models import Away, Gateway, Message
from tutela_web.warning.models import Alert, Report

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
    pytest.mark.skipif(not INSTALLED, reason="no Kannel"),
]
NUMBER = "+211900111222"


@pytest.fixture
def line(live_server: Any) -> Iterator[BadLine]:
    """What lies between Kannel and us; good, as long as nobody says otherwise."""
    with bad_line(live_server.url.partition("://")[2]) as found:
        yield found


@pytest.fixture
def box(cast: Cast, live_server: Any, line: BadLine, settings: Any) -> Iterator[Box]:
    """A Kannel that posts to the mission's gateway, and that the gateway sends by."""
    keyring.make_first()
    make.place(cast.mission, "Luma", area=cast.north)
    gateway = make.gateway(cast.mission, account="tutela", password=PASSWORD, sender="777")
    settings.PUBLIC_URL = live_server.url
    settings.WEBHOOK_INSIDE = (frozenset({"127.0.0.1", "localhost"}), settings.WEBHOOK_INSIDE[1])
    address = f"http://tutela:{gateway.secret}@{line.address}/in/{gateway.pk}/"
    with kannel(gateway=address) as found:
        found.secret = gateway.secret
        Gateway.objects.filter(pk=gateway.pk).update(send_url=found.send_url)
        yield found


def test_a_text_of_a_handset_is_an_alert_and_the_handset_hears_nothing(
    cast: Cast, box: Box
) -> None:
    box.handset.say(f"{NUMBER} 777 text 1 Luma 60 N")
    alert = until(Alert.objects.first)
    assert (alert.act, alert.level, alert.how_many) == ("attack going on", "ongoing", None)
    assert alert.place.name == "Luma"
    assert box.handset.heard(2) == []
    assert not logged(box, NUMBER[1:], "Luma")


def logged(box: Box, *words: str) -> list[str]:
    """Those of the words that stand in anything Kannel wrote, but for its configuration."""
    files = [path for path in box.logs.rglob("*") if path.is_file() and path.suffix != ".conf"]
    assert len(files) >= 2
    said = "".join(path.read_text(errors="replace") for path in files)
    return [word for word in words if word in said]


def test_what_kannel_delivers_again_is_kept_once_and_what_got_lost_comes_again(
    cast: Cast, box: Box, line: BadLine
) -> None:
    line.faults = ["lost", "unanswered"]
    box.handset.say(f"{NUMBER} 777 text 3 Luma")
    until(lambda: len(line.answers) == 2)
    assert Alert.objects.count() == Report.objects.count() == 1
    assert Message.objects.filter(outgoing=False).count() == 1
    assert box.handset.heard(2) == []
    assert not logged(box, NUMBER[1:], "Luma", box.secret)


def test_a_database_that_is_locked_makes_kannel_send_again_and_nothing_is_half_kept(
    cast: Cast, box: Box, line: BadLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    take, asked = intake.TAKERS[0], []

    def locked_at_first(
        texts: Sequence[intake.Inbound],
    ) -> Callable[[Writes], list[intake.IntakeResult]]:
        def keep(writes: Writes) -> list[intake.IntakeResult]:
            kept = take(texts)(writes)
            asked.append(texts)
            if len(asked) == 1:
                raise OperationalError("database is locked")
            return kept

        return keep

    monkeypatch.setattr(intake, "TAKERS", [locked_at_first])
    box.handset.say(f"{NUMBER} 777 text 3 Luma")
    until(Message.objects.exists, told=lambda: (line.answers, len(asked)))
    assert line.answers[0] == 503 and len(asked) > 1
    assert Alert.objects.count() == Report.objects.count() == 1
    assert box.handset.heard(1) == []


def test_one_part_whose_others_never_come_is_passed_on_and_marked(cast: Cast, box: Box) -> None:
    udh = "".join(f"%{byte:02x}" for byte in (5, 0, 3, 78, 2, 1))
    box.handset.say(f"{NUMBER} 777 udh-text {udh} They attack Luma and")
    report = until(Report.objects.first)
    assert not report.complete and report.alert.act == "attack going on"


ARABIC = "هجوم في لوما " + "الناس يهربون نحو النهر ونحتاج مساعدة " * 3


def test_a_long_text_in_arabic_arrives_whole(cast: Cast, box: Box) -> None:
    half = ARABIC.index("نحو")
    for number, part in enumerate((ARABIC[:half], ARABIC[half:]), start=1):
        udh = "".join(f"%{byte:02x}" for byte in (5, 0, 3, 77, 2, number))
        box.handset.say(f"{NUMBER} 777 udh-text {udh} {part}")
    alert = until(Alert.objects.first)
    assert (alert.act, alert.language) == ("attack going on", "ar")
    report = Report.objects.get()
    (words,) = opened(cast, report)
    assert words.split() == ARABIC.split()


def test_the_letters_of_a_handset_that_sends_ucs2_are_read(cast: Cast, box: Box) -> None:
    data = "".join(f"%{byte:02x}" for byte in "هجوم في لوما".encode("utf-16-be"))
    box.handset.say(f"{NUMBER} 777 ucs2 {data}")
    assert until(Alert.objects.first).act == "attack going on"


def opened(cast: Cast, *reports: Report) -> list[str]:
    """The sealed words of reports, as the duty officer opens them."""
    by = standing_of(cast["joc_duty_officer"], cast.mission)
    return [open_for_duty(r.sealed, "words", by=by, why="follow_up") for r in reports if r.sealed]


def test_what_we_send_reaches_the_handset_and_the_receipt_comes_back(cast: Cast, box: Box) -> None:
    post = Post.objects.get(mission=cast.mission, role="unit_commander")
    post.duty_number = "+211900333444"
    post.save()
    message = outbox.send(
        cast.mission.pk, "sms", "post", post.pk, about_kind="alert", about_id=new_id()
    )
    assert message is not None and outbox.deliver_due() == 1
    (heard,) = until(lambda: box.handset.heard(1))
    assert "Open" in heard and "Tutela" in heard and "Luma" not in heard

    def delivered() -> bool:
        message.refresh_from_db()
        return message.state == Message.State.DELIVERED

    until(delivered)


def test_a_gateway_that_is_down_is_tried_again(cast: Cast, box: Box) -> None:
    post = Post.objects.get(mission=cast.mission, role="unit_commander")
    post.duty_number = "+211900333444"
    post.save()
    gateway = Gateway.objects.get()
    up = gateway.send_url
    Gateway.objects.update(send_url="http://127.0.0.1:9/cgi-bin/sendsms")
    message = outbox.send(cast.mission.pk, "sms", "post", post.pk)
    assert message is not None and outbox.deliver_due() == 0
    message.refresh_from_db()
    assert (message.state, message.fault) == ("waiting", "no_connection")
    Gateway.objects.update(send_url=up)
    Message.objects.update(next_try_at=real_now())
    Away.objects.update(again_at=real_now())
    assert outbox.deliver_due() == 1
    assert until(lambda: box.handset.heard(1))
