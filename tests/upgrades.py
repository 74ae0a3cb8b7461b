"""A small install of each release, kept so that every later version is upgraded from it.

    python -m tests.upgrades keep 0.2.0                               its SQLite databases
    python -m tests.postgres run python -m tests.upgrades keep 0.2.0  its PostgreSQL ones

Keep them on the day of the release, with its code; what is kept is never made again. Each holds the
invented cast and the planted mission of the tests, in tests/tutela_web/base/releases: both
databases, the keys that seal them, and what `told_of` said of them on that day.
"""

from __future__ import annotations

import io
import json
import lzma
import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.tutela_web.cli.house import ON_POSTGRES, House, empty_house, url_of

RELEASES = Path(__file__).parent / "tutela_web/base/releases"
VENDOR = "postgresql" if ON_POSTGRES else "sqlite"
FILES = {"default": "tutela.db", "keys": "keys.db"}
KEYS = ("vault.key", "audit.key")
PLANT = """
from tests.tutela_web.cast import assemble
from tests.tutela_web.planted import plant
plant(assemble())
print(1)
"""
TOLD = """
from tests.upgrades import told_of
print(json.dumps(told_of(), default=str))
"""


def kept_releases() -> list[str]:
    """The releases of which an install is kept for this database."""
    return sorted(path.parent.name for path in RELEASES.glob(f"*/{VENDOR}.tar.xz"))


def keep(release: str) -> Path:
    """Make the install of a release with the code that is here, and keep it."""
    path = RELEASES / release / f"{VENDOR}.tar.xz"
    if path.exists():
        sys.exit(f"{path} is there: what a release left is kept as it was.")
    path.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp())
    with empty_house(folder / "house") as house:
        house.tutela("platform", "prepare", "--no-static")
        house.python(PLANT)
        parts = {alias: dump(house, alias) for alias in FILES}
        parts |= {name: (house.data / name).read_bytes() for name in KEYS}
        parts["told.json"] = json.dumps(house.python(TOLD), indent=1, sort_keys=True).encode()
    shutil.rmtree(folder)
    with lzma.open(path, "wb") as packed, tarfile.open(fileobj=packed, mode="w") as tar:
        for name, content in parts.items():
            about = tarfile.TarInfo(name)
            about.size = len(content)
            tar.addfile(about, io.BytesIO(content))
    return path


def bring_back(release: str, house: House) -> dict[str, Any]:
    """Put what is kept of a release into an empty install; gives what was told of it then."""
    house.data.mkdir(exist_ok=True)
    parts: dict[str, bytes] = {}
    with tarfile.open(RELEASES / release / f"{VENDOR}.tar.xz") as tar:
        for member in tar:
            content = tar.extractfile(member)
            parts[member.name] = content.read() if content else b""
    for alias in FILES:
        load(house, alias, parts[alias])
    for name in KEYS:
        (house.data / name).write_bytes(parts[name])
        (house.data / name).chmod(0o600)
    told: dict[str, Any] = json.loads(parts["told.json"])
    return told


def dump(house: House, alias: str) -> bytes:
    """A database of an install: on SQLite its file, on PostgreSQL the SQL that makes it."""
    if ON_POSTGRES:
        words = ["pg_dump", "--inserts", "--no-owner", "--no-privileges"]
        given = [*words, url_of(house.databases[alias])]
        return subprocess.run(given, capture_output=True, check=True).stdout
    into = house.data / f"{alias}.kept"
    with closing(sqlite3.connect(house.data / FILES[alias])) as connection:
        connection.execute("VACUUM INTO ?", [str(into)])
    return into.read_bytes()


def load(house: House, alias: str, kept: bytes) -> None:
    """Put what `dump` gave into an empty database of an install."""
    if ON_POSTGRES:
        given = ["psql", "--quiet", "--set=ON_ERROR_STOP=1", url_of(house.databases[alias])]
        subprocess.run(given, input=kept, check=True, capture_output=True)
        return
    (house.data / FILES[alias]).write_bytes(kept)


def told_of() -> dict[str, Any]:
    """What stands in an install, told in the same words by every version: rows of each table that
    is ours, an incident's title, a closed record's words, and what a word finds."""
    from django.apps import apps

    from tutela_web.access.models import Mission
    from tutela_web.base.searching import search
    from tutela_web.incidents.models import ClosedIncident, Incident

    ours = [
        model
        for app in apps.get_app_configs()
        if app.name.startswith("tutela_web.")
        for model in app.get_models()
        if not model.__name__.startswith("Audit")  # an upgrade adds a line
    ]
    mission = Mission.objects.get(code="luma")
    return {
        "rows": {
            model._meta.db_table: number
            for model in ours
            if (number := model._base_manager.count())
        },
        "titles": list(Incident.objects.order_by("number").values_list("title", flat=True)),
        "closed": sorted(str(record.summary) for record in ClosedIncident.objects.all()),
        "found": search.ids_matching(mission.pk, "place", "placenorth").count(),
    }


if __name__ == "__main__":
    import django

    if len(sys.argv) != 3 or sys.argv[1] != "keep":
        sys.exit(__doc__)
    os.environ["DJANGO_SETTINGS_MODULE"] = "tutela_web.settings"
    os.environ["TUTELA_DATA"] = tempfile.mkdtemp()
    django.setup()
    written = keep(sys.argv[2])
    sys.stdout.write(f"{written}: {written.stat().st_size:,} bytes\n")
