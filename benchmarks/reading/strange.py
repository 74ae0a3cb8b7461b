"""Books whose heads no list of words knows: each that one knows is replaced by a word of no
language. A head that is a day, a month or a place says what it holds, and stays."""

from __future__ import annotations

import io
import tempfile
import zlib
from dataclasses import replace
from pathlib import Path

from benchmarks.reading.books import Book
from tutela.base.errors import TutelaError
from tutela.base.layout import head_word, without_number
from tutela.incidents.asked import find_regions
from tutela.incidents.sources.mapping import head_words
from tutela.reading.regions import Region

_SYLLABLES = ("zu", "vro", "kel", "mib", "tas", "nop", "gri", "hul", "dax", "wem")


def strange_word(number: int, book: str) -> str:
    """A word that is none, another for each number and each book.

    >>> strange_word(3, "a"), strange_word(14, "a"), strange_word(3, "b")
    ('Mibzuhulzu', 'Tasvrohulzu', 'Mibzuvrodax')
    """
    of_book = zlib.crc32(book.encode())
    parts = (number % 10, number // 10 % 10, of_book % 10, of_book // 10 % 10)
    return "".join(_SYLLABLES[n] for n in parts).capitalize()


def _is_known(head: str) -> bool:
    said = head_word(without_number(head.strip().strip('"')))
    return said in head_words()


def with_strange_heads(book: Book) -> Book:
    """The book with a strange word in each cell of its heads."""
    with tempfile.TemporaryDirectory(prefix="tutela-strange-") as folder:
        files = {path.name: _strange(path, book.shape) for path in book.write(Path(folder))}
    return replace(book, files=files)


def _strange(path: Path, book: str) -> bytes:
    content = path.read_bytes()
    try:
        regions = [one.region for one in find_regions(path) if any(one.region.head)]
    except TutelaError:
        return content
    if path.suffix == ".xlsx":
        return _strange_workbook(content, regions, book)
    return _strange_text(content, regions, book) if path.suffix == ".csv" else content


def _strange_workbook(content: bytes, regions: list[Region], name: str) -> bytes:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(content))
    for region in regions:
        sheet = book[region.sheet]
        for line in range(region.head[0], region.head[1] + 1):
            for column in range(region.columns[0], region.columns[1] + 1):
                cell = sheet.cell(line, column)
                if isinstance(cell.value, str) and _is_known(cell.value):
                    cell.value = strange_word(column, name)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def _strange_text(content: bytes, regions: list[Region], name: str) -> bytes:
    lines = content.split(b"\n")
    for region in regions:
        for number in range(region.head[0] - 1, region.head[1]):
            sign = max(b",;\t|", key=lambda one: lines[number].count(bytes([one])))
            parts = lines[number].rstrip(b"\r").split(bytes([sign]))
            words = [
                strange_word(n, name).encode()
                if _is_known(part.decode("utf-8", "replace"))
                else part
                for n, part in enumerate(parts, 1)
            ]
            lines[number] = bytes([sign]).join(words)
    return b"\n".join(lines)
