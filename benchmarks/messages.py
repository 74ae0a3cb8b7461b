"""A night of text messages: 1,000 a minute through the real server, clocks and mail beside it.

    python -m benchmarks.messages [--minutes 5] [--a-minute 1000]

Half of the numbers are contacts of the network, half are strangers; one message in fifty is sent
twice. A board listens at the live server. Everything is invented. Prints one line of JSON: the
seconds from the post to the answer (by which the message is kept: an alert, or taken in to be read
after), to the next "changed" the board hears after it, and until all that was taken in is read;
what was kept, what was lost, and the processor seconds of server, worker and live server.
"""

from __future__ import annotations

import argparse
import base64
import http.client
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from bisect import bisect
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from benchmarks.pages import BACKEND

PORT, LIVE_PORT = 8942, 8943
NUMBERS, PLACES = 500, 60
PROCESSES = 2
WITHIN = 1.0
"""Seconds from the post to the answer, for 99 of 100."""
WORDS = (
    "3 {place} 60 N OK",
    "they attack {place} now",
    "Des hommes armés vers {place}",
    "هجوم في {place}",
    "we hear shots near {place}",
    "0 {place}",
    "help",
)
_line = threading.local()


def main() -> dict[str, Any]:
    """Fill a folder, serve it, send, count."""
    options = argparse.ArgumentParser()
    options.add_argument("--minutes", type=float, default=5)
    options.add_argument("--a-minute", type=int, default=1000)
    asked = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="tutela-messages-") as made:
        os.environ |= {
            "TUTELA_DATA": made,
            "DJANGO_SETTINGS_MODULE": "tutela_web.settings",
            "TUTELA_HOSTS": "localhost,127.0.0.1",
            "TUTELA_URL": f"http://127.0.0.1:{PORT}",
            "TUTELA_LIVE_URL": f"http://127.0.0.1:{LIVE_PORT}",
        }
        import django

        django.setup()
        gateway, secret = _fill()
        with (Path(made) / "said").open("w") as said:
            server = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "granian",
                    "--interface",
                    "wsgi",
                    "--port",
                    str(PORT),
                    "--workers",
                    str(PROCESSES),
                    "--blocking-threads",
                    "8",
                    "tutela_web.wsgi:application",
                ],
                stdout=said,
                stderr=said,
            )
            worker = subprocess.Popen(
                [
                    sys.executable,
                    "-c",
                    "import django; django.setup();"
                    "from tutela_web.base.jobs import go_rounds_forever;"
                    "go_rounds_forever('senders')",
                ],
                stdout=said,
                stderr=said,
            )
            live = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "granian",
                    "--interface",
                    "asginl",
                    "--factory",
                    "--port",
                    str(LIVE_PORT),
                    "--loop",
                    "asyncio",
                    "--workers-kill-timeout",
                    "1",
                    "--no-log",
                    "tutela_web.cli.live:make_application",
                ],
                stdout=said,
                stderr=said,
            )
            running = {"server": server, "worker": worker, "live": live}
            spent = {}
            try:
                _until_open()
                told = _send(gateway, secret, asked.minutes, asked.a_minute)
            finally:
                for process in running.values():
                    process.terminate()
                for name, process in running.items():
                    before = _processor_seconds()
                    process.wait(20)
                    spent[f"cpu_{name}"] = round(_processor_seconds() - before)
            return told | spent


