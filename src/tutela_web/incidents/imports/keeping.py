"""The words of rows that came in: kept beside what was read of them, and given back as they came.

Of the mission's own log the whole row is kept, names of persons masked, sealed under the import's
key and read by who may read the event. Of a file of others its short cells of the fields that were
read are kept, so that a reader sees what the machine saw; its accounts are not. Of a row that lies
in a compartment, or whose words belong to one, nothing is kept here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from tutela.base.later import pl
from tutela_web.access.vault.fields import fetch_keys
from tutela_web.base.jobs import Progress
from tutela_web.base.models import Batch
from tutela_web.incidents.imports.settling import SettledRow
from tutela_web.incidents.models import ImportChoice, RowWords

READ = ("date_start", "place", "harm", "side_a", "side_b", "deaths", "injured", "abducted")
"""The fields whose short cells are kept of a file of others."""

_SHORT = 80


def keep_words(frame: pl.DataFrame, batch: Batch, progress: Progress) -> None:
    """Keep the words of rows that come in. Begun again, it begins from the start.

    Takes   frame, those rows as `settling` gives them.
    """
    RowWords.objects.filter(batch=batch).delete()
    own = ImportChoice.objects.filter(batch=batch, own=True).exists()
    rows = frame.filter(pl.col("fields").is_not_null(), pl.col("compartment").is_null())
    words = [
        RowWords(
            batch=batch,
            source=row["source"],
            source_id=row["source_id"],
            sheet=row["sheet"],
            line=row["line"],
            cells=_cells_of(row, own=own),
            fields=json.loads(row["fields"]),
            read_from=json.loads(row["read_from"]),
        )
        for row in rows.iter_rows(named=True)
    ]
    fetch_keys(words, make=True)
    for first in range(0, len(words), 500):
        progress.check()
        RowWords.objects.bulk_create(words[first : first + 500])


def _cells_of(row: SettledRow, *, own: bool) -> dict[str, str] | None:
    if row["cells"] is None:
        return None
    cells: dict[str, str] = json.loads(row["cells"])
    if own:
        return cells
    fields: dict[str, str] = json.loads(row["fields"])
    heads = {fields[name] for name in READ if name in fields}
    return {n: c for n, c in cells.items() if n in heads and len(c) <= _SHORT}


def words_of(batch: Batch) -> list[RowWords]:
    """What is kept of the rows of an import, in the order of its file."""
    words = list(RowWords.objects.filter(batch=batch).order_by("pk"))
    fetch_keys(words)
    return words


def heads_of(words: Iterable[RowWords]) -> list[str]:
    """The heads of a sheet, in the order in which its rows first name them.

    A head that comes later than others of its row stands behind those.
    """
    heads: list[str] = []
    for one in words:
        at = 0
        for head in one.cells or {}:
            if head in heads:
                at = heads.index(head) + 1
            else:
                heads.insert(at, head)
                at += 1
    return heads


def by_sheet(words: Sequence[RowWords]) -> dict[str, list[RowWords]]:
    """The rows by their sheet, sheets as they first come."""
    sheets: dict[str, list[RowWords]] = {}
    for one in words:
        sheets.setdefault(one.sheet, []).append(one)
    return sheets
