"""Rows that tell of misconduct by personnel and came in before the rules knew them: found, sealed
to the office they belong to, and erased wherever they lie.

Found are rows of files that are kept, read again by the rules of today, and events whose file is
kept no more. No word of them is told: what is found is counted, by batch.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Greatest

from tutela.base.errors import Rejection
from tutela.base.tables import Table
from tutela.incidents.compartments import COMPARTMENTS
from tutela.incidents.personnel import employer_of, names_personnel
from tutela.incidents.row_marks import Place
from tutela_web.access.audit import trail
from tutela_web.access.models import Answered, Compartment, Mission, Person
from tutela_web.access.policy import Standing, standing_of
from tutela_web.access.vault.fields import fetch_keys
from tutela_web.access.vault.files import erase_bytes, open_file, rewrite_file
from tutela_web.base.clock import real_now
from tutela_web.base.models import Batch, RowError
from tutela_web.base.tables.column_cache import erase_tables
from tutela_web.conduct.models import MisconductReceipt, SealedItem
from tutela_web.conduct.queries import ACT
from tutela_web.conduct.verbs import Material, receive
from tutela_web.incidents.events.alike import forget_rows
from tutela_web.incidents.imports import verbs
from tutela_web.incidents.imports.reading import (
    as_told,
    is_withheld,
    open_apart,
    read,
    reads_hidden_sheets,
    regions_of,
)
from tutela_web.incidents.imports.rows_set_apart import OPEN, try_anew
from tutela_web.incidents.imports.withheld import seal_rows, take_rows_out
from tutela_web.incidents.models import (
    EVENTS,
    ClosedEvent,
    Compared,
    Correction,
    Double,
    EarlierSupersession,
    Event,
    EventFields,
    EventIdentity,
    HeldRow,
    IncidentLink,
    NameToSettle,
    RowFix,
    RowWords,
)

Key = tuple[str, str]
"""An event by its source and the source's id."""

SEXUAL = frozenset(COMPARTMENTS[Compartment.CRSV])


@dataclass
class FoundRows:
    """What one batch holds of misconduct.

    rows    rows of its file, as they are refused today
    keys    the events made of them; and events of which no row of a file is there any more
    """

    batch: Batch
    rows: list[Rejection] = field(default_factory=list)
    keys: set[Key] = field(default_factory=set)

    @property
    def number(self) -> int:
        """How many rows and events without a row."""
        return max(len(self.rows), len(self.keys))


def find_misconduct(mission: Mission, *, by: Standing) -> list[FoundRows]:
    """What came in that tells of misconduct by the rules of today, by batch, the oldest first.

    Raises  Denied for whoever does not receive misconduct.
    """
    by.require(ACT)
    by_batch = []
    for batch in Batch.objects.filter(mission_id=mission.pk, kind=EVENTS).order_by("uploaded_at"):
        one = _found_in(batch)
        if one.number:
            by_batch.append(one)
    return by_batch


def _found_in(batch: Batch) -> FoundRows:
    misconduct = FoundRows(batch)
    still: set[Key] = set()
    if _has_file(batch):
        imported = read(batch, anew=True)
        misconduct.rows = [
            r for report in imported.reports for r in report.rejected if is_withheld(r)
        ]
        still = set(imported.frame.select("source", "source_id").rows())
    lines = {one.row for one in misconduct.rows}
    for events in (Event.objects, ClosedEvent.objects):
        of_batch = events.filter(first_batch=batch, line__in=lines)
        keys = of_batch.values_list("source", "source_id")
        misconduct.keys |= {
            key for key in keys if key not in still
        }  # on another sheet, the same line
    misconduct.keys |= {key for key in _events_accusing(batch) if key not in still}
    return misconduct


def _has_file(batch: Batch) -> bool:
    return bool(batch.file.name) and batch.file.storage.exists(str(batch.file.name))


def _events_accusing(batch: Batch) -> Iterator[Key]:
    """Events of a batch of sexual violence by personnel, as they lie in the table."""
    names: dict[Key, list[str]] = {}
    identities = EventIdentity.objects.filter(first_batch=batch, side="a")
    for source, source_id, name in identities.values_list("source", "source_id", "name"):
        names.setdefault((source, source_id), []).append(name)
    closed = list(ClosedEvent.objects.filter(first_batch=batch, harm__in=SEXUAL))
    fetch_keys(closed)
    events: list[EventFields] = [
        *closed,
        *Event.objects.filter(first_batch=batch, harm__in=SEXUAL),
    ]
    for event in events:
        key = (event.source, event.source_id)
        if any(map(names_personnel, [*(event.side_a or ()), *names.get(key, ())])):
            yield key


