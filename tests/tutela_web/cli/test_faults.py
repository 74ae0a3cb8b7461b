"""A damaged, full or read-only disk, files others may read: told in plain sentences, never kept."""

from __future__ import annotations

import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from tests.tutela_web.base.test_backup import SEED
from tests.tutela_web.cli.house import ON_POSTGRES, House
from tests.tutela_web.waiting import until

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(ON_POSTGRES, reason="it damages the file of a SQLite database"),
]
PAGE = 4096
COMMANDS = (
    ("platform", "check"),
    ("audit", "verify"),
    ("platform", "serve"),
    ("platform", "worker"),
)


def plain(told: CompletedProcess[str], *words: str) -> None:
    """Ended with 2 and a sentence that says what is wrong and what next, not to ask itself."""
    said = told.stdout + told.stderr
    assert told.returncode == 2, said
    assert "Traceback" not in said and "which says which" not in said
    assert all(word in said for word in words), said


def overwrite(file: Path, first: int, pages: int) -> None:
    with closing(sqlite3.connect(file)) as live:
        live.execute("PRAGMA journal_mode=DELETE")  # what the write-ahead log holds goes in first
    with file.open("r+b") as raw:
        raw.seek(first * PAGE)
        raw.write(b"\x5a" * PAGE * pages)


def leaf_of(file: Path, table: str) -> int:
    with closing(sqlite3.connect(file)) as live:
        found = live.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", [table])
        return int(found.fetchone()[0]) - 1


def test_a_few_damaged_pages_are_told_and_no_backup_is_kept_of_them(
    house: House, tmp_path: Path
) -> None:
    house.python(SEED)
    house.tutela("platform", "backup", str(tmp_path / "kept"))
    main = house.data / "tutela.db"
    overwrite(main, leaf_of(main, "incidents_incident"), 1)
    told = house.tutela("platform", "check", fine=False)
    plain(told, "NOT READY  main database's pages: the database is damaged", "restore the newest")
    kept = next((tmp_path / "kept").glob("main-*")).name  # a backup is named by its second
    until(lambda: f"main-{datetime.now(UTC):%Y%m%dT%H%M%SZ}" not in kept)
    refused = house.tutela("platform", "backup", str(tmp_path / "kept"), fine=False)
    plain(refused, "nothing was kept: the main database is damaged", "main-", "restore the newest")
    assert len(list((tmp_path / "kept").glob("main-*"))) == 1
    assert not list((tmp_path / "kept").glob(".main-*"))


def test_rows_that_lead_to_none_are_told(house: House, tmp_path: Path) -> None:
    house.python(SEED)
    with closing(sqlite3.connect(house.data / "tutela.db")) as raw:
        raw.execute("PRAGMA foreign_keys=OFF")
        raw.execute("UPDATE incidents_incident SET mission_id = 'nobody'")
        raw.commit()
    plain(house.tutela("platform", "check", fine=False), "rows of incidents_incident lead to none")
    plain(house.tutela("platform", "backup", str(tmp_path), fine=False), "lead to none")


def test_a_database_that_is_none_any_more_is_told_by_every_command(
    house: House, tmp_path: Path
) -> None:
    overwrite(house.data / "tutela.db", 0, 3)
    for words in (*COMMANDS, ("platform", "backup", str(tmp_path))):
        plain(house.tutela(*words, fine=False), "is damaged", "restore the newest")


ON_A_SMALL_DISK = """
mount -t tmpfs -o size=60m tmpfs "$1" && cp -a "$TUTELA_DATA/." "$1" || exit 77
export TUTELA_DATA="$1"
cat /dev/zero > "$1/filler" 2>/dev/null
"$2" -c "$TELL" check backup verify
rm "$1/filler" && mount -o remount,ro "$1" || exit 77
"$2" -c "$TELL" check serve backup
ls -A "$1"
"""
TELL = """
import os, sys
from click.testing import CliRunner
from tutela.cli import main
here = os.environ["TUTELA_DATA"]
words = {"check": ["platform", "check"], "backup": ["platform", "backup", here + "/kept"],
         "verify": ["audit", "verify"], "serve": ["platform", "serve", "--port", "0"]}
for what in sys.argv[1:]:
    told = CliRunner().invoke(main, words[what])
    print("==", what, told.exit_code, repr(told.exception), told.output)
"""


def test_a_full_and_a_read_only_disk_are_told_and_leave_no_half_backup(
    house: House, tmp_path: Path
) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    told = subprocess.run(
        [
            "unshare",
            "--map-root-user",
            "--mount",
            "sh",
            "-c",
            ON_A_SMALL_DISK,
            "-",
            str(disk),
            sys.executable,
        ],
        env=house.environment | {"TELL": TELL},
        capture_output=True,
        text=True,
        check=False,
    )
    if told.returncode in (1, 77) and "==" not in told.stdout:
        pytest.skip("no small disk is to be had here")
    _start, *said = told.stdout.split("== ")
    full, read_only = said[:3], said[3:]
    assert [one.split()[:2] for one in said] == [
        [what, "2"] for what in ("check", "backup", "verify", "check", "serve", "backup")
    ], told.stdout
    assert "folder of the data: it has no room left. Next: make room" in full[0]
    assert all("the disk is full" in one and "which says" not in one for one in full[1:])
    assert "folder of the data: it cannot be written: it is read-only" in read_only[0]
    assert all("it is read-only" in one and "which says" not in one for one in read_only[1:])
    assert "SystemExit" in said[0] and "Traceback" not in told.stdout + told.stderr
    assert "kept" not in said[-1].rsplit("Next:")[-1].split()


def test_files_that_others_may_read_are_told_and_closed(house: House, tmp_path: Path) -> None:
    files = [house.data / name for name in ("tutela.db", "keys.db", "vault.key", "audit.key")]
    assert all(stat.S_IMODE(file.stat().st_mode) == 0o600 for file in files)
    house.data.chmod(0o755)
    files[0].chmod(0o644)
    told = house.tutela("platform", "check", fine=False).stdout
    assert "NOT READY  files: others may read house, tutela.db" in told and "prepare" in told
    house.tutela("platform", "prepare", "--no-static")
    assert "ready      files" in house.tutela("platform", "check", fine=False).stdout
    assert stat.S_IMODE(house.data.stat().st_mode) == 0o700
    house.tutela("platform", "backup", str(tmp_path / "far" / "kept"))
    above = [tmp_path / "far", tmp_path / "far" / "kept", tmp_path / "far" / "kept" / "keys"]
    assert all(stat.S_IMODE(folder.stat().st_mode) == 0o700 for folder in above)
