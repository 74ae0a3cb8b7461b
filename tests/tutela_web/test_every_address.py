"""Every address of the platform, found by itself, meets the whole cast.

What each person sees anywhere, put together, is exactly what the table in planted.py gives them:
nothing more on any page, tile, export or error, and nothing less overall. Who meets what in every
run, and what is left to `make proof`, is said in meeting.py.

Bar, menu and symbols, which are the same around every page of a person, are drawn by a test of
their own: for everybody, on a handful of pages. The walk draws what is within them.
"""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.test import Client, override_settings
from django.urls import URLResolver, get_resolver

from tests.counts import asked_whole, counted
from tests.databases import undone_block
from tests.tutela_web.cast import Cast, assemble
from tests.tutela_web.conftest import quick_settings
from tests.tutela_web.meeting import (
    UNREADABLE,
    WHO,
    Address,
    addresses,
    always,
    approve,
    meets,
    reading_row,
    reads_like_another,
    routes,
    witnesses,
)
from tests.tutela_web.planted import NEVER, SEEN, Planted, plant
from tests.tutela_web.planted_more import kinds_without_a_row
from tutela_web.access.models import AuditEntry, Person
from tutela_web.access.policy import roles, standing_of
from tutela_web.base.models import SearchLine
from tutela_web.base.searching.search import index_missing
from tutela_web.programme.matrix.models import MatrixLine
from tutela_web.records.models import Record
from tutela_web.site.search import search

WORDS = re.compile("|".join([*SEEN, *NEVER]).encode())
APPROVES = bool(os.environ.get("TUTELA_APPROVE"))
"""Whether this run writes witness.csv anew; it looks at all addresses then."""
MEETING = [who for who in WHO if APPROVES or asked_whole() or not reads_like_another(who)]
"""Who meets addresses in this run; others read what one of these reads."""
WITHOUT_AUTHORITY = ["boris", "chen", "administrator", "partner", "auditor", "nobody"]

FOUND = {
    "RISKNORTH": "risk",
    "MATRIXNORTH": "matrixline",
    "PLANNORTH": "contingencyplan",
    "CONSENTNORTH": "consentloss",
    "PROMISENORTH": "commitment",
    "RESIDUALNORTH": "residualrisk",
    "ACTIONNORTH": "action",
    "FORUMNORTH": "forum",
    "TRANSLATEDDRAFT": "sectiontranslation",
    "MANDATETEXT": "paragraph",
    "S/RES/9001": "resolution",
    "STRATEGYFORCE": "strategy",
    "SECTIONDRAFT": "section",
    "CONSULTED": "consultation",
    "CONTEXTWORD": "contextevent",
    "AMENDOPEN": "amendment",
    "OBJECTIVEOPEN": "objective",
    "INDICATOROPEN": "indicator",
    "PARTNERNORTH": "partner",
    "LOGNORTH": "logentry",
}
"""What a chief of staff looks for, and the panel it stands in."""
READERS = [who for who in WHO if who not in ("nobody", "chen")]
SEARCHING = counted(["drafter", "unit_commander"], READERS)
"""Who looks for every word: who reads drafts and who reads an area; everybody in proof."""
FRAMED = (
    "/m/luma/now/",
    "/m/luma/alerts/",
    "/m/luma/incidents/",
    "/m/luma/people/",
    "/m/luma/nowhere/",
)
"""Pages on which the frame is drawn for everybody, a page that is nowhere among them."""

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def test_no_two_addresses_have_one_name() -> None:
    """Else a button leads to the other one."""
    found: list[tuple[str, str, tuple[str, ...]]] = []

    def walk(patterns: Any, space: str, held: tuple[str, ...]) -> None:
        for entry in patterns:
            parts = (*held, *re.findall(r"<(?:\w+:)?(\w+)>", str(entry.pattern)))
            if isinstance(entry, URLResolver):
                walk(entry.url_patterns, f"{space}:{entry.namespace or ''}", parts)
            elif entry.name and entry.default_args == {}:
                found.append((space, entry.name, parts))

    walk(get_resolver().url_patterns, "", ())
    pages = [one for one in found if not one[0].startswith(":api")]  # led to by their paths
    assert {one for one in pages if pages.count(one) > 1} == set()


