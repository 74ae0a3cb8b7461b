"""Large tables of columns kept in a file beside the database, for the processes that start later.

To read three million events out of the database takes a processor twenty seconds, out of such a
file less than one.
A file is a copy of what the database says and may be deleted at any time. It lies in the folder of
the data, closed to other accounts as the database is; backups leave it out. Whoever reads it asks
the policy as if it had come from the database.
"""

from __future__ import annotations

import hashlib
import logging
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from tutela.base.later import pl
from tutela_web.base.upkeep.erased import write_over

FOLDER = "columns"
LEAST_ROWS = 50_000
"""Fewer are read from the database in half a second, and need no file."""

log = logging.getLogger(__name__)


def table_on_shelf(
    kind: str, mission: UUID, made_from: object, make: Callable[[], pl.DataFrame]
) -> pl.DataFrame:
    """The table in the file of this kind and mission, if it was made from the same; else made anew.

    Takes   kind, a word; made_from, a fingerprint that every change of the records moves, with the
            names and types of the columns; make, what reads the database.
    """
    stem = f"{kind}-{mission.hex}-"
    files_kept = list(folder().glob(f"{stem}*.arrow"))
    path = folder() / f"{stem}{_digest(made_from)}.arrow" if files_kept else None
    if path in files_kept:
        try:
            return pl.read_ipc(path)
        except (OSError, pl.exceptions.PolarsError):
            log.warning("a file of columns could not be read and is made anew: %s", kind)
    frame = make()
    try:
        for old in files_kept:
            old.unlink(missing_ok=True)
        if frame.height >= LEAST_ROWS:
            _write(frame, folder() / f"{stem}{_digest(made_from)}.arrow")
    except OSError as fault:  # a full disk must not keep anybody from a page
        log.warning("a file of columns could not be written: %s", fault.strerror)
    return frame


def erase_tables(kind: str, mission: UUID) -> None:
    """Erase the files of a kind and mission, because records they hold may not be kept: the next
    reader makes the table anew."""
    for path in folder().glob(f"{kind}-{mission.hex}-*.arrow"):
        write_over(path)
        path.unlink(missing_ok=True)


def folder() -> Path:
    """Where the files lie; it may not be there."""
    return Path(settings.DATA) / FOLDER


def _digest(made_from: object) -> str:
    """What the file's name says of what it was made from: the records, and the tables they are in.

    A migration may change records and leave no version of them, so it counts as a change.
    """
    migrations = sorted(MigrationRecorder(connection).applied_migrations())
    said = repr((str(settings.DATABASES["default"]["NAME"]), migrations, made_from))
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def _write(frame: pl.DataFrame, path: Path) -> None:
    """All of it or nothing: who reads meanwhile reads the file before."""
    path.parent.mkdir(mode=0o700, exist_ok=True)
    number, name = tempfile.mkstemp(dir=path.parent, suffix=".part")  # readable by its owner alone
    written = Path(name)
    try:
        with os.fdopen(number, "wb") as file:
            frame.write_ipc(file)
            file.flush()
            os.fsync(file.fileno())
        written.replace(path)
    finally:
        written.unlink(missing_ok=True)
