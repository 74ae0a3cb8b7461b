"""How files of events on their way in are read: always for a Standing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet

from tutela.base.errors import BadParameter, UnreadableFile
from tutela.base.later import pl
from tutela.base.messages import as_json, say
from tutela.base.tables import Table
from tutela.incidents.compartments import COMPARTMENTS
from tutela.incidents.row_marks import RowMarks, mark_rows
from tutela.incidents.settle import suggest_name
from tutela.incidents.sources.mapping import say_guessed
from tutela_web.access.audit import trail
from tutela_web.access.models import Person
from tutela_web.access.policy import Standing
from tutela_web.access.vault.fields import fetch_keys
from tutela_web.actors.models import Actor
from tutela_web.actors.queries import actors_by_name, actors_for
from tutela_web.base.models import Batch, Job, RowError, told_of
from tutela_web.base.values import Words
from tutela_web.conduct.queries import unsure_cases_for
from tutela_web.incidents.events.queries import events_by_id, events_for
from tutela_web.incidents.imports.compare import CHANGED, HELD, NEW, SAME
from tutela_web.incidents.imports.holding import compare_as_decided
from tutela_web.incidents.imports.reading import end_for_page, open_apart, tables_of
from tutela_web.incidents.imports.settling import (
    digest_of,
    meanings_of,
    read_settled,
    source_of,
)
from tutela_web.incidents.models import (
    ACT,
    EVENTS,
    AlikePairs,
    Correction,
    Double,
    Event,
    HeldRow,
    ImportChoice,
    Matching,
    NameMeaning,
    NameToSettle,
    PairDecision,
    RowApart,
)

BATCHES = "batches"

LOOKED_INTO, ROWS_LOOKED_INTO = 5_000_000, 50_000
"""Bytes and rows of a file up to which pages look into it: to show its cells, to mend a row."""


def batches_for(standing: Standing) -> QuerySet[Batch]:
    """The files a person may know of: those of the mission, or the own.

    One that was not tried yet, and one of which every row lies in compartments, is known to who
    sent it and to who holds one of those alone: for others it leaves no trace.
    """
    reading = standing.readings.get(BATCHES)
    mine = Batch.objects.filter(mission_id=standing.mission.pk, kind=EVENTS)
    if reading is None:
        return mine.none()
    seen = Q(uploaded_by_id=standing.person.pk)
    if standing.reads_everywhere(BATCHES):
        told = told_of(standing.compartments & COMPARTMENTS.keys())
        seen |= told & Q(classification__lte=reading.clearance)
    return mine.filter(seen)


def jobs_for(standing: Standing) -> QuerySet[Job]:
    """The work a person may watch: the own, and that on files they may know of."""
    mine = Q(by_id=standing.person.pk) | Q(subject_id__in=batches_for(standing).values("pk"))
    return Job.objects.filter(mine, mission_id=standing.mission.pk)


def matchings_of(standing: Standing) -> QuerySet[Matching]:
    """Saved matchings of the mission, for those who read its imports."""
    found = Matching.objects.filter(mission=standing.mission).order_by("name")
    return found if standing.reads(BATCHES) else found.none()


def people_named(ids: set[UUID | None]) -> dict[UUID | None, Person]:
    """The people behind these ids."""
    return {**Person.objects.in_bulk([one for one in ids if one])}


@dataclass(frozen=True)
class BatchCounts:
    """What a batch holds, as far as this person may know: rows of closed compartments left out.

    Every row read is counted once: rows = new + changed + same + again + held + left_out + refused.
    """

    rows: int
    accepted: int
    refused: int
    new: int
    changed: int
    same: int
    doubles: int
    held: int = 0
    left_out: int = 0  # said by a person to be the same as another
    again: int = 0  # said twice in the file, kept once

    @property
    def comes_in(self) -> int:
        return self.new + self.changed


def numbers(batch: Batch, standing: Standing) -> BatchCounts:
    """The counts of a batch for a person: whoever lacks a compartment cannot count its events."""
    hidden = {NEW: 0, CHANGED: 0, SAME: 0, HELD: 0}
    for compartment, fates in batch.report.get("closed", {}).items():
        if compartment not in standing.compartments:
            for fate, number in fates.items():
                hidden[fate] += number
    apart = sum(hidden.values())
    if is_sent_by(batch, standing):  # what the own file holds, and nothing of what is closed here
        hidden[NEW], apart = -hidden[CHANGED] - hidden[SAME], 0
        hidden[HELD] = 0
    accepted = max(batch.accepted - apart, 0)
    new, changed = batch.new - hidden[NEW], batch.changed - hidden[CHANGED]
    same, held = batch.same - hidden[SAME], batch.report.get("held", 0) - hidden[HELD]
    again = batch.report.get("again", 0)
    tried = batch.state not in (Batch.State.UPLOADED, Batch.State.REFUSED)
    return BatchCounts(
        rows=max(batch.rows - apart, 0),
        accepted=accepted,
        refused=batch.refused,
        new=new,
        changed=changed,
        same=same,
        doubles=batch.report.get("doubles_number", 0),
        held=held,
        left_out=max(accepted - new - changed - same - held - again, 0) if tried else 0,
        again=again,
    )


def closed_rows(batch: Batch, standing: Standing) -> dict[str, int]:
    """How many rows come in, or came, into which compartment: for who holds it, and for who sent
    the file, who learns nothing from it of what a closed compartment holds already."""
    told = {}
    for compartment, fates in batch.report.get("closed", {}).items():
        if compartment in standing.compartments:
            told[compartment] = fates.get(NEW, 0) + fates.get(CHANGED, 0)
        elif is_sent_by(batch, standing):
            told[compartment] = sum(number for fate, number in fates.items() if fate != HELD)
    return {compartment: number for compartment, number in told.items() if number}


MOST_SAMPLES = 3


def samples(batch: Batch, standing: Standing) -> dict[str, list[str]]:
    """The first values of each column of the file's first table, for who may read the file.

    Nothing of a row that tells of misconduct or of a harm kept apart from this person; none of a
    large file.
    """
    values: dict[str, list[str]] = {}
    if is_large(batch):
        return values
    sheet: str | None = None
    rows = _rows(batch, standing, lambda table: table.lines[:MOST_ROWS_SAMPLED].to_list())
    for number, (table, marks, line, row) in enumerate(rows):
        sheet = sheet if number else table.sheet
        if table.sheet != sheet or number >= MOST_ROWS_SAMPLED:
            break
        if line in marks.tells:
            continue
        for name, cell in zip(table.frame.columns, row, strict=False):
            few = values.setdefault(name, [])
            if cell and cell not in few and len(few) < MOST_SAMPLES:
                few.append(cell)
    return values


MOST_ROWS_SAMPLED = 200


def actor_names(standing: Standing) -> list[str]:
    """The names of the actors this person sees."""
    names = actors_for(standing).filter(retired=False).order_by("name")
    return list(names.values_list("name", flat=True))


def preview(batch: Batch, standing: Standing) -> pl.DataFrame | None:
    """The rows that would come in, as what, by line; those of compartments only for who sent the
    file or holds them. None for a large file, and for who may not read the file."""
    if is_large(batch) or not may_read_words(batch, standing):
        return None
    frame = read_settled(batch, standing.mission, end_for_page()).imported.frame
    fate = compare_as_decided(frame, batch, standing.mission).fate
    rows = frame.filter(fate.is_in([NEW, CHANGED]))
    if not is_sent_by(batch, standing):
        rows = rows.filter(
            pl.col("compartment").is_null()
            | pl.col("compartment").is_in(sorted(standing.compartments))
        )
    return rows.sort("table", "line")


def record_reading(batch: Batch, standing: Standing, rows: int) -> None:
    """A line in the audit for words read out of a confidential file."""
    if rows and batch.classification:
        trail.record(
            "read_file",
            mission=standing.mission,
            by=standing.person,
            kind="batch",
            subject=batch.pk,
            rows=rows,
        )


def waiting_apart(batch: Batch, standing: Standing) -> int:
    """How many rows of a file are held apart because they may tell of misconduct: for who sent it.
    Nobody else learns that there are any."""
    if not is_sent_by(batch, standing):
        return 0
    marks = RowApart.objects.filter(batch=batch).values("fingerprint")
    return unsure_cases_for(standing).filter(fingerprint__in=marks, state="waiting").count()


def held_for(batch: Batch, standing: Standing) -> QuerySet[HeldRow]:
    """The rows of a batch that wait for a person or waited, as far as this person may know."""
    rows = HeldRow.objects.filter(batch=batch).order_by("line", "pk")
    if is_sent_by(batch, standing):
        return rows
    return rows.filter(compartment__in=["", *standing.compartments])


@dataclass(frozen=True)
class ReasonWaiting:
    """Why rows of a file wait, and the rows of which nobody decided: one answer may settle all."""

    mark: str
    why: list[Any]
    rows: list[UUID]


def reasons_waiting(batch: Batch, standing: Standing) -> list[ReasonWaiting]:
    """The reasons for which rows of a file wait, those of most rows first; no word of a row."""
    waiting = held_for(batch, standing).filter(take_in__isnull=True)
    by_reason: dict[str, ReasonWaiting] = {}
    for row in waiting.only("pk", "why_without_words"):
        said = json.dumps(row.why_without_words, sort_keys=True)
        mark = hashlib.sha256(said.encode()).hexdigest()[:16]
        reason = by_reason.setdefault(mark, ReasonWaiting(mark, row.why_without_words, []))
        reason.rows.append(row.handle)
    return sorted(by_reason.values(), key=lambda reason: -len(reason.rows))


@dataclass(frozen=True)
class BesideFiles:
    """What stands beside files: how many names wait in each, and whose logs they are."""

    names: dict[UUID, int]
    own: frozenset[UUID]
    as_incidents: frozenset[UUID]
    alike: dict[UUID, list[FileOfPairs]]


def beside_files(batches: Iterable[Batch], standing: Standing) -> BesideFiles:
    """What stands beside these files, as far as this person may know. Four queries."""
    files = {batch.pk: batch for batch in batches}
    seen = {"", *standing.compartments}
    names: dict[UUID, int] = {}
    waiting = NameToSettle.objects.filter(batch__in=files)
    for pk, compartment in waiting.values_list("batch", "compartment"):
        if compartment in seen or is_sent_by(files[pk], standing):
            names[pk] = names.get(pk, 0) + 1
    choices = list(ImportChoice.objects.filter(batch__in=files))
    return BesideFiles(
        names,
        frozenset(one.batch_id for one in choices if one.own),
        frozenset(one.batch_id for one in choices if one.as_incidents),
        alike_files(files, standing),
    )


def names_waiting(batch: Batch, standing: Standing) -> QuerySet[NameToSettle]:
    """The names of a file that nobody settled, as far as this person may know of their rows."""
    names = NameToSettle.objects.filter(batch=batch).order_by("order")
    if is_sent_by(batch, standing):
        return names
    return names.filter(compartment__in=["", *standing.compartments])


@dataclass(frozen=True)
class NameAsked:
    """A name to settle, with the actor of ours that it looks like, to be agreed to by a person."""

    name: NameToSettle
    suggested: Actor | None = None
    before: str = ""  # what was said of it in a file of another source


def names_asked(batch: Batch, standing: Standing) -> list[NameAsked]:
    """The names of a file that nobody settled, with suggestions."""
    asked = list(names_waiting(batch, standing))
    fetch_keys(asked)
    actors = list(actors_for(standing).filter(retired=False))
    named = actors_by_name(actors)
    ours = {said: actor.name for said, actor in named.items()}
    by_name = {actor.name: actor for actor in actors}
    elsewhere = {
        one.digest: one
        for one in NameMeaning.objects.filter(mission=standing.mission)
        .exclude(shape=source_of(batch))
        .select_related("actor")
        .order_by("at")
    }
    told = []
    for name in asked:
        before = elsewhere.get(digest_of(name.kind, name.said))
        if before is not None and before.actor is not None:
            told.append(NameAsked(name, by_name.get(before.actor.name), before.means))
        elif name.kind == ACTOR_NAME and (ours_named := suggest_name(name.said, ours)):
            told.append(NameAsked(name, by_name.get(ours_named)))
        else:
            told.append(NameAsked(name, None, before.means if before else ""))
    return told


ACTOR_NAME = NameToSettle.Kind.ACTOR


def names_remembered(batch: Batch, standing: Standing) -> list[NameMeaning]:
    """What was said of words of this file's source, for who may read the file."""
    shape = source_of(batch)
    if not shape or not may_read_words(batch, standing):
        return []
    meanings = meanings_of(standing.mission, shape)
    seen = set(actors_for(standing).values_list("pk", flat=True))
    shown = [one for one in meanings if one.actor_id is None or one.actor_id in seen]
    fetch_keys(shown)
    return shown


