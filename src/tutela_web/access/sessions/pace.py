"""How much one signed-in person or one program may send: a page that asks without end, or somebody
who means harm with an account of theirs, must leave room for everybody else. Requests are counted,
and what they cost: seconds of the processor, bytes of what is long.

What is read and what is written are counted apart, so that a runaway page never holds an alert
back; bytes hold back only what is long itself. Each process counts by itself, in memory: a count
in the database would be a write for each page that is read.
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
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from tutela.base.guards.spent import seconds_spent_apart

MOST_COUNTED = 10_000
"""Of more people and programs at once, those not heard of for longest are forgotten."""


@dataclass(slots=True)
class Allowance:
    """What somebody may still send now, as of a moment of the process's own clock."""

    left: float
    at: float


LONG = 64_000
"""Bytes of a body that are counted: an alert is shorter, and waits for no upload."""


class Pace:
    """Answers 429, and says when to go on, to whoever sends more than `settings.PACE` lets them.

    A request is counted before it is answered; the seconds of the processor it took, and the bytes
    of an upload, are taken off after: what somebody owes is waited for with the next.
    """

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer
        self.allowances: OrderedDict[tuple[str, str], Allowance] = OrderedDict()
        self.lock = threading.Lock()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _has_own_pace(request):
            return self.answer(request)
        kind = "read" if request.method in ("GET", "HEAD") else "write"
        who = _sender_of(request)
        if not who:
            return self.answer(request)
        seconds = f"{kind}_seconds"
        size = _bytes_of(request)
        costs = {kind: 1.0, seconds: 0.0} | ({"bytes": float(size)} if size > LONG else {})
        wait = max(self._seconds_to_wait((who, of), cost) for of, cost in costs.items())
        if wait:
            return _answer_slow_down(request, wait)
        began = _seconds_used()
        try:
            return self.answer(request)
        finally:
            self._take((who, seconds), _seconds_used() - began)

    def _seconds_to_wait(self, whose: tuple[str, str], cost: float) -> int:
        """Take a cost off what is left; 0 where anything was left for it, else seconds until there
        is. What costs more than is allowed at once is taken, and owed."""
        if whose[1] not in settings.PACE:
            return 0
        most, a_second = settings.PACE[whose[1]]
        with self.lock:
            mine = self._allowance(whose, most, a_second)
            needed = min(cost, 1)
            if mine.left >= needed:
                mine.left -= cost
                return 0
            return max(1, round((needed - mine.left) / a_second))

    def _take(self, whose: tuple[str, str], cost: float) -> None:
        if whose[1] in settings.PACE:
            with self.lock:
                self._allowance(whose, *settings.PACE[whose[1]]).left -= cost

    def _allowance(self, whose: tuple[str, str], most: float, a_second: float) -> Allowance:
        """What somebody has left now."""
        now = time.monotonic()
        mine = self.allowances.pop(whose, None) or Allowance(most, now)
        mine.left = min(most, mine.left + (now - mine.at) * a_second)
        mine.at = now
        self.allowances[whose] = mine
        if len(self.allowances) > MOST_COUNTED:
            self.allowances.popitem(last=False)
        return mine


def _seconds_used() -> float:
    """Seconds of the processor of this thread, and of the children it waited for."""
    return time.thread_time() + seconds_spent_apart()


def _bytes_of(request: HttpRequest) -> int:
    """How long the body of a request says it is: the server reads no more."""
    said = request.META.get("CONTENT_LENGTH") or "0"
    return int(said) if said.isdecimal() else 0


def _has_own_pace(request: HttpRequest) -> bool:
    """Whether the address is for many senders behind one program, and counts each by itself: a
    gateway is not a person (`channels/intake.py`)."""
    if request.user.is_authenticated or "Authorization" not in request.headers:
        return False
    try:
        view = resolve(request.path_info).func
    except Resolver404:
        return False
    return bool(getattr(view, "has_own_pace", False))


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
