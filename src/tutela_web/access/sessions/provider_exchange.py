"""Sign-in's own exchange with an identity provider: the one that a request may wait for.

How long a provider takes is the provider's to say, and anybody may press the button. So all that
is asked for one sign-in page has five seconds together, and two threads of a process ask at most:
who comes third is told so at once, and the password stays.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps

import requests
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from requests.adapters import BaseAdapter

from tutela.base.errors import BadParameter, TutelaError
from tutela.base.messages import say
from tutela_web.base import network_guard
from tutela_web.channels import exchange
from tutela_web.look.translate import say_in_page_language

SECONDS = 5.0
"""For everything that one page of sign-in asks of a provider."""
AT_ONCE = 2
MOST_BYTES = 500_000
"""Of a provider's answer; one with all its keys takes some thousand."""

_places = threading.BoundedSemaphore(AT_ONCE)
_ends: ContextVar[float] = ContextVar("sign_in_ends")


class ProviderFault(TutelaError):
    """The identity provider is not asked, or gave no answer that can be used."""


class Provider(BaseAdapter):
    """What the sign-in library's sessions send by: the one home of what leaves for outside."""

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: float | tuple[float | None, float | None] | None = None,
        verify: bool | str = True,
        cert: str | bytes | tuple[str | bytes, str | bytes] | None = None,
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        body = request.body
        content = body.encode() if isinstance(body, str) else body
        if not isinstance(content, bytes | None):
            raise requests.exceptions.InvalidSchema("a body in pieces")
        if request.url is None or (request.method == "GET") != (content is None):
            raise requests.exceptions.InvalidSchema("neither a GET nor a POST")
        if not _places.acquire(blocking=False):
            raise ProviderFault(
                say("others are signing in by the same provider at this moment"),
                next=say("try again in a moment, or sign in with a password"),
            )
        try:
            answer = exchange.ask(
                request.url,
                content=content,
                headers={name: str(said) for name, said in request.headers.items()},
                seconds=_ends.get() - time.monotonic(),
                most=MOST_BYTES,
                anywhere=True,
            )
        except (exchange.Unanswered, BadParameter):
            raise _silent() from None
        finally:
            _places.release()
        if not answer.whole:
            raise _silent()
        response = requests.Response()
        response.status_code, response.url = answer.status, request.url
        response.headers.update(answer.headers)
        response._content = answer.content
        response.request = request
        return response

    def close(self) -> None: ...


def _silent() -> ProviderFault:
    return ProviderFault(
        say("the identity provider does not answer"),
        next=say("try again in a moment, or sign in with a password"),
    )


Session = requests.Session


def session() -> Session:
    """A session of the sign-in library that can do nothing but ask the provider."""
    asking = Session()
    asking.trust_env = False
    asking.adapters.clear()
    for scheme in ("https://", "http://"):
        asking.mount(scheme, Provider())
    return asking


@contextmanager
def one_sign_in() -> Iterator[None]:
    """As long as the block lasts a provider may be asked, for SECONDS in all."""
    ends = _ends.set(time.monotonic() + SECONDS)
    try:
        with network_guard.asking_allowed():
            yield
    finally:
        _ends.reset(ends)


View = Callable[..., HttpResponse]


def asking_provider(view: View) -> View:
    """Wrap a page of sign-in that asks the provider; where it gives no answer, the page of sign-in
    says so."""

    @wraps(view)
    def asked(request: HttpRequest, provider_id: str) -> HttpResponse:
        try:
            with one_sign_in():
                return view(request, provider_id)
        except requests.RequestException:
            fault = _silent()
        except ProviderFault as met:
            fault = met
        messages.error(request, say_in_page_language(fault.as_sentence()))
        return redirect("account_login")

    return asked