def choice_of(batch: Batch) -> ImportChoice | None:
    """What a person chose for the reading of a file."""
    return ImportChoice.objects.filter(batch=batch).first()


def report(batch: Batch, standing: Standing) -> dict[str, Any]:
    """The report of a dry run; for who lacks a compartment in which some of its events lie, how
    exactly the others are placed: neither the number of all nor its absence tells of those."""
    told = {name: value for name, value in batch.report.items() if name != "places_open"}
    shut = batch.report.get("closed", {}).keys() - standing.compartments
    if shut and not is_sent_by(batch, standing):
        told["places"] = batch.report.get("places_open")  # files tried before have none
    return told


def guesses(batch: Batch) -> list[dict[str, Any]]:
    """What the reader says of columns whose heads no list has: they are looked at before a file is
    imported, for a wrong one gives every row a wrong day or place."""
    said = as_json(say_guessed({}))["t"]
    notes = [note for sheet in batch.report.get("sheets", []) for note in sheet["notes"]]
    return [note for note in notes if isinstance(note, dict) and note.get("t") == said]


def changes(batch: Batch, standing: Standing) -> list[dict[str, Any]]:
    """Which rows change which fields of what is here; rows of closed compartments left out."""
    return [
        one
        for one in batch.report.get("changes", [])
        if not one["compartment"] or one["compartment"] in standing.compartments
    ]


