"""A real PostgreSQL for the tests: started in a temporary folder by somebody who is not root.

    python -m tests.postgres run COMMAND...       starts it, runs the command with DATABASE_URL and
                                                  KEYS_DATABASE_URL set, stops it, gives its exit
                                                  code
    python -m tests.postgres flushing COMMAND...  the same; what it says is saved is on the disk

It listens on a socket in its own folder only; no port is opened.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit

import psycopg

from tests.costs import note_server


def programs() -> Path | None:
    """The folder of PostgreSQL's programs, newest first; None where it is not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    if found:
        return found[0].parent
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else None


def _not_root() -> dict[str, object]:
    """How to start a program as somebody who is not root: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return {}
    who = pwd.getpwnam("nobody")
    return {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": []}


@contextmanager
def running(*, flushing: bool = False) -> Iterator[str]:
    """A server as long as the block lasts; gives the folder of its socket.

    Takes   flushing, that what it says is saved is on the disk; without it a test is quicker.
    """
    where = programs()
    if where is None:
        sys.exit("PostgreSQL is not installed. Next: apt-get install postgresql")
    folder = Path(tempfile.mkdtemp(prefix="tutela-postgres-", dir="/tmp"))
    who = _not_root()
    if who:
        os.chown(folder, int(who["user"]), int(who["group"]))  # type: ignore[call-overload]

    def run(program: str, *arguments: str) -> None:
        subprocess.run(
            [where / program, *arguments], check=True, cwd=folder, stdout=subprocess.DEVNULL, **who
        )  # type: ignore[call-overload]

    run(
        "initdb",
        "-D",
        f"{folder}/data",
        "-U",
        "tutela",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
        "--no-sync",
    )
    # A restore over what is there holds some 14,000 tables and indexes, beside another worker's.
    flush = "on" if flushing else "off"
    options = (
        f"-c listen_addresses='' -k {folder} -c fsync={flush} -c synchronous_commit={flush} "
        f"-c full_page_writes={flush} -c max_connections=60 -c max_locks_per_transaction=1024 "
        "-c log_min_messages=fatal -c log_min_error_statement=panic"
    )
    run("pg_ctl", "-D", f"{folder}/data", "-w", "-l", f"{folder}/log", "-o", options, "start")
    try:
        run("createdb", "-h", str(folder), "-U", "tutela", "tutela")
        run("createdb", "-h", str(folder), "-U", "tutela", "keys")
        yield str(folder)
    finally:
        note_server(int((folder / "data/postmaster.pid").read_text().split()[0]))
        run("pg_ctl", "-D", f"{folder}/data", "-m", "immediate", "-w", "stop")
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def changes_kept(url: str) -> Iterator[None]:
    """As long as the block lasts the server keeps its whole write-ahead log.

    Otherwise a checkpoint, asked for by anybody's new database, lets go of what was written before.
    """
    if not url:
        yield
        return
    slot = f"kept_{os.getpid()}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SELECT pg_create_physical_replication_slot(%s, true)", [slot])
        try:
            yield
        finally:
            connection.execute("SELECT pg_drop_replication_slot(%s)", [slot])


def bytes_at_rest(url: str) -> dict[str, bytes]:
    """Every file of a server started here: tables and indexes, write-ahead log, what it logs.

    A checkpoint first, so that what it holds in memory lies in its files too. Empty for a server
    that was not started here: its files are somebody else's.
    """
    folder = Path(unquote(urlsplit(url).hostname or ""))
    if not (folder / "data" / "PG_VERSION").exists():
        return {}
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CHECKPOINT")
    kept = {}
    for parent, _folders, files in os.walk(folder):  # passes over a folder that goes meanwhile
        for path in (Path(parent, name) for name in files):
            try:
                if path.is_file():
                    kept[str(path)] = path.read_bytes()
            except FileNotFoundError:
                continue  # the server lets files go while they are read
    return kept


def urls(folder: str) -> dict[str, str]:
    """The environment that makes the platform use this server."""
    host = folder.replace("/", "%2F")
    return {
        "DATABASE_URL": f"postgresql://tutela@{host}/tutela",
        "KEYS_DATABASE_URL": f"postgresql://tutela@{host}/keys",
    }


if __name__ == "__main__":
    if sys.argv[1:2] not in (["run"], ["flushing"]) or not sys.argv[2:]:
        sys.exit(__doc__)
    with running(flushing=sys.argv[1] == "flushing") as folder:
        done = subprocess.run(sys.argv[2:], env=os.environ | urls(folder), check=False)
    sys.exit(done.returncode)
