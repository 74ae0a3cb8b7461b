"""Any table a field office may send, as columns of text with the line each row stands on.

`read_tables` reads CSV (also packed), Parquet and XLSX. It believes the bytes, not the name, and
guesses nothing about meaning: every cell stays the text it was, and the readers above decide.
"""

from __future__ import annotations

import hashlib
import io
import os
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from tutela.base.books.separated import read_separated
from tutela.base.books.workbook import is_light_workbook, read_workbook
from tutela.base.errors import Rejection, UnreadableFile
from tutela.base.grid import Grid, tidy
from tutela.base.guards.limits import require_bytes, require_cells
from tutela.base.guards.sandbox import LIGHT_BYTES, read_apart
from tutela.base.guards.unpack import gunzip, kind_of, open_plainly
from tutela.base.later import pl
from tutela.base.layout import NO_WORDS, lines_above_head
from tutela.base.messages import say, term
from tutela.base.values import key


@dataclass(frozen=True, slots=True)
class Schema:
    """Which column of a table is which field, proposed once for its heads and kept with it.

    columns   by field, the column taken for it.
    forms     by field of a day, the order of its day and month.
    likely    by field, the columns that may be it, the plainest ones alone.
    every     by field, all columns that may be it.
    by_head   by field, the columns that heads or tags name so, whatever cells hold.
    tagged    whether tags name the columns.
    """

    columns: dict[str, str]
    forms: dict[str, str]
    likely: dict[str, list[str]]
    every: dict[str, list[str]]
    by_head: dict[str, list[str]]
    tagged: bool


@dataclass(frozen=True, eq=False)
class Table:
    """One table as it was found: a file, or one sheet of a workbook.

    frame       every column text, stripped; a blank cell is null.
    lines       the line in the file each row begins on; the header of a plain CSV is line 1.
    rejected    rows that are no rows: too many fields, bytes that are no text, empty formulas.
    tags        HXL hashtags by column, where the row below the header holds them.
    hidden      whether it stands on a sheet that the workbook hides.
    titles      what stands above the header.
    doubts      by line, why a person must look at a row before it comes in.
    remarks     what is pinned to cells as a remark, by line: it is no cell and never comes in.
    from_1904   whether its workbook counts days from 1904: a bare number may be such a day.
    chosen      whether a person drew it on its sheet as one that lists incidents.
    head, left  the line of its heads, 0 where it has none, and its first column in the sheet.
    schemas     by its heads, what its columns are: a table with the same heads has the same.
    shape       how its rows stood in the file: rows, cards, grid, messages, paragraphs.
    """

    path: Path
    format: str  # csv | csv.gz | parquet | xlsx
    sheet: str | None
    frame: pl.DataFrame
    lines: pl.Series
    rejected: tuple[Rejection, ...] = ()
    notes: tuple[str, ...] = ()
    tags: dict[str, str] = field(default_factory=dict)
    hidden: bool = False
    titles: tuple[str, ...] = ()
    doubts: Mapping[int, str] = field(default_factory=dict)
    remarks: dict[int, tuple[str, ...]] = field(default_factory=dict)
    from_1904: bool = False
    chosen: bool = False
    head: int = 1
    left: int = 1
    shape: str = "rows"
    schemas: dict[tuple[str, ...], Schema] = field(default_factory=dict, repr=False)

    @property
    def rows(self) -> int:
        """Rows of the file below its header, the refused ones counted."""
        return self.frame.height + len(self.rejected)


def with_field(table: Table, name: str, column: str) -> Table:
    """A table of which a column is known as a field that no column was known as before."""
    heads = tuple(table.frame.columns)
    schema = table.schemas.get(heads)
    if schema is None or name in schema.columns:
        return table
    known = replace(
        schema,
        columns=schema.columns | {name: column},
        likely=schema.likely | {name: [column]},
        every=schema.every | {name: [column]},
    )
    return replace(table, schemas=table.schemas | {heads: known})


def read_tables(path: Path | str, words: Mapping[str, str] = NO_WORDS) -> list[Table]:
    """Every table in a file.

    Takes   a CSV in any common encoding and separator, plain or gzip; a Parquet file; a workbook;
            words, what heads of the wanted tables say (`layout.head_word`) and the field each is:
            with them a head is found below titles and, in a workbook, over two rows, and several
            tables on a sheet.
    Gives   one Table, or one for each filled sheet of a workbook, or for each table on it.
    Raises  UnreadableFile with what, where and next, whatever the bytes are.

    >>> read_tables("nowhere.csv")
    Traceback (most recent call last):
    tutela.base.errors.UnreadableFile: nowhere.csv: there is no such file. Next: ...
    """
    path = Path(path)
    return _tables(path, words) if is_light(path) else read_apart(_tables, path.name, path, words)


def is_light(path: Path) -> bool:
    """Whether a file can be read in place: it is small and cannot unfold, or is plainly no file."""
    if not path.is_file() or not os.access(path, os.R_OK):
        return True
    if path.stat().st_size > LIGHT_BYTES:
        return False
    data = path.read_bytes()
    if kind_of(data) == "gzip":
        member = zlib.decompressobj(wbits=31)
        try:
            data = member.decompress(data, LIGHT_BYTES)
        except zlib.error:
            return True
        if member.unconsumed_tail or member.unused_data:
            return False
    kind = kind_of(data)
    if kind == "parquet":
        return not data.endswith(b"PAR1")  # without its end it is damaged, which is told at once
    return kind != "zip" or is_light_workbook(data)


