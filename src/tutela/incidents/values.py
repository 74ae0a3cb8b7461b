"""The columns of a table of events, read whole; what was wrong is kept row by row.

Only values that are not plainly written go one by one, each different value once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from tutela.base.errors import Rejection
from tutela.base.guards.limits import LIMITS
from tutela.base.later import pl
from tutela.base.messages import say
from tutela.base.tables import Table
from tutela.base.values import (
    FIRST_YEAR,
    LAST_YEAR,
    NOT_KNOWN_CODES,
    Refusal,
    Toll,
    day_counted_from_1904,
    day_order,
    read_count,
    read_day,
    read_days,
    read_degrees,
    read_position,
    read_toll,
)

Column: TypeAlias = "str | pl.Series | None"
"""A column by its name, or as a series of text made from one; None where there is none."""

MOST_COUNTED = LIMITS["counted"]
"""No single record counts more people or reports; the deadliest month of 1994 does not reach it."""

_TIME = r"([01]\d|2[0-4]):[0-5]\d(:[0-5]\d(\.\d+)?)?Z?"


@dataclass(eq=False)
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
        """A column of counts, Int32; values in `blank` are the source's way to say nothing.

        More than MOST_COUNTED is a fault: a slip, or a column that counts something else.
        """
        raw = self.text(*names)
        if blank:
            raw = pl.select(pl.when(~raw.is_in(list(blank))).then(raw)).to_series().alias(raw.name)
        whole = raw.str.strip_suffix(".0")
        quick = pl.select(
            pl.when(whole.str.contains(r"^\d{1,9}$")).then(whole).cast(pl.Int32, strict=False)
        ).to_series()
        counts = self._read(raw, quick, read_count, pl.Int32)
        self.refuse(
            counts > MOST_COUNTED,
            raw,
            say("is too many to be right"),
            say("check the column and the number"),
        )
        return counts

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

    def toll(self, *names: Column) -> tuple[pl.Series, pl.Series, pl.Series]:
        """A column of people killed as reports write it: the least, the figure, the most, Int32.

        A plain count has no least and no most of its own.
        """
        raw = self.text(*names)
        whole = raw.str.strip_suffix(".0")
        quick = pl.select(
            pl.when(whole.str.contains(r"^\d{1,9}$")).then(whole).cast(pl.Int32, strict=False)
        ).to_series()

        coded = quick.is_in(list(NOT_KNOWN_CODES)).fill_null(False)
        quick = pl.select(pl.when(~coded).then(quick)).to_series()

        def ends(text: str) -> tuple[int | None, ...] | Refusal | None:
            toll = read_toll(text)
            if not isinstance(toll, Toll):
                return toll
            plain = toll.low == toll.best == toll.high
            return (None, toll.best, None) if plain else (toll.low, toll.best, toll.high)

        blank = self.blank(pl.Int32)
        low, best, high = self._read_parts(raw, (blank, quick, blank), quick, ends, pl.Int32)
        for part in (low, best, high):
            self.refuse(
                part > MOST_COUNTED,
                raw,
                say("is too many to be right"),
                say("check the column and the number"),
            )
        return low, best, high

    def position(self, *names: Column) -> tuple[pl.Series, pl.Series]:
        """A column of latitudes and longitudes written in one cell."""
        raw, blank = self.text(*names), self.blank(pl.Float64)
        lat, lon = self._read_parts(raw, (blank, blank), blank, read_position, pl.Float64)
        return lat, lon

    def days(self, *names: Column, order: str | None = None) -> tuple[pl.Series, pl.Series]:
        """A column of days, spans of days or months: the first day and the last of each row."""
        raw = self._days_said(*names)
        order = order or day_order(raw)
        quick = self._plain_days(raw)
        first, last = self._read_parts(
            raw, (quick, quick), quick, lambda text: read_days(text, order), pl.Date
        )
        return first, last

    def day(self, *names: Column, order: str | None = None) -> pl.Series:
        """A column of days; the column itself may prove the order of day and month."""
        raw = self._days_said(*names)
        order = order or day_order(raw)
        return self._read(raw, self._plain_days(raw), lambda text: read_day(text, order), pl.Date)

    def _days_said(self, *names: Column) -> pl.Series:
        """A column of days as text, by the system in which its workbook counts them."""
        raw = self.text(*names)
        if not self.table.from_1904:
            return raw
        return raw.replace({n: day_counted_from_1904(n) for n in raw.drop_nulls().unique()})

    def _plain_days(self, raw: pl.Series) -> pl.Series:
        plainly = raw.str.contains(rf"^\d{{4}}-\d{{2}}-\d{{2}}([T ]{_TIME})?$")
        iso = pl.select(pl.when(plainly).then(raw.str.slice(0, 10))).to_series()
        quick = iso.str.to_date("%Y-%m-%d", strict=False)
        near = quick.dt.year().is_between(FIRST_YEAR, LAST_YEAR)
        return pl.select(pl.when(near).then(quick)).to_series()

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

    def rows_at(self, numbers: Iterable[int]) -> pl.Series:
        """The rows of these numbers, counted from 0."""
        return pl.zeros(self.height, dtype=pl.Boolean, eager=True).scatter(list(numbers), True)

    def withhold(self, rows: pl.Series, column: str, why: str, next: str) -> None:
        """Refuse rows whose words may not be repeated: neither the cell nor any other fault."""
        for row in rows.fill_null(False).arg_true().to_list():
            self._faults[row] = [Rejection(0, column, "", why, next)]
            self._withheld.add(row)

    def rejections(self) -> list[Rejection]:
        """One for each refused row: its first fault, and the others beside it."""
        rejected = list(self.table.rejected)
        for row, (first, *others) in sorted(self._faults.items()):
            also = tuple(
                say("{column}: {why}", column=o.column, why=o.why) if o.column else o.why
                for o in others
            )
            rejected.append(
                Rejection(
                    self.table.lines[row],
                    first.column,
                    first.value,
                    first.why,
                    first.next,
                    self.table.sheet,
                    also,
                )
            )
        return sorted(rejected, key=lambda r: r.row)

    def faultless_rows(self) -> pl.Series:
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

        def alone(text: str) -> tuple[int | float | date | None] | Refusal:
            value = slow(text)
            return value if isinstance(value, Refusal) else (value,)

        return self._read_parts(raw, (quick,), quick, alone, kind)[0]

    def _read_parts(
        self,
        raw: pl.Series,
        parts: tuple[pl.Series, ...],
        quick: pl.Series,
        slow: Callable[[str], tuple[int | float | date | None, ...] | Refusal | None],
        kind: pl.DataType | type[pl.DataType],
    ) -> list[pl.Series]:
        """As `_read`, of cells that say several things: one column for each of parts."""
        odd = raw.is_not_null() & quick.is_null()
        if not odd.any():
            return list(parts)
        readings = {text: slow(text) for text in raw.filter(odd).unique().to_list()}
        refused = {text: r for text, r in readings.items() if isinstance(r, Refusal)}
        for row in (odd & raw.is_in(list(refused))).arg_true().to_list():
            refusal = refused[raw[row]]
            self._fault(row, raw.name, raw[row], refusal.why, refusal.next)
        taken = {
            text: r for text, r in readings.items() if r is not None and not isinstance(r, Refusal)
        }
        return [
            pl.select(
                pl.when(odd)
                .then(
                    raw.replace_strict(
                        {text: r[n] for text, r in taken.items()}, default=None, return_dtype=kind
                    )
                )
                .otherwise(part)
            ).to_series()
            for n, part in enumerate(parts)
        ]

    def _fault(self, row: int, column: str, value: str, why: str, next: str) -> None:
        if row in self._withheld:
            return
        short = value if len(value) <= 80 else value[:79] + "…"
        self._faults.setdefault(row, []).append(Rejection(0, column, short, why, next))
