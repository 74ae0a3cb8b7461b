"""Backup and restore: each archive a folder with its manifest; keys apart, and short-lived.

    FOLDER/main-20181231T060000Z/   main.sqlite3 or main.dump, media.tar.gz, manifest.json
    KEYS/keys-20181231T060000Z/     keys.sqlite3 or keys.dump, manifest.json

Where recipients are set, each part but the manifest is encrypted to their public keys and ends on
.age; in clear it lies in a folder of the data alone, and only while it is made.

The main database is copied before the keys, so that everything sealed in one archive has its key
in the other. The key-encryption key is in neither: without the custodian's copy a stolen backup
opens no identity, and a keys archive that is gone brings nobody back who was erased.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
import time
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path, PurePosixPath
from typing import Any, NoReturn

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connections, transaction
from django.db.backends.utils import CursorWrapper
from django.db.migrations.loader import MigrationLoader

from tutela import __version__
from tutela.base.errors import TutelaError
from tutela_web.base.clock import real_now
from tutela_web.base.errors import NotNow
from tutela_web.base.history import STEPS_OF_0_3_0, steps_of_names
from tutela_web.base.upkeep import encrypted, faults, integrity
from tutela_web.base.upkeep.destroyed import copy_register
from tutela_web.base.upkeep.erased import READ_OF_FILES

COPYING = 7_485_116
"""The number of the lock of `hold_copy_lock`, in every database of an install."""

KEYS_KEPT = timedelta(days=7)
STAMP = "%Y%m%dT%H%M%SZ"
MANIFEST = "manifest.json"
MEDIA = "media.tar.gz"
NAMES = {"default": "main", "keys": "keys"}
PARTS = {
    "main": frozenset({"main.sqlite3", "main.dump", MEDIA}),
    "keys": frozenset({"keys.sqlite3", "keys.dump"}),
}
"""The parts an archive may have, by what it is of; encrypted ones end on .age besides. A
manifest is unsigned, and the recipients' public keys suffice to make one: it names nothing else."""
Heads = dict[str, list[Any]]
"""chain -> [number of its last line, hash of it]"""


class BackupBroken(TutelaError):
    """An archive that is not whole: a part is missing, or is not what the manifest says."""

    code = "backup.broken"


@dataclass(frozen=True)
class Archive:
    """One archive on disk, and what its manifest says."""

    folder: Path
    manifest: dict[str, Any]

    @property
    def made_at(self) -> datetime:
        return datetime.fromisoformat(self.manifest["made_at"])

    @property
    def heads(self) -> Heads:
        return dict(self.manifest["heads"])


# Out


def back_up(
    folder: Path, keys_folder: Path, *, heads_query: str, keys_kept: timedelta = KEYS_KEPT
) -> tuple[Archive, Archive, list[Path]]:
    """Write both archives; give them, and the keys archives removed because their time was over.

    Takes   heads_query, the SQL that reads chain, number and hash of the audit's heads: they are
            read from the very copy that is kept.
    Raises  NoRecipients where none is set and TUTELA_BACKUP_IN_CLEAR does not say yes.
    """
    stamp, named = real_now().strftime(STAMP), encrypted.require_recipients()
    with _fresh(folder / f"main-{stamp}") as folder_made:
        with _written_through(folder_made, named) as written:
            heads = _dump("default", written, heads_query)
            _pack_media(written / MEDIA)
        _write_manifest(folder_made, "default", heads, named)
    with _fresh(keys_folder / f"keys-{stamp}") as folder_made:
        with _written_through(folder_made, named) as written:
            _dump("keys", written)
        _write_manifest(folder_made, "keys", {}, named)
    copy_register(keys_folder)
    gone = forget_keys(keys_folder, older_than=keys_kept)
    _note_last(folder / f"main-{stamp}", real_now(), heads)
    return (read(folder / f"main-{stamp}"), read(keys_folder / f"keys-{stamp}"), gone)


