"""What a database or a disk refused, in words a person can act on; never the statement's own."""

from __future__ import annotations

import errno
import sqlite3

from django.db import Error as DatabaseFault
from django.db import OperationalError

from tutela_web.base.errors import NotNow

DAMAGED = (
    "is damaged",
    "stop server and workers, keep a copy of the database as it is, then restore the newest backup "
    "that is whole (docs/how-to/backup-and-restore.md)",
)
FULL = "has no room left", "make room on the disk, then run this again"
READ_ONLY = (
    "cannot be written: it is read-only, or belongs to another account",
    "look at the disk (dmesg, mount) and at who owns the files, then run this again",
)
DISK = (
    "cannot be read or written: the disk is full, read-only or failing",
    "look at the disk (df, dmesg, mount), then run this again",
)
LOCKED = "is held by another process", "wait until that one has ended, then run this again"
SHUT = (
    "cannot be opened: its disk is read-only, its folder is not there, or belongs to another "
    "account",
    "look at the disk (dmesg, mount), at the path and at who owns the files, then run this again",
)
AWAY = "cannot be opened", "look whether its server runs, and whether its address or path is right"

BY_SQLITE = {
    "SQLITE_CORRUPT": DAMAGED,
    "SQLITE_NOTADB": DAMAGED,
    "SQLITE_FORMAT": DAMAGED,
    "SQLITE_FULL": FULL,
    "SQLITE_READONLY": READ_ONLY,
    "SQLITE_PERM": READ_ONLY,
    "SQLITE_BUSY": LOCKED,
    "SQLITE_LOCKED": LOCKED,
    "SQLITE_CANTOPEN": SHUT,
    "SQLITE_IOERR": DISK,
}
BY_STATE = {
    "XX001": DAMAGED,
    "XX002": DAMAGED,
    "53100": FULL,
    "25006": READ_ONLY,
    "55P03": LOCKED,
    "57P03": AWAY,
    "08001": AWAY,
    "08006": AWAY,
}
"""By PostgreSQL's code of an error."""
BY_NUMBER = {
    errno.ENOSPC: FULL,
    errno.EDQUOT: FULL,
    errno.EROFS: READ_ONLY,
    errno.EACCES: READ_ONLY,
    errno.EPERM: READ_ONLY,
    errno.EIO: DISK,
}

Told = tuple[str, str]
"""What it is, said after the name of a database, and what to do."""


def fault_told(error: BaseException) -> Told | None:
    """What a fault of a database or a disk is, and what to do; None where it is another fault."""
    if isinstance(error, OSError):
        return BY_NUMBER.get(error.errno or 0)
    if isinstance(error, DatabaseFault):
        cause = error.__cause__ or error
        return _of_sqlite(cause) or BY_STATE.get(getattr(cause, "sqlstate", None) or "")
    return _of_sqlite(error)


def _of_sqlite(error: BaseException) -> Told | None:
    if not isinstance(error, sqlite3.Error):
        return None
    name = getattr(error, "sqlite_errorname", "")
    return BY_SQLITE.get("_".join(name.split("_")[:2]))


NO_DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO})
"""Numbers by which the system says that a disk takes nothing now."""


def is_disk(error: BaseException | None) -> bool:
    """Whether the disk takes nothing: it is full, read-only or failing, as a database or a file
    met it."""
    if isinstance(error, OSError):
        return error.errno in NO_DISK
    return error is not None and fault_told(error) in (FULL, READ_ONLY, DISK, SHUT)


def is_busy(error: BaseException | None) -> bool:
    """Whether a database is locked, full or away, or a disk takes nothing. SQLite calls a wrong
    statement operational too: that is a fault of the program, and no waiting mends it."""
    if isinstance(error, OSError):
        return is_disk(error)
    if not isinstance(error, OperationalError):
        return False
    return getattr(error.__cause__, "sqlite_errorname", "") != "SQLITE_ERROR"


LOST_RACES = frozenset({"40P01", "40001"})
"""PostgreSQL's codes of a transaction that gave way to another: begun again, it comes through."""


def lost_a_race(error: BaseException | None) -> bool:
    """Whether a transaction was undone because it and another waited for each other. SQLite has
    no such thing: there who writes waits for the turn before the beginning."""
    cause = error.__cause__ if isinstance(error, OperationalError) else None
    return getattr(cause, "sqlstate", None) in LOST_RACES


def refusal_of_fault(error: BaseException, name: str) -> NotNow | None:
    """The error to raise of a fault, about the database or folder of a name."""
    said = fault_told(error)
    return NotNow(f"{name} {said[0]}", next=said[1]) if said else None
