"""A real Kannel with its own fakesmsc, in a folder of its own, on loopback, not as root.

with kannel(gateway=url) as box:
    box.handset.say("+211900111222 777 text 1 Luma")
    box.handset.heard()
"""

from __future__ import annotations

import os
import re
import select
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.postgres import _not_root
from tests.tutela_web.waiting import free_port, listens, until

CONFIGURATION = Path(__file__).parents[3] / "deploy" / "kannel" / "kannel.conf"
FAKESMSC = Path("/usr/lib/kannel/test/fakesmsc")
INSTALLED = bool(shutil.which("bearerbox")) and FAKESMSC.exists()
PASSWORD = "sendsms-password"


class Handset:
    """A telephone behind the gateway: fakesmsc sends what it is told and prints what comes."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process
        self.seen = b""

    def say(self, message: str) -> None:
        """Send "from to type words", words url-encoded where the type asks for it.

        Waits until it left: of two lines that lie ready at once fakesmsc reads the first alone.
        """
        assert self.process.stdin
        before = self._left()
        self.process.stdin.write(message.encode() + b"\n")
        self.process.stdin.flush()
        until(lambda: self._left(0.1) > before, told=lambda: self.seen)

    def heard(self, seconds: float = 1.0) -> list[str]:
        """Everything that came to the telephone so far, waiting so long for more."""
        self._read(seconds)
        return re.findall(r"Got message \d+: <(.*?)>", self.seen.decode(errors="replace"))

    def _left(self, seconds: float = 0) -> int:
        """How many messages left the telephone so far."""
        self._read(seconds)
        return self.seen.count(b"sent message")

    def _read(self, seconds: float) -> None:
        assert self.process.stdout
        ends = time.monotonic() + seconds
        while (left := ends - time.monotonic()) > 0:
            if select.select([self.process.stdout], [], [], left)[0]:
                said = os.read(self.process.stdout.fileno(), 65536)
                if not said:
                    break
                self.seen += said


TURNS = 3
"""So often Kannel is begun anew, on other ports, where it ended before it listened."""


class EndedEarly(AssertionError):
    """A program that was to listen ended."""


@dataclass
class Box:
    """A running Kannel: where it is told to send, its handset, its folder, our gateway's secret."""

    send_url: str
    handset: Handset
    logs: Path
    secret: str = ""


@contextmanager
def kannel(*, gateway: str) -> Iterator[Box]:
    """Kannel as it is set up in deploy/kannel, as long as the block lasts.

    Takes   gateway, the address messages are posted to, with its secret.
    """
    # Not below pytest's own folder: whoever else runs tests here closes that to all but themselves.
    with tempfile.TemporaryDirectory(prefix="kannel-") as made:
        folder = Path(made)
        folder.chmod(0o777)
        with _begun(folder, gateway) as box:
            yield box


@contextmanager
def _begun(folder: Path, gateway: str) -> Iterator[Box]:
    said = CONFIGURATION.read_text()
    said = said.replace("SENDSMS_PASSWORD", PASSWORD).replace("ADMIN_PASSWORD", "admin-password")
    said = said.replace("LOGS", str(folder)).replace("GATEWAY", gateway)
    said = said.replace("timeout = 60", "timeout = 3").replace("delay = 5", "delay = 1")
    with ExitStack() as stack:
        for _turn in range(TURNS):
            ports = {name: free_port() for name in ("ADMIN", "SMSBOX", "SMSC", "SENDSMS")}
            try:
                box = stack.enter_context(_started(folder, said, ports))
            except EndedEarly as ended:  # a port was taken by another in between
                why = ended
            else:
                break
        else:
            raise why
        yield box


@contextmanager
def _started(folder: Path, said: str, ports: dict[str, int]) -> Iterator[Box]:
    """Both boxes and a handset, each listening before the next begins.

    Raises  EndedEarly if one of them ended instead.
    """
    for name, port in ports.items():
        said = said.replace(f"{name}_PORT", str(port))
    configuration = folder / "kannel.conf"
    configuration.write_text(said)
    configuration.chmod(0o644)
    who = _not_root()
    with ExitStack() as stack:
        for name, port in (("bearerbox", ports["SMSBOX"]), ("smsbox", ports["SENDSMS"])):
            command = [shutil.which(name), "-v", "4", configuration]
            process = stack.enter_context(_running(command, folder, who))
            _listening(port, process, folder / f"{name}.said")
        command = [FAKESMSC, "-H", "127.0.0.1", "-r", str(ports["SMSC"])]
        phone = stack.enter_context(_running(command, folder, who, talks=True))
        _listening(ports["SMSC"], phone)
        time.sleep(0.5)  # until the bearerbox has taken the handset's connection
        yield Box(f"http://127.0.0.1:{ports['SENDSMS']}/cgi-bin/sendsms", Handset(phone), folder)


@contextmanager
def _running(
    command: list[object], folder: Path, who: dict[str, object], *, talks: bool = False
) -> Iterator[subprocess.Popen[bytes]]:
    """A process, ended with the block; what one that does not talk says lies in a file beside."""
    said = folder / f"{Path(str(command[0])).name}.said"
    with said.open("wb") as file:
        process = subprocess.Popen(
            [str(part) for part in command],
            cwd=folder,
            stdin=subprocess.PIPE if talks else subprocess.DEVNULL,
            stdout=subprocess.PIPE if talks else file,
            stderr=subprocess.STDOUT,
            **who,
        )  # type: ignore[call-overload]
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe:
                pipe.close()


def _listening(port: int, process: subprocess.Popen[bytes], said: Path | None = None) -> None:
    """Wait until the program listens.

    Raises  EndedEarly if it ended instead, with the last it said.
    """

    def last_said() -> str:
        return said.read_text(errors="replace")[-2000:] if said else ""

    def answers() -> bool:
        if process.poll() is not None:
            raise EndedEarly(f"ended with {process.returncode}: {last_said()}")
        return listens(port)

    until(answers, told=last_said)
