"""Who is heard where harm is feared: a map of communities, never of contacts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.warning.story import at_desk
from tutela_web.base import clock
from tutela_web.warning.coverage_map import draw, heard_hotspots
from tutela_web.warning.models import NetworkContact
from tutela_web.warning.network_queries import coverage


@pytest.fixture
def villages(cast: Cast) -> Any:
    """Luma is heard, Tembel silent, Osila has nobody; harm is feared in Luma and Osila."""
    now = clock.now(cast.mission)
    found = {}
    for n, name in enumerate(("Luma", "Tembel", "Osila", "Koro")):
        precision = 4 if name == "Koro" else 1
        at = {"latitude": 7 + n / 10, "longitude": 30, "place_precision": precision}
        found[name] = make.place(cast.mission, name, area=cast.north, kind="village", **at)
    make.contact(
        cast.mission, place=found["Luma"], heard_at=now, pseudonym="C-0001", area=cast.north
    )
    make.contact(cast.mission, place=found["Tembel"], pseudonym="C-0002", area=cast.north)
    for name in ("Luma", "Osila"):
        make.risk(cast.mission, found[name], by=cast.amina)
    return found


def test_a_hotspot_where_nobody_is_heard_stands_out_and_is_never_shown_as_calm(
    cast: Cast, villages: Any
) -> None:
    standing = at_desk(cast, "poc_adviser")
    heard = heard_hotspots(standing)
    assert {(one.line.place.name, one.deaf) for one in heard} == {("Luma", False), ("Osila", True)}
    drawn = draw(standing, coverage(standing), heard)
    assert drawn.svg.count('class="heard"') == 1 and drawn.svg.count('class="silent"') == 1
    assert drawn.svg.count('class="feared deaf"') == 1 and ">Osila<" in drawn.svg
    assert "1 hotspot where nobody is heard" in drawn.svg and drawn.left_out == 1


def test_who_was_not_asked_again_for_ninety_days_is_no_listener(cast: Cast, villages: Any) -> None:
    long_ago = clock.today(cast.mission) - timedelta(days=90)
    NetworkContact.objects.filter(pseudonym="C-0001").update(confirmed_on=long_ago)
    standing = at_desk(cast, "poc_adviser")
    listeners = {one.place.name: one.listeners for one in coverage(standing)}
    assert listeners["Luma"] == 0
    assert all(one.deaf for one in heard_hotspots(standing))


def test_the_page_says_in_a_table_what_the_map_draws_and_names_no_contact_on_it(
    cast: Cast, sign_in: Any, villages: Any
) -> None:
    page = sign_in(cast.adviser).get("/m/luma/network/").content.decode()
    figure = page[page.index("<figure") : page.index("</figure>")]
    assert "C-0001" not in figure and "C-0002" not in figure
    assert "1 place is known only roughly" in figure
    assert "Hotspots and who is heard there" in page and "Risk map" in page
    assert sign_in(cast.boris).get("/m/luma/network/").status_code == 404


def test_where_nothing_has_a_point_there_is_no_map_and_the_table_stands(
    cast: Cast, sign_in: Any
) -> None:
    page = sign_in(cast.adviser).get("/m/luma/network/").content.decode()
    assert '<svg class="cover" viewBox="0 0 640' not in page
    assert "not the same as none" in page


def test_more_communities_are_not_more_queries(
    cast: Cast, sign_in: Any, villages: Any, django_assert_max_num_queries: Any
) -> None:
    client = sign_in(cast.adviser)
    client.get("/m/luma/network/")
    for n in range(30):
        place = make.place(cast.mission, f"Village {n}", area=cast.north, kind="village")
        make.contact(cast.mission, place=place, area=cast.north)
        make.risk(cast.mission, place, by=cast.amina)
    with django_assert_max_num_queries(34):
        client.get("/m/luma/network/")