@contextmanager
def _written_through(folder: Path, named: Sequence[str]) -> Iterator[Path]:
    """Where the parts of an archive are written: encrypted to the recipients once all are whole."""
    if not named:
        yield folder
        return
    with _beside_the_data() as clear:
        yield clear
        for path in sorted(clear.iterdir()):
            encrypted.encrypt(path, folder / (path.name + encrypted.ENDING), named)
            path.unlink()


@contextmanager
def _beside_the_data() -> Iterator[Path]:
    """A folder for this account alone, on the disk where all of it lies in clear already."""
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=settings.DATA) as folder:
        yield Path(folder)


def in_clear(folder: Path) -> list[Path]:
    """The archives of a folder that anybody can read who holds them: to be destroyed, once an
    encrypted one stands beside them."""
    archives = sorted(path.parent for path in folder.rglob(MANIFEST))
    return [path for path in archives if not read(path).manifest.get("encrypted_to")]


SEALED_FROM_THE_FIRST = "base.0002_index_of_words"
"""A step that every archive of 0.2.0 and later names: all of it lies sealed from the beginning."""
SEALING_STEPS = {
    "incidents.0005_seal_words": "words of compartments in clear",
    "incidents.0008_seal_imports": "files of imports and events of compartments in clear",
}
"""Steps of before 0.2.0 after which something lies sealed; what lies in clear before it."""


def words_in_clear(path: Path) -> list[str]:
    """What of compartments an archive in clear holds as people wrote it."""
    if "main-" not in path.name:
        return []
    steps = read(path).manifest["migrations"]
    if SEALED_FROM_THE_FIRST in steps:
        return []
    return [told for step, told in SEALING_STEPS.items() if step not in steps]


@dataclass(frozen=True)
class BackupState:
    """How backups of this install stand.

    recipients  how many people's keys the next one is encrypted to
    last_at     when the last was made; None if never
    to_destroy  archives in clear beside the last, each with whether words of compartments lie in
                clear within it; None where the folder cannot be read from here
    """

    recipients: int
    last_at: datetime | None
    to_destroy: list[tuple[str, bool]] | None

    @property
    def none_made(self) -> bool:
        """Whether a backup is refused: no recipients, and nothing says it may lie in clear."""
        return not self.recipients and not settings.BACKUP_IN_CLEAR


def backup_state() -> BackupState:
    """How backups stand, as far as this process can see.

    Raises  RecipientBroken where what is set as recipients is none.
    """
    named, told = len(set(encrypted.recipients())), last_backup()
    if told is None:
        return BackupState(named, None, [])
    last_at, kept = datetime.fromisoformat(told["at"]), Path(told["folder"]).parent
    try:
        if not kept.is_dir():
            return BackupState(named, last_at, None)
        archives = [(path.name, bool(words_in_clear(path))) for path in in_clear(kept)]
    except (OSError, TutelaError):
        return BackupState(named, last_at, None)
    return BackupState(named, last_at, archives)


def forget_keys(folder: Path, *, older_than: timedelta) -> list[Path]:
    """Remove keys archives whose time is over; gives them."""
    gone = []
    for path in sorted(folder.glob("keys-*")):
        if (path / MANIFEST).exists() and read(path).made_at < real_now() - older_than:
            shutil.rmtree(path)
            gone.append(path)
    return gone


def last_backup() -> dict[str, Any] | None:
    """When and where the last backup of this install was made, and its heads; None if never."""
    note = _note_path()
    return json.loads(note.read_text("utf-8")) if note.exists() else None


def last_heads() -> tuple[str, Heads]:
    """Where the heads of the last backup are known from, and they: its manifest if that is still
    where it was put, else what was noted here. Nothing where no backup was ever made.
    """
    told = last_backup()
    if told is None:
        return "", {}
    folder = Path(told["folder"])
    if (folder / MANIFEST).exists():
        return str(folder), read(folder).heads
    return _note_path().name, told.get("heads", {})


