"""What runs of the platform, stopped and started: by systemd, or by a command of the settings.

TUTELA_SERVICES names the command where no systemd runs: it is called with `stop` and with `start`
and ends once that is so.
"""

from __future__ import annotations

import shlex
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tutela_web.cli.upgrading import StepFailed, UpgradeRefused

ONCE = ("tutela-upgrade.service", "tutela-backup.service", "tutela-check.service")
"""Units that run and end: they are stopped, and started again by their timers alone."""


@dataclass(frozen=True)
class Services:
    """How they are stopped and started.

    command   what to call with `stop` or `start`; empty for systemd
    """

    command: tuple[str, ...]

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> Services:
        """As the settings say."""
        return cls(tuple(shlex.split(environment.get("TUTELA_SERVICES", ""))))

    def require_way(self) -> None:
        """Raise UpgradeRefused where there is neither a systemd nor a command."""
        if not self.command and not Path("/run/systemd/system").is_dir():
            raise UpgradeRefused(
                "no systemd runs here, and nothing says how services are stopped",
                where="TUTELA_SERVICES",
                next="set it to a command that is called with `stop` and with `start`",
            )

    def running(self) -> tuple[str, ...]:
        """The units that run now; none where a command knows by itself."""
        if self.command:
            return ()
        listed = _run(
            *("systemctl", "list-units", "--plain", "--no-legend", "--full"),
            *("--state=active,activating,reloading", "tutela-*.service", "tutela-*.timer"),
        )
        return tuple(line.split()[0] for line in listed.splitlines() if line.strip())

    def stop(self, units: tuple[str, ...]) -> None:
        """Stop them; gives back once they have ended.

        Raises  StepFailed where one does not.
        """
        if self.command:
            _run(*self.command, "stop")
        elif stopped := [unit for unit in units if unit != ONCE[0]]:
            _run("systemctl", "stop", *stopped)

    def start(self, units: tuple[str, ...]) -> None:
        """Start those that ran.

        Raises  StepFailed where one does not start.
        """
        if self.command:
            _run(*self.command, "start")
        elif started := [unit for unit in units if unit not in ONCE]:
            _run("systemctl", "start", *started)


def _run(*command: str) -> str:
    try:
        ended = subprocess.run(  # nosec B603 # systemctl, or the command of the settings; no shell
            command, capture_output=True, text=True, check=False, start_new_session=True
        )
    except OSError as error:
        raise StepFailed(
            f"{command[0]} cannot be run: {error.strerror}", next="look at TUTELA_SERVICES"
        ) from None
    if ended.returncode:
        raise StepFailed(
            f"`{shlex.join(command[:3])}` ended with code {ended.returncode}",
            where=ended.stderr.strip().partition("\n")[0][:200],
            next="look at `systemctl status 'tutela-*'`"
            if command[0] == "systemctl"
            else "look at that command, which TUTELA_SERVICES names",
        )
    return ended.stdout