@pytest.fixture(scope="module")
def world(
    django_db_setup: None, django_db_blocker: Any, shared_folder: Path
) -> Iterator[tuple[Cast, Planted]]:
    """The cast and all that is planted, once a worker: each test rolls back to it, the last all."""
    with django_db_blocker.unblock():
        outer = [undone_block(alias) for alias in ("default", "keys")]
        for block in outer:
            block.__enter__()
        try:
            with override_settings(**quick_settings(shared_folder)):
                cast = assemble()
                planted = plant(cast)
            yield cast, planted
        finally:
            for alias, block in zip(("keys", "default"), reversed(outer), strict=True):
                transaction.set_rollback(True, using=alias)
                block.__exit__(None, None, None)


def body(response: Any) -> bytes:
    """All that was answered: headers, page or streamed file."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if content[:2] == b"PK":
        content = _unzipped(content)
    return repr(response.headers).encode() + content


def _unzipped(content: bytes) -> bytes:
    from io import BytesIO
    from zipfile import ZipFile

    with ZipFile(BytesIO(content)) as archive:
        return b"".join(archive.read(name) for name in archive.namelist())


def client_of(who: str, cast: Cast, sign_in: Any) -> Client:
    return Client() if who == "nobody" else sign_in(cast[who])


def met_by(who: str, planted: Planted) -> list[Address]:
    """The addresses that a person meets in this run, those that witness for them among them."""
    theirs = {} if APPROVES else witnesses(who)
    return [
        address
        for address in addresses(planted)
        if APPROVES or address.name in theirs or meets(who, address)
    ]


def sent_to_by(who: str, planted: Planted) -> list[Address]:
    """The addresses that a person without authority sends something to: the first of each route,
    for they hold none over any other row either; nobody, and in proof everybody, to all of them."""
    found = addresses(planted)
    if who == "nobody" or asked_whole():
        return found
    return list({address.route: address for address in reversed(found)}.values())


def test_the_frame_of_a_page_is_drawn_for_everybody_and_names_no_record(
    world: tuple[Cast, Planted], sign_in: Any
) -> None:
    cast, _planted = world
    for who in WHO:
        client = client_of(who, cast, sign_in)
        for path in FRAMED:
            response = client.get(path)
            assert response.status_code < 500, f"{path} failed for {who}"
            words = {word.decode() for word in WORDS.findall(body(response))}
            more = {word for word in words if who not in SEEN.get(word, ())}
            assert not more, f"{who} must not read these on {path}: {more}"
            page = response.content.decode()
            assert "#i-shield" in page or response.status_code == 302, f"{path} has no bar: {who}"


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.parametrize("who", MEETING)
@pytest.mark.usefixtures("frameless")
def test_each_person_sees_what_the_table_gives_and_nothing_else(
    who: str, world: tuple[Cast, Planted], sign_in: Any
) -> None:
    cast, planted = world
    client = client_of(who, cast, sign_in)
    given = {word for word, people in SEEN.items() if who in people}
    theirs = {} if APPROVES else witnesses(who)
    seen: dict[str, set[str]] = {}
    for address in met_by(who, planted):
        response = client.get(address.path)
        assert response.status_code < 500, f"{address.path} failed for {who}"
        assert b"page  of " not in getattr(response, "content", b""), f"{address.path}: a list"
        seen[address.name] = {word.decode() for word in WORDS.findall(body(response))}
    more = {name: words - given for name, words in seen.items() if words - given}
    assert not more, f"{who} must not read these, and where they stood: {more}"
    less = {name: words - seen.get(name, set()) for name, words in theirs.items()}
    less = {name: words for name, words in less.items() if words}
    assert not less, f"{who} should read these there; moved on purpose? TUTELA_APPROVE=1: {less}"
    if APPROVES:
        approve(who, seen)
    witnessed = set().union(*((APPROVES and seen) or theirs).values())
    assert witnessed == given, f"nowhere is shown to {who}: {given - witnessed}"


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.parametrize("who", WITHOUT_AUTHORITY)
@pytest.mark.usefixtures("frameless")
def test_who_holds_no_authority_changes_nothing_by_any_address(
    who: str, world: tuple[Cast, Planted], sign_in: Any
) -> None:
    cast, planted = world
    client = client_of(who, cast, sign_in)
    mission = str(cast.mission.pk)
    changed = AuditEntry.objects.filter(
        chain=mission, act__in=["create", "edit", "publish", "undo", "adopt", "merge", "grant"]
    )
    before = changed.count()
    for address in sent_to_by(who, planted):
        status = client.post(address.path, {}).status_code
        assert status < 500, f"POST {address.path} failed for {who}"
    assert changed.count() == before


def test_something_is_planted_of_every_kind_of_record(world: tuple[Cast, Planted]) -> None:
    kinds = [model for model in apps.get_models() if issubclass(model, Record)]
    assert kinds_without_a_row(kinds) == []


def test_equal_rows_of_the_reading_table_read_alike(world: tuple[Cast, Planted]) -> None:
    """So whoever met an address for one of them has met it for all of them."""
    cast, _planted = world
    alike: dict[tuple[Any, ...], list[str]] = defaultdict(list)
    for name in roles():
        alike[*reading_row(name), cast[name].holdings.get().post.area].append(name)
    assert len(alike) < len(roles())
    for names in alike.values():
        first, *others = (standing_of(cast[name], cast.mission) for name in names)
        for other in others:
            assert (other.readings, other.compartments) == (first.readings, first.compartments)


def test_every_class_meets_every_route_and_few_meet_every_address(
    world: tuple[Cast, Planted], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.tutela_web.meeting.asked_whole", lambda: False)
    monkeypatch.setattr("tests.tutela_web.meeting.is_met_by", lambda who, text: True)
    found = addresses(world[1])
    readable = {address.route for address in found if not address.route.endswith(UNREADABLE)}
    for who in WHO:
        met = {address.name for address in found if meets(who, address)}
        if who in always():
            assert len(met) == len({address.name for address in found}), who
        elif reads_like_another(who):
            assert not met, f"another stands for {who}"
        else:
            assert {name.partition(" ")[0] for name in met} == readable, who


@pytest.mark.postgresql
def test_search_finds_every_kind_by_its_words_symbol_or_code(
    world: tuple[Cast, Planted], sign_in: Any
) -> None:
    browser = sign_in(world[0]["chief_of_staff"])
    for asked, panel in FOUND.items():
        page = browser.get("/m/luma/search/", {"q": asked}).content.decode()
        assert f'id="{panel}"' in page, asked
    code = MatrixLine.objects.get(measure="MATRIXNORTH").code
    assert "MATRIXNORTH" in browser.get("/m/luma/search/", {"q": code}).content.decode()


@pytest.mark.once
@pytest.mark.parametrize("who", dict.fromkeys(SEARCHING))
def test_search_finds_nothing_that_a_person_may_not_read(
    who: str, world: tuple[Cast, Planted]
) -> None:
    cast, _planted = world
    standing = standing_of(cast[who], cast.mission)
    hidden = [word for word, seen in SEEN.items() if who not in seen] + sorted(NEVER)
    found = {word: replace(search(standing, word), alike=[]) for word in hidden}
    assert [word for word, hits in found.items() if hits] == []


def test_an_upgrade_indexes_the_kinds_that_were_not_searched_before(
    world: tuple[Cast, Planted],
) -> None:
    lines = SearchLine.objects.filter(kind="matrixline")
    before = lines.count()
    assert before, "a record is indexed as it is written"
    lines.delete()
    assert index_missing() == ["matrixline"]
    assert lines.count() == before


@pytest.mark.usefixtures("frameless")
def test_a_flag_on_an_account_opens_nothing(world: tuple[Cast, Planted], sign_in: Any) -> None:
    cast, _planted = world
    flagged: Person = cast["administrator"]
    flagged.is_staff = True
    flagged.is_superuser = True  # no such column; some library might look for it
    flagged.save()
    given = {word.encode() for word, people in SEEN.items() if "administrator" in people}
    client = sign_in(flagged)
    for route in routes():
        if set(route.parts) <= {"code"} and route.text.startswith("m/"):
            page = body(client.get("/" + route.text.replace("<slug:code>", "luma")))
            assert not set(WORDS.findall(page)) - given
