"""What stands in the rows of an office's own tables, beside what was read from it.

Read in the child that reads the file, after the reader and without a rule of its own for any file:
each row's cells, and what they say of its kind. Words that belong to a compartment or may tell of
misconduct are not given at all, and names of persons are masked.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Sequence

from tutela.actors.identify import identify, split_side
from tutela.base.later import Columns, pl
from tutela.base.tables import Table
from tutela.base.values import key
from tutela.incidents.misconduct_words import (
    Verdict,
    closed_harm,
    first_harm_told,
    harm_meant,
    judge,
)
from tutela.incidents.read import is_published
from tutela.incidents.slow_rows import read_in_time
from tutela.incidents.sources.mapping import (
    Mapping,
    account_of,
    answers_in,
    codes_of,
    propose_mapping,
)
from tutela.incidents.words import UNKNOWN
from tutela.places.persons import mask_names

MOST_ROWS = 20_000
"""Rows of a file whose words are given; of a longer one none are."""

_WORDS_OF_A_KIND = 4
"""So many words a cell has at the most that records a kind, and does not tell what happened."""

_LONGEST_ANSWER = 80

WRITTEN = Columns(
    lambda: {
        "sheet": pl.String,
        "line": pl.Int64,
        "kind": pl.String,  # the kind of harm that the source recorded in a column of its own
        "asked": pl.List(pl.String),  # words of that column that no glossary has
        "guessed": pl.List(pl.String),  # names of who did it that only may be those of peoples
        "cells": pl.String,  # JSON: what stands under each head; null where it may not be given
        "fields": pl.String,  # JSON: the column of each field, and of the account
    }
)
"""A row of a table of an office's own, by its sheet and line."""


def has_own_tables(tables: Sequence[Table], mapping: Mapping | None) -> bool:
    """Whether a file has a table that an office wrote itself, as far as readers know."""
    return any(not is_published(table, mapping) for table in tables)


def rows_written(
    tables: Sequence[Table],
    mapping: Mapping | None,
    *,
    people: Collection[str] = (),
    closed: tuple[str, ...] = (),
    cells: bool = True,
) -> pl.DataFrame:
    """The rows of a file's own tables, as WRITTEN; none of published sources, or of a huge file.

    Takes   tables, as the reader takes them; mapping, said for the file; people, full names that
            are masked beside those that bear a title; closed, harms whose words are not given;
            cells, whether they are given at all: each row is judged for it.
    """
    own = [table for table in tables if not is_published(table, mapping)]
    if sum(table.frame.height for table in own) > MOST_ROWS:
        return pl.DataFrame(schema=WRITTEN)

    def write(of_file: list[Table]) -> pl.DataFrame:
        keep = _keeper(people, closed) if cells else _keep_nothing
        parts = [_rows_of(table, mapping, keep) for table in of_file]
        return pl.concat([pl.DataFrame(schema=WRITTEN), *parts])

    return read_in_time(own, write) if own else pl.DataFrame(schema=WRITTEN)


Cells = dict[str, str]


def _rows_of(
    table: Table, mapping: Mapping | None, keep: Callable[[Cells], str | None]
) -> pl.DataFrame:
    fits = mapping is not None and mapping.fits(table)
    fields = (mapping.of_table(table) if mapping and fits else propose_mapping(table)).fields
    columns = {name: field.column for name, field in fields.items() if field.column}
    if account := account_of(table, fields):
        columns["account"] = account
    kinds = columns.get("harm")
    codes = codes_of(table, kinds, fields["harm"]) if kinds else set()
    said = fields["harm"].values if kinds else {}
    named = json.dumps(columns, ensure_ascii=False)
    rows = []
    for line, cells in zip(table.lines.to_list(), table.frame.iter_rows(), strict=True):
        here = {n: c for n, c in zip(table.frame.columns, cells, strict=True) if c}
        cell = here.get(kinds or "", "")
        rows.append(
            {
                "sheet": (table.sheet or "")[:120],
                "line": line,
                "kind": _kind_of(cell, said, codes),
                "asked": _asked_of(cell, said, codes),
                "guessed": _guessed_of(here.get(columns.get("side_a", ""), "")),
                "cells": keep(here),
                "fields": named,
            }
        )
    written = pl.DataFrame(rows, schema=WRITTEN)
    once = pl.len().over("line") == 1  # of several entries in the cells of one line none is meant
    return written.with_columns(pl.when(once).then(pl.col("cells", "kind")))


def _kind_of(cell: str, said: dict[str, str], codes: Collection[str]) -> str | None:
    """The kind a short cell of the column of kinds records; None for an account.

    >>> _kind_of("Murder", {}, ()), _kind_of("two farmers were killed near the well", {}, ())
    ('killing', None)
    """
    if meaning := said.get(key(cell)):
        return meaning
    if not cell or len(cell.split()) > _WORDS_OF_A_KIND:
        return None
    return next(
        (kind for one in answers_in(cell, "harm", codes) if (kind := harm_meant(one))), None
    )


def _asked_of(cell: str, said: dict[str, str], codes: Collection[str]) -> list[str]:
    if (
        not cell
        or key(cell) in said
        or key(cell) == UNKNOWN
        or harm_meant(cell)
        or closed_harm(cell)
    ):
        return []
    short = cell if len(cell.split()) <= _WORDS_OF_A_KIND else ""
    answers = answers_in(short, "harm", codes) if short else []
    return [
        one
        for one in dict.fromkeys(answers)
        if len(one) < _LONGEST_ANSWER and key(one) not in said and harm_meant(one) is None
    ]


def _guessed_of(cell: str) -> list[str]:
    """The names of a cell that are set apart because they may be those of peoples.

    >>> _guessed_of("the men of the hill"), _guessed_of("Cobra gang"), _guessed_of("Rek Dinka")
    (['the men of the hill'], [], [])
    """
    if not cell or len(cell) > _LONGEST_ANSWER:
        return []
    return [part for part in split_side(cell) if identify(part, own=True).guessed]


def _keep_nothing(_cells: Cells) -> None:
    return None


def _keeper(people: Collection[str], closed: tuple[str, ...]) -> Callable[[Cells], str | None]:
    """What gives the cells of a row as JSON, names of persons masked; None of a closed one."""

    def keep(cells: Cells) -> str | None:
        if not may_be_given(cells.values(), closed):
            return None
        masked = {head: mask_names(cell, people) for head, cell in cells.items()}
        return json.dumps(masked, ensure_ascii=False)

    return keep


def may_be_given(texts: Iterable[str], closed: tuple[str, ...]) -> bool:
    """Whether words belong to no compartment and surely tell of no misconduct.

    >>> may_be_given(["Two farmers shot"], ("crsv",)), may_be_given(["two girls raped"], ("crsv",))
    (True, False)
    """
    words = [text for text in texts if text]
    return not first_harm_told(words, closed) and judge(words) is Verdict.NO
