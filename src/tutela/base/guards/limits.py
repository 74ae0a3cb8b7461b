"""What a file may hold at most, and why: one table, `data/limits.csv`, for every reader."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from importlib.resources import files
from types import MappingProxyType

from tutela.base.errors import UnreadableFile
from tutela.base.messages import say


def _limits() -> Mapping[str, int]:
    text = (files("tutela.base") / "data" / "limits.csv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines())
    return MappingProxyType({row["limit"]: int(row["most"]) for row in rows})


LIMITS = _limits()
"""The most of each, by its name in the table."""


def require_cells(rows: int, columns: int, where: str) -> None:
    """Refuse a table that is too wide, too long or too large before it is laid out.

    Takes   rows and columns as counted; where, the file or the sheet.
    Raises  UnreadableFile.

    >>> require_cells(10, 3_000, "log.csv")
    Traceback (most recent call last):
    tutela.base.errors.UnreadableFile: log.csv: the table has 3,000 columns, more than 2,000. ...
    """
    if columns > LIMITS["columns"]:
        raise UnreadableFile(
            say(
                "the table has {n:,} columns, more than {most:,}", n=columns, most=LIMITS["columns"]
            ),
            where=where,
            next=say("keep the columns that matter; is this a table with a header at all?"),
        )
    if rows > LIMITS["rows"]:
        raise UnreadableFile(
            say("the table has {n:,} rows, more than {most:,}", n=rows, most=LIMITS["rows"]),
            where=where,
            next=say("split it by year"),
        )
    require_total(rows * columns, where)


def require_total(cells: int, where: str) -> None:
    """Refuse more cells than all tables of a file may have. Raises UnreadableFile."""
    if cells > LIMITS["cells"]:
        raise UnreadableFile(
            say("it has {n:,} cells, more than {most:,}", n=cells, most=LIMITS["cells"]),
            where=where,
            next=say("split it by year, or keep only the columns that matter"),
        )


def require_bytes(kind: str, size: int, where: str) -> None:
    """Refuse what is larger than its kind may be, unpacked.

    Takes   kind, the name of a limit in bytes.
    Raises  UnreadableFile.
    """
    if size > LIMITS[kind]:
        raise UnreadableFile(
            say(
                "unpacked it has {mb:,.1f} MB, more than {most:,.0f} MB: too large to be safe",
                mb=size / 1e6,
                most=LIMITS[kind] / 1e6,
            ),
            where=where,
            next=say("split it into smaller files, or ask who made it what it holds"),
        )
