"""Rows of a file that tell of misconduct by personnel: sealed to Conduct and Discipline, before the
file that brought them is mended or erased."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from django.db import transaction

from tutela.base.errors import Rejection
from tutela.base.tables import Table
from tutela_web.access.models import Mission, Person
from tutela_web.access.policy import standing_of
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
            write(["file", "sheet", "line", *table.frame.columns])
            for line, row in rows:
                write([batch.file_name, sheet or "", line, *(cell or "" for cell in row)])
    return text.getvalue().encode()


def _rows(table: Table) -> Iterator[tuple[int, Sequence[str | None]]]:
    yield from zip(table.lines.to_list(), table.frame.iter_rows(), strict=True)
    yield from ((one.row, one.cells) for one in table.rejected if one.cells)
