"""Search finds what may be seen, in any inflection and spelling, and keeps nothing of it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.incidents.recording import record, sent
from tests.tutela_web.warning.story import call
from tutela_web.access.models import AuditEntry
from tutela_web.access.policy import standing_of
from tutela_web.base.models import SearchLine
from tutela_web.base.searching.search import index_missing
from tutela_web.capacity.models import Unit
from tutela_web.fora.forum.models import Forum
from tutela_web.partners.partner.models import Partner
from tutela_web.records import verbs as records
from tutela_web.site.finding.search_kinds import heard_kinds
from tutela_web.site.search import MOST, MOST_ALIKE, search

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


def sounding_like(cast: Cast, who: str, text: str) -> set[str]:
    """The names, of every kind, that are offered because they sound like a text."""
    hits = search(standing_of(cast[who], cast.mission), text)
    others = (hit for kind in hits.others for hit in kind.rows)
    return (
        {one.matched for one in hits.alike}
        | {one.matched for one in hits.actors_alike}
        | {one.matched for one in others if one.matched}
    )


def _unit(cast: Cast, name: str, code: str = "unit") -> Unit:
    return records.create(Unit(name=name, code=code), mission=cast.mission, by=cast.amina)


def _partner(cast: Cast, name: str) -> Partner:
    return records.create(Partner(name=name, kind="ngo"), mission=cast.mission, by=cast.amina)


SPELLINGS = [
    ("Janjaweed", ("djandjaouid", "janjawid", "جنجويد")),
    ("Séléka", ("selekka", "celeca", "سيليكا")),
    ("Anti-Balaka", ("antibalaca", "anti ballaka", "أنتي بالاكا")),
    ("Tchoukou Bataillon", ("chuku battalion", "tchoukou batalion", "تشوكو باتاليون")),
    ("بوكو حرام", ("boko aram", "Boco Harame")),
]


@pytest.mark.parametrize(("name", "heard"), SPELLINGS)
def test_an_actor_is_found_as_it_was_heard_in_three_languages(
    cast: Cast, name: str, heard: tuple[str, ...]
) -> None:
    make.actor(cast.mission, name)
    make.actor(cast.mission, "Bria Farmers")
    for asked in heard:
        assert sounding_like(cast, "boris", asked) == {name}, asked


def test_every_kind_with_names_is_found_as_it_was_heard(cast: Cast, sign_in: Any) -> None:
    make.place(cast.mission, "Kabkabiya")
    make.actor(cast.mission, "Group", other_names=[{"name": "Kabkabia Front", "language": "en"}])
    make.base(cast.mission, "COB Kabkabiya")
    _unit(cast, "Kabkabiya Company")
    forum = Forum(name="Kabkabiya Forum", kind="local")
    records.create(forum, mission=cast.mission, by=cast.amina)
    _partner(cast, "Kabkabiya Relief")
    cast.north.name = "Kabkabiya Office"
    cast.north.save()
    everything = {
        *("Kabkabiya", "Kabkabia Front", "COB Kabkabiya", "Kabkabiya Company"),
        *("Kabkabiya Forum", "Kabkabiya Relief", "Kabkabiya Office"),
    }
    for asked in ("cabcabia", "Qabqabiyya", "كبكابية"):
        assert sounding_like(cast, "analyst", asked) == everything, asked
    said = sign_in(cast.amina).get("/m/luma/search/?q=cabcabia").content.decode()
    assert said.count("a name like it") == len(everything)
    assert f"/m/luma/area/?area={cast.north.code}" in said


def test_short_names_are_not_exchanged_and_a_name_is_offered_once(cast: Cast) -> None:
    make.actor(cast.mission, "Bor")
    make.actor(cast.mission, "Bria")
    make.actor(cast.mission, "Boré")
    assert sounding_like(cast, "boris", "bor") == {"Boré"}
    hits = search(standing_of(cast.boris, cast.mission), "bor")
    assert [one.name for one in hits.actors] == ["Bor"]


def test_what_may_not_be_seen_is_not_heard_and_pushes_nothing_out(cast: Cast) -> None:
    for n in range(MOST_ALIKE + 2):
        make.actor(cast.mission, "Selekka", area=cast.south, classification=2, code=f"hidden-{n}")
    make.actor(cast.mission, "Seleka of the north", area=cast.north)
    make.actor(cast.mission, "Selleka", compartment="group_identity", area=cast.north)
    make.actor(cast.other_mission, "Sellekka")
    make.actor(cast.mission, "Séléca", retired=True, area=cast.north)
    assert sounding_like(cast, "head_of_field_office", "celeka") == {"Seleka of the north"}
    assert sounding_like(cast, "field_reporter", "celeka") == set()
    kept = SearchLine.objects.filter(kind="actor", sounds__contains=" slk ")
    assert kept.count() == MOST_ALIKE + 5  # no compartment is indexed


def test_no_name_of_a_person_has_a_key_of_its_sounds() -> None:
    assert heard_kinds() == {
        *("place", "actor", "base", "unit", "forum", "jointteam"),
        *("partner", "arrangement", "roleline", "protectionactor"),
    }


def test_an_edit_and_an_upgrade_keep_the_keys_true(cast: Cast) -> None:
    actor = make.actor(cast.mission, "Selekka")
    records.edit(actor, {"name": "Janjaweed"}, version=1, by=cast.amina)
    assert sounding_like(cast, "boris", "celeka") == set()
    SearchLine.objects.update(sounds=None)  # as an upgrade finds them
    assert sounding_like(cast, "boris", "جنجويد") == set()
    assert "actor" in index_missing()
    assert sounding_like(cast, "boris", "جنجويد") == {"Janjaweed"}
    assert index_missing() == []


def test_many_names_alike_cost_no_more_queries_than_few(cast: Cast) -> None:
    standing = standing_of(cast.amina, cast.mission)

    def counted() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert search(standing, "celeca")
        return len(queries)

    def more(number: int) -> None:
        for n in range(number):
            make.actor(cast.mission, f"Seleka {n}", code=f"{number}-{n}")
            _unit(cast, f"Seleka Company {n}", code=f"{number}-{n}")
            _partner(cast, f"Seleka Relief {n}")

    more(1)
    counted()
    assert counted() == 14
    more(20)
    assert counted() == 14


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


def test_an_incident_is_found_by_a_perpetrator_that_was_typed(cast: Cast, sign_in: Any) -> None:
    make.incident(cast.mission, title="Cattle taken")
    officer = sign_in(cast["joc_duty_officer"])
    told = sent(title="Cattle taken at dawn", harms=["looting"], other_perpetrators="White Riders")
    answer = record(officer, told)
    assert answer.status_code == 302, answer.content.decode()[-900:]
    assert titles(cast, "boris", "white riders") == {"Cattle taken at dawn"}


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


def test_the_name_of_a_place_finds_what_stands_there(cast: Cast, sign_in: Any) -> None:
    """Two thousand on foot at Boma: nobody wrote the name of the town into the alert's words."""
    boma = make.place(cast.mission, "Boma", area=cast.north)
    church = make.place(cast.mission, "The mission church", area=cast.north, town=boma)
    watch = call(cast, place=boma, place_said="where the lorries stand", level="watch")
    attack = call(cast, place=church, place_said="the big church", level="ongoing")
    elsewhere = call(cast, place=make.place(cast.mission, "Pibor", area=cast.north))
    make.incident(cast.mission, place=boma, title="Mass flight", area=cast.north)
    page = sign_in(cast.hofo).get("/m/luma/search/?q=boma").content.decode().split("<main")[1]
    assert page.index(str(attack)) < page.index(str(watch)), "the alerts that run, in their order"
    assert f"/alerts/{elsewhere.pk}/" not in page and "Mass flight" in page