def make_closed(folder: Path) -> None:
    """A folder, and those above it that are not there yet, closed to other accounts."""
    if not folder.exists():
        make_closed(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)


@contextmanager
def _fresh(path: Path) -> Iterator[Path]:
    """A folder under another name until it is whole, so that half a backup never looks like one."""
    make_closed(path.parent)
    part = path.with_name(f".{path.name}.part")
    if path.exists() or part.exists():
        raise NotNow(
            "another backup is being written here",
            where=path.name,
            next="wait a second, or remove what a stopped backup left",
        )
    part.mkdir(mode=0o700)
    try:
        yield part
        part.rename(path)
    except BaseException:
        shutil.rmtree(part)
        raise


def _dump(alias: str, folder: Path, heads_query: str = "") -> Heads:
    """One database as it stands at one moment, and the heads of the audit at that moment."""
    if connections[alias].vendor == "sqlite":
        return _copy_sqlite(alias, folder / f"{NAMES[alias]}.sqlite3", heads_query)
    target = folder / f"{NAMES[alias]}.dump"
    if found := integrity.damage(alias):
        _refuse_damaged(alias, found)
    with (
        hold_copy_lock(alias),
        transaction.atomic(using=alias),
        connections[alias].cursor() as cursor,
    ):
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        heads = _heads(cursor, heads_query)
        _postgres(
            "pg_dump",
            alias,
            "--format=custom",
            "--no-owner",
            "--no-privileges",
            f"--snapshot={snapshot}",
            f"--file={target}",
        )
    return heads


@contextmanager
def hold_copy_lock(alias: str) -> Iterator[None]:
    """A copy of a database, or what writes its tables anew: the other waits.

    A table that is written anew after the copy's first look would be copied empty.
    """
    if connections[alias].vendor == "sqlite":
        yield
        return
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [COPYING])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [COPYING])


def _copy_sqlite(alias: str, target: Path, heads_query: str) -> Heads:
    source = Path(connections[alias].settings_dict["NAME"])
    if not source.exists():
        raise NotNow(
            "the database is not there", where=source.name, next="run `tutela platform prepare`"
        )
    target.touch(mode=0o600)
    with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(target)) as copy:
        try:
            live.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
            damage = integrity.damage_of_sqlite(copy.cursor())
        except sqlite3.DatabaseError as error:
            raise faults.refusal_of_fault(error, f"the {NAMES[alias]} database") or error from None
        if damage:
            _refuse_damaged(alias, damage)
        return _heads(copy.cursor(), heads_query)


def _refuse_damaged(alias: str, damage: str) -> NoReturn:
    told = last_backup()
    kept = f"; the newest backup made from here is {told['folder']}" if told else ""
    raise BackupBroken(
        f"nothing was kept: the {NAMES[alias]} database {damage}", next=f"{faults.DAMAGED[1]}{kept}"
    )


def _heads(cursor: sqlite3.Cursor | CursorWrapper, query: str) -> Heads:
    if not query:
        return {}
    cursor.execute(query)
    return {chain: [number, head] for chain, number, head in cursor.fetchall()}


def _pack_media(target: Path) -> None:
    here = Path(default_storage.location)  # type: ignore[attr-defined]
    with tarfile.open(target, "w:gz", compresslevel=1) as tar:
        for path in sorted(here.rglob("*")) if here.exists() else ():
            if path.is_file() and path.suffix not in READ_OF_FILES:
                tar.add(path, arcname=str(path.relative_to(here)))


def _write_manifest(folder: Path, alias: str, heads: Heads, named: Sequence[str]) -> None:
    applied = MigrationLoader(connections[alias]).applied_migrations
    manifest = {
        "what": NAMES[alias],
        "made_at": real_now().isoformat(),
        "tutela": __version__,
        "engine": connections[alias].vendor,
        "migrations": sorted(f"{app}.{name}" for app, name in applied),
        "parts": {
            path.name: {"sha256": sha256(path), "bytes": path.stat().st_size}
            for path in sorted(folder.iterdir())
        },
        "heads": heads,
        "encrypted_to": list(named),
        "key": "The key-encryption key is not here. Keep the custodian's copy elsewhere.",
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1), "utf-8")
    for path in folder.iterdir():
        path.chmod(0o600)


