"""What a database weighs before anything is in it: objects, its file, a first statement of a
connection, and a test's put-back. On SQLite, from the models.

    python -m benchmarks.schema
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

ASKED = "SELECT count(*) FROM access_mission"
RUNS = 30


def least(act: Callable[[], object]) -> float:
    """The fewest milliseconds of the processor that an act takes."""
    best = float("inf")
    for _ in range(RUNS):
        began = time.process_time()
        act()
        best = min(best, time.process_time() - began)
    return best * 1000


def ask(path: Path) -> None:
    """The first statement of a connection."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(ASKED).fetchone()


def make_tables(path: Path) -> None:
    """Make the main database's tables in a new file."""
    from django.apps import apps
    from django.db import connections

    from tutela_web.access.tables import create_tables

    scratch = connections["default"].copy()
    scratch.settings_dict["NAME"] = path
    with scratch.schema_editor() as editor:
        create_tables("default", editor, apps.get_models())
    scratch.close()


def tell_weight(made: Path, again: Path) -> None:
    """Say what a database weighs that nobody has open any more."""
    with closing(sqlite3.connect(made)) as connection:
        counted = "SELECT type, count(*) FROM sqlite_master GROUP BY type"
        kinds = dict(connection.execute(counted).fetchall())
    for line in (
        f"objects {sum(kinds.values())}: {kinds}",
        f"file {made.stat().st_size / 1e6:.1f} MB",
        f"first statement {least(lambda: ask(made)):.1f} ms",
        f"put back {least(lambda: (shutil.copyfile(made, again), ask(again))):.1f} ms",
    ):
        sys.stdout.write(line + "\n")


def main() -> None:
    """Make the tables, and say what they weigh."""
    folder = Path(tempfile.mkdtemp())
    os.environ["TUTELA_DATA"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "tutela_web.settings"
    import django  # it reads where its data is

    django.setup()
    make_tables(folder / "empty")
    tell_weight(folder / "empty", folder / "again")
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
