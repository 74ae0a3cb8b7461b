"""Months of the trail that lie as files beside the databases: where, whether whole, their lines.

    media/audit/CHAIN-YEAR-MONTH.jsonl.xz   one line a line of the trail; no hashes: they follow
                                            from the lines and the hash the file begins from
    media/audit/CHAIN-YEAR.jsonl.xz         a whole year: so 0.3.0 put them away

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
from datetime import UTC, datetime, timedelta
from io import TextIOWrapper
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from django.core.files.storage import default_storage
from django.db import connection
from django.db.models import Max

from tutela_web.access.models import AuditArchive, AuditEntry
from tutela_web.base.upkeep.flushing import flush_path

FOLDER = "audit"


class AuditMonth(NamedTuple):
    """A month of UTC: what the trail is put away by."""

    year: int
    number: int

    @classmethod
    def of(cls, moment: datetime) -> AuditMonth:
        """The month of a moment.

        >>> str(AuditMonth.of(datetime(2018, 3, 31, 23, tzinfo=UTC)))
        '2018-03'
        """
        at = moment.astimezone(UTC)
        return cls(at.year, at.month)

    def __str__(self) -> str:
        return f"{self.year}-{self.number:02}"

    def begin(self) -> datetime:
        """Its first moment."""
        return datetime(self.year, self.number, 1, tzinfo=UTC)

    def month_after(self) -> AuditMonth:
        """The month after it.

        >>> AuditMonth(2018, 12).month_after()
        AuditMonth(year=2019, number=1)
        """
        return AuditMonth.of(self.begin() + timedelta(days=31))

    def month_before(self) -> AuditMonth:
        """The month before it.

        >>> AuditMonth(2018, 1).month_before()
        AuditMonth(year=2017, number=12)
        """
        return AuditMonth.of(self.begin() - timedelta(days=1))


def archives_of(chain: str) -> list[AuditArchive]:
    """The archived months of a chain, the oldest first."""
    return list(AuditArchive.objects.filter(chain=chain).order_by("last"))


def may_be_archived() -> bool:
    """Whether the database has a table of archived months: one of before has none until it is taken
    over, and its trail is verified before."""
    return AuditArchive._meta.db_table in connection.introspection.table_names()


def newest_archive(chain: str) -> AuditArchive | None:
    """The last archived month of a chain: the table goes on from its last line."""
    return AuditArchive.objects.filter(chain=chain).order_by("last").last()


def archived_until(chain: str) -> datetime | None:
    """The time of the latest archived line of a chain; None where every line is in the table."""
    latest: datetime | None = AuditArchive.objects.filter(chain=chain).aggregate(at=Max("until"))[
        "at"
    ]
    return latest


@contextmanager
def hold_folder() -> Iterator[None]:
    """The folder of archived months, for one process alone: another that would put some away, or
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
    """Where the file of an archived month lies."""
    return Path(default_storage.path(f"{FOLDER}/{archive.chain}-{archive.period}.jsonl.xz"))


def is_as_written(archive: AuditArchive) -> bool:
    """Whether the file of an archived month is the one that was written."""
    path = path_of(archive)
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == archive.sha256


def read_lines(archive: AuditArchive) -> Iterator[AuditEntry]:
    """The lines of an archived month, without their hashes.

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
    """The file of an archived month is not there, or is damaged."""


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
    flush_path(path.parent)


def _mission_of(chain: str) -> UUID | None:
    try:
        return UUID(chain)
    except ValueError:
        return None
