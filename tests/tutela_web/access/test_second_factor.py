"""No second factor, no content: enrolling one, being asked for it, and losing it."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.test import Client, TestCase

from tests.tutela_web import make
from tests.tutela_web.access.hands import code_of, codes_on, secret_on, type_in, with_password
from tests.tutela_web.cast import Cast
from tutela_web.access.models import AuditEntry, Person
from tutela_web.access.people import account_changes
from tutela_web.access.policy import standing_of
from tutela_web.access.sessions.accounts import SecondFactors, sealing

TOTP = "/account/2fa/totp/activate/"


@pytest.fixture
def amina(cast: Cast) -> Person:
    """Amina as she is: with a password, and not yet a second factor."""
    return with_password(cast.amina, needs_second_factor=True)


def send_code(client: Client, secret: str) -> Any:
    """Type what the app shows; what follows the commit follows."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        return client.post(TOTP, {"code": code_of(secret, at=time.time())})


def enrol(client: Client, person: Person) -> tuple[str, list[str]]:
    """Sign in, set up the app, read the recovery codes: the secret and the codes."""
    type_in(client, person)
    secret = secret_on(client.get(TOTP))
    sent = send_code(client, secret)
    assert sent.headers["Location"] == "/account/2fa/recovery-codes/"
    return secret, codes_on(client.get(sent.headers["Location"]))


def acts(person: Person) -> list[str]:
    lines = AuditEntry.objects.filter(chain="house", person_id=person.pk).order_by("number")
    return [line.act for line in lines]


def test_the_first_day_from_password_to_start_without_being_asked_twice(
    amina: Person, client: Client
) -> None:
    assert type_in(client, amina).headers["Location"] == "/"
    sent = client.get("/")
    assert sent.headers["Location"] == "/account/2fa/"
    choice = client.get("/account/2fa/").content.decode()
    assert "Choose a second factor" in choice
    setup = client.get(TOTP)
    assert setup.status_code == 200, setup.headers
    page = setup.content.decode()
    assert "<svg" in page and "http://www.w3.org/2000/svg" in page
    assert "style=" not in page and "data:image" not in page
    secret = secret_on(setup)
    wrong = client.post(TOTP, {"code": "000000"})
    assert wrong.status_code == 200
    sent = send_code(client, secret)
    codes = client.get(sent.headers["Location"])
    assert len(codes_on(codes)) == 10
    assert codes_on(client.get(sent.headers["Location"])) == []
    assert client.get("/?missions=1").status_code == 200
    assert acts(amina)[:2] == ["sign_in", "enrol_second_factor"]


def test_content_stays_shut_until_a_second_factor_is_enrolled(
    amina: Person, client: Client
) -> None:
    type_in(client, amina)
    for path in ("/m/luma/roster/", "/devices/", "/devices/new/", "/accounts/"):
        assert client.get(path).headers["Location"] == "/account/2fa/"


def test_the_next_sign_in_asks_for_the_code_and_takes_each_once(
    amina: Person, client: Client
) -> None:
    secret, _ = enrol(client, amina)
    other = Client()
    assert type_in(other, amina).headers["Location"] == "/account/2fa/authenticate/"
    assert other.get("/").headers["Location"].startswith("/account/login/")
    assert other.post("/account/2fa/authenticate/", {"code": "123456"}).status_code == 200
    now = code_of(secret, at=time.time())
    assert other.post("/account/2fa/authenticate/", {"code": now}).headers["Location"] == "/"
    third = Client()
    type_in(third, amina)
    assert third.post("/account/2fa/authenticate/", {"code": now}).status_code == 200
    assert third.get("/").headers["Location"].startswith("/account/login/")
    assert "second_factor_failed" in acts(amina)


