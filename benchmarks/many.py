"""Lists that grow: 500 open alerts and a matrix of 1,000 lines, and what their pages cost.

    python -m benchmarks.many [--keep FOLDER] [--before TREE]

Of each page the milliseconds of a processor, the kilobytes of HTML and the queries. With TREE, a
checkout of another commit (its static files built, its tables the same), its pages are measured in
the same run, of the same records, and each figure stands beside it as a ratio. Everything is
invented and seeded.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
ALERTS, LINES, PLACES, RISKS = 500, 1_000, 400, 120
ROUNDS = 5
PAGES = {
    "board": ("joc", "/m/luma/alerts/"),
    "now": ("adviser", "/m/luma/now/"),
    "now, duty officer": ("joc", "/m/luma/now/"),
    "operations centre": ("joc", "/m/luma/joc/"),
    "situation": ("adviser", "/m/luma/"),
    "area": ("office", "/m/luma/area/"),
    "matrix": ("adviser", "/m/luma/strategy/matrix/"),
    "check of the matrix": ("adviser", "/m/luma/strategy/matrix/check/"),
    "coverage": ("adviser", "/m/luma/strategy/matrix/coverage/"),
    "roles and lines": ("adviser", "/m/luma/strategy/roles-and-lines/"),
    "chain": ("adviser", "/m/luma/strategy/chain/"),
}
MOST_MS, MOST_KB = 150, 150


def main() -> None:
    """Measure, and print a table."""
    options = argparse.ArgumentParser()
    options.add_argument("--keep", type=Path)
    options.add_argument("--before", type=Path)
    options.add_argument("--json", action="store_true")
    asked = options.parse_args()
    if asked.json:
        print(json.dumps(_measured(asked.keep)))
        return
    with tempfile.TemporaryDirectory(prefix="tutela-many-") as made:
        folder = asked.keep or Path(made)
        now = _of_tree(ROOT, folder / "now")
        if asked.before and not (folder / "before").exists():
            shutil.copytree(folder / "now", folder / "before")
        before = _of_tree(asked.before.resolve(), folder / "before") if asked.before else {}
    print(f"{'page':22}{'ms':>7}{'KB':>8}{'queries':>9}" + "   before, and times" * bool(before))
    for page, figures in now.items():
        ms, kb, queries = figures
        line = f"{page:22}{ms:7.0f}{kb:8.0f}{queries:9.0f}"
        if page in before:
            was = before[page]
            ratios = (old / new for old, new in zip(was, figures, strict=True))
            line += "   {:.0f} ms, {:.0f} KB, {:.0f}".format(*was)
            line += "   {:.1f} x ms, {:.1f} x KB, {:.1f} x queries".format(*ratios)
        print(line + ("" if ms <= MOST_MS and kb <= MOST_KB else "   missed"))


def _of_tree(tree: Path, folder: Path) -> dict[str, list[float]]:
    """The figures of the pages of a checkout, in a process of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    # -P: the folder of this file has a platform.py of its own
    command = [sys.executable, "-P", str(Path(__file__)), "--json", "--keep", str(folder)]
    told = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=True,
        cwd=tree,
        env=os.environ | {"PYTHONPATH": f"{tree / 'src'}{os.pathsep}{tree}"},
    )
    return dict(json.loads(told.stdout.splitlines()[-1]))


def _measured(folder: Path) -> dict[str, list[float]]:
    os.environ |= {"TUTELA_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "tutela_web.settings"}
    os.environ["TUTELA_HOSTS"] = "localhost,127.0.0.1,testserver"
    import django

    django.setup()
    from tutela_web.access import tables

    for alias in ("default", "keys"):
        tables.prepare(alias)
    if not (folder / "filled").exists():
        fill()
        (folder / "filled").touch()
    return {page: _cost(*of) for page, of in PAGES.items()}


def fill() -> None:
    """One mission with so many open alerts, adopted risks and lines of the matrix."""
    import numpy as np
    from django.core.management import call_command

    from tests.tutela_web import make
    from tutela_web.access.policy import standing_of
    from tutela_web.access.vault import keyring
    from tutela_web.base import clock
    from tutela_web.programme.matrix.verbs import make_lines
    from tutela_web.warning.alerts.verbs import raise_alert

    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    keyring.make_first()
    chance = np.random.default_rng(1)
    mission = make.mission("luma")
    areas = [make.area(mission, f"area-{n}") for n in range(4)]
    people = {name: make.person(name) for name in ("joc", "adviser", "office")}
    make.post(mission, "joc_duty_officer", people["joc"])
    make.post(mission, "poc_adviser", people["adviser"])
    for area in areas:
        make.post(mission, "head_of_field_office", people["office"], area=area)
    lon, lat = chance.uniform(25, 35, PLACES), chance.uniform(4, 11.5, PLACES)
    places = [
        make.place(
            mission,
            f"Village {n}",
            area=areas[n % 4],
            latitude=float(lat[n]),
            longitude=float(lon[n]),
            population=int(chance.integers(200, 9_000)),
        )
        for n in range(PLACES)
    ]
    for n in range(12):
        at = {"latitude": float(lat[n]), "longitude": float(lon[n])}
        make.base(mission, f"TOB {n}", area=areas[n % 4], **at)
    risks = [
        make.risk(
            mission, places[n], by=people["adviser"], actor=f"Group {n % 6}", priority=2 + n % 2
        )
        for n in range(RISKS)
    ]
    officer = standing_of(people["joc"], mission)
    levels = chance.choice(
        ["watch", "warning", "imminent", "ongoing"], ALERTS, p=[0.5, 0.3, 0.16, 0.04]
    )
    now = clock.now(mission)
    for level in levels.tolist():
        at = places[int(chance.integers(PLACES))]
        fields = {"act": "armed men seen", "area": at.area, "place": at}
        fields["known_at"] = now - timedelta(minutes=int(chance.integers(1, 2_000)))
        raise_alert(fields, mission=mission, by=officer, level=level)
    adviser = standing_of(people["adviser"], mission)
    activities = ("day_patrol", "night_patrol", "advise_community", "local_mediation", "liaison")
    rows: list[dict[str, Any]] = [
        {
            "risk": risks[n % 100],
            "activity": activities[n % 10 % 5],
            "measure": f"what line {n} does at dawn",
            "lead": f"Unit {n // 10 % 20}" if n % 9 else "",
            "support": ["UNPOL", f"Partner {n % 7}"],
            "part": ("civilian", "military", "police", "support")[n % 4],
            "tiers": [1 + n % 3],
            "phase": ("prevention", "pre-emption", "response")[n % 3],
            "place": places[n % 10],
            "indicator": f"indicator {n}" if n % 2 else "",
            "status": "planned",
        }
        for n in range(LINES)
    ]
    make_lines(rows, by=adviser)


def _cost(who: str, address: str) -> list[float]:
    """Milliseconds of a processor, kilobytes and queries of a page, after one to warm up."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from tutela_web.access.models import Person

    client = Client()
    client.force_login(
        Person.objects.get(username=who), backend=settings.AUTHENTICATION_BACKENDS[-1]
    )

    def get() -> int:
        answer = client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        return len(answer.content)

    get()
    spent = []
    for _ in range(ROUNDS):
        busy = time.process_time()
        size = get()
        spent.append(time.process_time() - busy)
    with CaptureQueriesContext(connection) as asked:
        get()
    return [statistics.median(spent) * 1000, size / 1000, len(asked)]


if __name__ == "__main__":
    main()
