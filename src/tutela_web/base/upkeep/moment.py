"""Whatever one answer reads, it reads at one moment, however many questions it asks.

A page asks the database a hundred questions. Between two of them others write, and two answers that
do not fit each other become one page: an alert that stands open and was joined to another, a total
that is not the sum of its rows, or an error where a row was looked for that is no more. So each
address reads in one transaction that only reads and sees what was kept when it began. On SQLite it
waits for nobody and nobody waits for it; on PostgreSQL likewise.

What is to be written of the reading itself (`write_last`: who opened a confidential record, when a
device was last used) is kept just after, before anything is answered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from functools import wraps
from typing import TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, URLResolver

from tutela_web.base.values import UrlPart

View = Callable[..., HttpResponseBase]
V = TypeVar("V", bound=View)


def one_moment() -> AbstractContextManager[None]:
    """Read within at one moment, and write nothing; within a verb's transaction, as it reads.

    Raises  OperationalError where something is written; what `write_last` keeps when it ends.
    """
    moment: AbstractContextManager[None] = connections[DEFAULT_DB_ALIAS].one_moment()  # type: ignore[attr-defined]  # see LastWrites
    return moment


def writes_when_asked(view: V) -> V:
    """Say of a view that it changes a record when its page is asked for: it reads as it writes."""
    view.writes_when_asked = True  # type: ignore[attr-defined]  # read below
    return view


def read_at_one_moment(addresses: Iterable[URLPattern | URLResolver]) -> None:
    """Let every address answer who asks for it by what it reads at one moment."""
    for address in addresses:
        if isinstance(address, URLResolver):
            read_at_one_moment(address.url_patterns)
        elif not hasattr(address.callback, "writes_when_asked"):
            address.callback = _at_one_moment(address.callback)


def _at_one_moment(view: View) -> View:
    @wraps(view)
    def answer(request: HttpRequest, *args: UrlPart, **kwargs: UrlPart) -> HttpResponseBase:
        if request.method not in {"GET", "HEAD"}:
            return view(request, *args, **kwargs)
        with one_moment():
            return view(request, *args, **kwargs)

    answer.writes_when_asked = False  # type: ignore[attr-defined]  # an address is wrapped once
    return answer
