"""What a frozen book asks of who sends it is counted by acting as a program acts."""

from __future__ import annotations

from benchmarks.reading.books import frozen_books
from benchmarks.reading.questions import Sender, ask_of
from benchmarks.reading.strange import with_strange_heads
from tests.tutela_web.cast import Cast


def test_what_is_said_of_names_and_rows_is_not_asked_again_the_second_week(cast: Cast) -> None:
    (book,) = frozen_books((1,), {"swapped_columns"})
    asked = ask_of(Sender(cast.amina), book)
    assert asked["names"] == 1 and asked["refused"] == 0 and asked["left"] == 0
    assert 0 < asked["rows"] < len(book.truths), "rows that wait for one reason are one answer"
    assert asked["answers"] == 1 + asked["rows"] + asked["by_hand"]
    assert asked["second"] == 0


def test_a_book_of_which_no_head_is_known_is_right_by_two_answers(cast: Cast) -> None:
    (book,) = frozen_books((1,), {"access_constraints"})
    asked = ask_of(Sender(cast.amina), with_strange_heads(book))
    assert (asked["columns"], asked["left"], asked["second"]) == (1, 0, 0)
    assert asked["answers"] <= 2
