"""Years of the trail that lie as files beside the databases: where, whether whole, and their lines.

    media/audit/CHAIN-YEAR.jsonl.xz   one line a line of the trail; no hashes: they follow from the
                                      lines and the hash the file begins from

What is known of each file stands in the database (AuditArchive), under a seal (docs/adr/0070).
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import lzma
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from io import TextIOWrapper
from pathlib import Path
from uuid import UUID

from django.core.files.storage import default_storage
from django.db import connection
from django.db.models import Max

from tutela_web.access.models import AuditArchive, AuditEntry

FOLDER = "audit"


def archives_of(chain: str) -> list[AuditArchive]:
    """The archived years of a chain, the oldest first."""
    return list(AuditArchive.objects.filter(chain=chain).order_by("last"))


def may_be_archived() -> bool:
    """Whether the database has a table of archived years: one of before has none until it is taken
    over, and its trail is verified before."""
    return AuditArchive._meta.db_table in connection.introspection.table_names()


def newest_archive(chain: str) -> AuditArchive | None:
    """The last archived year of a chain: the table goes on from its last line."""
    return AuditArchive.objects.filter(chain=chain).order_by("last").last()


def archived_until(chain: str) -> datetime | None:
    """The time of the latest archived line of a chain; None where every line is in the table."""
    latest: datetime | None = AuditArchive.objects.filter(chain=chain).aggregate(at=Max("until"))[
        "at"
    ]
    return latest


@contextmanager
def hold_folder() -> Iterator[None]:
    """The folder of archived years, for one process alone: another that would put years away, or
    take their lines out of the table, waits. What reads them does not."""
    folder = Path(default_storage.path(FOLDER))
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(opened, fcntl.LOCK_EX)
        yield
    finally:
        os.close(opened)


def path_of(archive: AuditArchive) -> Path:
    """Where the file of an archived year lies."""
    return Path(default_storage.path(f"{FOLDER}/{archive.chain}-{archive.year}.jsonl.xz"))


def is_as_written(archive: AuditArchive) -> bool:
    """Whether the file of an archived year is the one that was written."""
    path = path_of(archive)
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == archive.sha256


def read_lines(archive: AuditArchive) -> Iterator[AuditEntry]:
    """The lines of an archived year, without their hashes.

    Raises  ArchiveUnreadable where the file is not one that `write_lines` wrote.
    """
    mission = _mission_of(archive.chain)
    try:
        with lzma.open(path_of(archive), "rt", encoding="utf-8") as file:
            for number, text in enumerate(file, archive.first):
                at, person, act, kind, subject, detail = json.loads(text)
                yield AuditEntry(
                    mission_id=mission,
                    chain=archive.chain,
                    number=number,
                    at=datetime.fromisoformat(at),
                    person_id=UUID(person) if person else None,
                    act=act,
                    kind=kind,
                    subject_id=subject,
                    detail=detail,
                )
    except (OSError, EOFError, lzma.LZMAError, ValueError, TypeError) as fault:
        raise ArchiveUnreadable from fault


class ArchiveUnreadable(Exception):
    """The file of an archived year is not there, or is damaged."""


def write_lines(path: Path, entries: Iterable[AuditEntry]) -> None:
    """Write lines of the trail as one compressed file, closed to others and on the disk when this
    ends: who wrote them may take them out of the table."""
    part = path.with_suffix(".part")
    part.unlink(missing_ok=True)
    part.touch(mode=0o600)
    with part.open("wb") as written:
        with (
            lzma.LZMAFile(written, "w", preset=6) as packed,
            TextIOWrapper(packed, encoding="utf-8", newline="") as file,
        ):
            for entry in entries:
                person = entry.person_id.hex if entry.person_id else ""
                said = [
                    entry.at.isoformat(), person, entry.act, entry.kind, entry.subject_id,
                    entry.detail,
                ]  # fmt: skip
                file.write(json.dumps(said, ensure_ascii=False, separators=(",", ":")) + "\n")
        written.flush()
        os.fsync(written.fileno())
    part.rename(path)
    _outlive_power_cut(path.parent)


def _outlive_power_cut(folder: Path) -> None:
    """Have what is in a folder, by name, on the disk."""
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _mission_of(chain: str) -> UUID | None:
    try:
        return UUID(chain)
    except ValueError:
        return None