def _note_last(folder: Path, at: datetime, heads: Heads) -> None:
    told = {"at": at.isoformat(), "folder": str(folder.resolve()), "heads": heads}
    _note_path().touch(mode=0o600)
    _note_path().write_text(json.dumps(told), "utf-8")


def _note_path() -> Path:
    return Path(settings.DATA) / "last-backup.json"


# In


def newest(folder: Path, what: str = "main") -> Path:
    """The archive itself, or the newest one in a folder of archives."""
    if (folder / MANIFEST).exists():
        return folder
    backups = sorted(p for p in folder.glob(f"{what}-*") if (p / MANIFEST).exists())
    if not backups:
        step = "name the folder given to `tutela platform backup`"
        if what == "keys":
            step += ", or add --without-keys"
        raise BackupBroken("there is no backup here", where=str(folder), next=step)
    return backups[-1]


def read(folder: Path) -> Archive:
    """An archive's manifest, as somebody wrote it; `check` looks at what it says."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
        if not isinstance(manifest, dict):
            raise ValueError("no manifest")
    except (OSError, ValueError, RecursionError):
        raise BackupBroken(
            "the manifest cannot be read", where=folder.name, next="take another backup"
        ) from None
    return Archive(folder, manifest)


def _has_known_parts(archive: Archive) -> bool:
    """Whether the manifest is one that `_write_manifest` may have written, with no part but the
    known ones."""
    said = archive.manifest
    if said.get("what") not in PARTS:
        return False
    parts, known = said.get("parts"), PARTS[said["what"]]
    return (
        isinstance(parts, dict)
        and {name.removesuffix(encrypted.ENDING) for name in parts} <= known
        and all(isinstance(part, dict) and "sha256" in part for part in parts.values())
        and {"engine", "migrations", "tutela"} <= said.keys()
        and isinstance(said.get("heads"), dict)
        and _is_moment(str(said.get("made_at")))
    )


def _is_moment(said: str) -> bool:
    try:
        return datetime.fromisoformat(said).tzinfo is not None
    except ValueError:
        return False


def check(archive: Archive) -> None:
    """Raise BackupBroken unless the manifest names known parts alone, each is there and is what it
    says, and they fit here."""
    if not _has_known_parts(archive):
        raise BackupBroken(
            "the manifest says what no backup of Tutela says: it was changed, or is of something "
            "else",
            where=archive.folder.name,
            next="take another backup, and find out who could write here",
        )
    alias = _alias(archive)
    for name, told in archive.manifest["parts"].items():
        path = archive.folder / name
        if not path.is_file() or path.is_symlink():
            raise BackupBroken(
                "a part is missing",
                where=f"{archive.folder.name}/{name}",
                next="take another backup",
            )
        if sha256(path) != told["sha256"]:
            raise BackupBroken(
                "this part is not what was written: it was changed or is damaged",
                where=f"{archive.folder.name}/{name}",
                next="take another backup, and find out who could write here",
            )
    if archive.manifest["engine"] != connections[alias].vendor:
        raise BackupBroken(
            f"this backup is of {archive.manifest['engine']}",
            where=archive.folder.name,
            next=f"restore it into that; this install runs {connections[alias].vendor}",
        )
    known = MigrationLoader(None).disk_migrations.keys() | STEPS_OF_0_3_0
    if unknown := set(steps_of_names(archive.manifest["migrations"])) - known:
        raise BackupBroken(
            f"this backup is of another version ({len(unknown)} steps unknown here)",
            where=archive.folder.name,
            next=f"install tutela {archive.manifest['tutela']} first",
        )


def restore(archives: list[Archive], *, over: bool = False, identity: Path | None = None) -> None:
    """Put archives back: into an empty place, or with `over` in place of what is there.

    Everything is checked, and decrypted, before anything is touched.

    Takes   identity, the file with the private key of one of the recipients.
    """
    for archive in archives:
        check(archive)
    with ExitStack() as stack:
        opened = [stack.enter_context(_decrypt_parts(one, identity)) for one in archives]
        for one in opened:
            _check_members(one)
        _restore_all(opened, over=over)
    for archive in archives:
        if _alias(archive) == "default":  # what is here goes on from there, whatever was kept since
            _note_last(archive.folder, archive.made_at, archive.heads)


def try_open(archive: Archive, *, identity: Path | None = None) -> None:
    """Open an archive and read its database, as a restore would, touching nothing.

    Raises  BackupBroken where it is not what its manifest says or its database is not whole;
            NotNow where no private key opens it.
    """
    check(archive)
    with _decrypt_parts(archive, identity) as opened:
        _check_members(opened)
        database = opened.manifest["what"]
        if opened.manifest["engine"] != "sqlite":  # all rows of it, to nowhere
            dump = opened.folder / f"{database}.dump"
            _run(["pg_restore", f"--file={os.devnull}", str(dump)], {})
            return
        copy = opened.folder / f"{database}.sqlite3"
        with closing(sqlite3.connect(f"file:{copy}?immutable=1", uri=True)) as read:
            damage = integrity.damage_of_sqlite(read.cursor())
    if damage:
        raise BackupBroken(
            "its database is damaged", where=archive.folder.name, next="take another backup"
        )


@contextmanager
def _decrypt_parts(archive: Archive, identity: Path | None) -> Iterator[Archive]:
    """The archive with its parts in clear, for as long as they are needed."""
    if not archive.manifest.get("encrypted_to"):
        yield archive
        return
    if identity is None:
        raise NotNow(
            "this backup is encrypted",
            where=archive.folder.name,
            next="name the identity file of one of its recipients: --identity FILE",
        )
    keys = encrypted.identities(identity)
    with _beside_the_data() as clear:
        parts = {}
        for name, told in archive.manifest["parts"].items():
            plain = name.removesuffix(encrypted.ENDING)
            encrypted.decrypt(archive.folder / name, clear / plain, keys)
            parts[plain] = told
        yield Archive(clear, archive.manifest | {"parts": parts})


def _check_members(archive: Archive) -> None:
    """Raise BackupBroken unless the database is there, and the files are files of their folder.

    Python's own filter lets links pass that stay within, and was led out by them more than once:
    a backup packs no link.
    """
    ending = "sqlite3" if archive.manifest["engine"] == "sqlite" else "dump"
    if f"{archive.manifest['what']}.{ending}" not in archive.manifest["parts"]:
        raise BackupBroken(
            "the database is not among its parts",
            where=archive.folder.name,
            next="take another backup, and find out who could write here",
        )
    if MEDIA not in archive.manifest["parts"]:
        return
    try:
        with tarfile.open(archive.folder / MEDIA) as tar:
            strange = any(
                not member.isreg() or {"..", "/"} & {*PurePosixPath(member.name).parts}
                for member in tar
            )
    except (tarfile.TarError, OSError, EOFError, zlib.error) as error:
        if refusal := faults.refusal_of_fault(error, "the disk"):
            raise refusal from None
        strange = True
    if strange:
        raise BackupBroken(
            "it holds what no backup packs: a link, a device, or a name that leads out of the "
            "folder",
            where=MEDIA,
            next="take another backup, and find out who could write here",
        )


def _restore_all(archives: list[Archive], *, over: bool) -> None:
    for archive in archives:
        if not over:
            _refuse_unless_empty(_alias(archive))
    for archive in archives:
        alias = _alias(archive)
        connections[alias].close()
        _restore_database(archive.folder, alias)
        if MEDIA in archive.manifest["parts"]:
            _restore_media(archive.folder / MEDIA)


def _alias(archive: Archive) -> str:
    return "keys" if archive.manifest["what"] == "keys" else "default"


def _refuse_unless_empty(alias: str) -> None:
    connection = connections[alias]
    sqlite_absent = (
        connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).exists()
    )
    if not sqlite_absent and connection.introspection.table_names():
        raise NotNow(
            f"the {NAMES[alias]} database here is not empty",
            next="restore into an empty place, or add --over to replace it",
        )
    media = Path(default_storage.location)  # type: ignore[attr-defined]
    if alias == "default" and media.exists() and any(media.iterdir()):
        raise NotNow(
            "there are uploaded files here",
            next="restore into an empty place, or add --over to replace them",
        )


def _restore_database(folder: Path, alias: str) -> None:
    """Put a database back from where `_dump` left it."""
    if connections[alias].vendor == "sqlite":
        _restore_sqlite(folder / f"{NAMES[alias]}.sqlite3", alias)
    else:
        _restore_postgres(folder / f"{NAMES[alias]}.dump", alias)


def _restore_sqlite(copy: Path, alias: str) -> None:
    target = Path(connections[alias].settings_dict["NAME"])
    if target.exists():
        _leave_write_ahead_log(target)
    fresh = target.with_name(target.name + ".new")
    shutil.copyfile(copy, fresh)
    fresh.chmod(0o600)
    for tail in ("-wal", "-shm"):
        target.with_name(target.name + tail).unlink(missing_ok=True)
    fresh.replace(target)


def _leave_write_ahead_log(path: Path) -> None:
    """Leaving the write-ahead log needs the file for oneself: a running server would hold it."""
    with closing(sqlite3.connect(path, timeout=1)) as connection:
        try:
            connection.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.OperationalError:
            raise NotNow(
                "the database is in use",
                where=path.name,
                next="stop the server and the worker, then restore",
            ) from None


EMPTY = """
DO $$ DECLARE r record; BEGIN
FOR r IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
  EXECUTE format('DROP TABLE IF EXISTS public.%I CASCADE', r.tablename); END LOOP;
