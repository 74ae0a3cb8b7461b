"""Who is heard where harm is feared: a map of communities, never of contacts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.html import squeezed
from tests.tutela_web.warning.story import at_desk, later
from tutela_web.base import clock
from tutela_web.warning.models import NetworkContact
from tutela_web.warning.network.coverage_map import draw, heard_hotspots
from tutela_web.warning.network.queries import coverage


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
    assert {(one.line.place.name, one.is_unheard) for one in heard} == {
        ("Luma", False),
        ("Osila", True),
    }
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
    assert all(hotspot.is_unheard for hotspot in heard_hotspots(standing))


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


def test_a_place_somebody_called_from_without_being_a_contact_was_heard(
    cast: Cast, sign_in: Any, villages: Any
) -> None:
    desk = sign_in(cast["joc_duty_officer"])
    silent = "nobody was ever heard, as far as is known, at these hotspots"
    assert silent in squeezed(desk.get("/m/luma/network/").content.decode())
    sent = {
        "id": str(uuid4()),
        "channel": "call",
        "level": "ongoing",
        "place": villages["Osila"].pk,
    }
    sent |= {"place_said": "Osila", "act": "huts burn"}
    assert desk.post("/m/luma/alerts/new/", sent).status_code == 302
    shown = squeezed(desk.get("/m/luma/network/").content.decode())
    assert silent not in shown
    table = shown[shown.rindex("Hotspots and who is heard there") : shown.index('id="coverage"')]
    row = table.split("Osila")[1].split("</tr>")[0]
    assert '"num" data-label="Contacts">0<' in row and "never" not in row and "ago" in row


def test_a_test_answered_this_morning_is_heard_then_in_the_table_and_at_the_head(
    cast: Cast, sign_in: Any, villages: Any
) -> None:
    now = clock.now(cast.mission)
    later(cast.mission, seconds=(now.replace(hour=8, minute=34) - now).total_seconds())
    NetworkContact.objects.filter(pseudonym="C-0001").update(heard_at=None)
    contact = NetworkContact.objects.get(pseudonym="C-0002")
    office = sign_in(cast["head_of_field_office"])
    office.post(f"/m/luma/network/{contact.pk}/test/", {"answered": "yes"})
    later(cast.mission, minutes=53)
    shown = squeezed(office.get("/m/luma/network/").content.decode())
    head = shown.split("communities ·")[1].split("</p>")[0]
    table = shown.split('id="contacts"')[1].split("C-0002")[1].split("</tr>")[0]
    assert "53 min ago" in head and "53 min ago" in table
