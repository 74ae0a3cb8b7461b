"""Where an install lies, which version runs, and how its environments are made and switched.

ROOT/releases/VERSION   an environment for each version, with its own Python and libraries
ROOT/current            a link to the one that runs
"""

from __future__ import annotations

import fcntl
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tutela import __version__
from tutela_web.cli.upgrading import StepFailed, UpgradeRefused
from tutela_web.cli.upgrading.bundle import OpenBundle

LOCK = "upgrade.lock"
COPIES = ".upgrade"
MADE = ".whole"
"""In an environment that is whole: the bundle it was made from."""


def environment_of(file: Path) -> dict[str, str]:
    """The environment of the services, as systemd reads its file, beside that of this process;
    this process's own where it names the data already.

    Raises  UpgradeRefused where neither names the folder of the data.
    """
    settings = dict(os.environ)
    if "TUTELA_DATA" not in settings and file.is_file():
        for line in file.read_text("utf-8").splitlines():
            if named := re.fullmatch(r"\s*([A-Z_]+)=(.*)", line):
                quoted = named[2].startswith(("'", '"'))
                settings[named[1]] = shlex.split(named[2])[0] if quoted else named[2].strip()
    if not Path(settings.get("TUTELA_DATA", "")).is_absolute():
        raise UpgradeRefused(
            "the folder of the data is not named",
            where="TUTELA_DATA",
            next=f"name it in {file}, or the file with --settings",
        )
    return settings


@dataclass(frozen=True)
class Install:
    """One install.

    root          where its versions lie; None where the program is an image that others change
    version       the version of this very program
    folder        of the data
    owner         user and group that the data belong to, and everything is done with them as
    environment   what services run with
    """

    root: Path | None
    version: str
    folder: Path
    owner: tuple[int, int]
    environment: Mapping[str, str]

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> Install:
        """The install of this program.

        Raises  UpgradeRefused where its data are not there.
        """
        folder = Path(environment["TUTELA_DATA"])
        if not folder.is_dir():
            raise UpgradeRefused("there is no such folder", where=str(folder), next="prepare first")
        here = Path(sys.prefix).resolve()
        root = here.parent.parent if here.parent.name == "releases" else None
        told = folder.stat()
        return cls(root, __version__, folder, (told.st_uid, told.st_gid), environment)

    @property
    def copies(self) -> Path:
        """Where databases and files are copied beside themselves."""
        return self.folder / COPIES

    @property
    def releases(self) -> Path:
        """The folder of versions.

        Raises  UpgradeRefused where this program does not lie in one.
        """
        if self.root is None:
            raise UpgradeRefused(
                "this program does not lie in a folder `releases` that an upgrade could add to",
                where=sys.prefix,
                next="install from the bundle; a container takes the next image and runs "
                "`tutela platform upgrade --in-place` (docs/how-to/upgrade.md)",
            )
        return self.root / "releases"

    def program(self, version: str) -> Path:
        """The Python of a version; this program's own where there is only one."""
        if self.root is None or not version:
            return Path(sys.executable)
        return self.releases / version / "bin" / "python"

    def require_right_user(self, *, versions: bool = True) -> None:
        """Raise UpgradeRefused unless this account may act as the data's, and write versions.

        Takes   versions, whether any are to be written: an image's are not.
        """
        user = os.geteuid()
        writes = not versions or self.root is None or os.access(self.releases, os.W_OK)
        if user not in (0, self.owner[0]) or not writes:
            raise UpgradeRefused(
                "this account may not write the versions, or act for the data's account",
                where=str(self.root or self.folder),
                next="run it as root",
            )

    @contextmanager
    def hold_lock(self, *, waiting: bool) -> Iterator[int]:
        """One upgrade at a time; gives the lock, which every process of a step holds too.

        Takes   waiting, whether to wait for what an upgrade that was killed left running.
        Raises  UpgradeRefused where another is at work, and nobody waits.
        """
        opened = os.open(
            self.folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600
        )
        try:
            try:
                fcntl.flock(opened, fcntl.LOCK_EX | (0 if waiting else fcntl.LOCK_NB))
            except BlockingIOError:
                raise UpgradeRefused("another upgrade is at work", next="wait for it") from None
            yield opened
        finally:
            os.close(opened)

    def run(
        self,
        lock: int,
        version: str,
        *words: str,
        begun: bool = True,
        answers: tuple[int, ...] = (0,),
    ) -> str:
        """Run Python of a version as the data's account; gives what it said.

        Takes   begun, whether the journal is open, so that the settings must let it in;
                answers, the exit codes with which what it said is an answer.
        Raises  StepFailed with the last words of what failed; of a fault its kind and place alone,
                for its words may repeat a record's.
        """
        user, group = self.owner
        account: dict[str, int | list[int]] = (
            {"user": user, "group": group, "extra_groups": []} if os.geteuid() == 0 else {}
        )
        marks = {"TUTELA_UPGRADING": "yes"} if begun else {}
        ended = subprocess.run(  # type: ignore[call-overload]  # nosec B603 # our own programs
            [str(self.program(version)), *words],
            env={**self.environment, **marks, "HOME": str(self.folder)},
            cwd=self.folder,
            text=True,
            capture_output=True,
            check=False,
            pass_fds=[lock],
            start_new_session=True,  # Ctrl-C is the upgrade's to act on
            umask=0o077,
            **account,
        )
        if ended.returncode not in answers or (ended.returncode and not ended.stdout):
            raise StepFailed(words_of_failure(ended.stderr or ended.stdout), where=version)
        return str(ended.stdout)

    def make_environment(self, bundle: OpenBundle) -> None:
        """Make the environment of a bundle's version beside the others; one that is whole stays.

        Raises  StepFailed where pip refuses a wheel.
        """
        release = self.releases / bundle.version
        mark = release / MADE
        if mark.exists() and mark.read_text() == bundle.digest:
            return
        shutil.rmtree(release, ignore_errors=True)  # what a stopped upgrade left
        # Readable by the services' account whatever the umask of who runs this.
        before = os.umask(0o022)
        try:
            # -I: nothing of root's own surroundings is in it.
            _run_program(sys.executable, "-I", "-m", "venv", str(release))
            _run_program(
                *(str(release / "bin" / "python"), "-I", "-m", "pip", "install", "--isolated"),
                *("--no-index", "--no-deps", "--require-hashes", "--no-cache-dir", "--no-input"),
                *("--quiet", "--disable-pip-version-check"),
                *("--find-links", str(bundle.folder / "wheels")),
                *("-r", str(bundle.folder / "requirements.txt")),
            )
            said = _run_program(str(release / "bin" / "tutela"), "--version")
            if said.split()[-1] != bundle.version:
                raise StepFailed("the program says another version", where=said.strip())
            mark.write_text(bundle.digest)
        finally:
            os.umask(before)

    def switch(self, version: str) -> None:
        """Let `current` lead to a version, at once."""
        root = self.releases.parent
        fresh = root / ".current"
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(self.releases / version)
        fresh.replace(root / "current")
        os.sync()


