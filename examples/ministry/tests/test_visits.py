"""Visits of the ministry: what every kind and every room must pass, and what this one adds."""

from __future__ import annotations

from datetime import date
from html import unescape
from typing import Any

import pytest
from tutela_ministry.kinds import VISIT
from tutela_ministry.models import MinistryVisit

from tutela_web.access.policy import standings_of
from tutela_web.kit.cast import TODAY, KitCast
from tutela_web.kit.kind_tests import KindTests
from tutela_web.kit.room_tests import RoomTests
from tutela_web.records.kind_verbs import create_record

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def visit(cast: KitCast, **fields: Any) -> MinistryVisit:
    """A visit that the adviser recorded."""
    adviser = cast["poc_adviser"]
    by = standings_of([adviser], cast.mission)[adviser.pk]
    values = {"place": cast.place(), "on": TODAY, "found": "fear", "classification": 1}
    made: MinistryVisit = create_record(VISIT, values | fields, by=by)
    return made


class TestVisit(KindTests):
    kind = VISIT
    changes = {"on": date(2018, 12, 24)}

    @pytest.fixture(autouse=True)
    def _values(self, cast: KitCast) -> None:
        self.values = {  # type: ignore[misc]
            "place": cast.place(),
            "on": TODAY,
            "found": "fear",
            "said": "the market is empty",
            "classification": 1,
        }


class TestMinistry(RoomTests):
    label = "x_ministry"

    def plant(self, cast: KitCast) -> list[MinistryVisit]:
        return [visit(cast)]


def test_the_adviser_finds_the_room_in_the_menu_and_says_what_came_of_a_visit(
    cast: KitCast, sign_in: Any
) -> None:
    made = visit(cast, said="the market is empty")
    adviser = sign_in(cast["poc_adviser"])
    page = adviser.get("/m/luma/places/").content.decode()
    assert 'href="/m/luma/x/ministry/visits/"' in page and "Visits of the ministry" in page
    here = f"/m/luma/x/ministry/visits/{made.pk}/"
    assert "It was followed up" in adviser.get(here).content.decode()
    sent = {"how": "A patrol goes every market day.", "version": 1}
    assert adviser.post(f"{here}followed/", sent).status_code == 302
    page = unescape(adviser.get(here).content.decode())
    assert "A patrol goes every market day." in page and "It was followed up" not in page
    again = adviser.post(f"{here}followed/", sent | {"version": 2}, follow=True)
    assert "already" in unescape(again.content.decode())
    reader = sign_in(cast["analyst"])
    assert "It was followed up" not in reader.get(here).content.decode()
    assert reader.post(f"{here}followed/", sent).status_code == 403


def test_words_are_french_and_arabic(cast: KitCast, sign_in: Any) -> None:
    client = sign_in(cast["poc_adviser"])
    for language, words in (("fr", "Visites du ministère"), ("ar", "زيارات الوزارة")):
        client.post("/language/", {"language": language})
        page = unescape(client.get("/m/luma/x/ministry/visits/").content.decode())
        assert words in page and "Visits of the ministry" not in page


def test_a_program_reads_a_visit_and_records_one(cast: KitCast, sign_in: Any) -> None:
    made = visit(cast)
    client = sign_in(cast["analyst"])
    listed = client.get("/api/v1/missions/luma/x/ministry/visits").json()
    assert [row["id"] for row in listed["results"]] == [str(made.pk)]
    assert listed["results"][0]["found"] == "fear"
