"""Somebody between the house and its provider, or another client of it, forges a token or sends one
again: nobody is signed in, nothing is linked, and the page tells nothing."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client

from tests.tutela_web.access.provider import Provider, signed_by
from tests.tutela_web.access.test_oidc import AMINA, START, amina, provider, signed_in, through
from tutela_web.access.models import AuditEntry, Person

__all__ = ["amina", "provider"]


def nobody_entered(client: Client) -> bool:
    linked = SocialAccount.objects.exists()
    entered = AuditEntry.objects.filter(act="sign_in").exists()
    return not (linked or entered or signed_in(client))


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://other.example"},
        {"iss": None},
        {"aud": "another-client"},
        {"aud": None},
        {"exp": 1_500_000_000},
        {"exp": None},
        {"nbf": 9_999_999_999},
        {"sub": "u-other"},
        {"sub": None},
        {"aud": ["tutela", "another-client"], "azp": "another-client"},
        {"amr": 7},
        {"amr": [["mfa"]]},
        {"amr": "mfa"},
    ],
    ids=str,
)
def test_claims_that_are_not_for_us_now_let_nobody_in(
    amina: Person, provider: Provider, client: Client, claims: dict[str, Any]
) -> None:
    provider.forged = claims
    answer = through(client, provider, **AMINA)
    assert answer.status_code == 401 and nobody_entered(client)
    assert "amina" not in answer.content.decode().lower()


def part(said: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(said).encode()).rstrip(b"=").decode()


def unsigned(there: Provider, claims: dict[str, Any]) -> str:
    return f"{part({'alg': 'none', 'kid': 'one'})}.{part(claims)}."


def by_another_key(there: Provider, claims: dict[str, Any]) -> str:
    return signed_by(rsa.generate_private_key(65537, 2048), claims)


def by_our_secret(there: Provider, claims: dict[str, Any]) -> str:
    return signed_by("between us" * 4, claims, "HS256")


def by_the_public_key_as_a_secret(there: Provider, claims: dict[str, Any]) -> str:
    """Key confusion: what everybody knows taken for a shared secret."""
    public = there.key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    head = f"{part({'alg': 'HS256', 'kid': 'one'})}.{part(claims)}"
    made = hmac.new(public, head.encode(), hashlib.sha256).digest()
    return f"{head}.{base64.urlsafe_b64encode(made).rstrip(b'=').decode()}"


def changed_after_signing(there: Provider, claims: dict[str, Any]) -> str:
    head, _body, mark = signed_by(there.key, claims | {"sub": "u-other"}).split(".")
    return f"{head}.{part(claims)}.{mark}"


def no_token(there: Provider, claims: dict[str, Any]) -> str:
    return ""


@pytest.mark.parametrize(
    "sign",
    [
        unsigned,
        by_another_key,
        by_our_secret,
        by_the_public_key_as_a_secret,
        changed_after_signing,
        no_token,
    ],
)
def test_a_token_the_provider_did_not_sign_lets_nobody_in(
    amina: Person,
    provider: Provider,
    client: Client,
    sign: Callable[[Provider, dict[str, Any]], str],
) -> None:
    provider.sign = sign
    assert through(client, provider, **AMINA).status_code == 401
    assert nobody_entered(client)


def test_what_was_answered_once_is_answered_no_more(
    amina: Person, provider: Provider, client: Client
) -> None:
    seen: list[str] = []
    real = client.get
    client.get = lambda path, *a, **how: (seen.append(path), real(path, *a, **how))[1]  # type: ignore[method-assign]
    through(client, provider, **AMINA)
    assert signed_in(client)
    callback = next(path for path in seen if "callback" in path)
    thief = Client()
    assert thief.get(callback).status_code == 401 and not signed_in(thief)
    # Nor with a state of the thief's own and the code of somebody else.
    answer = thief.post(START)
    state = answer.headers["Location"].split("state=")[1].split("&")[0]
    code = callback.split("code=")[1].split("&")[0]
    address = callback.split("?")[0]
    assert thief.get(f"{address}?code={code}&state={state}").status_code == 401
    assert not signed_in(thief)


def test_a_code_of_another_sign_in_does_not_fit_our_verifier(
    amina: Person, provider: Provider, client: Client
) -> None:
    """A code that was issued to a thief's browser is put into Amina's: PKCE refuses it."""
    provider.signed_in = AMINA
    client.post(START)
    code = "stolen"
    provider.codes[code] = {"code_challenge": "of another", "person": dict(AMINA)}
    state = client.post(START).headers["Location"].split("state=")[1].split("&")[0]
    answer = client.get(f"/account/oidc/mission-id/login/callback/?code={code}&state={state}")
    assert answer.status_code == 401 and nobody_entered(client)


def test_a_token_of_another_sign_in_lets_nobody_in(
    amina: Person, provider: Provider, client: Client
) -> None:
    """Somebody between the house and its provider puts in a token that was true once, with the
    right signature, person and time: it bears the nonce of the sign-in it was made for."""
    seen: list[dict[str, Any]] = []

    def watched(there: Provider, claims: dict[str, Any]) -> str:
        seen.append(claims)
        return signed_by(there.key, claims)

    provider.sign = watched
    thief = Client()
    through(thief, provider, **AMINA)
    earlier = seen[0]
    assert signed_in(thief) and len(earlier["nonce"]) >= 32
    SocialAccount.objects.all().delete()
    provider.sign = lambda there, claims: signed_by(there.key, earlier)
    assert through(client, provider, **AMINA).status_code == 401 and not signed_in(client)
    for nonce in (None, "", "x", earlier["nonce"][:-1]):
        provider.sign, provider.forged = None, {"nonce": nonce}
        answer = through(client, provider, **AMINA)
        assert answer.status_code == 401 and not signed_in(client), nonce
    provider.forged = {}
    # Nor does a visitor choose it: what an address asks to be sent along does not replace it.
    out = client.post(f"{START}?auth_params=nonce%3D{earlier['nonce']}")
    assert earlier["nonce"] not in out.headers["Location"] and "nonce=" in out.headers["Location"]
    assert not SocialAccount.objects.exists()
    through(client, provider, **AMINA)
    assert signed_in(client)
