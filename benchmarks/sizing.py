"""How many people a machine serves: people who think between pages, against web processes.

    python -m benchmarks.sizing [--people 100 300 1000] [--hosts 1 2] [--seconds 120]
                                [--think 30] [--events 300000] [--unassessed] [--write]

So many people are signed in; each reads a page (with the tiles of its map, where it has one),
thinks for so many seconds on average, and reads the next. The web processes are those of one or of
two hosts, each with a local folder of its own, on one PostgreSQL. Everything, who asks included,
runs on this one machine. Everything is invented and seeded. Prints the table; --write puts it into
docs/how-to/many-machines.md.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import requests

from benchmarks import pages
from benchmarks.measure import ROOT

PAGE = ROOT / "docs" / "how-to" / "many-machines.md"
BETWEEN = re.compile(r"(<!-- sizing -->\n).*(<!-- /sizing -->)", re.DOTALL)
WORKERS = 2
WARM_SECONDS = 20
MAPS = {"situation"}
"""Pages that ask for tiles as they open."""
WITHIN = 2.0
"""A page within so many seconds, in nineteen of twenty, is taken for served."""


@dataclass
class Load:
    """What a number of people were answered, and what it cost."""

    people: int
    hosts: int
    seconds: float
    took: list[float] = field(default_factory=list)
    tiles: list[float] = field(default_factory=list)
    errors: int = 0
    busy: dict[str, float] = field(default_factory=dict)

    def row(self) -> str:
        """A line of the table."""
        took = sorted(self.took) or [float("nan")]
        half, late = took[len(took) // 2], took[int(len(took) * 0.95)]
        served = "yes" if late <= WITHIN and not self.errors else "no"
        web = self.busy["web"] / max(1, len(self.took))
        cores = {name: seconds / self.seconds for name, seconds in self.busy.items()}
        return (
            f"| {self.people:,} | {self.hosts} x {WORKERS} | {len(self.took) / self.seconds:.1f} |"
            f" {half:.2f} s | {late:.2f} s | {self.errors} | {1000 * web:.0f} ms |"
            f" {cores['web']:.2f} | {cores['database']:.2f} | {cores['readers']:.2f} | {served} |"
        )


def main() -> None:
    """Measure, print, and write if asked."""
    options = argparse.ArgumentParser()
    options.add_argument("--people", type=int, nargs="+", default=[100, 300, 1000])
    options.add_argument("--hosts", type=int, nargs="+", default=[1, 2])
    options.add_argument("--seconds", type=float, default=120)
    options.add_argument("--think", type=float, default=30)
    options.add_argument("--events", type=int, default=pages.EVENTS)
    options.add_argument("--unassessed", action="store_true")
    options.add_argument("--write", action="store_true")
    asked = options.parse_args()
    from tests import postgres

    pages.EVENTS = asked.events
    pages.INCIDENTS = min(pages.INCIDENTS, max(200, asked.events // 15))
    pages.PLACES = min(pages.PLACES, max(50, asked.events // 60))
    with tempfile.TemporaryDirectory(prefix="tutela-sizing-") as made, postgres.running() as socket:
        os.environ |= postgres.urls(socket) | _settings(Path(made), "host-1")
        os.environ["DJANGO_SETTINGS_MODULE"] = "tutela_web.settings"
        cookies = _prepare(max(asked.people), assess=not asked.unassessed)
        server = int((Path(socket) / "data/postmaster.pid").read_text().split()[0])
        loads = []
        for hosts in asked.hosts:
            for people in asked.people:
                load = _loaded(Path(made), server, cookies[:people], hosts, asked)
                print(load.row(), file=sys.stderr, flush=True)
                loads.append(load)
    text = _told(loads, asked)
    print(text)
    if asked.write:
        page = PAGE.read_text("utf-8")
        PAGE.write_text(BETWEEN.sub(lambda m: m[1] + text + "\n" + m[2], page), "utf-8")


def _told(loads: list[Load], asked: argparse.Namespace) -> str:
    first = "| people | processes | pages a second | median | p95 | errors | processor a page |"
    return "\n".join(
        [
            f"Measured by `python -m benchmarks.sizing` on {date.today():%d %B %Y}:"  # noqa: DTZ011
            f" **one machine with {os.cpu_count()} cores** ({platform.machine()}) that ran web"
            " processes, PostgreSQL and those who asked.",
            f"{pages.EVENTS:,} events, {pages.INCIDENTS:,} incidents and {pages.PLACES:,} places,"
            " invented. Each person reads a page, with its tiles where it has a map, thinks"
            f" {asked.think:.0f} seconds on average (exponential), and reads the next, for"
            f" {asked.seconds:.0f} seconds. *Served*: p95 within {WITHIN:.0f} s, no error.",
            "",
            f"{first} cores of web | of the database | of who asked | served |",
            "|---|---|---|---|---|---|---|---|---|---|---|",
            *(load.row() for load in loads),
            "",
            "Two hosts on one machine show that nothing is lost by dividing, not what a second"
            " machine gains: that is its cores. The processor's time of a page, tiles included,"
            " tells how many people a core of a web machine serves: the seconds between two pages"
            " divided by it, and two thirds of that, so that a busy minute finds room.",
        ]
    )


def _settings(made: Path, name: str) -> dict[str, str]:
    return {
        "TUTELA_DATA": str(made / name),
        "TUTELA_SHARED": str(made / "shared"),
        "TUTELA_MACHINE": name,
        "TUTELA_HOSTS": "localhost,127.0.0.1,testserver",
    }


def _prepare(people: int, *, assess: bool) -> list[tuple[str, list[str], int]]:
    """The mission, and for each person a session, their pages, and how many of these are pages."""
    import django

    django.setup()
    from tutela_web.access import tables
    from tutela_web.access.vault import keyring
    from tutela_web.places.models import Place
    from tutela_web.warning.board import told

    keyring.make_first()
    for alias in ("default", "keys"):
        tables.prepare(alias)
    told.create()
    pages.fill(assess=assess)
    first: dict[Any, str] = {}
    found = []
    for cookie, area in pages._signed_in(people):
        if area not in first:
            rows = Place.objects.filter(area=area) if area else Place.objects.all()
            first[area] = str(rows.order_by("code").values_list("pk", flat=True)[0])
        found.append((cookie, first[area], 0))
    return [
        (cookie, [at.format(place=place) for at in pages.ADDRESSES.values()], number)
        for number, (cookie, place, _none) in enumerate(found)
    ]


def _loaded(
    made: Path,
    server: int,
    people: list[tuple[str, list[str], int]],
    hosts: int,
    asked: argparse.Namespace,
) -> Load:
    """What so many people are answered by the web processes of so many hosts."""
    begun = [_host(made, number) for number in range(1, hosts + 1)]
    load = Load(len(people), hosts, asked.seconds)
    try:
        urls = [url for _process, url in begun]
        for url in urls:
            _warm(url, people[0])
        stop, lock = threading.Event(), threading.Lock()
        counting = threading.Event()
        threads = [
            threading.Thread(
                target=_read_on,
                args=(person, urls[person[2] % hosts], asked.think, stop, counting, lock, load),
                daemon=True,
            )
            for person in people
        ]
        threading.stack_size(256 * 1024)
        for thread in threads:
            thread.start()
        time.sleep(max(WARM_SECONDS, asked.think))
        parts = {"web": [p.pid for p, _url in begun], "database": [server]}
        before = {name: _busy(pids) for name, pids in parts.items()}
        ours = time.process_time()
        counting.set()
        time.sleep(asked.seconds)
        counting.clear()
        load.busy = {name: _busy(pids) - before[name] for name, pids in parts.items()}
        load.busy["readers"] = time.process_time() - ours
        stop.set()
        for thread in threads:
            thread.join(120)
    finally:
        for process, _url in begun:
            process.terminate()
            process.wait(30)
    return load


def _host(made: Path, number: int) -> tuple[subprocess.Popen[bytes], str]:
    folder, port = made / f"host-{number}", pages.PORT + number
    if not folder.exists():
        folder.mkdir()
        for name in ("vault.key", "secret.key"):
            shutil.copyfile(made / "host-1" / name, folder / name)
        shutil.copytree(made / "host-1" / "static", folder / "static", dirs_exist_ok=True)
    run = "from tutela.cli import main; import sys; sys.argv[0]='tutela'; main()"
    words = ["platform", "serve", "--port", str(port), "--workers", str(WORKERS)]
    process = subprocess.Popen(
        [sys.executable, "-c", run, *words],
        env=os.environ | _settings(made, f"host-{number}"),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    for _ in range(240):
        try:
            requests.get(f"{url}/account/login/", timeout=5)
            break
        except requests.RequestException:
            time.sleep(0.5)
    return process, url


def _warm(url: str, person: tuple[str, list[str], int]) -> None:
    """Each process reads what it keeps once, as after a start in the night."""
    for _ in range(WORKERS * 4):
        for address in person[1]:
            requests.get(url + address, cookies={"sessionid": person[0]}, timeout=300)


def _read_on(
    person: tuple[str, list[str], int],
    url: str,
    think: float,
    stop: threading.Event,
    counting: threading.Event,
    lock: threading.Lock,
    load: Load,
) -> None:
    """One person at work until told to stop."""
    cookie, addresses, number = person
    chance, browser = random.Random(number), requests.Session()
    browser.cookies.set("sessionid", cookie)
    names = list(pages.ADDRESSES)
    stop.wait(chance.uniform(0, think))
    while not stop.is_set():
        at = chance.randrange(len(addresses))
        took, tiles, wrong = [_ask(browser, url + addresses[at])], [], 0
        if names[at] in MAPS:
            tiles = [_ask(browser, f"{url}/m/luma/tiles/{t}.mvt?days=365") for t in pages.TILES[:3]]
        wrong = sum(seconds is None for seconds in (*took, *tiles))
        if counting.is_set():
            with lock:
                load.took += [seconds for seconds in took if seconds is not None]
                load.tiles += [seconds for seconds in tiles if seconds is not None]
                load.errors += wrong
        stop.wait(chance.expovariate(1 / think))


def _ask(browser: Any, url: str) -> float | None:
    """Seconds of one answer; None where it was none that people want."""
    began = time.perf_counter()
    try:
        answer = browser.get(url, timeout=60, allow_redirects=False)
    except requests.RequestException:
        return None
    return time.perf_counter() - began if answer.status_code == 200 else None


def _busy(roots: list[int]) -> float:
    """Seconds of processors that these processes and those they started have used."""
    parents, used = {}, {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            text = entry.read_text()
        except OSError:
            continue
        fields = text.rpartition(")")[2].split()
        pid = int(entry.parent.name)
        parents[pid] = int(fields[1])
        used[pid] = sum(map(int, fields[11:15]))  # its own, and of those that ended under it
    wanted = set(roots)
    while more := {pid for pid, parent in parents.items() if parent in wanted} - wanted:
        wanted |= more
    return sum(used.get(pid, 0) for pid in wanted) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
