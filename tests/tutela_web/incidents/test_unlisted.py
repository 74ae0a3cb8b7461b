"""Am Dafok is on no list: its 35 dead are a line of their own until somebody adds the village."""

from __future__ import annotations

from typing import Any

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.html import squeezed, text_of
from tests.tutela_web.incidents.import_files import checked, imported, row, standing
from tutela_web.access.policy import standing_of
from tutela_web.incidents.happened.unlisted import unlisted_for

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


def test_a_stranger_is_told_no_names(cast: Cast) -> None:
    imported(cast, *RAIDS)
    assert unlisted_for(standing_of(cast.chen, cast.mission)).places == []
