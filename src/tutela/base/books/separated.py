"""Text files of separated values, in whatever encoding, separator and state they arrive.

The quick way reads the whole file at once and trusts nothing: an independent count of lines and
fields must agree with it. Where they differ, the careful way goes record by record and says which
lines are bad.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from charset_normalizer import from_bytes

from tutela.base.errors import Rejection, UnreadableFile
from tutela.base.grid import Grid, header_names, tidy
from tutela.base.guards.limits import LIMITS, require_cells
from tutela.base.later import np, pl
from tutela.base.messages import say, say_n

if TYPE_CHECKING:
    from numpy.typing import NDArray

SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}

_CHUNK = 8 * 1024**2
_BATCH = 20_000
_MOST_STRAY_QUOTES = 1_000


def read_separated(data: bytes, path: Path) -> Grid:
    """A grid from the bytes of a text file.

    Raises  UnreadableFile if the bytes are empty or are no text.
    """
    data, notes, dirty = _as_utf8(data, path)
    if b"\r" in data:
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    data = _without_last_blanks(data)
    skipped = len(data) - len(data.lstrip(b"\n"))
    start = skipped
    separator = None
    if hint := re.match(rb'"?sep=(.)"?\n', data[start : start + 20]):  # Excel's own first line
        separator = hint[1].decode("utf-8", "replace")
        start += hint.end()
        skipped += 1
    if start >= len(data):
        raise UnreadableFile(
            say("the file is empty"), where=path.name, next=say("ask for a filled copy")
        )
    body = data[start:] if start else data
    separator = separator if separator in SEPARATORS else _separator(body[: _CHUNK // 32])
    body = _with_titles_widened(body, separator.encode())
    header_end = body.index(b"\n")
    header_line = body[:header_end]
    _require_lines(body, header_end, path)
    require_cells(0, header_line.count(separator.encode()) + 1, path.name)
    if not dirty and b"\0" not in body and header_line.count(b'"') % 2 == 0:
        cells = next(csv.reader([header_line.decode()], delimiter=separator), [])
        names, said = header_names(cells)
        grid = _quick(body, separator, names, skipped, path)
        if grid is not None:
            return tidy(*grid, notes=(*notes, *said))
    return _read_carefully(body, separator, skipped, notes, path)


def read_lines(data: bytes, path: Path) -> pl.DataFrame:
    """A text file as it stands, a row for each of its lines, cells parted, nothing left out.

    Raises  UnreadableFile if the bytes are empty or are no text.

    >>> read_lines(b"Log of Luma\\n\\nDate;Place\\n1/5;Tera\\n", Path("a.csv")).rows()
    [('Log of Luma', None), (None, None), ('Date', 'Place'), ('1/5', 'Tera')]
    """
    data, _notes, _dirty = _as_utf8(data, path)
    data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").replace(b"\0", b"")
    hint = re.match(rb'"?sep=(.)"?\n', data[:20])
    said = hint[1].decode("utf-8", "replace") if hint else ""
    separator = said if said in SEPARATORS else _separator(_below_title(data[: _CHUNK // 32]))
    reader = csv.reader(io.StringIO(data.decode("utf-8", "replace")), delimiter=separator)
    rows: list[list[str | None]] = []
    try:
        for cells in reader:
            begun = len(rows)
            rows.append([_printable_text(cell) or None for cell in cells])
            rows += [[] for _line in range(reader.line_num - begun - 1)]  # it goes on below
    except csv.Error as fault:
        raise UnreadableFile(
            say("quotation marks are opened and not closed"),
            where=say("line {line}", line=len(rows) + 1),
            next=say("save the table again as CSV, or as XLSX"),
        ) from fault
    width = max(map(len, rows), default=0)
    require_cells(len(rows), width, path.name)
    return pl.DataFrame(
        [[*cells, *[None] * (width - len(cells))] for cells in rows],
        schema={f"column {n}": pl.String for n in range(1, width + 1)},
        orient="row",
    )


def _below_title(sample: bytes) -> bytes:
    """The lines from the first on that holds a sign between cells; all where none does."""
    lines = sample.split(b"\n")
    signs = [sign.encode() for sign in SEPARATORS]
    first = next((n for n, line in enumerate(lines) if any(sign in line for sign in signs)), 0)
    return b"\n".join(lines[first:])


_MOST_TITLES = 12


def _with_titles_widened(body: bytes, separator: bytes) -> bytes:
    """Lines of a file whose first ones are titles of one cell, these as wide as the lines below.

    >>> _with_titles_widened(b"Log of Luma\\n\\nDate;Place\\n1 May;Luma\\n2 May;Tera\\n", b";")
    b'Log of Luma;\\n;\\nDate;Place\\n1 May;Luma\\n2 May;Tera\\n'
    """
    first = body[: body.find(b"\n")]
    if separator in first or b'"' in first:
        return body
    lines = body.split(b"\n", _MOST_TITLES + 1)
    titles = next((n for n, line in enumerate(lines[:-1]) if separator in line), 0)
    wide = lines[titles].count(separator)
    if not titles or lines[titles + 1].count(separator) != wide:
        return body
    lines[:titles] = [line + separator * wide for line in lines[:titles]]
    return b"\n".join(lines)


def _require_lines(body: bytes, header_end: int, path: Path) -> None:
    """Refuse lines longer than any row of a table, before anything looks into them."""
    longest, line = _longest(body)
    for most, size, at in (
        (LIMITS["header_bytes"], header_end, 1),
        (LIMITS["line_bytes"], longest, line),
    ):
        if size > most:
            raise UnreadableFile(
                say("line {line} has {n:,} bytes, more than {most:,}", line=at, n=size, most=most),
                where=path.name,
                next=say("give a table: a row on each line, below a line of column names"),
            )


def _longest(body: bytes) -> tuple[int, int]:
    """How long the longest line is, and which it is, counted from 1.

    >>> _longest(b"a\\nbbb\\ncc\\n")
    (3, 2)
    """
    best, best_line, begin, line = 0, 1, 0, 1
    for at in range(0, len(body), _CHUNK):
        part = np.frombuffer(body, dtype=np.uint8, count=min(_CHUNK, len(body) - at), offset=at)
        ends = np.flatnonzero(part == 10) + at
        if len(ends):
            lengths = np.diff(ends, prepend=begin - 1) - 1
            if (longest := int(lengths.max())) > best:
                best, best_line = longest, line + int(lengths.argmax())
            begin, line = int(ends[-1]) + 1, line + len(ends)
    return best, best_line


def _without_last_blanks(data: bytes) -> bytes:
    """The text without blank lines at its end; blank cells of its last row stay, tabs among them.

    >>> _without_last_blanks(b"a\\tb\\n1\\t\\n \\t\\n\\n")
    b'a\\tb\\n1\\t\\n'
    """
    end = len(data)
    while end:
        end = len(data[:end].rstrip(b"\n\0")) if data[end - 1] in b"\n\0" else end
        begin = data.rfind(b"\n", 0, end) + 1
        if data[begin:end].strip(b" \t\0"):
            break
        end = begin
    return data[:end].rstrip(b"\n") + b"\n"


def _as_utf8(data: bytes, path: Path) -> tuple[bytes, list[str], bool]:
    """The text in UTF-8, what to say about it, and whether single bytes in it are faulty."""
    data = data.removeprefix(codecs.BOM_UTF8)
    if not data.strip(b" \t\r\n\0"):
        raise UnreadableFile(
            say("the file is empty"), where=path.name, next=say("ask for a filled copy")
        )
    if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return (
            _decode_text(data, "utf-32", path).encode(),
            [say("read as {encoding}", encoding="UTF-32")],
            False,
        )
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return (
            _decode_text(data, "utf-16", path).encode(),
            [say("read as {encoding}", encoding="UTF-16")],
            False,
        )
    if guess := _unmarked_utf16(data):
        return (
            _decode_text(data, guess, path).encode(),
            [say("read as {encoding}, unmarked", encoding=guess.upper())],
            False,
        )
    sample = np.frombuffer(data[:65536], dtype=np.uint8)
    control = np.isin(sample, [*range(9), *range(14, 27), *range(28, 32), 127])
    if control.sum() > max(8, 0.02 * control.size):
        raise UnreadableFile(
            say("this is not a table but bytes no reader knows"),
            where=path.name,
            next=say("give a CSV, XLSX or Parquet file"),
        )
    broken = _faulty_bytes(data)
    if not broken:
        return data, [], False
    high = [line for line in data[: 4 * _CHUNK].split(b"\n") if not line.isascii()]
    sound = sum(1 for line in high if _is_utf8(line))
    if sound > 10 * (len(high) - sound):  # nearly all of it is UTF-8: refuse the few lines, not all
        return data, [say("some lines are not in the file's encoding, UTF-8")], True
    encoding = _encoding(b"\n".join(high)[:65536])
    note = say("read as {encoding}: not UTF-8; check names with accents", encoding=encoding)
    return data.decode(encoding, errors="replace").encode(), [note], False


def _decode_text(data: bytes, encoding: str, path: Path) -> str:
    try:
        return data.decode(encoding).replace("\ufeff", "")
    except UnicodeDecodeError as fault:
        raise UnreadableFile(
            say(
                "the text is damaged: {encoding} fails at byte {start}",
                encoding=encoding,
                start=fault.start,
            ),
            where=path.name,
            next=say("save it again as CSV UTF-8"),
        ) from fault


def _unmarked_utf16(data: bytes) -> str | None:
    sample = np.frombuffer(data[: len(data[:4096]) // 2 * 2], dtype=np.uint8)
    if sample.size < 8:
        return None
    even, odd = (sample[0::2] == 0).mean(), (sample[1::2] == 0).mean()
    if odd > 0.7 and even < 0.1:
        return "utf-16-le"
    return "utf-16-be" if even > 0.7 and odd < 0.1 else None


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _faulty_bytes(data: bytes) -> bool:
    """Whether the text is not UTF-8, without making a second copy of it."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for at in range(0, len(data), _CHUNK):
            decoder.decode(data[at : at + _CHUNK])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return True
    return False


