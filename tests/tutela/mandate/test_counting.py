"""How suggestions are counted against codes: what the published figures rest on."""

from __future__ import annotations

import pytest

from benchmarks.mandate import held_out, paragraphs
from benchmarks.mandate_counts import Count, count, naive
from tutela.mandate.read import parse
from tutela.mandate.suggest import suggest


@pytest.mark.parametrize(
    ("said", "paths"),
    [
        ("5", {("5",)}),
        ("17 c, 17 d", {("17", "c"), ("17", "d")}),
        ("7a(i), 16c", {("7", "a", "i"), ("16", "c")}),
        ("7 I f)", {("7", "I", "f")}),
        ("20 b, c", {("20", "b"), ("20", "c")}),
        ("19 according to 11 (S/1994/565)", {("19",)}),
        ("14 c, 14 d (S/1994/291)", set()),
        ("Dayton Peace Agreement, Annex 11, Article III, 15 ", set()),
        ("4:00 AM", set()),
    ],
)
def test_a_cell_of_the_coders_names_paragraphs_of_the_resolution_itself(said, paths):
    assert paragraphs(said) == paths


@pytest.fixture
def made():
    lines = [
        "The Security Council,",
        "1. Decides:",
        "(a) To protect civilians:",
        "(i) By day;",
        "(ii) By night;",
        "(b) To report;",
        "2. Requests a report.",
    ]
    return suggest(parse("\n".join(lines)))


def saying(*numbers):
    return lambda one: one.paragraph in numbers


def test_what_hangs_under_a_paragraph_coded_as_a_whole_is_right(made):
    found = count(made, {("1", "a")}, saying("1 (a)", "1 (a) (i)", "1 (b)"))
    assert found == Count(suggested=3, right=2, coded=1, found=1)
    assert found.f1 == pytest.approx(0.8)


def test_a_heading_coded_beside_its_parts_does_not_answer_for_them(made):
    coded = {("1", "a"), ("1", "a", "i")}
    assert count(made, coded, saying("1 (a) (ii)")) == Count(1, 0, 2, 0)
    assert count(made, coded, saying("1 (a) (i)")) == Count(1, 1, 2, 1)


def test_what_hangs_over_a_coded_paragraph_is_not_right_but_by_number_it_is(made):
    assert count(made, {("1", "a", "i")}, saying("1")) == Count(1, 0, 1, 0)
    assert count(made, {("1", "a", "i")}, saying("1"), whole=True) == Count(1, 1, 1, 1)


def test_a_code_of_no_paragraph_is_left_out(made):
    assert count(made, {("85",)}, saying("1")) == Count(1, 0, 0, 0)


def test_the_rule_to_beat_is_as_naive_as_it_says(made):
    assert [one.paragraph for one in made if naive(one)] == ["1 (a)"]


def test_the_split_is_the_one_the_page_names():
    assert not held_out("Haiti")
    assert not held_out("Mali")
    assert held_out("Dem. Rep. of the Congo")
    assert held_out("South Sudan")
