"""What a year of a mission takes: some days through the verbs, told on by table, and what start,
pages, backup and upgrade take at the end of the days.

    python -m benchmarks.year [--days 7] [--events 20000] [--places 500]

Each day 60 reports from the field, 10 alerts that are acknowledged, a file of 60 events tried and
imported with the assessments that follow it, 4,000 readings by forty people, and, over a week, ten
editions of products and one frozen week. Then the daily round prunes. The clock is moved from day
to day; everything is invented and seeded. On SQLite, and on PostgreSQL where it is installed.

Told on, table by table, with its indexes:
    what grows with the days           bytes a day x 365
    assessments, pruned by a rule      the days and weeks that are kept whole, and 52 frozen weeks
    the trail, archived by month       four months of lines in the table, a year in files

Writes docs/performance-year.md. A table grows by pages half full at first: a year is told a little
high by that, never low.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks import pages
from benchmarks.measure import ROOT
from tests.postgres import programs

PAGE = ROOT / "docs" / "performance-year.md"
REPORTS, ALERTS, ROWS, READINGS, PRODUCTS = 60, 10, 60, 4_000, 10
MOST = 3e9
DAYS_KEPT, WEEKS_KEPT, WEEKS = 7, 13, 52
ASSESSED = ("risk_assessment", "risk_suggestedrisk", "risk_packedrisks")
TRAIL, DAYS_IN_TABLE = "access_auditentry", 121
"""A month stays for ninety days after its end: at most so many days lie in the table."""
SEEN_DAILY = {
    "now": "/m/luma/now/",
    "alert board": "/m/luma/alerts/",
    "reports from the field": "/m/luma/field-reports/",
}
"""Pages that grow with the days, beside those of `benchmarks.pages`."""


def main() -> None:
    """Play the days on each database, tell the year, write the page."""
    options = argparse.ArgumentParser()
    options.add_argument("--days", type=int, default=7)
    options.add_argument("--events", type=int, default=20_000)
    options.add_argument("--places", type=int, default=500)
    options.add_argument("--play", action="store_true", help="play here, print what was seen")
    asked = options.parse_args()
    if asked.play:
        sys.stdout.write(json.dumps(_play(asked)) + "\n")
        return
    seen = {"SQLite": _played_by([], sys.argv[1:])}
    if programs():
        seen["PostgreSQL"] = _played_by(
            [sys.executable, "-m", "tests.postgres", "run"], sys.argv[1:]
        )
    PAGE.write_text(_page(asked, seen), "utf-8")
    sys.stdout.write(PAGE.read_text("utf-8"))


def _played_by(within: list[str], arguments: list[str]) -> dict[str, Any]:
    """What a process of its own saw, with the database that it is run within."""
    command = [sys.executable, "-W", "ignore", "-m", "benchmarks.year", "--play", *arguments]
    done = subprocess.run(
        [*within, *command], check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    seen: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return seen


def _play(asked: argparse.Namespace) -> dict[str, Any]:
    pages.EVENTS, pages.PLACES, pages.INCIDENTS = asked.events, asked.places, 1_000
    with tempfile.TemporaryDirectory(prefix="tutela-year-") as made:
        os.environ |= {"TUTELA_DATA": made, "DJANGO_SETTINGS_MODULE": "tutela_web.settings"}
        os.environ |= {"TUTELA_DEBUG": "yes", "TUTELA_BACKUP_IN_CLEAR": "yes"}
        os.environ["TUTELA_HOSTS"] = "localhost,127.0.0.1,testserver"
        import django

        django.setup()
        return _played(Path(made), asked.days)


def _played(folder: Path, days: int) -> dict[str, Any]:
    """The bytes of each table before and after the days, of one assessment, and of the archive."""
    from django.utils import timezone

    from tutela_web.access import tables
    from tutela_web.access.audit import archiving, seal, trail
    from tutela_web.access.audit.archived import AuditMonth
    from tutela_web.access.models import AuditArchive, AuditEntry, Mission
    from tutela_web.access.vault import keyring
    from tutela_web.risk.models import Assessment
    from tutela_web.risk.prune_verbs import prune, thin

    for alias in ("default", "keys"):
        tables.prepare(alias)
    keyring.make_first()
    seal.make_key()
    pages.fill(assess=True)
    play, real = _Player(), timezone.now
    monday = datetime(2019, 1, 7, 5, tzinfo=UTC)
    play.day(monday - timedelta(days=3))  # the first of each table takes its first page
    play.week(monday - timedelta(days=2))
    before, lines = _bytes(folder), AuditEntry.objects.count()
    for day in range(days):
        play.day(monday + timedelta(days=day))
    mission = Mission.objects.get()
    prune(mission, tell=lambda *_: None)
    daily, written = _bytes(folder), AuditEntry.objects.count() - lines
    play.week(monday + timedelta(days=days))
    after = _bytes(folder)
    end = _at_the_end(folder, mission, monday + timedelta(days=days))
    assessments = Assessment.objects.count()
    whole = sum(after.get(name, 0) for name in ASSESSED) / assessments
    Assessment.every.exclude(pk=Assessment.objects.latest("made_at").pk).update(on=date(2018, 1, 1))
    thinned = thin(mission, tell=lambda *_: None)
    left = _bytes(folder)
    frozen = (sum(left.get(name, 0) for name in ASSESSED) - whole) / max(thinned, 1)
    timezone.now = lambda: datetime(2020, 6, 1, tzinfo=UTC)
    trail.record("sign_in")
    trail.record("read", mission=mission, kind="incident")
    ended = AuditMonth(2019, 12)
    for chain in archiving.chains_due(ended):
        archiving.archive(chain, through=ended)
    timezone.now = real
    archived = list(AuditArchive.objects.values_list("bytes", "first", "last"))
    return {
        "days": days,
        "grown": {name: size - before.get(name, 0) for name, size in daily.items()},
        "weekly": {name: size - daily.get(name, 0) for name, size in after.items()},
        "lines": written / days,
        "line": (daily[TRAIL] - before[TRAIL]) / written,
        "archived_line": sum(b for b, _f, _l in archived) / sum(e - s + 1 for _b, s, e in archived),
        "assessment": whole,
        "frozen": max(frozen, 0.0),
        "media": _media(folder) / (days + 1),
        "size": sum(after.values()) + _media(folder),
        "end": end,
    }


def _at_the_end(folder: Path, mission: Any, at: datetime) -> dict[str, float]:
    """Seconds of a processor for what is done with an install as large as it is now.

    The mission's clock is set to the last day, so that its pages show what was played.
    """
    from django.utils import timezone

    from tutela_web.access.models import Mission

    Mission.objects.filter(pk=mission.pk).update(clock_shift=at - timezone.now())
    program = "from tutela.cli import main; import sys; sys.argv[0] = 'tutela'; main()"
    kept = [str(folder / "kept"), "--keys", str(folder / "kept-keys")]
    told = {
        "a process starts": _worked_by("-c", "import tutela_web.wsgi"),
        "the first page after a start": _worked_by("-m", "benchmarks.first_page", "open"),
        "`platform backup`": _worked_by("-c", program, "platform", "backup", *kept),
        "`platform prepare`, as an upgrade runs it": _worked_by(
            "-c", program, "platform", "prepare", "--no-static"
        ),
        **_page_seconds(),
    }
    Mission.objects.filter(pk=mission.pk).update(clock_shift=timedelta(0))
    return told


def _worked_by(*arguments: str) -> float:
    """Seconds of a processor that a process of its own takes, with those it starts."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [sys.executable, "-W", "ignore", *arguments], capture_output=True, text=True, cwd=ROOT
    )
    if done.returncode:
        raise SystemExit(f"{arguments} failed: {done.stdout} {done.stderr}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _page_seconds() -> dict[str, float]:
    """Of each page, the median seconds of a processor in this process."""
    from django.test import Client

    from tutela_web.access.models import Person
    from tutela_web.places.models import Place

    client = Client()
    client.force_login(Person.objects.get(username="amina"), backend=pages.BACKEND)
    place = Place.objects.order_by("code").values_list("pk", flat=True)[0]
    addresses = {**pages.ADDRESSES, **SEEN_DAILY}
    return {
        f"page: {name}": pages.timed_page(client, url.format(place=place))["processor"]
        for name, url in addresses.items()
    }


class _Player:
    """Does what a mission does in a day, by the verbs."""

    def __init__(self) -> None:
        from tests.tutela_web import make
        from tutela_web.access.models import Mission, Person

        Mission.objects.update(clock_shift=timedelta(0))  # the machine's clock is moved instead
        self.mission, self.person = Mission.objects.get(), Person.objects.get()
        for role in ("field_reporter", "joc_duty_officer", "poc_adviser"):
            make.post(self.mission, role, self.person)
        self.rows = 0

    def day(self, at: datetime) -> None:
        """One day that begins at a moment."""
        from django.db import transaction
        from django.utils import timezone

        from tutela_web.access.audit import trail
        from tutela_web.base.ids import new_id
        from tutela_web.base.jobs import go_round, work_off

        begun = datetime.now(UTC)
        timezone.now = lambda: at + (datetime.now(UTC) - begun)
        for number in range(REPORTS):
            self._report(number, at)
        for number in range(ALERTS):
            self._alert(number)
        self._import(at)
        with transaction.atomic():
            for number in range(READINGS):
                kind = ("incident", "alert", "risk", "place")[number % 4]
                trail.record(
                    "read",
                    mission=self.mission,
                    by=self.person,
                    kind=kind,
                    subject=new_id(),
                    count=1,
                )
        for _turn in range(3):
            go_round(float("inf") if _turn == 0 else 1e12)
            work_off()
        timezone.now = lambda: datetime.now(UTC)

    def week(self, at: datetime) -> None:
        """What is done once a week: the week is frozen, products are drafted."""
        from django.utils import timezone

        from tutela_web.risk.weekly.verbs import freeze_week

        timezone.now = lambda: at
        freeze_week(self.mission, by=self._standing())
        self._products(at.date())
        timezone.now = lambda: datetime.now(UTC)

    def _standing(self) -> Any:
        from tutela_web.access.policy import standing_of

        return standing_of(self.person, self.mission)

    def _places(self) -> Any:
        from tutela_web.places.models import Place

        return Place.objects.select_related("area").order_by("code")

    def _report(self, number: int, at: datetime) -> None:
        from tutela_web.base.ids import new_id
        from tutela_web.intake.verbs import receive_report

        place = self._places()[number * 7 % pages.PLACES]
        words = f"Two men with guns asked for cattle at the east well, group {number}."
        receive_report(
            self._standing(),
            id=new_id(),
            kind="report",
            captured_at=at - timedelta(hours=number % 9),
            answers={"what": words, "known_by": "heard", "source_name": f"Elder {number}"},
            place=place,
            place_precision=2,
        )

    def _alert(self, number: int) -> None:
        from tutela_web.base import clock
        from tutela_web.warning.alerts.verbs import raise_alert, record

        place = self._places()[number * 31 % pages.PLACES]
        words = {"act": "attack feared", "place": place, "area": place.area}
        words["known_at"] = clock.now(self.mission)
        level = ("watch", "warning", "warning", "imminent")[number % 4]
        alert = raise_alert(words, mission=self.mission, by=self._standing(), level=level)
        record(alert, "acknowledged", by=self._standing())

    def _import(self, at: datetime) -> None:
        from django.core.files.base import ContentFile

        from tutela_web.base.jobs import work_off
        from tutela_web.incidents.imports import verbs

        lines = ["Id,Date,Location,Latitude,Longitude,Actor,Killed,What,Source"]
        for place in self._places()[self.rows % 400 : self.rows % 400 + ROWS]:
            self.rows += 1
            lines.append(
                f"R-{self.rows},{at.date() - timedelta(days=self.rows % 5)},{place.name},"
                f"{place.latitude:.4f},{place.longitude:.4f},Group Kestrel,{self.rows % 4},"
                f"killing,Sector {self.rows % 3}"
            )
        file = ContentFile("\n".join(lines).encode(), name=f"day-{self.rows}.csv")
        batch, _new = verbs.receive(file, by=self._standing())  # type: ignore[arg-type]
        work_off()
        batch.refresh_from_db()
        if batch.state != "checked":
            raise SystemExit(f"the file is {batch.state}: {batch.report}")
        verbs.confirm(batch, by=self._standing(), others_unknown=True)
        work_off()

    def _products(self, due: date) -> None:
        from tutela_web.base.errors import NotNow
        from tutela_web.reporting.drafting.verbs import WantedEdition, open_report
        from tutela_web.reporting.editions.queries import products_of
        from tutela_web.reporting.filling.fill_job import fill_edition

        by = self._standing()
        written = [key for key, one in products_of(self.mission).items() if one.due.rule != "event"]
        for number in range(PRODUCTS):
            wanted = WantedEdition(written[number % len(written)], due + timedelta(days=number))
            try:
                report = open_report(wanted, by=by, now=False)
            except NotNow:
                continue
            fill_edition(report, by=self.person, tell=lambda *_: None)


def _bytes(folder: Path) -> dict[str, int]:
    """The bytes of each table with its indexes, in both databases."""
    from django.db import connections

    found: dict[str, int] = {}
    for connection in connections.all():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT relname, pg_total_relation_size(oid) FROM pg_class"
                    " WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
                )
                found |= dict(cursor.fetchall())
    for name in ("tutela.db", "keys.db"):
        if not (folder / name).exists():
            continue
        with closing(sqlite3.connect(folder / name)) as base:
            tables = dict(base.execute("SELECT name, tbl_name FROM sqlite_master").fetchall())
            for part, size in base.execute("SELECT name, sum(pgsize) FROM dbstat GROUP BY name"):
                table = tables.get(part, part)
                found[table] = found.get(table, 0) + size
    return found


