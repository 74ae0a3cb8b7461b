"""Is this install ready to start or to be upgraded? Each finding says what, where and next."""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
import tempfile
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.util import MAGIC_NUMBER, cache_from_source, find_spec
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import DatabaseError, OperationalError

from tutela_web.base.clock import real_now
from tutela_web.base.history import OTHER_VERSION, unknown_steps
from tutela_web.base.jobs import LEASE, unheard_of
from tutela_web.base.models import Beat, Job
from tutela_web.base.tables import column_cache
from tutela_web.base.upkeep import backup, encrypted, faults, integrity
from tutela_web.base.upkeep.planning import misjudged_tables

LEAST_SQLITE = (3, 37, 0)
LEAST_POSTGRES = 150000
LEAST_FREE = 1_000_000_000
QUIET = {"log_min_messages": ("fatal", "panic"), "log_min_error_statement": ("panic",)}
"""How a PostgreSQL server is told not to log what fails; the first value is the one we ask for."""
BACKUP_AGE = timedelta(hours=26)
PROGRAM = ("tutela", "tutela_web", "django")
"""Packages whose modules are looked at, whether they lie compiled: others came with them."""


@dataclass(frozen=True)
class PreflightFinding:
    """One thing looked at: whether it is as it should be, what was seen, and what to do."""

    name: str
    ready: bool
    what: str
    next: str = ""


def findings(*, at_rest: bool = False) -> list[PreflightFinding]:
    """What this room can know: databases, their steps, who is at work, space, backups.

    Takes   at_rest, whether nobody is meant to be at work.
    """
    found = [space(), check_writable(), check_closed_to_others(), check_compiled()]
    for alias in connections:
        found += _of_database(alias)
    prepared = all(one.ready for one in found if one.name.endswith(("database", "steps")))
    working = at_work() if prepared and not at_rest else []
    return [*found, *working, backed_up(), encrypted_backups()]


def _of_database(alias: str) -> list[PreflightFinding]:
    """What there is to know of one database, as far as it can be read at all."""
    looked_at = []
    try:
        looked_at.append(database(alias))
        if looked_at[0].ready:
            looked_at += [migrations(alias), whole(alias)]
            if looked_at[1].ready:
                looked_at.append(statistics(alias))
            if connections[alias].vendor == "postgresql":
                looked_at.append(server_log(alias))
                looked_at += [flushing(alias)] if settings.FLUSH else []
    except DatabaseError as error:
        what, step = faults.fault_told(error) or faults.AWAY
        connections[alias].close()
        looked_at.append(
            PreflightFinding(f"{backup.NAMES[alias]} database", False, f"it {what}", step)
        )
    return looked_at


def whole(alias: str) -> PreflightFinding:
    """Whether every page, index and reference of a database is whole."""
    name = f"{backup.NAMES[alias]} database's pages"
    what = integrity.damage(alias)
    if what:
        return PreflightFinding(name, False, f"the database {what}", faults.DAMAGED[1])
    return PreflightFinding(name, True, "whole")


def statistics(alias: str) -> PreflightFinding:
    """Whether the database's planner knows how large its tables are: where it does not, pages take
    three to four times as long."""
    name = f"{backup.NAMES[alias]} database's statistics"
    if misjudged := misjudged_tables(alias):
        return PreflightFinding(
            name,
            False,
            f"its planner misjudges how large {', '.join(misjudged)} are",
            "start `tutela platform worker`, which looks every hour; "
            "`tutela platform prepare` looks at once",
        )
    return PreflightFinding(name, True, "its planner knows how large its tables are")


def check_closed_to_others() -> PreflightFinding:
    """Whether nobody but the platform's own account may read databases, keys and uploads."""
    loose = [path for path in kept_closed() if path.stat().st_mode & 0o077]
    if loose:
        return PreflightFinding(
            "files",
            False,
            f"others may read {', '.join(p.name for p in loose)}",
            "run `tutela platform prepare`, which closes them",
        )
    return PreflightFinding("files", True, "closed to other accounts")


def kept_closed() -> list[Path]:
    """The folder of the data, and every file and folder in it that others have no business in."""
    here = Path(settings.DATA)
    files = [
        here,
        Path(settings.SHARED),
        Path(default_storage.location),  # type: ignore[attr-defined]
        column_cache.folder(),
        Path(settings.KEY_FILE),
        *here.glob("*.key"),
        *here.glob("*.json"),
    ]
    for alias in connections:
        if connections[alias].vendor == "sqlite":
            name = str(connections[alias].settings_dict["NAME"])
            files += [Path(f"{name}{tail}") for tail in ("", "-wal", "-shm", "-turn")]
    return [path for path in dict.fromkeys(files) if path.exists()]


