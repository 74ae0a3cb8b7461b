"""The steps of signing in that differ from allauth's own."""

from __future__ import annotations

import hashlib
from typing import Any

from allauth.account.forms import LoginForm
from allauth.account.models import Login
from allauth.account.views import PasswordResetFromKeyView
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from django import forms
from django.contrib.auth.signals import user_login_failed
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tutela_web.access.models import Person
from tutela_web.access.sessions import throttle
from tutela_web.access.sessions.accounts import VOUCHED
from tutela_web.base.fields import few_words


class SecondFactorStage(AuthenticateStage):
    """Asks for the second factor, unless the provider's word counts and it vouched for one."""

    def handle(self) -> tuple[Any, bool]:
        shown: Authenticator | None = getattr(self.request, "shown_beside", None)
        if shown is not None and shown.user_id == self.login.user.pk:
            post_authentication(self.request, shown)  # the code came with the password
            return None, True
        if vouched_for(self.login):
            self.request.session[VOUCHED] = True
            return None, True
        response, go_on = super().handle()
        return response, go_on


def vouched_for(login: Login) -> bool:
    """Whether the ID token says (`amr`) that a second factor was shown, and we trust its word."""
    sociallogin = (login.signal_kwargs or {}).get("sociallogin")
    if sociallogin is None:
        return False
    trusted = sociallogin.provider.app.settings.get("trust_amr", [])
    said = sociallogin.account.extra_data.get("id_token", {}).get("amr") or []
    return bool(set(trusted) & set(said))


class SignIn(LoginForm):
    """Name and password; the code beside them where many wrong passwords were tried for the name.

    A wrong code, a wrong password and a name nobody has get the same words.
    """

    code = few_words(most=20)

    def clean(self) -> dict[str, Any]:
        name = self.cleaned_data.get("login", "")
        self.wants_code = bool(name) and self._wants_code(name)
        if self.wants_code:
            person = Person.objects.filter(username__iexact=name).first()
            code = self.cleaned_data.get("code", "").strip()
            shown = throttle.right_code(person, code) if code else None
            if shown is None:
                refused_code(self.request, name)
                raise forms.ValidationError(WANTS_CODE)
            self.request.shown_beside = shown
        try:
            cleaned: dict[str, Any] = super().clean()
        except forms.ValidationError as error:
            if self.wants_code:
                raise forms.ValidationError(WANTS_CODE) from error
            raise
        return cleaned

    def _wants_code(self, name: str) -> bool:
        hashed = throttle.hashed_name(None, {"username": name})
        return throttle.tried_hard(hashed) and not throttle.known_device(self.request, name)


WANTS_CODE = gettext_lazy(
    "Name, password and code do not match. Many wrong passwords were tried for this name; on a "
    "device not used before, the code of the second factor is therefore needed with the "
    "password. A passkey, and a device used before, work as usual. If you have no second factor "
    "yet, ask your administrator for a link: it works whatever others tried."
)


class PasswordLink(PasswordResetFromKeyView):
    """A new password by the link of an administrator: the device it is set on is known from then
    on, so that strangers who guess at a new person's name do not lock that person out."""

    def form_valid(self, form: forms.Form) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        throttle.remember_device(self.request, answer, self.reset_user)
        return answer


def refused_code(request: HttpRequest, name: str) -> None:
    """Count a try without the right code like one with a wrong password."""
    tried = {"username": name, "password": ""}  # nosec B105 # named by its field, and none
    user_login_failed.send(sender=SignIn, credentials=tried, request=request)


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
