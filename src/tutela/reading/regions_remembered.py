"""Regions that a person drew in a file, found again in the next file of the same source.

A region is known by the heads above it, wherever they stand now; one without heads by the names of
its sheet and of what stands first on it, whatever numbers are in them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypedDict

from tutela.base.books.workbook import Sheet
from tutela.base.tables import shape_of
from tutela.base.values import key
from tutela.reading.regions import Region, RegionGiven, lines_of, open_sheets

MOST_LINES = 400
"""Heads are looked for within so many lines of a sheet."""


class RegionKept(TypedDict):
    """What a region is found again by.

    region   as it was drawn.
    heads    the digest of its heads; "" where it has none.
    named    of the sheet and of what stands first on it, without their numbers.
    below    how it ends: so many lines above the end of the sheet; -1 above an empty line.
    """

    region: RegionGiven
    heads: str
    named: list[str]
    below: int


def keep_regions(path: Path | str, regions: Sequence[Region]) -> list[RegionKept]:
    """What the next file of the source is read by, of the file in which regions were drawn."""
    sheets = open_sheets(path)
    return [
        _region_kept(sheets[region.sheet], region) for region in regions if region.sheet in sheets
    ]


def _region_kept(sheet: Sheet, region: Region) -> RegionKept:
    below = max(sheet.frame.height - region.rows[1], 0)
    if below and _is_blank(sheet, region.rows[1] + 1):
        below = -1
    head = _heads_at(sheet, region.head[0], region) if any(region.head) else ""
    named = _first_names(region.sheet, sheet)
    return RegionKept(region=region.as_given(), heads=head, named=named, below=below)


def find_again(path: Path | str, saved: Sequence[Sequence[RegionKept]]) -> tuple[int, list[Region]]:
    """Which of what was kept is of a file, and its regions in it; -1 and none where nothing is.

    Takes   saved, what was kept of several sources, to be tried in this order.

    Heads that stand on several sheets are read on each: a book that has one more month loses none.
    """
    sheets = open_sheets(path)
    for number, kept in enumerate(saved):
        regions = [region for one in kept for region in _regions_again(sheets, one)]
        found_of_each = all(any(_regions_again(sheets, one)) for one in kept)
        if kept and found_of_each:
            return number, list(dict.fromkeys(regions))
    return -1, []


def _regions_again(sheets: dict[str, Sheet], kept: RegionKept) -> Iterator[Region]:
    region = Region.of_given(kept["region"])
    for name, sheet in sheets.items():
        if sheet.marks.hidden and name != region.sheet:
            continue
        if kept["heads"]:
            yield from _below_heads(name, sheet, region, kept)
        elif _first_names(name, sheet) == kept["named"]:
            last = _end(sheet, region.rows[0], kept["below"], sheet.frame.height)
            if last >= region.rows[0]:
                yield Region(name, region.shape, (0, 0), (region.rows[0], last), region.columns)


def _below_heads(name: str, sheet: Sheet, region: Region, kept: RegionKept) -> Iterator[Region]:
    """A region below each place of a sheet where the heads stand."""
    deep = region.head[1] - region.head[0]
    places = [
        line
        for line in range(1, min(sheet.frame.height, MOST_LINES) + 1)
        if _heads_at(sheet, line, region) == kept["heads"]
    ]
    ends = [*places[1:], sheet.frame.height + 1][: len(places)]
    for line, next_place in zip(places, ends, strict=True):
        first = line + deep + (region.rows[0] - region.head[1])
        last = _end(sheet, first, kept["below"], next_place - 1)
        if last >= first:
            head = (line, line + deep)
            yield Region(name, region.shape, head, (first, last), region.columns)


def _end(sheet: Sheet, first: int, below: int, most: int) -> int:
    if below >= 0:
        return min(sheet.frame.height - below, most)
    blank = (line for line in range(first + 1, most + 1) if _is_blank(sheet, line))
    return next(blank, most + 1) - 1


def _heads_at(sheet: Sheet, line: int, region: Region) -> str:
    """The digest of what stands where the heads of a region would, were they on this line."""
    deep = region.head[1] - region.head[0]
    first, last = region.columns
    said = [
        cell
        for _line, cells in lines_of(sheet, line, line + deep)
        for cell in cells[first - 1 : last]
        if cell.strip()
    ]
    return shape_of(said) if said else ""


def _is_blank(sheet: Sheet, line: int) -> bool:
    return not any(cell.strip() for _line, cells in lines_of(sheet, line, line) for cell in cells)


def _first_names(name: str, sheet: Sheet) -> list[str]:
    first = next(
        (cell for _line, cells in lines_of(sheet, 1, MOST_LINES) for cell in cells if cell.strip()),
        "",
    )
    return [_without_numbers(name), _without_numbers(first)]


def _without_numbers(said: str) -> str:
    """A name as it stands each week.

    >>> _without_numbers("Week 12: log of Luma") == _without_numbers("WEEK 13 - log of Luma")
    True
    """
    return key(re.sub(r"\d+", "", said[:200]))
