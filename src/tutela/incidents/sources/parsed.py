"""What every reader gives, and the last steps all share."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from tutela.actors.identify import sides
from tutela.base.errors import Rejection
from tutela.incidents.types import IDENTITIES, SCHEMA, TEXTS, Events
from tutela.incidents.values import Column, Sieve


@dataclass(frozen=True)
class Parsed:
    """A table read: its events, its refused rows, and what was counted out loud.

    accepted    rows taken; a row may hold several events (a month's totals by kind of violence).
    """

    format: str
    rows: int
    accepted: int
    events: Events
    rejected: tuple[Rejection, ...]
    undated: int
    unlocated: int
    notes: tuple[str, ...]


def rows(which: pl.Series) -> str:
    """How many rows, as the beginning of a sentence.

    >>> rows(pl.Series([True, False])), rows(pl.Series([True, True]))
    ('1 row gives', '2 rows give')
    """
    count = int(which.sum())
    return "1 row gives" if count == 1 else f"{count:,} rows give"


def locate(sieve: Sieve, latitude: Column, longitude: Column) -> dict[str, pl.Series]:
    """Both coordinates, or neither: half a position and 0, 0 are no position."""
    lat, lon = sieve.degrees(90, latitude), sieve.degrees(180, longitude)
    half = (lat.is_null() != lon.is_null()) & sieve.kept()
    nought = ((lat == 0) & (lon == 0)).fill_null(False)
    if half.any():
        sieve.notes.append(f"{rows(half)} only one coordinate: taken as unlocated")
    if nought.any():
        sieve.notes.append(f"{rows(nought)} 0, 0 as coordinates: taken as unlocated")
    gone = half | nought
    return {
        "latitude": pl.select(pl.when(~gone).then(lat)).to_series(),
        "longitude": pl.select(pl.when(~gone).then(lon)).to_series(),
    }


def days(
    sieve: Sieve, start: Column, end: Column, order: str | None = None
) -> dict[str, pl.Series]:
    """First and last day; a record with one day ends on it."""
    first = sieve.day(start, order=order)
    last = first if end is None else sieve.day(end, order=order)
    last = pl.select(pl.coalesce(last, first)).to_series()
    if end is not None:
        sieve.refuse(
            (last < first).fill_null(False),
            sieve.text(end),
            "is before the first day",
            "correct one of the two dates",
        )
        missing = first.is_null() & last.is_not_null()
        sieve.refuse(missing, sieve.text(end), "has no first day beside it", "give the first day")
    return {"date_start": first, "date_end": last}


def years(sieve: Sieve, column: Column, first: pl.Series) -> pl.Series:
    """The year as stated, or that of the first day."""
    raw = sieve.text(column)
    stated = sieve.count(column)
    odd = stated.is_not_null() & ~stated.is_between(1800, 2200)
    sieve.refuse(odd, raw, "is not a year", "write four digits, such as 2018")
    other = (stated != first.dt.year()).fill_null(False) & ~odd
    if other.any():
        sieve.notes.append(f"{rows(other)} another year than the first day has")
    year = pl.select(pl.coalesce(first.dt.year().cast(pl.Int32), stated.clip(0, 9999))).to_series()
    return year.cast(pl.Int16)


def finish(
    sieve: Sieve,
    form: str,
    columns: dict[str, pl.Series | str | None],
    *,
    side_a: pl.Series,
    side_b: pl.Series,
    codes: tuple[pl.Series, pl.Series] | None = None,
    texts: list[pl.Series] | None = None,
) -> Parsed:
    """The canonical table from columns, refused rows left out and peoples' names set apart.

    Takes   `columns` by SCHEMA name (a text stands for every row); sides as the source writes
            them; ACLED's inter codes of both sides; free texts.
    """
    frame = pl.DataFrame(
        {
            "_a": side_a,
            "_b": side_b,
            "_code_a": sieve.blank(pl.Int8) if codes is None else codes[0],
            "_code_b": sieve.blank(pl.Int8) if codes is None else codes[1],
        }
    ).with_columns(
        **{name: pl.lit(c) if isinstance(c, str) or c is None else c for name, c in columns.items()}
    )
    frame = frame.with_columns(
        pl.lit(None).cast(kind).alias(name)
        for name, kind in SCHEMA.items()
        if name not in frame.columns and name not in ("side_a", "side_b")
    )
    kept = sieve.kept()
    texts = [t.filter(kept) for t in texts or []]
    frame = frame.filter(kept)
    identities = []
    for letter in "ab":
        known = sides(frame[f"_{letter}"], frame[f"_code_{letter}"])
        frame = frame.join(
            known.rename({"actors": f"side_{letter}", "identities": f"_names_{letter}"}),
            left_on=[f"_{letter}", f"_code_{letter}"],
            right_on=["side", "code"],
            how="left",
            nulls_equal=True,
            maintain_order="left",
        )
        identities.append(
            frame.filter(pl.col(f"_names_{letter}").list.len() > 0)
            .select("source", "source_id", side=pl.lit(letter), name=f"_names_{letter}")
            .explode("name")
        )
    events = Events(
        frame.select(pl.col(name).cast(kind) for name, kind in SCHEMA.items()),
        pl.concat(identities).select(pl.col(n).cast(k) for n, k in IDENTITIES.items()),
        _texts(frame, texts),
    )
    rejected = tuple(sieve.rejections())
    return Parsed(
        format=form,
        rows=sieve.table.rows,
        accepted=frame.height,
        events=events,
        rejected=rejected,
        undated=int(frame["date_start"].null_count()),
        unlocated=int(frame["latitude"].null_count()),
        notes=(*sieve.table.notes, *sieve.notes),
    )


def _texts(frame: pl.DataFrame, texts: list[pl.Series]) -> pl.DataFrame:
    if not texts:
        return pl.DataFrame(schema=TEXTS)
    joined = pl.DataFrame({str(i): t for i, t in enumerate(texts)}).select(
        text=pl.concat_str(pl.all(), separator=" ", ignore_nulls=True)
    )
    return pl.concat([frame.select("source", "source_id"), joined], how="horizontal").filter(
        pl.col("text").str.len_chars() > 0
    )
