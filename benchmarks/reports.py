"""Report products at size: 300,000 events, 20,000 incidents, 500 alerts, one mission.

    python -m benchmarks.reports [--keep FOLDER]

Measured are the seconds the worker takes to fill each product, and the seconds of the pages of
reports. Everything is invented and seeded. Writes docs/performance-reports.md.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks import pages
from benchmarks.measure import ROOT

ALERTS = 500
PAGE = ROOT / "docs" / "performance-reports.md"
WITHIN = 10.0
DUE = date(2019, 1, 4)
READ = ("weekly_poc", "monthly_trends", "hom_brief")
"""The products whose editions and papers are read."""
_WORD = {True: "met", False: "missed"}


def main() -> None:
    """Measure and write the page."""
    options = argparse.ArgumentParser()
    options.add_argument("--keep", type=Path)
    asked = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="tutela-reports-") as made:
        folder = asked.keep or Path(made)
        folder.mkdir(exist_ok=True)
        os.environ |= {"TUTELA_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "tutela_web.settings"}
        os.environ["TUTELA_HOSTS"] = "localhost,127.0.0.1,testserver"
        import django

        django.setup()
        from tutela_web.access import tables

        for alias in ("default", "keys"):
            tables.prepare(alias)
        for name, do in (("filled", pages.fill), ("alerted", alert)):
            if not (folder / name).exists():
                do()
                (folder / name).touch()
        PAGE.write_text("\n".join(_page(draft_all(), read_all())), "utf-8")


def alert() -> None:
    """Alerts of the last five days, which every weekly product tells of; half of them answered."""
    from tests.tutela_web import make
    from tutela_web.access.models import Mission, Person
    from tutela_web.places.models import Place
    from tutela_web.warning.alerts.verbs import raise_alert

    mission, person = Mission.objects.get(), Person.objects.get()
    make.post(mission, "poc_adviser", person)
    places = list(Place.objects.select_related("area").order_by("code")[:ALERTS])
    for number, place in enumerate(places):
        at = datetime(2018, 12, 26, tzinfo=UTC) + timedelta(minutes=13 * number)
        words: Any = {"place": place, "area": place.area, "act": "attack feared", "known_at": at}
        raise_alert(words, mission=mission, by=None, level="warning")


class Steps:
    """Counts how often progress is told."""

    def __init__(self) -> None:
        self.number = 0

    def __call__(self, done: int, total: int) -> None:
        self.number += 1


def draft_all() -> dict[str, dict[str, float]]:
    """Each product filled as the worker fills it, in a process that keeps what it read before."""
    from tutela_web.access.models import Mission, Person
    from tutela_web.access.policy import standing_of
    from tutela_web.reporting.drafting.verbs import WantedEdition, drop_report, open_report
    from tutela_web.reporting.editions.queries import products_of
    from tutela_web.reporting.filling.fill_job import fill_edition
    from tutela_web.reporting.models import ReportEdition
    from tutela_web.warning.models import Alert

    mission, person = Mission.objects.get(), Person.objects.get()
    by = standing_of(person, mission)
    for one in ReportEdition.objects.exclude(state="dropped"):
        drop_report(one, by=by)
    told: dict[str, dict[str, float]] = {}
    for key, product in products_of(mission).items():
        about = Alert.objects.first() if product.due.rule == "event" else None
        asked = WantedEdition(key, DUE, about=about)
        report = open_report(asked, by=by, now=False)
        told_steps = Steps()
        began, busy = time.perf_counter(), time.process_time()
        fill_edition(report, by=person, tell=told_steps)
        told[key] = {
            "seconds": time.perf_counter() - began,
            "processor": time.process_time() - busy,
            "steps": told_steps.number,
        }
    return told


def read_all() -> dict[str, dict[str, float]]:
    """Seconds of the pages of reports, in a process that is warm as a server's is."""
    from django.test import Client

    from tutela_web import wsgi
    from tutela_web.access.models import Person
    from tutela_web.reporting.models import ReportEdition, ReportPart

    client = Client()
    client.force_login(Person.objects.get(), backend=pages.BACKEND)
    addresses = {"reports and duties": "/m/luma/reporting/"}
    for report in ReportEdition.objects.filter(product__in=READ, state="draft"):
        here = f"/m/luma/reporting/{report.pk}/"
        addresses[f"edition: {report.product}"] = here
        addresses[f"figure of {report.product}"] = f"{here}figures/{report.figures[0]['key']}/"
        parts = ReportPart.objects.filter(report=report, compartment="").order_by("position")
        part = parts.values_list("pk", flat=True)[0]
        addresses[f"part of {report.product}"] = f"/m/luma/reporting/parts/{part}/"
    for number in range(wsgi.WARM):
        client.get(list(addresses.values())[number % len(addresses)])
    return {name: pages.timed_page(client, url) for name, url in sorted(addresses.items())}


def _page(drafts: dict[str, dict[str, float]], read: dict[str, dict[str, float]]) -> list[str]:
    return [
        "# Performance of reports",
        "",
        "*For those who plan a server. Written by `python -m benchmarks.reports` (`make proof`).",
        f"{date.today():%d %B %Y}, {os.cpu_count()} cores, CPython"  # noqa: DTZ011
        f" {platform.python_version()}, SQLite.",
        f"One invented mission of {pages.EVENTS:,} events, {pages.INCIDENTS:,} incidents,",
        f"{pages.PLACES:,} places and {ALERTS} alerts of the week.*",
        "",
        "Seconds the worker takes to fill an edition, the first with what the process reads once;",
        "its progress is told part by part.",
        "",
        "| product | seconds | of a processor | told | target | |",
        "|---|---|---|---|---|---|",
        *(
            f"| {key} | {one['seconds']:.1f} | {one['processor']:.1f} | {one['steps']} times |"
            f" under {WITHIN:.0f} s | {_WORD[one['seconds'] < WITHIN]} |"
            for key, one in drafts.items()
        ),
        "",
        f"Time of the server for the POC adviser, no network; {pages.ROUNDS} rounds each.",
        "",
        "| page | median | p95 | target | |",
        "|---|---|---|---|---|",
        *(
            f"| {name} | {1000 * one['p50']:.0f} ms | {1000 * one['p95']:.0f} ms |"
            f" p95 under {1000 * pages.WITHIN:.0f} ms | {_WORD[one['p95'] < pages.WITHIN]} |"
            for name, one in read.items()
        ),
        f"\nThe median of all products is"
        f" {statistics.median(one['seconds'] for one in drafts.values()):.1f} s.\n",
    ]


if __name__ == "__main__":
    main()
