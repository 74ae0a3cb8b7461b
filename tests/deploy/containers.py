"""Runs the services of a compose file as containers would, in a namespace of its own: no Docker.

    python containers.py FOLDER

FOLDER holds services.json: the root of the image, its environment, and each service's command.
Each process has the root, read-only, as its own; /tmp in memory; two volumes and the socket's.
Prints one line of JSON: what was not as it should be.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import visitor

UID = 990


class Containers:
    """Processes of one image; `database` has a volume of its own."""

    def __init__(self, folder: Path) -> None:
        told = json.loads((folder / "services.json").read_text())
        self.folder, self.services = folder, told["services"]
        self.environment = told["environment"]
        self.roots = {}
        socket = self._volume("socket")
        for name in ("tutela", "database"):
            at = folder / f"as-{name}"
            at.mkdir()
            mounts = [
                f"mount --bind {told['root']} {at}",
                f"mount -o remount,bind,ro {at}",
                f"mount -t proc proc {at}/proc",
                f"mount --bind /dev {at}/dev",
                f"mount -t tmpfs tmpfs {at}/tmp",
                f"mount --bind {self._volume(name)} {at}/var/lib/tutela",
                f"mount --bind {socket} {at}/run/postgresql",
            ]
            subprocess.run(["sh", "-ec", "\n".join(mounts)], check=True)
            self.roots[name] = at

    def _volume(self, name: str) -> Path:
        """As a named volume begins: the folder of the image, with whom it belongs to."""
        made = self.folder / f"volume-{name}"
        made.mkdir(mode=0o700)
        os.chown(made, UID, UID)
        return made

    def start(self, command: list[str], log: str, *, database: bool) -> subprocess.Popen[bytes]:
        root = self.roots["database" if database else "tutela"]
        within = ["setpriv", f"--reuid={UID}", f"--regid={UID}", "--clear-groups", "--no-new-privs"]
        shut = [*within, "--bounding-set=-all", "--inh-caps=-all"]
        # As USER says: the account is taken on inside the root, after it was changed to.
        return subprocess.Popen(
            [
                *("chroot", str(root), "env", "-i", *map("=".join, self.environment.items())),
                *(*shut, "sh", "-c", 'cd /var/lib/tutela && exec "$@"', "sh", *command),
            ],
            stdout=(self.folder / f"{log}.log").open("wb"),
            stderr=subprocess.STDOUT,
        )

    def run(self, *command: str, database: bool = False) -> tuple[int, str]:
        done = self.start(list(command), "once", database=database).wait(600)
        return done, (self.folder / "once.log").read_text()

    def is_healthy(self, name: str) -> bool:
        test = self.services[name]["healthy"][1:] or ["tutela-healthy", "8000", "/account/login/"]
        over = time.monotonic() + 180
        while self.run(*test, database=name == "database")[0] != 0:
            if time.monotonic() > over:
                return False
            time.sleep(1)
        return True


def main(folder: Path) -> None:
    subprocess.run(["mount", "--make-rprivate", "/"], check=True)
    subprocess.run(["mount", "-t", "proc", "proc", "/proc"], check=True)
    box, faults, healthy = Containers(folder), [], []
    running = {}

    def begin(name: str) -> None:
        command = box.services[name]["run"]
        running[name] = box.start(command, name, database=name == "database")

    def look(name: str) -> None:
        (healthy if box.is_healthy(name) else faults).append(name)

    begin("database")
    look("database")
    cut_off = '{"step": "begun", "from_version": "", "to_version": "", "units": []}'
    code, said = box.run("sh", "-c", f"echo '{cut_off}' >upgrade.journal; tutela platform prepare")
    if code != 2:
        faults.append(f"prepared while an upgrade was open: {said}")
    code, said = box.run("tutela", "platform", "upgrade", "--resume")
    if code:
        faults.append(f"an upgrade that was cut off: {said}")
    code, said = box.run(*box.services["prepare"]["run"])
    if code:
        faults.append(f"prepare: {said}")
    for name in ("web", "live", "rounds", "senders", "webhooks", "jobs"):
        begin(name)
    code, _said = box.run("sh", "-c", "touch /opt/tutela/written || touch /usr/written")
    if code == 0:
        faults.append("the root can be written")
    _code, said = box.run(
        *("tutela", "platform", "mission", "kesa", "Kesa", "--country", "SSD"),
        *("--time-zone", "Africa/Juba", "--administrator", "dana"),
    )
    [link] = re.findall(r"^http://\S+", said, re.MULTILINE) or [said]
    look("web")
    look("live")
    person = visitor.Visitor("http://localhost:8000")
    person.begin(link, "dana")
    faults += person.look_through(
        tuple(path.format(mission="kesa") for path in visitor.AS_ADMINISTRATOR)
    )
    ready = box.run("tutela", "platform", "check")[1]
    faults += [f"{name} has ended" for name, one in running.items() if one.poll() is not None]
    for name, one in reversed(running.items()):
        one.send_signal(signal.Signals[box.services[name]["signal"]])
        ended = one.wait(90)
        if ended not in (0, -15):
            faults.append(f"{name} ended with {ended}")
        log = (folder / f"{name}.log").read_text()
        if "Traceback" in log or (not log and name == "web"):
            faults.append(f"{name} logged: {log[-600:]}")
    print(json.dumps({"faults": faults, "healthy": healthy, "ready": ready}))  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]))
