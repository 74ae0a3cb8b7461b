"""What a file asks of a person, and what a person answers: which region, which columns.

A page shows the sheet (`open_sheets`), the regions found (`find_regions`), and of a region each
column with what it is taken for and why (`propose_columns`). A person's regions and matching go to
`read_event_tables(path, regions)` and `read_events(..., mapping=..., tables=...)`; the first rows
as they would come in are `preview`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from tutela.base.errors import Rejection
from tutela.base.messages import Sentence, join, say
from tutela.base.tables import Table
from tutela.incidents.heads import may_count_killed
from tutela.incidents.misconduct_words import Verdict, judge
from tutela.incidents.read import Reading, is_read, read_event_tables, read_events, shape_of_table
from tutela.incidents.sources.mapping import (
    FIELD_WORDS,
    Mapping,
    columns_by_field,
    is_list_in_doubt,
    propose_mapping,
)
from tutela.reading.regions import SHAPE_WORDS, FoundRegion, Region

__all__ = [
    "Known",
    "Proposal",
    "find_regions",
    "found_in",
    "preview",
    "propose_columns",
    "region_of",
]


class Known(StrEnum):
    """By what a column is known."""

    PERSON = "person"
    TAG = "tag"
    HEAD = "head"
    CELLS = "cells"
    NOTHING = "nothing"


_SURE = {Known.PERSON: 1.0, Known.TAG: 1.0, Known.HEAD: 0.9, Known.CELLS: 0.6, Known.NOTHING: 0.0}
_RIVAL = 0.3
"""So much less sure is a column beside which another may be the same field."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What one column of a region is taken for.

    field     a field of an event (`mapping.FIELDS`), or None.
    sure      from 0 to 1; a page asks where it is less than `regions.SURE`.
    may_be    fields that it may be too.
    samples   the first of its cells that differ; none that tells of misconduct.
    """

    column: str
    field: str | None
    sure: float
    known: Known
    why: Sentence
    may_be: tuple[str, ...]
    samples: tuple[str, ...]


_SAMPLES, _SIGNS = 5, 80


def region_of(table: Table) -> Region:
    """The region of its file that a table was read from."""
    lines = [int(line) for line in table.lines.to_list()] + [one.row for one in table.rejected]
    lines = [line for line in lines if line > table.head] or [table.head + 1]
    head = (table.head, table.head) if table.head else (0, 0)
    columns = (table.left, table.left + max(table.frame.width, 1) - 1)
    return Region(table.sheet or "", shape_of_table(table), head, (min(lines), max(lines)), columns)


def find_regions(path: Path | str) -> list[FoundRegion]:
    """The regions of a file in which incidents may stand, in the order of the file.

    Raises  UnreadableFile, as `read_event_tables`.
    """
    return found_in(read_event_tables(path))


def found_in(tables: Iterable[Table]) -> list[FoundRegion]:
    """The regions that tables of a file were read from, each with how sure it is and why."""
    return [_region_found(table) for table in tables]


def _region_found(table: Table) -> FoundRegion:
    region = region_of(table)
    rows = table.frame.height
    shape = SHAPE_WORDS[region.shape]
    if not is_read(table):
        return FoundRegion(region, rows, 0.0, say("no column is known as when or where"))
    missing = _missing(table)
    if is_list_in_doubt(table) and missing:
        return FoundRegion(region, rows, 0.3, say("no column is known as: {names}", names=missing))
    if missing:
        return FoundRegion(region, rows, 0.6, say("no column is known as: {names}", names=missing))
    return FoundRegion(region, rows, 0.9, shape)


def _missing(table: Table) -> Sentence | str:
    fields = propose_mapping(table).fields
    wanted = (("date_start", "year"), ("place", "position", "latitude", "adm2", "adm1"))
    lacking = [names[0] for names in wanted if not fields.keys() & set(names)]
    return join(", ", [FIELD_WORDS[name] for name in lacking])


def propose_columns(table: Table, mapping: Mapping | None = None) -> list[Proposal]:
    """Of each column of a table what it is taken for, how surely and why, in the table's order.

    Takes   mapping, what a person said before: it goes before what is proposed.

    >>> import polars as pl
    >>> cells = {"Date": ["2018-01-02"], "Village": ["Luma"], "Hut": ["4"], "Killed": ["3"]}
    >>> table = Table(Path("a.csv"), "csv", None, pl.DataFrame(cells), pl.Series([2]))
    >>> [(one.column, one.field, one.known.value) for one in propose_columns(table)]
    ... # doctest: +NORMALIZE_WHITESPACE
    [('Date', 'date_start', 'head'), ('Village', 'place', 'head'), ('Hut', None, 'nothing'),
     ('Killed', 'deaths', 'head')]
    """
    by_person = mapping.of_table(table) if mapping and mapping.fits(table) else Mapping({})
    proposed = propose_mapping(table)
    taken = {f.column: name for name, f in proposed.fields.items() if f.column}
    said = {f.column: name for name, f in by_person.fields.items() if f.column}
    by_head = columns_by_field(table)
    tagged = set(table.tags)
    return [
        _proposal(table, column, said, {} if said else taken, by_head, column in tagged)
        for column in table.frame.columns
    ]


def _proposal(
    table: Table,
    column: str,
    said: dict[str, str],
    taken: dict[str, str],
    by_head: dict[str, list[str]],
    tagged: bool,
) -> Proposal:
    field = said.get(column) or taken.get(column)
    named = [name for name, columns in by_head.items() if column in columns]
    may_be = tuple(name for name in named if name != field)
    if not may_be and field != "deaths" and may_count_killed(column):
        may_be = ("deaths",)
    if column in said:
        known, why = Known.PERSON, say("as it was said before")
    elif field and tagged:
        known, why = Known.TAG, say("its tag {tag} says so", tag=table.tags[column])
    elif field and field in named:
        known, why = Known.HEAD, say("its head says so")
    elif field:
        known, why = Known.CELLS, say("guessed by its cells: its head is not known")
    else:
        known, why = Known.NOTHING, say("nothing says what it holds")
    rivals = [other for other in by_head.get(field or "", []) if other != column]
    sure = _SURE[known]
    if field and rivals and known is not Known.PERSON:
        sure -= _RIVAL
        why = say("{columns} may be the same", columns=", ".join(map(repr, rivals)))
    return Proposal(column, field, round(sure, 2), known, why, may_be, _samples(table, column))


def _samples(table: Table, column: str) -> tuple[str, ...]:
    cells = table.frame[column].drop_nulls().unique(maintain_order=True).head(4 * _SAMPLES)
    shown = [cell[:_SIGNS] for cell in cells.to_list() if judge([cell]) is Verdict.NO]
    return tuple(shown[:_SAMPLES])


def preview(
    path: Path,
    tables: Iterable[Table],
    mapping: Mapping | None = None,
    *,
    rows: int = 10,
) -> Reading:
    """The first rows of tables as they would come in, with why each that waits does so.

    Takes   tables as `read_event_tables` gave them, for the regions a person chose.
    """
    first = [
        replace(
            table,
            frame=table.frame.head(rows),
            lines=table.lines.head(rows),
            rejected=_first_refused(table.rejected, rows),
        )
        for table in tables
    ]
    return read_events([path], mapping=mapping, tables={Path(path): first}, hidden_sheets=True)


def _first_refused(refused: tuple[Rejection, ...], rows: int) -> tuple[Rejection, ...]:
    return refused[:rows]
