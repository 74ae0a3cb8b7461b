"""A passkey from beginning to end, in a real browser with a virtual authenticator.

The pages run under the content security policy of the house: a script or style of theirs that
broke it would be refused by the browser, and said on its console.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from tests.tutela_web import make
from tests.tutela_web.access.hands import PASSWORD, type_in, with_password
from tests.tutela_web.look.shots import CHROMIUM, browser
from tutela_web.access.models import Person, TriedName

BOTH = ["default", "keys"]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="Debian's chromium is not installed"),
]


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A page of a browser that has a platform authenticator; what it complained of, too."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # playwright keeps a loop running
    with browser() as found:
        context = found.new_context()
        made = context.new_page()
        made.complaints = []
        made.on("console", lambda said: made.complaints.append(said.text))
        made.on("pageerror", lambda error: made.complaints.append(str(error)))
        devtools = context.new_cdp_session(made)
        devtools.send("WebAuthn.enable")
        devtools.send(
            "WebAuthn.addVirtualAuthenticator",
            {
                "options": {
                    "protocol": "ctap2",
                    "transport": "internal",
                    "hasResidentKey": True,
                    "hasUserVerification": True,
                    "isUserVerified": True,
                    "automaticPresenceSimulation": True,
                }
            },
        )
        yield made


@pytest.mark.django_db(transaction=True, databases=BOTH)
def test_amina_enrols_a_passkey_and_then_signs_in_with_it_alone(
    live_server: Any, page: Any
) -> None:
    mission = make.mission()
    amina = with_password(make.person("amina", needs_second_factor=True))
    make.post(mission, "analyst", amina)
    house = live_server.url.replace("127.0.0.1", "localhost")

    page.goto(house + "/")
    page.fill("[name=login]", "amina")
    page.fill("[name=password]", PASSWORD)
    page.click("form button.primary")
    page.click("text=Add a passkey")
    page.fill("[name=name]", "my laptop")
    page.click("text=Add the passkey")
    page.wait_for_url("**/recovery-codes/")
    assert page.locator("[data-codes] li").count() == 10
    page.click("text=I have saved them")
    page.wait_for_url(house + "/**")
    assert Authenticator.objects.get(type="webauthn").user == Person.objects.get()

    page.goto(house + "/account/logout/")
    page.click("main button")
    guesser = Client(REMOTE_ADDR="203.0.113.9")
    for n in range(5):  # somebody guesses meanwhile, slowly enough
        type_in(guesser, "amina", f"guess {n}")
    TriedName.objects.update(in_a_row=200)
    page.context.clear_cookies()  # a device nobody knows
    page.goto(house + "/account/login/")
    page.click("text=Sign in with a passkey")
    page.wait_for_url(lambda url: "/account/" not in url)
    page.goto(house + "/account/sessions/")
    assert page.locator("text=here").count() >= 1

    page.goto(house + "/account/logout/")
    page.click("main button")
    page.goto(house + "/account/login/")
    page.fill("[name=login]", "amina")
    page.fill("[name=password]", PASSWORD)
    page.click("form button.primary")
    page.click("text=Use a passkey")
    page.wait_for_url(lambda url: "/account/" not in url)
    assert not [said for said in page.complaints if "Content Security Policy" in said]
