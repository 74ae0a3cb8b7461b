"""XLSX: the values Excel saved, sheet by sheet, and the rows whose formulas have none."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import polars as pl

from tutela.base.errors import Rejection, UnreadableFile
from tutela.base.gate import LIGHT_BYTES as GATE_BYTES
from tutela.base.grid import Grid, header_names, tidy
from tutela.base.limits import LIMITS, require_cells, require_total
from tutela.base.say import say
from tutela.base.unpack import check_members

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_CHUNK = 1024**2


def read_workbook(data: bytes, path: Path) -> dict[str, Grid]:
    """A grid for each sheet with anything in it, hidden ones too, by the sheet's name.

    Raises  UnreadableFile if it is no workbook, is damaged, locked, or unsafe to unpack.
    """
    import fastexcel

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            check_members(archive, path)
            _check_span(archive, path)
            formulas = _cells_without_value(archive)
        book = fastexcel.read_excel(data)
        sheets = {
            name: book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
            for name in book.sheet_names
        }
        frames = {name: sheet.to_polars() for name, sheet in sheets.items()}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as fault:
        raise UnreadableFile(
            say("the workbook is damaged ({fault})", fault=fault),
            where=path.name,
            next=say("open it in a spreadsheet and save a copy"),
        ) from fault
    except (fastexcel.FastExcelError, ElementTree.ParseError, KeyError, ValueError) as fault:
        said = (str(fault).splitlines() or ["damaged"])[0]
        raise UnreadableFile(
            say("this is not a workbook a spreadsheet would open ({said})", said=said),
            where=path.name,
            next=say("save it as XLSX or CSV"),
        ) from fault
    grids = {
        name: _grid(frame, formulas.get(name, {}), name)
        for name, frame in frames.items()
        if frame.height and frame.width
    }
    if not grids:
        raise UnreadableFile(
            say("the workbook is empty"), where=path.name, next=say("ask for a filled copy")
        )
    return grids


def _grid(frame: pl.DataFrame, formulas: dict[int, list[tuple[str, str]]], sheet: str) -> Grid:
    frame = frame.select(pl.all().cast(pl.String))
    lines = pl.Series("line", range(1, frame.height + 1), dtype=pl.Int32)
    filled = ~frame.select(pl.all_horizontal(pl.all().is_null())).to_series()
    header = _header(frame, int(filled.arg_max() or 0))
    names, notes = header_names([cell or "" for cell in frame.row(header)])
    if header > int(filled.arg_max() or 0):
        notes.append(say("the header was found in row {number}, below a title", number=header + 1))
    frame = frame.slice(header + 1).rename(dict(zip(frame.columns, names, strict=True)))
    lines = lines.slice(header + 1)
    bad = {line: cells for line, cells in formulas.items() if line > header + 1}
    keep = ~lines.is_in(list(bad))
    rows = dict(zip(lines.filter(~keep).to_list(), frame.filter(~keep).rows(), strict=True))
    rejected = tuple(
        _refuse_uncalculated(line, cells, names, rows.get(line, ()), sheet)
        for line, cells in sorted(bad.items())
    )
    return tidy(frame.filter(keep), lines.filter(keep), rejected, tuple(notes))


def _refuse_uncalculated(
    line: int, bad: list[tuple[str, str]], names: list[str], row: tuple[str | None, ...], sheet: str
) -> Rejection:
    """The refusal of a row of formulas without a value; its cells hold the formulas themselves."""
    cells = [*row, *[None] * (len(names) - len(row))]
    for cell, value in bad:
        if 1 <= _position(cell) <= len(cells):
            cells[_position(cell) - 1] = value
    (cell, value), failed = bad[0], bad[0][1].startswith("#")
    return Rejection(
        row=line,
        column=names[_position(cell) - 1] if 1 <= _position(cell) <= len(names) else cell,
        value=value,
        why=say("a formula that failed")
        if failed
        else say("a formula whose value was never saved"),
        next=say("write the value itself, or leave the cell blank")
        if failed
        else say("open the workbook in a spreadsheet, let it calculate, and save it"),
        sheet=sheet,
        cells=tuple(cells),
    )


_TITLE_ROWS = 10


def _header(frame: pl.DataFrame, first: int) -> int:
    """The row of the header: the first filled one, or, below a title of a cell or two, the first
    of ten with more than half as many cells as the fullest.
    """
    cells = [
        sum(1 for cell in row if cell is not None and cell.strip())
        for row in frame.slice(first, _TITLE_ROWS).rows()
    ]
    most = max(cells, default=0)
    if most < 3 or cells[0] > 2 or 2 * cells[0] > most:
        return first
    return first + next(at for at, count in enumerate(cells) if count > 2 and 2 * count > most)


def _position(cell: str) -> int:
    """The column's number in a cell's address.

    >>> _position("B7"), _position("AA10")
    (2, 27)
    """
    number = 0
    for letter in cell.rstrip("0123456789"):
        number = number * 26 + ord(letter) - 64
    return number


def _letters(position: int) -> str:
    """The letters of a column.

    >>> _letters(2), _letters(27)
    ('B', 'AA')
    """
    text = ""
    while position:
        position, rest = divmod(position - 1, 26)
        text = chr(65 + rest) + text
    return text


DENSE_CELLS, SPARSE = 4_000_000, 20
"""A sheet of more cells than this, fewer than one in twenty of them filled, is not laid out."""

MOST_ROWS, MOST_COLUMNS = 2**20, 2**14
"""What a spreadsheet itself can hold."""

LIGHT_BYTES = 64_000_000
"""A workbook that cannot take more than this, however it is written, is read in place."""

_CELL = re.compile(rb'<(?:\w+:)?c (?:[^>]*? )?r="([A-Za-z]{1,20})(\d{1,20})"[^>]*(?<!/)>')
_BARE_CELL = re.compile(rb"<(?:\w+:)?c(?:>| (?![^>]*\br=)[^>]*(?<!/)>)")
_ROW = re.compile(rb'<(?:\w+:)?row(?: [^>]*?\br="(\d{1,20})"| |>)')


def is_light_workbook(data: bytes) -> bool:
    """Whether a workbook is too small to do harm, whatever it says: few cells, short texts.

    What is no archive at all counts too: that is told at once.
    """
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return True
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if sum(part.file_size for part in parts) > GATE_BYTES or len(parts) > LIMITS["sheets"]:
                return False
            shared = [archive.read(part) for part in parts if "sharedStrings" in part.filename]
            spans = [_span(archive, name) for name in archive.namelist() if _is_part(name)]
            sheets = archive.read("xl/workbook.xml").count(b"sheet ")
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, KeyError):
        return False
    longest = max((len(text) for part in shared for text in part.split(b"<si")), default=0)
    worst = max(
        (rows * columns * 64 + filled * longest for rows, columns, filled in spans), default=0
    )
    return sheets * worst <= LIGHT_BYTES


def _is_part(name: str) -> bool:
    return bool(re.fullmatch(r"/?xl/.*\.xml", name)) and not name.endswith("sharedStrings.xml")


def _check_span(archive: zipfile.ZipFile, path: Path) -> None:
    """Refuse a workbook that would fill the memory: too many cells, or one far from the table."""
    sheets = list(_sheets(archive))
    if len(sheets) > LIMITS["sheets"]:
        raise UnreadableFile(
            say(
                "the workbook has {n:,} sheets, more than {most}",
                n=len(sheets),
                most=LIMITS["sheets"],
            ),
            where=path.name,
            next=say("keep the sheets that hold a table"),
        )
    spans = {name: _span(archive, name) for name in archive.namelist() if _is_part(name)}
    for rows, columns, filled in spans.values():
        span = rows * columns
        beyond = rows > MOST_ROWS or columns > MOST_COLUMNS
        if beyond or (span > DENSE_CELLS and span > SPARSE * filled):
            raise UnreadableFile(
                say(
                    "a sheet reaches to cell {cell} with only {filled:,} cells filled: laid out, it"
                    " would be too large to be safe",
                    cell=f"{_letters(columns)}{rows}",
                    filled=filled,
                ),
                where=path.name,
                next=say("delete what stands far from the table, or save the sheet as CSV"),
            )
        require_cells(rows, columns, path.name)
    named = [spans[member] for _name, member, _namespace in sheets if member in spans]
    require_total(sum(rows * columns for rows, columns, _filled in named), path.name)


def _span(archive: zipfile.ZipFile, member: str) -> tuple[int, int, int]:
    """The last row and the last column of a sheet that hold anything, and how many cells do."""
    letters: set[bytes] = set()
    rows = columns = filled = rows_met = 0
    tail = b""
    with archive.open(member) as part:
        while chunk := part.read(_CHUNK):
            text = tail + chunk
            cut = text.rfind(b"<") if len(chunk) == _CHUNK else len(text)
            text, tail = text[:cut], text[cut:]
            if found := _CELL.findall(text):
                letters.update(letter for letter, _ in found)
                rows = max(rows, max(int(row) for _, row in found))
                filled += len(found)
            numbers = _ROW.findall(text)
            rows_met += len(numbers)
            if bare := len(_BARE_CELL.findall(text)):  # cells without an address, counted along
                filled += bare
                stated = (int(number) for number in numbers if number)
                rows = max(rows, rows_met, *stated)
                columns = max(columns, *(row.count(b"<c") for row in text.split(b"<row")))
    lettered = max((_position(f"{name.decode().upper()}1") for name in letters), default=0)
    return rows, max(columns, lettered), filled


def _sheets(archive: zipfile.ZipFile) -> Iterator[tuple[str, str, str]]:
    """Each sheet's name, the part that holds it, and the namespace of its words."""
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    namespace = _STRICT if book.tag.startswith(_STRICT) else _MAIN
    targets = {
        r.get("Id"): r.get("Target", "")
        for r in ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    }
    for sheet in book.iter(f"{namespace}sheet"):
        target = targets.get(
            sheet.get(_REL)
            or sheet.get(
                _REL.replace(
                    "schemas.openxmlformats.org/officeDocument/2006",
                    "purl.oclc.org/ooxml/officeDocument",
                )
            ),
            "",
        )
        member = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
        yield sheet.get("name", ""), member if target else "", namespace


