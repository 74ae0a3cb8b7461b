"""Two machines in one: processes of two hosts with local folders of their own, one shared folder
and one PostgreSQL, for the tests of many machines."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from difflib import unified_diff
from pathlib import Path
from typing import Any

import requests

from tests.tutela_web.cli.house import ROOT, House
from tests.tutela_web.waiting import free_port, until

KEYS = ("vault.key", "audit.key", "secret.key")
MADE = """
from datetime import UTC, datetime
import numpy as np
from benchmarks.pages import made_events
from tests.tutela_web import make
from tutela_web.access.devices import verbs
from tutela_web.incidents.events import store

mission = make.mission("luma")
amina = make.person("amina")
amina.set_password("a long road to the ford")
amina.save()
for role in ("analyst", "joc_duty_officer"):
    make.post(mission, role, amina)
area = make.area(mission, "north")
chance = np.random.default_rng(1)
lon, lat = chance.uniform(29, 31, 20), chance.uniform(6, 8, 20)
for n in range(20):
    at = {"latitude": float(lat[n]), "longitude": float(lon[n])}
    make.place(mission, f"Village {n}", area=area, **at)
make.actor(mission)
batch = make.batch(mission, amina, published_at=datetime(2018, 12, 1, tzinfo=UTC))
frame = made_events(EVENTS, lon, lat, [str(area.pk)], chance)
store.add_events(frame, mission, batch, lambda *_: None)
print(json.dumps(verbs.make(amina, name="telephone")[1]))
"""
"""A mission whose events are enough for a file of columns."""

OF_ONE_ANSWER = re.compile(
    r'name="csrfmiddlewaretoken" value="\w+"|"X-CSRFToken":"\w+"|data-(?:now|clock)="[^"]*"'
    r'|<time datetime="[^"]*\.\d{6}[^"]*"><bdi>[^<]*'
    r"|>\s*\d+:\d\d</(?:span|bdi)>|\?ticket=[\w.:=-]+|http://127\.0\.0\.1:\d+"
)
"""What differs from one answer to the next of the same machine."""

OF_ONE_COPY = re.compile(rb"as_of[^,}]*|[0-9a-f]{64}")
"""When a copy was made, and the digest that stands in it."""


@dataclass
class Host:
    """One machine: its name, its folder, and its processes by what they do."""

    name: str
    house: House
    folder: Path
    shared: Path
    port: int = field(default_factory=free_port)
    live_port: int = field(default_factory=free_port)
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def settings(self) -> dict[str, str]:
        return {
            "TUTELA_DATA": str(self.folder),
            "TUTELA_SHARED": str(self.shared),
            "TUTELA_MACHINE": self.name,
            "TUTELA_DEBUG": "yes",  # pages without styles that nobody collected here
            "TUTELA_URL": self.url,
            "TUTELA_LIVE_URL": f"http://127.0.0.1:{self.live_port}",
        }

    def tutela(self, *words: str, fine: bool = True) -> str:
        told = self.house.tutela("platform", *words, fine=fine, **self.settings)
        return str(told.stdout + told.stderr)

    def take_keys_of(self, other: Host) -> None:
        """As the custodian carries them from one machine to the next."""
        self.folder.mkdir()
        for name in KEYS:
            shutil.copyfile(other.folder / name, self.folder / name)

    def start(self, part: str) -> None:
        """Start `serve`, `live`, or a part of the worker."""
        words = {
            "serve": ("serve", "--port", str(self.port), "--workers", "1"),
            "live": ("live", "--port", str(self.live_port)),
        }.get(part, ("worker", "--only", part, "--interval", "0.2"))
        code = "from tutela.cli import main; main()"
        with (self.folder / f"{part}.log").open("ab") as log:
            self.running[part] = subprocess.Popen(
                [sys.executable, "-W", "ignore", "-c", code, "platform", *words],
                env=self.house.environment | self.settings,
                cwd=ROOT,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        if part == "serve":
            until(lambda: answers(f"{self.url}/account/login/", 200))
        if part == "live":
            until(lambda: answers(f"http://127.0.0.1:{self.live_port}/live/luma", 404))

    def kill(self, part: str) -> None:
        """End a process and its children at once, as a machine that loses power does."""
        process = self.running.pop(part)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def end(self) -> None:
        for part in list(self.running):
            self.kill(part)

    def told(self, browser: requests.Session, address: str) -> bytes:
        """An answer of this machine, without what differs between any two."""
        answer = browser.get(self.url + address, timeout=120)
        assert answer.status_code == 200, (self.name, address, answer.status_code)
        if "/export/" in address:
            return OF_ONE_COPY.sub(b"", answer.content)
        if "text/html" not in answer.headers["Content-Type"]:
            return answer.content
        return OF_ONE_ANSWER.sub("", answer.text).encode()


def differences(some: dict[str, bytes], others: dict[str, bytes]) -> list[str]:
    """The lines that differ between answers of two machines, by address."""
    return [
        f"{address} {line}"
        for address, told in some.items()
        if told != others[address]
        for line in unified_diff(
            told.decode(errors="replace").splitlines(),
            others[address].decode(errors="replace").splitlines(),
            lineterm="",
            n=0,
        )
    ]


def answers(url: str, status: int) -> bool:
    try:
        return requests.get(url, timeout=60).status_code == status
    except requests.ConnectionError:
        return False


def signed_in(host: Host) -> requests.Session:
    """Amina signs in at a machine by the form that it shows."""
    browser = requests.Session()
    page = browser.get(f"{host.url}/account/login/", timeout=120)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)
    assert token is not None
    form = {
        "csrfmiddlewaretoken": token[1],
        "login": "amina",
        "password": "a long road to the ford",
    }
    browser.post(f"{host.url}/account/login/", form, timeout=120)
    return browser


class Board:
    """A board that listens at a machine: what it heard, and when."""

    def __init__(self, host: Host, browser: requests.Session) -> None:
        told = browser.get(f"{host.url}/m/luma/alerts/live/", timeout=120)
        self.stream = requests.get(told.json()["url"], stream=True, timeout=120)
        self.heard: list[tuple[str, float]] = []
        self.over = False
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        try:
            for line in self.stream.iter_lines():
                if line.startswith(b"event: "):
                    self.heard.append((line.decode()[7:], time.monotonic()))
        except requests.RequestException:
            pass
        self.over = True

    def changes(self) -> int:
        return sum(name == "changed" for name, _at in self.heard)


class Sender:
    """What sends alerts and files by the API of whatever machine."""

    def __init__(self, token: str) -> None:
        self.headers = {"Authorization": f"Bearer {token}"}

    def alert(self, host: Host, pk: str) -> int:
        answer = requests.post(
            f"{host.url}/api/v1/missions/luma/alerts",
            json={"id": pk, "level": "warning", "act": "shots"},
            headers=self.headers | {"Idempotency-Key": pk},
            timeout=120,
        )
        return answer.status_code

    def reads(self, host: Host, pk: str) -> bool:
        """Whether an alert is read at a machine."""
        address = f"{host.url}/api/v1/missions/luma/alerts/{pk}"
        return requests.get(address, headers=self.headers, timeout=120).status_code == 200

    def send(self, host: Host, name: str, content: bytes) -> Any:
        answer = requests.post(
            f"{host.url}/api/v1/missions/luma/imports",
            files={"file": (name, content)},
            data={"classification": "0"},
            headers=self.headers,
            timeout=120,
        )
        assert answer.status_code == 201, answer.text
        return answer.json()

    def batch(self, host: Host, pk: str) -> Any:
        address = f"{host.url}/api/v1/missions/luma/imports/{pk}"
        return requests.get(address, headers=self.headers, timeout=120).json()

    def confirm(self, host: Host, pk: str) -> None:
        answer = requests.post(
            f"{host.url}/api/v1/missions/luma/imports/{pk}/confirmation",
            json={"others_unknown": True},
            headers=self.headers,
            timeout=120,
        )
        assert answer.status_code == 200, answer.text

    def wait(self, host: Host, pk: str, state: str) -> None:
        until(lambda: self.batch(host, pk)["state"] == state, told=lambda: self.batch(host, pk))
