"""The disk is full and no worker runs: every page and the API say what to do, and nothing is empty.

SQLite makes the index of its log when the first connection opens: on a full disk no page can even
ask who reads it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.tutela_web.cli.house import ON_POSTGRES, House, house, house_base

__all__ = ["house", "house_base"]
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(ON_POSTGRES, reason="a full PostgreSQL wants a file system of its own"),
]

PEOPLE = """
from django.test import Client
from tests.tutela_web.cast import assemble
from tutela_web.access.devices import verbs as devices
cast = assemble()
browser = Client()
browser.force_login(cast.amina, backend="tutela_web.access.sessions.backend.AccountBackend")
_device, token = devices.make(cast.amina, name="program")
print(json.dumps([browser.cookies["sessionid"].value, token]))
"""
ON_A_SMALL_DISK = """
mount -t tmpfs -o size=60m tmpfs "$1" && cp -a "$TUTELA_DATA/." "$1" || exit 77
export TUTELA_DATA="$1"
cat /dev/zero > "$1/filler" 2>/dev/null
"$2" -W ignore -c "$ASK" pages
rm "$1/filler"
"$2" -W ignore -c "$ASK" uploads
"""
ASK = """
import json, os, re, sqlite3, sys
from pathlib import Path
from uuid import uuid4
os.environ["DJANGO_SETTINGS_MODULE"] = "tutela_web.settings"
import django; django.setup()
from io import BytesIO
from django.conf import settings
from django.db import close_old_connections
from django.test import Client
from tests.tutela_web.meeting import routes
settings.STORAGES = settings.STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
data = Path(settings.DATA)
browser = Client(SERVER_NAME="localhost", raise_request_exception=False)
browser.cookies["sessionid"] = os.environ["SESSION"]
program = {"HTTP_AUTHORIZATION": "Bearer " + os.environ["TOKEN"]}

def told(answer):
    content = b"".join(answer) if answer.streaming else answer.content
    return [answer.status_code, answer.get("Content-Type", ""), content.decode(errors="replace")]

def address(text):
    text = re.sub(r"[\\^$]|\\\\Z", "", text)
    text = re.sub(r"<(?:slug:|str:)?code>", "luma", text)
    text = re.sub(r"<int:\\w+>", "3", text)
    return "/" + re.sub(r"<(?:\\w+:)?\\w+>", lambda _: str(uuid4()), text)

def big():
    file = BytesIO(b"date,place\\n" + b"2018-12-30,Luma\\n" * 200_000)
    file.name = "events.csv"
    return file

answers = {}
if sys.argv[1] == "pages":
    for route in routes():
        path = address(route.text)
        who = program if path.startswith("/api/") else {}
        answers[path] = told(browser.get(path, **who))
    alert = {"id": str(uuid4()), "act": "column on the road", "level": "warning"}
    answers["alert"] = told(Client(SERVER_NAME="localhost", raise_request_exception=False).post(
        "/api/v1/missions/luma/alerts", alert, content_type="application/json", **program))
else:  # a worker holds the databases open: pages are read, and nothing more is written
    held = [sqlite3.connect(data / name) for name in ("tutela.db", "keys.db")]
    for one in held:
        one.execute("SELECT count(*) FROM sqlite_master").fetchall()
    browser.get("/m/luma/")
    filler = open(data / "filler", "wb", buffering=0)
    try:
        while True:
            filler.write(b"-" * 4096)
    except OSError:
        pass
    answers["board"] = told(browser.get("/m/luma/alerts/"))
    answers["page"] = told(browser.post("/m/luma/imports/", {"file": big(), "classification": "1"}))
    nobody = Client(SERVER_NAME="localhost", raise_request_exception=False)
    answers["api"] = told(nobody.post("/api/v1/missions/luma/imports", {"file": big()}, **program))
    filler.close()
    (data / "filler").unlink()
    answers["api again"] = told(
        nobody.post("/api/v1/missions/luma/imports", {"file": big()}, **program))
print(json.dumps(answers))
"""


@pytest.fixture
def answers(house: House, tmp_path: Path) -> list[dict[str, Any]]:
    """What each address answered on the full disk; then what uploads did, before and after."""
    session, token = house.python(PEOPLE)
    disk = tmp_path / "disk"
    disk.mkdir()
    here = {"ASK": ASK, "SESSION": session, "TOKEN": token}
    words = ["unshare", "--map-root-user", "--mount", "sh", "-c", ON_A_SMALL_DISK, "-"]
    told = subprocess.run(
        [*words, str(disk), sys.executable],
        env=house.environment | here,
        capture_output=True,
        text=True,
        check=False,
    )
    if told.returncode in (1, 77) and not told.stdout:
        pytest.skip("no small disk is to be had here")
    assert told.returncode == 0, told.stderr[-3000:]
    return [json.loads(line) for line in told.stdout.splitlines()]


def test_on_a_full_disk_every_address_says_what_to_do(answers: list[dict[str, Any]]) -> None:
    pages, uploads = answers
    refused = {path: told for path, told in pages.items() if told[0] >= 500}
    assert {told[0] for told in refused.values()} == {503}
    assert {"/m/luma/", "/m/luma/alerts/", "/m/luma/incidents/", "alert"} <= refused.keys()
    for path, (_status, kind, said) in refused.items():
        if path.startswith("/api/") or path == "alert":
            assert kind.startswith("application/json"), path
            error = json.loads(said)["error"]
            assert error["code"] == "disk.full" and "make room" in error["next"], path
        elif "text/html" in kind:
            assert "disk is full or failing" in said and "by radio or telephone" in said, path
            assert "make room" in said, path
        else:
            assert said.strip(), path

    assert uploads["board"][0] == 200
    status, _kind, said = uploads["page"]
    assert status == 503 and "disk is full or failing" in said and "make room" in said
    status, kind, said = uploads["api"]
    assert status == 503 and kind.startswith("application/json")
    assert "make room" in json.loads(said)["error"]["next"]
    assert uploads["api again"][0] == 201