def _run_program(*command: str) -> str:
    ended = subprocess.run(  # nosec B603 # our own programs, no shell
        command, capture_output=True, text=True, check=False, start_new_session=True
    )
    if ended.returncode:
        raise StepFailed(words_of_failure(ended.stderr or ended.stdout), where=command[0])
    return ended.stdout


def words_of_failure(said: str) -> str:
    """What a program that failed said, in one line; of a fault its kind and place.

    >>> words_of_failure("Traceback (most recent call last):\\n"
    ...     '  File "/a/migrations/0002_x.py", line 7, in add\\n    raise\\n'
    ...     "django.db.utils.IntegrityError: Key (name)=(Amina) is there\\n")
    'IntegrityError in 0002_x.py line 7'
    >>> words_of_failure("the disk has no room left. Next: make room.\\n")
    'the disk has no room left. Next: make room.'
    """
    lines = [line for line in said.splitlines() if line.strip()]
    if not any(line.startswith("Traceback") for line in lines):
        return lines[-1] if lines else "it ended without a word"
    places = re.findall(r'File "[^"]*?([^/"]+)", line (\d+)', said)
    kinds = [
        kind[1] for line in lines if (kind := re.match(r"(?:[a-z_]\w*\.)*([A-Z]\w+)(?::|$)", line))
    ]
    file, number = places[-1] if places else ("?", "?")
    ours = re.findall(r'File "[^"]*?migrations/([^/"]+)", line (\d+)', said)
    if ours:
        file, number = ours[-1]
    return f"{kinds[-1] if kinds else 'a fault'} in {file} line {number}"
