"""Finding records by their words: other inflections, other spellings, three languages."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tutela_web.base.models import SearchLine
from tutela_web.base.searching.search import ids_matching
from tutela_web.base.searching.stems import stems_of
from tutela_web.records import verbs as records

pytestmark = pytest.mark.postgresql


@pytest.mark.parametrize(
    ("written", "language", "asked"),
    [
        ("Villages burnt near the river", "en", "village burnt rivers"),
        ("Des villages ont été brûlés", "fr", "village brule"),
        ("هجوم على المدارس في القرية", "ar", "الهجوم القرية"),
        ("Attaque contre des écoles", "en", "école"),
    ],
)
def test_another_inflection_finds_the_incident(
    cast: Cast, written: str, language: str, asked: str
) -> None:
    made = make.incident(cast.mission, title="x", summary=written, language=language)
    make.incident(cast.mission, title="y", summary="Checkpoint on the road")
    assert list(ids_matching(cast.mission.pk, "incident", asked)) == [made.pk]


def test_an_edit_is_found_by_its_new_words_only(cast: Cast) -> None:
    made = make.incident(cast.mission, title="Herds taken")
    records.edit(made, {"title": "School attacked"}, version=1, by=cast.amina)
    assert not ids_matching(cast.mission.pk, "incident", "herds").exists()
    assert list(ids_matching(cast.mission.pk, "incident", "schools")) == [made.pk]


def test_another_mission_and_a_question_without_words_find_nothing(cast: Cast) -> None:
    make.incident(cast.mission, title="Herds taken")
    assert not ids_matching(cast.other_mission.pk, "incident", "herds").exists()
    for nothing in ("", "  ", "'\"*)(&|", "-"):
        assert not ids_matching(cast.mission.pk, "incident", nothing).exists()


def test_signs_of_the_index_language_are_only_words(cast: Cast) -> None:
    make.incident(cast.mission, title="Herds taken and burnt")
    for asked in ("herds' | 'x", 'herds" OR "x', "herds & !burnt", "NOT herds near(a b)"):
        list(ids_matching(cast.mission.pk, "incident", asked))  # no error of the database
    assert ids_matching(cast.mission.pk, "incident", "herds & burnt").exists()


def test_the_index_is_made_anew_from_the_records(cast: Cast) -> None:
    made = make.incident(cast.mission, title="Herds taken")
    SearchLine.objects.all().delete()
    assert not ids_matching(cast.mission.pk, "incident", "herds").exists()
    told = StringIO()
    call_command("rebuild_search", stdout=told)
    assert list(ids_matching(cast.mission.pk, "incident", "Herds")) == [made.pk]
    assert "incident: 1" in told.getvalue()


def test_a_word_is_kept_as_written_too() -> None:
    assert stems_of("Ndélé")[0][0] == "ndele"
