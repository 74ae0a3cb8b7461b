"""Sign-in: no open registration; a second factor for everybody who holds content."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter


class ClosedDoors(DefaultAccountAdapter):
    """Accounts are made by an administrator, never by a visitor."""

    def is_open_for_signup(self, request: Any) -> bool:
        return False


class KnownPeopleOnly(DefaultSocialAccountAdapter):
    """An identity provider vouches for people already known here; it makes nobody known."""

    def is_open_for_signup(self, request: Any, sociallogin: Any) -> bool:
        return False


class SecondFactors(DefaultMFAAdapter):
    """TOTP secrets are sealed at rest like anything else that opens a door."""
