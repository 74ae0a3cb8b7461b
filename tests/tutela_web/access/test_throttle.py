"""Somebody guesses the duty officer's password: guessing is slow, and nobody is locked out."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client

from tests.tutela_web import make
from tests.tutela_web.access.hands import PASSWORD, code_of, type_in, with_password
from tests.tutela_web.cast import Cast
from tutela_web.access.models import Person, TriedName
from tutela_web.access.people import verbs
from tutela_web.access.sessions import throttle

NAME = "joc_duty_officer"


@pytest.fixture
def officer(cast: Cast) -> Person:
    return with_password(cast[NAME])


@pytest.fixture
def secret(officer: Person) -> str:
    """What the officer's telephone makes codes of."""
    made = generate_totp_secret()
    TOTP.activate(officer, made)
    return str(made)


def guess(name: str, times: int, *, of: str = "203.0.113") -> None:
    """Wrong passwords, four from each address."""
    for n in range(times):
        type_in(Client(REMOTE_ADDR=f"{of}.{n // 4}"), name, f"guess {n}")


def signed_in(client: Client, secret: str, *, ahead: int = 0) -> str:
    """The page after the code that was asked for; `ahead`, so many codes later."""
    code = code_of(secret, at=time.time() + 30 * ahead)
    client.post("/account/2fa/authenticate/", {"code": code})
    page = client.get("/account/2fa/")
    assert page.status_code == 200
    return str(page.content.decode())


def said(page: Any) -> list[str]:
    found = re.findall(r'<div class="words">(.*?)</div>', page.content.decode(), re.DOTALL)
    return [" ".join(words.split()) for words in found]


def test_the_officer_signs_in_from_a_known_device_while_somebody_guesses_elsewhere(
    officer: Person, secret: str
) -> None:
    desk = Client(REMOTE_ADDR="198.51.100.7")
    assert type_in(desk, officer).status_code == 302 and signed_in(desk, secret)
    desk.post("/account/logout/")
    guess(NAME, 28)
    guess(NAME, 8, of="198.51.100")  # and from within the office, the officer's own address too
    for _ in range(7):
        assert type_in(desk, officer, "a slip of the hand").status_code == 200
    assert type_in(desk, officer).status_code == 302
    page = signed_in(desk, secret, ahead=1)
    assert "36 wrong passwords were tried for your name" in page
    assert TriedName.objects.get().in_a_row == 0


def test_from_a_new_address_the_code_goes_beside_the_password_and_counts_once(
    officer: Person, secret: str
) -> None:
    guess(NAME, 20)
    hotel = Client(REMOTE_ADDR="192.0.2.9")
    refused = type_in(hotel, officer)
    assert refused.status_code == 200 and 'name="code"' in refused.content.decode()
    code = code_of(secret, at=time.time())
    wrong = type_in(hotel, officer, "a wrong password", code=code)
    assert said(refused) and said(wrong) == said(refused)  # neither is told right without the other
    assert said(type_in(hotel, officer, code=code)) == said(refused)  # a code is good once
    answer = type_in(hotel, officer, code=code_of(secret, at=time.time() + 30))
    assert answer.status_code == 302 and answer["Location"] == "/"
    assert hotel.get("/account/2fa/").status_code == 200


def test_a_password_guessed_right_opens_nothing_once_the_code_is_asked_for(
    officer: Person, secret: str
) -> None:
    guess(NAME, 20)
    for n, code in enumerate(("", "000000", "123456")):
        answer = type_in(Client(REMOTE_ADDR=f"203.0.113.{100 + n}"), officer, code=code)
        assert answer.status_code == 200 and "Location" not in answer


def test_however_slowly_a_hundred_guesses_come_the_hundred_and_first_needs_the_code(
    officer: Person, secret: str
) -> None:
    guess(NAME, 1)
    TriedName.objects.update(in_a_row=99, in_window=0)
    assert 'name="code"' not in type_in(Client(), officer, "wrong").content.decode()
    assert 'name="code"' in type_in(Client(REMOTE_ADDR="192.0.2.1"), officer).content.decode()


def test_a_name_nobody_has_is_asked_for_a_code_all_the_same(officer: Person, secret: str) -> None:
    pages = []
    for name in (NAME, "nobody.here"):
        guess(name, 20)
        page = type_in(Client(REMOTE_ADDR="192.0.2.9"), name, "wrong")
        pages.append(page.content.decode().replace(name, "-"))
    token = re.compile(r'(?<=value=")\w{64}|(?<=RFToken":")\w+')
    assert token.sub("", pages[0]) == token.sub("", pages[1])


def test_forty_people_behind_one_address_begin_their_shift(cast: Cast) -> None:
    for n in range(40):
        person = with_password(make.person(f"officer.{n}"))
        desk = Client(REMOTE_ADDR="198.51.100.1")
        assert type_in(desk, person, "a slip of the hand").status_code == 200
        assert type_in(desk, person).status_code == 302, n


def test_a_device_is_known_to_whoever_signed_in_on_it_until_the_password_changes(
    cast: Cast, officer: Person
) -> None:
    amina = with_password(cast.amina)
    desk = Client(REMOTE_ADDR="198.51.100.7")
    for person in (officer, amina):
        type_in(desk, person)
        desk.post("/account/logout/")
    cookie = desk.cookies[throttle.COOKIE]
    assert cookie["httponly"] and NAME not in cookie.value and str(officer.pk) not in cookie.value
    for name in (NAME, "analyst"):
        assert [type_in(desk, name, "wrong").status_code for _ in range(8)] == [200] * 8
    assert [type_in(desk, "boris", "wrong").status_code for _ in range(6)][-1] == 429
    with_password(officer, "eleven boats on the lake")
    assert [type_in(desk, officer, "wrong").status_code for _ in range(6)][-1] == 429
    forged = Client(REMOTE_ADDR="203.0.113.5")
    forged.cookies[throttle.COOKIE] = cookie.value[:-2]
    assert [type_in(forged, "analyst", "wrong").status_code for _ in range(6)][-1] == 429


def test_somebody_new_without_a_second_factor_is_not_locked_out_by_strangers(cast: Cast) -> None:
    new = make.person("sector.new")
    guess("sector.new", 28)
    desk = Client(REMOTE_ADDR="192.0.2.9")
    refused = type_in(desk, new, "not set yet")
    assert any("ask your administrator for a link" in words for words in said(refused))
    form = desk.get(verbs.password_link(new, by=None), follow=True)
    chosen = {"password1": PASSWORD, "password2": PASSWORD}
    assert desk.post(form.redirect_chain[-1][0], chosen).status_code == 302
    assert type_in(desk, new).status_code == 302
    elsewhere = type_in(Client(REMOTE_ADDR="192.0.2.10"), new)  # where the link was not opened
    assert elsewhere.status_code == 200


def test_wrong_passwords_on_a_known_device_are_slowed_too(officer: Person) -> None:
    desk = Client(REMOTE_ADDR="198.51.100.7")
    type_in(desk, officer)
    desk.post("/account/logout/")
    for _ in range(10):
        type_in(desk, officer, "wrong")
    assert "Location" not in type_in(desk, officer)
    assert not TriedName.objects.exists()
