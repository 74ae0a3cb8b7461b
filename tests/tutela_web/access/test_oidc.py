"""Through the mission's own sign-in: people known here, and nobody else."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, build_opener

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from tests.tutela_web import make
from tests.tutela_web.access.hands import code_of, with_password
from tests.tutela_web.access.provider import Provider, running
from tests.tutela_web.cast import Cast
from tutela_web.access.models import AuditEntry, Person
from tutela_web.access.people import verbs
from tutela_web.access.policy import standing_of
from tutela_web.base.errors import NotNow

START = "/account/oidc/mission-id/login/"
AMINA = {"sub": "u-4711", "email": "amina@mission.example", "email_verified": True}


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


@pytest.fixture
def provider(settings: Any) -> Iterator[Provider]:
    """A provider on the loopback, known to the house."""
    with running() as there:
        settings.SOCIALACCOUNT_PROVIDERS = {
            "openid_connect": {"APPS": [there.app()], "OAUTH_PKCE_ENABLED": True}
        }
        yield there


@pytest.fixture
def amina(cast: Cast) -> Person:
    return with_password(cast.amina, email="Amina@mission.example")


def through(client: Client, provider: Provider, **claims: Any) -> Any:
    """The whole way round: our door, their door, our door again."""
    provider.signed_in = claims
    out = client.post(START)
    assert out.headers["Location"].startswith(provider.url + "/authorize?")
    try:
        build_opener(_Stay).open(out.headers["Location"])
    except OSError as answer:  # a redirect nobody follows
        back = urlsplit(answer.headers["Location"])  # type: ignore[attr-defined]
        answer.close()  # type: ignore[attr-defined]
    return client.get(f"{back.path}?{back.query}")


def signed_in(client: Client) -> bool:
    return client.get("/?missions=1").status_code == 200


def test_the_sign_in_page_shows_the_way(amina: Person, provider: Provider, client: Client) -> None:
    page = client.get("/account/login/?next=/devices/").content.decode()
    assert "Go to Mission ID" in page and START in page


def test_amina_is_met_by_her_verified_address_and_linked(
    amina: Person, provider: Provider, client: Client
) -> None:
    assert through(client, provider, **AMINA).headers["Location"] == "/"
    assert signed_in(client)
    assert client.get("/m/luma/roster/").status_code == 200
    linked = SocialAccount.objects.get()
    assert (linked.user, linked.provider, linked.uid) == (amina, "mission-id", "u-4711")
    assert AuditEntry.objects.get(act="sign_in").detail == {"by_provider": True}
    amina.refresh_from_db()
    assert amina.has_usable_password()


def test_from_then_on_the_subject_counts_and_not_the_address(
    amina: Person, provider: Provider
) -> None:
    through(Client(), provider, **AMINA)
    moved = Client()
    through(moved, provider, **AMINA | {"email": "amina@new.example"})
    assert signed_in(moved)
    heir = Client()
    answer = through(heir, provider, **AMINA | {"sub": "u-9999"})
    assert answer.status_code == 403 and not signed_in(heir)


@pytest.mark.parametrize(
    "claims",
    [
        {"sub": "u-1", "email": "stranger@mission.example", "email_verified": True},
        {"sub": "u-1", "email": "amina@mission.example", "email_verified": False},
        {"sub": "u-1", "email": "amina@mission.example"},
        {"sub": "u-1", "email": "amina@mission.example", "email_verified": "false"},
        {"sub": "u-1"},
    ],
    ids=["unknown", "unverified", "unsaid", "a word", "no address"],
)
def test_others_are_turned_away_with_a_clear_page(
    amina: Person, provider: Provider, client: Client, claims: dict[str, Any]
) -> None:
    answer = through(client, provider, **claims)
    assert answer.status_code == 403
    words = answer.content.decode()
    assert "not known here" in words and "administrator" in words
    assert "amina" not in words.lower()
    assert not signed_in(client)
    assert not SocialAccount.objects.exists()


def test_an_address_two_accounts_share_meets_nobody(
    amina: Person, provider: Provider, client: Client
) -> None:
    make.person("double", email="amina@mission.example")
    assert through(client, provider, **AMINA).status_code == 403


def test_an_ended_account_stays_ended(amina: Person, provider: Provider, client: Client) -> None:
    through(Client(), provider, **AMINA)
    Person.objects.filter(pk=amina.pk).update(is_active=False)
    assert through(client, provider, **AMINA).headers["Location"] == "/account/inactive/"
    assert not signed_in(client)


def test_a_subject_linked_by_the_administrator_enters_without_an_address(
    cast: Cast, provider: Provider, client: Client
) -> None:
    by, deng = standing_of(cast["administrator"], cast.mission), make.person("deng")
    deng.set_unusable_password()
    deng.save()
    make.post(cast.mission, "analyst", deng)
    verbs.link_subject(deng, provider="mission-id", subject="S-1", by=by)
    through(client, provider, sub="S-1")
    assert signed_in(client)
    verbs.link_subject(deng, provider="mission-id", subject="", by=by)
    assert through(Client(), provider, sub="S-1").status_code == 403


def test_nobody_links_a_subject_to_an_account_in_use(amina: Person, cast: Cast) -> None:
    amina.set_password("four goats beside the river")
    amina.save()
    by = standing_of(cast["administrator"], cast.mission)
    with pytest.raises(NotNow):
        verbs.link_subject(amina, provider="mission-id", subject="S-9", by=by)
    assert not SocialAccount.objects.filter(user=amina).exists()


def needs_code(amina: Person) -> str:
    """Amina has the app: gives its secret."""
    amina.needs_second_factor = True
    amina.save()
    secret = "JBSWY3DPEHPK3PXP"
    TOTP.activate(amina, secret)
    return secret


def test_the_second_factor_is_asked_here_too(
    amina: Person, provider: Provider, client: Client
) -> None:
    secret = needs_code(amina)
    answer = through(client, provider, **AMINA, amr=["pwd", "mfa"])
    assert answer.headers["Location"] == "/account/2fa/authenticate/"
    assert not signed_in(client)
    client.post("/account/2fa/authenticate/", {"code": code_of(secret, at=time.time())})
    assert signed_in(client)


def test_unless_the_house_trusts_the_providers_word(
    amina: Person, provider: Provider, client: Client, settings: Any
) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "APPS": [provider.app(trust_amr=["mfa", "hwk"])],
            "OAUTH_PKCE_ENABLED": True,
        }
    }
    needs_code(amina)
    assert through(client, provider, **AMINA, amr=["pwd", "mfa"]).headers["Location"] == "/"
    assert signed_in(client)
    other = Client()
    answer = through(other, provider, **AMINA, amr=["pwd"])
    assert answer.headers["Location"] == "/account/2fa/authenticate/"


def test_an_answer_that_was_not_asked_for_is_refused(
    amina: Person, provider: Provider, client: Client
) -> None:
    assert client.get("/account/oidc/mission-id/login/callback/?code=x&state=y").status_code == 401
    provider.signed_in = AMINA
    client.post(START)
    stolen = Client()
    assert stolen.get("/account/oidc/mission-id/login/callback/?code=x&state=y").status_code == 401
    assert not signed_in(stolen)


def test_nobody_links_a_provider_to_their_own_account(
    amina: Person, cast: Cast, provider: Provider, sign_in: Any
) -> None:
    hers = sign_in(amina)
    provider.signed_in = {"sub": "u-evil"}
    out = hers.post(START + "?process=connect")
    try:
        build_opener(_Stay).open(out.headers["Location"])
    except OSError as answer:
        back = urlsplit(answer.headers["Location"])  # type: ignore[attr-defined]
        answer.close()  # type: ignore[attr-defined]
    assert hers.get(f"{back.path}?{back.query}").status_code == 403
    assert not SocialAccount.objects.exists()
