"""A batch's file through the core's readers, and what may be kept of their words."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterator
from collections.abc import Mapping as Fields
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from tutela.base.errors import Rejection, TutelaError, UnreadableFile
from tutela.base.messages import ENDED, JOINED, TERM, WHOLE, Sentence, as_json, join, say, say_n
from tutela.base.sandbox import Reader, reading_apart
from tutela.base.tables import Table
from tutela.incidents.compartments import COMPARTMENTS
from tutela.incidents.personnel import HARM_BY_UN_FORCES
from tutela.incidents.read import FileReport, Reading, read_event_tables, read_events
from tutela.incidents.said import NEVER_KEPT
from tutela.incidents.sources.mapping import Field, Mapping
from tutela.incidents.types import Events
from tutela.incidents.written import WRITTEN, rows_written
from tutela_web.access.models import Mission
from tutela_web.access.people.queries import people_of
from tutela_web.access.vault.files import open_file
from tutela_web.base import clock
from tutela_web.base.models import Batch
from tutela_web.incidents.closed.harms import MARKS
from tutela_web.incidents.imports.mending import (
    corrections_of,
    mend_table,
    without_lines,
)
from tutela_web.incidents.models import Event, ImportChoice, RowApart

COMPARTMENT_OF = {harm: name for name, harms in COMPARTMENTS.items() for harm in harms}


@dataclass(frozen=True)
class ImportedFile:
    """A file read: its reports, and its events as they may be kept.

    frame        the core's columns, each text short enough for its column, with `line`, `table`,
                 `sheet` and `compartment` beside them.
    identities   names of peoples by event, for their compartment only.
    texts        the source's words, for proposing doubles; never kept.
    written      what stands in the rows of an office's own tables, as `written.WRITTEN`.
    """

    reports: tuple[FileReport, ...]
    vintage: tuple[str, ...]
    frame: pl.DataFrame
    identities: pl.DataFrame
    texts: pl.DataFrame
    written: pl.DataFrame


def mapping_of(fields: Fields[str, Any] | None) -> Mapping | None:
    """The core's mapping from its JSON: field -> column, format, constant, values."""
    if not fields:
        return None
    return Mapping({name: Field(**given) for name, given in fields.items()}, "")


def as_fields(mapping: Mapping) -> dict[str, dict[str, Any]]:
    """A core mapping as JSON."""
    return {
        name: {"column": f.column, "format": f.format, "constant": f.constant, "values": f.values}
        for name, f in mapping.fields.items()
    }


@contextmanager
def open_apart(
    batch: Batch, on_wait: Callable[[], None] = lambda: None
) -> Iterator[tuple[Reader, Path]]:
    """A child that reads the file of a batch, and where it finds it. No word of a file is read by
    who serves others or keeps a heartbeat.

    Takes   on_wait, called once a second while the child works; it may raise to end it.
    """
    with open_file(batch) as path, reading_apart(path.name, on_wait=on_wait) as reader:
        yield reader, path


PAGE_SECONDS = 30
"""So long a page waits for what a file says; then it shows none of it."""


def end_for_page() -> Callable[[], None]:
    """What to call while a page waits for a file.

    Gives   a function that raises UnreadableFile when a page has waited long enough.
    """
    until = time.monotonic() + PAGE_SECONDS

    def wait() -> None:
        if time.monotonic() > until:
            raise UnreadableFile(
                say("reading it takes longer than a page may wait"),
                next=say("see the list of rows that were refused and held"),
            )

    return wait


def read(
    batch: Batch, on_wait: Callable[[], None] = lambda: None, *, cells: bool = False
) -> ImportedFile:
    """Read the file of a batch as people mended it, with its matching where it has one.

    Takes   on_wait, as `open_apart`; cells, whether what stands in its rows is given too.
    """
    with open_apart(batch, on_wait) as (reader, path):
        try:
            return read_with(reader, path, batch, cells=cells)
        except UnreadableFile as fault:
            return not_read(path, fault)


def not_read(path: Path, fault: TutelaError) -> ImportedFile:
    """What a file says that could not be read: why."""
    report = FileReport(path.name, "", 0, 0, (), 0, 0, error=fault)
    return _as_kept(Reading(Events.empty(), (report,)), pl.DataFrame(schema=WRITTEN))


def read_with(
    reader: Reader,
    path: Path,
    batch: Batch,
    came: list[Table] | None = None,
    *,
    cells: bool = False,
) -> ImportedFile:
    """As `read`, with a child that is there.

    Takes   came, the tables as they came, where the child gave them a moment ago.
    """
    own = batch.report.get("own", True)  # it has a table that no keeper published
    if came is None and (own or corrections_of(batch) or lines_apart(batch)):
        came = reader.ask(read_event_tables, path)
    tables = None if came is None else tables_of(batch, came)
    mapping = mapping_of(batch.mapping)
    reading = reader.ask(
        read_events,
        [path],
        mapping=mapping,
        hidden_sheets=reads_hidden_sheets(batch),
        tables=None if tables is None else {path: tables},
    )
    written = pl.DataFrame(schema=WRITTEN)
    if tables is not None and own:
        people = _names_of_people(batch) if cells else []
        written = reader.ask(
            rows_written, tables, mapping, people=people, closed=MARKS, cells=cells
        )
    return _as_kept(reading, written)


def _names_of_people(batch: Batch) -> list[str]:
    """The full names of people of the mission, which are masked in what is kept."""
    mission = Mission.objects.get(pk=batch.mission_id)
    people = people_of(mission, on=clock.today(mission))
    return [str(one) for one in people if " " in str(one).strip()]


