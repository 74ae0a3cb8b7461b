"""Every address of the platform, found by itself, meets the whole cast.

What each person sees anywhere, put together, is exactly what the table in planted.py gives them:
nothing more on any page, tile, export or error, and nothing less overall.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.tutela_web.cast import Cast
from tests.tutela_web.planted import NEVER, SEEN, Planted, plant
from tutela_web.access.models import AuditEntry, Person
from tutela_web.access.policy import roles

WHO = [*roles(), "boris", "chen", "nobody"]
WORDS = re.compile("|".join([*SEEN, *NEVER]).encode())
GONE = ("account/logout", "accounts/logout")
"""Addresses that end the session they are opened in."""


def addresses() -> list[tuple[str, tuple[str, ...]]]:
    """Every route of the platform: its text, and the names of its parts."""
    found: list[tuple[str, tuple[str, ...]]] = []

    def walk(patterns: Any, prefix: str) -> None:
        for entry in patterns:
            text = prefix + str(entry.pattern)
            if isinstance(entry, URLResolver):
                walk(entry.url_patterns, text)
            elif isinstance(entry, URLPattern):
                found.append((text, tuple(re.findall(r"<(?:\w+:)?(\w+)>", text))))

    walk(get_resolver().url_patterns, "")
    return found


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


def filled(route: str, planted: Planted) -> Iterator[str]:
    """Addresses of a route with the planted records in it, and with one nobody has."""
    text = re.sub(r"[\^$]|\\Z", "", route)
    text = re.sub(r"<(?:slug:|str:)?code>", "luma", text)
    text = text.replace("<slug:name>", "places")
    for name, value in (("z", "6"), ("x", "37"), ("y", "31")):
        text = re.sub(rf"<\w+:{name}>", value, text)
    holes = re.findall(r"<(?:(\w+):)?(\w+)>", text)
    if not holes:
        yield f"/{text}"
        return
    for values in _values(text, planted):
        address = text
        for kind, name in holes:
            hole = f"<{kind}:{name}>" if kind else f"<{name}>"
            address = address.replace(hole, str(values.get(kind or "str")))
        yield f"/{address}"


def _values(route: str, planted: Planted) -> Iterator[dict[str, Any]]:
    kinds = [kind for words, kinds in ROOMS.items() if words in route for kind in kinds]
    ids = [pk for kind in kinds[:2] for pk in planted.ids.get(kind, [])]
    for pk in [*ids, uuid4()]:
        whole = pk if "-" not in str(pk) else 1
        by_id = pk if "-" in str(pk) else uuid4()
        yield {"uuid": by_id, "uuidstr": by_id, "int": whole, "str": "x", "slug": "x", "path": "x"}


ROOMS = {
    "drafts/sections/": ("section",), "drafts/comments/": ("comment",),
    "drafts/asides/": ("aside",), "drafts/copies/": ("frozen",),
    "drafts/seats/": ("seat",), "drafts/steps/": ("plan_step",),
    "drafts/consultations/": ("consultation",),
    "drafts/views/": ("view",), "drafts/waivers/": ("waiver",),
    "drafts/recipients/": ("recipient",), "drafts/redacted/": ("redacted",),
    "drafts/guidance/": ("hq_guidance",), "drafts/briefings/": ("country",),
    "drafts/reviews/": ("review",),
    "drafts/<": ("strategy",),
    "dilemmas/": ("dilemma",), "indicators/": ("indicator",), "strategy/reports/": ("duty",),
    "planned/": ("plan_item",), "outside/": ("outside",), "programmes/": ("programme",),
    "objectives/": ("objective",), "linked-plans/matches/": ("match",),
    "linked-plans/<": ("linked_plan",), "chain/links/": ("link",),
    "drafts/amendments/": ("amendment",), "drafts/facts/": ("fact",), "context/": ("context",),
    "mandate/tasks/": ("mandated_task",), "mandate/paragraphs/": ("paragraph",),
    "guidance/briefings/": ("briefing",), "guidance/posts/": ("post",),
    "guidance/<": ("guidance",), "mandate/questions/": ("question",),
    "mandate/overlaps/": ("entity_task",), "mandate/planning/": ("pivot",),
    "strategy/duties/": ("duty",), "mandate/revisions/": ("revision",),
    "mandate/": ("resolution",),
    "fora/meetings/": ("meeting",), "fora/actions/": ("action",), "fora/": ("forum",),
    "engagements/promises/": ("promise",), "engagements/groups/": ("actor",),
    "engagements/approaches/": ("approach",), "engagements/": ("engagement",),
    "others/said/": ("exchange",), "others/risks/": ("risk",), "partners/": ("partner",),
    "space/": ("check",), "wider/": ("concern",),
    "arrangements/": ("arrangement",),
    "residual/": ("residual",), "asks/": ("ask",),
    "roles/actors/": ("protector",), "roles/sides/": ("side",), "roles/": ("role",),
    "threats/": ("risk",), "host/": ("host",),
    "people/posts": ("post",), "people/holdings": ("holding",), "people/": ("person",),
    "accounts/": ("person",), "areas/": ("area",), "compartments/": ("closed",),
    "incident": ("incident", "closed"), "event": ("event",), "place": ("place",),
    "actors/notes/": ("actor_note",), "actor": ("actor",),
    "base": ("base",), "unit": ("unit",), "risk": ("risk",),
    "import": ("batch",), "assessment": ("assessment",), "week": ("week",),
    "webhooks/": ("webhook",), "gateways/": ("gateway",), "alerts/": ("alert",),
    "decisions/": ("decision",), "taskings/": ("tasking",), "outcomes/": ("outcome",),
    "plans/": ("plan",), "consent/": ("consent",), "network/calls/": ("call_back",),
    "network/": ("contact",),
}  # fmt: skip
"""By words of a route, the kinds of planted records whose ids are tried in it."""


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


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.parametrize("who", WHO)
def test_each_person_sees_what_the_table_gives_and_nothing_else(
    who: str, cast: Cast, sign_in: Any
) -> None:
    planted = plant(cast)
    client = client_of(who, cast, sign_in)
    client.raise_request_exception = True
    given = {word for word, people in SEEN.items() if who in people}
    seen: dict[str, str] = {}
    for route, _parts in addresses():
        if any(gone in route for gone in GONE):
            continue
        for address in filled(route, planted):
            response = client.get(address)
            assert response.status_code < 500, f"{address} failed for {who}"
            for word in WORDS.findall(body(response)):
                seen.setdefault(word.decode(), address)
    more = {word: seen[word] for word in set(seen) - given}
    assert not more, f"{who} must not read these, and where they stood: {more}"
    assert set(seen) == given, f"{who} should be able to read these somewhere: {given - set(seen)}"


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.parametrize("who", ["boris", "chen", "administrator", "partner", "auditor", "nobody"])
def test_who_holds_no_authority_changes_nothing_by_any_address(
    who: str, cast: Cast, sign_in: Any
) -> None:
    planted = plant(cast)
    client = client_of(who, cast, sign_in)
    mission = str(cast.mission.pk)
    changed = AuditEntry.objects.filter(
        chain=mission, act__in=["create", "edit", "publish", "undo", "adopt", "merge", "grant"]
    )
    before = changed.count()
    for route, _parts in addresses():
        if any(gone in route for gone in GONE):
            continue
        for address in filled(route, planted):
            assert client.post(address, {}).status_code < 500, f"POST {address} failed for {who}"
    assert changed.count() == before


def test_a_flag_on_an_account_opens_nothing(cast: Cast, sign_in: Any) -> None:
    plant(cast)
    flagged: Person = cast["administrator"]
    flagged.is_staff = True
    flagged.is_superuser = True  # no such column; some library might look for it
    flagged.save()
    given = {word.encode() for word, people in SEEN.items() if "administrator" in people}
    for route, parts in addresses():
        if set(parts) <= {"code"} and route.startswith("m/"):
            page = body(sign_in(flagged).get("/" + route.replace("<slug:code>", "luma")))
            assert not set(WORDS.findall(page)) - given
