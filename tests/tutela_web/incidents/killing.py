"""A worker killed again and again while it brings a file in: run as a process of its own.

    python -m tests.tutela_web.incidents.killing KILLS [SEED]

Uses the databases of the environment. The work is done by worker processes, which are killed with
signal 9 at random moments; after each, what people see is counted. Prints one line of JSON.

Each worker is forked from one process that has imported most of what a worker needs and computed
nothing: no connection to a database, no thread of ours or of polars' pool. So its children begin
as if started anew, ten times sooner.
"""

from __future__ import annotations

import io
import json
import os
import random
import select
import signal
import sys
import time
from datetime import date, timedelta
from pathlib import Path
from subprocess import PIPE, Popen
from typing import Any
from uuid import UUID

ROWS = 1_200
CHANGED = 600
NEW = 600
WRITING_SECONDS = 0.5


def main(kills: int, seed: int) -> dict[str, Any]:
    """Kill so many times; raises AssertionError at the first half-visible batch."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tutela_web.settings"
    import django

    django.setup()
    from tutela_web.access import tables
    from tutela_web.access.vault import keyring

    for alias in ("default", "keys"):
        tables.prepare(alias)
    keyring.make_first()
    from tutela_web.base import jobs
    from tutela_web.base.clock import real_now
    from tutela_web.base.models import Batch, Job
    from tutela_web.incidents.imports import verbs

    chance = random.Random(seed)
    house, nursery = _House(), _Nursery()
    first = house.receive(_file(range(ROWS), dead=1))
    _to_the_end(nursery, first)
    whole = _to_the_end(nursery, house.confirm(first).pk)
    before = house.seen()
    assert before == (ROWS, ROWS, ROWS), before

    told: dict[str, Any] = {"kills": 0, "rounds": 0, "steps": {}}
    after = (ROWS + NEW, ROWS + NEW, ROWS - CHANGED + 2 * (CHANGED + NEW))
    while told["kills"] < kills:
        told["rounds"] += 1
        check = house.receive(_file(range(ROWS - CHANGED, ROWS + NEW), dead=2))
        _to_the_end(nursery, check)
        batch_id = Job.objects.get(pk=check).subject_id
        job = house.confirm(check).pk
        while True:
            worker = _Worker(nursery, job)
            if told["kills"] >= kills:
                ended = worker.ended(300)
            elif chance.random() < 0.4:
                ended = worker.ended(chance.uniform(0, whole))
            else:  # in the midst of writing, however slow the machine is
                _until_it_writes(job, worker)
                ended = worker.ended(chance.uniform(0, WRITING_SECONDS))
            told["kills"] += not ended
            state = Batch.objects.get(pk=batch_id).state
            seen = house.seen()
            assert seen == (after if state == "published" else before), (state, seen)
            now = Job.objects.get(pk=job)
            if ended or now.state == "done":  # killed after its last word: the work is done
                assert now.state == "done", now.error
                break
            told["steps"][now.step] = told["steps"].get(now.step, 0) + 1
            Job.objects.filter(pk=job).update(attempts=1)  # this test dies more often than allowed
            long_ago = real_now() - 2 * jobs.LEASE
            Job.objects.filter(pk=job, state="running").update(heartbeat_at=long_ago)
            jobs.reap()
            assert Job.objects.get(pk=job).state == "waiting"
        assert house.seen() == after, "not finished after the last attempt"
        verbs.undo(Batch.objects.get(pk=batch_id), by=house.standing())
        assert house.seen() == before, "the undo left something"
    nursery.end()
    return told


class _House:
    """An invented mission and its analyst."""

    def __init__(self) -> None:
        from tutela_web.access.models import Holding, Mission, Person, Post

        name = f"luma{os.getpid()}"
        self.mission = Mission.objects.create(code=name, name="Mission in Luma", iso3="SSD")
        self.person = Person.objects.create(username=name)
        post = Post.objects.create(mission=self.mission, role="analyst", title="analyst")
        starts = date(2018, 1, 1) - timedelta(days=1)
        Holding.objects.create(post=post, person=self.person, starts=starts)

    def standing(self) -> Any:
        from tutela_web.access.policy import standing_of

        return standing_of(self.person, self.mission)

    def receive(self, text: str) -> Any:
        """The id of the dry run's job."""
        from django.core.files.uploadedfile import SimpleUploadedFile

        from tutela_web.base.models import Job
        from tutela_web.incidents.imports import verbs

        upload = SimpleUploadedFile("log.csv", text.encode())
        batch, before = verbs.receive(upload, by=self.standing())
        assert not before
        return Job.objects.get(subject_id=batch.pk).pk

    def confirm(self, check: Any) -> Any:
        from tutela_web.base.models import Batch, Job
        from tutela_web.incidents.imports import verbs

        batch = Batch.objects.get(pk=Job.objects.get(pk=check).subject_id)
        return verbs.confirm(batch, by=self.standing())

    def seen(self) -> tuple[int, int, int]:
        """Events people see, how many different ids they have, and their dead."""
        from django.db.models import Count, Sum

        from tutela_web.incidents.events.queries import in_force
        from tutela_web.incidents.models import Event

        told = in_force(Event, self.mission).aggregate(
            n=Count("pk"), ids=Count("source_id", distinct=True), dead=Sum("deaths")
        )
        return told["n"], told["ids"], told["dead"] or 0


