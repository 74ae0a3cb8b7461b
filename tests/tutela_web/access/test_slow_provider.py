"""An identity provider that hangs or trickles stops no page: five seconds in all, two at a time."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest
from django.test import Client

from tests.tutela_web.access.provider import Provider, running
from tests.tutela_web.access.test_oidc import AMINA, START, through
from tests.tutela_web.cast import Cast
from tests.tutela_web.channels import far_ends
from tests.tutela_web.channels.far_ends import Conduct, far_end
from tests.tutela_web.html import text_of
from tutela_web.access.sessions import provider_exchange
from tutela_web.base.network_guard import AskedOutside, nothing_outside

pytestmark = pytest.mark.django_db

SECONDS = 0.6
GENEROUS = 20.0
"""What a click may take on a busy machine: it was without end."""


@pytest.fixture(autouse=True)
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(provider_exchange, "SECONDS", SECONDS)


def known(settings: Any, provider: Provider) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {"APPS": [provider.app()], "OAUTH_PKCE_ENABLED": True}
    }


def click(client: Client) -> str:
    """The button of the provider on the page of sign-in; the words of the page that follows."""
    page = client.get("/account/login/")  # the first one of a process takes seconds of its own
    assert page.status_code == 200
    begun = time.monotonic()
    answer = client.post(START)
    assert time.monotonic() - begun < GENEROUS
    assert answer.headers["Location"] == "/account/login/"
    return text_of(client.get("/account/login/"))


@pytest.mark.parametrize(
    "conduct",
    [
        far_ends.hang,
        far_ends.trickle_headers,
        far_ends.trickle_body,
        far_ends.endless_body,
        far_ends.lie_about_length,
        far_ends.say(far_ends.OK + b"Content-Length: 9\r\n\r\nno config"),
    ],
)
def test_whoever_clicks_is_told_to_use_the_password(
    cast: Cast, settings: Any, conduct: Conduct
) -> None:
    with far_end(conduct) as end:
        known(settings, Provider(url=end.url))
        told = click(Client())
    assert "the identity provider does not answer" in told
    assert "sign in with a password" in told


def test_eighteen_anonymous_clicks_leave_the_page_of_sign_in_to_the_others(
    cast: Cast, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(provider_exchange, "SECONDS", 30.0)
    with far_end(far_ends.trickle_body) as end:
        known(settings, Provider(url=end.url))

        def hold() -> None:
            with provider_exchange.one_sign_in(), pytest.raises(provider_exchange.ProviderFault):
                provider_exchange.session().get(end.url)

        held = [threading.Thread(target=hold) for _place in range(provider_exchange.AT_ONCE)]
        for thread in held:
            thread.start()
        while end.asked < provider_exchange.AT_ONCE:
            time.sleep(0.01)
        for _click in range(18):
            assert "others are signing in by the same provider at this moment" in click(Client())
        assert end.asked == provider_exchange.AT_ONCE, "a third thread asks nothing"
    for thread in held:
        thread.join()
    with running() as provider:
        known(settings, provider)
        assert Client().post(START).headers["Location"].startswith(provider.url)


def test_the_way_back_is_bounded_as_a_whole(
    cast: Cast, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running() as provider:
        known(settings, provider)
        said = provider.metadata
        waits = iter([0.0, *[SECONDS / 2] * 9])

        def slow() -> dict[str, Any]:
            time.sleep(next(waits))
            return said()

        monkeypatch.setattr(provider, "metadata", slow)
        keys = provider.keys
        monkeypatch.setattr(provider, "keys", lambda: time.sleep(SECONDS) or keys())
        client = Client()
        answer = through(client, provider, **AMINA)
        assert answer.status_code == 302 and answer.headers["Location"] == "/account/login/"
    assert "does not answer" in text_of(client.get("/account/login/"))


def test_no_other_page_may_ask_a_provider() -> None:
    with far_end(far_ends.hang) as end, nothing_outside("a request"):
        provider_exchange._ends.set(time.monotonic() + 1)
        with pytest.raises(AskedOutside):
            provider_exchange.session().get(end.url)
        assert end.asked == 0
