"""What people write in cells, read as dates, counts, codes and coordinates, or refused with a why.

Columns are read whole. Only values that are not plainly written go one by one, each different
value once; nothing is guessed, and every refusal says what to do next.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from tutela.base.errors import Rejection
from tutela.base.say import say, term
from tutela.base.tables import Table


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a value was not taken, and what to do."""

    why: str
    next: str


NOTHING = frozenset(
    {"na", "n/a", "nan", "null", "none", "nil", "-", "--", "—", "?", "n/d", "nd", "unknown",
     "no information", "noinformation", "not known", "inconnu", "غير معروف"}
)  # fmt: skip
"""Words people write where they know nothing."""

MONTHS = {
    **{name.casefold(): n for n, name in enumerate(calendar.month_name) if n},
    **{name.casefold(): n for n, name in enumerate(calendar.month_abbr) if n},
    "sept": 9, "janvier": 1, "février": 2, "fevrier": 2, "mars": 3, "avril": 4, "mai": 5,
    "juin": 6, "juillet": 7, "août": 8, "aout": 8, "septembre": 9, "octobre": 10, "novembre": 11,
    "décembre": 12, "decembre": 12,
}  # fmt: skip

_FORMULA = Refusal(
    say("a formula, not a value"),
    say("put the value itself in the cell (in a spreadsheet: paste values)"),
)


def plain(text: str) -> str:
    """The same text with Arabic-Indic and other digits as 0-9, and plain spaces.

    >>> plain("\u0662\u0660\u0661\u0668")
    '2018'
    """
    return "".join(
        str(unicodedata.digit(c)) if c.isdigit() and not c.isascii() else c for c in text
    ).translate({0xA0: " ", 0x202F: " ", 0x2009: " ", 0x066B: ".", 0x066C: ","})


def is_formula(text: str) -> bool:
    """Whether a cell would be computed by a spreadsheet.

    >>> is_formula("=1+1"), is_formula("-12"), is_formula("@SUM(A1)")
    (True, False, True)
    """
    return text[:1] in "=@" or bool(re.match(r"[+-].*[A-Za-z(]", text))


def read_count(text: str) -> int | Refusal | None:
    """A number of people or reports.

    >>> read_count("1,234"), read_count("12.0"), read_count("NA")
    (1234, 12, None)
    >>> read_count("12.5").why
    '12.5 is not a whole number'
    """
    if text.casefold() in NOTHING:
        return None
    if is_formula(text):
        return _FORMULA
    written = plain(text)
    if found := re.fullmatch(r"[+]?(\d{1,3})\.(\d{3})", written):
        fine = f"{found[1]}.{found[2]}".rstrip("0").rstrip(".")
        return Refusal(
            say(
                "{text!r} may be {fine} or {whole:,}",
                text=text,
                fine=fine,
                whole=int(found[1] + found[2]),
            ),
            say("write digits only, without a point"),
        )
    if re.fullmatch(r"[+]?\d{1,3}([,.' ’]\d{3})+", written):
        written = re.sub(r"[,.' ’]", "", written)
    if found := re.fullmatch(r"[+]?(\d+)(?:[.,]0*)?", written):
        number = int(found[1])
        if number > 2**31 - 1:
            return Refusal(
                say("{text} is too large to be a count", text=text),
                say("check the column and the number"),
            )
        return number
    if re.fullmatch(r"-\s?[\d.,]+", written):
        return Refusal(
            say("{text} is below nought", text=text),
            say("write a count of 0 or more, or leave it blank"),
        )
    if re.fullmatch(r"\d+[.,]\d+", written):
        return Refusal(say("{text} is not a whole number", text=text), say("write a whole number"))
    if re.fullmatch(r"\d+\s*(-|–|to|à)\s*\d+|[<>~≈]\s*\d+|\d+\s*\+", written):
        return Refusal(
            say("{text!r} is a range, not a number", text=text),
            say("write the best figure, and low and high in columns of their own"),
        )
    return Refusal(
        say("{text!r} is not a number", text=text), say("write digits only, or leave it blank")
    )


