"""Books as offices keep them, with what is true in them: true rows come in right, and nothing is
invented. The figures are those of the day the books were frozen: they may become better."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from benchmarks.reading.books import books_in, frozen_books, shapes
from benchmarks.reading.count import count_book
from tests.counts import PROOF, counted, turn

COPIES = counted((1,), range(1, 7))
MENDED = sorted(shape for shape, lot in shapes().items() if lot != "apart")
"""Of the lot `apart` nothing was mended: its rows are counted by the command alone."""
SHAPES_NOW = counted(MENDED[turn(3) :: 3], MENDED)
"""A third of the shapes have their turn with each change."""


HELD = {
    "casualties_in_three_parts": 8,
    "confirmed_and_alleged": 5,
    "deaths_with_remarks": 1,
    "killed_by_hashtags": 7,
    "lines_of_days_between": 12,
    "messages_of_a_group": 1,
    "monitoring_by_telephone": 6,
    "no_heads": 18,
    "register_in_codes": 5,
    "report_a_day": 9,
    "rows_exchanged": 1,
    "site_above_the_table": 12,
    "tolls_in_accounts_alone": 1,
    "victims_and_what_became_of_them": 10,
    "weekdays_of_a_week": 8,
}
"""True rows of the first copy that wait with a reason: of every other shape all come in."""


@pytest.fixture(scope="module")
def counts_of_shapes() -> dict[tuple[str, int], Counter[str]]:
    books = frozen_books(COPIES, SHAPES_NOW)
    return {(book.shape, book.copy): count_book(book).counts for book in books}


@pytest.fixture(scope="module")
def counts(counts_of_shapes: dict[tuple[str, int], Counter[str]]) -> Counter[str]:
    return sum(counts_of_shapes.values(), Counter())


def test_of_each_shape_as_many_true_rows_come_in_right_as_before(
    counts_of_shapes: dict[tuple[str, int], Counter[str]],
) -> None:
    fewer = {
        shape: of_book["true"] - of_book["right"]
        for (shape, copy), of_book in counts_of_shapes.items()
        if copy == 1 and of_book["true"] - of_book["right"] > HELD.get(shape, 0)
    }
    assert not fewer


@pytest.mark.skipif(not PROOF, reason="a share of all shapes together")
def test_nineteen_of_twenty_true_rows_come_in_right(counts: Counter[str]) -> None:
    assert counts["right"] >= 0.95 * counts["true"]


def test_no_true_row_comes_in_wrong_or_is_lost(counts: Counter[str]) -> None:
    assert counts["true"] > 8 * len(SHAPES_NOW) * len(COPIES)
    assert (counts["wrong"], counts["lost"]) == (0, 0)


def test_what_no_reader_can_settle_is_held_and_nothing_is_invented(counts: Counter[str]) -> None:
    assert counts["undue"] == 0
    assert counts["phantom"] == 0


def test_nothing_of_a_row_of_misconduct_stands_in_what_is_written(counts: Counter[str]) -> None:
    assert counts["kept"] == 0


def test_the_truth_of_the_frozen_books_names_files_that_are_there() -> None:
    every = list(frozen_books(range(1, 7)))
    assert len(every) == 6 * len(shapes()) == 6 * 213
    for book in every:
        assert {truth["file"] for truth in book.truths} <= book.files.keys(), book.shape


def test_books_of_strangers_are_counted_by_the_same_command(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text(
        "Date,Village,Killed,Injured,Actor\n"
        "2018-01-03,Luma (Osila),2,1,Bandits\n"
        "2018-01-04,Luma,3,,Bandits\n"
        "2018-01-05,Boru,several,,Bandits\n"
    )
    truths = [
        {"row": 2, "date_from": "2018-01-03", "place": "Luma", "killed": 2, "injured": 1},
        {"row": 3, "date_from": "2018-01-04", "place": "Luma", "killed": 4, "injured": ""},
        {"row": 4, "date_from": "2018-01-05", "place": "Boru", "killed": "2-", "injured": ""},
    ]
    with (tmp_path / "log.truth.csv").open("w", encoding="utf-8", newline="") as out:
        rows = csv.DictWriter(
            out, ["sheet", *truths[0], "date_to", "district", "what_should_happen"]
        )
        rows.writeheader()
        for truth in truths:
            rows.writerow({"what_should_happen": "kept", **truth})
    (book,) = books_in(tmp_path)
    told = count_book(book)
    assert (told.counts["true"], told.counts["right"], told.counts["wrong"]) == (3, 2, 1)
    assert "'killed'" in told.reasons[0]
