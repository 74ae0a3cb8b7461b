"""An address answers who asks by what stands at one moment, and writes nothing meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, path

from tests.tutela_web.cast import Cast, assemble
from tests.tutela_web.conftest import once_a_file
from tests.tutela_web.two_hands import at_once
from tutela_web.access.audit import trail
from tutela_web.access.models import AuditEntry, Mission
from tutela_web.base.upkeep.moment import read_at_one_moment

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
    pytest.mark.postgresql,
]
WRITE_WHEN_ASKED = ("in/<uuid:pk>/", "account/", "m/<slug:code>/exercise/mine/", "notes/")
"""How the addresses begin that change what is kept when they are asked: gateways that tell by
asking, signing in, a player's page, which delivers what fell due before it is read, and whatever a
telephone asks first once it was opened with its second PIN."""


@pytest.fixture(scope=once_a_file)
def world(build_once: Any) -> Cast:
    return build_once(assemble)  # type: ignore[no-any-return]


def answer_of(view: Callable[[HttpRequest], HttpResponse], method: str = "get") -> HttpResponse:
    """What an address with this view answers."""
    address = path("here/", view)
    read_at_one_moment([address])
    request = getattr(RequestFactory(), method)("/here/")
    return address.callback(request)  # type: ignore[no-any-return]


def name_of(cast: Cast) -> str:
    return Mission.objects.values_list("name", flat=True).get(pk=cast.mission.pk)


def rename(cast: Cast, name: str) -> None:
    Mission.objects.filter(pk=cast.mission.pk).update(name=name)


def test_every_address_reads_at_one_moment_but_those_known_to_write() -> None:
    def found(entries: list[Any], before: str = "") -> Iterator[tuple[str, Any]]:
        for entry in entries:
            if isinstance(entry, URLResolver):
                yield from found(entry.url_patterns, before + str(entry.pattern))
            elif isinstance(entry, URLPattern):
                yield before + str(entry.pattern), entry.callback

    addresses = [*found(get_resolver().url_patterns)]
    others = [text for text, view in addresses if getattr(view, "writes_when_asked", True)]
    assert len(addresses) > 1000
    # a person's own sessions stand under the same words, and are read as any page
    assert [text for text in others if not text.startswith(WRITE_WHEN_ASKED)] == []


def test_what_others_write_meanwhile_is_seen_by_the_next_who_asks(world: Cast) -> None:
    before = name_of(world)

    def page(request: HttpRequest) -> HttpResponse:
        first = name_of(world)
        at_once(lambda: rename(world, "Renamed meanwhile"))
        return HttpResponse(f"{first}, {name_of(world)}")

    assert answer_of(page).content.decode() == f"{before}, {before}"
    assert name_of(world) == "Renamed meanwhile"
    assert not connection.in_atomic_block


def test_who_only_asks_writes_nothing_and_who_sends_does(world: Cast) -> None:
    def page(request: HttpRequest) -> HttpResponse:
        rename(world, "Written")
        return HttpResponse()

    with pytest.raises(DatabaseError):
        answer_of(page)
    assert name_of(world) != "Written"
    answer_of(page, "post")
    assert name_of(world) == "Written"


def test_who_opened_a_record_stands_in_the_trail_whatever_came_of_the_page(world: Cast) -> None:
    def page(request: HttpRequest) -> HttpResponse:
        trail.record("read", mission=world.mission, by=world.amina, kind="incident")
        if request.GET.get("gone"):
            raise Http404
        return HttpResponse()

    def gone(request: HttpRequest) -> HttpResponse:
        request.GET = {"gone": "1"}  # type: ignore[assignment]
        return page(request)

    read = AuditEntry.objects.filter(act="read")
    answer_of(page)
    assert read.count() == 1
    with pytest.raises(Http404):
        answer_of(gone)
    assert read.count() == 2
    assert not trail.verify(str(world.mission.pk)).broken


def test_several_who_open_records_at_once_are_all_in_the_trail(world: Cast) -> None:
    def page(request: HttpRequest) -> HttpResponse:
        list(AuditEntry.objects.all())
        trail.record("read", mission=world.mission, by=world.amina, kind="incident")
        return HttpResponse()

    answers = at_once(*[lambda: answer_of(page).status_code] * 6)
    assert answers == [200] * 6
    assert AuditEntry.objects.filter(act="read").count() == 6
    assert not trail.verify(str(world.mission.pk)).broken
