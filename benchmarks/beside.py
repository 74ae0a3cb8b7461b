"""A warning beside the largest import: how much later its messages leave.

    python -m benchmarks.beside [--rows 400000] [--alerts 6]

Real processes on a file database of their own: one goes the rounds, one does the jobs, and a mail
server of this program's takes what leaves. Ongoing attacks are raised one by one, first alone, then
while a file of GED's 49 columns is tried and imported; 400,000 rows are the most a file may have.
Measured is the time from raising to the last mail of each. Prints one line of JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import socketserver
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import polars as pl

LATER = 2.0
"""Seconds a warning may leave later than it does alone."""

PAUSE = 5.0
"""Seconds between two attacks: more than thirty mails an hour to one address are held back."""

PATIENCE = 120.0
"""Seconds after which mails that did not leave are given up."""


class Mail(socketserver.StreamRequestHandler):
    """As much of a mail server as takes a mail."""

    def handle(self) -> None:
        """One connection, to its end."""
        self._say("220 here")
        for line in iter(self.rfile.readline, b""):
            word = line[:4].upper().strip()
            if word == b"DATA":
                self._say("354 go on")
                while self.rfile.readline().rstrip(b"\r\n") != b".":
                    pass
            self._say("221 bye" if word == b"QUIT" else "250 fine")
            if word == b"QUIT":
                return

    def _say(self, words: str) -> None:
        self.wfile.write(words.encode() + b"\r\n")


class MailServer(socketserver.ThreadingTCPServer):
    """The mail server, on a port of this machine that was free."""

    daemon_threads = True


def main() -> dict[str, Any]:
    """Measure once, in a folder that is gone afterwards."""
    options = argparse.ArgumentParser()
    options.add_argument("--rows", type=int, default=400_000)
    options.add_argument("--alerts", type=int, default=6)
    asked = options.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="tutela-beside-") as folder,
        MailServer(("127.0.0.1", 0), Mail) as mail,
    ):
        threading.Thread(target=mail.serve_forever, daemon=True).start()
        os.environ |= {
            "TUTELA_DATA": folder,
            "DJANGO_SETTINGS_MODULE": "tutela_web.settings",
            "TUTELA_MAIL_HOST": "127.0.0.1",
            "TUTELA_MAIL_TLS": "no",
            "TUTELA_MAIL_PORT": str(mail.server_address[1]),
        }
        import django

        django.setup()
        cast = _fill()
        path = Path(folder) / "events.csv"
        _events(asked.rows).write_csv(path)
        begin = "import django; django.setup(); from tutela_web.base import jobs; jobs.{}"
        running = [
            subprocess.Popen([sys.executable, "-c", begin.format(name)])
            for name in ("go_rounds_forever()", "go_rounds_forever('senders')", "work_forever()")
        ]
        try:
            _warn(cast)  # while the processes start
            alone = [_warn(cast) for _ in range(asked.alerts)]
            beside, done = _beside(cast, path)
        finally:
            for process in running:
                process.kill()  # the assessment that follows an import is not measured here
                process.wait()
        later = max(beside) - statistics.median(alone)
        return {
            "rows": done.accepted,
            "megabytes": path.stat().st_size / 1e6,
            "alerts": len(beside),
            "alone_p50": statistics.median(alone),
            "alone_most": max(alone),
            "beside_p50": statistics.median(beside),
            "beside_most": max(beside),
            "later": later,
            "later_most": LATER,
            "cpu_children": _children_seconds(),
            "most_mib": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024,
        }


def _fill() -> Any:
    """A mission with the whole cast, each with an address."""
    from django.core.management import call_command

    from tests.tutela_web.cast import assemble
    from tutela_web.access import tables
    from tutela_web.access.models import Person
    from tutela_web.access.vault import keyring

    for alias in ("default", "keys"):
        tables.prepare(alias)
    call_command("createcachetable", verbosity=0)
    keyring.make_first()
    cast = assemble()
    for person in Person.objects.all():
        Person.objects.filter(pk=person.pk).update(email=f"{person.username}@example.org")
    return cast


def _events(rows: int) -> pl.DataFrame:
    """A file as the UCDP gives it: 49 columns, every row an event of its own."""
    at = pl.int_range(0, rows, eager=True)
    day = pl.select(pl.lit("2010-01-01").str.to_date() + pl.duration(days=at % 3_200)).to_series()
    said = {
        "id": at + 1,
        "relid": pl.select(pl.format("LUM-{}", at)).to_series(),
        "year": day.dt.year(),
        "code_status": "Clear",
        "type_of_violence": at % 3 + 1,
        "conflict_name": "Luma: Government",
        "dyad_name": "LRA - Civilians",
        "side_a": "LRA",
        "side_b": "Civilians",
        "number_of_sources": at % 5,
        "source_headline": "Attack on Luma",
        "where_prec": at % 3 + 1,
        "where_coordinates": pl.select(pl.format("Village {}", at % 5_000)).to_series(),
        "where_description": "near Luma",
        "adm_1": "Luma state",
        "adm_2": "Luma county",
        "latitude": 5 + (at * 7 % 50_000) / 10_000,
        "longitude": 25 + (at * 11 % 90_000) / 10_000,
        "country": "Lumaland",
        "iso3": "LUM",
        "event_clarity": 1,
        "date_prec": 1,
        "date_start": day,
        "date_end": day,
        "deaths_a": 0,
        "deaths_b": 0,
        "deaths_civilians": at % 9,
        "deaths_unknown": 0,
        "best": at % 9,
        "high": at % 9 + 2,
        "low": at % 9,
        "source_version": "UCDP GED 23.1",
    }
    frame = pl.select(**{n: c if isinstance(c, pl.Series) else pl.lit(c) for n, c in said.items()})
    more = 49 - frame.width
    return frame.with_columns(**{f"more_{n}": pl.lit("as the source has it") for n in range(more)})


def _warn(cast: Any) -> float:
    """Raise an ongoing attack; seconds until the last of its mails left."""
    from tests.tutela_web.warning.story import call
    from tutela_web.channels.models import Message

    began = time.perf_counter()
    alert = call(cast, level="ongoing", act="attack on the village")
    mails = Message.objects.filter(about_id=alert.pk, channel="mail")
    while time.perf_counter() - began < PATIENCE:
        tried = mails.values_list("tried_at", flat=True)
        if tried and all(tried):
            return time.perf_counter() - began
        time.sleep(0.02)
    return PATIENCE


def _beside(cast: Any, path: Path) -> tuple[list[float], Any]:
    """Have the file tried and imported, as people do, and raise attacks all the while."""
    from django.core.files import File

    from tutela_web.access.policy import standing_of
    from tutela_web.base.models import Batch, Job
    from tutela_web.incidents.imports import verbs

    by = standing_of(cast.amina, cast.mission)
    with path.open("rb") as file:
        batch, _ = verbs.receive(File(file, path.name), by=by)  # type: ignore[arg-type]
    took = []
    while batch.state != Batch.State.PUBLISHED:
        took.append(_warn(cast))
        batch.refresh_from_db()
        busy = verbs.work_on(batch.pk)
        if batch.state == Batch.State.CHECKED and not busy:
            verbs.confirm(batch, by=by)
        failed = Job.objects.filter(subject_id=batch.pk, state=Job.State.FAILED).first()
        if failed:
            raise SystemExit(f"the import failed: {failed.error}")
        time.sleep(PAUSE)
    return took, batch


def _children_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main()) + "\n")
