"""Read where peacekeepers stood on a day: Geo-PKO in both editions, or a mission's own list."""

from __future__ import annotations

import csv
import re
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from pathlib import Path

from tutela.base.days import FIRST, LAST
from tutela.base.errors import Rejection, UnknownFormat
from tutela.base.later import pl
from tutela.base.messages import say
from tutela.base.tables import Table, read_tables
from tutela.base.values import (
    Refusal,
    day_counted_from_1904,
    day_order,
    read_count,
    read_day,
    read_point,
)
from tutela.capacity.types import Base, Bases
from tutela.places.gazetteer import Places, ids_of, nearest
from tutela.places.read import columns_of

NEAR_KM = 500

OLD = timedelta(days=365)
"""Information older than this is said aloud."""

_MONTHLY = {"mission", "year", "month", "location", "latitude", "longitude", "no.troops"}
_YEARLY = {"mission", "year", "location", "latitude", "longitude", "ave.no.troops"}

_KINDS = {
    "infantry": ("inf", "infantry"),
    "formed police": ("fpu",),
    "reserve": ("res", "reserve"),
    "engineers": ("eng",),
    "transport": ("trans",),
    "riverine": ("riv",),
    "medical": ("med",),
    "reconnaissance": ("recon",),
    "aviation": ("avia", "av"),
    "helicopter support": ("he.sup",),
    "special forces": ("sf",),
    "military police": ("mp",),
    "police": ("unpol.dummy", "unpol"),
    "observers": ("unmo.dummy", "unmo"),
    "liaison office": ("lo",),
    "headquarters": ("hq",),
}
"""What stands at a base, and Geo-PKO's columns that say so."""

_HEADERS = {
    "id": "id base_id",
    "name": "name base location site place",
    "lat": "lat latitude y",
    "lon": "lon long lng longitude x",
    "mission": "mission",
    "strength": "strength troops personnel",
    "from": "from since start opened",
    "to": "to until end closed",
    "kinds": "kinds kind type",
}


def read_bases(path: Path | str, *, on: date, around: Places | None = None) -> Bases:
    """Read the bases known on a day.

    Takes   Geo-PKO, monthly (full edition) or yearly (v2.3 locations); or a table with the columns
            name, lat, lon [, id, mission, strength, from, to, kinds].
            around: places; of Geo-PKO, which holds the whole world, only missions that ever stood
            within 500 km of one of them are read. None: all.
            on: of each mission, the latest map not after this day's month is taken, in its last
            revision; of a yearly file, the latest year not after this day's year.
    Gives   Bases. Missions ended by that day are left out and counted in the notes; information
            more than a year old is kept and named there.
    Raises  UnreadableFile if the file cannot be read; UnknownFormat if no columns say where.
    Source  Geo-PKO: Cil, Fjelde, Hultman & Nilsson (2020), Mapping Blue Helmets, Journal of Peace
            Research 57(2). Ends of missions: United Nations Peace and Security Data Hub.
    """
    tables = read_tables(path)
    parts = [_of_table(table, on, around) for table in tables if table.frame.width]
    if not parts:
        raise UnknownFormat(
            say("the file is empty"), where=Path(path).name, next=say("give a list of bases")
        )
    known = [bases.known_from for bases in parts if bases.known_from]
    return Bases(
        bases=tuple(base for bases in parts for base in bases.bases),
        on=on,
        known_from=max(known, default=None),
        notes=tuple(note for bases in parts for note in bases.notes),
        rejected=tuple(r for bases in parts for r in bases.rejected),
        closed=sum(bases.closed for bases in parts),
    )


def _of_table(table: Table, on: date, around: Places | None) -> Bases:
    headers = {name.casefold(): name for name in table.frame.columns}
    if headers.keys() >= _MONTHLY:
        return _geopko(table, headers, on, around, yearly=False)
    if headers.keys() >= _YEARLY:
        return _geopko(table, headers, on, around, yearly=True)
    return _own_list(table, on)


# --- Geo-PKO


