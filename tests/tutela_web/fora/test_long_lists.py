"""A long list inside a page comes in parts of fifty: nothing is lost between two of them."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.fora.story import by, called, senior, url
from tests.tutela_web.html import parts_of
from tutela_web.engagements.asks.kind import ASK
from tutela_web.look.templatetags.look import LIST_PART
from tutela_web.records.kind_verbs import create_record, edit_record
from tutela_web.records.paging import PAGE_SIZE

MANY = LIST_PART + 3


@pytest.fixture
def visitor(cast: Cast, sign_in: Any) -> Any:
    return sign_in(cast.adviser)


def test_a_part_inside_a_page_is_as_long_as_a_page_of_a_list() -> None:
    assert LIST_PART == PAGE_SIZE


def test_meetings_of_a_forum_asks_and_versions_come_in_parts(cast: Cast, visitor: Any) -> None:
    forum = senior(cast)
    for day in range(MANY):
        called(cast, forum, days=day + 1)
    adviser, due = by(cast, "poc_adviser"), make.TODAY
    sent = {"of": "contributor", "kind": "assets", "asked_on": due - timedelta(7), "due": due}
    asks = [create_record(ASK, sent | {"what": f"Lorry {n}"}, by=adviser) for n in range(MANY)]
    for n in range(1, MANY):
        edit_record(ASK, asks[0], {"what": f"Lorry 0, {n} tons"}, version=n, by=adviser)

    for address, row in (
        (url("fora:forum", forum.pk), r"/meetings/([\w-]{36})/"),
        (url("engagements:asks") + "?state=", r"/asks/([\w-]{36})/"),
        (url("engagements:ask", asks[0].pk), r'data-label="Version" class="num">\s*(\d+)'),
    ):
        first, rest = parts_of(visitor, address, row)
        assert (len(first), len(rest)) == (LIST_PART, MANY - LIST_PART), address
        assert len({*first, *rest}) == MANY, address


def test_a_part_that_is_not_there_is_the_last_and_the_filter_stays(
    cast: Cast, visitor: Any
) -> None:
    forum = senior(cast)
    for day in range(MANY):
        called(cast, forum, days=day + 1)
    page = visitor.get(url("fora:forum", forum.pk) + "?planned=99&seats=1").content.decode()
    assert re.search(r'href="\?seats=1&amp;planned=1#meetings"', page)
