"""First pages through the real server, their panels kept and drawn each time.

    TUTELA_DATA=FOLDER tutela demo --prepare-only
    python -m benchmarks.panels FOLDER

One process of the web server answers; its milliseconds of a processor are counted for each page, of
each of some posts: drawn each time, kept where nothing changed, and kept where a promise was judged
before each. Beside them stands an empty page of a signed-in person, through the same server in the
same run: a page is told as so many of it. Prints one line of JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

PORT = 8953
MISSION = "ssd"
POSTS = ("poc_adviser", "joc_duty_officer", "head_of_field_office", "head_of_mission")
EMPTY = "/bench-empty/"
HERE = Path(__file__).parents[1]
_answer: Any = None


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """The platform with an empty page more; with BENCH_DRAW_EACH nothing is kept."""
    global _answer
    if _answer is None:
        from tutela_web.wsgi import application as platform

        _add_empty_page()
        if os.environ.get("BENCH_DRAW_EACH"):
            from tutela_web.access import kept_parts

            kept_parts.versions_now = lambda: None  # type: ignore[assignment]
        _answer = platform
    answered: Iterable[bytes] = _answer(environ, start_response)
    return answered


def _add_empty_page() -> None:
    from django.contrib.auth.decorators import login_required
    from django.http import HttpRequest, HttpResponse
    from django.urls import path

    from tutela_web import urls

    @login_required
    def empty(request: HttpRequest) -> HttpResponse:
        return HttpResponse("")

    urls.urlpatterns.append(path(EMPTY.strip("/") + "/", empty))


def main() -> dict[str, Any]:
    """Milliseconds of the server's processor for each page, and how many empty pages they are."""
    options = argparse.ArgumentParser()
    options.add_argument("folder", type=Path)
    options.add_argument("--rounds", type=int, default=20)
    asked = options.parse_args()
    os.environ |= {
        "TUTELA_DATA": str(asked.folder.resolve()),
        "DJANGO_SETTINGS_MODULE": "tutela_web.settings",
        "TUTELA_HOSTS": "localhost,127.0.0.1,testserver",
        "TUTELA_DEBUG": "yes",  # pages without styles that nobody collected here
    }
    import django

    django.setup()
    sessions = _sessions()
    drawn = _with_server(
        {"BENCH_DRAW_EACH": "yes"}, lambda server: _costs(server, asked.rounds, sessions)
    )
    kept = _with_server({}, lambda server: _costs(server, asked.rounds, sessions))
    changed = _with_server(
        {}, lambda server: _costs(server, asked.rounds, sessions, _judge_promises)
    )
    floor = kept.pop("empty")
    told: dict[str, Any] = {"empty_ms": floor, "empty_ms_drawn": drawn.pop("empty")}
    for post, cost in kept.items():
        told[post] = {
            "drawn_ms": drawn[post],
            "changed_ms": changed[post],
            "kept_ms": cost,
            "kept_as_empty_pages": round(cost / floor, 1),
        }
    return told


def _sessions() -> dict[str, str]:
    """The cookie of somebody who holds each post, signed in."""
    from django.test import Client

    from tutela_web.access.models import Holding, Mission

    mission = Mission.objects.get(code=MISSION)
    sessions = {}
    for post in POSTS:
        holding = Holding.objects.filter(post__mission=mission, post__role=post).first()
        if holding is None:
            continue
        holding.person.needs_second_factor = False
        holding.person.save()
        browser = Client()
        browser.force_login(
            holding.person, backend="tutela_web.access.sessions.backend.AccountBackend"
        )
        sessions[post] = browser.cookies["sessionid"].value
    return sessions


def _judge_promises() -> None:
    from tutela_web.engagements.engagement.models import Commitment

    Commitment.objects.update(judged=Commitment.Judged.KEPT)


def _with_server(
    settings: dict[str, str], measure: Callable[[int], dict[str, float]]
) -> dict[str, float]:
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(PORT)]
    command += ["--workers", "1", "--blocking-threads", "1", "benchmarks.panels:application"]
    server = subprocess.Popen(
        command, cwd=HERE, env=os.environ | settings, stdout=subprocess.DEVNULL
    )
    try:
        return measure(server.pid)
    finally:
        server.terminate()
        server.wait()


def _costs(
    server: int,
    rounds: int,
    sessions: dict[str, str],
    before_each: Callable[[], object] = lambda: None,
) -> dict[str, float]:
    session = next(iter(sessions.values()))
    _until_answered(session)
    costs = {"empty": _cost(server, rounds, EMPTY, session, lambda: None)}
    for post, cookie in sessions.items():
        costs[post] = _cost(server, rounds, f"/m/{MISSION}/now/", cookie, before_each)
    return costs


def _cost(
    server: int, rounds: int, page: str, session: str, before_each: Callable[[], object]
) -> float:
    """Milliseconds of the server's processor for one page, after three."""
    for _ in range(3):
        _get(page, session)
    spent = 0.0
    for _ in range(rounds):
        before_each()
        began = _seconds_of(server)
        _get(page, session)
        spent += _seconds_of(server) - began
    return round(spent / rounds * 1000, 1)


def _seconds_of(server: int) -> float:
    """Seconds of a processor that the server and its processes had: from the scheduler, which
    counts nanoseconds."""
    pids = [server, *_children(server)]
    tasks = [task for pid in pids for task in Path(f"/proc/{pid}/task").iterdir()]
    return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9


def _children(pid: int) -> list[int]:
    told = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False)
    return [int(word) for word in told.stdout.split()]


def _get(page: str, session: str) -> None:
    asked = Request(f"http://127.0.0.1:{PORT}{page}", headers={"Cookie": f"sessionid={session}"})
    with urlopen(asked, timeout=60) as answer:  # nosec B310 # our own server
        answer.read()
        if answer.status != 200 or not answer.url.endswith(page):
            raise SystemExit(f"{page} answered {answer.status} at {answer.url}")


def _until_answered(session: str) -> None:
    ends = time.monotonic() + 120
    while True:
        try:
            _get(EMPTY, session)
            return
        except OSError:
            if time.monotonic() > ends:
                raise
            time.sleep(0.5)


if __name__ == "__main__":
    print(json.dumps(main()))
