"""Where no server outside may be asked anything: within a request, and on the rounds of clocks.

Whoever is asked outside decides how long it takes. So what stands here is refused at the one place
that opens connections (channels/exchange.py), not left to who writes the next page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponse

_asked_from = ContextVar("asked_from", default="")


class AskedOutside(RuntimeError):
    """A server outside was asked where none may be: a fault of ours."""


@contextmanager
def nothing_outside(where: str) -> Iterator[None]:
    """Nothing is asked outside as long as the block lasts. `where`: what the block is part of."""
    before = _asked_from.set(where)
    try:
        yield
    finally:
        _asked_from.reset(before)


def require_allowed() -> None:
    """Raise AskedOutside where nothing may be asked outside."""
    if where := _asked_from.get():
        raise AskedOutside(f"a server outside was asked from {where}")


@contextmanager
def asking_allowed() -> Iterator[None]:
    """Asking is allowed as long as the block lasts: for sign-in's own exchange alone."""
    with nothing_outside(""):
        yield


class NothingOutside:
    """No request asks a server outside (middleware)."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with nothing_outside("a request"):
            return self.answer(request)
