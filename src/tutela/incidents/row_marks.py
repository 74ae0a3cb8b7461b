"""Which rows of a file may be shown to whom, judged before a page sees them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from tutela.base.tables import Table
from tutela.base.values import key
from tutela.incidents.said import closed_harm, harm_meant, tells_any
from tutela.incidents.slow_rows import read_in_time
from tutela.incidents.sources.mapping import Mapping, answers_in, codes_of
from tutela.places.names import fold

MOST_WORDS = 20
_LONGEST_ANSWER = 80


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


def words_not_known(
    tables: list[Table],
    shut: Sequence[Collection[int]],
    mapping: Mapping,
    actors: Collection[str],
) -> dict[str, list[str]]:
    """Words for what happened that the glossary does not know, and names of who did it that are
    none of these actors, the most frequent first; by field. Of a cell with several answers each by
    itself.

    Takes   shut, of each table the lines that are not looked at; mapping, the matching of the
            columns, with the meanings said before; actors, their names folded.
    """
    is_known: dict[str, Callable[[str], bool]] = {
        "harm": lambda cell: harm_meant(cell) is not None,
        "side_a": lambda cell: fold(cell) in actors,
    }
    matched = {name: mapping.fields[name].column for name in is_known if name in mapping.fields}

    def count(of_file: list[Table]) -> dict[str, list[str]]:
        counts = {name: Counter[str]() for name, column in matched.items() if column}
        for table, closed in zip(of_file, shut, strict=True):
            for name in counts:
                counts[name].update(_answers(table, closed, name, mapping, is_known[name]))
        return {
            name: [cell for cell, _number in cells.most_common() if not is_known[name](cell)][
                :MOST_WORDS
            ]
            for name, cells in counts.items()
        }

    return read_in_time(tables, count)


def _answers(
    table: Table,
    closed: Collection[int],
    name: str,
    mapping: Mapping,
    is_known: Callable[[str], bool],
) -> Iterator[str]:
    """The answers in a column that nobody said the meaning of."""
    source = mapping.fields[name]
    if source.column is None or source.column not in table.frame.columns:
        return
    codes = codes_of(table, source.column, source)
    for line, cell in zip(table.lines.to_list(), table.frame[source.column], strict=True):
        if not cell or line in closed or key(cell) in source.values or is_known(cell):
            continue
        for answer in answers_in(cell, name, codes):
            if len(answer) < _LONGEST_ANSWER and key(answer) not in source.values:
                yield answer
