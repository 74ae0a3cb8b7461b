"""Debian's own packages: those the bundle brings, and what each says of itself."""

from __future__ import annotations

import re
import shutil
import tempfile
from email.parser import HeaderParser
from pathlib import Path
from typing import NamedTuple

from release.names import SUITE, run

WANTED = ("nginx", "postgresql", "python3-venv", "openssl", "tzdata")
"""What a machine needs beside the wheels; apt finds what these need beyond a minimal Debian."""


class Deb(NamedTuple):
    """A package as Debian's lists have it."""

    name: str
    version: str
    architecture: str
    sha256: str = ""


def fetch(folder: Path, wanted: tuple[str, ...] = WANTED) -> None:
    """Fetch packages and what they need beyond a bare Debian, with a list of them for apt.

    The bare system is made for it and thrown away; apt checks Debian's signatures.
    """
    with tempfile.TemporaryDirectory() as out:
        # The account that apt fetches as wants to get there; mmdebstrap itself may not be root.
        Path(out).chmod(0o777)
        apt = "APT_CONFIG=$MMDEBSTRAP_APT_CONFIG apt-get -qq"
        install = f"install -y --no-install-recommends --download-only {' '.join(wanted)}"
        run(
            *("mmdebstrap", "--quiet", "--variant=minbase", "--skip=cleanup/apt"),
            f"--customize-hook={apt} clean",
            f"--customize-hook={apt} {install} >/dev/null",
            f"--customize-hook=sync-out /var/cache/apt/archives {out}",
            *(SUITE, "/dev/null"),
        )
        for deb in Path(out).glob("*.deb"):
            # A colon, of an epoch, is no sign for a file that may lie on a stick.
            shutil.copy(deb, folder / deb.name.replace("%3a", "-"))
    (folder / "Packages").write_text(run("apt-ftparchive", "packages", ".", cwd=folder))


def read(packages: str) -> list[Deb]:
    """The packages of a list, as apt-ftparchive writes it or dpkg keeps it."""
    found = []
    for part in re.split(r"\n\n+", packages.strip()):
        said = HeaderParser().parsestr(part)
        found.append(
            Deb(said["Package"], said["Version"], said["Architecture"], said["SHA256"] or "")
        )
    return sorted(found)
