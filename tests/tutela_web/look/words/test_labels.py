"""Levels, posts, outcomes and priorities have their words in three languages, none left English."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from tutela.base.data_tables import shipped_rows
from tutela.crisis.tables import decisions, outcomes, reasons
from tutela.risk.factors import BANDS, CONFIDENCES, MUST_SHOULD_COULD, PRIORITIES
from tutela_web.look.words import finding

SAME = {"fr": {"Imminent", "distance"}}
"""Words that French writes as English does."""


def labels() -> dict[str, Iterable[str]]:
    """By table, the labels that pages and papers print."""
    return {
        "levels of alerts": ["Watch", "Warning", "Imminent", "Ongoing"],
        "roles": [row["label"] for row in shipped_rows("tutela_web.access", "roles.csv")],
        "offices": [row["office"] for row in shipped_rows("tutela_web.access", "functions.csv")],
        "outcomes": [row.label for row in outcomes().values()],
        "decisions": [row.label for row in decisions().values()],
        "reasons": [row.label for row in reasons().values()],
        "priorities": [*PRIORITIES, *MUST_SHOULD_COULD.values(), *BANDS, *CONFIDENCES],
    }


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("table", labels())
def test_each_label_of_a_table_has_its_own_words(table: str, language: str) -> None:
    said = finding.translations("fr" if language == "fr" else "ar")
    english = {
        label: said.get(label, ("",))[0]
        for label in labels()[table]
        if label and said.get(label, ("",))[0] in ("", label)
    }
    assert not set(english) - SAME.get(language, set())
