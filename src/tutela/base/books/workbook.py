"""XLSX: the values Excel saved, sheet by sheet, and the rows whose formulas have none."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from xml.etree import ElementTree

from tutela.base.errors import Rejection, UnreadableFile
from tutela.base.grid import Grid, header_names, tidy
from tutela.base.guards.limits import LIMITS, require_cells, require_total
from tutela.base.guards.sandbox import LIGHT_BYTES as GATE_BYTES
from tutela.base.guards.unpack import check_members
from tutela.base.later import pl
from tutela.base.layout import (
    ENOUGH,
    NO_WORDS,
    Span,
    begins_table,
    find_head,
    head_word,
    join_rows,
    name_columns,
    spans_in_row,
)
from tutela.base.messages import say
from tutela.base.values import day_counted_from_1904

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_CHUNK = 1024**2


def read_workbook(
    data: bytes, path: Path, words: Mapping[str, str] = NO_WORDS
) -> list[tuple[str, Grid]]:
    """A grid for each table of each sheet with anything in it, by the sheet's name.

    Takes   words: what heads of the wanted tables say, as `layout.head_word` writes it, and the
            field each is. With them a head is found below titles and over two rows, and several
            tables on one sheet; where no row has such words, the first filled row is the head.
    Raises  UnreadableFile if it is no workbook, is damaged, locked, or unsafe to unpack.
    """
    grids = [
        (name, grid)
        for name, sheet in open_workbook(data, path).items()
        if sheet.frame.height and sheet.frame.width
        for grid in _grids(sheet.frame, sheet.formulas, sheet.marks, name, words)
    ]
    if not grids:
        raise UnreadableFile(
            say("the workbook is empty"), where=path.name, next=say("ask for a filled copy")
        )
    return grids


def open_workbook(data: bytes, path: Path) -> dict[str, Sheet]:
    """What stands on each sheet, by the sheet's name.

    Raises  UnreadableFile, as `read_workbook`.
    """
    import fastexcel

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            check_members(archive, path)
            _check_span(archive, path)
            formulas = _cells_without_value(archive)
            marks = _marks(archive)
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
    return {
        name: Sheet(frame, formulas.get(name, {}), marks.get(name, SheetMarks()))
        for name, frame in frames.items()
    }


@dataclass(frozen=True)
class SheetMarks:
    """What a sheet says beside its cells: those merged, the lines hidden, whether it is hidden, the
    remarks pinned to cells (column, line, words), the lines struck through; and whether its
    workbook counts days from 1904."""

    spans: tuple[Span, ...] = ()
    hidden_lines: frozenset[int] = field(default_factory=frozenset)
    hidden: bool = False
    remarks: tuple[tuple[str, int, str], ...] = ()
    struck_lines: frozenset[int] = field(default_factory=frozenset)
    from_1904: bool = False


@dataclass(frozen=True, eq=False)
class Sheet:
    """A sheet as it stands: its cells as text from the first row on, the formulas without a value
    by line (address, formula or error), and what it says beside its cells."""

    frame: pl.DataFrame
    formulas: dict[int, list[tuple[str, str]]]
    marks: SheetMarks


def _grids(
    frame: pl.DataFrame,
    formulas: dict[int, list[tuple[str, str]]],
    marks: SheetMarks,
    sheet: str,
    words: Mapping[str, str],
) -> Iterator[Grid]:
    """The tables of a sheet, one above another or side by side."""
    frame = frame.select(pl.all().cast(pl.String))
    begins = [_above_title(frame, row) for row in _heads_below(frame, words)] if words else []
    for first, until in zip([0, *begins], [*begins, frame.height], strict=True):
        spans = [
            (top - first, left, bottom - first, right)
            for top, left, bottom, right in marks.spans
            if first <= top < until
        ]
        part = frame.slice(first, until - first)
        bad = {line: cells for line, cells in formulas.items() if first < line <= until}
        for grid in _grids_of_part(part, first, bad, spans, sheet, words):
            hidden = grid.lines.is_in(list(marks.hidden_lines)).sum()
            notes = grid.notes
            if hidden:
                notes += (say("{n} rows that the sheet hides are read too", n=int(hidden)),)
            lines = set(grid.lines.to_list())
            lines |= {one.row for one in grid.rejected}
            here = [remark for remark in marks.remarks if remark[1] in lines]
            pinned = [f"{column}{line}" for column, line, _words in here]
            if pinned:
                notes += (
                    say(
                        "{n} cells have a remark pinned to them, which does not come in: {cells}",
                        n=len(pinned),
                        cells=", ".join(pinned[:MOST_REMARKS_TOLD]),
                    ),
                )
            remarks: dict[int, tuple[str, ...]] = {}
            for _column, line, words_of_remark in here:
                remarks[line] = (*remarks.get(line, ()), words_of_remark)
            yield replace(
                grid,
                frame=_with_days_from_1904(grid.frame) if marks.from_1904 else grid.frame,
                from_1904=marks.from_1904,
                notes=notes,
                hidden=marks.hidden,
                remarks=remarks,
                struck=marks.struck_lines & lines,
            )


def _with_days_from_1904(frame: pl.DataFrame) -> pl.DataFrame:
    """Bare numbers in columns of days as the days they are in a workbook that counts from 1904.

    A cell that the workbook itself shows as a day is one already. Columns whose head does not say
    that they hold days are told so by whoever reads them as such (`Table.from_1904`).
    """
    days = [name for name in frame.columns if re.search(_DATE_HEAD, name.casefold())]
    return frame.with_columns(
        frame[name].replace(
            {n: day_counted_from_1904(n) for n in frame[name].drop_nulls().unique()}
        )
        for name in days
    )


_TITLE_LINES = 2


def _above_title(frame: pl.DataFrame, head: int) -> int:
    """The row of the title over a head below another table; the head itself where it has none."""
    first = head
    while first > 1 and head - first < _TITLE_LINES and _is_title(frame, first - 1):
        first -= 1
    return first


def _is_title(frame: pl.DataFrame, row: int) -> bool:
    """Whether a line is one cell of words below an empty line, or below another such."""
    cells, above = ([c for c in frame.row(n) if c and c.strip()] for n in (row, row - 1))
    return len(cells) == 1 and bool(re.search(r"[^\W\d_]{3}", cells[0])) and len(above) < 2


_DATE_HEAD = r"^[^\d]*(?:\bdate|\bjour\b|\bday\b|\bmois\b|\bmonth\b|تاريخ)[^\d]*$"
_LONGEST_DATE_HEAD = 40


def _heads_below(frame: pl.DataFrame, words: Mapping[str, str]) -> list[int]:
    """The rows at which another table begins, below the first head."""
    small = pl.all().str.to_lowercase()
    plain = small.str.strip_chars(" *:").is_in(sorted(words)) | (
        (small.str.len_chars() <= _LONGEST_DATE_HEAD) & small.str.contains(_DATE_HEAD)
    )
    likely = frame.select(pl.sum_horizontal(plain.fill_null(False)) > 0).to_series().arg_true()
    heads: list[tuple[str, ...]] = []
    below: tuple[str, ...] = ()
    begins, last = [], -2
    for row in likely.to_list():
        cells = frame.row(row)
        if not begins_table(cells, words, frame.row(row - 1) if row else ()):
            continue
        head = tuple(head_word(cell) for cell in cells)
        again = head in heads or (bool(heads and below) and _is_head_again(head, heads[0], below))
        if heads and not again and row != last + 1:  # the row below is its second row
            begins.append(row)
        if not heads and row + 1 < frame.height:
            below = tuple(head_word(cell) for cell in frame.row(row + 1))
        heads.append(head)
        last = row
    return begins


def _is_head_again(head: tuple[str, ...], first: tuple[str, ...], below: tuple[str, ...]) -> bool:
    """Whether a row is the first head again, its two rows written as one.

    >>> _is_head_again(("date", "men", "women"), ("date", "killed", ""), ("", "men", "women"))
    True
    """
    return all(not said or said in pair for said, *pair in zip(head, first, below, strict=True))


def _grids_of_part(
    frame: pl.DataFrame,
    offset: int,
    formulas: dict[int, list[tuple[str, str]]],
    spans: list[Span],
    sheet: str,
    words: Mapping[str, str],
) -> Iterator[Grid]:
    """The tables below one head: one, or several side by side."""
    head = find_head(frame.head(MOST_HEAD_ROWS).rows(), spans, words) if words else None
    if head is None:
        yield _grid(frame, offset, formulas, sheet)
        return
    above = _above_title(frame, head.last)
    titles: tuple[str, ...] = ()
    if above and _tells_at_length(frame.head(above)):
        before = {line: cells for line, cells in formulas.items() if line <= offset + above}
        yield _grid(frame.head(above), offset, before, sheet)
        titles = tuple(cell for cell in _said_in(frame.head(above)) if not _is_long(cell))
        formulas = {line: cells for line, cells in formulas.items() if line not in before}
    notes = []
    first = int((~frame.select(pl.all_horizontal(pl.all().is_null())).to_series()).arg_max() or 0)
    if head.last > first:
        notes.append(
            say(
                "the header was found in row {number}, below a title",
                number=offset + head.last + 1,
            )
        )
    columns = name_columns(head, words)
    known = [head_word(name) for name in head.names]
    days = {n for n, word in enumerate(known) if words.get(word) in ("date_start", "date_end")}
    frame = _carry_down(frame, [span for span in spans if span[0] > head.last], days)
    body = frame.slice(head.last + 1)
    for group in _side_by_side(columns, known, body, words):
        names, said = header_names([columns[n] for n in group])
        table = _with_formulas(
            body.select(body.columns[n] for n in group),
            names,
            offset + head.last + 2,
            formulas,
            sheet,
            [*notes, *said],
            group[0],
        )
        yield replace(
            table,
            head=offset + head.last + 1,
            left=group[0] + 1,
            titles=(*titles, *_said_in(frame.slice(above, head.last - above)))
            if titles
            else _said_in(frame.head(head.last)),
        )


def grid_at(
    sheet: Sheet,
    name: str,
    head: tuple[int, int],
    rows: tuple[int, int],
    columns: tuple[int, int],
    words: Collection[str] = (),
) -> Grid:
    """The table that stands in one part of a sheet, as a person drew it.

    Takes   head, the first and last line of its heads, (0, 0) where it has none; rows and columns,
            the first and last of them; all counted from 1; words, as `find_head`.

    >>> cells = [["Log", None], ["Date", "Killed"], [None, "M"], ["3/5", "2"], ["sum", "2"]]
    >>> sheet = Sheet(pl.DataFrame(cells, orient="row"), {}, SheetMarks())
    >>> grid = grid_at(sheet, "A", (2, 3), (4, 4), (1, 2))
    >>> grid.frame.columns, grid.frame.rows(), grid.lines.to_list(), grid.titles
    (['Date', 'Killed: M'], [('3/5', '2')], [4], ('Log',))
    """
    frame = sheet.frame.select(pl.all().cast(pl.String))
    left, right = columns[0] - 1, min(columns[1], frame.width)
    spans = [
        (top, first - left, bottom, last - left)
        for top, first, bottom, last in sheet.marks.spans
        if left <= first < right
    ]
    frame = frame.select(frame.columns[left:right])
    named = [*frame.slice(head[0] - 1, head[1] - head[0] + 1).rows()] if any(head) else []
    names = [cell or "" for cell in named[-1]] if named else [""] * frame.width
    if len(named) > 1:
        over = spans_in_row(spans, head[1] - 2)
        names = name_columns(join_rows(named[-2], named[-1], over, head[1] - 1, words), words)
    heads, notes = header_names(names)
    frame = _carry_down(frame, [span for span in spans if span[0] >= head[1]], ())
    body = frame.slice(rows[0] - 1, rows[1] - rows[0] + 1)
    formulas = {n: cells for n, cells in sheet.formulas.items() if rows[0] <= n <= rows[1]}
    grid = _with_formulas(body, heads, rows[0], formulas, name, notes if named else [], left)
    lines = set(grid.lines.to_list())
    remarks: dict[int, tuple[str, ...]] = {}
    for _column, line, said in sheet.marks.remarks:
        if line in lines:
            remarks[line] = (*remarks.get(line, ()), said)
    return replace(
        grid,
        frame=_with_days_from_1904(grid.frame) if sheet.marks.from_1904 else grid.frame,
        from_1904=sheet.marks.from_1904,
        hidden=sheet.marks.hidden,
        titles=_said_in(frame.head(max(head[0], rows[0] if not named else head[0]) - 1)),
        remarks=remarks,
        struck=sheet.marks.struck_lines & lines,
        head=head[1],
        left=left + 1,
    )


_WORDS_OF_A_PARAGRAPH = 7
_PARAGRAPHS = 3


def _is_long(cell: str) -> bool:
    return len(cell.split()) >= _WORDS_OF_A_PARAGRAPH


def _tells_at_length(rows: pl.DataFrame) -> bool:
    """Whether rows above a head are paragraphs, and so a table of their own, not its title."""
    return sum(map(_is_long, _said_in(rows))) >= _PARAGRAPHS


def _said_in(rows: pl.DataFrame) -> tuple[str, ...]:
    return tuple(cell for row in rows.rows() for cell in row if cell and cell.strip())


MOST_HEAD_ROWS = 60


def _side_by_side(
    columns: list[str], known: list[str], body: pl.DataFrame, words: Mapping[str, str]
) -> list[list[int]]:
    """The columns of each table, where heads stand again beyond an empty column; else all."""
    empty = [
        not columns[n] and body.to_series(n).null_count() == body.height
        for n in range(len(columns))
    ]
    parts: list[list[int]] = [[]]
    for n, gap in enumerate(empty):
        if gap and parts[-1]:
            parts.append([])
        elif not gap:
            parts[-1].append(n)
    parts = [part for part in parts if part]
    if len(parts) < 2:
        return [list(range(len(columns)))]
    fields = [{words[known[n]] for n in part if known[n] in words} for part in parts]
    again = [
        part
        for part, meant in zip(parts[1:], fields[1:], strict=True)
        if len(meant & fields[0]) >= ENOUGH
    ]
    if not again:
        return [list(range(len(columns)))]
    rest = [n for part in parts if part not in again for n in part]
    return [rest, *again]


def _carry_down(frame: pl.DataFrame, spans: list[Span], days: Collection[int]) -> pl.DataFrame:
    """Merged cells of a column said on each of their rows; a count is said once only, which a
    number in one of the columns of days is not."""
    columns: dict[str, list[str | None]] = {}
    for top, left, bottom, right in spans:
        if bottom == top or left != right or left >= frame.width or top >= frame.height:
            continue
        name = frame.columns[left]
        cells = columns.setdefault(name, frame[name].to_list())
        value = cells[top]
        if value and (left in days or not re.fullmatch(r"\d{1,4}", value.strip())):
            for row in range(top + 1, min(bottom + 1, len(cells))):
                cells[row] = cells[row] or value
    return frame.with_columns(pl.Series(name, cells, pl.String) for name, cells in columns.items())


def _grid(
    frame: pl.DataFrame, offset: int, formulas: dict[int, list[tuple[str, str]]], sheet: str
) -> Grid:
    filled = ~frame.select(pl.all_horizontal(pl.all().is_null())).to_series()
    header = _header(frame, int(filled.arg_max() or 0))
    names, notes = header_names([cell or "" for cell in frame.row(header)])
    if header > int(filled.arg_max() or 0):
        notes.append(
            say("the header was found in row {number}, below a title", number=offset + header + 1)
        )
    grid = _with_formulas(
        frame.slice(header + 1), names, offset + header + 2, formulas, sheet, notes, 0
    )
    return replace(grid, head=offset + header + 1, titles=_said_in(frame.head(header)))


def _with_formulas(
    body: pl.DataFrame,
    names: list[str],
    first_line: int,
    formulas: dict[int, list[tuple[str, str]]],
    sheet: str,
    notes: list[str],
    first_column: int,
) -> Grid:
    """The rows of a table, those of formulas without a value refused."""
    body = body.rename(dict(zip(body.columns, names, strict=True)))
    lines = pl.Series("line", range(first_line, first_line + body.height), dtype=pl.Int32)
    bad = {line: cells for line, cells in formulas.items() if line >= first_line}
    keep = ~lines.is_in(list(bad))
    rows = dict(zip(lines.filter(~keep).to_list(), body.filter(~keep).rows(), strict=True))
    rejected = tuple(
        _refuse_uncalculated(line, cells, names, rows.get(line, ()), sheet, first_column)
        for line, cells in sorted(bad.items())
    )
    return tidy(body.filter(keep), lines.filter(keep), rejected, tuple(notes))


def _refuse_uncalculated(
    line: int,
    bad: list[tuple[str, str]],
    names: list[str],
    row: tuple[str | None, ...],
    sheet: str,
    first_column: int = 0,
) -> Rejection:
    """The refusal of a row of formulas without a value; its cells hold the formulas themselves."""
    cells = [*row, *[None] * (len(names) - len(row))]
    at = [_position(cell) - 1 - first_column for cell, _value in bad]
    for position, (_cell, value) in zip(at, bad, strict=True):
        if 0 <= position < len(cells):
            cells[position] = value
    (cell, value), failed = bad[0], bad[0][1].startswith("#")
    return Rejection(
        row=line,
        column=names[at[0]] if 0 <= at[0] < len(names) else cell,
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
    named = [member for _name, member, _namespace in sheets if member in spans]
    require_total(sum(spans[member][0] * spans[member][1] for member in named), path.name)
    _check_growth(archive, named, sum(spans[member][2] for member in named), path)


_SHARED = re.compile(
    rb"<(?:\w+:)?c\s[^>]*\bt=[\"']s[\"'][^>]*>\s*<(?:\w+:)?v>\s*(\d{1,10})\s*</(?:\w+:)?v>"
)
"""A cell that holds a text kept once for all cells that say it, by its number."""


def _check_growth(archive: zipfile.ZipFile, sheets: list[str], filled: int, path: Path) -> None:
    """Refuse a workbook whose cells repeat a long text until it fills the memory.

    Takes   sheets, the part of each sheet by name, as often as it is named; filled, their cells.
    """
    shared = [name for name in archive.namelist() if "sharedStrings" in name]
    lengths = [
        len(text)
        for name in shared
        for text in re.split(rb"<(?:\w+:)?si\b", archive.read(name))[1:]
    ]
    if max(lengths, default=0) * filled <= LIMITS["text_bytes"]:
        return
    laid_out = 0
    for name in sheets:
        for cell in _SHARED.finditer(archive.read(name)):
            number = int(cell[1])
            laid_out += lengths[number] if number < len(lengths) else 0
            if laid_out > LIMITS["text_bytes"]:
                raise UnreadableFile(
                    say(
                        "laid out, its cells say more than {mb:,.0f} MB: too large to be safe",
                        mb=LIMITS["text_bytes"] / 1e6,
                    ),
                    where=path.name,
                    next=say("split it into smaller files, or ask who made it what it holds"),
                )


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
            if corners := _CELL.findall(text):
                letters.update(letter for letter, _ in corners)
                rows = max(rows, max(int(row) for _, row in corners))
                filled += len(corners)
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
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))  # nosec B314 # expat refuses entities that grow
    namespace = _STRICT if book.tag.startswith(_STRICT) else _MAIN
    targets = {
        r.get("Id"): r.get("Target", "")
        for r in ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # nosec B314 # expat refuses entities that grow
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


_MERGED = re.compile(
    rb'<(?:\w+:)?mergeCell [^>]*\bref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"'
)
_HIDDEN_ROW = re.compile(rb'<(?:\w+:)?row [^>]*\bhidden="(?:1|true)"[^>]*>')
_ROW_NUMBER = re.compile(rb'\br="(\d{1,7})"')
_REMARK_AT = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_REMARKS_AT = re.compile(rb'Target="(?:\.\.|/xl)/(comments[\w/]*\.xml)"')
MOST_REMARKS_TOLD = 20
"""Cells with a remark that are named; the rest are counted."""

MOST_MERGED = 20_000
"""More merged cells than any table has are not looked at."""


def _marks(archive: zipfile.ZipFile) -> dict[str, SheetMarks]:
    """By sheet, what it says beside its cells."""
    marks = {}
    names = set(archive.namelist())
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))  # nosec B314 # expat refuses entities that grow
    hidden = {
        sheet.get("name", "")
        for sheet in book.iter()
        if sheet.tag.endswith("}sheet") and sheet.get("state", "visible") != "visible"
    }
    counts_from_1904 = any(
        part.tag.endswith("}workbookPr") and part.get("date1904") in ("1", "true")
        for part in book.iter()
    )
    struck = _struck_styles(archive, names)
    for name, member, _namespace in _sheets(archive):
        if member not in names:
            continue
        text = archive.read(member)
        merged = _MERGED.findall(text) if text.count(b"mergeCell ") <= MOST_MERGED else []
        rows = (_ROW_NUMBER.search(row) for row in _HIDDEN_ROW.findall(text))
        marks[name] = SheetMarks(
            tuple(
                (int(top) - 1, _column(left), int(bottom) - 1, _column(right))
                for left, top, right, bottom in merged
            ),
            frozenset(int(row[1]) for row in rows if row),
            name in hidden,
            tuple(_remarks(archive, member, names)),
            _struck_lines(text, struck),
            counts_from_1904,
        )
    return marks


_STYLED_ROW = re.compile(
    rb'<(?:\w+:)?row [^>]*?\br="(\d{1,7})"[^>]*(?<!/)>(.*?)</(?:\w+:)?row>', re.S
)
_STYLED_CELL = re.compile(rb"<(?:\w+:)?c( [^>]*)(?<!/)>")
_STYLE = re.compile(rb'\bs="(\d{1,6})"')


def _struck_styles(archive: zipfile.ZipFile, names: set[str]) -> frozenset[int]:
    """The styles of cells whose words are struck through."""
    if "xl/styles.xml" not in names:
        return frozenset()
    book = ElementTree.fromstring(archive.read("xl/styles.xml"))  # nosec B314 # expat refuses entities that grow
    parts = {part.tag.rpartition("}")[2]: part for part in book}
    fonts = [
        any(
            mark.tag.endswith("}strike") and mark.get("val", "1") not in ("0", "false")
            for mark in font
        )
        for font in parts.get("fonts", ())
    ]
    if not any(fonts):
        return frozenset()
    struck = {str(number) for number, is_struck in enumerate(fonts) if is_struck}
    return frozenset(
        n for n, style in enumerate(parts.get("cellXfs", ())) if style.get("fontId") in struck
    )


def _struck_lines(text: bytes, styles: frozenset[int]) -> frozenset[int]:
    """The lines of a sheet most of whose filled cells are struck through."""
    struck: set[int] = set()
    for row in _STYLED_ROW.finditer(text) if styles else ():
        of_cells = [_STYLE.search(cell) for cell in _STYLED_CELL.findall(row[2])]
        marked = sum(style is not None and int(style[1]) in styles for style in of_cells)
        if marked and marked * 2 > len(of_cells):
            struck.add(int(row[1]))
    return frozenset(struck)


def _remarks(
    archive: zipfile.ZipFile, member: str, names: set[str]
) -> Iterator[tuple[str, int, str]]:
    """The remarks pinned to cells of a sheet: column, line and words."""
    folder, _slash, sheet = member.rpartition("/")
    beside = f"{folder}/_rels/{sheet}.rels"
    if beside not in names:
        return
    for target in _REMARKS_AT.findall(archive.read(beside)):
        if (part := f"xl/{target.decode()}") in names:
            for remark in ElementTree.fromstring(archive.read(part)).iter():  # nosec B314 # expat refuses entities that grow
                at = _REMARK_AT.fullmatch(remark.get("ref", ""))
                if at and remark.tag.endswith("}comment"):
                    yield at[1], int(at[2]), " ".join("".join(remark.itertext()).split())


def _column(letters: bytes) -> int:
    """The column of these letters, counted from 0."""
    return _position(f"{letters.decode()}1") - 1


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
        for _, row in ElementTree.iterparse(part):  # nosec B314 # expat refuses entities that grow
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
