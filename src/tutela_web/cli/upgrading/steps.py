"""The upgrade: everything is looked at, kept and made first; then the shortest time stopped.

    people work    look, back up to recipients, make the new environment beside the old one
    stopped        copy databases and files beside themselves, take the new version's steps, check
    switched       `current` leads to the new version; copies are removed; services start

Until the check has passed, whatever fails or is cut off goes back: databases and files from the
copies, the link, the services. From the check on, whatever is cut off is ended forward. Copies are
made once nobody can write any more: what was told as saved is in them.
"""

from __future__ import annotations

import json
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import cast

from tutela.base.errors import TutelaError
from tutela_web.cli.upgrading import StepFailed, UpgradeFailed, UpgradeRefused
from tutela_web.cli.upgrading.bundle import OpenBundle, bytes_unpacked, open_bundle
from tutela_web.cli.upgrading.install import Install
from tutela_web.cli.upgrading.journal import Begun, Journal
from tutela_web.cli.upgrading.services import Services
from tutela_web.cli.upgrading.within import InstallSeen

Say = Callable[[str], None]
WITHIN = ("-m", "tutela_web.cli.upgrading.within")
TUTELA = ("-c", "from tutela.cli import main; main()")
SPARE = 200_000_000
"""Bytes to be left on each disk besides what an upgrade takes."""
CHANGED = ("database", "database's steps", "database's pages", "vault's key", "page of signing in")
"""Ends of findings that say whether an upgrade itself came out well."""
LOOK_AGAIN = 5.0
"""Seconds between two looks at work under way."""
UNITS = Path("/etc/systemd/system")
RESUME = "run `tutela platform upgrade --resume`"


class Interrupted(TutelaError):
    """Whoever runs the upgrade, or the machine, asked it to stop."""

    code = "upgrade.interrupted"


