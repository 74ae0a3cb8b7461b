"""The small tables of words and limits that ship with a room, read without the table engine."""

from __future__ import annotations

import csv
from importlib.resources import files
from io import StringIO

__all__ = ["shipped_rows"]


def shipped_rows(room: str, name: str) -> list[dict[str, str]]:
    """The rows of a CSV file in a room's folder of data, each cell as text; an empty one is "".

    Takes   the room's package, as "tutela.warning"; the file's name.
    Raises  FileNotFoundError if the room ships no such file.

    >>> shipped_rows("tutela.warning", "clocks.csv")[0]["clock"]
    'triage'
    """
    text = (files(room) / "data" / name).read_text("utf-8-sig")
    return list(csv.DictReader(StringIO(text, newline=""), strict=True))
