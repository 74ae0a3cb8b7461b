"""People name places in their own way; the one finder says what they mean, or may mean."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tutela.places.spelled import (
    LOST,
    OFFERED,
    RIGHT,
    WRONG,
    counted,
    finder,
    of_names,
    of_texts,
    spellings,
)
from tutela.places.finder import AREA, Entry, Finder, Match, settle
from tutela.places.read import read_places

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def south_sudan() -> Finder:
    places = read_places(ROOT / "demo/data/osm_places_ssd_2014_ODbL.geojson").places()
    return Finder(Entry(p.id, (p.name, *p.aliases)) for p in places)


def finder_of(*names: str) -> Finder:
    return Finder(Entry(name, (name,)) for name in names)


def meant(found: Finder, said: str) -> object:
    chosen = settle(found.find(said))
    return chosen and chosen.entry.key


@pytest.mark.parametrize(
    ("said", "name", "score"),
    [
        ("Malakal", "Malakal", 100),
        ("malakal", "Malakal", 100),
        ("ملكال", "Malakal", 100),
        ("Bor town", "Bor", 95),
        ("Djouba", "Juba", 95),
        ("Bentiou", "Bentiu", 95),
        ("ville de Yei", "Yei", 95),
    ],
)
def test_a_place_is_found_by_the_names_people_use(
    south_sudan: Finder, said: str, name: str, score: float
) -> None:
    first = south_sudan.find(said)[0]
    assert (first.entry.names[0], first.score) == (name, score)


def test_old_and_new_fangak_are_both_offered_and_never_exchanged(south_sudan: Finder) -> None:
    new, old = south_sudan.find("New Fangak")[:2]
    assert (new.entry.names[0], new.score) == ("New Fangak", 100)
    assert old.entry.names[0] == "Old Fangak" and old.score < 80
    offered = {match.entry.names[0] for match in south_sudan.find("Fangak")[:2]}
    assert offered == {"Old Fangak", "New Fangak"}
    assert settle(south_sudan.find("Fangak")) is None


def test_every_place_is_first_when_asked_for_by_its_own_name(south_sudan: Finder) -> None:
    for entry in south_sudan.entries:
        if not any(map(str.isalnum, entry.names[0])):
            continue
        matches = south_sudan.find(entry.names[0], limit=50)
        assert matches[0].score == 100
        assert entry.key in {match.entry.key for match in matches if match.score == 100}


def test_of_two_places_of_one_name_none_is_chosen(south_sudan: Finder) -> None:
    goli = [match for match in south_sudan.find("Goli") if match.score == 100]
    assert len(goli) == 2 and settle(south_sudan.find("Goli")) is None


def test_a_distance_or_a_way_is_another_place_than_it_names(south_sudan: Finder) -> None:
    for said in ("10 km north of Bor", "road to Bor", "10 km de Bor", "طريق بور"):
        assert settle(south_sudan.find(said)) is None, said
    assert south_sudan.find("10 km north of Bor")[0].entry.names[0] == "Bor"
    assert settle(south_sudan.find_in("they shoot 10 km north of Bor now")) is None


def test_numbers_tell_places_apart() -> None:
    found = finder_of("PK12", "PK13", "Camp 15", "Youngofongo 1")
    assert meant(found, "pk 13") is None or meant(found, "pk 13") == "PK13"
    assert meant(found, "PK14") is None and meant(found, "camp 15") == "Camp 15"
    assert meant(found, "youngofongo 2") is None
    (match,) = found.find_in("ils tirent à Youngofongo 1 maintenant")
    assert match.entry.key == "Youngofongo 1"


def test_a_site_is_found_with_its_town_and_one_that_is_not_listed_is_said() -> None:
    found = Finder(
        [
            Entry("town", ("Bangassou",), "town"),
            Entry("church", ("Cathedral",), "church", "town"),
            Entry("a", ("Central mosque",), "mosque", "town"),
            Entry("b", ("Second mosque",), "mosque", "town"),
        ]
    )
    assert meant(found, "church of bangasou") == "church"
    for said in ("mosque bangasou", "l'école de Bangasu"):  # two of a kind, or none: the town's
        chosen = settle(found.find(said))
        assert chosen is not None and chosen.entry.key == "town" and chosen.site
    offered = {match.entry.key for match in found.find("mosque bangasou")}
    assert {"a", "b"} <= offered
    (match,) = found.find_in("they shot at the cathedral in bangasou now")
    assert (match.entry.key, match.words) == ("church", "cathedral in bangasou")


def test_an_area_is_no_town_and_blocks_none() -> None:
    found = Finder(
        [Entry("t", ("Pibor",)), Entry("c", ("Pibor",), AREA), Entry("j", ("Jonglei",), AREA)]
    )
    assert meant(found, "pibur") == meant(found, "Pibor") == "t"
    assert meant(found, "Pibor county") == "c" and meant(found, "Jonglei state") == "j"
    assert settle(found.find_in("people of jonglei came")) is not None
    lakes = Finder([Entry("l", ("Lakes",), AREA)])
    assert lakes.find_in("we wash at two lakes") == []


def test_what_one_may_not_see_pushes_nothing_out_and_is_not_told() -> None:
    found = finder_of("Bentiu", "Bentiuu", "Bentium")
    alone = found.find("bentu", seen=lambda at: at == 0)
    assert [match.entry.key for match in alone] == ["Bentiu"]
    assert settle(alone) is not None


@pytest.mark.parametrize("nothing", ["", "  ", "???", "--"])
def test_no_letters_no_candidates(south_sudan: Finder, nothing: str) -> None:
    assert south_sudan.find(nothing) == [] and south_sudan.find_in(nothing) == []


@pytest.mark.parametrize("text", ["the oboe player is sick", "people run to the bush", "12"])
def test_no_place_is_made_of_other_words(text: str) -> None:
    found = finder_of("Kaga-Bandoro", "Obo", "El Fasher", "Malakal")
    assert settle(found.find_in(text)) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("ils tirent a kaga bandoro venez", "Kaga-Bandoro"),
        ("shooting in malakkal now", "Malakal"),
        ("obo obo aidez", "Obo"),
        ("ضرب نار في الفاشر هسع", "El Fasher"),
    ],
)
def test_a_name_is_found_as_it_is_typed_in_a_text(text: str, name: str) -> None:
    chosen = settle(finder_of("Kaga-Bandoro", "Obo", "El Fasher", "Malakal").find_in(text))
    assert chosen is not None and chosen.entry.key == name and 80 <= chosen.score <= 100


def test_an_empty_list_offers_nothing() -> None:
    assert Finder([]).find("Juba") == [] and Finder([]).find_in("at Juba") == []


@given(st.text(max_size=20), st.lists(st.text(min_size=1, max_size=12), max_size=8))
def test_any_text_gets_an_orderly_answer(text: str, names: list[str]) -> None:
    found = Finder(Entry(at, (name,)) for at, name in enumerate(names))
    for matches in (found.find(text), found.find_in(text)):
        scores = [match.score for match in matches]
        assert scores == sorted(scores, reverse=True)
        assert all(0 <= score <= 100 for score in scores)
        assert len({match.entry.key for match in matches}) == len(matches)
        settle(matches)


def test_a_rival_close_behind_leaves_the_choice_to_a_person() -> None:
    first, second = Entry("1", ("Tali",)), Entry("2", ("Tale",))
    assert settle([Match(first, 88, "Tali"), Match(second, 85, "Tale")]) is None
    assert settle([Match(first, 88, "Tali"), Match(second, 60, "Tale")]) is not None


FLOORS = {
    ("names", "dev"): (104, 0),
    ("names", "held"): (85, 2),
    ("texts", "dev"): (104, 0),
    ("texts", "held"): (79, 4),
}
"""Of each half of the frozen spellings: at least so many right, at most so many wrong. The second
half was not looked at while the finder was made: a change may only raise it."""


@pytest.mark.parametrize(("door", "half"), FLOORS)
def test_two_hundred_spellings(door: str, half: str) -> None:
    figures = counted({"names": of_names, "texts": of_texts}[door](half), half)
    right, wrong = FLOORS[door, half]
    assert len(spellings()) == 200
    assert figures[RIGHT] >= right and figures[WRONG] <= wrong, figures
    assert figures[LOST] + figures[OFFERED] + figures[WRONG] + figures[RIGHT] == sum(
        one.half == half for one in spellings()
    )


def test_many_places_are_compared_with_few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of ten thousand names a bounded number is compared with each run of words."""
    from tutela.places import finder as module

    compared = 0
    likeness = module.likeness_of

    def count(*names: object) -> float:
        nonlocal compared
        compared += 1
        return likeness(*names)  # type: ignore[arg-type]

    syllables = ("ba", "ke", "lo", "mu", "ri", "sa", "to", "ny", "wa", "gu")
    many = finder_of(*("".join(syllables[int(d)] for d in f"{n:04d}") for n in range(10_000)))
    monkeypatch.setattr(module, "likeness_of", count)
    assert meant(many, "kelomurri") == "kelomuri"
    assert compared <= 3 * module.MOST_COMPARED
    compared = 0
    many.find_in("men with guns came to kelomurri this morning and shot at people " * 5)
    assert compared <= 400 * module.MOST_COMPARED // 10
    assert finder().find("bentu")
