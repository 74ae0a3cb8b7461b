"""Am Dafok is on no list: its 35 dead are a line of their own until somebody adds the village."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.html import squeezed, text_of
from tests.tutela_web.incidents.import_files import checked, imported, row, standing
from tutela.places.finder import Finder
from tutela_web.access.policy import standing_of
from tutela_web.incidents.happened.unlisted import count_unlisted, unlisted_for

RAIDS = [
    row(1, Village="Sikikede", Killed="2"),
    row(2, Village="Am Dafok", Killed="20"),
    row(3, Village="Am Dafok", Killed="15"),
    row(4, Village="Am Dafok", Killed=""),
    row(5, Village="Luma", Killed="4"),
]


def test_before_import_the_names_we_do_not_have_stand_by_dead_and_number(
    cast: Cast, sign_in: Any
) -> None:
    make.place(cast.mission, "Luma")
    batch = checked(cast, *RAIDS)
    assert [(one["name"], one["events"], one["dead"]) for one in batch.report["unlisted"]] == [
        ("Am Dafok", 3, 35),
        ("Sikikede", 1, 2),
    ]
    page = text_of(sign_in(cast.amina).get(f"/m/luma/imports/{batch.pk}/"))
    assert "Places that are not on our list" in page and "35 killed in 3 events" in page
    assert page.index("Am Dafok") < page.index("Sikikede")


def test_what_stays_unplaced_is_a_line_of_its_own_with_its_dead(cast: Cast, sign_in: Any) -> None:
    make.place(cast.mission, "Luma")
    imported(cast, *RAIDS)
    found = unlisted_for(standing(cast))
    assert (found.dead, found.events, found.unknown) == (37, 4, 1)
    page = squeezed(sign_in(cast.amina).get("/m/luma/events/unplaced/").content.decode())
    assert "Am Dafok" in page and "Luma<" not in page.partition("As written")[2]


def test_a_place_added_later_reaches_the_events_that_came_before_it(cast: Cast) -> None:
    make.place(cast.mission, "Luma")
    imported(cast, *RAIDS)
    make.place(cast.mission, "Am Dafok", latitude=10.4, longitude=23.2)
    assert [one.name for one in unlisted_for(standing(cast)).places] == ["Sikikede"]


@pytest.mark.parametrize("page", ["incidents/", "risks/", "order/", "?since=2018-11-01"])
def test_register_order_and_map_say_what_is_in_none_of_them(
    page: str, cast: Cast, sign_in: Any
) -> None:
    make.place(cast.mission, "Luma")
    imported(cast, *RAIDS)
    shown = sign_in(cast.amina).get(f"/m/luma/{page}").content.decode()
    line = text_of_line(shown)
    assert line.startswith("At 2 places not on our list") and "37 killed in 4 events" in line
    assert "of 1 not known" in line and "/m/luma/events/unplaced/" in shown


def text_of_line(page: str) -> str:
    return squeezed(re.sub("<[^>]+>", "", page.partition('id="unlisted-line">')[2])).strip()


def test_the_line_of_the_map_is_of_its_days(cast: Cast, sign_in: Any) -> None:
    make.place(cast.mission, "Luma")
    imported(cast, *RAIDS)
    shown = sign_in(cast.amina).get("/m/luma/?since=2018-10-01&until=2018-11-30").content.decode()
    assert "unlisted-line" not in shown


def test_the_line_is_one_query_and_a_second_reading_looks_no_name_up_again(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    make.place(cast.mission, "Luma")
    imported(cast, *RAIDS)
    reader = standing(cast)
    assert count_unlisted(reader).number == 2
    looked_up: list[str] = []
    monkeypatch.setattr(Finder, "find", lambda self, said, **how: looked_up.append(said) or [])
    with CaptureQueriesContext(connection) as told:
        assert count_unlisted(reader).dead == 37
    of_places = [q["sql"] for q in told if 'FROM "places_place"' in q["sql"]]
    assert len(of_places) == 1 and len(looked_up) <= 3


def test_a_stranger_is_told_no_names(cast: Cast) -> None:
    imported(cast, *RAIDS)
    assert unlisted_for(standing_of(cast.chen, cast.mission)).places == []