def _as_kept(reading: Reading, written: pl.DataFrame) -> ImportedFile:
    frame = _fitting(_reading_frame(reading))
    return ImportedFile(
        reading.files,
        reading.vintage(),
        frame,
        _shorten_ids(reading.events.identities),
        _shorten_ids(reading.events.texts),
        written,
    )


def reads_hidden_sheets(batch: Batch) -> bool:
    """Whether a person chose to take in the sheets that the workbook hides."""
    return ImportChoice.objects.filter(batch=batch, hidden_sheets=True).exists()


def lines_apart(batch: Batch) -> dict[str, set[int]]:
    """By sheet, the lines of rows that are held apart: nobody reads them with the file."""
    lines: dict[str, set[int]] = {}
    rows = RowApart.objects.filter(batch=batch).values_list("sheet", "line")
    for sheet, line in rows:
        lines.setdefault(sheet, set()).add(line)
    return lines


def tables_of(batch: Batch, came: list[Table] | None = None) -> list[Table]:
    """The tables of the file, with what people mended in them and without rows held apart.

    Takes   came, the tables as they came, where they were read a moment ago.
    """
    if came is None:
        with open_apart(batch) as (reader, path):
            came = reader.ask(read_event_tables, path)
    corrections, apart = corrections_of(batch), lines_apart(batch)
    return [
        without_lines(mend_table(table, corrections), apart.get(sheet_of(table), ()))
        for table in came
    ]


def sheet_of(table: Table) -> str:
    """A table's sheet as rows are kept by it."""
    return (table.sheet or "")[:120]


def _reading_frame(reading: Reading) -> pl.DataFrame:
    sheets = [reading.files[n].sheet or "" for n in reading.tables.to_list()]
    return reading.events.frame.with_columns(
        line=reading.lines,
        table=reading.tables,
        doubt=_doubts(reading),
        sheet=pl.Series("sheet", sheets, pl.String).str.slice(0, 120),
        compartment=pl.col("harm").replace_strict(
            COMPARTMENT_OF, default=None, return_dtype=pl.String
        ),
    )


def _doubts(reading: Reading) -> pl.Series:
    """What the reader doubts of each row, as JSON; null where nothing."""
    doubts = reading.doubts or ("",) * len(reading.events)
    said = [json.dumps(as_json(doubt)) if doubt else None for doubt in doubts]
    return pl.Series("doubt", said, pl.String)


_LONGEST = {
    name: getattr(Event._meta.get_field(name), "max_length", None) or 0
    for name in ("source", "source_version", "place", "adm1", "adm2", "country")
}
_LONGEST_ID = 120


def _fitting(frame: pl.DataFrame) -> pl.DataFrame:
    """Texts no longer than their columns, without the sign no database takes; a code that is no
    country's is not known."""
    cut = {
        name: pl.when(pl.col(name).str.len_chars() > most)
        .then(pl.col(name).str.slice(0, most - 1) + "…")
        .otherwise(pl.col(name))
        for name, most in _LONGEST.items()
    }
    return (
        frame.with_columns(pl.col(pl.String).str.replace_all("\0", "", literal=True))
        .with_columns(
            **cut,
            iso3=pl.when(pl.col("iso3").str.len_chars() == 3).then("iso3"),
            source_id=_short(frame["source_id"]),
            source_ref=_short(frame["source_ref"]),
        )
        .select(frame.columns)
    )


def _short(ids: pl.Series) -> pl.Series:
    """Ids longer than their column cut, told apart by what was cut."""
    ids = ids.str.replace_all("\0", "", literal=True)
    long = ids.filter(ids.str.len_chars() > _LONGEST_ID).unique().to_list()
    short = {one: f"{one[:100]}~{hashlib.sha256(one.encode()).hexdigest()[:16]}" for one in long}
    return ids.replace(short) if short else ids


def _shorten_ids(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(source_id=_short(frame["source_id"]))


def is_withheld(rejection: Rejection) -> bool:
    """Whether the row tells of misconduct by UN or aid personnel (rule g22)."""
    return rejection.why == NEVER_KEPT


def is_harm_by_un_forces(rejection: Rejection) -> bool:
    """Whether the row tells of another harm by UN forces, which has a protected workflow."""
    return rejection.why == HARM_BY_UN_FORCES


HIDDEN = "…"
_WORDS_OF_THE_ROW = ("text", "value", "words")


def without_words(sentence: str) -> str:
    """What is wrong with a row, without the row's own words.

    >>> without_words(say("{text!r} is not a date", text="Nyandeng"))
    "'…' is not a date"
    """
    if not isinstance(sentence, Sentence) or sentence.kind == TERM:
        return sentence
    if sentence.kind == JOINED:
        return join("", (without_words(part) for part in sentence.parts))
    if sentence.kind in (WHOLE, ENDED):
        return without_words(sentence.parts[0])
    if "whole" in sentence.params:  # "12.5 may be 12.5 or 125": all of it is the row's
        return say("this number can be read in two ways")
    kept: dict[str, Any] = {
        name: without_words(value) if isinstance(value, str) else value
        for name, value in sentence.params.items()
    } | {name: HIDDEN for name in _WORDS_OF_THE_ROW if name in sentence.params}
    if sentence.many is None:
        return say(sentence.template, **kept)  # any template
    n = int(str(kept.pop("n")))
    return say_n(sentence.template, sentence.many, n, **kept)  # any template


def as_told(rejection: Rejection) -> dict[str, Any]:
    """A refused row as JSON: why, what next, what else; no word of the row."""
    return {
        "why": as_json(without_words(rejection.why)),
        "next": as_json(without_words(rejection.next)),
        "also": [as_json(without_words(other)) for other in rejection.also],
        "sheet": rejection.sheet,
        "withheld": is_withheld(rejection) or is_harm_by_un_forces(rejection),
    }
