"""What a frozen book asks of who sends it is counted by acting as a program acts."""

from __future__ import annotations

from benchmarks.reading.books import frozen_books
from benchmarks.reading.questions import Sender, ask_of
from tests.tutela_web.cast import Cast


def test_names_are_asked_in_the_first_week_and_rows_that_wait_in_each(cast: Cast) -> None:
    (book,) = frozen_books((1,), {"swapped_columns"})
    asked = ask_of(Sender(cast.amina), book)
    assert asked["names"] == 1 and asked["refused"] == 0
    assert 0 < asked["rows"] < len(book.truths), "rows that wait for one reason are one answer"
    assert asked["answers"] == 1 + asked["rows"] + asked["by_hand"]
    assert asked["second"] == asked["rows"] + asked["by_hand"]


def test_who_is_meant_is_not_asked_again(cast: Cast) -> None:
    (book,) = frozen_books((1,), {"protection_monitoring"})
    asked = ask_of(Sender(cast.amina), book)
    assert asked["names"] == 1 and asked["second"] == 0