def _fill() -> tuple[str, str]:
    """A mission with its people, villages, contacts, and a gateway."""
    from django.core.management import call_command

    from tests.tutela_web import make
    from tests.tutela_web.cast import assemble
    from tutela_web.access import tables
    from tutela_web.access.vault import keyring
    from tutela_web.access.vault.verbs import seal

    for alias in ("default", "keys"):
        tables.prepare(alias)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    keyring.make_first()
    cast = assemble()
    places = [
        make.place(
            cast.mission,
            f"Village{n}",
            area=cast.north if n % 2 else cast.south,
            latitude=5 + n / 20,
            longitude=30 + n % 7 / 5,
        )
        for n in range(PLACES)
    ]
    for n in range(NUMBERS // 2):
        contact = make.contact(cast.mission, place=places[n % PLACES], by=cast.hofo)
        subject = seal(cast.mission, {"phone": _number(n)}, searchable=["phone"], by=None)
        type(contact).objects.filter(pk=contact.pk).update(subject=subject)
    gateway = make.gateway(cast.mission)
    return str(gateway.pk), gateway.secret  # type: ignore[attr-defined]


def _number(n: int) -> str:
    return f"+2119000{n:05}"


def _processor_seconds() -> float:
    """What the processes that were waited for have used, their own children included."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _until_open() -> None:
    for _ in range(300):
        try:
            _post("/in/x/", b"", {})
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit("the server did not start")


class Board(threading.Thread):
    """Somebody who has the board open: when it heard that something changed."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.heard: list[float] = []

    def run(self) -> None:
        """Hear the stream until it ends."""
        line = http.client.HTTPConnection("127.0.0.1", LIVE_PORT, timeout=60)
        line.request("GET", _address_of_a_stream())
        for told in line.getresponse():
            if told.strip() == b"event: changed":
                self.heard.append(time.perf_counter())


def _address_of_a_stream() -> str:
    """Where the duty officer's page would listen."""
    from allauth.usersessions.models import UserSession
    from django.test import Client, RequestFactory

    from tutela_web.access.models import Mission, Person
    from tutela_web.access.policy import standing_of
    from tutela_web.warning.board.live import live_url

    officer = Person.objects.get(username="joc_duty_officer")
    browser = Client()
    browser.force_login(officer, backend=BACKEND)
    UserSession.objects.create(
        user=officer, session_key=browser.session.session_key, ip="127.0.0.1", user_agent=""
    )
    request = RequestFactory().get("/")
    request.session = browser.session
    found = live_url(request, standing_of(officer, Mission.objects.get(code="luma")))
    assert found is not None
    return found.removeprefix(f"http://127.0.0.1:{LIVE_PORT}")


def _post(path: str, content: bytes, headers: dict[str, str]) -> int:
    """One request over this thread's own connection, as Kannel keeps its own."""
    line = getattr(_line, "http", None)
    if line is None:
        line = _line.http = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
    try:
        line.request("POST", path, content, headers)
        answer = line.getresponse()
        answer.read()
    except (OSError, http.client.HTTPException):
        line.close()
        _line.http = None
        raise
    return answer.status


def _send(gateway: str, secret: str, minutes: float, a_minute: int) -> dict[str, Any]:
    chance = random.Random(1)
    proof = base64.b64encode(f"tutela:{secret}".encode()).decode()
    took: list[tuple[float, float]] = []
    answers: Counter[str] = Counter()
    board = Board()
    board.start()

    def one(ident: str, number: str, words: str) -> None:
        headers = {
            "Authorization": f"Basic {proof}",
            "X-Kannel-From": number,
            "Content-Type": "text/plain; charset=UTF-8",
        }
        for _try in range(5):  # as a gateway: what was not taken is sent again
            began = time.perf_counter()
            try:
                status = _post(f"/in/{gateway}/?id={ident}", words.encode(), headers)
            except (OSError, http.client.HTTPException) as fault:
                status = type(fault).__name__
            took.append((began, time.perf_counter()))
            answers[str(status)] += 1
            if status == 200:
                return
            time.sleep(1)

    count = round(minutes * a_minute)
    began = time.perf_counter()
    with ThreadPoolExecutor(32) as pool:
        for n in range(count):
            words = chance.choice(WORDS).format(place=f"Village{chance.randrange(PLACES)}")
            ident, number = f"m-{n}", _number(chance.randrange(NUMBERS))
            wait = began + n * 60 / a_minute - time.perf_counter()
            if wait > 0:
                time.sleep(wait)
            for _ in range(2 if n % 50 == 0 else 1):
                pool.submit(one, ident, number, words)
    seconds = time.perf_counter() - began
    unread_for = _until_all_is_read()
    time.sleep(3)
    heard = [
        at - sent
        for sent, kept in took
        if (at := next(iter(board.heard[bisect(board.heard, kept) :]), None))
    ]
    told = _told([kept - sent for sent, kept in took], answers, count, seconds)
    cuts = statistics.quantiles(heard, n=100)
    return told | {
        "read_after": unread_for,
        "heard": len(heard),
        "heard_p50": round(cuts[49], 3),
        "heard_p99": round(cuts[98], 3),
    }


def _until_all_is_read() -> float:
    """Seconds until nothing that was taken in waits; at most two minutes."""
    from tutela_web.channels.models import TakenIn

    began = time.perf_counter()
    while TakenIn.objects.exists() and time.perf_counter() - began < 120:
        time.sleep(0.2)
    return round(time.perf_counter() - began, 1)


def _told(took: list[float], answers: Counter[str], count: int, seconds: float) -> dict[str, Any]:
    from tutela_web.access.vault.models import Sealed
    from tutela_web.channels.models import Message
    from tutela_web.warning.models import Alert, Report

    cuts = statistics.quantiles(took, n=100)
    kept = Message.objects.filter(outgoing=False).count()
    return {
        "sent": count,
        "kept": kept,
        "lost": max(0, count - kept),
        "doubled": max(0, kept - count),
        "seconds": round(seconds),
        "answers": dict(answers),
        "p50": round(cuts[49], 3),
        "p95": round(cuts[94], 3),
        "p99": round(cuts[98], 3),
        "most": round(max(took), 3),
        "reports": Report.objects.count(),
        "alerts": Alert.objects.count(),
        "sealed": Sealed.objects.filter(field="words").count(),
        "outgoing": dict(
            Counter(Message.objects.filter(outgoing=True).values_list("state", flat=True))
        ),
    }


if __name__ == "__main__":
    print(json.dumps(main()))
