"""The steps of signing in that differ from allauth's own."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.stages import AuthenticateStage
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from tutela_web.access.accounts import VOUCHED


class SecondFactorStage(AuthenticateStage):
    """Asks for the second factor, unless the provider's word counts and it vouched for one."""

    def handle(self) -> tuple[Any, bool]:
        if vouched_for(self.login):
            self.request.session[VOUCHED] = True
            return None, True
        response, go_on = super().handle()
        return response, go_on


def vouched_for(login: Any) -> bool:
    """Whether the ID token says (`amr`) that a second factor was shown, and we trust its word."""
    sociallogin = (login.signal_kwargs or {}).get("sociallogin")
    if sociallogin is None:
        return False
    trusted = sociallogin.provider.app.settings.get("trust_amr", [])
    said = sociallogin.account.extra_data.get("id_token", {}).get("amr", [])
    return bool(set(trusted) & set(said))


class _Once:
    """A code is good once: codes of the minute around now are all accepted, none of them twice."""

    def clean_code(self) -> str:
        code = super().clean_code()  # type: ignore[misc]
        used = hashlib.sha256(f"{self.user.pk}:{code.strip()}".encode()).hexdigest()  # type: ignore[attr-defined]
        if not cache.add(f"second-factor-used-{used}", 1, timeout=120):
            raise ValidationError(_("This code was used. Wait for the next one."))
        return str(code)


class Code(_Once, AuthenticateForm):
    """The code asked for at sign-in."""


class CodeAgain(_Once, ReauthenticateForm):
    """The code asked for again before something that matters."""


def hashed_name(request: HttpRequest | None, credentials: dict[str, Any] | None = None) -> str:
    """What the lock-out and the audit keep of a name typed at sign-in: a keyed hash.

    People type passwords into the wrong field; names differing in case are one.
    """
    typed = (credentials or {}).get("username")
    if typed is None:
        typed = request.POST.get("login", "") if request is not None else ""
    name = str(typed).strip().casefold()
    made = hmac.new(settings.SECRET_KEY.encode(), b"sign-in " + name.encode(), hashlib.sha256)
    return made.hexdigest()[:32]
