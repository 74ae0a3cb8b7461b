"""The live server as a process of its own, beside the pages of a test."""

from __future__ import annotations

import os
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import connection

import tutela_web
from tests.tutela_web.waiting import free_port, until


def database_url() -> str:
    """The test's own database, as another process names it."""
    of = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{of['NAME']}"
    host = str(of["HOST"]).replace("/", "%2F")
    port = f":{of['PORT']}" if of["PORT"] else ""
    return f"postgresql://{of['USER']}:{of['PASSWORD']}@{host}{port}/{of['NAME']}"


class LiveServer:
    """Started and killed as often as a test likes, on one port."""

    def __init__(self, pages: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.pages = pages
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        from pathlib import Path

        here = {k: v for k, v in os.environ.items() if not k.startswith(("TUTELA_", "DATABASE"))}
        here |= {
            "DATABASE_URL": database_url(),
            "TUTELA_SECRET_KEY": settings.SECRET_KEY,
            "TUTELA_DATA": str(settings.DATA),
            "TUTELA_URL": self.pages,
            "TUTELA_LIVE_URL": self.url,
            "DJANGO_SETTINGS_MODULE": "tutela_web.settings",
            "PYTHONPATH": str(Path(tutela_web.__file__).parents[1]),
        }
        self.process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "granian",
                "--interface",
                "asginl",
                "--factory",
                "--port",
                str(self.port),
                "--loop",
                "asyncio",
                "--workers-kill-timeout",
                "1",
                "--no-log",
                "tutela_web.cli.live:make_application",
            ],
            env=here,
            start_new_session=True,
        )
        until(self.answers)

    def answers(self) -> bool:
        try:
            urllib.request.urlopen(self.url + "/live/luma", timeout=5)
        except urllib.error.HTTPError as answer:
            return answer.code == 404
        except OSError:
            return False
        return True

    def kill(self) -> None:
        """Kill it with its workers."""
        if self.process is not None:
            os.killpg(self.process.pid, 9)
            self.process.wait()
            self.process = None
            until(lambda: not self.answers())


@contextmanager
def beside(pages: str, conf: Any) -> Iterator[LiveServer]:
    """A live server beside pages at an address, and the settings of the pages that name it."""
    server = LiveServer(pages)
    conf.LIVE_URL, conf.PUBLIC_URL = server.url, pages
    policy = conf.CONTENT_SECURITY_POLICY
    named = {"connect-src": [*policy["DIRECTIVES"]["connect-src"], server.url]}
    conf.CONTENT_SECURITY_POLICY = policy | {"DIRECTIVES": policy["DIRECTIVES"] | named}
    try:
        server.start()
        yield server
    finally:
        server.kill()
