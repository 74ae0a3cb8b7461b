"""What stands beside a value that was read: the words it was read from, and who fixed it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from tutela.base.later import pl
from tutela_web.access.models import Person
from tutela_web.access.policy import Standing
from tutela_web.access.vault.fields import fetch_keys
from tutela_web.base.models import Batch
from tutela_web.incidents.events.queries import events_for
from tutela_web.incidents.imports.queries import is_sent_by
from tutela_web.incidents.imports.reading import end_for_page
from tutela_web.incidents.imports.settling import (
    FIXABLE,
    FIXED,
    SOURCE,
    FixedValues,
    read_settled,
)
from tutela_web.incidents.models import Event, ImportChoice, RowFix, RowWords


@dataclass(frozen=True)
class RowRead:
    """A row as it was read, or as it came in: what it is by, and its values."""

    source: str
    source_id: str
    values: FixedValues


def import_of(event: Event) -> Batch:
    """The import that brought an event, also where a person fixed it since."""
    fix = RowFix.objects.filter(edition_id=event.first_batch_id).select_related("batch").first()
    return fix.batch if fix else event.first_batch


@dataclass(frozen=True)
class ReadRow:
    """A row with what was read of it.

    how      of what each value was read, by field (`settling`)
    words    what stands in the row, by field
    cells    the whole row by its heads, as far as it is kept
    """

    row: RowRead
    how: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    cells: Mapping[str, str] = field(default_factory=dict)


def row_as_read(batch: Batch, sheet: str, line: int, standing: Standing) -> ReadRow | None:
    """A row of a file that would come in, for who may see it; None where there is none."""
    settled = read_settled(batch, standing.mission, end_for_page())
    rows = settled.imported.frame.filter(pl.col("sheet") == sheet, pl.col("line") == line)
    if rows.height != 1:
        return None
    row = rows.row(0, named=True)
    closed = row["compartment"]
    if closed and not is_sent_by(batch, standing) and closed not in standing.compartments:
        return None
    cells = json.loads(row["cells"] or "{}")
    fields = json.loads(row["fields"] or "{}")
    return ReadRow(
        RowRead(row["source"], row["source_id"], {name: row[name] for name in FIXABLE}),
        json.loads(row["read_from"]),
        {name: cells[head] for name, head in fields.items() if head in cells},
        cells,
    )


def event_of_row(batch: Batch, sheet: str, line: int, standing: Standing) -> Event | None:
    """The event that a row of an import became, as it stands now."""
    words = RowWords.objects.filter(batch=batch, sheet=sheet, line=line).first()
    if words is None:
        return None
    same = events_for(standing).filter(source=words.source, source_id=words.source_id)
    return same.order_by("-pk").first()


def words_of_event(event: Event) -> RowWords | None:
    """What is kept of the row an event came of; who may read the event may read it."""
    origin = import_of(event)
    words = RowWords.objects.filter(
        batch=origin, source=event.source, source_id=event.source_id
    ).first()
    if words is not None:
        fetch_keys([words])
    return words


def event_as_read(event: Event, standing: Standing) -> ReadRow:
    """An event with the words it was read from."""
    row = RowRead(event.source, event.source_id, {n: getattr(event, n) for n in FIXABLE})
    words = words_of_event(event)
    if words is None:
        return ReadRow(row)
    cells: dict[str, str] = words.cells or {}
    how = dict(words.read_from)
    for fix in fixes_of(event, standing):
        how |= dict.fromkeys(fix.fix.said, FIXED)
    told = {name: cells[head] for name, head in words.fields.items() if head in cells}
    return ReadRow(row, how, told, cells)


@dataclass(frozen=True)
class FixTold:
    """What a person fixed of an event, and who and when."""

    fix: RowFix
    by: Person | None
    at: datetime


def fixes_of(event: Event, standing: Standing) -> list[FixTold]:
    """What people fixed of the row of an event, the first one first."""
    fixes = list(
        RowFix.objects.filter(
            mission=standing.mission, source=event.source, source_id=event.source_id
        ).order_by("pk")
    )
    fetch_keys(fixes)
    people = Person.objects.in_bulk([fix.by_id for fix in fixes])
    return [FixTold(fix, people.get(fix.by_id), fix.at) for fix in fixes]


@dataclass(frozen=True)
class HowTold:
    """How a value of an event came about: its source's own, or read, settled or fixed.

    how     of `settling`; SOURCE for a column that the source has
    words   what it was read from, as far as that is kept
    """

    how: str
    words: str = ""
    by: Person | None = None


def how_told(event: Event, standing: Standing) -> dict[str, HowTold]:
    """Of the values of an event that its source did not give in a column of its own, how they came
    about; nothing of a source that is read as it wrote."""
    read = event_as_read(event, standing)
    fixers = {name: told.by for told in fixes_of(event, standing) for name in told.fix.said}
    told = {}
    for name, how in read.how.items():
        if how != SOURCE:
            words = read.words.get(name) or (
                read.words.get("account", "") if name == "harm" else ""
            )
            told[name] = HowTold(how, words, fixers.get(name))
    return told


def is_own_log(batch: Batch) -> bool:
    """Whether a person said that a file is a log of the mission itself."""
    return ImportChoice.objects.filter(batch=batch, own=True).exists()
