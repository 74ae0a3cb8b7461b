"""Is this install ready to start or to be upgraded? Each finding says what, where and next."""

from __future__ import annotations

import shutil
import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import OperationalError

from tutela_web.base import backup
from tutela_web.base.clock import real_now
from tutela_web.base.jobs import LEASE
from tutela_web.base.models import Beat, Job

LEAST_SQLITE = (3, 37, 0)
LEAST_POSTGRES = 150000
LEAST_FREE = 1_000_000_000
QUIET = {"log_min_messages": ("fatal", "panic"), "log_min_error_statement": ("panic",)}
"""How a PostgreSQL server is told not to log what fails; the first value is the one we ask for."""
BACKUP_AGE = timedelta(hours=26)


@dataclass(frozen=True)
class Finding:
    """One thing looked at: whether it is as it should be, what was seen, and what to do."""

    name: str
    ready: bool
    what: str
    next: str = ""


def findings() -> list[Finding]:
    """What this room can know: databases, their steps, who is at work, space, backups."""
    found, prepared = [], True
    for alias in connections:
        reached = database(alias)
        found.append(reached)
        prepared &= reached.ready
        if reached.ready:
            found.append(migrations(alias))
            prepared &= found[-1].ready
            if connections[alias].vendor == "postgresql":
                found.append(server_log(alias))
    return [*found, *(at_work() if prepared else []), space(), backed_up()]


def database(alias: str) -> Finding:
    """Whether the database answers, and in a version the platform was tried on."""
    name = f"{backup.NAMES[alias]} database"
    connection = connections[alias]
    if connection.vendor == "sqlite":
        version, fine = sqlite3.sqlite_version, sqlite3.sqlite_version_info >= LEAST_SQLITE
        least = ".".join(map(str, LEAST_SQLITE))
        file = Path(connection.settings_dict["NAME"])
        if not (connection.is_in_memory_db() or file.exists()):
            return Finding(name, False, "there is no file yet", "run `tutela platform prepare`")
    else:
        try:
            connection.ensure_connection()
        except OperationalError:
            return Finding(name, False, "it does not answer",
                           "look whether it runs and whether its address is right")  # fmt: skip
        number = connection.pg_version
        version, fine = f"{number // 10000}.{number % 10000}", number >= LEAST_POSTGRES
        least = str(LEAST_POSTGRES // 10000)
    said = f"{connection.display_name} {version}"
    return Finding(name, fine, said, "" if fine else f"install {least} or newer")


def migrations(alias: str) -> Finding:
    """Whether every step of the database has been taken."""
    executor = MigrationExecutor(connections[alias])
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    name = f"{backup.NAMES[alias]} database's steps"
    if waiting:
        return Finding(name, False, f"{len(waiting)} are waiting",
                       "back up, then run `tutela platform prepare`")  # fmt: skip
    return Finding(name, True, "all taken")


def server_log(alias: str) -> Finding:
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
        return Finding(name, True, "keeps no words of a failing statement")
    which = connection.settings_dict["NAME"]
    step = "; ".join(f"ALTER DATABASE {which} SET {one} = {QUIET[one][0]}" for one in loud)
    return Finding(name, False, f"may keep what people wrote: {', '.join(loud)}",
                   f"as the server's owner: {step}")  # fmt: skip


def at_work() -> list[Finding]:
    """Whether a process goes the rounds, and one does the jobs: each said so a minute ago."""
    since = real_now() - LEASE
    beats = dict(Beat.objects.values_list("part", "at"))
    busy = Job.objects.filter(state=Job.State.RUNNING, heartbeat_at__gte=since).exists()
    found = []
    for part in Beat.Part:
        at = beats.get(part)
        there = bool(at and at >= since) or (part == Beat.Part.JOBS and busy)
        said = f"last seen {at:%Y-%m-%d %H:%M} UTC" if at else "never seen"
        step = f"start `tutela platform worker`, or with `--only {part}`"
        found.append(Finding(f"{part} process", there, "it runs" if there else said,
                             "" if there else step))  # fmt: skip
    return found


def space() -> Finding:
    """Whether there is room for a copy of the data and for a busy week."""
    here = Path(settings.DATA)
    kept = sum(path.stat().st_size for path in here.rglob("*") if path.is_file())
    free = shutil.disk_usage(here).free
    need = max(LEAST_FREE, 2 * kept)
    said = f"{free / 1e9:.1f} GB free, {need / 1e9:.1f} GB wanted"
    return Finding("disk", free >= need, said, "" if free >= need else "make room first")


def backed_up() -> Finding:
    """Whether there is a backup of the last day, still where it was put."""
    told = backup.last()
    step = "run `tutela platform backup FOLDER`"
    if told is None:
        return Finding("backup", False, "none was ever made from here", step)
    age = real_now() - datetime.fromisoformat(told["at"])
    if not Path(told["folder"]).exists():
        return Finding("backup", False, f"the last one is no longer at {told['folder']}", step)
    said = f"{age / timedelta(hours=1):.0f} h ago at {told['folder']}"
    return Finding("backup", age < BACKUP_AGE, said, "" if age < BACKUP_AGE else step)
