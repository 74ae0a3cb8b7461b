"""What the page publishes by language holds: on the texts that are in the tree, in a second."""

from __future__ import annotations

import pytest

from benchmarks.mandate_counts import total
from benchmarks.mandate_languages import OURS, counts, labels, latin, path_of
from tutela.mandate.read import parse

IN_TREE = [one for one in labels() if one.language != "en" and one.side in ("held out", "tuning")]


@pytest.mark.parametrize(("language", "precision", "recall"), [("fr", 0.8, 0.8), ("ar", 0.8, 0.8)])
def test_suggestions_are_right_as_often_as_is_published(language, precision, recall):
    told = total(
        counts(one, (OURS / f"{language}_{one.text}.txt").read_text(encoding="utf-8"))
        for one in IN_TREE
        if (one.language, one.side) == (language, "held out")
    )
    assert told.precision >= precision
    assert told.recall >= recall


@pytest.mark.parametrize("one", IN_TREE, ids=lambda one: f"{one.language}-{one.text}")
def test_every_label_names_a_paragraph_the_reader_finds(one):
    text = (OURS / f"{one.language}_{one.text}.txt").read_text(encoding="utf-8")
    assert one.protects <= {latin(passage.path) for passage in parse(text).operative}


def test_no_text_stands_on_two_sides():
    seen = [(one.language, one.text) for one in labels() if one.side != "official"]
    assert len(seen) == len(set(seen))


def test_an_arabic_number_is_the_english_one_in_other_letters():
    assert latin(("7", "هـ", "3")) == path_of("7 (e) (iii)")
