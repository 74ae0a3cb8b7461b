"""People write while others read: whatever one page says, it says of one moment."""

from __future__ import annotations

import threading
from functools import partial
from typing import Any

import pytest
from django.db import connections

from tests.counts import counted
from tests.tutela_web.cast import Cast, assemble
from tests.tutela_web.conftest import once_a_file
from tests.tutela_web.two_hands import at_once
from tests.tutela_web.warning.story import call
from tutela_web.warning.board import queries
from tutela_web.warning.models import Alert

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
    pytest.mark.postgresql,
]
MERGES = counted(6, 40)


@pytest.fixture(scope=once_a_file)
def world(build_once: Any) -> Cast:
    return build_once(assemble)  # type: ignore[no-any-return]


def beside(act: Any) -> None:
    """Let somebody else act, by a connection of their own, and wait until they are answered."""

    def do() -> None:
        try:
            act()
        finally:
            connections.close_all()

    hand = threading.Thread(target=do)
    hand.start()
    hand.join()


def test_a_board_read_while_two_alerts_are_joined_is_the_board_before_or_after(
    world: Cast, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = call(world), call(world)
    reader, joiner = (sign_in(world["joc_duty_officer"]) for _ in range(2))
    address = f"/m/luma/alerts/{first.pk}/join/"
    under_of = queries.under_of
    asked = []

    def look_after_they_were_joined(*given: Any) -> Any:
        monkeypatch.undo()
        beside(lambda: asked.append(joiner.post(address, {"alert": str(second.pk), "why": "one"})))
        return under_of(*given)

    monkeypatch.setattr(queries, "under_of", look_after_they_were_joined)
    before = reader.get("/m/luma/alerts/")
    assert [answer.status_code for answer in (before, *asked)] == [200, 302]
    assert [str(alert.pk) in before.content.decode() for alert in (first, second)] == [True, True]
    after = reader.get("/m/luma/alerts/").content.decode()
    assert sum(f"/alerts/{alert.pk}/" in after for alert in (first, second)) == 1


def test_boards_and_pages_of_alerts_stand_while_people_join_them(world: Cast, sign_in: Any) -> None:
    alerts = [call(world) for _ in range(2 * MERGES)]
    readers = [sign_in(world["joc_duty_officer"]) for _ in range(2)]
    joiner = sign_in(world["joc_duty_officer"])
    ended, statuses = threading.Event(), []

    def join_all() -> None:
        for first, second in zip(alerts[::2], alerts[1::2], strict=True):
            address = f"/m/luma/alerts/{first.pk}/join/"
            assert joiner.post(address, {"alert": str(second.pk), "why": "one"}).status_code == 302
        ended.set()

    def read_on(page: Any, number: int) -> None:
        page.raise_request_exception = False
        while not ended.is_set():
            for address in ("/m/luma/alerts/", f"/m/luma/alerts/{alerts[number].pk}/", "/m/luma/"):
                statuses.append(page.get(address, follow=True).status_code)

    at_once(join_all, *(partial(read_on, page, n) for n, page in enumerate(readers)))
    assert {*statuses} == {200}
    assert Alert.objects.filter(merged_into=None).count() >= MERGES
