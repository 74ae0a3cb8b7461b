"""Webhooks are kept by the administrator and the Chief of Staff; what they send is seen."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.channels.receivers import Receiver, listening
from tutela_web.access.models import AuditEntry
from tutela_web.channels import webhooks
from tutela_web.channels.models import Message, Webhook
from tutela_web.settings import hosts_and_networks

LIST = "/m/luma/webhooks/"


@pytest.fixture
def receiver(settings: Any) -> Any:
    settings.WEBHOOK_INSIDE = hosts_and_networks("127.0.0.0/8")
    with listening() as server:
        yield server


def text(browser: Any, address: str, status: int = 200) -> str:
    answer = browser.get(address)
    assert answer.status_code == status, (address, answer.status_code)
    return str(answer.content.decode())


def hook_of(cast: Cast, receiver: Receiver) -> Webhook:
    made, _secret = webhooks.make(cast.mission.pk, receiver.url, ["place"], by_id=cast.amina.pk)
    return made


@pytest.mark.parametrize("who", ["administrator", "chief_of_staff"])
def test_a_webhook_is_made_and_its_secret_shown_once(
    who: str, cast: Cast, sign_in: Any, receiver: Receiver
) -> None:
    keeper = sign_in(cast[who])
    assert LIST in text(keeper, "/m/luma/people/")
    answer = keeper.post(f"{LIST}new/", {"url": receiver.url, "kinds": ["place", "incident"]})
    assert answer.status_code == 200 and answer["Cache-Control"] == "no-store"
    [secret] = re.findall(r"\b[0-9a-f]{64}\b", re.sub(r'"[^"]*"', "", answer.content.decode()))
    made = Webhook.objects.get()
    assert (bytes(made.secret).hex(), made.kinds) == (secret, ["incident", "place"][::-1])
    for address in (LIST, f"{LIST}{made.pk}/"):
        page = text(keeper, address)
        assert receiver.url in page and secret not in page
    line = AuditEntry.objects.get(act="make_webhook")
    assert (line.person_id, line.detail) == (cast[who].pk, {"kinds": ["incident", "place"]})


def test_an_address_that_leads_inside_is_refused_in_the_form(cast: Cast, sign_in: Any) -> None:
    keeper = sign_in(cast["administrator"])
    for url in ("http://169.254.169.254/latest", "https://10.0.0.1/x", "https://[::1]/x"):
        answer = keeper.post(f"{LIST}new/", {"url": url, "kinds": ["place"]})
        assert answer.status_code == 400 and b"leads inside" in answer.content
    assert keeper.post(f"{LIST}new/", {"url": "https://9.9.9.9/x"}).status_code == 400
    assert not Webhook.objects.exists()


def test_messages_are_seen_with_their_answers_and_sent_again(
    cast: Cast, sign_in: Any, receiver: Receiver
) -> None:
    keeper, hook = sign_in(cast["chief_of_staff"]), hook_of(cast, receiver)
    receiver.answer = 503
    place = make.place(cast.mission, "SECRETPLACE")
    webhooks.deliver_due()
    address = f"{LIST}{hook.pk}/"
    page = text(keeper, address)
    assert str(place.pk) in page and "503" in page and "SECRETPLACE" not in page
    receiver.answer = 204
    message = Message.objects.get()
    again = f"{address}messages/{message.pk}/again/"
    assert keeper.post(again).status_code == 302
    assert webhooks.deliver_due() == 1
    page = text(keeper, address)
    assert "delivered" in page and "Send again" not in page
    assert "was delivered" in keeper.post(again, follow=True).content.decode()
    assert AuditEntry.objects.filter(act="send_again").count() == 1


def test_a_webhook_is_paused_resumed_and_deleted(
    cast: Cast, sign_in: Any, receiver: Receiver
) -> None:
    keeper, hook = sign_in(cast["administrator"]), hook_of(cast, receiver)
    keeper.post(f"{LIST}{hook.pk}/pause/")
    assert "While it is paused nothing is sent" in text(keeper, f"{LIST}{hook.pk}/")
    make.place(cast.mission)
    keeper.post(f"{LIST}{hook.pk}/resume/")
    make.place(cast.mission, "Tarso")
    assert Message.objects.count() == 1
    assert "Its secret and its messages go" in text(keeper, f"{LIST}{hook.pk}/delete/")
    assert Webhook.objects.exists()
    assert keeper.post(f"{LIST}{hook.pk}/delete/").status_code == 302
    assert not Webhook.objects.exists() and not Message.objects.exists()
    acts = (
        AuditEntry.objects.filter(kind="webhook").order_by("number").values_list("act", flat=True)
    )
    assert list(acts) == ["pause_webhook", "resume_webhook", "delete_webhook"]


@pytest.mark.parametrize(
    "who, status", [("amina", 404), ("boris", 404), ("chen", 404), ("head_of_mission", 403)]
)
def test_nobody_else_sees_or_changes_one(
    who: str, status: int, cast: Cast, sign_in: Any, receiver: Receiver
) -> None:
    hook = hook_of(cast, receiver)
    person = sign_in(cast.amina if who == "amina" else cast[who])
    for path in ("", "new/", f"{hook.pk}/", f"{hook.pk}/delete/"):
        text(person, f"{LIST}{path}", status)
    for act in ("pause", "resume", "delete"):
        assert person.post(f"{LIST}{hook.pk}/{act}/").status_code == status
    hook.refresh_from_db()
    assert hook.active


def test_another_missions_webhook_is_not_there(
    cast: Cast, sign_in: Any, receiver: Receiver
) -> None:
    other, _ = webhooks.make(cast.other_mission.pk, receiver.url, ["place"], by_id=cast.chen.pk)
    keeper = sign_in(cast["administrator"])
    assert str(other.pk) not in text(keeper, LIST)
    text(keeper, f"{LIST}{other.pk}/", 404)
    assert keeper.post(f"{LIST}{other.pk}/delete/").status_code == 404


def test_a_list_of_many_costs_the_same(
    cast: Cast, sign_in: Any, receiver: Receiver, django_assert_num_queries: Any
) -> None:
    for _ in range(5):
        hook_of(cast, receiver)
    make.place(cast.mission)
    keeper = sign_in(cast["administrator"])
    keeper.get(LIST)
    with django_assert_num_queries(9):
        text(keeper, LIST)
