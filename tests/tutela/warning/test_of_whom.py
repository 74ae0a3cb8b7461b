"""Of whom a figure is: never of attackers, nor of victims, where the words do not say so."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tutela.warning.signs.coded import read
from tutela.warning.signs.of_whom import Counts

FROZEN = Path(__file__).with_name("of_whom.csv")
RIGHT_AT_LEAST = {"dev": 44, "held": 34}
"""Of 44 texts that the words were chosen by, and of 38 written with them and never tuned to."""


def _counts(row: dict[str, str]) -> Counts:
    armed, affected, number = (
        int(row[name]) if row[name] else None for name in ("armed", "affected", "count")
    )
    return Counts(armed, affected, number)


def test_no_figure_of_the_frozen_texts_is_given_to_those_it_is_not_of() -> None:
    rows = list(csv.DictReader(FROZEN.read_text("utf-8").splitlines()))
    for half, least in RIGHT_AT_LEAST.items():
        texts = [row for row in rows if row["half"] == half]
        found = {row["text"]: (read(row["text"]).counts, _counts(row)) for row in texts}
        wrong = [
            text
            for text, (said, meant) in found.items()
            if said.armed not in (None, meant.armed) or said.affected not in (None, meant.affected)
        ]
        assert not wrong
        assert sum(said == meant for said, meant in found.values()) >= least


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("PLEASE HELP CHURCH BURNING 300 PEPLE INSIDE", Counts(affected=300)),
        ("armed men killed 5 at the well", Counts(affected=5)),
        ("there are 300 people trapped and 20 rebels outside", Counts(armed=20, affected=300)),
        ("the army killed 5 rebels", Counts(number=5)),
        ("20 men killed 3 women", Counts(armed=20, affected=3)),
        ("20 men were killed by rebels", Counts(affected=20)),
        ("M23 men entered Kitchanga shooting, 20 of them", Counts(number=20)),
        ("les 3R sont au PK12, ils ont tué 4 personnes", Counts(affected=4)),
        ("gunmen near Luma, about 15.", Counts(number=15)),
        ("they took 3 girls and 2 boys", Counts()),
        ("they come at 5 am, 14:30, 3.5 km, 2 hours, 12 houses", Counts()),
    ],
)
def test_the_words_beside_a_figure_say_of_whom_it_is(text: str, counts: Counts) -> None:
    assert read(text).counts == counts


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("3 Luma 60", Counts(armed=60)),
        ("4 Luma 60", Counts(affected=60)),
        ("7 Luma 60", Counts(affected=60)),
        ("1 Luma 60", Counts(number=60)),
    ],
)
def test_the_code_of_the_card_says_of_whom_its_figure_is(text: str, counts: Counts) -> None:
    assert read(text).counts == counts
