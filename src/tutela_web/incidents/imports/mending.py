"""Refused rows as people mended them in the page, laid over the file, which stays as it came."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from tutela.base.later import pl
from tutela.base.tables import Table
from tutela_web.access.vault.fields import fetch_keys
from tutela_web.base.ids import keyed_digest
from tutela_web.base.models import Batch
from tutela_web.incidents.models import Correction

Corrections = Mapping[tuple[str | None, int], Mapping[str, str]]
"""Cells that people mended: by sheet and line, the text of each column."""


def corrections_of(batch: Batch) -> dict[tuple[str | None, int], dict[str, str]]:
    """The mended cells of a batch; of several corrections of a cell the last counts."""
    by_row: dict[tuple[str | None, int], dict[str, str]] = {}
    rows = list(Correction.objects.filter(batch=batch).order_by("pk"))
    fetch_keys(rows)
    for row in rows:
        by_row.setdefault((row.sheet or None, row.line), {})[row.column] = row.said
    return by_row


def mend_table(table: Table, corrections: Corrections) -> Table:
    """A table with the mended cells in their places."""
    cells = {line: said for (sheet, line), said in corrections.items() if sheet == table.sheet}
    if not cells:
        return table
    table = _restore_rows(table, cells)
    frame = table.frame
    lines = table.lines.to_list()
    once = {line for line in cells if lines.count(line) == 1}  # of several entries none is meant
    at = {line: n for n, line in enumerate(lines) if line in once}
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


MOST_REMEMBERED = 20_000
"""Rows of a file up to which what was mended in an earlier one is laid over the same rows."""


def remember_corrections(batch: Batch, tables: Sequence[Table], shape: str) -> None:
    """Keep by what rows people mended, and lay over the rows of this file what was mended in rows
    that came before and said the very same: they are not asked again the week after.

    Takes   tables, as they came; shape, of the source.
    """
    if sum(table.frame.height + len(table.rejected) for table in tables) > MOST_REMEMBERED:
        return
    mine = list(Correction.objects.filter(batch=batch).order_by("pk"))
    earlier = Correction.objects.filter(shape=shape, batch__mission_id=batch.mission_id)
    earlier = earlier.exclude(batch=batch).exclude(row="").order_by("pk")
    if not shape or not (mine or earlier.exists()):
        return
    digests = _digests_of(tables, shape)
    for one in mine:
        if not one.row:
            one.shape, one.row = shape, digests.get((one.sheet, one.line), "")
    Correction.objects.bulk_update(mine, ["shape", "row"], batch_size=500)
    mended = {(one.sheet, one.line) for one in mine}
    lines: dict[str, list[tuple[str, int]]] = {}
    for at, digest in digests.items():
        if at not in mended:
            lines.setdefault(digest, []).append(at)
    before: dict[tuple[str, str], Correction] = {}
    for one in earlier:
        if one.row in lines:
            before[one.row, one.column] = one  # the last counts
    fetch_keys(before.values())
    again = [
        Correction(
            batch=batch,
            sheet=sheet,
            line=line,
            column=one.column,
            said=one.said,
            by_id=one.by_id,
            at=one.at,
            shape=shape,
            row=one.row,
        )
        for one in before.values()
        for sheet, line in lines[one.row]
    ]
    fetch_keys(again, make=True)
    Correction.objects.bulk_create(again)


def _digests_of(tables: Sequence[Table], shape: str) -> dict[tuple[str, int], str]:
    """By sheet and line, a digest of what a row says, which nobody without our key can make; of
    lines with several rows none."""
    digests: dict[tuple[str, int], str] = {}
    several: set[tuple[str, int]] = set()
    for table in tables:
        sheet = (table.sheet or "")[:120]
        rows = zip(table.lines.to_list(), table.frame.iter_rows(), strict=True)
        for line, cells in [*rows, *((one.row, one.cells) for one in table.rejected)]:
            at = (sheet, line)
            if at in digests:
                several.add(at)
            said = "\x1f".join(cell or "" for cell in cells)
            digests[at] = keyed_digest("row of a file", shape, said)
    return {at: digest for at, digest in digests.items() if at not in several}


def without_lines(table: Table, lines: Collection[int]) -> Table:
    """A table without the rows on these lines, as if the file had none there."""
    if not lines:
        return table
    keep = ~table.lines.is_in(list(lines))
    return replace(
        table,
        frame=table.frame.filter(keep),
        lines=table.lines.filter(keep),
        rejected=tuple(one for one in table.rejected if one.row not in lines),
        remarks={line: said for line, said in table.remarks.items() if line not in lines},
    )