def check_compiled() -> PreflightFinding:
    """Whether the program's modules lie compiled, or will once they are loaded: else every process
    compiles them anew whenever it starts, which takes as long as the start itself."""
    specs = [find_spec(name) for name in PROGRAM]
    folders = [Path(spec.origin).parent for spec in specs if spec and spec.origin]
    stale = [
        module
        for folder in folders
        for module in folder.rglob("*.py")
        if not _is_compiled(module) and not _may_keep_compiled(module)
    ]
    if not stale:
        return PreflightFinding("program", True, "its modules lie compiled, or will")
    inside = next(folder for folder in folders if folder in stale[0].parents)
    return PreflightFinding(
        "program",
        False,
        f"{len(stale)} of its modules lie uncompiled, the first in {inside}: each start is slow",
        f"as who installed it: {sys.executable} -m compileall -q"
        f" --invalidation-mode unchecked-hash {inside.parent}",
    )


def _is_compiled(module: Path) -> bool:
    """Whether what lies compiled beside a module is of this Python and of this very source."""
    try:
        with Path(cache_from_source(str(module))).open("rb") as compiled:
            head = compiled.read(16)
    except OSError:
        return False
    if head[:4] != MAGIC_NUMBER:
        return False
    if head[4:8] != bytes(4):  # by the digest of its source, not by time and size
        return True
    source = module.stat()
    stamp = (int(source.st_mtime) & 0xFFFFFFFF, source.st_size & 0xFFFFFFFF)
    return head[8:] == b"".join(number.to_bytes(4, "little") for number in stamp)


def _may_keep_compiled(module: Path) -> bool:
    folder = Path(cache_from_source(str(module))).parent
    there = folder if folder.is_dir() else module.parent
    return not sys.dont_write_bytecode and os.access(there, os.W_OK)


def database(alias: str) -> PreflightFinding:
    """Whether the database answers, and in a version the platform was tried on."""
    name = f"{backup.NAMES[alias]} database"
    connection = connections[alias]
    if connection.vendor == "sqlite":
        version, fine = sqlite3.sqlite_version, sqlite3.sqlite_version_info >= LEAST_SQLITE
        least = ".".join(map(str, LEAST_SQLITE))
        file = Path(connection.settings_dict["NAME"])
        in_memory = connection.is_in_memory_db()  # type: ignore[attr-defined]  # this vendor's
        if not (in_memory or file.exists()):
            return PreflightFinding(
                name, False, "there is no file yet", "run `tutela platform prepare`"
            )
    else:
        try:
            connection.ensure_connection()
        except OperationalError:
            return PreflightFinding(
                name,
                False,
                "it does not answer",
                "look whether it runs and whether its address is right",
            )
        number: int = connection.pg_version  # type: ignore[attr-defined]  # this vendor's
        version, fine = f"{number // 10000}.{number % 10000}", number >= LEAST_POSTGRES
        least = str(LEAST_POSTGRES // 10000)
    said = f"{connection.display_name} {version}"
    return PreflightFinding(name, fine, said, "" if fine else f"install {least} or newer")


def migrations(alias: str) -> PreflightFinding:
    """Whether every step of the database has been taken."""
    executor = MigrationExecutor(connections[alias])
    name = f"{backup.NAMES[alias]} database's steps"
    if unknown := unknown_steps(executor.loader):
        said = f"{len(unknown)} are of another version"
        return PreflightFinding(name, False, said, OTHER_VERSION)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        return PreflightFinding(
            name,
            False,
            f"{len(waiting)} are waiting",
            "back up, then run `tutela platform prepare`",
        )
    return PreflightFinding(name, True, "all taken")


def flushing(alias: str) -> PreflightFinding:
    """Whether a PostgreSQL server has on the disk what it says it keeps."""
    with connections[alias].cursor() as cursor:
        cursor.execute(
            "SELECT name FROM pg_settings WHERE setting = 'off' "
            "AND name IN ('fsync', 'synchronous_commit') ORDER BY name"
        )
        off = [name for (name,) in cursor.fetchall()]
    name = f"{backup.NAMES[alias]} database's disk"
    if not off:
        return PreflightFinding(name, True, "what is answered as saved is on it")
    return PreflightFinding(
        name,
        False,
        f"a power cut takes what was answered as saved: {' and '.join(off)} off",
        "as the server's owner: "
        + "; ".join(f"ALTER SYSTEM SET {setting} = on" for setting in off),
    )


def server_log(alias: str) -> PreflightFinding:
    """Whether a statement that fails is written, with somebody's words in it, into a server's log.

    Only an owner of the server may say so: the platform's own account may not.
    """
    connection = connections[alias]
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [list(QUIET)])
        told = dict(cursor.fetchall())
    loud = sorted(name for name, setting in told.items() if setting not in QUIET[name])
    name = f"{backup.NAMES[alias]} database's log"
    if not loud:
        return PreflightFinding(name, True, "keeps no words of a failing statement")
    which = connection.settings_dict["NAME"]
    step = "; ".join(f"ALTER DATABASE {which} SET {one} = {QUIET[one][0]}" for one in loud)
    return PreflightFinding(
        name,
        False,
        f"may keep what people wrote: {', '.join(loud)}",
        f"as the server's owner: {step}",
    )


