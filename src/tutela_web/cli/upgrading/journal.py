"""The steps an upgrade has taken, one a line, each on the disk before the next step begins.

It lies with the data, so that every process of every version sees it: while it is there the
settings refuse to open the platform. A line that a power cut left unended was not written.
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from tutela_web.cli.upgrading import UpgradeRefused

OPEN, LAST = "upgrade.journal", "upgrade-last.journal"
VERSION = re.compile(r"\d+\.\d+\.\d+")
UNIT = re.compile(r"tutela-[a-z0-9@.-]+")
MOST_BYTES = 100_000
"""Of a journal, which has a dozen lines."""


@dataclass(frozen=True)
class Begun:
    """What an upgrade was begun with.

    from_version, to_version   both blank where the program is an image and only the data change
    units                      what ran when it began, and so is started when it ends
    """

    from_version: str
    to_version: str
    units: tuple[str, ...]


class Journal:
    """The journal in the folder of the data, written for the data's account to read."""

    def __init__(self, folder: Path, owner: tuple[int, int]) -> None:
        self.folder, self.owner = folder, owner

    @property
    def is_open(self) -> bool:
        """Whether an upgrade was begun and has not ended."""
        return (self.folder / OPEN).exists()

    def begin(self, begun: Begun) -> None:
        """Open it: from here on no process opens the platform but those of the upgrade."""
        opened = os.open(
            self.folder / OPEN, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600
        )
        try:
            os.fchown(opened, *self.owner)
            self._add(OPEN, {"step": "begun", **asdict(begun)})
            self._keep_folder()
        except BaseException:
            (self.folder / OPEN).unlink()
            raise
        finally:
            os.close(opened)

    def write(self, step: str) -> None:
        """A step is taken."""
        self._add(OPEN, {"step": step})

    def close(self) -> None:
        """The upgrade has ended, either way: the platform may be opened again."""
        (self.folder / OPEN).replace(self.folder / LAST)
        self._keep_folder()

    def write_started(self) -> None:
        """What ran before runs again, after an upgrade that has ended."""
        self._add(LAST, {"step": "started"})

    def read(self) -> tuple[Begun | None, list[str]]:
        """What the open upgrade was begun with and the steps taken since; None where it was cut
        off before it had begun anything."""
        return self._read(OPEN)

    def last_not_started(self) -> Begun | None:
        """The last upgrade, which has ended, if it was cut off before it started what had run."""
        begun, steps = self._read(LAST)
        return begun if "started" not in steps else None

    def _add(self, name: str, line: dict[str, str | tuple[str, ...]]) -> None:
        opened = os.open(self.folder / name, os.O_WRONLY | os.O_APPEND | os.O_NOFOLLOW)
        try:
            now = datetime.now(UTC).isoformat(timespec="seconds")
            os.write(opened, json.dumps({"at": now, **line}).encode() + b"\n")
            os.fsync(opened)
        finally:
            os.close(opened)

    def _keep_folder(self) -> None:
        """What is in the folder, by name, outlives a power cut too."""
        opened = os.open(self.folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)

    def _read(self, name: str) -> tuple[Begun | None, list[str]]:
        try:
            opened = os.open(self.folder / name, os.O_RDONLY | os.O_NOFOLLOW)
        except FileNotFoundError:
            return None, []
        with os.fdopen(opened, "rb") as file:
            content = file.read(MOST_BYTES + 1)
        whole = content.rpartition(b"\n")[0].splitlines()
        if not whole:
            return None, []
        # The data's account can write here; who reads it may be root.
        changed = UpgradeRefused(
            "the journal of the upgrade names what no upgrade writes: it was changed",
            where=name,
            next="find out who could write there",
        )
        if len(content) > MOST_BYTES:
            raise changed
        try:
            first, *others = map(json.loads, whole)
            begun = Begun(first["from_version"], first["to_version"], tuple(first["units"]))
            versions = [version for version in (begun.from_version, begun.to_version) if version]
            known = all(map(VERSION.fullmatch, versions)) and all(map(UNIT.fullmatch, begun.units))
            steps = [line["step"] for line in others]
        except (ValueError, LookupError, TypeError):
            raise changed from None
        if not known:
            raise changed
        return begun, steps
