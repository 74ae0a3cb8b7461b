"""Rows of a file that may tell of misconduct by personnel: lifted out before anybody reads it.

Who sent the file and human rights decide each (conduct). An ordinary row takes its way with its
file, or in a file of its own where that was imported meanwhile.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from tutela.base.errors import Rejection
from tutela.base.messages import say
from tutela.base.tables import Table
from tutela.incidents.misconduct_words import CHANNEL, NEVER_KEPT
from tutela.incidents.sandboxed_reading import unsure_rows
from tutela_web.access.models import Answered, Mission, Person
from tutela_web.access.policy import standing_of
from tutela_web.access.vault.files import erase_stored, forget_beside, open_file, rewrite_file
from tutela_web.base import jobs
from tutela_web.base.errors import NotNow
from tutela_web.base.models import Batch
from tutela_web.conduct.models import MisconductReceipt, UnsureCase
from tutela_web.conduct.unsure_verbs import (
    CaseWords,
    ask_human_rights,
    fingerprint_of,
    hold_apart,
)
from tutela_web.incidents.imports import verbs
from tutela_web.incidents.imports.reading import (
    FileAtHand,
    mapping_of,
    open_apart,
    reads_hidden_sheets,
    regions_of,
    sheet_of,
)
from tutela_web.incidents.imports.withheld import erased_as_json, take_rows_out
from tutela_web.incidents.models import (
    CHECK,
    EVENTS,
    AlikePairs,
    Correction,
    Double,
    HeldRow,
    NameToSettle,
    RowApart,
)

OPEN = (Batch.State.UPLOADED, Batch.State.CHECKED)


def set_apart(
    batch: Batch, mission: Mission, tables: list[Table], file: FileAtHand
) -> list[Rejection]:
    """Hold apart the rows of a file that may tell of misconduct, each as a case of who sent it.

    Takes   file, at hand: a child reads it.

    What somebody decided of the very same row before is not asked again.

    Gives   rows that were said to tell of misconduct, to be sealed and taken out like all such.
    """
    rows_found = []
    read = tables if reads_hidden_sheets(batch) else [one for one in tables if not one.hidden]
    read = read or tables
    for number, line in file.ask(unsure_rows, read, mapping_of(batch.mapping)):
        table = read[number]
        words = _words_of(batch, table, line)
        content = [words[name] for name in ("columns", "cells", "remarks")]
        rows_found.append((table, line, words, fingerprint_of(mission, content)))
    marks = {mark for _table, _line, _words, mark in rows_found}
    cases = UnsureCase.objects.filter(mission=mission, fingerprint__in=marks)
    states = dict(cases.values_list("fingerprint", "state"))
    told, apart, new = [], [], False
    sender = Person.objects.get(pk=batch.uploaded_by_id)
    with transaction.atomic():
        for table, line, words, mark in rows_found:
            state = states.get(mark)
            if state == UnsureCase.State.ORDINARY:
                continue
            if state == UnsureCase.State.MISCONDUCT:
                told.append(Rejection(line, "", "", NEVER_KEPT, CHANNEL, table.sheet))
            elif state is None:
                hold_apart(
                    mission,
                    UnsureCase.Kind.ROW,
                    words,
                    door=MisconductReceipt.Door.FILE,
                    sender=sender,
                    fingerprint=mark,
                    asks=False,
                )
                states[mark], new = UnsureCase.State.WAITING, True
            apart.append(RowApart(batch=batch, sheet=sheet_of(table), line=line, fingerprint=mark))
        RowApart.objects.filter(batch=batch).delete()
        RowApart.objects.bulk_create(apart, batch_size=500)
        if new:
            ask_human_rights(mission)
    return told


def _words_of(batch: Batch, table: Table, line: int) -> dict[str, Any]:
    """A row as it stands in the file, with where it stands."""
    cells: tuple[str | None, ...] = next(
        (one.cells for one in table.rejected if one.row == line), ()
    )
    at = (table.lines == line).arg_true().to_list()
    if at:  # several entries may stand in the cells of one line
        rows = zip(*(table.frame.row(n) for n in at), strict=True)
        cells = tuple(" | ".join(cell for cell in said if cell) for said in rows)
    return {
        "file": batch.file_name,
        "sheet": table.sheet or "",
        "line": line,
        "columns": table.frame.columns,
        "cells": [cell or "" for cell in cells],
        "remarks": list(table.remarks.get(line, ())),
    }


def follow_decision(case: UnsureCase, words: CaseWords) -> None:
    """What follows for the files that hold the row: they are tried anew, or what is left of the
    row is erased; of a file that was imported or erased meanwhile an ordinary row comes in by
    itself.

    Raises  NotNow while the worker reads such a file.
    """
    rows = RowApart.objects.filter(fingerprint=case.fingerprint, batch__mission_id=case.mission_id)
    gone = False
    for row in rows.select_related("batch"):
        batch = Batch.objects.select_for_update(no_key=True).get(pk=row.batch_id)
        if verbs.work_on(batch.pk):
            raise NotNow(say("work on this file is under way"), next=say("wait until it ends"))
        gone |= batch.state == Batch.State.PUBLISHED or not batch.file.name
        if case.state == UnsureCase.State.MISCONDUCT:
            _take_out(batch, row)
        elif batch.state in OPEN:
            row.delete()
            try_anew(batch)
        else:
            row.delete()
    if gone and case.state == UnsureCase.State.ORDINARY:
        _send_by_itself(case, words)


def try_anew(batch: Batch) -> None:
    """Ask for the dry run anew, for who sent the file: by today's words, not by what they read."""
    forget_beside(batch)
    batch.state = Batch.State.UPLOADED
    batch.save(update_fields=["state"])
    jobs.ask(CHECK, mission_id=batch.mission_id, by_id=batch.uploaded_by_id, subject_id=batch.pk)


