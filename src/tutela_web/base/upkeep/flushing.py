"""What lies in a file, or in a folder by name, on the disk: a power cut takes it no more."""

from __future__ import annotations

import os
from pathlib import Path


def flush_path(path: Path) -> None:
    """Have a file, or what a folder names, on the disk when this ends."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
