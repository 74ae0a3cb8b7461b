"""Records out as a table, edited in a spreadsheet, and in again: what differs, row by row.

    sheet = RecordSheet("places", columns=(text("name", _("Name"), required=True), ...))
    csv_lines(sheet, records, about)            out, streamed
    given = read_rows(path, sheet)              in, whatever the spreadsheet made of it
    diff = compare(sheet, given, records, ...)  new, changed, unchanged, refused

A row carries its record's id and version, so that a row edited from an older version is merged by
fields: what nobody else changed goes in, what both changed is shown to a person. Nothing here
knows missions or people, and nothing saves.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import math
import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Protocol, TypedDict, Unpack
from uuid import UUID

from django.conf import settings
from django.db.models import Model
from django.utils.translation import get_language, get_language_bidi, override
from django.utils.translation import gettext as _

from tutela.base.errors import TutelaError, UnreadableFile
from tutela.base.grid import guard_formula, unguard_formula
from tutela.base.guards.limits import LIMITS, require_bytes
from tutela.base.messages import say
from tutela.base.tables import Table, read_tables
from tutela.base.values import FIRST_YEAR, LAST_YEAR, day_counted_from_1904, plain
from tutela_web.base.values import FieldValue, Words

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

ID, VERSION, SNAPSHOT, MARKING = "record_id", "version", "snapshot", "marking"
LEADING = (ID, VERSION)
TRAILING = (SNAPSHOT, MARKING)


class Unfit(Exception):
    """A cell that cannot be read: why, and what to do next."""

    def __init__(self, why: str, next: str) -> None:
        super().__init__(why)
        self.why, self.next = why, next


@dataclass(frozen=True)
class Option:
    """One thing that a cell may say: its code, and the words or name that a workbook shows."""

    code: str
    shown: str


class ColumnOptions(TypedDict, total=False):
    """What a column may say beside its kind."""

    attr: str
    also: str
    required: bool


@dataclass(frozen=True)
class SheetColumn:
    """One column of a sheet: the field it holds, how it is written and read.

    read    from the cell's text and the value the record had, to a value; raises Unfit.
    also    other headers that mean this column, parted by blanks.
    options what a cell may say, where that is a list; a workbook offers and shows these.
    get     the value from the record, where it is no attribute of it.
    days    whether its cells are days: a bare number is one by the system of its workbook.
    """

    name: str
    label: Any
    read: Callable[[str, Any], Any]
    write: Callable[[Any], str] = str
    empty: Any = None
    attr: str = ""
    also: str = ""
    required: bool = False
    same: Callable[[Any, Any], bool] = lambda one, other: bool(one == other)
    options: Callable[[], Sequence[Option]] = tuple
    get: Callable[[Any], Any] | None = None
    days: bool = False

    def of(self, record: Model | SheetRecord) -> Any:
        """What a record, or a version of one, holds in this column."""
        return self.get(record) if self.get is not None else getattr(record, self.field)

    @property
    def field(self) -> str:
        """The attribute of the record that holds it."""
        return self.attr or self.name

    def cell(self, value: FieldValue) -> str:
        """The value as a cell; not known is a blank."""
        return "" if value is None or value in ("", []) else self.write(value)

    def words_for(self, value: FieldValue) -> str:
        """The value as a person reads it: the words of a list, not their code."""
        cell = self.cell(value)
        if not cell:
            return ""
        return next((option.shown for option in self.options() if option.code == cell), cell)

    def value(self, cell: str | None, was: FieldValue = None) -> Any:
        """The value of a cell; `was` is what the record held when the file was made."""
        said = (cell or "").strip()
        if not said:
            if self.required:
                raise Unfit(_("this may not be blank"), _("write the value"))
            return self.empty
        return self.read(said, was)

    def as_returned(self, value: FieldValue) -> Any:
        """The value as it comes back in a file nobody edited."""
        if value is None:
            return self.empty
        cell = unguard_formula(_tidy(guard_formula(self.cell(value))))
        if not cell:
            return self.empty
        try:
            return self.read(cell, value)
        except Unfit:
            return value


class SheetRecord(Protocol):
    """A record as a row of a table: what every kind that has a table has."""

    @property
    def pk(self) -> UUID: ...

    code: str
    version: int

    def get_classification_display(self) -> str: ...


@dataclass(frozen=True)
class RecordSheet:
    """One kind of record as a table.

    key     what makes two rows without an id the same record, from the values of a row; each room
            says by a TypedDict of its own which values these are.
    check   what is wrong with the values of a whole row: (column, why, next), ...
    own_heads  whether a list with heads of its own comes in: columns are proposed, a person
            settles them once, and the order of day and month is decided by the whole column.
    """

    kind: str
    columns: tuple[SheetColumn, ...]
    key: Callable[[Any], Hashable] = lambda values: None
    check: Callable[[Any], Iterable[tuple[str, str, str]]] = lambda values: ()
    own_heads: bool = False

    def column(self, name: str) -> SheetColumn:
        """The column of this name."""
        return next(column for column in self.columns if column.name == name)

    def values_of(self, record: Model | SheetRecord) -> dict[str, Any]:
        """What a record, or a version of one, holds in each column's field."""
        return {column.field: column.of(record) for column in self.columns}


# --- kinds of column


