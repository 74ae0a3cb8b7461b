"""Positions of a UTM grid in columns of east and north, their zone beside them or in the heads."""

from __future__ import annotations

import re
from dataclasses import replace

import polars as pl

from tutela.base.layout import head_word
from tutela.base.messages import say
from tutela.base.tables import Table
from tutela.base.values import plain

__all__ = ["with_grid_joined"]

_EAST = re.compile(
    r"(?:utm|coord\w*|gps|grid|wgs\d*)? ?(?:eastings?|east|est|e|x)(?: ?(?:utm|m|coord\w*))?"
)
_NORTH = re.compile(
    r"(?:utm|coord\w*|gps|grid|wgs\d*)? ?(?:northings?|north|nord|n|y)(?: ?(?:utm|m|coord\w*))?"
)
_ZONE_HEAD = re.compile(r"(?:utm|grid)? ?(?:zone|fuseau)(?: utm)?")
_ZONE = re.compile(
    r"(?:zone|utm|fuseau)?\s*(\d{1,2})\s*°?\s*([C-HJ-NP-X]|nord|north|sud|south)?\b", re.I
)
_ZONE_TOLD = re.compile(
    r"(?:utm|zone|fuseau)[^\d]{0,12}(\d{1,2})\s?([C-HJ-NP-X]|nord|north|sud|south)\b"
    r"|\b(\d{2})([NS])\b",
    re.I,
)
_METRES = re.compile(r"\d{6,8}(?:[.,]\d+)?")
MOST = 0.8
"""So large a share of a column's cells must be metres of a grid."""
_EQUATOR_SOUTH = 5_000_000
"""A greater northing with an S is of the southern half; with less, S may be a northern band."""


def with_grid_joined(table: Table) -> Table:
    """A table whose positions stand as metres east and north, these in one column with their zone.

    Where no zone is told, each row with a position waits.

    >>> from pathlib import Path
    >>> said = {"Zone": ["35N"], "Easting": ["551676"], "Northing": ["559028"]}
    >>> table = Table(Path("a.csv"), "csv", None, pl.DataFrame(said), pl.Series([2]))
    >>> with_grid_joined(table).frame["position"].to_list()
    ['35N 551676 559028']
    """
    names = table.frame.columns
    east, north = (
        next((n for n in names if _is_metres(table, n, p)), None) for p in (_EAST, _NORTH)
    )
    if east is None or north is None or "position" in names:
        return table
    zone = next((name for name in names if _ZONE_HEAD.fullmatch(head_word(name))), None)
    told = [east, north, table.sheet or "", *table.titles]
    of_table = next((z for text in told if (z := _zone_named(text))), None)
    positions: list[str | None] = []
    doubts: dict[int, str] = dict(table.doubts)
    zones = table.frame[zone] if zone else [None] * table.frame.height
    for line, x, y, cell in zip(
        table.lines, table.frame[east], table.frame[north], zones, strict=True
    ):
        if not x or not y:
            positions.append(None)
            continue
        own = _zone_named(f"zone {cell}") if cell else of_table
        metres = [re.split(r"[.,]", plain(part))[0] for part in (x, y)]
        if own is None or not all(map(_METRES.fullmatch, metres)):
            positions.append(None)
            doubts.setdefault(int(line), say("the zone of its grid is not told: {x} {y}", x=x, y=y))
            continue
        positions.append(f"{_with_band(own, metres[1])} {metres[0].zfill(6)} {metres[1]}")
    frame = table.frame.drop(east, north).with_columns(pl.Series("position", positions, pl.String))
    note = say("{name} read as {columns}", name=f"{east}, {north}", columns="position")
    return replace(table, frame=frame, doubts=doubts, notes=(*table.notes, note))


def _is_metres(table: Table, name: str, pattern: re.Pattern[str]) -> bool:
    bare = re.sub(r"\b\d{1,2} ?[a-z]?\b", " ", head_word(re.sub(r"[()]", " ", name)))
    if not pattern.fullmatch(" ".join(bare.split())):
        return False
    cells = [plain(cell) for cell in table.frame[name].drop_nulls()]
    metres = sum(bool(_METRES.fullmatch(cell)) for cell in cells)
    return bool(cells) and metres >= MOST * len(cells)


def _zone_named(text: str) -> str | None:
    """The zone that words name, with its letter.

    >>> _zone_named("UTM E (35N)"), _zone_named("zone 36"), _zone_named("UTM zone 35 Sud")
    ('35N', None, '35S')
    """
    said = _ZONE_TOLD.search(text)
    whole = said or _ZONE.fullmatch(text.strip())
    if not whole:
        return None
    number, letter = (*[part for part in whole.groups() if part], "", "")[:2]
    if not letter:
        return None
    return f"{int(number)}{letter[0].upper()}" if 1 <= int(number) <= _MOST_ZONES else None


_MOST_ZONES = 60


def _with_band(zone: str, northing: str) -> str:
    if zone.endswith("S") and int(northing) > _EQUATOR_SOUTH:
        return f"{zone[:-1]}M"
    return zone
