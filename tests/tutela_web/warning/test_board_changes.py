"""What a board is sent: rows that changed, came, went or moved, told by what it shows."""

from __future__ import annotations

import re

import pytest

from tutela_web.warning.board.changes import changes, items_of, shows


def board(*rows: str, head: str = "", ago: str = "1 min") -> str:
    """A list with a row for each word: `2b`, the alert 2 saying b."""
    told = "\n".join(
        f'<article class="alert-row" id="a-{row[0]}">{row[1:]}<time data-age>{ago}</time></article>'
        for row in rows
    )
    return f'{head}<section id="board-rows">{told}</section>'


def taken_in(was: list[str], answer: str) -> list[str]:
    """The ids a board shows in the end: as htmx swaps, one element after the other."""
    shown = list(was)
    gone_or_new = (
        r'id="([\w-]+)" hx-swap-oob="delete"'
        r'|<div hx-swap-oob="([^"]+)"><article[^>]*id="([\w-]+)"'
    )
    for found in re.finditer(gone_or_new, answer):
        gone, where, new = found.groups()
        if gone:
            shown.remove(gone)
        else:
            at = 0 if where.startswith("afterbegin") else shown.index(where.split("#")[1]) + 1
            shown.insert(at, new)
    return shown


@pytest.mark.parametrize(
    ("was", "now", "rows"),
    [
        (["1a", "2b", "3c"], ["1a", "2x", "3c"], 1),
        (["1a", "2b", "3c"], ["4d", "1a", "2b", "3c"], 1),
        (["1a", "2b", "3c"], ["1a", "3c"], 1),
        (["1a", "2b", "3c"], ["3c", "1a", "2b"], 2),
        (["1a", "2b", "3c"], ["3x", "5e", "6f", "2b"], 5),
    ],
)
def test_a_board_takes_in_what_changed_and_stands_in_order(
    was: list[str], now: list[str], rows: int
) -> None:
    answer = changes(board(*now, ago="2 min"), shows(board(*was)))
    assert answer is not None and answer.count("<article") == rows
    shown = taken_in(list(items_of(board(*was))), answer)
    assert shown == list(items_of(board(*now)))


def test_what_only_grew_older_is_no_change() -> None:
    assert shows(board("1a", ago="1 min")) == shows(board("1a", ago="9 min"))


def test_a_board_that_shows_something_else_is_sent_whole() -> None:
    part = board("1a", "2b")
    assert changes(part, "") is None
    assert changes(part, '"><script>.12345678') is None
    assert changes(board("1a", head="<p>after closure</p>"), shows(part)) is None
    many = board(*(f"{n % 10}a" for n in range(3)))
    assert changes(many, "whole.12345678") is None