@dataclass
class SweptMisconduct:
    """What became of what was found: batches whose rows were sealed and erased, files that had to
    be erased whole, files not imported yet that are checked anew, batches where work is under way,
    incidents linked to an event erased."""

    sealed: list[FoundRows] = field(default_factory=list)
    files_erased: int = 0
    checked_anew: int = 0
    busy: int = 0
    linked: int = 0


def seal_misconduct(mission: Mission, *, by: Standing) -> SweptMisconduct:
    """Seal to its office whatever came in that tells of misconduct, and erase it here: events with
    all their editions, what hangs on them, columns kept beside the database, rows of files.

    What is cut short is done again: nothing is erased before it is sealed.
    Raises  Denied for whoever does not receive misconduct.
    """
    swept = SweptMisconduct()
    for misconduct in find_misconduct(mission, by=by):
        if verbs.work_on(misconduct.batch.pk):
            swept.busy += 1
            continue
        if misconduct.batch.state in OPEN:  # its dry run seals what it finds
            try_anew(misconduct.batch)
            swept.checked_anew += 1
            continue
        tables = _tables_of(misconduct.batch)
        with transaction.atomic():
            Batch.objects.select_for_update(no_key=True).get(pk=misconduct.batch.pk)
            _seal(misconduct, mission, tables)
            gone = _places_of(mission, misconduct)
            swept.linked += _erase_events(mission, misconduct.keys)
            _tell_batch(misconduct)
            trail.record(
                "seal",
                mission=mission,
                by=by.person,
                kind="batch",
                subject=misconduct.batch.pk,
                number=misconduct.number,
            )
        erase_tables("events", mission.pk)
        for batch, places in gone.items():
            swept.files_erased += not _take_out(batch, places)
        swept.sealed.append(misconduct)
    return swept


def _tables_of(batch: Batch) -> list[Table]:
    if not _has_file(batch):
        return []
    with open_apart(batch) as file:
        return file.tables()


def _seal(misconduct: FoundRows, mission: Mission, tables: Sequence[Table]) -> None:
    """Seal the rows as their file has them; events of which it has none as the table has them."""
    if misconduct.rows:
        seal_rows(misconduct.batch, mission, tables, misconduct.rows)
    lines = {one.row for one in misconduct.rows}
    by_office: dict[str, list[EventFields]] = {}
    for event in _events_of(mission, misconduct.keys):
        if event.first_batch_id == misconduct.batch.pk and event.line not in lines:
            whose = employer_of([*(event.side_a or ()), *_names_of(mission, event)])
            by_office.setdefault(whose.value if whose else "un", []).append(event)
    by = standing_of(Person.objects.get(pk=misconduct.batch.uploaded_by_id), mission)
    for office, events in sorted(by_office.items()):
        content = _as_csv(mission, events)
        material = Material(SealedItem.Kind.ROWS, content, misconduct.batch.pk, office)
        receive(mission, MisconductReceipt.Door.FILE, by=by, material=material)


def _names_of(mission: Mission, event: EventFields) -> list[str]:
    identities = EventIdentity.objects.filter(
        mission=mission, source=event.source, source_id=event.source_id
    )
    return list(identities.values_list("name", flat=True))


_TOLD = (
    *("source", "source_id", "date_start", "date_end", "latitude", "longitude"),
    *("place", "adm1", "adm2", "country", "harm", "side_a", "side_b", "deaths", "injured"),
)


def _as_csv(mission: Mission, events: Iterable[EventFields]) -> bytes:
    text = io.StringIO()
    write = csv.writer(text, lineterminator="\r\n").writerow
    write([*_TOLD, "names"])
    for event in events:
        said = [getattr(event, name) for name in _TOLD]
        cells = ["" if one is None else one for one in said]
        write([*cells, " | ".join(_names_of(mission, event))])
    return text.getvalue().encode()


def _events_of(mission: Mission, keys: Iterable[Key]) -> list[EventFields]:
    """Every edition of these events, in a compartment or in none."""
    wanted = _of_keys(keys)
    closed = list(ClosedEvent.objects.filter(wanted, mission=mission))
    fetch_keys(closed)
    return [*Event.objects.filter(wanted, mission=mission), *closed]


def _of_keys(keys: Iterable[Key]) -> Q:
    wanted = Q(pk__in=[])
    by_source: dict[str, list[str]] = {}
    for source, source_id in sorted(keys):
        by_source.setdefault(source, []).append(source_id)
    for source, ids in by_source.items():
        wanted |= Q(source=source, source_id__in=ids)
    return wanted


