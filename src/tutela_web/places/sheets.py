"""Records out as CSV or XLSX and in again: what the rooms of places, actors and bases share.

Each room says by a `SheetKind` how its records look as a table and which verbs change them. The
file given is kept as a batch of its giver's until it is applied; nothing is deleted by a missing
row.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from tutela.base.errors import BadParameter, TutelaError
from tutela.base.messages import say
from tutela.base.tables import shape_of
from tutela_web.access.audit import trail
from tutela_web.access.policy import Standing, taking
from tutela_web.access.vault.files import erase_stored, open_file
from tutela_web.access.vault.files import keep_file as keep_sealed
from tutela_web.base import clock
from tutela_web.base.errors import Denied, NotNow
from tutela_web.base.holding import hold
from tutela_web.base.markings import Classification
from tutela_web.base.models import Batch
from tutela_web.base.tables.roundtrip import (
    CopyHeader,
    Diff,
    May,
    RecordSheet,
    Refusal,
    RowDiff,
    SheetFile,
    compare,
    read_rows,
)
from tutela_web.base.values import Words
from tutela_web.look.translate import say_in_page_language
from tutela_web.records.models import Record
from tutela_web.records.own.sheets import OwnColumns
from tutela_web.records.versions.queries import versions_of_ids

CHUNK = 500


@dataclass(frozen=True)
class Brought:
    """What a file made or changed of one record: its model, id and version then; before, the
    version that stood there, of what was changed."""

    kind: str
    pk: str
    version: int
    before: int | None = None

    @classmethod
    def of_new(cls, record: Record) -> Brought:
        """Of a record that was made."""
        return cls(str(record._meta.model_name), str(record.pk), record.version)


@dataclass(frozen=True)
class SheetKind:
    """One kind of record as a table.

    name      of the sheet, the address and the batch; reads, the kind of data/roles.csv.
    visible   the records a person may see; those of compartments never enter an open file.
    may       whether a person may change a record, or (None) make one of these values.
    make      a verb: make(rows, by=); edit: edit(record, changes, version=, by=, reason=). What
              values these take each room says by a TypedDict of its own.
    other     the rows of a file that is a table of another shape; None where it is not that.
    coded     whether records have a code of their own in the database, by which a row names one;
              else they are numbered, or stand in `order`.
    undo      a verb that takes back all that one file brought, where that can be: undo(brought,
              by=). Then make and edit take `brought` too, and add to it.
    adds      whether each file brings records of its own, as a month's: what it leaves out is no
              news, and not told.
    """

    name: str
    title: Words
    reads: str
    act: str
    model: type[Record]
    sheet: Callable[[Standing], RecordSheet]
    visible: Callable[[Standing], QuerySet[Any]]
    may: Callable[[Standing], May]
    make: Callable[..., Any]
    edit: Callable[..., Any]
    other: Callable[[Path, Standing], SheetFile | None] = lambda path, by: None
    coded: bool = True
    order: str = ""
    adds: bool = False
    undo: Callable[..., None] | None = None

    @property
    def batch_kind(self) -> str:
        """How a batch of this kind is called."""
        return f"sheet {self.name}"


def sheet_of(kind: SheetKind, standing: Standing) -> RecordSheet:
    """The columns of a kind for this person, with the mission's own fields at its end."""
    return OwnColumns.of(kind.model, standing).add_columns(kind.sheet(standing))


def records_of(kind: SheetKind, standing: Standing) -> QuerySet[Any]:
    """What a copy of this kind holds for this person."""
    order = kind.order or ("code" if kind.coded else "number")
    return kind.visible(standing).filter(compartment="").order_by(order, "pk")


def export_records(
    kind: SheetKind, standing: Standing, form: str
) -> tuple[QuerySet[Any], CopyHeader]:
    """The records of a copy and what it says of itself; a line in the audit with their number.

    Raises  Denied unless the person may take copies away.
    """
    if not standing.reads("exports"):
        raise Denied(_("your role takes no copies away"), next=_("ask the JOC for it"))
    records = records_of(kind, taking(standing))
    number = records.count()
    highest = records.aggregate(highest=Max("classification"))["highest"] or 0
    trail.record(
        "export",
        mission=standing.mission,
        by=standing.person,
        kind=kind.name,
        number=number,
        format=form,
    )
    now = clock.now(standing.mission)
    about = CopyHeader(
        title=f"{standing.mission.name}: {kind.title} ({number})",
        snapshot=now.isoformat(timespec="seconds"),
        marking=str(Classification(highest).label),
    )
    return records, about


