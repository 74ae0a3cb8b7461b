"""People save while processes come and go beside them: what was told as saved is counted.

    python -m tests.tutela_web.base.saving COMBINATION SECONDS

Uses the databases of the environment, prepared. `tutela platform serve` runs with two processes,
beside it what the combination names. Alerts come in by the API, incidents by the page, others read;
what was answered as saved is looked for once all have ended. Prints one line of JSON.
"""

from __future__ import annotations

import json
import os
import re
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path
from subprocess import DEVNULL, Popen
from uuid import uuid4

import click
import requests

from tests.tutela_web.waiting import free_port, listens, until
from tutela_web.cli import platform

WORKERS = tuple(
    str(part)
    for option in platform.worker.params
    if option.name == "only" and isinstance(option.type, click.Choice)
    for part in option.type.choices
)
"""The kinds of process that `tutela platform worker` knows, whichever they are by now."""
COMBINATIONS = {
    "web and rounds": ("rounds",),
    "web and jobs": ("jobs",),
    "web and every worker": WORKERS,
    "web and live": ("live",),
    "web, backup and check": ("backup", "check"),
    "everything": (*WORKERS, "live", "backup", "check"),
}
SAVING, READING = 2, 2
"""How many people of each kind: those who send alerts, those who record, those who read."""
LEAST = 3
"""Each of them is answered so often at least, however busy the machine is."""


def main(combination: str, seconds: float) -> dict[str, object]:
    """Save for so long; gives what was told as saved and is missing, and every other answer."""
    _django()
    from django.conf import settings
    from django.db import connections

    people = _People()
    connections.close_all()  # this process looks on: it keeps nothing open
    data, port = Path(settings.DATA), free_port()
    beside = [_Beside(part, data) for part in COMBINATIONS[combination]]
    web = _start("serve", "--port", str(port), "--workers", "2")
    try:
        url = f"http://127.0.0.1:{port}"
        until(lambda: _answers(url))
        for one in beside:
            one.begin()
        deleted = people.save(url, seconds, data)
    finally:
        for one in beside:
            one.end()
        web.terminate()
        web.wait()
    return people.count() | {"deleted_logs": deleted}


def _django() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tutela_web.settings"
    import django

    django.setup()


def _start(*words: str) -> Popen[bytes]:
    code = "from tutela.cli import main; main()"
    command = [sys.executable, "-W", "ignore", "-c", code, "platform", *words]
    here = os.environ | {"TUTELA_DEBUG": "yes"}  # pages without styles that nobody collected here
    return Popen(command, env=here, stdout=DEVNULL, stderr=DEVNULL)


def _answers(url: str) -> bool:
    try:
        return requests.get(f"{url}/account/login/", timeout=60).status_code == 200
    except requests.ConnectionError:
        return False


class _Beside:
    """A process beside the web server; a command that ends is begun again until it is enough."""

    def __init__(self, part: str, data: Path) -> None:
        self.port = free_port()
        self.words = {
            "live": ("live", "--port", str(self.port)),
            "backup": ("backup", str(data.parent / "kept")),
            "check": ("check",),
        }.get(part, ("worker", "--only", part, "--interval", "0.2"))
        self.data = data
        self.process: Popen[bytes] | None = None
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._go_on)

    def begin(self) -> None:
        """Start it, and wait until it is at work.

        That is once it has a database open, where that is a file. The live pages open theirs for a
        moment only, which a look may miss: they are at work once they listen.
        """
        from django.db import connection

        self.thread.start()
        if self.words[0] == "live":
            until(lambda: listens(self.port))
        elif connection.vendor == "sqlite":
            until(lambda: self.process and _holds(self.process.pid, self.data))

    def _go_on(self) -> None:
        while not self.over.is_set():
            self.process = process = _start(*self.words)
            while process.poll() is None and not self.over.wait(0.05):
                pass
            if self.words[0] in ("live", "worker"):
                process.terminate()
            process.wait()  # a backup and a check are let to come to their end

    def end(self) -> None:
        self.over.set()
        if self.thread.is_alive():
            self.thread.join()