def is_sent_by(batch: Batch, standing: Standing) -> bool:
    """Whether the person sent the file, and so has it anyway."""
    return batch.uploaded_by_id == standing.person.pk


def as_error(held: HeldRow) -> RowError:
    """A held row as a refused one is told, to be mended in the same way. It is not stored."""
    first, *others = held.why
    said = {
        "why": first,
        "next": as_json(say("fix the row, or import it as it stands")),
        "also": others,
        "sheet": held.sheet or None,
    }
    return RowError(batch=held.batch, line=held.line, column="", said=said)


def doubles(batch: Batch) -> QuerySet[Double]:
    """The pairs of a batch that may be one event, likeliest first."""
    return Double.objects.filter(batch=batch).order_by("order")


@dataclass(frozen=True)
class FileOfPairs:
    """The pairs between a file and another that are not listed, as one reader may see them; without
    the other file's name where they may not know of it, or where it is the file itself."""

    handle: UUID
    number: int
    decision: str
    decision_told: Words
    within: bool
    other: UUID | None
    name: str


def alike_files(batches: Iterable[UUID], standing: Standing) -> dict[UUID, list[FileOfPairs]]:
    """What is alike in files beyond the pairs that are listed, by file, the most first. Two
    queries."""
    alike = AlikePairs.objects.filter(batch__in=batches).defer("packed").order_by("-number", "pk")
    files = Batch.objects.filter(told_of(standing.compartments), mission_id=standing.mission.pk)
    names = dict(files.filter(pk__in=alike.values("other")).values_list("pk", "file_name"))
    told: dict[UUID, list[FileOfPairs]] = {}
    for pairs in alike:
        told.setdefault(pairs.batch_id, []).append(
            FileOfPairs(
                handle=pairs.handle,
                number=pairs.number,
                decision=pairs.decision,
                decision_told=PairDecision(pairs.decision).label if pairs.decision else "",
                within=pairs.other_id is None,
                other=pairs.other_id if pairs.other_id in names else None,
                name=names.get(pairs.other_id, "") if pairs.other_id else "",
            )
        )
    return told


