"""Files whose bytes may not stay on the disk."""

from __future__ import annotations

import os
from pathlib import Path

READ_OF_FILES = (".tables", ".reading", ".asked")
"""Endings of what was read of an upload and lies beside it: made again from the upload at any time,
so that backups leave it out, and erased with it."""


def write_over(path: Path) -> None:
    """Zeros in the place of every byte of a file."""
    size = path.stat().st_size
    with path.open("r+b") as file:
        for at in range(0, size, 1_000_000):
            file.write(bytes(min(1_000_000, size - at)))
        file.flush()
        os.fsync(file.fileno())
