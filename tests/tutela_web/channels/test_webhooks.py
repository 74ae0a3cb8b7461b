"""A partner system is told that something changed: signed, tried again, never with words."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.channels.receivers import Receiver, listening
from tutela_web.base.clock import real_now
from tutela_web.base.errors import NotNow
from tutela_web.channels import webhooks
from tutela_web.channels.models import Message
from tutela_web.places.models import Place
from tutela_web.records import verbs as records
from tutela_web.settings import hosts_and_networks


@pytest.fixture(autouse=True)
def _receivers_on_this_machine(settings: Any) -> None:
    settings.WEBHOOK_INSIDE = hosts_and_networks("127.0.0.0/8")


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with listening() as server:
        yield server


def test_a_change_is_told_by_id_alone_and_signed(cast: Cast, receiver: Receiver) -> None:
    _hook, secret = webhooks.make(
        cast.mission.pk, receiver.url, ["incident"], by_id=cast["chief_of_staff"].pk
    )
    made = make.incident(cast.mission, "SECRETTITLE", by=cast.amina)
    records.edit(made, {"title": "SECRETOTHER"}, version=1, by=cast.amina)
    make.place(cast.mission, "SECRETPLACE")
    make.closed_incident(cast.mission, "crsv", "SECRETCLOSED")
    assert webhooks.deliver_due() == 2
    for headers, content in receiver.got:
        told = json.loads(content)
        assert (told["kind"], told["record"]) == ("incident", str(made.pk))
        assert b"SECRET" not in content
        at, mac = (part.split("=")[1] for part in headers["Tutela-Signature"].split(","))
        key = bytes.fromhex(secret)
        assert mac == hmac.new(key, f"{at}.".encode() + content, hashlib.sha256).hexdigest()
    assert webhooks.deliver_due() == 0, "what was delivered is not sent again"


def test_a_receiver_that_is_down_is_tried_again_later_and_given_up_in_the_end(
    cast: Cast, receiver: Receiver
) -> None:
    webhooks.make(cast.mission.pk, receiver.url, ["place"], by_id=cast["chief_of_staff"].pk)
    receiver.answer = 500
    make.place(cast.mission)
    waits = []
    for _ in range(len(webhooks.RETRIES)):
        assert webhooks.deliver_due() == 0
        message = Message.objects.get()
        assert message.next_try_at is not None
        waits.append(round((message.next_try_at - real_now()).total_seconds(), -1))
        Message.objects.update(next_try_at=real_now() - timedelta(seconds=1))
    assert waits == [round(seconds, -1) for seconds in webhooks.RETRIES]
    webhooks.deliver_due()
    failed = Message.objects.get()
    assert (failed.state, failed.status, failed.fault) == ("failed", 500, "")
    receiver.answer = 200
    webhooks.try_again(failed)
    assert webhooks.deliver_due() == 1
    with pytest.raises(NotNow):
        webhooks.try_again(failed)


def test_several_records_made_at_once_are_told_once_and_only_the_open_ones(
    cast: Cast, receiver: Receiver
) -> None:
    webhooks.make(cast.mission.pk, receiver.url, ["place"], by_id=cast.amina.pk)
    villages = [Place(code=f"v{n}", name=f"SECRETVILLAGE {n}") for n in range(3)]
    records.create_many(villages, mission=cast.mission, by=cast.amina)
    alone = Place(code="v9", name="SECRETVILLAGE 9")
    closed = Place(code="v8", name="SECRETVILLAGE 8", compartment="crsv")
    records.create_many([alone, closed], mission=cast.mission, by=cast.amina)
    records.create_many(
        [Place(code="v7", name="SECRETVILLAGE 7", compartment="crsv")],
        mission=cast.mission,
        by=cast.amina,
    )
    assert webhooks.deliver_due() == 2
    told = [json.loads(content) for _headers, content in receiver.got]
    assert [one["record"] for one in told] == [None, str(alone.pk)]
    assert all(set(one) == {"id", "kind", "record", "at"} for one in told)


def test_a_message_being_sent_is_left_alone_and_taken_up_if_its_worker_dies(
    cast: Cast, receiver: Receiver
) -> None:
    webhooks.make(cast.mission.pk, receiver.url, ["place"], by_id=cast.amina.pk)
    make.place(cast.mission)
    Message.objects.update(next_try_at=real_now() + webhooks.LEASE)  # as another worker leaves it
    assert webhooks.deliver_due() == 0
    Message.objects.update(next_try_at=real_now())
    assert webhooks.deliver_due() == 1


def test_a_paused_webhook_is_told_nothing_and_what_waits_is_held_back(
    cast: Cast, receiver: Receiver
) -> None:
    hook, _ = webhooks.make(cast.mission.pk, receiver.url, ["place"], by_id=cast.amina.pk)
    make.place(cast.mission)
    hook.active = False
    hook.save()
    make.place(cast.mission, "Tarso")
    assert webhooks.deliver_due() == 0
    message = Message.objects.get()
    assert (message.state, message.attempts) == ("held", 0) and not receiver.got


def test_a_loop_cannot_send_hundreds(cast: Cast, receiver: Receiver) -> None:
    hook, _ = webhooks.make(cast.mission.pk, receiver.url, ["place"], by_id=cast.amina.pk)
    Message.objects.bulk_create(
        Message(
            mission_id=cast.mission.pk,
            channel="webhook",
            template="changed",
            webhook=hook,
            state="delivered",
            made_at=real_now(),
            sent_at=real_now(),
        )
        for _ in range(webhooks.CAP_AN_HOUR)
    )
    make.place(cast.mission)
    webhooks.deliver_due()
    assert Message.objects.get(about_kind="place").state == "held" and not receiver.got
