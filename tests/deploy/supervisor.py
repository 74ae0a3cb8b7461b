"""Runs inside a bare root where no systemd is: starts what the units say, visits, stops it all.

    python supervisor.py HOST MISSION ADMINISTRATOR LINK

Prints one line of JSON: what was not as it should be, and what `tutela platform check` said.
"""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
import time
from pathlib import Path

import visitor

UNITS = Path("/etc/systemd/system")
PROGRAM = "/opt/tutela/current/bin/tutela"


def environment(file: str) -> dict[str, str]:
    """What a file of settings says, as systemd reads it."""
    lines = (line.strip() for line in Path(file).read_text().splitlines())
    told = (line.partition("=") for line in lines if line and not line.startswith("#"))
    return {name: shlex.split(value)[0] if value else "" for name, _, value in told}


def start(unit: Path) -> subprocess.Popen[bytes]:
    """Start a service as its unit says: program, person, folder, settings, mask."""
    said = dict(
        line.split("=", 1)
        for line in unit.read_text().splitlines()
        if "=" in line and line[0] != "#"
    )
    log = Path("/tmp", unit.stem).with_suffix(".log").open("wb")
    return subprocess.Popen(
        shlex.split(said["ExecStart"]),
        cwd=said["WorkingDirectory"],
        env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", **environment(said["EnvironmentFile"])},
        user=said["User"],
        group=said["Group"],
        extra_groups=[],
        umask=int(said["UMask"], 8),
        stdout=log,
        stderr=subprocess.STDOUT,
    )


def main(host: str, mission: str, name: str, link: str) -> None:
    running = {
        unit.stem: start(unit)
        for unit in sorted(UNITS.glob("tutela-*.service"))
        if "oneshot" not in unit.read_text()
    }
    subprocess.run(["nginx"], check=True)
    faults: list[str] = []
    person = visitor.Visitor(f"https://{host}", "/etc/ssl/tutela/authority.pem")
    try:
        begun = time.monotonic()
        person.wait()
        waited = time.monotonic() - begun
        person.begin(link, name)
        paths = tuple(path.format(mission=mission) for path in visitor.AS_ADMINISTRATOR)
        faults += person.look_through(paths)
        data = next(
            Path("/opt/tutela/current/lib").glob("python3*/site-packages/tutela/demonstration")
        )
        checked = subprocess.run(
            [PROGRAM, "incidents", "check", str(data / "ged_SSD_to2018.csv.gz")],
            capture_output=True,
            text=True,
            cwd="/tmp",
        )
        if checked.returncode != 0 or not checked.stdout:
            faults.append(f"incidents check: {checked.stderr}")
        settings = environment("/etc/tutela/tutela.env")

        def as_tutela(*words: str) -> str:
            done = subprocess.run(
                [PROGRAM, "platform", *words],
                env={"PATH": "/usr/bin:/bin", **settings},
                user="tutela",
                group="tutela",
                umask=0o077,
                cwd="/var/lib/tutela",
                capture_output=True,
                text=True,
            )
            if done.returncode:
                faults.append(f"{words[0]}: {done.stdout}{done.stderr}")
            return done.stdout

        as_tutela("backup", "/backup/tutela", "--keys", "/backup-keys/tutela")
        ready = as_tutela("check")
        faults += [f"{unit} has ended" for unit, one in running.items() if one.poll() is not None]
    finally:
        subprocess.run(["nginx", "-s", "stop"], check=False)
        for one in running.values():
            one.terminate()
        ended = {unit: one.wait(120) for unit, one in running.items()}
    faults += [f"{unit} ended with {code}" for unit, code in ended.items() if code not in (0, -15)]
    for log in Path("/tmp").glob("tutela-*.log"):
        if "Traceback" in log.read_text():
            faults.append(f"{log.name}: {log.read_text()[-600:]}")
    told = {"faults": faults, "waited": waited, "units": sorted(running), "ready": ready}
    print(json.dumps(told))  # noqa: T201


if __name__ == "__main__":
    main(*sys.argv[1:])
