"""A worker that dies takes nothing from those who ask the others, however often it dies."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from configparser import ConfigParser
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest

DEPLOY = Path(__file__).parents[3] / "deploy"
PROGRAM = """
from tutela_web.cli import web_server
{set}
web_server.serve_pages("127.0.0.1", {port}, 2, "{page}")
"""
GREW = """
web_server.LOOKS_EACH_SECONDS, web_server.GROWN = 1, 0.1
web_server.LastingServer.least_age_seconds = {seconds}
"""
PAGE = """
import os

def application(environ, start_response):
    if environ["PATH_INFO"] == "/dies/":
        os.kill(os.getpid(), 9)
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [str(os.getpid()).encode()]
"""


def free_port() -> int:
    with socket.socket() as there:
        there.bind(("127.0.0.1", 0))
        return int(there.getsockname()[1])


@contextmanager
def server(folder: Path, *, set: str = "") -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    (folder / "page_of_test.py").write_text(PAGE)
    port = free_port()
    program = PROGRAM.format(set=set, port=port, page="page_of_test:application")
    paths = os.pathsep.join([str(folder), *sys.path])
    process = subprocess.Popen(
        [sys.executable, "-c", program], env=os.environ | {"PYTHONPATH": paths}
    )
    try:
        yield process, port
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def ask(port: int, path: str) -> str:
    """What the server answers; nothing where whoever was asked died of it."""
    line = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        line.request("GET", path)
        return line.getresponse().read().decode()
    except OSError:
        return ""
    finally:
        line.close()


def wait_for(asked: Callable[[], object], seconds: float = 60) -> None:
    ends = time.monotonic() + seconds
    while not asked():
        assert time.monotonic() < ends, "it is not served"
        time.sleep(0.05)


def test_workers_that_die_again_and_again_within_seconds_never_end_the_service(
    tmp_path: Path,
) -> None:
    with server(tmp_path) as (process, port):
        wait_for(lambda: ask(port, "/"))
        for _ in range(5):
            ask(port, "/dies/")
            wait_for(lambda: ask(port, "/"))
            assert process.poll() is None
        begun = {ask(port, "/") for _ in range(5)}
        assert begun, "somebody answers"


def test_a_worker_that_grew_is_begun_anew_while_it_rests(tmp_path: Path) -> None:
    with server(tmp_path, set=GREW.format(seconds=1)) as (process, port):
        wait_for(lambda: ask(port, "/"))
        first = {ask(port, "/") for _ in range(5)}
        wait_for(lambda: {ask(port, "/") for _ in range(5)}.isdisjoint(first))
        assert process.poll() is None


def test_a_worker_that_began_not_long_ago_is_left_alone_however_large(tmp_path: Path) -> None:
    with server(tmp_path, set=GREW.format(seconds=3600)) as (process, port):
        wait_for(lambda: ask(port, "/"))
        first = _workers_of(process.pid)
        time.sleep(4)
        assert _workers_of(process.pid) == first and len(first) == 2


def _workers_of(pid: int) -> set[str]:
    return set(Path(f"/proc/{pid}/task/{pid}/children").read_text().split())


@pytest.mark.parametrize("unit", ["tutela-web", "tutela-live"])
def test_the_system_begins_pages_again_however_they_ended_and_however_often(unit: str) -> None:
    said = ConfigParser(strict=False, interpolation=None)
    said.optionxform = str  # type: ignore[assignment,method-assign]
    said.read(DEPLOY / f"systemd/{unit}.service", "utf-8")
    assert said["Service"]["Restart"] == "always"
    assert said["Unit"]["StartLimitIntervalSec"] == "0"
