"""What a release is called, and when it was made."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from tutela import __version__

ROOT = Path(__file__).parents[1]
VERSION = __version__
BUNDLE = f"tutela-{VERSION}-debian12-x86_64"
IMAGE = f"tutela-{VERSION}-image-x86_64"
TAG = f"v{VERSION}"
SUITE = "bookworm"
"""Debian 12, for the bundle and the image."""


def run(*command: str | Path, cwd: Path = ROOT, **environment: str) -> str:
    """What a program prints.

    Raises  CalledProcessError where it fails; what it said of that goes to standard error.
    """
    return subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env=os.environ | environment,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout


def made_at() -> int:
    """Seconds since 1970 of SOURCE_DATE_EPOCH, else of the commit: two runs give one file."""
    if "SOURCE_DATE_EPOCH" in os.environ:
        return int(os.environ["SOURCE_DATE_EPOCH"])
    return int(run("git", "log", "-1", "--format=%ct"))