def read_degrees(text: str, limit: int) -> float | Refusal | None:
    """A latitude (limit 90) or longitude (limit 180) in decimal degrees.

    >>> read_degrees("6,205", 90), read_degrees("6.2 S", 90)
    (6.205, -6.2)
    >>> read_degrees("131.6", 90).why
    'latitude 131.6 is beyond 90 degrees'
    """
    name = term("latitude") if limit == 90 else term("longitude")
    if text.casefold() in NOTHING:
        return None
    if is_formula(text):
        return _FORMULA
    written = plain(text).upper().replace("−", "-").rstrip("° ")
    if re.fullmatch(r"[+-]?\d{1,3},\d+", written.rstrip(" NSEWO°")):
        written = written.replace(",", ".")
    found = re.fullmatch(r"([+-]?\d{1,3}(?:\.\d*)?)(?:E([+-]?\d{1,2}))?\s*°?\s*([NSEWO])?", written)
    if not found:
        return Refusal(
            say("{text!r} is not a {name}", text=text, name=name),
            say("write decimal degrees, such as 6.205"),
        )
    degrees = float(found[1]) * 10.0 ** int(found[2] or 0)
    if found[3] in ("S", "W", "O"):
        degrees = -abs(degrees)
    if abs(degrees) > limit:
        return Refusal(
            say("{name} {text} is beyond {limit} degrees", name=name, text=text, limit=limit),
            say(
                "write decimal degrees within ±{limit}; were latitude and longitude exchanged?",
                limit=limit,
            )
            if limit == 90
            else say("write decimal degrees within ±{limit}", limit=limit),
        )
    return degrees


ORDERS = ("DMY", "MDY", "YMD")


def read_day(text: str, order: str | None) -> date | Refusal | None:
    """A day of the calendar; `order` settles 05/06/2017 (DMY: 5 June, MDY: 6 May).

    >>> read_day("12 March 2017", None), read_day("31/12/2018", "DMY")
    (datetime.date(2017, 3, 12), datetime.date(2018, 12, 31))
    >>> read_day("2018-11-31", None).why
    'November has 30 days'
    >>> read_day("05/06/2017", None).why
    "'05/06/2017' may be 5 June or 6 May 2017"
    """
    if text.casefold() in NOTHING:
        return None
    if is_formula(text):
        return _FORMULA
    written = re.sub(r"[T ]+\d{1,2}[:.h]\d{2}.*$", "", plain(text)).strip()
    if found := re.fullmatch(r"(\d{4})[-/. ](\d{1,2})[-/. ](\d{1,2})", written):
        return _day(int(found[1]), int(found[2]), int(found[3]), text)
    if found := re.fullmatch(r"((?:19|20)\d{2})(\d{2})(\d{2})", written):
        return _day(int(found[1]), int(found[2]), int(found[3]), text)
    if found := re.fullmatch(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})", written):
        return _ordered(int(found[1]), int(found[2]), int(found[3]), order, text)
    words = [w for w in re.split(r"[\s,./-]+", written.casefold()) if w not in ("", "of", "de")]
    words = [re.sub(r"^(\d{1,2})(st|nd|rd|th|er)$", r"\1", w) for w in words]
    months = [MONTHS[w] for w in words if w in MONTHS]
    numbers = [int(w) for w in words if w.isdecimal() and len(w) in (1, 2, 4)]
    weekdays = sum(w[:3] in _WEEKDAYS and w not in MONTHS for w in words)
    if len(months) == 1 and len(numbers) + 1 + weekdays == len(words):
        years = [n for n in numbers if n > 999]
        days = [n for n in numbers if n <= 999]
        if len(years) == 1 and len(days) == 1:
            return _day(years[0], months[0], days[0], text)
        if len(years) == 1 and not days:
            return _NO_DAY
    if re.fullmatch(r"\d{4}[-/.]\d{1,2}|\d{1,2}[-/.]\d{4}|\d{4}", written):
        return _NO_DAY
    if re.fullmatch(r"\d{1,2}[-/. ]\d{1,2}[-/. ]\d{2}", written):
        return Refusal(
            say("{text!r} has a year of two digits", text=text),
            say("write the year in full: YYYY-MM-DD"),
        )
    if re.fullmatch(r"\d{5}(\.\d+)?", written):
        return Refusal(
            say("{text} is a spreadsheet's number for a day", text=text),
            say("format the column as a date before saving, YYYY-MM-DD"),
        )
    return Refusal(say("{text!r} is not a date", text=text), say("write YYYY-MM-DD"))


_WEEKDAYS = frozenset({"mon", "tue", "wed", "thu", "fri", "sat", "sun",
                       "lun", "mar", "mer", "jeu", "ven", "sam", "dim"})  # fmt: skip

