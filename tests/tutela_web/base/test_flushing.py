"""What people are told is saved lies on the disk: a power cut takes no answer back."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SAVES = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "tutela_web.settings"
from io import BytesIO
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import connections, transaction

for alias in ("default", "keys"):
    with connections[alias].cursor() as cursor:
        cursor.execute("CREATE TABLE saved (word TEXT)")
print("BEGIN", flush=True)
for number in range(5):
    with transaction.atomic():
        default_storage.save(f"batches/{number}.events", File(BytesIO(b"rows")))
        for alias in ("keys", "default"):
            with connections[alias].cursor() as cursor:
                cursor.execute("INSERT INTO saved VALUES ('word')")
    print("SAVED", flush=True)
with connections["default"].cursor() as cursor:
    cursor.execute("PRAGMA synchronous")
    print(cursor.fetchone()[0])
"""
"""Five answers, each of a file, a key and a record."""
FLUSHED = re.compile(r"f(?:data)?sync\(\d+<([^>]+)>")


def save(folder: Path, *watch: str, **extra: str) -> str:
    """Save five times in a process of its own; gives what it said."""
    settings = {
        "TUTELA_DATA": str(folder),
        "DATABASE_URL": "",
        "KEYS_DATABASE_URL": "",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    return subprocess.run(
        [*watch, sys.executable, "-c", SAVES],
        env=os.environ | settings | extra,
        check=True,
        capture_output=True,
        text=True,
    ).stdout


def test_databases_are_flushed_unless_a_test_says_otherwise(tmp_path: Path) -> None:
    assert save(tmp_path / "real", TUTELA_FLUSH="yes").split()[-1] == "2", "FULL"
    assert save(tmp_path / "test", TUTELA_FLUSH="no").split()[-1] == "0", "OFF"


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not here")
def test_each_answer_waits_for_file_folder_key_and_record_on_the_disk(tmp_path: Path) -> None:
    log = tmp_path / "calls"
    calls = ("strace", "-f", "-y", "-o", str(log), "-e", "trace=fsync,fdatasync,write")
    save(tmp_path / "data", *calls, TUTELA_FLUSH="yes")
    begun = log.read_text().partition('"BEGIN')[2]
    answers = begun.split('"SAVED')[:5]
    assert len(answers) == 5
    for number, calls_of_answer in enumerate(answers):
        flushed = [path.partition("/data/")[2] for path in FLUSHED.findall(calls_of_answer)]
        wanted = [
            f"media/batches/{number}.events",
            "media/batches",
            "media",
            "keys.db-wal",
            "tutela.db-wal",
        ]
        assert [path for path in flushed if path in wanted] == wanted, flushed
