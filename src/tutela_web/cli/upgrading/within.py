"""What an upgrade does with the data: each a process of one version, under the data's account.

    python -m tutela_web.cli.upgrading.within look            what an upgrade must know, as JSON
    python -m tutela_web.cli.upgrading.within steps           what a version in place must know
    python -m tutela_web.cli.upgrading.within copy FOLDER
    python -m tutela_web.cli.upgrading.within put-back FOLDER

A later version calls this of an earlier one to go back: words and keys stay as they are.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TypedDict

from tutela.base.errors import TutelaError
from tutela_web.cli.house import in_house

NOT_OURS = (
    "backup",
    "disk",
    "rounds process",
    "senders process",
    "webhooks process",
    "jobs process",
)
"""Findings that an upgrade does not wait for: it makes the backup, reckons the room and stops the
processes itself."""
NEEDED = (
    "database",
    "database's steps",
    "database's pages",
    "vault's key",
    "backups' recipients",
    "folder of the data",
)
"""Ends of findings without which nothing is begun; others are told, and stand as before."""


class InstallSeen(TypedDict):
    """What an upgrade must know before it begins.

    refusing   what is not ready and must be, each with what to do
    not_ready  names of all that is not ready, which an upgrade does not mend
    jobs       pieces of work under way
    bytes      room that copies of databases and files take
    unknown_steps  whether a database has taken steps that this version does not know
    """

    refusing: list[str]
    not_ready: list[str]
    jobs: int
    bytes: int
    unknown_steps: bool


def look() -> InstallSeen:
    """What the version that runs knows of itself."""
    from tutela_web.base.clock import real_now
    from tutela_web.base.jobs import LEASE
    from tutela_web.base.models import Job
    from tutela_web.base.upkeep import backup
    from tutela_web.cli.platform import look_whether_ready

    if _has_unknown_steps():
        return {"refusing": [], "not_ready": [], "jobs": 0, "bytes": 0, "unknown_steps": True}
    unready = [found for found in look_whether_ready() if not found.ready]
    refusing = [
        f"{found.name}: {found.what}. Next: {found.next}"
        for found in unready
        if found.name.endswith(NEEDED)
    ]
    databases = not any("database" in told for told in refusing)
    since = real_now() - LEASE
    running = Job.objects.filter(state=Job.State.RUNNING, heartbeat_at__gte=since)
    return {
        "refusing": refusing,
        "not_ready": [found.name for found in unready if found.name not in NOT_OURS],
        "jobs": running.count() if databases else 0,
        "bytes": backup.bytes_beside() if databases else 0,
        "unknown_steps": False,
    }


def _has_unknown_steps() -> bool:
    """Whether a database has taken steps of our rooms that this version does not know."""
    from django.db import connections
    from django.db.migrations.loader import MigrationLoader

    from tutela_web.base.history import unknown_steps

    return any(
        unknown_steps(MigrationLoader(connections[alias]))
        for alias in connections
        if connections[alias].vendor != "sqlite" or _has_file(alias)
    )


def _has_file(alias: str) -> bool:
    from django.db import connections

    return Path(connections[alias].settings_dict["NAME"]).exists()


def look_in_place() -> dict[str, bool | int]:
    """What a version must know that was put in the place of another.

    empty      whether there are no tables yet
    waiting    steps of both databases that are to be taken
    unknown_steps  as in `look`
    bytes      as in `look`
    """
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    from tutela_web.base.upkeep import backup

    empty = all(
        (connections[alias].vendor == "sqlite" and not _has_file(alias))
        or not connections[alias].introspection.table_names()
        for alias in connections
    )
    if empty:
        return {"empty": True, "waiting": 0, "unknown_steps": False, "bytes": 0}
    waiting = 0
    for alias in connections:
        executor = MigrationExecutor(connections[alias])
        waiting += len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    return {
        "empty": False,
        "waiting": waiting,
        "unknown_steps": _has_unknown_steps(),
        "bytes": backup.bytes_beside(),
    }


@in_house
def run_step(step: str, *words: str) -> None:
    """Do one step, and say what came of it."""
    from tutela_web.base.upkeep import backup

    os.environ["PGAPPNAME"] = backup.COPIER
    if step == "look":
        sys.stdout.write(json.dumps(look()))
    elif step == "steps":
        sys.stdout.write(json.dumps(look_in_place()))
    elif step == "copy":
        backup.copy_beside(Path(words[0]))
    elif step == "put-back":
        backup.put_back(Path(words[0]))


if __name__ == "__main__":
    try:
        run_step(*sys.argv[1:])
    except TutelaError as refused:
        sys.stderr.write(f"{refused}\n")
        sys.exit(2)
