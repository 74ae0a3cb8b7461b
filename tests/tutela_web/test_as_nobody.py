"""Every address is asked by nobody: what a library serves by a rule of its own too."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from uuid import UUID

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.tutela_web.cast import Cast
from tests.tutela_web.meeting import routes

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

OPEN = {
    "account/login/": "where one signs in",
    "account/inactive/": "says that an account is closed",
    "account/password/done/": "says that a password was set",
    r"account/^password/link/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": "a link is spent",
    "account/provider/cancelled/": "says that another house let nobody in",
    "language/": "changes the language of the page of signing in",
    "notes/": "leads to the field app in its language",
    "notes/<str:language>/": "the field app's shell: it holds no record",
    "notes/<str:language>/app.webmanifest": "how the field app stands on a telephone",
    "notes/worker.js": "the field app's worker",
}
"""What answers who is nobody, and what for. All else leads to the page of signing in or refuses."""

MOST_BYTES, MOST_SECONDS = 20_000, 0.5
LONG = {"notes/<str:language>/": 60_000}
"""How long an answer to nobody may be, and how long a processor may make it: nobody is paced."""

ID = str(UUID(int=7))
PARTS = {"uuid": ID, "uuidstr": ID, "int": "1", "slug": "x", "path": "x", "str": "x", "": "x"}


def addresses() -> Iterator[tuple[str, str]]:
    """Each route of the platform, and an address of it in the mission that is there."""
    for route in routes():
        text = re.sub(r"\(\?P<\w+>(?:[^()]|\([^()]*\))*\)", "x", route.text)
        text = re.sub(r"<(?:slug:)?code>", "luma", text)
        text = text.replace("<str:language>", "en")
        text = re.sub(r"<(?:(\w+):)?\w+>", lambda part: PARTS.get(part[1] or "", "1"), text)
        yield route.text, "/" + re.sub(r"[\^$?\\]|\\Z", "", text)


def answers_nobody(answer: HttpResponse) -> bool:
    """Whether an answer is more than a refusal and the way to the page of signing in."""
    refused = answer.status_code in (401, 403, 404, 405)
    return not refused and not answer.get("Location", "").startswith("/account/login/")


def test_nobody_is_answered_at_the_addresses_of_a_list_alone(cast: Cast) -> None:
    nobody = Client(raise_request_exception=False)
    answered, costly, asked = set(), [], set()
    for route, address in addresses():
        for method in ("get",) if route.startswith("m/") else ("get", "post"):
            began = time.thread_time()
            answer = getattr(nobody, method)(address)
            used = time.thread_time() - began
            if answers_nobody(answer):
                answered.add(route)
                assert answer.status_code < 500, address
            elif route.startswith("api/") and answer.status_code != 405:
                assert answer["Content-Type"].startswith("application/json"), address
            if len(answer.content) > LONG.get(route, MOST_BYTES):
                costly.append((address, len(answer.content)))
            if used > MOST_SECONDS:  # what is loaded with the first request is not made again
                began = time.thread_time()
                getattr(nobody, method)(address)
                if time.thread_time() - began > MOST_SECONDS:
                    costly.append((address, used))
        asked.add(route)
    assert answered == set(OPEN)
    assert costly == []
    assert {"api/v1/openapi.json", "api/v1/version"} < asked, "a library's own are asked too"