def _encoding(sample: bytes) -> str:
    """The one-byte encoding a sample of lines with high bytes is in, or latin-1, which fits all."""
    best = from_bytes(sample, cp_isolation=["cp1252", "cp1256", "cp850", "mac_roman"]).best()
    return best.encoding if best else "latin_1"


_ALIKE = 0.7
"""So large a share of the lines below the first that a sign splits alike makes it the separator."""


_QUOTED = re.compile(r'"[^"]*"')


def _separator(sample: bytes) -> str:
    """The separator the header uses most; where two tie, the one that splits the rows alike.

    A first line that is a sentence with commas is no header of lines that semicolons split.

    >>> _separator(b"News, Djugu\\n\\nNo;Who;What\\n1;A;Two men, one boy\\n2;B;A cow, lost")
    ';'

    Signs within quoted cells count for nothing, also where a cell has several lines.

    >>> _separator(b'one,two\\n";\\n",;\\n')
    ','
    """
    text = sample.decode("utf-8", "replace")
    if text.count('"') % 2 == 0:  # else one is stray, and would pair with that of another cell
        text = _QUOTED.sub("", text)
    lines = [_QUOTED.sub("", line) for line in text.split("\n")]
    lines = [line for line in lines[:50] if line.strip()] or [""]

    def alike(separator: str, wanted: int) -> int:
        return sum(line.count(separator) == wanted for line in lines[1:])

    def merit(separator: str) -> tuple[int, int]:
        wanted = lines[0].count(separator)
        return wanted, alike(separator, wanted)

    def most_alike(separator: str) -> int:
        counts = Counter(line.count(separator) for line in lines[1:])
        return max((count for number, count in counts.items() if number), default=0)

    best = max(SEPARATORS, key=merit)
    other = max(SEPARATORS, key=most_alike)
    rows = max(len(lines) - 1, 1)
    surer = most_alike(other) > alike(best, lines[0].count(best))
    return other if surer and most_alike(other) >= _ALIKE * rows else best


