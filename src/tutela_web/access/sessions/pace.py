"""How many requests one signed-in person or one program may send: a page that asks without end, or
somebody who means harm with an account of theirs, must leave room for everybody else.

What is read and what is written are counted apart, so that a runaway page never holds an alert
back. Each process counts by itself, in memory: a count in the database would be a write for each
page that is read.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

MOST_COUNTED = 10_000
"""Of more people and programs at once, those not heard of for longest are forgotten."""


@dataclass(slots=True)
class Allowance:
    """What somebody may still send now, as of a moment of the process's own clock."""

    left: float
    at: float


class Pace:
    """Answers 429, and says when to go on, to whoever sends more than `settings.PACE` lets them."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer
        self.allowances: OrderedDict[tuple[str, str], Allowance] = OrderedDict()
        self.lock = threading.Lock()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        kind = "read" if request.method in ("GET", "HEAD") else "write"
        who = _sender_of(request)
        if who and kind in settings.PACE and (wait := self._seconds_to_wait((who, kind))):
            return _answer_slow_down(request, wait)
        return self.answer(request)

    def _seconds_to_wait(self, whose: tuple[str, str]) -> int:
        """Take one request off what is left; 0 where there was one, else seconds until there is."""
        most, a_second = settings.PACE[whose[1]]
        now = time.monotonic()
        with self.lock:
            mine = self.allowances.pop(whose, None) or Allowance(most, now)
            mine.left = min(most, mine.left + (now - mine.at) * a_second)
            mine.at = now
            self.allowances[whose] = mine
            if len(self.allowances) > MOST_COUNTED:
                self.allowances.popitem(last=False)
            if mine.left >= 1:
                mine.left -= 1
                return 0
            return max(1, round((1 - mine.left) / a_second))


def _sender_of(request: HttpRequest) -> str:
    """Whom a request is counted for: the person of its session, or the token of a program."""
    if request.user.is_authenticated:
        return str(request.user.pk)
    token = request.headers.get("Authorization", "")
    return hashlib.sha256(token.encode()).hexdigest() if token else ""


def _answer_slow_down(request: HttpRequest, seconds: int) -> HttpResponse:
    if request.path.startswith(("/api/", "/notes/")):
        what = _("too many requests at once")
        then = _("wait as many seconds as Retry-After says, and send it again")
        body = {"code": "access.pace", "what": what, "where": "", "next": then}
        answer: HttpResponse = JsonResponse({"error": body}, status=429)
    else:
        answer = render(request, "look/error.html", {"kind": "pace", "status": 429}, status=429)
    answer["Retry-After"] = str(seconds)
    answer["Cache-Control"] = "no-store"
    return answer
