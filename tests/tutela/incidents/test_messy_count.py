"""Invented workbooks as offices keep them: true rows come in right, and nothing is invented."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from benchmarks.messy.count import count_shape
from benchmarks.messy.shapes import SHAPES
from tests.counts import counted, turn

SEEDS = counted(1, 6)
SHAPES_NOW = counted(sorted(SHAPES)[turn(3) :: 3], sorted(SHAPES))
"""A third of the shapes have their turn with each change."""


@pytest.fixture(scope="module")
def counts(tmp_path_factory: pytest.TempPathFactory) -> Counter[str]:
    whole: Counter[str] = Counter()
    for name in SHAPES_NOW:
        for seed in range(SEEDS):
            folder: Path = tmp_path_factory.mktemp(f"{name}_{seed}")
            whole += count_shape(name, seed, folder)[0]
    return whole


def test_nine_of_ten_true_rows_come_in_right_and_the_rest_is_held(counts: Counter[str]) -> None:
    assert counts["true"] > 8 * len(SHAPES_NOW) * SEEDS
    assert counts["right"] >= 0.9 * counts["true"]
    assert (counts["wrong"], counts["lost"]) == (0, 0)


def test_what_no_reader_can_settle_is_held_and_nothing_is_invented(counts: Counter[str]) -> None:
    assert counts["undue"] == 0
    assert counts["phantom"] == 0


def test_no_word_of_misconduct_stands_in_what_is_written(counts: Counter[str]) -> None:
    assert counts["leaked"] == 0