def decisions(batch: Batch) -> dict[str, int]:
    """How many pairs of a batch were decided which way; `undecided`, also those not listed."""
    found = Double.objects.filter(batch=batch).values_list("decision").annotate(n=Count("pk"))
    told = dict(found.order_by("decision"))
    for decision, pairs in AlikePairs.objects.filter(batch=batch).values_list("decision", "number"):
        told[decision] = told.get(decision, 0) + pairs
    listed = sum(told.values())
    told["undecided"] = told.pop("", 0) + batch.report.get("doubles_number", 0) - listed
    told["left"] = told.get(PairDecision.LEAVE_OUT, 0) + told.get(PairDecision.LEAVE_OTHER, 0)
    return told


def events_beside(pairs: Iterable[Double], standing: Standing) -> dict[str, Event]:
    """The events here that rows of a file may be, as far as this person may see them."""
    return events_by_id(events_for(standing), (p.other for p in pairs if p.other_line is None))


def mended_lines(batch: Batch) -> dict[tuple[str, int], bool]:
    """The rows people mended, by sheet and line: whether the last dry run knew of all of it."""
    rows = Correction.objects.filter(batch=batch).values_list("sheet", "line")
    known = batch.report.get("corrected", 0)
    return {(sheet, line): last <= known for sheet, line, last in rows.annotate(last=Max("pk"))}


