"""Strings worth a second look, and the budget that only falls."""

from __future__ import annotations

from collections import Counter

import pytest

from tutela_web.look.words import finding, wording

CATALOGUE = {
    "fr": {
        "A town": ("une ville",),
        "town": ("ville",),
        "No report is due": ("Aucun rapport attendu",),
        "None of the reports is due": ("Aucun rapport attendu",),
    },
    "ar": {
        "A town": ("بلدة",),
        "town": ("بلدة",),
        "No report is due": ("لا تقارير مستحقة",),
        "None of the reports is due": ("لا تقارير مستحقة",),
        "GPS lost": ("GPS مفقود",),
        "%(name)s lost": ("%(name)s مفقود",),
    },
}


@pytest.fixture(autouse=True)
def small_catalogues(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "translations", CATALOGUE.__getitem__)


def test_strings_of_one_meaning_are_found() -> None:
    assert finding.find_alike() == [
        ["A town", "town"],
        ["No report is due", "None of the reports is due"],
    ]


def test_an_arabic_line_that_begins_with_latin_letters_is_found() -> None:
    assert finding.find_latin_first() == ["GPS lost"], "what is filled in is isolated anyway"


@pytest.mark.parametrize(
    ("english", "rule"),
    [
        ("What is signed", "clause title"),
        ("It was reckoned", "unplain"),
        ("Nothing on record", "negated"),
        ("one " * 26, "long"),
    ],
)
def test_each_rule_finds_what_it_names(english: str, rule: str) -> None:
    assert rule in wording.broken_rules(english)


@pytest.mark.parametrize("english", ["Who did it?", "sources such as radio", "apart from Luma"])
def test_plain_words_break_no_rule(english: str) -> None:
    assert not wording.broken_rules(english)


def test_the_budget_has_a_line_for_each_room_and_rises_nowhere_unseen() -> None:
    allowed = wording.budget()
    assert {"joc", "warning", "(documentation)"} <= set(allowed)
    more = {**allowed, "joc": allowed["joc"] + Counter(strings=1)}
    assert wording.over_budget(allowed, allowed) == []
    assert wording.over_budget(more, allowed)[0].endswith("(joc +1)")


def test_an_exception_names_its_rule_and_its_reason() -> None:
    columns = {*wording.RULES}
    assert all(row["rule"] in columns and row["why"] for row in wording.exceptions())
