"""The crosswalk tables: each line sourced, each word the glossary's, each line on its page."""

import csv
from importlib.resources import files
from pathlib import Path

import pytest

from tutela.incidents.words import HARMS, PRECURSORS, VIOLENCE, WORDS

DATA = files("tutela.incidents") / "data"
PAGE = Path(__file__).parents[3] / "docs" / "reference" / "crosswalks.md"
NAMES = ("words", "ucdp_harm", "acled_harm", "insecurity_insight_harm", "precision", "grades")


def lines(name):
    return list(csv.DictReader((DATA / f"{name}.csv").read_text("utf-8").splitlines()))


@pytest.mark.parametrize("name", NAMES)
def test_every_line_has_its_source(name):
    assert all(row.get("source") or row.get("why") for row in lines(name))
    assert not any(None in row for row in lines(name))  # no line with a comma too many


@pytest.mark.parametrize("name", ["ucdp_harm", "acled_harm", "insecurity_insight_harm"])
def test_every_word_is_the_glossarys(name):
    for row in lines(name):
        assert row["harm"] in WORDS or row["harm"].startswith("by victims")
        assert row.get("violence", "unknown") in (*VIOLENCE, "by sides")


def test_the_glossary_has_twenty_harms_and_fourteen_precursors():
    assert (len(HARMS), len(PRECURSORS)) == (20, 14)
    assert all(word == word.lower() for word in WORDS)


@pytest.mark.parametrize("name", NAMES)
def test_every_line_is_on_the_page(name):
    page = PAGE.read_text("utf-8")
    columns = [c for c in lines(name)[0] if not (name == "words" and c == "source")]
    for row in lines(name):
        assert "| " + " | ".join(row[c] for c in columns) + " |" in page


def test_every_common_word_is_on_the_page():
    page = PAGE.read_text("utf-8").split("## Common words for harms")[1].split("## UCDP")[0]
    told = dict(line.strip("| ").split(" | ") for line in page.splitlines() if " | " in line)
    for row in lines("harm_synonyms"):
        assert row["said"].replace("*", "\\*") in told[row["harm"]].split("; ")
