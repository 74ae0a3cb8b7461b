"""Rows of a file that tell of misconduct by personnel: sealed to Conduct and Discipline, before the
file that brought them is mended or erased."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from django.db import transaction

from tutela.base.errors import Rejection, TutelaError
from tutela.base.say import say
from tutela.base.tables import Table
from tutela.incidents.read import read_event_tables
from tutela_web.access.models import Mission, Person
from tutela_web.access.policy import standing_of
from tutela_web.base.jobs import error_as_json
from tutela_web.base.models import Batch
from tutela_web.conduct.models import MisconductReceipt, SealedItem
from tutela_web.conduct.verbs import Material, receive


def seal_rows(
    batch: Batch, mission: Mission, tables: Sequence[Table], withheld: Iterable[Rejection]
) -> None:
    """Seal these rows under a receipt for who sent the file."""
    sender = Person.objects.get(pk=batch.uploaded_by_id)
    material = Material(SealedItem.Kind.ROWS, _as_csv(batch, tables, withheld), batch.pk)
    with transaction.atomic():
        receive(
            mission,
            MisconductReceipt.Door.FILE,
            by=standing_of(sender, mission),
            material=material,
        )


def _as_csv(batch: Batch, tables: Sequence[Table], withheld: Iterable[Rejection]) -> bytes:
    """The rows under the columns of their sheet, each with its file, sheet and line."""
    wanted = {(one.sheet or None, one.row) for one in withheld}
    text = io.StringIO()
    write = csv.writer(text, lineterminator="\r\n").writerow
    for table in tables:
        sheet = table.sheet or None
        rows = [(line, row) for line, row in _rows(table) if (sheet, line) in wanted]
        if rows:
            write(["file", "sheet", "line", *table.frame.columns, "remarks"])
            for line, row in rows:
                cells = [cell or "" for cell in row]
                said = " | ".join(table.remarks.get(line, ()))
                write([batch.file_name, sheet or "", line, *cells, said])
    return text.getvalue().encode()


def _rows(table: Table) -> Iterator[tuple[int, Sequence[str | None]]]:
    yield from zip(table.lines.to_list(), table.frame.iter_rows(), strict=True)
    yield from ((one.row, one.cells) for one in table.rejected if one.cells)


def blank_lines(path: Path, tables: Sequence[Table], gone: Collection[int]) -> bool:
    """Blank the lines of these rows in a plain text file; False where that cannot be done surely.

    The lines stay as empty ones, so that every other row keeps its number.
    """
    if len(tables) != 1 or tables[0].format != "csv":
        return False
    table = tables[0]
    begins = sorted({*table.lines.to_list(), *(r.row for r in table.rejected)})
    lines = path.read_bytes().split(b"\n")
    for row in gone:
        if row not in begins:  # it was blanked before
            continue
        at = begins.index(row)
        end = begins[at + 1] if at + 1 < len(begins) else len(lines) + 1
        for number in range(row - 1, end - 1):
            lines[number] = b""
    mended = path.with_suffix(".mended")
    mended.write_bytes(b"\n".join(lines))
    try:
        after = _rows_by_line(read_event_tables(mended)[0])
    except TutelaError:
        after = None
    if after != {line: row for line, row in _rows_by_line(table).items() if line not in gone}:
        mended.unlink()
        return False
    mended.replace(path)
    return True


def _rows_by_line(table: Table) -> dict[int, tuple[str | None, ...]]:
    return dict(zip(table.lines.to_list(), table.frame.rows(), strict=True))


MISCONDUCT = "misconduct"
"""The code of a file that cannot be kept because some of its rows may not be."""


def erased_as_json() -> dict[str, Any]:
    """What is told of a file that was erased whole, because rows could not be taken out of it."""
    fault = TutelaError(
        say("rows that may not be stored could not be removed from the file: it was deleted"),
        next=say("take those rows out yourself and upload the file again"),
    )
    return error_as_json(fault) | {"code": MISCONDUCT}