def corrections_of_row(batch: Batch, error: RowError) -> list[Correction]:
    """What people mended in a row, the last first."""
    sheet = error.said.get("sheet") or ""
    rows = Correction.objects.filter(batch=batch, sheet=sheet, line=error.line)
    found = list(rows.order_by("-pk")[:50])
    fetch_keys(found)
    return found


def is_large(batch: Batch) -> bool:
    """Whether the file is too large to be read again for a page; its rows are in the download."""
    return batch.rows > ROWS_LOOKED_INTO or bool(batch.file and batch.file.size > LOOKED_INTO)


def refused_row(batch: Batch, error: RowError, standing: Standing) -> dict[str, str] | None:
    """The cells of a refused row by column, as mended; None where there is no such row to show, or
    none that falls into the columns, and where the file is large."""
    if error.said.get("withheld") or is_large(batch):
        return None
    for table, _marks, line, row in _rows(batch, standing):
        if (table.sheet, line) == (error.said.get("sheet"), error.line):
            if any(r.row == line and len(r.cells) != len(row) for r in table.rejected):
                return None
            return {name: cell or "" for name, cell in zip(table.frame.columns, row, strict=True)}
    return None


def may_read_cell(batch: Batch, correction: Correction, standing: Standing) -> bool:
    """Whether a mended cell may be shown away from its row, which may tell of a harm kept apart:
    to who sent the file, and to who wrote the cell."""
    return is_sent_by(batch, standing) or correction.by_id == standing.person.pk


def next_refused(batch: Batch, error: RowError) -> RowError | None:
    """The refused row after this one, of those that may be mended."""
    after = Q(line=error.line, pk__gt=error.pk) | Q(line__gt=error.line)
    rows = batch.errors.filter(after).order_by("line", "pk")
    return next((one for one in rows[:200] if not one.said.get("withheld")), None)


def fingerprint_of(batch: Batch, standing: Standing) -> str:
    """The SHA-256 of the file, for who sent it; blank for others: with it whoever guesses what a
    file says of a closed record could tell whether the guess is right."""
    return batch.file_sha256 if is_sent_by(batch, standing) else ""


def progress_of(job: Job, batch: Batch | None, standing: Standing) -> dict[str, int | None]:
    """How far work is: `done` of `total`. On a file only for who sent it, None for others: its rows
    in closed compartments are among them, also when the work is over."""
    told = batch is None or is_sent_by(batch, standing)
    return {"done": job.done if told else None, "total": job.total if told else None}


def may_read_words(batch: Batch, standing: Standing) -> bool:
    """Whether the person may see what the file itself says: who sent it, and who may import it."""
    if not batch.file.name or not batch.file.storage.exists(batch.file.name):
        return False
    return is_sent_by(batch, standing) or standing.may(ACT)


def cells(batch: Batch, errors: list[RowError], standing: Standing) -> dict[int, str]:
    """What stands in the refused cells, out of the file: by the id of the error.

    Nothing where the file is large, or the row tells of a harm that is kept apart.
    """
    if not errors or not may_read_words(batch, standing) or is_large(batch):
        return {}
    wanted = {(e.said.get("sheet"), e.line): e for e in errors if not e.said.get("withheld")}
    cells_by_row = {}
    for table, _marks, line, row in _rows(batch, standing):
        error = wanted.get((table.sheet, line))
        if error and error.column in table.frame.columns:
            cells_by_row[error.pk] = row[table.frame.columns.index(error.column)] or ""
    return cells_by_row