@dataclass(frozen=True)
class Upgrade:
    """One upgrade of one install, and whom it tells."""

    install: Install
    services: Services
    tell: Say
    lock: int

    @property
    def journal(self) -> Journal:
        return Journal(self.install.folder, self.install.owner)

    def begin(
        self, source: Path, *, backups: tuple[Path, Path], wait: float, looking: bool
    ) -> None:
        """Bring the install to a bundle's version, or back to what it was.

        Takes   backups, the folders of the main and the keys archive; wait, seconds for work
                under way to end; looking, whether only to look.
        Raises  UpgradeRefused where nothing was begun; UpgradeFailed where it went back, or could
                not.
        """
        install = self.install
        self._require_closed()
        install.require_right_user()
        self.services.require_way()
        _require_room([(install.releases, bytes_unpacked(source))])
        key = install.environment.get("TUTELA_RELEASE_KEY", "")
        with open_bundle(source, install.releases, key) as bundle:
            self.tell(f"tutela {install.version} runs; the bundle holds {bundle.version}.")
            self.tell(bundle.signed)
            _require_newer(install.version, bundle.version)
            before = self._look(wait)
            self._require_room(before["bytes"], bundle, backups)
            if looking:
                self.tell("Everything is as an upgrade needs it. Nothing was changed.")
                return
            self.tell("Keeping an encrypted backup ...")
            main, keys = map(str, backups)
            install.run(
                *(self.lock, install.version, *TUTELA),
                *("platform", "backup", main, "--keys", keys),
                begun=False,
            )
            self.tell(f"Making {install.releases / bundle.version} ...")
            install.make_environment(bundle)
            changed = _units_changed(bundle)
            version = bundle.version
        begun = Begun(install.version, version, self.services.running())
        with self._going_back_on_failure(begun):
            self.tell("Stopping the services ...")
            self.services.stop(begun.units)
            self.journal.write("stopped")
            self._renew(version, before["not_ready"])
            self.journal.write("checked")
        self._end_forward(begun)
        if changed and not self.services.command:
            self.tell(f"Units that differ from those of the bundle: {', '.join(changed)}.")
        self.tell(f"tutela {version} runs. {install.releases / begun.from_version} is kept.")

    def begin_in_place(self) -> None:
        """Bring the data to the version of this program, which was put in the place of another
        while nothing runs: of an image, say. Nothing to do is done at once.

        Raises  UpgradeRefused, UpgradeFailed as `begin`.
        """
        install = self.install
        if self.journal.is_open:
            self.resume(start=False)
        seen = json.loads(install.run(self.lock, "", *WITHIN, "steps", begun=False))
        if seen["unknown_steps"]:
            raise _unknown_steps()
        if seen["empty"] or not seen["waiting"]:
            install.run(self.lock, "", *TUTELA, "platform", "prepare", begun=False)
            self.tell("Prepared; the tables were this version's, or are new.")
            return
        _require_room([(install.folder, 2 * seen["bytes"])])
        begun = Begun("", "", ())
        with self._going_back_on_failure(begun):
            self.journal.write("stopped")
            self._renew("", None)
            self.journal.write("checked")
        self._end_forward(begun)
        self.tell(f"The data are those of tutela {install.version}.")

    def resume(self, *, start: bool) -> None:
        """End an upgrade that was cut off: forward where its check had passed, else back.

        Takes   start, whether to start services; at the machine's start they start by themselves.
        """
        if not self.journal.is_open:
            ended = self.journal.last_not_started()
            if ended and start:
                self._start(ended, start=True)
                self.tell("The upgrade had ended; what it had stopped is started.")
            else:
                self.tell("No upgrade is open.")
            return
        begun, steps = self.journal.read()
        self.install.require_right_user(versions=begun is not None and begun.to_version != "")
        if begun is None:  # cut off in its first line: nothing had been stopped
            self.journal.close()
            self.tell("An upgrade was cut off before it stopped or changed anything.")
        elif "checked" in steps and "going back" not in steps:
            self._end_forward(begun, start=start)
            self.tell(f"The upgrade is ended: tutela {begun.to_version or self.install.version}.")
        else:
            self._go_back(begun, start=start)
            self.tell(f"Gone back: all is as it was before {begun.to_version or 'the upgrade'}.")

    def _renew(self, version: str, unready: list[str] | None) -> None:
        """Copies, the version's own steps, its check: what may fail, and then goes back.

        Takes   unready, names of what was not ready before; None where nobody could look, and so
                what no upgrade changes does not hinder it.
        """
        install = self.install
        shutil.rmtree(install.copies, ignore_errors=True)
        self.tell("Copying databases and files beside themselves ...")
        install.run(self.lock, install.version, *WITHIN, "copy", str(install.copies))
        self.journal.write("copied")
        self.tell("Taking the steps of the new version ...")
        install.run(self.lock, version, *TUTELA, "platform", "prepare")
        self.journal.write("renewed")
        self.tell("Checking ...")
        # Its exit code tells of all that is not ready, and some of it was not before.
        told = install.run(
            *(self.lock, version, *TUTELA, "platform", "check", "--before-serving", "--json"),
            answers=(0, 2),
        )
        worse = [
            finding
            for finding in json.loads(told)
            if not finding["ready"]
            and (
                finding["name"].endswith(CHANGED)
                if unready is None
                else finding["name"] not in unready
            )
        ]
        if worse:
            first = worse[0]
            raise StepFailed(
                f"the check by the new version is not ready: {first['what']}",
                where=first["name"],
                next=first["next"],
            )

    @contextmanager
    def _going_back_on_failure(self, begun: Begun) -> Iterator[None]:
        with _asked_to_stop(_raise_interrupted):
            self.journal.begin(begun)
            try:
                yield
            except BaseException as error:
                with _asked_to_stop(_let_pass):  # what ends it is not stopped half-way
                    why = error if isinstance(error, TutelaError) else type(error).__name__
                    self.tell(f"It failed: {why}")
                    self._go_back(begun, start=True, why=str(why))
                    raise UpgradeFailed(
                        f"the upgrade failed, and what was stands again, with all it had: {why}",
                        next="mend that, then begin again; nothing is left to clear up",
                    ) from error

    def _go_back(self, begun: Begun, *, start: bool, why: str = "it was cut off") -> None:
        """Databases and files from the copies, the link, the services; begun again it ends the
        same."""
        install = self.install
        try:
            _begun, steps = self.journal.read()
            if "going back" not in steps:
                self.journal.write("going back")
            if start:  # else the machine starts, and a stop would undo what it is about to start
                self.services.stop(begun.units)
            if "copied" in steps and "put back" not in steps:
                self.tell("Putting databases and files back ...")
                install.run(
                    *(self.lock, begun.from_version, *WITHIN, "put-back", str(install.copies))
                )
            self.journal.write("put back")
            if install.root is not None and begun.from_version:
                install.switch(begun.from_version)
            shutil.rmtree(install.copies, ignore_errors=True)
            self.journal.close()
        except (TutelaError, OSError) as error:
            raise UpgradeFailed(
                f"the upgrade failed ({why}), and so did going back: {error}. Nothing is served; "
                f"the copies are whole",
                where=str(install.copies),
                next=f"mend that, then {RESUME}",
            ) from error
        self._start(begun, start=start)

    def _end_forward(self, begun: Begun, *, start: bool = True) -> None:
        """Switch, remove the copies, start; begun again it ends the same."""
        with _asked_to_stop(_let_pass):
            if self.install.root is not None and begun.to_version:
                self.install.switch(begun.to_version)
                self.journal.write("switched")
            shutil.rmtree(self.install.copies, ignore_errors=True)
            self.journal.close()
            self._start(begun, start=start)

    def _start(self, begun: Begun, *, start: bool) -> None:
        if start and (begun.units or self.services.command):  # beside an image nothing runs
            self.tell("Starting the services ...")
            try:
                self.services.start(begun.units)
            except TutelaError as error:
                raise UpgradeFailed(
                    f"the data and the program are whole, but a service did not start: {error}",
                    next="look why, and start it",
                ) from error
        self.journal.write_started()  # or left to the system, which starts

    def _require_closed(self) -> None:
        if self.journal.is_open:
            raise UpgradeRefused("an upgrade was begun and has not ended", next=RESUME)

    def _look(self, wait: float) -> InstallSeen:
        """What the version that runs knows of itself, once no work is under way."""
        install, until = self.install, time.monotonic() + wait
        while True:
            told = install.run(self.lock, install.version, *WITHIN, "look", begun=False)
            seen = cast("InstallSeen", json.loads(told))
            if seen["unknown_steps"]:
                raise _unknown_steps()
            if seen["refusing"]:
                raise UpgradeRefused(
                    f"not ready: {seen['refusing'][0]}",
                    next="when `tutela platform check` says ready, begin again",
                )
            if not seen["jobs"]:
                break
            if time.monotonic() > until:
                raise UpgradeRefused(
                    f"{seen['jobs']} pieces of work are under way",
                    next="wait until they have ended, or give --wait more seconds",
                )
            self.tell(f"{seen['jobs']} pieces of work are under way: waiting ...")
            time.sleep(LOOK_AGAIN)
        for name in seen["not_ready"]:
            self.tell(f"Not ready, and not mended by this: {name}.")
        return seen

    def _require_room(self, copied: int, bundle: OpenBundle, backups: tuple[Path, Path]) -> None:
        for folder in backups:
            if not folder.is_dir():
                raise UpgradeRefused(
                    "there is no such folder for the backup",
                    where=str(folder),
                    next="make it, or name another with --backup and --keys",
                )
        # Beside the data: the copies, and a backup's parts before they are encrypted.
        _require_room(
            [
                (self.install.folder, 2 * copied),
                (self.install.releases, bundle.bytes_installed()),
                (backups[0], copied),
            ]
        )


