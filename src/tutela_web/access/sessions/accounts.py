"""Sign-in: no open registration; a second factor for everybody who holds content.

What allauth asks of a house: these are its adapters. The steps of signing in are in sign_in.py.
"""

from __future__ import annotations

import base64
import time
from functools import cache
from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from allauth.socialaccount.providers.base import AuthProcess, Provider
from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tutela_web.access.models import Person
from tutela_web.access.sessions import throttle

if TYPE_CHECKING:
    from tutela_web.access.sessions.provider_exchange import Session

FIRST_ENROLMENT_SECONDS = 900
"""How long after signing in somebody without a second factor may enrol one unasked."""

KNOWN_DEVICE = {"login_failed": "10/900s/key"}
"""Wrong tries of one name on one known device."""

VOUCHED = "second_factor_vouched_for"
"""Key of a session whose identity provider vouched for a second factor, where that counts."""


class ClosedDoors(DefaultAccountAdapter):
    """Accounts are made by an administrator, never by a visitor."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_stages(self) -> list[str]:
        return ["tutela_web.access.sessions.sign_in.SecondFactorStage"]

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not again for the first enrolment, straight after signing in; else as ever."""
        if app == "allauth.mfa" and enrolling_first_factor(self.request):
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))

    def pre_authenticate(self, request: HttpRequest, **credentials: str) -> None:
        """Slow wrong tries: by name on a known device, by address elsewhere (throttle.py)."""
        name = str(credentials.get("username", "")).strip().casefold()
        device = throttle.known_device(request, name)
        self._login_failed_rl_usage = (
            ratelimit.consume(
                request,
                app="tutela",
                action="login_failed",
                config=KNOWN_DEVICE,
                key=f"{device.id}:{name}",
            )
            if device is not None
            else ratelimit.consume(
                request,
                app="allauth.account",
                action="login_failed",
                key=f"{self.get_client_ip(request)}:{name}",
            )
        )
        if not self._login_failed_rl_usage:
            raise self.validation_error("too_many_login_attempts")

    def post_login(self, request: HttpRequest, user: Person, **how: Any) -> HttpResponse:
        """The language kept with the person goes before that of a shared screen."""
        response: HttpResponse = super().post_login(request, user, **how)
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            user.language,
            max_age=31_536_000,
            samesite="Lax",
            httponly=True,
            secure=settings.HTTPS,
        )
        throttle.remember_device(request, response, user)
        return response


def second_factor_done(request: HttpRequest) -> bool:
    """Whether the person of this session has a second factor, or the provider vouched for one."""
    return bool(is_mfa_enabled(request.user) or request.session.get(VOUCHED))


def enrolling_first_factor(request: HttpRequest) -> bool:
    """Whether this session began moments ago, and before the person had any second factor."""
    records = get_authentication_records(request, request.user)
    if not records:
        return False
    began: float = records[0]["at"]
    if time.time() - began > FIRST_ENROLMENT_SECONDS:
        return False
    enrolled = Authenticator.objects.filter(user_id=request.user.pk)
    return all(at.timestamp() >= began for at in enrolled.values_list("created_at", flat=True))


class KnownPeopleOnly(DefaultSocialAccountAdapter):
    """An identity provider vouches for people already known here; it makes nobody known.

    Known means: the provider's subject was linked by an administrator, or the provider says that
    the e-mail is verified and exactly one account has it.
    """

    def get_provider(
        self, request: HttpRequest, provider: str, client_id: str | None = None
    ) -> Provider:
        # Here, for they take megabytes of each process where nobody signs in so.
        from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider

        from tutela_web.access.sessions.provider_sign_in import NonceProvider

        configured: Provider = super().get_provider(request, provider, client_id=client_id)
        if isinstance(configured, OpenIDConnectProvider):
            return NonceProvider(request, app=configured.app)
        return configured

    def get_requests_session(self) -> Session:
        from tutela_web.access.sessions.provider_exchange import session  # megabytes, as above

        return session()

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        if sociallogin.state.get("process") != AuthProcess.LOGIN or not sociallogin.is_existing:
            raise ImmediateHttpResponse(not_known(request))
        if sociallogin.account.pk is None:  # met by e-mail: from now on the subject counts
            sociallogin.account.user = sociallogin.user
            sociallogin.account.save()

    def authenticate_by_email(self, sociallogin: SocialLogin) -> tuple[Person, str] | None:
        for address in sociallogin.email_addresses:
            if not address.email or address.verified is not True:
                continue
            known = list(Person.objects.filter(email__iexact=address.email, is_active=True)[:2])
            if len(known) == 1 and not _is_linked(known[0], sociallogin.account.provider):
                # Given without the address: allauth would wipe the password of the account, for
                # fear of squatters. Here an administrator entered the address.
                return known[0], ""
        return None


def _is_linked(person: Person, provider: str) -> bool:
    """Whether another subject of this provider is linked: addresses are given to new people."""
    linked: bool = SocialAccount.objects.filter(user=person, provider=provider).exists()
    return linked


def not_known(request: HttpRequest) -> HttpResponse:
    """The page for somebody the provider knows and this house does not."""
    return render(request, "socialaccount/not_known.html", status=403)


class SecondFactors(DefaultMFAAdapter):
    """TOTP secrets and recovery codes are sealed at rest like anything else that opens a door."""

    def encrypt(self, text: str) -> str:
        return (
            sealing(settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
            .encrypt(text.encode())
            .decode()
        )

    def decrypt(self, encrypted_text: str) -> str:
        keys = sealing(settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
        return keys.decrypt(encrypted_text.encode()).decode()

    def get_totp_label(self, user: Person) -> str:
        return str(user.username)

    def build_totp_svg(self, url: str) -> str:
        """The code as SVG for the page itself: white ground, so that it is read at night too."""
        import qrcode
        from qrcode.image.svg import SvgPathFillImage

        svg: str = qrcode.make(url, image_factory=SvgPathFillImage).to_string(encoding="unicode")
        return svg

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return entity | {"name": settings.MFA_TOTP_ISSUER}


@cache
def sealing(*secrets: str) -> MultiFernet:
    """The sealing keys of these signing keys: the first seals, each of them opens."""
    return MultiFernet([Fernet(_derive_key(secret)) for secret in secrets])


def _derive_key(secret: str) -> bytes:
    made = HKDF(SHA256(), 32, salt=None, info=b"tutela second factors").derive(secret.encode())
    return base64.urlsafe_b64encode(made)
