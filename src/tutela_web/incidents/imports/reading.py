"""A batch's file through the core's readers, and what may be kept of their words."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterator
from collections.abc import Mapping as Fields
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from tutela.base.books.packed import (
    AsJson,
    rejection_as_json,
    rejection_from_json,
    tables_apart,
    tables_together,
)
from tutela.base.errors import Rejection, TutelaError, UnreadableFile
from tutela.base.guards.sandbox import Reader, reading_apart
from tutela.base.later import pl
from tutela.base.messages import (
    ENDED,
    JOINED,
    TERM,
    WHOLE,
    Sentence,
    as_json,
    from_json,
    join,
    say,
    say_n,
)
from tutela.base.tables import Table
from tutela.incidents.compartments import COMPARTMENTS
from tutela.incidents.misconduct_words import NEVER_KEPT
from tutela.incidents.personnel import HARM_BY_UN_FORCES
from tutela.incidents.read import FileReport, Reading, read_event_tables, read_events
from tutela.incidents.sources.mapping import Field, Mapping
from tutela.incidents.types import Events
from tutela.incidents.written import WRITTEN, rows_written
from tutela.reading.regions import Region, RegionGiven
from tutela_web.access.models import Mission
from tutela_web.access.people.queries import people_of
from tutela_web.access.vault.files import open_file
from tutela_web.base import clock
from tutela_web.base.models import Batch
from tutela_web.incidents.closed.harms import MARKS
from tutela_web.incidents.imports.kept import keep, kept_of
from tutela_web.incidents.imports.mending import (
    corrections_of,
    mend_table,
    without_lines,
)
from tutela_web.incidents.models import Correction, Event, ImportChoice, RowApart

P = ParamSpec("P")
T = TypeVar("T")

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


class FileAtHand:
    """The file of a batch as it is read: a child of its own, begun when something is asked of it,
    and the tables of the file, laid out once. No word of a file is read by who serves others or
    keeps a heartbeat."""

    def __init__(self, batch: Batch, on_wait: Callable[[], None], until: ExitStack) -> None:
        self.batch = batch
        self.path = Path(Path(str(batch.file.name)).name)
        """What a child knows the file by; it can be opened within `ask_of_file` alone."""
        self._on_wait, self._until = on_wait, until
        self._reader: Reader | None = None
        self._tables: list[Table] | None = None

    @property
    def ended(self) -> bool:
        """Whether the child was stopped: it answers no more."""
        return self._reader is not None and self._reader.ended is not None

    def ask(self, read: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What a reader gives, as `gate.Reader.ask`."""
        if self._reader is None:
            apart = reading_apart(self.path.name, on_wait=self._on_wait)
            self._reader = self._until.enter_context(apart)
        return self._reader.ask(read, *args, **kwargs)

    def ask_of_file(
        self, read: Callable[Concatenate[Path, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """What a reader gives that reads the bytes of the file."""
        with open_file(self.batch) as path:
            return self.ask(read, path, *args, **kwargs)

    def tables(self, *, anew: bool = False) -> list[Table]:
        """The tables of the file as they came, those kept beside it where they are of the same
        regions.

        Takes   anew, whether other regions were chosen since.
        Raises  UnreadableFile; BadParameter where the file has no such regions.
        """
        if self._tables is None or anew:
            regions = regions_of(self.batch)
            kept = kept_of(self.batch, ".tables", _as_given(regions))
            if kept is not None:
                self._tables = tables_together(*kept)
            else:
                self._tables = self.ask_of_file(read_event_tables, regions)
        return self._tables

    def tables_as_found(self) -> list[Table]:
        """The tables of the file as they are found, whatever a person drew in it."""
        if not regions_of(self.batch):
            return self.tables()
        return self.ask_of_file(read_event_tables)

    def rows_as_written(self, tables: list[Table], mapping: Mapping | None) -> pl.DataFrame:
        """What stands in the rows of an office's own tables, as WRITTEN."""
        people = _names_of_people(self.batch)
        return self.ask(rows_written, tables, mapping, people=people, closed=MARKS)

    def keep_tables(self, tables: list[Table]) -> None:
        """Keep the tables of the file beside it, as they came."""
        keep(self.batch, ".tables", tables_apart(tables), _as_given(regions_of(self.batch)))


@contextmanager
def open_apart(batch: Batch, on_wait: Callable[[], None] = lambda: None) -> Iterator[FileAtHand]:
    """The file of a batch, to be read by a child that ends with the block.

    Takes   on_wait, called once a second while the child works; it may raise to end it.
    """
    with ExitStack() as until:
        yield FileAtHand(batch, on_wait, until)


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
    batch: Batch, on_wait: Callable[[], None] = lambda: None, *, anew: bool = False
) -> ImportedFile:
    """The file of a batch as people mended it, with its matching where it has one: as the dry run
    read it, where nothing changed since; else read again.

    Takes   on_wait, as `open_apart`; anew, whether it is read by the rules of today in any case.
    """
    if not anew and (kept := kept_reading(batch)):
        return kept
    with open_apart(batch, on_wait) as file:
        try:
            return read_with(file)
        except UnreadableFile as fault:
            return not_read(file.path, fault)


def not_read(path: Path, fault: TutelaError) -> ImportedFile:
    """What a file says that could not be read: why."""
    report = FileReport(path.name, "", 0, 0, (), 0, 0, error=fault)
    return as_kept(Reading(Events.empty(), (report,)), pl.DataFrame(schema=WRITTEN))


def read_with(file: FileAtHand) -> ImportedFile:
    """As `read`, of a file at hand: read again."""
    batch = file.batch
    own = batch.report.get("own", True)  # it has a table that no keeper published
    mapping = mapping_of(batch.mapping)
    tables = tables_of(batch, file.tables())
    reading = file.ask(
        read_events,
        [file.path],
        mapping=mapping,
        hidden_sheets=reads_hidden_sheets(batch),
        tables={file.path: tables},
    )
    written = file.rows_as_written(tables, mapping) if own else pl.DataFrame(schema=WRITTEN)
    return as_kept(reading, written)


def keep_reading(batch: Batch, imported: ImportedFile) -> None:
    """Keep what was read of a file beside it, for its preview and its import."""
    frames = {name: getattr(imported, name) for name in _FRAMES}
    beside = {
        "reports": [_report_as_json(report) for report in imported.reports],
        "vintage": [as_json(line) for line in imported.vintage],
    }
    if not any(report.error for report in imported.reports):
        keep(batch, ".reading", (frames, beside), *read_by(batch))


def read_by(batch: Batch) -> list[Any]:
    """All that a file is read by, beside what it says: people mended rows, chose regions, sheets
    and columns, and hold rows apart; names of people of the mission are masked."""
    corrections = Correction.objects.filter(batch=batch).order_by("pk")
    apart = {sheet: sorted(lines) for sheet, lines in lines_apart(batch).items()}
    return [
        _as_given(regions_of(batch)),
        batch.mapping,
        list(corrections.values_list("pk", flat=True)),
        apart,
        reads_hidden_sheets(batch),
        batch.report.get("own", True),
        _names_of_people(batch),
    ]


_FRAMES = ("frame", "identities", "texts", "written")


def kept_reading(batch: Batch) -> ImportedFile | None:
    """What was read of a file, if all that it is read by is as it was; else None."""
    kept = kept_of(batch, ".reading", *read_by(batch))
    if kept is None:
        return None
    frames, beside = kept
    reports = tuple(map(_report_from_json, beside["reports"]))
    vintage = tuple(map(from_json, beside["vintage"]))
    return ImportedFile(reports, vintage, *(frames[name] for name in _FRAMES))


_COUNTED = ("file", "format", "rows", "accepted", "undated", "unlocated", "sheet")


def _report_as_json(report: FileReport) -> dict[str, Any]:
    return {name: getattr(report, name) for name in _COUNTED} | {
        "rejected": [rejection_as_json(one) for one in report.rejected],
        "notes": [as_json(note) for note in report.notes],
    }


def _report_from_json(told: dict[str, AsJson]) -> FileReport:
    sentences = {
        "rejected": tuple(map(rejection_from_json, told["rejected"])),
        "notes": tuple(map(from_json, told["notes"])),
    }
    return FileReport(**(told | sentences))


def _names_of_people(batch: Batch) -> list[str]:
    """The full names of people of the mission, which are masked in what is kept."""
    mission = Mission.objects.get(pk=batch.mission_id)
    people = people_of(mission, on=clock.today(mission))
    return [str(one) for one in people if " " in str(one).strip()]


def as_kept(reading: Reading, written: pl.DataFrame) -> ImportedFile:
    """What was read, as it may be kept.

    Takes   written, what stands in its rows, as WRITTEN.
    """
    frame = _fitting(_reading_frame(reading))
    return ImportedFile(
        reading.files,
        reading.vintage(),
        frame,
        _shorten_ids(reading.events.identities),
        _shorten_ids(reading.events.texts),
        written,
    )


def regions_of(batch: Batch) -> list[Region]:
    """The parts of the file that a person said to read; none where it is read as it is found."""
    choice = ImportChoice.objects.filter(batch=batch).first()
    return [Region.of_given(one) for one in (choice.regions if choice else None) or ()]


def _as_given(regions: list[Region]) -> list[RegionGiven]:
    return [region.as_given() for region in regions]


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


def tables_of(batch: Batch, came: list[Table]) -> list[Table]:
    """The tables of the file, with what people mended in them and without rows held apart.

    Takes   came, the tables as they came.
    """
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