def at_work() -> list[PreflightFinding]:
    """Whether there is a process of each kind: each said so within a minute."""
    since = real_now() - LEASE
    beats = dict(Beat.objects.values_list("part", "at"))
    busy = Job.objects.filter(state=Job.State.RUNNING, heartbeat_at__gte=since).exists()
    processes = []
    for part in Beat.Part:
        at = beats.get(part)
        there = bool(at and at >= since) or (part == Beat.Part.JOBS and busy)
        said = f"last seen {at:%Y-%m-%d %H:%M} UTC" if at else "never seen"
        step = f"start `tutela platform worker`, or with `--only {part}`"
        if there:
            said, step = "it runs", ""
            if late := unheard_of(part):
                said += f"; {late:%Y-%m-%d %H:%M} UTC it was late, for no wake told of what it did"
                step = "look whether the log says that a line to the database broke"
        processes.append(PreflightFinding(f"{part} process", there, said, step))
    return processes


def space() -> PreflightFinding:
    """Whether there is room for a copy of the data and for a busy week."""
    here = Path(settings.DATA)
    folders = {here, Path(settings.SHARED)}
    kept = sum(path.stat().st_size for one in folders for path in one.rglob("*") if path.is_file())
    free = shutil.disk_usage(here).free
    need = max(LEAST_FREE, 2 * kept)
    said = f"{free / 1e9:.1f} GB free, {need / 1e9:.1f} GB wanted"
    return PreflightFinding("disk", free >= need, said, "" if free >= need else "make room first")


def check_writable() -> PreflightFinding:
    """Whether anything can be written where the data lie."""
    try:
        with tempfile.TemporaryFile(dir=settings.DATA) as probe:
            probe.write(b"-" * 4096)
    except OSError as error:
        what, step = faults.fault_told(error) or faults.DISK
        return PreflightFinding("folder of the data", False, f"it {what}", step)
    return PreflightFinding("folder of the data", True, "can be written")


def backed_up() -> PreflightFinding:
    """Whether there is a backup of the last day, still where it was put."""
    told = backup.last_backup()
    step = "run `tutela platform backup FOLDER`"
    if told is None:
        return PreflightFinding("backup", False, "none was ever made from here", step)
    age = real_now() - datetime.fromisoformat(told["at"])
    if not Path(told["folder"]).exists():
        return PreflightFinding(
            "backup", False, f"the last one is no longer at {told['folder']}", step
        )
    said = f"{age / timedelta(hours=1):.0f} h ago at {told['folder']}"
    return PreflightFinding("backup", age < BACKUP_AGE, said, "" if age < BACKUP_AGE else step)


def encrypted_backups() -> PreflightFinding:
    """Whether backups are encrypted to two people's keys, and none in clear lies beside them."""
    name = "backups' recipients"
    try:
        named = encrypted.recipients()
    except encrypted.RecipientBroken as error:
        return PreflightFinding(name, False, error.what, error.next)
    if not named and settings.BACKUP_IN_CLEAR:
        said = "none, as TUTELA_BACKUP_IN_CLEAR says: whoever holds a backup reads it"
        return PreflightFinding(name, True, said)
    if not named:
        step = "set TUTELA_BACKUP_RECIPIENTS to the public keys of two people (docs: back up)"
        return PreflightFinding(name, False, "none: no backup is made", step)
    told = backup.last_backup()
    kept = Path(told["folder"]).parent if told else None
    clear = backup.in_clear(kept) if kept and kept.exists() else []
    if clear:
        return PreflightFinding(
            name,
            False,
            f"{len(clear)} archives in {kept} lie in clear",
            "`tutela platform backups FOLDER` names them; destroy them",
        )
    return PreflightFinding(name, True, f"{len(set(named))} hold the keys")
