"""A database made before the first release goes on under the release's history of steps.

Nothing in its tables changes: they are compared with those that the first steps make, and then its
list of steps is written anew (docs/adr/0049).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from django.db import connections, transaction
from django.db.migrations.recorder import MigrationRecorder

from tutela.base.errors import TutelaError
from tutela_web.access import tables
from tutela_web.base.clock import real_now
from tutela_web.base.history import Step, steps_of
from tutela_web.base.upkeep import backup
from tutela_web.base.upkeep.schema import describe_schema, schemas_differ

BACKUP_SINCE = timedelta(hours=1)
MOMENTS_KEPT = {("base", "0001_initial"): ("base", "0006_locks_are_kept")}
"""First step -> the former one whose moment it keeps (vault/lost_writes.py asks for it)."""

SAID = 20
"""How many differences are told one by one."""


class NotTakenOver(TutelaError):
    """A database that cannot go on under the history there is now."""

    code = "platform.not_taken_over"


def take_over(alias: str) -> None:
    """Write the steps of a database anew, in one transaction: it stands at the last of the former
    ones (`require_last_step`), and its tables are what the first make (`require_same_tables`)."""
    recorder = MigrationRecorder(connections[alias])
    applied = recorder.applied_migrations()
    moments: dict[Step, datetime] = {
        step: applied[kept].applied for step, kept in MOMENTS_KEPT.items()
    }
    now = real_now()
    with transaction.atomic(using=alias):
        recorder.migration_qs.filter(app__in=_rooms()).delete()
        recorder.migration_qs.bulk_create(
            recorder.Migration(app=room, name=name, applied=moments.get((room, name), now))
            for room, name in steps_of("first")
        )
        if alias == "default":
            _rename_stored_words()


def require_backup() -> None:
    """Raise NotTakenOver unless a backup made within the last hour lies where it was put."""
    told = backup.last_backup()
    step = "stop server and worker, run `tutela platform backup FOLDER`, then this again"
    if told is None or real_now() - datetime.fromisoformat(told["at"]) > BACKUP_SINCE:
        raise NotTakenOver("no backup was made within the last hour", next=step)
    if not Path(told["folder"]).exists():
        raise NotTakenOver(f"the last backup is no longer at {told['folder']}", next=step)


def require_last_step(alias: str) -> None:
    """Raise NotTakenOver unless a database has taken the steps of the former history, all of them
    and no other."""
    applied = MigrationRecorder(connections[alias]).applied_migrations()
    taken = {step for step in applied if step[0] in _rooms()}
    former = set(steps_of("former"))
    if missing := former - taken:
        raise NotTakenOver(
            f"the {backup.NAMES[alias]} database stands before the last step of the former "
            f"history: {len(missing)} are missing, {_list_steps(missing)}",
            next="with the last version before 0.2.0 run `tutela platform prepare`, then this "
            "again with 0.2.0",
        )
    if besides := taken - former:
        raise NotTakenOver(
            f"the {backup.NAMES[alias]} database has steps that are in no history: "
            f"{_list_steps(besides)}",
            next="go back to a backup made before they were taken, or ask for help with their "
            "names",
        )


def require_same_tables(alias: str) -> None:
    """Raise NotTakenOver, with what differs, if a database has other tables than the first steps
    make; its own are not touched."""
    wanted = tables.schema_after(alias, steps_of("first"))
    differing = schemas_differ(describe_schema(connections[alias]), wanted)
    if differing:
        said = "; ".join(differing[:SAID])
        more = f"; and {len(differing) - SAID} more" if len(differing) > SAID else ""
        raise NotTakenOver(
            f"the {backup.NAMES[alias]} database has other tables than 0.2.0 makes: {said}{more}",
            next="keep running the version it was made by, and ask for help with these lines: "
            "they name tables and columns, and nothing anybody wrote",
        )


def _rooms() -> set[str]:
    """The rooms of both histories."""
    return {room for room, _ in (*steps_of("former"), *steps_of("first"))}


def _list_steps(steps: set[Step]) -> str:
    named = [".".join(step) for step in sorted(steps)]
    return ", ".join(named[:SAID]) + (" ..." if len(named) > SAID else "")


def _rename_stored_words() -> None:
    """What a meeting decided has its own word among what is searched; lines of the audit are
    sealed, and stay as they were written."""
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "UPDATE base_searchline SET kind = 'forumdecision' WHERE kind = 'decision' "
            "AND subject_id IN (SELECT id FROM coordination_decision)"
        )