def _file(numbers: range, dead: int) -> str:
    lines = io.StringIO()
    lines.write("Incident number,Date,Village,Latitude,Longitude,Harm,Killed\n")
    for n in numbers:
        day = date(2018, 1, 1) + timedelta(days=n % 300)
        north, east = (
            5 + n % 50 / 10,
            30 + n % 30 / 10,
        )  # one village a position, else rows are held
        lines.write(f"L-{n},{day},Luma {n % 150},{north},{east},killing,{dead}\n")
    return lines.getvalue()


class _Nursery:
    """The process that workers are forked from."""

    def __init__(self) -> None:
        command = [sys.executable, "-W", "ignore", "-m", __spec__.name, "nurse"]
        lone = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
        self.process = Popen(command, stdin=PIPE, stdout=PIPE, text=True, env=os.environ | lone)
        assert self.hear() == "ready", "the process that forks did not come up"

    def tell(self, line: str) -> None:
        assert self.process.stdin
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()

    def hear(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline().strip()

    def end(self) -> None:
        """Let it go; nothing is left behind."""
        assert self.process.stdin
        self.process.stdin.close()
        assert self.process.wait(20) == 0


class _Worker:
    """A worker process at one job. Nobody takes its number before its end is asked for."""

    def __init__(self, nursery: _Nursery, job: Any) -> None:
        self.nursery = nursery
        nursery.tell(str(job))
        self.process = os.pidfd_open(int(nursery.hear()))

    def is_over(self, seconds: float = 0) -> bool:
        """Whether it is dead, at the latest after so many seconds."""
        return bool(select.select([self.process], [], [], seconds)[0])

    def ended(self, seconds: float) -> bool:
        """Whether it ended by itself in time, and well; else it is killed."""
        if not self.is_over(seconds):
            signal.pidfd_send_signal(self.process, signal.SIGKILL)
        os.close(self.process)
        self.nursery.tell("bury")
        code = int(self.nursery.hear())
        assert code in (0, -signal.SIGKILL), "a worker failed"
        return code == 0


def _until_it_writes(job: Any, worker: _Worker) -> None:
    from tutela_web.base.models import Job

    while not worker.is_over(0.01):
        if Job.objects.get(pk=job).step in ("storing", "replacing"):
            return


IDLE = {"jemalloc_bg_thd", "polars-ooc-clea"}
"""Threads that polars begins when it is imported, and that a child does well without."""


def _threads() -> set[str]:
    """The threads of this process beside the main one."""
    tasks = Path("/proc/self/task").iterdir()
    return {(one / "comm").read_text().strip() for one in tasks if one.name != str(os.getpid())}


def nurse() -> None:
    """What the process does that workers are forked from: imports, then a child for each job."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tutela_web.settings"
    import django
    from django.conf import settings

    from tutela_web.incidents.apps import IncidentsRoom

    # Rooms above read tables as they are imported, which begins polars' pool; so do our jobs,
    # which each child imports by itself, and what our room listens for, which no import needs.
    IncidentsRoom.ready = lambda _room: None  # type: ignore[method-assign]
    above = settings.ROOMS[settings.ROOMS.index("incidents") + 1 :]
    settings.INSTALLED_APPS = [
        app
        for app in settings.INSTALLED_APPS
        if app not in {f"tutela_web.{room}" for room in above}
    ]
    django.setup()
    from django.db import connection

    from tutela_web.base import jobs
    from tutela_web.incidents.events import store

    store.CHUNK, store.LEAST, store.HOLD_SECONDS, store.PAUSE_SECONDS = 100, 100, 0.001, 0.01
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while job := sys.stdin.readline().strip():
        assert connection.connection is None, "a child would share the connection"
        assert not _threads() - IDLE, "a child would lack these threads"
        child = os.fork()
        if child == 0:
            jobs.run(UUID(job), beating=True)
            os._exit(0)
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()
        assert sys.stdin.readline() == "bury\n"
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        sys.stdout.write(f"{code}\n")
        sys.stdout.flush()


def _to_the_end(nursery: _Nursery, job: Any) -> float:
    """Let a worker do its job; the seconds it took."""
    began = time.monotonic()
    assert _Worker(nursery, job).ended(300)
    return time.monotonic() - began


if __name__ == "__main__":
    if sys.argv[1] == "nurse":
        nurse()
    else:
        found = main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1)
        sys.stdout.write(json.dumps(found) + "\n")