def _cells_without_value(archive: zipfile.ZipFile) -> dict[str, dict[int, list[tuple[str, str]]]]:
    """By sheet and row, the cells without a value: formulas nobody calculated, and errors.

    Programs that write workbooks without calculating them leave the value out, or write 0 and ask
    for a full calculation on opening: neither is a value anyone saw.
    """
    calc = re.search(rb"<(?:\w+:)?calcPr\b[^>]*", archive.read("xl/workbook.xml"))
    pending = calc is not None and re.search(rb'fullCalcOnLoad="(1|true)"', calc[0]) is not None
    names = set(archive.namelist())
    return {
        name: _formula_rows(archive, member, namespace, pending)
        for name, member, namespace in _sheets(archive)
        if member in names and _has_formula_or_error(archive, member)
    }


def _has_formula_or_error(archive: zipfile.ZipFile, member: str) -> bool:
    tail = b""
    with archive.open(member) as part:
        while chunk := part.read(_CHUNK):
            if re.search(rb"<(\w+:)?f[ >/]| t=.e.", tail + chunk):
                return True
            tail = chunk[-16:]
    return False


def _formula_rows(
    archive: zipfile.ZipFile, member: str, namespace: str, pending: bool
) -> dict[int, list[tuple[str, str]]]:
    rows: dict[int, list[tuple[str, str]]] = {}
    number = 0
    with archive.open(member) as part:
        for _, row in ElementTree.iterparse(part):
            if row.tag != f"{namespace}row":
                continue
            number = int(row.get("r") or number + 1)  # a row without a number follows the last
            for at, cell in enumerate(row, start=1):
                formula, value = cell.find(f"{namespace}f"), cell.find(f"{namespace}v")
                text = value.text if value is not None else None
                if cell.get("t") == "e":
                    fault = text or "#N/A"
                elif formula is not None and (not text or (pending and text == "0")):
                    fault = f"={formula.text or '...'}"
                else:
                    continue
                at_cell = cell.get("r") or f"{_letters(at)}{number}"
                rows.setdefault(number, []).append((at_cell, fault))
            row.clear()
    return rows