def _take_out(batch: Batch, row: RowApart) -> None:
    """Erase the row in the file that brought it by itself; where that cannot be done surely, the
    whole file: then nothing is told any more of what would have come in."""
    if not batch.file.name or not batch.file.storage.exists(batch.file.name):
        return
    Answered.objects.filter(record_id=str(batch.pk)).delete()  # its digest tells the file again
    hidden = reads_hidden_sheets(batch)
    with open_apart(batch) as file, open_file(batch) as path:
        gone, regions = {(row.sheet, row.line)}, regions_of(batch)
        left = take_rows_out(path, file.tables(), gone, hidden=hidden, regions=regions)
        if left is not None:
            rewrite_file(batch, path)
            report = batch.report | ({} if hidden else {"hidden_sheets": []})
            Batch.objects.filter(pk=batch.pk).update(file_sha256="", report=report)
            return
    storage, name = batch.file.storage, batch.file.name
    fields: dict[str, Any] = {"file": "", "file_sha256": ""}
    if batch.state in OPEN:
        told = {name: batch.report[name] for name in TOLD_OF_ERASED if name in batch.report}
        report = told | {"error": erased_as_json()}
        fields |= {"state": Batch.State.REFUSED, "report": report}
        fields |= {"new": 0, "changed": 0, "same": 0}
        for kept in (AlikePairs, Correction, Double, HeldRow, NameToSettle):
            kept.objects.filter(batch=batch).delete()
    Batch.objects.filter(pk=batch.pk).update(**fields)
    transaction.on_commit(lambda: erase_stored(storage, name, batch.pk))


TOLD_OF_ERASED = ("sheets", "vintage", "reasons", "misconduct")
"""What of a dry run stays true of a file that was erased."""


def _send_by_itself(case: UnsureCase, words: CaseWords) -> None:
    """Send the row as a file of its own, in the name of who sent it, with the same matching."""
    if case.sender is None or case.sender_id is None:
        return
    by = standing_of(case.sender, case.mission)
    sent = Batch.objects.filter(
        mission_id=case.mission_id,
        kind=EVENTS,
        uploaded_by_id=case.sender_id,
        file_name=words["file"],
    )
    last = sent.order_by("uploaded_at").last()
    if last is None or not by.may(verbs.ACT):
        return
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([words["columns"], words["cells"]])
    name = f"{Path(words['file']).stem[:80]}-1.csv"
    verbs.receive(
        SimpleUploadedFile(name, text.getvalue().encode()),
        by=by,
        classification=last.classification,
        mapping=last.mapping,
    )