def _quick(
    body: bytes, separator: str, names: list[str], skipped: int, path: Path
) -> tuple[pl.DataFrame, pl.Series] | None:
    """The whole file in one pass, or None where a single record is not as it should be."""
    lines, fields = records(body, separator)
    require_cells(len(lines), len(names), path.name)
    filled = fields > 0
    if not (fields[filled] == len(names)).all():
        return None
    try:
        frame = pl.read_csv(
            body,
            has_header=False,
            skip_lines=1,
            schema={name: pl.String for name in names},
            separator=separator,
            infer_schema=False,
        )
    except pl.exceptions.NoDataError:
        frame = pl.DataFrame(schema={name: pl.String for name in names})
    except (pl.exceptions.ComputeError, pl.exceptions.SchemaError):
        return None
    if frame.height != len(lines) - 1:
        return None
    return frame, pl.Series("line", lines[1:] + skipped)


def records(body: bytes, separator: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where each record begins and how many fields it has, counted apart from any parser.

    Takes   text in UTF-8 with plain line ends, ending in one.
    Gives   for n records, the line each begins on (from 1) and its fields (0: a blank line).

    >>> lines, fields = records(b'a,b\\n1,"two\\nlines"\\n\\n3\\n', ",")
    >>> lines.tolist(), fields.tolist()
    ([1, 2, 4, 5], [2, 2, 0, 1])
    """
    quoted = b'"' in body
    sign = ord(separator)
    ends, commas, line_ends = [], [], []
    inside = np.uint8(0)
    for at in range(0, len(body), _CHUNK):
        part = np.frombuffer(body, dtype=np.uint8, count=min(_CHUNK, len(body) - at), offset=at)
        newline, comma = part == 10, part == sign
        line_ends.append(np.flatnonzero(newline) + at)
        if quoted:
            # An odd number of quotation marks so far means: within a quoted field.
            within = (np.cumsum(part == 34, dtype=np.uint8) + inside) & 1
            inside = within[-1]
            newline &= within == 0
            comma &= within == 0
        ends.append(np.flatnonzero(newline) + at)
        commas.append(np.flatnonzero(comma) + at)
    end, comma_at, line_end = map(np.concatenate, (ends, commas, line_ends))
    if not len(end) or end[-1] != len(body) - 1:  # a quotation mark that nobody closed
        end = np.append(end, len(body) - 1)
    begin = np.concatenate(([0], end[:-1] + 1))
    fields = np.diff(np.searchsorted(comma_at, end), prepend=0) + 1
    fields[begin == end] = 0
    return np.searchsorted(line_end, begin) + 1, fields


class _Lines:
    """Lines one by one, remembering those of the record at hand so that it can be taken again."""

    def __init__(self, body: bytes, skipped: int) -> None:
        self._file = io.TextIOWrapper(
            io.BytesIO(body), encoding="utf-8", errors="surrogateescape", newline="\n"
        )
        self._again: list[str] = []
        self._record: list[str] = []
        self.line = skipped + 1

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        text = self._again.pop() if self._again else next(self._file)
        self._record.append(text)
        return text

    def accept(self) -> str:
        """Done with the record: the next begins after all lines it took. Gives its first line."""
        first = self._record[0] if self._record else ""
        self.line += len(self._record)
        self._record = []
        return first

    def refuse(self) -> str:
        """Only the record's first line is lost: the rest is taken again. Gives that line."""
        first, *rest = self._record
        self._again.extend(reversed(rest))
        self.line += 1
        self._record = []
        return first


def _read_carefully(
    body: bytes, separator: str, skipped: int, notes: list[str], path: Path
) -> Grid:
    lines = _Lines(body, skipped)
    rejected: list[Rejection] = []
    batches: list[pl.DataFrame] = []
    names: list[str] = []
    rows: list[list[str]] = []
    at: list[int] = []
    said: list[str] = []
    strays = 0
    reader = csv.reader(lines, delimiter=separator, strict=True)
    while True:
        line = lines.line
        try:
            row = next(reader)
        except StopIteration:
            break
        except csv.Error as fault:
            if "field larger" in str(fault):
                raise UnreadableFile(
                    say("a cell holds more than {n:,} signs", n=csv.field_size_limit()),
                    where=say("line {line}", line=line),
                    next=say("shorten it, or look for a quotation mark that nobody closed"),
                ) from fault
            strays += 1
            if strays > _MOST_STRAY_QUOTES or not names:
                raise UnreadableFile(
                    say("quotation marks are opened and not closed"),
                    where=say("line {line}", line=line),
                    next=say("save the table again as CSV, or as XLSX"),
                ) from fault
            rejected.append(_stray_quote(line, lines.refuse()))
            reader = csv.reader(lines, delimiter=separator, strict=True)
            continue
        lines.accept()
        if not any(row):
            continue
        if not names:
            names, said = header_names([_printable_text(cell) for cell in row])
            require_cells(0, len(names), path.name)
            continue
        while len(row) > len(names) and not row[-1].strip():
            row.pop()  # trailing separators without a value say nothing
        if fault_found := _fault(row, line, names):
            rejected.append(fault_found)
            continue
        rows.append(row)
        at.append(line)
        if len(rows) == _BATCH:
            require_cells(len(at), len(names), path.name)
            batches.append(_columns(names, rows))
            rows = []
    batches.append(_columns(names, rows))
    return tidy(
        pl.concat(batches), pl.Series("line", at, pl.Int32), tuple(rejected), (*notes, *said)
    )


def _columns(names: list[str], rows: list[list[str]]) -> pl.DataFrame:
    columns = zip(*rows, strict=True) if rows else ([] for _ in names)
    return pl.DataFrame(
        [pl.Series(n, list(c), pl.String) for n, c in zip(names, columns, strict=True)]
    )


def _printable_text(text: str) -> str:
    """Text fit to print: bytes that are no text, and control signs, become a lozenge."""
    return "".join("\ufffd" if "\udc80" <= c <= "\udcff" or c == "\0" else c for c in text)


def _stray_quote(line: int, text: str) -> Rejection:
    return Rejection(
        row=line,
        column="",
        value=say_n("{n} sign", "{n} signs", len(text)),
        why=say("a quotation mark in this row is not closed, or stands inside a quoted text"),
        next=say('write a quotation mark inside a text twice ("")'),
        cells=(_printable_text(text.rstrip("\n")),),
    )


def _fault(row: list[str], line: int, names: list[str]) -> Rejection | None:
    if len(row) != len(names):
        wrong = (
            say(
                "more fields than the header: {given}, not {wanted}",
                given=len(row),
                wanted=len(names),
            )
            if len(row) > len(names)
            else say(
                "fewer fields than the header: {given}, not {wanted}",
                given=len(row),
                wanted=len(names),
            )
        )
        return Rejection(
            row=line,
            column="",
            value=say_n("{n} field", "{n} fields", len(row)),
            why=wrong,
            next=say(
                "look for a separator or line end inside a text; put that text in quotation marks"
            ),
            cells=tuple(map(_printable_text, row)),
        )
    whole = "".join(row)
    if whole.isascii() and "\0" not in whole:
        return None
    for name, cell in zip(names, row, strict=True):
        if "\0" in cell:
            return Rejection(
                line,
                name,
                _printable_text(cell)[:80],
                say("a NUL byte stands in the text"),
                say("type it again"),
                cells=tuple(map(_printable_text, row)),
            )
        if not _is_encodable(cell):
            return Rejection(
                line,
                name,
                _printable_text(cell)[:80],
                say("bytes that are not in the encoding of the rest of the file"),
                say("type it again, and save as CSV UTF-8"),
                cells=tuple(map(_printable_text, row)),
            )
    return None


def _is_encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
