"""Cells longer than anybody writes: cut before the first pattern reads them, and told."""

from __future__ import annotations

import re
from dataclasses import replace

from tutela.base.errors import Rejection
from tutela.base.grid import header_names
from tutela.base.guards.limits import LIMITS
from tutela.base.later import pl
from tutela.base.messages import Sentence, say
from tutela.base.tables import Table
from tutela.incidents.heads import field_of_head

_MOST, _FEW, _HEAD = LIMITS["words_signs"], LIMITS["figure_signs"], LIMITS["head_signs"]
_WORDS = ("text", "harm", "side_a", "side_b", "source")
"""Fields that are told in words; all others are figures, days and places."""

_LONG_RUN = re.compile(rf"(\S{{{_FEW}}})\S++")
_SHOWN = 40


def with_cells_bounded(table: Table) -> Table:
    """A table in which no cell is longer than patterns may read; the rows of those cut wait.

    >>> from pathlib import Path
    >>> frame = pl.DataFrame({"Killed": ["3", "10-" * 1_000], "Account": ["x " * 9_000, "short"]})
    >>> cut = with_cells_bounded(Table(Path("a.csv"), "csv", None, frame, pl.Series([2, 3])))
    >>> cut.frame["Killed"].str.len_chars().to_list(), cut.frame["Account"][0] == "x " * 9_000
    ([1, 2000], True)
    >>> cut.doubts
    {3: "'Killed' has 3,000 signs: only its beginning was read"}
    """
    table = _with_heads_bounded(table)
    doubts: dict[int, str] = {}
    columns: dict[str, pl.Series] = {}
    for name in table.frame.columns:
        most = _MOST if field_of_head(name) in (None, *_WORDS) else _FEW
        cells = table.frame[name]
        if cells.dtype != pl.String:
            continue
        at = (cells.str.len_chars() > _FEW).fill_null(False).arg_true().to_list()
        cut = {row: short for row in at if (short := _cut(cells[row], most)) != cells[row]}
        for row in cut:
            doubts.setdefault(int(table.lines[row]), _say_cut(name, len(cells[row])))
        if cut:
            columns[name] = cells.scatter(list(cut), list(cut.values()))
    return replace(
        table,
        frame=table.frame.with_columns(**columns),
        doubts={**doubts, **table.doubts} if doubts else table.doubts,
        titles=tuple(_cut(one, _FEW) for one in table.titles),
        remarks={
            line: tuple(_cut(one, _MOST) for one in said) for line, said in table.remarks.items()
        },
        rejected=tuple(map(_refusal_bounded, table.rejected)),
    )


def _say_cut(column: str, signs: int) -> Sentence:
    return say(
        "{column!r} has {n:,} signs: only its beginning was read", column=column[:_SHOWN], n=signs
    )


def _cut(text: str, most: int) -> str:
    """A text with no more signs than these, and no run without a space longer than a figure."""
    return _LONG_RUN.sub(r"\1", text[:most]) if len(text) > _FEW else text


def _refusal_bounded(refused: Rejection) -> Rejection:
    if max(map(len, filter(None, refused.cells)), default=0) <= _FEW >= len(refused.value):
        return refused
    cells = tuple(cell and _cut(cell, _MOST) for cell in refused.cells)
    return replace(refused, value=_cut(refused.value, _FEW), cells=cells)


def _with_heads_bounded(table: Table) -> Table:
    names = table.frame.columns
    if max(map(len, names), default=0) <= _HEAD:
        return table
    short, _notes = header_names([name[:_HEAD] for name in names])
    new = dict(zip(names, short, strict=True))
    tags = {new.get(name, name): tag for name, tag in table.tags.items()}
    return replace(table, frame=table.frame.rename(new), tags=tags)
