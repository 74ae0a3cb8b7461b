"""The sum law on the page of an import: what a file counts, said before *Import* and kept after.

Rows held apart, rows withheld as misconduct and rows of a compartment are in no sum, as they are in
no count of rows: a figure less would tell of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tutela.base.errors import Rejection
from tutela.base.later import pl
from tutela.base.tables import Table
from tutela.incidents.sources.people_counted import (
    SAID,
    PeopleCounted,
    columns_that_count,
    count_people,
    people_said,
)
from tutela_web.base.models import Batch
from tutela_web.incidents.imports.reading import FileAtHand, mapping_of, sheet_of, tables_of


@dataclass(frozen=True)
class SaidInFile:
    """What the rows of a file count, SAID, and the heads that do, by table."""

    rows: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=SAID))
    columns: list[dict[str, list[str]]] = field(default_factory=list)


def said_in_tables(
    file: FileAtHand, tables: Sequence[Table], withheld: Sequence[Rejection]
) -> SaidInFile:
    """What the tables of a file count, as people mended them, without rows held apart or withheld.

    Takes   tables, as they came.
    """
    batch = file.batch
    mapping = mapping_of(batch.mapping)
    gone = pl.DataFrame(
        [((counted.sheet or "")[:120], counted.row) for counted in withheld],
        schema={"sheet": pl.String, "line": pl.Int64},
        orient="row",
    )
    rows, columns = [pl.DataFrame(schema=SAID)], []
    for table in tables_of(batch, list(tables)):
        heads = file.ask(columns_that_count, table, mapping)
        rows.append(people_said(table, heads, sheet=sheet_of(table)))
        columns.append(heads)
    said = pl.concat(rows).join(gone, on=["sheet", "line"], how="anti")
    return SaidInFile(said, columns)


def people_of_file(
    said: SaidInFile, frame: pl.DataFrame, fate: pl.Series
) -> list[dict[str, object]]:
    """The sums of a file as its report keeps them: of open rows alone.

    Takes   frame, the events read of it; fate, what becomes of each.
    """
    events = frame.with_columns(fate=fate)
    closed = events.filter(pl.col("compartment").is_not_null()).select("sheet", "line")
    lines = closed.with_columns(pl.col("line").cast(pl.Int64))
    open_rows = said.rows.join(lines, on=["sheet", "line"], how="anti")
    read = events.filter(pl.col("compartment").is_null())
    return [counted.as_data() for counted in count_people(open_rows, read, said.columns)]


def people_told(batch: Batch) -> list[PeopleCounted]:
    """The sums of a batch, as its last dry run kept them."""
    counts: list[dict[str, Any]] = batch.report.get("people", [])
    return [PeopleCounted(**counted | {"columns": tuple(counted["columns"])}) for counted in counts]
