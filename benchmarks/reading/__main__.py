"""What the reading makes of books whose true rows are known.

    python -m benchmarks.reading [--copies 6] [--lot forms] [--only SHAPE] [--why]
    python -m benchmarks.reading FOLDER [--half odd|even] [--books] [--why]

The frozen books (`benchmarks/reading/books`), a line a shape and the last line of all; of a FOLDER
of books by strangers, each with its truth beside it, nothing but the last line, unless --books asks
for a line a book: a half which nobody may read stays unread.

    python -m benchmarks.reading --rows new.csv     besides, all that was read, a line a row
    python -m benchmarks.reading --speed            rows a second of a processor

A truth says of each row its file, sheet, row, date_from, date_to, place, latitude, longitude,
killed, injured and what_should_happen: kept, held, left_out, misconduct, or double_of:SHEET!ROW. A
blank number is not known; a nought is known; "3-5" and "3-" are a range. Columns that a truth does
not have are not judged; with a column `district` a place is right that holds the true one.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

import polars as pl

from benchmarks.reading.books import Book, books_in, frozen_books, shapes
from benchmarks.reading.count import KINDS, Counted, RowRead, count_book
from benchmarks.reading.speed import FILES, rows_a_second


def main() -> None:
    """Read the books, and say what came of their rows."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("folder", nargs="?", type=Path)
    options.add_argument("--copies", type=int, default=1, help="of six books of a shape")
    options.add_argument("--half", choices=("odd", "even"), help="books at these places by name")
    options.add_argument("--lot", default="", help="shapes of this lot alone, as forms")
    options.add_argument("--only", default="", help="shapes or books whose name holds this")
    options.add_argument("--books", action="store_true", help="a line a book of the folder")
    options.add_argument("--why", action="store_true", help="say of each row that is not right why")
    options.add_argument("--rows", type=Path, help="write all that was read, to compare readers")
    options.add_argument("--speed", action="store_true", help="rows a second and nothing else")
    asked = options.parse_args()
    if asked.speed:
        for name in FILES:
            sys.stdout.write(f"{name}: {rows_a_second(name):,.0f} rows a second\n")
        return
    if asked.folder:
        books: Iterable[Book] = (
            book for book in books_in(asked.folder, asked.half) if asked.only in book.shape
        )
    else:
        of = {s for s, lot in shapes().items() if asked.only in s and asked.lot in lot}
        books = frozen_books(range(1, asked.copies + 1), of)
    whole: list[Counted] = []
    sys.stdout.write("  ".join([f"{'shape':32}", *(f"{k:>7.7}" for k in KINDS)]) + "\n")
    read: list[RowRead] = []
    for shape, of_shape in groupby(books, key=lambda book: book.shape):
        counted = [count_book(book) for book in of_shape]
        whole += counted
        read += [{"shape": shape, **row} for book in counted for row in book.rows]
        if not asked.folder or asked.books or asked.why:
            _line(shape, counted)
        for one_book in counted if asked.why else ():
            for reason in one_book.reasons:
                sys.stdout.write(f"    {reason}\n")
    _line("all", whole)
    if asked.rows:
        pl.DataFrame(read, infer_schema_length=None).write_csv(asked.rows)
    seconds = sum(c.seconds for c in whole)
    sys.stdout.write(f"{len(read):,} rows in {seconds:.1f} s of a processor\n")


def _line(name: str, counted: list[Counted]) -> None:
    counts: Counter[str] = sum((c.counts for c in counted), Counter())
    sys.stdout.write("  ".join([f"{name:32.32}", *(f"{counts[k]:7}" for k in KINDS)]) + "\n")


if __name__ == "__main__":
    main()
