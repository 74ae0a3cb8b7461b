"""How many people two cores serve: each opens a page every half minute, and some of them write.

    TUTELA_DATA=FOLDER tutela demo --prepare-only
    python -m benchmarks.people --demonstration FOLDER [--people 300] [--minutes 3]

A copy of the demonstration is served as `tutela platform` serves it, with all its parts. People of
five roles are signed in beside its own cast; each opens a page of those below every thirty seconds,
none at the same moment as another; one page in thirty is a form that is filled and sent. Given are
the seconds from asking to the whole answer, the answers for each second of a processor of the
server, and what this program itself took on the same cores. Beside it the floor: an empty Django
page with a session and one row, of the same server, asked in the same run. Prints JSON; Linux.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import requests

from benchmarks.weight import PORT, end_all, family_seconds, start_platform, wait_until_quiet

EVERY_SECONDS = 30.0
MISSION = "ssd"
ROLES = (
    "joc_duty_officer",
    "poc_adviser",
    "head_of_field_office",
    "field_reporter",
    "head_of_mission",
)
PAGES = {"now/": 8, "alerts/": 6, "incidents/": 4, "risks/": 3, "places/": 3, "": 3, "joc/": 2}
"""How many of thirty pages are which; the last of the thirty is a form."""
FORM = "incidents/new/"

FLOOR = """
import os
from django.conf import settings
settings.configure(
    SECRET_KEY="x" * 50, ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__, USE_TZ=True,
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "one.db"}},
    INSTALLED_APPS=[f"django.contrib.{app}" for app in ("contenttypes", "auth", "sessions")],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
    ],
)
import django
django.setup()
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path
urlpatterns = [path("", lambda request: HttpResponse(request.user.get_username()))]
application = get_wsgi_application()
"""
FLOOR_SIGN_IN = """
import floor
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client
call_command("migrate", verbosity=0)
person = get_user_model().objects.create_user("somebody")
browser = Client()
browser.force_login(person)
print(browser.cookies["sessionid"].value)
"""


def main() -> None:
    """Serve, ask, and print what was seen."""
    options = argparse.ArgumentParser(prog="python -m benchmarks.people")
    options.add_argument("--demonstration", type=Path, required=True)
    options.add_argument("--people", type=int, default=300)
    options.add_argument("--minutes", type=float, default=3.0)
    asked = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="tutela-people-") as made:
        folder = Path(made)
        floor = _floor(folder / "floor")
        shutil.copytree(asked.demonstration, folder / "data")
        seen = _platform(folder / "data", asked.people, 60 * asked.minutes)
    sys.stdout.write(json.dumps({"floor": floor, "platform": seen}, indent=1) + "\n")


# --- what is asked


class Crowd:
    """People who each ask every so often, and what they were answered."""

    def __init__(self, url: str, sessions: list[str]) -> None:
        self.url, self.sessions = url, sessions
        self.seconds: dict[str, list[float]] = defaultdict(list)
        self.answers: Counter[int] = Counter()

    def ask(self, seconds: float) -> None:
        """All of them, for so long; each begins at a moment of its own."""
        people = [
            threading.Thread(target=self._be_one, args=(number, time.monotonic() + seconds))
            for number in range(len(self.sessions))
        ]
        for person in people:
            person.start()
        for person in people:
            person.join()

    def _be_one(self, number: int, ends: float) -> None:
        chosen = random.Random(number)
        browser = requests.Session()
        browser.cookies.set("sessionid", self.sessions[number])
        at = time.monotonic() + EVERY_SECONDS * number / len(self.sessions)
        while at < ends:
            time.sleep(max(0.0, at - time.monotonic()))
            page = chosen.choices([*PAGES, FORM], [*PAGES.values(), 1])[0]
            answer = self._timed(page or "situation", browser.get, f"{self.url}/{page}")
            if page == FORM and answer.status_code == 200:
                form = _filled(answer.text)
                self._timed("sent", browser.post, f"{self.url}/{page}", form)
            at += EVERY_SECONDS

    def _timed(self, name: str, ask: Any, url: str, form: dict[str, str] | None = None) -> Any:
        began = time.monotonic()
        answer = ask(url, data=form, timeout=120, allow_redirects=False)
        self.seconds[name].append(time.monotonic() - began)
        self.answers[answer.status_code] += 1
        return answer


def _filled(page: str) -> dict[str, str]:
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert token, "the form has its token"
    return {
        "id": str(uuid4()),
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


# --- the platform


def _platform(data: Path, people: int, seconds: float) -> dict[str, Any]:
    environment = os.environ | {
        "TUTELA_DATA": str(data),
        "TUTELA_HOSTS": "127.0.0.1",
        "TUTELA_LIVE_URL": f"http://127.0.0.1:{PORT + 1}",
        "TUTELA_INSECURE_HTTP": "yes",
    }
    start = partial(start_platform, environment)
    assert start("prepare", "--static").wait() == 0, "the copy is prepared"
    made = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "benchmarks.people_made", str(people)],
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    sessions = json.loads(made.stdout.splitlines()[-1])
    parts = [
        start("serve", "--workers", "2", "--port", str(PORT)),
        start("live", "--port", str(PORT + 1)),
        start("worker"),
    ]
    try:
        wait_until_quiet([part.pid for part in parts])
        crowd = Crowd(f"http://127.0.0.1:{PORT}/m/{MISSION}", sessions)
        crowd.ask(EVERY_SECONDS)  # a page each, which fills what the server keeps
        crowd.seconds.clear()
        crowd.answers.clear()
        before = [family_seconds(part.pid) for part in parts]
        own_before, began = time.process_time(), time.monotonic()
        crowd.ask(seconds)
        took, own = time.monotonic() - began, time.process_time() - own_before
        used = [family_seconds(part.pid) - b for part, b in zip(parts, before, strict=True)]
    finally:
        end_all(parts)
    every = sorted(second for page in crowd.seconds.values() for second in page)
    return {
        "people": people,
        "answers": dict(crowd.answers),
        "answers_a_second": round(len(every) / took, 1),
        "p50": round(statistics.median(every), 3),
        "p95": round(every[int(len(every) * 0.95)], 3),
        "longest": round(every[-1], 2),
        "by_page_p50_p95": {
            page: [round(sorted(s)[int(len(s) * q)], 3) for q in (0.5, 0.95)]
            for page, s in sorted(crowd.seconds.items())
        },
        "server_seconds": [round(one, 1) for one in used],
        "answers_a_processor_second": round(len(every) / sum(used), 1),
        "own_share_of_the_cores_percent": round(100 * own / (os.cpu_count() or 1) / took, 1),
        "servers_share_of_the_cores_percent": round(
            100 * sum(used) / (os.cpu_count() or 1) / took, 1
        ),
    }


# --- the floor


def _floor(folder: Path) -> dict[str, float]:
    """Answers a second of a processor of an empty page with a session, of the same server."""
    folder.mkdir()
    (folder / "floor.py").write_text(FLOOR)
    made = subprocess.run(
        [sys.executable, "-c", FLOOR_SIGN_IN],
        cwd=folder,
        check=True,
        capture_output=True,
        text=True,
    )
    words = ["--interface", "wsgi", "--port", str(PORT), "--workers", "1", "floor:application"]
    server = subprocess.Popen(
        [sys.executable, "-m", "granian", *words],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    browser = requests.Session()
    browser.cookies.set("sessionid", made.stdout.strip())
    try:
        url = f"http://127.0.0.1:{PORT}/"
        for _try in range(100):
            try:
                assert browser.get(url, timeout=10).text == "somebody"
                break
            except requests.ConnectionError:
                time.sleep(0.2)
        before, asked = family_seconds(server.pid), 500
        for _number in range(asked):
            browser.get(url, timeout=10)
        used = family_seconds(server.pid) - before
    finally:
        end_all([server])
    return {"answers_a_processor_second": round(asked / used, 0)}


if __name__ == "__main__":
    main()