FOR r IN SELECT p.oid::regprocedure AS f FROM pg_proc p JOIN pg_namespace n
  ON n.oid = p.pronamespace WHERE n.nspname = 'public' AND NOT EXISTS
  (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e') LOOP
  EXECUTE format('DROP FUNCTION %s CASCADE', r.f); END LOOP;
END $$
"""


def _restore_postgres(dump: Path, alias: str) -> None:
    """Empty the database and fill it, in one transaction: it is the old one or the new one."""
    script = dump.with_name(f".{dump.name}.sql")
    try:
        script.touch(mode=0o600)
        _run(["pg_restore", "--no-owner", "--no-privileges", f"--file={script}", str(dump)], {})
        _postgres(
            "psql",
            alias,
            "--quiet",
            "--no-psqlrc",
            "--single-transaction",
            "--set=ON_ERROR_STOP=1",
            "--command",
            EMPTY,
            "--file",
            str(script),
        )
    finally:
        script.unlink(missing_ok=True)


def _restore_media(packed: Path) -> None:
    here = Path(default_storage.location)  # type: ignore[attr-defined]
    fresh = here.with_name(here.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True, mode=0o700)
    with tarfile.open(packed) as tar:
        # The Python of Debian 12 knows no `filter`; `_check_members` let files alone by.
        for member in tar:
            _write_member(tar, member, fresh)
    if here.exists():
        shutil.rmtree(here)
    fresh.rename(here)


def _write_member(tar: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> None:
    packed = tar.extractfile(member)
    assert packed is not None, "_check_members lets files alone by"
    path = folder / member.name
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with packed, path.open("wb") as file:
        path.chmod(0o600)
        shutil.copyfileobj(packed, file)


# Copies beside the data, for as long as an upgrade may have to go back


def _folders_beside() -> dict[str, Path]:
    return {
        "media": Path(default_storage.location),  # type: ignore[attr-defined]
        "static": Path(settings.STATIC_ROOT),
    }


def copy_beside(folder: Path) -> None:
    """Copy both databases and the files as they stand into a new folder for this account alone.

    On PostgreSQL whoever copies is called COPIER, by the environment's PGAPPNAME.

    Raises  NotNow where anybody else has a database open: what they write meanwhile would be lost.
    """
    for alias in NAMES:
        _refuse_unless_alone(alias)
    folder.mkdir(mode=0o700)
    for alias in NAMES:
        _dump(alias, folder)
    for name, here in _folders_beside().items():
        if here.exists():
            shutil.copytree(here, folder / name)
    for path in folder.iterdir():
        path.chmod(0o700 if path.is_dir() else 0o600)
    os.sync()


def put_back(folder: Path) -> None:
    """Put back what `copy_beside` copied; done again after it was cut off, it ends the same."""
    for alias in NAMES:
        connections[alias].close()
        _restore_database(folder, alias)
    for name, here in _folders_beside().items():
        if (folder / name).exists():
            shutil.rmtree(here, ignore_errors=True)
            (folder / name).rename(here)
    os.sync()


def bytes_beside() -> int:
    """How many bytes `copy_beside` writes at most."""
    total = sum(
        path.stat().st_size
        for here in _folders_beside().values()
        for path in here.rglob("*")
        if path.is_file()
    )
    for alias in NAMES:
        if connections[alias].vendor == "sqlite":
            total += Path(connections[alias].settings_dict["NAME"]).stat().st_size
            continue
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT pg_database_size(current_database())")
            total += cursor.fetchone()[0]
    return total


COPIER = "tutela upgrade"
"""What the server calls the connections of who copies: a pool opens more than it is asked for."""
LEAVING = 100
"""Looks, a tenth of a second each, at whether those who had a database open have left it."""


def _refuse_unless_alone(alias: str) -> None:
    if connections[alias].vendor == "sqlite":
        connections[alias].close()
        _leave_write_ahead_log(Path(connections[alias].settings_dict["NAME"]))
        return
    with connections[alias].cursor() as cursor:
        for _look in range(LEAVING):
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
                "AND application_name <> %s AND backend_type = 'client backend'",
                [COPIER],
            )
            if not cursor.fetchone()[0]:
                return
            time.sleep(0.1)
    raise NotNow(
        "the database is in use",
        where=NAMES[alias],
        next="stop every process of Tutela and whoever else is connected, then begin again",
    )


# Parts


def sha256(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _postgres(program: str, alias: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs on a database; the password goes by the environment."""
    told = connections[alias].settings_dict
    where = [f"--host={told['HOST']}", f"--username={told['USER']}", f"--dbname={told['NAME']}"]
    if told["PORT"]:
        where.append(f"--port={told['PORT']}")
    secret = {"PGPASSWORD": told["PASSWORD"]} if told["PASSWORD"] else {}
    line = {f"PG{k.upper()}": str(v) for k, v in told["OPTIONS"].items() if k.startswith("ssl")}
    _run([program, *where, "--no-password", *arguments], secret | line)


def _run(command: list[str], extra: Mapping[str, str]) -> None:
    if shutil.which(command[0]) is None:
        raise NotNow(
            f"{command[0]} is not on this machine", next="install PostgreSQL's client programs"
        )
    done = subprocess.run(  # nosec B603 # a program of PostgreSQL, no shell
        command, env=os.environ | extra, capture_output=True, text=True, check=False
    )
    if done.returncode:
        # What the program says may quote a row: only its first words are told, without DETAIL.
        lines = done.stderr.strip().splitlines()
        said = [line for line in lines if "ERROR:" in line][:1] or lines[:1]
        raise BackupBroken(
            f"{command[0]} failed with code {done.returncode}",
            where=" ".join(said)[:120],
            next="look at the server's version, whether this account may do it, and whether "
            "max_locks_per_transaction is 256 or more: a restore holds every table at once",
        )