def _tidy(text: str) -> str:
    """As the core's readers tidy a cell."""
    one_kind = text.replace("\r\n", "\n").replace("\r", "\n")
    return one_kind.strip(" \t\r\n\v\f\u00a0\u202f\ufeff\u200e\u200f")


def _as_number(was: FieldValue, said: str) -> bool:
    """Whether a spreadsheet, by itself, took the text for a number: 007 becomes 7."""
    return isinstance(was, str) and was.isdigit() and was.lstrip("0") == said


def text(name: str, label: Words, *, most: int = 200, **more: Unpack[ColumnOptions]) -> SheetColumn:
    """Words, at most so many letters."""

    def read(said: str, was: FieldValue) -> str:
        if _as_number(was, said):
            return str(was)
        if len(said) > most:
            raise Unfit(_("longer than %(most)s letters") % {"most": most}, _("shorten it"))
        return said

    return SheetColumn(name, label, read, empty="", **more)


def whole(
    name: str, label: Words, *, most: int = 2**31 - 1, **more: Unpack[ColumnOptions]
) -> SheetColumn:
    """A whole number from nought; blank is not known."""

    def read(said: str, was: FieldValue) -> int:
        plain = re.sub(r"(?<=\d)[,.\s\u00a0\u202f'’](?=\d{3}(\D|$))", "", said)
        if not re.fullmatch(r"\d{1,15}(\.0+)?", plain):
            raise Unfit(_("this is not a whole number"), step)
        number = int(plain.split(".")[0])
        if number > most:
            raise Unfit(_("this number is too large"), step)
        return number

    step = _("write a whole number, or leave it blank")
    return SheetColumn(name, label, read, **more)


def degrees(name: str, label: Words, limit: float, **more: Unpack[ColumnOptions]) -> SheetColumn:
    """A latitude or longitude; a comma may stand for the point."""

    def read(said: str, was: FieldValue) -> float:
        try:
            value = float(said.replace(",", ".") if said.count(",") == 1 else said)
        except ValueError:
            value = math.nan
        if not abs(value) <= limit:
            raise Unfit(
                _("this is not a number of degrees up to %(limit)g") % {"limit": limit},
                _("write decimal degrees, such as 9.5334"),
            )
        return value

    def same(mine: float | None, theirs: float | None) -> bool:
        if mine is None or theirs is None:
            return mine is theirs
        return math.isclose(mine, theirs, rel_tol=1e-9, abs_tol=1e-9)

    return SheetColumn(name, label, read, write=repr, same=same, **more)


EXCEL_EPOCH = date(1899, 12, 30)


def day(name: str, label: Words, **more: Unpack[ColumnOptions]) -> SheetColumn:
    """A civil date. 05/06/2018 is taken only where it cannot be misread."""

    def read(said: str, was: FieldValue) -> date:
        days = days_meant(said)
        if isinstance(was, date) and was in days:
            return was
        if len(days) != 1:
            why = _("this date can be read in two ways") if days else _("this is not a date")
            raise Unfit(why, _("write YYYY-MM-DD"))
        return days[0]

    return SheetColumn(name, label, read, write=lambda value: value.isoformat(), days=True, **more)


