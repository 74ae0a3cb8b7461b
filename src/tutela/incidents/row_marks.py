"""Which rows of a file may be shown to whom, judged before a page sees them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from tutela.base.tables import Table
from tutela.incidents.misconduct_words import closed_harm, tells_any
from tutela.incidents.slow_rows import read_in_time


@dataclass(frozen=True)
class RowMarks:
    """Lines of a table by what their rows say, and by what the remarks on their cells say.

    tells    of misconduct by personnel.
    closed   of a harm that is kept apart.

    A row that could not be judged in the time a row may take counts as both.
    """

    tells: frozenset[int]
    closed: frozenset[int]
    remarks_tell: frozenset[int]
    remarks_closed: frozenset[int]


def mark_rows(
    tables: list[Table], shown: Sequence[Collection[int]] | None = None, *, closed: bool = True
) -> list[RowMarks]:
    """Of each table, the lines whose words not everybody may see.

    Takes   shown, of each table the lines of which it is asked whether they tell of misconduct,
            beside the refused rows; without it all of them; closed, whether it is asked at all
            which tell of a harm that is kept apart.
    """
    came = [set(table.lines.to_list()) for table in tables]
    asked = came if shown is None else [set(lines) for lines in shown]

    def judge(of_file: list[Table]) -> list[RowMarks]:
        return [
            _marks_of(table, lines - set(table.lines.to_list()), some, closed)
            for table, lines, some in zip(of_file, came, asked, strict=True)
        ]

    return read_in_time(tables, judge)


def _marks_of(table: Table, not_judged: set[int], asked: set[int], closed: bool) -> RowMarks:
    refused = [(one.row, one.cells) for one in table.rejected]
    rows = [(line, cells) for line, cells in _rows(table) if closed or line in asked]
    told = {line for line, cells in rows if line in asked and tells_any(cells)}
    told |= {line for line, cells in refused if tells_any(cells)}
    shut = {line for line, cells in [*rows, *refused] if closed and _is_closed(cells)}
    pinned = [(line, said) for line, said in table.remarks.items() if line in asked]
    return RowMarks(
        tells=frozenset(told | not_judged),
        closed=frozenset(shut | (not_judged if closed else set())),
        remarks_tell=frozenset(line for line, said in pinned if tells_any(said)),
        remarks_closed=frozenset(line for line, said in pinned if closed and _is_closed(said)),
    )


def _rows(table: Table) -> Iterator[tuple[int, tuple[str | None, ...]]]:
    return zip(table.lines.to_list(), table.frame.iter_rows(), strict=True)


def _is_closed(texts: Iterable[str | None]) -> bool:
    return any(text and closed_harm(text) for text in texts)


Place = tuple[str, int]
"""Where a row stands: its sheet, blank where there is none, and its line."""


def whole_rows(
    tables: Sequence[Table], rows: Collection[Place], last: int | None = None
) -> set[Place]:
    """Every line of these rows: a row reaches to where the next one begins.

    Takes   last, the last line of a sheet; without it the last row of a sheet is one line.
    """
    begins: dict[str, set[int]] = {}
    for table in tables:
        at = {*table.lines.to_list(), *(one.row for one in table.rejected)}
        begins.setdefault(table.sheet or "", set()).update(at)
    ordered = {sheet: sorted(lines) for sheet, lines in begins.items()}
    lines = set()
    for sheet, row in rows:
        if row in begins.get(sheet, ()):  # else it was taken out before
            after = bisect_right(ordered[sheet], row)
            end = [*ordered[sheet][after : after + 1], max(row, last or row) + 1][0]
            lines |= {(sheet, line) for line in range(row, end)}
    return lines
