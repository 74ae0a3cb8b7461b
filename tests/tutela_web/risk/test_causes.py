"""What changed is told by its cause: one event is one row, however many lines it moved."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.html import words_of
from tests.tutela_web.risk import story
from tests.tutela_web.risk.test_changes_since import later
from tutela_web.access.models import Person
from tutela_web.base import clock
from tutela_web.risk.causes import causes_since
from tutela_web.risk.verbs import adopt, propose, register_risk


def rows(sign_in: Any, person: Person) -> list[str]:
    """The rows of the table of causes, as text."""
    page = sign_in(person).get("/m/luma/changes/").content.decode()
    table = page.split('id="changes"')[1].split("</table>")[0].split("<tbody>")[1]
    return [words_of(row) for row in re.split(r"<tr[ >]", table)[1:]]


def two_places_and_an_attack(cast: Cast, **of_file: Any) -> None:
    """Luma and Tembel, twelve kilometres apart, and a new attack between them."""
    story.luma(cast)
    make.place(cast.mission, "Tembel", area=cast.north, latitude=7.2, longitude=30.25)
    story.assessed(cast, on=make.TODAY - timedelta(days=9))
    later(cast, hours=1)
    make.event(
        cast.mission,
        make.batch(cast.mission, cast.amina, **of_file),
        date_start=make.TODAY,
        date_end=make.TODAY,
        place="the ford",
        latitude=7.15,
        civilian_deaths=12,
    )
    later(cast, hours=1)
    story.assessed(cast)


def test_one_event_is_one_row_with_the_hotspot_it_moved(cast: Cast, sign_in: Any) -> None:
    two_places_and_an_attack(cast)
    (row, *others) = rows(sign_in, cast.adviser)
    assert "the ford" in row and "12 civilians killed" in row and "risen" in row
    assert "Luma" in row and "Tembel" not in row, "neighbours of one fear are one hotspot"
    assert re.search(r"\d+% → \d+%", row)
    assert not any("the ford" in other for other in others), "one cause, one row"


def test_what_a_file_brought_is_told_by_the_file(cast: Cast, sign_in: Any) -> None:
    two_places_and_an_attack(
        cast,
        file_name="sector log.xlsx",
        published_at=clock.now(cast.mission),
        rows=9,
        accepted=9,
        new=9,
    )
    (row, *others) = rows(sign_in, cast.adviser)
    assert "Import of sector log.xlsx, 9 rows" in row and "Luma" in row
    assert not any("the ford" in other or "sector log" in other for other in others)
    told = rows(sign_in, cast["field_reporter"])
    assert not any("sector log" in row for row in told), "who reads no imports learns of none"


def test_who_reads_no_events_is_not_told_which_it_was(cast: Cast, sign_in: Any) -> None:
    two_places_and_an_attack(cast)
    told = rows(sign_in, cast["field_reporter"])
    assert not any("the ford" in row for row in told)
    assert any("Records you may not open" in row and "Luma" in row for row in told)


def test_a_forum_is_one_cause(cast: Cast, sign_in: Any) -> None:
    luma = story.luma(cast)
    story.assessed(cast)
    later(cast, hours=1)
    adviser = story.standing(cast, cast.adviser)
    lines = [
        register_risk(place=luma, actor="Group Kestrel", harm=harm, by=adviser)
        for harm in ("killing", "looting")
    ]
    made = [
        propose(line, by=adviser, version=1, reason="Ultimatum", gravity=5, changes=FACTORS)
        for line in lines
    ]
    adopt(made, by=adviser, forum_date=make.TODAY)
    (row,) = [row for row in rows(sign_in, cast.boris) if "POC forum" in row]
    assert "agreed 2" in row and "2 lines" in row


FACTORS = {"recent conduct": {"value": 4.0, "low": 3.0, "high": 5.0, "why": "Ultimatum"}}


def test_the_number_of_queries_does_not_grow_with_the_lines(
    cast: Cast, django_assert_max_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(12):
        make.place(cast.mission, f"Camp {n}", area=cast.north, latitude=7.1 + n / 100)
    two_places_and_an_attack(cast)
    standing = story.standing(cast, cast.adviser)
    at = clock.now(cast.mission) - timedelta(days=7)
    with django_assert_max_num_queries(21):
        (cause,) = causes_since(standing, at)
    assert len(cause.lines) == 1 and cause.what == "event"
    monkeypatch.setattr("tutela_web.risk.causes.TRACED", 0)
    (rest,) = causes_since(standing, at)
    assert rest.what == "untraced", "told, and said to be the rest"
