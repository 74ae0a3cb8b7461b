"""The register of destroyed keys: which keys were destroyed here, in files that no restore of a
database brings back to an earlier day.

A key is named by a random id, and by nothing else. The register lies beside the data, and each
backup leaves a copy among the archives of keys: whoever restores an archive made before a key was
destroyed, here or on an empty machine, destroys the key again before anybody reads.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

from django.conf import settings

NAME = "destroyed-keys"


def note_destroyed(*subjects: UUID) -> None:
    """Add keys to the register beside the data; it is on the disk when this returns."""
    _add(_register(), subjects)


def copy_register(keys_folder: Path) -> None:
    """Leave what the register holds among the archives of keys, with what lies there already."""
    _add(keys_folder / NAME, sorted(_read(_register()) - _read(keys_folder / NAME)))


def destroyed_keys(*keys_folders: Path) -> set[UUID]:
    """Which keys the register names, and its copies among the archives of keys."""
    return _read(_register()).union(*(_read(folder / NAME) for folder in keys_folders))


def _register() -> Path:
    return Path(settings.DATA) / NAME


def _add(where: Path, subjects: Iterable[UUID]) -> None:
    lines = "".join(f"{subject}\n" for subject in subjects)
    if not lines:
        return
    where.touch(mode=0o600)
    with where.open("a", encoding="ascii") as file:
        file.write(lines)
        file.flush()
        os.fsync(file.fileno())


def _read(where: Path) -> set[UUID]:
    """The ids in a register; a line that a power cut left half written names nothing."""
    if not where.exists():
        return set()
    subjects = set()
    for line in where.read_text("ascii", errors="replace").splitlines():
        try:
            subjects.add(UUID(line.strip()))
        except ValueError:
            continue
    return subjects
