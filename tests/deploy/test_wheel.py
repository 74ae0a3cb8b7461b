"""The wheel that a stranger installs: what is in it, and that it answers from an empty folder."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from release import wheels
from tests.counts import PROOF
from tests.deploy.visitor import Visitor

ROOT = Path(__file__).parents[2]
BUILT = ROOT / "src" / "tutela_web" / "look" / "static" / "tutela"
pytestmark = pytest.mark.skipif(
    not (BUILT / ".made").exists(), reason="the pages' styles are not built"
)

NEEDED = (
    "tutela/demonstration/ged_SSD_to2018.csv.gz",
    "tutela/demonstration/geopko_full_1994_2020.csv.gz",
    "tutela_web/look/static/tutela/site.css",
    "tutela/base/documents/fonts/SourceSans3_400Regular.ttf",
    "tutela/base/documents/fonts/SourceSans3_LICENSE.txt",
    "tutela_web/look/static/tutela/mark.svg",
    "tutela_web/look/static/tutela/basemap.pmtiles",
    "tutela_web/locale/ar/LC_MESSAGES/django.mo",
    "tutela_web/locale/fr/LC_MESSAGES/django.mo",
    "tutela_web/site/how_to/alerts.md",
)

ANSWERS = """
import re
import django
from django.conf import settings

MANIFEST = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
django.setup()
from django.apps import apps
from django.core.management import call_command
from django.test import Client

# Compressing the styles takes ten seconds and changes no name.
settings.STORAGES["staticfiles"]["BACKEND"] = MANIFEST
settings.MIGRATION_MODULES = {app.label: None for app in apps.get_app_configs()}
call_command("collectstatic", verbosity=0, interactive=False)
call_command("migrate", run_syncdb=True, verbosity=0)
person = Client(SERVER_NAME="localhost")
for language in ("en", "fr", "ar"):
    page = person.get("/", headers={"accept-language": language}, follow=True)
    words = page.content.decode()
    heading = re.search("<h1[^>]*>(.*?)</h1>", words, re.S).group(1).strip()
    styles = re.findall('href="(/static/[^"]*[.]css)"', words)
    served = [person.get(style).status_code for style in styles]
    print(language, page.status_code, heading, len(served), set(served))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return wheels.build_own(tmp_path_factory.mktemp("wheel"))


def test_the_wheel_holds_what_a_page_and_the_demonstration_need(wheel: Path) -> None:
    """What `make` builds stays out of git, and once stayed out of the wheel with it."""
    held = set(zipfile.ZipFile(wheel).namelist())
    assert not [name for name in NEEDED if name not in held]
    assert any(name.endswith("licenses/LICENSE") for name in held)
    assert any(name.endswith("licenses/NOTICE") for name in held), "data goes with its licences"
    strays = [name for name in held if "node_modules" in name or name.startswith("tests/")]
    assert not strays


def test_pages_come_from_the_wheel_in_three_languages_with_their_styles(
    wheel: Path, tmp_path: Path
) -> None:
    """In an empty folder, with the libraries of here and nothing else of this checkout."""
    site, empty = tmp_path / "site", tmp_path / "empty"
    empty.mkdir()
    zipfile.ZipFile(wheel).extractall(site)
    ours = ("TUTELA_", "DJANGO_", "DATABASE_URL", "KEYS_DATABASE_URL")
    environment = {k: v for k, v in os.environ.items() if not k.startswith(ours)} | {
        "PYTHONPATH": str(site),
        "DJANGO_SETTINGS_MODULE": "tutela_web.settings",
    }
    told = subprocess.run(
        [sys.executable, "-c", ANSWERS],
        cwd=empty,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert told.returncode == 0, told.stderr
    pages = [line.split(" ", 2) for line in told.stdout.splitlines()]
    assert [(language, status) for language, status, _rest in pages] == [
        ("en", "200"),
        ("fr", "200"),
        ("ar", "200"),
    ]
    assert all(rest.endswith("1 {200}") for *_page, rest in pages), told.stdout
    assert len({rest for *_page, rest in pages}) == 3, "each in its own words"


AS_ADVISER = ("/m/ssd/now/", "/m/ssd/", "/m/ssd/area/", "/m/ssd/pages/", "/m/ssd/help/")


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.skipif(not PROOF, reason="minutes long: in make proof")
def test_installed_by_hash_anywhere_it_shows_the_demonstration(wheel: Path, tmp_path: Path) -> None:
    """`pip install 'tutela[web]' && tutela demo`, in an empty environment outside any checkout."""
    held, environment, empty = tmp_path / "wheels", tmp_path / "venv", tmp_path / "empty"
    held.mkdir()
    empty.mkdir()
    wheels.fetch(wheels.pinned("web"), held)
    shutil.copy(wheel, held)
    (held / "requirements.txt").write_text(wheels.hashed(wheels.read_all(held)))
    subprocess.run([sys.executable, "-m", "venv", environment], check=True)
    pip = [environment / "bin/python", "-m", "pip", "--isolated", "install", "-q", "--no-index"]
    by_hash = ["--find-links", held, "--require-hashes", "-r", held / "requirements.txt"]
    subprocess.run([*pip, *by_hash], check=True)
    plain = {"PATH": "/usr/bin:/bin", "HOME": str(empty), "LANG": "C.UTF-8"}
    tutela = environment / "bin/tutela"
    data = next(environment.glob("lib/python3*/site-packages/tutela/demonstration"))
    checked = subprocess.run(
        [tutela, "incidents", "check", data / "ged_SSD_to2018.csv.gz"],
        cwd=empty,
        env=plain,
        capture_output=True,
    )
    assert checked.returncode == 0 and checked.stdout, checked.stderr
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with (tmp_path / "said").open("wb") as said:
        served = subprocess.Popen(
            [tutela, "demo", "--no-browser", "--port", str(port)],
            cwd=empty,
            env=plain,
            stdout=said,
            stderr=subprocess.STDOUT,
        )
    try:
        person = Visitor(f"http://localhost:{port}")
        person.wait(seconds=1500)
        assert person.page is not None
        [button] = re.findall('action="([^"]*/as/ssd.adviser/)"', person.page.words)
        assert person.send(button).status == 200
        assert person.look_through(AS_ADVISER) == []
    finally:
        served.send_signal(signal.SIGINT)
        ended = served.wait(120)
    assert ended in (0, -signal.SIGINT), (tmp_path / "said").read_text()[-2000:]