def _require_room(wanted: list[tuple[Path, int]]) -> None:
    """Raise UpgradeRefused unless each disk has room for all that goes there."""
    by_disk: dict[int, tuple[Path, int]] = {}
    for folder, size in wanted:
        disk = folder.stat().st_dev
        first, so_far = by_disk.get(disk, (folder, SPARE))
        by_disk[disk] = first, so_far + size
    for folder, size in by_disk.values():
        free = shutil.disk_usage(folder).free
        if free < size:
            raise UpgradeRefused(
                f"{free / 1e9:.1f} GB are free, {size / 1e9:.1f} GB are wanted",
                where=str(folder),
                next="make room first",
            )


def _require_newer(runs: str, brought: str) -> None:
    if _numbers(brought) <= _numbers(runs):
        raise UpgradeRefused(
            f"the bundle holds {brought}, and {runs} runs: it is not newer",
            next="take a newer bundle; the way back to an older version is a backup "
            "(docs/how-to/upgrade.md)",
        )


def _numbers(version: str) -> tuple[int, ...]:
    """
    >>> _numbers("0.10.0") > _numbers("0.9.1")
    True
    """
    return tuple(map(int, version.split(".")))


def _unknown_steps() -> UpgradeRefused:
    from tutela_web.base.history import OTHER_VERSION  # Django is imported for a refusal alone

    return UpgradeRefused(
        "a database has taken steps that this version does not know", next=OTHER_VERSION
    )


def _units_changed(bundle: OpenBundle) -> list[str]:
    """Units that are not here as the bundle has them."""
    changed = []
    for unit in sorted((bundle.folder / "units").glob("tutela-*")):
        here = UNITS / unit.name
        if not here.exists() or here.read_bytes() != unit.read_bytes():
            changed.append(unit.name)
    return changed


def _let_pass(_number: int, _frame: FrameType | None) -> None:
    """A function, for a signal that is ignored is ignored by every program started meanwhile."""


def _raise_interrupted(number: int, _frame: FrameType | None) -> None:
    raise Interrupted(f"it was asked to stop ({signal.Signals(number).name})")


@contextmanager
def _asked_to_stop(answer: Callable[[int, FrameType | None], None]) -> Iterator[None]:
    """Whoever asks it to stop meanwhile is answered so; a terminal that is lost stops nothing."""
    answers = {signal.SIGHUP: _let_pass, signal.SIGINT: answer, signal.SIGTERM: answer}
    before = {number: signal.signal(number, way) for number, way in answers.items()}
    try:
        yield
    finally:
        for number, way in before.items():
            signal.signal(number, way)