def _places_of(mission: Mission, misconduct: FoundRows) -> dict[Batch, set[Place]]:
    """By batch, where the rows stand in its file: those found, and earlier and later editions."""
    gone: dict[Batch, set[Place]] = {}
    if misconduct.rows:
        gone[misconduct.batch] = {(one.sheet or "", one.row) for one in misconduct.rows}
    others = {
        event.first_batch_id
        for event in _events_of(mission, misconduct.keys)
        if event.first_batch_id != misconduct.batch.pk
    }
    for batch in Batch.objects.filter(pk__in=others):
        if _has_file(batch):
            frame = read(batch, anew=True).frame.select("source", "source_id", "sheet", "line")
            rows = {
                (sheet, line)
                for source, id, sheet, line in frame.rows()
                if (source, id) in misconduct.keys
            }
            if rows:
                gone[batch] = rows
    return gone


def _erase_events(mission: Mission, keys: Iterable[Key]) -> int:
    """Erase events with all their editions, and what is kept of them elsewhere; gives how many
    incidents were linked to one."""
    wanted = _of_keys(keys)
    for model in (Event, ClosedEvent):
        events: QuerySet[Any] = model._default_manager.filter(wanted, mission=mission)
        ids = list(events.values_list("pk", flat=True))
        EarlierSupersession.objects.filter(event_id__in=ids, closed=model is ClosedEvent).delete()
        events.delete()
    EventIdentity.objects.filter(wanted, mission=mission).delete()
    RowFix.objects.filter(wanted, mission=mission).delete()
    RowWords.objects.filter(wanted, batch__mission_id=mission.pk).delete()
    linked, _by_model = IncidentLink.objects.filter(wanted, mission=mission).delete()
    names = [f"{source}:{source_id}" for source, source_id in keys]
    compared = [f"event:{name}" for name in names]
    Compared.objects.filter(
        Q(first__in=compared) | Q(second__in=compared), mission=mission
    ).delete()
    batches = Batch.objects.filter(mission_id=mission.pk, kind=EVENTS).values("pk")
    Double.objects.filter(Q(row__in=names) | Q(other__in=names), batch__in=batches).delete()
    forget_rows(mission, names)
    HeldRow.objects.filter(row__in=names, batch__in=batches).delete()
    return linked


def _tell_batch(misconduct: FoundRows) -> None:
    """What the batch tells of itself: how many rows it may not keep, and nothing of them."""
    batch = misconduct.batch
    places = {(one.sheet or "", one.row) for one in misconduct.rows}
    lines = {line for _sheet, line in places}
    NameToSettle.objects.filter(batch=batch).delete()  # found anew with the next dry run
    for kept in (RowError, Correction, HeldRow):
        for row in kept._default_manager.filter(batch=batch, line__in=lines):
            sheet = row.said.get("sheet") if isinstance(row, RowError) else row.sheet
            if ((sheet or ""), row.line) in places:
                row.delete()
    RowError.objects.bulk_create(
        RowError(batch=batch, line=one.row, said=as_told(one)) for one in misconduct.rows
    )
    report = dict(batch.report)
    report["misconduct"] = report.get("misconduct", 0) + misconduct.number
    for name in ("changes", "tripwires"):
        changes = report.get(name, [])
        report[name] = [
            change
            for change in changes
            if not lines & {change.get("line"), *change.get("lines", ())}
        ]
    Batch.objects.filter(pk=batch.pk).update(
        report=report,
        refused=F("refused") + misconduct.number,
        accepted=Greatest(F("accepted") - misconduct.number, 0),
        rows_erased_at=real_now(),
    )


def _take_out(batch: Batch, places: set[Place]) -> bool:
    """Erase rows in a file; False where the whole file had to be erased. The digest of the file as
    it came, and the answer to the request that sent it, would prove what it was."""
    if not _has_file(batch):
        return True
    hidden = reads_hidden_sheets(batch)
    tables, regions = _tables_of(batch), regions_of(batch)
    with open_file(batch) as path:
        left = take_rows_out(path, tables, places, hidden=hidden, regions=regions) is not None
        if left:
            rewrite_file(batch, path)
    now = Batch.objects.filter(pk=batch.pk)
    Answered.objects.filter(record_id=str(batch.pk)).delete()
    now.update(file_sha256="", rows_erased_at=real_now())
    if not left:
        storage, name = batch.file.storage, str(batch.file.name)
        now.update(file="")
        erase_bytes(storage, name)
    return left
