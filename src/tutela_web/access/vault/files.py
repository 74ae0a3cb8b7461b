"""Uploaded files as the disk holds them: encrypted by age to a key of their own, read in memory.

Each writing of a file has a fresh private key of age, which stands at its head, sealed under the
key of the import. So who destroys the import's key destroys the file, whatever backups hold, and
what was taken out of a file does not open with what is written in its place.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO
from uuid import UUID

import pyrage
from django.conf import settings
from django.core.files import File
from django.core.files.storage import Storage
from django.utils.translation import gettext as _

from tutela.base.errors import TutelaError
from tutela.base.messages import say
from tutela_web.access.vault import machines, sealing, verbs
from tutela_web.access.vault.fields import key_of
from tutela_web.base.models import Batch
from tutela_web.base.upkeep.encrypted import make_identity
from tutela_web.base.upkeep.erased import READ_OF_FILES, write_over
from tutela_web.base.upkeep.flushing import flush_path

HEAD = b"tutela sealed file 1\n"
_LENGTH_BYTES = 2
"""In how many bytes the length of the sealed private key is written."""


class FileNotHere(TutelaError):
    """A file that a record names does not lie where this machine keeps files."""

    code = "file.not_here"


def keep_file(batch: Batch, name: str, content: IO[bytes]) -> None:
    """Keep an uploaded file of an import sealed; who calls this saves the record.

    Raises  SharedFolderAway where the folder that all machines see is not there.
    """
    machines.require_shared_folder()
    with TemporaryFile(dir=settings.DATA) as sealed:
        _seal(content, sealed, key_of(batch, make=True), batch.pk)
        sealed.seek(0)
        batch.file.save(name, File(sealed), save=False)


@contextmanager
def open_file(batch: Batch) -> Iterator[Path]:
    """The file of an import in clear, at a path that lasts as long as this does.

    Raises  SealBroken where the file was changed, or its key is not there; FileNotHere.
    """
    name = str(batch.file.name)
    if not batch.file.storage.exists(name):
        raise FileNotHere(
            say("this machine does not see the file that was sent: it lies on another one"),
            next=say(
                "tell the administrator: TUTELA_SHARED must name one folder of all machines; "
                "then send the file again"
            ),
        )
    with file_in_memory(Path(name).name) as path:
        with batch.file.storage.open(name) as sealed, path.open("wb") as clear:
            _open(sealed, clear, key_of(batch), batch.pk)
        yield path


def keep_beside(batch: Batch, ending: str, content: bytes) -> None:
    """Keep what was read of an import's file beside it, so that it is read once: sealed under the
    same key, and erased when the file is, or is written anew.

    Takes   ending, one of READ_OF_FILES.
    """
    where = _path_beside(Path(batch.file.path), ending)
    part = where.with_name(f"{where.name}.part")
    with _private(part) as sealed:
        _seal(io.BytesIO(content), sealed, key_of(batch, make=True), batch.pk)
    part.replace(where)


def open_beside(batch: Batch, ending: str) -> bytes | None:
    """What is kept beside an import's file under this ending; None where nothing is.

    Raises  SealBroken, as `open_file`.
    """
    if not batch.file.name:
        return None
    where, clear = _path_beside(Path(batch.file.path), ending), io.BytesIO()
    if not where.exists():
        return None
    with where.open("rb") as sealed:
        _open(sealed, clear, key_of(batch), batch.pk)
    return clear.getvalue()


def forget_beside(batch: Batch) -> None:
    """Erase what is kept beside an import's file: it was read of what the file no longer says."""
    if batch.file.name:
        _erase_beside(Path(batch.file.path))


def _path_beside(where: Path, ending: str) -> Path:
    if ending not in READ_OF_FILES:
        raise TypeError(f"nothing is kept beside a file under {ending!r}")
    return where.with_name(where.name + ending)


def _erase_beside(where: Path) -> None:
    for ending in READ_OF_FILES:
        beside = _path_beside(where, ending)
        if beside.exists():
            write_over(beside)
            beside.unlink(missing_ok=True)


def rewrite_file(batch: Batch, clear: Path) -> None:
    """Put another content in the place of an import's file; what stood there opens no more, and
    what was read of it is erased."""
    where = Path(batch.file.path)
    _erase_beside(where)
    beside, before = where.with_suffix(".part"), where.with_suffix(".before")
    with clear.open("rb") as content, _private(beside) as sealed:
        _seal(content, sealed, key_of(batch, make=True), batch.pk)
    before.unlink(missing_ok=True)
    os.link(where, before)
    beside.replace(where)
    flush_path(where.parent)  # the new one stands on the disk before the old one is written over
    write_over(before)
    before.unlink()


def erase_stored(storage: Storage, name: str, record: UUID) -> None:
    """Erase an import's file, and the key of all that came with it, where nothing of it is kept."""
    _erase_beside(Path(storage.path(name)))
    storage.delete(name)
    verbs.forget_key(record)


def erase_bytes(storage: Storage, name: str) -> None:
    """Erase a file whose rows stay: their key stays with them, so that its bytes are written over.
    Copies in backups end with the backups."""
    _erase_beside(Path(storage.path(name)))
    if storage.exists(name):
        write_over(Path(storage.path(name)))
        storage.delete(name)


@contextmanager
def file_in_memory(name: str) -> Iterator[Path]:
    """An empty file that lies on no disk, at a path of this name; gone with the process at the
    latest. Where the system knows no such files it lies in the folder for temporary ones."""
    with TemporaryDirectory(prefix="tutela-") as folder:
        path = Path(folder) / name
        if not hasattr(os, "memfd_create"):
            path.touch(mode=0o600)
            yield path
            return
        number = os.memfd_create("tutela")
        try:
            # By our own number, not "self": a large file is read by a child process.
            path.symlink_to(f"/proc/{os.getpid()}/fd/{number}")
            yield path
        finally:
            os.close(number)


def _seal(content: IO[bytes], sealed: IO[bytes], key: bytes, record: UUID) -> None:
    private, public = make_identity()
    head = sealing.encrypt_words(key, private, "file", record)
    sealed.write(HEAD + len(head).to_bytes(_LENGTH_BYTES, "big") + head)
    pyrage.encrypt_io(content, sealed, [pyrage.x25519.Recipient.from_str(public)])


def _open(sealed: IO[bytes], clear: IO[bytes], key: bytes, record: UUID) -> None:
    if sealed.read(len(HEAD)) != HEAD:
        raise _seal_broken_error()
    length = int.from_bytes(sealed.read(_LENGTH_BYTES), "big")
    private = sealing.open_sealed(key, sealed.read(length), "file", record)
    try:
        pyrage.decrypt_io(sealed, clear, [pyrage.x25519.Identity.from_str(private)])
    except (pyrage.DecryptError, OSError) as error:
        if getattr(error, "errno", None):  # a full disk, no decryption
            raise
        raise _seal_broken_error() from None


def _seal_broken_error() -> sealing.SealBroken:
    return sealing.SealBroken(
        _("a sealed file does not open: it was changed, or is not of this import"),
        next=_("restore the files and both databases from backups of the same day"),
    )


@contextmanager
def _private(path: Path) -> Iterator[IO[bytes]]:
    """A new file that its owner alone reads, on the disk when this ends."""
    path.unlink(missing_ok=True)
    number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(number, "wb") as file:
        yield file
        file.flush()
        os.fsync(number)
