"""Files of forecasts that others publish: VIEWS by cell or country month, ACLED CAST by area month.

They are read as their publishers write them, and never blended with ours.

Source  VIEWS (Violence & Impacts Early-Warning System): month_id counts months from January 1980;
        main_dich, the probability of at least 1 (cell) or 25 (country) deaths in state-based
        conflict; main_mean, the deaths expected. ACLED Conflict Alert System (CAST): country,
        admin1, month, year, vac_forecast, the events of violence against civilians expected.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from math import isfinite
from pathlib import Path
from typing import Literal

from tutela.base.errors import BadParameter
from tutela.base.guards.sandbox import read_apart
from tutela.base.messages import Sentence, say
from tutela.base.tables import Table, read_tables
from tutela.places.grid import COLUMNS, ROWS, cells_of
from tutela.places.layers import layer
from tutela.places.names import area_name, fold, sound

Publisher = Literal["views", "cast"]
Unit = Literal["cell", "country", "area"]

MONTHS = [name.casefold() for name in calendar.month_name[1:]]
ALSO_CALLED = {"COD": ("democratic republic of congo", "dr congo", "congo dr")}
"""How publishers call countries, where the shipped borders say otherwise."""

CELL = ("pg_id", "priogrid_gid", "priogrid_id", "gid")
COUNTRY = ("isoab", "iso3", "country_iso3")
VIEWS_COLUMNS = ("main_dich", "main_mean")
CAST_COLUMNS = ("country", "admin1", "month", "year", "vac_forecast")
MOST_REFUSED = 200
LONGEST_NAME = 120
"""Letters of the name of a unit, and of what it is found by, as they are kept."""


@dataclass(frozen=True, slots=True)
class StatedValue:
    """What a row states of one unit and month.

    key          the number of a cell, the ISO code of a country, the sound of an area's name
    name         as the file writes it
    probability  None where the publisher states none; expected likewise: deaths of VIEWS, events
                 of violence against civilians of CAST
    """

    line: int
    key: str
    name: str
    month: date
    probability: float | None
    expected: float | None


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """A row that cannot be read, its line in the file and why."""

    line: int
    why: str


@dataclass(frozen=True)
class ForecastFile:
    """A file as read: whose it is, of what units, its rows of one country, and the rows refused.

    elsewhere  how many rows are of other countries
    """

    publisher: Publisher
    unit: Unit
    values: tuple[StatedValue, ...]
    refused: tuple[RefusedLine, ...]
    elsewhere: int


class _Unreadable(Exception):
    """Why a row cannot be read."""

    def __init__(self, why: Sentence) -> None:
        super().__init__(why)
        self.why = why


def read_forecast(path: Path, iso3: str) -> ForecastFile:
    """Read a file of forecasts, in a child capped in seconds and memory.

    Takes   CSV, XLSX or Parquet with the columns its publisher writes; the country of the mission,
            of which rows are kept.
    Raises  UnreadableFile; BadParameter for a file of neither publisher, or that says nothing of
            the country.
    """
    return read_apart(_read, path.name, path, iso3)


def area_key(name: str) -> str:
    """What an area is found by, however its name is written.

    >>> area_key("Ouaka prefecture") == area_key("ouaka")
    True
    """
    return sound(area_name(name))[:LONGEST_NAME]


def _read(path: Path, iso3: str) -> ForecastFile:
    tables = [table for table in read_tables(path) if not table.hidden]
    table = tables[0]
    columns = {fold(name).replace(" ", "_"): name for name in table.frame.columns}
    publisher, unit = _kind_of(columns)
    names = {fold(iso3), *map(fold, _country_names(iso3))}
    known = set(cells_of([iso3]).tolist()) if unit == "cell" else set()
    values: dict[tuple[str, date], StatedValue] = {}
    refused = [RefusedLine(one.row, one.why) for one in table.rejected]
    elsewhere = 0
    for line, row in _rows(table, columns):
        if len(refused) >= MOST_REFUSED:
            break
        try:
            month = _month(row)
            if publisher == "cast":
                key, name = area_key(row["admin1"]), row["admin1"]
                ours = fold(row["country"]) in names
                if ours and not key:
                    raise _Unreadable(say("admin1 is blank"))
                figures: tuple[float | None, float | None]
                figures = None, _figure(row, "vac_forecast", needed=True)
            else:
                key, name, ours = _unit_of_views(row, unit, iso3, names, known)
                figures = _figure(row, "main_dich", most=1.0), _figure(row, "main_mean")
                if figures == (None, None):
                    raise _Unreadable(say("neither main_dich nor main_mean is given"))
        except _Unreadable as fault:
            refused.append(RefusedLine(line, fault.why))
            continue
        if not ours:
            elsewhere += 1
            continue
        if (before := values.get((key, month))) is not None:
            refused.append(RefusedLine(line, say("says the same again as line {n}", n=before.line)))
            continue
        values[key, month] = StatedValue(line, key, name[:LONGEST_NAME], month, *figures)
    if not values and not refused:
        raise BadParameter(
            say("the file says nothing of {iso3}", iso3=iso3),
            next=say("take the file in which the mission's country is"),
        )
    return ForecastFile(publisher, unit, tuple(values.values()), tuple(refused), elsewhere)


def _kind_of(columns: Mapping[str, str]) -> tuple[Publisher, Unit]:
    if "vac_forecast" in columns:
        if lacking := [name for name in CAST_COLUMNS if name not in columns]:
            raise BadParameter(
                say("the file has no column '{name}'", name=lacking[0]),
                next=say("name the columns {names}", names=", ".join(CAST_COLUMNS)),
            )
        return "cast", "area"
    if any(name in columns for name in VIEWS_COLUMNS) and (
        "month_id" in columns or {"year", "month"} <= columns.keys()
    ):
        if any(name in columns for name in CELL):
            return "views", "cell"
        if any(name in columns for name in COUNTRY):
            return "views", "country"
    raise BadParameter(
        say("this is no file of VIEWS or of CAST"),
        next=say(
            "VIEWS: {views}; CAST: {cast}",
            views="pg_id | isoab, month_id, main_dich, main_mean",
            cast=", ".join(CAST_COLUMNS),
        ),
    )


def _rows(table: Table, columns: Mapping[str, str]) -> Iterator[tuple[int, dict[str, str]]]:
    names = list(columns)
    cells = table.frame.select([columns[name] for name in names]).iter_rows()
    for line, row in zip(table.lines.to_list(), cells, strict=True):
        yield line, {n: (cell or "")[:200] for n, cell in zip(names, row, strict=True)}


def _country_names(iso3: str) -> list[str]:
    shipped = layer("countries")
    pairs = zip(shipped.column("iso3"), shipped.column("name"), strict=True)
    return [*(name for code, name in pairs if code == iso3), *ALSO_CALLED.get(iso3, ())]


def _unit_of_views(
    row: Mapping[str, str], unit: Unit, iso3: str, names: set[str], known: set[int]
) -> tuple[str, str, bool]:
    """The key and name of a row's unit, and whether it is one of the country's."""
    if unit == "cell":
        said = next(row[name] for name in CELL if name in row)
        number = _whole(said)
        if number is None or not 1 <= number <= ROWS * COLUMNS:
            raise _Unreadable(say("“{text}” is no PRIO-GRID cell", text=said))
        return str(number), str(number), number in known
    said = next(row[name] for name in COUNTRY if name in row)
    if len(said) != 3:
        raise _Unreadable(say("“{text}” is no ISO code of a country", text=said))
    return iso3, row.get("name") or said, fold(said) in names


def _month(row: Mapping[str, str]) -> date:
    said = row.get("month_id", "")
    if said:
        number = _whole(said)
        if number is None or not 1 <= number <= 12 * 120:
            raise _Unreadable(say("month_id: “{text}” is no month", text=said))
        return date(1980 + (number - 1) // 12, (number - 1) % 12 + 1, 1)
    year, month = _whole(row.get("year", "")), row.get("month", "")
    number = MONTHS.index(fold(month)) + 1 if fold(month) in MONTHS else _whole(month)
    if year is None or not 1980 <= year <= 2100 or number is None or not 1 <= number <= 12:
        text = f"{row.get('year', '')} {month}".strip()
        raise _Unreadable(say("“{text}” is no month of a year", text=text))
    return date(year, number, 1)


def _whole(text: str) -> int | None:
    text = text.removesuffix(".0")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _figure(
    row: Mapping[str, str], column: str, *, most: float | None = None, needed: bool = False
) -> float | None:
    text = row.get(column, "")
    if not text and not needed:
        return None
    try:
        figure = float(text)
    except ValueError:
        figure = float("nan")
    if not isfinite(figure) or figure < 0:
        raise _Unreadable(say("{column}: “{text}” is no figure", column=column, text=text))
    if most is not None and figure > most:
        raise _Unreadable(
            say("{column}: {text} lies beyond {most:.0f}", column=column, text=text, most=most)
        )
    return figure
