"""The program and the libraries it runs with, as wheels, each known by its hash."""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
import zipfile
from email.message import Message
from email.parser import HeaderParser
from pathlib import Path
from typing import NamedTuple

from release.names import ROOT, made_at, run
from tutela_web.cli.upgrading.bundle import sha256_of

UV = Path(sys.executable).parent / "uv"
_HASH = re.compile(r"--hash=(sha256:[0-9a-f]{64})")


class NotLocked(Exception):
    """The registry offers a file that the lock does not know."""


class Wheel(NamedTuple):
    """A wheel as its own metadata has it."""

    path: Path
    name: str
    version: str
    licence: str
    sha256: str


def build_own(folder: Path) -> Path:
    """Build the wheel of this checkout; styles and catalogues are there (`make` makes them)."""
    if not (ROOT / "src/tutela_web/look/static/tutela/.made").exists():
        raise FileNotFoundError("The pages' styles are not built. Next: make release.")
    with tempfile.TemporaryDirectory() as built:
        run(
            *(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", built),
            SOURCE_DATE_EPOCH=str(made_at()),
        )
        [made] = Path(built).glob("*.whl")
        return Path(shutil.copy(made, folder))


def pinned(extra: str = "", python: str = "3.11") -> str:
    """The requirements of one Python on 64-bit Linux, each file by its hash.

    Takes   extra: what to install beside the core, as `web`.
    Raises  NotLocked for a file that is not in requirements.lock.
    """
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "requirements.txt"
        run(
            *(UV, "pip", "compile", "pyproject.toml", "-q", "-c", "requirements.lock", "-o", told),
            *(["--extra", extra] if extra else []),
            *("--generate-hashes", "--no-annotate", "--no-header"),
            *("--python-version", python, "--python-platform", "x86_64-manylinux_2_28"),
        )
        text = told.read_text()
    strangers = set(_HASH.findall(text)) - set(
        _HASH.findall((ROOT / "requirements.lock").read_text())
    )
    if strangers:
        raise NotLocked(f"{len(strangers)} files are not in requirements.lock. Next: make lock.")
    return text


def fetch(requirements: str, folder: Path, python: str = "3.11") -> None:
    """Fetch what is required by its hash; what comes as source alone is built, by tools that are
    fetched by their hashes too."""
    with tempfile.TemporaryDirectory() as kept:
        told, fetched = Path(kept) / "requirements.txt", Path(kept) / "fetched"
        told.write_text(requirements)
        here = f"{sys.version_info.major}.{sys.version_info.minor}"
        older = [f"--platform={name}_x86_64" for name in ("manylinux2014", "manylinux1")]
        platforms = [f"--platform=manylinux_2_{n}_x86_64" for n in range(28, 4, -1)] + older
        # Another Python's files are taken as they are: pip would build sources with this one.
        other = [] if python == here else [f"--python-version={python}", *platforms]
        run(
            *(sys.executable, "-m", "pip", "download", "-qq", "--require-hashes", "--no-deps"),
            *("-r", told, "-d", fetched, *other),
        )
        for source in fetched.glob("*.tar.gz"):
            run(
                *(UV, "build", "-q", "--wheel", "--require-hashes", "--out-dir", folder),
                *("--build-constraints", "requirements-install.lock", source),
                SOURCE_DATE_EPOCH=str(made_at()),
            )
        for wheel in fetched.glob("*.whl"):
            shutil.copy(wheel, folder)


def read(path: Path) -> Wheel:
    """What a wheel says of itself."""
    with zipfile.ZipFile(path) as held:
        [about] = [
            name
            for name in held.namelist()
            if name.endswith(".dist-info/METADATA") and name.count("/") == 1
        ]
        said = HeaderParser().parsestr(held.read(about).decode())
    licence = said["License-Expression"] or _one_line(said["License"]) or _classified(said)
    name = re.sub(r"[-_.]+", "-", said["Name"]).lower()
    return Wheel(path, name, said["Version"], licence, sha256_of(path))


def read_all(folder: Path) -> list[Wheel]:
    """What the wheels of a folder say of themselves, in the order of names."""
    return [read(path) for path in sorted(folder.glob("*.whl"))]


def _one_line(licence: str | None) -> str:
    return licence.strip() if licence and "\n" not in licence.strip() else ""


def _classified(said: Message) -> str:
    named = said.get_all("Classifier") or []
    return "; ".join(one.split(" :: ")[-1] for one in named if one.startswith("License ::"))


def hashed(wheels: list[Wheel]) -> str:
    """A file of requirements: each of these wheels and nothing else."""
    lines = [f"{w.name}=={w.version} --hash=sha256:{w.sha256}" for w in wheels]
    return "\n".join(sorted(lines)) + "\n"
