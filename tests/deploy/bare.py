"""A bare Debian to install into: its own root, processes and network, and no way out of it."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

RAM = Path("/dev/shm")
MEMORY = Path("/sys/fs/cgroup/memory")
FOUR_GB = 4 * 1024**3


def may_make() -> bool:
    """Whether this machine can make such a root: its tools are here, and who runs this is root."""
    tools = ("mmdebstrap", "unshare", "ip")
    return os.geteuid() == 0 and all(shutil.which(tool) for tool in tools)


@contextmanager
def room(name: str) -> Iterator[Path]:
    """A gigabyte of room, in memory where that is: a root holds ten thousand small files."""
    made = Path(tempfile.mkdtemp(prefix=f"tutela-{name}-", dir=RAM if RAM.is_dir() else None))
    made.chmod(0o755)
    try:
        yield made
    finally:
        shutil.rmtree(made)


def make(folder: Path, *, suite: str = "bookworm", packages: tuple[str, ...] = ()) -> Path:
    """A minimal Debian in a folder; apt checks that it is Debian's."""
    command = ["mmdebstrap", "--quiet", "--variant=minbase"]
    if packages:
        command.append(f"--include={','.join(packages)}")
    subprocess.run([*command, suite, str(folder)], check=True)
    return folder


class Ran(NamedTuple):
    """What a program said, and how it ended."""

    code: int
    said: str


def run(root: Path, script: str, *, timeout: int = 1800, limit: Path | None = None) -> Ran:
    """Run lines of sh within a root: no route, no sight of other processes.

    Whatever they start is ended with them. Takes limit, a group of `in_memory`.
    """
    (root / "tmp/inside.sh").write_text(f"set -eu\nmount -t proc proc /proc\n{script}\n")
    # The loopback is turned on from outside: a bare root has no tool for it.
    enter = f"ip link set lo up && exec chroot '{root}' sh /tmp/inside.sh"
    if limit:
        enter = f"echo 0 >'{limit}/cgroup.procs' && {enter}"
    spaces = ["--net", "--mount", "--pid", "--ipc", "--uts", "--fork", "--kill-child"]
    done = subprocess.run(
        ["unshare", *spaces, "sh", "-c", enter],
        env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=timeout,
        check=False,
    )
    return Ran(done.returncode, done.stdout)


@contextmanager
def in_memory(bytes_: int) -> Iterator[Path | None]:
    """A group of processes that have no more memory than that; None where none can be made."""
    if not os.access(MEMORY, os.W_OK) or not (MEMORY / "cgroup.procs").exists():
        yield None
        return
    group = MEMORY / f"tutela-{os.getpid()}"
    group.mkdir()
    try:
        (group / "memory.limit_in_bytes").write_text(str(bytes_))
        yield group
    finally:
        group.rmdir()


def most_used(group: Path | None) -> int:
    """The most bytes that a group had at one time, files kept in memory among them."""
    return int((group / "memory.max_usage_in_bytes").read_text()) if group else 0
