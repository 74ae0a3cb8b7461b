"""Reading files of events: every source, every state of repair, one canonical table."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl

from tutela.base.errors import Rejection, TutelaError, UnknownFormat
from tutela.base.tables import Table, read_tables
from tutela.incidents.merge import SUPERSEDED, supersede
from tutela.incidents.sources.acled import from_acled, is_acled
from tutela.incidents.sources.country_month import from_country_month, is_country_month
from tutela.incidents.sources.insecurity_insight import (
    from_insecurity_insight,
    is_insecurity_insight,
)
from tutela.incidents.sources.mapping import (
    Mapping,
    from_mapping,
    from_matched_names,
    is_matched_by_name,
    read_mapping,
)
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
    "acled": (is_acled, from_acled),
    "insecurity_insight": (is_insecurity_insight, from_insecurity_insight),
    "country_month": (is_country_month, from_country_month),
    "matched_names": (is_matched_by_name, from_matched_names),
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
    mapping: Mapping | Path | str | None = None,
    on_progress: Callable[[int, int, str], None] | None = None,
) -> Reading:
    """Read event files of any known source, and bring them to one table.

    Takes   paths of CSV, packed CSV, Parquet or XLSX files; a mapping or its file, used for every
            table that has all its columns; `on_progress` is told the files done, the files in
            all, and the name of the file at hand.
    Gives   a Reading; files that cannot be read are reported in it, not raised.
    Raises  UnreadableFile or BadParameter if the mapping itself cannot be read.
    """
    files = [Path(p) for p in paths]
    if isinstance(mapping, (str, Path)):
        mapping = read_mapping(mapping)
    parts: list[Events] = []
    reports: list[FileReport] = []
    for done, path in enumerate(files):
        if on_progress:
            on_progress(done, len(files), path.name)
        for report, events in _read_file(path, mapping):
            reports.append(report)
            parts.append(events)
    events, superseded = supersede(Events.concat(parts))
    if on_progress:
        on_progress(len(files), len(files), "")
    return Reading(events, tuple(reports), superseded)


def _read_file(path: Path, mapping: Mapping | None) -> list[tuple[FileReport, Events]]:
    """One report a table. In a workbook, sheets nobody knows (notes, lists) are only named."""
    try:
        tables = read_tables(path)
        known = [table for table in tables if _reader(table, mapping)]
        if not known:
            raise _unknown(tables[0], mapping)
        read = [_read_table(table, mapping) for table in known]
    except TutelaError as error:
        return [(FileReport(path.name, "", 0, 0, (), 0, 0, error=error), Events.empty())]
    others = ", ".join(repr(table.sheet) for table in tables if table not in known)
    if others:
        report, events = read[0]
        note = f"sheets that hold no events known here, left out: {others}"
        read[0] = (replace(report, notes=(*report.notes, note)), events)
    return read


def _read_table(table: Table, mapping: Mapping | None) -> tuple[FileReport, Events]:
    read = _reader(table, mapping)
    if read is None:
        raise _unknown(table, mapping)
    parsed = read(table)
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


def _reader(table: Table, mapping: Mapping | None) -> Read | None:
    """The reader whose columns these are; a mapping that fits goes before any."""
    if mapping and mapping.fits(table):
        return lambda table: from_mapping(table, mapping)
    return next((read for recognise, read in READERS.values() if recognise(table)), None)


def _unknown(table: Table, mapping: Mapping | None) -> UnknownFormat:
    missing = sorted(mapping.columns() - set(table.frame.columns)) if mapping else []
    if missing:
        return UnknownFormat(
            f"the mapping names columns that are not there: {', '.join(missing)}",
            where=table.path.name,
            next="correct the column names in the mapping",
        )
    columns = ", ".join(table.frame.columns[:8]) + (", ..." if table.frame.width > 8 else "")
    return UnknownFormat(
        f"no known source has these columns: {columns}",
        where=table.path.name,
        next=f"tutela incidents map {table.path.name} -o mapping.csv, correct it, "
        "and read with --mapping mapping.csv",
    )
