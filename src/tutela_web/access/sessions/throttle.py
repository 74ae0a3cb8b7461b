"""How tries to sign in are slowed, so that guessing is slow and nobody is locked out by others.

Counted are the name together with where a try comes from, never the name alone:

    a known device   a cookie of an earlier sign-in on it, signed and bound to the password; ten
                     wrong tries in a quarter of an hour
    anywhere else    six wrong tries in half an hour for a name from one address (axes), sixty in
                     a minute from one address

A name that many wrong passwords are tried for asks, of whoever comes from no known device, for the
second factor beside the password: neither is then told right or wrong without the other. It is
asked of names nobody has, too. Passkeys and known devices pass as ever.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core import signing
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import get_random_string

from tutela_web.access.models import Person, TriedName
from tutela_web.base.clock import real_now
from tutela_web.base.ids import keyed_digest

COOKIE = "known_device"
COOKIE_DAYS = 90
PEOPLE = 8
"""How many people one device is known to: a desk of a duty room is shared."""

WINDOW = timedelta(minutes=15)
MOST_IN_WINDOW = 20
"""Wrong passwords for one name from anywhere, after which the second factor is asked for too."""

MOST_IN_A_ROW = 100
"""The same, however slowly they come, until its owner signs in (NIST SP 800-63B, 5.2.2)."""

FORGOTTEN = timedelta(days=30)
TOLD_FROM = 5
"""From so many wrong passwords on, the owner is told of them at the next sign-in."""


@dataclass(frozen=True)
class KnownBrowser:
    """A device somebody signed in on, as its cookie says."""

    id: str
    marks: tuple[str, ...]

    def knows(self, person: Person) -> bool:
        """Whether this person signed in here, with the password of today."""
        mark = _mark(self.id, person)
        return any(hmac.compare_digest(mark, one) for one in self.marks)


def device_of(request: HttpRequest) -> KnownBrowser | None:
    """The device of a request, if it bears a cookie of ours that is not too old."""
    try:
        said = signing.loads(
            request.COOKIES.get(COOKIE, ""), salt=COOKIE, max_age=COOKIE_DAYS * 86_400
        )
    except signing.BadSignature:
        return None
    return KnownBrowser(said["id"], tuple(said["marks"]))


def known_device(request: HttpRequest | None, name: str) -> KnownBrowser | None:
    """The device of a request, if whoever has this name signed in on it before."""
    device = device_of(request) if request is not None else None
    if device is None:
        return None
    person = Person.objects.filter(username__iexact=name.strip()).first()
    return device if person is not None and device.knows(person) else None


def remember_device(request: HttpRequest, answer: HttpResponse, person: Person) -> None:
    """Let the browser of somebody who has signed in be known from now on."""
    device = device_of(request) or KnownBrowser(get_random_string(32), ())
    mark = _mark(device.id, person)
    marks = [mark, *(one for one in device.marks if one != mark)][:PEOPLE]
    answer.set_cookie(
        COOKIE,
        signing.dumps({"id": device.id, "marks": marks}, salt=COOKIE),
        max_age=COOKIE_DAYS * 86_400,
        httponly=True,
        samesite="Lax",
        secure=settings.HTTPS,
        path="/account/",
    )


def _mark(device: str, person: Person) -> str:
    """A person on a device: another password makes another."""
    return keyed_digest("known device", device, str(person.pk), person.password)[:32]


def is_known_browser(
    request: HttpRequest | None, credentials: Mapping[str, str] | None = None
) -> bool:
    """For axes: a known device has a limit of its own (accounts.py)."""
    typed = (credentials or {}).get("username", "")
    return known_device(request, str(typed)) is not None


# --- what was tried for a name


def count_failure(hashed: str) -> None:
    """Count a wrong password for a name, known or not."""
    now = real_now()
    mine = TriedName.objects.filter(name=hashed)
    TriedName.objects.get_or_create(name=hashed, defaults={"window_from": now, "last_at": now})
    mine.filter(window_from__lt=now - WINDOW).update(window_from=now, in_window=0)
    mine.update(in_window=F("in_window") + 1, in_a_row=F("in_a_row") + 1, last_at=now)


def tried_hard(hashed: str) -> bool:
    """Whether so many wrong passwords were tried for a name that a password is not enough."""
    tried = TriedName.objects.filter(name=hashed).first()
    if tried is None:
        return False
    soon = tried.window_from >= real_now() - WINDOW and tried.in_window >= MOST_IN_WINDOW
    return soon or tried.in_a_row >= MOST_IN_A_ROW


def take_failures(hashed: str) -> int:
    """How many were tried since the owner signed in, who does now: that count begins anew."""
    mine = TriedName.objects.filter(name=hashed)
    failures = mine.values_list("in_a_row", flat=True).first() or 0
    if failures:
        mine.update(in_a_row=0)
    return failures


def forget_old() -> int:
    """Names nobody tried for a month are forgotten; gives how many."""
    return TriedName.objects.filter(last_at__lt=real_now() - FORGOTTEN).delete()[0]


def right_code(person: Person | None, code: str) -> Authenticator | None:
    """The authenticator that a code opens, which is good once; None for a wrong one."""
    codes = [Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES]
    for authenticator in (
        Authenticator.objects.filter(user=person, type__in=codes) if person else ()
    ):
        if authenticator.wrap().validate_code(code):
            return authenticator
    return None


def hashed_name(request: HttpRequest | None, credentials: Mapping[str, str] | None = None) -> str:
    """What the lock-out and the audit keep of a name typed at sign-in: a keyed hash.

    People type passwords into the wrong field; names differing in case are one.
    """
    typed = (credentials or {}).get("username")
    if typed is None:
        typed = request.POST.get("login", "") if request is not None else ""
    name = str(typed).strip().casefold()
    made = hmac.new(settings.SECRET_KEY.encode(), b"sign-in " + name.encode(), hashlib.sha256)
    return made.hexdigest()[:32]
