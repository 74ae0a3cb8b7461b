"""Records as files to take away: CSV, XLSX, GeoJSON and GeoPackage, each with its manifest.

    tally = write("csv", table, records, told, to=path)

Records are written as they come, never all held at once. Machine names of columns stay the same in
every language; a workbook has the page's words. Nothing here knows missions or people.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

from django.db import connection, transaction
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from tutela.base.errors import TutelaError
from tutela.base.grid import guard_formula
from tutela.base.later import np
from tutela_web.base.values import JsonValue

FORMS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "geojson": "application/geo+json",
    "gpkg": "application/geopackage+sqlite3",
}
"""The forms a file comes in, and how the web names them."""

MOST_OF_WORKBOOK = 1_048_575
"""Rows a sheet of a workbook can hold beneath its heading; further ones would vanish silently."""

CHUNK = 2000
DECIMALS = {1: 5, 2: 1, None: 2}
"""Decimals of a degree by the stated precision of a point: exact, within 25 km, not stated. What is
known only to a district or wider has no point."""

LISTED = frozenset(
    {"attribution", "band", "confidence", "harm", "harms", "kind", "part", "phase", "priority"}
    | {"could", "state", "status", "verification", "violence"}
)
"""Last words of columns whose values are of a list: a workbook says them in its own language."""

R = TypeVar("R")

Value = str | int | float | bool | date | datetime | None
Manifest = Mapping[str, Any]


class TooManyRows(TutelaError):
    """More rows than the form can hold."""


@dataclass(frozen=True)
class ExportColumn:
    """One column: its machine name, its words, its type, and what a record holds in it.

    type    str, int, float, bool, date or datetime; None, or blank, is not known.
    """

    name: str
    label: Any
    type: type
    value: Callable[[Any], Value]


@dataclass(frozen=True)
class Table(Generic[R]):
    """One kind of record as columns; among them record_id, latitude and longitude.

    marking     the classification of one record, 0 or more.
    """

    name: str
    columns: tuple[ExportColumn, ...]
    marking: Callable[[R], int]

    @property
    def names(self) -> list[str]:
        """The machine names of the columns."""
        return [column.name for column in self.columns]


@dataclass
class Tally:
    """What went by: how many rows, and the closest marking among them."""

    rows: int = 0
    marking: int = 0


Told = Callable[[Tally], Manifest]
"""About this export, asked when all rows are written."""


@contextmanager
def one_moment() -> Iterator[None]:
    """Everything read inside is of one moment, and nobody's writing waits for it.

    On SQLite a plain BEGIN reads a snapshot of the write-ahead log, where a transaction of Django's
    would take the lock for writing. Inside a transaction nothing is changed.
    """
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")


def as_stated(
    latitude: float | None, longitude: float | None, precision: int | None
) -> tuple[float | None, float | None]:
    """A point no closer than its stated precision, 1 to 7 as UCDP has it; None is not stated.

    >>> as_stated(6.2091666, 31.5589, 1), as_stated(6.2091666, 31.5589, 2)
    ((6.20917, 31.5589), (6.2, 31.6))
    >>> as_stated(6.2091666, 31.5589, None), as_stated(6.2091666, 31.5589, 3)
    ((6.21, 31.56), (None, None))
    """
    if latitude is None or longitude is None or precision not in DECIMALS:
        return None, None
    return round(latitude, DECIMALS[precision]), round(longitude, DECIMALS[precision])


def write(form: str, table: Table[R], records: Iterable[R], told: Told, *, to: Path) -> Tally:
    """Write the records to a new file, and into it what the copy is.

    Takes   form, of FORMS; records in the order they shall stand; told, asked at the end.
    Gives   how many rows, and the closest marking among them.
    Raises  TooManyRows if a workbook cannot hold them.
    """
    tally = Tally()
    WRITERS[form](table, _count_while_reading(table, records, tally), lambda: told(tally), to)
    return tally


def count_records(table: Table[R], records: Iterable[R]) -> Tally:
    """The tally a copy would have, without writing one."""
    tally = Tally()
    for _row in _count_while_reading(table, records, tally):
        pass
    return tally


def _count_while_reading(
    table: Table[R], records: Iterable[R], tally: Tally
) -> Iterator[list[Value]]:
    for record in records:
        tally.rows += 1
        tally.marking = max(tally.marking, table.marking(record))
        yield [column.value(record) for column in table.columns]


def _text(value: Value) -> str:
    """A value as machines read it; not known is blank."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    return value.isoformat() if isinstance(value, date) else str(value)