class _People:
    """An invented mission: who sends alerts, who records incidents, who reads; what they heard."""

    def __init__(self) -> None:
        from django.test import Client

        from tutela_web.access.devices import verbs
        from tutela_web.access.models import DutyArea, Holding, Mission, Person, Post

        mission = Mission.objects.create(code="luma", name="Mission in Luma", iso3="SSD")
        DutyArea.objects.create(mission=mission, code="north", name="North")
        self.saved: dict[str, list[str]] = {"alert": [], "incident": []}
        self.answers: Counter[tuple[str, int]] = Counter()
        self.tokens, self.sessions = [], []
        for number in range(SAVING + READING):
            role = "joc_duty_officer" if number < SAVING else "poc_adviser"
            person = Person(username=f"person_{number}", needs_second_factor=False)
            person.set_unusable_password()
            person.save()
            post = Post.objects.create(mission=mission, role=role, title=f"Post {number}")
            Holding.objects.create(post=post, person=person, starts=date(2018, 1, 1))
            self.tokens.append(verbs.make(person, name="telephone")[1])
            browser = Client()
            browser.force_login(person, backend="tutela_web.access.sessions.backend.AccountBackend")
            self.sessions.append(browser.cookies["sessionid"].value)

    def save(self, url: str, seconds: float, data: Path) -> int:
        """All of them at work; gives how often a process was seen to write into a deleted log."""
        over, deleted = threading.Event(), 0
        work: list[Callable[[], None]] = []
        for number in range(SAVING):
            work += [self._alerts(url, self.tokens[number]), self._records(url, number)]
        work += [self._reads(url, SAVING + number) for number in range(READING)]

        def again_and_again(once: Callable[[], None]) -> None:
            done = 0
            while done < LEAST or not over.is_set():
                with suppress(requests.ConnectionError):
                    once()
                done += 1

        threads = [threading.Thread(target=again_and_again, args=(once,)) for once in work]
        for thread in threads:
            thread.start()
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            deleted += _deleted_logs(data)
            time.sleep(0.2)
        over.set()
        for thread in threads:
            thread.join()
        return deleted

    def _alerts(self, url: str, token: str) -> Callable[[], None]:
        """A telephone that sends one alert after another."""

        def send() -> None:
            pk = str(uuid4())
            answer = requests.post(
                f"{url}/api/v1/missions/luma/alerts",
                json={"id": pk, "level": "warning", "act": "shots"},
                headers={"Authorization": f"Bearer {token}", "Idempotency-Key": pk},
                timeout=300,
            )
            self._heard("alert", pk, answer)

        return send

    def _records(self, url: str, number: int) -> Callable[[], None]:
        """Somebody at the page, with the form of a new incident."""
        browser = self._browser(number)

        def record() -> None:
            page = browser.get(f"{url}/m/luma/incidents/new/", timeout=300)
            self.answers["page", page.status_code] += 1
            token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)
            if token is None:
                return
            pk = str(uuid4())
            form = {
                "id": pk,
                "csrfmiddlewaretoken": token[1],
                "un_personnel": "no",
                "title": "Herders shot at the ford",
                "event_from": "2018-12-30",
                "event_precision": "day",
                "harms": "killing",
                "attribution": "unknown",
                "classification": "1",
                "language": "en",
            }
            answer = browser.post(
                f"{url}/m/luma/incidents/new/", form, timeout=300, allow_redirects=False
            )
            self._heard("incident", pk, answer)

        return record

    def _reads(self, url: str, number: int) -> Callable[[], None]:
        browser = self._browser(number)

        def read() -> None:
            answer = browser.get(f"{url}/m/luma/alerts/", timeout=300)
            self.answers["page", answer.status_code] += 1

        return read

    def _browser(self, number: int) -> requests.Session:
        browser = requests.Session()
        browser.cookies.set("sessionid", self.sessions[number])
        return browser

    def _heard(self, kind: str, pk: str, answer: requests.Response) -> None:
        self.answers[kind, answer.status_code] += 1
        if answer.status_code in (201, 302):
            self.saved[kind].append(pk)

    def count(self) -> dict[str, object]:
        """What was told as saved, what of it is in the database, and whether that one is whole."""
        from django.db import connections

        from tutela_web.base.upkeep import integrity
        from tutela_web.incidents.models import Incident
        from tutela_web.warning.models import Alert

        damage = {alias: integrity.damage(alias) for alias in connections}
        missing = {}
        if not any(damage.values()):
            kept = {"alert": Alert.objects, "incident": Incident.objects}
            for kind, rows in kept.items():
                found = set(map(str, rows.values_list("pk", flat=True)))
                missing[kind] = len(set(self.saved[kind]) - found)
        return {
            "saved": {kind: len(told) for kind, told in self.saved.items()},
            "missing": missing,
            "damage": damage,
            "answers": {f"{kind} {code}": n for (kind, code), n in self.answers.items()},
        }


def _deleted_logs(data: Path) -> int:
    """How many processes hold a write-ahead log of these databases that was deleted."""
    return sum(
        held.startswith(str(data)) and held.endswith("-wal (deleted)")
        for process in Path("/proc").glob("[0-9]*")
        for held in _open_files(process)
    )


def _holds(process: int, data: Path) -> bool:
    """Whether a process has one of these databases open."""
    held = (str(data / "tutela.db"), str(data / "keys.db"))
    return any(one.startswith(held) for one in _open_files(Path(f"/proc/{process}")))


def _open_files(process: Path) -> list[str]:
    found = []
    with suppress(OSError):  # it ended meanwhile, or is somebody else's
        for one in (process / "fd").iterdir():
            with suppress(OSError):
                found.append(str(one.readlink()))
    return found


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], float(sys.argv[2]))))  # noqa: T201
