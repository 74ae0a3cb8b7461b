"""The words by which offices say things: rows that a person can review, and how a text is held
beside them."""

from __future__ import annotations

import time
from collections import Counter

import pytest

from tutela.base.values import key
from tutela.reading.lexicon import (
    FORMS,
    Concept,
    Index,
    Row,
    _as_written,
    _letters_of,
    concept,
    rows,
    words_of,
)

LANGUAGES = {"en", "fr", "ar", "mul"}


def said(form: str, *texts: str) -> Concept:
    listed = [Row("x", "en", form, text, *[""] * 4) for text in texts]
    index = Index(listed)
    return Concept("x", lambda: index, _letters_of(listed), _as_written(list(texts)))


def test_each_row_says_its_form_its_language_and_where_it_is_from() -> None:
    for row in rows():
        assert row.form in FORMS and row.language in LANGUAGES, row
        assert row.text and row.text == " ".join(row.text.split()), row
        assert row.source, row
        assert bool(row.reviewed_by) is bool(row.reviewed_on), row


def test_no_row_stands_twice_and_none_holds_an_expression() -> None:
    times = Counter((row.concept, row.form, row.text) for row in rows())
    assert not [row for row, number in times.items() if number > 1]
    assert not [row for row in rows() if set(row.text) & set("[]()|\\?")]


def test_a_word_is_found_as_a_whole_and_a_stem_with_any_rest() -> None:
    assert said("word", "mine").is_in("a mine near luma")
    assert not said("word", "mine").is_in("the miners of luma")
    assert said("stem", "humanitari").is_in("one humanitarian")
    assert not said("stem", "humanitari").is_in("unhumanitarian")


def test_arabic_is_found_inside_the_word_that_joins_and_and_the_to_it() -> None:
    assert said("part", "منظم").is_in(key("قالت والمنظمة"))
    assert not said("word", "منظمة").is_in(key("والمنظمة"))


def test_a_phrase_goes_on_over_a_space_and_over_nothing_else() -> None:
    found = said("phrase", "blue helmet*")
    assert found.is_in("two blue helmets came")
    assert not found.is_in("sky of blue, helmets on")
    assert found.is_whole("blue helmets") and not found.is_whole("the blue helmets")


def test_so_many_words_may_stand_between() -> None:
    found = said("near", "united nations +2 mission")
    assert found.is_in("the united nations mission") and found.is_in(
        "united nations joint aid mission"
    )
    assert not found.is_in("united nations one two three mission")
    assert found.is_in("united nations | mission"), "a bar parts two cells of one row"
    assert not found.is_in("united nations, mission")


def test_capitals_count_where_a_row_says_so() -> None:
    found = said("written", "UN", "Onusien*")
    assert found.is_written_in("UN soldiers") and found.is_written_in("Onusiens")
    assert not found.is_written_in("un homme") and not found.is_written_in("UNICEF")


@pytest.mark.parametrize("text", ["united nations " * 30_000, "a" * 2_000, "( " * 50_000])
def test_a_long_text_costs_what_it_is_long(text: str) -> None:
    found = said("near", "united nations +5 mission", "united +5 nations +5 mission")
    began = time.process_time()
    assert not found.is_in(text)
    assert time.process_time() - began < 10


def test_a_concept_that_is_not_there_is_no_empty_one() -> None:
    with pytest.raises(KeyError):
        words_of("head.nothing")
    with pytest.raises(KeyError):
        concept("personnel.nobody")
