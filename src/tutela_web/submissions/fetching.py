"""Submissions asked for page by page: no address is followed that a server gives, only numbers."""

from __future__ import annotations

import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from urllib.parse import quote

from tutela.base.errors import BadParameter, TutelaError
from tutela.base.say import say
from tutela.intake.questions import Sent
from tutela.intake.submissions import Submission, read_kobo, read_odk
from tutela_web.base.sent_json import read_json_mended
from tutela_web.channels import addresses
from tutela_web.submissions.models import FormLink, FormServer

PAGE = 200
MOST_PAGES = 250
MOST_BYTES = 20_000_000
TIMEOUT_SECONDS = 30
PAUSES = (1.0, 5.0)
"""Seconds before each further try, where a server is busy or a line breaks."""

AGAIN = frozenset({429, 500, 502, 503, 504})

READERS: dict[str, Callable[[Sent], Submission]] = {
    FormServer.Kind.KOBO: read_kobo,
    FormServer.Kind.ODK: read_odk,
}


class ServerFault(TutelaError):
    """The server of forms gave no answer that can be read."""


def fetch_pages(link: FormLink, *, most: int = MOST_PAGES) -> Iterator[list[Sent]]:
    """The submissions of a linked form, a page at a time, the first received first.

    Raises  ServerFault; BadParameter for an address that may not be followed.
    """
    if link.server is not None:
        yield from fetch_form(link.server, link.uid, most=most)


def fetch_form(server: FormServer, uid: str, *, most: int = MOST_PAGES) -> Iterator[list[Sent]]:
    """The submissions of a form of a server, as `fetch_pages`; it may make no reports."""
    start = 0
    for _page in range(most):
        rows, whole = _read_page(server, uid, start)
        if rows:
            yield rows
        start += len(rows)
        if not rows or start >= whole:
            return


def _read_page(server: FormServer, uid: str, start: int) -> tuple[list[Sent], int]:
    content = _ask(server, _address(server, uid, start))
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
    return rows, count if isinstance(count, int) else start + len(rows) + (len(rows) == PAGE)


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


def _ask(server: FormServer, url: str) -> bytes:
    """The answer of a server, tried again where it is busy. What it says of a fault is not read."""
    import requests  # megabytes of each process that asks nobody

    headers = {"Accept": "application/json", "Authorization": _proof(server)}
    for pause in (*PAUSES, None):
        try:
            target = addresses.looked_at(url)
            status, content = addresses.fetch(
                target, headers, timeout=TIMEOUT_SECONDS, most=MOST_BYTES
            )
        except requests.RequestException:
            status, content = 0, b""
        if status == 200:
            return content
        if status in (401, 403):
            raise ServerFault(
                say("the server of forms refuses our password"), next=say("type it in again")
            )
        if status == 404:
            raise ServerFault(
                say("the server of forms has no such form"), next=say("look at its id")
            )
        if (status and status not in AGAIN) or pause is None:
            break
        time.sleep(pause)
    raise ServerFault(
        say("the server of forms does not answer"), next=say("it is asked again within the hour")
    )


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
