"""Coming back from an identity provider: its token is verified here, whatever carried it.

The library takes the provider's word for an id_token it fetched itself, unsigned or signed by
anybody. Here the signature must be by a key the provider publishes, by an algorithm that has a
public key, and the token must be of the person whose claims are read. That it belongs to this
sign-in is shown by state, PKCE, the code's one use, and a nonce that the token repeats (OpenID
Connect Core 3.1.2.1, 3.1.3.7): the library sends none.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping
from typing import Any

from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect import views as library
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from jwt import get_unverified_header
from jwt.exceptions import PyJWTError

from tutela_web.access.sessions.provider_exchange import asking_provider
from tutela_web.base.values import JsonValue

PUBLIC_KEY = frozenset(
    {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"}
)
"""Algorithms of which the provider publishes one half: never none, never a shared secret."""


NONCE = "nonce"


class NonceProvider(OpenIDConnectProvider):
    """The library's provider, which sends a fresh nonce and keeps it with the state."""

    def redirect(
        self,
        request: HttpRequest,
        process: str,
        next_url: str | None = None,
        data: Mapping[str, JsonValue] | None = None,
        auth_params: Mapping[str, str] | None = None,
        **kwargs: JsonValue,
    ) -> HttpResponse:
        nonce = secrets.token_urlsafe(24)
        asked = auth_params or self.get_auth_params()
        answer: HttpResponse = super().redirect(
            request,
            process,
            next_url,
            data,
            auth_params={**asked, NONCE: nonce},
            **{**kwargs, NONCE: nonce},
        )
        return answer


class VerifyingAdapter(OpenIDConnectOAuth2Adapter):
    """The library's adapter, which believes no token it did not verify."""

    nonce = ""
    """What was sent when this sign-in began; none, no token is believed."""

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> Any:
        if not kwargs["response"].get("id_token"):
            raise OAuth2Error("no id_token")
        login = super().complete_login(request, app, token, **kwargs)
        told = login.account.extra_data
        if "userinfo" in told and told["userinfo"].get("sub") != told["id_token"].get("sub"):
            raise OAuth2Error("the claims are of another person than the id_token")
        given = str(told["id_token"].get(NONCE) or "")
        if not self.nonce or not hmac.compare_digest(given.encode(), self.nonce.encode()):
            raise OAuth2Error("the id_token is of another sign-in")
        return login

    def _decode_id_token(self, app: Any, id_token: str) -> dict[str, Any]:
        try:
            header = get_unverified_header(id_token)
        except PyJWTError as error:
            raise OAuth2Error("no token") from error
        if header.get("alg") not in PUBLIC_KEY or "kid" not in header:
            raise OAuth2Error("an algorithm without a public key")
        data: dict[str, Any] = jwtkit.verify_and_decode(
            credential=id_token,
            keys_url=self.openid_config["jwks_uri"],
            issuer=self.openid_config["issuer"],
            audience=app.client_id,
            lookup_kid=jwtkit.lookup_kid_jwk,
            verify_signature=True,
        )
        if not {"exp", "sub", "iss", "aud"} <= data.keys():
            raise OAuth2Error("a claim is missing")
        if data.get("azp", app.client_id) != app.client_id:  # OpenID Connect Core, 3.1.3.7
            raise OAuth2Error("the id_token was made for another client")
        ways = data.get("amr") or []
        if not isinstance(ways, list) or not all(isinstance(way, str) for way in ways):
            raise OAuth2Error("how the person signed in is no list of words")
        return data


class CallbackView(OAuth2CallbackView):
    """The library's way back, which tells the adapter what was sent on the way out."""

    adapter: VerifyingAdapter

    def _get_state(self, request: HttpRequest, provider: OpenIDConnectProvider) -> Any:
        state, answer = super()._get_state(request, provider)
        self.adapter.nonce = (state or {}).get(NONCE, "")
        return state, answer


@login_not_required
@asking_provider
def login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """The way out to the provider."""
    answer: HttpResponse = library.login(request, provider_id)
    return answer


@login_not_required
@asking_provider
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """The address to which the provider sends somebody back."""
    try:
        view = CallbackView.adapter_view(VerifyingAdapter(request, provider_id))
        answer: HttpResponse = view(request)
    except SocialApp.DoesNotExist:
        raise Http404 from None
    return answer