@cache
def _missions() -> dict[str, date | None]:
    """Peacekeeping operations and the day each ended; None where it has not."""
    text = files("tutela.capacity").joinpath("data", "missions.csv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines())
    return {r["mission"]: date.fromisoformat(r["end"]) if r["end"] else None for r in rows}


def _whole(column: pl.Expr, least: int = 0, most: int = 10**9) -> pl.Expr:
    """A column of whole numbers; what is none, or out of bounds, is not known."""
    whole = column.cast(pl.Float64, strict=False).round().cast(pl.Int64, strict=False)
    return pl.when(whole.is_between(least, most)).then(whole)


def _degrees(name: str, limit: int) -> pl.Expr:
    degrees = pl.col(name).cast(pl.Float64, strict=False)
    return pl.when(degrees.abs() <= limit).then(degrees).alias(name)


def _geopko(
    table: Table, headers: dict[str, str], on: date, around: Places | None, *, yearly: bool
) -> Bases:
    frame = table.frame.rename({theirs: ours for ours, theirs in headers.items()})
    month = pl.lit(1) if yearly else _whole(pl.col("month"), 1, 12)
    frame = frame.with_columns(
        pl.date(_whole(pl.col("year"), FIRST.year, LAST.year), month, 1).alias("map"),
        _degrees("latitude", 90),
        _degrees("longitude", 180),
        _whole(pl.col("ave.no.troops" if yearly else "no.troops")).alias("strength"),
        table.lines.alias("line"),
    )
    notes = list(table.notes)
    undated = frame["map"].null_count()
    if undated:
        notes.append(say("left out: {undated} rows without year or month", undated=undated))
    frame = frame.filter(pl.col("map") <= on)
    if around is not None:
        frame = _missions_near(frame, around)
    newest = frame["map"].max()
    if not isinstance(newest, date):
        return Bases((), on, None, (*notes, say("no base known on {on}", on=on)), table.rejected)
    frame = frame.filter(pl.col("map") == pl.col("map").max().over("mission"))
    frame = _in_place(frame, on, newest, notes)
    frame = _last_revision(frame)
    frame = _located_once(frame, notes)
    if yearly and newest.year == on.year:
        notes.append(
            say(
                "figures of {year} are means over the whole year, known only after it", year=on.year
            )
        )
    notes.append(
        say("Geo-PKO reads United Nations deployment maps: temporary bases are often not on them")
    )
    unknown = frame["strength"].null_count()
    if unknown:
        notes.append(
            say(
                "strength not known at {unknown} of {height} locations",
                unknown=unknown,
                height=frame.height,
            )
        )
    without = frame.filter(pl.col("strength") == 0).height
    if without:
        notes.append(
            say(
                "{without} of {height} locations hold no troops: police, observers or offices",
                without=without,
                height=frame.height,
            )
        )
    known_from = frame["map"].max()
    return Bases(
        tuple(_base(row) for row in _with_ids(frame)),
        on,
        known_from if isinstance(known_from, date) else None,
        tuple(notes),
        table.rejected,
    )


def _missions_near(frame: pl.DataFrame, around: Places) -> pl.DataFrame:
    """Missions with any location near one of the places."""
    lat, lon = frame["latitude"].to_numpy(), frame["longitude"].to_numpy()
    index, _ = nearest(lat, lon, around, within_km=NEAR_KM)
    missions = frame.filter(pl.Series(index >= 0))["mission"].unique()
    return frame.filter(pl.col("mission").is_in(missions.implode()))


def _in_place(frame: pl.DataFrame, on: date, newest: date, notes: list[str]) -> pl.DataFrame:
    """Missions still there on the day; those just ended, and old information, are named."""
    ended, silent, just_ended = [], [], []
    for mission, known in sorted(frame.select("mission", "map").unique().iter_rows()):
        end = _missions().get(mission)
        if end and end < on:
            ended.append(mission)
            just_ended += [f"{mission} ({end})"] if on - end <= OLD else []
        elif mission not in _missions() and newest - known > OLD:
            silent.append(f"{mission} ({known:%Y-%m})")
        elif on - known > OLD:
            months = (on.year - known.year) * 12 + on.month - known.month
            notes.append(
                say(
                    "{mission}: the newest map is of {month}, {months} months old",
                    mission=mission,
                    month=f"{known:%Y-%m}",
                    months=months,
                )
            )
    if ended:
        notes.append(
            say(
                "left out: {n} missions ended by {on}; within the last year: {names}",
                n=len(ended),
                on=on,
                names=", ".join(just_ended),
            )
            if just_ended
            else say("left out: {n} missions ended by {on}", n=len(ended), on=on)
        )
    if silent:
        notes.append(
            say(
                "left out, no map for over a year while others have: {names}",
                names=", ".join(silent),
            )
        )
    out = [*ended, *(name.split(" (")[0] for name in silent)]
    return frame.filter(~pl.col("mission").is_in(out))


def _last_revision(frame: pl.DataFrame) -> pl.DataFrame:
    """Of maps drawn twice in a month, the last revision; a base gone from it is gone."""
    if "source" not in frame.columns:
        return frame
    drawn = frame.with_columns(
        pl.col("source").str.extract(r"(?i)rev\.?\s*(\d+(?:\.\d+)?)").cast(pl.Float64).alias("rev")
    )
    last = pl.col("rev").is_null() | (pl.col("rev") == pl.col("rev").max().over("mission"))
    return drawn.filter(last)


def _located_once(frame: pl.DataFrame, notes: list[str]) -> pl.DataFrame:
    nowhere = frame.filter(pl.col("latitude").is_null() | pl.col("longitude").is_null())
    for row in nowhere.iter_rows(named=True):
        notes.append(
            say(
                "line {line}: {mission} {location} has no coordinates",
                line=row["line"],
                mission=row["mission"],
                location=row["location"],
            )
        )
    return frame.drop_nulls(["latitude", "longitude"]).unique(
        ["mission", "location", "latitude", "longitude"], keep="last", maintain_order=True
    )


def _with_ids(frame: pl.DataFrame) -> list[dict[str, object]]:
    frame = frame.sort("mission", "location", "latitude", "longitude")
    ids = ids_of(frame["mission"].to_list(), frame["location"].to_list())
    return list(frame.with_columns(pl.Series("id", ids)).iter_rows(named=True))


def _base(row: dict[str, object]) -> Base:
    there = tuple(
        kind
        for kind, columns in _KINDS.items()
        if any(re.search("[1-9]", str(row.get(column) or "")) for column in columns)
    )
    strength = row["strength"]
    known = row["map"]
    return Base(
        id=str(row["id"]),
        name=str(row["location"]),
        lat=float(str(row["latitude"])),
        lon=float(str(row["longitude"])),
        mission=str(row["mission"]),
        on_from=known if isinstance(known, date) else None,
        strength=strength if isinstance(strength, int) else None,
        kinds=there,
    )


# --- a mission's own list


def _own_list(table: Table, on: date) -> Bases:
    column_of = columns_of(table.frame.columns, _HEADERS)
    missing = [what for what in ("name", "lat", "lon") if what not in column_of]
    if missing:
        raise UnknownFormat(
            say("no column for {names}", names=", ".join(missing)),
            where=say("{file} sheet {sheet}", file=table.path.name, sheet=table.sheet)
            if table.sheet
            else table.path.name,
            next=say("give the columns name, lat and lon, or Geo-PKO as published"),
        )
    orders = {
        column: day_order(table.frame[column_of[column]]) if column in column_of else None
        for column in ("from", "to")
    }
    kept: list[Base] = []
    rejected, outside, taken = list(table.rejected), 0, set[str]()
    for line, row in zip(table.lines, table.frame.iter_rows(named=True), strict=True):
        said = {ours: row[theirs] for ours, theirs in column_of.items()}
        lat, lon = read_point(said["lat"], said["lon"])
        days = [said.get(column) or "" for column in ("from", "to")]
        if table.from_1904:
            days = [day_counted_from_1904(day) for day in days]
        first, last = (
            read_day(day, orders[column]) for day, column in zip(days, orders, strict=True)
        )
        strength = read_count(said.get("strength") or "")
        base_id = said.get("id") or ids_of([said.get("mission")], [said["name"] or ""], taken)[0]
        read = {"lat": lat, "lon": lon, "strength": strength, "from": first, "to": last}
        faults = [(c, r.why, r.next) for c, r in read.items() if isinstance(r, Refusal)]
        if not said["name"]:
            faults.insert(0, ("name", say("the base has no name"), say("give its name")))
        if base_id in taken:
            faults.append(("id", say("{id!r} stands twice", id=base_id), say("keep one")))
        if faults or isinstance(lat, Refusal) or isinstance(lon, Refusal):
            (column, why, hint), *others = faults
            also = tuple(say("{column}: {why}", column=c, why=w) for c, w, _ in others)
            value = said.get(column) or ""
            rejected.append(Rejection(line, column, value, why, hint, table.sheet, also))
            continue
        taken.add(base_id)
        start = first if isinstance(first, date) else None
        if (start and start > on) or (isinstance(last, date) and last < on):
            outside += 1
            continue
        kinds = tuple(k.strip() for k in (said.get("kinds") or "").split(";") if k.strip())
        number = strength if isinstance(strength, int) else None
        kept.append(
            Base(base_id, said["name"], lat, lon, said.get("mission") or "", start, number, kinds)
        )
    notes = list(table.notes)
    if outside:
        notes.append(
            say(
                "left out: {outside} bases not yet open or already closed on {on}",
                outside=outside,
                on=on,
            )
        )
    known_from = max((base.on_from for base in kept if base.on_from), default=None)
    if kept and known_from is None:
        notes.append(say("the list of bases says no dates: taken as true on {on}", on=on))
    return Bases(tuple(kept), on, known_from, tuple(notes), tuple(rejected), outside)
