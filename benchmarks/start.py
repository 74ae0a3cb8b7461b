"""Processor seconds and memory of what is started, beside an empty Django process of the same run.

    python -m benchmarks.start

An empty install in a folder of its own. `server` is what a server process loads until it stands
ready, `api` what its first call loads beside; `parts` is `tutela platform worker` with its four
parts, until they rest; `check` is `tutela incidents check` on ten rows. Each runs three times, the
least is taken. MB are 10^6 bytes: of one process those no other has, of `parts` all of the five,
shared ones divided among those that share them (PSS). Prints JSON; Linux.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

TIMES = 3
REST_SECONDS = 5.0
TICK = os.sysconf("SC_CLK_TCK")

OWN_MEMORY = """
import json, sys, time
from pathlib import Path
lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
own = sum(int(line.split()[1]) for line in lines if line.startswith("Private_Dirty"))
used = {"cpu_seconds": time.process_time(), "mb": own * 1024 / 1e6, "modules": len(sys.modules)}
print(json.dumps(used))
"""
FLOOR = """
import django
from django.conf import settings
settings.configure(INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes"])
django.setup()
from django.core.wsgi import get_wsgi_application
get_wsgi_application()
"""
SERVER = "import tutela_web.wsgi\n"
API = SERVER + "from django.urls import resolve; resolve('/api/v1/version')\n"
COMMAND = "from tutela.cli import main; main()"
TEN_ROWS = "date,place,latitude,longitude,harm,deaths\n" + "".join(
    f"2031-05-{day:02},Village {day},{4 + day / 10},{30 + day / 10},killing,{day}\n"
    for day in range(1, 11)
)

Figures = dict[str, float]


def main() -> dict[str, Figures]:
    """Start each, read it, and say how often it is the floor of this run."""
    with tempfile.TemporaryDirectory(prefix="tutela-start-") as folder:
        os.environ |= {"TUTELA_DATA": folder, "TUTELA_HOSTS": "127.0.0.1"}
        os.environ.pop("DJANGO_SETTINGS_MODULE", None)
        subprocess.run([sys.executable, "-c", COMMAND, "platform", "prepare"], check=True)
        file = Path(folder, "ten.csv")
        file.write_text(TEN_ROWS, "utf-8")
        figures = {
            "floor": _least(lambda: _loaded(FLOOR)),
            "server": _least(lambda: _loaded(SERVER)),
            "api": _least(lambda: _loaded(API)),
            "parts": _least(_parts),
            "check": _least(lambda: _run("incidents", "check", str(file))),
            "help": _least(lambda: _run("--help")),
        }
    floor = figures["floor"]["cpu_seconds"]
    for of_one in figures.values():
        of_one["times_the_floor"] = of_one["cpu_seconds"] / floor
    return {
        name: {what: round(figure, 2) for what, figure in of_one.items()}
        for name, of_one in figures.items()
    }


def _least(measure: Callable[[], Figures]) -> Figures:
    return min((measure() for _ in range(TIMES)), key=lambda figures: figures["cpu_seconds"])


def _loaded(code: str) -> Figures:
    done = subprocess.run(
        [sys.executable, "-c", code + OWN_MEMORY], check=True, capture_output=True, text=True
    )
    figures: Figures = json.loads(done.stdout)
    return figures


def _run(*words: str) -> Figures:
    """A command from its beginning to its end, with whatever it starts."""
    before = os.times()
    subprocess.run([sys.executable, "-c", COMMAND, *words], check=True, stdout=subprocess.DEVNULL)
    after = os.times()
    used = (after.children_user - before.children_user, after.children_system)
    return {"cpu_seconds": used[0] + used[1] - before.children_system}


def _parts() -> Figures:
    """The worker with its parts, once all five use no processor."""
    worker = subprocess.Popen([sys.executable, "-c", COMMAND, "platform", "worker"])
    try:
        last = -1.0
        while True:
            time.sleep(REST_SECONDS)
            children = Path(f"/proc/{worker.pid}/task/{worker.pid}/children").read_text().split()
            family = [worker.pid, *map(int, children)]
            used = sum(map(_seconds_of, family))
            if len(family) == 5 and used - last < 0.1 * REST_SECONDS:
                return {"cpu_seconds": used, "mb": sum(map(_shared_fairly, family))}
            last = used
    finally:
        worker.terminate()
        worker.wait(60)


def _seconds_of(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def _shared_fairly(pid: int) -> float:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) * 1024 / 1e6


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(), indent=2) + "\n")
