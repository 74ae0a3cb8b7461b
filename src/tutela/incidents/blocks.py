"""Rows below the name of their village, and positions that stand in a column of places."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import polars as pl

from tutela.base.errors import Rejection
from tutela.base.layout import head_word
from tutela.base.messages import say
from tutela.base.tables import Table
from tutela.base.values import plain, read_position

__all__ = ["site_named", "with_places_of_blocks", "with_points_parted"]

_SITES = (
    r"(?:site|camp|village|settlement|town|localit[eé]|quartier|boma|payam|hameau|commune|ville"
    r"|location|lieu|place|hamlet|idp site|poc site|site de d[eé]plac[eé]s|groupement|secteur"
    r"|الموقع|المخيم|القرية|قرية|معسكر|المعسكر|مدينة|المدينة|المكان|منطقة)"
)
_NAMED = re.compile(
    rf"(?:(?:name of |nom (?:du |de la |de l['’])|اسم )?{_SITES}(?: (?:de|of|name))?)"
    r"\s*[:：=–—-]\s*"
    r"(?P<name>[^\W\d_][^:：\d]{1,38})",
    re.IGNORECASE,
)
FEWEST = 2
"""So many blocks with a name above them make a sheet a list by places."""


def site_named(said: str) -> str | None:
    """The place that a line names by "Village:" and its like.

    >>> site_named("VILLAGE : Koni"), site_named("Village: 3 visited"), site_named("Koni")
    ('Koni', None, None)
    """
    match = _NAMED.fullmatch(plain(said).strip(" .*#-–—"))
    return match["name"].strip() if match else None


def with_places_of_blocks(table: Table) -> Table:
    """A table without a column of places, with the place of the line above each block of rows.

    Takes   a table in which no head names a place.

    >>> from pathlib import Path
    >>> said = {"Date": ["3 May", "VILLAGE : Tera", "4 May"], "Dead": ["1", None, "2"]}
    >>> table = Table(Path("a.csv"), "csv", None, pl.DataFrame(said), pl.Series([3, 4, 5]),
    ...     titles=("VILLAGE : Luma",))
    >>> found = with_places_of_blocks(table)
    >>> found.frame["Place"].to_list(), found.lines.to_list()
    (['Luma', 'Tera'], [3, 5])
    """
    if "Place" in table.frame.columns:
        return table
    rows = list(table.frame.iter_rows())
    named = [_of_block(row) for row in rows]
    above = [name for title in table.titles if (name := site_named(title))]
    if not any(named) or sum(map(bool, named)) + bool(above) < FEWEST:
        return table
    now = above[-1] if above else None
    kept: list[int] = []
    places: list[str | None] = []
    refused: list[Rejection] = []
    for at, name in enumerate(named):
        if name:
            now = name
            why = say("names the place of the rows below, no incident")
            step = say("nothing to do, if so; else give the row a date and a place of its own")
            line = int(table.lines[at])
            refused.append(Rejection(line, "", "", why, step, sheet=table.sheet))
        else:
            kept.append(at)
            places.append(now if sum(map(bool, rows[at])) > 1 else None)
    frame = table.frame[kept].with_columns(pl.Series("Place", places, pl.String))
    return replace(
        table,
        frame=frame,
        lines=table.lines.gather(pl.Series(kept, dtype=pl.Int64)),
        rejected=(*table.rejected, *refused),
        notes=(*table.notes, say("places taken from the lines above the rows")),
    )


def _of_block(row: tuple[str | None, ...]) -> str | None:
    filled = list(dict.fromkeys(cell for cell in row if cell))
    if len(filled) == 1:
        return site_named(filled[0])
    return None


_IN_BRACKETS = re.compile(
    r"(?P<name>(?>[^()]*?[^\W\d_]{3})[^()]*+)\((?P<point>[^()\d]*+\d[^()]*+)\)\s*"
)


def with_points_parted(table: Table, column: str | None, has_place: bool) -> Table:
    """A table whose column of positions holds names too, these in a column of places.

    Takes   column: that taken for positions; has_place: whether another column names the place.

    >>> from pathlib import Path
    >>> said = {"Grid / Location": ["13.5N 22.4E", "Wadi Sarf", "Village Tera (13.4N 22.3E)"]}
    >>> table = Table(Path("a.csv"), "csv", None, pl.DataFrame(said), pl.Series([2, 3, 4]))
    >>> found = with_points_parted(table, "Grid / Location", False)
    >>> found.frame["Place"].to_list()
    [None, 'Wadi Sarf', 'Village Tera']
    >>> found.frame["position"].to_list()
    ['13.5N 22.4E', None, '13.4N 22.3E']
    """
    names = table.frame.columns
    if column is None or has_place or {"Place", "position"} & {*names} - {column}:
        return table
    cells = [_name_and_point(cell) for cell in table.frame[column].to_list()]
    if not any(name for name, _point in cells):
        return table
    frame = table.frame.with_columns(
        pl.Series("Place", [name for name, _point in cells], pl.String),
        pl.Series("position", [point for _name, point in cells], pl.String),
    )
    if column != "position":
        frame = frame.drop(column)
    note = say("{name} read as {columns}", name=column, columns="Place, position")
    return replace(table, frame=frame, notes=(*table.notes, note))


def _name_and_point(cell: str | None) -> tuple[str | None, str | None]:
    """The name and the position of a cell; what is neither surely stays a position, and is refused
    as it is written."""
    if not cell:
        return None, None
    is_point: Callable[[str], bool] = lambda said: isinstance(read_position(said), tuple)  # noqa: E731
    if is_point(cell):
        return None, cell
    if (both := _IN_BRACKETS.fullmatch(cell.strip())) and is_point(both["point"].strip()):
        return both["name"].strip(" ,-–"), both["point"].strip()
    named = re.fullmatch(r"[^\W\d_][^\d]*(?: \d{1,2}[A-Za-z]?)?", plain(cell).strip())
    if named and re.search(r"[^\W\d_]{3}", cell) and head_word(cell):
        return cell, None
    return None, cell
