"""The install of docs/how-to/install.md, tried: deploy/try.sh on a real PostgreSQL."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.postgres import programs, running, urls

ROOT = Path(__file__).parents[2]
UNITS = ROOT / "deploy" / "systemd"
STATIC = ROOT / "src" / "tutela_web" / "look" / "static" / "tutela"
PAGE = ROOT / "docs" / "how-to" / "install.md"


@pytest.mark.slow
@pytest.mark.skipif(programs() is None, reason="PostgreSQL is not installed")
@pytest.mark.skipif(not (STATIC / "site.css").exists(), reason="the pages' styles are not built")
def test_an_install_for_many_people_from_nothing_to_a_restored_backup(tmp_path: Path) -> None:
    """Servers, workers, sign-in with a second factor, a job, backup, restore; all stopped."""
    ours = ("TUTELA_", "DJANGO_", "DATABASE_URL", "KEYS_DATABASE_URL")
    here = {k: v for k, v in os.environ.items() if not k.startswith(ours)}
    with running(flushing=True) as folder:
        environment = here | urls(folder) | {"TUTELA_BIN": str(Path(sys.executable).parent)}
        tried = subprocess.Popen(
            ["sh", str(ROOT / "deploy" / "try.sh"), str(tmp_path / "install")],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        try:
            said, _none = tried.communicate(timeout=900)
        except subprocess.TimeoutExpired:
            tried.send_signal(signal.SIGTERM)  # it stops what it started
            said, _none = tried.communicate(timeout=300)
    assert tried.returncode == 0, said
    steps = [line.split("  ")[0] for line in said.splitlines()]
    assert set(steps) <= {"ok", "skip"} and said.rstrip().endswith("all stopped"), said


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not here")
def test_the_units_are_sound(tmp_path: Path) -> None:
    """As systemd reads them, the program's own path put in."""
    names = []
    for unit in UNITS.iterdir():
        name = unit.name.replace("@.", "@1.")
        text = unit.read_text().replace("/opt/tutela/current/bin/tutela", "/bin/true")
        (tmp_path / name).write_text(text)
        names.append(str(tmp_path / name))
    told = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *names],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    ours = [line for line in told.stderr.splitlines() if "tutela" in line]
    assert told.returncode == 0 and not ours, told.stderr


def test_every_service_is_shut_in_the_same_way() -> None:
    as_root = UNITS / "tutela-upgrade.service"  # switches versions; it serves nobody
    services = sorted(set(UNITS.glob("*.service")) - {as_root})
    assert len(services) == 8 and "User=" not in as_root.read_text()
    shut = []
    for service in services:
        text = service.read_text()
        start = text.index("UMask=")
        end = text.index("[Install]") if "[Install]" in text else len(text)
        shut.append(text[start:end].strip())
        assert "User=tutela\n" in text and "EnvironmentFile=/etc/tutela/tutela.env\n" in text
    assert len(set(shut)) == 1
    for wall in ("ProtectSystem=strict", "NoNewPrivileges=yes", "CapabilityBoundingSet=\n"):
        assert wall in shut[0]
    rounds = (UNITS / "tutela-rounds.service").read_text()
    assert "IPAddressDeny=any\nIPAddressAllow=localhost\n" in rounds, "clocks ask nobody outside"
    assert "Wants=postgresql.service tutela-senders.service tutela-webhooks.service\n" in rounds


def test_the_page_names_every_unit_and_file_of_the_install() -> None:
    page = PAGE.read_text()
    for unit in UNITS.iterdir():
        assert unit.name.split(".")[0] in page, unit.name
    for named in re.findall(r"(?<!tests/)deploy/[a-z_./]+[a-z]", page):
        assert (ROOT / named).exists(), named


def test_the_proxy_keeps_no_query_strings_and_believes_no_caller() -> None:
    text = (ROOT / "deploy" / "nginx.conf").read_text()
    [kept] = re.findall(r"^log_format .*$", text, re.MULTILINE)
    assert not {"$request ", "$request_uri", "$args", "$query_string", "$http_referer"} & set(
        re.findall(r"\$[a-z_]+ ?", kept)
    )
    assert "$request_uri" not in text
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in text
