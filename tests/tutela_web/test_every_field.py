"""Each field that a person fills on a page is read again elsewhere than in history, audit and form.

Every form of the platform is met by somebody who may send it, filled with planted values and sent;
then the values are looked for on the page the person is led to, on the page of the form, and on
the pages these lead to. What was sent is undone before the next form. A share of the pages has
its turn with each change; all of them in `make proof`.
"""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from zlib import crc32

import pytest
from django.test import Client, override_settings
from django.urls import Resolver404, resolve

from tests.counts import counted, turn
from tests.databases import undone_block
from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.conftest import quick_settings
from tests.tutela_web.filled import (
    Filled,
    asked_again,
    buttons_of,
    faults_of,
    filled,
    forms_of,
    links_of,
    missing,
    rest_of,
    words_of,
    wrong_in,
)
from tests.tutela_web.meeting import WHO, Address, addresses, routes
from tests.tutela_web.planted import Planted
from tests.tutela_web.test_every_address import world  # noqa: F401
from tests.tutela_web.version_rows import plant_written
from tutela_web.access.policy import standing_of
from tutela_web.engagements.engagement.models import Authorisation
from tutela_web.records import verbs as records
from tutela_web.strategy.disseminating.models import RedactedCopy
from tutela_web.strategy.edition.models import Strategy
from tutela_web.strategy.endorsing.models import StrategyStep
from tutela_web.strategy.endorsing.verbs import freeze
from tutela_web.warning.feed.verbs import turn as turn_feed

PEOPLE = (
    "poc_adviser",
    "head_of_mission",
    "chief_of_staff",
    "joc_duty_officer",
    "force_commander",
    "human_rights",
    "women_protection_adviser",
    "administrator",
)
"""Who between them may send every form; each is tried until one is taken."""
READERS = ("boris", "human_rights")
INSIDERS = [who for who in WHO if who not in ("nobody", "chen", "custodian", "auditor")]
OFFERED_TO = counted(INSIDERS[turn(len(INSIDERS)) :][:2], INSIDERS)
"""Who is offered what is on a page: two of the cast with each commit."""
"""Who read and write nothing."""
NO_FORMS = re.compile(
    r"^/(account|api|look|conformance|static|feed)|/history|/audit|/tiles|/stream|\.\w+$|nobody"
)
SHARES = 24
"""So many commits until each page had its turn; the pages of one route go together."""
MOST_PAGES = 40
"""So many pages are looked at for the values of one form."""
ONLY = os.environ.get("TUTELA_FIELDS", "")
"""A pattern of addresses, to see the forms of a room."""
SHARES_NOW = [0] if ONLY else counted([turn(SHARES)], [*range(SHARES)])
"""The shares of the pages that this run looks at."""
MOST_UNTAKEN = 0
"""So many rows stand in fields_untaken.csv; the number only falls."""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.once,
    pytest.mark.django_db(databases=["default", "keys"]),
]


class _Undone(Exception):
    """What a form wrote is taken back."""


class Sent(NamedTuple):
    """What came of one form: the page it led to or why it was refused; the fields not found."""

    taken: bool
    why: str
    lost: frozenset[str]


