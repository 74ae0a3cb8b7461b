"""Rows of a file that tell of misconduct by personnel: sealed to the office of whose personnel did
it, before the file that brought them is mended or erased."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from django.db import transaction

from tutela.base.books.emptied import strings_of, write_without
from tutela.base.errors import Rejection, TutelaError
from tutela.base.guards.sandbox import read_apart
from tutela.base.guards.unpack import gunzip
from tutela.base.messages import say
from tutela.base.tables import Table
from tutela.incidents.personnel import office_for
from tutela.incidents.read import read_event_tables
from tutela.incidents.row_marks import Place, whole_rows
from tutela.reading.regions import Region
from tutela_web.access.models import Mission, Person
from tutela_web.access.policy import standing_of
from tutela_web.access.vault.files import file_in_memory
from tutela_web.base.jobs import error_as_json
from tutela_web.base.models import Batch
from tutela_web.conduct.models import MisconductReceipt, SealedItem
from tutela_web.conduct.verbs import Material, receive


def seal_rows(
    batch: Batch, mission: Mission, tables: Sequence[Table], withheld: Iterable[Rejection]
) -> None:
    """Seal these rows to the office of whose personnel did it, each office's under a receipt for
    who sent the file."""
    by_office: dict[str, list[Rejection]] = {}
    for one in withheld:
        by_office.setdefault(office_for(one.next).value, []).append(one)
    by = standing_of(Person.objects.get(pk=batch.uploaded_by_id), mission)
    with transaction.atomic():
        for whose, rows in sorted(by_office.items()):
            content = _as_csv(batch, tables, rows)
            material = Material(SealedItem.Kind.ROWS, content, batch.pk, whose)
            receive(mission, MisconductReceipt.Door.FILE, by=by, material=material)


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


def take_rows_out(
    path: Path,
    tables: Sequence[Table],
    gone: Collection[Place],
    *,
    hidden: bool,
    regions: Sequence[Region] = (),
) -> list[Table] | None:
    """Take rows out of a file: the tables that are left in it; None, and the file as it was, where
    that cannot be done surely.

    Takes   regions, by which the tables were read.

    The lines stay as empty ones, so that every other row keeps its number. A workbook is written
    anew, and keeps its hidden sheets only if they are read.
    """
    form = tables[0].format if tables else ""
    if form == "xlsx":
        tables = [one for one in tables if hidden or not one.hidden] or tables
        hidden = hidden or any(one.hidden for one in tables)
        for lines in (whole_rows(tables, gone), gone):
            if after := _empty_lines(path, tables, gone, lines, hidden, regions):
                return after
        return None
    if len(tables) != 1 or form not in ("csv", "csv.gz"):
        return None
    data = path.read_bytes()
    texts = (gunzip(data, path) if form == "csv.gz" else data).split(b"\n")
    for _sheet, line in whole_rows(tables, gone, last=len(texts)):
        texts[line - 1] = b""
    rest = b"\n".join(texts)
    rest = gzip.compress(rest, mtime=0) if form == "csv.gz" else rest
    return _put(path, rest, tables, gone, regions)


def _empty_lines(
    path: Path,
    tables: Sequence[Table],
    gone: Collection[Place],
    lines: Collection[Place],
    hidden: bool,
    regions: Sequence[Region],
) -> list[Table] | None:
    """Write a workbook anew without these lines, if no word stays of the rows that leave."""
    by_sheet: dict[str, set[int]] = {}
    for sheet, line in lines:
        by_sheet.setdefault(sheet, set()).add(line)
    try:
        left = write_without(path, by_sheet, hidden=hidden)
    except TutelaError:
        return None
    return _put(path, left, tables, gone, regions, searched=True)


def _put(
    path: Path,
    left: bytes,
    tables: Sequence[Table],
    gone: Collection[Place],
    regions: Sequence[Region],
    *,
    searched: bool = False,
) -> list[Table] | None:
    """Put what is left of a file in its place, if every row that stays reads as before."""
    with file_in_memory(path.name) as mended:
        mended.write_bytes(left)
        try:
            after = read_apart(read_event_tables, mended.name, mended, regions)
            said = strings_of(mended) if searched else set()
        except TutelaError:
            return None
    before = _by_place(tables)
    stay = {at: rows for at, rows in before.items() if at not in gone}
    if _by_place(after) != stay or _left_of(tables, before, gone, said):
        return None
    path.write_bytes(left)
    return after


_Said = tuple[tuple[str, str], ...]


def _by_place(tables: Sequence[Table]) -> dict[Place, list[_Said]]:
    """What each row says under which head, with the remarks pinned to it."""
    rows_by_place: dict[Place, list[_Said]] = {}
    for table in tables:
        heads = [*table.frame.columns, *[""] * 50]
        for line, row in _rows(table):
            said = [(head, cell) for head, cell in zip(heads, row, strict=False) if cell]
            pinned = [("remark", words) for words in table.remarks.get(line, ())]
            rows_by_place.setdefault((table.sheet or "", line), []).append((*said, *pinned))
    return rows_by_place


_SHORTEST_LEFT = 4


def _left_of(
    tables: Sequence[Table],
    rows: dict[Place, list[_Said]],
    gone: Collection[Place],
    said: Collection[str],
) -> bool:
    """Whether a word that only the rows that leave say still stands in the file."""
    if not said:
        return False
    texts: dict[bool, set[str]] = {True: set(), False: set()}
    for at, entries in rows.items():
        texts[at in gone].update(words for entry in entries for _head, words in entry)
    for table in tables:
        texts[False].update(table.titles, table.frame.columns)
    others = "\n".join(texts[False])
    own = {one for one in texts[True] if len(one) >= _SHORTEST_LEFT and one not in others}
    whole = "\n".join(said)
    parts = (one for one in said if len(one) >= 3 * _SHORTEST_LEFT and one not in others)
    return any(one in whole for one in own) or any(p in one for p in parts for one in own)


MISCONDUCT = "misconduct"
"""The code of a file that cannot be kept because some of its rows may not be."""


def erased_as_json() -> dict[str, Any]:
    """What is told of a file that was erased whole, because rows could not be taken out of it."""
    fault = TutelaError(
        say("rows that may not be stored could not be removed from the file: it was deleted"),
        next=say("take those rows out yourself and upload the file again"),
    )
    return error_as_json(fault) | {"code": MISCONDUCT}
