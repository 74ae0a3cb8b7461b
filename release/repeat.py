"""The wheel of a release built again, from nothing but its commit.

`releases.csv` names the commit of each release, the SHA-256 of its wheel, that of the list of its
files and their hashes without the base map, and the zlib that squeezed it. Each time the commit
is laid out in a new folder with an environment of its own: its Makefile installs what its lock
files pin by hash, and makes scripts, styles, fonts, the base map and the catalogues of words there;
times are those of the commit.

Not pinned: the Python that builds and its zlib (`python3`, or PYTHON), which squeeze the wheel and
the tiles of the base map, and the machine's kind, for which esbuild and the geometry engine come
compiled. Another zlib packs the same files into other bytes: by their list the two are told apart.
"""

from __future__ import annotations

import csv
import os
import subprocess
import sys
import tarfile
import zipfile
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from release.names import run
from tutela_web.cli.upgrading.bundle import sha256_of

RELEASES = Path(__file__).parent / "releases.csv"
STATIC = "src/tutela_web/look/static/tutela/.made"
WORDS = "src/tutela_web/locale/*/LC_MESSAGES/*.po"
SQUEEZED = "tutela_web/look/static/tutela/basemap.pmtiles,"
"""In RECORD, the one file whose own bytes another zlib changes."""

LEFT_OUT = ("PYTHONPATH", "VIRTUAL_ENV", "MAKEFLAGS", "MAKELEVEL")
"""What this checkout's own surroundings say, which the commit's must not hear."""


class Release(NamedTuple):
    """A release as releases.csv has it."""

    version: str
    commit: str
    sha256: str
    files: str
    zlib: str


def releases() -> dict[str, Release]:
    """The releases by their version."""
    with RELEASES.open(newline="") as file:
        return {row["version"]: Release(**row) for row in csv.DictReader(file)}


def build_wheel(commit: str, folder: Path) -> Path:
    """Build the wheel of a commit in an empty folder, with what the commit itself pins.

    Raises  CalledProcessError where a program fails; what it said of that goes to standard error.
    """
    source = folder / "source"
    lay_out(commit, source)
    made = [path.with_suffix(".mo").relative_to(source) for path in sorted(source.glob(WORDS))]
    surroundings = {name: value for name, value in os.environ.items() if name not in LEFT_OUT}
    surroundings["SOURCE_DATE_EPOCH"] = run("git", "log", "-1", "--format=%ct", commit).strip()
    hatchling = (".venv/bin/python", "-m", "hatchling", "build", "-t", "wheel", "-d", folder)
    for command in (("make", ".venv/demo", STATIC, *made), hatchling):
        subprocess.run(command, cwd=source, env=surroundings, check=True, stdout=sys.stderr)
    [wheel] = folder.glob("*.whl")
    return wheel


def lay_out(commit: str, folder: Path) -> None:
    """The files of a commit, and nothing else of this checkout."""
    packed = folder.with_suffix(".tar")
    run("git", "archive", "--format=tar", "-o", packed, commit)
    with tarfile.open(packed) as tar:
        tar.extractall(folder, filter="data")
    packed.unlink()


def describe(version: str, commit: str, wheel: Path) -> Release:
    """The row of a release whose wheel `build_wheel` built."""
    listed = [line for line in lines_of_record(wheel) if not line.startswith(SQUEEZED)]
    files = sha256("\n".join(listed).encode()).hexdigest()
    python = wheel.parent / "source/.venv/bin/python"
    zlib = run(python, "-c", "import zlib; print(zlib.ZLIB_RUNTIME_VERSION)").strip()
    return Release(version, commit, sha256_of(wheel), files, zlib)


def lines_of_record(wheel: Path) -> list[str]:
    """The RECORD of a wheel: each of its files with its hash and its length."""
    with zipfile.ZipFile(wheel) as packed:
        [name] = [name for name in packed.namelist() if name.endswith(".dist-info/RECORD")]
        return sorted(packed.read(name).decode().splitlines())


def files_that_differ(first: Path, second: Path) -> list[str]:
    """The names of files that are not the same in two wheels."""
    lines = set(lines_of_record(first)) ^ set(lines_of_record(second))
    return sorted({next(csv.reader([line]))[0] for line in lines})


def differences(known: Release | None, rows: list[Release], differing: list[str]) -> str:
    """What is not the same in two wheels of a release, and in its row; nothing if they are.

    Takes   known, its row; rows, of each wheel; differing, the files of one that the other has
            otherwise.
    """
    first, second = rows
    if differing:
        return f"The two wheels differ in {', '.join(differing)}."
    if first != second:
        return "The two wheels hold the same files, packed into other bytes."
    if known is None or first.sha256 == known.sha256:
        return ""
    if first.files == known.files:
        return (
            f"It holds the files that were released, packed into other bytes by zlib {first.zlib}. "
            f"Next: build it with a Python of zlib {known.zlib}."
        )
    return f"It holds other files than the wheel of {known.version} that was released."
