"""The frozen books: workbooks and texts in one packed archive, the truth of each row beside it."""

from __future__ import annotations

import csv
import tarfile
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "books"
AREA = {
    "type": "Polygon",
    "coordinates": [[[14.4, 2.2], [27.5, 2.2], [27.5, 11.1], [14.4, 11.1], [14.4, 2.2]]],
}
"""The country in which all that the frozen books tell is said to have happened."""

TruthRow = dict[str, str]
"""A row of a truth by its columns: what is true of one line of one file."""


@dataclass(frozen=True)
class Book:
    """Files that are read together, and what is true of their rows.

    shape, copy   which of the shapes of `lot` it has, and which of six books of that shape it is
    """

    lot: str
    shape: str
    copy: int
    files: dict[str, bytes]
    truths: tuple[TruthRow, ...]

    @property
    def secrets(self) -> frozenset[str]:
        """Words of rows of misconduct, which may stand in no answer."""
        return frozenset(truth["secret"] for truth in self.truths if truth["secret"])

    def write(self, folder: Path) -> list[Path]:
        """Write the files into a folder; their paths by name."""
        for name, content in self.files.items():
            (folder / name).write_bytes(content)
        return sorted(folder / name for name in self.files)


def shapes() -> dict[str, str]:
    """The shapes that books are frozen of, each with its lot; some hold nothing that is true."""
    with tarfile.open(FOLDER / "books.tar.xz") as archive:
        names = (member.name.split("/") for member in archive)
        return {shape: lot for lot, shape, *_ in names}


def frozen_books(
    copies: Collection[int] = (1,), shapes: Collection[str] | None = None
) -> Iterator[Book]:
    """The frozen books of these copies (1 to 6), of these shapes or of all."""
    truths: dict[tuple[str, str, int], list[TruthRow]] = defaultdict(list)
    for truth in _truths():
        truths[truth["lot"], truth["shape"], int(truth["copy"])].append(truth)
    files: dict[tuple[str, str, int], dict[str, bytes]] = defaultdict(dict)
    with tarfile.open(FOLDER / "books.tar.xz") as archive:
        for member in archive:
            lot, shape, copy, name = member.name.split("/")
            content = archive.extractfile(member)
            if int(copy) in copies and (shapes is None or shape in shapes) and content:
                files[lot, shape, int(copy)][name] = content.read()
    for key, of_book in files.items():
        yield Book(*key, of_book, tuple(truths[key]))


def _truths() -> Iterator[TruthRow]:
    with (FOLDER / "truth.csv").open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def books_in(folder: Path, half: str | None = None) -> Iterator[Book]:
    """The books of a folder by name, NAME.xlsx or NAME.csv with NAME.truth.csv beside it or one
    truth.csv for all; of them those at odd or at even places, counted from one."""
    paths = sorted(
        (
            path
            for path in folder.iterdir()
            if path.suffix in (".xlsx", ".csv") and not path.name.endswith("truth.csv")
        ),
        key=lambda path: path.stem,
    )
    for path in paths if half is None else paths[half == "even" :: 2]:
        own = path.with_name(f"{path.stem}.truth.csv")
        truth = own if own.exists() else path.with_name("truth.csv")
        with truth.open(encoding="utf-8", newline="") as lines:
            rows = [
                {"secret": "", **row, "file": path.name}
                for row in csv.DictReader(lines)
                if own.exists() or row["file"] == path.name
            ]
        yield Book(folder.name, path.name, 1, {path.name: path.read_bytes()}, tuple(rows))
