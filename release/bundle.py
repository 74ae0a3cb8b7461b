"""The offline bundle: one file that makes a bare Debian 12 a server, with no network."""

from __future__ import annotations

import os
import shutil
import tarfile
from pathlib import Path

from release import bill, debs, wheels
from release.names import BUNDLE, ROOT, VERSION, made_at, run
from tutela_web.cli.upgrading.bundle import SUMS, UNSIGNED, UNTOLD, sha256_of

DEPLOY = ROOT / "deploy"
UNSIGNED_SAYS = """\
Nobody signed this bundle: SHA256SUMS tells that it is whole, not from whom it comes.
Next: take a bundle with SHA256SUMS.minisig, or trust the way it came to you.
"""


def own_files() -> dict[str, Path]:
    """The files that come from this checkout as they are, by their place in the bundle."""
    return {
        "install.sh": DEPLOY / "install.sh",
        "answers.example": DEPLOY / "answers.example",
        "tutela.env.example": DEPLOY / "tutela.env.example",
        "nginx/tutela.conf": DEPLOY / "nginx.conf",
        "LICENSE": ROOT / "LICENSE",
        "NOTICE": ROOT / "NOTICE",
        "INSTALL.md": ROOT / "docs/how-to/install.md",
        **{f"units/{unit.name}": unit for unit in sorted((DEPLOY / "systemd").iterdir())},
    }


def lay_out(folder: Path) -> None:
    """Put all of a bundle into an empty folder: fetched, built, copied, listed, signed."""
    for part in ("wheels", "debs", "units", "nginx"):
        (folder / part).mkdir(parents=True)
    wheels.fetch(wheels.pinned("web"), folder / "wheels")
    wheels.build_own(folder / "wheels")
    debs.fetch(folder / "debs")
    finish(folder)


def finish(folder: Path) -> None:
    """With wheels and packages there: what says what is in it."""
    for place, source in own_files().items():
        shutil.copyfile(source, folder / place)
    (folder / "install.sh").chmod(0o755)
    held = wheels.read_all(folder / "wheels")
    packages = debs.read((folder / "debs/Packages").read_text())
    (folder / "VERSION").write_text(f"{VERSION}\n")
    (folder / "requirements.txt").write_text(wheels.hashed(held))
    (folder / "bom.cdx.json").write_text(bill.bill(BUNDLE, held, packages))
    (folder / SUMS).write_text(checksums(folder))
    sign(folder / SUMS)


def checksums(folder: Path) -> str:
    """A line for each file, as `sha256sum -c` reads it, in the order of names."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    named = {path.relative_to(folder).as_posix(): path for path in files}
    return "".join(
        f"{sha256_of(path)}  {name}\n" for name, path in named.items() if name not in UNTOLD
    )


def sign(sums: Path) -> None:
    """Sign with the key that TUTELA_MINISIGN_KEY names; without one, a file UNSIGNED says so.

    TUTELA_MINISIGN_PASSWORD opens a key that has a password.
    """
    if not (key := os.environ.get("TUTELA_MINISIGN_KEY")):
        (sums.parent / UNSIGNED).write_text(UNSIGNED_SAYS)
        return
    told = f"Tutela {VERSION}"
    command = ["minisign", "-S", "-s", key, "-m", str(sums), "-t", told]
    password = os.environ.get("TUTELA_MINISIGN_PASSWORD", "") + "\n"
    run("sh", "-c", 'printf %s "$PASSWORD" | "$@" >/dev/null', "sh", *command, PASSWORD=password)


def pack(folder: Path, at: Path, top: str = BUNDLE) -> Path:
    """One tar of a folder, the same bytes for the same files: sorted, owned by root, one time."""

    def plain(entry: tarfile.TarInfo) -> tarfile.TarInfo:
        entry.uid = entry.gid = 0
        entry.uname = entry.gname = "root"
        entry.mtime = made_at()
        entry.mode = 0o755 if entry.isdir() or entry.mode & 0o100 else 0o644
        return entry

    with tarfile.open(at, "w", format=tarfile.PAX_FORMAT) as packed:
        for path in sorted([folder, *folder.rglob("*")]):
            within = Path(top) / path.relative_to(folder)
            packed.add(path, within.as_posix(), recursive=False, filter=plain)
    return at
