"""Submissions asked for page by page: no address is followed that a server gives, only numbers."""

from __future__ import annotations

import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import quote

from tutela.base.errors import BadParameter, TutelaError
from tutela.base.messages import say
from tutela.intake.questions import Sent
from tutela.intake.submissions import Submission, read_kobo, read_odk
from tutela_web.base.errors import NotNow
from tutela_web.base.sent_json import read_json_mended
from tutela_web.channels import contained, exchange, unreachable_servers
from tutela_web.channels.models import Away
from tutela_web.submissions.models import FormLink, FormServer

PAGE = 200
MOST_PAGES = 250
MOST_BYTES = 20_000_000
TIMEOUT_SECONDS = 30
"""For the whole exchange of one page."""
PULL_SECONDS = 180
"""For all pages of one asking together, while our own work on them is not counted."""
PAUSES = (1.0, 5.0)
"""Seconds before each further try, where a server is busy or a line breaks."""

AGAIN = frozenset({429, 500, 502, 503, 504})

READERS: dict[str, Callable[[Sent], Submission]] = {
    FormServer.Kind.KOBO: read_kobo,
    FormServer.Kind.ODK: read_odk,
}


class ServerFault(TutelaError):
    """The server of forms gave no answer that can be read."""


@dataclass(frozen=True)
class Page:
    """Some of a form's submissions, and how many it has in all, as its server says."""

    rows: list[Sent]
    whole: int


def fetch_pages(link: FormLink, *, most: int = MOST_PAGES) -> Iterator[Page]:
    """The submissions of a linked form, a page at a time, the first received first.

    Raises  ServerFault; BadParameter for an address that may not be followed.
    """
    if link.server is not None:
        yield from fetch_form(link.server, link.uid, most=most)


def fetch_form(server: FormServer, uid: str, *, most: int = MOST_PAGES) -> Iterator[Page]:
    """The submissions of a form of a server, as `fetch_pages`; it may make no reports."""
    start, left = 0, float(PULL_SECONDS)
    for _page in range(most):
        begun = time.monotonic()
        page = _read_page(server, uid, start, left)
        left -= time.monotonic() - begun
        if page.rows:
            yield page
        start += len(page.rows)
        if not page.rows or start >= page.whole:
            return


def is_left_alone(server: FormServer) -> bool:
    """Whether a server gave no answer lately, so that nobody asks it unasked for a while."""
    return unreachable_servers.left_alone(Away.Kind.FORMS).get((Away.Kind.FORMS, server.pk), False)


def _read_page(server: FormServer, uid: str, start: int, seconds: float) -> Page:
    content = _ask(server, _address(server, uid, start), seconds)
    try:
        told = read_json_mended(content)
    except (ValueError, RecursionError):
        told = None
    rows_in, count_in = ("results", "count") if server.kind == "kobo" else ("value", "@odata.count")
    rows = told.get(rows_in) if isinstance(told, dict) else None
    if not isinstance(rows, list):
        raise ServerFault(
            say("the server of forms answers with something else than submissions"),
            next=say("look at its address and at the form's id"),
        )
    count = told.get(count_in)
    counted = count if isinstance(count, int) else start + len(rows) + (len(rows) == PAGE)
    return Page(rows, counted)


def _address(server: FormServer, uid: str, start: int) -> str:
    base = server.url.rstrip("/")
    if server.kind == FormServer.Kind.KOBO:
        order = quote('{"_id":1}')
        return (
            f"{base}/api/v2/assets/{quote(uid, safe='')}/data/"
            f"?format=json&limit={PAGE}&start={start}&sort={order}"
        )
    project, _slash, form = uid.partition("/")
    return (
        f"{base}/v1/projects/{quote(project, safe='')}/forms/{quote(form, safe='')}.svc/Submissions"
        f"?$top={PAGE}&$skip={start}&$count=true"
    )


def _ask(server: FormServer, url: str, seconds: float) -> bytes:
    """The answer of a server, tried again where it is busy, all within these seconds. What it says
    of a fault is not read; one that gives no answer is noted, and left alone for a while."""
    if contained.is_contained(server.mission_id):
        raise NotNow(
            say("an exercise asks no server outside"), next=say("ask for forms in the live mission")
        )
    headers = {"Accept": "application/json", "Authorization": _proof(server)}
    ends, fault = time.monotonic() + seconds, ""
    for pause in (*PAUSES, None):
        left = min(TIMEOUT_SECONDS, ends - time.monotonic())
        try:
            answer = exchange.ask(url, headers=headers, seconds=left, most=MOST_BYTES)
        except exchange.Unanswered as error:
            answer, fault = exchange.Answer(0, b"", whole=False), error.fault
        if len(answer.content) >= MOST_BYTES:
            raise BadParameter(
                say("the answer is larger than is safe"), next=say("ask for fewer at a time")
            )
        if answer.status == 200 and answer.whole:
            unreachable_servers.note_answer(Away.Kind.FORMS, server.pk)
            return answer.content
        _refuse_known(answer.status)
        slow = fault == exchange.Fault.TIMEOUT or answer.status == 200
        if slow or (answer.status and answer.status not in AGAIN) or pause is None:
            break
        time.sleep(pause)
    unreachable_servers.note_failure(
        Away.Kind.FORMS, server.pk, fault or exchange.Fault.TIMEOUT, mission_id=server.mission_id
    )
    raise ServerFault(
        say("the server of forms does not answer"),
        next=say("it is asked again by itself, or when somebody asks"),
    )


def _refuse_known(status: int) -> None:
    """Say what a server's status means, where a person can do something about it."""
    if status in (401, 403):
        raise ServerFault(
            say("the server of forms refuses our password"), next=say("type it in again")
        )
    if status == 404:
        raise ServerFault(say("the server of forms has no such form"), next=say("look at its id"))


def _proof(server: FormServer) -> str:
    if server.kind == FormServer.Kind.KOBO:
        return f"Token {server.password}"
    told = b64encode(f"{server.account}:{server.password}".encode()).decode()
    return f"Basic {told}"


def read_submission(link: FormLink, item: Sent) -> Submission:
    """A submission of a linked form. Raises BadParameter for what is none."""
    return read_item(link.system, item)


def read_item(system: str, item: Sent) -> Submission:
    """A submission as a system gives it. Raises BadParameter for what is none."""
    reader = READERS.get(system)
    if reader is None:
        raise BadParameter(say("there is no such system"))
    return reader(item)
