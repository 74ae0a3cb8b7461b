"""Parts of pages that are drawn once and shown for a while, with places left for what differs each
time they are shown: how long is left, how long ago, and what proves that a form is of this page.

    text = draw_part(template, mission=mission, now=now, panel=panel)
    show_part(text, now, request)
"""

from __future__ import annotations

import re
import secrets
from datetime import date, datetime
from typing import TypeVar

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from tutela_web.look import charts

T = TypeVar("T")

_MARK = f"place-{secrets.token_hex(12)}"
"""Known to no reader, so that nobody writes such a place into a record."""
_PLACE = re.compile(rf"{_MARK}:(left|ago|form):([0-9T:.+-]*);")


def place_left(due: datetime) -> str:
    """The place of the span until a moment, or since it passed."""
    return f"{_MARK}:left:{due.isoformat()};"


def place_ago(then: datetime) -> str:
    """The place of how long ago a moment was."""
    return f"{_MARK}:ago:{then.isoformat()};"


def draw_part(template: str, **context: T) -> str:
    """A template drawn apart from any request: nothing of an address or a session is in it."""
    return render_to_string(template, {**context, "csrf_token": f"{_MARK}:form:;"})


def show_part(drawn: str, now: datetime, request: HttpRequest) -> SafeString:
    """What `draw_part` drew, with what belongs into its places now, in the language of the page."""

    def write(place: re.Match[str]) -> str:
        if place[1] == "form":
            return get_token(request)
        then = datetime.fromisoformat(place[2])
        if place[1] == "ago":
            return age_words(then, now)
        return charts.span(abs((then - now).total_seconds()))

    shown = _PLACE.sub(write, drawn) if _MARK in drawn else drawn
    return mark_safe(shown)  # nosec B308 B703 # a template drew it, and escaped what it was given


def age_words(then: datetime | date, now: datetime) -> str:
    """3 h ago."""
    count, unit = charts.age(then, now)
    words = {
        "s": _("%(n)s s ago"),
        "min": _("%(n)s min ago"),
        "h": _("%(n)s h ago"),
        "d": _("%(n)s d ago"),
    }
    return words[unit] % {"n": count}
