"""The image: Debian's packages and the wheels, made without pulling any image."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from release import bill, debs, wheels
from release.names import IMAGE, ROOT, SUITE, VERSION, made_at, run

HERE = ROOT / "deploy/image"
PACKAGES = ("postgresql-15", "python3-venv", "tzdata")
NAME = f"tutela:{VERSION}"


def build(held: Path, folder: Path) -> Path:
    """Build the image from the wheels held; its archive and its bill go into a folder."""
    with tempfile.TemporaryDirectory() as kept:
        work, read = Path(kept), wheels.read_all(held)
        (work / "requirements.txt").write_text(wheels.hashed(read))
        make_root(held, work)
        for file in ("Containerfile", "tutela-healthy", "tutela-database"):
            (work / file).write_bytes((HERE / file).read_bytes())
        # A store of its own, of plain folders: nothing is asked of the kernel, and nothing is left.
        buildah = ["buildah", "--storage-driver", "vfs"]
        buildah += ["--root", f"{work}/store", "--runroot", f"{work}/run"]
        run(
            *(*buildah, "build", "--quiet", "--isolation", "chroot"),
            *("--format", "docker", "--timestamp", str(made_at()), "--tag", NAME),
            *("--build-arg", f"VERSION={VERSION}", "--file", work / "Containerfile", work),
        )
        plain = work / "image.tar"
        run(*buildah, "push", "--quiet", NAME, f"docker-archive:{plain}:{NAME}")
        archive = folder / f"{IMAGE}.tar.gz"
        with archive.open("wb") as out:
            subprocess.run(["gzip", "-n", "-3", "-c", plain], stdout=out, check=True)
        packages = debs.read((work / "status").read_text())
    (folder / f"{IMAGE}.cdx.json").write_text(bill.bill(IMAGE, read, packages))
    return archive


def make_root(held: Path, work: Path) -> None:
    """The files of the image: a Debian without apt, and the program in its environment."""
    inside = f"/opt/tutela/releases/{VERSION}"
    pip = f"{inside}/bin/python -m pip --isolated --disable-pip-version-check"
    steps = [
        'mkdir -p "$1/tmp/wheels"',
        f'cp "{held}"/*.whl "$1/tmp/wheels/" && cp "{work}/requirements.txt" "$1/tmp/"',
        f'chroot "$1" python3 -m venv {inside}',
        f'chroot "$1" {pip} install -q --no-cache-dir --no-index --find-links /tmp/wheels'
        " --require-hashes -r /tmp/requirements.txt",
        f'chroot "$1" {pip} uninstall -q -y pip setuptools',
        # By digest: the times of files are set back in the archive, and what lies compiled by time
        # would be compiled anew at each start, for nothing is kept in a container.
        f'chroot "$1" {inside}/bin/python -m compileall -q -f --invalidation-mode unchecked-hash'
        f" {inside}/lib",
        f'ln -s {inside} "$1/opt/tutela/current"',
        'chroot "$1" useradd --system --uid 990 --home /var/lib/tutela tutela',
        'rm -rf "$1"/tmp/* "$1"/var/lib/postgresql "$1"/etc/postgresql "$1"/var/log/*',
        'rm -rf "$1/usr/share/python-wheels" "$1"/run/*',
        'find "$1/var/cache" "$1/var/lib/apt" -type f -delete',
        'mkdir -p "$1/var/lib/tutela" "$1/run/postgresql"',
        'chmod 700 "$1/var/lib/tutela"',
        'chroot "$1" chown 990:990 /var/lib/tutela /run/postgresql',
        f'cp "$1/var/lib/dpkg/status" "{work}/status"',
    ]
    run(
        *(
            "mmdebstrap",
            "--quiet",
            "--variant=essential",
            "--skip=cleanup/run",
            f"--include={','.join(PACKAGES)}",
        ),
        # What nobody reads in an image; copyright stays.
        *(f"--dpkgopt=path-exclude=/usr/share/{part}/*" for part in ("man", "info", "locale")),
        *(
            "--dpkgopt=path-exclude=/usr/share/doc/*",
            "--dpkgopt=path-include=/usr/share/doc/*/copyright",
        ),
        *(f"--customize-hook={step}" for step in steps),
        *(SUITE, work / "root.tar"),
        SOURCE_DATE_EPOCH=str(made_at()),
    )


def compose() -> str:
    """The compose file of this version."""
    return (ROOT / "deploy/compose.yaml").read_text().replace("VERSION", VERSION)
