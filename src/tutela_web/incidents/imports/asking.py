"""What a file asks of a person: where in it incidents stand, and which column is what.

The dry run makes it in the child that reads the file and keeps it beside the upload, so that the
page that asks, and the program that answers, read nothing again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tutela.base.books.packed import AsJson
from tutela.base.errors import BadParameter
from tutela.base.later import pl
from tutela.base.messages import as_json, from_json
from tutela.base.tables import Table
from tutela.incidents.asked import Known, Proposal
from tutela.incidents.file_asked import (
    FileAsked,
    SheetSeen,
    TableAsked,
    ask_about,
    first_rows,
    first_rows_of_regions,
    lines_of_rows,
)
from tutela.incidents.row_marks import Place
from tutela.incidents.sources.mapping import propose_mapping
from tutela.reading.regions import SURE, FoundRegion, Region
from tutela_web.access.models import Mission
from tutela_web.base.models import Batch
from tutela_web.base.values import JsonValue
from tutela_web.incidents.imports.holding import reasons_held
from tutela_web.incidents.imports.kept import Kept, keep, kept_of
from tutela_web.incidents.imports.reading import (
    FileAtHand,
    ImportedFile,
    as_fields,
    as_kept,
    lines_apart,
    mapping_of,
    read_by,
    sheet_of,
    tables_of,
)
from tutela_web.incidents.imports.settling import settle

ASKED = ("hidden_sheets", "columns", "proposed", "asks")
"""What the report of a dry run tells of what its file asks."""


def keep_asked(file: FileAtHand, tables: list[Table]) -> dict[str, JsonValue]:
    """Keep what a file asks beside it; gives what its report tells of that, no word of a row.

    Takes   tables, of the file as it came.
    """
    batch = file.batch
    shown = tables_of(batch, tables)
    asked = _ask(file, tables, shown)
    keep(batch, ".asked", _apart(asked), *read_by(batch))
    main = shown[asked.main]
    return {
        "hidden_sheets": sorted({one.sheet or "" for one in tables if one.hidden}),
        "columns": main.frame.columns,
        "proposed": as_fields(file.ask(propose_mapping, main)),
        "asks": _unsure_counts(asked),
    }


def _ask(file: FileAtHand, came: list[Table], shown: list[Table]) -> FileAsked:
    batch = file.batch
    apart = _lines_not_shown(batch, came)
    return file.ask_of_file(ask_about, shown, mapping_of(batch.mapping), apart=apart)


def _lines_not_shown(batch: Batch, came: list[Table]) -> set[Place]:
    """All lines of rows that are held apart."""
    apart = lines_apart(batch)
    return lines_of_rows(came, [apart.get(sheet_of(table), ()) for table in came])


def _unsure_counts(asked: FileAsked) -> dict[str, JsonValue]:
    """How much a reader is not sure of: parts of the file, columns of what is read."""
    unsure = [one for one in asked.found if one.sure < SURE and one.rows]
    table = asked.read[asked.main] if asked.read else None
    columns = [one for one in table.columns if one.field and one.sure < SURE] if table else []
    return {"regions": len(unsure), "columns": len(columns)}


def asked_of(file: FileAtHand) -> FileAsked:
    """What a file asks, as the dry run kept it; else made anew.

    Raises  UnreadableFile where a page may not wait so long.
    """
    batch = file.batch
    if (kept := kept_of(batch, ".asked", *read_by(batch))) is not None:
        return _put_together(kept)
    tables = _tables_now(file)
    return _ask(file, tables, tables_of(batch, tables))


def _tables_now(file: FileAtHand) -> list[Table]:
    try:
        return file.tables()
    except BadParameter:  # it has no such parts: they are asked anew
        return file.tables_as_found()


@dataclass(frozen=True)
class Answers:
    """What a person says of a file, not saved yet: which parts are read (None: as the file is read
    now; none: as it is found), and which column is which field (None: as it is read now)."""

    regions: tuple[Region, ...] | None = None
    fields: dict[str, Any] | None = None


@dataclass(frozen=True)
class RowsPreview:
    """The first rows as they would come in: settled, by line, each with why it waits; and why the
    file gives none."""

    frame: pl.DataFrame
    held: dict[int, list[str]]
    imported: ImportedFile


def rows_by_answers(file: FileAtHand, mission: Mission, answers: Answers) -> RowsPreview:
    """The first rows of a file as they would come in if these answers were saved. Nothing is.

    Raises  UnreadableFile, BadParameter.
    """
    batch = file.batch
    fields = batch.mapping if answers.fields is None else answers.fields
    if answers.regions is not None:  # where another part is read, its columns are others
        fields = answers.fields
    mapping = mapping_of(fields)
    if answers.regions:
        first, reading = file.ask_of_file(first_rows_of_regions, list(answers.regions), mapping)
        apart = _lines_not_shown(batch, _tables_now(file)) if lines_apart(batch) else set()
    else:
        tables = file.tables() if answers.regions is None else file.tables_as_found()
        first, reading = file.ask(first_rows, file.path, tables_of(batch, tables), mapping)
        apart = set()
    imported = as_kept(reading, file.rows_as_written(first, mapping))
    settled = settle(imported, batch, mission).imported
    at = zip(settled.frame["sheet"], settled.frame["line"], strict=True)
    gone = {(sheet[:120], line) for sheet, line in apart}
    frame = settled.frame.filter(pl.Series([place not in gone for place in at], dtype=pl.Boolean))
    return RowsPreview(frame, reasons_held(frame, mission), settled)


# --- beside the upload


_OF_SHEET = ("name", "hidden", "lines", "columns")


def _apart(asked: FileAsked) -> Kept:
    frames = {f"{n}": sheet.cells for n, sheet in enumerate(asked.sheets)}
    sheets = [
        {name: getattr(sheet, name) for name in _OF_SHEET}
        | {"apart": sorted(sheet.apart), "closed": sorted(sheet.closed)}
        for sheet in asked.sheets
    ]
    regions = [
        {"region": one.region.as_given(), "rows": one.rows, "sure": one.sure}
        | {"why": as_json(one.why)}
        for one in asked.found
    ]
    read = [
        {"region": one.region.as_given(), "columns": [_proposal_as_json(p) for p in one.columns]}
        for one in asked.read
    ]
    return frames, {"sheets": sheets, "found": regions, "read": read, "main": asked.main}


def _proposal_as_json(one: Proposal) -> dict[str, Any]:
    plain = {name: getattr(one, name) for name in ("column", "field", "sure")}
    lists = {"may_be": list(one.may_be), "samples": list(one.samples)}
    return plain | lists | {"known": one.known.value, "why": as_json(one.why)}


def _put_together(kept: Kept) -> FileAsked:
    frames, told = kept
    sheets = [
        SheetSeen(
            **{name: sheet[name] for name in _OF_SHEET},
            cells=frames[f"{n}"],
            apart=frozenset(sheet["apart"]),
            closed=frozenset(sheet["closed"]),
        )
        for n, sheet in enumerate(told["sheets"])
    ]
    regions = [
        FoundRegion(
            Region.of_given(one["region"]),
            one["rows"],
            one["sure"],
            from_json(one["why"]),  # type: ignore[arg-type]
        )
        for one in told["found"]
    ]
    read = [
        TableAsked(Region.of_given(one["region"]), [_proposal_from_json(p) for p in one["columns"]])
        for one in told["read"]
    ]
    return FileAsked(sheets, regions, read, told["main"])


def _proposal_from_json(told: dict[str, AsJson]) -> Proposal:
    return Proposal(
        told["column"],
        told["field"],
        told["sure"],
        Known(told["known"]),
        from_json(told["why"]),  # type: ignore[arg-type]
        tuple(told["may_be"]),
        tuple(told["samples"]),
    )
