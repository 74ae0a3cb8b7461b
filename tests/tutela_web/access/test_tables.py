"""A new database is made from the models at once: it is what the migrations would have made."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.counts import PROOF

TELL = """
import django, json, sys
django.setup()
from django.core.management import call_command
from django.db import connection
from tutela_web.access import tables
if sys.argv[1] == "models":
    tables.prepare("default")
else:
    call_command("migrate", verbosity=0)
assert not call_command("migrate", check=True, verbosity=0)
with connection.cursor() as cursor:
    made = {}
    for table in connection.introspection.table_names(cursor):
        columns = connection.introspection.get_table_description(cursor, table)
        limits = connection.introspection.get_constraints(cursor, table).values()
        made[table] = [
            sorted([c.name, str(c.type_code), bool(c.null_ok)] for c in columns),
            sorted([limit["columns"], limit["unique"], limit["primary_key"],
                    str(limit["foreign_key"]), limit["check"]] for limit in limits),
        ]
    if connection.vendor == "sqlite":
        cursor.execute("SELECT type, name FROM sqlite_master WHERE type IN ('index', 'trigger')")
        made["names"] = sorted(cursor.fetchall())
print(json.dumps(made, sort_keys=True, default=str))
"""


@pytest.mark.skipif(not PROOF, reason="minutes: in make proof")
def test_a_new_database_has_the_tables_the_migrations_make(tmp_path: Path) -> None:
    made = {}
    for way in ("models", "migrations"):
        folder = tmp_path / way
        folder.mkdir()
        surroundings = {k: v for k, v in os.environ.items() if "DATABASE_URL" not in k} | {
            "TUTELA_DATA": str(folder),
            "DJANGO_SETTINGS_MODULE": "tutela_web.settings",
        }
        made[way] = subprocess.run(
            [sys.executable, "-c", TELL, way],
            env=surroundings,
            check=True,
            capture_output=True,
            text=True,
            timeout=580,
        ).stdout
    assert len(made["models"]) > 10_000
    assert made["models"] == made["migrations"]