_NO_DAY = Refusal(
    say("a month or a year, not a day"),
    say("give the first and the last day in two columns, start and end"),
)


def _ordered(first: int, second: int, year: int, order: str | None, text: str) -> date | Refusal:
    if order == "DMY" or (order is None and first > 12 >= second) or first == second:
        return _day(year, second, first, text)
    if order == "MDY" or (order is None and second > 12 >= first):
        return _day(year, first, second, text)
    if not (1 <= first <= 12 and 1 <= second <= 12):
        return Refusal(say("{text!r} is not a date", text=text), say("write YYYY-MM-DD"))
    one, other = term(calendar.month_name[second]), term(calendar.month_name[first])
    return Refusal(
        say(
            "{text!r} may be {first} {one} or {second} {other} {year}",
            text=text,
            first=first,
            one=one,
            second=second,
            other=other,
            year=year,
        ),
        say("write YYYY-MM-DD, or state the order in a mapping (format DD/MM/YYYY)"),
    )


def _day(year: int, month: int, day: int, text: str) -> date | Refusal:
    if not 1 <= year <= 9999:
        return Refusal(
            say("{text!r}: there is no year {year}", text=text, year=year), say("write YYYY-MM-DD")
        )
    if not 1 <= month <= 12:
        return Refusal(
            say("{text!r}: there is no month {month}", text=text, month=month),
            say("write YYYY-MM-DD"),
        )
    length = calendar.monthrange(year, month)[1]
    if not 1 <= day <= length:
        month_name = term(calendar.month_name[month])
        span = say("{month} has {length} days", month=month_name, length=length)
        if month == 2:
            span = say(
                "{month} has {length} days in {year}", month=month_name, length=length, year=year
            )
        return Refusal(
            span,
            say("correct the day, YYYY-MM-DD"),
        )
    return date(year, month, day)


def day_order(texts: pl.Series) -> str | None:
    """The order a column of dates proves: DMY, MDY, or None where it proves neither or both.

    >>> day_order(pl.Series(["03/04/2017", "25/04/2017"])), day_order(pl.Series(["03/04/2017"]))
    ('DMY', None)
    """
    parts = (
        texts.drop_nulls().unique()
        .str.extract_groups(r"^\s*(\d{1,2})[-/. ](\d{1,2})[-/. ]\d{4}(?:\D|$)").struct.unnest()
    )  # fmt: skip
    first, second = (parts[c].cast(pl.Int32, strict=False) for c in parts.columns)
    first_is_day, second_is_day = bool((first > 12).any()), bool((second > 12).any())
    if first_is_day == second_is_day:
        return None
    return "DMY" if first_is_day else "MDY"


Column = str | pl.Series | None
"""A column by its name, or as a series of text made from one; None where there is none."""


