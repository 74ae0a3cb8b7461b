"""Who a program is, and the one shape of every error: what API and pages for programs share.

It stands beside `access.api` since that loads a library which no page needs: a server loads it
with the first call of the API.

Errors are {"error": {"code", "what", "where", "next"}} whatever went wrong; a conflict adds the
fields both changed.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse

from tutela.base.errors import TutelaError
from tutela.base.messages import as_json
from tutela_web.access.devices import verbs
from tutela_web.access.models import Person
from tutela_web.access.sessions.accounts import second_factor_done
from tutela_web.access.statuses import NotSignedIn, status_of
from tutela_web.base.errors import Conflict
from tutela_web.base.upkeep import faults
from tutela_web.base.values import FieldValue, UrlPart
from tutela_web.look.translate import say_in_page_language


def signed_in(request: HttpRequest) -> HttpRequest:
    """The request with the person of its token; a session of a browser will do for reading.

    Raises  NotSignedIn.
    """
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() in {"bearer", "basic"}:
        person = verbs.person_of(given.strip() if scheme.lower() == "bearer" else _basic(given))
        if person is None:
            raise NotSignedIn("this token opens nothing", next="make a new one on the page Devices")
        request.user = person
        return request
    visitor = request.user
    if (
        request.method in {"GET", "HEAD"}
        and isinstance(visitor, Person)
        and (not visitor.needs_second_factor or second_factor_done(request))
    ):
        return request
    raise NotSignedIn("no token was sent", next="send Authorization: Bearer with a device's token")


def _basic(given: str) -> str:
    """The token as the password of a GIS that knows only names and passwords."""
    try:
        return base64.b64decode(given).decode().partition(":")[2]
    except ValueError:
        return ""


def error_body(error: TutelaError) -> dict[str, Any]:
    """An error as JSON, in the language asked for; `told` lets a client translate it itself."""
    body: dict[str, Any] = {
        "code": error.code,
        "what": say_in_page_language(error.what),
        "where": say_in_page_language(error.where),
        "next": say_in_page_language(error.next),
        "told": as_json(error.what),
    }
    if isinstance(error, Conflict):
        body["version"] = error.version
        body["fields"] = {
            name: dict(zip(("base", "theirs", "yours"), map(_plain, values), strict=True))
            for name, values in error.fields.items()
        }
    return {"error": body}


def _fixed_body(code: str, what: str, *, next: str) -> dict[str, Any]:
    """An error in words that are the same for everybody: nothing is asked, not even a language."""
    return {"error": {"code": code, "what": what, "where": "", "next": next}}


def busy_body(error: BaseException | None) -> dict[str, Any]:
    """A database that is locked, full or away, or a disk that takes nothing, as JSON."""
    no_disk = faults.is_disk(error)
    again = "send the same again in some seconds, with the same id or key"
    if no_disk:
        return _fixed_body(
            "disk.full",
            "the server's disk is full or failing: nothing was kept",
            next=f"tell the administrator to make room on it; then {again}",
        )
    return _fixed_body("database.busy", "the database cannot keep this now", next=again)


def too_much_body() -> dict[str, Any]:
    """More was sent at once than an address takes, as JSON."""
    return _fixed_body(
        "input.too_much",
        "more was sent at once than this address takes",
        next="send only the fields that its description names, in more than one request",
    )


def unreadable_body() -> dict[str, Any]:
    """What was sent is no JSON, or holds what cannot be kept, as JSON."""
    return _fixed_body(
        "input.unreadable",
        "what was sent cannot be read",
        next="send JSON in UTF-8, without NaN and without the letter nought",
    )


def denied_body() -> dict[str, Any]:
    """What a browser's session asks without its page's token, or may not ask at all, as JSON."""
    return _fixed_body(
        "denied",
        "this cannot be asked so",
        next="send a device's token; a browser sends its page's token too",
    )


def no_method_body() -> dict[str, Any]:
    """An address that answers, but not to this method, as JSON."""
    return _fixed_body(
        "method",
        "this address does not take this method",
        next="use a method that the header Allow names",
    )


def failed_body() -> dict[str, Any]:
    """A fault of ours, as JSON."""
    return _fixed_body(
        "failed",
        "something failed here; it is not known whether anything was kept",
        next="read the record again before you send the same once more",
    )


def _plain(value: FieldValue) -> Any:
    return (
        value if isinstance(value, (str, int, float, bool, list, dict, type(None))) else str(value)
    )


def not_found_body() -> dict[str, Any]:
    """The same for what is not there and what is not for this person."""
    return _fixed_body("not_found", "not available to you", next="")


def endpoint(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Wrap a plain Django view so that its errors have the one shape."""

    def answered(request: HttpRequest, *args: UrlPart, **kwargs: UrlPart) -> HttpResponse:
        try:
            return view(signed_in(request), *args, **kwargs)
        except TutelaError as error:
            answer = JsonResponse(error_body(error), status=status_of(error))
            if answer.status_code == 401:
                answer["WWW-Authenticate"] = "Bearer"
            return answer
        except Http404:
            return JsonResponse(not_found_body(), status=404)

    return answered
