"""Did records told as saved vanish here? Traces that outlive a lost write-ahead log.

From 22 November 2026 until this install's first step of 0.2.0 every new connection to SQLite
dropped the locks of its process, and another process could delete the log under it. What was
written then went together: record, line of the trail, answer to a program. What lies elsewhere
stayed, and is looked at here: the keys database, uploaded files, backups. Nothing found proves
nothing; docs/reliability.md says what to do.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from tutela.base.errors import TutelaError
from tutela_web.access.audit import trail
from tutela_web.access.models import AuditEntry
from tutela_web.access.vault.fields import records_with_words
from tutela_web.access.vault.models import Subject, SubjectKey
from tutela_web.base.models import Batch
from tutela_web.base.upkeep import backup

SINCE = datetime(2026, 11, 22, 22, 2, tzinfo=UTC)
MENDED_BY = "base", "0001_tables"
"""A database that was there before bears here the moment at which it came to keep its locks."""


@dataclass(frozen=True)
class LossTraces:
    """What was found of records that are gone, of the time in which they could be lost.

    keys      keys made then that seal nothing: what they sealed may be gone
    sealed    records whose words are sealed under a key that is gone: they open no more
    files     files of imports uploaded then that no import names
    backups   archives made since whose head of the trail is no line of the trail any more
    """

    first_at: datetime
    last_at: datetime
    keys: int
    sealed: int
    files: int
    backups: tuple[str, ...]

    @property
    def found(self) -> list[str]:
        """Each kind of trace there is, as a sentence says it."""
        counted = (
            (self.keys, "keys that seal nothing"),
            (self.sealed, "sealed records without their key"),
            (self.files, "uploaded files that no import names"),
            (len(self.backups), "backups whose trail is not here"),
        )
        return [f"{what}: {number}" for number, what in counted if number]


def find_traces() -> LossTraces | None:
    """What was found of the time in which records could be lost; None where nothing was written
    here then, or the database is a server, which keeps its own locks."""
    if connection.vendor != "sqlite":
        return None
    until = locks_kept_since()
    then = AuditEntry.objects.filter(at__gte=SINCE, at__lte=until).order_by("at")
    times = [one.at for one in (then.first(), then.last()) if one]
    if not times:
        return None
    keys, sealed = _keys_apart(until)
    return LossTraces(times[0], times[-1], keys, sealed, _files_apart(until), _backups_apart())


def locks_kept_since() -> datetime:
    """When this install came to keep its locks; the latest moment there is if it never did."""
    steps = MigrationRecorder(connection).applied_migrations()  # none where no step was kept
    taken = steps.get(MENDED_BY)
    applied: datetime | None = taken.applied if taken else None
    return applied or datetime.max.replace(tzinfo=UTC)


def _keys_apart(until: datetime) -> tuple[int, int]:
    """Keys made then that seal nothing, and sealed records whose key is not there."""
    erased = Subject.objects.filter(erased_at__isnull=False).values_list("pk", flat=True)
    worded = records_with_words()
    named = worded | set(Subject.objects.values_list("pk", flat=True))
    standing = set(SubjectKey.objects.values_list("subject", flat=True))
    made_then = SubjectKey.objects.filter(
        made_at__gte=SINCE, made_at__lte=until, destroyed_at__isnull=True
    )
    idle = set(made_then.values_list("subject", flat=True)) - named
    return len(idle), len(named - standing - set(erased))


def _files_apart(until: datetime) -> int:
    """Files of imports uploaded then that no import names."""
    folder = Path(default_storage.path("batches"))
    named = set(Batch.objects.exclude(file="").values_list("file", flat=True))
    return sum(
        SINCE <= datetime.fromtimestamp(path.stat().st_mtime, UTC) <= until
        and f"batches/{path.name}" not in named
        for path in (folder.iterdir() if folder.exists() else ())
        if path.is_file()
    )


def _backups_apart() -> tuple[str, ...]:
    """Archives beside the last one whose head is no line here, and which no restore explains."""
    told = backup.last_backup()
    folder = Path(told["folder"]).parent if told else None
    if folder is None or not folder.exists():
        return ()
    restored = AuditEntry.objects.filter(act="restore", kind="platform").order_by("at").last()
    apart = []
    for path in sorted(folder.glob("main-*")):
        try:
            archive = backup.read(path)
        except TutelaError:  # half an archive; `tutela platform backups` says so
            continue
        explained = restored is not None and archive.made_at < restored.at
        if archive.made_at >= SINCE and not explained and not _is_here(archive.heads):
            apart.append(path.name)
    return tuple(apart)


def _is_here(heads: backup.Heads) -> bool:
    """Whether every head an archive kept is still a line of its chain."""
    return all(
        not number or trail.is_line(head, chain=chain, number=number)
        for chain, (number, head) in heads.items()
    )
