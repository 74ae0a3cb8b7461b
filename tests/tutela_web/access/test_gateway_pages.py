"""Gateways are kept by the administrator and the Chief of Staff; no secret is shown twice."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tutela_web.access.models import AuditEntry
from tutela_web.base.clock import real_now
from tutela_web.base.ids import new_id
from tutela_web.channels import intake, proofs
from tutela_web.channels.models import Gateway, Message

LIST = "/m/luma/gateways/"
GIVEN = {
    "kind": "kannel",
    "name": "Operator A",
    "send_url": "https://9.9.9.9/cgi-bin/sendsms",
    "account": "tutela",
    "password": "pass-with-them",
    "sender": "777",
    "cap_an_hour": "120",
}


def text(browser: Any, address: str, status: int = 200) -> str:
    answer = browser.get(address)
    assert answer.status_code == status, (address, answer.status_code)
    return str(answer.content.decode())


def message(cast: Cast, **fields: Any) -> Message:
    fields = {
        "channel": "sms",
        "template": "open_tutela",
        "made_at": real_now(),
        "about_kind": "alert",
        "about_id": new_id(),
        "address_hash": "abcdef0123456789",
        "to_kind": "post",
        "to_id": new_id(),
    } | fields
    return Message.objects.create(mission_id=cast.mission.pk, **fields)


@pytest.mark.parametrize("who", ["administrator", "chief_of_staff"])
def test_a_gateway_is_made_and_its_secret_shown_once(
    who: str, cast: Cast, sign_in: Any, settings: Any
) -> None:
    settings.PUBLIC_URL = "https://tutela.example"
    keeper = sign_in(cast[who])
    assert LIST in text(keeper, "/m/luma/people/")
    assert "No text message comes in or leaves" in text(keeper, LIST)
    answer = keeper.post(f"{LIST}new/", GIVEN)
    assert answer.status_code == 200 and answer["Cache-Control"] == "no-store"
    made = Gateway.objects.get()
    [secret] = set(
        re.findall(r"https://tutela:([\w-]+)@tutela.example/in/", answer.content.decode())
    )
    assert made.secret_hash == proofs.hash_secret(secret)
    for address in (LIST, f"{LIST}{made.pk}/", f"{LIST}{made.pk}/change/", f"{LIST}messages/"):
        page = text(keeper, address)
        assert secret not in page and "pass-with-them" not in page
    line = AuditEntry.objects.get(act="make_gateway")
    assert (line.person_id, line.detail) == (cast[who].pk, {"gateway_kind": "kannel"})


@pytest.mark.parametrize(
    "kind, says", [("rapidpro", "Authorization: Token "), ("twilio", "there is no other secret")]
)
def test_each_kind_is_told_what_to_put_in(cast: Cast, sign_in: Any, kind: str, says: str) -> None:
    answer = sign_in(cast["administrator"]).post(f"{LIST}new/", GIVEN | {"kind": kind})
    assert (
        says in answer.content.decode() and str(Gateway.objects.get().pk) in answer.content.decode()
    )


def test_what_is_not_safe_or_not_enough_is_refused_in_the_form(cast: Cast, sign_in: Any) -> None:
    keeper = sign_in(cast["administrator"])
    for wrong, says in (
        ({"send_url": "http://169.254.169.254/x"}, "leads inside"),
        ({"kind": "twilio", "password": ""}, "account&#x27;s token"),
        ({"cap_an_hour": "0"}, "greater than"),
        ({"name": ""}, "required"),
    ):
        answer = keeper.post(f"{LIST}new/", GIVEN | wrong)
        assert answer.status_code == 400 and says in answer.content.decode(), wrong
        assert "pass-with-them" not in answer.content.decode()
    assert not Gateway.objects.exists()


def test_a_gateway_is_changed_and_its_password_stays_where_none_is_typed(
    cast: Cast, sign_in: Any
) -> None:
    gateway, keeper = make.gateway(cast.mission, password="one"), sign_in(cast["chief_of_staff"])
    address = f"{LIST}{gateway.pk}/change/"
    assert keeper.post(address, GIVEN | {"password": "", "name": "B"}).status_code == 302
    gateway.refresh_from_db()
    assert (gateway.name, proofs.open_password(gateway.password)) == ("B", "one")
    keeper.post(address, GIVEN)
    gateway.refresh_from_db()
    assert proofs.open_password(gateway.password) == "pass-with-them"
    assert b"leads inside" in keeper.post(address, GIVEN | {"send_url": "https://10.0.0.1"}).content


def test_another_secret_ends_the_one_before(cast: Cast, sign_in: Any) -> None:
    gateway, keeper = make.gateway(cast.mission, "rapidpro"), sign_in(cast["administrator"])
    assert "its messages are not taken" in text(keeper, f"{LIST}{gateway.pk}/secret/")
    page = keeper.post(f"{LIST}{gateway.pk}/secret/").content.decode()
    before, gateway = gateway, Gateway.objects.get()
    assert before.secret_hash != gateway.secret_hash and before.secret not in page
    twilio = make.gateway(cast.mission, "twilio")
    assert keeper.post(f"{LIST}{twilio.pk}/secret/").status_code == 400


def test_a_gateway_is_paused_and_resumed_and_says_what_is_wrong(cast: Cast, sign_in: Any) -> None:
    gateway, keeper = make.gateway(cast.mission), sign_in(cast["administrator"])
    address = f"{LIST}{gateway.pk}/"
    assert "messages only come in by it" in text(keeper, address)
    keeper.post(f"{address}pause/")
    assert "no community message is received" in text(keeper, address)
    keeper.post(f"{address}resume/")
    intake.in_trouble(gateway)
    assert "a message could not be stored" in text(keeper, address)
    assert "in trouble" in text(keeper, LIST)
    Gateway.objects.update(heard_at=real_now())  # it was sent again, and kept
    assert "could not be stored" not in text(keeper, address)
    lines = AuditEntry.objects.filter(kind="gateway").order_by("number")
    assert list(lines.values_list("act", flat=True)) == ["pause_gateway", "resume_gateway"]


def test_the_ledger_tells_what_became_of_each_and_no_whole_hash(cast: Cast, sign_in: Any) -> None:
    gateway, keeper = make.gateway(cast.mission), sign_in(cast["chief_of_staff"])
    assert "No message came in or left yet" in text(keeper, f"{LIST}messages/")
    sent = message(cast, gateway=gateway, state="delivered", sent_at=real_now())
    message(cast, state="held", fault="cap")
    message(cast, state="failed", fault="no_connection", channel="mail", attempts=6)
    message(cast, gateway=gateway, outgoing=False, state="delivered", template="sms")
    message(cast, gateway=gateway, outgoing=False, state="delivered", channel="call")
    page = text(keeper, f"{LIST}messages/")
    for words in (
        "text out",
        "text in",
        "missed call in",
        "mail out",
        "an alert",
        "held back",
        "as many left within the hour as may",
        "no connection",
        "abcdef…",
    ):
        assert words in page, words
    assert "abcdef0" not in page and str(sent.about_id) not in page
    held = text(keeper, f"{LIST}messages/?state=held")
    assert held.count("abcdef…") == 1 and "None is in this state" not in held
    assert "None is in this state" in text(keeper, f"{LIST}messages/?state=waiting")


def test_what_is_stuck_is_sent_by_a_person_and_said_so(cast: Cast, sign_in: Any) -> None:
    keeper = sign_in(cast["administrator"])
    for state in ("held", "failed", "sent"):
        message(cast, state=state, fault="cap")
    message(cast, state="held", fault="again")
    answer = keeper.post(f"{LIST}messages/send/", follow=True)
    assert "2 messages wait to be sent" in answer.content.decode()
    assert Message.objects.filter(state="waiting").count() == 2
    assert AuditEntry.objects.get(act="send_held").detail == {"count": 2}


@pytest.mark.parametrize(
    "who, status", [("amina", 404), ("boris", 404), ("chen", 404), ("head_of_mission", 403)]
)
def test_nobody_else_sees_or_changes_one(who: str, status: int, cast: Cast, sign_in: Any) -> None:
    gateway = make.gateway(cast.mission)
    held = message(cast, state="held")
    person = sign_in(cast.amina if who == "amina" else cast[who])
    for path in ("", "new/", "messages/", f"{gateway.pk}/", f"{gateway.pk}/change/"):
        text(person, f"{LIST}{path}", status)
    for path in (f"{gateway.pk}/pause/", f"{gateway.pk}/secret/", "messages/send/", "new/"):
        assert person.post(f"{LIST}{path}", GIVEN).status_code == status
    gateway.refresh_from_db()
    held.refresh_from_db()
    assert gateway.active and held.state == "held"


def test_another_missions_gateway_and_messages_are_not_there(cast: Cast, sign_in: Any) -> None:
    other = make.gateway(cast.other_mission)
    theirs = message(cast, state="held", gateway=other)
    Message.objects.filter(pk=theirs.pk).update(mission_id=cast.other_mission.pk)
    keeper = sign_in(cast["administrator"])
    assert str(other.pk) not in text(keeper, LIST)
    assert "abcdef" not in text(keeper, f"{LIST}messages/")
    text(keeper, f"{LIST}{other.pk}/", 404)
    keeper.post(f"{LIST}messages/send/")
    theirs.refresh_from_db()
    assert theirs.state == "held"


def test_lists_of_many_cost_the_same(
    cast: Cast, sign_in: Any, django_assert_num_queries: Any
) -> None:
    keeper = sign_in(cast["administrator"])
    for _ in range(5):
        message(cast, gateway=make.gateway(cast.mission), state="sent")
    keeper.get(LIST)
    with django_assert_num_queries(10):
        text(keeper, LIST)
    with django_assert_num_queries(8):
        text(keeper, f"{LIST}messages/")