def _flat(value: JsonValue) -> str:
    """A value of a manifest as one line of text."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


# --- one form each


def _csv(table: Table, rows: Iterator[list[Value]], told: Callable[[], Manifest], to: Path) -> None:
    """UTF-8 with its mark, commas; the last line is the manifest, with the hash of all before."""
    digest = hashlib.sha256()
    buffer = io.StringIO()
    line = csv.writer(buffer)
    with to.open("wb") as file:

        def flush() -> None:
            lines = buffer.getvalue().encode()
            digest.update(lines)
            file.write(lines)
            buffer.seek(0)
            buffer.truncate()

        buffer.write("\ufeff")
        line.writerow(table.names)
        for row in rows:
            line.writerow(
                [guard_formula(cell) if isinstance(cell, str) else _text(cell) for cell in row]
            )
            if buffer.tell() > 64_000:
                flush()
        flush()
        manifest = dict(told())
        first = {"rows": manifest.pop("rows"), "sha256": digest.hexdigest()}
        cells = [f"{name}={_flat(value)}" for name, value in (first | manifest).items()]
        line.writerow(["# manifest", *cells])
        file.write(buffer.getvalue().encode())


def _geojson(
    table: Table, rows: Iterator[list[Value]], told: Callable[[], Manifest], to: Path
) -> None:
    """RFC 7946, with a member "manifest" after the features."""
    with to.open("w", encoding="utf-8") as file:
        file.write('{"type": "FeatureCollection", "features": [')
        for number, row in enumerate(rows):
            held = dict(zip(table.names, row, strict=True))
            at = [held["longitude"], held["latitude"]]
            feature = {
                "type": "Feature",
                "id": held["record_id"],
                "geometry": None if None in at else {"type": "Point", "coordinates": at},
                "properties": {name: _plain(value) for name, value in held.items()},
            }
            file.write((",\n" if number else "\n") + json.dumps(feature, ensure_ascii=False))
        file.write('\n], "manifest": ' + json.dumps(told(), ensure_ascii=False) + "}\n")


def _plain(value: Value) -> Value:
    return _text(value) if isinstance(value, date) else value


def _xlsx(
    table: Table, rows: Iterator[list[Value]], told: Callable[[], Manifest], to: Path
) -> None:
    """A sheet of records with translated headings, and a sheet that says what the copy is."""
    import xlsxwriter

    book = xlsxwriter.Workbook(
        to,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "tmpdir": str(to.parent),
        },
    )
    page = book.add_worksheet(table.name)
    about = book.add_worksheet("Manifest")
    bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
    for across, column in enumerate(table.columns):
        page.write_string(0, across, str(column.label), bold)
    try:
        for down, row in enumerate(rows, start=1):
            if down > MOST_OF_WORKBOOK:
                raise TooManyRows(
                    _("a workbook cannot hold so many rows"), next=_("take CSV, or filter the list")
                )
            for across, (column, cell) in enumerate(zip(table.columns, row, strict=True)):
                _write_cell(page, down, across, _cell_in_language(column, cell), day)
        manifest = told()
        stamp = _header(f"{manifest['marking']} · {manifest['watermark']}".strip(" ·"))
        for sheet in (page, about):
            sheet.set_header(f"&C&B{stamp}")
            sheet.set_footer(f"&C&B{stamp}&B · {_header(manifest['as_of'])} · &P/&N")
            if get_language_bidi():
                sheet.right_to_left()
        page.freeze_panes(1, 1)
        about.set_column(0, 0, 24)
        about.set_column(1, 1, 90)
        for down, (name, value) in enumerate(manifest.items()):
            about.write_string(down, 0, name, bold)
            about.write_string(down, 1, guard_formula(_flat(value)))
    finally:
        book.close()


def _cell_in_language(column: ExportColumn, cell: Value) -> Value:
    """A cell in the language of the page, where its column is one of a list, or yes or no."""
    if isinstance(cell, bool):
        return str(_("yes") if cell else _("no"))
    if isinstance(cell, str) and cell and column.name.rsplit("_", 1)[-1] in LISTED:
        return "; ".join(_one_cell_in_language(part.replace("_", " ")) for part in cell.split("; "))
    return cell


def _one_cell_in_language(word: str) -> str:
    told = str(_(word))
    if told != word or not word:
        return told
    with_capital = str(_(word[0].upper() + word[1:]))
    return with_capital if with_capital != word[0].upper() + word[1:] else word


def _header(text: str) -> str:
    """Text in a header of a workbook, where & begins an instruction."""
    return text.replace("&", "&&")


def _write_cell(page: Any, down: int, across: int, cell: Value, day: Any) -> None:
    if isinstance(cell, bool | datetime):
        page.write_string(down, across, _text(cell))
    elif isinstance(cell, int | float):
        page.write_number(down, across, cell)
    elif isinstance(cell, date):
        page.write_datetime(down, across, datetime(cell.year, cell.month, cell.day), day)  # noqa: DTZ001
    elif cell:
        page.write_string(down, across, guard_formula(cell))


def _gpkg(
    table: Table, rows: Iterator[list[Value]], told: Callable[[], Manifest], to: Path
) -> None:
    """A layer of points, those without one included, and a table "manifest"."""
    import pyogrio

    _layer(table, [], to, append=False)
    while part := list(islice(rows, CHUNK)):
        _layer(table, part, to, append=True)
    manifest = {name: _flat(value) for name, value in told().items()}
    pyogrio.raw.write(
        str(to),
        geometry=None,
        layer="manifest",
        driver="GPKG",
        fields=["name", "value"],
        field_data=[np.array(list(manifest), object), np.array(list(manifest.values()), object)],
    )


def _layer(table: Table, rows: list[list[Value]], to: Path, *, append: bool) -> None:
    import pyogrio
    import shapely

    names = table.names
    lat, lon = names.index("latitude"), names.index("longitude")
    points = [
        None
        if row[lat] is None or row[lon] is None
        else shapely.to_wkb(shapely.Point(row[lon], row[lat]))
        for row in rows
    ]
    held = [_array(c, [row[n] for row in rows]) for n, c in enumerate(table.columns)]
    pyogrio.raw.write(
        str(to),
        geometry=np.array(points, object),
        field_data=[values for values, _mask in held],
        field_mask=[mask for _values, mask in held],
        fields=names,
        layer=table.name,
        driver="GPKG",
        geometry_type="Point",
        crs="EPSG:4326",
        append=append,
    )


def _array(column: ExportColumn, values: list[Value]) -> tuple[Any, Any]:
    """A column as an array, and where it is not known."""
    missing = np.array([value is None for value in values], bool)
    if column.type is date:
        days = [np.datetime64("NaT") if value is None else value for value in values]
        return np.array(days, "datetime64[D]"), None
    if column.type in (int, float, bool):
        kind = np.int64 if column.type is int else column.type
        return np.array([0 if value is None else value for value in values], kind), missing
    return np.array([None if value is None else _text(value) for value in values], object), None


class _Writer(Protocol):
    def __call__(
        self, table: Table, rows: Iterator[list[Value]], told: Callable[[], Manifest], to: Path, /
    ) -> None: ...


WRITERS: dict[str, _Writer] = {"csv": _csv, "xlsx": _xlsx, "geojson": _geojson, "gpkg": _gpkg}