def _media(folder: Path) -> int:
    return sum(path.stat().st_size for path in (folder / "media").rglob("*") if path.is_file())


def _page(asked: argparse.Namespace, by_database: dict[str, dict[str, Any]]) -> str:
    seen = by_database["SQLite"]
    days = seen["days"]
    year: list[tuple[str, str, float]] = []
    rest = 0.0
    for table, bytes_grown in sorted(seen["grown"].items(), key=lambda row: -row[1]):
        if table in (*ASSESSED, TRAIL):
            continue
        weekly = seen["weekly"].get(table, 0)
        size = max(bytes_grown, 0) / days * 365 + max(weekly, 0) * 52
        if size < 10e6:
            rest += size
        else:
            how = f"{bytes_grown / days / 1e3:,.0f} KB a day, {weekly / 1e3:,.0f} KB a week"
            year.append((f"`{table}`", how, size))
    whole = (DAYS_KEPT + WEEKS_KEPT) * seen["assessment"]
    frozen = (WEEKS - WEEKS_KEPT) * seen["frozen"]
    lines = seen["lines"]
    rows = [
        *year,
        ("all other tables", "each under 10 MB a year", rest),
        ("uploaded files", f"{seen['media'] / 1e3:,.0f} KB a day", seen["media"] * 365),
        (
            "assessments kept whole",
            f"{DAYS_KEPT} days and {WEEKS_KEPT} weeks of {seen['assessment'] / 1e6:,.1f} MB",
            whole,
        ),
        (
            "frozen weeks of before",
            f"{WEEKS - WEEKS_KEPT} of {seen['frozen'] / 1e6:,.2f} MB",
            frozen,
        ),
        (
            "the trail, in the table",
            f"{lines:,.0f} lines a day of {seen['line']:,.0f} bytes, for {DAYS_IN_TABLE} days",
            lines * seen["line"] * DAYS_IN_TABLE,
        ),
        (
            "the trail of a year, archived",
            f"{seen['archived_line']:,.0f} bytes a line",
            lines * seen["archived_line"] * 365,
        ),
    ]
    total = sum(size for _what, _how, size in rows)
    told = "\n".join(f"| {what} | {how} | {size / 1e6:,.0f} MB |" for what, how, size in rows)
    today = f"{datetime.now(UTC):%-d %B %Y}"
    return "\n".join(
        [
            "# What a year takes on the disk",
            "",
            "*For those who buy or lend the machine. Written by `python -m benchmarks.year`, "
            f"{today}, SQLite, CPython {platform.python_version()}.*",
            "",
            f"{days} days of an invented mission with {asked.events:,} events and "
            f"{asked.places:,} places were played through the program's own verbs:",
            f"each day {REPORTS} reports from the field, {ALERTS} alerts that were acknowledged, a "
            f"file of {ROWS} events with the assessments that follow it,",
            f"and {READINGS:,} readings by people; once a week {PRODUCTS} editions and a frozen "
            "week. What each table grew by, with its indexes, is told on to 365",
            "days. **Nobody has run a year.**",
            "",
            "| what | how it was told on | a year |",
            "|---|---|---|",
            told,
            f"| **all** | at most 3,000 MB: {'met' if total <= MOST else 'missed'} "
            f"| **{total / 1e6:,.0f} MB** |",
            "",
            "Room that pruned rows leave is used again, and not given back to the disk. Backups "
            "are not in it: each is as large as all of this.",
            "",
            *_end_told(by_database),
        ]
    )


def _end_told(by_database: dict[str, dict[str, Any]]) -> list[str]:
    """What an install takes at the end of the days, a column a database."""
    sizes = [f"{seen['size'] / 1e6:,.0f} MB" for seen in by_database.values()]
    rows = {
        name: [f"{seen['end'][name]:.2f} s" for seen in by_database.values()]
        for name in by_database["SQLite"]["end"]
    }
    return [
        "## At the end of the days",
        "",
        "Seconds of a processor of this machine, of pages the median of"
        f" {pages.ROUNDS} after one; what a database server of its own takes is not in them.",
        "`platform prepare` ran with nothing to migrate: what an upgrade takes at the least.",
        "",
        f"| what | {' | '.join(by_database)} |",
        "|---|" + "---|" * len(by_database),
        f"| database and files | {' | '.join(sizes)} |",
        *(f"| {name} | {' | '.join(cells)} |" for name, cells in rows.items()),
        "",
    ]


if __name__ == "__main__":
    main()