Row = tuple[str | None, ...]


def rows_to_mend(
    batch: Batch, standing: Standing
) -> tuple[list[str], list[tuple[Row, list[RowError], list[HeldRow]]]]:
    """The refused and the held rows as they stand in the file, to be mended: the columns of all
    tables, and each row with everything that is wrong with it.

    Left out are rows of misconduct, and for whoever did not send the file rows of closed harms.
    """
    errors: dict[tuple[str, int], list[RowError]] = {}
    for error in batch.errors.order_by("pk"):
        if not error.said.get("withheld"):
            errors.setdefault((error.said.get("sheet") or "", error.line), []).append(error)
    held: dict[tuple[str, int], list[HeldRow]] = {}
    held_rows = list(held_for(batch, standing).exclude(take_in=True))
    fetch_keys(held_rows)
    for row in held_rows:
        held.setdefault((row.sheet, row.line), []).append(row)
    columns: dict[str, None] = {}
    rows: list[tuple[dict[str, str | None], list[RowError], list[HeldRow]]] = []
    for table, _marks, line, cells in _rows(batch, standing):
        at = (table.sheet or "", line)
        if at in errors or at in held:
            columns |= dict.fromkeys(table.frame.columns)
            here = dict(zip(table.frame.columns, cells, strict=True))
            rows.append((here, errors.pop(at, []), held.pop(at, [])))
    names = list(columns)
    return names, [
        (tuple(here.get(name) for name in names), wrong, waits) for here, wrong, waits in rows
    ]


_REMARKS = "{n} cells have a remark pinned to them, which does not come in: {cells}"


def count_remarks(batch: Batch) -> int:
    """How many cells of the file have a remark pinned to them, as its report says."""
    notes = [note for sheet in batch.report.get("sheets", []) for note in sheet["notes"]]
    return sum(
        int(note["p"]["n"])
        for note in notes
        if isinstance(note, dict) and note.get("t") == _REMARKS
    )


def remarks(batch: Batch, standing: Standing) -> list[dict[str, Any]]:
    """What is pinned to cells of rows: sheet, line and words, for who may read the file.

    Nothing of misconduct, and of a harm kept apart only for who sent the file. None of a large one.
    """
    if is_large(batch):
        return []
    sent = is_sent_by(batch, standing)
    return [
        {"sheet": table.sheet or "", "line": line, "words": words}
        for table, marks, line, _row in _rows(batch, standing, lambda table: table.remarks)
        if line not in marks.tells | marks.remarks_tell
        if sent or line not in marks.remarks_closed
        for words in table.remarks.get(line, ())
    ]


def _rows(
    batch: Batch, standing: Standing, asked: Callable[[Table], Iterable[int]] = lambda table: ()
) -> Iterator[tuple[Table, RowMarks, int, Row]]:
    """Rows of the file by line, without those that tell of a harm kept apart from this person.

    Takes   asked, the lines of a table of which the marks say whether they tell of misconduct.
    """
    sent = is_sent_by(batch, standing)
    if not may_read_words(batch, standing):
        return
    try:
        with open_apart(batch, end_for_page()) as file:
            tables = tables_of(batch, file.tables())
            shown = [list(asked(table)) for table in tables]
            marks_of = file.ask(mark_rows, tables, shown, closed=not sent)
    except (UnreadableFile, BadParameter):  # it has no rows to show
        return
    for table, marks in zip(tables, marks_of, strict=True):
        rows = zip(table.lines.to_list(), table.frame.iter_rows(), strict=True)
        for line, row in [*rows, *_no_rows(table, marks)]:
            if sent or line not in marks.closed:
                yield table, marks, line, row


def _no_rows(table: Table, marks: RowMarks) -> Iterator[tuple[int, Row]]:
    """The rows a reader could not take, as wide as the table: what is too many stands in the last
    cell. One that tells of misconduct is not repeated (rule g22)."""
    width = table.frame.width
    for refused in table.rejected:
        if any(refused.cells) and refused.row not in marks.tells:
            cells = [*refused.cells, *[None] * width][:width]
            if len(refused.cells) > width > 0:
                cells[-1] = " ".join(cell for cell in refused.cells[width - 1 :] if cell)
            yield refused.row, tuple(cells)
