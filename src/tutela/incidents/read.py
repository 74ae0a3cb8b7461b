"""Reading files of events: every source, every state of repair, one canonical table."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from tutela.base.errors import Rejection, TutelaError, UnknownFormat
from tutela.base.tables import Table, read_tables
from tutela.incidents.merge import SUPERSEDED, supersede
from tutela.incidents.sources.parsed import Parsed
from tutela.incidents.sources.ucdp import (
    from_ucdp_candidate,
    from_ucdp_ged,
    from_ucdp_slim,
    is_candidate,
    is_ged,
    is_slim,
)
from tutela.incidents.types import Events

Recognise = Callable[[Table], bool]
Read = Callable[[Table], Parsed]

READERS: dict[str, tuple[Recognise, Read]] = {
    "ucdp_candidate": (is_candidate, from_ucdp_candidate),
    "ucdp_ged": (is_ged, from_ucdp_ged),
    "ucdp_slim": (is_slim, from_ucdp_slim),
}
"""Known sources in the order they are tried: whether a table is of that kind, and its reader."""


@dataclass(frozen=True)
class FileReport:
    """What became of one file, or of one sheet of a workbook. rows = accepted + refused."""

    file: str
    format: str
    rows: int
    accepted: int
    rejected: tuple[Rejection, ...]
    undated: int
    unlocated: int
    notes: tuple[str, ...] = ()
    sheet: str | None = None
    error: TutelaError | None = None


@dataclass(frozen=True)
class Reading:
    """Events of all files, and how each file fared.

    events       superseded records taken out.
    superseded   one line for each record taken out: which edition was kept, which dropped.
    """

    events: Events
    files: tuple[FileReport, ...]
    superseded: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=SUPERSEDED))

    def vintage(self) -> tuple[str, ...]:
        """One line for each source and edition: who says so, and as of when.

        A dataset published in 2023 tells of 2018 what nobody knew in 2018.
        """
        editions = (
            self.events.frame.select("source", "source_version")
            .unique()
            .sort("source", "source_version", nulls_last=True)
        )
        return tuple(_vintage(source, version) for source, version in editions.rows())


def _vintage(source: str, version: str | None) -> str:
    name = {"ucdp": "UCDP", "acled": "ACLED", "insecurity_insight": "Insecurity Insight",
            "country_month": "Country totals by month"}.get(source, source)  # fmt: skip
    if not version:
        return f"{name}, edition not stated"
    found = re.match(r"(GED|candidate) (\d+)\.", version)
    if not found:
        return f"{name} {version}"
    major = int(found[2])
    year = (
        f"{2000 + major}" if major >= 17 else "before 2017"
    )  # editions carry their year since 17.1
    return f"{name} {version}, published {year}: hindsight, not what any mission knew"


def read_events(
    paths: Iterable[Path | str],
    *,
    on_progress: Callable[[int, int, str], None] | None = None,
) -> Reading:
    """Read event files of any known source, and bring them to one table.

    Takes   paths of CSV, packed CSV, Parquet or XLSX files; `on_progress` is told the files done,
            the files in all, and the name of the file at hand.
    Gives   a Reading; files that cannot be read are reported in it, not raised.
    """
    paths = [Path(p) for p in paths]
    parts: list[Events] = []
    reports: list[FileReport] = []
    for done, path in enumerate(paths):
        if on_progress:
            on_progress(done, len(paths), path.name)
        for report, events in _read_file(path):
            reports.append(report)
            parts.append(events)
    events, superseded = supersede(Events.concat(parts))
    if on_progress:
        on_progress(len(paths), len(paths), "")
    return Reading(events, tuple(reports), superseded)


def _read_file(path: Path) -> list[tuple[FileReport, Events]]:
    try:
        tables = read_tables(path)
        return [_read_table(table) for table in tables]
    except TutelaError as error:
        return [(FileReport(path.name, "", 0, 0, (), 0, 0, error=error), Events.empty())]


def _read_table(table: Table) -> tuple[FileReport, Events]:
    parsed = reader_of(table)(table)
    report = FileReport(
        file=table.path.name,
        format=f"{parsed.format} ({table.format})",
        rows=parsed.rows,
        accepted=parsed.accepted,
        rejected=parsed.rejected,
        undated=parsed.undated,
        unlocated=parsed.unlocated,
        notes=parsed.notes,
        sheet=table.sheet,
    )
    return report, parsed.events


def reader_of(table: Table) -> Read:
    """The reader whose columns these are.

    Raises  UnknownFormat if none is.
    """
    for recognise, read in READERS.values():
        if recognise(table):
            return read
    raise UnknownFormat(
        "no source known has these columns",
        where=table.path.name,
        next="write a mapping: tutela incidents map FILE -o mapping.csv",
    )
