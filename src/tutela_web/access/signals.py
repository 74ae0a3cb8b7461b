"""Sign-ins, failures, lock-outs and second factors as lines of the house's chain.

Never with the name somebody typed: a failed sign-in carries a keyed hash of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypedDict, Unpack

from allauth.account.signals import password_changed, password_reset, password_set
from allauth.account.signals import user_logged_in as signed_in
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import (
    authentication_failed,
    authenticator_added,
    authenticator_removed,
    authenticator_reset,
    authenticator_used,
)
from allauth.socialaccount.models import SocialLogin
from axes.signals import user_locked_out
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import Signal
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from tutela_web.access.audit import trail
from tutela_web.access.devices import verbs
from tutela_web.access.models import Person
from tutela_web.access.people.queries import happened_to
from tutela_web.access.sessions import throttle
from tutela_web.access.sessions.verbs import begin, end_sessions


class SignalDetails(TypedDict, total=False):
    """What a signal tells beside what is read of it here."""

    signal: Signal
    sociallogin: SocialLogin
    response: HttpResponse


def connect() -> None:
    """Hang every line below on its signal; called once, when the room is ready."""
    user_logged_in.connect(begin)
    signed_in.connect(_signed_in)
    user_logged_out.connect(_signed_out)
    user_login_failed.connect(_on_failed_sign_in)
    user_locked_out.connect(_locked_out)
    authenticator_added.connect(_on_second_factor_enrolled)
    authenticator_removed.connect(_on_second_factor_removed)
    authenticator_reset.connect(_codes_renewed)
    authenticator_used.connect(_on_second_factor_used)
    authentication_failed.connect(_code_failed)
    for signal in (password_changed, password_set, password_reset):
        signal.connect(_password_changed)


def _line(act: str, person: Person | AnonymousUser | None, **detail: trail.Detail) -> None:
    known = person if isinstance(person, Person) else None
    trail.record(
        act,
        mission=None,
        by=known,
        kind="person",
        subject=known.pk if known else "",
        **detail,
    )


TOLD = ("reset_second_factor", "give_password_link", "link_subject", "end_access")
"""What an administrator did that its owner is told at the next sign-in."""

ASKED = ("ask_reset_second_factor", "ask_give_password_link")
"""What an administrator asked for that a second person decides: told in the same way."""


def _signed_in(
    sender: type[Person], request: HttpRequest, user: Person, **how: Unpack[SignalDetails]
) -> None:
    lines = happened_to(user)
    last = lines.filter(act="sign_in").first()
    meanwhile = lines.filter(act__in=TOLD + ASKED, number__gt=last.number if last else 0)
    acts = set(meanwhile.exclude(person_id=user.pk).values_list("act", flat=True))
    if last is not None and acts.intersection(TOLD):
        messages.warning(
            request,
            _(
                "An administrator changed how this account is signed into. If you did not ask for"
                " it, tell the security focal point: see “Sign-in and security”."
            ),
        )
    elif last is not None and acts:
        messages.warning(
            request,
            _(
                "An administrator asked to change how this account is signed into. If you did not"
                " ask for it, tell the security focal point: see “Sign-in and security”."
            ),
        )
    tried = throttle.take_failures(throttle.hashed_name(None, {"username": user.username}))
    if tried >= throttle.TOLD_FROM:
        messages.warning(
            request,
            _(
                "Since you last signed in, %(n)s wrong passwords were tried for your name from "
                "devices you have not used. If it was not you, tell the security focal point and "
                "the administrator."
            )
            % {"n": tried},
        )
    _line("sign_in", user, by_provider="sociallogin" in how)


def _signed_out(
    sender: type[Person], request: HttpRequest, user: Person | None, **how: Unpack[SignalDetails]
) -> None:
    if user is not None:
        _line("sign_out", user)


def _on_failed_sign_in(
    sender: str,
    credentials: Mapping[str, str],
    request: HttpRequest | None = None,
    **how: Unpack[SignalDetails],
) -> None:
    hashed = throttle.hashed_name(request, credentials)
    if not throttle.is_known_browser(request, credentials):
        throttle.count_failure(hashed)
    trail.record("sign_in_failed", kind="person", name=hashed)


def _locked_out(
    sender: str, request: HttpRequest, username: str, **how: Unpack[SignalDetails]
) -> None:
    trail.record("locked_out", kind="person", name=username)


def _on_second_factor_enrolled(
    sender: type[Authenticator],
    request: HttpRequest,
    user: Person,
    authenticator: Authenticator,
    **how: Unpack[SignalDetails],
) -> None:
    _line("enrol_second_factor", user, type=authenticator.type)
    codes = Authenticator.Type.RECOVERY_CODES
    others = (
        Authenticator.objects.filter(user=user).exclude(type=codes).exclude(pk=authenticator.pk)
    )
    if authenticator.type != codes and not others.exists():
        # whoever signed in elsewhere with the password alone was never asked for a second factor
        end_sessions(user, but=request.session.session_key)


def _on_second_factor_removed(
    sender: type[Authenticator],
    request: HttpRequest,
    user: Person,
    authenticator: Authenticator,
    **how: Unpack[SignalDetails],
) -> None:
    _line("remove_second_factor", user, type=authenticator.type)


def _codes_renewed(
    sender: type[Authenticator],
    request: HttpRequest,
    user: Person,
    authenticator: Authenticator,
    **how: Unpack[SignalDetails],
) -> None:
    _line("renew_recovery_codes", user)


def _on_second_factor_used(
    sender: type[Authenticator],
    request: HttpRequest,
    user: Person,
    authenticator: Authenticator,
    **how: Unpack[SignalDetails],
) -> None:
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        now = Authenticator.objects.get(pk=authenticator.pk)
        _line("use_recovery_code", user, left=len(now.wrap().get_unused_codes()))


def _code_failed(
    sender: type[Authenticator],
    request: HttpRequest,
    user: Person,
    authenticator: Authenticator,
    **how: Unpack[SignalDetails],
) -> None:
    _line("second_factor_failed", user, type=authenticator.type)


def _password_changed(
    sender: type[Person], request: HttpRequest, user: Person, **how: Unpack[SignalDetails]
) -> None:
    _line("change_password", user)
    # Who knew the password before may have made tokens with it, as with a second factor lost.
    verbs.end_all(user, by=user)