@dataclass
class Sieve:
    """Reads the columns of one table and keeps, row by row, what was wrong.

    A row with any fault is refused as a whole: a number that cannot be read may be any number.
    """

    table: Table
    notes: list[str] = field(default_factory=list)
    _faults: dict[int, list[Rejection]] = field(default_factory=dict)
    _withheld: set[int] = field(default_factory=set)

    @property
    def height(self) -> int:
        """Rows that have the shape of a row."""
        return self.table.frame.height

    def blank(self, kind: pl.DataType | type[pl.DataType]) -> pl.Series:
        """A column nothing is known of."""
        return pl.Series("", [None], dtype=kind).extend_constant(None, max(self.height - 1, 0))[
            : self.height
        ]

    def text(self, *names: Column) -> pl.Series:
        """The first of these columns that the table has, as text; null where it says nothing.

        A series already made from a column passes as it is.
        """
        for name in names:
            if isinstance(name, pl.Series):
                return name
            if name is not None and name in self.table.frame.columns:
                return self.table.frame[name]
        return self.blank(pl.String)

    def has(self, name: str) -> bool:
        """Whether the table has this column."""
        return name in self.table.frame.columns

    def count(self, *names: Column, blank: Iterable[str] = ()) -> pl.Series:
        """A column of counts, Int32; values in `blank` are the source's way to say nothing."""
        raw = self.text(*names)
        if blank:
            raw = pl.select(pl.when(~raw.is_in(list(blank))).then(raw)).to_series().alias(raw.name)
        whole = raw.str.strip_suffix(".0")
        quick = pl.select(
            pl.when(whole.str.contains(r"^\d{1,9}$")).then(whole).cast(pl.Int32, strict=False)
        ).to_series()
        return self._read(raw, quick, read_count, pl.Int32)

    def code(self, allowed: Iterable[int], *names: Column) -> pl.Series:
        """A column of codes, Int8; codes outside `allowed` are faults."""
        raw, numbers, codes = self.text(*names), self.count(*names), list(allowed)
        known = numbers.is_in(codes)
        said = ", ".join(map(str, codes))
        self.refuse(
            ~known, raw, say("is not a code of this column"), say("use one of {said}", said=said)
        )
        return pl.select(pl.when(known).then(numbers)).to_series().cast(pl.Int8)

    def degrees(self, limit: int, *names: Column) -> pl.Series:
        """A column of latitudes (limit 90) or longitudes (limit 180)."""
        raw = self.text(*names)
        quick = raw.cast(pl.Float64, strict=False)
        sound = raw.str.contains(r"^-?\d{1,3}(\.\d+)?$") & (quick.abs() <= limit)
        quick = pl.select(pl.when(sound).then(quick)).to_series()
        return self._read(raw, quick, lambda text: read_degrees(text, limit), pl.Float64)

    def day(self, *names: Column, order: str | None = None) -> pl.Series:
        """A column of days; the column itself may prove the order of day and month."""
        raw = self.text(*names)
        plainly = raw.str.contains(r"^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?Z?)?$")
        iso = pl.select(pl.when(plainly).then(raw.str.slice(0, 10))).to_series()
        quick = iso.str.to_date("%Y-%m-%d", strict=False)
        order = order or day_order(raw)
        return self._read(raw, quick, lambda text: read_day(text, order), pl.Date)

    def refuse(self, rows: pl.Series, raw: pl.Series, why: str, next: str) -> None:
        """Refuse rows of a column: `why` follows the value."""
        for row in rows.fill_null(False).arg_true().to_list():
            value = raw[row]
            self._fault(
                row,
                raw.name,
                value or "",
                say("{value!r} {why}", value=value, why=why) if value else why,
                next,
            )

    def withhold(self, rows: pl.Series, column: str, why: str, next: str) -> None:
        """Refuse rows whose words may not be repeated: neither the cell nor any other fault."""
        for row in rows.fill_null(False).arg_true().to_list():
            self._faults[row] = [Rejection(0, column, "", why, next)]
            self._withheld.add(row)

    def rejections(self) -> list[Rejection]:
        """One for each refused row: its first fault, and the others beside it."""
        found = list(self.table.rejected)
        for row, (first, *others) in sorted(self._faults.items()):
            also = tuple(
                say("{column}: {why}", column=o.column, why=o.why) if o.column else o.why
                for o in others
            )
            found.append(
                Rejection(
                    self.table.lines[row], first.column, first.value, first.why, first.next,
                    self.table.sheet, also,
                )
            )  # fmt: skip
        return sorted(found, key=lambda r: r.row)

    def kept(self) -> pl.Series:
        """Which rows have no fault."""
        keep = pl.Series("kept", [True]).extend_constant(True, self.height)[: self.height]
        return keep.scatter(list(self._faults), False) if self._faults else keep

    def _read(
        self,
        raw: pl.Series,
        quick: pl.Series,
        slow: Callable[[str], int | float | date | Refusal | None],
        kind: pl.DataType | type[pl.DataType],
    ) -> pl.Series:
        """`quick` where it could read; each different other value is read once by `slow`."""
        odd = raw.is_not_null() & quick.is_null()
        if not odd.any():
            return quick
        readings = {text: slow(text) for text in raw.filter(odd).unique().to_list()}
        refused = {text: r for text, r in readings.items() if isinstance(r, Refusal)}
        for row in (odd & raw.is_in(list(refused))).arg_true().to_list():
            refusal = refused[raw[row]]
            self._fault(row, raw.name, raw[row], refusal.why, refusal.next)
        taken = {text: r for text, r in readings.items() if not isinstance(r, Refusal)}
        slowly = raw.replace_strict(taken, default=None, return_dtype=kind)
        return pl.select(pl.when(odd).then(slowly).otherwise(quick)).to_series()

    def _fault(self, row: int, column: str, value: str, why: str, next: str) -> None:
        if row in self._withheld:
            return
        short = value if len(value) <= 80 else value[:79] + "…"
        self._faults.setdefault(row, []).append(Rejection(0, column, short, why, next))