def _tables(path: Path, words: Mapping[str, str] = NO_WORDS) -> list[Table]:
    data = open_plainly(path)
    kind = kind_of(data)
    packed = kind == "gzip"
    if packed:
        data = gunzip(data, path)
        kind = kind_of(data)
    if kind == "zip":
        return _workbook(data, path, words)
    if kind == "text":
        if data[:100].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
            raise UnreadableFile(
                say("this is JSON, not a table"),
                where=path.name,
                next=say("give a CSV, XLSX or Parquet file; GeoJSON is for places and boundaries"),
            )
        above = lines_above_head(data, words) if words else 0
        grid = read_separated(data.split(b"\n", above)[-1] if above else data, path)
        form = "csv.gz" if packed else "csv"
        if above:
            head = data.split(b"\n", above)[:above]
            grid = replace(_moved_down(grid, above), titles=_titles_of(head))
        return [table_of_grid(grid, path, form)]
    if kind == "parquet":
        return [table_of_grid(_parquet(data, path), path, "parquet")]
    if kind == "ole":
        locked = "EncryptedPackage".encode("utf-16-le") in data
        what = (
            say("a workbook locked by a password")
            if locked
            else say("an old Office file (.xls or .doc)")
        )
        raise UnreadableFile(
            say("this is {what}", what=what),
            where=path.name,
            next=say("remove the password and save a copy")
            if locked
            else say("save it as XLSX or CSV"),
        )
    what = say("a packed file within a packed file") if kind == "gzip" else term(kind)
    raise UnreadableFile(
        say("this is {what}, not a table", what=what),
        where=path.name,
        next=say("give a CSV, XLSX or Parquet file"),
    )


def _titles_of(lines: list[bytes]) -> tuple[str, ...]:
    """What stands on the lines above the head of a text file."""
    said = (line.decode("utf-8-sig", "replace").strip(' \r\t;,|"') for line in lines)
    return tuple(text for text in said if text)


def _moved_down(grid: Grid, lines: int) -> Grid:
    """A grid read from below a title, its lines those of the file."""
    note = say("the header was found in row {number}, below a title", number=lines + 1)
    return replace(
        grid,
        lines=grid.lines + lines,
        head=grid.head + lines,
        rejected=tuple(replace(one, row=one.row + lines) for one in grid.rejected),
        notes=(note, *grid.notes),
    )


def table_of_grid(
    grid: Grid, path: Path, form: str, sheet: str | None = None, *, chosen: bool = False
) -> Table:
    """A grid of cells as the table of its file."""
    return Table(
        path,
        form,
        sheet,
        grid.frame,
        grid.lines,
        grid.rejected,
        grid.notes,
        grid.tags,
        grid.hidden,
        grid.titles,
        doubts={line: say("is struck through in the sheet") for line in sorted(grid.struck)},
        remarks=grid.remarks,
        from_1904=grid.from_1904,
        chosen=chosen,
        head=grid.head,
        left=grid.left,
    )


def _workbook(data: bytes, path: Path, words: Mapping[str, str]) -> list[Table]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except zipfile.BadZipFile as fault:
        raise UnreadableFile(
            say("the workbook or archive is damaged or not whole"),
            where=path.name,
            next=say("fetch it again, or save a fresh copy"),
        ) from fault
    if "xl/workbook.xml" not in names:
        binary = "xl/workbook.bin" in names
        raise UnreadableFile(
            say("this is a binary workbook (.xlsb)")
            if binary
            else say("this is an archive, not a table"),
            where=path.name,
            next=say("save it as XLSX") if binary else say("unpack it and give the tables inside"),
        )
    return [
        table_of_grid(grid, path, "xlsx", sheet) for sheet, grid in read_workbook(data, path, words)
    ]


_SLICE = 100_000


def _parquet(data: bytes, path: Path) -> Grid:
    """A Parquet file as text, slice by slice, so that a small file cannot fill the memory."""
    try:
        lazy = pl.scan_parquet(io.BytesIO(data))
        schema = lazy.collect_schema()
        rows = int(lazy.select(pl.len()).collect().item())
        require_cells(rows, len(schema), path.name)
        flat = [name for name, kind in schema.items() if not kind.is_nested()]
        texts = [pl.col(n).cast(pl.String, strict=False) for n in flat if schema[n] != pl.Binary]
        parts: list[pl.DataFrame] = []
        size = 0
        for at in range(0, max(rows, 1), _SLICE):
            part = lazy.slice(at, _SLICE).select(texts).collect()
            size += int(part.estimated_size())
            require_bytes("text_bytes", size, path.name)
            parts.append(part)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as fault:
        raise UnreadableFile(
            say(
                "the Parquet file is damaged ({splitlines})",
                splitlines=str(fault).splitlines()[0][:120],
            ),
            where=path.name,
            next=say("fetch it again, or give a CSV"),
        ) from fault
    frame = pl.concat(parts)
    left_out = sorted(set(schema.names()) - set(frame.columns))
    notes = (
        say("columns that are no text or number left out: {names}", names=", ".join(left_out)),
    )
    lines = pl.Series("line", range(2, frame.height + 2), dtype=pl.Int32)
    return tidy(frame, lines, notes=notes if left_out else ())


def shape_of(columns: Iterable[str]) -> str:
    """A digest of the heads of a table, whatever their order, letters and signs.

    >>> shape_of(["Date", "Village"]) == shape_of(["VILLAGE ", "date"])
    True
    """
    heads = sorted({key(column) for column in columns})
    return hashlib.sha256("\x1f".join(heads).encode()).hexdigest()