def keep_file(kind: SheetKind, upload: UploadedFile, *, by: Standing) -> Batch:
    """Keep a file somebody gives back until it is looked at and applied.

    Raises  Denied unless the act may be done anywhere; UnreadableFile or NotThisTable if the file
            is no table of these records: then nothing is kept.
    """
    if not by.may_somewhere(kind.act):
        by.require(kind.act)
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    batch = Batch(
        mission_id=by.mission.pk,
        kind=kind.batch_kind,
        uploaded_by_id=by.person.pk,
        file_name=Path(upload.name or "").name[:255],
        file_sha256=digest.hexdigest(),
        state=Batch.State.CHECKED,
    )
    keep_sealed(batch, f"{batch.pk}{_ending(upload.name or '')}", upload)
    try:
        read = _read_rows(kind, batch, by)
        batch.report = {"shape": shape_of(head for head, _ours in read.heads)} if read.heads else {}
    except TutelaError as fault:
        erase_stored(batch.file.storage, str(batch.file.name), batch.pk)
        fault.where = ""  # the name the file is kept under says nothing to anybody
        raise
    batch.rows = len(read.rows) + len({refusal.line for refusal in read.refused})
    batch.save()
    trail.record(
        "upload",
        mission=by.mission,
        by=by.person,
        kind=kind.name,
        subject=batch.pk,
        number=batch.rows,
    )
    return batch


def _ending(name: str) -> str:
    """The reader believes the bytes; an ending only helps people."""
    ending = Path(name).suffix.casefold()
    return ending if ending in (".csv", ".xlsx", ".gz", ".parquet") else ""


def batch_of(kind: SheetKind, standing: Standing, pk: UUID) -> QuerySet[Batch]:
    """The person's own file, if it is theirs."""
    return Batch.objects.filter(
        pk=pk,
        mission_id=standing.mission.pk,
        kind=kind.batch_kind,
        uploaded_by_id=standing.person.pk,
    )


def diff_of(kind: SheetKind, batch: Batch, *, by: Standing) -> Diff:
    """What the rows of a kept file would change now."""
    return _diff(kind, _read_rows(kind, batch, by), by)


def _read_rows(kind: SheetKind, batch: Batch, by: Standing) -> SheetFile:
    """The rows of a kept file, which lies sealed."""
    with open_file(batch) as path:
        if other := kind.other(path, by):
            return other
        asked = batch.mapping

        def settled(heads: Sequence[str]) -> Mapping[str, str]:
            return _columns_remembered(kind, heads, by) if asked is None else asked

        return read_rows(path, sheet_of(kind, by), settled)


def _columns_remembered(kind: SheetKind, heads: Sequence[str], by: Standing) -> Mapping[str, str]:
    """What somebody said these very heads mean when a list with them came before. One query."""
    before = Batch.objects.filter(
        mission_id=by.mission.pk,
        kind=kind.batch_kind,
        mapping__isnull=False,
        report__shape=shape_of(heads),
    )
    return before.order_by("-uploaded_at").values_list("mapping", flat=True).first() or {}


def match_columns(
    kind: SheetKind, batch: Batch, heads: Mapping[str, str], *, by: Standing
) -> Batch:
    """Say what each head of a kept list means: one of the columns, or blank, it is left out.

    Remembered for the next list of this mission with the same heads.
    Raises  NotNow if the file was applied; BadParameter for a column there is not, or one twice.
    """
    if not by.may_somewhere(kind.act):
        by.require(kind.act)
    names = {column.name for column in sheet_of(kind, by).columns}
    chosen = [ours for ours in heads.values() if ours]
    if set(chosen) - names or len(set(chosen)) < len(chosen):
        raise BadParameter(
            say("a column can be meant by one head only"), next=say("choose each column once")
        )
    with transaction.atomic():
        held = hold(batch)
        if held.state != Batch.State.CHECKED:
            raise NotNow(_("this file was applied already"), next=_("give the file again"))
        held.mapping = dict(heads)
        held.save(update_fields=["mapping"])
    return held


def _diff(kind: SheetKind, read: SheetFile, by: Standing) -> Diff:
    own = OwnColumns.of(kind.model, by)
    sheet = own.add_columns(kind.sheet(by))
    refused = tuple(
        Refusal(r.line, r.column, say_in_page_language(r.why), say_in_page_language(r.next))
        for r in read.refused
    )
    read = replace(read, refused=refused, notes=tuple(map(say_in_page_language, read.notes)))
    model = kind.model
    of_mission: QuerySet[Any] = model._default_manager.filter(mission=by.mission)

    read_here = {"", *by.compartments}

    def earlier(asked: Sequence[tuple[UUID, int]]) -> dict[tuple[UUID, int], Any]:
        wanted = set(asked)
        versions: dict[tuple[UUID, int], Any] = {}
        pks = sorted({pk for pk, _version in asked})
        for at in range(0, len(pks), CHUNK):
            for row in versions_of_ids(model, pks[at : at + CHUNK], compartments=read_here):
                if (row.id, row.version) in wanted:
                    versions[row.id, row.version] = row
        own.tell_versions(kind.model, list(versions.values()))
        return versions

    def taken(codes: Sequence[str]) -> Iterator[str]:
        for at in range(0, len(codes), CHUNK):
            yield from of_mission.filter(code__in=codes[at : at + CHUNK]).values_list(
                "code", flat=True
            )

    records = records_of(kind, by)
    seen = set(records.values_list("code", flat=True)) if kind.coded else set()
    return compare(
        sheet,
        read,
        own.with_values(records.iterator(2000)),
        earlier=earlier,
        may=kind.may(by),
        taken=lambda codes: (
            (code for code in taken(codes) if code not in seen) if kind.coded else ()
        ),
    )