@cache
def _table(name: str) -> list[dict[str, str]]:
    with (Path(__file__).parent / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _hints(route: str) -> dict[str, str]:
    return {
        row["field"]: row["value"] for row in _table("fields_hints.csv") if row["route"] in route
    }


def _allowed(route: str) -> dict[str, str]:
    """The fields of a form that need not be found, each with the reason."""
    rows = _table("fields_elsewhere.csv")
    return {row["field"]: row["why"] for row in rows if row["route"] in route}


def _untaken(field: str) -> set[str]:
    """The forms that this field is lost of yet; blank: that cannot be sent by the walk yet."""
    return {row["route"] for row in _table("fields_untaken.csv") if row["field"] == field}


@pytest.fixture(scope="module")
def scene(world: tuple[Cast, Planted], shared_folder: Path) -> tuple[Cast, Planted]:  # noqa: F811
    """The cast and all that is planted, once, so that every form can be sent."""
    cast, planted = world
    with override_settings(**quick_settings(shared_folder)):
        Authorisation.objects.update(ends=make.TODAY + timedelta(days=9))
        plant_written(RedactedCopy, written_by=cast.adviser)  # a second person clears it
        head = standing_of(cast["head_of_mission"], cast.mission)
        turn_feed(on=True, by=head)
        in_force = Strategy.objects.get(mission=cast.mission, state="in force")
        text = freeze(in_force, by=head)["open"]  # copies for others begin from what was endorsed
        step = StrategyStep(
            strategy=in_force,
            number=1,
            step="endorsed_head",
            digest=text.digest,
            on=make.TODAY,
            post="head of mission",
        )
        records.create(step, mission=cast.mission, by=head.person)
    return cast, planted


def _pages(planted: Planted, share: int) -> Iterator[Address]:
    """The pages with forms of one share, or of the pattern that is asked for."""
    for address in addresses(planted):
        if NO_FORMS.search(address.path) or "nobody's" in address.name:
            continue
        if ONLY:
            if re.search(ONLY, address.path):
                yield address
        elif crc32(address.name.split(" ")[0].encode()) % SHARES == share:
            yield address


def _page(client: Client, address: str) -> bytes | None:
    answer = client.get(address)
    is_page = "html" in answer.headers.get("Content-Type", "")
    return answer.content if answer.status_code == 200 and is_page else None


def _send(client: Client, form: Filled, at: str, others: Sequence[Client]) -> Sent:
    """Send a form, look for its values, and take back what it wrote.

    Takes   others, who read what the sender has only in a form.
    """
    sent = Sent(False, "", frozenset())
    try:
        with undone_block("default"), undone_block("keys"):
            answer = client.post(form.action, form.data)
            if answer.status_code == 200 and (once_more := asked_again(form, answer.content)):
                answer = client.post(form.action, once_more)
            sent = _came_of(answer, [client, *others], form, at)
            raise _Undone
    except _Undone:
        return sent


def _came_of(answer: Any, readers: Sequence[Client], form: Filled, at: str) -> Sent:
    said = words_of(answer.content) if answer.content else ""
    led = answer.headers.get("Location", "").split("#")[0] or at
    again = answer.status_code == 200 and asked_again(form, answer.content) is not None
    if answer.status_code not in (200, 302, 303) or again or "some answers need you" in said:
        return Sent(
            False, f"{answer.status_code} {wrong_in(answer.content) or _refusal(said)}", frozenset()
        )
    seen = _page(readers[0], led) if answer.status_code != 200 else answer.content
    if fault := faults_of(seen or b"<p/>"):
        return Sent(False, fault, frozenset())
    left = missing(form.planted, f"{said} {words_of(seen)}" if seen else said)
    next_pages = links_of(answer.content) if answer.status_code == 200 else []
    return Sent(True, led, frozenset(_lost(readers, left, [led, at, *next_pages])))


def _refusal(said: str) -> str:
    found = re.search(r"some answers need you\..{0,160}|.{0,80}Next: .{0,60}", said)
    return found.group() if found else said[:80]


def _lost(
    readers: Sequence[Client], left: dict[str, list[str]], first: Sequence[str]
) -> dict[str, list[str]]:
    """What of the values stands on no page led to, nor on that of the form, nor on the pages that
    these lead to; the rest of a list is read with its first part.
    """
    for reader in readers:
        ahead, seen = list(first), set[str]()
        most = MOST_PAGES if reader is readers[0] else len(first)
        while ahead and left and len(seen) < most:
            address = ahead.pop(0)
            if address in seen or NO_FORMS.search(address) or not address.startswith("/"):
                continue
            seen.add(address)
            if (page := _page(reader, address)) is not None:
                left = missing(left, words_of(page))
                ahead = [*rest_of(page, address), *ahead]
                ahead += links_of(page) if address in first else []
    return left


def _route(action: str) -> str:
    try:
        return resolve(action.split("?")[0]).route
    except Resolver404:
        return action


@pytest.mark.parametrize("share", SHARES_NOW)
def test_each_field_a_person_fills_is_read_again(
    share: int, scene: tuple[Cast, Planted], sign_in: Any
) -> None:
    cast, planted = scene
    clients = {who: sign_in(cast[who]) for who in PEOPLE}
    readers = [sign_in(cast[who]) for who in READERS]
    for client in (*clients.values(), *readers):
        client.raise_request_exception = False  # told with what else was refused
    taken: dict[tuple[str, tuple[str, ...]], bool] = {}
    lost: dict[tuple[str, str], str] = {}
    refused: dict[str, dict[str, None]] = {}
    for address in _pages(planted, share):
        for who, client in clients.items():
            if (page := _page(client, address.path)) is None:
                continue
            for action, element in forms_of(page, address.path):
                route = _route(action)
                form = filled(action, element, _hints(route))
                allowed = _allowed(route)
                if not form.planted or "" in allowed or taken.get((route, form.names)):
                    continue
                sent = _send(client, form, address.path, readers)
                taken[route, form.names] = sent.taken
                if sent.taken:
                    for name in sent.lost:
                        if not _is_among(name, allowed):
                            way = form.planted[name][0]
                            lost[route, name] = f"{way}, by {who} from {address.path} to {sent.why}"
                else:
                    refused.setdefault(route, {})[f"{who}: {sent.why}"] = None
    kept = {route for (route, _names), was_taken in taken.items() if was_taken}
    wrong = {route: [*why] for route, why in refused.items() if route not in kept | _untaken("")}
    astray = {one: how for one, how in lost.items() if one[0] not in _untaken(one[1])}
    assert (astray, wrong) == ({}, {}), (
        f"{len(taken)} forms met, {sum(taken.values())} sent; filled, and read nowhere again: "
        f"{astray}; refused: {wrong}. Say in fields_hints.csv what a form wants, in "
        "fields_elsewhere.csv why a field needs no page"
    )


@pytest.mark.parametrize("share", SHARES_NOW)
def test_nothing_is_offered_to_who_would_be_refused(
    share: int, scene: tuple[Cast, Planted], sign_in: Any
) -> None:
    """Each form of a page and each link that looks like a button, by some of the cast in turn."""
    cast, planted = scene
    refused: dict[tuple[str, str], str] = {}
    for who in OFFERED_TO:
        client = sign_in(cast[who])
        client.raise_request_exception = False
        asked: set[tuple[str, tuple[str, ...]]] = set()
        for address in _pages(planted, share):
            if (page := _page(client, address.path)) is None:
                continue
            for action, element in forms_of(page, address.path):
                form = filled(action, element, _hints(_route(action)))
                if (key := (_route(action), form.names)) in asked or _is_disabled(element):
                    continue
                asked.add(key)
                if _is_refused(client, form):
                    refused[key[0], who] = address.path
            for link in buttons_of(page):
                if (key := (_route(link), ())) not in asked and not NO_FORMS.search(link):
                    asked.add(key)
                    if client.get(link).status_code == 403:
                        refused[key[0], who] = address.path
    assert refused == {}, "offered, and refused; the page on which it was offered beside it"


def _is_disabled(form: Any) -> bool:
    """Whether no button of a form can be pressed."""
    buttons = form.xpath(".//button")
    return bool(buttons) and all(one.get("disabled") is not None for one in buttons)


def _is_refused(client: Client, form: Filled) -> bool:
    """Whether whoever sends a form is told that they may not; what it wrote is taken back."""
    status = 0
    try:
        with undone_block("default"), undone_block("keys"):
            status = client.post(form.action, form.data).status_code
            raise _Undone
    except _Undone:
        return status == 403


def _is_among(name: str, allowed: dict[str, str]) -> bool:
    """Whether a field is allowed, by its name or by that of its family: left:political."""
    return name in allowed or name[: name.find(":") + 1] in allowed


def test_the_list_of_what_is_not_read_again_yet_only_shrinks() -> None:
    """A new form is sent and read from its first day."""
    rows = _table("fields_untaken.csv")
    assert len(rows) == MOST_UNTAKEN, "fewer? Lower MOST_UNTAKEN. More? Mend the form"
    known = {route.text for route in routes()}
    assert {row["route"] for row in rows} <= known
    for name in ("fields_hints.csv", "fields_elsewhere.csv"):
        gone = [r["route"] for r in _table(name) if not any(r["route"] in one for one in known)]
        assert gone == [], f"{name} speaks of forms that are no more"
