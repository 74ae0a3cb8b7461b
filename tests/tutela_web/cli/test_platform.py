"""An install from nothing: prepare, check, serve, work."""

from __future__ import annotations

import os
import signal
import socket
import stat
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import pyrage
import pytest

from tests.tutela_web.channels import far_ends
from tests.tutela_web.channels.far_ends import far_end
from tests.tutela_web.channels.mailbox import mailbox
from tests.tutela_web.cli.house import ROOT, House
from tests.tutela_web.waiting import free_port

pytestmark = pytest.mark.slow


RECIPIENTS = {
    "TUTELA_BACKUP_RECIPIENTS": " ".join(
        str(pyrage.x25519.Identity.generate().to_public()) for _ in range(2)
    )
}
"""Two people whose public keys are known; nobody here has their private ones."""


PARTS = ("rounds", "senders", "webhooks", "jobs")


def started(house: House, *words: str, **extra: str) -> subprocess.Popen[str]:
    code = "from tutela.cli import main; main()"
    return subprocess.Popen(
        [sys.executable, "-c", code, *words],
        env=house.environment | extra,
        cwd=ROOT,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def stopped(process: subprocess.Popen[str]) -> str:
    process.send_signal(signal.SIGTERM)
    said, _none = process.communicate(timeout=300)
    return said


def test_nothing_starts_before_it_is_prepared_and_check_says_what_is_missing(
    bare_house: House,
) -> None:
    told = bare_house.tutela("platform", "check", fine=False)
    assert told.returncode == 2
    assert "NOT READY  vault's key" in told.stdout and "tutela platform prepare" in told.stdout
    for command in ("serve", "worker"):
        refused = bare_house.tutela("platform", command, fine=False)
        assert refused.returncode == 2 and "tutela platform prepare" in refused.stderr
    refused = bare_house.tutela("audit", "verify", fine=False)
    assert refused.returncode == 2 and "tutela platform check" in refused.stderr


def test_a_prepared_install_is_ready_once_it_is_backed_up(house: House) -> None:
    assert stat.S_IMODE((house.data / "vault.key").stat().st_mode) == 0o600
    key = (house.data / "vault.key").read_text()
    house.tutela("platform", "prepare", "--no-static")  # again: changes nothing
    assert (house.data / "vault.key").read_text() == key
    before = house.tutela("platform", "check", fine=False, TUTELA_BACKUP_IN_CLEAR="no")
    assert before.returncode == 2 and before.stdout.count("NOT READY") == 6, before.stdout
    for part in PARTS:
        assert f"NOT READY  {part} process: never seen. Next: start" in before.stdout
    house.tutela("platform", "backup", str(house.data / "kept"), **RECIPIENTS)
    worker = started(house, "platform", "worker", "--interval", "0.2")
    try:
        assert "NOT READY" not in _checked_until_ready(house)
    finally:
        stopped(worker)
    (house.data / "vault.key").write_text("")
    after = house.tutela("platform", "check", fine=False)
    assert "NOT READY  vault's key" in after.stdout


WHO_IS_THERE = """
from tutela_web.base.models import Beat
print(json.dumps(sorted(Beat.objects.values_list("part", flat=True))))
"""


def _checked_until_ready(house: House) -> str:
    """What the check says once all four have said that they are there; the check itself takes
    seconds, so it is not what is asked meanwhile."""
    for _ in range(600):
        if house.python(WHO_IS_THERE) == sorted(PARTS):
            break
        time.sleep(0.5)
    for _ in range(60):
        told = house.tutela("platform", "check", fine=False, **RECIPIENTS).stdout
        if "NOT READY" not in told:
            break
        time.sleep(0.5)
    return told


def test_of_four_processes_one_that_dies_is_started_again_and_both_end_with_their_parent(
    house: House,
) -> None:
    worker = started(house, "platform", "worker", "--interval", "0.2")
    try:
        first = _children(worker.pid)
        assert all(_own_megabytes(pid) <= MOST_OWN_MB for pid in first.values())
        os.kill(first["rounds"], signal.SIGKILL)
        again = _children(worker.pid, but=first["rounds"])
        assert {part: again[part] for part in PARTS if part != "rounds"} == {
            part: first[part] for part in PARTS if part != "rounds"
        }
    finally:
        stopped(worker)
    assert worker.returncode == 0
    assert not any(Path(f"/proc/{pid}").exists() for pid in again.values())


LEDGER = """
from datetime import timedelta
from tutela_web.access.people import verbs
from tutela_web.base.clock import real_now
from tutela_web.channels import outbox
from tutela_web.channels.models import Message, Webhook

boris = verbs.make_account(by=None, username="boris", name="Boris", email="boris@mission.example")
luma = verbs.make_mission(
    by=None, code="luma", name="Luma", iso3="SSD", time_zone="Africa/Juba", administrator=boris
)
now = real_now()
hook = Webhook.objects.create(
    mission_id=luma.pk, url={url!r}, secret=b"x", kinds=["place"], made_by_id=boris.pk, made_at=now
)
Message.objects.bulk_create(
    Message(
        mission_id=luma.pk,
        channel="webhook",
        template="changed",
        about_kind="place",
        webhook=hook,
        made_at=now,
        next_try_at=now - timedelta(minutes=1),
    )
    for _ in range(14)
)
outbox.send(luma.pk, "mail", "person", boris.pk)
print("null")
"""


def test_mails_leave_by_real_processes_while_a_receiver_hangs(house: House) -> None:
    with far_end(far_ends.hang) as receiver, mailbox() as box:
        house.python(LEDGER.format(url=f"{receiver.url}/"), TUTELA_WEBHOOK_INSIDE="127.0.0.0/8")
        worker = started(
            house,
            *("platform", "worker", "--interval", "0.2"),
            TUTELA_WEBHOOK_INSIDE="127.0.0.0/8",
            TUTELA_MAIL_HOST="127.0.0.1",
            TUTELA_MAIL_PORT=str(box.port),
            TUTELA_MAIL_TLS="no",
        )
        try:
            for _ in range(1200):
                if box.messages and receiver.asked:
                    break
                time.sleep(0.1)
        finally:
            receiver.over.set()  # else it has its ten seconds
            stopped(worker)
        assert len(box.messages) == 1 and receiver.asked == 1
        assert "Open Tutela" in box.messages[0]


MOST_OWN_MB = 90
"""Of a part that has just begun, what no other process has: 31 to 45 on 30 November 2026. Each had
195 when it loaded the house for itself."""


def _own_megabytes(pid: int) -> float:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_D")) * 1024 / 1e6


def _children(parent: int, but: int = 0) -> dict[str, int]:
    """The processes of a worker, by what they do, once all are there."""
    found: dict[str, int] = {}
    for _ in range(600):
        pids = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
        names = {int(pid): Path(f"/proc/{pid}/comm").read_text().strip() for pid in pids}
        named = {name.removeprefix("tutela-"): pid for pid, name in names.items() if pid != but}
        found = {part: pid for part, pid in named.items() if part in PARTS}
        if len(found) == len(PARTS):
            break
        time.sleep(0.1)
    return found


def test_the_server_answers_and_ends_when_told_while_browsers_hold_on_to_it(house: House) -> None:
    port = free_port()
    asked = b"GET /account/login/ HTTP/1.1\r\nHost: localhost\r\n\r\n"
    server = started(
        house, "platform", "serve", "--port", str(port), "--workers", "1", TUTELA_DEBUG="yes"
    )
    try:
        assert _answer(port) == 200
        browsers = [socket.create_connection(("127.0.0.1", port)) for _ in range(8)]
        for browser in browsers:
            browser.sendall(asked)
            assert browser.recv(9) == b"HTTP/1.1 "
    finally:
        said = stopped(server)
    assert server.returncode == 0, said
    for browser in browsers:
        browser.close()


def _answer(port: int) -> int:
    for _ in range(600):
        try:
            with urlopen(f"http://127.0.0.1:{port}/account/login/", timeout=30) as page:
                return int(page.status)
        except ConnectionError:
            time.sleep(0.5)
        except OSError as error:
            if not isinstance(getattr(error, "reason", None), ConnectionError):
                raise
            time.sleep(0.5)
    return 0
