"""Sessions: how long one lasts, where somebody is signed in, and how one is ended.

Real time throughout: a demonstration's clock has no say in how long somebody stays signed in.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from tutela_web.access.models import Person
from tutela_web.access.policy import has_lapsed
from tutela_web.base.clock import real_now
from tutela_web.base.values import JsonValue

BEGAN, SEEN = "began", "seen"
EVERY_SECONDS = 60
"""How often the time somebody was last seen is written down."""

ITSELF = "Asks-Itself"
"""The header of what a page asks by itself, every so often: it is no sign of a person."""

LEFT = "Idle-Left"
"""The header that tells such a page how many seconds are left until it was idle for too long."""


def begin(sender: type[Person], request: HttpRequest, **_: Any) -> None:
    """Stamp a session as it is signed into."""
    request.session[BEGAN] = request.session[SEEN] = int(time.time())


class Limits:
    """Ends a session that lasted too long, lay idle, or whose person stands for nothing any more.

    Costs nothing but once a minute: the stamps lie in the session itself. What a page asks by
    itself does not count as somebody seen; it is told how long is left, and 401 once it is over.
    """

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        itself = ITSELF in request.headers
        if request.user.is_authenticated:
            why = self._why_over(request, itself=itself)
            if why:
                logout(request)
                messages.info(request, why)
        if itself and not request.user.is_authenticated:
            return HttpResponse(status=401, headers={"Cache-Control": "no-store"})
        left = idle_left(request.session) if itself else 0
        answer = self.answer(request)
        if itself:
            answer.headers[LEFT] = str(left)
        return answer

    def _why_over(self, request: HttpRequest, *, itself: bool) -> str:
        """Why the session is over; empty if it goes on."""
        if _lasted_too_long(request.session):
            return _("You were signed in for long. Sign in again to go on.")
        if idle_left(request.session) < 0:
            return _("Nothing was done for a while. Sign in again to go on.")
        now = int(time.time())
        if now - request.session.get(SEEN, 0) > EVERY_SECONDS:
            if has_lapsed(request.user):
                return _("You no longer hold a role in any mission. Ask the Chief of Staff.")
            if itself:
                return ""
            request.session[SEEN] = now
            UserSession.objects.filter(session_key=request.session.session_key).update(
                last_seen_at=real_now()
            )
        return ""


def _stamp(session: Mapping[str, JsonValue] | SessionBase, name: str) -> int:
    """A moment that a session holds, in seconds; 0 where it holds none."""
    seconds = session.get(name, 0)
    return seconds if isinstance(seconds, int) else 0


def _lasted_too_long(session: Mapping[str, JsonValue] | SessionBase) -> bool:
    return int(time.time()) - _stamp(session, BEGAN) > settings.SESSION_HOURS * 3600


def idle_left(session: Mapping[str, JsonValue] | SessionBase) -> int:
    """How many seconds are left until a session, by what it holds, lay idle; below 0 it did."""
    return _stamp(session, SEEN) + settings.SESSION_IDLE_HOURS * 3600 - int(time.time())


def is_over(session: Mapping[str, JsonValue]) -> bool:
    """Whether a session, by what it holds, lasted too long or lay idle."""
    return _lasted_too_long(session) or idle_left(session) < 0


@dataclass(frozen=True)
class SignedInSession:
    """One place somebody is signed in: the browser as it calls itself, its address, when."""

    key: str
    number: str  # names the session on pages; its key opens it, so it never leaves
    browser: str
    address: str
    began: datetime | None
    seen: datetime | None
    here: bool


def sessions_of(person: Person, *, here: str | None = None) -> list[SignedInSession]:
    """Where the person is signed in, last seen first; `here`, the key of the session asking."""
    kept = {s.session_key: s for s in UserSession.objects.filter(user=person)}
    sessions = []
    for session in _sessions(person):
        data, note = session.get_decoded(), kept.get(session.session_key)
        sessions.append(
            SignedInSession(
                key=session.session_key,
                number=hashlib.sha256(session.session_key.encode()).hexdigest()[:16],
                browser=browser_words(note.user_agent) if note else "",
                address=str(note.ip) if note else "",
                began=_moment(data.get(BEGAN)),
                seen=_moment(data.get(SEEN)),
                here=session.session_key == here,
            )
        )
    return sorted(sessions, key=lambda place: (place.here, place.seen or real_now()), reverse=True)


def _moment(seconds: float | None) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds else None


def browser_words(agent: str) -> str:
    """A browser's own line in two words: its name and its system, as far as they can be told."""
    names = (
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    )
    systems = (
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    )
    name = next((said for sign, said in names if sign in agent), "")
    system = next((said for sign, said in systems if sign in agent), "")
    return " · ".join(part for part in (name, system) if part)


def _sessions(person: Person) -> list[Session]:
    """Every live session of a person, however it was begun: read from the sessions themselves."""
    live = Session.objects.filter(expire_date__gt=real_now())
    return [s for s in live.iterator() if s.get_decoded().get(SESSION_KEY) == str(person.pk)]


def end_sessions(person: Person, *, but: str | None = None, only: str | None = None) -> int:
    """End the person's sessions at once: all of them, all `but` one, or `only` one.

    Gives   how many ended.
    """
    keys = [s.session_key for s in _sessions(person)]
    keys = [key for key in keys if key != but and only in (None, key)]
    Session.objects.filter(session_key__in=keys).delete()
    UserSession.objects.filter(user=person, session_key__in=keys).delete()
    return len(keys)