@dataclass(frozen=True)
class Applied:
    """What was done of a file."""

    made: int
    changed: int


def apply(
    kind: SheetKind, batch: Batch, *, lines: set[int], mine: set[int], digest: str, by: Standing
) -> Applied:
    """Save the chosen rows of a kept file, all or none; then the file is gone.

    Takes   lines, of the rows chosen; mine, of those whose conflicting fields the person takes
            from the file; digest, of the diff the person looked at.
    Raises  NotNow if the records changed since the person looked, or the file was applied before.
    """
    # Read before anything is locked: a file may take its time, an alert may not.
    read = _read_rows(kind, batch, by) if batch.file else SheetFile(())
    with transaction.atomic():
        held = hold(batch)
        if held.state != Batch.State.CHECKED:
            raise NotNow(_("this file was applied already"), next=_("give the file again"))
        diff = _diff(kind, read, by)
        if diff.digest != digest:
            raise NotNow(
                _("somebody changed these records since you looked"),
                next=_("look at the differences once more"),
            )
        new = [row for row in diff.new if row.line in lines]
        changed = [row for row in diff.changed if row.line in lines and _wants(row, mine)]
        brought: list[Brought] = []
        more = {"brought": brought} if kind.undo else {}
        own = OwnColumns.of(kind.model, by)
        if new:
            parts = [own.part(row.values) for row in new]
            made = kind.make([values for values, _own in parts], by=by, **more)
            own.keep_new(made, [answers for _values, answers in parts])
        for row in changed:
            values, answers = own.part(row.values_to_save(row.line in mine))
            reason = _("from a file")
            edited = kind.edit(
                row.record,
                values,
                version=row.record.version,
                by=by,
                reason=reason,
                **more,
            )
            own.keep(edited, answers, new=False, reason=reason)
        if brought:
            held.report = {**held.report, "brought": [asdict(row) for row in brought]}
        held.state = Batch.State.PUBLISHED
        held.new, held.changed, held.same = len(new), len(changed), diff.same
        held.refused, held.accepted = diff.refused_rows, len(new) + len(changed)
        held.published_by_id, held.published_at = by.person.pk, clock.now(by.mission)
        storage, name, held.file = held.file.storage, held.file.name, ""
        held.save()
        trail.record(
            "apply_file",
            mission=by.mission,
            by=by.person,
            kind=kind.name,
            subject=held.pk,
            made=len(new),
            changed=len(changed),
        )
        if name:
            transaction.on_commit(partial(erase_stored, storage, name, held.pk))
    return Applied(len(new), len(changed))


def may_undo(kind: SheetKind, batch: Batch) -> bool:
    """Whether a file was applied and can be undone as a whole."""
    return kind.undo is not None and batch.state == Batch.State.PUBLISHED


def undo(kind: SheetKind, batch: Batch, *, by: Standing) -> Batch:
    """Take back all that a file brought, by who brought it, all or none.

    Raises  Denied for a file of somebody else; NotNow where it was not applied, was undone, or
            somebody changed since what it brought.
    """
    if batch.uploaded_by_id != by.person.pk:
        raise Denied(say("who brought a file undoes it"), next=say("correct by hand what is wrong"))
    with transaction.atomic():
        locked = hold(batch)
        if kind.undo is None or not may_undo(kind, locked):
            raise NotNow(say("this file was not applied, or is undone"), next=say("look again"))
        brought = [Brought(**row) for row in locked.report.get("brought", [])]
        kind.undo(brought, by=by)
        locked.state, locked.undone_at = Batch.State.UNDONE, clock.now(by.mission)
        locked.undone_by_id = by.person.pk
        locked.save(update_fields=["state", "undone_at", "undone_by_id"])
        trail.record(
            "undo_batch",
            mission=by.mission,
            by=by.person,
            kind=kind.name,
            subject=locked.pk,
            number=len(brought),
        )
    return locked


def _wants(row: RowDiff, mine: set[int]) -> bool:
    return bool(row.values_to_save(row.line in mine))
