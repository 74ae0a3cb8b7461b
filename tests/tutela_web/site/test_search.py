"""Search finds what may be seen, in any inflection and spelling, and keeps nothing of it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tutela_web.access.models import AuditEntry
from tutela_web.access.policy import standing_of
from tutela_web.records import verbs as records
from tutela_web.site.search import MOST, search

pytestmark = pytest.mark.postgresql


def titles(cast: Cast, who: str, text: str) -> set[str]:
    hits = search(standing_of(cast[who], cast.mission), text)
    return {one.title for one in hits.incidents}


def test_one_question_over_places_incidents_and_actors(cast: Cast, sign_in: Any) -> None:
    make.place(cast.mission, "Kestrel Ford")
    make.incident(cast.mission, title="Herders attacked", summary="Kestrel fighters came at dawn")
    make.actor(cast.mission, "Group Kestrel")
    for who in ("analyst", "boris"):
        said = sign_in(cast[who]).get("/m/luma/search/?q=kestrels").content.decode()
        for hit in ("Kestrel Ford", "Herders attacked", "Group Kestrel"):
            assert hit in said, (who, hit)
    assert sign_in(cast.chen).get("/m/luma/search/?q=kestrel").status_code == 404
    assert sign_in(cast["administrator"]).get("/m/luma/search/").status_code == 404


@pytest.mark.parametrize(
    ("language", "summary", "asked"),
    [
        ("en", "Villagers were fleeing to the river", "flee villager"),
        ("fr", "Des civils ont été enlevés près de l'école", "civil enlevé ecoles"),
        ("ar", "هاجم مسلحون القرية", "قرية"),
    ],
)
def test_three_languages_by_their_stems(
    cast: Cast, language: str, summary: str, asked: str
) -> None:
    make.incident(cast.mission, title="This", summary=summary, language=language)
    make.incident(cast.mission, title="Other", summary="Checkpoint")
    assert titles(cast, "boris", asked) == {"This"}


def test_a_place_is_found_by_other_names_accents_and_slips(cast: Cast) -> None:
    place = make.place(
        cast.mission, "Ndélé", other_names=[{"name": "Terre Rouge", "language": "fr"}]
    )
    make.place(cast.mission, "Bouca")
    standing = standing_of(cast.boris, cast.mission)
    for asked in ("ndele", "NDÉLÉ", "terre rouge"):
        assert [one.pk for one in search(standing, asked).places] == [place.pk], asked
    assert [one.place.pk for one in search(standing, "Ndelle").alike] == [place.pk]


def test_only_what_may_be_seen_is_found_and_counted(cast: Cast) -> None:
    make.incident(cast.mission, title="Raid north", area=cast.north)
    make.incident(cast.mission, title="Raid south", area=cast.south)
    make.incident(cast.mission, title="Raid secret", area=cast.north, classification=2)
    make.incident(cast.mission, title="Raid withdrawn", verification="withdrawn_for_safety")
    make.incident(cast.other_mission, title="Raid elsewhere")
    make.closed_incident(cast.mission, "crsv", title="Raid closed", area=cast.north)
    assert titles(cast, "boris", "raids") == {"Raid north", "Raid south"}
    assert titles(cast, "head_of_field_office", "raids") == {"Raid north"}
    assert titles(cast, "drafter", "raids") == set()
    assert titles(cast, "women_protection_adviser", "raids") == set()
    hits = search(standing_of(cast.hofo, cast.mission), "raid")
    assert hits.incidents_total == 1


def test_a_merged_incident_and_a_retired_place_are_not_found(cast: Cast) -> None:
    kept = make.incident(cast.mission, title="Kept")
    make.incident(cast.mission, title="Raid", merged_into=kept)
    make.place(cast.mission, "Torit", retired=True)
    hits = search(standing_of(cast.boris, cast.mission), "raid")
    assert not hits.incidents
    assert not search(standing_of(cast.boris, cast.mission), "torit")


def test_what_was_struck_out_is_not_found_any_more(cast: Cast) -> None:
    made = make.incident(cast.mission, title="Raid", summary="A name that should not be here")
    records.edit(made, {"summary": "Corrected"}, version=1, by=cast.amina)
    assert titles(cast, "boris", "name") == set()
    assert titles(cast, "boris", "corrected") == {"Raid"}


def test_the_question_leaves_no_trace(cast: Cast, sign_in: Any, caplog: Any) -> None:
    lines = AuditEntry.objects.count()
    sign_in(cast.boris).get("/m/luma/search/?q=somebodys+name")
    sign_in(cast.boris).get("/m/luma/search/?q=%27%22%29+OR+1")
    assert AuditEntry.objects.count() == lines
    assert "somebodys" not in caplog.text


def test_many_hits_cost_no_more_queries_than_few(cast: Cast, sign_in: Any) -> None:
    browser = sign_in(cast.boris)
    area = {"area": cast.north}

    def more(number: int) -> None:
        for n in range(number):
            make.incident(
                cast.mission, title=f"Raid {n}", place=make.place(cast.mission, "Raid"), **area
            )
            make.actor(cast.mission, f"Raid group {n}")

    def counted() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert browser.get("/m/luma/search/?q=raid").status_code == 200
        return len(queries)

    more(3)
    counted()
    few = counted()
    more(27)
    counted()
    assert counted() <= few + 3  # the totals of three groups are counted apart
    assert search(standing_of(cast.boris, cast.mission), "raid").incidents_total == 30 > MOST