def test_a_recovery_code_opens_once_and_is_a_line(amina: Person, client: Client) -> None:
    _, codes = enrol(client, amina)
    for attempt, status in ((Client(), 302), (Client(), 200)):
        type_in(attempt, amina)
        sent = attempt.post("/account/2fa/authenticate/", {"code": codes[3]})
        assert sent.status_code == status
    (line,) = AuditEntry.objects.filter(act="use_recovery_code")
    assert line.detail == {"left": 9}


def test_guessing_codes_is_stopped_after_ten(amina: Person, client: Client) -> None:
    enrol(client, amina)
    other = Client(REMOTE_ADDR="203.0.113.9")
    type_in(other, amina)
    pages = [
        other.post("/account/2fa/authenticate/", {"code": f"{n:06}"}).content.decode()
        for n in range(12)
    ]
    assert "Too many" not in pages[8] and "Too many" in pages[11]


def test_a_session_that_never_passed_it_ends_when_the_first_is_enrolled(
    amina: Person, client: Client
) -> None:
    thief = Client()
    type_in(thief, amina)
    assert thief.get("/").headers["Location"] == "/account/2fa/"
    enrol(client, amina)
    assert thief.get("/").headers["Location"].startswith("/account/login/")
    assert client.get("/?missions=1").status_code == 200


def test_changing_a_second_factor_later_asks_for_the_password_again(
    amina: Person, client: Client
) -> None:
    enrol(client, amina)
    asked = client.get("/account/2fa/totp/deactivate/")
    assert asked.status_code == 200  # within the quarter of an hour of the first enrolment
    again = Client()
    Authenticator.objects.update(created_at=amina.date_joined - timedelta(days=1))
    type_in(again, amina)
    codes = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    again.post("/account/2fa/authenticate/", {"code": codes[0]})
    assert again.get("/?missions=1").status_code == 200
    for path in ("totp/deactivate/", "webauthn/add/", "recovery-codes/generate/"):
        sent = again.get(f"/account/2fa/{path}")
        assert sent.headers["Location"].startswith("/account/reauthenticate/")
    back = again.post(
        "/account/reauthenticate/",
        {"password": "four goats beside the river", "next": "/account/2fa/webauthn/add/"},
    )
    assert back.headers["Location"] == "/account/2fa/webauthn/add/"
    assert again.get("/account/2fa/webauthn/add/").status_code == 200


def test_secrets_lie_sealed_in_the_database(amina: Person, client: Client) -> None:
    secret, codes = enrol(client, amina)
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in kept and not any(code in kept for code in codes)
    adapter = SecondFactors()
    assert adapter.decrypt(Authenticator.objects.get(type="totp").data["secret"]) == secret


def test_a_new_signing_key_still_opens_what_the_old_one_sealed() -> None:
    old = sealing("old key").encrypt(b"JBSWY3DP")
    assert sealing("new key", "old key").decrypt(old) == b"JBSWY3DP"
    assert settings.SECRET_KEY.encode() not in old


def test_a_lost_telephone(amina: Person, cast: Cast, client: Client) -> None:
    enrol(client, amina)
    root, chief = (
        standing_of(cast[who], cast.mission) for who in ("administrator", "chief_of_staff")
    )
    asked = account_changes.ask(amina, "reset_second_factor", by=root, reason="She came by herself")
    assert (
        client.get("/?missions=1").status_code == 200
        and Authenticator.objects.filter(user=amina).exists()
    )
    account_changes.approve(asked, by=chief)
    assert client.get("/").headers["Location"].startswith("/account/login/")
    type_in(client, amina)
    choice = client.get("/account/2fa/").content.decode()
    assert "An administrator changed" in choice and "Choose a second factor" in choice
    client.post("/account/logout/")
    secret, _ = enrol(client, amina)
    assert secret
    page = client.get("/account/2fa/").content.decode()
    assert "Second factor removed" in page and "by an administrator" in page


def test_who_holds_no_content_may_be_let_in_without(cast: Cast, client: Client) -> None:
    screen = with_password(make.person("wall-screen"))
    assert type_in(client, screen).headers["Location"] == "/"
    assert client.get("/?missions=1").status_code == 200