def days_meant(said: str) -> list[date]:
    """The dates a cell may mean: two where day and month may be exchanged, none if it is no date.

    >>> days_meant("2018-12-31 00:00:00"), days_meant("31/12/2018"), days_meant("43465")
    ([datetime.date(2018, 12, 31)], [datetime.date(2018, 12, 31)], [datetime.date(2018, 12, 31)])
    >>> len(days_meant("05/06/2018")), days_meant("soon")
    (2, [])
    """
    said = re.sub(r"[ T]00:00(:00(\.0+)?)?$", "", plain(said))
    if re.fullmatch(r"\d{5}(\.0+)?", said):  # a date a spreadsheet has as a number
        return [EXCEL_EPOCH + timedelta(days=int(said[:5]))]
    if iso := re.fullmatch(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", said):
        tries = [(int(iso[1]), int(iso[2]), int(iso[3]))]
    elif local := re.fullmatch(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", said):
        first, second, year = int(local[1]), int(local[2]), int(local[3])
        tries = [(year, second, first), (year, first, second)]
    else:
        return []
    days = []
    for parts in tries:
        try:
            days.append(date(*parts))
        except ValueError:
            continue
    return [day for day in dict.fromkeys(days) if FIRST_YEAR <= day.year <= LAST_YEAR]


_YES = frozenset(["yes", "y", "true", "1", "oui", "o", "vrai", "نعم"])
_NO = frozenset(["no", "n", "false", "0", "non", "faux", "لا"])


def yes_no(
    name: str, label: Words, *, known: bool = False, **more: Unpack[ColumnOptions]
) -> SheetColumn:
    """Yes, no, or blank for not known; `known`: blank means no."""

    def read(said: str, was: FieldValue) -> bool:
        word = said.casefold()
        if word not in _YES | _NO:
            raise Unfit(_("this is neither yes nor no"), _("write yes, no, or leave it blank"))
        return word in _YES

    return SheetColumn(
        name,
        label,
        read,
        write=lambda value: "yes" if value else "no",
        empty=False if known else None,
        options=lambda: (Option("yes", _("yes")), Option("no", _("no"))),
        **more,
    )


def choice(
    name: str,
    label: Words,
    choices: Sequence[tuple[str | int, Words]],
    *,
    to: Callable[[str | int], str | int] = str,
    empty: str | int | None = None,
    **more: Unpack[ColumnOptions],
) -> SheetColumn:
    """One of a list, by its value or its label in any language of the platform; `to` makes the
    value plain, `empty` stands for a blank cell."""

    def read(said: str, was: FieldValue) -> str | int:
        return to(_find_choice(said, choices, to))

    def options() -> list[Option]:
        return _shown_once([(str(to(value)), str(shown)) for value, shown in choices])

    return SheetColumn(name, label, read, empty=empty, options=options, **more)


def several(
    name: str, label: Words, choices: Sequence[tuple[str, Words]], **more: Unpack[ColumnOptions]
) -> SheetColumn:
    """Several of a list, parted by semicolons, each by its value or its label in any language of
    the platform; written as labels in the language of the page."""

    def read(said: str, was: FieldValue) -> list[str]:
        parts = [part.strip() for part in said.split(";") if part.strip()]
        return list(dict.fromkeys(str(_find_choice(part, choices)) for part in parts))

    def write(values: Sequence[str]) -> str:
        pairs = [(value, str(shown)) for value, shown in choices]
        shown = {
            one.code: one.code if ";" in one.shown else one.shown for one in _shown_once(pairs)
        }
        return "; ".join(shown.get(value, value) for value in values)

    return SheetColumn(name, label, read, write=write, empty=[], **more)


def _find_choice(
    said: str,
    choices: Sequence[tuple[str | int, Words]],
    to: Callable[[str | int], str | int] = str,
) -> str | int:
    """The value of a list that somebody wrote: by value or by label, the page's language first.

    Raises  Unfit where it is not on the list.
    """
    word = said.casefold()
    for language in (get_language(), *(code for code, _name in settings.LANGUAGES)):
        with override(language):
            for value, shown in choices:
                if word in (str(to(value)).casefold(), str(shown).casefold()):
                    return value
    options = _shown_once([(str(to(value)), str(shown)) for value, shown in choices])
    known = {"values": ", ".join(option.shown for option in options)}
    raise Unfit(_("this is not on the list"), _("write one of: %(values)s") % known)


def _shown_once(pairs: Sequence[tuple[str, str]]) -> list[Option]:
    """Options of codes and words; the code is shown where its words are another's too, or none.

    >>> [option.shown for option in _shown_once([("a", "Bor"), ("b", "bor"), ("c", "Yei")])]
    ['a', 'b', 'Yei']
    """
    times = Counter(words.casefold() for _code, words in pairs)
    codes = {code.casefold() for code, _words in pairs}
    return [
        Option(
            code,
            words
            if words
            and times[words.casefold()] == 1
            and (words.casefold() not in codes or words.casefold() == code.casefold())
            else code,
        )
        for code, words in pairs
    ]


def linked_column(
    name: str,
    label: Words,
    codes: Mapping[UUID, str],
    *,
    names: Mapping[UUID, str] | None = None,
    **more: Unpack[ColumnOptions],
) -> SheetColumn:
    """Another record, by its code or, where one alone has it, by its name; `codes` and `names` give
    each id its own."""
    ids = {code.casefold(): pk for pk, code in codes.items()}
    named: dict[str, list[UUID]] = {}
    for pk, said in (names or {}).items():
        named.setdefault(said.casefold(), []).append(pk)

    def read(said: str, was: FieldValue) -> UUID:
        if pk := ids.get(said.casefold()):
            return pk
        records = named.get(said.casefold(), ())
        if len(records) == 1:
            return records[0]
        if records:
            raise Unfit(_("several records have this name"), _("write the code of the record"))
        raise Unfit(
            _("no record you may see has this code or name"), _("write the code of the record")
        )

    def options() -> list[Option]:
        return _shown_once([(code, (names or {}).get(pk, "")) for pk, code in codes.items()])

    return SheetColumn(
        name, label, read, write=lambda pk: codes.get(pk, ""), options=options, **more
    )


def words(name: str, label: Words, **more: Unpack[ColumnOptions]) -> SheetColumn:
    """Several words, parted by semicolons."""

    def read(said: str, was: FieldValue) -> list[str]:
        return list(dict.fromkeys(word.strip() for word in said.split(";") if word.strip()))

    return SheetColumn(name, label, read, write="; ".join, empty=[], **more)


def other_names(
    name: str, label: Words, *, most: int = 160, **more: Unpack[ColumnOptions]
) -> SheetColumn:
    """Other names parted by semicolons, each with its language before it where that is known."""

    def read(said: str, was: FieldValue) -> list[dict[str, str]]:
        return names_said(said.split(";"), most)

    return SheetColumn(
        name, label, read, write=lambda names: "; ".join(map(name_told, names)), empty=[], **more
    )


def name_told(other: Mapping[str, str] | str) -> str:
    """Another name as people write it.

    >>> name_told({"name": "بور", "language": "ar"}), name_told({"name": "Bor Town"})
    ('ar: بور', 'Bor Town')
    """
    if not isinstance(other, Mapping):
        return str(other)
    language = other.get("language") or ""
    return f"{language}: {other['name']}" if language else str(other["name"])


def names_said(said: Iterable[str], most: int = 160) -> list[dict[str, str]]:
    """Other names as records keep them, from words such as "ar: بور".

    >>> names_said(["ar: بور", " Bor Town ", ""])
    [{'name': 'بور', 'language': 'ar'}, {'name': 'Bor Town', 'language': ''}]
    """
    names: dict[str, dict[str, str]] = {}
    for one in said:
        parted = re.fullmatch(r"\s*([a-z]{2,3})\s*:\s*(.*\S)\s*", one, re.DOTALL)
        name, language = (parted[2], parted[1]) if parted else (one.strip(), "")
        if len(name) > most:
            raise Unfit(_("longer than %(most)s letters") % {"most": most}, _("shorten it"))
        if name:
            names.setdefault(name, {"name": name, "language": language})
    return list(names.values())


# --- out


@dataclass(frozen=True)
class CopyHeader:
    """What every copy says of itself: when, how much, and the marking of what it holds."""

    title: str
    snapshot: str
    marking: str
    separator: str = ","


def header(sheet: RecordSheet) -> list[str]:
    """The names of all columns, in order."""
    return [*LEADING, *(column.name for column in sheet.columns), *TRAILING]


def _cells(sheet: RecordSheet, record: SheetRecord, about: CopyHeader) -> list[str]:
    own = [guard_formula(column.cell(column.of(record))) for column in sheet.columns]
    marking = str(record.get_classification_display())
    return [str(record.pk), str(record.version), *own, about.snapshot, marking]


def csv_lines(
    sheet: RecordSheet, records: Iterable[SheetRecord], about: CopyHeader
) -> Iterator[str]:
    """The records as lines of a CSV that spreadsheets open as they should: UTF-8 with its mark.

    Every row carries the marking of its record and the time of the copy, so that a part of the
    table, cut out or sorted, still does.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=about.separator)
    buffer.write("\ufeff")
    writer.writerow(header(sheet))
    for record in records:
        writer.writerow(_cells(sheet, record, about))
        if buffer.tell() > 64_000:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


CODES, ABOUT = "codes", "about"
"""The sheets of a workbook beside its table: what cells may say, and what the copy is."""
NARROW, WIDE = 9, 48
"""The least and the greatest width of a column, in letters."""
SPARE_ROWS = 500
"""So many blank rows below the last offer the lists too."""


def xlsx_file(
    sheet: RecordSheet, records: Iterable[SheetRecord], about: CopyHeader, to: Path | IO[bytes]
) -> None:
    """The records as a workbook, written row by row.

    The head is in the language of the page, with the name of each field below it. Cells of a list
    show its words and offer the others; the sheet of codes holds them all, and a last sheet says
    what the copy is.
    """
    import xlsxwriter

    book = xlsxwriter.Workbook(
        to,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    page = book.add_worksheet(sheet.kind[:31])
    told = book.add_worksheet(CODES)
    last = book.add_worksheet(ABOUT)
    cell_format = book.add_format({"text_wrap": True, "valign": "top"})
    dated = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"})
    columns = (None, None, *sheet.columns, None, None)
    widths = _write_head(book, page, sheet)
    options = {column.name: column.options() for column in sheet.columns}
    shown = {
        name: {option.code: option.shown for option in offered} for name, offered in options.items()
    }
    at = 1
    for at, record in enumerate(records, start=2):
        cells = zip(columns, _cells(sheet, record, about), strict=True)
        for across, (column, cell) in enumerate(cells):
            value = column.of(record) if column else None
            if column is not None and options[column.name]:
                words = guard_formula(shown[column.name].get(unguard_formula(cell), ""))
                cell = words or cell
            if isinstance(value, date):
                page.write_datetime(at, across, value, dated)
            elif (
                isinstance(value, int | float)
                and not isinstance(value, bool)
                and unguard_formula(cell) == str(value)
            ):
                page.write_number(at, across, value)
            elif cell:
                page.write_string(at, across, cell, cell_format)
            widths[across] = max(widths[across], min(len(cell) + 1, WIDE))
    for across, width in enumerate(widths):
        page.set_column(across, across, width)
    page.autofilter(1, 0, max(at, 1), len(columns) - 1)
    _offer_lists(page, told, sheet, options, at + SPARE_ROWS)
    _say_what_it_is(last, about)
    for leaf in (page, told, last):
        leaf.set_header(f"&C{about.marking}")
        leaf.set_footer(f"&C{about.marking} · {about.snapshot} · &P/&N")
        if get_language_bidi():
            leaf.right_to_left()
    book.close()


def _write_head(book: Workbook, page: Worksheet, sheet: RecordSheet) -> list[int]:
    """Two rows: what each column is called, in bold where it must be filled, and its field."""
    must = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    may = book.add_format({"text_wrap": True, "valign": "top"})
    field_format = book.add_format({"font_color": "#586672", "font_size": 9, "bottom": 1})
    labels = [
        _("Record"),
        _("Version"),
        *(str(column.label) for column in sheet.columns),
        _("Copy made at"),
        _("Marking"),
    ]
    required = [False, False, *(column.required for column in sheet.columns), False, False]
    for across, (label, needed) in enumerate(zip(labels, required, strict=True)):
        page.write_string(0, across, label, must if needed else may)
    page.write_row(1, 0, header(sheet), field_format)
    page.freeze_panes(2, 0)
    return [
        max(NARROW, len(name) + 1, min(len(label) // 2, 24))
        for name, label in zip(header(sheet), labels, strict=True)
    ]


def _offer_lists(
    page: Worksheet,
    worksheet: Worksheet,
    sheet: RecordSheet,
    options: Mapping[str, Sequence[Option]],
    last_row: int,
) -> None:
    """The sheet of codes, and a list to choose from in each column that has one."""
    worksheet.write_row(0, 0, [_("Column"), _("Field"), _("In the table"), _("Code")])
    worksheet.set_column(0, 3, 28)
    down = 1
    for across, column in enumerate(sheet.columns, start=len(LEADING)):
        offered = options[column.name]
        if not offered:
            continue
        for row, option in enumerate(offered, start=down):
            cells = (str(column.label), column.name, option.shown, option.code)
            for at, cell in enumerate(cells):
                worksheet.write_string(row, at, guard_formula(cell))
        page.data_validation(
            2,
            across,
            last_row,
            across,
            {
                "validate": "list",
                "source": f"={CODES}!$C${down + 1}:$C${down + len(offered)}",
                "error_type": "warning",
                "error_title": str(column.label)[:32],
                "error_message": _("Not on the list. A code of the sheet of codes is taken too.")[
                    :255
                ],
            },
        )
        down += len(offered)


def _say_what_it_is(last: Worksheet, about: CopyHeader) -> None:
    lines = (
        about.marking,
        about.title,
        about.snapshot,
        _("Keep the columns record_id and version: they identify the record of each row."),
        _("Columns with a bold head must be filled; the others are optional."),
        _("Removing a row from this table deletes nothing."),
    )
    last.set_column(0, 0, 90)
    for at, line in enumerate(lines):
        last.write_string(at, 0, line)


# --- in


@dataclass(frozen=True)
class FileRow:
    """A row as a file gave it: cells by column, only for columns the file has."""

    line: int
    id: str
    version: str
    cells: Mapping[str, str | None]


@dataclass(frozen=True)
class Refusal:
    """A row that cannot be taken: line, column, why, and what to do next."""

    line: int
    column: str
    why: str
    next: str


@dataclass(frozen=True)
class SheetFile:
    """What a file held: its rows, those no row at all, and what had to be said about it.

    heads   of a list with heads of its own: each with the column it is read as, blank where it is
            left out.
    """

    rows: tuple[FileRow, ...]
    refused: tuple[Refusal, ...] = ()
    notes: tuple[str, ...] = ()
    heads: tuple[tuple[str, str], ...] = ()


class NotThisTable(TutelaError):
    """A file without the columns of the records it was given for."""


def folded_name(name: str) -> str:
    """The name of a column without case and signs: as `also` gives those of others.

    >>> folded_name("GPS: Latitude"), folded_name("Females 60+")
    ('gps_latitude', 'females_60')
    """
    return re.sub(r"\W+", "_", name.casefold()).strip("_")


def _without_field_names(table: Table) -> tuple[Table, dict[str, str]]:
    """A table without the row of field names below its head, and the column each name stands in;
    none where it has no such row."""
    if not table.frame.height:
        return table, {}
    below = table.frame.row(0, named=True)
    fields = {name: column for column, name in reversed(below.items()) if name}
    if not {ID, VERSION} <= fields.keys():
        return table, {}
    return replace(table, frame=table.frame[1:], lines=table.lines[1:]), fields


def _has_ids(table: Table) -> bool:
    """Whether the rows of a table have ids: those of a copy that comes back."""
    _below, fields = _without_field_names(table)
    return bool(fields) or ID in {folded_name(name) for name in table.frame.columns}


def _known_names(column: SheetColumn) -> list[str]:
    return [folded_name(column.name), folded_name(str(column.label)), *column.also.split()]


LIKE = 85.0
"""How alike a head and a name of a column must read, of 100, to be proposed as the same [P]."""


_QUESTION_NUMBER = re.compile(r"^\s*\w{1,2}(\.\w{1,2}){1,4}\s*[:.)-]\s*")
"""The number of a question before its words, as assessments write it: "1.1.d.1: Site Name"."""


def _column_meant(head: str, columns: Sequence[SheetColumn]) -> str:
    """Which column a head of somebody's own means, as far as words tell; blank where none."""
    from rapidfuzz import fuzz  # nobody but who gives a list with own heads needs it

    if len(head) > LIMITS["head_signs"]:
        return ""  # an account, not the name of a column
    said = folded_name(_QUESTION_NUMBER.sub("", head))
    for column in columns:  # what missions write goes before our own names of fields
        if said in column.also.split():
            return column.name
    best, which = LIKE, ""
    for column in columns:
        for name in _known_names(column):
            if name == said:
                return column.name
            alike = fuzz.token_sort_ratio(name.replace("_", " "), said.replace("_", " "))
            if said and alike > best:
                best, which = alike, column.name
    return which


def _own_heads(table: Table, sheet: RecordSheet) -> tuple[Table, dict[str, str]]:
    """A table below the row that reads most like heads, and the column each head means; the first
    of two that mean the same."""
    best, below = _heads_meant(table.frame.columns, sheet, {}), table
    for at, row in enumerate(table.frame.head(10).iter_rows()):
        heads = _heads_apart(row)
        meant = _heads_meant(heads, sheet, {})
        if sum(map(bool, meant.values())) > max(2, sum(map(bool, best.values()))):
            frame = table.frame[at + 1 :].rename(dict(zip(table.frame.columns, heads, strict=True)))
            best, below = meant, replace(table, frame=frame, lines=table.lines[at + 1 :])
    return below, best


def _heads_apart(row: Sequence[str | None]) -> list[str]:
    heads: list[str] = []
    for n, cell in enumerate(row):
        head = (cell or "").strip() or f"column {n + 1}"
        heads.append(head if head not in heads else f"{head} {n + 1}")
    return heads


def _heads_meant(
    heads: Sequence[str], sheet: RecordSheet, settled: Mapping[str, str]
) -> dict[str, str]:
    meant: dict[str, str] = {}
    for head in heads:
        which = settled.get(head)
        if which is None:
            which = _column_meant(head, sheet.columns)
        meant[head] = "" if which in meant.values() else which
    return meant


_NUMERIC_DAY = re.compile(r"^\s*(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})\s*$")


def days_by_column(cells: Sequence[str | None]) -> tuple[list[str | None], bool]:
    """Days written in figures, each in the order that the column as a whole proves; and whether
    one was read so that could have been read in two ways.

    >>> days_by_column(["01/02/2019", "15/01/2019", "by June"])
    (['2019-02-01', '2019-01-15', 'by June'], True)
    >>> days_by_column(["01/02/2019", "03/02/2019"])
    (['01/02/2019', '03/02/2019'], False)
    """
    matches = [_NUMERIC_DAY.match(cell or "") for cell in cells]
    pairs = [(int(match[1]), int(match[2])) for match in matches if match]
    day_first = any(first > 12 >= second for first, second in pairs)
    month_first = any(second > 12 >= first for first, second in pairs)
    if day_first == month_first:
        return list(cells), False
    read: list[str | None] = []
    settled = False
    for cell, match in zip(cells, matches, strict=True):
        if match is None:
            read.append(cell)
            continue
        day, month = (match[1], match[2]) if day_first else (match[2], match[1])
        settled |= int(match[1]) <= 12 and int(match[2]) <= 12 and match[1] != match[2]
        read.append(f"{match[3]}-{int(month):02}-{int(day):02}")
    return read, settled


Settled = Callable[[Sequence[str]], Mapping[str, str]]
"""What a person said the heads of a list mean, by the heads; blank: it is left out."""


def _require_rows(table: Table, path: Path) -> None:
    """Refuse a table of more rows than are laid beside their records while a person waits."""
    if table.rows > LIMITS["sheet_rows"]:
        raise UnreadableFile(
            say(
                "the table has {n:,} rows, more than {most:,}",
                n=table.rows,
                most=LIMITS["sheet_rows"],
            ),
            where=path.name,
            next=say("give it in parts"),
        )


def _read_own_list(
    path: Path, tables: Iterable[Table], sheet: RecordSheet, settled: Settled
) -> SheetFile:
    """The rows of a list with heads of its own: of the sheet that has the most columns we know."""
    with_heads = [_own_heads(table, sheet) for table in tables]
    if not with_heads:
        return SheetFile(())
    table, meant = max(with_heads, key=lambda with_head: sum(map(bool, with_head[1].values())))
    _require_rows(table, path)
    if said := settled(list(meant)):
        meant = _heads_meant(list(meant), sheet, said)
    notes = list(table.notes)
    columns: dict[str, list[str | None]] = {}
    for head, ours in meant.items():
        if not ours:
            continue
        cells: list[str | None] = [_text(cell) for cell in table.frame[head]]
        if sheet.column(ours).days:
            cells, settled_days = days_by_column(cells)
            if settled_days:
                notes.append(
                    _("the days of %(head)s are read in the order that its own days prove")
                    % {"head": head}
                )
        columns[ours] = cells
    rows = [
        FileRow(int(line), "", "", {ours: cells[n] for ours, cells in columns.items()})
        for n, line in enumerate(table.lines)
        if any(cells[n] for cells in columns.values())
    ]
    refused = [Refusal(r.row, r.column, r.why, r.next) for r in table.rejected]
    return SheetFile(tuple(rows), tuple(refused), tuple(notes), tuple(meant.items()))


def read_rows(path: Path, sheet: RecordSheet, settled: Settled = lambda heads: {}) -> SheetFile:
    """The rows of a file: ours come back, or a plain list with a header we know.

    Takes   settled, for a sheet that takes lists with heads of their own: what a person said each
            head means.
    Raises  UnreadableFile if it is no table; NotThisTable if no sheet has a required column.
    """
    rows: list[FileRow] = []
    refused: list[Refusal] = []
    notes: list[str] = []
    met = False
    require_bytes("sheet_bytes", path.stat().st_size, path.name)
    tables = read_tables(path)
    if sheet.own_heads and not any(map(_has_ids, tables)):
        return _read_own_list(path, tables, sheet, settled)
    for table in tables:
        _require_rows(table, path)
        if met and table.sheet in (CODES, ABOUT):
            continue
        table, fields = _without_field_names(table)
        headers = fields or {folded_name(name): name for name in reversed(table.frame.columns)}
        theirs = {}
        for column in sheet.columns:
            known = _known_names(column)
            if found := next((headers[name] for name in known if name in headers), None):
                theirs[column.name] = found
        of_days = [column.name for column in sheet.columns if column.days and column.name in theirs]
        has_id = ID in headers
        if not theirs or not (has_id or all(c.name in theirs for c in sheet.columns if c.required)):
            continue
        if met:  # the line of a row would then name two
            notes.append(_("sheet %(name)s left out: one table at a time") % {"name": table.sheet})
            continue
        met = True
        refused += [Refusal(r.row, r.column, r.why, r.next) for r in table.rejected]
        notes += table.notes
        for line, row in zip(table.lines, table.frame.iter_rows(named=True), strict=True):
            cells = {ours: _text(row[name]) for ours, name in theirs.items()}
            if table.from_1904:
                days = {ours: day_counted_from_1904(cells[ours] or "") for ours in of_days}
                cells |= {ours: day or None for ours, day in days.items()}
            rows.append(
                FileRow(
                    int(line),
                    (row[headers[ID]] or "") if has_id else "",
                    (row[headers[VERSION]] or "") if VERSION in headers else "",
                    cells,
                )
            )
    if not met:
        needed = ", ".join(c.name for c in sheet.columns if c.required)
        raise NotThisTable(
            _("this is not a table of these records"),
            where=path.name,
            next=_("give the columns %(names)s") % {"names": needed},
        )
    return SheetFile(tuple(rows), tuple(refused), tuple(notes))


def _text(cell: str | None) -> str | None:
    return None if cell is None else unguard_formula(cell)


# --- what differs


@dataclass(frozen=True)
class CellChange:
    """One field of one row: what it was, what it is now, what the file says; cells as text."""

    column: SheetColumn
    was: str
    now: str
    mine: str
    value: Any


@dataclass(frozen=True)
class RowDiff:
    """A row that is new or that changes a record.

    changes    fields nobody else touched; conflicts  fields changed here and there meanwhile.
    """

    line: int
    record: Any
    version: int
    changes: tuple[CellChange, ...] = ()
    conflicts: tuple[CellChange, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)

    def values_to_save(self, mine: bool) -> dict[str, Any]:
        """Fields and values to save; with the conflicts, where a person chose their own."""
        taken = (*self.changes, *self.conflicts) if mine else self.changes
        return {change.column.field: change.value for change in taken}


@dataclass(frozen=True)
class Diff:
    """What a file would do: nothing is saved yet. `unseen`: records the file does not name."""

    new: tuple[RowDiff, ...] = ()
    changed: tuple[RowDiff, ...] = ()
    same: int = 0
    refused: tuple[Refusal, ...] = ()
    unseen: int = 0
    notes: tuple[str, ...] = ()
    heads: tuple[tuple[str, str], ...] = ()

    @property
    def refused_rows(self) -> int:
        """How many rows cannot be taken; each may have several faults."""
        return len({refusal.line for refusal in self.refused})

    @property
    def digest(self) -> str:
        """What was shown, in short: another digest means that somebody changed a record since."""
        told = [
            [
                row.line,
                str(row.record.pk if row.record else ""),
                row.version,
                [[c.column.name, c.was, c.now, c.mine] for c in (*row.changes, *row.conflicts)],
                {name: str(value) for name, value in row.values.items()},
            ]
            for row in (*self.new, *self.changed)
        ]
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


Earlier = Callable[[Sequence[tuple[UUID, int]]], Mapping[tuple[UUID, int], Any]]
"""Versions of records, as they stood, by id and number."""

May = Callable[[Any, Any], bool]
"""Whether a record may be changed, or (None) made, from the record and the values of its row."""


def compare(
    sheet: RecordSheet,
    read: SheetFile,
    records: Iterable[SheetRecord],
    *,
    earlier: Earlier,
    may: May,
    taken: Callable[[Sequence[str]], Iterable[str]] = lambda codes: (),
) -> Diff:
    """What the rows of a file would change.

    Takes   records, all that the person may see; earlier, which gives the versions of records that
            (id, version) pairs name; may, whether the person may change a record, or make one of
            the values (the record is None); taken, which of the codes of new rows belong to records
            the person may not see.
    Gives   a Diff. A row without an id is the record of the same code, else of the same key, else
            new. A row with the id of no record the person sees is refused.
    """
    by_id = {str(record.pk): record for record in records}
    by_code = {record.code.casefold(): record for record in by_id.values()}
    by_key = {key: r for r in by_id.values() if (key := sheet.key(sheet.values_of(r)))}
    stale = [
        (record.pk, int(row.version))
        for row in read.rows
        if (record := by_id.get(row.id.lower()))
        and row.version.isdigit()
        and int(row.version) != record.version
    ]
    before = earlier(stale) if stale else {}
    met: set[str] = set()
    new: list[RowDiff] = []
    changed: list[RowDiff] = []
    refused = list(read.refused)
    same = 0
    for row in read.rows:
        try:
            record = _record_of(sheet, row, by_id, by_code, by_key)
            if record is not None and str(record.pk) in met:
                raise _Refused((ID, _("another row names the same record"), _("keep one of them")))
            row_diff = _row(sheet, row, record, before)
            if record is not None:
                met.add(str(record.pk))
            if record is not None and not row_diff.changes and not row_diff.conflicts:
                same += 1
                continue
            if not may(record, row_diff.values):
                raise _Refused(
                    (
                        "",
                        _("no post you hold today gives this authority here"),
                        _("ask the Chief of Staff who holds the post"),
                    )
                )
        except _Refused as refusal:
            refused += [Refusal(row.line, *fault) for fault in refusal.faults]
            continue
        (changed if record is not None else new).append(row_diff)
    new, changed = _codes_once(new, changed, by_code, taken, refused)
    new = _without_repeats(sheet, new, refused)
    refused.sort(key=lambda r: r.line)
    unseen = len(by_id) - len(met)
    return Diff(tuple(new), tuple(changed), same, tuple(refused), unseen, read.notes, read.heads)


class _Refused(Exception):
    """Why a row is refused: (column, why, next) of each fault."""

    def __init__(self, *faults: tuple[str, str, str]) -> None:
        super().__init__(*(why for _column, why, _next in faults))
        self.faults = faults


def _record_of(
    sheet: RecordSheet,
    row: FileRow,
    by_id: Mapping[str, SheetRecord],
    by_code: Mapping[str, SheetRecord],
    by_key: Mapping[Hashable, SheetRecord],
) -> SheetRecord | None:
    """The record a row is about; None if it is new."""
    if row.id:
        if row.id.lower() not in by_id:
            raise _Refused(
                (
                    ID,
                    _("no record you may see has this id"),
                    _("leave the id blank to make a new record"),
                )
            )
        return by_id[row.id.lower()]
    code = (row.cells.get("code") or "").strip().casefold()
    if code:
        return by_code.get(code)
    try:
        values = {
            c.field: c.value(row.cells.get(c.name)) for c in sheet.columns if c.name in row.cells
        }
    except Unfit:
        return None  # told again, with its column, where the row is read
    return by_key.get(sheet.key(values))


def _row(
    sheet: RecordSheet,
    row: FileRow,
    record: SheetRecord | None,
    before: Mapping[tuple[UUID, int], SheetRecord],
) -> RowDiff:
    version = record.version if record is not None else 1
    base = record
    if record is not None and row.id:
        if not row.version.isdigit() or int(row.version) > record.version:
            raise _Refused((VERSION, _("no such version"), _("download a fresh copy")))
        if int(row.version) != record.version:
            base = before.get((record.pk, int(row.version)))
            if base is None:
                raise _Refused((VERSION, _("no such version"), _("download a fresh copy")))
    values: dict[str, Any] = {}
    changes: list[CellChange] = []
    conflicts: list[CellChange] = []
    faults: dict[str, tuple[str, str, str]] = {}
    for column in sheet.columns:
        was = column.of(base) if base is not None else column.empty
        if column.name not in row.cells:
            if record is None:
                values[column.field] = column.empty
            continue
        try:
            mine = column.value(row.cells[column.name], was if base is not None else None)
        except Unfit as fault:
            faults[column.name] = (column.name, fault.why, fault.next)
            if record is None:
                values[column.field] = column.empty
            continue
        values[column.field] = mine
        if record is None or column.same(mine, column.as_returned(was)):
            continue
        now = column.of(record)
        if column.same(mine, column.as_returned(now)):
            continue
        cell_change = CellChange(
            column, column.words_for(was), column.words_for(now), column.words_for(mine), mine
        )
        (changes if column.same(now, was) else conflicts).append(cell_change)
    if record is None or changes or conflicts:
        whole_row = (sheet.values_of(record) if record is not None else {}) | values
        for name, why, step in sheet.check(whole_row):
            faults.setdefault(name, (name, why, step))
    if faults:
        raise _Refused(*faults.values())
    return RowDiff(
        row.line,
        record,
        version,
        tuple(changes),
        tuple(conflicts),
        values if record is None else {},
    )


def _codes_once(
    new: list[RowDiff],
    changed: list[RowDiff],
    by_code: Mapping[str, SheetRecord],
    taken: Callable[[Sequence[str]], Iterable[str]],
    refused: list[Refusal],
) -> tuple[list[RowDiff], list[RowDiff]]:
    """Without the rows whose code another record or row has."""
    asked = {row.line: _code_of(row) for row in (*new, *changed)}
    wanted = sorted({code for code in asked.values() if code})
    elsewhere = {code.casefold() for code in taken(wanted)} if wanted else set()
    used: set[str] = set()

    def fits(row: RowDiff) -> bool:
        code = asked[row.line].casefold()
        if not code:
            return True
        owner = by_code.get(code)
        own = owner is not None and row.record is not None and owner.pk == row.record.pk
        if not own and (owner is not None or code in elsewhere or code in used):
            refused.append(
                Refusal(row.line, "code", _("this code is taken"), _("choose another code"))
            )
            return False
        used.add(code)
        return True

    return [row for row in new if fits(row)], [row for row in changed if fits(row)]


def _code_of(row: RowDiff) -> str:
    if row.record is None:
        return str(row.values.get("code") or "")
    return str(next((c.value for c in row.changes if c.column.name == "code"), ""))


def _without_repeats(
    sheet: RecordSheet, new: list[RowDiff], refused: list[Refusal]
) -> list[RowDiff]:
    """Without the new rows that say what an earlier row says."""
    kept, seen = [], set()
    for row in new:
        key = sheet.key(row.values)
        if key is not None and key in seen and not row.values.get("code"):
            refused.append(
                Refusal(row.line, "", _("another row says the same"), _("keep one of them"))
            )
            continue
        seen.add(key)
        kept.append(row)
    return kept
