"""Refused rows as people mended them in the page, laid over the file, which stays as it came."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import polars as pl

from tutela.base.say import say
from tutela.base.tables import Table
from tutela.incidents.read import FileReport, Reading, read_events
from tutela.incidents.sources.mapping import Mapping as Columns
from tutela_web.access.vault.fields import fetch_keys
from tutela_web.access.vault.files import file_in_memory
from tutela_web.base.models import Batch
from tutela_web.incidents.models import Correction

Corrections = Mapping[tuple[str | None, int], Mapping[str, str]]
"""Cells that people mended: by sheet and line, the text of each column."""


def corrections_of(batch: Batch) -> dict[tuple[str | None, int], dict[str, str]]:
    """The mended cells of a batch; of several corrections of a cell the last counts."""
    found: dict[tuple[str | None, int], dict[str, str]] = {}
    rows = list(Correction.objects.filter(batch=batch).order_by("pk"))
    fetch_keys(rows)
    for row in rows:
        found.setdefault((row.sheet or None, row.line), {})[row.column] = row.said
    return found


def mend_table(table: Table, corrections: Corrections) -> Table:
    """A table with the mended cells in their places."""
    cells = {line: said for (sheet, line), said in corrections.items() if sheet == table.sheet}
    if not cells:
        return table
    table = _restore_rows(table, cells)
    frame = table.frame
    at = {line: n for n, line in enumerate(table.lines.to_list()) if line in cells}
    for name in {column for said in cells.values() for column in said} & set(frame.columns):
        rows = [n for line, n in at.items() if name in cells[line]]
        texts = [cells[line][name].strip() or None for line in at if name in cells[line]]
        column = frame[name].scatter(rows, pl.Series(texts, dtype=pl.String))
        frame = frame.with_columns(column.alias(name))
    return replace(table, frame=frame)


def _restore_rows(table: Table, cells: Mapping[int, Mapping[str, str]]) -> Table:
    """The table with the rows back that no reader could take and a person mended since.

    One that still holds a formula without a value stays refused.
    """
    names = table.frame.columns
    back: dict[int, tuple[str | None, ...]] = {}
    for refused in table.rejected:
        said = cells.get(refused.row)
        if said and len(refused.cells) == len(names):
            left = [c for name, c in zip(names, refused.cells, strict=True) if name not in said]
            if not any(cell and cell.startswith(("=", "#")) for cell in left):
                back[refused.row] = refused.cells
    if not back:
        return table
    rows = pl.DataFrame(list(back.values()), schema=table.frame.schema, orient="row")
    lines = pl.concat([table.lines, pl.Series("line", list(back), dtype=table.lines.dtype)])
    order = lines.arg_sort()
    return replace(
        table,
        frame=pl.concat([table.frame, rows])[order],
        lines=lines[order],
        rejected=tuple(one for one in table.rejected if one.row not in back),
    )


def read_mended(
    path: Path, tables: list[Table], mapping: Columns | None, *, hidden_sheets: bool = False
) -> Reading:
    """Read tables that were mended, by the core's readers, as if the file said so itself.

    Takes   the file's path, whose name the reports use; its tables, mended; whether tables on
            hidden sheets are read beside the open ones.
    """
    open_ones = [table for table in tables if not table.hidden]
    if not hidden_sheets and 0 < len(open_ones) < len(tables):
        reading = read_mended(path, open_ones, mapping)
        if not any(report.error for report in reading.files):
            hidden = ", ".join(dict.fromkeys(repr(t.sheet) for t in tables if t.hidden))
            note = say("sheets that the workbook hides, left out: {sheets}", sheets=hidden)
            first, *rest = reading.files
            first = replace(first, notes=(*first.notes, note))
            return replace(reading, files=(first, *rest))
    with ExitStack() as stack:
        copies = [_copy(t, stack.enter_context(file_in_memory(path.name))) for t in tables]
        reading = read_events(copies, mapping=mapping)
    reports = [_as_of(*pair) for pair in zip(reading.files, tables, strict=True)]
    known = [report for report in reports if not report.error]
    if not known:
        return replace(reading, files=tuple(reports[:1]))
    if others := ", ".join(repr(report.sheet) for report in reports if report.error):
        note = say("sheets that hold no events known here, left out: {sheets}", sheets=others)
        known[0] = replace(known[0], notes=(*known[0].notes, note))
    at = [n for n, report in enumerate(reports) if not report.error]
    moved = reading.tables.replace_strict(at, list(range(len(at))), return_dtype=pl.Int64)
    return replace(reading, files=tuple(known), tables=moved)


def _copy(table: Table, path: Path) -> Path:
    """A table as a file in which every row stands on the line it has; lines between are blank."""
    frame, lines = table.frame, table.lines.cast(pl.Int64)
    if table.tags:
        tags = pl.DataFrame([table.tags], schema=dict.fromkeys(frame.columns, pl.String))
        frame = pl.concat([tags, frame])
        lines = pl.concat([pl.Series("line", [(lines.min() or 3) - 1], dtype=pl.Int64), lines])  # type: ignore[operator]
    last = lines.max() or 1
    at = "\0line"  # no column is named so
    every = pl.DataFrame({at: pl.int_range(2, last + 1, eager=True)})  # type: ignore[operator,arg-type]
    every.join(frame.with_columns(lines.alias(at)), on=at, how="left", maintain_order="left").drop(
        at
    ).write_parquet(path)
    return path


def _as_of(report: FileReport, table: Table) -> FileReport:
    """The report of a copy, told of the table it was made of."""
    rejected = (*table.rejected, *(replace(one, sheet=table.sheet) for one in report.rejected))
    return replace(
        report,
        sheet=table.sheet,
        format=report.format.replace("(parquet)", f"({table.format})"),
        rows=report.rows + len(table.rejected),
        rejected=tuple(sorted(rejected, key=lambda one: one.row)),
        notes=(*table.notes, *report.notes),
    )
